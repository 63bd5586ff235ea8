"""What a search may cost, however much it finds and whatever is typed."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsroom.demo.make import make_company, make_person
from newsroom.models import SearchEntry
from tests.queries import same_queries

from .asking import ask, story, titles

pytestmark = pytest.mark.django_db


HOSTILE = [
    "\0", "a\0b", "word " * 1500, "x" * 6000, "中" * 6000, '"' * 50, '"unbalanced', "AND", "OR", "NOT", "NEAR(a b)",
    "a AND", "(", ")", "a*", "*", "headline:x", "{headline} : x", "^x", "a + b", "-", "--", "-x", "'", "''; DROP TABLE",
    "\\", "a\\", "%", "_", "&", "|", "!", "a & b | !c", "<->", "a:*", "§t1", "§s1", "c中", "😀", "👨‍👩‍👧",
    "＂全角＂ －不要", "ﷺ", "e\u0301", "\u202e", "İ ı ß ﬁ", "\ufeff", "a" * 61, "1" * 400, "𠮷野家", '-"', '""', '" "',
    "ＡＮＤ", "ﷲ" * 400, "a " * 250, "中 " * 250, " ".join(f"w{n}" for n in range(120)),
]  # fmt: skip


class TestHostileInput:
    @pytest.mark.parametrize("path", ["/search/", "/search/feed.json", "/search/suggest/"])
    def test_is_answered(self, client, story, path):
        for q in HOSTILE:
            started = time.process_time()
            assert client.get(path, {"q": q}).status_code in (200, 400), q
            assert time.process_time() - started < 1, q

    @pytest.mark.parametrize("query", ["q=%ff%fe", "q=%ED%A0%80", "q=%00", "q", "q=a&q=b", "q=a&page=", "q=a;b", "%"])
    def test_broken_addresses(self, client, query):
        assert client.get(f"/search/?{query}").status_code in (200, 400, 404)

    @settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.text(max_size=60))
    def test_any_text(self, client, db, q):
        assert client.get("/search/", {"q": q}).status_code == 200

    def test_facets_cannot_be_typed(self, client, story):
        entry = SearchEntry.objects.get()
        for token in entry.facets.split():
            assert titles(client, token) == [], token


class TestCost:
    def test_the_same_queries_however_much_is_found(self, client):
        def make(n):
            for _ in range(n):
                company = make_company()
                story("Lantern story", tags=[company, make_person(), company.name + " topic"])

        assert same_queries(make, lambda: client.get("/search/?q=lantern")) <= 6
        assert same_queries(make, lambda: client.get("/search/feed.json?q=lantern")) <= 5

    @pytest.mark.parametrize(
        "values",
        [
            {"q": "guo hong"},
            {"q": "郭洪 phones", "company": "xiaomi"},
            {"q": "xiaomo parks zzyzx", "company": "xiaomi", "section": "enterprises"},
            {"q": "xiaomo parks zzyzx"},
            {"q": "guo hong", "person": "guo-hong", "topic": "start-ups"},
            {"q": "guo -hong", "person": "guo-hong", "section": "enterprises"},
            {"q": "park zzyzx -aims", "person": "guo-hong"},
        ],
    )
    def test_never_more_than_eight(self, client, story, values):
        with CaptureQueriesContext(connection) as captured:
            ask(client, **values)
        assert len(captured) <= 8, "\n".join(query["sql"][:80] for query in captured)

    def test_a_passage_of_chinese_asks_no_more_for_each_character_than_a_line(self, client):
        """A run of Han is one word however long, and has as many pairs to ask for as characters."""
        text = "".join(map(chr, range(ord("一"), ord("一") + 440)))
        story("Passage", body=f"<p>{text}</p>", language="zh-Hans")
        sizes, asked = [], []
        for characters in (110, 440):
            middle = characters // 2
            with CaptureQueriesContext(connection) as captured:
                # As somebody remembers it who has one character wrong.
                assert titles(client, f"{text[:middle]}错{text[middle + 1 : characters]}") == ["Passage"]
            sizes.append(sum(len(query["sql"]) for query in captured))
            asked.append(sum(query["sql"].count("newsroom_search(") for query in captured))
        assert sizes[1] < 5 * sizes[0]
        # To plan a question within it for each pair took PostgreSQL half a second.
        assert asked[1] == asked[0]
        assert (asked[0] > 0) is (connection.vendor == "postgresql")
