"""Every feed there is: of everything and of sections on one page, of topics, companies and people beside it by name."""

from typing import NamedTuple

from newsroom.public import cards
from newsroom.public.views.base import Crumb, Head, PublicView
from newsroom.public.views.directories import CompanyDirectory, PeopleDirectory
from newsroom.public.views.lists import TopicDirectory

MOST = 60  # of a kind that stand on the first page; where there are more, a list from A to Z has them all
_TITLE, _PATH = "Subscribe", "/feeds/"


class Group(NamedTuple):
    """Feeds of one kind: names with the addresses that their feeds begin with, and the list of all if these aren't."""

    name: str
    feeds: list[tuple[str, str]]
    all_of_them: str


class SubscribePage(PublicView):
    """The feeds of everything, and of sections; topics, companies and people as far as they have room."""

    def get(self, request):
        head = Head(
            title=_TITLE,
            path=_PATH,
            description="Follow the news in a feed reader: all stories, a section, a company, a person or a topic.",
            feed="/feed/",
        )
        return self.page("newsroom/feeds.html", head, crumbs=[Crumb(_TITLE)], groups=self.groups())

    def groups(self) -> list[Group]:
        """Four questions, however many there are."""
        topics = FeedsOfTopics(now=self.now).rows()[: MOST + 1]
        companies = FeedsOfCompanies().rows("", "")[: MOST + 1]
        people = FeedsOfPeople().rows("", "")[: MOST + 1]
        shown = {card["tag"]: (card["name"], card["path"]) for card in cards.tags([*companies[:MOST], *people[:MOST]])}
        found = [
            ("Topics", [(name, f"/topics/{slug}/") for name, slug in topics], FeedsOfTopics.path),
            ("Companies", [shown[tag] for tag in companies if tag in shown], FeedsOfCompanies.path),
            ("People", [shown[tag] for tag in people if tag in shown], FeedsOfPeople.path),
        ]
        more = [len(rows) > MOST for rows in (topics, companies, people)]
        return [
            Group(name, feeds[:MOST], path if is_more else "")
            for (name, feeds, path), is_more in zip(found, more, strict=True)
            if feeds
        ]


class FeedsOfTopics(TopicDirectory):
    title, path, template = "Feeds of topics", "/feeds/topics/", "newsroom/feeds_of.html"
    description = "For each topic of the stories, the addresses that a feed reader takes."
    above, is_indexed = (Crumb(_TITLE, _PATH),), False


class FeedsOfCompanies(CompanyDirectory):
    title, path, template = "Feeds of companies", "/feeds/companies/", "newsroom/feeds_of.html"
    description = "For each company and organisation, the addresses that a feed reader takes."
    above, is_indexed = (Crumb(_TITLE, _PATH),), False
    kinds: dict[str, str] = {}


class FeedsOfPeople(PeopleDirectory):
    title, path, template = "Feeds of people", "/feeds/people/", "newsroom/feeds_of.html"
    full_title = ""
    description = "For each person whom the stories name, the addresses that a feed reader takes."
    above, is_indexed = (Crumb(_TITLE, _PATH),), False

    def shown(self, tags):
        return cards.tags(tags)
