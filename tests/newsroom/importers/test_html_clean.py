"""HTML of any origin as a story's."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.desk import body as story_body
from newsroom.desk.importers import html_clean
from newsroom.desk.importers.html_clean import clean, place_pictures, plain, without_first
from newsroom.desk.importers.traps import MOST_ATTRIBUTES, with_bounded_tags


def cleaned(markup, **options):
    return clean(markup, **options).body


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<div>a<div>b <b>c</b></div>d</div>", "<p>a</p>\n<p>b <strong>c</strong></p>\n<p>d</p>"),
        ("one<br><br>two<br>three", "<p>one</p>\n<p>two<br>three</p>"),
        ("<p>&nbsp;</p><p> </p><p>a</p>", "<p>a</p>"),
        ("<h1>A</h1><h4>B<br>b</h4>", "<h2>A</h2>\n<h3>B b</h3>"),
        ("<a href='#top'>up</a> <a href='javascript:x()'>no</a>", "<p>up no</p>"),
        ("<ul><li><p>a</p><p>b</p><ul><li>c</ul></ul>", "<ul>\n<li>a<br>b\n<ul>\n<li>c</li>\n</ul></li>\n</ul>"),
        ("<ol start=3><li>c</ol>", '<ol start="3">\n<li>c</li>\n</ol>'),
        ("<pre>x\n  y &lt;z&gt;</pre>", "<p>x<br>&nbsp;&nbsp;y &lt;z&gt;</p>"),
        ("<dl><dt>Term<dd>What it is</dl>", "<p><strong>Term</strong></p>\n<p>What it is</p>"),
        ("<table><tr><td><p>only</p><p>layout</p></table>", "<p>only</p>\n<p>layout</p>"),
        ("<table><tr><th>a<td colspan=2>b</table>", '<table>\n<tr><th>a</th><td colspan="2">b</td></tr>\n</table>'),
        ("<script>alert(1)</script><style>p{}</style><p onclick=x>a</p>", "<p>a</p>"),
        ("<q>so</q> <code>x</code> <u>y</u> <span lang=zh>中</span>", '<p>“so” x y <span lang="zh">中</span></p>'),
        ("<a href=/x><div>inside</div></a>", "<p>inside</p>"),
        ("just words & more", "<p>just words &amp; more</p>"),
        ("https://video.example/v?a=1&amp;b=2", '<p><a href="https://video.example/v?a=1&amp;b=2">https://video.example/v?a=1&amp;b=2</a></p>'),
        ("", ""),
    ],
)  # fmt: skip
def test_structure_is_kept_in_the_plain_kind(markup, expected):
    assert cleaned(markup) == expected


def test_old_editors_lines_are_paragraphs_and_breaks():
    assert cleaned("One\ntwo\n\nthree\r\n\r\n<h2>H</h2>\nafter\n<blockquote>q\n\nr</blockquote>", lines=True) == (
        "<p>One<br>two</p>\n<p>three</p>\n<h2>H</h2>\n<p>after</p>\n<blockquote>\n<p>q</p>\n<p>r</p>\n</blockquote>"
    )


def test_pictures_become_figures_with_whole_addresses():
    assert cleaned('<p>a <img src="/i.jpg" alt="A &quot;b&quot;" width=3> b</p>', base="https://old.example/p/1") == (
        '<p>a</p>\n<figure>\n<img src="https://old.example/i.jpg" alt="A &quot;b&quot;" width="3">\n</figure>\n<p>b</p>'
    )


@pytest.mark.parametrize(
    "markup",
    [
        '<figure><a href="x"><img src="b.jpg"></a><figcaption><p>Cap <em>t</em></p></figcaption></figure>',
        '<div class="wp-caption"><img src="b.jpg"><p class="wp-caption-text">Cap <i>t</i></p></div>',
        '<figure><img data-src="b.jpg" src="data:image/gif;base64,R0"><span>Cap <em>t</em></span></figure>',
    ],
)
def test_captions_stay_with_their_pictures(markup):
    assert cleaned(markup) == '<figure>\n<img src="b.jpg" alt="">\n<figcaption>Cap <em>t</em></figcaption>\n</figure>'


def test_galleries_are_figures_one_after_the_other():
    one, two = (f'<figure>\n<img src="{name}.jpg" alt="">\n</figure>' for name in "ab")
    assert cleaned("<ul><li><figure><img src=a.jpg></figure><li><img src=b.jpg></ul>") == f"{one}\n{two}"
    assert (
        cleaned("<figure><figure><img src=a.jpg></figure><figure><img src=b.jpg></figure></figure>") == f"{one}\n{two}"
    )


def test_a_picture_loaded_late_comes_once_and_reader_counters_never():
    late = '<img data-src="a.jpg"><noscript><img src="a.jpg"></noscript><img src="//count.example/p" width=1 height=1>'
    assert cleaned(late).count("<img") == 1


def test_players_are_links_and_said_to_be():
    result = clean('<iframe src="//video.example/1" title="The film"></iframe><video><source src="v.mp4"></video>')
    assert result.body == '<p><a href="https://video.example/1">The film</a></p>'
    assert result.notes == ["1 embedded player or frame is now a link."]
    assert "Struck-out" in clean("<del>10</del> 20").notes[0]
    assert clean('<img src="data:image/png;base64,AAAA">').notes == ["Left out 1 picture written into the text itself."]


@pytest.mark.parametrize("name", ["data-src", "data-lazy-src", "data-original"])
def test_a_picture_that_a_page_shows_late_is_looked_for_where_its_script_would(name):
    assert '<img src="https://a.example/i.jpg" alt="">' in cleaned(
        f'<img src="data:image/gif;base64,R0" {name}="https://a.example/i.jpg" alt="">'
    )


@pytest.mark.parametrize(
    "markup",
    [
        '<iframe src="{}"></iframe>',
        '<iframe data-src="{}"></iframe>',
        '<embed src="{}">',
        '<object data="{}"></object>',
        '<video src="{}"></video>',
        '<audio src="{}"></audio>',
        '<audio><source src="{}"></audio>',
        '<object><embed src="{}">Get a player</object>',
    ],
)
def test_wherever_a_player_has_its_address_that_is_a_link(markup):
    address = "https://video.example/1"
    assert cleaned(markup.format(address)) == f'<p><a href="{address}">{address}</a></p>'


def test_pictures_are_placed_or_taken_out():
    body = cleaned("<p>a</p><figure><img src=b.jpg alt='x &amp; y'><figcaption>c</figcaption></figure><img src=d.jpg>")
    asked = []

    def find(record):
        asked.append((record.file, record.alt_text, record.caption))
        return "/media/1.jpg" if record.file == "b.jpg" else None

    placed, missing = place_pictures(body, find)
    assert asked == [("b.jpg", "x & y", "c"), ("d.jpg", "", "")]
    assert missing == ["d.jpg"]
    assert placed == (
        '<p>a</p>\n<figure>\n<img src="/media/1.jpg" alt="x &amp; y">\n<figcaption>c</figcaption>\n</figure>'
    )
    assert story_body.sanitise(placed) == placed


def test_a_standfirst_is_not_said_twice():
    assert without_first("<p>In &amp; out</p>\n<p>b</p>", "In & out") == "<p>b</p>"
    assert without_first("<p>In</p>\n<p>b</p>", "In & out") == "<p>In</p>\n<p>b</p>"


def test_titles_lose_markup_and_nothing_else():
    assert plain("A <em>fine</em><br/>day &amp; a < b <F> &lt;c&gt;") == "A fine day & a < b <F> <c>"


@pytest.mark.parametrize("markup", ["<div>" * 20_000, "<b>" * 3000, "<p>x" * 300_000, "x" * 5_000_001])
def test_what_would_cost_too_much_is_refused_at_once(markup):
    began = time.process_time()
    with pytest.raises(ValueError, match=r"The text (?:has|is longer)"):
        clean(markup)
    assert time.process_time() - began < 5


PIECES = [
    "<div>", "</div>", "<p>", "</p>", "<b>", "</b>", "<a href=x>", "</a>", "<ul>", "<li>", "</ul>", "<img src=i>",
    "<br>",
    "<table>", "<td>", "<pre>", "</pre>", "<figure>", "</figure>", "<figcaption>", "<blockquote>", "text", "&amp;",
    "<", ">",
    "\n\n", "<script>", "<!--", "-->", "<iframe src=//f>", "<style>", "<svg>",
]  # fmt: skip


@settings(max_examples=150)
@given(st.lists(st.sampled_from(PIECES)), st.booleans())
def test_whatever_comes_the_site_takes_it_unchanged(parts, lines):
    body = place_pictures(cleaned("".join(parts), lines=lines), lambda photo: "/media/i.jpg")[0]
    # The sanitiser adds what links are for and writes spaces its own way; it finds nothing to take out.
    assert story_body.to_text(story_body.sanitise(body)) == story_body.to_text(body)
    assert story_body.sanitise(body).count("<") == body.count("<") or "<table>" in body


def test_what_stands_inside_a_frame_never_gets_out():
    hostile = "<iframe src=//f><script>alert(1)</script><p>x</p><!-- </iframe><p>after</p>"
    assert cleaned(hostile) == '<p><a href="https://f">https://f</a></p>\n<p>after</p>'
    # An end that belongs to nothing in there does not end the frame.
    assert cleaned("<iframe src=//f></i><p>leaks</p></iframe><p>after</p>") == cleaned(hostile)


def test_what_lies_deeper_than_any_text_is_read_for_its_words():
    deep = f"{'<blockquote>' * 300}words{'</blockquote>' * 300}<p>after</p>"
    assert cleaned(deep).count("<blockquote>") <= 100
    assert "<p>words</p>" in cleaned(deep)
    assert cleaned(deep).endswith("</blockquote>\n<p>after</p>")


def test_signs_of_a_text_without_elements_are_written_as_html():
    assert cleaned("2 > 1\n and more") == "<p>2 &gt; 1 and more</p>"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<ol start="x2"><li>a</li></ol>', "<ol>\n<li>a</li>\n</ol>"),
        ('<ol start="7"><li>a</li></ol>', '<ol start="7">\n<li>a</li>\n</ol>'),
        (
            '<table><tr><td colspan="2" rowspan="x">a</td><td>b</td></tr></table>',
            '<table>\n<tr><td colspan="2">a</td><td>b</td></tr>\n</table>',
        ),
        (
            "<table><caption>Who</caption><tr><td>a</td><td>b</td></tr></table>",
            "<table>\n<caption>Who</caption>\n<tr><td>a</td><td>b</td></tr>\n</table>",
        ),
        ('<p><span lang="x y">a</span> <span lang="zh-Hans">b</span></p>', '<p>a <span lang="zh-Hans">b</span></p>'),
        ("<p>H<sub>2</sub>O m<sup>2</sup> <cite>Li</cite></p>", "<p>H<sub>2</sub>O m<sup>2</sup> <cite>Li</cite></p>"),
        ('<p><a href="data:text/html,x">a</a> <a href="https://[x">b</a></p>', "<p>a b</p>"),
        ('<img src="https://[x/i.jpg"><p>a</p>', "<p>a</p>"),
        (
            '<img src="https://a.example/i.jpg" alt="" width="100%" height="20">',
            '<figure>\n<img src="https://a.example/i.jpg" alt="" height="20">\n</figure>',
        ),
        (
            '<img src="https://a.example/blank.gif" data-src="https://a.example/i.jpg" alt="">',
            '<figure>\n<img src="https://a.example/i.jpg" alt="">\n</figure>',
        ),
        ('<p>a</p><iframe src="data:text/html,x"></iframe><iframe src="about:blank"></iframe>', "<p>a</p>"),
    ],
)
def test_what_an_attribute_may_say_is_bounded(markup, expected):
    assert cleaned(markup) == expected


def test_the_address_of_a_picture_is_written_as_html():
    body = cleaned('<img src="https://a.example/i.jpg" alt="">')
    placed, _ = place_pictures(body, lambda photo: '/media/i.jpg?a="b')
    assert '<img src="/media/i.jpg?a=&quot;b" alt="">' in placed


@pytest.mark.parametrize(
    "tag",
    ["script", "style", "template", "svg", "math", "select", "button", "textarea", "title", "nav", "form"],
)
def test_the_words_of_what_is_no_text_go_with_it(tag):
    assert cleaned(f"<p>a</p><{tag}>words</{tag}><p>b</p>") == "<p>a</p>\n<p>b</p>"


def test_what_stands_in_a_table_within_a_table_comes_once():
    inner = "<table><tr><td>two</td><td>three</td></tr></table>"
    found = clean(f"<table><tr><td>one</td><td>{inner}</td></tr></table>").body
    assert found == "<p>one</p>\n<table>\n<tr><td>two</td><td>three</td></tr>\n</table>"


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("<ul><li>x", "</li></ul>"),
        ("<table><tr><td>x<td>", "</table>"),
        ("<figure><figcaption>x", "</figcaption></figure>"),
    ],
)
def test_each_element_is_read_once_however_many_stand_in_each_other(monkeypatch, begin, end):
    """Twice at each depth, and 600 characters that somebody pastes would hold a worker for a day."""
    read, block = [], html_clean._Writer.block
    monkeypatch.setattr(html_clean._Writer, "block", lambda self, element: read.append(1) or block(self, element))
    for depth in (4, 12):
        read.clear()
        clean(begin * depth + '<img src="/media/a.jpg">' + end * depth)
        assert len(read) <= 4 * depth


@pytest.mark.parametrize(
    "markup",
    [
        "<p {}>word</p>",
        "<p/{}>word</p>",
        '<p title=">" {}>word</p>',
        "<p title='<a>' {}>word</p>",
        "<!-- <a title=' --><p {}>word</p>'>",
        '<style><a title="</style><p {}>word</p>',
        "a < b <1 <{}<p {}>word</p>".replace("{}", "a " * 400, 1),
    ],
)
@pytest.mark.parametrize("attribute", ["a{}/", "a{}=''", 'a{} = "x" '])
def test_no_tag_has_attributes_without_end(markup, attribute):
    """Each is held against all before it: a hundred thousand of them take minutes."""
    many = "".join(attribute.format(number) for number in range(100_000))
    began = time.process_time()
    body = clean(markup.replace("{}", many)).body
    assert time.process_time() - began < 1.5
    assert "word" in body


@pytest.mark.parametrize(
    "tags", ['<a x="><a " ' * 70 + ">", '<a x="><a " ' * 1000, "<a " * 140 + ">", "<a" * 140 + ">"]
)
def test_looking_for_such_tags_takes_no_square_of_time(tags):
    times = []
    for length in (200_000, 800_000):
        began = time.process_time()
        with_bounded_tags(tags * (length // len(tags)))
        times.append(time.process_time() - began)
    assert times[1] < max(8 * times[0], 1)


def test_a_tag_keeps_what_attributes_tags_have():
    many = " ".join(f"a{number}" for number in range(MOST_ATTRIBUTES - 1))
    markup = f'<p><a {many} href="https://a.example/">a</a></p>'
    assert cleaned(markup) == '<p><a href="https://a.example/">a</a></p>'
    assert with_bounded_tags(markup) == markup
    words = f"<p>Is a <b or not? {'So they asked. ' * 150}</p>"
    assert cleaned(words).startswith("<p>Is a &lt;b or not? So they asked.")
