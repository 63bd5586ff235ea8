"""Lists of stories: one view for everything that a list can be about (newsroom.public.subjects)."""

from datetime import datetime

from django.db.models import F
from django.http import Http404

from companies.models import Tag
from newsroom.models import Correction, Edition
from newsroom.public import subjects
from newsroom.public.paging import address, page_number, page_of, page_of_stories
from newsroom.public.prepared import prepared
from newsroom.public.views.base import Crumb, Head, PublicView


class Listing(PublicView):
    """A subject's stories, newest first, twenty a page."""

    find = None  # a function of newsroom.public.subjects

    def get(self, request, **names):
        number = page_number(request)
        subject = self.find(self.now, **names)
        page = page_of_stories(subject.stories, subject.path, number)
        if subject.needs_stories and not page.items:
            raise Http404
        title = subject.full_title or subject.title
        return self.page(
            subject.template,
            Head(
                title=title if number == 1 else f"{title}, page {number}",
                path=address(subject.path, number),
                description=self.described(subject.description, number),
                image=subject.image,
                feed=feed_path(subject) if subject.has_feed else "",
                feed_title=title,
            ),
            crumbs=[*(Crumb(*crumb) for crumb in subject.crumbs), Crumb(subject.title)],
            subject=subject,
            page=page,
            **subject.beside(),
        )


def feed_path(subject) -> str:
    return "/feed/" if subject.path == "/news/" else f"{subject.path}feed/"


class ByName(PublicView):
    """Everybody or everything that has a page, by name; each kind has a `rows()` that gives them in order."""

    title = path = description = template = ""
    full_title = ""  # for the head, where a section may be called the same
    size = 60
    above: tuple[Crumb, ...] = ()  # what it lies under
    is_indexed = True

    def get(self, request):
        number = page_number(request)
        page = page_of(self.rows(), self.path, number, size=self.size)
        page.items[:] = self.prepare(page.items)
        return self.page(
            self.template,
            Head(
                title=self.head_title(number),
                path=address(self.path, number),
                description=self.described(self.description, number),
                is_indexed=self.is_indexed,
            ),
            crumbs=[*self.above, Crumb(self.title)],
            title=self.title,
            description=self.description,
            page=page,
        )

    def head_title(self, number: int) -> str:
        title = self.full_title or self.title
        return title if number == 1 else f"{title}, page {number}"

    def prepare(self, items: list) -> list:
        """What the page shows of these rows."""
        return items


class TopicDirectory(ByName):
    title, path, template = "Topics", "/topics/", "newsroom/topics.html"
    description = "What the stories are about, beside people and companies."
    size = 200

    def rows(self):
        return _topics.of(self.now)

    def prepare(self, items):
        return [{"name": name, "path": f"/topics/{slug}/", "key": (name, slug)} for name, slug in items]


class Corrections(ByName):
    title, path, template = "Corrections", "/corrections/", "newsroom/corrections.html"
    description = "What was wrong in our stories and has been put right, newest first."
    size = 20

    def rows(self):
        return Correction.objects.shown(self.now).annotate(story=F("edition__article")).order_by("-at", "-pk")

    def prepare(self, items):
        """Each with the story as it is called now, which may not be as it was when it was put right."""
        rows = Edition.objects.live(self.now).filter(article__in={row.story for row in items})
        live = {edition.article_id: edition for edition in rows.defer("body", "body_html")}
        shown = [row for row in items if row.story in live]
        for row in shown:
            row.edition = live[row.story]
        return shown


@prepared
def _topics(now: datetime):
    rows = Tag.objects.topics().filter(subjects.has_stories(now)).order_by("key")
    return rows.values_list("name", "slug")
