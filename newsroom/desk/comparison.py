"""What two saved states of a story say differently, field by field, in the order in which an editor thinks."""

from dataclasses import dataclass, field
from datetime import datetime

from companies.admin.base import moment
from companies.models import Photo
from newsroom import differences
from newsroom.desk import paragraphs
from newsroom.desk.pictures import photos_at
from newsroom.differences import Lists, Paragraph, Stretch
from newsroom.models import Article, Credit, Section

_TEXTS = ("headline", "standfirst", "body", "lead_caption")
_DATES = ("embargoed_until", "backdated_to", "backdated_update")
_LAST = ("editor_note", "seo_title", "seo_description")
_VALUES = ("section_id", "kind", "language", "dateline", "slug", "source_url")
_LISTS = {"tags", "credits", "lead_photo_id", "attachments"}


@dataclass(frozen=True, slots=True)
class Compared:
    """One field: a text with its differences marked, or a list with what came and went."""

    label: str
    paragraphs: list[Paragraph] = field(default_factory=list)
    lists: Lists | None = None

    @property
    def is_same(self) -> bool:
        return not self.lists and all(paragraph.is_same for paragraph in self.paragraphs)

    @property
    def stretches(self) -> list[Stretch]:
        return differences.folded(self.paragraphs)


def compare(before: dict, after: dict) -> list[Compared]:
    """The fields that differ. One that either side does not have at all is left out: nothing is known of it there."""
    names = [name for name in dict.fromkeys([*after, *before]) if name in before and name in after]
    rest = [name for name in names if name not in {*_TEXTS, *_DATES, *_LAST, *_VALUES, *_LISTS}]
    found = [
        *(_text(name, before, after) for name in _TEXTS if name in names),
        *_pictures(before, after, names),
        *(_list("attachments", _attachments, before, after) for name in ("attachments",) if name in names),
        *(_list("credits", _credits, before, after) for name in ("credits",) if name in names),
        *(_list("companies, people and topics", _tags, before, after) for name in ("tags",) if name in names),
        *_values([name for name in (*_VALUES, *rest) if name in names], before, after),
        _dates([name for name in names if name in _DATES], before, after),
        *(_text(name, before, after) for name in _LAST if name in names),
    ]
    return [each for each in found if not each.is_same]


def label(name: str) -> str:
    """What the form calls a field."""
    fields = {each.attname: each for each in Article._meta.concrete_fields}
    return str(fields[name].verbose_name) if name in fields else name.removesuffix("_id").replace("_", " ")


def _text(name: str, before: dict, after: dict) -> Compared:
    if name == "body":
        old, new = (paragraphs.of_body(side[name] or "") for side in (before, after))
        return Compared("text", differences.of_paragraphs(old, new))
    return Compared(label(name), differences.of_texts(before[name] or "", after[name] or ""))


def _list(name: str, said, before: dict, after: dict) -> Compared:
    return Compared(name, lists=differences.of_lists(said(before), said(after)))


def _tags(content: dict) -> list[str]:
    return [tag["name"] for tag in content["tags"]]


def _attachments(content: dict) -> list[str]:
    return [f"{each['title']} ({each['kind']})" for each in content["attachments"]]


def _credits(content: dict) -> list[str]:
    roles = dict(Credit.Role.choices)
    return [
        f"{credit['name']}, {roles.get(credit['role'], credit['role'])}"
        + (f", {credit['outlet']}" if credit.get("outlet") else "")
        for credit in content["credits"]
    ]


def _pictures(before: dict, after: dict, names: list[str]) -> list[Compared]:
    """The lead picture and those in the text, by what is said of them."""
    if not {"lead_photo_id", "body"} & set(names):
        return []
    shown = [paragraphs.pictures_of(side.get("body") or "") for side in (before, after)]
    leads = [side.get("lead_photo_id") for side in (before, after)]
    in_texts = photos_at({address for addresses in shown for address in addresses})
    library = Photo.objects.in_bulk([pk for pk in leads if pk]) if any(leads) else {}
    said = []
    for lead, addresses in zip(leads, shown, strict=True):
        pictures = [f"Lead: {library.get(lead, 'a picture that was deleted')}"] if lead else []
        pictures += [f"In the text: {in_texts.get(address, address)}" for address in addresses]
        said.append(pictures)
    return [Compared("pictures", lists=differences.of_lists(*said))]


def _values(names: list[str], before: dict, after: dict) -> list[Compared]:
    """Fields of one short value: what it was, and what it is."""
    ids = [side["section_id"] for side in (before, after) if "section_id" in names and side["section_id"]]
    sections = Section.objects.in_bulk(ids) if ids and before["section_id"] != after["section_id"] else {}
    return [
        Compared(
            label(name),
            lists=differences.of_lists(_value(name, before[name], sections), _value(name, after[name], sections)),
        )
        for name in names
        if before[name] != after[name]
    ]


def _value(name: str, value, sections: dict) -> list[str]:
    if value in (None, "", [], {}):
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if name == "section_id":
        return [str(sections.get(value, "a section that was deleted"))]
    column = next((each for each in Article._meta.concrete_fields if each.attname == name), None)
    choices = dict(column.flatchoices) if column is not None else {}
    return [str(choices.get(value, value))]


def _dates(names: list[str], before: dict, after: dict) -> Compared:
    said = [
        [f"{label(name)}: {moment(datetime.fromisoformat(side[name]))}" for name in names if side[name]]
        for side in (before, after)
    ]
    return Compared("dates", lists=differences.of_lists(*said))
