"""The order of what is found: BM25, which both databases must agree about, and its bounds."""

import datetime

import pytest
from django.utils import timezone

from newsroom.demo import make
from newsroom.demo.make import make_article
from newsroom.models import SearchEntry, search
from tests.newsroom.public.conftest import DAY

from .asking import page, story, titles

pytestmark = pytest.mark.django_db


class TestRanking:
    """BM25 by hand, which both databases must agree with."""

    def test_scores(self):
        texts = ["robot", "robot and battery", "battery battery battery", "solar", "wind and sun and water"]
        for n, text in enumerate(texts):
            story(text.capitalize(), body=f"<p>{text}</p>", backdated_to=DAY - datetime.timedelta(days=n))
        question = search.Question(units=(((("robot",),),), ((("batteri",),),)), any_unit=True)
        hits = search.engine().ask(question, SearchEntry.objects.all(), search.Bounds(10)).hits
        scores = [round(hit.score, 3) for hit in hits]
        lengths = list(SearchEntry.objects.order_by("-id").values_list("length", flat=True))
        usual = sum(lengths) / len(lengths)

        def part(found, length):
            rarity = 0.3364722366212129  # log((5 - 2 + 0.5) / (2 + 0.5))
            return rarity * found * 2.2 / (found + 1.2 * (0.25 + 0.75 * length / usual))

        expected = [part(6, lengths[0]), 2 * part(6, lengths[1]), part(18, lengths[2])]
        assert scores == pytest.approx(expected, abs=0.01)

    def test_a_common_word_is_ranked_as_any_other(self, monkeypatch):
        """Though SQLite doesn't ask FTS5 for it, and PostgreSQL not an exact number of stories."""
        for n, text in enumerate(["robot robot robot", "robot and battery", "battery or a robot and a robot", "solar"]):
            story(text.capitalize(), body=f"<p>{text} {text}</p>", standfirst=f"A {text}.", tags=[f"robot {n}"])
        for n in range(6):
            story(f"Other {n}")
        units = (((("robot",),),), ((("batteri",),), (("a", "robot"),)))
        question = search.Question(units, any_unit=True)

        def scores():
            return {hit.id: hit.score for hit in search.engine().ask(question, entries, search.Bounds(10)).hits}

        entries = SearchEntry.objects.all()
        rare = scores()
        assert len(rare) == 4
        monkeypatch.setattr("newsroom.models.search.questions.COMMON", 3)
        assert scores() == pytest.approx(rare, abs=0.01)

    def test_a_phrase_counts_as_often_as_it_stands(self):
        story("New energy", body="<p>New energy and energy, new and old, new energy.</p>", tags=["new energy"])
        for n in range(4):
            story(f"Other {n}")
        phrase = search.Question(units=(((("new", "energi"),),),))
        (hit,) = search.engine().ask(phrase, SearchEntry.objects.all(), search.Bounds(10)).hits
        length = SearchEntry.objects.get(pk=hit.id).length
        usual = sum(SearchEntry.objects.values_list("length", flat=True)) / 5
        found = 5 + 4 + 2
        assert hit.score == pytest.approx(
            1.0986 * found * 2.2 / (found + 1.2 * (0.25 + 0.75 * length / usual)), abs=0.01
        )


class TestBounds:
    @pytest.fixture
    def five_at_most(self, monkeypatch):
        monkeypatch.setattr("newsroom.public.search.find.NEWEST", 5)
        monkeypatch.setattr("newsroom.models.search.questions.SLACK", 0)

    def test_of_very_many_hits_only_the_newest_are_ranked(self, client, five_at_most):
        for n in range(8):
            story(f"Evening {n}", body="<p>A lantern.</p>", backdated_to=DAY + datetime.timedelta(days=n))
        assert titles(client, "lantern") == [f"Evening {n}" for n in (7, 6, 5, 4, 3)]
        assert "More than 5 stories" in page(client, "lantern")

    def test_stories_that_wait_for_their_moment_hide_none(self, client, five_at_most):
        for n in range(7):
            story(f"Lantern {n}", backdated_to=DAY + datetime.timedelta(days=n))
        story("Evening", body="<p>A lantern.</p>", backdated_to=DAY + datetime.timedelta(days=9))
        for n in range(12):
            article = make_article(f"Lantern to come {n}")
            make.schedule(article, at=timezone.now() + datetime.timedelta(hours=1))
        found = titles(client, "lantern")
        assert len(found) == 8
        assert not any("come" in title for title in found)

    def test_but_those_that_have_it_in_their_headline_or_names_stand_before_them_however_old(
        self, client, five_at_most
    ):
        old = DAY - datetime.timedelta(days=3000)
        story("A lantern festival", backdated_to=old)
        story("Whom the park honours", tags=["lantern makers"], backdated_to=old - datetime.timedelta(days=1))
        story("Half of it", body="<p>Festival.</p>", tags=["lantern makers"], backdated_to=old)
        for n in range(8):
            story(f"Evening {n}", body="<p>A lantern festival.</p>", backdated_to=DAY + datetime.timedelta(days=n))
        evenings = [f"Evening {n}" for n in (7, 6, 5, 4, 3)]
        assert titles(client, "lantern festival")[:6] == ["A lantern festival", *evenings]
        assert sorted(titles(client, "lantern")[:3]) == ["A lantern festival", "Half of it", "Whom the park honours"]
        assert titles(client, "lantern", sort="date") == evenings
        assert titles(client, "lantern", year="2013") == evenings
