"""The sitemap: an index by year, or by month where there is much, and one part for everything that is not a story."""

import re
from datetime import datetime
from functools import cache
from xml.sax.saxutils import escape

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.utils import timezone

from companies.models import Company, Photo, Tag
from newsroom.models import Edition
from newsroom.public import archive
from newsroom.public.prepared import prepared
from newsroom.public.subjects import has_stories
from newsroom.public.views.base import PublicView
from newsroom.public.views.plain import PAGES
from people.models import Person

MOST = 50_000  # addresses that a sitemap may hold
IN_ONE = 1000  # stories of a year that stand in one part
_PLAIN = re.compile(r"[\w/.:~-]+", re.ASCII)  # what neither an address nor XML writes otherwise
_XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_IMAGES = ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'


class Sitemap(PublicView):
    """`lastmod` is given where it is known to be the day that a reader would see a change, and left out elsewhere."""

    element = "url"

    def answer(self, entries) -> HttpResponse:
        """`entries` are a path, a moment or None, and the address of a picture or ""."""
        extra = _IMAGES if self.element == "url" else ""
        rows = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{self.element}set {_XMLNS}{extra}>']
        zone = timezone.get_current_timezone()
        for path, moment, picture in entries:
            said = f"<lastmod>{moment.astimezone(zone).isoformat(timespec='seconds')}</lastmod>" if moment else ""
            if picture:
                said += f"<image:image><image:loc>{self.location(picture)}</image:loc></image:image>"
            rows.append(f"<{self.element}><loc>{self.location(path)}</loc>{said}</{self.element}>")
        rows.append(f"</{self.element}set>\n")
        text = "\n".join(rows)
        if self.element == "sitemap":
            text = text.replace("sitemapset", "sitemapindex")
        return self.keep(HttpResponse(text, content_type="application/xml; charset=utf-8"))

    def location(self, path: str) -> str:
        """The whole address, as XML. Nearly every one is of plain letters already, and there are thousands."""
        return f"{self.origin}{path}" if _PLAIN.fullmatch(path) else escape(self.absolute(path))


class SitemapIndex(Sitemap):
    element = "sitemap"

    def get(self, request):
        paths = ["/sitemap-pages.xml"]
        for year, parts in archive.by_year(self.now, IN_ONE):
            paths += [f"/sitemap-{year}-{month:02}.xml" for month in parts] or [f"/sitemap-{year}.xml"]
        return self.answer([(path, None, "") for path in paths])


class SitemapOfStories(Sitemap):
    """The stories of a year or of a month. The index names the months of a year that has very many."""

    def get(self, request, year, month=None):
        # Not through model instances: a busy year has ten thousand stories.
        rows = _stories_between.of(self.now, *archive.within(year, month))[:MOST]
        url = cache(Photo._meta.get_field("file").storage.url)
        entries = [(f"/news/{year}/{slug}/", updated_at, url(file) if file else "") for slug, updated_at, file in rows]
        if not entries:
            raise Http404
        return self.answer(entries)


class SitemapOfPages(Sitemap):
    def get(self, request):
        paths = ["/", "/news/", "/people/", "/companies/", "/topics/", "/corrections/", "/feeds/"]
        paths += [path for _, path, *_ in PAGES]
        paths += [section.path for section in self.frame.sections]
        # Who stands in no story, and signs none, has a page that asks not to be indexed.
        named = has_stories(self.now, "tag")
        signed = Exists(Edition.objects.live(self.now).filter(credits__person=OuterRef("pk")))
        people = Person.objects.listed().filter(named | signed)
        paths += [f"/people/{slug}/" for slug in people.values_list("slug", flat=True)]
        companies = Company.objects.listed().filter(named)
        paths += [f"/companies/{slug}/" for slug in companies.values_list("slug", flat=True)]
        topics = Tag.objects.topics().filter(has_stories(self.now))
        paths += [f"/topics/{slug}/" for slug in topics.values_list("slug", flat=True)]
        return self.answer([(path, None, "") for path in paths[:MOST]])


@prepared
def _stories_between(now: datetime, start: datetime, end: datetime):
    rows = Edition.objects.live(now).filter(first_published_at__gte=start, first_published_at__lt=end)
    return rows.newest_first().values_list("slug", "updated_at", "lead_photo__file")
