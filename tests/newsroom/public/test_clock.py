"""When its moment comes a story appears everywhere at once, and at its end it is gone from everywhere: no job runs."""

import datetime

import pytest
import time_machine
from django.urls import get_resolver, resolve
from django.utils import timezone

from newsroom.demo import make
from newsroom.demo.make import make_article, make_company, make_edition, make_person, make_section
from newsroom.desk import workflow

from .conftest import content_of, make_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.make_aware(datetime.datetime(2026, 5, 20, 9))  # noqa: DTZ001  made aware


def surfaces(year, photo) -> list[str]:
    return [
        "/", "/news/", f"/news/{year}/", f"/news/{year}/05/", f"/news/{year}/zephyr-opens/", "/sections/labs/",
        "/topics/winds/", "/topics/", "/companies/zephyr/", "/people/zoe/", "/feed/", "/sections/labs/feed/",
        "/companies/zephyr/feed/", "/people/zoe/feed/", "/topics/winds/feed/", "/sitemap.xml", f"/sitemap-{year}.xml",
        f"/sitemap-{year}-05.xml", "/sitemap-pages.xml", f"/media/{photo.file.name}",
        f"/media/{photo.renditions[0]['name']}",
        "/feed.atom", "/feed.json", "/companies/zephyr/feed.atom", "/people/zoe/feed.json", "/news-sitemap.xml",
        "/llms.txt", f"/news/{year}/zephyr-opens.md", f"/news/{year}/zephyr-opens.txt",
        f"/news/{year}/zephyr-opens.ninjs.json", "/search/?q=zephyr+opens", "/search/feed.json?q=zephyr+opens",
        "/search/suggest/?q=zephyr+op", "/search/?q=winds", "/feeds/", "/feeds/topics/",
        "/sections/labs/feed.atom", "/sections/labs/feed.json", "/topics/winds/feed.atom", "/topics/winds/feed.json",
        "/companies/zephyr/feed.json", "/people/zoe/feed.atom", f"/companies/zephyr/?year={year}",
        "/people/zoe/?part=about",
        f"/news/{year}/zephyr-opens.zip", "/companies/zephyr/media-kit.zip",
        f"/oembed/?url=http://testserver/news/{year}/zephyr-opens/",
        f"/news/{year}/other/",
    ]  # fmt: skip


# What no beginning or end of a story changes (corrections are told when they are made), and what is looked at below.
STILL = {
    "people/", "companies/", "feeds/people/", "feeds/companies/", "about/", "contacts/", "policies/", "accessibility/",
    "robots.txt", ".well-known/security.txt", "favicon.ico",
    "corrections/", "news/<year:year>/<name:slug>/changes/",
}  # fmt: skip


def test_no_surface_is_forgotten(media_root):
    asked = {resolve(path.partition("?")[0]).route for path in surfaces(2026, make_photo("feed"))}
    assert asked | STILL == {str(pattern.pattern) for pattern in get_resolver("newsroom.public.urls").url_patterns}
    assert not asked & STILL


def seen(client, path) -> str:
    """All that a reader gets, but for how long it may be kept."""
    answer = client.get(path)
    return f"{answer.status_code} {content_of(answer)}"


@pytest.fixture
def park(now, media_root):
    """One story by itself, and another that waits."""
    photo = make_photo("feed")
    make_section("Labs")
    zephyr, zoe = make_company("Zephyr"), make_person("Zoe")
    with time_machine.travel(now - datetime.timedelta(days=400), tick=False):
        make_edition("Other", tags=["calm"])
    with time_machine.travel(now, tick=False):
        make_edition("Other still", slug="other", tags=["winds-not"])
        article = make_article("Zephyr opens", lead_photo=photo, tags=[zephyr, zoe, "winds", "calm"], section="Labs")
    return article, photo


def test_everything_changes_at_the_moment_it_begins_and_ends(client, now, park):
    article, photo = park
    hour = datetime.timedelta(hours=1)
    tiny = datetime.timedelta(microseconds=1)
    paths = surfaces(now.year, photo)
    # "Other" shares a topic, so the story appears on its page as related.
    paths[-1] = "/news/2025/other/"

    def look(moment):
        with time_machine.travel(moment, tick=False):
            return {path: seen(client, path) for path in paths}

    before_scheduling = look(now + tiny)
    with time_machine.travel(now + 2 * tiny, tick=False):
        make.schedule(article, at=now + hour, until=now + 2 * hour)

    assert look(now + 3 * tiny) == before_scheduling
    assert look(now + hour - tiny) == before_scheduling
    live = look(now + hour)
    same = [path for path in paths if live[path] == before_scheduling[path]]
    assert same == ["/sitemap.xml"]  # the year was in it already
    assert look(now + 2 * hour - tiny) == live
    after = look(now + 2 * hour)
    for end in ("/", ".md", ".txt", ".ninjs.json", ".zip"):
        assert after.pop(f"/news/{now.year}/zephyr-opens{end}").startswith("410")
        before_scheduling.pop(f"/news/{now.year}/zephyr-opens{end}")
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
