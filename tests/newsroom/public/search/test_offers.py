"""What a search offers beside the stories: names that were perhaps meant, filters, suggestions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.demo.make import make_article, make_company, make_edition, make_person, schedule
from newsroom.models.search import SearchEntry
from newsroom.public.search import names
from newsroom.public.search.query import parse
from newsroom.public.views.search import Suggestions
from tests.newsroom.public.conftest import make_photo

from .asking import ask, feed, page, story

pytestmark = pytest.mark.django_db


class TestDidYouMean:
    @pytest.fixture(autouse=True)
    def _xiaomi(self, xiaomi):
        """A company that is nearly called so."""

    def test_only_where_few_stories_have_the_words(self, client):
        for number in range(3):
            assert "Did you mean" in page(client, "Xiaomo")
            story(f"Xiaomo {number}")
        assert "Did you mean" not in page(client, "Xiaomo")

    def test_not_for_who_said_exactly_what_is_wanted_or_chose_among_stories(self, client):
        assert "Did you mean" in page(client, "Xiaomo")
        assert "Did you mean" not in page(client, '"Xiaomo"')
        assert "Did you mean" not in page(client, "Xiaomo", year="2013")

    def test_not_for_who_typed_a_name(self, client):
        make_company("Xiaoma")
        assert "Did you mean" not in page(client, "xiaoma")

    def test_three_at_the_most_and_never_what_was_typed(self, client):
        for letter in "abcde":
            make_company(f"Xiaom{letter}", is_listed=True)
        proposed = names.nearly(parse("Xiaomz"), [], timezone.now())
        assert len(proposed) == 3
        assert "Xiaoma" not in names.nearly(parse("Xiaoma"), [], timezone.now())

    def test_a_misspelling_leads_to_whom_it_means_and_is_itself_proposed_to_nobody(self, client):
        make_company("Quokka", aliases=[{"text": "Quaggar", "kind": "misspelling"}])
        assert "/companies/quokka/" in page(client, "Quaggar")
        assert names.nearly(parse("Quaggax"), [], timezone.now()) == []
        assert ask(client, "/search/suggest/", q="quagg").json() == {"rows": []}

    @pytest.mark.parametrize("typed", ["Xia", "x" * 61, "小" * 13])
    def test_what_is_too_short_or_too_long_is_like_no_name(self, typed, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert names.nearly(parse(typed), [], timezone.now()) == []


class TestFilters:
    def test_what_would_narrow_nothing_and_what_is_chosen_is_not_offered(self, client):
        story("Lantern", section="Policy", tags=["lanterns and lights"])
        html = page(client, "lantern")
        for heading in ("Section", "Year", "Kind"):
            assert f'<h3 class="small-rubric">{heading}</h3>' not in html
        assert '<h3 class="small-rubric">Topic</h3>' in html
        story("Lantern again", section="News", tags=["lanterns and lights"])
        assert '<h3 class="small-rubric">Section</h3>' in page(client, "lantern")
        assert '<h3 class="small-rubric">Topic</h3>' not in page(client, "lantern", topic="lanterns-and-lights")

    def test_eight_of_each_and_twice_as_many_years(self, client):
        for number in range(9):
            story(f"Lantern {number}", tags=[f"topic {number}"])
        assert page(client, "lantern").count("topic=") == 8

    def test_neither_an_unlisted_profile_nor_a_topic_of_drafts_can_be_chosen(self, client):
        make_edition("Shown", tags=[make_company("Hidden", is_listed=False), make_person("Unseen", is_listed=False)])
        make_article("Secret", tags=["takeover"])
        for chosen in ({"company": "hidden"}, {"person": "unseen"}, {"topic": "takeover"}):
            ask(client, q="shown", status=400, **chosen)


class TestSuggestions:
    def kinds(self, client, q):
        return [row["kind"] for row in ask(client, "/search/suggest/", q=q).json()["rows"]]

    def test_five_names_leave_room_for_three_headlines(self, client):
        for number in range(9):
            make_company(f"Lantern {number}")
            story(f"Lanterns {number}")
        assert self.kinds(client, "lantern") == ["company"] * 5 + ["story"] * 3

    def test_of_headlines_a_beginning_needs_three_letters_and_two_after_a_word(self, client):
        story("Quokka parade")
        assert self.kinds(client, "qu") == []
        assert self.kinds(client, "quo") == ["story"]
        assert self.kinds(client, "quokka z") == ["story"]
        assert self.kinds(client, "quokka zz") == []

    def test_headlines_to_come_are_not_shown_and_take_nobodys_place(self, client):
        story("Quokka parade")
        for number in range(Suggestions.MOST):
            schedule(make_article(f"Quokka {number}"), at=timezone.now() + timedelta(hours=1))
        assert self.kinds(client, "quokka") == ["story"]
        # Nor where the index alone takes them for begun.
        SearchEntry.objects.update(live_from=timezone.now() - timedelta(hours=1))
        assert "Quokka 0" not in ask(client, "/search/suggest/", q="quokka").content.decode()


class TestFeed:
    def test_a_story_of_a_picture_has_its_headline_for_text_and_names_the_picture_whole(self, client, media_root):
        photo = make_photo("f00")
        story("Lantern", body=f'<figure><img src="{photo.url}" alt="A tower"></figure>', lead_photo=photo)
        [item] = feed(client, "lantern")["items"]
        assert item["content_text"] == "Lantern"
        assert item["image"].startswith("http://testserver/media/photos/f00")


class TestPages:
    def test_a_topic_is_no_profile(self, client):
        story("Lantern", tags=["robots"])
        assert "search-profiles" not in page(client, "robots")

    def test_whom_the_query_names_stands_on_the_first_page_alone(self, client, xiaomi):
        for number in range(21):
            story(f"Lantern {number}", tags=[xiaomi])
        assert "search-profiles" in page(client, "xiaomi")
        assert "search-profiles" not in page(client, "xiaomi", page=2)
