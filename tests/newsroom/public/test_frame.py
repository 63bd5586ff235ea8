"""The frame around pages is read anew only when something changed: each test works with what was committed."""

import datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom.demo.make import make_article, make_edition, schedule
from newsroom.models import Section
from newsroom.public import frame

pytestmark = pytest.mark.django_db(transaction=True)


def names(now=None) -> list[str]:
    return [section.name for section in frame.read(now or timezone.now()).sections]


def test_what_stands_is_only_asked_for_its_number():
    make_edition("One", section="News")
    before = frame.read(timezone.now())
    with CaptureQueriesContext(connection) as asked:
        after = frame.read(later := timezone.now())
    assert len(asked) == 1
    assert "newsroom_section" not in asked[0]["sql"]
    assert (after.sections, after.changed_at, after.now) == (before.sections, before.changed_at, later)


def test_a_change_shows_at_once():
    make_edition("One", section="News")
    assert names() == ["News"]
    make_edition("Two", section="Policy")
    assert sorted(names()) == ["News", "Policy"]
    section = Section.objects.get(name="Policy")
    section.name = "Rules"
    section.save()
    assert sorted(names()) == ["News", "Rules"]


def test_the_clock_changes_it_too():
    make_edition("One", section="News")
    begins = timezone.now() + datetime.timedelta(hours=1)
    schedule(make_article("Two", section="Policy"), at=begins)
    assert names() == ["News"]
    assert frame.read(timezone.now()).changes_at == begins
    assert sorted(names(begins)) == ["News", "Policy"]
    assert names() == ["News"]  # asked for a moment before, as the desk does when it shows a page


def test_nothing_is_kept_of_a_transaction_that_may_never_be():
    make_edition("One", section="News")
    assert names() == ["News"]
    with transaction.atomic():
        make_edition("Two", section="Policy")
        assert sorted(names()) == ["News", "Policy"]
        transaction.set_rollback(True)
    make_edition("Three", section="People")
    assert sorted(names()) == ["News", "People"]
