"""Which companies, people and topics may be one and the same, by their names? Pure: plain values in, pairs out.

Never a decision: each pair comes with its reasons, in words for the person who decides.
"""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from newsroom.desk.mentions.names import core
from newsroom.desk.mentions.normalise import fold, is_han, tokens
from newsroom.desk.mentions.proposals import chinese_stem, tells
from newsroom.desk.mentions.spelling import one_apart
from newsroom.models.search.words import cut

COMPANY, PERSON, TOPIC = "company", "person", "topic"

# More than this many things under one key: the key is an ordinary word, and says nothing.
MOST_ALIKE = 12
# Sites on which many have their page; one of them says nothing about who they are.
SHARED_SITES = frozenset(
    {"weixin.qq.com", "mp.weixin.qq.com", "baike.baidu.com", "weibo.com", "linkedin.com", "facebook.com", "x.com"}
    | {"twitter.com", "github.com", "en.wikipedia.org", "zh.wikipedia.org", "tianyancha.com", "qcc.com", "medium.com"}
)
_SHORTEST_MISSPELT = 8


@dataclass(frozen=True, slots=True)
class Known:
    """A company, a person or a topic as its names show it. `name` is first among `names`."""

    tag: int
    kind: str
    name: str
    chinese_name: str = ""
    names: tuple[str, ...] = ()
    website: str = ""
    numbers: tuple[tuple[str, str], ...] = ()
    employers: frozenset[str] = frozenset()

    @property
    def all_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name in (self.name, self.chinese_name, *self.names) if name))


@dataclass(slots=True)
class Pair:
    first: Known
    second: Known
    reasons: dict[str, int] = field(default_factory=dict)  # the sentence, and what it is worth

    @property
    def score(self) -> int:
        return min(99, max(self.reasons.values()) + 4 * (len(self.reasons) - 1))


# A reason gives each thing keys; two with one key may be the same. Beside the key stands what is shown of the thing.
type Keys = Iterator[tuple[str, str]]


def find(things: Iterable[Known]) -> list[Pair]:
    """Pairs that may be one, the likeliest first; the order of `things` makes no difference."""
    things = sorted(things, key=lambda thing: thing.tag)
    pairs: dict[tuple[int, int], Pair] = {}
    for keys, worth, say in _REASONS:
        under: dict[str, dict[int, tuple[Known, str]]] = defaultdict(dict)
        for thing in things:
            for key, shown in keys(thing):
                under[key].setdefault(thing.tag, (thing, shown))
        for found in under.values():
            if 2 <= len(found) <= MOST_ALIKE:
                for (one, shown), (other, also) in itertools.combinations(found.values(), 2):
                    if not _apart(one, other) and (why := say(shown, also)):
                        pair = pairs.setdefault((one.tag, other.tag), Pair(one, other))
                        pair.reasons.setdefault(why, worth)
    for pair in pairs.values():
        _weigh(pair)
    return sorted(pairs.values(), key=lambda pair: (-pair.score, pair.first.tag, pair.second.tag))


def _apart(one: Known, other: Known) -> bool:
    """Whether something says that the two cannot be one."""
    if one.kind != other.kind and TOPIC not in (one.kind, other.kind):
        return True
    numbers = dict(one.numbers)
    if any(numbers.get(name, number) != number for name, number in other.numbers):
        return True
    if not one.chinese_name or not other.chinese_name:
        return False
    if one.kind == PERSON:
        return fold(one.chinese_name) != fold(other.chinese_name)
    return chinese_stem(fold(one.chinese_name)) != chinese_stem(fold(other.chinese_name))


def _weigh(pair: Pair) -> None:
    """Namesakes are many among people: where each has an employer and they differ, less speaks for one."""
    one, other = pair.first, pair.second
    if one.kind == other.kind == PERSON and one.employers and other.employers:
        shared = one.employers & other.employers
        if shared:
            pair.reasons[f"Both have a title at {min(shared)}."] = 60
        else:
            pair.reasons = {reason: worth - 30 for reason, worth in pair.reasons.items()}


# What makes two alike


@lru_cache(maxsize=100_000)
def _words(name: str) -> tuple[str, ...]:
    return tuple(tokens(name))


def _squeezed(name: str) -> str:
    return "".join(_words(name))


def _same_name(thing: Known) -> Keys:
    for name in thing.all_names:
        if len(key := _squeezed(name)) > 1:
            yield key, name


def _stems(thing: Known) -> Keys:
    if thing.kind == TOPIC and (words := _words(thing.name)):
        yield " ".join(sorted(cut(list(words)))), thing.name


def _without_legal_form(thing: Known) -> Keys:
    if thing.kind != COMPANY:
        return
    for name in thing.all_names:
        words = _words(name)
        if words and not is_han(words[0]):
            rest = core(list(words))
            if any(tells(word) for word in rest) and (len(rest) > 1 or len(rest[0]) > 3):
                yield "".join(rest), " ".join(rest)


def _chinese_stem(thing: Known) -> Keys:
    if thing.kind == COMPANY:
        for name in thing.all_names:
            words = _words(name)
            if words and is_han(words[0]) and len(stem := chinese_stem("".join(words))) > 1:
                yield stem, stem


def _pinyin(thing: Known) -> Keys:
    """Chinese names as pinyin, beside Latin ones as they stand; for companies what remains without the legal form."""
    for name in thing.all_names:
        words = _words(name)
        if not words:
            continue
        if is_han(words[0]):
            text = "".join(words)
            text = chinese_stem(text) if thing.kind == COMPANY else text
            if len(text) > 1:
                yield f"py {_read(text)}", name
        elif thing.kind != TOPIC:
            rest = core(list(words)) if thing.kind == COMPANY else list(words)
            yield f"py {''.join(rest)}", name
            if thing.kind == PERSON and len(rest) > 1:
                yield f"py {''.join([rest[-1], *rest[:-1]])}", name


@lru_cache(maxsize=100_000)
def _read(text: str) -> str:
    from pypinyin import lazy_pinyin  # its tables take a moment, and only this search needs them

    return "".join(lazy_pinyin(text, v_to_u=False))


def _other_order(thing: Known) -> Keys:
    if thing.kind == PERSON and len(words := _words(thing.name)) > 1 and not is_han(words[0]):
        yield "order " + " ".join(sorted(words)), thing.name


def host_of(website: str) -> str:
    """The site that tells whose it is; empty where many have their page there."""
    try:
        host = (urlsplit(website).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return "" if host in SHARED_SITES else host


def _website(thing: Known) -> Keys:
    if host := host_of(thing.website):
        yield f"site {host}", host


def _one_letter(thing: Known) -> Keys:
    """Every way to leave one letter out: two that are one letter apart have one in common."""
    if thing.kind == TOPIC:
        return
    words = list(_words(thing.name))
    name = "".join(core(words) if thing.kind == COMPANY else words)
    if len(name) < _SHORTEST_MISSPELT or len(name) > 60 or not name.isascii() or not name.isalpha():
        return
    yield name, name
    for place in range(len(name)):
        yield name[:place] + name[place + 1 :], name


# Why, as a sentence; empty where the keys agree by chance.


def _both(one: str, other: str) -> str:
    return f"Both go by “{one}”." if one == other else f"“{one}” and “{other}” are one name."


def _read_alike(one: str, other: str) -> str:
    is_reading = is_han(_words(one)[0]) or is_han(_words(other)[0])
    return f"“{one}” and “{other}” are read alike." if is_reading and fold(one) != fold(other) else ""


def _apart_by_one(one: str, other: str) -> str:
    return f"“{one}” and “{other}” are one letter apart." if one_apart(one, other) else ""


_REASONS: list[tuple[Callable[[Known], Keys], int, Callable[[str, str], str]]] = [
    (_same_name, 90, _both),
    (_stems, 80, lambda one, other: f"“{one}” and “{other}” are forms of one word."),
    (_without_legal_form, 75, lambda one, other: f"Without its legal form each is “{one}”."),
    (_website, 70, lambda one, other: f"They have one website, {one}."),
    (_chinese_stem, 65, lambda one, other: f"Without town, trade and legal form each is {one}."),
    (_other_order, 65, lambda one, other: f"“{one}” and “{other}” are one name in another order." * (one != other)),
    (_pinyin, 60, _read_alike),
    (_one_letter, 50, _apart_by_one),
]
