"""What a story's address says while the story is away, about to change, or one of several in other languages."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.demo import make
from newsroom.demo.make import make_article, make_edition
from newsroom.desk import translations, workflow
from newsroom.models import Edition

from .conftest import republish

pytestmark = pytest.mark.django_db


def saved(article, **fields):
    """The working copy with other fields, as it stands in the database."""
    article.refresh_from_db()
    for name, value in fields.items():
        setattr(article, name, value)
    workflow.save(article)
    return article


def test_what_was_withdrawn_tells_nothing_of_how_it_will_come_back(client, story):
    workflow.withdraw(story.article, reason="Wrong.")
    again = saved(story.article, slug="secret-name", headline="Secret headline")
    make.schedule(again, at=timezone.now() + timedelta(days=1))
    answer = client.get(story.get_absolute_url())
    assert answer.status_code == 410
    assert "ecret" not in answer.content.decode()
    assert "noindex" in answer.content.decode()


def test_all_addresses_of_what_was_withdrawn_say_what_became_of_it(client, story):
    old = story.get_absolute_url()
    last = republish(story, slug="second", headline="Second headline")
    workflow.withdraw(last.article, reason="Wrong from the beginning.")
    for path in (old, last.get_absolute_url()):
        words = client.get(path).content.decode()
        assert "Second headline" in words
        assert "Wrong from the beginning." in words


def test_a_change_to_come_is_told_of_when_it_comes(client, story):
    changes = f'href="{story.get_absolute_url()}changes/"'
    again = saved(story.article, body="<p>Other words.</p>")
    update = make.schedule(
        again, at=timezone.now() + timedelta(hours=1), change=Edition.Change.UPDATE, note="Figures added."
    )
    assert changes not in client.get(story.get_absolute_url()).content.decode()
    workflow.unschedule(again)
    assert not Edition.objects.filter(pk=update.pk, live_until=None).exists()
    republish(story, body="<p>Better put.</p>")
    assert changes not in client.get(story.get_absolute_url()).content.decode(), "nobody was told of it"
    republish(story, body="<p>Other words.</p>", change=Edition.Change.UPDATE, note="Figures added.")
    assert changes in client.get(story.get_absolute_url()).content.decode()


@pytest.mark.parametrize("tags", [["towers"], []])
def test_its_other_languages_take_no_place_among_what_goes_with_it(client, tags):
    english = make_edition("Two towers open", tags=["towers"])
    for number in range(5):
        make_edition(f"Tower {number}", tags=["towers"])
    draft = make_article("双塔启用", slug="towers-zh", language="zh-Hans", tags=tags)
    translations.relate(draft, english.article)
    make.publish(draft)
    related = client.get(english.get_absolute_url()).content.decode().partition('id="related"')[2]
    headlines = re.findall(r"<h3[^>]*><a[^>]*>([^<]+)</a>", related)
    assert headlines == [f"Tower {number}" for number in (4, 3, 2, 1)]


def test_what_is_shared_carries_its_whole_headline_and_address(client):
    edition = make_edition("Chips & “more”: 50% off?", slug="措施")
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "Chips%20%26%20%E2%80%9Cmore%E2%80%9D%3A%2050%25%20off%3F" in page
    year = timezone.localdate().year
    assert f"http%3A%2F%2Ftestserver%2Fnews%2F{year}%2F%25E6%258E%25AA%25E6%2596%25BD%2F" in page
