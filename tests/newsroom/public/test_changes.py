"""What changed in a story, for readers."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.demo.make import schedule
from newsroom.desk import workflow
from newsroom.models import Article, Edition

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
