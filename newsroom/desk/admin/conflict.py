"""Two people wrote on one story: what both changed, what only the other one did, and a form that holds the outcome."""

from dataclasses import dataclass, field

from django.forms import SplitDateTimeField
from django.http import QueryDict

from companies.admin.fields import is_number
from newsroom.desk import comparison
from newsroom.desk.comparison import Compared
from newsroom.desk.three_way import Merged, Place, merge
from newsroom.models import Article, ArticleCredit

TAKE = "take-"  # followed by the part that is to be the other one's
PLACE = "place-"  # followed by the number of a place in the text, and the side whose words follow
_TAKE_PLACE = f"{TAKE}body-"
_SIDES = ("theirs", "mine", "before")
MOST_PLACES = 100  # that one page decides; each is looked for in the whole text
_TAGS = ("companies", "people", "topics")
_NOT_TYPED = {"slug"}  # made of the headline; an address is nothing that two people fight about


@dataclass(frozen=True, slots=True)
class Part:
    """A field, or all tags or credits together, that both changed, each in their own way."""

    name: str
    label: str
    changed: list[Compared]  # from theirs to mine; empty where only the markup differs
    place: Place | None = None  # of the text, where most of it could be put together

    @property
    def number(self) -> str:
        return self.name.rpartition("-")[2]


@dataclass(slots=True)
class Conflict:
    """`both` is to be decided; what only they changed is in the form already."""

    both: list[Part] = field(default_factory=list)
    only_theirs: list[str] = field(default_factory=list)  # names of parts
    only_mine: list[str] = field(default_factory=list)
    text: str | None = None  # both texts put together, with mine where both changed the same paragraphs

    @property
    def taken_over(self) -> list[str]:
        return [_label(name) for name in self.only_theirs]


def find(base: dict | None, theirs: dict, mine: dict) -> Conflict:
    """Compare what both wrote with `base`, the revision that both began with; where that is not known, with nothing."""
    conflict = Conflict()
    for name in theirs:
        if name not in mine or _same(theirs[name], mine[name]):
            continue
        if base is not None and name in base and _same(base[name], mine[name]):
            conflict.only_theirs.append(name)
        elif base is not None and name in base and _same(base[name], theirs[name]):
            conflict.only_mine.append(name)
        elif name in _NOT_TYPED:
            conflict.only_theirs.append(name)
        elif name == "body" and (merged := _merged(base, theirs, mine)):
            conflict.text = merged.text
            conflict.both += [_of_place(number, place) for number, place in enumerate(merged.places, 1)]
        else:
            changed = comparison.compare({name: theirs[name]}, {name: mine[name]})
            conflict.both.append(Part(name, _label(name), changed))
    return conflict


def _merged(base: dict | None, theirs: dict, mine: dict) -> Merged | None:
    """Both texts put together, where that leaves few enough places to decide."""
    merged = merge(base.get("body") or "", theirs["body"], mine["body"]) if base is not None else None
    return merged if merged and len(merged.places) <= MOST_PLACES else None


def _of_place(number: int, place: Place) -> Part:
    changed = comparison.compare({"body": place.theirs}, {"body": place.mine})
    return Part(f"body-{number}", f"text, place {number}", changed, place)


def places_chosen(post: QueryDict) -> list[tuple[str, Place]]:
    """The places of the text where theirs is to stand, with their labels, as the page of a conflict sent them."""
    numbers = [key.removeprefix(_TAKE_PLACE) for key, value in post.items() if _is_place(key) and value == "theirs"]
    return [
        (f"place {n}", Place(*(post.get(f"{PLACE}{n}-{side}", "").replace("\r\n", "\n") for side in _SIDES)))
        for n in sorted(numbers, key=int)[:MOST_PLACES]
    ]


def _is_place(key: str) -> bool:
    return key.startswith(_TAKE_PLACE) and is_number(key.removeprefix(_TAKE_PLACE))


def _same(one, other) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        # Tags by name, since one that is new has no number yet; credits as they stand.
        return _plain(one) == _plain(other)
    if isinstance(one, str) and isinstance(other, str):
        return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()
    return one == other


def _plain(rows: list) -> list:
    if all("name" in row and "role" not in row for row in rows):
        return sorted(row["name"].casefold() for row in rows)
    return [{key: value for key, value in row.items() if key != "order"} for row in rows]


def _label(name: str) -> str:
    return {"tags": "companies, people and topics", "body": "text"}.get(name) or comparison.label(name)


# The form that holds the outcome


def with_theirs(post: QueryDict, names, form) -> QueryDict:
    """`post` with those parts as `form` has them: an unbound form of the story as it is saved."""
    merged = post.copy()
    for name in names:
        for each in _TAGS if name == "tags" else (name.removesuffix("_id"),):
            if each in form.fields:
                for key, values in _values(form, each).items():
                    merged.setlist(key, values)
    return merged


def _values(form, name: str) -> dict[str, list[str]]:
    """What a browser would send for a field that nobody touched."""
    form_field = form.fields[name]
    value = form.get_initial_for_field(form_field, name)
    if isinstance(form_field, SplitDateTimeField):
        parts = form_field.widget.decompress(value)
        return {
            f"{name}_{number}": [widget.format_value(part) or ""]
            for number, (widget, part) in enumerate(zip(form_field.widget.widgets, parts, strict=True))
        }
    value = form_field.prepare_value(value)
    if isinstance(value, (list, tuple)):
        return {name: [str(each) for each in value]}
    return {name: ["" if value is None else str(value)]}


def with_credits(post: QueryDict, story: Article, mine: list[ArticleCredit] | None) -> QueryDict:
    """`post` with the credits as they are saved; with `mine` those go and mine come in their place."""
    merged = post.copy()
    for key in [key for key in merged if key.startswith("credits-")]:
        del merged[key]
    saved = list(story.credits.all())
    rows = [(credit, str(credit.pk), mine is not None) for credit in saved]
    rows += [(credit, "", False) for credit in mine or ()]
    for number, (credit, pk, goes) in enumerate(rows):
        values = {
            "id": pk,
            "article": str(story.pk),
            "name": credit.name,
            "role": credit.role,
            "outlet": credit.outlet,
            "person": str(credit.person_id or ""),
            "order": str(credit.order),
        }
        merged.update({f"credits-{number}-{key}": value for key, value in values.items()})
        if goes:
            merged[f"credits-{number}-DELETE"] = "on"
    merged.update({"credits-TOTAL_FORMS": str(len(rows)), "credits-INITIAL_FORMS": str(len(saved))})
    merged.update({"credits-MIN_NUM_FORMS": "0", "credits-MAX_NUM_FORMS": "1000"})
    return merged
