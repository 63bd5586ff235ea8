"""The sitemap that news search engines read: what first appeared within the last two days."""

from datetime import timedelta
from xml.sax.saxutils import escape

from django.http import HttpResponse
from django.utils import timezone

from companies.text import sayable
from newsroom.models import Content, Edition
from newsroom.public.views.base import PublicView

MOST = 1000  # addresses that Google takes
WINDOW = timedelta(days=2)  # older stories don't belong there
# ISO 639 but for Chinese, where Google wants to know the script by the country.
_LANGUAGES = {Content.Language.SIMPLIFIED: "zh-cn", Content.Language.TRADITIONAL: "zh-tw"}


class NewsSitemap(PublicView):
    is_dated = False  # a story leaves it after two days, and nothing else changes

    def get(self, request):
        stories = (
            Edition.objects.live(self.now)
            .filter(first_published_at__gt=self.now - WINDOW)
            .newest_first()
            .only("slug", "headline", "language", "first_published_at")
        )
        name = escape(sayable(f"{self.frame.site_name} News"))
        rows = [
            '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
            ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">',
            *(self.row(edition, name) for edition in stories[:MOST]),
            "</urlset>\n",
        ]
        return self.keep(HttpResponse("\n".join(rows), content_type="application/xml; charset=utf-8"))

    def row(self, edition, name: str) -> str:
        language = _LANGUAGES.get(edition.language, edition.language)
        moment = timezone.localtime(edition.first_published_at).isoformat(timespec="seconds")
        return (
            f"<url><loc>{escape(self.absolute(edition.get_absolute_url()))}</loc><news:news><news:publication>"
            f"<news:name>{name}</news:name><news:language>{language}</news:language></news:publication>"
            f"<news:publication_date>{moment}</news:publication_date>"
            f"<news:title>{escape(sayable(edition.headline))}</news:title></news:news></url>"
        )
