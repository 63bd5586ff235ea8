"""Stories that say the same in several languages: who may relate them, how one begins, and what the others did since.

A relation is no text: it makes no edition, moves no “Updated”, and holds for readers at once, as far as they see the
stories. Each of them goes its own way through the desk; none is changed by what becomes of another.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from newsroom.desk import workflow
from newsroom.desk.history import event_row
from newsroom.desk.snapshot import CREDIT_FIELDS
from newsroom.desk.steps import STEPS, owns
from newsroom.desk.workflow import StaleStory, StepForbidden, StepRefused
from newsroom.models import Article, ArticleCredit, Content, Edition, Stage, Translation, Withdrawal, raise_generation

RELATED, TAKEN_OUT = "related as a translation", "no translation any more"  # verbs of events
TOLD = (Edition.Change.UPDATE, Edition.Change.CORRECTION)  # changes that readers are told of
# What a translation begins with, beside tags and credits. Its address, and what machines did, are its own.
_TAKEN_OVER = (
    *("headline", "standfirst", "body", "kind", "section_id", "dateline", "lead_photo_id", "lead_caption"),
    *("attachments", "contact", "names_unlinked", "embargoed_until", "planned_for"),
)
_IN_ADDRESSES = {"zh-Hans": "zh"}  # as a reader would write it


def objection(article: Article, by) -> str:
    """Why `by` can't say what the story is a translation of, in a sentence; empty where they can."""
    if by is None:
        return ""
    if not by.has_perm(STEPS["edit"].permission):
        return "Your role doesn’t let you say what a story is a translation of."
    if not owns(article, by) and not by.has_perm(STEPS["approve"].permission):
        return "It is somebody else’s story: ask whoever writes it, or an editor."
    if _is_readers(article) and not by.has_perm(STEPS["publish"].permission):
        return (
            "Readers see this story or are about to, so its page and those of its translations would change at once. "
            "Ask somebody who may publish."
        )
    return ""


def free_languages(article: Article) -> list[tuple[str, str]]:
    """(code, name) of the languages in which nobody has begun to write the story."""
    taken = {article.language, *Translation.objects.beside(article).values_list("language", flat=True)}
    return [(code, name) for code, name in Content.Language.choices if code not in taken]


@transaction.atomic
def relate(article: Article, to: Article, *, by=None) -> None:
    """Say that `article` is a translation of `to`, and so of whatever `to` is one of.

    Raises StepRefused with what stands against it and what to do; `to` itself stays as it is.
    """
    if why := objection(article, by):
        raise StepForbidden(f"{why} Nothing was changed.")
    if article.pk == to.pk:
        raise StepRefused("A story can’t be a translation of itself. Choose the story that it was translated from.")
    if article.language == to.language:
        raise StepRefused(
            f"“{to.headline}” is in {to.get_language_display()} as well, and a translation is in another language. "
            "Choose another story, or set the language of this one first."
        )
    mine, theirs = (list(Translation.objects.beside(each).select_related("article")) for each in (article, to))
    if any(row.article_id == to.pk for row in mine):
        raise StepRefused(f"“{to.headline}” is related to this story already. Nothing was changed.")
    if others := [row.article for row in mine if row.article_id != article.pk]:
        raise StepRefused(
            f"This story has a translation already: “{others[0].headline}”. Take this story out of that relation "
            f"first, or say on “{to.headline}” that it is a translation of this one."
        )
    if same := next((row.article for row in theirs if row.language == article.language), None):
        raise StepRefused(
            f"“{to.headline}” is there in {article.get_language_display()} already: “{same.headline}”. Take that one "
            "out of the relation first, or go on with it instead of this one."
        )
    try:
        with transaction.atomic():
            _join(article, to, group=theirs[0].group if len(theirs) > 1 else None)
    except IntegrityError:
        raise StaleStory(
            "Somebody else related one of these stories to another at this moment. Nothing was changed by you now; "
            "look at the page again."
        ) from None
    _note(article, RELATED, f"“{to.headline}” ({to.get_language_display()})", by)


@transaction.atomic
def take_out(article: Article, *, by=None) -> bool:
    """Let the story be no translation any more; those it was related to stay so among themselves.

    False where it was related to none.
    """
    if why := objection(article, by):
        raise StepForbidden(f"{why} Nothing was changed.")
    others = Translation.objects.beside(article).exclude(article=article).select_related("article")
    names = ", ".join(f"“{row.article.headline}”" for row in others)
    Translation.objects.filter(article=article).delete()
    if names:
        _note(article, TAKEN_OUT, names, by)
    return bool(names)


@transaction.atomic
def start(source: Article, language: str, *, by) -> Article:
    """Begin the story in another language, as a draft that says what `source` says now until somebody translates it."""
    name = dict(Content.Language.choices)[language]
    if language not in dict(free_languages(source)):
        there = Translation.objects.beside(source).filter(language=language).select_related("article").first()
        which = f": “{there.article.headline}”. Go on with that one." if there else "."
        raise StepRefused(f"The story is there in {name} already{which} Nothing was begun.")
    article = Article(language=language, **{field: getattr(source, field) for field in _TAKEN_OVER})
    if article.embargoed_until and article.embargoed_until <= timezone.now():
        article.embargoed_until = None
    article.slug = f"{source.slug[:100]}-{_IN_ADDRESSES.get(language, language.lower())}"
    credits = [
        ArticleCredit(**{field: getattr(credit, field) for field in CREDIT_FIELDS}) for credit in source.credits.all()
    ]
    workflow.create(article, tags=list(source.tags.all()), credits=credits, by=by)
    relate(article, source, by=by)
    return article


def bring_in(article: Article, to: Article) -> str:
    """As `relate`, for what an import tells of two stories; gives what stands against it, empty where nothing does."""
    if Translation.objects.beside(article).filter(article=to).exists():
        return ""
    try:
        relate(article, to)
    except StepRefused as why:
        return str(why)
    return ""


def _join(article: Article, to: Article, *, group) -> None:
    if group is None:  # whoever is alone in a group has lost the others: they were taken out, or deleted
        group = uuid.uuid4()
        values = {"group": group, "language": to.language, "is_original": True}
        Translation.objects.update_or_create(article=to, defaults=values)
    values = {"group": group, "language": article.language, "is_original": False}
    Translation.objects.update_or_create(article=article, defaults=values)


def _note(article: Article, verb: str, comment: str, by) -> None:
    event_row(article, verb, by, timezone.now(), from_stage=article.stage, comment=comment).save()
    if _is_readers(article):
        raise_generation()


def _is_readers(article: Article) -> bool:
    """Whether readers see the story, or will without anything more being done."""
    return Edition.objects.filter(Q(live_until=None) | Q(live_until__gt=timezone.now()), article=article).exists()


# What the desk sees of the others


@dataclass(frozen=True, slots=True)
class Other:
    """A story that says the same in another language."""

    article: Article
    language: str
    is_original: bool
    is_live: bool
    # What readers were told of it after this one last went to them, or was begun, which this one may need as well.
    since: str = ""  # last published, begun
    changed_at: datetime | None = None
    what: str = ""  # corrected, updated, withdrawn
    told: str = ""  # readers, in these words


def others(article: Article) -> list[Other]:
    """The stories to which `article` is related, the original first; one query where there are none."""
    rows = Translation.objects.beside(article).exclude(article=article).select_related("article")
    rows = list(rows.defer("article__body").order_by("-is_original", "language"))
    if not rows:
        return []
    now, ids = timezone.now(), [row.article_id for row in rows]
    last = Edition.objects.seen(now).filter(article=article).order_by("-number").values_list("live_from", flat=True)
    published = last.first()
    since = published or article.created_at
    live = set(Edition.objects.live(now).filter(article__in=ids).values_list("article", flat=True))
    changes = _changes(ids, live, since, now)
    return [
        Other(
            row.article,
            row.article.get_language_display(),
            row.is_original,
            row.article_id in live,
            "last published" if published else "begun",
            *changes.get(row.article_id, ()),
        )
        for row in rows
    ]


def _changes(ids: list[int], live: set[int], since: datetime, now: datetime) -> dict[int, tuple[datetime, str, str]]:
    """The last thing that readers were told of each of these stories after the moment."""
    editions = _told(now).filter(article__in=ids, live_from__gt=since)
    found: dict[int, tuple[datetime, str, str]] = {}
    rows = editions.order_by("live_from").annotate(text=F("corrections__text"))
    for story, at, change, note, text in rows.values_list("article", "live_from", "change", "note", "text"):
        found[story] = (at, "corrected" if change == Edition.Change.CORRECTION else "updated", text or note)
    taken_back = Withdrawal.objects.filter(edition__article__in=set(ids) - live)
    for story, at, reason in taken_back.filter(at__gt=since).values_list("edition__article", "at", "reason"):
        found[story] = (at, "withdrawn", reason)
    return found


def behind(stories: QuerySet, *, told_after: datetime | None = None) -> QuerySet:
    """Those of the stories of whose other languages `others` has a change to tell.

    Withdrawn ones are left out: nobody brings them up to date. With `told_after` only stories count of which a language
    changed after that moment, which an index finds; without, all are looked at that were ever translated.
    """
    now = timezone.now()
    told, taken_back = (
        _told(now),
        Withdrawal.objects.exclude(Exists(Edition.objects.live(now).filter(article=OuterRef("edition__article")))),
    )
    last = Edition.objects.seen(now).filter(article=OuterRef("article")).order_by("-number")
    rows = Translation.objects.exclude(article__stage=Stage.WITHDRAWN)
    if told_after:
        changed = told.filter(live_from__gt=told_after).values("article__translation__group")
        taken = taken_back.filter(at__gt=told_after).values("edition__article__translation__group")
        rows = rows.filter(Q(group__in=changed) | Q(group__in=taken))
    rows = rows.annotate(since=Coalesce(Subquery(last.values("live_from")[:1]), F("article__created_at")))
    # A story's own last change is never after its own last publication.
    changed = told.filter(article__translation__group=OuterRef("group"), live_from__gt=OuterRef("since"))
    taken = taken_back.filter(edition__article__translation__group=OuterRef("group"), at__gt=OuterRef("since"))
    taken = taken.exclude(edition__article=OuterRef("article"))
    return stories.filter(pk__in=rows.filter(Exists(changed) | Exists(taken)).values("article"))


def last_told() -> Subquery:
    """For a query on stories: when readers were last told of a change in any language of each."""
    told = _told(timezone.now()).filter(article__translation__group=OuterRef("translation__group"))
    return Subquery(told.order_by("-live_from").values("live_from")[:1])


def _told(now: datetime) -> QuerySet:
    return Edition.objects.seen(now).filter(change__in=TOLD)
