"""What is known about names, brought to the matcher: `newsroom.desk.mentions` and the tables together."""

from collections.abc import Iterator

from companies.models import Alias, Company, CompanyAlias, Profile
from newsroom.desk.mentions import Directory, Name
from people.models import Person, PersonAlias

_REGISTERS = ((Company, CompanyAlias), (Person, PersonAlias))


def directory_from_database(*, by_external_id: bool = False) -> Directory:
    """All names of all companies and people, in four queries, ready for finding them in texts.

    A mention's `entity_id` is the id of the tag that the profile claims; with `by_external_id`, for those outside,
    its number in the register it was imported from, or its address where it has none.
    """
    return Directory(names_from_database(by_external_id=by_external_id))


def names_from_database(*, by_external_id: bool = False) -> Iterator[Name]:
    """Every name of every company and person with the way in which it counts."""
    for model, alias_model in _REGISTERS:
        yield from _names(model, alias_model, by_external_id)


def _names(model: type[Profile], alias_model: type[Alias], by_external_id: bool) -> Iterator[Name]:
    type_ = model._meta.model_name
    identities: dict[int, str] = {}
    own: dict[tuple[int, str], str] = {}  # whose name → its language
    legal_name = "legal_name" if model is Company else "name"
    columns = ("pk", "tag", "external_id", "slug", "name", legal_name, "chinese_name")
    profiles = model.objects.order_by("pk").values_list(*columns)
    for pk, tag, external_id, slug, name, legal, chinese_name in profiles.iterator(chunk_size=5000):
        identities[pk] = (external_id or slug) if by_external_id else str(tag)
        own |= {(pk, legal): Alias.Language.ENGLISH.value, (pk, name): Alias.Language.ENGLISH.value}
        own[pk, chinese_name] = Alias.Language.SIMPLIFIED.value
    aliases = alias_model.objects.order_by("pk").values_list(type_, "text", "language", "kind", "match")
    for pk, text, language, kind, match in aliases.iterator(chunk_size=5000):
        if pk in identities:
            # Where a profile's own name stands among the others too, that one says how it counts.
            own.pop((pk, text), None)
            yield Name(text, identities[pk], type_, language, kind, match)
    for (pk, text), language in own.items():
        if text:
            yield Name(text, identities[pk], type_, language)
