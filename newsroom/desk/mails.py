"""Mail to colleagues whose turn it is: what it says, and who gets it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from newsroom.desk import outbox
from newsroom.desk.steps import STEPS, barred
from newsroom.models import Article, Delivery, Edition, Event, Translation

NAME, TO_TRANSLATORS = "mail", "mail to translators"
# Control characters, and those that turn the direction of writing.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_BACKEND = "django.contrib.auth.backends.ModelBackend"  # the one that knows groups


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said of an event, by its verb. `told` is the sentence, `ask` what the reader may do about it."""

    subject: str
    told: str
    ask: str


NOTICES = {
    STEPS["submit"].done: Notice(
        "Waits for a review: {headline}", "{actor} submitted it for review.", "Read it, then approve or return it:"
    ),
    STEPS["return"].done: Notice(
        "Returned to you: {headline}", "{actor} returned it, and asks:", "Open it to go on writing:"
    ),
    STEPS["approve"].done: Notice(
        "Approved: {headline}", "{actor} approved it as it stands.", "Publish or schedule it, or see where it stands:"
    ),
    STEPS["emergency"].done: Notice(
        "Published without a review: {headline}",
        "{actor} published it without a review. The reason given:",
        "Read it, and sign it off if it is right:",
    ),
    STEPS["correct"].done: Notice(
        "Corrected, and translated by you: {headline}",
        "{actor} published a correction. Readers are told:",
        "What you wrote in another language may need the same. The story, and its translations beside it:",
    ),
    STEPS["update"].done: Notice(
        "Updated, and translated by you: {headline}",
        "{actor} published an update that readers are told of.",
        "What you wrote in another language may need the same. The story, and its translations beside it:",
    ),
    STEPS["withdraw"].done: Notice(
        "Withdrawn, and translated by you: {headline}",
        "{actor} withdrew it. The reason given:",
        "What you wrote in another language is still there. The story, and its translations beside it:",
    ),
    outbox.WENT_LIVE: Notice("Live now: {headline}", "It went live at {at}, as scheduled.", "Where it stands:"),
    outbox.FAILED: Notice(
        "Went live, but not noted at the desk: {headline}",
        "Readers see it since {at}, as scheduled. The desk could not write that down:",
        "The next run of the tick tries again. If this goes on, somebody has to look into it:",
    ),
}

# Of an update that went live by the clock, which has the event of all that goes live so.
_UPDATED_BY_THE_CLOCK = Notice(
    NOTICES[STEPS["update"].done].subject,
    "Readers see an update since {at}, as scheduled. They are told:",
    NOTICES[STEPS["update"].done].ask,
)
# Beside the mail to those who may sign it off.
_UPDATED_WITHOUT_A_REVIEW = Notice(
    NOTICES[STEPS["update"].done].subject,
    "{actor} published an update without a review. The reason given:",
    NOTICES[STEPS["update"].done].ask,
)


def is_on() -> bool:
    """Without a mail server nothing is written down, so that nothing old goes out when there is one."""
    return settings.MAIL_IS_ON


# Who


def addressees(step: str, event: Event) -> Iterable[str]:
    """The addresses of those who may act on it now, without the one who did it."""
    if step == "update" and _is_minor(event):
        return []
    return [person.email.lower() for person in _people(step, event.article) if person.pk != event.actor_id]


def people_told(step: str, article: Article, *, by: int | None = None) -> list:
    """The colleagues who get a mail when the step is taken by the account of that number, which gets none."""
    people = _people(step, article)
    if step == "emergency" and Edition.objects.live().filter(article=article).exists():
        people += [person for person in _translators(article) if person not in people]
    return [person for person in people if person.pk != by]


def _people(step: str, article: Article) -> list:
    match step:
        case "submit":
            return _holders("approve", without=barred(article, STEPS["approve"]))
        case "emergency":
            return _holders("sign_off", without=barred(article, STEPS["sign_off"]))
        case "return":
            return _writers(article)
        case "approve":
            return [*_holders("publish"), *_writers(article)]
        case outbox.WENT_LIVE:
            last = article.events.filter(verb=STEPS["schedule"].done).first()
            return _colleagues(Q(pk=last.actor_id if last else None)) + _writers(article)
        case outbox.FAILED:
            return _holders("publish")
        case "correct" | "update" | "withdraw":
            return _translators(article)
    return []


def translators_told(step: str, event: Event) -> Iterable[str]:
    """The addresses of those who wrote the other languages of a story of which an update went live by the clock, or
    without a review.

    Who took the step, or is told of it anyway, gets no second mail.
    """
    if not _told_to_readers(event):
        return []
    told = set(addressees(step, event))
    others = [person for person in _translators(event.article) if person.pk != event.actor_id]
    return [address for person in others if (address := person.email.lower()) not in told]


def _told_to_readers(event: Event) -> Edition | None:
    """The edition that the clock, or a step without a review, made live; None where readers are told nothing of it."""
    editions = Edition.objects.filter(article=event.article_id)
    if event.verb == outbox.WENT_LIVE:
        editions = editions.filter(live_from=event.at)
    else:
        editions = editions.filter(number=event.details["edition"])
    return editions.exclude(change__in=[Edition.Change.FIRST, Edition.Change.MINOR]).first()


def _is_minor(event: Event) -> bool:
    """Whether the edition of the step is one that readers are told nothing of."""
    edition = Edition.objects.filter(article=event.article_id, number=event.details["edition"])
    return edition.filter(change=Edition.Change.MINOR).exists()


def _translators(article: Article) -> list:
    """Whoever wrote what the story says in other languages."""
    stories = Article.objects.filter(translation__in=Translation.objects.beside(article)).exclude(pk=article.pk)
    wrote = stories.values_list("created_by", "edited_by", "submitted_by")
    return _colleagues(Q(pk__in=set(chain.from_iterable(wrote))))


def _colleagues(who: Q) -> list:
    users = get_user_model().objects.filter(who, is_active=True, is_staff=True).exclude(email="")
    return list(users.order_by("pk"))


def _writers(article: Article) -> list:
    return _colleagues(Q(pk__in={article.created_by_id, article.edited_by_id, article.submitted_by_id}))


def _holders(step: str, *, without=()) -> list:
    """Those whose role has the step's permission; administrators only where nobody else has it."""
    holders = get_user_model().objects.with_perm(STEPS[step].permission, backend=_BACKEND, include_superusers=False)
    return _colleagues(Q(pk__in=holders.values("pk")) & ~Q(pk__in=without)) or _colleagues(
        Q(is_superuser=True) & ~Q(pk__in=without)
    )


# What


def deliver(delivery: Delivery) -> None:
    """Send it, if its reader still works here. Sent twice, it carries the same Message-ID both times."""
    _send(delivery, text)


def deliver_to_translators(delivery: Delivery) -> None:
    """As `deliver`, for those whom `translators_told` names."""
    _send(delivery, _text_for_translators)


def _send(delivery: Delivery, say: Callable[[Event], tuple[str, str]]) -> None:
    event = delivery.event
    readers = _colleagues(Q(email__iexact=delivery.target))
    if not any(reader.has_perm("newsroom.view_article") for reader in readers):
        raise outbox.NotWanted("Nobody with this address may see stories any more.")
    if event.article_id is None:
        raise outbox.NotWanted("The story was deleted.")
    subject, body = say(event)
    host = site_address().partition("://")[2].partition(":")[0] or "localhost"
    EmailMessage(
        subject,
        body,
        to=[delivery.target],
        headers={
            "Message-ID": f"<delivery-{delivery.pk}-{delivery.event_id}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    ).send()


def text(event: Event) -> tuple[str, str]:
    """Subject and text. The story itself stays at the desk: a mailbox is not the place for what is not public."""
    return _text(event, NOTICES[event.verb], event.comment)


def _text_for_translators(event: Event) -> tuple[str, str]:
    if event.verb != outbox.WENT_LIVE:
        return _text(event, _UPDATED_WITHOUT_A_REVIEW, event.comment)
    edition = _told_to_readers(event)
    return _text(event, _UPDATED_BY_THE_CLOCK, edition.note if edition else "")


def _text(event: Event, notice: Notice, comment: str) -> tuple[str, str]:
    known = {
        "headline": _one_line(event.headline),
        "actor": _one_line(event.actor_name) or "The system",
        "at": f"{timezone.localtime(event.at):%Y-%m-%d %H:%M %Z}",
    }
    address = site_address() + reverse("admin:newsroom_article_change", args=[event.article_id])
    parts = [f"“{known['headline']}”", notice.told.format(**known), _quoted(comment), f"{notice.ask}\n{address}"]
    return f"[{settings.SITE_NAME}] {notice.subject.format(**known)}", "\n\n".join(filter(None, parts)) + "\n"


def _one_line(text: str) -> str:
    """Without what would break a line of a mail, or turn the words that stand after it round."""
    return " ".join(_UNSEEN.sub("", " ".join(text.split())).split())


def _quoted(comment: str) -> str:
    """Somebody's words, marked as theirs on every line, so that no part of them passes for ours."""
    return "\n".join(f"> {_one_line(line)}".rstrip() for line in comment.strip().splitlines())


def site_address() -> str:
    """Scheme and host of the site, where no request says it."""
    if settings.SITE_URL:
        return settings.SITE_URL
    host = next((name for name in settings.ALLOWED_HOSTS if name[:1] not in {"*", ".", ""}), "localhost")
    return f"{'https' if settings.HTTPS else 'http'}://{host}"


outbox.register(
    outbox.Kind(
        NAME,
        steps=frozenset(
            {
                *("submit", "return", "approve", "emergency", "correct", "update", "withdraw"),
                *(outbox.WENT_LIVE, outbox.FAILED),
            }
        ),
        addressees=addressees,
        deliver=deliver,
        is_on=is_on,
    )
)
outbox.register(
    outbox.Kind(
        TO_TRANSLATORS,
        steps=frozenset({outbox.WENT_LIVE, "emergency"}),
        addressees=translators_told,
        deliver=deliver_to_translators,
        is_on=is_on,
    )
)
