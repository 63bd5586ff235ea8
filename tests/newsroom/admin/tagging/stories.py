"""What a test asks about a story that was read."""

from newsroom.models import Mention


def rows(story, **conditions) -> list[Mention]:
    return list(Mention.objects.filter(article=story, **conditions).in_order())


def told(story) -> list[tuple[str, str]]:
    return [(row.surface, row.status) for row in rows(story)]
