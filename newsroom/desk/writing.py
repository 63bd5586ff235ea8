"""Writing: how a working copy begins, is saved, and is thrown away. Comes in through newsroom.desk.workflow.

A save that changes anything appends a revision, and voids an approval of the text before it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from companies.models import Tag
from newsroom.desk import addresses, body, checks
from newsroom.desk.claims import StepRefused, allow, claim, settle
from newsroom.desk.claims import refusal as _refusal
from newsroom.desk.history import event_row, keep, revision_row
from newsroom.desk.snapshot import CREDIT_FIELDS, content_of, differs_in_plan_alone, says_the_same
from newsroom.desk.steps import STEPS
from newsroom.models import (
    Article,
    ArticleCredit,
    ArticleTag,
    Edition,
    Event,
    Revision,
    Stage,
    Translation,
)


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
    for article in articles:
        article.stage, article.version, article.revision = Stage.DRAFT, 1, 1
        article.created_by = article.edited_by = by
        _prepare(article)
    _insert(articles, lambda: Article.objects.bulk_create(articles))
    _add_relations(drafts)
    keep(
        revision_row(draft.article, content_of(draft.article, tags=draft.tags, credits=draft.credits), by, now)
        for draft in drafts
    )
    Event.objects.bulk_create(
        event_row(article, "created", by, now, from_stage="", comment=comment) for article in articles
    )
    return articles


def create(article: Article, *, tags: Sequence[Tag] = (), credits: Sequence[ArticleCredit] = (), by=None) -> Article:
    """Begin one story."""
    return create_many([Draft(article, tags, list(credits))], by=by)[0]


@transaction.atomic
def save(article: Article, *, by=None, tags=None, credits=None, **told) -> Revision | None:
    """Save the working copy as it stands in memory; None where nothing differs from the newest revision.

    `tags` and `credits` replace the story's own where they are given, and `told` says more for the history
    (finish_edit). Raises StaleStory when the row has moved on.
    """
    begin_edit(article, by=by)
    _replace_relations(article, tags, credits)
    return finish_edit(article, by=by, **told)


def begin_edit(article: Article, *, by=None) -> None:
    """First half of a save, inside the caller's transaction: claim the row, then write its fields.

    A form saves tags and credits after this and calls `finish_edit` when all is written.
    """
    _prepare(article)
    if article.pk is None:
        article.created_by = article.edited_by = by
        _insert([article], article.save)
        return
    settle(article)
    step = STEPS["edit"]
    allow(article, step, by)
    # Writes the version it found: on every database this holds the row until the transaction ends.
    held = Article.objects.filter(pk=article.pk, version=article.version, stage__in=list(step.moves))
    if not held.update(version=article.version):
        raise _refusal(article, step)
    if not article.slug:
        article.slug = addresses.free_slugs([article.headline], article_id=article.pk)[0]
    article.save(update_fields=_EDITABLE)
    _follow_language(article)


def finish_edit(article: Article, *, by=None, verb="edited", comment="", details=None) -> Revision | None:
    """Second half of a save: where anything changed, append a revision, and an approval of the text before is void.

    A new day in the calendar is no new text: with that alone the stage, an approval and who wrote last stay.
    `verb`, `comment` and `details` say in the history what kind of change it was.
    """
    now = timezone.now()
    content = content_of(article)
    newest = article.revisions.first()
    if newest and says_the_same(newest.content, content):
        return None
    before = article.stage
    article.revision = newest.number + 1 if newest else 1
    article.version += 1 if newest else 0
    if newest and differs_in_plan_alone(newest.content, content):
        verb, details = "planned", {**(details or {}), "planned_for": content["planned_for"]}
        if article.approved_revision == newest.number:
            article.approved_revision = article.revision
    else:
        article.stage = STEPS["edit"].moves[Stage(article.stage)]
        article.approved_revision, article.edited_by = None, by
    Article.objects.filter(pk=article.pk).update(
        stage=article.stage,
        version=article.version,
        revision=article.revision,
        approved_revision=article.approved_revision,
        edited_by=article.edited_by,
        changed_at=now,
    )
    revision = revision_row(article, content, by, now)
    keep([revision])
    verb, from_stage = (verb, before) if newest else ("created", "")
    event_row(article, verb, by, now, from_stage=from_stage, comment=comment, details=details).save()
    return revision


@transaction.atomic
def delete(article: Article, *, by=None) -> None:
    """Throw a story away that was never published; the event keeps what it said.

    Raises ProtectedError for one with editions: such a story is withdrawn.
    """
    details = {"content": content_of(article)}
    event_row(article, "deleted", by, timezone.now(), from_stage=article.stage, details=details).save()
    article.delete()


_EDITABLE = [
    *(f.name for f in Article._meta.local_fields if f.attname in Article.content_fields()),
    "backdated_to",
    "backdated_update",
    "embargoed_until",
    "editor_note",
    "planned_for",
    "words",
    "source_digest",
    "source_revision",
    "changed_at",
]


def discard(article: Article, *, by=None, comment="") -> Revision:
    """Throw away the changes in progress: the working copy says again what readers see. The revisions stay."""
    step = STEPS["discard"]
    with transaction.atomic():
        allow(article, step, by)
        before, now = article.stage, timezone.now()
        edition = Edition.objects.live(now).filter(article=article).get()
        claim([article], step, revision=F("revision") + 1, approved_revision=None)
        fields = [name for name in Article.content_fields() if name != "source_url"]
        Article.objects.filter(pk=article.pk).update(
            changed_at=now, words=checks.word_count(edition), **{name: getattr(edition, name) for name in fields}
        )
        credits = [
            ArticleCredit(**{name: getattr(credit, name) for name in CREDIT_FIELDS}) for credit in edition.credits.all()
        ]
        _replace_relations(article, list(edition.tags.all()), credits)
        fresh = Article.objects.get(pk=article.pk)
        _follow_language(fresh)
        revision = revision_row(fresh, content_of(fresh), by, now)
        keep([revision])
        event_row(fresh, step.done, by, now, from_stage=before, comment=comment).save()
    article.refresh_from_db()
    return revision


def _insert(articles: Sequence[Article], write: Callable[[], object]) -> None:
    """Write stories that are new, each under an address that is free.

    Somebody who begins one of the same name at this moment may have written it first; then another is looked for.
    """
    wanted, tried = [article.slug or article.headline for article in articles], None
    while (slugs := addresses.free_slugs(wanted)) != tried:
        for article, slug in zip(articles, slugs, strict=True):
            article.pk, article.slug = None, slug
        try:
            with transaction.atomic():
                write()
            return
        except IntegrityError as error:
            tried, refused = slugs, error
    raise refused  # something else than an address is there twice


def _follow_language(article: Article) -> None:
    """A story that is written in another language now keeps its place among its translations, if that is free."""
    rows = Translation.objects.filter(article=article).exclude(language=article.language)
    if not rows:
        return
    try:
        with transaction.atomic():
            rows.update(language=article.language)
    except IntegrityError:
        raise StepRefused(
            f"Among the translations of “{article.headline}” is one in {article.get_language_display()} already. "
            "Nothing was changed; take this story out of its translations first."
        ) from None


def _prepare(article: Article) -> None:
    """What is worked out from a text when it is saved."""
    article.body = body.stored(article.body)
    article.words = checks.word_count(article)


def _replace_relations(article: Article, tags, credits) -> None:
    if tags is not None:
        article.tag_items.all().delete()
    if credits is not None:
        article.credits.all().delete()
    _add_relations([Draft(article, tags or (), credits or [])])


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
