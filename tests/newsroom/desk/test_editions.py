"""What is made with an edition, beside its text."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from newsroom import social_cards
from newsroom.demo.make import make_article, make_edition, publish, schedule
from newsroom.desk import editions, workflow
from newsroom.models import Edition

pytestmark = pytest.mark.django_db


def related(headline: str) -> str:
    return f'<p class="related">{headline}</p>'


def test_a_related_line_leads_to_a_story_that_is_published_with_it():
    first, second = make_article("One", body=related("Other")), make_article("Other", body=related("One"))
    workflow.bring_in([first, second])
    one, other = Edition.objects.order_by("pk")
    assert f'href="{other.get_absolute_url()}"' in one.body_html
    assert f'href="{one.get_absolute_url()}"' in other.body_html


def test_a_related_line_leads_to_no_story_that_readers_do_not_see():
    schedule(make_article("Waits"), at=timezone.now() + timedelta(hours=1))
    workflow.withdraw(make_edition("Gone").article, reason="Wrong.")
    edition = make_edition(body=related("Waits") + related("Gone"))
    assert edition.body_html.count('<p class="related">') == 2
    assert "href" not in edition.body_html


@pytest.mark.parametrize(("number", "is_drawn"), [(2, True), (3, False)])
def test_pictures_are_drawn_for_a_few_and_left_for_many(
    monkeypatch, django_capture_on_commit_callbacks, number, is_drawn
):
    drawn = []
    monkeypatch.setattr(editions, "MOST_CARDS", 2)
    monkeypatch.setattr(social_cards, "draw_quietly", drawn.extend)
    stories = [make_article() for _ in range(number)]
    with django_capture_on_commit_callbacks(execute=True):
        made = workflow.bring_in(stories)
    assert drawn == (made if is_drawn else [])


def test_a_picture_that_cannot_be_drawn_holds_up_nothing_that_is_done_after_it():
    publish(make_article())
    ((_, draw, is_robust),) = connection.run_on_commit
    assert (draw.func, is_robust) == (social_cards.draw_quietly, True)
