"""What the desk finds working copies by: their words, in an index of their own that no page for readers asks.

Only stories stand in it whose working copy says something that readers don't see; the others are found by their
edition. So an archive of a hundred thousand stories is indexed once. Nothing is ranked: the desk's list has its order.
"""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import F
from django.db.models.signals import post_delete
from django.dispatch import receiver

from newsroom.models.article import Article, Stage
from newsroom.models.edition import Edition
from newsroom.models.revision import Revision
from newsroom.models.search import names
from newsroom.models.search.entries import LONGEST_BODY, plain_text
from newsroom.models.search.questions import EDITION_BITS
from newsroom.models.search.words import SINGLE, STOP_WORDS, field, fold, is_han, tokens

MOST_FOUND = 250  # in each of the two indexes, the newest
_AT_ONCE = 500  # stories read in one go when all is made anew
MOST_WORDS = 8  # of what was typed
_EDITIONS, _DRAFTS = "newsroom_searchtext", "newsroom_drafttext"


def index_drafts(contents: Iterable[tuple[int, dict]]) -> None:
    """Let these stories be found by what their revisions say: (id of the article, content of the revision)."""
    contents = list(contents)
    named = names.of({tag["id"] for _, content in contents for tag in content.get("tags", ())})
    rows = [(pk, _words(content, named)) for pk, content in contents]
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                f"INSERT INTO {_DRAFTS} (rowid, vector) VALUES (%s, array_to_tsvector(%s::text[]))"  # noqa: S608
                " ON CONFLICT (rowid) DO UPDATE SET vector = excluded.vector",
                [(pk, sorted(set(words))) for pk, words in rows],
            )
        else:
            cursor.executemany(
                f"INSERT OR REPLACE INTO {_DRAFTS} (rowid, words) VALUES (%s, %s)",  # noqa: S608
                [(pk, " ".join(dict.fromkeys(words))) for pk, words in rows],
            )


def forget_drafts(ids: Sequence[int]) -> None:
    """These stories are found by their editions from now on, or not at all."""
    if ids:
        marks = ", ".join(["%s"] * len(ids))
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {_DRAFTS} WHERE rowid IN ({marks})", list(ids))  # noqa: S608


def rebuild_drafts() -> None:
    """Make the index again from nothing: every working copy that is not what was last published."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # an index that is damaged can't be emptied
            cursor.execute(f"DROP TABLE {_DRAFTS}")
            cursor.execute(f"CREATE VIRTUAL TABLE {_DRAFTS} USING fts5(words, tokenize = 'ascii')")
        else:
            cursor.execute(f"DELETE FROM {_DRAFTS}")  # noqa: S608
    ids = list(Article.objects.exclude(stage=Stage.PUBLISHED).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _AT_ONCE):
        newest = Revision.objects.filter(article__in=ids[start : start + _AT_ONCE], number=F("article__revision"))
        with transaction.atomic():  # or each row is a transaction, whose end others wait for
            index_drafts(newest.values_list("article", "content"))


@receiver(post_delete, sender=Article, dispatch_uid="draft-text-goes-with-its-story")
def _forget(sender, instance, **kwargs):
    forget_drafts([instance.pk])


def find_stories(typed: str) -> set[int] | None:
    """The ids of the stories that have all the words typed, the last perhaps not finished; None for nothing.

    Of the newest only: MOST_FOUND of the working copies, and as many of the editions.
    """
    wanted = _wanted(typed)
    if not wanted:
        return None
    # Words that begin as the last one does cost several times as much, so they are asked for where it is none itself.
    return _found([(word, False) for word, _ in wanted]) or (_found(wanted) if wanted[-1][1] else set())


def _found(wanted: list[tuple[str, bool]]) -> set[int]:
    drafts = _newest(_DRAFTS, wanted)
    editions = [rowid & ((1 << EDITION_BITS) - 1) for rowid in _newest(_EDITIONS, wanted)]
    return {*drafts, *Edition.objects.filter(pk__in=editions).order_by().values_list("article_id", flat=True)}


def _words(content: dict, named: dict[int, str]) -> list[str]:
    said = [content.get("headline", ""), content.get("standfirst", ""), plain_text(content.get("body") or "")]
    said += [tag["name"] for tag in content.get("tags", ())]
    said += [named.get(tag["id"], "") for tag in content.get("tags", ())]
    said += [credit["name"] for credit in content.get("credits", ())]
    return field("\n".join(said)[:LONGEST_BODY])


def _wanted(typed: str) -> list[tuple[str, bool]]:
    """Each word to be found, and whether it may go on: the last one, unless it is Han or a blank follows it."""
    found = tokens(typed[:200])[:MOST_WORDS]
    telling = [word for word in found if word not in STOP_WORDS] or found
    wanted = [(SINGLE + word if is_han(word) and len(word) == 1 else word, False) for word in telling]
    if wanted and typed[-1:].isalnum() and (last := wanted[-1][0]).isascii():
        # As it was typed, not as its stem: “robo” begins “robots”, and “companies” is found as “compani”.
        ending = fold(typed).split()[-1]
        wanted[-1] = (min(last, ending if ending.isalnum() else last, key=len), True)
    return wanted


def _newest(table: str, wanted: list[tuple[str, bool]]) -> list[int]:
    if connection.vendor == "postgresql":
        query = " & ".join(f"'{word}'{':*' if goes_on else ''}" for word, goes_on in wanted)
        sql = f"SELECT rowid FROM {table} WHERE vector @@ %s::tsquery ORDER BY rowid DESC LIMIT %s"  # noqa: S608
    else:
        query = " AND ".join(f'"{word}"{" *" if goes_on else ""}' for word, goes_on in wanted)
        sql = f"SELECT rowid FROM {table} WHERE {table} MATCH %s ORDER BY rowid DESC LIMIT %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [query, MOST_FOUND])
        return [row[0] for row in cursor.fetchall()]
