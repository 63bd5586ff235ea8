"""A role is held from the midnight before its first day to that after its last, on every page, kept or made anew."""

import datetime
import json
import re

import pytest
import time_machine
from django.utils import timezone

from newsroom.demo.make import make_company, make_edition, make_person, make_section
from newsroom.models import Generation, Slot
from newsroom.public import frame
from people.models import Role

from .asking import ask
from .test_with_the_site import site

__all__ = ["site"]

TURN = datetime.date(2027, 1, 1)
SECOND, HOUR = datetime.timedelta(seconds=1), datetime.timedelta(hours=1)


def midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


@pytest.fixture
def clock(one_connection):
    with time_machine.travel(midnight(TURN) - HOUR, tick=False) as clock:
        yield clock


@pytest.fixture
def handover(clock):
    """Old is chair of Xiaomi to the last day of a year, and New from the first of the next; a story names both."""
    xiaomi = make_company("Xiaomi")
    old, new = make_person("Old Wang"), make_person("New Wang")
    Role.objects.create(person=old, title="Chair", company=xiaomi, started="2016-03-01", ended=TURN - 24 * HOUR)
    Role.objects.create(person=new, title="Heir", company=xiaomi, started=TURN)
    make_edition("Xiaomi grows", tags=[xiaomi, old, new])
    for person in (old, new):
        Slot.objects.create(place="news", person=person)


def described(html: str) -> dict:
    graph = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1])["@graph"]
    return next(thing for thing in graph if thing["@type"] == "ProfilePage")["mainEntity"]


def seen(site) -> dict[str, str]:
    """Where each of the two stands on each page: what is printed with their names, and what machines are told."""
    pages = {path: ask(site, path).body.decode() for path in PATHS}
    old, new, company = (pages[path] for path in ("/people/old-wang/", "/people/new-wang/", "/companies/xiaomi/"))
    return {
        "old": "now" if "<dt>Now</dt>" in old else "before" if "<dt>Before</dt>" in old else "",
        "new": "now" if "<dt>Now</dt>" in new else "before" if "<dt>Before</dt>" in new else "",
        "company now": re.findall(r"<small>((?:Chair|Heir)[^<]*)", company.split(">Before<")[0]),
        "company before": re.findall(r"<small>((?:Chair|Heir)[^<]*)", "".join(company.split(">Before<")[1:])),
        "jobs": [described(old).get("jobTitle"), described(new).get("jobTitle")],
        "employed": [each["roleName"] for each in described(company).get("employee", [])],
        "heir named": sorted(path for path, html in pages.items() if "Heir" in html),
    }


PATHS = ["/", "/people/", "/people/old-wang/", "/people/new-wang/", "/companies/xiaomi/", "/search/?q=new+wang"]


def test_a_kept_page_turns_over_at_midnight(site, clock, handover):
    before = seen(site)
    assert before == {
        "old": "now", "new": "", "company now": ["Chair, 2016–2026"], "company before": [],
        "jobs": [["Chair"], None], "employed": ["Chair"], "heir named": [],
    }  # fmt: skip
    assert ask(site, "/people/old-wang/")["Cache-Control"] == "public, max-age=60"
    clock.move_to(midnight(TURN) - SECOND)
    assert seen(site) == before
    assert ask(site, "/people/old-wang/")["Cache-Control"] == "public, max-age=1"
    clock.move_to(midnight(TURN))
    assert seen(site) == {
        "old": "before", "new": "now", "company now": ["Heir, since 2027"], "company before": ["Chair, 2016–2026"],
        "jobs": [None, ["Heir"]], "employed": ["Heir"],
        "heir named": ["/", "/companies/xiaomi/", "/people/", "/people/new-wang/", "/search/?q=new+wang"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("days", "moments"),
    [
        ([(None, None), ("2001-01-01", "2026-12-30"), ("2026-12-31", None)], [None]),
        ([(None, "2026-12-31")], [TURN, None]),
        ([("2027-03-28", "2027-03-31"), (None, "2027-02-28")], ["2027-03-01", "2027-03-28", "2027-04-01", None]),
        ([("2026-01-01", "9999-12-31")], [None]),
    ],
)
def test_the_days_of_roles_are_moments(clock, days, moments):
    make_section()
    person = make_person("Guo Hong")
    for started, ended in days:
        Role.objects.create(person=person, title="Chair", started=started, ended=ended)
    at = timezone.now()
    for moment in moments:
        expected = moment and midnight(datetime.date.fromisoformat(str(moment)))
        assert Generation.objects.standing(at)[1] == frame.read(at).changes_at == expected
        at = expected


def test_nobody_bears_a_title_before_its_day_nor_loses_the_last_one(clock):
    person = make_person("Guo Hong")
    assert person.distinction == ""
    coming = Role.objects.create(person=person, title="Chair", started=TURN)
    assert person.distinction == ""
    Role.objects.create(person=person, title="Clerk", ended="2001-01-01", order=1)
    assert person.distinction == "Clerk"
    clock.move_to(midnight(TURN))
    assert person.distinction == str(coming)
