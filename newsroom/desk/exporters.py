"""Stories in our exchange format: what readers see, or everything the desk has."""

from collections.abc import Iterator

from django.db.models import Prefetch

from companies.models import Tag
from newsroom.desk.importers.exchange import MORE
from newsroom.desk.importers.record import (
    AttachmentRecord,
    CorrectionRecord,
    CreditRecord,
    PersonRecord,
    PhotoRecord,
    StoryRecord,
)
from newsroom.models import (
    Article,
    ArticleCredit,
    ArticleTag,
    Correction,
    Credit,
    Edition,
    EditionCredit,
    EditionTag,
    OldAddress,
    Translation,
)

_PAGE = 500  # rows read at a time, so that a long export holds no lock and little memory


def live_stories() -> Iterator[StoryRecord]:
    """Every story as readers see it now, oldest first."""
    for edition in _in_pages(Edition.objects.live().select_related("section", "lead_photo", "article"), EditionTag):
        yield _record(
            edition,
            identity=edition.article,
            status="published",
            published=edition.first_published_at,
            updated=edition.updated_at if edition.was_updated else None,
            note=edition.note,
        )


def all_stories() -> Iterator[StoryRecord]:
    """Every working copy, drafts too, oldest first; `status` is its stage."""
    for article in _in_pages(Article.objects.select_related("section", "lead_photo"), ArticleTag):
        yield _record(
            article,
            identity=article,
            status="published" if article.is_due else article.stage,
            published=article.scheduled_for or _first_published(article) or article.backdated_to,
            updated=article.backdated_update,
        )


def first_writers(*, all_stories: bool) -> list[str]:
    """The names that stand first in the bylines of those that readers see, or of all; each once, in a steady order."""
    rows = ArticleCredit.objects if all_stories else EditionCredit.objects.filter(edition__in=Edition.objects.live())
    story = "article" if all_stories else "edition"
    credits = rows.filter(role=Credit.Role.WRITER).order_by(f"{story}_id", *Credit._meta.ordering)
    first: dict[int, str] = {}
    for pk, name in credits.values_list(f"{story}_id", "name").iterator():
        first.setdefault(pk, name)
    return list(dict.fromkeys(first.values()))


def _first_published(article: Article):
    return article.editions.order_by("number").values_list("first_published_at", flat=True).first()


def _in_pages(queryset, tag_model):
    tags = Prefetch(
        "tag_items",
        queryset=tag_model.objects.select_related("tag__company", "tag__person").order_by("pk"),
    )
    # By the working copy's number, which decides between stories of one moment: an import keeps their order.
    key = "pk" if queryset.model is Article else "article_id"
    last = 0
    while page := list(queryset.filter(**{f"{key}__gt": last}).order_by(key).prefetch_related("credits", tags)[:_PAGE]):
        _tell_of_their_past(page)
        yield from page
        last = getattr(page[-1], key)


def _tell_of_their_past(page) -> None:
    """Give each story its corrections, old addresses and original, in three queries."""
    articles = {getattr(content, "article_id", content.pk): content for content in page}
    for content in page:
        content.told, content.once_at, content.translation_of = [], [], None
    shown = Correction.objects.shown().filter(edition__article__in=articles).order_by("at", "pk")
    for article, text, at, kind in shown.values_list("edition__article", "text", "at", "kind"):
        articles[article].told.append(CorrectionRecord(text, at, kind))
    for path, article in OldAddress.objects.filter(article__in=articles).values_list("path", "article"):
        articles[article].once_at.append(path)
    first: dict = {}
    for group, article, source, source_id in _in_several_languages(articles, is_live=isinstance(page[0], Edition)):
        original = first.setdefault(group, (source, source_id))
        if article in articles and original != (source, source_id):
            articles[article].translation_of = original


def _in_several_languages(articles, *, is_live: bool):
    """Each story of the groups of these, the original first, or another where it is not there; of those that readers
    see where `is_live`.
    """
    groups = Translation.objects.filter(article__in=articles).values("group")
    rows = Translation.objects.filter(group__in=groups).order_by("group", "-is_original", "article")
    if is_live:
        rows = rows.filter(article__in=Edition.objects.live().values("article"))
    return rows.values_list("group", "article", "article__source", "article__source_id")


def _record(content, *, identity: Article, status: str, published, updated, note: str = "") -> StoryRecord:
    tags: list[Tag] = [item.tag for item in content.tag_items.all()]
    photo = content.lead_photo
    return StoryRecord(
        id=identity.source_id,
        source=identity.source,
        headline=content.headline,
        standfirst=content.standfirst,
        body=content.body,
        section=content.section.name if content.section else "",
        kind=content.kind,
        language=content.language,
        slug=content.slug,
        dateline=content.dateline,
        status=status,
        published=published,
        updated=updated,
        credits=[CreditRecord(credit.name, credit.role, credit.outlet) for credit in content.credits.all()],
        tags=[tag.name for tag in tags if tag.profile is None],
        companies=[tag.company.name for tag in tags if hasattr(tag, "company")],
        people=[PersonRecord(tag.person.name) for tag in tags if hasattr(tag, "person")],
        photo=photo
        and PhotoRecord(
            photo.file.name, photo.alt_text, content.lead_caption or photo.caption, photo.credit, photo.licence
        ),
        source_url=content.first_published_at_address,
        addresses=content.once_at,
        about=[tag.name for tag in tags] if len(tags) > 1 else [],
        more={name: value for name in MORE if (value := note if name == "note" else getattr(content, name))},
        attachments=[AttachmentRecord(each["file"], each["title"]) for each in content.attachments],
        corrections=content.told,
        names_unlinked=content.names_unlinked,
        translation_of=content.translation_of,
    )
