"""Which reader a file needs, by its content."""

import pytest

from newsroom.desk.importers import detect
from newsroom.desk.importers.exchange import Unreadable

WXR = '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><title>a</title></item></channel></rss>'


@pytest.mark.parametrize(
    ("content", "name", "form"),
    [
        (WXR, "export.txt", "wxr"),
        ("\n\n<?xml version='1.0'?>" + WXR, "export.xml", "wxr"),
        ("<rss><channel><item><wp:post_id>1</wp:post_id></item></channel></rss>", "a.xml", "wxr"),
        ('<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "feed", "feed"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"/>', "feed.xml", "feed"),
        ('<rdf:RDF xmlns:rdf="x"><item/></rdf:RDF>', "feed.rdf", "feed"),
        ('{"version": "https://jsonfeed.org/version/1"}', "a", "jsonfeed"),
        ('[{"id":1,"date_gmt":"2019-05-01T00:30:00","title":{"rendered":"a"}}]', "posts.json", "wp-rest"),
        ('{"db":[{"data":{"posts":[]}}]}', "a.json", "ghost"),
        ('{\n "posts": [{"title": "a",\n "lexical": null}]}', "a.json", "ghost"),
        ('{"id": "1", "headline": "a"}\n{"id": "2"}\n', "stories.txt", "jsonl"),
        ("not quite json\n", "stories.jsonl", "text"),
        ("<!DOCTYPE html><html><head><title>a</title>", "page", "html"),
        ("<p>Only a piece</p>", "a.txt", "html"),
        ('<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">', "a.xhtml", "html"),
        ("words first <div>and</div>", "a.html", "html"),
        ("Title,Body,Tags\nA,b,c\n", "a.txt", "csv"),
        ("标题\t正文\n甲\t乙\n", "a", "csv"),
        ("anything;at all\n", "a.csv", "csv"),
        ("[Update] A story\n\nWith a text.\n", "a.txt", "text"),
        ("Title, body and soul of a news story that goes on for longer than any heading does\n", "a", "text"),
        ("A story about <p> tags\n", "a.md", "text"),
        ("A page in one line, much longer than any table. " * 5000, "a.txt", "text"),
        ("A page\rwith lines, as old\rsystems end them\r", "a.txt", "text"),
        ("Title,Text\rA,b\r", "a.txt", "csv"),
    ],
)
def test_the_content_tells_the_format(write, content, name, form):
    for encoding in ("utf-8", "utf-16"):
        assert detect.form_of(write(content.encode(encoding), name)) == form


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04\x14\x00", "zip archive"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02\xff" * 99, "a picture"),
        (bytes(range(256)) * 99, "not text"),
        (b"  \n", "empty"),
        (b'<?xml version="1.0"?><nitf/>', "neither a feed nor a WordPress export"),
        (b'<?xml version="1.0"?>\n<!-- mine -->\n<opml version="2.0"><head/><body/></opml>', "list of feeds"),
        (b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example/\r\n", "MHTML"),
        (b"From: <Saved by Windows Internet Explorer 8>\r\nSubject: a\r\nDate: b\r\nMIME-Version: 1.0\r\n", "MHTML"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(write, content, reason):
    (answer,) = detect.read(write(content, "file"))
    assert isinstance(answer, Unreadable)
    assert reason in answer.reason


def test_unknown_json_is_refused(write):
    with pytest.raises(ValueError, match="of no kind that is known"):
        detect.form_of(write('{\n "a": 1}', "a.json"))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (WXR.replace("</title>", "</title><wp:post_type>post</wp:post_type>"), "a.xml"),
        ("<rss><channel><item><title>a</title></item></channel></rss>", "a.rss"),
        ('{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","title":"a"}]}', "a.json"),
        ('{"id":1,"date_gmt":"2019-05-01T00:30:00","title":{"rendered":"a"}}', "a.json"),
        ('{"posts":[{"id":"1","title":"a","lexical":null,"html":"<p>b</p>"}]}', "a.json"),
        ('{"id": "1", "headline": "a"}\n', "a.jsonl"),
        ("<html><h1>a</h1><p>b</p></html>", "a.html"),
        ("title,body\na,b\n", "a.csv"),
    ],
)
def test_every_format_is_read_under_its_own_reader(write, content, name):
    (item,) = detect.items(write(content, name))
    assert item.story.headline == "a"
    assert item.story.id
    assert [story.headline for story in detect.read(write(content, name))] == ["a"]


def test_a_page_of_text_is_read_as_one(write):
    text = "A tram for the park\n\n2019-05-01\n\nA whole paragraph about trams, with a second part and an end.\n"
    (item,) = detect.items(write(text, "tram.txt"))
    assert (item.type, item.title, item.story.source, item.story.id) == ("page", "A tram for the park", "text", "tram")


def test_a_format_that_is_named_is_not_doubted(write):
    (story,) = detect.read(write("title,body\na,b\n", "a.xml"), form="csv")
    assert story.headline == "a"
    with pytest.raises(ValueError, match="no format is called"):
        list(detect.items(write("a"), form="docx"))


def test_a_picture_is_no_page(write):
    (found,) = detect.items(write(b"\x89PNG\r\n\x1a\n" + bytes(range(1, 256)), "page.html"))
    assert "is a picture" in found.reason


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_lines_of_json_are_read_in_any_encoding(write, encoding):
    line = '{"id": "1", "headline": "松树岭新添三条通勤班车线路", "body": "最快十五分钟到岗。"}\n'
    (found,) = detect.read(write(line.encode(encoding), "a.jsonl"), form="jsonl")
    assert found.headline == "松树岭新添三条通勤班车线路"


def test_characters_that_no_database_keeps_leave_json(write):
    (found,) = detect.read(
        write('{"id": "1\\u0000", "headline": "a\\ud800b", "contact": "\\ud83d\\ude00\\u0001"}', "a.jsonl")
    )
    assert (found.id, found.headline, found.more) == ("1", "ab", {"contact": "😀"})


def test_a_number_of_thousands_of_digits_is_said(write):
    (found,) = detect.items(write('{"id": %s, "headline": "a"}' % ("9" * 5000), "a.jsonl"), form="jsonl")
    assert found.reason == "a number in it is too long"


MARKDOWN = """---
title: "Trams reach the park"
date: 2019-05-01 08:30:00 +0800
author: Lin Moyan
tags: [trams]
{}
---

Sixty engineers move into the new building on the hill this week, and more will come.

The second paragraph has **bold** words, and is long enough.
"""


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("draft: true", "draft"), ("draft: false", ""), ("published: false", "draft"), ('status: "draft"', "draft"),
        ('status: "withdrawn"', "withdrawn"), ('status: "published"', ""), ("", ""),
    ],
)  # fmt: skip
def test_what_the_front_matter_of_markdown_says_is_none_of_its_text(write, said, status):
    (item,) = detect.items(write(MARKDOWN.format(said), "trams.md"))
    story = item.story
    assert (story.headline, story.status, item.status) == ("Trams reach the park", status, status)
    assert story.published.isoformat() == "2019-05-01T08:30:00+08:00"
    assert [credit.name for credit in story.credits] == ["Lin Moyan"]
    assert "title:" not in story.standfirst + story.body
    assert "Sixty engineers" in story.standfirst + story.body
    assert "its marks stand in the text" in story.warnings[-1]


def test_a_page_between_dashes_is_a_page(write):
    page = "---\n\nTrams reach the park\n\nSixty engineers move into the new building on the hill this week.\n"
    (item,) = detect.items(write(page, "trams.txt"))
    assert item.story.headline == "Trams reach the park"
    assert not [warning for warning in item.story.warnings if "Markdown" in warning]
