"""What changed in a story, for readers."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.demo.make import schedule
from newsroom.desk import workflow
from newsroom.models import Article, Edition
from newsroom.public.views import changes as views

from .conftest import DAY, make_edition, republish

pytestmark = pytest.mark.django_db
ADDRESS = "/news/2013/park-aims-high/"


def changes(client) -> str:
    return client.get(f"{ADDRESS}changes/").content.decode()


def test_versions_that_readers_were_told_of_are_compared_word_by_word(client, story):
    republish(story, body="<p>Xiaomi sold 16 million phones.</p>", change=Edition.Change.UPDATE, note="New figures.")
    republish(story, headline="Park aims higher", change=Edition.Change.MINOR)
    article = story.article
    article.refresh_from_db()
    article.body = "<p>Xiaomi sold 17 million phones.</p>"
    workflow.save(article)
    workflow.approve(article)
    workflow.correct(article, text="It was 17 million.")
    page = changes(client)
    assert [text for _, text in re.findall(r"<(ins|del)><span[^>]*>\w+: </span>([^<]+)", page)] == [
        "high", "higher", "16", "17", "15", "16",
    ]  # fmt: skip
    assert page.index("It was 17 million.") < page.index("New figures.")
    assert '<meta name="robots" content="noindex">' in page
    assert f'<a href="{ADDRESS}changes/">' in client.get(ADDRESS).content.decode()


def test_of_very_many_versions_the_page_says_that_it_has_the_newest(client, story, monkeypatch):
    monkeypatch.setattr(views, "MOST", 2)
    for number in range(3):
        page = changes(client) if number else ""
        assert "Earlier versions than these are not shown" not in page
        republish(story, body=f"<p>Once more: {number}.</p>", change=Edition.Change.UPDATE)
    page = changes(client)
    assert page.count('<section class="change"') == 2
    assert "Earlier versions than these are not shown" in page


def test_a_story_without_versions_has_no_such_page(client, story):
    republish(story, headline="Park aims higher", change=Edition.Change.MINOR)
    assert client.get(f"{ADDRESS}changes/").status_code == 404
    assert f"{ADDRESS}changes/" not in client.get(ADDRESS).content.decode()


def test_a_version_to_come_and_a_withdrawn_story_are_not_told_of(client, story):
    republish(story, body="<p>Once.</p>", change=Edition.Change.UPDATE)
    article = Article.objects.get()
    article.body = "<p>Secret.</p>"
    workflow.save(article)
    schedule(article, at=timezone.now() + timedelta(hours=1), change=Edition.Change.UPDATE)
    assert "Once" in changes(client)
    assert "Secret" not in changes(client)
    workflow.unschedule(article)
    workflow.withdraw(article, reason="Wrong.")
    gone = client.get(f"{ADDRESS}changes/")
    assert gone.status_code == 410
    assert "Once" not in gone.content.decode()


def test_an_old_address_leads_on(client, story):
    republish(story, slug="park-aims-higher", change=Edition.Change.UPDATE)
    answer = client.get(f"{ADDRESS}changes/")
    assert (answer.status_code, answer["Location"]) == (301, "/news/2013/park-aims-higher/changes/")
    assert make_edition("Another", backdated_to=DAY)
    assert client.get("/news/2013/another/changes/").status_code == 404


def test_of_what_was_gone_entirely_nothing_is_compared(client, story):
    republish(story, body="<p>A secret.</p>", change=Edition.Change.UPDATE)
    workflow.withdraw(story.article, reason="A court says so.", gone=True)
    republish(story, body="<p>Clean.</p>")
    assert client.get(f"{ADDRESS}changes/").status_code == 404
    assert f"{ADDRESS}changes/" not in client.get(ADDRESS).content.decode()
    republish(story, body="<p>Spotless.</p>", change=Edition.Change.UPDATE)
    page = changes(client)
    assert re.findall(r"<(?:ins|del)><span[^>]*>\w+: </span>([^<]+)", page) == ["Clean", "Spotless"]
    assert not {"secret", "million"} & set(re.findall(r"\w+", page))
    assert f"{ADDRESS}changes/" in client.get(ADDRESS).content.decode()


def test_after_it_was_gone_an_update_is_the_first_that_readers_know(client, story):
    workflow.withdraw(story.article, reason="A court says so.", gone=True)
    republish(story, body="<p>Clean.</p>", change=Edition.Change.UPDATE)
    assert client.get(f"{ADDRESS}changes/").status_code == 404
    assert f"{ADDRESS}changes/" not in client.get(ADDRESS).content.decode()


def test_what_was_taken_back_with_its_reason_is_compared_with_what_came_instead(client, story):
    workflow.withdraw(story.article, reason="Too early.")
    republish(story, body="<p>Xiaomi sold 16 million phones.</p>", change=Edition.Change.UPDATE)
    assert "16" in changes(client)


def test_a_story_that_is_shown_again_as_it_was_keeps_its_versions(client, story):
    republish(story, body="<p>More.</p>", change=Edition.Change.UPDATE)
    before = changes(client)
    workflow.withdraw(story.article, reason="By mistake.", gone=True)
    article = Article.objects.get()
    workflow.reinstate(article, reason="It was by mistake.")
    assert changes(client) == before
