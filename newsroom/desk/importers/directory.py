"""Whom a source means by a name: the people and companies we know, and new ones where we know none."""

from functools import cached_property

from companies.models import Alias, Company, CompanyAlias, Profile
from companies.models.tag import tag_key
from newsroom.desk.importers.record import PersonRecord
from newsroom.desk.mentions.names import core
from newsroom.desk.mentions.normalise import tokens
from newsroom.desk.mentions.proposals import Proposer
from newsroom.desk.tagging.directory import names_from_database
from people.models import Person, PersonAlias, Role

_ALIKE = 0.6  # how much of two names' telling words must be the same


class Directory:
    """The names of one kind of profile, read once for an import and kept up with what the import adds."""

    def __init__(self, model: type[Profile], alias_model: type[Alias], owner: str, *, dry_run: bool = False):
        self.model, self.dry_run = model, dry_run
        self._by_name: dict[str, set[int]] = {}
        self._by_alias: dict[str, set[int]] = {}
        self._by_words: dict[tuple[str, ...], set[int]] = {}
        self._tags: dict[int, int] = {}
        self.added: list[str] = []
        for pk, tag_id, name, chinese_name in model.objects.values_list("pk", "tag", "name", "chinese_name"):
            self._know(pk, tag_id, name, chinese_name)
        never = alias_model.Match.NEVER
        for pk, text in alias_model.objects.exclude(match=never).values_list(f"{owner}_id", "text"):
            self._by_alias.setdefault(tag_key(text), set()).add(pk)

    def _know(self, pk: int, tag_id: int, *names: str) -> None:
        self._tags[pk] = tag_id
        for name in filter(None, names):
            self._by_name.setdefault(tag_key(name), set()).add(pk)
            self._by_words.setdefault(_in_any_order(name), set()).add(pk)

    def find(self, name: str) -> int | None:
        """The one profile that goes by `name`; None where there is none. Raises Namesakes where there are several."""
        key = tag_key(name)
        for index in (self._by_name, self._by_alias):
            if found := index.get(key):
                if len(found) > 1:
                    raise Namesakes(name)
                return next(iter(found))
        return None

    def has(self, name: str) -> bool:
        """Whether a profile goes by `name` itself, and not only among others."""
        return tag_key(name) in self._by_name

    def find_turned(self, name: str) -> int | None:
        """The one profile whose name has the same words in another order: Guo Hong for Hong Guo."""
        found = self._by_words.get(_in_any_order(name), ())
        return next(iter(found)) if len(found) == 1 else None

    def take_added(self) -> list[str]:
        """The names added since the last call."""
        added, self.added = self.added, []
        return added

    def tag_of(self, pk: int) -> int:
        """The id of the tag that the profile claims."""
        return self._tags[pk]

    def tags(self) -> dict[int, int]:
        """The ids of all profiles by those of their tags."""
        return {tag: pk for pk, tag in self._tags.items()}

    def add(self, name: str, *, title: str = "") -> int:
        """Make a profile and give its id; a dry run only remembers that it would."""
        self.added.append(name)
        if self.dry_run:
            pk = -len(self._tags) - 1
            self._know(pk, pk, name)
            return pk
        profile = self.model.objects.create(name=name)
        if title:
            Role.objects.create(person=profile, title=title[:200])
        self._know(profile.pk, profile.tag_id, name)
        return profile.pk


def _in_any_order(name: str) -> tuple[str, ...]:
    return tuple(sorted(tag_key(name).replace(",", " ").split()))


class Namesakes(ValueError):
    """Several profiles go by the name, so only a person can say which is meant."""

    def __init__(self, name: str):
        super().__init__(f"More than one profile goes by “{name}”; tag the right one by hand.")


class Directories:
    """People and companies together."""

    def __init__(self, *, dry_run: bool = False):
        self.companies = Directory(Company, CompanyAlias, "company", dry_run=dry_run)
        self.people = Directory(Person, PersonAlias, "person", dry_run=dry_run)

    def company_tag(self, name: str) -> int:
        """The id of the company's tag; the company is made where it is not known."""
        found = self.companies.find(name)
        return self.companies.tag_of(found or self.companies.add(name[:200]))

    def person_tag(self, person: PersonRecord) -> int:
        """The id of the person's tag; the person is made, with the post the source gives, where they are not known."""
        found = self.people.find(person.name)
        return self.people.tag_of(found or self.people.add(person.name[:200], title=person.title))

    def credited(self, name: str) -> int | None:
        """The id of the profile behind a credit, where exactly one person goes by that name."""
        try:
            found = self.people.find(name)
        except Namesakes:
            return None
        return found if found is None or found > 0 else None

    # For what a source claims, where a name that is nearly one we know must not become a second profile

    def claimed_company(self, name: str, notes: list[str]) -> int:
        if found := self.companies.find(name):
            return self.companies.tag_of(found)
        if alike := self.alike(name):
            text, tag = alike
            notes.append(f"The company “{name}” is proposed as “{text}”, which is nearly its name; nobody was added.")
            return tag
        return self.company_tag(name)

    def claimed_person(self, person: PersonRecord, notes: list[str]) -> int:
        if not self.people.find(person.name) and (turned := self.people.find_turned(person.name)):
            notes.append(f"“{person.name}” is proposed as the person whose name has the same words; nobody was added.")
            return self.people.tag_of(turned)
        return self.person_tag(person)

    def known(self, name: str) -> int | None:
        """The tag of the one company or person that goes by the name; None where it is nobody's, or several's."""
        found = []
        for directory in (self.companies, self.people):
            try:
                pk = directory.find(name)
            except Namesakes:
                return None
            found += [directory.tag_of(pk)] if pk else []
        return found[0] if len(found) == 1 else None

    def alike(self, name: str) -> tuple[str, int] | None:
        """The one known company whose name has nearly the same telling words, and its tag."""
        own = set(core(tokens(name)))
        near = {}
        for known in self._proposer.near(name):
            other = set(core(tokens(known.text)))
            # Names in Han characters are near only where their stems are one.
            if len(own & other) >= _ALIKE * len(own | other) or not name.isascii():
                near.setdefault(int(known.entity_id), known.text)
        return next(((text, tag) for tag, text in near.items()), None) if len(near) == 1 else None

    @cached_property
    def _proposer(self) -> Proposer:
        names: dict[tuple[str, str], list] = {}
        for name in names_from_database():
            names.setdefault((name.type, name.entity_id), []).append(name)
        return Proposer({key: tuple(found) for key, found in names.items()})
