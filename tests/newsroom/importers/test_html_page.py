"""Saved web pages: what they say of themselves, then what stands on them."""

import re
import time
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest

from newsroom.desk.importers import html_page
from newsroom.desk.importers.page_cells import fullest_cell
from newsroom.desk.importers.page_meta import read_page
from newsroom.desk.importers.record import CreditRecord, PhotoRecord
from newsroom.desk.importers.traps import without_traps

TEXT = "".join(
    f"<p>Paragraph {number} tells at length how the tram came to the park, who rides it, and <a href='/t'>why</a>.</p>"
    for number in range(1, 9)
)
MENU = "<nav><ul><li><a href=/>Home</a><li><a href=/s>Sport</a></ul></nav>"
FOOT = "<footer><p>Most read</p><ul><li><a href=/9>Another story altogether</a></ul><p>© Cedar Daily</p></footer>"


def page(
    head="", top="<h1>Trams reach the park</h1>", text=TEXT, title="Trams reach the park | Cedar Daily", lang="en"
):
    return (
        f"<!DOCTYPE html><html lang={lang}><head><meta charset=utf-8><title>{title}</title>{head}</head><body>{MENU}"
        f"<article>{top}{text}</article>{FOOT}</body></html>"
    )


def parse(markup, **options):
    return html_page.parse(markup, source_id="saved", **options)


def linked_data(value):
    return f'<script type="application/ld+json">{value}</script>'


@pytest.fixture(params=["with trafilatura", "without it"])
def either_way(request, monkeypatch):
    if request.param == "without it":
        monkeypatch.setattr(html_page, "_extracted", lambda *args: None)
        monkeypatch.setattr(html_page, "_guessed_date", lambda *args: None)


@pytest.mark.usefixtures("either_way")
def test_data_of_the_page_is_believed_first():
    story = parse(
        page(
            linked_data(
                '{"@context": "https://schema.org", "@graph": [{"@type": "Organization", "name": "Cedar Daily"},'
                '{"@type": ["NewsArticle"], "headline": "Trams reach the park",'
                '"datePublished": "2019-05-01T08:30:00+08:00",'
                '"dateModified": "2019-05-02T08:30:00+08:00", "author": [{"@type": "Person", "name": "Lin Moyan"},'
                '{"name": "Pat Okafor"}], "articleSection": "Transport",'
                '"keywords": ["trams", "rails"],'
                '"image": {"url": "/i.jpg", "caption": "A tram", "creditText": "Xu"},'
                '"publisher": {"name": "Cedar Daily"}}]}'
            )
            + '<link rel=canonical href="https://cedar.example/2019/trams-reach-the-park.html">'
        )
    )
    assert story.headline == "Trams reach the park"
    assert story.credits == [CreditRecord("Lin Moyan"), CreditRecord("Pat Okafor")]
    assert story.published.isoformat() == "2019-05-01T08:30:00+08:00"
    assert story.updated.isoformat() == "2019-05-02T08:30:00+08:00"
    assert (story.section, story.tags) == ("Transport", ["trams", "rails"])
    assert story.photo == PhotoRecord("https://cedar.example/i.jpg", "", "A tram", "Xu")
    assert (story.id, story.slug) == ("https://cedar.example/2019/trams-reach-the-park.html", "trams-reach-the-park")
    assert (story.source, story.status, story.language) == ("html:cedar.example", "published", "en")
    assert "Paragraph 1 tells" in story.body
    assert "Paragraph 8 tells" in story.body
    for foreign in ("Home", "Most read", "Another story", "©"):
        assert foreign not in story.body


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize(
    ("links", "original"),
    [
        ("en=/en/trams zh=/zh/trams", "/en/trams"),
        ("zh=/zh/trams/ fr=/fr/trams", "/fr/trams"),
        ("en=/en/trams zh=/zh/trams x-default=/zh/trams", None),
        ("en=/en/trams zh=/zh/trams x-default=/trams", "/trams"),
        ("en=/ zh=/zh/trams", None),
        ("en=/en/ fr=/fr/", None),  # the page itself is not among them: they lead to the fronts of a site
        ("", None),
    ],
)
def test_links_to_other_languages_tell_what_a_page_was_translated_from(links, original):
    pairs = [link.split("=") for link in links.split()]
    head = "".join(f'<link rel=alternate hreflang={name} href="{path}">' for name, path in pairs)
    story = parse(page(head), address="https://cedar.example/zh/trams")
    expected = original and ("html:cedar.example", f"https://cedar.example{original}")
    assert story.translation_of == (expected or None)


def test_data_of_the_page_tell_what_it_was_translated_from():
    data = '{"@type":"NewsArticle","headline":"Trams","translationOfWork":{"@id":"#x","url":"https://a.example/trams"}}'
    story = parse(page(linked_data(data)), address="https://cedar.example/zh/trams")
    assert story.translation_of == ("html:a.example", "https://a.example/trams")


def test_open_graph_and_meta_elements_come_next():
    story = parse(
        page(
            '<meta property="og:title" content="Trams reach the park &mdash; Cedar Daily">'
            '<meta property="og:site_name" content="Cedar Daily">'
            '<meta name=author content="By  Lin Moyan, Cedar Daily">'
            '<meta property="article:published_time" content="2019-05-01T00:30:00Z">'
            '<meta property="article:modified_time" content="2019-05-01T00:30:00Z">'
            '<meta property="article:section" content="Transport"><meta property="article:tag" content="trams">'
            '<meta property="og:image" content="https://cedar.example/i.jpg">'
            '<meta property="og:image:alt" content="Red">',
            top="<h2>Trams reach the park</h2>",
        )
    )
    assert story.headline == "Trams reach the park"
    assert [credit.name for credit in story.credits] == ["Lin Moyan"]
    assert (story.published, story.updated) == (datetime(2019, 5, 1, 0, 30, tzinfo=UTC), None)
    assert (story.section, story.tags) == ("Transport", ["trams"])
    assert story.photo == PhotoRecord("https://cedar.example/i.jpg", "Red")


@pytest.mark.usefixtures("either_way")
def test_what_is_marked_on_the_page_comes_after_that():
    story = parse(
        page(
            top='<h1>Trams reach the park</h1><div class="byline"><span>By</span> <a rel=author href=/lin>Lin Moyan</a>'
            "<br>"
            'Cedar Daily Staff</div><time datetime="2019-05-01T08:30:00+08:00">1 May</time>'
        )
    )
    assert story.credits == [CreditRecord("Lin Moyan")]
    assert story.published.isoformat() == "2019-05-01T08:30:00+08:00"


@pytest.mark.usefixtures("either_way")
def test_what_is_only_printed_comes_last():
    story = parse(page(top="<h1>Trams reach the park</h1><p>By Lin Moyan</p><p>May 1, 2019</p>"))
    assert story.credits == [CreditRecord("Lin Moyan")]
    assert story.published == date(2019, 5, 1)


@pytest.mark.parametrize(
    ("title", "heading", "headline"),
    [
        ("Trams at last | Cedar Daily", "Trams at last", "Trams at last"),
        ("Trams at last-松岭网", "Trams at last", "Trams at last"),
        ("电车开进松树岭-松岭网", "电车开进松树岭", "电车开进松树岭"),
        ("电车开进松树岭_松岭网", "", "电车开进松树岭"),
        (
            "Trams at last, says the mayor of Cedar Hill - Cedar Daily",
            "",
            "Trams at last, says the mayor of Cedar Hill",
        ),
        ("Cedar Daily", "Trams at last", "Trams at last"),
        ("Trams: a story", "Trams", "Trams: a story"),
    ],
)
def test_the_headline_is_told_from_the_sites_name(title, heading, headline):
    head = '<meta property="og:site_name" content="Cedar Daily">'
    assert parse(page(head, title=title, top=f"<h1>{heading}</h1>")).headline == headline


def test_a_logo_set_as_heading_is_no_headline():
    story = parse(
        page(linked_data('{"@type": "BlogPosting", "headline": "Trams at last"}'), top="<h1>Cedar Daily</h1>")
    )
    assert story.headline == "Trams at last"


def test_names_of_the_site_and_addresses_are_no_authors():
    head = (
        '<meta property="og:site_name" content="Cedar Daily"><meta name=author content="Cedar Daily">'
        '<meta property="article:author" content="https://social.example/cedar">'
        '<meta name=byl content="cedar.example.com">'
    )
    assert parse(page(head)).credits == []


def test_text_keeps_links_lists_and_pictures_with_whole_addresses():
    pytest.importorskip("trafilatura")
    more = "<h2>How to ride</h2><ul><li>Buy a ticket for the tram at the gate<li>Board at the first door</ul>"
    story = parse(page(text=TEXT + more + TEXT.replace("Paragraph", "Part")), address="https://cedar.example/a/b")
    assert '<a href="https://cedar.example/t">why</a>' in story.body
    assert "<h2>How to ride</h2>" in story.body
    assert "<li>Buy a ticket for the tram at the gate</li>" in story.body
    assert not story.body.startswith("<h2>Trams"), "the headline is not said again"


def test_the_lead_picture_is_not_shown_twice():
    pytest.importorskip("trafilatura")
    head = '<meta property="og:image" content="https://cedar.example/i.jpg?a=1&amp;b=2">'
    shown = TEXT + '<p><img src="https://cedar.example/i.jpg?a=1&amp;b=2"></p>' + TEXT.replace("Paragraph", "Part")
    story = parse(page(head, text=shown))
    assert story.photo.file == "https://cedar.example/i.jpg?a=1&b=2"
    assert "<img" not in story.body


def test_a_page_without_words_raises_no_alarm(tmp_path, caplog):
    path = tmp_path / "a.html"
    path.write_text("<html><head><title>Nothing else</title></head></html>")
    assert len(list(html_page.items(path))) == 1
    assert [record.name for record in caplog.records if record.name.startswith("trafilatura")] == []


def test_without_trafilatura_the_words_are_read_and_that_is_said(monkeypatch):
    monkeypatch.setattr(html_page, "_extracted", lambda *args: None)
    assert "install the extra “imports”" in parse(page()).warnings[0]


def test_a_description_that_readers_see_is_the_standfirst():
    head = '<meta name=description content="The line took nine years and a bridge.">'
    assert parse(page(head)).standfirst == ""
    shown = parse(page(head, top="<h1>Trams reach the park</h1><h3>The line took nine years and a bridge.</h3>"))
    assert shown.standfirst == "The line took nine years and a bridge."
    assert "nine years and a bridge" not in shown.body


def test_a_text_given_as_data_helps_where_the_page_has_none():
    words = "The whole text of the story, as the page gives it to machines. " * 10
    story = parse(
        page(linked_data(f'{{"@type": "NewsArticle", "headline": "A", "articleBody": "{words}"}}'), text="<p>Log in")
    )
    assert "as the page gives it to machines" in story.body


def test_a_guessed_date_is_said_to_be_one(monkeypatch):
    monkeypatch.setattr(html_page, "_guessed_date", lambda *args: date(2019, 5, 1))
    story = parse(page())
    assert story.published == date(2019, 5, 1)
    assert any("found somewhere on it" in warning for warning in story.warnings)
    dated = parse(page(), address="https://cedar.example/2018/04/03/trams")
    assert dated.published == date(2018, 4, 3)


def test_where_browsers_say_that_a_page_was_saved_from():
    saved = "<!-- saved from url=(0034)https://cedar.example/2019/trams -->" + page()
    assert parse(saved).source_url == "https://cedar.example/2019/trams"


@pytest.mark.parametrize(
    "script",
    ["{", "[" * 50_000, '{"@type": 3}', '{"@type":"NewsArticle","author":{"name":{"name":[]}},"headline":[[]]}', "null",
     '<!-- {"@type":"Article","headline":"A",} -->', '{"@type":"Article","articleBody":7,"image":3,"keywords":{}}'],
)  # fmt: skip
def test_wrong_linked_data_does_no_harm(script):
    assert parse(page(linked_data(script))).headline in ("Trams reach the park", "A")


def test_a_page_without_a_headline_or_too_large_is_refused(write):
    (answer,) = html_page.items(write("<html><body></body></html>", "a.html"))
    assert answer.reason == "The page has no headline."
    (answer,) = html_page.items(write("<h1>a</h1>" + "<p>x" * 250_000, "a.html"))
    assert answer.reason == "The page has more than 100,000 elements."


def test_pictures_saved_inside_the_page_cost_nothing():
    picture = f'<img src="data:image/png;base64,{"A" * 6_000_000}">'
    assert "Paragraph 8" in parse(page(text=picture + TEXT)).body


OLD_LINES = [
    "本报讯（记者 王一飞）昨日，园区召开发布会，宣布企业总收入突破两万亿元，同比增长百分之二十三点五，创历史新高。",  # noqa: RUF001
    '园区负责人介绍，去年新增<a href="/1.htm">科技型企业</a>四千余家，平均每天诞生十余家，人工智能企业占到一半以上。',  # noqa: RUF001
    "今后三年园区将建设十个开放实验室，供中小企业共享大型仪器设备，首批将于明年三月投入使用，面向全市开放预约。",  # noqa: RUF001
]
OLD_PAGE = """<html><head><title>园区总收入突破两万亿元-园区新闻网</title></head><body>
<table width=760><tr><td><a href=/>首页</a><td><a href=/n>新闻中心</a></tr></table>
<TABLE width=760><TR><TD width=180><TABLE><TR><TD><b>相关新闻</b></TD></TR><TR><TD><a href=a.htm>园区召开
年度会议</a></TD></TR></TABLE></TD><TD><TABLE><TR>
<TD align=center><font size=4><b>园区总收入突破两万亿元</b></font></TD></TR>
<TR><TD>2004年3月12日 09:21　来源：园区新闻网</TD></TR><TR><TD><font size=2>{}</font></TD></TR>
<TR><TD>【<a href="javascript:window.print()">打印</a>】</TD></TR></TABLE></TD></TR></TABLE>
<table><tr><td>版权所有 京ICP备05000000号</td></tr></table></body></html>"""  # noqa: RUF001


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize(
    "text",
    [
        "<BR>".join(f"　　{line}" for line in OLD_LINES),
        "<br><br>\n".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{line}" for line in OLD_LINES),
        "　　" + "　　".join(OLD_LINES),
    ],
)
def test_the_text_of_a_page_laid_out_with_tables_is_found_with_its_links(text):
    story = parse(OLD_PAGE.format(text), address="https://park.example/2004/1.htm")
    lines = [line.replace("/1.htm", "https://park.example/1.htm") for line in OLD_LINES]
    assert story.headline == "园区总收入突破两万亿元"
    assert story.body.split("\n") == [f"<p>{line}</p>" for line in lines]


def test_a_short_notice_on_such_a_page_is_found_too():
    text = "<br>".join(re.sub("<[^<>]*>", "", line) for line in OLD_LINES[1:])
    assert parse(OLD_PAGE.format(text)).body.count("<p>") == 2


def test_cells_inside_each_other_take_no_time_by_the_square():
    started = time.process_time()
    fullest_cell("<td><table>" + "<div>" * 40_000 + "words" + "</td></center>" * 40_000)
    assert time.process_time() - started < 2  # a minute, where every end looks through all that are open


def test_scripts_and_styles_are_no_words():
    read = read_page("<body><script>var a = '<p>no</p>'</script><style>p{}</style><p>yes<br>and<td>more</p></body>")
    assert read.text.split() == ["yes", "and", "more"]


def test_one_element_may_state_several_properties_and_dublin_core_has_two_spellings():
    record = parse(page(head='<meta property="dc:creator twitter:creator" content="Lin Moyan">'))
    assert [credit.name for credit in record.credits] == ["Lin Moyan"]


def test_names_of_places_and_sentences_are_nobody():
    cards = '<p class="vcard"><span class="fn">New Zealand</span></p><p class="author">The Cedar Times. Retrieved</p>'
    assert parse(page(top=f"<h1>Trams reach the park</h1>{cards}")).credits == []


def test_other_stories_below_a_long_text_stay_out():
    pytest.importorskip("trafilatura")
    others = "".join(
        f"<div class='card'><h3><a href='/{n}'>Another story altogether {n}</a></h3><p>What happened in the town of "
        f"Cedar on day {n} and who was there to see it, told in a few words that nobody here asked for.</p></div>"
        for n in range(40)
    )
    body = parse(page(text=TEXT * 2 + f"<section class='river'>{others}</section>")).body
    assert "Paragraph 8" in body


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("<time datetime='2020-02-24T21:25:54-05:00'>24 February</time>", "2020-02-24T21:25:54-05:00"),
        ("<p>February 24, 2020 9:25 p.m.</p>", "2020-02-24T21:25:54-05:00"),
        ("<p>February 24, 2020 6:02 p.m.</p>", "2020-02-25T02:25:54+00:00"),  # no zone is so far from UTC
    ],
)
def test_a_moment_in_utc_is_told_by_the_clock_that_readers_see(shown, expected):
    head = "<meta property=article:published_time content=2020-02-25T02:25:54Z>"
    assert parse(page(head, top=f"<h1>Trams reach the park</h1>{shown}")).published.isoformat() == expected


def test_what_a_site_asks_of_its_readers_is_no_text(either_way):
    asked = (
        "<p>Never miss the latest news by signing up to our free newsletter here.</p>"
        "<p>Do you want to be informed of what we do? Sign up here</p>"
        "<p>We want to hear what you think about this article. Write to letters@cedar.example.</p>"
    )
    kept = (
        "<p>Join the queue at the newsletter office, said the driver, who was asked what there was to see in town.</p>"
    )
    body = parse(page(text=TEXT + asked + kept + TEXT.replace("Paragraph", "Part"))).body
    assert "Sign up" not in body
    assert "latest news" not in body
    assert "what you think" not in body
    assert "said the driver" in body
    assert "Paragraph 8" in body
    assert "Part 8" in body


def test_lists_longer_than_the_story_do_not_take_its_place():
    pytest.importorskip("trafilatura")
    story = "".join(
        f"<div>松岭科技园第{n}条电车线路昨天开通，从北门到研究所只要十分钟，记者在车站看到，乘客排起了长队，等候上车。</div>"
        for n in range(1, 6)
    )
    remarks = "".join(f"<p>第{n}位读者：与电车无关的话 回复 分享</p>" for n in range(60))
    body = parse(
        page(
            top="<h1>电车开进松岭科技园</h1><p>2019-05-01 08:30 来源：松岭网</p>",
            text=f"{story}<article>{remarks}</article>",
            title="电车开进松岭科技园_松岭网",
            lang="zh",
        )
    ).body
    assert "第1条电车线路" in body
    assert "第5条电车线路" in body
    assert "与电车无关" not in body


def test_comments_that_never_end_take_no_longer_than_words():
    markup = page(text=TEXT + "<table><tr><td>x</table>") + "<p><!--" * 14_000
    began = time.process_time()
    assert "Paragraph 8" in parse(markup).body
    assert time.process_time() - began < 2


@pytest.mark.parametrize("tag", ["<a ", "<a b=", "<a b='", "<a/", "</"])
def test_tags_that_never_end_are_looked_through_once(tag):
    """Else a hundred thousand characters of them take minutes: whoever asks for the rest of each is answered by all."""
    looked_at = 0

    class Reader(HTMLParser):
        def parse_starttag(self, i):
            nonlocal looked_at
            looked_at += 1
            return super().parse_starttag(i)

        def parse_endtag(self, i):
            nonlocal looked_at
            looked_at += 1
            return super().parse_endtag(i)

    reader = Reader()
    reader.feed(without_traps(f"<p>Text.</p>{tag * 500}"))
    reader.close()
    assert looked_at == 2
    assert without_traps("<p>Text.</p> 5 < 6") == "<p>Text.</p> 5 &lt; 6"


def test_what_stands_behind_an_odd_declaration_is_read():
    assert "Part 8" in read_page(without_traps(f"{TEXT}<![foo]>{TEXT.replace('Paragraph', 'Part')}")).text


@pytest.mark.parametrize("name", ["2019-05-01_Trams-1a.html", "draft_Trams-1a.html"])
def test_a_draft_in_mediums_archive_stays_one(write, name):
    date = '<time class="dt-published" datetime="2019-05-01T10:00:00.000Z">May 1, 2019</time>'
    own = '<p><a href="https://medium.com/@lin/trams-1a?a=1&amp;b=2" class="p-canonical">Canonical link</a></p>'
    footer = f"<footer><p>By <a>Lin Moyan</a> on {date}.</p>{own}<p>{html_page._MEDIUM} on May 3, 2020.</p></footer>"
    is_draft = name.startswith("draft")
    footer = footer.replace(date, "").replace(own, "") if is_draft else footer
    (item,) = html_page.items(write(f"<html><title>Trams</title><article><h1>Trams</h1>{TEXT}{footer}", name))
    story = item.story
    assert (item.status, story.status) == (("draft", "draft") if is_draft else ("published", "published"))
    assert bool(story.published) != is_draft
    assert story.source_url == ("" if is_draft else "https://medium.com/@lin/trams-1a?a=1&b=2")
    (other,) = html_page.items(write(f"<html><title>Trams</title><article><h1>Trams</h1>{TEXT}", "draft_x.html"))
    assert other.story.status == "published", "a page of elsewhere may be called so"
