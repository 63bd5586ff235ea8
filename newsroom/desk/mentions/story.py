"""The matches of one story taken together: what a full name, a list or another sentence says about a short one."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable

from .hanzi import SURNAMES
from .hits import LIKELY_FROM, SHOWN_FROM, SURE_FROM, Hit
from .judging import judge
from .latin import neighbours
from .normalise import is_han, joined, tokens
from .reading import CAPITALS, PLAIN, Reading
from .values import AFTER_FULL, Name
from .words import LITTLE, ORDINARY

Entity = tuple[str, str]
Forms = dict[tuple[str, ...], str]

# From here on a match speaks for its entity's short forms.
_STRONG = 68
# So often named, a short Chinese name needs no other sign beside it.
_OFTEN = 4


def as_one(reading: Reading, hits: list[Hit], forms_of: Callable[[Entity], tuple[Name, Forms]]) -> list[Hit]:
    """All matches of a story, weighed together; `forms_of` gives an entity's name and short forms."""
    hits = longest(hits)
    _hold_unbacked(hits)
    _settle_namesakes(hits, _strong(hits))
    strong = _strong(hits)
    hits += _short_forms(reading, hits, strong, forms_of)
    _spelling_confirmed(hits)
    _in_a_row(reading, hits)
    _written_small(reading, hits)
    seen = Counter(hit.entity for hit in hits if hit.points >= LIKELY_FROM)
    _backed_by_fuller_name(hits, strong)
    _prominence(reading, hits, seen)
    _hold_back(reading, hits, seen)
    return sorted(hits, key=lambda hit: (hit.start, hit.end, hit.entity))


def longest(hits: list[Hit]) -> list[Hit]:
    """Where matches overlap the longest stands, unless it is a poor one."""
    chosen: list[Hit] = []
    taken: set[int] = set()
    for hit in sorted(hits, key=lambda hit: (hit.points < SHOWN_FROM, hit.first - hit.last, hit.start)):
        place = range(hit.first, hit.last)
        if taken.isdisjoint(place):
            chosen.append(hit)
            taken.update(place)
    return sorted(chosen, key=lambda hit: hit.start)


def _strong(hits: list[Hit]) -> dict[Entity, list[Hit]]:
    strong: dict[Entity, list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.points >= _STRONG and not hit.shared:
            strong[hit.entity].append(hit)
    return strong


# Which entity


def _hold_unbacked(hits: list[Hit]) -> None:
    """Names marked "only after the full name" need another name of the same entity in the story."""
    backed = {
        (name.type, name.entity_id)
        for hit in hits
        if hit.points >= LIKELY_FROM
        for name in hit.names
        if name.match != AFTER_FULL
    }
    for hit in hits:
        free = tuple(name for name in hit.names if name.match != AFTER_FULL or (name.type, name.entity_id) in backed)
        if free:
            hit.settle(free)
        else:
            hit.cap(SHOWN_FROM + 5, "counts only after the full name, which the story does not give")


def _settle_namesakes(hits: list[Hit], strong: dict[Entity, list[Hit]]) -> None:
    """Several with one name: the one that another name in the story speaks for, or nobody for sure."""
    for hit in hits:
        if not hit.shared:
            continue
        entities = sorted({(name.type, name.entity_id) for name in hit.names})
        backed = [entity for entity in entities if entity in strong]
        # A name that somebody bears so, not one that we made of another's.
        borne = [name for name in hit.names if name.text == hit.surface and name.kind != "derived"]
        exactly = sorted({(name.type, name.entity_id) for name in borne})
        if len(backed) == 1 or len(exactly) == 1:
            hit.settle_on(backed[0] if len(backed) == 1 else exactly[0])
            continue
        people = [entity for entity in entities if entity[0] == "person"]
        if people and is_han(hit.key) and hit.key[0] in SURNAMES and not hit.acts:
            hit.entity = people[0]
        hit.cap(LIKELY_FROM + 2, f"{len(entities)} in the directory have this name")


# Short forms that the story may use once it has given the name


def _short_forms(reading: Reading, hits: list[Hit], strong: dict[Entity, list[Hit]], forms_of) -> list[Hit]:
    if not strong:
        return []
    owners: dict[tuple[str, ...], list[tuple[Entity, str]]] = defaultdict(list)
    for form, entity, reason in _defined(reading, strong):
        owners[form].append((entity, reason))
    for entity in sorted(strong):
        for form, reason in forms_of(entity)[1].items():
            if form[0] in reading.present and all(owner != entity for owner, _ in owners.get(form, ())):
                owners[form].append((entity, reason))
    heads = {form[0] for form in owners}
    places: dict[str, list[int]] = defaultdict(list)
    for index, word in enumerate(reading.words):
        if word in heads:
            places[word].append(index)
    covered = {index: hit for hit in hits for index in range(hit.first, hit.last)}
    more: list[Hit] = []
    for form in sorted(owners, key=lambda form: (-len(form), form)):
        (entity, reason), *rivals = owners[form]
        for first in places[form[0]]:
            last = first + len(form)
            if tuple(reading.words[first:last]) != form or not _joined(reading, first, last):
                continue
            others = {covered[index] for index in range(first, last) if index in covered}
            if any(_keeps_its_place(hit, len(form), strong) for hit in others):
                continue
            hit = _short_form(reading, first, last, forms_of(entity)[0], reason)
            if hit is None:
                continue
            if rivals:
                hit.cap(LIKELY_FROM - 5, "others in the story could be called so too")
            for other in others:
                other.note(-30, f"rather {reason}")
            more.append(hit)
            covered.update(dict.fromkeys(range(first, last), hit))
    return more


def _joined(reading: Reading, first: int, last: int) -> bool:
    return all(joined(reading.gap_after(index), reading.words[index]) for index in range(first, last - 1))


def _keeps_its_place(hit: Hit, words: int, strong: dict[Entity, list[Hit]]) -> bool:
    """Only a poor match of a company that is not in the story gives way."""
    return hit.fuller or hit.entity in strong or hit.points >= LIKELY_FROM + 8 or hit.width > words


def _short_form(reading: Reading, first: int, last: int, name: Name, reason: str) -> Hit | None:
    hit = Hit(reading, first, last, (name,), " ".join(reading.words[first:last]))
    hit.fuller = True
    hit.note(76, reason)
    word, setting = reading.words[first], reading.setting(hit.start)
    if is_han(word):
        judged = Hit(reading, first, last, (name,), hit.key)
        judge(reading, judged, 0)
        hit.points = min(hit.points, judged.points + 20)
        hit.reasons += judged.reasons[1:]
        return hit
    if not reading.capital(first) or ("initials" in reason and not hit.surface.isupper()):
        return None
    says_nothing = setting != PLAIN or reading.opens_sentence(first)
    if word in LITTLE and says_nothing:
        return None
    neighbours(reading, hit, setting)
    if last - first == 1 and word in ORDINARY and says_nothing:
        hit.note(-18, "an ordinary word where the capital says nothing")
    return hit


_DEFINED = re.compile(
    r"\s?[(（]\s?(?:hereinafter |以下|下文)?(?:简称|下称|known as |or )?[:：为]?\s?[\"“”'「‘]?"
    r"([A-Z][A-Za-z0-9&-]{1,9}|[一-鿿]{2,8})[\"”'」’]?\s?[)）]"
)


def _defined(reading: Reading, strong: dict[Entity, list[Hit]]):
    """Beijing Orient Electronics (BOE), 北京亿恒科技有限公司（以下简称“亿恒”）: the story says what it will say."""
    for entity, hits in sorted(strong.items()):
        for hit in hits:
            match = _DEFINED.match(reading.text, hit.end)
            form = tuple(tokens(match[1])) if match else ()
            letters = [char for word in form for char in word]
            rest = iter(reading.folded[hit.start : hit.end])
            # Its letters are the name's, in the name's order: "(NYSE)" behind a company is no short form.
            if form and hit.key[0] == letters[0] and all(char in rest for char in letters):
                yield form, entity, f"defined in the story as short for “{hit.line}”"


# What one match says about another


def _spelling_confirmed(hits: list[Hit]) -> None:
    spelt = {hit.key for hit in hits if not hit.misspelt}
    for hit in hits:
        if hit.misspelt and hit.key in spelt:
            hit.note(30, "the right spelling stands in the same story")


def _backed_by_fuller_name(hits: list[Hit], strong: dict[Entity, list[Hit]]) -> None:
    """A short name gains by the full one in the story, and loses where the story uses it in another's name."""
    fullest = {entity: max(found, key=lambda hit: (hit.width, hit.points)) for entity, found in strong.items()}
    elsewhere = {hit.key: hit for hit in hits if hit.longer}
    elsewhere |= {hit.key.partition(" ")[0]: hit for hit in hits if hit.width > 1 and hit.points >= LIKELY_FROM}
    for hit in hits:
        if hit.fuller:
            continue
        best, other = fullest.get(hit.entity), elsewhere.get(hit.key)
        if best and best.key != hit.key and (best.width > hit.width or best.points > hit.points):
            hit.note(25, f"“{best.line}” stands in the same story")
        elif hit.width > 1 or hit.longer or other is None or other is hit:
            continue
        elif other.longer or other.entity != hit.entity:
            hit.note(-26, f"elsewhere in the story part of “{other.longer or other.line}”")


_BESIDE = re.compile(r"、|, ?|,?\s+(?:and|or)\s+|和|与|及")


def _in_a_row(reading: Reading, hits: list[Hit]) -> None:
    """In a list the sure lend to the doubtful: 招行、民生、交行."""
    row = sorted((hit for hit in hits if hit.name.type != "person"), key=lambda hit: hit.start)
    points = [hit.points for hit in row]
    for at, hit in enumerate(row):
        if not SHOWN_FROM <= points[at] < LIKELY_FROM + 15 or hit.longer:
            continue
        for other in (at - 1, at + 1):
            if 0 <= other < len(row) and points[other] >= LIKELY_FROM and row[other].entity != hit.entity:
                left, right = row[min(at, other)], row[max(at, other)]
                if _BESIDE.fullmatch(reading.folded, left.end, right.start):
                    hit.note(14, f"in a row with “{row[other].line}”")
                    break


def _written_small(reading: Reading, hits: list[Hit]) -> None:
    """A word that the story also writes small is that word, at the head of a sentence or in capitals too."""
    words = {hit.key for hit in hits if hit.width == 1 and not is_han(hit.key)}
    small = {
        word
        for index, word in enumerate(reading.words)
        if word in words and reading.surface(index, index + 1).islower()
    }
    for hit in hits:
        bare = hit.last - hit.first == 1 and not hit.longer and not hit.fuller
        if bare and hit.key in small and not hit.name.text.islower():
            hit.note(-30, "the story also writes it small")


# How prominent


def _prominence(reading: Reading, hits: list[Hit], seen: Counter) -> None:
    for hit in hits:
        if hit.points < LIKELY_FROM:
            continue
        if hit.start < reading.lead_end:
            hit.note(4, "in the headline" if hit.start < reading.headline_end else "near the top")
        if seen[hit.entity] > 1:
            hit.note(4, f"{seen[hit.entity]} times in the story")


def _hold_back(reading: Reading, hits: list[Hit], seen: Counter) -> None:
    """Well named is not yet sure: bylines' raters, underwriters, a word in a headline of capitals."""
    for hit in hits:
        if hit.unmarked and seen[hit.entity] < _OFTEN:
            hit.cap(SURE_FROM - 1, "nothing beside it marks a company")
    judging = {hit.entity for hit in hits if hit.points >= SURE_FROM and _judges_others(reading, hit)}
    for hit in hits:
        if hit.entity in judging:
            hit.cap(SURE_FROM - 1, "gives its opinion of others: the source, not the subject")
    if not 0 < reading.headline_end < len(reading.text):
        return
    prominent = {
        hit.entity
        for hit in hits
        if hit.points >= LIKELY_FROM
        and (hit.start < reading.headline_end or (hit.acts and hit.start < reading.lead_end))
    }
    for hit in hits:
        one_word = hit.last - hit.first == 1 and seen[hit.entity] == 1
        if one_word and hit.first and reading.setting(hit.start) == CAPITALS:
            hit.cap(LIKELY_FROM - 1, "one word in a line of capitals, and not again below")
        if hit.name.type != "person" and hit.entity not in prominent:
            hit.cap(SURE_FROM - 1, "named in passing, further down")


_RATES = re.compile(r"\b(?:upgrad|downgrad|affirm|lower|rais|assign|review|plac|rate)\w*")
_RATED = re.compile(r"\b(?:debt|rating|ratings|rated|notes|outlook)\b")


def _judges_others(reading: Reading, hit: Hit) -> bool:
    """A rating agency or a broker that gives its opinion is the source, not the subject."""
    verb = _RATES.search(reading.folded, hit.end, hit.end + 70) if hit.acts else None
    return verb is not None and _RATED.search(reading.folded, verb.end(), verb.end() + 90) is not None
