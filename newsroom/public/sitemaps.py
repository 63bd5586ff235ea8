"""The sitemap: an index by year, or by month where there is much, and one part for everything that is not a story."""

import re
from datetime import datetime
from functools import cache
from xml.sax.saxutils import escape

from django.db.models import OuterRef, Q, Subquery
from django.http import Http404, HttpResponse
from django.utils import timezone

from companies.models import Company, Photo, Tag
from newsroom.models import Edition
from newsroom.public import archive, languages
from newsroom.public.prepared import prepared
from newsroom.public.subjects import has_stories
from newsroom.public.views.base import PublicView
from newsroom.public.views.plain import PAGES
from people.models import Person

MOST = 50_000  # addresses that a sitemap may hold
IN_ONE = 300  # stories of a year that stand in one part
_PLAIN = re.compile(r"[\w/.:~-]+", re.ASCII)  # what neither an address nor XML writes otherwise
_XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_IMAGES = ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
_LINKS = ' xmlns:xhtml="http://www.w3.org/1999/xhtml"'


class Sitemap(PublicView):
    """`lastmod` is given where it is known to be the day that a reader would see a change, and left out elsewhere."""

    def answer(self, entries, translated: dict[str, list] | None = None) -> HttpResponse:
        """`entries` are a path, a moment or None, and the address of a picture or ""; `translated` has the paths of a
        story in all languages, by each of them.
        """
        translated = translated or {}
        rows = [f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {_XMLNS}{_IMAGES}{_LINKS if translated else ""}>']
        zone = timezone.get_current_timezone()
        for path, moment, picture in entries:
            said = f"<lastmod>{moment.astimezone(zone).isoformat(timespec='seconds')}</lastmod>" if moment else ""
            if picture:
                said += f"<image:image><image:loc>{self.location(picture)}</image:loc></image:image>"
            for language, other in translated.get(path, ()):
                said += f'<xhtml:link rel="alternate" hreflang="{language}" href="{self.location(other)}"/>'
            rows.append(f"<url><loc>{self.location(path)}</loc>{said}</url>")
        return self.as_xml([*rows, "</urlset>\n"])

    def index(self, paths) -> HttpResponse:
        """Other sitemaps."""
        rows = [f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex {_XMLNS}>']
        rows += [f"<sitemap><loc>{self.location(path)}</loc></sitemap>" for path in paths]
        return self.as_xml([*rows, "</sitemapindex>\n"])

    def as_xml(self, lines: list[str]) -> HttpResponse:
        return self.keep(HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8"))

    def location(self, path: str) -> str:
        """The whole address, as XML. Nearly every one is of plain letters already, and there are thousands."""
        return f"{self.origin}{path}" if _PLAIN.fullmatch(path) else escape(self.absolute(path))


class SitemapIndex(Sitemap):
    def get(self, request):
        paths = ["/sitemap-pages.xml"]
        for year, parts in archive.by_year(self.now, IN_ONE):
            paths += _of_months(year, parts) or [f"/sitemap-{year}.xml"]
        return self.index(paths)


def _of_months(year: int, months: list[int]) -> list[str]:
    return [f"/sitemap-{year}-{month:02}.xml" for month in months]


class SitemapOfStories(Sitemap):
    """The stories of a year or of a month. Of a year that has very many, both this and the index name the months."""

    def get(self, request, year, month=None):
        if not month and archive.stories(self.now, year)[IN_ONE : IN_ONE + 1]:
            return self.index(_of_months(year, archive.months_with_stories(self.now, [year])[year]))
        # Not through model instances: a busy month has thousands of stories.
        between = archive.within(year, month)
        rows = _stories_between.of(self.now, *between)[:MOST]
        url = cache(Photo._meta.get_field("file").storage.url)
        entries = [(f"/news/{year}/{slug}/", updated_at, url(file) if file else "") for slug, updated_at, file in rows]
        if not entries:
            raise Http404
        return self.answer(entries, languages.by_path(self.now, *between))


class SitemapOfPages(Sitemap):
    def get(self, request):
        paths = ["/", "/news/", "/people/", "/companies/", "/topics/", "/corrections/", "/feeds/"]
        paths += [path for _, path, *_ in PAGES]
        paths += [section.path for section in self.frame.sections]
        paths += [f"/people/{slug}/" for slug in _people(self.now)]
        paths += [f"/companies/{slug}/" for slug in _companies(self.now)]
        paths += [f"/topics/{slug}/" for slug in _topics(self.now)]
        return self.answer([(path, None, "") for path in paths[:MOST]])


@prepared
def _stories_between(now: datetime, start: datetime, end: datetime):
    rows = Edition.objects.live(now).filter(first_published_at__gte=start, first_published_at__lt=end)
    return rows.newest_first().values_list("slug", "updated_at", "lead_photo__file")


# Who stands in no story, and signs none, has a page that asks not to be indexed.


@prepared
def _people(now: datetime):
    # One that is looked up of each who stands in no story. Asked whether there is any, PostgreSQL reads the credits of
    # all stories first.
    signed = Edition.objects.live(now).filter(credits__person=OuterRef("pk")).order_by().values("pk")[:1]
    rows = Person.objects.listed().alias(signed=Subquery(signed))
    return rows.filter(has_stories(now, "tag") | Q(signed__isnull=False)).values_list("slug", flat=True)


@prepared
def _companies(now: datetime):
    return Company.objects.listed().filter(has_stories(now, "tag")).values_list("slug", flat=True)


@prepared
def _topics(now: datetime):
    return Tag.objects.topics().filter(has_stories(now)).values_list("slug", flat=True)
