"""The front page: the lead story, the latest, a row for each section, and who is in the news."""

from django.db.models import Count
from django.utils import timezone

from companies.models import Company
from newsroom.models import Edition
from newsroom.public.bounded import newest_of_each
from newsroom.public.paging import cards
from newsroom.public.people import name_titles, with_roles
from newsroom.public.views.base import Head, PublicView
from people.models import Person

TOP = 11  # the lead, two beside it, and the latest
A_ROW = 4
IN_THE_NEWS = 60  # newest stories; whoever they are about is in the news


class HomePage(PublicView):
    def get(self, request):
        live = Edition.objects.live(self.now).newest_first()
        lists = {section: live.filter(section=section)[: A_ROW + TOP] for section in self.frame.sections}
        ids = newest_of_each({None: live[:IN_THE_NEWS], **lists})
        newest = ids.pop(None)
        top = newest[:TOP]
        # A story stands on the front page once: the rows continue where the top ends.
        rows = {section: [pk for pk in pks if pk not in top][:A_ROW] for section, pks in ids.items()}
        stories = {story.pk: story for story in cards([*top, *(pk for pks in rows.values() for pk in pks)])}
        top = [stories[pk] for pk in top]
        # The newest leads, unless one just before it has a picture and it has none.
        lead = next((story for story in top[:3] if story.lead_photo), top[0] if top else None)
        others = [story for story in top if story is not lead]
        people = with_roles(_in_the_news(Person, newest).select_related("picture"))
        return self.page(
            "newsroom/home.html",
            Head(
                title=f"{self.frame.site_name} News",
                path="/",
                description=f"{self.frame.site_tagline}: the latest stories, companies and people.",
                image=lead.lead_photo if lead else None,
                feed="/feed/",
            ),
            lead=lead,
            seconds=others[:2],
            latest=others[2:],
            rows=[(section, [stories[pk] for pk in pks]) for section, pks in rows.items() if pks],
            companies=_in_the_news(Company, newest).select_related("picture")[:8],
            people=name_titles(people[:6], timezone.localdate(self.now)),
        )


def _in_the_news(profiles, newest: list[int]):
    return (
        profiles.objects.listed()
        .filter(tag__edition_items__content_object__in=newest)
        .annotate(times=Count("pk"))
        .order_by("-times", "name", "pk")
    )
