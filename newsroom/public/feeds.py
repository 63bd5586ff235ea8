"""Feeds: the newest stories of a subject in full, as RSS 2.0."""

import re

from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils.encoding import iri_to_uri
from django.utils.feedgenerator import Rss201rev2Feed

from newsroom.models import Edition, EditionCredit, EditionTag
from newsroom.public.redirects import Moved
from newsroom.public.views.base import PublicView
from newsroom.public.views.lists import feed_path

LENGTH = 20
# XML 1.0 has no way to say these, not even as references.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LOCAL_ADDRESS = re.compile(r"""(<(?:a|img)\b[^<>]*?\s(?:href|src)=")/(?!/)""")


class Rss(Rss201rev2Feed):
    """RSS with the whole text beside the summary, and no clock of its own: equal stories, equal bytes."""

    content_type = "application/rss+xml; charset=utf-8"

    def rss_attributes(self):
        return super().rss_attributes() | {"xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        handler.addQuickElement("docs", "https://www.rssboard.org/rss-specification")

    def latest_post_date(self):
        return max((item["updateddate"] for item in self.items), default=None)

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])


class Feed(PublicView):
    """The feed of a subject; `find` is the same function that its page begins with."""

    find = None

    def get(self, request, **names):
        try:
            subject = self.find(self.now, **names)
        except Moved as moved:
            raise Moved(f"{moved.path}feed/") from None
        ids = list(subject.editions.values_list("pk", flat=True)[:LENGTH])
        if subject.needs_stories and not ids:
            raise Http404
        frame = self.frame
        title = f"{frame.site_name} News"
        feed = Rss(
            title=title if subject.path == "/news/" else f"{subject.full_title or subject.title} – {title}",
            link=self.absolute("/" if subject.path == "/news/" else subject.path),
            description=_sayable(subject.description),
            language="en",
            feed_url=self.absolute(feed_path(subject)),
            feed_copyright=frame.site_name,
            ttl="60",
        )
        for edition in self.stories(ids):
            feed.add_item(**self.item(edition))
        if not ids:
            feed.latest_post_date = lambda: frame.now.replace(hour=0, minute=0, second=0, microsecond=0)
        return self.keep(HttpResponse(feed.writeString("utf-8"), content_type=Rss.content_type))

    def stories(self, ids):
        return (
            Edition.objects.filter(pk__in=ids)
            .newest_first()
            .select_related("section", "lead_photo")
            .defer("body")
            .prefetch_related(
                Prefetch("credits", queryset=EditionCredit.objects.all()),
                Prefetch("tag_items", queryset=EditionTag.objects.select_related("tag").order_by("pk")),
            )
        )

    def item(self, edition) -> dict:
        address = self.absolute(edition.get_absolute_url())
        picture = render_to_string("newsroom/_feed_picture.html", {"edition": edition}) if edition.lead_photo else ""
        text = _LOCAL_ADDRESS.sub(rf"\g<1>{self.origin}/", picture + edition.body_html)
        return {
            "title": _sayable(edition.headline),
            "link": address,
            "description": _sayable(edition.standfirst),
            "content": _sayable(text),
            "unique_id": self.permanent_id(edition),
            "unique_id_is_permalink": False,
            "pubdate": edition.first_published_at,
            "updateddate": edition.updated_at,
            "author_name": _sayable(", ".join(credit.name for credit in edition.byline)) or None,
            "categories": [
                _sayable(name) for name in (edition.section.name, *(item.tag.name for item in edition.tag_items.all()))
            ],
        }

    def permanent_id(self, edition) -> str:
        """A name for the story that no change of its address, headline or host's port can alter."""
        host = self.origin.partition("://")[2].partition(":")[0]
        return iri_to_uri(f"tag:{host},2026:story-{edition.article_id}")


def _sayable(text: str) -> str:
    return _UNSAYABLE.sub("", text)
