"""A story, or what stands at its address instead."""

from datetime import datetime
from urllib.parse import quote

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils import timezone

from companies.text import without_gaps
from newsroom import social_cards
from newsroom.models import Correction, Edition, EditionMention, Translation, Withdrawal
from newsroom.models.attachment import described
from newsroom.models.translation import Version
from newsroom.public import cards, languages, links, structured_data
from newsroom.public.people import Byline, bylines, credit_lines, editors, with_role
from newsroom.public.prepared import prepared
from newsroom.public.redirects import Moved
from newsroom.public.related import related_to
from newsroom.public.search.excerpts import on_one_line, shortened
from newsroom.public.views.base import Crumb, Head, PublicView, as_uri

MOST_RELATED = 4  # stories that go with one: a row of the widest page, two of a tablet's
MOST_SAID = 300  # characters of a standfirst that search engines are told
TOLD = (Edition.Change.UPDATE, Edition.Change.CORRECTION)  # changes that readers are told of


class StoryPage(PublicView):
    def get(self, request, year: int, slug: str):
        edition = self.find(slug)
        if edition is None:
            return self.instead(slug)
        if edition.get_absolute_url() != request.path:
            raise Moved(edition.get_absolute_url())
        credits, tags, named = self.credits(edition), self.tags(edition), self.named(edition)
        people, companies, topics = sort_tags(tags)
        pages = {card["tag"]: card["path"] for card in (*people, *companies)}
        crumbs = [Crumb("News", "/news/"), Crumb(edition.section.name, edition.section.get_absolute_url())]
        if edition.section.slug == "news":
            del crumbs[0]
        published = timezone.localtime(edition.first_published_at).replace(microsecond=0)
        versions = languages.versions_of(edition)
        also_in = languages.others(versions, edition)
        return self.page(
            "newsroom/story.html",
            Head(
                title=edition.seo_title or edition.headline,
                path=edition.get_absolute_url(),
                description=edition.seo_description or beginning(edition),
                kind="article",
                image=edition.lead_photo,
                card=social_cards.name_of(edition),
                feed=f"{edition.section.get_absolute_url()}feed/",
                feed_title=edition.section.name,
                language=edition.language,
            ),
            crumbs=crumbs,
            edition=edition,
            published=published,
            stem=as_uri(request.path[:-1]),
            quoted=quote(self.absolute(request.path), safe=""),
            quoted_headline=quote(edition.headline, safe=""),
            documents=described(edition.attachments),
            body_html=as_shown(links.with_links(edition.body_html, () if edition.names_unlinked else named, pages)),
            credit_lines=credit_lines(credits),
            edited_by=editors(credits),
            people=with_role(people, published.date()),
            companies=companies,
            topics=topics,
            corrections=self.corrections(edition),
            alternates=languages.alternates(versions),
            also_in=also_in,
            related=self.related(edition, tags, also_in),
            structured_data=structured_data.story(
                edition, credits=credits, people=people, companies=companies, topics=topics, crumbs=crumbs,
                roles=links.roles_of(named), versions=versions, absolute=self.absolute,
                publisher=self.frame.site_name,
            ),
        )  # fmt: skip

    def find(self, slug: str) -> Edition | None:
        return next(iter(_live_at(self.now, slug)), None)

    def credits(self, edition: Edition) -> list[Byline]:
        return bylines([edition.pk])[edition.pk]

    def tags(self, edition: Edition) -> list[dict]:
        """The cards of what the story is about."""
        return cards.tags_of([edition.pk])[edition.pk]

    def named(self, edition: Edition) -> list[links.Named]:
        """The places where the desk confirmed a name."""
        return links.named_in(edition.pk) if edition.has_mentions else []

    def related(self, edition: Edition, tags: list[dict], also_in: list[tuple[str, Version]]) -> list[dict]:
        """The cards of stories that go with it; its other languages say the same, and the page leads to them above."""
        same = {version.path for _, version in also_in}
        found = related_to(edition, tags, now=self.now, most=MOST_RELATED + len(same))
        return [card for card in found if card["path"] not in same][:MOST_RELATED]

    def corrections(self, edition: Edition) -> list[Correction]:
        """All that was put right in the story so far."""
        return Correction.from_text(edition.corrections_text)

    def instead(self, slug: str):
        """No story is live here. An address that readers have seen leads on, or says what became of the story."""
        seen = Edition.objects.seen(self.now).defer("body", "body_html")
        old = seen.filter(slug=slug).order_by("-live_from").first()
        if old is None:
            raise Http404
        live = Edition.objects.live(self.now).filter(article=old.article_id).defer("body", "body_html").first()
        if live is not None:
            raise Moved(live.get_absolute_url())
        last = seen.filter(article=old.article_id).order_by("-number").first()
        withdrawal = Withdrawal.objects.filter(edition=last).first()
        is_bare = withdrawal is not None and withdrawal.is_gone
        return self.page(
            "newsroom/gone.html",
            Head(title="No longer available" if is_bare else last.headline, path=""),
            status=410,
            edition=None if is_bare else last,
            withdrawal=None if is_bare else withdrawal,
        )


def sort_tags(tags: list[dict]) -> tuple[list[dict], list[dict], list[dict]]:
    """(people, companies, topics) among the tags, as cards."""
    return tuple([tag for tag in tags if tag["kind"] == kind] for kind in ("person", "company", "topic"))


@prepared
def _live_at(now: datetime, slug: str):
    mentions = EditionMention.objects.filter(edition=OuterRef("pk"))
    shown = Edition.objects.tellable(now).filter(article=OuterRef("article"))
    told = shown.filter(Exists(shown.filter(number__lt=OuterRef("number"))), change__in=TOLD)
    return (
        Edition.objects.live(now)
        .filter(slug=slug)
        .select_related("section", "lead_photo")
        .defer("body")
        .annotate(
            corrections_text=Correction.objects.of_story(now),
            versions_text=Translation.objects.live_versions(now),
            has_mentions=Exists(mentions),
            has_versions=Exists(told),
        )[:1]
    )


def beginning(edition: Edition) -> str:
    """What a story says of itself to search engines and who shares it: its standfirst, or how its text begins."""
    return shortened(edition.standfirst, MOST_SAID) or shortened(on_one_line(edition.body_html))


def as_shown(body_html: str) -> str:
    """The text with no level of headings left out, also where it was published before that was seen to, and with tables
    that the keyboard reaches: one that is wider than its column moves with the arrow keys.
    """
    return without_gaps(body_html).replace("<table>", '<table tabindex="0">')
