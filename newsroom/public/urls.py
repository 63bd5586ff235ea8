"""The addresses of the reading side. They are promises: none of them may ever change its meaning."""

from django.conf import settings
from django.urls import path, register_converter

from newsroom.public import subjects
from newsroom.public.atom import AtomFeed
from newsroom.public.feeds import Feed
from newsroom.public.json_feed import JsonFeed
from newsroom.public.kits.views import MediaKit, StoryKit
from newsroom.public.media import Media
from newsroom.public.news_sitemap import NewsSitemap
from newsroom.public.ninjs import StoryAsNinjs
from newsroom.public.oembed import OEmbed
from newsroom.public.plain_text import StoryAsMarkdown, StoryAsText
from newsroom.public.root_files import LlmsTxt, Robots, SecurityTxt
from newsroom.public.sitemaps import SitemapIndex, SitemapOfPages, SitemapOfStories
from newsroom.public.views.changes import StoryChanges
from newsroom.public.views.directories import CompanyDirectory, PeopleDirectory
from newsroom.public.views.home import HomePage
from newsroom.public.views.lists import Corrections, Listing, TopicDirectory
from newsroom.public.views.plain import PAGES, Favicon, PlainPage
from newsroom.public.views.profiles import CompanyPage, PersonPage
from newsroom.public.views.search import SearchFeed, SearchPage, Suggestions
from newsroom.public.views.story import StoryPage
from newsroom.public.views.subscribe import FeedsOfCompanies, FeedsOfPeople, FeedsOfTopics, SubscribePage


class Year:
    regex = "(?:19|20|21)[0-9]{2}"
    to_python = int
    to_url = str


class Month:
    regex = "(?:0[1-9]|1[0-2])"
    to_python = int

    def to_url(self, value):
        return f"{value:02}"


class Name:
    """A slug in any script; nothing else gets as far as the database."""

    regex = r"[-\w]{1,200}"

    def to_python(self, value):
        return value

    to_url = to_python


register_converter(Year, "year")
register_converter(Month, "month")
register_converter(Name, "name")


def feeds(route: str, find) -> list:
    """The feed of a subject as RSS, Atom and JSON."""
    return [path(f"{route}{feed.name}", feed.as_view(find=find)) for feed in (Feed, AtomFeed, JsonFeed)]


def listing(route: str, find) -> list:
    """The page of a subject, and its feeds."""
    return [path(route, Listing.as_view(find=find)), *feeds(route, find)]


urlpatterns = [
    path("", HomePage.as_view()),
    path("news/", Listing.as_view(find=subjects.everything)),
    path("news/<year:year>/", Listing.as_view(find=subjects.year)),
    path("news/<year:year>/<month:month>/", Listing.as_view(find=subjects.month)),
    path("news/<year:year>/<name:slug>/", StoryPage.as_view()),
    path("news/<year:year>/<name:slug>/changes/", StoryChanges.as_view()),
    *(
        path(f"news/<year:year>/<name:slug>{form.suffix}", form.as_view())
        for form in (StoryAsMarkdown, StoryAsText, StoryAsNinjs, StoryKit)
    ),
    *listing("sections/<name:slug>/", subjects.section),
    *listing("topics/<name:slug>/", subjects.topic),
    path("people/<name:slug>/", PersonPage.as_view()),
    path("companies/<name:slug>/", CompanyPage.as_view()),
    *feeds("people/<name:slug>/", subjects.person),
    *feeds("companies/<name:slug>/", subjects.company),
    path("companies/<name:slug>/media-kit.zip", MediaKit.as_view()),
    path("topics/", TopicDirectory.as_view()),
    path("people/", PeopleDirectory.as_view()),
    path("companies/", CompanyDirectory.as_view()),
    path("corrections/", Corrections.as_view()),
    path("feeds/", SubscribePage.as_view()),
    *(path(view.path.removeprefix("/"), view.as_view()) for view in (FeedsOfTopics, FeedsOfCompanies, FeedsOfPeople)),
    *(
        path(address.removeprefix("/"), PlainPage.as_view(title=title, path=address, template=name, description=words))
        for title, address, name, words in PAGES
    ),
    path("oembed/", OEmbed.as_view()),
    path("search/", SearchPage.as_view()),
    path("search/feed.json", SearchFeed.as_view()),
    path("search/suggest/", Suggestions.as_view()),
    *feeds("", subjects.everything),
    path("sitemap.xml", SitemapIndex.as_view()),
    path("sitemap-pages.xml", SitemapOfPages.as_view()),
    path("sitemap-<year:year>.xml", SitemapOfStories.as_view()),
    path("sitemap-<year:year>-<month:month>.xml", SitemapOfStories.as_view()),
    path("news-sitemap.xml", NewsSitemap.as_view()),
    path("robots.txt", Robots.as_view()),
    path("llms.txt", LlmsTxt.as_view()),
    path(".well-known/security.txt", SecurityTxt.as_view()),
    path("favicon.ico", Favicon.as_view()),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:name>", Media.as_view()),
]  # fmt: skip
