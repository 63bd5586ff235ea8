"""Keeps the addresses under which imported stories stood, so that readers who come there are sent on."""

from collections.abc import Iterable

from newsroom.desk.importers.record import StoryRecord
from newsroom.models import Article, OldAddress
from newsroom.models.old_address import key_of_address


def keep(stories: Iterable[tuple[StoryRecord, Article, list[str]]]) -> None:
    """Write down the old addresses of saved stories; of what another story has already, say so in the notes.

    Two queries for any number of stories, and the same again for those that are known.
    """
    wanted: dict[str, tuple[Article, list[str]]] = {}
    for record, article, notes in stories:
        for address in (record.source_url, *record.addresses):
            if key := key_of_address(address):
                first, _ = wanted.setdefault(key, (article, notes))
                _tell(key, first.pk, article.pk, notes)
    taken = dict(OldAddress.objects.filter(path__in=list(wanted)).values_list("path", "article"))
    for key, owner in taken.items():
        article, notes = wanted.pop(key)
        _tell(key, owner, article.pk, notes)
    OldAddress.objects.bulk_create(
        [OldAddress(path=key, article=article) for key, (article, _) in wanted.items()], ignore_conflicts=True
    )


def _tell(key: str, owner: int, article: int, notes: list[str]) -> None:
    if owner != article:
        notes.append(f"The old address {key} leads to another story, which had it first.")
