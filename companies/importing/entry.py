"""From a row to plain values: one company or person as a file tells it. Raises ValueError with a sentence."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models

from companies.models import Alias
from companies.models.tag import tag_key
from companies.text import LONGEST

_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
# Signs that Chinese keyboards make as wide as a Han character. Among those only letters and digits are made plain: a
# bracket or comma there belongs to the Chinese.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDE_LETTERS = {code: plain for code, plain in _WIDE.items() if chr(plain).isalnum()}
_DATE = re.compile(r"(\d{4})(?:年|[-/.年]\d{1,2}(?:月|[-/.月]\d{1,2}日?)?)")
_LEGAL = re.compile(
    r"(?:\b(?:co|corp|corporation|company|inc|incorporated|ltd|limited|llc|llp|plc|ag|gmbh|kgaa|nv|bv|sa|spa|ab|oyj|asa"
    r"|pty|bhd|kk|n\.v|b\.v|s\.a|s\.p\.a)\.?|公司|有限合伙\)?|有限合伙）)$",
    re.IGNORECASE,
)
_LANGUAGES = {
    "en": Alias.Language.ENGLISH,
    "zh": Alias.Language.SIMPLIFIED,
    "zh-hans": Alias.Language.SIMPLIFIED,
    "zh-cn": Alias.Language.SIMPLIFIED,
    "zh-sg": Alias.Language.SIMPLIFIED,
    "zh-hant": Alias.Language.TRADITIONAL,
    "zh-tw": Alias.Language.TRADITIONAL,
    "zh-hk": Alias.Language.TRADITIONAL,
    "zh-mo": Alias.Language.TRADITIONAL,
    "pinyin": Alias.Language.PINYIN,
}
_LONGEST_ALIAS = Alias._meta.get_field("text").max_length
_NAMES = {"family_name", "given_name", "legal_name"}  # besides those that read_names reads
_TRUE, _FALSE = {"1", "true", "yes", "y", "t", "是"}, {"0", "false", "no", "n", "f", "否"}


@dataclass(slots=True)
class AliasEntry:
    """Another name; `kind` and `match` are empty where the file does not say."""

    text: str
    language: str
    kind: str = ""
    match: str = ""


@dataclass(slots=True)
class Entry:
    """One company or person as a file tells it.

    `fields` holds the model fields that the row gives, and those only; `defaults` what counts only where the profile
    is new. `is_from_list` marks a row of a list of names, where one id may stand on several lines.
    `more` is what only this kind of profile has.
    """

    where: str
    id: str
    fields: dict[str, object]
    aliases: list[AliasEntry] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    defaults: dict[str, object] = field(default_factory=dict)
    is_from_list: bool = False
    more: object = None
    notes: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.fields.get("name") or self.fields.get("chinese_name") or self.id

    @property
    def key(self) -> str:
        return tag_key(self.fields.get("name", ""))

    def become_other_names(self) -> list[str]:
        """Turn the names into other names and drop the rest: a second line about one whom the first line names."""
        names = [text for name in ("name", "chinese_name") if (text := self.fields.get(name))]
        self.aliases = [*(AliasEntry(text, language_of(text)) for text in dict.fromkeys(names)), *self.aliases]
        self.fields = {}
        return names


class Values:
    """The values of a row, read by name; remembers which names nobody asked for."""

    def __init__(self, values: dict[str, object]):
        self._values = values
        self._asked: set[str] = set()

    @property
    def unused(self) -> set[str]:
        return set(self._values) - self._asked

    def raw(self, name: str) -> object:
        self._asked.add(name)
        return self._values.get(name)

    def text(self, name: str, *, lines: bool = False) -> str | None:
        """The text on one line, or with `lines` as it stands; None where the row has no such field."""
        value = self.raw(name)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise ValueError(f"“{name}” is not text")
        return clean(value, name, lines=lines)

    def items(self, name: str) -> list:
        """A list, or a text divided by semicolons."""
        value = self.raw(name)
        if value is None:
            return []
        if isinstance(value, str):
            return [part.strip() for part in re.split("[;；]", value) if part.strip()]
        if not isinstance(value, list):
            raise ValueError(f"“{name}” is not a list")
        return value

    def names(self, name: str) -> list[str]:
        items = self.items(name)
        if not all(isinstance(item, str) for item in items):
            raise ValueError(f"“{name}” holds something that is not a name")
        return [in_plain_letters(text) for item in items if (text := clean(item, name))]

    def records(self, name: str, keys: tuple[str, ...]) -> list[dict[str, str]]:
        """A list of objects or of texts; in a cell of a table "first|second|…", in the order of `keys`."""
        value = self.raw(name)
        return [_record(item, name, keys, is_cell=isinstance(value, str)) for item in self.items(name)]


def _record(item, name: str, keys: tuple[str, ...], *, is_cell: bool) -> dict[str, str]:
    if isinstance(item, str):
        parts = re.split("[|｜]", item) if is_cell else [item]
        if len(parts) > len(keys):
            raise ValueError(f"“{name}” has {item!r}, which has more parts than {'|'.join(keys)}")
        item = dict(zip(keys, parts, strict=False))
    elif not isinstance(item, dict):
        raise ValueError(f"“{name}” holds something that is neither text nor an object")
    elif unknown := set(item) - set(keys):
        raise ValueError(f"“{name}” has the unknown field “{min(unknown)}”")
    record = dict.fromkeys(keys, "")
    for key, value in item.items():
        if value not in (None, ""):
            record[key] = Values(item).text(key)
    return record


def clean(text: str, name: str, *, lines: bool = False) -> str:
    if text.isprintable():  # nearly all; the only blank in it is the plain one
        return " ".join(text.split()) if "  " in text else text.strip()
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(f"“{name}” holds bytes that are no text") from None
    text = text.translate(_CONTROL)
    return text.replace("\r\n", "\n").strip() if lines else " ".join(text.split())


def in_plain_letters(name: str) -> str:
    """The name without full-width letters, so that ＡＢＣ is found as ABC."""
    return name.translate(_WIDE_LETTERS if has_han(name) else _WIDE)


def has_han(text: str) -> bool:
    return _HAN.search(text) is not None


# One field


def read_fields(values: Values, model: type[models.Model], names: Iterable[str], entry: Entry) -> None:
    """The model fields among `names` that the row gives."""
    for name in names:
        model_field = model._meta.get_field(name)
        if isinstance(model_field, models.BooleanField):
            if (value := values.raw(name)) is not None:
                entry.fields[name] = yes_or_no(value, name)
        elif (text := values.text(name, lines=isinstance(model_field, models.TextField))) is not None:
            if len(text) > LONGEST:
                raise ValueError(f"“{name}” has {len(text):,} characters; {LONGEST:,} are the most")
            if isinstance(model_field, models.URLField):
                text = with_scheme(text)
                try:
                    entry.fields[name] = model_value(model_field, text)
                except ValueError:
                    # Nothing hangs on it, so the rest of the line is worth having.
                    entry.notes.append(f"“{name}” is {text!r}, not an address, and was left out.")
            else:
                text = year(text) if name == "founded" else in_plain_letters(text) if name in _NAMES else text
                entry.fields[name] = model_value(model_field, text)


def model_value(model_field: models.Field, value: str) -> object:
    """The text as the model field takes it; a choice by its value or its label."""
    if model_field.choices:
        return choice(model_field.choices, value, model_field.name)
    try:
        return model_field.clean(value or (None if model_field.null else ""), None)
    except ValidationError as error:
        raise ValueError(f"“{model_field.name}”: {' '.join(error.messages)}") from None


def choice(choices, value: str, name: str) -> str:
    wanted = value.casefold().replace(" ", "_")
    for key, label in choices:
        if wanted in {str(key).casefold(), str(label).casefold().replace(" ", "_")}:
            return key
    raise ValueError(f"“{name}” is {value!r}, not one of {', '.join(str(key) for key, _ in choices)}")


def yes_or_no(value: object, name: str) -> bool:
    said = str(value).strip().casefold()
    if said not in _TRUE | _FALSE:
        raise ValueError(f"“{name}” is {value!r}, neither yes nor no")
    return said in _TRUE


def with_scheme(address: str) -> str:
    return f"https://{address}" if address and "://" not in address else address


def year(text: str) -> str:
    """The year of a date as tables have it. Five digits are the number that a spreadsheet keeps for a day."""
    if found := _DATE.fullmatch(text):
        return found[1]
    if text.isdecimal() and len(text) > 4:
        raise ValueError(f"“founded” is {text}, not a year like 2013")
    return text


def day(value: str, name: str, *, last: bool = False) -> date | None:
    """A day; of a year or a month the first, or with `last` the last."""
    if not value:
        return None
    try:
        if found := re.fullmatch(r"(\d{4})(?:-(\d\d?))?", value):
            year, month = int(found[1]), int(found[2] or (12 if last else 1))
            if not last:
                return date(year, month, 1)
            return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"“{name}” is {value!r}, not a day like 2013-10-25, a month or a year") from None


# Other names


def language_of(text: str, said: str = "") -> str:
    """The language said, else Chinese for what has Han characters in it."""
    if not said:
        return Alias.Language.SIMPLIFIED if has_han(text) else Alias.Language.ENGLISH
    known = said.casefold().replace("_", "-")
    for form in (known, "-".join(known.split("-")[:2]), known.split("-")[0]):
        if form in _LANGUAGES:
            return _LANGUAGES[form]
    raise ValueError(f"“language” is {said!r}, not one of {', '.join(Alias.Language.values)}")


def kind_of_company_name(text: str, language: str) -> str:
    """What another name of a company most likely is."""
    if language == Alias.Language.PINYIN:
        return Alias.Kind.PINYIN
    if text.isascii() and text.isupper() and len(text) <= 6 and " " not in text:
        return Alias.Kind.ACRONYM
    return Alias.Kind.OFFICIAL if _LEGAL.search(text) else Alias.Kind.SHORT


def aliases(values: Values) -> list[AliasEntry]:
    """The other names that a row gives."""
    found = []
    for item in values.records("aliases", ("text", "language", "kind", "match")):
        if text := in_plain_letters(item["text"]):
            kind, match = item["kind"], item["match"]
            found.append(
                AliasEntry(
                    text,
                    language_of(text, item["language"]),
                    choice(Alias.Kind.choices, kind, "kind") if kind else "",
                    choice(Alias.Match.choices, match, "match") if match else "",
                )
            )
    return found


def read_names(values: Values, entry: Entry) -> None:
    """The names of a row. A list of names says with `lang` whose language they are in, and may add English ones."""
    name, english, given = (
        text and in_plain_letters(text) for text in map(values.text, ("name", "name_en", "chinese_name"))
    )
    language = values.text("lang") or ""
    is_chinese = bool(name) and has_han(name) and (bool(english) or language.casefold().startswith("zh"))
    shown = english or name
    if shown is not None:
        entry.fields["name"] = shown
    if given is not None or is_chinese:
        entry.fields["chinese_name"] = given if given is not None else name
    entry.aliases = aliases(values)
    if english and name and not is_chinese:
        entry.aliases.insert(0, AliasEntry(name, language_of(name)))
    entry.aliases += [AliasEntry(text, language_of(text)) for text in values.names("aliases_en")]
    for alias in entry.aliases:
        if len(alias.text) > _LONGEST_ALIAS:
            raise ValueError(f"“aliases” has a name of {len(alias.text)} characters; {_LONGEST_ALIAS} are the most")


def without_repeats(found: Iterable[AliasEntry], *names: str) -> dict[tuple[str, str], AliasEntry]:
    """Each name once, by text and language; the profile's own names only where the row says how they are to count."""
    kept: dict[tuple[str, str], AliasEntry] = {}
    for alias in found:
        if alias.text not in names or alias.match:
            kept.setdefault((alias.text, alias.language), alias)
    return kept
