"""Relates imported stories to those that they were translated from, as their source tells it."""

from collections.abc import Iterable

from newsroom.desk import translations
from newsroom.desk.importers.record import StoryRecord
from newsroom.models import Article

Told = tuple[StoryRecord, list[str]]  # a record that names its original, and the notes on what became of it


def relate(stories: Iterable[Told]) -> list[Told]:
    """Relate them; gives back those whose original is not here (yet). What stands against one is said in its notes."""
    stories = list(stories)
    known = {}
    for name in {key for record, _ in stories for key in ((record.source, record.id), record.translation_of)}:
        known[name] = Article.objects.from_source(name[0], [name[1]]).first()
    missing = []
    for record, notes in stories:
        article, original = known[record.source, record.id], known[record.translation_of]
        if article is None or original is None:
            missing.append((record, notes))
        elif why := translations.bring_in(article, original):
            notes.append(f"Not related to “{original.headline}”, which its source calls its original. {why}")
    return missing
