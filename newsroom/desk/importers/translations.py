"""Relates imported stories to those that they were translated from, as their source tells it."""

from collections.abc import Iterable
from typing import Protocol

from newsroom.desk import translations
from newsroom.desk.importers.record import StoryRecord
from newsroom.models import Article


class Made(Protocol):
    """What became of a record, as far as this is asked."""

    notes: list[str]
    is_related: bool


Told = tuple[StoryRecord, Made]  # a record that names its original, and what became of it


def relate(stories: Iterable[Told]) -> list[Told]:
    """Relate them; gives back those whose original is not here (yet). What stands against one is said in its notes."""
    stories = list(stories)
    known = {}
    for name in {key for record, _ in stories for key in ((record.source, record.id), record.translation_of)}:
        known[name] = Article.objects.from_source(name[0], [name[1]]).first()
    missing = []
    for record, made in stories:
        article, original = known[record.source, record.id], known[record.translation_of]
        if article is None or original is None:
            missing.append((record, made))
        elif why := translations.bring_in(article, original):
            made.notes.append(f"Not related to “{original.headline}”, which its source calls its original. {why}")
        else:
            made.is_related = True
    return missing
