"""A story as Markdown, plain text and ninjs: what they say, and that they are there only when the page is."""

import datetime
import json
import re

import pytest
from django.utils import timezone

from newsroom.demo import make
from newsroom.demo.make import make_article, make_company, make_edition
from newsroom.desk import workflow
from newsroom.models import Correction, Edition
from newsroom.public.markdown import escaped, from_html, text_from_html
from tests.queries import same_queries

from .conftest import DAY, make_photo, republish
from .test_budgets import make_busy_story

__all__ = ["make_busy_story"]
STEM = "/news/2013/park-aims-high"
SUFFIXES = [".md", ".txt", ".ninjs.json"]
# Of the published schema, version 3.1; it allows no others.
NINJS = re.findall(
    r"\w+",
    "uri type representationType profile version firstCreated versionCreated contentCreated embargoedUntil pubStatus "
    "urgency copyrightHolder copyrightNotice usageTerms edNote language descriptions bodies headlines people "
    "organisations places subjects events eventDetails plannedCoverage objects infoSources title by slugline located "
    "renditions associations altIds trustIndicators standard genres expires rightsInfo digitalSourceType",
)


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", ["/", *SUFFIXES])
def test_the_lines_of_preformatted_text_stay_lines(client, suffix):
    body = "<pre class=code>\r\nIn <b>one</b>\n  in two\n\n<code>in\nfour</code></pre><p>On\nit goes</p>"
    make_edition("Lines", slug="lines", body=body, backdated_to=DAY)
    text = client.get(f"/news/2013/lines{suffix}").content.decode()
    lines = {
        "/": "<p>In <strong>one</strong><br>\xa0\xa0in two</p><p>in<br>four</p>",
        ".md": "In **one**\\\nin two\n\nin\\\nfour\n\nOn it goes",
        ".txt": "In one\nin two\n\nin\nfour\n\nOn it goes",
        ".ninjs.json": "In one\\nin two\\n\\nin\\nfour\\n\\nOn it goes",
    }
    assert lines[suffix] in text.replace("&nbsp;", "\xa0")


@pytest.mark.django_db
class TestHeadings:
    """No level is left out between the headline and a text's first heading, and later ones stay as they were."""

    @pytest.mark.parametrize(
        ("body", "levels"),
        [
            ("<h3>a</h3><p>x</p><h3>b</h3>", "22"),
            ("<h3>a</h3><h2>b</h2><h3>c</h3>", "223"),
            ("<h2>a</h2><h3>b</h3>", "23"),
            ("<h5>a</h5><h1>b</h1><h6>c</h6>", "223"),
        ],
    )
    def test_of_a_text(self, client, body, levels):
        edition = make_edition("Heads", body=body, slug="heads", backdated_to=DAY)
        assert "".join(re.findall(r"<h(\d)", edition.body_html)) == levels
        company = make_company("Maker", body=body)
        make_edition("Of it", tags=[company])
        html = client.get("/companies/maker/").content.decode()
        text = html[html.index('<div class="text">') :].partition("</div>")[0]
        assert "".join(re.findall(r"<h(\d)", text)) == levels

    def test_of_a_text_that_was_published_before_they_were_looked_at(self, client):
        edition = make_edition("Heads", slug="heads", backdated_to=DAY)
        Edition.objects.filter(pk=edition.pk).update(body_html="<h3>First</h3>\n<p>x</p>")
        assert "<h2>First</h2>" in client.get("/news/2013/heads/").content.decode()
        assert "\n## First\n" in client.get("/news/2013/heads.md").content.decode()
        assert "&lt;h2&gt;First&lt;/h2&gt;" in client.get("/feed/").content.decode()


class TestMarkdown:
    @pytest.mark.parametrize(
        ("html", "markdown", "text"),
        [
            ("<p>One\n two.</p><p>Three</p>", "One two.\n\nThree", "One two.\n\nThree"),
            ("<h2>Head</h2><h3>Low</h3>", "## Head\n\n### Low", "Head\n\nLow"),
            ("<p>a <strong>b </strong>c <em>d</em></p>", "a **b** c *d*", "a b c d"),
            ('<p><a href="/x(1)/">x</a></p>', "[x](/x%281%29/)", "x"),
            ("<ul><li>a</li><li>b</li></ul>", "- a\n\n- b", "- a\n\n- b"),
            ('<ol start="3"><li>a</li><li><p>b</p></li></ol>', "3. a\n\n4. b", "3. a\n\n4. b"),
            ("<blockquote><p>q</p><cite>who</cite></blockquote>", "> q\n\n> who", "    q\n\n    who"),
            ("<p>a<br>b</p><hr>", "a\\\nb\n\n---", "a\nb\n\n---"),
            ('<figure><img src="/m.jpg" alt="A"><figcaption>C</figcaption></figure>', "![A](/m.jpg)\n\nC", "[A]\n\nC"),
            (
                "<table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td><td><p>3</p></td></tr></table><p>x</p>",
                "| a | b |\n| --- | --- |\n| 1\\|2 | 3 |\n\nx",
                "a\tb\n1\t2\n\nx".replace("1\t2", "1|2\t3"),
            ),
            ("<p>&lt;b&gt; *x* 5_6 &amp;lt; [y]</p>", r"\<b\> \*x\* 5\_6 \&lt; \[y\]", "<b> *x* 5_6 &lt; [y]"),
            ("<p># no</p><p>1. no</p><p>- no</p>", "\\# no\n\n1\\. no\n\n\\- no", "# no\n\n1. no\n\n- no"),
            ("", "", ""),
            ("loose </em> <p>text", "loose\n\ntext", "loose\n\ntext"),
        ],
    )
    def test_html_as_marks_and_as_words(self, html, markdown, text):
        assert from_html(html) == markdown
        assert text_from_html(html) == text

    def test_words_stay_words(self):
        assert escaped("# <a> [b](c) 1_2") == r"\# \<a\> \[b\](c) 1\_2"


@pytest.mark.django_db
class TestStory:
    def test_markdown(self, client, story):
        fixed = republish(story, body="<p>Xiaomi sold <strong>15</strong> million.</p>", change="correction", note="N.")
        Correction.objects.create(edition=fixed, text="We had it wrong.", at=fixed.live_from)
        answer = client.get(f"{STEM}.md")
        assert answer["Content-Type"] == "text/markdown; charset=utf-8"
        assert answer["Link"] == '<http://testserver/news/2013/park-aims-high/>; rel="canonical"'
        assert answer["Cache-Control"].startswith("public")
        text = answer.content.decode()
        today = timezone.localdate()
        assert text.startswith(
            "# Park aims high\n\nTwo young companies show the way.\n\nBy Wang Yifei (chinadaily.com.cn)"
        )
        assert f"Published 2013-10-25, updated {today}\n\nCorrection, {today}: We had it wrong.\n\n" in text
        assert "\n\nXiaomi sold **15** million.\n\nEdited by Niva Whyman\n\nWhat changed: N.\n\n---\n\n" in text
        assert "People: [Guo Hong 郭洪](http://testserver/people/guo-hong/)\n" in text
        assert "Companies: [Xiaomi 小米](http://testserver/companies/xiaomi/)\n" in text
        assert "Topics: [start-ups](http://testserver/topics/start-ups/)\n" in text
        assert client.get(f"{STEM}.md", headers={"If-None-Match": answer["ETag"]}).status_code == 304

    def test_plain_text(self, client, story):
        answer = client.get(f"{STEM}.txt")
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        text = answer.content.decode()
        assert text.startswith("Park aims high\n\nTwo young")
        assert "People: Guo Hong 郭洪\n" in text
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert text.endswith("http://testserver/news/2013/park-aims-high/\n")

    def test_a_caption_does_not_run_into_its_credit(self, client, media_root):
        photo = make_photo("abc", credit="Photo: Li Na", alt_text="A tower")
        make_edition("Both", slug="both", backdated_to=DAY, lead_photo=photo, lead_caption="The tower at night")
        make_edition("One", slug="one", backdated_to=DAY, lead_photo=photo)
        for suffix in (".txt", ".md"):
            both, one = (client.get(f"/news/2013/{slug}{suffix}").content.decode() for slug in ("both", "one"))
            assert "\n\nThe tower at night – Photo: Li Na\n\n" in both
            assert "\n\nPhoto: Li Na\n\n" in one

    def test_whom_to_ask_and_what_a_machine_did(self, client, settings):
        settings.PRESS_NAME, settings.PRESS_PHONE, settings.PRESS_EMAIL = "Press office", "+86 10", "p@park.example"
        make_edition("Bare", slug="bare", backdated_to=DAY)
        make_edition(
            "Told", slug="told", backdated_to=DAY, contact="Li Na,\nli@park.example", ai_note="Drawn by machine."
        )
        bare, told = (client.get(f"/news/2013/{slug}.txt").content.decode() for slug in ("bare", "told"))
        assert "\n\nPress contact: Press office, +86 10, p@park.example\n\n" in bare
        assert "Use of AI" not in bare
        assert "\n\nUse of AI: Drawn by machine.\n\n" in told
        assert "\n\nPress contact: Li Na, li@park.example\n\n" in told

    def test_ninjs(self, client, story, xiaomi, guo, media_root):
        guo.is_listed = False
        guo.save()
        republish(story, lead_photo=make_photo("abc"), body='<p><a href="/news/">All</a></p>')
        answer = client.get(f"{STEM}.ninjs.json")
        assert answer["Content-Type"] == "application/json; charset=utf-8"
        item = json.loads(answer.content)
        assert item.keys() <= set(NINJS)
        assert item["uri"] == json.loads(client.get("/feed.json").content)["items"][0]["id"]
        assert (item["type"], item["pubStatus"], item["language"]) == ("text", "usable", "en")
        assert item["contentCreated"] == item["versionCreated"] == "2013-10-25T10:00:00+08:00"
        assert item["headlines"] == [{"role": "main", "value": "Park aims high"}]
        assert item["by"] == "By Wang Yifei (chinadaily.com.cn)"
        assert [body["contentType"] for body in item["bodies"]] == ["text/html", "text/plain"]
        assert 'href="http://testserver/news/"' in item["bodies"][0]["value"]
        assert item["bodies"][1]["value"] == "All"
        mentions, uri = {"rel": "mentions"}, "http://testserver/companies/xiaomi/"
        assert item["organisations"] == [{"name": "Xiaomi", "uri": uri} | mentions]
        assert item["people"] == [{"name": "Guo Hong"} | mentions]
        uri = "http://testserver/topics/start-ups/"
        assert item["subjects"] == [{"name": "start-ups", "rel": "about", "uri": uri}]
        main, small = item["renditions"]
        assert main["href"] == "http://testserver/media/photos/abc.jpg"
        assert (main["contentType"], main["width"], main["height"]) == ("image/jpeg", 1600, 1000)
        assert (small["name"], small["contentType"]) == ("w640", "image/webp")

    def test_the_page_names_them(self, client):
        make_edition("中关村", backdated_to=DAY)
        html = client.get("/news/2013/中关村/").content.decode()
        paths = re.findall(
            r'<link rel="alternate" type="(?:text|application)/(?:markdown|plain|json)"[^>]*href="([^"]+)"', html
        )
        assert [path.partition(".")[2] for path in paths] == ["md", "txt", "ninjs.json"]
        assert [client.get(path).status_code for path in paths] == [200, 200, 200]

    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_hostile_words_stay_words(self, client, suffix):
        headline = "</script>]]> & [x](javascript:alert(1))\x07"
        make_edition(headline, slug="hostile", body="<p>]]&gt; &lt;/script&gt;</p>", backdated_to=DAY)
        answer = client.get(f"/news/2013/hostile{suffix}")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        text = answer.content.decode()
        if suffix == ".ninjs.json":
            assert json.loads(text)["title"].startswith("</script>]]> & [x]")
        elif suffix == ".md":
            assert text.startswith(r"# \</script\>\]\]\> & \[x\](javascript:alert(1))")

    @pytest.mark.parametrize("suffix", [*SUFFIXES, ".zip"])
    def test_whoever_asks_for_the_head_gets_it(self, client, story, suffix):
        whole, head = client.get(f"{STEM}{suffix}"), client.head(f"{STEM}{suffix}")
        assert (head.status_code, head.content) == (200, b"")
        assert (head["ETag"], head["Content-Type"]) == (whole["ETag"], whole["Content-Type"])

    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_there_only_when_the_page_is(self, client, story, suffix):
        make.schedule(make_article("Later"), at=timezone.now() + datetime.timedelta(hours=1))
        year = timezone.localdate().year
        assert client.get(f"/news/{year}/later{suffix}").status_code == 404
        assert client.get(f"/news/2013/nothing{suffix}").status_code == 404
        answer = client.get(f"/news/2014/park-aims-high{suffix}")
        assert (answer.status_code, answer["Location"]) == (301, f"{STEM}{suffix}")
        republish(story, slug="another")
        answer = client.get(f"{STEM}{suffix}")
        assert (answer.status_code, answer["Location"]) == (301, f"/news/2013/another{suffix}")
        workflow.withdraw(story.article, reason="Wrong.")
        answer = client.get(f"/news/2013/another{suffix}")
        assert answer.status_code == 410
        assert "15 million" not in answer.content.decode()

    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_queries(self, client, make_busy_story, suffix):
        path = make_busy_story.edition.get_absolute_url().removesuffix("/")
        assert same_queries(make_busy_story, lambda: client.get(f"{path}{suffix}")) <= 6
