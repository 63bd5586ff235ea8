"""Feeds saved as files."""

import json
from datetime import UTC, datetime

import pytest

from newsroom.desk.importers import detect, feeds
from newsroom.desk.importers.exchange import Unreadable
from newsroom.desk.importers.record import CreditRecord, PhotoRecord

MODULES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
)
HEAD = "<title>Cedar</title><link>https://cedar.example/</link><language>en</language>"
LONG = "A sentence about trams and the people in them. " * 20


@pytest.fixture
def rss(write):
    def rss(*entries, head=HEAD):
        inner = "".join(f"<item>{entry}</item>" for entry in entries)
        return list(feeds.items(write(f'<rss version="2.0" {MODULES}><channel>{head}{inner}</channel></rss>')))

    return rss


def test_an_rss_entry_with_everything(rss):
    (item,) = rss(
        "<title>Trams &amp;amp; trains</title><link>https://cedar.example/1</link><guid>tag:1</guid>"
        "<pubDate>Wed, 01 May 2019 08:30:00 +0800</pubDate><dc:creator>Lin Moyan</dc:creator>"
        "<category>Transport</category><category>Trams</category>"
        "<description>Short &lt;b&gt;words&lt;/b&gt;</description>"
        f"<content:encoded><![CDATA[<p>{LONG}</p><p>End</p>]]></content:encoded>"
        "<slash:comments>4</slash:comments>"
        '<media:content url="s.jpg" width="90" medium="image"/><media:content url="l.jpg" width="900" medium="image">'
        "<media:credit>Pat</media:credit><media:description>A tram</media:description></media:content>"
        '<media:content url="f.mp4" medium="video" width="9000"/>'
    )
    story = item.story
    assert (item.title, item.source_id, item.comments) == ("Trams &amp; trains", "tag:1", 4)
    assert (story.headline, story.id, story.source) == ("Trams & trains", "tag:1", "feed:cedar.example")
    assert story.published.isoformat() == "2019-05-01T08:30:00+08:00"
    assert story.credits == [CreditRecord("Lin Moyan")]
    assert story.tags == ["Transport", "Trams"]
    assert story.standfirst == "Short words"
    assert story.body.endswith("<p>End</p>")
    assert story.photo == PhotoRecord("l.jpg", "", "A tram", "Pat")
    assert (story.status, story.language) == ("published", "en")
    assert story.warnings == ["4 comments were left."]


def test_a_summary_is_no_text_and_said_to_be_none(rss):
    short, long, beginning = rss(
        "<title>a</title><description>Only a few words.</description><guid>1</guid>",
        f"<title>b</title><description>&lt;p&gt;{LONG}&lt;/p&gt;</description><guid>2</guid>",
        f"<title>c</title><description>A sentence about trams […]</description>"
        f"<content:encoded>{LONG}</content:encoded>",
    )
    assert (short.story.standfirst, short.story.body) == ("Only a few words.", "")
    assert short.story.warnings == ["The feed gives a summary only; the text stands at its old address."]
    assert (long.story.standfirst, long.story.warnings) == ("", [])
    assert beginning.story.standfirst == "", "first words cut off introduce nothing"


def test_entries_are_told_apart_without_ids(rss):
    one, two, again, guid = rss(
        "<title>a</title><link>https://cedar.example/1</link>",
        "<title>b</title><pubDate>nonsense</pubDate>",
        "<title>a</title><link>https://cedar.example/1</link>",
        "<title>g</title><guid>https://cedar.example/9</guid>",
    )
    assert one.story.id == "https://cedar.example/1"
    assert two.story.id
    assert two.story.warnings == ["The date “nonsense” is none that can be."]
    assert again.skipped == "a repetition of an entry before it"
    assert guid.story.source_url == "https://cedar.example/9"


def test_authors_as_mail_addresses_and_elements_as_text(rss):
    item, nameless = rss(
        "<title>a</title><author>lin@cedar.example (Lin Moyan)</author>"
        "<description><p>in <b>elements</b></p></description>",
        "<title>b</title><author>desk@cedar.example</author>",
    )
    assert item.story.credits == [CreditRecord("Lin Moyan")]
    assert item.story.standfirst == "in elements"
    assert nameless.story.credits == []


def test_old_rss_with_another_root(write):
    (item,) = feeds.items(
        write(
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
            f'{MODULES}><channel><title>C</title></channel><item rdf:about="u:1"><title>a</title>'
            "<link>https://cedar.example/1</link><dc:date>2019-05-01T08:30Z</dc:date><dc:subject>s</dc:subject></item></rdf:RDF>"
        )
    )
    assert (item.source_id, item.title, item.tags) == ("u:1", "a", ["s"])
    assert item.date == datetime(2019, 5, 1, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("namespace", ['xmlns="http://www.w3.org/2005/Atom"', "", 'xmlns="http://purl.org/atom/ns#"'])
def test_an_atom_entry(write, namespace):
    (item,) = feeds.items(
        write(
            f'<feed {namespace}><title>C</title><link rel="self" href="https://cedar.example/feed"/>'
            '<link href="https://cedar.example/"/><author><name>Desk</name></author><entry><id>tag:1</id>'
            '<title type="html">A &lt;i&gt;tram&lt;/i&gt;</title><link rel="edit" href="/e"/><link href="/1"/>'
            "<published>2019-05-01T08:30:00Z</published><updated>2019-05-02T08:30:00Z</updated>"
            '<category term="t" label="Trams"/><summary>In short</summary><content type="xhtml">'
            '<div xmlns="http://www.w3.org/1999/xhtml"><p>One<br/>two &amp; <em>three</em></p></div>'
            "</content></entry></feed>"
        )
    )
    story = item.story
    assert (item.title, story.headline) == ("A <i>tram</i>", "A tram")
    assert story.source_url == "https://cedar.example/1"
    assert (story.published.day, story.updated.day) == (1, 2)
    assert (story.tags, story.credits, story.standfirst) == (["Trams"], [CreditRecord("Desk")], "In short")
    assert story.body == "<p>One<br>two &amp; <em>three</em></p>"


def test_an_entry_with_nothing_in_it_is_listed(write):
    (item,) = feeds.items(write('<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>tag:1</id></entry></feed>'))
    assert (item.source_id, item.story, item.skipped) == ("tag:1", None, "an entry without title and text")


def test_plain_text_in_atom_stays_plain(write):
    (item,) = feeds.items(
        write("<feed><entry><title>a</title><content>1 &lt; 2 &amp;amp; so on</content></entry></feed>")
    )
    assert item.story.body == "<p>1 &lt; 2 &amp;amp; so on</p>"


BLOGGER = """<feed xmlns='http://www.w3.org/2005/Atom' xmlns:app='http://purl.org/atom/app#'
  xmlns:blogger='http://schemas.google.com/blogger/2018'><title>Cedar</title>
  <link rel='alternate' href='https://cedar.example/'/><author><name>Ann</name></author>{}</feed>"""
KIND = (
    "<category scheme='http://schemas.google.com/g/2005#kind'"
    " term='http://schemas.google.com/blogger/2008/kind#{}'/><category term='trams'/>"
)
TAKEOUT = "<blogger:type>{}</blogger:type><blogger:status>{}</blogger:status>"
DRAFT = "<app:control><app:draft>yes</app:draft></app:control>"


@pytest.mark.parametrize(
    ("said", "skipped", "status"),
    [
        (KIND.format("post"), "", "published"),
        (KIND.format("post") + DRAFT, "", "draft"),
        (KIND.format("comment"), "a comment", ""),
        (KIND.format("settings"), "a setting of the blog", ""),
        (KIND.format("template"), "the blog's template", ""),
        (KIND.format("page"), "a page; ask for pages to bring it in", ""),
        (TAKEOUT.format("POST", "LIVE"), "", "published"),
        (TAKEOUT.format("POST", "DRAFT"), "", "draft"),
        (TAKEOUT.format("POST", "SCHEDULED"), "", "scheduled"),
        (TAKEOUT.format("POST", "SOMETHING"), "", "draft"),
        (TAKEOUT.format("POST", "SOFT_TRASHED"), "in the bin", ""),
        (TAKEOUT.format("COMMENT", "LIVE"), "a comment", ""),
        (TAKEOUT.format("PAGE", "LIVE"), "a page; ask for pages to bring it in", ""),
    ],
)
def test_of_a_blogger_archive_readers_see_what_they_saw_there(write, said, skipped, status):
    entry = f"""<entry><id>post-1</id><published>2019-05-01T10:00:00Z</published>{said}<title>Trams</title>
      <content type='html'>&lt;p&gt;Text.&lt;/p&gt;</content>
      <blogger:filename>/2019/05/trams.html</blogger:filename></entry>"""
    file = write(BLOGGER.format(entry))
    (item,) = detect.items(file)
    assert item.skipped == skipped
    if skipped:
        assert item.story is None
        (item,) = detect.items(file, types=("post", "page"))
        assert bool(item.story) == ("ask for pages" in skipped)
        return
    assert item.story.status == status
    assert item.story.tags == (["trams"] if "category" in said else [])
    assert bool(item.story.published) == (status != "draft")
    assert item.story.addresses == ["/2019/05/trams.html"]
    assert item.story.source_url == "https://cedar.example/2019/05/trams.html"


def json_file(write, value):
    return write(json.dumps(value), "feed.json")


def test_a_json_feed(write):
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "home_page_url": "https://cedar.example/",
        "authors": [{"name": "Desk"}],
        "items": [
            {"id": 7, "title": "Trams", "url": "https://cedar.example/7", "content_html": "<p>Text</p>",
             "tags": ["a", "b"],
             "date_published": "2019-05-01T08:30:00+08:00", "image": "i.jpg", "authors": [{"name": "Lin"}]},
            {"id": "8", "content_text": "One & one\n\ntwo"},
            "not an entry",
        ],
    }  # fmt: skip
    seven, eight, wrong = feeds.items(json_file(write, feed), form="jsonfeed")
    assert (seven.story.id, seven.story.credits) == ("7", [CreditRecord("Lin")])
    assert (seven.story.tags, seven.story.photo) == (["a", "b"], PhotoRecord("i.jpg"))
    assert eight.story.body == "<p>One &amp; one</p>\n<p>two</p>"
    assert (eight.story.headline, eight.story.credits) == ("One & one two", [CreditRecord("Desk")])
    assert wrong == Unreadable("entry 3", "The entry is not built as such entries are.")


@pytest.mark.parametrize(("authors", "names"), [(5, []), (True, []), ({"name": "Lin"}, ["Lin"])])
def test_authors_that_are_no_list_cost_no_story(write, authors, names):
    feed = {"authors": authors, "items": [{"id": 7, "title": "Trams"}]}
    (item,) = feeds.items(json_file(write, feed), form="jsonfeed")
    assert item.authors == names


POST = {
    "id": 9, "date": "2019-05-01T08:30:00", "date_gmt": "2019-05-01T00:30:00", "slug": "trams", "status": "publish",
    "type": "post", "link": "https://cedar.example/trams", "title": {"rendered": "Trams &#038; trains"},
    "content": {"rendered": "<p>Text</p>"}, "excerpt": {"rendered": "<p>Short</p>"}, "author": 3, "tags": [1],
}  # fmt: skip


def test_an_answer_of_the_rest_api(write):
    embedded = {
        "author": [{"name": "Lin Moyan"}],
        "wp:featuredmedia": [{"source_url": "i.jpg", "alt_text": "A tram", "caption": {"rendered": "<p>Cap</p>"}}],
        "wp:term": [
            [{"taxonomy": "category", "name": "Labs &amp; lathes"}],
            [{"taxonomy": "post_tag", "name": "Trams"}],
        ],
    }
    (item,) = feeds.items(json_file(write, POST | {"_embedded": embedded}), form="wp-rest")
    story = item.story
    assert (story.id, story.source, story.slug) == ("9", "wordpress:cedar.example", "trams")
    assert (story.headline, story.standfirst, story.body) == ("Trams & trains", "Short", "<p>Text</p>")
    assert (story.section, story.tags) == ("Labs & lathes", ["Trams"])
    assert story.photo == PhotoRecord("i.jpg", "A tram", "Cap")
    assert story.published == datetime(2019, 5, 1, 0, 30, tzinfo=UTC)


def test_numbers_instead_of_names_are_said_and_protected_text_is_private(write):
    protected = POST | {"id": 10, "content": {"rendered": "", "protected": True}}
    bare, private = feeds.items(json_file(write, [POST, protected]), form="wp-rest")
    assert "numbers only" in bare.story.warnings[0]
    assert private.story.status == "private"


def test_a_draft_of_the_rest_api_has_not_appeared(write):
    begun = POST | {"status": "draft", "date_gmt": None, "modified_gmt": "2019-06-01T00:30:00"}
    taken_back = POST | {"status": "draft", "id": 10}
    bare, dated = (item.story for item in feeds.items(json_file(write, [begun, taken_back]), form="wp-rest"))
    assert (bare.published, bare.updated) == (None, None)
    assert "none that can be" not in " ".join(bare.warnings)
    assert dated.published == datetime(2019, 5, 1, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("form", ["jsonfeed", "wp-rest"])
@pytest.mark.parametrize("content", ["{", "[" * 100_000, "[3]", "3", '{"items": 3}'])
def test_wrong_json_is_answered_with_a_sentence(write, form, content):
    answers = list(feeds.items(write(content, "a.json"), form=form))
    assert answers
    assert all(isinstance(answer, Unreadable) or answer.skipped for answer in answers)
