"""Whom a source means by a name: the people and companies we know, and new ones where we know none."""

from companies.models import Alias, Company, CompanyAlias, Profile
from companies.models.tag import tag_key
from newsroom.desk.importers.record import PersonRecord
from people.models import Person, PersonAlias, Role


class Directory:
    """The names of one kind of profile, read once for an import and kept up with what the import adds."""

    def __init__(self, model: type[Profile], alias_model: type[Alias], owner: str):
        self.model = model
        self._by_name: dict[str, set[int]] = {}
        self._by_alias: dict[str, set[int]] = {}
        self._tags: dict[int, int] = {}
        self.added: list[str] = []
        for pk, tag_id, name, chinese_name in model.objects.values_list("pk", "tag", "name", "chinese_name"):
            self._tags[pk] = tag_id
            for text in filter(None, (name, chinese_name)):
                self._by_name.setdefault(tag_key(text), set()).add(pk)
        never = alias_model.Match.NEVER
        for pk, text in alias_model.objects.exclude(match=never).values_list(f"{owner}_id", "text"):
            self._by_alias.setdefault(tag_key(text), set()).add(pk)

    def find(self, name: str) -> int | None:
        """The one profile that goes by `name`; None where there is none. Raises Namesakes where there are several."""
        key = tag_key(name)
        for index in (self._by_name, self._by_alias):
            if found := index.get(key):
                if len(found) > 1:
                    raise Namesakes(name)
                return next(iter(found))
        return None

    def take_added(self) -> list[str]:
        """The names added since the last call."""
        added, self.added = self.added, []
        return added

    def tag_of(self, pk: int) -> int:
        """The id of the tag that the profile claims."""
        return self._tags[pk]

    def add(self, name: str, **fields) -> Profile:
        profile = self.model.objects.create(name=name, **fields)
        self._by_name.setdefault(tag_key(name), set()).add(profile.pk)
        self._tags[profile.pk] = profile.tag_id
        self.added.append(name)
        return profile


class Namesakes(ValueError):
    """Several profiles go by the name, so only a person can say which is meant."""

    def __init__(self, name: str):
        super().__init__(f"More than one profile goes by “{name}”; tag the right one by hand.")


class Directories:
    """People and companies together."""

    def __init__(self):
        self.companies = Directory(Company, CompanyAlias, "company")
        self.people = Directory(Person, PersonAlias, "person")

    def company_tag(self, name: str) -> int:
        """The id of the company's tag; the company is made where it is not known."""
        found = self.companies.find(name)
        return self.companies.tag_of(found) if found else self.companies.add(name[:200]).tag_id

    def person_tag(self, person: PersonRecord) -> int:
        """The id of the person's tag; the person is made, with the post the source gives, where they are not known."""
        if found := self.people.find(person.name):
            return self.people.tag_of(found)
        profile = self.people.add(person.name[:200])
        if person.title:
            Role.objects.create(person=profile, title=person.title[:200])
        return profile.tag_id

    def credited(self, name: str) -> int | None:
        """The id of the profile behind a credit, where exactly one person goes by that name."""
        try:
            return self.people.find(name)
        except Namesakes:
            return None
