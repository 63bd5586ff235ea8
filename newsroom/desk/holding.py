"""What a restored site holds back, until a person has looked.

A backup is older than the moment at which it is restored. A story that was scheduled when it was made may have been
corrected, taken back or published since, and nobody remembers: restored as it was, it would go live by itself. So a
restore takes back every edition that had not begun when the backup was made. The story is approved again, as after
unscheduling, and stands on a list with the moment it had. Mail is held as well: most of what waited then has been
sent by the site that is gone. And links to drafts end: who was given one may have been shut out since.

Before anybody is let in, so nothing of this races with the steps of people.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from newsroom.desk.claims import StepRefused, claim
from newsroom.desk.editions import take_back_waiting, tell_readers
from newsroom.desk.history import event_row
from newsroom.desk.sharing import revoke
from newsroom.desk.steps import STEPS
from newsroom.models import Article, Delivery, Event, ShareLink, Stage, Vital

VERB = "held"


def hold(as_of: datetime) -> list[Article]:
    """Hold back what had not begun at the moment `as_of`, and all mail, and end links to drafts; gives the stories, the
    first to begin first.

    Can be called again after it was killed: what is held already stays so.
    """
    if not Vital.objects.read(Vital.HOLD).at:
        Vital.objects.note(Vital.HOLD, as_of=as_of.isoformat())
    for link in ShareLink.objects.filter(revoked_at=None):
        revoke(link, by=None)
    waiting = Article.objects.filter(stage=Stage.SCHEDULED, scheduled_for__gt=as_of).order_by("scheduled_for", "pk")
    return [article for article in list(waiting) if _take_back(article)]


@transaction.atomic
def _take_back(article: Article) -> bool:
    moment = article.scheduled_for
    try:
        claim([article], STEPS["unschedule"], scheduled_for=None)
    except StepRefused:
        return False
    row = Article.objects.get(pk=article.pk)
    take_back_waiting(row)
    comment = f"It was scheduled for {timezone.localtime(moment):%Y-%m-%d %H:%M %Z} when the backup was made."
    details = {"was_for": moment.isoformat()}
    event_row(row, VERB, None, timezone.now(), from_stage=Stage.SCHEDULED, comment=comment, details=details).save()
    tell_readers([row])
    return True


def held() -> list[tuple[Article, datetime]]:
    """The stories that are held back since the restore and that nobody has touched since, with the moment they had."""
    since = Vital.objects.read(Vital.HOLD).at
    if not since:
        return []
    events = Event.objects.filter(verb=VERB, at__gte=since).select_related("article").order_by("pk")
    return [
        (event.article, datetime.fromisoformat(event.details["was_for"]))
        for event in events
        if event.article and event.article.stage == Stage.APPROVED and event.article.events.first() == event
    ]


@transaction.atomic
def release(*, with_mail: bool) -> tuple[int, int]:
    """Let mail go out again; what waited when the backup was made is dropped unless `with_mail` is set.

    Gives how many deliveries go out now, and how many were dropped. Stories that are held stay with people: each is
    scheduled again by whoever knows whether that is still meant.
    """
    since = Vital.objects.read(Vital.HOLD).at
    old = Delivery.objects.filter(next_at__isnull=False, made_at__lt=since) if since else Delivery.objects.none()
    dropped = 0 if with_mail else old.update(next_at=None, error="Not sent: it waited when the backup was made.")
    Vital.objects.filter(name=Vital.HOLD).delete()
    return Delivery.objects.filter(next_at__isnull=False).count(), dropped
