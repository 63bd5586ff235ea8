"""The one door: only these functions change a story's stage or make an edition of it.

Each step is one transaction. It begins with a conditional UPDATE on (id, version, stage), which decides who wins
when two act on the same story, on every database alike; the loser gets an exception that says what happened, and
nothing of the step remains. Admin, importers, commands and tests all come through here. Whatever changes what
readers see, or when, raises the generation as its last statement.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from companies.models import Tag
from newsroom.desk import addresses, body, checks
from newsroom.desk.snapshot import CREDIT_FIELDS, content_of
from newsroom.models import (
    Article,
    ArticleCredit,
    ArticleTag,
    Edition,
    EditionCredit,
    EditionTag,
    Event,
    Revision,
    Stage,
    Withdrawal,
    raise_generation,
    search,
)

# The table of steps


@dataclass(frozen=True, slots=True)
class Step:
    """One way to move a story: from which stages, to which (None: it stays), by whom, and with what said."""

    name: str
    label: str
    done: str
    sources: frozenset[Stage]
    target: Stage | None
    permission: str
    comment_required: bool = False


_UNSCHEDULED = frozenset(Stage) - {Stage.SCHEDULED}
_UNPUBLISHED = _UNSCHEDULED - {Stage.PUBLISHED}

STEPS = {
    step.name: step
    for step in (
        Step("edit", "Save", "edited", _UNSCHEDULED, Stage.DRAFT, "newsroom.change_article"),
        Step("publish", "Publish", "published", _UNPUBLISHED, Stage.PUBLISHED, "newsroom.publish_article"),
        Step("schedule", "Schedule", "scheduled", _UNPUBLISHED, Stage.SCHEDULED, "newsroom.publish_article"),
        Step(
            "unschedule",
            "Unschedule",
            "unscheduled",
            frozenset({Stage.SCHEDULED}),
            Stage.APPROVED,
            "newsroom.publish_article",
        ),
        Step(
            "withdraw",
            "Withdraw",
            "withdrawn",
            _UNSCHEDULED,
            Stage.WITHDRAWN,
            "newsroom.withdraw_article",
            comment_required=True,
        ),
        Step("retag", "Change tags", "retagged", frozenset(Stage), None, "newsroom.tag_article"),
    )
}


class StepRefused(Exception):
    """The step may not be taken now. The message says why and what to do; nothing was changed."""


class StaleStory(StepRefused):
    """Somebody else was faster. The message says what they did; nothing was changed."""


def legal_steps(article: Article) -> list[Step]:
    """The steps that the story's stage allows at this moment, whoever asks."""
    stage = Stage.PUBLISHED if article.is_due else Stage(article.stage)
    return [step for step in STEPS.values() if stage in step.sources]


def refusal(article: Article, step: str, *, seen_version: int | None = None) -> StepRefused | None:
    """Why `step` cannot be taken now by somebody who has `seen_version` of the story before them; None where it can."""
    seen = copy(article)
    seen.version = article.version if seen_version is None else seen_version
    if seen.version != article.version or STEPS[step] not in legal_steps(article):
        return _refusal(seen, STEPS[step])
    return None


# Writing


@dataclass(slots=True)
class Draft:
    """A story that is not in the database yet, with its tags and credits."""

    article: Article
    tags: Sequence[Tag] = ()
    credits: Sequence[ArticleCredit] = field(default_factory=list)


@transaction.atomic
def create_many(drafts: Sequence[Draft], *, by=None, comment: str = "") -> list[Article]:
    """Begin a story for each draft, with its first revision and an event; the number of queries stays the same."""
    now = timezone.now()
    articles = [draft.article for draft in drafts]
    for article, slug in zip(
        articles, addresses.free_slugs([draft.article.slug or draft.article.headline for draft in drafts]), strict=True
    ):
        article.slug, article.stage, article.version, article.revision = slug, Stage.DRAFT, 1, 1
        article.created_by = by
    Article.objects.bulk_create(articles)
    _add_relations(drafts)
    Revision.objects.bulk_create(
        _revision(draft.article, content_of(draft.article, tags=draft.tags, credits=draft.credits), by, now)
        for draft in drafts
    )
    Event.objects.bulk_create(
        _event(article, "created", by, now, from_stage="", comment=comment) for article in articles
    )
    return articles


def create(article: Article, *, tags: Sequence[Tag] = (), credits: Sequence[ArticleCredit] = (), by=None) -> Article:
    """Begin one story."""
    return create_many([Draft(article, tags, list(credits))], by=by)[0]


@transaction.atomic
def save(article: Article, *, by=None, tags=None, credits=None) -> Revision | None:
    """Save the working copy as it stands in memory; None where nothing differs from the newest revision.

    `tags` and `credits` replace the story's own where they are given. Raises StaleStory when the row has moved on.
    """
    begin_edit(article, by=by)
    if tags is not None:
        article.tag_items.all().delete()
    if credits is not None:
        article.credits.all().delete()
    _add_relations([Draft(article, tags or (), credits or [])])
    return finish_edit(article, by=by)


def begin_edit(article: Article, *, by=None) -> None:
    """First half of a save, inside the caller's transaction: claim the row, then write its fields.

    A form saves tags and credits after this and calls `finish_edit` when all is written.
    """
    if article.pk is None:
        article.slug = addresses.free_slugs([article.slug or article.headline])[0]
        article.created_by = by
        article.save()
        return
    _settle(article)
    step = STEPS["edit"]
    # Writes the version it found: on every database this holds the row until the transaction ends.
    held = Article.objects.filter(pk=article.pk, version=article.version, stage__in=step.sources)
    if not held.update(version=article.version):
        raise _refusal(article, step)
    if not article.slug:
        article.slug = addresses.free_slugs([article.headline], article_id=article.pk)[0]
    article.save(update_fields=_EDITABLE)


def finish_edit(article: Article, *, by=None) -> Revision | None:
    """Second half of a save: where anything changed, append a revision and send the story back to draft."""
    now = timezone.now()
    content = content_of(article)
    newest = article.revisions.first()
    if newest and newest.content == content:
        return None
    before = article.stage
    article.revision = newest.number + 1 if newest else 1
    article.stage, article.version = Stage.DRAFT, article.version + (1 if newest else 0)
    Article.objects.filter(pk=article.pk).update(
        stage=article.stage, version=article.version, revision=article.revision, changed_at=now
    )
    revision = _revision(article, content, by, now)
    revision.save()
    _event(article, "edited" if newest else "created", by, now, from_stage=before if newest else "").save()
    return revision


@transaction.atomic
def delete(article: Article, *, by=None) -> None:
    """Throw a story away that was never published; the event keeps what it said.

    Raises ProtectedError for one with editions: such a story is withdrawn.
    """
    details = {"content": content_of(article)}
    _event(article, "deleted", by, timezone.now(), from_stage=article.stage, details=details).save()
    article.delete()


_EDITABLE = [
    *(f.name for f in Article._meta.local_fields if f.attname in Article.content_fields()),
    "backdated_to",
    "backdated_update",
    "embargoed_until",
    "editor_note",
    "source_digest",
    "source_revision",
    "changed_at",
]


# Steps


def publish(article: Article, *, by=None, until=None, change="", note="", comment="") -> Edition:
    """Show the working copy to readers from now on, in the place of the edition they see now.

    `until` ends it by itself at that moment. `change` says what a new edition of a live story is to readers
    (Edition.Change; minor unless said), `note` what changed, in words for them.
    Raises StepRefused with every reason that stands against it.
    """
    return publish_many([article], by=by, until=until, change=change, note=note, comment=comment)[0]


def publish_many(articles: Sequence[Article], *, by=None, until=None, change="", note="", comment="") -> list[Edition]:
    """Publish several stories in one transaction: all of them or none. The number of queries stays the same."""
    now = timezone.now()
    if until and until <= now:
        raise StepRefused("The moment to end lies in the past. Nothing was published.")
    return _issue(
        articles, STEPS["publish"], now, now=now, until=until, by=by, change=change, note=note, comment=comment
    )


def schedule(article: Article, *, at: datetime, until=None, by=None, change="", note="", comment="") -> Edition:
    """Publish at the moment `at`: the edition is made now and begins then, with nothing left to run at that moment."""
    now = timezone.now()
    if at <= now:
        raise StepRefused("The moment to publish lies in the past. Choose a later one, or publish now.")
    if until and until <= at:
        raise StepRefused("The moment to end lies before the moment to publish. Nothing was scheduled.")
    return _issue(
        [article], STEPS["schedule"], at, now=now, until=until, by=by, change=change, note=note, comment=comment
    )[0]


def unschedule(article: Article, *, by=None, comment="") -> None:
    """Take back an edition that has not begun; the edition that readers see meanwhile stays as if nothing had been."""
    now = timezone.now()
    step = STEPS["unschedule"]
    before = article.stage
    with transaction.atomic():
        if article.is_due:
            raise _refusal(article, step)
        _claim([article], step, Q(scheduled_for__gt=now), scheduled_for=None)
        for edition in article.editions.filter(live_from__gt=now):
            beginning, before_it = edition.live_from, edition.predecessor_until
            edition.delete()
            article.editions.filter(live_until=beginning).update(live_until=before_it)
        _event(article, step.done, by, now, from_stage=before, to_stage=step.target, comment=comment).save()
        search.index([article.pk])
        raise_generation()
    _moved(article, step, scheduled_for=None)


def withdraw(article: Article, *, reason: str, gone: bool = False, by=None) -> Withdrawal:
    """Take the story from readers at once. Its address says `reason`, or answers a bare 410 where `gone` is set."""
    step = STEPS["withdraw"]
    if not reason.strip():
        raise StepRefused("Give a reason: readers who come to the address are told it. Nothing was withdrawn.")
    with transaction.atomic():
        _settle(article)
        before = article.stage
        now = timezone.now()
        _claim([article], step)
        edition = Edition.objects.live(now).filter(article=article).first()
        if edition is None:
            raise StepRefused("Readers don’t see this story now, so there is nothing to withdraw.")
        edition.live_until = max(now, edition.live_from + timedelta(microseconds=1))
        edition.save(update_fields=["live_until"])
        withdrawal, _ = Withdrawal.objects.update_or_create(
            edition=edition, defaults={"reason": reason.strip(), "is_gone": gone, "at": now}
        )
        details = {"edition": edition.number, "gone": gone}
        _event(
            article, step.done, by, now, from_stage=before, to_stage=step.target, comment=reason, details=details
        ).save()
        search.index([article.pk])
        raise_generation()
    _moved(article, step)
    return withdrawal


def retag(
    article: Article, *, add: Iterable[Tag] = (), remove: Iterable[Tag] = (), by=None, comment=""
) -> Event | None:
    """Change what the story is about, in the working copy and for readers at once; None where nothing changes.

    No new edition, and “Updated” stays: tagging is not editing. An edition that waits for its moment is retagged too.
    """
    step = STEPS["retag"]
    add, remove = list(add), list(remove)
    with transaction.atomic():
        _settle(article)
        now = timezone.now()
        _claim([article], step)
        current = list(Edition.objects.filter(Q(live_until=None) | Q(live_until__gt=now), article=article))
        had = set(article.tag_items.values_list("tag_id", flat=True))
        shown = set(EditionTag.objects.filter(content_object__in=current).values_list("content_object", "tag"))
        gone = [tag.pk for tag in remove]
        ArticleTag.objects.filter(content_object=article, tag__in=gone).delete()
        EditionTag.objects.filter(content_object__in=current, tag__in=gone).delete()
        ArticleTag.objects.bulk_create(ArticleTag(content_object=article, tag=tag) for tag in add if tag.pk not in had)
        EditionTag.objects.bulk_create(
            EditionTag(content_object=edition, tag=tag, first_published_at=edition.first_published_at)
            for edition in current
            for tag in add
            if (edition.pk, tag.pk) not in shown
        )
        before, revision = article.revision, article.revision
        content = content_of(article)
        changed_copy = content != article.revisions.values_list("content", flat=True).first()
        now_shown = set(EditionTag.objects.filter(content_object__in=current).values_list("content_object", "tag"))
        if not changed_copy and now_shown == shown:
            transaction.set_rollback(True)
            return None
        if changed_copy:
            article.revision = revision = before + 1
            _revision(article, content, by, now).save()
            # Approval was of the text; tags have their own permission, so it carries over to the new revision.
            approved = revision if article.approved_revision == before else article.approved_revision
            Article.objects.filter(pk=article.pk).update(revision=revision, approved_revision=approved)
            article.approved_revision = approved
        details = {"added": [tag.name for tag in add], "removed": [tag.name for tag in remove]}
        event = _event(
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
        if now_shown != shown:
            search.index([article.pk])
            raise_generation()
    article.version += 1
    return event


# How a step is taken


def _claim(articles: Sequence[Article], step: Step, condition: Q = Q(), **changes) -> None:  # noqa: B008  Q is immutable
    """Move the rows from the stage and version that the caller saw, or raise for the first that has moved on."""
    if step.target is not None:
        changes["stage"] = step.target
    groups: dict[tuple, list[Article]] = {}
    for article in articles:
        if Stage(article.stage) not in step.sources:
            raise _refusal(article, step)
        groups.setdefault((article.version, article.stage), []).append(article)
    for (version, stage), group in groups.items():
        rows = Article.objects.filter(condition, pk__in=[a.pk for a in group], version=version, stage=stage)
        if rows.update(version=version + 1, **changes) != len(group):
            fresh = dict(Article.objects.filter(pk__in=[a.pk for a in group]).values_list("pk", "version"))
            lost = [a for a in group if len(group) == 1 or fresh.get(a.pk) not in (version, version + 1)] or group
            raise _refusal(lost[0], step)


def _moved(article: Article, step: Step, **changes) -> None:
    article.version += 1
    if step.target is not None:
        article.stage = step.target
    for name, value in changes.items():
        setattr(article, name, value)


def _settle(article: Article) -> None:
    """Write down that a scheduled story went live when its moment came; the clock had already shown it to readers."""
    if not article.is_due:
        return
    went_live = article.scheduled_for
    rows = Article.objects.filter(pk=article.pk, version=article.version, stage=Stage.SCHEDULED)
    if not rows.update(stage=Stage.PUBLISHED, scheduled_for=None, version=article.version + 1):
        raise _refusal(article, None)
    _event(article, "went_live", None, went_live, from_stage=Stage.SCHEDULED, to_stage=Stage.PUBLISHED).save()
    article.stage, article.scheduled_for, article.version = Stage.PUBLISHED, None, article.version + 1


def _refusal(article: Article, step: Step | None) -> StepRefused:
    """Why the row could not be claimed, in words for the person who tried."""
    fresh = Article.objects.filter(pk=article.pk).first()
    if fresh is None:
        return StaleStory(f"“{article.headline}” was deleted meanwhile.")
    if fresh.version != article.version:
        last = fresh.events.first()
        who = (last and last.actor_name) or "somebody"
        when = f" at {timezone.localtime(last.at):%H:%M}" if last else ""
        verb = last.verb.replace("_", " ") if last else "changed"
        return StaleStory(
            f"“{fresh.headline}” has moved on since you opened it: {verb} by {who}{when}. "
            "Nothing was changed by you now; open the story again to see how it stands."
        )
    stage = Stage.PUBLISHED if fresh.is_due else Stage(fresh.stage)
    label = step.label.lower() if step else "change"
    if stage == Stage.SCHEDULED:
        return StepRefused(
            f"“{fresh.headline}” is scheduled for {timezone.localtime(fresh.scheduled_for):%Y-%m-%d %H:%M %Z}. "
            f"Unschedule it first to {label} it."
        )
    return StepRefused(f"You can’t {label} “{fresh.headline}” while it is {stage.label}. Nothing was changed.")


def _issue(articles, step: Step, moment: datetime, *, now, until, by, change, note, comment) -> list[Edition]:
    """Make the editions of `articles` that begin at `moment`, and end the ones they replace at that moment."""
    with transaction.atomic():
        for article in articles:
            _settle(article)
        seen_as = {article.pk: article.stage for article in articles}
        scheduled_for = moment if step.target == Stage.SCHEDULED else None
        _claim(articles, step, scheduled_for=scheduled_for)
        # What goes out is what stands in the database at the claimed version, not what the caller holds.
        rows = Article.objects.select_related("section", "lead_photo").in_bulk([a.pk for a in articles])
        rows = [rows[article.pk] for article in articles]
        for row in rows:
            if reasons := checks.errors(checks.before_publishing(row, at=moment)):
                raise StepRefused(f"“{row.headline}” was not {step.done}. " + " ".join(reasons))
        editions = _make_editions(rows, moment, until=until, change=change, note=note)
        Event.objects.bulk_create(
            _event(
                row,
                step.done,
                by,
                now,
                from_stage=seen_as[row.pk],
                to_stage=step.target,
                comment=comment,
                details={"edition": edition.number, "live_from": edition.live_from.isoformat()},
            )
            for row, edition in zip(rows, editions, strict=True)
        )
        search.index([article.pk for article in articles])
        raise_generation()
    for article in articles:
        _moved(article, step, scheduled_for=scheduled_for)
    return editions


def _make_editions(rows: list[Article], moment: datetime, *, until, change, note) -> list[Edition]:
    ids = [row.pk for row in rows]
    ending, earlier = _end_predecessors(ids, moment)
    numbers = dict(Edition.objects.filter(article__in=ids).values_list("article").annotate(last=Max("number")))
    editions = []
    for row in rows:
        previous = earlier.get(row.pk)
        first = previous.first_published_at if previous else row.backdated_to or moment
        # Two publications within the clock's grain: the second begins a microsecond later.
        begins = max(moment, previous.live_from + timedelta(microseconds=2)) if previous else moment
        kind = (change or Edition.Change.MINOR) if previous else Edition.Change.FIRST
        editions.append(
            Edition(
                **{name: getattr(row, name) for name in Article.content_fields()},
                article=row,
                number=numbers.get(row.pk, 0) + 1,
                live_from=begins,
                live_until=until,
                predecessor_until=ending.get(row.pk),
                first_published_at=first,
                updated_at=_updated_at(row, previous, kind, first, begins),
                change=kind,
                note=note,
                body_html=body.to_html(row.body),
                source_id=row.source_id,
            )
        )
    _link_related(editions)
    Edition.objects.bulk_create(editions)
    by_article = {edition.article_id: edition for edition in editions}
    EditionTag.objects.bulk_create(
        EditionTag(content_object=edition, tag_id=tag_id, first_published_at=edition.first_published_at)
        for article_id, tag_id in ArticleTag.objects.filter(content_object__in=ids)
        .order_by("pk")
        .values_list("content_object", "tag")
        if (edition := by_article[article_id])
    )
    EditionCredit.objects.bulk_create(
        EditionCredit(edition=by_article[credit.article_id], **{name: getattr(credit, name) for name in CREDIT_FIELDS})
        for credit in ArticleCredit.objects.filter(article__in=ids)
    )
    return editions


def _end_predecessors(ids: list[int], moment: datetime) -> tuple[dict, dict]:
    """End the editions that are live at `moment`; gives what each had as its end, and each story's last edition."""
    earlier = {}
    for edition in (
        Edition.objects.filter(article__in=ids, live_from__lte=moment).defer("body", "body_html").order_by("number")
    ):
        earlier[edition.article_id] = edition
    ending = {}
    for article_id, edition in earlier.items():
        if edition.live_until is None or edition.live_until > moment:
            ending[article_id] = edition.live_until
            end = max(moment, edition.live_from + timedelta(microseconds=1))
            Edition.objects.filter(pk=edition.pk).update(live_until=end)
    return ending, earlier


def _updated_at(row: Article, previous: Edition | None, kind: str, first: datetime, begins: datetime) -> datetime:
    """The last change that a reader would notice: moved by updates and corrections, never by a minor change."""
    if previous is None:
        return max(first, row.backdated_update) if row.backdated_update else first
    return previous.updated_at if kind == Edition.Change.MINOR else begins


def _link_related(editions: list[Edition]) -> None:
    """Let related-story lines lead to the stories they name, those published with them included."""
    named = {headline for edition in editions for headline in body.related_headlines(edition.body_html)}
    if not named:
        return
    known = Edition.objects.live().filter(headline__in=named).defer("body", "body_html")
    paths = {edition.headline: edition.get_absolute_url() for edition in [*known, *editions]}
    for edition in editions:
        edition.body_html = body.link_related(edition.body_html, paths)


def _add_relations(drafts: Sequence[Draft]) -> None:
    ArticleTag.objects.bulk_create(
        ArticleTag(content_object=draft.article, tag=tag) for draft in drafts for tag in dict.fromkeys(draft.tags)
    )
    credits = []
    for draft in drafts:
        for order, credit in enumerate(draft.credits):
            credit.article, credit.order = draft.article, order
            credits.append(credit)
    ArticleCredit.objects.bulk_create(credits)


def name_of(user) -> str:
    """How a person stands in the history, so that it can be read when the account is gone."""
    return (user.get_full_name() or user.get_username()) if user else ""


def _revision(article: Article, content: dict, by, at) -> Revision:
    return Revision(
        article=article, number=article.revision, author=by, author_name=name_of(by), at=at, content=content
    )


def _event(article, verb, by, at, *, from_stage, to_stage="", comment="", details=None) -> Event:
    return Event(
        article=article,
        headline=article.headline,
        actor=by,
        actor_name=name_of(by),
        verb=verb,
        revision=article.revision or None,
        from_stage=from_stage,
        to_stage=to_stage or article.stage,
        comment=comment,
        details=details or {},
        at=at,
    )
