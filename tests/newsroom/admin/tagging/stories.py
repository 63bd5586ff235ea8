"""What a test asks about a story that was read, and says to its suggestions."""

from newsroom.desk import workflow
from newsroom.desk.tagging import decisions, suggestions
from newsroom.desk.tagging.decisions import Verdict
from newsroom.models import Decision, Mention


def rows(story, **conditions) -> list[Mention]:
    return list(Mention.objects.filter(article=story, **conditions).in_order())


def told(story) -> list[tuple[str, str]]:
    return [(row.surface, row.status) for row in rows(story)]


def tags_of(story) -> set[str]:
    return set(story.tags.values_list("name", flat=True))


def accept(story, by, **conditions):
    return decisions.decide([Verdict(row.pk, True) for row in rows(story, **conditions)], by=by)


def reject(story, by, scope=Decision.Scope.MENTION, **conditions):
    return decisions.decide([Verdict(row.pk, False, scope=scope) for row in rows(story, **conditions)], by=by)


def rewrite(story, **fields):
    story.refresh_from_db()
    for name, value in fields.items():
        setattr(story, name, value)
    workflow.save(story)
    suggestions.refresh(story)
