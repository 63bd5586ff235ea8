"""What tags of editions repeat of their editions is the same after every step, and whoever writes it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F, Q
from django.utils import timezone

from companies.models import Tag
from newsroom.demo.make import make_article, make_edition, publish, schedule
from newsroom.desk import workflow
from newsroom.models import Edition, EditionTag

pytestmark = pytest.mark.django_db


def out_of_step() -> list[EditionTag]:
    """The tags whose date or interval is not that of their edition."""
    same_end = Q(live_until=F("content_object__live_until")) | Q(
        live_until=None, content_object__live_until__isnull=True
    )
    same = Q(live_from=F("content_object__live_from"), first_published_at=F("content_object__first_published_at"))
    return list(EditionTag.objects.exclude(pk__in=EditionTag.objects.filter(same & same_end)))


def tag(name: str) -> Tag:
    return Tag.objects.get_or_make([name])[name]


def moments() -> list[tuple]:
    rows = EditionTag.objects.order_by("content_object__number", "tag__name")
    return list(rows.values_list("content_object__number", "live_from", "live_until"))


def about_to_change():
    """A live edition, its article with another headline, and a moment in an hour."""
    edition = make_edition("First", tags=["chips"])
    article = edition.article
    article.headline = "Second"
    workflow.save(article)
    return edition, article, timezone.now() + timedelta(hours=1)


def test_a_step_that_ends_an_edition_ends_its_tags():
    edition = make_edition("First", tags=["chips", "robots"])
    workflow.withdraw(edition.article, reason="x")
    ended = Edition.objects.get().live_until
    assert ended is not None
    assert moments() == [(1, edition.live_from, ended)] * 2
    assert not EditionTag.objects.live().exists()


def test_a_scheduled_change_and_its_taking_back_move_the_end_of_the_tags():
    edition, article, at = about_to_change()
    schedule(article, at=at, until=at + timedelta(hours=1))
    assert moments() == [(1, edition.live_from, at), (2, at, at + timedelta(hours=1))]
    article.refresh_from_db()
    workflow.unschedule(article)
    assert moments() == [(1, edition.live_from, None)]


def test_tags_that_come_later_have_the_interval_of_the_edition():
    edition, article, at = about_to_change()
    schedule(article, at=at)
    article.refresh_from_db()
    workflow.retag(article, add=[tag("robots")])
    assert moments() == [(1, edition.live_from, at)] * 2 + [(2, at, None)] * 2
    assert out_of_step() == []


@pytest.mark.parametrize("how", ["save", "update", "bulk_update", "SQL"])
def test_whoever_changes_an_edition_changes_its_tags(how):
    """The database sees to it, so a migration that makes the table of editions anew must not lose what does."""
    edition, other = make_edition("First", tags=["chips", "robots"]), make_edition("Other", tags=["chips"])
    begin, end = edition.live_from + timedelta(hours=1), edition.live_from + timedelta(hours=2)
    edition.live_from, edition.live_until = begin, end
    if how == "save":
        edition.save()
    elif how == "update":
        Edition.objects.filter(pk=edition.pk).update(live_from=begin, live_until=end)
    elif how == "bulk_update":
        Edition.objects.bulk_update([edition], ["live_from", "live_until"])
    else:
        values = [connection.ops.adapt_datetimefield_value(moment) for moment in (begin, end)]
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE newsroom_edition SET live_from = %s, live_until = %s WHERE id = %s", [*values, edition.pk]
            )
    assert out_of_step() == []
    rows = list(edition.tag_items.values_list("live_from", "live_until"))
    assert rows == [(begin, end)] * 2
    assert list(other.tag_items.values_list("live_from", "live_until")) == [(other.live_from, None)]


def test_a_tag_out_of_step_would_be_found():
    """The check above can fail."""
    edition = make_edition("First", tags=["chips"])
    EditionTag.objects.update(live_until=edition.live_from + timedelta(hours=1))
    assert len(out_of_step()) == 1
    EditionTag.objects.update(live_until=None, live_from=edition.live_from - timedelta(hours=1))
    assert len(out_of_step()) == 1


def test_publishing_many_at_once_gives_each_tag_its_own_edition():
    articles = [make_article(f"Story {n}", tags=["chips", f"topic {n}"]) for n in range(3)]
    for article in articles:
        publish(article)
    assert EditionTag.objects.live().count() == 6
    assert out_of_step() == []
