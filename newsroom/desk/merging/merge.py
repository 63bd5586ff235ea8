"""Make two one: every row that points at the one that goes comes to point at the one that stays, in one transaction."""

from collections.abc import Collection

from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from companies.importing.entry import kind_of_company_name, language_of
from companies.importing.signals import saved_in_bulk
from companies.models import Alias, Company, Profile, Tag, TagAlias
from newsroom.desk.history import name_of
from newsroom.desk.merging import search, stories
from newsroom.desk.merging.journal import Journal
from newsroom.desk.merging.relations import APART, generic_relations_to, relations_to
from newsroom.desk.merging.sides import Thing, choices, kind_of, names_of, objections, tag_of
from newsroom.models import MergeRecord, Redirect, SearchName, TagCard, Twins, raise_generation

PERMISSION = "newsroom.merge_profiles"


class MergeRefused(Exception):
    """The two may not be merged, or not be parted again. The message says why; nothing was changed."""


def require_permission(by) -> None:
    if by is not None and not by.has_perm(PERMISSION):
        raise MergeRefused("Merging is a managing editor’s. You can propose it. Nothing was changed.")


@transaction.atomic
def merge(kept: Thing, gone: Thing, *, take: Collection[str] | None = None, by=None, reason: str = "") -> MergeRecord:
    """Merge `gone` into `kept` and give the record by which it can be undone.

    `take` names the fields whose value comes from `gone`; not given, those that `kept` has empty.
    """
    require_permission(by)
    # In one order, so that two who merge the same pair either way round never wait for each other.
    held = {thing: _held(thing) for thing in sorted({kept, gone}, key=lambda thing: (thing._meta.label, thing.pk))}
    kept, gone = held[kept], held[gone]
    if against := objections(kept, gone):
        raise MergeRefused(" ".join([*against, "Nothing was changed."]))
    now = timezone.now()
    if take is None:
        take = [choice.name for choice in choices(kept, gone) if choice.take == "gone"]
    journal, tag, lost_tag = Journal(), tag_of(kept), tag_of(gone)
    touched = stories.tagged(lost_tag)
    record = MergeRecord(
        kind=kind_of(gone), reason=reason[:300], by=by, by_name=name_of(by), at=now, stories=len(touched),
        kept_id=kept.pk, kept_name=str(kept)[:300], kept_tag=tag.pk,
        gone_id=gone.pk, gone_name=str(gone)[:300], gone_tag=lost_tag.pk,
    )  # fmt: skip
    names, old_paths = names_of(kept) | names_of(gone), [kept.get_absolute_url(), gone.get_absolute_url()]
    values = {
        choice.field.attname: getattr(gone, choice.field.attname)
        for choice in choices(kept, gone)
        if choice.name in take
    }

    for pair in (Twins.objects.filter(first=lost_tag), Twins.objects.filter(second=lost_tag)):
        journal.take_away(pair)
    if isinstance(gone, Profile):
        fold(journal, type(gone), gone.pk, kept.pk)
    fold(journal, Tag, lost_tag.pk, tag.pk)
    for derived in (SearchName, TagCard):
        derived.objects.filter(tag=lost_tag)._raw_delete(using=connection.alias)
    for thing in dict.fromkeys([gone, lost_tag]):
        journal.take_away(type(thing)._base_manager.filter(pk=thing.pk))
    if isinstance(kept, Profile):
        journal.change(kept, **values, updated_at=now)
        _keep_names(journal, kept, names)
    _keep_tag_name(journal, tag, lost_tag)
    _lead_on(journal, old_paths, kept.get_absolute_url(), Redirect)

    record.rows = journal.entries
    record.save()
    stories.tell(touched, by=by, at=now, added=[tag.name], removed=[lost_tag.name], verb="merged tags", merge=record)
    after(record, kept, touched)
    return record


def after(record: MergeRecord, *things_and_stories) -> None:
    """What is made from names and tags is made anew; last in its transaction."""
    *things, touched = things_and_stories
    profiles = [thing for thing in things if isinstance(thing, Profile)]
    search.make_names_and_cards(things)
    search.begin(record, touched)
    if profiles:
        saved_in_bulk.send(type(profiles[0]), profiles=profiles)
    raise_generation()


def fold(journal: Journal, model: type[Model], gone, kept) -> None:
    """Let everything that points at row `gone` of `model` point at row `kept`.

    Where the two could not stand beside each other, the one of `gone` is taken away, and what points at that comes
    to point at the one that stays.
    """
    for relation in (*relations_to(model), *generic_relations_to(model)):
        if relation.label in APART:
            continue
        rows = relation.rows(gone)
        if relation.model is model:
            # Within one table: nobody follows, or is part of, themselves.
            journal.move(rows.filter(pk=kept), relation.column, gone, None)
        for other in relation.others:
            _take_away(journal, rows.filter(**{f"{other}__in": [gone, kept]}))
        if clashing := dict(relation.clashes(gone, kept)):
            yielding = _yielding(relation.model, clashing)
            if relations_to(relation.model):
                for row, stays in yielding.items():
                    fold(journal, relation.model, row, stays)
            journal.take_away(relation.model._base_manager.filter(pk__in=list(yielding)))
        journal.move(rows, relation.column, gone, kept)


def _take_away(journal: Journal, rows: QuerySet) -> None:
    """Take away what was said of the one and the other.

    Whatever points at it, as the undoing of a decision does, points nowhere then.
    """
    for relation in relations_to(rows.model):
        answered = relation.model._base_manager.filter(**{f"{relation.column}__in": rows.values("pk")})
        for pk in list(answered.values_list(relation.column, flat=True)):
            journal.move(relation.rows(pk), relation.column, pk, None)
    journal.take_away(rows)


# Of two rows that say different things of one place, the one that says more stays: the last of these words.
MORE = {
    "newsroom.Mention": ("status", ["stale", "suggested", "rejected", "confirmed"]),
    "newsroom.EditionMention": ("role", ["mentioned", "about"]),
}


def _yielding(model: type[Model], clashing: dict) -> dict:
    """Of each two rows that clash, the one that goes, and the one in whose favour."""
    if model._meta.label not in MORE:
        return clashing
    column, order = MORE[model._meta.label]
    pks = [*clashing, *clashing.values()]
    said = dict(model._base_manager.filter(pk__in=pks).values_list("pk", column))
    return {
        (row if (stays := order.index(said[row]) <= order.index(said[twin])) else twin): (twin if stays else row)
        for row, twin in clashing.items()
    }


def _held(thing: Thing) -> Thing:
    """The row as it stands now, held until the transaction ends."""
    row = type(thing)._base_manager.select_for_update().filter(pk=thing.pk).first()
    if row is None:
        raise MergeRefused(f"“{thing}” is not there any more; somebody merged or deleted it. Nothing was changed.")
    return row


# Names and addresses stay


def _keep_names(journal: Journal, kept: Profile, names: set[str]) -> None:
    """What either of the two was called, and the one that stays isn't, becomes another name of it."""
    there = set(kept.aliases.values_list("text", flat=True)) | names_of(kept)
    alias_model = kept.aliases.model
    made = []
    for name in sorted(names - there):
        language = language_of(name)
        kind = kind_of_company_name(name, language) if isinstance(kept, Company) else Alias.Kind.OFFICIAL
        owner = {kept._meta.model_name: kept}
        made.append(alias_model(text=name, language=language, kind=kind, match=Alias.Match.ANY, **owner))
    journal.make(made)


def _keep_tag_name(journal: Journal, tag: Tag, lost: Tag) -> None:
    earlier = TagAlias.objects.filter(key=lost.key).first()
    if earlier is not None:
        journal.change(earlier, tag_id=tag.pk)
    else:
        journal.make([TagAlias(tag=tag, name=lost.name, key=lost.key)])


def _lead_on(journal: Journal, old_paths: list[str], path: str, redirects: type[Redirect]) -> None:
    """Old addresses lead to the page in one hop, those that led to one of the old ones too."""
    journal.take_away(redirects.objects.filter(old_path=path))
    for old in old_paths:
        if old == path:
            continue
        for earlier in redirects.objects.filter(new_path=old):
            journal.change(earlier, new_path=path)
        if earlier := redirects.objects.filter(old_path=old).first():
            journal.change(earlier, new_path=path)
        else:
            journal.make([redirects(old_path=old, new_path=path)])
