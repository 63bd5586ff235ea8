"""What stands around a name in Latin script: capitals, legal forms, months, places, verbs."""

from .chinese import HAN, titled
from .hits import Hit
from .normalise import is_han
from .reading import CAPITALS, PLAIN, TITLE, Reading
from .words import (
    CHINESE_SURNAMES,
    CONNECTORS,
    DAYS,
    GIVEN_NAMES,
    LEGAL,
    LITTLE,
    MONTHS,
    NAME_TAILS,
    NUMBERS,
    OPENERS,
    ORDINARY,
    PLACES,
    STATES,
    SUBJECT_VERBS,
    TITLES,
)

# Latin script


def judge_latin(reading: Reading, hit: Hit, words: tuple[str, ...], namesakes: int) -> None:
    setting = reading.setting(hit.start)
    among_han = HAN.search(reading.text, max(0, hit.start - 6), hit.end + 6) is not None
    if among_han and hit.points < 70 and len(words[0]) > 1:
        hit.note(14, "a Latin name among Chinese")
    ordinary = not among_han and len(words) == 1 and (words[0] in ORDINARY or words[0] in GIVEN_NAMES)
    _case(reading, hit, words, setting, ordinary)
    suffixed = _legal_form(reading, hit, words, ordinary)
    if hit.name.type != "person" and not suffixed:
        _date(reading, hit, words)
        _place(reading, hit, words)
        if namesakes and len(words) == 1 and not among_han:
            hit.note(-24 if namesakes > 2 else -14, f"begins the names of {namesakes} other companies")
    neighbours(reading, hit, setting)
    if ordinary and setting == PLAIN and not hit.longer:
        if reading.opens_sentence(hit.first):
            hit.note(-8, "at the start of a sentence, where the capital says nothing")
        elif reading.capital(hit.first) and words[0] not in PLACES and words[0] not in MONTHS:
            hit.note(16, "with a capital within the sentence")
        if hit.name.type != "person" and hit.first and reading.words[hit.first - 1] in _ARTICLES and not suffixed:
            hit.note(-14, f"after “{reading.words[hit.first - 1]}”, rather the word")
    _subject(reading, hit, ordinary)
    titled(reading, hit)


def _case(reading: Reading, hit: Hit, words: tuple[str, ...], setting: str, ordinary: bool) -> None:
    surface = reading.text[hit.start : hit.end]
    name = hit.name.text
    if setting == CAPITALS:
        if len(words) == 1 and hit.points < 70:
            hit.note(-16, "in a line of capitals, where the case says nothing")
        return
    if setting == TITLE and ordinary:
        hit.note(-6, "in a line where every word has a capital")
    if not any(map(str.isupper, surface)) and any(map(str.isupper, name)):
        hit.note(-45 if len(words) == 1 else -30, "written small")
    elif (
        len(words) > 1
        and name[:1].isupper()
        and not all(
            reading.capital(index) or reading.words[index] in CONNECTORS or reading.words[index][0].isdigit()
            for index in range(hit.first, hit.last)
        )
        and hit.surface != name
    ):
        hit.note(-12 if reading.capital(hit.first) else -30, "partly written small")
    elif setting == PLAIN and surface == name and surface.isupper() and len(surface) > 2 and ordinary:
        hit.note(26, "written as the acronym that it is")
    elif (
        len(words) == 1 and surface == name and not surface[1:].islower() and not surface.isupper() and hit.points < 60
    ):
        hit.note(18, "written with its own capitals")
    elif len(words) == 1 and name.isupper() and not surface.isupper() and len(name) <= 4:
        hit.note(-22, "the name is an acronym, the text is not in capitals")
    elif len(words) == 1 and surface.isupper() and not name.isupper() and 1 < len(surface) <= 4:
        hit.note(-16, "an acronym in the text, a word in the directory")


_ARTICLES = frozenset({"a", "an", "the", "this", "that", "these", "those", "its", "his", "her", "their", "our", "your"})

# Legal form, month, place

_MAY_FOLLOW = LEGAL | {"group", "holding", "holdings"}


def _legal_form(reading: Reading, hit: Hit, words: tuple[str, ...], ordinary: bool) -> bool:
    """Take in "Co Ltd" behind the name."""
    if words[-1] in LEGAL or hit.name.type == "person":
        return words[-1] in LEGAL
    last = hit.last
    while last < len(reading.words) and reading.words[last] in _MAY_FOLLOW and reading.capital(last):
        gap = reading.gap_after(last - 1)
        if gap.strip(" \n\t.,") or "\n\n" in gap:
            break
        if (
            len(reading.words[last]) == 2
            and reading.words[last] in {"as", "se", "sa"}
            and not reading.surface(last, last + 1).isupper()
        ):
            break
        last += 1
    if last == hit.last:
        return False
    if last - hit.last == 1 and reading.words[hit.last] == "co" and _runs_on(reading, last):
        return False
    hit.last, hit.end = last, reading.ends[last - 1]
    hit.note(38 if hit.points < 50 else 12, "with its legal form")
    return True


def _runs_on(reading: Reading, index: int) -> bool:
    return index < len(reading.words) and _adjacent(reading, index - 1) and reading.capital(index)


def _adjacent(reading: Reading, index: int) -> bool:
    gap = reading.gap_after(index)
    return gap in {" ", "\n", "-"} or (gap.isspace() and gap.count("\n") < 2 and "\n   " not in gap)


def _date(reading: Reading, hit: Hit, words: tuple[str, ...]) -> None:
    if words[0] in MONTHS and len(words) == 1:
        around = reading.words[max(0, hit.first - 1) : hit.first] + reading.words[hit.last : hit.last + 1]
        dated = any(word[0].isdigit() or word in NUMBERS for word in around)
        dated = dated or (
            around
            and around[0] in {"in", "since", "until", "by", "from", "of", "to", "early", "late", "last", "this", "next"}
        )
        hit.note(-45 if dated else -15, "a month")


_WHERE = frozenset({"in", "at", "from", "near", "of", "across", "around", "outside", "throughout", "to"})


def _place(reading: Reading, hit: Hit, words: tuple[str, ...]) -> None:
    """In Melville, N.Y.: where something is. Thriving at Zhongguancun: a place that is also a name."""
    before = reading.words[hit.first - 1] if hit.first else ""
    if len(words) > 1 or before not in _WHERE:
        return
    after = hit.last
    if after < len(reading.words) and reading.gap_after(after - 1).startswith(",") and reading.capital(after):
        following = "".join(reading.words[after : after + 2])
        if reading.words[after] in PLACES or reading.words[after] in STATES or following in STATES:
            hit.note(-40, f"a place, with “{reading.surface(after, after + 1)}” behind it")
            return
    if words[0] in PLACES:
        hit.note(-14, f"after “{before}”, rather the place")


# Part of a longer name


def neighbours(reading: Reading, hit: Hit, setting: str) -> None:
    """A capital right beside the name may make it part of a longer one: Reserve Bank of India."""
    if setting != PLAIN:
        if setting == TITLE and hit.width == 1:
            _tail(reading, hit)
        return
    left, right = _left(reading, hit), _right(reading, hit)
    if left is None and right is None:
        return
    begin, end = hit.first if left is None else left, right or hit.last
    hit.longer = " ".join(reading.surface(begin, end).split())
    strong = right is not None and reading.words[right - 1] in NAME_TAILS
    if _plain(hit):
        cost = 75 if hit.last - hit.first > hit.width or hit.width > 1 else 50
    elif hit.name.type == "person":
        cost = 45 if hit.width == 1 or _is_anothers(reading, left, right, hit) else 12 if not strong else 25
    elif hit.width == 1:
        cost = 50 if strong or left is not None else 42
    elif left is not None:
        cost = 42
    else:
        cost = 40 if strong else 25
    if right is None and reading.opens_sentence(begin) and reading.words[begin] not in GIVEN_NAMES:
        # "Rival Lenovo": any word has a capital there. But "Reserve Bank of India" is a name.
        cost = cost if hit.width > 1 and all(_is_ordinary(word) for word in hit.key.split(" ")) else min(cost, 22)
    hit.note(-cost, f"seems part of a longer name, “{hit.longer}”")


_AFTER_NAMES = frozenset({"jr", "sr", "phd", "md", "mba", "esq"})


def _is_anothers(reading: Reading, left: int | None, right: int | None, hit: Hit) -> bool:
    """A name goes on behind this one, on its line: Li Na Wang. What is a word otherwise may be the sentence's."""
    if right is None:
        return left is not None
    word = reading.words[hit.last]
    return reading.gap_after(hit.last - 1) == " " and word not in ORDINARY and word not in _AFTER_NAMES


def _tail(reading: Reading, hit: Hit) -> None:
    index = hit.last
    if (
        index < len(reading.words)
        and _adjacent(reading, index - 1)
        and reading.words[index] in NAME_TAILS
        and reading.capital(index)
    ):
        hit.note(-14, f"before “{reading.surface(index, index + 1)}”, perhaps part of a longer name")


def _left(reading: Reading, hit: Hit) -> int | None:
    """Where a longer name begins, if capitals stand before this one."""
    index = hit.first - 1
    if index < 0 or not _adjacent(reading, index) or is_han(reading.words[index]):
        return None
    word = reading.words[index]
    if word in {"of", "and"} and index and reading.capital(index - 1) and _adjacent(reading, index - 1):
        before = reading.words[index - 1]
        if (
            word == "and"
            or before in TITLES
            or before in MONTHS
            or before in NUMBERS
            or reading.opens_sentence(index - 1)
        ):
            return None
        # "Star of Lenovo", "University of Phoenix"; but a name of several words stands by itself.
        return index - 1 if hit.width == 1 and before not in LEGAL else None
    if reading.capital(index) and _plain(hit) and hit.last - hit.first > 1 and reading.words[index] not in TITLES:
        return index
    if not reading.capital(index) or _cannot_open_a_name(reading, index, _plain(hit)):
        return None
    if hit.name.type == "person" and hit.width > 1:
        # "Professor", "Lenovo", "Jack" may stand before somebody; a Chinese family name is the person's own.
        is_surname = word in CHINESE_SURNAMES - LITTLE and reading.gap_after(index) == " "
        return index if is_surname and hit.key.split(" ")[-1] not in CHINESE_SURNAMES else None
    return index


def _is_ordinary(word: str) -> bool:
    return word in ORDINARY or word in CONNECTORS


def _plain(hit: Hit) -> bool:
    """An ordinary word, with a legal form or alone: "Besicorp Group Inc", "Korean Airlines"."""
    telling = [word for word in hit.key.split(" ") if word not in LEGAL]
    return len(telling) == 1 and telling[0] in ORDINARY


def _cannot_open_a_name(reading: Reading, index: int, plain: bool) -> bool:
    word = reading.words[index]
    surface = reading.surface(index, index + 1)
    if plain and word in PLACES and reading.gap_after(index) != "-":
        return False
    if word in TITLES or word in MONTHS or word in DAYS or word in LEGAL or word[0].isdigit():
        return True
    if len(surface) > 1 and surface.isupper() and len(surface) <= 4:
        return True  # "CEO", "UK", "IPO"
    if word in PLACES:
        return word.endswith(("an", "ese", "ish", "us", "uk", "ch")) or reading.gap_after(index) == "-"
    if word in {"s", "t"} or reading.gap_after(index) == "-":
        return True  # the end of a possessive; "Holcim-Ambuja"
    return reading.opens_sentence(index) and word in OPENERS


_RUN = 6


def _right(reading: Reading, hit: Hit) -> int | None:
    """Where a longer name ends, if capitals follow on this one."""
    last = hit.last
    end = None
    while last < len(reading.words) and last - hit.last < _RUN and _adjacent(reading, last - 1):
        word = reading.words[last]
        if is_han(word):
            break
        if word in {"and", "of"} and last + 1 < len(reading.words):
            # "Harris Upham and Co" goes on, "Lenovo and Xiaomi" does not.
            if (
                word == "and"
                and not (end and reading.words[last + 1] in NAME_TAILS)
                and reading.words[last + 1] not in {"co", "sons", "company"}
            ):
                break
            if not (reading.capital(last + 1) and _adjacent(reading, last)):
                break
            if word == "of" and hit.name.type != "person" and end is None and hit.width > 1:
                break
            last += 1
            continue
        if not reading.capital(last) or word in MONTHS or word in DAYS or word in TITLES or word in {"s", "i"}:
            break
        surface = reading.surface(last, last + 1)
        if (len(surface) <= 4 and surface.isupper() and word not in NAME_TAILS) or any(map(str.isdigit, surface)):
            break  # "CEO", "IPO", "Q3", "A310"
        if reading.gap_after(last - 1) == "-":
            break
        last += 1
        end = last
    return end


# The subject of its sentence

# A thing may rise, fall and open; only somebody says so.
_SPEAKS = frozenset({"said", "says", "announced", "announces", "told", "declined"})


def _subject(reading: Reading, hit: Hit, ordinary: bool) -> None:
    index = hit.last
    if index >= len(reading.words):
        return
    word = reading.words[index]
    if word == "s" and index + 1 < len(reading.words) and reading.gap_after(index - 1) == "'":
        hit.note(12 if ordinary else 4, "in the possessive")
    elif word in SUBJECT_VERBS and _adjacent(reading, index - 1) and not hit.longer:
        hit.acts = True
        points = 6 if not ordinary else 24 if word in _SPEAKS else 18
        hit.note(points, f"does something: “{reading.surface(index, index + 1)}”")
