"""XML as a stream: bounded, without entities, and as far as it can be read."""

import pytest

from newsroom.desk.importers import decoding, safe_xml
from newsroom.desk.importers.exchange import Unreadable


@pytest.fixture
def read(write):
    def read(content, names=("item",), **options):
        return [
            node if isinstance(node, Unreadable) else node.line_text("title")
            for node in safe_xml.records(write(content), set(names), **options)
        ]

    return read


@pytest.fixture(params=[1 << 16, 11])
def any_chunk(request, monkeypatch):
    """Nothing may depend on where the file is cut into pieces."""
    monkeypatch.setattr(decoding, "CHUNK", request.param)


@pytest.mark.usefixtures("any_chunk")
def test_a_broken_entry_is_named_and_the_others_are_read(read):
    one, broken, unclosed, four = read(
        "<rss><channel>\n<item><title>one</title></item>\n<item><title>A < B</title></item>\n"
        "<item><title>three</title><p>\n</item>\n  <item><title>four</title></item>\n</channel></rss>"
    )
    assert (one, four) == ("one", "four")
    assert broken.where == "line 3, column 17"
    assert broken.reason.startswith("Not well-formed XML: not well-formed (invalid token).")
    assert unclosed.where == "line 5, column 3"
    assert "begins on line 4, “three”" in unclosed.reason


@pytest.mark.usefixtures("any_chunk")
def test_an_ampersand_that_nobody_wrote_out_is_one(write):
    one, two, three = safe_xml.records(
        write(
            "<rss><channel>\n<item><title>AT&T & Co &amp; S&eacute; R&D &#38; &</title><!-- a & b --></item>\n"
            "<item><title><![CDATA[x & y &amp; z]]></title><p>& &lt;</p></item><item><title>&amp</title></item>"
            "</channel></rss>"
        ),
        {"item"},
    )
    assert one.line_text("title") == "AT&T & Co & Sé R&D & &"
    assert (two.line_text("title"), two.line_text("p")) == ("x & y &amp; z", "& <")
    assert three.line_text("title") == "&amp"


def test_many_such_entries_cost_no_more_than_a_second_reading(read):
    found = read("<rss><channel>" + "<item><title>a & b</title></item>\n" * 20_000 + "</channel></rss>")
    assert found == ["a & b"] * 20_000


@pytest.mark.usefixtures("any_chunk")
def test_a_file_that_breaks_off_gives_what_came_before(read):
    one, rest = read("<rss><channel><item><title>one</title></item>\n<item><title>tw")
    assert one == "one"
    assert rest.where == "line 2, column 16"
    assert "no element found" in rest.reason


@pytest.mark.usefixtures("any_chunk")
def test_a_section_that_is_never_closed_costs_its_entry_only(read):
    one, broken, three = read(
        "<rss><channel><item><title>one</title></item><item><title><![CDATA[two</title></item>\n"
        "<item><title>three</title></item></channel></rss>"
    )
    assert (one, three) == ("one", "three")
    assert "unclosed CDATA section" in broken.reason


def test_a_fault_outside_of_the_entries_costs_none(read):
    fault, one = read("<rss><channel><title>a & b</title>\n<item><title>one</title></item></channel></rss>")
    assert fault.where == "line 1, column 25"
    assert one == "one"


def test_a_wrong_end_is_told_once_and_after_the_entries(read):
    one, fault = read("<rss><station><item><title>one</title></item>\n</channel></rss>")
    assert one == "one"
    assert fault.where == "line 2, column 3"
    assert "mismatched tag" in fault.reason


@pytest.mark.parametrize(
    "declaration",
    ['<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">', '<!ENTITY a SYSTEM "file:///etc/hostname">', '<!ENTITY % a "b">'],
)
def test_entities_of_the_files_own_are_refused(read, declaration):
    (refusal,) = read(f"<!DOCTYPE rss [{declaration}]><rss><item><title>&a;&b;</title></item></rss>")
    assert "declares entities" in refusal.reason


def test_a_foreign_document_type_is_not_loaded(read):
    assert read(
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd"><rss><item><title>a&nbsp;b</title></item></rss>'
    ) == ["a b"]


def test_entities_of_html_are_understood_and_unknown_ones_stay(read):
    assert read("<rss><item><title>caf&eacute; &mdash; &bogus; &amp;lt;</title></item></rss>") == [
        "café — &bogus; &lt;"
    ]


def test_what_a_server_printed_before_the_file_is_passed_over(read):
    assert read(
        b'\xef\xbb\xbf\n\n<br />\n<b>Warning</b>: in /x.php\n<?xml version="1.1" encoding="latin1"?>\n'
        b"<rss><item><title>caf\xc3\xa9 \x0c\x00&#x0B;\xe9</title></item></rss>"
    ) == ["café é"]


def test_crazy_sections_are_put_together(read):
    assert read(
        "<rss><item><title>a <![CDATA[]]><![CDATA[b]]]]><![CDATA[> c]]> <![CDATA[<!-- d -->]]></title></item></rss>"
    ) == ["a b]]> c <!-- d -->"]


def test_namespaces_are_told_by_address_not_by_prefix(write):
    path = write(
        '<rss xmlns:x="https://wordpress.org/export/1.1/" xmlns:y="http://wordpress.org/export/1.0/excerpt/">'
        '<item><x:post_id>7</x:post_id><y:encoded>e</y:encoded><z:q xmlns:z="urn:other">o</z:q></item>'
        "<item><wp:post_id>8</wp:post_id></item></rss>"
    )
    seven, eight = safe_xml.records(path, {"item"})
    assert [node.name for node in seven] == ["wp:post_id", "excerpt:encoded", "z:q"]
    assert eight.text("wp:post_id") == "8", "an undeclared prefix is taken at its word"


def test_an_entry_that_is_too_large_is_left_out_and_the_next_is_read(read, monkeypatch):
    monkeypatch.setattr(safe_xml, "LARGEST_RECORD", 1000)
    left_out, small = read(
        f"<rss><item><title>big</title><p>{'x' * 1001}</p></item><item><title>small</title></item></rss>"
    )
    assert "The entry “big” is longer" in left_out.reason
    assert small == "small"


def test_depth_and_number_of_elements_are_bounded(read, monkeypatch):
    deep, after = read(
        f"<rss><item><title>d</title>{'<a>' * 300}{'</a>' * 300}</item><item><title>e</title></item></rss>"
    )
    assert "more than 200 deep" in deep.reason
    assert after == "e"
    monkeypatch.setattr(safe_xml, "MOST_ELEMENTS", 50)
    (many,) = read(f"<rss><item><title>m</title>{'<a/>' * 60}</item></rss>")
    assert "more than 50 elements" in many.reason
    (refusal,) = read("<rss>" + "<a>" * 2000)
    assert "more than 1000 deep" in refusal.reason


def test_an_endless_tag_is_refused(read, monkeypatch):
    monkeypatch.setattr(safe_xml, "LARGEST_TOKEN", 100_000)
    (refusal,) = read(f'<rss><item a="{"x" * 300_000}"/></rss>')
    assert "longer than 0 MB" in refusal.reason


def test_a_file_that_is_broken_everywhere_is_given_up(read):
    found = read("<rss><channel>" + "<item><title>a < b</title></item>\n" * 500 + "</channel></rss>")
    assert len(found) == safe_xml.MOST_FAULTS + 1
    assert found[-1].reason == "The rest was not read, since too much of the file is broken."


def test_reading_again_and_again_is_bounded(read, monkeypatch):
    monkeypatch.setattr(safe_xml, "LARGEST_RECORD", 100_000)
    monkeypatch.setattr(safe_xml, "MOST_REREAD", 1)
    found = read("<rss><channel>" + "<item><title><![CDATA[a</title></item>\n" * 2000 + "</channel></rss>")
    assert len(found) < 20
    assert "too much of the file is broken" in found[-1].reason


def test_childless_elements_are_counted_not_kept(write):
    path = write("<rss><item><title>a</title>" + "<wp:comment><wp:x>text</wp:x></wp:comment>" * 9 + "</item></rss>")
    (item,) = safe_xml.records(path, {"item"}, childless=frozenset({"wp:comment"}))
    assert len(item.all("wp:comment")) == 9
    assert item.text() == "a"


@pytest.mark.parametrize("content", ["", "no markup at all", b"\xff\xfe"])
def test_what_is_no_xml_is_said_to_be_none(read, content):
    (answer,) = read(content)
    assert answer.reason == "The file holds no XML."
