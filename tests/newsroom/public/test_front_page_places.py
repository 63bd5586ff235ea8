"""How many stand where on the front page, and who comes first among those that no editor put there."""

import datetime

import pytest

from newsroom.demo.make import make_company, make_edition, make_person
from newsroom.models import Slot

from .conftest import DAY, make_photo
from .test_front_page import front

pytestmark = pytest.mark.django_db


def make_stories(number: int, **of_some) -> list:
    """Stories of one section, the last the newest; `of_some` gives fields of single ones: `s3={"lead_photo": …}`."""
    return [
        make_edition(
            f"Story {place:02}", backdated_to=DAY + datetime.timedelta(hours=place), **of_some.get(f"s{place}", {})
        )
        for place in range(number)
    ]


def place(where: str, *editions) -> None:
    for order, edition in enumerate(editions):
        Slot.objects.create(place=where, story=edition.article, order=order)


def test_the_latest_are_as_many_however_many_have_a_place_in_a_row(client):
    place("row", *make_stories(26)[-9:])
    page = front(client)
    assert (page["lead"], page["top"]) == ("Story 16", ["Story 15", "Story 14"])
    assert page["latest"] == [f"Story {number:02}" for number in range(13, 5, -1)]


def test_four_stand_beside_the_lead_at_the_most(client):
    stories = make_stories(8)
    place("top", *stories[:5])
    page = front(client)
    assert page["top"] == ["Story 00", "Story 01", "Story 02", "Story 03"]
    assert page["latest"] == ["Story 06", "Story 05", "Story 04"]


def test_a_story_put_there_twice_takes_one_place(client):
    story = make_stories(4)[0]
    place("top", story, story)
    assert front(client)["top"] == ["Story 00", "Story 02"]


def test_without_a_choice_one_of_the_newest_three_with_a_picture_leads(client, media_root):
    make_stories(6, s3={"lead_photo": make_photo("f03")}, s2={"lead_photo": make_photo("f02")})
    page = front(client)
    assert (page["lead"], page["top"]) == ("Story 03", ["Story 05", "Story 04"])


def test_a_picture_farther_back_leads_nothing(client, media_root):
    make_stories(6, s2={"lead_photo": make_photo("f02")})
    assert front(client)["lead"] == "Story 05"


def test_the_only_story_leads_though_it_has_another_place(client):
    [story] = make_stories(1)
    place("top", story)
    assert front(client)["lead"] == "Story 00"


def test_of_people_and_companies_four_each_those_named_most_first_and_none_that_is_unlisted(client):
    firms = [make_company(f"Firm {letter}") for letter in "ABCDEFG"]
    people = [make_person(f"Wang {letter}") for letter in "ABCDEFG"]
    make_edition("All of them", tags=[*firms, *people, make_company("Absent", is_listed=False)])
    make_edition("Once more", tags=[firms[-1], people[-1]])
    page = client.get("/").content.decode()
    assert "Absent" not in page
    for names in ([f"Firm {letter}" for letter in "GABC"], [f"Wang {letter}" for letter in "GABC"]):
        places = [page.index(f">{name}</a>") for name in names]
        assert places == sorted(places)
    assert ">Firm D</a>" not in page
    assert ">Wang D</a>" not in page
