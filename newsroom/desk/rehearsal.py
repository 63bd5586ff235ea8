"""A story as readers would see it, without being published: in a transaction that is always thrown away.

Inside it the story really is published, and the page is asked for at its address, as a reader does: what one sees is
the reading side's own work, whatever that comes to be, and the desk need not know it. Nothing of it remains: no row, no
generation, no mail. On SQLite it holds the one writer's lock for as long as the page takes to make.
"""

from collections.abc import Callable, Sequence
from copy import copy
from datetime import datetime

from django.db import transaction
from django.http import Http404, HttpRequest, QueryDict
from django.urls import resolve
from django.utils import timezone

from companies.models import Tag
from newsroom.desk import addresses
from newsroom.desk.editions import make_editions
from newsroom.desk.restoring import recall
from newsroom.models import Article, ArticleCredit, ArticleTag, Edition, Revision, Section

NO_HEADLINE, NO_SECTION = "No headline yet", "No section yet"


class NotShown(Exception):
    """The reading side has no page for the story. The message says what it answered."""


def page_of(
    request: HttpRequest, article: Article, *, tags: Callable[[], Sequence[Tag]], credits: Sequence[ArticleCredit]
) -> str:
    """The page that a reader would get if `article` were published now as it stands in memory.

    `tags` is called inside the transaction, so that a topic which it makes goes with the rest.
    """
    return answer_at("", request, article, tags=tags, credits=credits)


def answer_at(
    address: str,
    request: HttpRequest,
    article: Article,
    *,
    tags: Callable[[], Sequence[Tag]],
    credits: Sequence[ArticleCredit],
) -> str:
    """What a reader would find at `address` if `article` were published now; at its own address where that is empty."""
    article = copy(article)
    with transaction.atomic():
        try:
            edition = _publish(article, tags(), [copy(credit) for credit in credits])
            return ask(address or edition.get_absolute_url(), request)
        finally:
            transaction.set_rollback(True)


def page_of_revision(request: HttpRequest, article: Article, revision: Revision) -> str:
    """The page of a story as an old revision said it."""
    recalled = recall(article, revision.content)
    article = copy(article)
    for name, value in recalled.fields.items():
        setattr(article, name, value)
    return page_of(request, article, tags=lambda: recalled.tags, credits=recalled.credits)


def _publish(article: Article, tags: Sequence[Tag], credits: Sequence[ArticleCredit]) -> Edition:
    now = timezone.now()
    article.headline = article.headline.strip() or NO_HEADLINE
    if article.section_id is None:
        article.section = Section.objects.get_or_create(name=NO_SECTION, defaults={"slug": "no-section-yet"})[0]
    if not article.slug:
        article.slug = addresses.free_slugs([article.headline], article_id=article.pk)[0]
    article.save()
    article.editions.filter(live_from__gt=now).delete()
    article.tag_items.all().delete()
    article.credits.all().delete()
    ArticleTag.objects.bulk_create(ArticleTag(content_object=article, tag=tag) for tag in dict.fromkeys(tags))
    for order, credit in enumerate(credits):
        credit.pk, credit.article, credit.order = None, article, order
    ArticleCredit.objects.bulk_create(credits)
    return make_editions([article], now, until=None, change="", note="")[0]


def ask(address: str, request: HttpRequest, *, moment: datetime | None = None) -> str:
    """The page at that address, as it is answered to a stranger who came by the same host, now or at another moment."""
    asked = HttpRequest()
    asked.method, asked.path, asked.path_info = "GET", address, address
    asked.GET = QueryDict()
    asked.META = {
        name: value for name, value in request.META.items() if name in {"SERVER_NAME", "SERVER_PORT", "HTTP_HOST"}
    } | {"REQUEST_METHOD": "GET", "PATH_INFO": address}
    asked._get_scheme = lambda: request.scheme
    asked.moment = moment
    try:
        view, args, kwargs = resolve(address)
        answer = view(asked, *args, **kwargs)
    except Http404 as nothing:
        raise NotShown(f"There is no page at {address}.") from nothing
    if answer.status_code != 200:
        raise NotShown(f"The page at {address} answered {answer.status_code}.")
    return answer.content.decode()
