"""Make one two again: the journal of a merge, backwards."""

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from companies.models import Company, Tag
from newsroom.desk.history import name_of
from newsroom.desk.merging import journal, stories
from newsroom.desk.merging.merge import MergeRefused, after, require_permission
from newsroom.models import MergeRecord
from people.models import Person


def standing_against(record: MergeRecord) -> str:
    """Why the merge can't be undone now, in a sentence; empty where it can."""
    if record.undone_at:
        return f"That was undone already, by {record.undone_by_name or 'the system'}."
    later = MergeRecord.objects.filter(pk__gt=record.pk, undone_at=None)
    into = later.filter(kept_tag=record.kept_tag) | later.filter(gone_tag=record.kept_tag)
    if newest := into.order_by("-pk").first():
        return f"“{newest.gone_name}” was merged into “{newest.kept_name}” after that. Undo the later merge first."
    if not Tag.objects.filter(pk=record.kept_tag).exists():
        return f"“{record.kept_name}” was deleted since."
    for entry in record.rows:
        model = apps.get_model(entry["model"])
        if entry["do"] == "take away" and model in (Company, Person, Tag):
            for row in entry["rows"]:
                for field in model._meta.concrete_fields:
                    value = row[field.attname]
                    if field.unique and value is not None and not _free(record, model, field, value):
                        return (
                            f"Another {model._meta.verbose_name} has its {field.verbose_name} “{value}” by now. "
                            "Change that one first."
                        )
    return ""


def _free(record: MergeRecord, model, field, value) -> bool:
    """Whether the value can be had again: nobody has it, or only who got it by the merge and will give it back."""
    holder = model._base_manager.filter(**{field.attname: value}).first()
    if holder is None:
        return True
    return any(
        entry["do"] == "change"
        and entry["model"] == model._meta.label
        and entry["pk"] == holder.pk
        and entry["after"].get(field.attname) == value
        for entry in record.rows
    )


@transaction.atomic
def undo(record: MergeRecord, *, by=None) -> list[str]:
    """Bring back what was merged. Gives sentences on what had changed since and stays as it is."""
    require_permission(by)
    record = MergeRecord.objects.select_for_update().get(pk=record.pk)
    if why := standing_against(record):
        raise MergeRefused(f"{why} Nothing was changed.")
    now = timezone.now()
    tag = Tag.objects.get(pk=record.kept_tag)
    touched = stories.tagged(tag)
    said = journal.take_back(record.rows)
    back = Tag.objects.with_profiles().get(pk=record.gone_tag)
    tag = Tag.objects.with_profiles().get(pk=record.kept_tag)
    concerned = sorted(set(touched) & set(stories.tagged(back)))
    stories.follow(concerned, gone=back, kept=tag)
    record.undone_at, record.undone_by_name = now, name_of(by)
    record.save(update_fields=["undone_at", "undone_by_name"])
    stories.tell(concerned, by=by, at=now, added=[back.name], removed=[], verb="undid a merge of tags", merge=record)
    after(record, *[each.profile or each for each in (tag, back)], concerned)
    return said
