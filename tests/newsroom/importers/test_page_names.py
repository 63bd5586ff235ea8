"""Text pages: who wrote them, and for whom."""

import pytest

from newsroom.desk.importers.bylines import read_bare_names, read_credits, read_outlet
from newsroom.desk.importers.record import CreditRecord
from newsroom.desk.importers.text_page import parse


@pytest.mark.parametrize(
    ("line", "credits"),
    [
        ("By Wang Moyan (daily.example)", [("Wang Moyan", "writer", "daily.example")]),
        ("by Ann Turner-Smith", [("Ann Turner-Smith", "writer", "")]),
        ("BY ANN SMITH", [("ANN SMITH", "writer", "")]),
        (
            "By Ann Smith and Bob van Dyke, Cedar News",
            [("Ann Smith", "writer", "Cedar News"), ("Bob van Dyke", "writer", "Cedar News")],
        ),
        (
            "By Ann Smith, Bob Lee & Joe Oak",
            [("Ann Smith", "writer", ""), ("Bob Lee", "writer", ""), ("Joe Oak", "writer", "")],
        ),
        ("By Ann Smith - January 10, 2020", [("Ann Smith", "writer", "")]),
        ("By Ann Smith Tuesday, Aug. 17, 2010", [("Ann Smith", "writer", "")]),
        ("By Ann Smith in Cedar Hill | Updated: May 3, 2014", [("Ann Smith", "writer", "")]),
        ("By: Ann Smith May 3, 2014 3:21 PM", [("Ann Smith", "writer", "")]),
        ("Posted on May 3, 2014 by Ann Smith", [("Ann Smith", "writer", "")]),
        ("May 3, 2014 • words written by Ann Smith • Art by Zoe", [("Ann Smith", "writer", "")]),
        ("Written by: Ann Smith", [("Ann Smith", "writer", "")]),
        ("By Ann Smith, Senior Staff Writer", [("Ann Smith", "writer", "")]),
        ("Posted by Ann Smith on May 3, 2014 at 5:00 pm in Kites", [("Ann Smith", "writer", "")]),
        ("By National Desk", [("National Desk", "writer", "")]),
        ("By Siobhán O'Neill Jr.", [("Siobhán O'Neill Jr.", "writer", "")]),
        ("责任编辑：赖文 洪晓", [("赖文", "editor", ""), ("洪晓", "editor", "")]),
        ("Edited by Pat Okafor", [("Pat Okafor", "editor", "")]),
        ("Editor: Li Na", [("Li Na", "editor", "")]),
        ("(Web editor: Li Na, Wu Bo)", [("Li Na", "editor", ""), ("Wu Bo", "editor", "")]),
        ("Photo by Ann Smith", [("Ann Smith", "photographer", "")]),
        ("Translated by Ann Smith", [("Ann Smith", "translator", "")]),
        ("Publié par Ann Smith à 08:00", [("Ann Smith", "writer", "")]),
        ("作者：林墨言", [("林墨言", "writer", "")]),
        (
            "来源：松岭日报 作者：林墨言 王小满 责任编辑：钱多",
            [("林墨言", "writer", ""), ("王小满", "writer", ""), ("钱多", "editor", "")],
        ),
        ("【责任编辑:钱小满 】", [("钱小满", "editor", "")]),
        ("（责编：钱小满、王墨）", [("钱小满", "editor", ""), ("王墨", "editor", "")]),
        ("责编：钱小满_NB123", [("钱小满", "editor", "")]),
        ("本报记者 林墨言、王小满", [("林墨言", "writer", ""), ("王小满", "writer", "")]),
        ("采写：松岭见习记者 林墨言", [("林墨言", "writer", "")]),
        ("文/林墨言 图/王小满", [("林墨言", "writer", ""), ("王小满", "photographer", "")]),
        ("翻译：欧阳小满", [("欧阳小满", "translator", "")]),
        ("作者：约翰·史密斯", [("约翰·史密斯", "writer", "")]),
        ("作者：Ann Smith", [("Ann Smith", "writer", "")]),
    ],
)
def test_bylines(line, credits):
    assert [(credit.name, credit.role, credit.outlet) for credit in read_credits(line)] == credits


@pytest.mark.parametrize(
    "line",
    [
        "By Christmas, it was over and nobody spoke of it.",
        "By the river",
        "By 2013 the park had grown.",
        "Editors met on Monday.",
        "文章很长",
        "编辑部在三楼",
        "",
    ],
)
def test_what_is_no_byline(line):
    assert read_credits(line) == []


def test_names_alone_on_a_line():
    assert read_bare_names("Jessica De Fino") == [CreditRecord("Jessica De Fino")]
    assert read_bare_names("Ann H. Smith1")[0].name == "Ann H. Smith1"
    assert read_bare_names("林墨言/松岭日报") == [CreditRecord("林墨言", "writer", "松岭日报")]
    assert read_bare_names("Latest News") == []
    assert read_bare_names("Contact Us") == []


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("来源：松岭网", "松岭网"),
        ("发布时间：2019-09-07 来源：松岭网－松岭日报", "松岭网-松岭日报"),
        ("2019-09-07 09:59 来源: 松岭日报 举报", "松岭日报"),
        ("2019年11月25日 18:57 松岭消息", "松岭消息"),
        ("Source: Cedar Daily", "Cedar Daily"),
        ("( Cedar Daily ) 09:40, November 08, 2021", "Cedar Daily"),
        ("Cedar News March 4, 2021, 8:07 AM", "Cedar News"),
        ("Latest News February 24, 2020", ""),
        ("February 24, 2020", ""),
    ],
)
def test_outlets(line, outlet):
    assert read_outlet(line) == outlet


def test_a_page_that_names_only_its_source_is_credited_to_it():
    text = "A headline of five plain words\n2020-01-02 Source: Cedar Daily\nA first sentence.\nA second sentence."
    assert parse(text, source_id="x").credits == [CreditRecord("Cedar Daily")]


def test_by_and_the_name_on_two_lines():
    text = "A headline of five plain words\nBy\nAnn Smith\nUpdated 6 Oct 2020\nA first sentence.\nA second sentence."
    assert parse(text, source_id="x").credits == [CreditRecord("Ann Smith")]


def test_the_writers_biography_is_no_text():
    text = (
        "A headline of five plain words\nBy Ann Smith\n"
        "Ann Smith is a reporter who has followed the science parks of the country for more than ten years.\n"
        "The first paragraph tells what happened at the science park on Monday and who was there to see it.\n"
        "The second paragraph tells why it matters to the people who work at the park and to their children.\n"
    )
    story = parse(text, source_id="x")
    assert story.standfirst.startswith("The first paragraph")
    assert "Ann Smith is" not in story.body


def test_reporters_named_in_an_agency_paragraph():
    text = "松树岭园区新添三条通勤班车线路\n2019-09-07\n松岭网9月7日讯（记者林墨言）"
    text += "松树岭科技园今天开通三条通勤班车线路，连接地铁站、人才公寓和两处研发中心。"
    assert parse(text, source_id="x").credits == [CreditRecord("林墨言")]
