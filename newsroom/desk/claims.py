"""Who wins when two act on one story: a conditional UPDATE on id, version and stage, alike on every database."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from newsroom.desk import outbox
from newsroom.desk.history import event_row
from newsroom.desk.steps import Step, objection, stage_now
from newsroom.models import Article, Edition, Stage

_PRESSED_TWICE = timedelta(seconds=10)  # long enough for a save that waits for others, too short to write other words
_MOST = 100  # changes since, of which one is told who made them; a forged form has seen a version of any age


class StepRefused(Exception):
    """The step may not be taken now. The message says why and what to do; nothing was changed."""


class StaleStory(StepRefused):
    """Somebody else was faster. The message says what they did; nothing was changed.

    `what` is the first sentence of it, for whoever has the text before them and goes on; `by` the ids of all who did.
    """

    def __init__(self, what: str, more: str = "", by: Collection[int | None] = ()):
        super().__init__(f"{what} {more}".strip())
        self.what, self.by = what, set(by)


class StepForbidden(StepRefused):
    """This person may not take the step, or not with this story. The message says why; nothing was changed."""


def is_live(article: Article, at: datetime | None = None) -> bool:
    """Whether readers see the story now, or at the moment `at`."""
    return article.pk is not None and Edition.objects.live(at).filter(article=article).exists()


def allow(article: Article, step: Step, by) -> None:
    """Refuse what the stage and the person's rights stand against. The claim then decides who was first."""
    if sentence := objection(article, step, by, is_live=step.is_live is not None and is_live(article)):
        # Whoever is late is told what happened meanwhile, rather than that the step is not possible any more.
        fresh = Article.objects.filter(pk=article.pk).values_list("version", flat=True).first()
        if fresh != article.version:
            raise refusal(article, step)
        raise StepForbidden(f"{sentence} Nothing was changed.")


def claim(articles: Sequence[Article], step: Step, condition: Q | None = None, **changes) -> None:
    """Move the rows on from the stage and version that the caller saw, or raise for the first that has moved."""
    groups: dict[tuple, list[Article]] = {}
    for article in articles:
        if Stage(article.stage) not in step.moves:
            raise refusal(article, step)
        groups.setdefault((article.version, article.stage), []).append(article)
    for (version, stage), group in groups.items():
        ids = [article.pk for article in group]
        rows = Article.objects.filter(condition or Q(), pk__in=ids, version=version, stage=stage)
        if rows.update(version=version + 1, stage=step.moves[Stage(stage)], **changes) != len(group):
            now = dict(Article.objects.filter(pk__in=ids).values_list("pk", "version"))
            lost = [a for a in group if now.get(a.pk) not in (version, version + 1)] or group
            raise refusal(lost[0], step)


def moved(article: Article, step: Step, **changes) -> None:
    """Bring the caller's object to where its row is now."""
    article.version += 1
    article.stage = step.moves[Stage(article.stage)]
    for name, value in changes.items():
        setattr(article, name, value)


def settle(article: Article) -> None:
    """Write down that a scheduled story went live when its moment came; the clock had already shown it to readers."""
    if not article.is_due:
        return
    went_live = article.scheduled_for
    rows = Article.objects.filter(pk=article.pk, version=article.version, stage=Stage.SCHEDULED)
    if not rows.update(stage=Stage.PUBLISHED, scheduled_for=None, version=article.version + 1):
        raise refusal(article, None)
    event = event_row(article, outbox.WENT_LIVE, None, went_live, from_stage=Stage.SCHEDULED, to_stage=Stage.PUBLISHED)
    event.save()
    outbox.note(outbox.WENT_LIVE, [event])
    article.stage, article.scheduled_for, article.version = Stage.PUBLISHED, None, article.version + 1


def was_just_taken(article: Article, step: Step, *, by, seen_version: int, comment: str) -> bool:
    """Whether nothing but this step has happened since the story had that version, by the same person, with the same
    words and a moment ago: then a button was pressed twice.
    """
    last = article.events.filter(article__version=seen_version + 1, at__gte=timezone.now() - _PRESSED_TWICE).first()
    return last is not None and (last.verb, last.actor_id, last.comment) == (step.done, by.pk, comment)


def refusal(article: Article, step: Step | None) -> StepRefused:
    """Why the row could not be claimed, in words for the person who tried."""
    fresh = Article.objects.filter(pk=article.pk).first()
    if fresh is None:
        return StaleStory(f"“{article.headline}” was deleted meanwhile.")
    if fresh.version != article.version:
        last = fresh.events.first()
        who = (last and last.actor_name) or "somebody"
        when = f" at {timezone.localtime(last.at):%H:%M}" if last else ""
        verb = last.verb.replace("_", " ") if last else "changed"
        return StaleStory(
            f"“{fresh.headline}” has moved on since you opened it: {verb} by {who}{when}.",
            "Nothing was changed by you now; open the story again to see how it stands.",
            by=fresh.events.values_list("actor_id", flat=True)[: min(max(0, fresh.version - article.version), _MOST)],
        )
    stage = stage_now(fresh)
    label = step.label.lower() if step else "change"
    if stage == Stage.SCHEDULED:
        return StepRefused(
            f"“{fresh.headline}” is scheduled for {timezone.localtime(fresh.scheduled_for):%Y-%m-%d %H:%M %Z}. "
            f"Unschedule it first to {label} it."
        )
    return StepRefused(f"You can’t {label} “{fresh.headline}” while it is {stage.after_is}. Nothing was changed.")
