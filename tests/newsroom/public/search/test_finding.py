"""Which stories are found, in English and Chinese, and in which order; the same on every database."""

import datetime

import pytest

from newsroom.demo.make import make_company
from tests.newsroom.public.conftest import DAY

from .asking import page, story, text_of, titles

pytestmark = pytest.mark.django_db


class TestFinding:
    def test_every_form_of_a_word(self, client):
        story("Robots learn to walk")
        for q in ("robot", "ROBOTS", "robots walking", "ｒｏｂｏｔ"):
            assert titles(client, q) == ["Robots learn to walk"], q

    def test_words_of_all_parts_of_a_story(self, client):
        story(
            "Headline",
            standfirst="The standfirst.",
            body="<p>Some <em>para</em>graph &amp; more.</p><ul><li>itemised</li></ul>",
            tags=["quantum computing"],
        )
        for q in ("headline", "standfirst", "paragraph", "itemised", "quantum"):
            assert titles(client, q) == ["Headline"], q

    def test_a_headline_of_another_story_is_not_the_storys_own(self, client):
        story("One", body='<p>Text.</p><p class="related">Zebra crossing</p>')
        assert titles(client, "zebra") == []

    def test_all_words_come_before_some(self, client):
        story("Alpha beta")
        story("Alpha alpha alpha")
        html = page(client, "alpha beta")
        assert titles(client, "alpha beta") == ["Alpha beta", "Alpha alpha alpha"]
        assert "1 story with all the words; after it, stories with some." in text_of(html)

    def test_of_three_words_those_with_the_rarest_or_with_two_follow(self, client):
        story("Alpha beta gamma")
        for n, headline in enumerate(("Alpha only", "Beta and gamma", "Beta only", "Gamma only", "Gamma still")):
            story(headline, backdated_to=DAY - datetime.timedelta(days=n))
        for n in range(3):
            story(f"Beta number {n}")
        assert sorted(titles(client, "alpha beta gamma")) == ["Alpha beta gamma", "Alpha only", "Beta and gamma"]

    def test_what_is_missing_is_said(self, client):
        story("Alpha story")
        html = text_of(page(client, "alpha zzyzx"))
        assert "1 story with some of the words. No story has “zzyzx”" in html

    def test_phrases_stand_side_by_side(self, client):
        story("New energy vehicles")
        story("Energy for a new age")
        assert titles(client, '"new energy"') == ["New energy vehicles"]
        assert sorted(titles(client, "new energy")) == ["Energy for a new age", "New energy vehicles"]

    def test_a_phrase_does_not_reach_from_the_headline_into_the_text(self, client):
        story("Ends with alpha", standfirst="Beta begins.")
        html = text_of(page(client, '"alpha beta"'))
        assert "none has them all" in html

    def test_excluded_words(self, client):
        story("Alpha beta")
        story("Alpha gamma")
        assert titles(client, "alpha -beta") == ["Alpha gamma"]
        assert titles(client, 'alpha -"alpha gamma"') == ["Alpha beta"]
        assert titles(client, "-beta") == []

    def test_a_headline_with_a_dash_is_found(self, client):
        story("Alpha output plans -report")
        story("Alpha output")
        assert titles(client, "alpha output plans -report")[0] == "Alpha output plans -report"
        assert "All of them have “report”, so it was not left out." in text_of(page(client, "alpha plans -report"))

    @pytest.mark.parametrize("q", ['"alpha output" -report', 'alpha output -"plans report"'])
    def test_beside_a_quoted_phrase_a_dash_is_meant(self, client, q):
        story("Alpha output plans -report")
        assert titles(client, q) == []

    def test_headline_and_names_count_more_than_the_body(self, client):
        filler = "<p>Turbine talk and other words of no use.</p>"
        story("Third", body=filler)
        story("A turbine", body="<p>Other words of no use for it.</p>")
        story("Second", tags=[make_company("Turbine Works")], body="<p>Other words of no use for it.</p>")
        for n in range(5):
            story(f"Other {n}")
        assert titles(client, "turbine") == ["A turbine", "Second", "Third"]

    def test_of_two_as_good_the_newer_comes_first(self, client):
        for n in (2, 3, 1):
            story(f"Lantern {n}", backdated_to=DAY + datetime.timedelta(days=n))
        assert titles(client, "lantern") == ["Lantern 3", "Lantern 2", "Lantern 1"]

    def test_newest_first(self, client):
        story("Lantern lantern lantern", backdated_to=DAY)
        story("A lantern among many other words in this headline", backdated_to=DAY + datetime.timedelta(minutes=5))
        assert titles(client, "lantern")[0] == "Lantern lantern lantern"
        assert titles(client, "lantern", sort="date")[0].startswith("A lantern")


class TestHeldTogether:
    """Words that signs hold together, and the same words without these."""

    @pytest.mark.parametrize(
        ("headline", "queries"),
        [
            ("Shaquille O’Neill’s visit", ("O'Neill", "oneill", "O'Neill's", "ONEILL")),
            ("Zhang Yi-ping speaks", ("Zhang Yiping", "Yi-ping", "yiping zhang")),
            ("Zhang Yiping speaks", ("Zhang Yi-ping", "zhang yi‑ping")),
            ("COVID-19 vaccine tested", ("covid19", "COVID-19", "covid 19")),
            ("Covid19 vaccine tested", ("COVID-19 vaccine", '"covid-19"')),
            ("R&D spending rises", ("R&D", "RD", "R & D")),
            ("U.S. chips arrive", ("US chips", "U.S. chips", "u.s.")),
            ("E-mail service opens", ("email", "e-mail", "emails")),
            ("10,000 engineers hired", ("10000", "10,000", "10,000 engineers")),
            ("10000 engineers hired", ("10,000",)),
            ("Start-ups of Xi'an", ("startup", "start-ups xian")),
        ],
    )
    def test_are_found_by_each_other(self, client, headline, queries):
        story(headline)
        story("Something else of 19 pages, up to 10", body="<p>They’ll start a yi of ping and mail e.</p>")
        for q in queries:
            assert titles(client, q)[0] == headline, q
            assert "1 story" in text_of(page(client, q)), q
            assert "<mark>" in page(client, q), q

    def test_what_is_said_short_is_no_other_word(self, client):
        story("They say they’ll come, and it’s said: don’t")
        for q in ("theyll", "dont", "shell"):
            assert titles(client, q) == [], q

    def test_commas_and_dots_between_words_divide(self, client):
        story("Alpha, beta. Gamma,2019,2020")
        for q in ("alpha,beta", "2019,2020", "gamma, 2019"):
            assert titles(client, q) == ["Alpha, beta. Gamma,2019,2020"], q
        assert titles(client, "alphabeta") == []

    def test_in_capitals_a_little_word_says_something(self, client):
        story("Chips for us", body="<p>Chips.</p>")
        story("Chips and chips and more chips")
        assert titles(client, "US chips")[0] == "Chips for us"
        assert "1 story with all the words" in text_of(page(client, "US chips"))
        for q in ("us chips", "US CHIPS", "chips AND chips OR NOT"):
            assert titles(client, q)[0] == "Chips and chips and more chips", q


class TestChinese:
    def test_traditional_characters_are_found_by_simplified_ones_and_the_other_way(self, client):
        tencent = make_company("Lenovo", chinese_name="聯想")
        story("聯想集團發布新品", language="zh-Hant", backdated_to=DAY, tags=[tencent])
        story("联想集团发布新品", language="zh-Hans")
        for q in ("联想集团", "聯想集團", "發布", "发布", "團"):
            assert titles(client, q) == ["联想集团发布新品", "聯想集團發布新品"], q
        html = page(client, "集团")
        assert "联想<mark>集团</mark>发布新品" in html
        assert "聯想<mark>集團</mark>發布新品" in html
        assert 'href="/companies/lenovo/"' in page(client, "联想")

    def test_any_two_characters_of_a_run(self, client):
        story("中关村创业大街开街", language="zh-Hans")
        story("创意产业", language="zh-Hans")
        for q in ("中关", "关村", "创业", "大街", "中关村", "创业大街", "街开街"):
            assert titles(client, q) == ["中关村创业大街开街"], q

    def test_one_character(self, client):
        story("中关村", language="zh-Hans")
        story("北京", language="zh-Hans")
        for q in "中关村":
            assert titles(client, q) == ["中关村"], q
        assert titles(client, "京") == ["北京"]

    def test_numbers_between_characters(self, client):
        story("第15届中关村论坛", language="zh-Hans")
        for q in ("第15届", "15届", "第15", "15", "届中关村"):
            assert titles(client, q) == ["第15届中关村论坛"], q

    def test_a_long_run_that_stands_nowhere_finds_what_is_nearest(self, client):
        story("中关村科技园区", language="zh-Hans")
        assert titles(client, "中关村的科技") == ["中关村科技园区"]

    def test_a_name_of_two_characters_is_exact(self, client):
        story("郭洪讲话", language="zh-Hans")
        story("郭明和洪水", language="zh-Hans")
        assert titles(client, "郭洪") == ["郭洪讲话"]

    def test_names_in_either_language_find_the_stories(self, client, story, guo):
        for q in ("郭洪", "Guo Hong", "guo-hong", "guohong", "小米", "xiaomi", "Xiaomi 小米"):
            assert titles(client, q) == ["Park aims high"], q
