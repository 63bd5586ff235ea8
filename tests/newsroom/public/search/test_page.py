"""What the page says, its feed for machines, and what is proposed while somebody types."""

import datetime
import re
from html import unescape

import pytest

from newsroom.demo.make import make_company, make_edition, make_person
from newsroom.public.search.excerpts import Marker
from tests.newsroom.public.conftest import DAY

from .asking import ask, feed, page, story, titles

pytestmark = pytest.mark.django_db


class TestPage:
    def test_excerpts_are_marked_and_escaped(self, client):
        story("<b>Bold</b> robots & co", body="<p>" + "Long before. " * 60 + "Then a robot &lt;script&gt; came.</p>")
        html = page(client, "robot")
        assert "&lt;b&gt;Bold&lt;/b&gt; <mark>robots</mark> &amp; co" in html
        assert "… " in html
        assert "Then a <mark>robot</mark> &lt;script&gt; came." in html

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            ("<h2>Why it matters</h2>\n<p>The park\nsaid so.</p>", "Why it matters · The park said so."),
            ("<h2>What now?</h2><p>One</p><p>Two &amp; three</p>", "What now? One · Two &amp; three"),
            ("<p>He said: “Go.”</p><h3>“Gone”</h3><p>On.</p>", "He said: “Go.” “Gone” · On."),
            ("<h2>为什么</h2><p>园区说。</p><p>明天</p>", "为什么 · 园区说。 明天"),
            ("<ul><li>robots</li><li>chips</li></ul><hr><p>One<br>line</p>", "robots · chips · One line"),
            (
                "<table><caption>By year</caption><tr><th>2012</th><td>5</td></tr></table><p></p>",
                "By year · 2012 · 5",
            ),
        ],
    )
    def test_a_heading_does_not_run_into_its_text(self, client, body, said):
        edition = story("Lantern", body=body)
        assert f">{said}</p>" in page(client, "lantern")
        html = client.get(edition.get_absolute_url()).content.decode()
        assert f'<meta name="description" content="{said}">' in html
        assert feed(client, "lantern")["items"][0]["content_text"] == unescape(said)

    def test_what_is_cut_off_does_not_end_in_a_sign(self, client):
        story("Lantern", body="<h2>" + "word " * 47 + "en</h2><p>" + "Longest" * 20 + "</p>")
        assert "word en …</p>" in page(client, "lantern")

    def test_the_s_of_whose_it_is_is_not_marked_as_a_word(self):
        said = "It’s the U.S. of O'Neill's. S’s s"
        marked = "It’s the <mark>U</mark>.<mark>S</mark>. of O&#x27;Neill&#x27;s. <mark>S</mark>’s <mark>s</mark>"
        assert Marker(["u", "s"], []).mark(said) == marked

    def test_marks_see_through_accents(self):
        assert Marker(["zurich"], []).mark("In Zürich, not Züri") == "In <mark>Zürich</mark>, not Züri"
        assert Marker([], ["创业"]).mark("中关村创业大街") == "中关村<mark>创业</mark>大街"

    def test_a_profile_comes_first(self, client, story):
        for q in ("guo hong", "郭洪"):
            html = page(client, q)
            assert html.index('href="/people/guo-hong/"') < html.index("card-headline"), q
            assert "Director, Zhongguancun Administrative Committee" in html
        assert 'class="faces search-profiles"' in page(client, "Mi")
        assert 'class="faces search-profiles"' not in page(client, "guo hong phones")

    def test_the_other_name_is_marked_too(self, client, guo):
        make_edition("Guo Hong speaks", tags=[guo], standfirst="", body="<p>So said Guo Hong, a guo.</p>")
        html = page(client, "郭洪")
        assert "<mark>Guo Hong</mark> speaks" in html
        assert "So said <mark>Guo Hong</mark>, a guo." in html

    def test_a_name_is_not_marked_in_a_longer_word(self, client):
        firm = make_company("Mi", chinese_name="小米")
        make_edition("A miracle of Mi", tags=[firm], standfirst="Not of Emi, of 小米Mi’s.", body="<p>No.</p>")
        for q in ("Mi", "小米"):
            html = page(client, q)
            assert ">A miracle of <mark>Mi</mark></a>" in html, q
            assert "Not of Emi, of <mark>小米</mark><mark>Mi</mark>’s." in html, q

    def test_namesakes_both_come(self, client):
        for slug in ("li-wei", "li-wei-2"):
            make_person("Li Wei", chinese_name="李伟", slug=slug)
        html = page(client, "李伟")
        assert 'href="/people/li-wei/"' in html
        assert 'href="/people/li-wei-2/"' in html

    def test_unlisted_profiles_are_not_shown(self, client):
        make_person("Hidden Person", is_listed=False)
        assert "Hidden Person" not in page(client, "hidden person").replace('value="hidden person"', "")
        assert ask(client, "/search/suggest/", q="hidden").json() == {"rows": []}

    def test_did_you_mean(self, client, story):
        html = page(client, "Xiaomo phones")
        assert re.search(r'Did you mean <a href="/search/\?q=Xiaomi\+phones">Xiaomi phones</a>', html)
        assert "Did you mean" in page(client, "郭红")
        assert "Did you mean" not in page(client, "xiaomi")

    def test_a_name_is_proposed_in_the_place_of_the_word_that_was_wrong(self, client, xiaomi):
        story("Phones that axiaomo made")
        for q, proposed in (
            ("axiaomo xiaomo", "axiaomo+Xiaomi"),
            ("axiaomo －xiaomo phones", ""),
            ("phones，xiaomo", "phones%EF%BC%8CXiaomi"),
            ("xiaomo", "Xiaomi"),
            ("xiao－mo", "Xiaomi"),
        ):
            assert re.findall(r'Did you mean <a href="/search/\?q=([^"]*)"', page(client, q)) == [proposed] * bool(
                proposed
            )

    def test_filters_with_counts(self, client, story, xiaomi):
        make_edition("Park notes", section="Policy", kind="notice", backdated_to=DAY - datetime.timedelta(days=400))
        html = page(client, "park")
        for choice in (
            'section=enterprises">Enterprises</a> <small>1<',
            'company=xiaomi">Xiaomi</a> <small>1<',
            'person=guo-hong">Guo Hong</a> <small>1<',
            'topic=start-ups">start-ups</a> <small>1<',
            'year=2012">2012</a> <small>1<',
            'kind=notice">Notice</a> <small>1<',
        ):
            assert choice in html, choice
        for values, expected in (
            ({"section": "policy"}, ["Park notes"]),
            ({"company": "xiaomi"}, ["Park aims high"]),
            ({"person": "guo-hong", "topic": "start-ups"}, ["Park aims high"]),
            ({"year": "2012"}, ["Park notes"]),
            ({"kind": "notice", "company": "xiaomi"}, []),
        ):
            assert titles(client, "park", **values) == expected, values
        assert 'Section: Policy <span aria-hidden="true">×' in page(client, "park", section="policy")

    def test_another_question_keeps_the_filters_and_the_order(self, client, story):
        for values in ({"sort": "date"}, {"sort": "date", "section": "enterprises", "year": "2013"}):
            for q in ("park", "nothing has this", ""):
                html = page(client, q, **values)
                form = html[html.index('<form class="search-form"') :].partition("</form>")[0]
                hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', form))
                assert hidden == values, q
        assert "hidden" not in page(client, "park").partition('<form class="search-form"')[2].partition("</form>")[0]
        assert 'Did you mean <a href="/search/?q=Xiaomi&amp;sort=date">' in page(client, "Xiaomo", sort="date")

    @pytest.mark.parametrize(
        "values",
        [
            {"section": "nowhere"},
            {"company": "nobody"},
            {"person": "x\0y"},
            {"topic": "'); DROP TABLE"},
            {"year": "２０１３"},
            {"year": "13"},
            {"kind": "poem"},
            {"sort": "best"},
        ],
    )
    def test_filters_nobody_could_choose_are_refused(self, client, story, values):
        ask(client, q="park", status=400, **values)
        ask(client, "/search/feed.json", q="park", status=400, **values)

    def test_pages(self, client):
        for n in range(45):
            story(f"Lantern number {n}")
        html = page(client, "lantern", page=2)
        assert len(re.findall(r'class="card"', html)) == 20
        assert 'rel="prev" href="/search/?q=lantern"' in html
        assert 'rel="next" href="/search/?q=lantern&amp;page=3"' in html
        assert '<link rel="canonical" href="http://testserver/search/?q=lantern&amp;page=2">' in html
        assert '<meta name="robots" content="noindex">' in html
        assert "45 stories" in html
        ask(client, q="lantern", page=4, status=404)
        ask(client, q="lantern", page="x", status=404)

    def test_what_has_only_some_of_the_words_comes_under_a_line_of_its_own(self, client):
        for n in range(18):
            story(f"Lantern parade {n}")
        for n in range(5):
            story(f"Lantern {n}")
        first, second = page(client, "lantern parade"), page(client, "lantern parade", page=2)
        cards = first.split('class="card-headline"')
        assert ["search-partial" in card for card in cards] == [*[False] * 18, True, False, False]
        assert second.index("search-partial") < second.index('class="card"')
        assert "search-partial" not in page(client, '"lantern parade"')
        # Without any that has them all, the line above the list says so.
        html = page(client, "lantern zzyzx")
        assert "with some of the words" in html
        assert "search-partial" not in html

    def test_an_empty_question_gets_help(self, client):
        for q in ("", "  ", "😀"):
            assert "quotation marks" in page(client, q)

    def test_no_cookie_and_may_be_kept(self, client, story):
        for path in ("/search/", "/search/feed.json", "/search/suggest/"):
            answer = ask(client, path, q="park")
            assert not answer.cookies
            assert answer["Cache-Control"].startswith("public")
            assert answer["ETag"] == ask(client, path, q="park")["ETag"]


class TestFeed:
    def test_items_say_which_story_they_are(self, client, story):
        answer = ask(client, "/search/feed.json", q="park")
        assert answer["Content-Type"] == "application/feed+json; charset=utf-8"
        data = answer.json()
        assert data["version"] == "https://jsonfeed.org/version/1.1"
        item = data["items"][0]
        assert item["source_id"] == item["_newsroom"]["source_id"] == story.source_id
        assert item["url"] == "http://testserver/news/2013/park-aims-high/"
        assert item["content_text"]
        assert "next_url" not in data

    def test_an_item_has_the_id_that_the_story_has_in_the_feeds(self, client, story):
        (there,) = client.get("/feed.json").json()["items"]
        (found,) = feed(client, "park")["items"]
        assert found["id"] == there["id"]
        assert found["id"].startswith("tag:testserver,2026:story-")

    def test_readers_of_feeds_on_other_sites_may_read_it(self, client, story):
        answer = ask(client, "/search/feed.json", q="park")
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Access-Control-Allow-Origin" not in ask(client, q="park")

    def test_the_same_order_as_the_page_with_the_next_one_named(self, client):
        for n in range(25):
            story(f"Lantern {'lantern ' * (n % 5)}number {n}")
        on_page = re.findall(r'card-headline"><a href="([^"]+)"', page(client, "lantern"))
        data = feed(client, "lantern")
        assert [item["url"].removeprefix("http://testserver") for item in data["items"]] == on_page
        rest = client.get(data["next_url"]).json()
        assert len(rest["items"]) == 5
        assert feed(client, "lantern", page=9)["items"] == []
        ask(client, "/search/feed.json", q="lantern", page="x", status=400)


class TestSuggestions:
    def suggest(self, client, q):
        return [(row["text"], row["kind"], row["url"]) for row in ask(client, "/search/suggest/", q=q).json()["rows"]]

    def test_what_signs_hold_together_is_proposed_while_it_is_typed(self, client):
        story("Start-up raises 10,000 for wi-fi")
        for q in ("sta", "start", "start-", "start-u", "start-up", "START-U", "raises wi-f", "startu"):
            assert [text for text, *_ in self.suggest(client, q)] == ["Start-up raises 10,000 for wi-fi"], q
        assert self.suggest(client, "start-x") == []
        assert self.suggest(client, '"start-u') == []

    def test_names_and_headlines_by_their_beginning(self, client, story):
        assert self.suggest(client, "xiao") == [("Xiaomi", "company", "/companies/xiaomi/")]
        assert self.suggest(client, "hon") == [("Guo Hong", "person", "/people/guo-hong/")]
        assert self.suggest(client, "郭") == [("Guo Hong", "person", "/people/guo-hong/")]
        assert self.suggest(client, "park ai") == [("Park aims high", "story", "/news/2013/park-aims-high/")]
        assert self.suggest(client, "start") == [("start-ups", "topic", "/topics/start-ups/")]

    def test_never_more_than_eight(self, client):
        for n in range(12):
            make_company(f"Lantern {n}")
            story(f"Lanterns {n}")
        assert len(self.suggest(client, "lantern")) == 8

    def test_nothing_for_nothing(self, client, story):
        for q in ("", " ", '"', "\0", "-", "😀"):
            assert self.suggest(client, q) == []
