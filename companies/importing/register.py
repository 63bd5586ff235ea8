"""What is in the register already, read once for an import: who goes by which name, which tags and addresses are free.

The bulk counterparts of `Profile.save`, `Profile._claim_tag` and `free_slug`, for ten thousand at a time.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model

from companies.importing.journal import Journal
from companies.models import Profile, Tag
from companies.models.tag import address_part, tag_key


@dataclass(slots=True, eq=False)
class Known:
    """A profile in the register, or one that the import is about to add. `where` is the line that spoke of it."""

    pk: int | None
    external_id: str
    name: str
    chinese_name: str
    slug: str
    where: str = ""
    profile: Profile | None = None  # while its batch is being saved

    @property
    def key(self) -> str:
        return tag_key(self.name)


class Register:
    """All profiles of one kind, by id, by name and by Chinese name: a table may have ten thousand of either."""

    def __init__(self, model: type[Profile], journal: Journal | None = None):
        self.model, self.journal = model, journal or Journal()
        self.by_id: dict[str, Known] = {}
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        self.by_chinese_name: dict[str, list[Known]] = defaultdict(list)
        columns = model.objects.values_list("pk", "external_id", "name", "chinese_name", "slug")
        for pk, external_id, name, chinese_name, slug in columns.order_by("pk").iterator():
            self._add(Known(pk, external_id or "", name, chinese_name, slug))

    def add(self, known: Known) -> None:
        self._add(known)
        self.journal.note(self._remove, known)

    def _add(self, known: Known) -> None:
        if known.external_id:
            self.by_id[known.external_id] = known
        self.by_name[known.key].append(known)
        if known.chinese_name:
            self.by_chinese_name[known.chinese_name].append(known)

    def _remove(self, known: Known) -> None:
        self.by_id.pop(known.external_id, None)
        self.by_name[known.key].remove(known)
        if known.chinese_name:
            self.by_chinese_name[known.chinese_name].remove(known)

    def identify(self, known: Known, external_id: str) -> None:
        """Give one that had no id the one by which the file calls it."""
        self.journal.set(known, "external_id", external_id)
        self.journal.put(self.by_id, external_id, known)

    def rename(self, known: Known, name: str, chinese_name: str) -> None:
        self.journal.note(self._rename, known, known.name, known.chinese_name)
        self._rename(known, name, chinese_name)

    def _rename(self, known: Known, name: str, chinese_name: str) -> None:
        if tag_key(name) != known.key:
            self.by_name[known.key].remove(known)
            self.by_name[tag_key(name)].append(known)
        if chinese_name != known.chinese_name:
            if known.chinese_name:
                self.by_chinese_name[known.chinese_name].remove(known)
            if chinese_name:
                self.by_chinese_name[chinese_name].append(known)
        known.name, known.chinese_name = name, chinese_name

    def called_in_chinese(self, text: str) -> list[Known]:
        """Those whose Chinese name this is, or whose only name."""
        alike = self.by_name.get(tag_key(text), ())
        found = [*self.by_chinese_name.get(text, ()), *(known for known in alike if known.name == text)]
        return list(dict.fromkeys(found))

    def meant_by(self, text: str) -> Known:
        """The one with this id, name or Chinese name. Raises ValueError where there is none, or more than one."""
        if known := self.by_id.get(text):
            return known
        found = self.by_name.get(tag_key(text)) or self.by_chinese_name.get(text, [])
        if len(found) == 1:
            return found[0]
        raise ValueError(f"“{text}” is not in the register" if not found else f"{len(found)} go by the name “{text}”")


class Slugs:
    """Hands out addresses that no row of `model` has, by the rule of `free_slug`."""

    def __init__(self, model: type[Model], longest: int = 200, journal: Journal | None = None):
        self.journal = journal or Journal()
        self._taken = set(model._default_manager.values_list("slug", flat=True))
        self._longest = longest
        self._next: dict[str, int] = {}

    def __contains__(self, slug: str) -> bool:
        return slug in self._taken

    def add(self, slug: str) -> None:
        self.journal.add(self._taken, slug)

    def take(self, wanted: str) -> str:
        slug = wanted = wanted[: self._longest].strip("-")
        if slug in self._taken:
            base = wanted[: self._longest - 8]
            number = self._next.get(base, 2)
            while (slug := f"{base}-{number}") in self._taken:
                number += 1
            self.journal.put(self._next, base, number + 1)
        self.add(slug)
        return slug


class Tags:
    """The tags, for claiming many at once by the rule of `Profile._claim_tag`, and for topics."""

    def __init__(self, journal: Journal | None = None):
        self.journal = journal or Journal()
        self._keys = set(Tag.objects.values_list("key", flat=True))
        self._topics = dict(Tag.objects.topics().values_list("key", "pk"))
        self._slugs = Slugs(Tag, journal=self.journal)
        self._next: dict[str, int] = {}

    def claim(self, profiles: Iterable[Profile]) -> None:
        """A tag for each: the topic of its name if nobody claims it, else a new one, numbered if need be."""
        new = []
        for profile in profiles:
            if topic := self._topics.pop(tag_key(profile.name), None):
                self.journal.note(self._topics.__setitem__, tag_key(profile.name), topic)
                profile.tag_id = topic
            else:
                profile.tag = self._new(profile.name)
                new.append(profile.tag)
        Tag.objects.bulk_create(new)

    def topics(self, names: Iterable[str]) -> dict[str, int]:
        """The ids of the tags of these names by their keys, made where they are missing."""
        tags = Tag.objects.get_or_make(names)
        for tag in tags.values():
            if tag.key not in self._keys:
                self.journal.add(self._keys, tag.key)
                self._slugs.add(tag.slug)
                self.journal.put(self._topics, tag.key, tag.pk)
        return {tag_key(name): tag.pk for name, tag in tags.items()}

    def _new(self, wanted: str) -> Tag:
        name = " ".join(wanted.split())
        key = wanted_key = tag_key(name)
        number = self._next.get(key, 2)
        while key in self._keys:
            name = f"{wanted} ({number})"
            key = tag_key(name)
            number += 1
            self.journal.put(self._next, wanted_key, number)
        self.journal.add(self._keys, key)
        return Tag(name=name, key=key, slug=self._slugs.take(address_part(name, fallback="tag")))
