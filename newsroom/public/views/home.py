"""The front page: the lead story, the latest, a row for each section, and who is in the news."""

from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from newsroom.models import Edition, EditionTag
from newsroom.public import cards
from newsroom.public.bounded import newest_of_each
from newsroom.public.people import with_role
from newsroom.public.prepared import prepared
from newsroom.public.views.base import Head, PublicView

TOP = 11  # the lead, two beside it, and the latest
A_ROW = 4
IN_THE_NEWS = 60  # newest stories; whoever they are about is in the news
MOST_PEOPLE, MOST_COMPANIES = 6, 8


class HomePage(PublicView):
    def get(self, request):
        lists = {section: _newest_in.sql(self.now, section.pk) for section in self.frame.sections}
        ids = newest_of_each({None: _newest.sql(self.now), **lists})
        newest = ids.pop(None)
        top = newest[:TOP]
        # A story stands on the front page once: the rows continue where the top ends.
        rows = {section: [pk for pk in pks if pk not in top][:A_ROW] for section, pks in ids.items()}
        stories = {story["id"]: story for story in cards.stories([*top, *(pk for pks in rows.values() for pk in pks)])}
        top = [stories[pk] for pk in top]
        # The newest leads, unless one just before it has a picture and it has none.
        lead = next((story for story in top[:3] if story["lead_photo"]), top[0] if top else None)
        others = [story for story in top if story is not lead]
        people, companies = in_the_news(newest)
        return self.page(
            "newsroom/home.html",
            Head(
                title=f"{self.frame.site_name} News",
                path="/",
                description=f"{self.frame.site_tagline}: the latest stories, companies and people.",
                image=lead["lead_photo"] if lead else None,
                feed="/feed/",
            ),
            lead=lead,
            seconds=others[:2],
            latest=others[2:],
            rows=[(section, [stories[pk] for pk in pks]) for section, pks in rows.items() if pks],
            companies=companies,
            people=with_role(people, timezone.localdate(self.now)),
        )


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


def in_the_news(newest: list[int]) -> tuple[list[dict], list[dict]]:
    """The people and the companies that most of these editions are about, as cards; two queries."""
    times = dict(_times_named(newest))
    listed = [card for card in cards.tags(times) if card["is_listed"]]
    listed.sort(key=lambda card: (-times[card["tag"]], card["name"], card["tag"]))
    people, companies = ([card for card in listed if card["kind"] == kind] for kind in ("person", "company"))
    return people[:MOST_PEOPLE], companies[:MOST_COMPANIES]
