"""The two that are to become one, and what stands against it."""

from dataclasses import dataclass

from django.db.models import Field

from companies.models import Company, Profile, Tag
from newsroom.models import MergeRecord
from people.models import Person

Thing = Company | Person | Tag

# Numbers by which the world outside knows a company or a person: two different ones are two different things.
NUMBERS = ("external_id", "registration", "stock_code")


@dataclass(frozen=True, slots=True)
class Choice:
    """One field in which the two differ; `take` says whose value stands unless somebody chooses otherwise."""

    field: Field
    kept: object
    gone: object
    take: str

    @property
    def name(self) -> str:
        return self.field.name


def kind_of(thing: Thing) -> str:
    return thing._meta.model_name if isinstance(thing, Profile) else MergeRecord.Kind.TOPIC


def tag_of(thing: Thing) -> Tag:
    return thing.tag if isinstance(thing, Profile) else thing


def owner_of(tag: Tag) -> Thing:
    """The company or person that claims the tag, or the tag itself."""
    return tag.profile or tag


def names_of(thing: Thing) -> set[str]:
    """What it is called, other names apart."""
    if isinstance(thing, Tag):
        return {thing.name}
    return {name for name in (thing.name, thing.chinese_name, getattr(thing, "legal_name", "")) if name}


def objections(kept: Thing, gone: Thing) -> list[str]:
    """Why the two can't be merged; empty where they can."""
    if kept == gone:
        return ["That is one and the same already."]
    if isinstance(gone, Tag) and gone.profile is not None:
        return [f"The tag “{gone}” belongs to {gone.profile}; merge that one instead."]
    if isinstance(gone, Tag):
        return []
    if type(kept) is not type(gone):
        return [f"A {kept._meta.verbose_name} and a {gone._meta.verbose_name} can’t be one and the same."]
    found = []
    for name in NUMBERS:
        if not hasattr(kept, name):
            continue
        numbers = [getattr(kept, name), getattr(gone, name)]
        if all(numbers) and numbers[0] != numbers[1]:
            label = kept._meta.get_field(name).verbose_name
            found.append(
                f"Their numbers differ ({label}: {numbers[0]} and {numbers[1]}), so they are two. If a register "
                "has it twice, empty that field of one first."
            )
    return found


def warnings(kept: Thing, gone: Thing) -> list[str]:
    """What somebody ought to look at before they say yes."""
    if isinstance(gone, Tag):
        return []
    said = []
    if kept.chinese_name and gone.chinese_name and kept.chinese_name != gone.chinese_name:
        said.append(f"Their Chinese names differ: {kept.chinese_name} and {gone.chinese_name}.")
    if isinstance(kept, Company):
        if gone.is_gone or kept.is_gone:
            said.append(
                "One of them is no longer active. Merging is for one company that stands here twice; a company that "
                "became another keeps its own page, with a successor."
            )
        if kept.founded and gone.founded and kept.founded != gone.founded:
            said.append(f"They were founded in different years: {kept.founded} and {gone.founded}.")
    return said


def choices(kept: Thing, gone: Thing) -> list[Choice]:
    """The fields in which the two differ, with the better filled side as first choice."""
    if isinstance(gone, Tag):
        return []
    return [
        Choice(field, mine, theirs, "gone" if theirs and not mine else "kept")
        for field in kept._meta.concrete_fields
        if field.editable
        and not field.primary_key
        and (mine := getattr(kept, field.name)) != (theirs := getattr(gone, field.name))
        # Nobody follows themselves.
        and not (field.name == "successor" and kept in (mine, theirs))
    ]
