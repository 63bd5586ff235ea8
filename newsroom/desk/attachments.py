"""Which documents of the library a story carries: what it keeps of each, and what of that is still there."""

from collections.abc import Iterable, Sequence

from django.db.models import TextField
from django.db.models.functions import Cast

from newsroom.models import Article, Attachment, Edition, EditionAttachment


def of_library(ids: Sequence[int]) -> list[dict]:
    """What a story keeps of these documents, in this order; those that are not in the library are left out."""
    found = Attachment.objects.in_bulk(list(ids)) if ids else {}
    return [found[pk].as_carried for pk in dict.fromkeys(ids) if pk in found]


def still_there(carried: Iterable[dict]) -> tuple[list[dict], list[str]]:
    """(those that are in the library, the titles of those that were deleted)."""
    if not (carried := list(carried)):
        return [], []
    there = set(Attachment.objects.filter(pk__in=[each["id"] for each in carried]).values_list("pk", flat=True))
    kept = [each for each in carried if each["id"] in there]
    return kept, [each["title"] for each in carried if each["id"] not in there]


def of_editions(editions: Iterable[Edition]) -> None:
    """Write down for the gate which documents these new editions carry."""
    EditionAttachment.objects.bulk_create(
        EditionAttachment(edition=edition, attachment_id=each["id"])
        for edition in editions
        for each in edition.attachments
    )


def carriers(attachment: Attachment) -> list[Article | Edition]:
    """The working copies and editions that carry the document. Reads through all stories, as deleting is rare."""
    text = Cast("attachments", TextField())
    stories = Article.objects.annotate(carried=text).filter(carried__contains=f'"{attachment.file.name}"')
    return [*stories, *Edition.objects.filter(attachment_items__attachment=attachment).defer("body", "body_html")]
