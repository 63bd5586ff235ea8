"""Possible duplicates in the register: found by their names, kept until somebody has said something to each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils import timezone

from companies.models import Alias, Company, Profile, Tag
from newsroom.desk.history import name_of
from newsroom.desk.merging import alike
from newsroom.desk.merging.sides import NUMBERS
from newsroom.models import Twins
from people.models import Person, Role

_MISSPELT = (Alias.Kind.MISSPELLING,)


@transaction.atomic
def look() -> int:
    """Look through all names anew; what people said of pairs stays as it is. Gives how many pairs stand."""
    found = {(pair.first.tag, pair.second.tag): pair for pair in alike.find(everything())}
    Twins.objects.filter(verdict=Twins.Verdict.FOUND).delete()
    said = {(first, second): pk for pk, first, second in Twins.objects.values_list("pk", "first", "second")}
    Twins.objects.bulk_create(
        [
            Twins(first_id=first, second_id=second, reasons=list(pair.reasons), score=pair.score)
            for (first, second), pair in found.items()
            if (first, second) not in said
        ],
        batch_size=1000,
        ignore_conflicts=True,  # somebody else looks at the same moment, or says something to a pair
    )
    return Twins.objects.standing().count()


@transaction.atomic
def say(one: Tag, other: Tag, verdict: str, *, by=None, comment: str = "") -> Twins:
    """Remember what somebody said of two: that they ought to be merged, or that they are not the same."""
    first, second = sorted([one, other], key=lambda tag: tag.pk)
    values = {"verdict": verdict, "comment": comment[:300], "by": by, "by_name": name_of(by), "at": timezone.now()}
    return Twins.objects.update_or_create(first=first, second=second, defaults=values)[0]


def everything() -> Iterator[alike.Known]:
    """All companies, people and topics by their names; a handful of queries."""
    yield from _profiles(Company, alike.COMPANY)
    employers = defaultdict(set)
    for person, company, organisation in Role.objects.values_list("person", "company__name", "organisation"):
        employers[person].add(company or organisation)
    yield from _profiles(Person, alike.PERSON, employers)
    for tag, name in Tag.objects.topics().values_list("pk", "name").iterator():
        yield alike.Known(tag, alike.TOPIC, name)


def _profiles(model: type[Profile], kind: str, employers=None) -> Iterator[alike.Known]:
    aliases: dict[int, list[str]] = defaultdict(list)
    others = model._meta.get_field("aliases").related_model.objects.exclude(kind__in=_MISSPELT)
    for owner, text in others.order_by("pk").values_list(model._meta.model_name, "text"):
        aliases[owner].append(text)
    extra = [name for name in ("legal_name", "website", *NUMBERS) if hasattr(model, name)]
    columns = ["pk", "tag_id", "name", "chinese_name", *extra]
    for row in model.objects.order_by("pk").values(*columns).iterator(chunk_size=5000):
        legal = [row["legal_name"]] if row.get("legal_name") else []
        yield alike.Known(
            tag=row["tag_id"],
            kind=kind,
            name=row["name"],
            chinese_name=row["chinese_name"],
            names=(*legal, *aliases[row["pk"]]),
            website=row.get("website", ""),
            numbers=tuple((name, row[name]) for name in NUMBERS if row.get(name)),
            employers=frozenset(name for name in (employers or {}).get(row["pk"], ()) if name),
        )


def of(tags: Iterable[int]) -> dict[int, list[Twins]]:
    """The pairs that stand for each of these tags, likeliest first; one query."""
    tags = set(tags)
    found: dict[int, list[Twins]] = defaultdict(list)
    pairs = Twins.objects.standing()
    pairs = (pairs.filter(first__in=tags) | pairs.filter(second__in=tags)).select_related("first", "second")
    for pair in pairs:
        for tag in {pair.first_id, pair.second_id} & tags:
            found[tag].append(pair)
    return found
