"""Names to propose: while somebody types, and when what they typed is nearly a name."""

import re
from datetime import datetime
from difflib import SequenceMatcher

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from newsroom.models import SearchName
from newsroom.models.search import words
from newsroom.public.search.query import Query, Unit, plain
from newsroom.public.subjects import has_stories

MOST_LOOKED_AT = 600  # names that are compared with a misspelt one
ALIKE = 0.75  # of 1; for Han, where a name has two or three characters, one of them may be wrong
ALIKE_IN_HAN = 0.5
SHORTEST = 4  # letters; shorter words are like too many names


def known_names(now: datetime) -> QuerySet[SearchName]:
    """Names of what readers may see: of listed profiles, and of topics that some story they see is about."""
    listed = Q(tag__company__is_listed=True) | Q(tag__person__is_listed=True)
    is_topic = Q(tag__company=None, tag__person=None)
    return SearchName.objects.filter(listed | is_topic & has_stories(now, "tag"))


def public_names(now: datetime) -> QuerySet[SearchName]:
    """Of these, the names that readers may see themselves."""
    return known_names(now).filter(is_shown=True)


def nearly(query: Query, missing: list[Unit], now: datetime, *, most: int = 3) -> list[str]:
    """Queries that the reader may have meant: a name in the place of a misspelt word, or of all of it."""
    wrong = {query.key: query.text}
    wrong |= {unit.key: unit.text for unit in missing[:3]}
    wrong = {key: text for key, text in wrong.items() if _is_comparable(key)}
    if not wrong or query.is_strict:
        return []
    lengths = Q()
    for key in wrong:
        slack = max(1, len(key) // 5)
        near = Q(letters__gte=len(key) - slack, letters__lte=len(key) + slack)
        lengths |= near & Q(pk__in=SearchName.objects.beginning(key[0]).values("pk"))
    rows = public_names(now).annotate(letters=Length("key")).filter(lengths).order_by("letters", "pk")
    found: list[tuple[float, str]] = []
    # What a matcher has to work out is of its second word: the misspelt one, which meets all names in turn.
    matchers = {key: SequenceMatcher(None, "", key, autojunk=False) for key in wrong}
    for name_key, name in rows.values_list("key", "text")[:MOST_LOOKED_AT]:
        for key, text in wrong.items():
            alike = _alike(matchers[key], name_key)
            if alike and name_key != key:
                found.append((alike, _with(name, text, query.text)))
    best = sorted(dict.fromkeys(found), key=lambda pair: -pair[0])
    return list(dict.fromkeys(text for _, text in best))[:most]


def _with(name: str, text: str, typed: str) -> str:
    """What was typed with the name in the place of `text`, where this is a word of its own and not a piece of one."""
    # A reader's dash may be another than the plain one that is read, which takes as much room.
    found = text != typed and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", plain(typed))
    return f"{typed[: found.start()]}{name}{typed[found.end() :]}" if found else name


def _is_comparable(key: str) -> bool:
    return 2 <= len(key) <= 12 if key and words.is_han(key) else SHORTEST <= len(key) <= 60


def _alike(matcher: SequenceMatcher, name: str) -> float:
    least = ALIKE_IN_HAN if words.is_han(matcher.b) else ALIKE
    matcher.set_seq1(name)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0
    ratio = matcher.ratio()
    return ratio if ratio >= least else 0
