"""Text pages: what is read from a news page that somebody copied as plain text."""

# ruff: noqa: DTZ001 — a page that prints no zone gives a moment without one

import html
import re
import time
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.desk.importers.page_furniture import is_furniture, is_hard_end, is_soft_end, read_section
from newsroom.desk.importers.record import CreditRecord, PersonRecord
from newsroom.desk.importers.text_page import parse

PAGES = Path(__file__).parent / "text_pages"


def read(name):
    return parse((PAGES / f"{name}.txt").read_text(encoding="utf-8"), source_id=name)


def paragraphs(body):
    """The texts of the body's elements, as printed."""
    return [
        html.unescape(text) for text in re.findall(r"<(?:p|li|h2)(?: class=\"related\")?>(.*?)</(?:p|li|h2)>", body)
    ]


# A page with everything


def test_english_page_gives_head_credits_and_dates():
    story = read("english")
    assert story.id == "english"
    assert story.section == "News"
    assert story.headline == "Robot kitchens find a home among the laboratories of Cedar Hill"
    assert story.credits == [
        CreditRecord("Lin Moyan", "writer", "cedarhill.example"),
        CreditRecord("Pat Okafor", "editor"),
    ]
    assert story.updated == date(2013, 10, 25)
    assert story.published == date(2013, 10, 25)
    assert story.language == "en"


def test_english_page_gives_the_text_in_order_and_unchanged():
    story = read("english")
    assert story.standfirst.startswith("A start-up with nine employees")
    lines = story.body.split("\n")
    assert lines[0] == (
        "<p>The company, Tiny Wok, moved into the Cedar Hill science park in spring &amp; "
        "has hired a cook for every engineer since.</p>"
    )
    assert lines[1] == '<p class="related">Noodle machine at Cedar Hill amazes visiting chefs from six countries</p>'
    assert "&lt;almost&gt;" in lines[2]
    assert lines[3] == "<h2>How the arms learn</h2>"
    assert lines[-1] == "<p>Not all guests were convinced.</p>"
    assert "Edited by" not in story.body
    assert "Cedar Hill Science Park" not in story.body


def test_side_boxes_are_people_with_their_posts():
    assert read("english").people == [
        PersonRecord("Mo Ran", "Founder of Tiny Wok and director of the Kitchen Laboratory"),
        PersonRecord("Su Wei", "Head of the Visitor Service Center of Cedar Hill"),
    ]


def test_chinese_page():
    story = read("chinese")
    assert story.section == "园区"
    assert story.headline == "松树岭园区新添三条通勤班车线路 员工最快十五分钟到岗"
    assert story.published == datetime(2019, 9, 7, 9, 59, 22)
    assert story.credits == [CreditRecord("林墨言", "writer", "松岭日报"), CreditRecord("钱小满", "editor")]
    assert story.language == "zh"
    assert paragraphs(story.body)[0] == "（原标题：三条班车线路今日开通）"
    assert "<h2>线路怎么走</h2>" in story.body
    assert story.body.endswith("<p>乘客扫码上车，座位满了就等下一班。</p>")


def test_menus_forms_captions_boxes_and_footers_stay_out():
    story = read("menu")
    assert story.headline == "Glass made from desert sand could halve the cost of solar roofs"
    assert story.standfirst == "Engineers say that the trick is to melt it twice."
    assert story.published == datetime(2023, 11, 8, 5, 55)
    assert story.credits == [
        CreditRecord('Ana "Nika" Petrov', "writer", "The Cedar Post"),
        CreditRecord("Joe Bell Jr.", "writer", "The Cedar Post"),
    ]
    assert story.body.startswith("<p>A pilot plant in the dunes")
    assert story.body.endswith("the wind is stronger.</p>")
    assert '<p class="related">Read more: Why the dunes are moving south this year</p>' in story.body
    assert "<ul>\n<li>Each pane weighs four kilograms" in story.body
    for left_out in ("password", "Getty", "furnace glows", "newsletter", "MORE SCIENCE", "windmills", "©"):
        assert left_out not in story.body
    assert any("A furnace glows" in warning for warning in story.warnings)


# Pages flattened to one line

FLAT = (
    "Kites deliver mail to island &amp; back - Cedar Post Online if(a){b();} Monday, Nov 2, 2020 Home World Sports "
    "Kites deliver mail to island &amp; back By Mei Hua ( Cedar Daily ) 13:22, November 01, 2020 "
    "PORT SORREL, Oct. 31 -- A kite carried forty letters across the strait on Saturday, said Capt. A. B. Reed. "
    "“It was easier than rowing and a good deal drier,” the captain told reporters on the pier after the landing. "
    + "The island has had no regular post since the ferry stopped in March, and its people are glad of the change. " * 6
    + "(Web editor: Jo Park, Ann Lee) Add your comment Related reading Other kites of the coast Most Read Kites"
)


def test_flat_page_is_cut_into_its_parts():
    story = parse(FLAT, source_id="kites")
    assert story.headline == "Kites deliver mail to island & back"
    assert story.published == datetime(2020, 11, 1, 13, 22)
    assert story.credits[0] == CreditRecord("Mei Hua", "writer", "Cedar Daily")
    assert CreditRecord("Jo Park", "editor") in story.credits
    assert story.standfirst.startswith("PORT SORREL, Oct. 31 -- A kite")
    assert len(paragraphs(story.body)) > 1
    assert "Related" not in story.body
    assert "Web editor" not in story.body
    assert story.warnings


def test_flat_page_without_a_title_in_front_is_read_by_its_byline():
    text = "Home> News Harbour lights to change colour with the tide By Mei Hua (Cedar Daily) Updated: 2014-03-02 "
    text += "The lamps on the long pier will be red at ebb and green at flood, so that sailors can tell. " * 5
    story = parse(text, source_id="lamps")
    assert story.headline == "Harbour lights to change colour with the tide"
    assert story.updated == date(2014, 3, 2)
    assert story.standfirst.startswith("The lamps")


def test_flat_page_in_which_nothing_can_be_told_apart_is_refused():
    with pytest.raises(ValueError, match="single line"):
        parse(" ".join(f"word{n}" for n in range(200)), source_id="x")


# What is not the story


@pytest.mark.parametrize(
    "line",
    [
        "Share",
        "Facebook Twitter Email Print",
        "12 comments",
        "Skip to main content",
        "分享到：",
        "字体： 小 中 大",
        "T + -",
    ]
    + [
        "微信",
        "15867",
        "57人参与11评论",
        "4 min read",
        "picture.jpg",
        "Tags: kites, mail",
        "We use cookies to serve you.",
    ],
)
def test_furniture(line):
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line", ["Kites deliver mail", "He left.", "公园里的人", "2", "Comments from the mayor's office"]
)
def test_what_is_no_furniture(line):
    assert not is_furniture(line)


def test_ends():
    assert all(
        map(is_hard_end, ["Comments (12)", "Leave a comment", "© 2020 Cedar Post", "All rights reserved.", "网友评论"])
    )
    assert all(
        map(is_soft_end, ["Related stories", "Most Read", "You may also like", "Next post", "相关阅读", "下一篇：风筝"])
    )
    assert not any(map(is_hard_end, ["He had no comment on the report.", "评论家来到园区"]))
    assert not any(map(is_soft_end, ["Related companies moved in.", "More jobs"]))


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("Home> News", "News"),
        ("Home > Business > Technology", "Technology"),
        ("网易首页 > 新闻中心 > 科技 > 正文", "科技"),
        ("您的当前位置：新闻中心 > 园区", "园区"),
        ("首页 / 园区 / 正文", "园区"),
        ("国内新闻>正文", "国内新闻"),
        ("Revenue > costs for the first time, says the park's annual report", ""),
        ("News", ""),
    ],
)
def test_sections(line, section):
    assert read_section(line) == section


def test_related_links_between_paragraphs_do_not_end_the_text():
    paragraph = "Paragraph number {} says something about the park, the weather and the price of noodles at noon."
    text = ["A headline of five plain words", "By Ann Smith", *(paragraph.format(n) for n in (1, 2)), "Related stories"]
    text += ["Noodles get dearer", "Park gets greener", *(paragraph.format(n) for n in (3, 4, 5, 6))]
    story = parse("\n\n".join(text), source_id="x")
    assert "number 6" in story.body
    assert "Noodles get dearer" not in story.body


def test_lines_led_in_by_a_colon_and_signatories_at_the_end_stay():
    text = "A letter about the old bridge\nJuly 7, 2020\n"
    text += (
        "We write because the bridge between the two halves of the park is to be closed, and we ask to keep it open.\n"
    )
    text += "It is the shortest way to the library for more than a thousand people, and many of them can't walk far.\n"
    text += "\n".join(["Ann Smith, teacher", "Bob Lee", "Cho Rin, gardener", "Dee Oak, baker", "Eve Fir"])
    assert "Dee Oak, baker" in parse(text, source_id="x").body


# Whatever is pasted


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "\ufeff\u200b\x00", "By Ann Smith", "2013-10-25", "Share\nTweet"])
def test_pages_without_a_headline_are_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"^The page .+\.$"):
        parse(text, source_id="x")


def test_a_headline_alone_is_a_story_with_a_warning():
    story = parse("Robots cook lunch for visitors", source_id="x")
    assert story.headline == "Robots cook lunch for visitors"
    assert story.warnings == ["No text was found below the headline."]


def test_a_short_page_keeps_its_sentence_above_the_editors_name():
    story = parse("Robots cook lunch for visitors\nBy Ann Smith\nIt went well.\nEdited by Bob Lee", source_id="x")
    assert story.standfirst == "It went well."
    assert [credit.role for credit in story.credits] == ["writer", "editor"]


def test_line_ends_spaces_and_invisible_characters_make_no_difference():
    plain = (PAGES / "english.txt").read_text(encoding="utf-8")
    dressed = "\ufeff" + plain.replace("\n", "\r\n").replace(" ", "\u00a0").replace("Robot", "Ro\u200bbot")
    dressed = dressed.replace("Home>", "\x0cHome>\t")
    ours, theirs = parse(plain, source_id="x"), parse(dressed, source_id="x")
    assert (ours.headline, ours.body, ours.credits, ours.updated) == (
        theirs.headline,
        theirs.body,
        theirs.credits,
        theirs.updated,
    )


def test_paragraphs_wrapped_at_a_column_are_whole_again():
    sentence = "The park opened a second canteen, and this sentence about it was wrapped at a column by a mail program."
    wrapped = "\n".join(re.findall(r".{1,52}(?: |$)", sentence + " " + sentence))
    story = parse(f"Park opens a second canteen\n\nBy Ann Smith\n\n{wrapped}\n\n{wrapped}\n\n{wrapped}", source_id="x")
    assert story.standfirst == f"{sentence} {sentence}"


PIECES = st.sampled_from(
    [
        "By Ann Smith",
        "Updated: 2013-10-25",
        "Home> News",
        "来源：松岭网",
        "责任编辑：钱小满",
        "Share",
        "Comments",
        "Related stories",
    ]
    + [
        "Edited by Pat Oak",
        "Mo Ran",
        "Director of the Service Center",
        "She said: “yes & no”.",
        "• point",
        "（",
        "\x0c",
        "&gt;",
    ]
    + ["A headline of five plain words", "The long sentence goes on and on until it has more than sixty letters in it."]
    + [
        "园区新添三条通勤班车线路",
        "松树岭科技园今天开通三条通勤班车线路，连接地铁站、人才公寓和两处研发中心，全程免费。",
        "",
    ]
)
PASTED = st.one_of(st.text(max_size=400), st.lists(st.one_of(PIECES, st.text(max_size=60)), max_size=30).map("\n".join))


def bare(text):
    """The text without spaces, entities and what nobody sees: what must be the same before and after."""
    return re.sub(
        r"[\s\x00-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff]+",
        "",
        html.unescape(text),
    )


@settings(max_examples=200)
@given(PASTED)
def test_any_text_parses_or_is_refused_and_nothing_is_invented(text):
    try:
        story = parse(text, source_id="x")
    except ValueError:
        return
    assert story.headline
    source = bare(text)
    for part in [story.headline, story.standfirst, *paragraphs(story.body)]:
        assert bare(part) in source
    assert "<script" not in story.body


@pytest.mark.parametrize(
    "unit",
    [
        "( ",
        "【",
        "By ",
        "a b c\n",
        "Mo Ran\n",
        "作者：",
        "> > > ",
        "a/b|c,d/",
        "He said so.\n",
        "2013-10-25\n",
        "x" * 99 + "\n",
        "中，",
    ],
)
def test_time_grows_with_the_page_and_no_faster(unit):
    text = "A headline of five plain words\n" + unit * min(15_000, 300_000 // len(unit))
    began = time.process_time()
    with suppress(ValueError):
        parse(text, source_id="x")
    assert time.process_time() - began < 4  # some take half a second; what backtracks takes minutes


def test_what_is_too_long_for_a_story_is_refused():
    with pytest.raises(ValueError, match="30,000 lines"):
        parse("a line\n" * 30_000, source_id="x")
