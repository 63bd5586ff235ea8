"""What stands at the edges of a profile's page: turns of the year, stories that name it twice, bylines to come."""

import datetime

import pytest
from django.utils import timezone

from newsroom.demo.make import make_article, make_company, make_edition, make_person, schedule
from newsroom.models import EditionMention
from newsroom.public import archive, profiles
from newsroom.public.profiles import Place

pytestmark = pytest.mark.django_db


def name(edition, profile, sentence: str, *, start: int = 0, field: str = "body", role: str = "mentioned") -> None:
    EditionMention.objects.create(
        edition=edition, tag=profile.tag, field=field, start=start, end=start + 1, surface=profile.name, role=role,
        sentence=sentence, sentence_hash=f"{field[:4]}-{start}", first_published_at=edition.first_published_at,
    )  # fmt: skip


@pytest.mark.parametrize("part", ["", "about", "mentioned"])
def test_a_story_of_the_turn_of_the_year_stands_in_one_year(part):
    company = make_company("Lenovo")
    begins = datetime.datetime(2014, 1, 1, tzinfo=timezone.get_current_timezone())
    before, first = (
        make_edition(f"At {moment}", tags=[company], backdated_to=moment)
        for moment in (begins - datetime.timedelta(microseconds=1), begins)
    )
    for edition in (before, first):
        name(edition, company, "Lenovo grew.", role=part or "mentioned")
    now = timezone.now()
    assert profiles.stories(now, company.tag_id, year=2013, part=part)[:9] == [before.pk]
    assert profiles.stories(now, company.tag_id, year=2014, part=part)[:9] == [first.pk]


def test_a_story_that_mentions_it_twice_is_listed_once():
    company = make_company("Lenovo")
    edition = make_edition("One", tags=[company])
    name(edition, company, "Lenovo grew.")
    name(edition, company, "Lenovo grew again.", start=40)
    assert profiles.stories(timezone.now(), company.tag_id, part="mentioned")[:9] == [edition.pk]


def test_the_sentence_shown_is_the_first_of_the_text_and_the_headline_the_last_resort():
    company = make_company("Lenovo")
    edition = make_edition("One", tags=[company])
    said = []
    for field, start in (("headline", 0), ("standfirst", 3), ("body", 90), ("body", 12)):
        name(edition, company, f"{field} {start}", field=field, start=start)
        said.append(profiles.places([edition.pk], company.tag_id)[edition.pk].sentence)
    assert said == ["headline 0", "standfirst 3", "body 90", "body 12"]


def test_a_place_without_its_name_in_the_sentence_is_not_shown():
    assert Place("Lenovo grew.", "Lenovo").parts == ("", "Lenovo", " grew.")
    assert Place("Miracles of Mi, Mi said.", "Mi").parts == ("Miracles of ", "Mi", ", Mi said.")
    assert Place("联想的Mi手机", "Mi").parts == ("联想的", "Mi", "手机")
    assert Place("中关村联想说", "联想").parts == ("中关村", "联想", "说")
    assert Place("Miracles", "Mi").parts == ("", "Mi", "racles"), "as it was confirmed"
    for place in (Place("", "Lenovo"), Place("It grew.", "Lenovo"), Place("It grew.", ""), Place("", "")):
        assert place.parts is None


def test_a_byline_that_readers_do_not_see_yet_makes_no_page_to_index(client):
    writer = make_person("Wang Yifei")
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    credits = [{"name": "Wang Yifei", "person": writer}]
    schedule(make_article("Tomorrow", credits=credits), at=tomorrow)
    assert b'content="noindex"' in client.get("/people/wang-yifei/").content
    make_edition("Today", credits=credits)
    assert b'content="noindex"' not in client.get("/people/wang-yifei/").content


def test_what_is_taken_back_while_a_page_is_made_breaks_no_years(django_assert_num_queries):
    """The ends were read with the profile, the stories between them a moment later."""
    now, then = timezone.now(), datetime.datetime(2014, 6, 1, tzinfo=datetime.UTC)
    company = make_company("Lenovo")
    assert profiles.coverage(now, company.tag_id, then, then) == []
    with django_assert_num_queries(0):
        assert profiles.coverage(now, company.tag_id, None, None) == []
    make_edition("Older", tags=[company], backdated_to=then - datetime.timedelta(days=800))
    assert [tuple(year) for year in profiles.coverage(timezone.now(), company.tag_id, then, then)] == [(2014, 0, 0)]


def test_what_is_taken_back_while_the_archive_is_made_breaks_no_years(monkeypatch):
    make_edition("Older", backdated_to=datetime.datetime(2014, 6, 1, tzinfo=datetime.UTC))
    monkeypatch.setattr(archive, "_oldest", lambda now: [])
    assert archive.by_year(timezone.now(), 9) == []
