"""What is found is what readers may see at that moment, and the index follows every step."""

import datetime
import json

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from companies.models import CompanyAlias
from newsroom.demo import make
from newsroom.demo.make import make_article, make_edition
from newsroom.desk import workflow
from newsroom.models import SearchEntry, search
from tests.newsroom.public.conftest import DAY, republish

from .asking import ask, feed, page, story, titles

pytestmark = pytest.mark.django_db


class TestWhatReadersMayFind:
    def test_drafts_are_not_found(self, client):
        make_article("Zephyranthes bloom", tags=["Zephyranthes topic"])
        assert titles(client, "zephyranthes") == []
        assert ask(client, "/search/suggest/", q="zephyr").json() == {"rows": []}
        assert "Zephyranthes" not in page(client, "zephyranthez").replace("zephyranthez", "")
        ask(client, q="x", topic="zephyranthes-topic", status=400)

    @pytest.mark.parametrize(
        "write",
        [
            lambda: make.make_company("Moon Lander", is_listed=False),
            lambda: make.make_person("Moon Lander", is_listed=False),
            lambda: make_article("A draft", tags=["moon lander"]),
            lambda: workflow.withdraw(story("Wrong", tags=["moon lander"]).article, reason="It was wrong."),
        ],
        ids=["company", "person", "topic of a draft", "topic of what was withdrawn"],
    )
    @pytest.mark.parametrize("q", ["moon lander", "moon lander park"])
    def test_a_name_that_readers_may_not_see_changes_nothing_that_is_found(self, client, write, q):
        for n in range(3):
            for word in ("Moon", "Lander", "Moon lander" if n == 0 else "Moon and a lander"):
                story(f"{word} {n}", backdated_to=DAY + datetime.timedelta(days=n))
        make.make_company("Moon Landers")  # perhaps meant

        def answers():
            return [ask(client, path, q=q).content for path in ("/search/", "/search/feed.json", "/search/suggest/")]

        before = answers()
        assert b"Lander 2" in before[1]
        write()
        assert answers() == before

    def test_the_clock_shows_and_hides(self, client):
        now = timezone.now()
        article = make_article("Lanterns tonight")
        make.schedule(article, at=now + datetime.timedelta(hours=1), until=now + datetime.timedelta(hours=3))
        assert titles(client, "lanterns") == []
        for hours, expected in ((0.9, []), (2, ["Lanterns tonight"]), (4, [])):
            with time_machine.travel(now + datetime.timedelta(hours=hours), tick=False):
                assert titles(client, "lanterns") == expected
                suggested = ask(client, "/search/suggest/", q="lantern").json()["rows"]
                assert [row["text"] for row in suggested] == expected

    def test_every_step_keeps_the_index_in_step(self, client):
        edition = story("First words")
        new = republish(edition, headline="Second words", change="update", note="New words.")
        assert (titles(client, "first"), titles(client, "second")) == ([], ["Second words"])

        article = new.article
        article.refresh_from_db()
        article.headline = "Third words"
        workflow.save(article)
        make.schedule(article, at=timezone.now() + datetime.timedelta(hours=1))
        assert titles(client, "words") == ["Second words"]
        with time_machine.travel(timezone.now() + datetime.timedelta(hours=2)):
            assert titles(client, "words") == ["Third words"]

        workflow.unschedule(article)
        with time_machine.travel(timezone.now() + datetime.timedelta(hours=2)):
            assert titles(client, "words") == ["Second words"]

        make.publish(article)
        workflow.withdraw(article, reason="It was wrong.")
        assert titles(client, "words") == []
        assert SearchEntry.objects.count() == 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM newsroom_searchtext")
            assert cursor.fetchone() == (0,)

    def test_new_tags_are_found_at_once(self, client, xiaomi):
        edition = story("A story")
        workflow.retag(edition.article, add=[xiaomi.tag])
        assert titles(client, "小米") == ["A story"]
        assert titles(client, "story", company="xiaomi") == ["A story"]
        workflow.retag(edition.article, remove=[xiaomi.tag])
        assert titles(client, "小米") == []

    def test_a_new_alias_counts_at_once(self, client, story, xiaomi):
        assert titles(client, "mi phone maker") == ["Park aims high"]
        CompanyAlias.objects.create(company=xiaomi, text="Beijing Millet")
        assert titles(client, "beijing millet") == ["Park aims high"]
        assert 'href="/companies/xiaomi/"' in page(client, "Beijing Millet")

    def test_a_stale_entry_shows_nothing(self, client):
        edition = story("Hidden words")
        type(edition).objects.filter(pk=edition.pk).update(live_until=timezone.now())
        assert titles(client, "hidden") == []
        page(client, "hidden")


class TestRebuilding:
    def test_gives_the_same_index(self, client, story, capsys):
        for n in range(3):
            make_edition(f"Park number {n}", tags=["parks"], backdated_to=DAY - datetime.timedelta(days=n))
        before = list(SearchEntry.objects.order_by("pk").values_list())
        found = json.dumps(feed(client, "park"))
        search.empty()
        search.rebuild_names()
        assert titles(client, "park") == []
        call_command("rebuild_search")
        assert "4 editions" in capsys.readouterr().out
        assert list(SearchEntry.objects.order_by("pk").values_list()) == before
        assert json.dumps(feed(client, "park")) == found

    def test_goes_on_where_it_stopped(self, client, monkeypatch):
        monkeypatch.setattr("newsroom.models.search.entries.BATCH", 2)
        for n in range(5):
            story(f"Lantern {n}", backdated_to=DAY + datetime.timedelta(days=n))
        search.empty()
        _, (moment, pk) = next(search.rebuild())
        assert SearchEntry.objects.count() == 2
        call_command("rebuild_search", "--resume", f"{moment.isoformat()},{pk}", verbosity=0)
        assert len(titles(client, "lantern")) == 5
