"""Links that show one revision of an unpublished story to people without an account."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from companies.models import Photo
from newsroom.desk import paragraphs
from newsroom.desk.attachments import still_there
from newsroom.desk.history import event_row, name_of
from newsroom.desk.pictures import photos_at
from newsroom.desk.steps import stage_now
from newsroom.desk.workflow import StepRefused
from newsroom.models import Article, Revision, ShareLink, Stage

PERMISSION = "newsroom.share_article"
DAYS = (1, 3, 7, 14, 30)
USUAL_DAYS = 7


def objection(article: Article) -> str:
    """Why nobody can be given a link to the story as it stands; empty where they can."""
    stage = stage_now(article)
    if stage == Stage.PUBLISHED:
        return "Readers see the story already, or have seen it: send them its address."
    if stage == Stage.WITHDRAWN:
        return "The story was withdrawn, so it is not shown to anybody."
    return ""


@transaction.atomic
def share(article: Article, revision: Revision, *, by, days: int = USUAL_DAYS, given_to: str = "") -> tuple:
    """(the link, its token). The token is given only here."""
    if why := objection(article):
        raise StepRefused(why)
    now = timezone.now()
    link = ShareLink(
        article=article,
        revision=revision,
        given_to=given_to,
        created_by=by,
        created_by_name=name_of(by),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    token = link.new_token()
    link.save()
    _record(link, "shared by link", by, now)
    return link, token


@transaction.atomic
def revoke(link: ShareLink, *, by) -> bool:
    """End the link; False where it was revoked before."""
    now = timezone.now()
    if not ShareLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
        return False
    _record(link, "link revoked", by, now)
    return True


def follow(token: str) -> ShareLink | None:
    """The link that somebody came by, counted; None where it does not open, for whatever reason."""
    link = ShareLink.objects.usable().with_token(token).first()
    if link is not None:
        ShareLink.objects.filter(pk=link.pk).update(uses=F("uses") + 1, last_used_at=timezone.now())
    return link


def photos_of(revision: Revision) -> list[Photo]:
    """The pictures that the revision shows: the lead picture, and those in its text."""
    content = revision.content
    photos = list(photos_at(paragraphs.pictures_of(content.get("body") or "")).values())
    if lead := content.get("lead_photo_id"):
        photos += Photo.objects.filter(pk=lead)
    return list(dict.fromkeys(photos))


def documents_of(revision: Revision) -> list[dict]:
    """The documents that the revision carries and the library still has."""
    return still_there(revision.content.get("attachments") or ())[0]


def _record(link: ShareLink, verb: str, by, now) -> None:
    article = link.article
    details = {"link": link.pk, "given_to": link.given_to}
    event = event_row(article, verb, by, now, from_stage=article.stage, details=details)
    event.revision = link.revision.number
    event.save()
