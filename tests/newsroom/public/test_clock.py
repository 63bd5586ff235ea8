"""When its moment comes a story appears everywhere at once, and at its end it is gone from everywhere: no job runs."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from newsroom.demo import make
from newsroom.demo.make import make_article, make_company, make_edition, make_person, make_section
from newsroom.desk import workflow
from tests.newsroom.papers import make_attachment

from .conftest import content_of, make_photo
from .surfaces import UNCHANGED, own_forms, surfaces

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.make_aware(datetime.datetime(2026, 5, 20, 9))  # noqa: DTZ001  made aware


def seen(client, path) -> str:
    """All that a reader gets, but for how long it may be kept."""
    answer = client.get(path)
    return f"{answer.status_code} {content_of(answer)}"


@pytest.fixture
def park(now, media_root):
    """(story that waits, addresses where it will show)."""
    photo, report = make_photo("feed"), make_attachment("Report")
    make_section("Labs")
    zephyr, zoe = make_company("Zephyr"), make_person("Zoe")
    with time_machine.travel(now - datetime.timedelta(days=400), tick=False):
        other = make_edition("Other", tags=["calm"])  # shares a topic, so the story appears on its page as related
    with time_machine.travel(now, tick=False):
        make_edition("Other still", tags=["winds-not"])
        article = make_article(
            "Zephyr opens", lead_photo=photo, tags=[zephyr, zoe, "winds", "calm"], section="Labs",
            attachments=[report.as_carried],
        )  # fmt: skip
    files = [photo.file.url, f"/media/{photo.renditions[0]['name']}", report.file.url]
    return article, surfaces(now.date(), "http://testserver", *files, other.get_absolute_url())


def test_everything_changes_at_the_moment_it_begins_and_ends(client, now, park):
    article, paths = park
    hour = datetime.timedelta(hours=1)
    tiny = datetime.timedelta(microseconds=1)

    def look(moment):
        with time_machine.travel(moment, tick=False):
            return {path: seen(client, path) for path in paths}

    before_scheduling = look(now + tiny)
    with time_machine.travel(now + 2 * tiny, tick=False):
        make.schedule(article, at=now + hour, until=now + 2 * hour)

    assert look(now + 3 * tiny) == before_scheduling
    assert look(now + hour - tiny) == before_scheduling
    live = look(now + hour)
    assert [path for path in paths if live[path] == before_scheduling[path]] == UNCHANGED
    assert look(now + 2 * hour - tiny) == live
    after = look(now + 2 * hour)
    for path in own_forms(now.date()):
        assert after.pop(path).startswith("410")
        before_scheduling.pop(path)
    assert after == before_scheduling


def test_a_new_edition_takes_the_place_of_the_old_at_its_moment(client, now):
    with time_machine.travel(now, tick=False):
        article = make_edition("First words", slug="words").article
    with time_machine.travel(now + datetime.timedelta(minutes=1), tick=False):
        article.headline = "Second words"
        workflow.save(article)
        make.schedule(article, at=now + datetime.timedelta(hours=1))
    for minutes, shown, hidden in ((59, b"First words", b"Second words"), (60, b"Second words", b"First words")):
        with time_machine.travel(now + datetime.timedelta(minutes=minutes), tick=False):
            for path in ("/", "/news/", "/news/2026/words/", "/feed/", "/sections/news/"):
                content = client.get(path).content
                assert shown in content
                assert hidden not in content


def test_an_update_that_waits_is_told_nowhere(client, now):
    with time_machine.travel(now, tick=False):
        article = make_edition("First words", slug="words").article
    with time_machine.travel(now + datetime.timedelta(minutes=1), tick=False):
        article.headline = "Second words"
        workflow.save(article)
        make.schedule(article, at=now + datetime.timedelta(hours=1), change="update", note="It was the second.")
    for minutes, is_told in ((59, False), (60, True)):
        with time_machine.travel(now + datetime.timedelta(minutes=minutes), tick=False):
            for path in ("/news/2026/words/", "/news/2026/words/changes/"):
                assert (b"It was the second." in client.get(path).content) is is_told, (path, minutes)
