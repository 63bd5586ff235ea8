"""The front page: the lead story, top stories, the latest, who is in the news, and a row for each section.

An editor gives places to stories, companies and people for a time (newsroom.models.slot). What readers don't see takes
no place, and what is left over is filled with the newest.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from newsroom.models import Edition, EditionTag, Slot
from newsroom.public import cards
from newsroom.public.bounded import newest_of_each
from newsroom.public.people import with_role
from newsroom.public.prepared import prepared
from newsroom.public.views.base import Head, PublicView

TOP = 11  # the lead, those beside it, and the latest
BESIDE, MOST_BESIDE = 2, 4  # top stories, by themselves and with an editor's choice
A_ROW = 4
IN_THE_NEWS = 60  # newest stories; whoever they are about is in the news
MOST_PEOPLE, MOST_COMPANIES = 4, 4  # a slow line is asked for portraits that are far below, too


@dataclass(slots=True)
class Claims:
    """What editors have given a place at the moment, best claim first: ids of live editions, and of tags."""

    lead: list[int] = field(default_factory=list)
    top: list[int] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    news: list[int] = field(default_factory=list)


class HomePage(PublicView):
    def get(self, request):
        claims = claimed(self.now)
        lists = {section: _newest_in.sql(self.now, section.pk) for section in self.frame.sections}
        ids = newest_of_each({None: _newest.sql(self.now), **lists})
        newest = ids.pop(None)
        chosen = list(dict.fromkeys([*claims.lead, *claims.top, *claims.row]))
        wanted = dict.fromkeys([*chosen, *newest[: TOP + len(chosen)], *(pk for pks in ids.values() for pk in pks)])
        stories = {story["id"]: story for story in cards.stories(wanted)}
        lead = self.lead(claims, newest, stories)
        tops = [pk for pk in [*claims.lead, *claims.top] if pk != lead][:MOST_BESIDE]
        left = [pk for pk in newest if pk != lead and pk not in tops and pk not in claims.row]
        tops = list(dict.fromkeys([*tops, *left[: max(0, BESIDE - len(tops))]]))
        latest = [pk for pk in left if pk not in tops][: TOP - 1 - BESIDE]
        # A story stands on the front page once: the rows continue where the top ends.
        above = {lead, *tops, *latest}
        people, companies = in_the_news(newest, claims.news)
        return self.page(
            "newsroom/home.html",
            Head(
                title=f"{self.frame.site_name} News",
                path="/",
                description=f"{self.frame.site_tagline}: the latest stories, companies and people.",
                image=stories[lead]["lead_photo"] if lead else None,
                feed="/feed/",
            ),
            lead=stories.get(lead),
            seconds=[stories[pk] for pk in tops],
            latest=[stories[pk] for pk in latest],
            rows=[
                (section, [stories[pk] for pk in row])
                for section, pks in ids.items()
                if (row := _row(section, pks, claims.row, stories, above))
            ],
            companies=companies,
            people=with_role(people, timezone.localdate(self.now)),
        )

    def lead(self, claims: Claims, newest: list[int], stories: dict[int, dict]) -> int | None:
        """The editor's choice; otherwise the newest, unless one just before it has a picture and it has none."""
        if claims.lead:
            return claims.lead[0]
        free = [pk for pk in newest if pk not in claims.top and pk not in claims.row][:3] or newest[:1]
        return next((pk for pk in free if stories[pk]["lead_photo"]), free[0] if free else None)


@prepared
def _newest(now: datetime):
    return Edition.objects.live(now).newest_first().values("id")[:IN_THE_NEWS]


@prepared
def _newest_in(now: datetime, section: int):
    return Edition.objects.live(now).filter(section=section).newest_first().values("id")[: A_ROW + TOP]


@prepared
def _times_named(editions: list[int]):
    rows = EditionTag.objects.filter(content_object__in=editions).exclude(tag__company=None, tag__person=None)
    return rows.order_by().values("tag").annotate(times=Count("pk")).values_list("tag", "times")


@prepared
def _slots(now: datetime):
    return Slot.objects.standing(now).values_list("place", "story", "company__tag", "person__tag")


@prepared
def _live(now: datetime, stories: list[int]):
    return Edition.objects.live(now).filter(article__in=stories).values_list("article", "pk")


def claimed(now: datetime) -> Claims:
    """The claims that stand at the moment, of what readers see; one query, and another where stories have places."""
    claims = Claims()
    slots = _slots(now)
    live = dict(_live(now, list({story for _, story, _, _ in slots if story})))
    for place, story, company, person in slots:
        if (pk := live.get(story) if story else company or person) and pk not in (claim := getattr(claims, place)):
            claim.append(pk)
    return claims


def _row(section, newest: list[int], chosen: list[int], stories: dict[int, dict], above: set[int]) -> list[int]:
    here = [pk for pk in chosen if (its := stories[pk]["section"]) and its["slug"] == section.slug]
    return [pk for pk in dict.fromkeys([*here, *newest]) if pk not in above][:A_ROW]


def in_the_news(newest: list[int], chosen: list[int]) -> tuple[list[dict], list[dict]]:
    """The people and the companies that an editor chose, and then those that most of these editions are about, as
    cards; two queries."""
    times = dict(_times_named(newest))
    listed = [card for card in cards.tags(dict.fromkeys([*chosen, *times])) if card["is_listed"]]
    place = {tag: number for number, tag in enumerate(chosen)}
    listed.sort(
        key=lambda card: (place.get(card["tag"], len(place)), -times.get(card["tag"], 0), card["name"], card["tag"])
    )
    people, companies = ([card for card in listed if card["kind"] == kind] for kind in ("person", "company"))
    return people[:MOST_PEOPLE], companies[:MOST_COMPANIES]
