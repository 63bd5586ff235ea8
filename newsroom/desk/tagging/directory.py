"""What is known about names, brought to the matcher, and the index of all names kept ready in the process."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass

from companies.models import Alias, Company, CompanyAlias, Profile
from companies.models.tag import tag_key
from newsroom.desk.mentions import Directory, Name
from newsroom.models import NameRecord, names_version
from people.models import Person, PersonAlias

_REGISTERS = ((Company, CompanyAlias), (Person, PersonAlias))


@dataclass(frozen=True, slots=True)
class Names:
    """All names at one version. `instead` says whose a name is, where somebody said that it is not who it seems."""

    version: int
    directory: Directory
    instead: dict[tuple[int, str], int]

    def whose(self, tag: int, name: str) -> int:
        return self.instead.get((tag, tag_key(name)), tag) if self.instead else tag


_kept: Names | None = None
_making = threading.Lock()


def current_names() -> Names:
    """The names as they stand, in one query where they have not changed since this process last asked.

    A register of 15,000 is read and indexed in about a second, once a process and change of names.
    """
    global _kept  # noqa: PLW0603  one for the process is the point
    version = names_version()
    kept = _kept
    if kept is not None and kept.version == version:
        return kept
    with _making:
        if _kept is None or _kept.version != version:
            _kept = Names(version, directory_from_database(), _instead())
        return _kept


def _instead() -> dict[tuple[int, str], int]:
    records = NameRecord.objects.filter(instead__isnull=False)
    return {(tag, tag_key(name)): instead for tag, name, instead in records.values_list("tag", "name", "instead")}


def directory_from_database(*, by_external_id: bool = False) -> Directory:
    """All names of all companies and people, in five queries, ready for finding them in texts.

    A mention's `entity_id` is the id of the tag that the profile claims; with `by_external_id`, for those outside,
    its number in the register it was imported from, or its address where it has none.
    """
    return Directory(names_from_database(by_external_id=by_external_id))


def names_from_database(*, by_external_id: bool = False) -> Iterator[Name]:
    """Every name of every company and person with the way in which it counts, rules from decisions included."""
    ruled: dict[int, dict[str, tuple[str, str]]] = {}  # tag → name folded → the name and how it counts
    for tag, name, match in NameRecord.objects.exclude(match="").values_list("tag", "name", "match"):
        ruled.setdefault(tag, {})[tag_key(name)] = name, match
    for model, alias_model in _REGISTERS:
        yield from _names(model, alias_model, by_external_id, ruled)


def names_of_tags(tags) -> Iterator[Name]:
    """The names of these profiles only."""
    for model, alias_model in _REGISTERS:
        yield from _names(model, alias_model, False, {}, tags=list(tags))


def _names(
    model: type[Profile], alias_model: type[Alias], by_external_id: bool, ruled: dict, *, tags: list[int] | None = None
) -> Iterator[Name]:
    type_ = model._meta.model_name
    identities: dict[int, str] = {}
    rules: dict[int, dict[str, tuple[str, str]]] = {}
    met: set[tuple[int, str]] = set()
    own: dict[tuple[int, str], str] = {}  # whose name → its language
    legal_name = "legal_name" if model is Company else "name"
    columns = ("pk", "tag", "external_id", "slug", "name", legal_name, "chinese_name")
    profiles, aliases = model.objects.order_by("pk"), alias_model.objects.order_by("pk")
    if tags is not None:
        profiles, aliases = profiles.filter(tag__in=tags), aliases.filter(**{f"{type_}__tag__in": tags})
    for pk, tag, external_id, slug, name, legal, chinese_name in profiles.values_list(*columns).iterator(
        chunk_size=5000
    ):
        identities[pk] = (external_id or slug) if by_external_id else str(tag)
        own |= {(pk, legal): Alias.Language.ENGLISH.value, (pk, name): Alias.Language.ENGLISH.value}
        own[pk, chinese_name] = Alias.Language.SIMPLIFIED.value
        if tag in ruled:
            rules[pk] = dict(ruled[tag])

    def stricter(pk, text, match):
        """What decisions have made of the way in which a name counts."""
        rule = rules[pk].get(tag_key(text)) if pk in rules else None
        if rule is None or match == Alias.Match.NEVER:
            return match
        met.add((pk, tag_key(text)))
        return rule[1]

    for pk, text, language, kind, match in aliases.values_list(type_, "text", "language", "kind", "match").iterator(
        chunk_size=5000
    ):
        if pk in identities:
            # Where a profile's own name stands among the others too, that one says how it counts.
            own.pop((pk, text), None)
            yield Name(text, identities[pk], type_, language, kind, stricter(pk, text, match))
    for (pk, text), language in own.items():
        if text:
            yield Name(text, identities[pk], type_, language, match=stricter(pk, text, Alias.Match.ANY.value))
    # Names that stories made themselves by leaving something out, and that somebody ruled on.
    for pk, ruled_names in rules.items():
        for text, match in (rule for key, rule in ruled_names.items() if (pk, key) not in met):
            yield Name(text, identities[pk], type_, kind=Alias.Kind.SHORT.value, match=match)
