"""A search for a company or person of whom there are more stories than anybody reads."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom.demo import make
from newsroom.demo.make import make_article, make_company, make_person
from newsroom.desk import workflow
from tests.newsroom.public.conftest import DAY

from .asking import ask, page, story, text_of, titles

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three_are_many(monkeypatch):
    monkeypatch.setattr("newsroom.public.search.find.MANY", 2)


@pytest.fixture
def hub():
    return make_company("Hub Works", chinese_name="枢纽")


def about(hub, days: int, headline="", **fields):
    return story(headline or f"Evening {days}", tags=[hub], backdated_to=DAY + datetime.timedelta(days=days), **fields)


def test_the_newest_with_the_name_in_the_headline_come_first_and_then_the_newest(client, hub):
    about(hub, 1, "Hub Works opens")
    for day in (2, 3):
        about(hub, day, body="<p>Hub Works, Hub Works and Hub Works.</p>")
    about(hub, 4)
    story("Hub works elsewhere", backdated_to=DAY)
    assert titles(client, "hub works") == [
        "Hub Works opens",
        "Hub works elsewhere",
        "Evening 4",
        "Evening 3",
        "Evening 2",
    ]
    assert titles(client, "hub works", sort="date")[0] == "Evening 4"


def test_its_other_names_find_the_same(client, hub):
    for day in (1, 2, 3):
        about(hub, day)
    about(hub, 0, "枢纽开业")
    assert titles(client, "枢纽") == ["枢纽开业", "Evening 3", "Evening 2", "Evening 1"]
    assert sorted(titles(client, "hub works")) == sorted(titles(client, "枢纽"))


def test_stories_with_the_name_in_their_text_alone_come_last(client, hub):
    story("Elsewhere", body="<p>Hub Works.</p>", backdated_to=DAY + datetime.timedelta(days=99))
    for day in range(22):
        about(hub, day)
    first, second = (text_of(page(client, "hub works", page=number)) for number in (1, 2))
    assert "At least 22 stories" in first
    assert "Elsewhere" not in first
    assert "23 stories" in second
    assert titles(client, "hub works", page=2) == ["Evening 1", "Evening 0", "Elsewhere"]


def test_a_page_that_the_last_of_them_fills_knows_of_the_others(client, hub):
    story("Elsewhere", body="<p>Hub Works.</p>")
    for day in range(20):
        about(hub, day)
    assert 'rel="next"' in page(client, "hub works")
    assert titles(client, "hub works", page=2) == ["Elsewhere"]


def test_beyond_the_bound_it_says_more_than(client, hub, monkeypatch):
    monkeypatch.setattr("newsroom.public.search.find.NEWEST", 4)
    for day in range(6):
        about(hub, day)
    shown = page(client, "hub works")
    assert "More than 4 stories" in shown
    assert titles(client, "hub works") == ["Evening 5", "Evening 4", "Evening 3", "Evening 2"]


def test_filters_count_all_that_are_filed_under_the_name(client, hub):
    for day in range(3):
        about(hub, day, section="Parks")
    about(hub, 4, section="Enterprises")
    shown = text_of(page(client, "hub works"))
    assert "Parks 3 stories" in shown
    assert "Enterprises 1 story" in shown
    assert titles(client, "hub works", section="enterprises") == ["Evening 4"]


def test_nobody_learns_of_a_story_that_waits_or_is_over(client, hub):
    for day in range(3):
        about(hub, day)
    workflow.withdraw(about(hub, 4, "Hub Works withdrawn").article, reason="Wrong.")
    article = make_article("Hub Works to come", tags=[hub])
    make.schedule(article, at=timezone.now() + datetime.timedelta(hours=1))
    assert ">3 stories" in page(client, "hub works")
    assert titles(client, "hub works") == ["Evening 2", "Evening 1", "Evening 0"]


def test_many_that_wait_hide_none(client, hub, monkeypatch):
    monkeypatch.setattr("newsroom.models.search.questions.SLACK", 0)
    monkeypatch.setattr("newsroom.public.search.find.NEWEST", 3)
    for day in range(4):
        about(hub, day)
    for n in range(8):
        make.schedule(make_article(f"To come {n}", tags=[hub]), at=timezone.now() + datetime.timedelta(hours=1))
    assert titles(client, "hub works") == ["Evening 3", "Evening 2", "Evening 1"]


def test_a_topic_is_compared_as_words_are(client):
    for day in range(4):
        story(
            f"Evening {day}",
            tags=["lanterns"],
            body="<p>Lanterns, lanterns and lanterns.</p>" if day == 1 else "<p>Nothing else.</p>",
            backdated_to=DAY + datetime.timedelta(days=day),
        )
    assert titles(client, "lanterns")[0] == "Evening 1"
    assert "4 stories" in page(client, "lanterns")


def test_its_words_in_texts_are_not_looked_for(client, hub):
    person = make_person("Hu Hong")
    for day in range(21):
        about(hub, day)
        story(f"Morning {day}", tags=[person])
    for name in ("hub works", "hu hong"):
        with CaptureQueriesContext(connection) as captured:
            ask(client, q=name)
        asked = [query["sql"] for query in captured if re.search(r"MATCH|newsroom_search\(", query["sql"])]
        assert len(asked) == 2, name
        assert all(re.search(r"GROUP_CONCAT|string_agg\(id", sql) for sql in asked), name
