"""What PostgreSQL plans once for all readers, and what for each."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from newsroom.demo.make import make_edition
from newsroom.models import Edition
from newsroom.public.prepared import prepared

from .conftest import DAY

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's driver keeps its statements by itself"),
]


def kept() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [row[0] for row in cursor.fetchall()]


def test_a_page_asked_for_again_is_planned_once(client):
    story = make_edition("Lantern", tags=["lanterns"])
    for _ in range(7):
        assert client.get(story.get_absolute_url()).status_code == 200
    assert any('"newsroom_edition"."slug" = $' in statement for statement in kept())


def test_a_stretch_of_time_is_planned_for_its_length():
    make_edition("Lantern", backdated_to=DAY)

    @prepared
    def between(now, start, end):
        rows = Edition.objects.live(now).filter(first_published_at__gte=start, first_published_at__lt=end)
        return rows.values_list("headline", flat=True)

    for days in range(1, 9):
        assert between(timezone.now(), DAY, DAY + datetime.timedelta(days=days)) == ["Lantern"]
    assert not any('"first_published_at" >= $' in statement for statement in kept())


def test_a_site_whose_plans_are_kept_says_what_changed(client):
    story = make_edition("Lantern", standfirst="Red.")
    for _ in range(7):
        client.get("/news/")
    make_edition("Later", backdated_to=story.first_published_at)
    assert "Later" in client.get("/news/").content.decode()
