"""What is particular to bringing in people: the roles they hold. The rest is companies.importing."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from companies.importing.entry import Entry, Values, day
from companies.importing.register import Known, Register
from companies.importing.saving import PROFILE_FIELDS, Plan, ProfileImport
from companies.models import Alias, Company
from people.models import Person, PersonAlias, Role

_KEYS = ("title", "organisation", "company", "from", "to")


@dataclass(slots=True)
class RoleEntry:
    """A role as a file tells it; `company` is an id or a name."""

    title: str
    organisation: str = ""
    company: str = ""
    started: date | None = None
    ended: date | None = None


class PersonImport(ProfileImport):
    """Brings in rows of people."""

    model = Person
    alias_model = PersonAlias
    types = frozenset({"person"})
    is_of_people = True
    fields = ("family_name", "given_name", *PROFILE_FIELDS)

    def read_more(self, values: Values, entry: Entry) -> None:
        items = values.records("roles", _KEYS)
        if title := values.text("role"):
            # A list of names gives one role, and the company's id beside it.
            items.append(dict.fromkeys(_KEYS, "") | {"title": title, "company": values.text("company") or ""})
        entry.more = [_role(item) for item in items]

    def kind_of_name(self, text: str, language: str) -> str:
        return Alias.Kind.PINYIN if language == Alias.Language.PINYIN else Alias.Kind.SHORT

    @cached_property
    def companies(self) -> Register:
        return Register(Company)

    def save_more(self, plans: list[Plan]) -> None:
        plans = [plan for plan in plans if plan.entry.more]
        there: dict[int, list[Role]] = {}
        for role in Role.objects.filter(person__in=[plan.known.pk for plan in plans if plan.known.pk]):
            there.setdefault(role.person_id, []).append(role)
        new: list[Role] = []
        for plan in plans:
            roles = there.setdefault(plan.known.pk, []) if plan.known.pk else []
            free = list(roles)
            for entry in plan.entry.more:
                company = self._company(entry, plan)
                role = _same(entry, company, free)
                if role is None:
                    role = Role(
                        person_id=plan.known.pk,
                        title=entry.title,
                        organisation=entry.organisation,
                        company_id=company and company.pk,
                        started=entry.started,
                        ended=entry.ended,
                        order=len(roles),
                    )
                    roles.append(role)
                    new.append(role)
                    plan.change("roles")
                    continue
                free.remove(role)
                if self._fill(role, entry, company):
                    plan.change("roles")
        if not self.dry_run:
            Role.objects.bulk_create(new)

    def _company(self, entry: RoleEntry, plan: Plan) -> Known | None:
        try:
            return self.companies.meant_by(entry.company) if entry.company else None
        except ValueError as error:
            plan.outcome.notes.append(f"The role “{entry.title}” has no company: {error}.")
            return None

    def _fill(self, role: Role, entry: RoleEntry, company: Known | None) -> bool:
        """Write what the file gives into a role that is there; whether that changed it."""
        wanted = {
            "organisation": entry.organisation or role.organisation,
            "company_id": company.pk if company else role.company_id,
            "started": entry.started or role.started,
            "ended": entry.ended or role.ended,
        }
        if all(getattr(role, name) == value for name, value in wanted.items()):
            return False
        for name, value in wanted.items():
            setattr(role, name, value)
        if not self.dry_run:
            role.save()
        return True


def _role(item: dict[str, str]) -> RoleEntry:
    if not item["title"]:
        raise ValueError("“roles” holds one without a title")
    for key in ("title", "organisation"):
        if len(item[key]) > Role._meta.get_field(key).max_length:
            raise ValueError(f"“roles” has a {key} of {len(item[key])} characters")
    role = RoleEntry(
        item["title"],
        item["organisation"],
        item["company"],
        day(item["from"], "from"),
        day(item["to"], "to", last=True),
    )
    if role.started and role.ended and role.ended < role.started:
        raise ValueError(f"the role “{role.title}” ends before it begins")
    return role


def _same(entry: RoleEntry, company: Known | None, roles: list[Role]) -> Role | None:
    """The one of `roles` that the entry means: of that title, there, and begun when the entry says, if both say."""
    found = [
        role
        for role in roles
        if role.title.casefold() == entry.title.casefold()
        and _is_at(role, entry, company)
        and (not role.started or not entry.started or role.started == entry.started)
    ]
    return min(found, key=lambda role: role.started != entry.started, default=None)


def _is_at(role: Role, entry: RoleEntry, company: Known | None) -> bool:
    if company and role.company_id:
        return role.company_id == company.pk
    return role.organisation.casefold() in {entry.organisation.casefold(), entry.company.casefold()}
