"""The front page as an editor arranges it."""

import datetime
import re

import pytest
import time_machine
from django.db import IntegrityError
from django.db.transaction import atomic
from django.utils import timezone

from newsroom.demo.make import make_company, make_edition, make_person, schedule
from newsroom.desk import workflow
from newsroom.models import Generation, Slot

from .conftest import DAY, make_article, republish

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def stories():
    """Sixteen stories, the last the newest."""
    return [
        make_edition(f"Story {number:02}", section=("News", "Policy")[number % 2], backdated_to=DAY + number * HOUR)
        for number in range(16)
    ]


def front(client) -> dict:
    """Where each headline stands: {"lead": …, "top": […], "latest": […], "Policy": […]}."""
    html = client.get("/").content.decode()
    headlines = re.compile(r'href="/news/\d+/[^"]+">([^<]+)</a></h')
    lead, _, rest = html.partition('class="seconds"')
    top, _, rest = rest.partition('class="latest"')
    latest, *rows = re.split(r'id="row-', rest)
    found = {"lead": headlines.findall(lead)[-1], "top": headlines.findall(top), "latest": headlines.findall(latest)}
    return found | {row.partition('"')[0]: headlines.findall(row) for row in rows}


def test_without_an_editor_it_is_the_newest(client, stories):
    page = front(client)
    assert (page["lead"], page["top"]) == ("Story 15", ["Story 14", "Story 13"])
    assert page["latest"] == [f"Story {number:02}" for number in range(12, 4, -1)]
    assert page["policy"] == ["Story 03", "Story 01"]


def test_each_place_is_given_and_what_stands_there_stands_nowhere_else(client, stories):
    Slot.objects.create(place="lead", story=stories[0].article)
    Slot.objects.create(place="top", story=stories[2].article, order=2)
    Slot.objects.create(place="top", story=stories[4].article, order=1)
    Slot.objects.create(place="top", story=stories[6].article, order=3)
    Slot.objects.create(place="row", story=stories[15].article)
    page = front(client)
    assert (page["lead"], page["top"]) == ("Story 00", ["Story 04", "Story 02", "Story 06"])
    assert page["latest"][:2] == ["Story 14", "Story 13"]
    assert page["policy"][0] == "Story 15"
    everywhere = [page["lead"], *page["top"], *page["latest"], *page["policy"], *page.get("news", [])]
    assert len(everywhere) == len(set(everywhere))


def test_of_two_leads_the_later_leads_and_the_other_stands_beside_it(client, stories):
    now = timezone.now()
    Slot.objects.create(place="lead", story=stories[1].article, starts_at=now - 2 * HOUR)
    Slot.objects.create(place="lead", story=stories[2].article, starts_at=now - HOUR)
    page = front(client)
    assert (page["lead"], page["top"]) == ("Story 02", ["Story 01", "Story 15"])


def test_long_headlines_are_set_smaller_where_headlines_are_large(client, stories):
    long, longest = "Robots " * 15, "Robots " * 26
    Slot.objects.create(place="top", story=make_edition(long).article)
    Slot.objects.create(place="row", story=make_edition(longest, section="Policy").article)
    html = client.get("/").content.decode()
    sizes = {headline: size for size, headline in re.findall(r'class="card-headline([^"]*)"><a[^>]+>([^<]+)</a>', html)}
    assert (sizes[long], sizes[longest], sizes["Story 14"]) == (" long", " longest", "")


def test_people_and_companies_are_put_first(client, stories):
    quiet, busy, guo = make_company("Quiet"), make_company("Busy"), make_person("Guo Hong")
    make_edition("About", tags=[busy])
    Slot.objects.create(place="news", company=quiet)
    Slot.objects.create(place="news", person=guo)
    html = client.get("/").content.decode()
    assert html.index(">Quiet</a>") < html.index(">Busy</a>")
    assert ">Guo Hong</a>" in html
    quiet.is_listed = False
    quiet.save()
    assert ">Quiet</a>" not in client.get("/").content.decode()


def test_what_readers_do_not_see_takes_no_place(client, stories):
    draft = make_article("Secret plan")
    later = make_article("Tomorrow")
    schedule(later, at=timezone.now() + 24 * HOUR)
    for article in (draft, later, stories[3].article):
        Slot.objects.create(place="lead", story=article)
        Slot.objects.create(place="top", story=article)
    workflow.withdraw(stories[3].article, reason="Wrong.")
    page = client.get("/").content.decode()
    assert front(client)["lead"] == "Story 15"
    assert not any(headline in page for headline in ("Secret plan", "Tomorrow", "Story 03"))


def test_a_new_edition_keeps_the_place(client, stories):
    Slot.objects.create(place="lead", story=stories[3].article)
    republish(stories[3], headline="Put right")
    assert front(client)["lead"] == "Put right"


def test_slots_begin_and_end_by_the_clock_and_pages_are_kept_no_longer(client, stories):
    now = timezone.now()
    start, end = now + datetime.timedelta(seconds=20), now + datetime.timedelta(seconds=50)
    before = Generation.objects.get().number
    slot = Slot.objects.create(place="lead", story=stories[0].article, starts_at=start, ends_at=end)
    assert Generation.objects.standing(now) == (before + 1, start)
    assert Generation.objects.standing(start)[1] == end
    assert Generation.objects.standing(end)[1] is None
    for moment, lead, most in (
        (now, "Story 15", 20),
        (start, "Story 00", 30),
        (end - datetime.timedelta(microseconds=1), "Story 00", 0),
        (end, "Story 15", 60),
    ):
        with time_machine.travel(moment, tick=False):
            assert front(client)["lead"] == lead
            assert client.get("/")["Cache-Control"] == f"public, max-age={most}"
    slot.delete()
    assert Generation.objects.get().number == before + 2


def test_a_slot_holds_one_thing_that_belongs_into_its_place(stories):
    company, article, now = make_company("Xiaomi"), stories[0].article, timezone.now()
    for wrong in (
        {"place": "lead"},
        {"place": "lead", "company": company},
        {"place": "news", "story": article},
        {"place": "news", "story": article, "company": company},
        {"place": "none", "story": article},
        {"place": "lead", "story": article, "starts_at": now, "ends_at": now},
    ):
        with pytest.raises(IntegrityError), atomic():
            Slot.objects.create(**wrong)
