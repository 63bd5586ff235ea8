"""Ghost exports."""

import json
import tracemalloc

import pytest

from newsroom.desk.importers import ghost
from newsroom.desk.importers.exchange import Unreadable
from newsroom.desk.importers.ghost_text import from_lexical, from_mobiledoc
from newsroom.desk.importers.html_clean import clean
from newsroom.desk.importers.record import CreditRecord, PhotoRecord

POST = {
    "id": "a1", "title": "Trams", "slug": "trams", "type": "post", "status": "published", "visibility": "public",
    "html": '<p>Text</p><img src="__GHOST_URL__/i.jpg">', "feature_image": "__GHOST_URL__/f.jpg",
    "custom_excerpt": "In short", "published_at": "2019-05-01T00:30:00.000Z", "created_at": "2019-04-01T00:30:00.000Z",
}  # fmt: skip
TABLES = {
    "users": [{"id": "u1", "name": "Lin Moyan", "slug": "lin"}, {"id": "u2", "name": "Pat Okafor", "slug": "pat"}],
    "tags": [{"id": "t1", "name": "Trams"}, {"id": "t2", "name": "Labs"},
             {"id": "t3", "name": "#wide", "visibility": "internal"}],
    "posts_authors": [{"post_id": "a1", "author_id": "u2", "sort_order": 1},
                      {"post_id": "a1", "author_id": "u1", "sort_order": 0}],
    "posts_tags": [
        {"post_id": "a1", "tag_id": "t1", "sort_order": 1}, {"post_id": "a1", "tag_id": "t2", "sort_order": 0},
        {"post_id": "a1", "tag_id": "t3", "sort_order": 2},
    ],
    "posts_meta": [{"post_id": "a1", "feature_image_alt": "A tram", "feature_image_caption": "The <b>first</b>"}],
    "settings": [{"key": "title", "value": "Cedar"}, {"key": "url", "value": "https://cedar.example/"}],
}  # fmt: skip


@pytest.fixture
def items(write):
    def items(*posts, types=("post",), **tables):
        export = {"db": [{"meta": {"version": "5.0"}, "data": TABLES | tables | {"posts": list(posts)}}]}
        return list(ghost.items(write(json.dumps(export), "ghost.json"), types=types))

    return items


def test_a_post_with_everything(items):
    (item,) = items(POST)
    story = item.story
    assert (item.logins, item.tags) == (["lin", "pat"], ["Labs", "Trams", "#wide"])
    assert story.credits == [CreditRecord("Lin Moyan"), CreditRecord("Pat Okafor")]
    assert (story.section, story.tags) == ("Labs", ["Trams"])
    assert story.standfirst == "In short"
    assert story.body == '<p>Text</p>\n<figure>\n<img src="https://cedar.example/i.jpg" alt="">\n</figure>'
    assert story.photo == PhotoRecord("https://cedar.example/f.jpg", "A tram", "The first")
    assert (story.source, story.source_url) == ("ghost:cedar.example", "https://cedar.example/trams/")
    assert story.published.isoformat() == "2019-05-01T00:30:00+00:00"


def test_a_draft_that_never_appeared_has_no_date(items):
    (item,) = items(POST | {"status": "draft", "published_at": None, "updated_at": "2019-06-01T00:30:00.000Z"})
    assert (item.story.published, item.story.updated) == (None, None)
    assert item.date.isoformat() == "2019-04-01T00:30:00+00:00"


@pytest.mark.parametrize(
    ("stated", "moment"),
    [
        ("2019-05-01T00:30:00.000Z", "2019-05-01T00:30:00+00:00"),
        ("2019-05-01 00:30:00", "2019-05-01T00:30:00+00:00"),  # as its database keeps it
        (1556670600000, "2019-05-01T00:30:00+00:00"),  # as its documents tell others to write it
        (1e300, "2019-04-01T00:30:00+00:00"),
        (True, "2019-04-01T00:30:00+00:00"),
    ],
)
def test_times_are_utc_however_they_are_written(items, stated, moment):
    (item,) = items(POST | {"published_at": stated})
    assert item.story.published.isoformat() == moment


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": "draft"}, "draft"),
        ({"status": "scheduled"}, "scheduled"),
        ({"status": "sent"}, "private"),
        ({"visibility": "paid"}, "private"),
        ({"visibility": "members", "status": "scheduled"}, "private"),
        ({"visibility": "members", "status": "draft"}, "draft"),
        ({"status": "odd"}, "draft"),
    ],
)
def test_what_not_everybody_saw_is_never_public(items, fields, status):
    (item,) = items(POST | fields)
    assert item.story.status == status


def test_pages_come_as_asked(items):
    page = POST | {"type": "page"}
    assert items(page)[0].skipped == "a page; ask for pages to bring it in"
    assert items(page, types=("post", "page"))[0].story


def test_a_single_post_of_the_api(write):
    post = POST | {
        "authors": [{"name": "Lin", "slug": "lin"}],
        "tags": [{"name": "Trams"}],
        "url": "https://c.example/t/",
    }
    (item,) = ghost.items(write(json.dumps({"posts": [post]}), "post.json"))
    assert (item.authors, item.tags, item.story.source_url) == (["Lin"], ["Trams"], "https://c.example/t/")


def test_text_of_the_editors_own_where_the_html_is_missing(items):
    lexical = {"root": {"children": [
        {"type": "heading", "tag": "h2", "children": [{"type": "text", "text": "A & B", "format": 0}]},
        {"type": "paragraph", "children": [
            {"type": "text", "text": "bold", "format": 3}, {"type": "linebreak"},
            {"type": "link", "url": "https://x.example", "children": [{"type": "text", "text": "link", "format": 0}]}]},
        {"type": "list", "tag": "ul", "children": [
            {"type": "listitem", "children": [{"type": "text", "text": "one"}]}]},
        {"type": "image", "src": "i.jpg", "alt": "A", "caption": "<b>Cap</b>"}, {"type": "signup"},
    ]}}  # fmt: skip
    (item,) = items(POST | {"html": None, "lexical": json.dumps(lexical)})
    assert item.story.body == (
        '<h2>A &amp; B</h2>\n<p><em><strong>bold</strong></em><br><a href="https://x.example">link</a></p>\n'
        "<ul>\n<li>one</li>\n</ul>\n<figure>\n"
        '<img src="https://cedar.example/trams/i.jpg" alt="A">\n'
        "<figcaption><strong>Cap</strong></figcaption>\n</figure>"
    )
    assert item.story.warnings == ["Cards that hold no text were left out: signup."]


def test_mobiledoc():
    document = {
        "markups": [["strong"], ["a", ["href", "https://x.example"]]], "atoms": [["soft-return", "", {}]],
        "cards": [["image", {"src": "i.jpg"}], ["markdown", {"markdown": "*x*"}], ["html", {"html": "<p>h</p>"}]],
        "sections": [[1, "p", [[0, [0], 0, "a <"], [0, [1], 2, "b"], [1, [], 0, 0], [0, [], 0, "c"]]],
                     [10, 0], [3, "ol", [[[0, [], 0, "i"]]]],
                     [10, 1], [10, 2]],
    }  # fmt: skip
    html, notes = from_mobiledoc(json.dumps(document))
    assert html == (
        '<p><strong>a &lt;<a href="https://x.example">b</a></strong><br>c</p><figure><img src="i.jpg" alt=""></figure>'
        "<ol><li>i</li></ol><pre>*x*</pre><p>h</p>"
    )
    assert notes == []


@pytest.mark.parametrize("document", ["{", "[]", "{}", '{"sections": [[10, 5]], "cards": []}', '{"root": 3}'])
def test_wrong_documents_are_refused(document):
    for read in (from_lexical, from_mobiledoc):
        with pytest.raises(ValueError, match="the text is"):
            read(document)


def test_bad_posts_do_not_stop_the_rest(items, write):
    broken, odd, fine = items(
        POST | {"html": None, "lexical": "{"}, POST | {"id": "a2", "authors": 3}, POST | {"id": "a3"}
    )
    assert broken.where == "post 1"
    assert isinstance(odd, Unreadable)
    assert fine.story
    (answer,) = ghost.items(write('{"db": []}', "g.json"))
    assert answer.reason == "The file is no Ghost export: it has no list of posts."


def test_tables_of_another_build_are_said(write):
    for rows in ({"tags": [{"id": {}}]}, {"settings": [{"key": []}]}, {"posts_tags": [{"post_id": {}}]}):
        path = write(json.dumps({"data": {"posts": [POST]} | rows}), "ghost.json")
        (found,) = ghost.items(path)
        assert found == Unreadable("the whole file", "The tables of the file are not built as Ghost's are.")


CARD = {"cards": [["html", {"html": "<p>word</p>" * 1000}]], "sections": [[10, 0]] * 10_000}
LINKED = [[0, [0], 1, "a"]]
MARKUPS = [["a", ["href", "https://a.example/" + "x" * 10_000]]]


@pytest.mark.parametrize(
    "document",
    [
        CARD,
        {"markups": MARKUPS, "sections": [[1, "p", LINKED]] * 10_000},
        {"markups": MARKUPS, "sections": [[1, "p", LINKED * 10_000]]},
        {"markups": MARKUPS, "sections": [[3, "ul", [LINKED] * 10_000]]},
    ],
)
def test_what_a_text_takes_again_and_again_is_counted_each_time(items, document):
    text = json.dumps(document)
    assert len(text) < 400_000
    tracemalloc.start()
    try:
        (refused,) = items({"id": "a1", "title": "Trams", "mobiledoc": text})
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert refused.reason == "“Trams”: the text is longer than 5 million characters."
    assert peak < 25_000_000


def test_what_stands_once_in_the_tables_and_goes_to_every_post_is_short(items):
    long = {
        "url": "https://a.example/" + "x" * 1000, "users": [{"id": "u1", "name": "n" * 1000, "slug": "s" * 1000}],
        "tags": [{"id": "t1", "name": "t" * 1000}], "posts_tags": [{"post_id": "a1", "tag_id": "t1"}] * 3,
        "posts_authors": [{"post_id": "a1", "author_id": "u1"}] * 3, "settings": [],
    }  # fmt: skip
    (item,) = items(POST | {"html": "<p>a</p>"}, **long)
    assert [[*map(len, names)] for names in (item.authors, item.logins, item.tags)] == [[200]] * 3
    assert len(item.link) < 400
    assert "longer than 5 million" in items(POST | {"html": "__GHOST_URL__" * 400_000})[0].reason


@pytest.mark.parametrize("status", ["published", "scheduled"])
def test_what_was_to_be_mailed_only_does_not_appear_on_the_site(items, status):
    meta = [{"post_id": "a1", "email_only": 1}]
    for post, tables in ((POST, {"posts_meta": meta}), (POST | {"email_only": True}, {})):
        (item,) = items(post | {"status": status}, **tables)
        assert item.story.status == "private"
        assert "mailed only" in item.story.warnings[0]
    (item,) = items(POST | {"status": status}, posts_meta=[{"post_id": "a1", "email_only": 0}])
    assert item.story.status == status


def test_cards_that_are_made_of_words_keep_them():
    cards = [
        {"type": "header", "heading": "<span>Trams</span>", "subheading": "A line", "version": 2},
        {"type": "header", "header": "Buses"},
        {"type": "product", "productTitle": "A <b>map</b>", "productDescription": "<p>Of all lines.</p>",
         "productImageSrc": "https://a.example/i.jpg"},
        {"type": "paragraph", "children": [{"type": "text", "text": "Opens "}, {"type": "tk", "text": "TK"}]},
    ]  # fmt: skip
    html, notes = from_lexical(json.dumps({"root": {"type": "root", "children": cards}}))
    assert clean(html).body == (
        '<h2>Trams</h2>\n<p>A line</p>\n<h2>Buses</h2>\n<figure>\n<img src="https://a.example/i.jpg" alt="A map">\n'
        "</figure>\n<h3>A <strong>map</strong></h3>\n<p>Of all lines.</p>\n<p>Opens TK</p>"
    )
    assert notes == []
