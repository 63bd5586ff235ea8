"""An old revision said again: as a new revision, through the one door, naming what is not there any more."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from companies.models import Photo, Tag
from newsroom.desk import addresses, attachments, paragraphs, workflow
from newsroom.desk.pictures import photos_at
from newsroom.desk.snapshot import CREDIT_FIELDS
from newsroom.models import Article, ArticleCredit, MergeRecord, Revision, Section
from people.models import Person

# Not what the story says: an embargo must not end, and a colleague's note or plan not vanish, because an old text comes
# back.
STAYS = {"embargoed_until": "embargo", "planned_for": "planned day", "editor_note": "note for colleagues"}


@dataclass(slots=True)
class Recalled:
    """What a revision said, as far as it can be had again, and what of it can't."""

    fields: dict
    tags: list[Tag]
    credits: list[ArticleCredit]
    lost: list[str] = field(default_factory=list)


def recall(article: Article, content: dict) -> Recalled:
    """Read a revision's content beside what is in the database now; the article itself is not touched."""
    lost: list[str] = []
    return Recalled(
        fields=_fields(article, content, lost),
        tags=_tags(content.get("tags", ()), lost),
        credits=_credits(content.get("credits", ()), lost),
        lost=lost,
    )


@transaction.atomic
def restore(article: Article, revision: Revision, *, by=None, comment="") -> tuple[Revision | None, list[str]]:
    """Make a new revision that says what `revision` said; None for it where the story says that already.

    The second value names what could not be restored, and stands in the history as well. Raises StaleStory when the
    story has moved on from the version that `article` carries.
    """
    recalled = recall(article, revision.content)
    for name, value in recalled.fields.items():
        setattr(article, name, value)
    made = workflow.save(
        article,
        by=by,
        tags=recalled.tags,
        credits=recalled.credits,
        verb="restored",
        comment=comment,
        details={"restored": revision.number, "lost": recalled.lost},
    )
    return made, recalled.lost


def _fields(article: Article, content: dict, lost: list[str]) -> dict:
    fields = {}
    for name, value in content.items():
        if name in {"tags", "credits", *STAYS}:
            continue
        column = next((each for each in Article._meta.concrete_fields if name in (each.attname, each.name)), None)
        if column is None:
            lost.append(f"“{name.replace('_', ' ')}”, which stories had when this was saved and have no more")
        elif column.choices and value not in dict(column.flatchoices):
            lost.append(f"the {column.verbose_name} “{value}”, which is no longer one that can be chosen")
        else:
            moment = isinstance(value, str) and column.get_internal_type() == "DateTimeField"
            fields[name] = datetime.fromisoformat(value) if moment else value
    _only_existing(fields, "section_id", Section, "the section, which was deleted", lost)
    _only_existing(fields, "lead_photo_id", Photo, "the lead picture, which was deleted", lost)
    fields["attachments"], gone = attachments.still_there(fields.get("attachments") or [])
    lost += [f"the attachment “{title}”, which was deleted" for title in gone]
    slug = fields.get("slug")
    if slug and slug != article.slug and addresses.free_slugs([slug], article_id=article.pk) != [slug]:
        del fields["slug"]
        lost.append(f"the address “{slug}”, which is another story’s, or was; it stays “{article.slug}”")
    if shown := paragraphs.pictures_of(fields.get("body", "")):
        known = photos_at(shown)
        lost += [f"the picture {address} in the text, which was deleted" for address in shown if address not in known]
    return fields


def _only_existing(fields: dict, name: str, model, sentence: str, lost: list[str]) -> None:
    if fields.get(name) and not model.objects.filter(pk=fields[name]).exists():
        fields[name] = None
        lost.append(sentence)


def _tags(kept, lost: list[str]) -> list[Tag]:
    heirs = MergeRecord.objects.heirs("tag", [tag["id"] for tag in kept])
    by_id = Tag.objects.in_bulk([heirs.get(tag["id"], tag["id"]) for tag in kept])
    found = []
    for tag in kept:
        # Meant is what it was merged into, or a tag that was made anew under the same name.
        again = by_id.get(heirs.get(tag["id"], tag["id"])) or Tag.objects.named(tag["name"])
        if again is None:
            lost.append(f"the tag “{tag['name']}”, which was deleted")
        else:
            found.append(again)
    return list(dict.fromkeys(found))


def _credits(kept, lost: list[str]) -> list[ArticleCredit]:
    credited = [values["person_id"] for values in kept if values["person_id"]]
    heirs = MergeRecord.objects.heirs("person", credited)
    people = set(Person.objects.filter(pk__in=[*credited, *heirs.values()]).values_list("pk", flat=True))
    credits = []
    for values in kept:
        credit = ArticleCredit(**{name: values[name] for name in CREDIT_FIELDS if name in values})
        credit.person_id = heirs.get(credit.person_id, credit.person_id)
        if credit.person_id and credit.person_id not in people:
            credit.person_id = None
            lost.append(f"the profile of “{credit.name}”, which was deleted; the printed name comes back")
        credits.append(credit)
    return credits
