"""Writes the rows of a file as profiles, many at once: what companies and people share.

Harmless to repeat: a profile is found again by its id, else by its name. What a row gives is written, what it leaves
out stays as it is; other names, topics and roles are added to and never taken away.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import batched

from django.db import transaction
from django.db.models.signals import post_save
from django.utils import timezone

from companies.importing.entry import Entry, Values, model_value, read_fields, read_names, without_repeats
from companies.importing.journal import Journal
from companies.importing.register import Known, Register, Slugs, Tags
from companies.importing.rows import Row, Unreadable
from companies.importing.signals import saved_in_bulk
from companies.models import Alias, Profile, Tag
from companies.models.tag import address_part, tag_key

BATCH = 500  # rows a transaction
# What companies and people have alike, besides their names and topics.
PROFILE_FIELDS = (
    "summary", "body", "facts_as_of", "facts_source", "press_name", "press_email", "press_phone", "is_listed", "slug",
)  # fmt: skip


@dataclass(slots=True)
class Outcome:
    """What became of one row. `action` is created, updated, unchanged, failed, or skipped (of another kind)."""

    where: str
    name: str
    action: str
    changed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """What an import did, or would do. `unused` counts the fields that it has no place for."""

    outcomes: list[Outcome] = field(default_factory=list)
    unused: Counter = field(default_factory=Counter)

    @property
    def counts(self) -> Counter:
        return Counter(outcome.action for outcome in self.outcomes)


@dataclass(slots=True)
class Plan:
    """A row, the profile that it means, and what is to come of it."""

    entry: Entry
    known: Known
    outcome: Outcome
    is_new: bool
    fields: list[str] = field(default_factory=list)  # of the profile that the row changes

    def change(self, what: str) -> None:
        if not self.is_new:
            self.outcome.action = "updated"
            if what not in self.outcome.changed:
                self.outcome.changed.append(what)


class ProfileImport(ABC):
    """Brings in rows of one kind. A subclass names its models and reads and saves what only its kind has."""

    model: type[Profile]
    alias_model: type[Alias]
    types: frozenset[str]  # of the rows of a list of names that are of this kind
    fields: tuple[str, ...]
    # Whether a name without its Chinese name is taken for the same one with it: yes where namesakes are rare.
    namesakes_are_rare = False
    is_of_people = False  # where a company in a table is whom somebody works for

    def __init__(self, *, dry_run: bool = False):
        self.dry_run = dry_run
        self.report = Report()
        self.owner = self.model._meta.model_name
        self.journal = Journal()
        self._read_register()

    def run(self, rows: Iterable[Row | Unreadable], progress: Callable[[int], None] = lambda done: None) -> Report:
        """Bring in every row, a batch a transaction, and say what became of each. `dry_run` writes nothing."""
        done = 0
        for batch in batched(rows, BATCH, strict=False):
            self._save_batch(batch)
            done += len(batch)
            progress(done)
        self.finish()
        return self.report

    # What a kind may add

    @abstractmethod
    def read_more(self, values: Values, entry: Entry) -> None:
        """Read what only this kind has."""

    @abstractmethod
    def kind_of_name(self, text: str, language: str) -> str:
        """What another name most likely is, where the file does not say."""

    @abstractmethod
    def save_more(self, plans: list[Plan]) -> None:
        """Write what only this kind has, in the batch's transaction."""

    def note_saved(self, plans: list[Plan]) -> None:  # noqa: B027  only companies have a last step
        """Remember what the last step needs of a batch that is in the database."""

    def finish(self) -> None:  # noqa: B027  only companies have a last step
        """Write what can only be known once every row is in."""

    # Reading

    def read(self, row: Row) -> Entry | None:
        """The row as values; None where it is of another kind. Raises ValueError with a sentence."""
        values = Values(row.values)
        kind = values.text("type")
        if kind and kind.casefold() not in self.types:
            return None
        entry = Entry(row.where, values.text("id") or "", {}, is_from_list=bool(kind))
        read_names(values, entry)
        for name, text in entry.fields.items():
            entry.fields[name] = model_value(self.model._meta.get_field(name), text)
        read_fields(values, self.model, self.fields, entry)
        entry.topics = [name for name in values.names("topics") if tag_key(name)]
        for name in entry.topics:
            model_value(Tag._meta.get_field("name"), name)
        if entry.id:
            model_value(self.model._meta.get_field("external_id"), entry.id)
        self.read_more(values, entry)
        self.report.unused.update(values.unused)
        return entry

    # Which profile a row means

    def _read_register(self) -> None:
        self.register = Register(self.model, self.journal)
        self.slugs = Slugs(self.model, journal=self.journal)
        self.tags = Tags(self.journal)

    def _find(self, entry: Entry) -> Known | None:
        if entry.id and (known := self.register.by_id.get(entry.id)):
            if known.where and not entry.is_from_list:
                raise ValueError(f"the id {entry.id} stands on {known.where} already")
            return known
        if not entry.key and entry.fields.get("chinese_name"):
            return self._find_by_chinese_name(entry)
        if not entry.key:
            unknown = f"; the id {entry.id} is not in the register" if entry.id and "name" not in entry.fields else ""
            raise ValueError(f"“name” is missing{unknown}")
        namesakes = [known for known in self.register.by_name.get(entry.key, ()) if self._agrees(known, entry)]
        if entry.id:
            # One without an id may now get it, unless another line was about that one.
            namesakes = [known for known in namesakes if not known.external_id and not known.where]
        exact = [known for known in namesakes if known.chinese_name == entry.fields.get("chinese_name", "")]
        return self._the_one(entry, exact or namesakes)

    def _find_by_chinese_name(self, entry: Entry) -> Known | None:
        """Whom a row means that has no other name. Who is new goes by it; who is here keeps the name they have."""
        given = entry.fields["chinese_name"]
        namesakes = self.register.called_in_chinese(given)
        if entry.id:
            namesakes = [known for known in namesakes if not known.external_id and not known.where]
        known = self._the_one(entry, namesakes)
        if known is None:
            entry.fields["name"] = given
        return known

    def _the_one(self, entry: Entry, namesakes: list[Known]) -> Known | None:
        """The only one of them, where no other line was about that one; None where there is none."""
        if len(namesakes) == 1 and not namesakes[0].where:
            return namesakes[0]
        if namesakes and not entry.id:
            if first := next((known.where for known in namesakes if known.where), ""):
                raise ValueError(f"the name {entry.name} stands on {first} already; ids would tell the two apart")
            raise ValueError(f"{len(namesakes)} in the register are named {entry.name}; an id would say which is meant")
        return None

    def _agrees(self, known: Known, entry: Entry) -> bool:
        given = entry.fields.get("chinese_name")
        if known.chinese_name == (given or "") or (given is None and not entry.id):
            return True
        return self.namesakes_are_rare and not (known.chinese_name and given)

    def _plan(self, row: Row | Unreadable) -> Plan | None:
        outcome = Outcome(row.where, "", "failed")
        self.report.outcomes.append(outcome)
        if isinstance(row, Unreadable):
            outcome.notes.append(row.reason)
            return None
        try:
            entry = self.read(row)
            if entry is None:
                outcome.action = "skipped"
                return None
            outcome.name = entry.name
            known = self._find(entry)
            slug = entry.fields.get("slug")
            if slug and slug in self.slugs and not (known and known.slug == slug):
                raise ValueError(f"“slug” is {slug!r}, which another one has")
        except ValueError as error:
            outcome.notes.append(str(error))
            return None
        outcome.action = "created" if known is None else "unchanged"
        outcome.notes += entry.notes
        if known is None:
            return Plan(entry, self._announce(entry, outcome), outcome, is_new=True)
        if known.where:
            self._add_as_other_name(entry, known, outcome)
        self.journal.set(known, "where", known.where or entry.where)
        return Plan(entry, known, outcome, is_new=False)

    def _announce(self, entry: Entry, outcome: Outcome) -> Known:
        namesakes = len(self.register.by_name.get(entry.key, ()))
        if namesakes:
            outcome.notes.append(f"{namesakes} of this name were there before; this is another.")
        fields = entry.fields
        slug = fields.get("slug") or address_part(fields["name"], fallback=self.owner)
        known = Known(
            None, entry.id, fields["name"], fields.get("chinese_name", ""), self.slugs.take(slug), where=entry.where
        )
        self.register.add(known)
        return known

    @staticmethod
    def _add_as_other_name(entry: Entry, known: Known, outcome: Outcome) -> None:
        """A list of names has a second line for one id: its names are further names, and nothing else counts."""
        names = entry.become_other_names()
        if names and names[0] != known.name:
            outcome.notes.append(f"The id {entry.id} stands on {known.where}: another name of {known.name}.")

    # Saving

    def _save_batch(self, batch) -> None:
        mark, unused = len(self.report.outcomes), self.report.unused.copy()
        try:
            with transaction.atomic():
                plans = self._save_rows(batch)
        except Exception as error:
            # One row that the database refuses must not cost the others of its batch: go one by one to find it.
            del self.report.outcomes[mark:]
            self.report.unused = unused
            self.journal.undo()
            if len(batch) == 1:
                self.report.outcomes.append(Outcome(batch[0].where, "", "failed", notes=[str(error)]))
                return
            for row in batch:
                self._save_batch((row,))
            return
        self.journal.keep()
        self.note_saved(plans)

    def _save_rows(self, batch) -> list[Plan]:
        plans = [plan for row in batch if (plan := self._plan(row))]
        new = [plan for plan in plans if plan.is_new]
        known = {plan.known.pk: plan.known for plan in plans if plan.known.pk}
        for profile in self.model.objects.select_for_update().filter(pk__in=known):
            self.journal.set(known[profile.pk], "profile", profile)
        if not self.dry_run:
            self._create(new)
        for plan in plans:
            if not plan.is_new and plan.known.profile:
                self._update(plan)
        self._save_aliases(plans)
        self._save_topics(plans)
        self.save_more(plans)
        if not self.dry_run:
            self._write_changes(plans)
        for plan in plans:
            plan.known.profile = None
        return plans

    def _create(self, plans: list[Plan]) -> None:
        profiles = []
        for plan in plans:
            values = plan.entry.defaults | plan.entry.fields
            values |= {"slug": plan.known.slug, "external_id": plan.entry.id or None}
            plan.known.profile = self.model(**values)
            profiles.append(plan.known.profile)
        self.tags.claim(profiles)
        self.model.objects.bulk_create(profiles)
        for plan in plans:
            plan.known.pk = plan.known.profile.pk

    def _update(self, plan: Plan) -> None:
        profile, known = plan.known.profile, plan.known
        values = dict(plan.entry.fields)
        if plan.entry.id and not profile.external_id:
            values["external_id"] = plan.entry.id
        if not values.get("slug"):
            values.pop("slug", None)
        changed = [name for name, value in values.items() if getattr(profile, name) != value]
        if not changed:
            return
        for name in changed:
            setattr(profile, name, values[name])
            plan.change(name)
        plan.fields = changed
        if not known.external_id and profile.external_id:
            self.register.identify(known, profile.external_id)
        self.register.rename(known, profile.name, profile.chinese_name)
        self.journal.set(known, "slug", profile.slug)
        self.slugs.add(profile.slug)

    def _write_changes(self, plans: list[Plan]) -> None:
        """Write what changed in profiles that were there, and let whoever listens hear of the batch."""
        changed = [plan for plan in plans if not plan.is_new and plan.outcome.action == "updated"]
        in_bulk: dict[tuple[str, ...], dict[int, Profile]] = {}
        for plan in changed:
            profile = plan.known.profile
            if "slug" in plan.fields:
                # Its listeners leave a redirect at the old address.
                profile.save(update_fields=[*plan.fields, "updated_at"])
            else:
                profile.updated_at = timezone.now()
                in_bulk.setdefault((*plan.fields, "updated_at"), {})[profile.pk] = profile
        for fields, profiles in in_bulk.items():
            self.model.objects.bulk_update(profiles.values(), fields)
        # Each once, though two lines may be about it.
        heard = {
            plan.known.profile: plan.is_new
            for plan in reversed(plans)
            if plan.is_new or plan.outcome.action == "updated"
        }
        if saved_in_bulk.has_listeners(self.model):
            if heard:
                saved_in_bulk.send(self.model, profiles=list(reversed(heard)))
            return
        for profile, is_new in heard.items():
            how = {"created": is_new, "raw": False, "using": profile._state.db, "update_fields": None}
            post_save.send(self.model, instance=profile, **how)

    def _save_aliases(self, plans: list[Plan]) -> None:
        owner = f"{self.owner}_id"
        there: dict[int, dict[tuple[str, str], Alias]] = {}
        pks = {plan.known.pk for plan in plans if plan.known.pk and plan.entry.aliases}
        for alias in self.alias_model.objects.filter(**{f"{owner}__in": pks}):
            there.setdefault(getattr(alias, owner), {})[alias.text, alias.language] = alias
        new, changed = [], []
        for plan in plans:
            known = plan.known
            aliases = there.setdefault(known.pk, {}) if known.pk else {}
            for place, entry in without_repeats(plan.entry.aliases, known.name, known.chinese_name).items():
                alias = aliases.get(place)
                if alias is None:
                    alias = aliases[place] = self.alias_model(
                        text=entry.text,
                        language=entry.language,
                        kind=entry.kind or self.kind_of_name(entry.text, entry.language),
                        match=entry.match or Alias.Match.ANY,
                        **{owner: known.pk},
                    )
                    new.append(alias)
                    plan.change("aliases")
                elif (entry.kind or alias.kind, entry.match or alias.match) != (alias.kind, alias.match):
                    alias.kind, alias.match = entry.kind or alias.kind, entry.match or alias.match
                    changed.append(alias)
                    plan.change("aliases")
        if not self.dry_run:
            self.alias_model.objects.bulk_create(new)
            for alias in changed:
                alias.save()

    def _save_topics(self, plans: list[Plan]) -> None:
        plans = [plan for plan in plans if plan.entry.topics]
        if not plans:
            return
        through = self.model.topics.through
        there: dict[int, set[str]] = {}
        items = through.objects.filter(content_object__in=[plan.known.pk for plan in plans if plan.known.pk])
        for pk, key in items.values_list("content_object", "tag__key"):
            there.setdefault(pk, set()).add(key)
        missing: list[tuple[int, str]] = []
        for plan in plans:
            has = there.setdefault(plan.known.pk, set()) if plan.known.pk else set()
            for name in plan.entry.topics:
                if tag_key(name) not in has:
                    has.add(tag_key(name))
                    missing.append((plan.known.pk, tag_key(name)))
                    plan.change("topics")
        if not self.dry_run:
            tags = self.tags.topics(name for plan in plans for name in plan.entry.topics)
            # Two names may mean one tag, since a tag is also known by the names it had.
            rows = [through(content_object_id=pk, tag_id=tags[key]) for pk, key in missing]
            through.objects.bulk_create(rows, ignore_conflicts=True)
