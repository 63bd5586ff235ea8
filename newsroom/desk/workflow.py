"""The one door: only these functions change a story's stage or make an edition of it.

Each step is one transaction. It begins with a conditional UPDATE on (id, version, stage), which decides who wins
when two act on the same story, on every database alike; the loser gets an exception that says what happened, and
nothing of the step remains. Admin, importers, commands and tests all come through here. Whatever changes what
readers see, or when, brings the search index along and raises the generation as its last statement.

The table of steps, with who may take them, is newsroom.desk.steps. `by` is the person who acts; None is the system,
which needs no permission but keeps to the stages.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from companies.models import Tag
from newsroom.desk import checks, outbox
from newsroom.desk.claims import StaleStory, StepForbidden, StepRefused, allow, claim, is_live, moved, settle
from newsroom.desk.claims import refusal as _refusal
from newsroom.desk.claims import was_just_taken as _was_just_taken
from newsroom.desk.editions import make_editions, take_back_waiting, take_from_readers, tell_readers
from newsroom.desk.history import event_row, find_again, keep, revision_row
from newsroom.desk.snapshot import content_of, says_the_same
from newsroom.desk.steps import STEPS, Step, objection
from newsroom.desk.tagging.marks import keep_in_step
from newsroom.desk.writing import Draft, begin_edit, create, create_many, delete, discard, finish_edit, save
from newsroom.models import (
    Article,
    ArticleTag,
    Correction,
    Edition,
    EditionTag,
    Event,
    Withdrawal,
    raise_generation,
)

# Writing is a room of its own behind this door; who comes in by the door need not know.
__all__ = [
    "Draft",
    "StaleStory",
    "StepForbidden",
    "StepRefused",
    "begin_edit",
    "create",
    "create_many",
    "delete",
    "discard",
    "finish_edit",
    "is_live",
    "save",
]


def objections(article: Article, by) -> dict[str, str]:
    """For each step why `by` cannot take it now, empty where they can: what a screen offers, and what it explains."""
    live = is_live(article)
    return {name: objection(article, step, by, is_live=live) for name, step in STEPS.items()}


def refusal(article: Article, step: str, *, by=None, seen_version: int | None = None) -> StepRefused | None:
    """Why `by`, who has `seen_version` of the story before them, cannot take `step` now; None where they can."""
    if seen_version is not None and seen_version != article.version:
        seen = copy(article)
        seen.version = seen_version
        return _refusal(seen, STEPS[step])
    sentence = objection(article, STEPS[step], by, is_live=is_live(article))
    return StepRefused(f"{sentence} Nothing was changed.") if sentence else None


def was_just_taken(article: Article, step: str, *, by, seen_version: int, comment="") -> bool:
    """Whether `by`, who had `seen_version` before them, took `step` a moment ago and it arrives once more."""
    return _was_just_taken(article, STEPS[step], by=by, seen_version=seen_version, comment=comment)


# Review


def submit(article: Article, *, by=None, comment="") -> None:
    """Ask for a review of the story as it is saved. Raises StepRefused with everything that is still missing."""

    def look(row):
        if reasons := checks.errors(checks.before_review(row)):
            raise StepRefused(f"“{row.headline}” was not submitted. " + " ".join(reasons))

    _move(article, "submit", by, comment, submitted_by=by, look=look)


def send_back(article: Article, *, reason: str, by=None) -> None:
    """Give the story back to its writer with what is to be done; an approval is void."""
    _move(article, "return", by, reason, approved_revision=None)


def approve(article: Article, *, revision: int | None = None, by=None, comment="") -> None:
    """Say that revision number `revision` may go to readers (the newest that the caller saw, if not given)."""
    revision = article.revision if revision is None else revision
    if revision != article.revision:
        raise StaleStory(
            f"“{article.headline}” was changed after revision {revision}, which you read. Nothing was approved; "
            "read the newest revision first."
        )
    _move(article, "approve", by, comment, condition=Q(revision=revision), approved_revision=revision)


def sign_off(article: Article, *, by=None, comment="") -> None:
    """Confirm, as a second person, what was published without a review."""
    _move(article, "sign_off", by, comment, needs_sign_off=False)


# To readers


def publish(article: Article, *, by=None, until=None, change="", note="", comment="") -> Edition:
    """Show the approved working copy to readers from now on, in the place of the edition they see now.

    `until` ends it by itself at that moment. `change` says what a new edition of a live story is to readers
    (Edition.Change; minor unless said), `note` what changed, in words for them.
    Raises StepRefused with every reason that stands against it.
    """
    step = STEPS["update" if is_live(article) else "publish"]
    return _issue([article], step, by=by, until=until, change=change, note=note, comment=comment)[0]


@dataclass(frozen=True, slots=True)
class Told:
    """What readers had been told of a story elsewhere: of its last update, and (kind, text, moment) corrections."""

    note: str = ""
    corrections: Sequence[tuple[str, str, datetime]] = ()


@transaction.atomic
def bring_in(
    articles: Sequence[Article], *, by=None, comment="", told: Mapping[int, Told] | None = None
) -> list[Edition]:
    """Publish stories that had been published elsewhere, all in one transaction and as many queries as one takes.

    `told`, by the ids of the stories, goes along with them.
    """
    editions = _issue(articles, STEPS["bring_in"], by=by, comment=comment)
    said = {edition: told[edition.article_id] for edition in editions if told and edition.article_id in told}
    for edition, what in said.items():
        if what.note:
            edition.note = what.note
            edition.put_seal()
            edition.save(update_fields=["note", "seal"])
    rows = [
        Correction(edition=edition, kind=kind, text=text.strip(), at=at)
        for edition, what in said.items()
        for kind, text, at in what.corrections
        # A second edition of the same story is told of it as well.
        if not Correction.objects.filter(edition__article=edition.article_id, text=text.strip(), at=at).exists()
    ]
    if rows:
        Correction.objects.bulk_create(rows)
        raise_generation()
    return editions


def bring_in_later(article: Article, *, at: datetime, by=None, comment="") -> Edition:
    """Schedule a story that was scheduled elsewhere, for the same moment, which must not have come yet."""
    return _issue(
        [article], STEPS["bring_in_later"], at=at, by=by, comment=comment, approved_revision=article.revision
    )[0]


def emergency(article: Article, *, reason: str, by=None, until=None) -> Edition:
    """Publish without a review. The story stays flagged until somebody else has signed it off."""
    flag = {"needs_sign_off": True, "emergency_by": by}
    change = Edition.Change.UPDATE if is_live(article) else ""
    return _issue([article], STEPS["emergency"], by=by, until=until, change=change, comment=reason, **flag)[0]


def correct(article: Article, *, text: str, kind=Correction.Kind.CORRECTION, by=None, until=None) -> Edition:
    """Publish the approved working copy as a correction; `text` tells readers what was wrong and is now right."""
    with transaction.atomic():
        edition = _issue(
            [article], STEPS["correct"], by=by, until=until, change=Edition.Change.CORRECTION, comment=text
        )[0]
        Correction.objects.create(edition=edition, kind=kind, text=text.strip(), at=edition.live_from)
    return edition


def schedule(article: Article, *, at: datetime, until=None, by=None, change="", note="", comment="") -> Edition:
    """Publish at the moment `at`: the edition is made now and begins then, with nothing left to run at that moment."""
    if at <= timezone.now():
        raise StepRefused("The moment to publish lies in the past. Choose a later one, or publish now.")
    step = STEPS["schedule"]
    return _issue([article], step, at=at, by=by, until=until, change=change, note=note, comment=comment)[0]


def unschedule(article: Article, *, by=None, comment="") -> None:
    """Take back an edition that has not begun; the edition that readers see meanwhile stays as if nothing had been."""
    _move(article, "unschedule", by, comment, look=take_back_waiting, scheduled_for=None)


def withdraw(article: Article, *, reason: str, gone: bool = False, by=None) -> Withdrawal:
    """Take the story from readers at once. Its address says `reason`, or answers a bare 410 where `gone` is set."""
    made = []

    def take_back(row):
        now = timezone.now()
        edition = take_from_readers(row, now)
        values = {"reason": reason.strip(), "is_gone": gone, "at": now}
        made.append(Withdrawal.objects.update_or_create(edition=edition, defaults=values)[0])
        find_again(row)
        return {"edition": edition.number, "gone": gone}

    _move(article, "withdraw", by, reason, look=take_back)
    return made[0]


@transaction.atomic
def withdraw_again(article: Article) -> bool:
    """Take from readers a published story that was withdrawn at a moment which, the clock put back, has yet to come.

    Whether there was anything to take, and nobody takes a step with the story meanwhile.
    """
    now = timezone.now()
    # Writes the version it found, which holds the row.
    if not Article.objects.filter(pk=article.pk, version=article.version).update(version=article.version):
        return False
    newest = article.editions.order_by("-number").select_related("withdrawal")[0]
    if not hasattr(newest, "withdrawal") or not take_from_readers(article, now):
        return False
    Withdrawal.objects.filter(edition=newest).update(at=now)
    tell_readers([article])
    return True


def reinstate(article: Article, *, reason: str, by=None) -> Edition:
    """Show a withdrawn story again, as it was: if it was gone entirely, its earlier versions are told of again too."""
    with transaction.atomic():
        edition = _issue([article], STEPS["reinstate"], by=by, comment=reason)[0]
        Withdrawal.objects.filter(edition__article=article, edition__number=edition.number - 1).update(is_gone=False)
    return edition


def retag(
    article: Article,
    *,
    add: Iterable[Tag] = (),
    remove: Iterable[Tag] = (),
    marks: Iterable[Tag] = (),
    by=None,
    comment="",
) -> Event | None:
    """Change what the story is about, in the working copy and for readers at once; None where nothing changes.

    No new edition, and “Updated” stays: tagging is not editing. An edition that waits for its moment is retagged too.
    `marks` are tags whose mentions were decided: those of the editions follow. That alone changes no version, so that
    nobody who is writing is told that the story has moved on.
    """
    step = STEPS["retag"]
    add, remove = list(dict.fromkeys(add)), list(remove)
    gone = {tag.pk for tag in remove}
    with transaction.atomic():
        settle(article)
        allow(article, step, by)
        now = timezone.now()
        # Writes the version it found, which holds the row: nobody makes an edition meanwhile.
        if not Article.objects.filter(pk=article.pk, version=article.version).update(version=article.version):
            raise _refusal(article, step)
        current = list(Edition.objects.filter(Q(live_until=None) | Q(live_until__gt=now), article=article))
        had = set(article.tag_items.values_list("tag_id", flat=True))
        items = EditionTag.objects.filter(content_object__in=current)
        shown = set(items.values_list("content_object", "tag"))
        new = [tag for tag in add if tag.pk not in had]
        newly_shown = [(edition, tag) for edition in current for tag in add if (edition.pk, tag.pk) not in shown]
        changes_copy = bool(new or had & gone)
        changes_shown = bool(newly_shown or any(tag in gone for _, tag in shown))
        if changes_copy or changes_shown:
            claim([article], step)
            ArticleTag.objects.filter(content_object=article, tag__in=gone).delete()
            items.filter(tag__in=gone).delete()
            ArticleTag.objects.bulk_create(ArticleTag(content_object=article, tag=tag) for tag in new)
            EditionTag.objects.bulk_create(EditionTag.of(edition, tag.pk) for edition, tag in newly_shown)
        touched = {tag.pk for tag in marks} | gone | {tag.pk for tag in add}
        changes_marks = keep_in_step(article, current, touched)
        if not (changes_copy or changes_shown or changes_marks):
            return None
        before, revision = article.revision, article.revision
        content = content_of(article)
        if not says_the_same(article.revisions.values_list("content", flat=True).first(), content):
            article.revision = revision = before + 1
            keep([revision_row(article, content, by, now)])
            # Approval was of the text; tags have their own permission, so it carries over to the new revision.
            approved = revision if article.approved_revision == before else article.approved_revision
            Article.objects.filter(pk=article.pk).update(revision=revision, approved_revision=approved)
            article.approved_revision = approved
        details = {"added": [tag.name for tag in add], "removed": [tag.name for tag in remove]}
        event = event_row(
            article,
            step.done,
            by,
            now,
            from_stage=article.stage,
            to_stage=article.stage,
            comment=comment,
            details=details,
        )
        event.save()
        if changes_shown:
            tell_readers([article])
        elif changes_marks:
            raise_generation()
    if changes_copy or changes_shown:
        article.version += 1
    return event


# How a step is taken


def _require_comment(step: Step, comment: str) -> None:
    if step.needs_comment and not comment.strip():
        raise StepRefused(f"Say why: “{step.label}” needs a reason. Nothing was changed.")


def _move(article: Article, name: str, by, comment: str, *, condition: Q | None = None, look=None, **changes) -> None:
    """Take a step that makes no edition. `look` sees the claimed row, may refuse it, and may give details to record."""
    step = STEPS[name]
    _require_comment(step, comment)
    with transaction.atomic():
        settle(article)
        allow(article, step, by)
        before, now = article.stage, timezone.now()
        claim([article], step, condition, **changes)
        row = Article.objects.select_related("section", "lead_photo").get(pk=article.pk)
        details = look(row) if look else None
        event = event_row(row, step.done, by, now, from_stage=before, comment=comment.strip(), details=details)
        event.save()
        outbox.note(name, [event])
        if name in ("unschedule", "withdraw"):
            tell_readers([article])
    moved(article, step, **changes)


def _issue(
    articles: Sequence[Article], step: Step, *, by, at=None, until=None, change="", note="", comment="", **changes
) -> list[Edition]:
    """Make the editions of `articles` that begin now, or at the moment `at`, and end the ones they replace then."""
    now = timezone.now()
    moment = at or now
    _require_comment(step, comment)
    if until and until <= moment:
        raise StepRefused("The moment to end lies before the moment to begin. Nothing was changed.")
    with transaction.atomic():
        for article in articles:
            allow(article, step, by)
        seen_as = {article.pk: article.stage for article in articles}
        changes["scheduled_for"] = at
        claim(articles, step, **changes)
        # What goes out is what stands in the database at the claimed version, not what the caller holds.
        rows = Article.objects.select_related("section", "lead_photo").in_bulk([a.pk for a in articles])
        rows = [rows[article.pk] for article in articles]
        is_archive = step.name in ("bring_in", "bring_in_later")
        for row in rows:
            if reasons := checks.errors(checks.before_publishing(row, at=moment, is_archive=is_archive)):
                raise StepRefused(f"“{row.headline}” was not {step.done}. " + " ".join(reasons))
        editions = make_editions(rows, moment, until=until, change=change, note=note)
        events = Event.objects.bulk_create(
            event_row(
                row,
                step.done,
                by,
                now,
                from_stage=seen_as[row.pk],
                comment=comment.strip(),
                details={"edition": edition.number, "live_from": edition.live_from.isoformat()},
            )
            for row, edition in zip(rows, editions, strict=True)
        )
        outbox.note(step.name, events)
        tell_readers(articles)
    for article in articles:
        moved(article, step, **changes)
    return editions
