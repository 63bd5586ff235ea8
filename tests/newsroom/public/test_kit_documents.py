"""The text of a kit as a document: markup as it may come makes one that opens, and says what the story says."""

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

from newsroom.public.kits import document


def opened(markup: str = "", *, title: str = "T", lead=(), foot=()):
    return docx.Document(io.BytesIO(document.write(title, list(lead), markup, list(foot))))


def paragraphs(markup: str) -> list[tuple[str, str]]:
    """(style, text) of each but the title."""
    return [(each.style.name, each.text) for each in opened(markup).paragraphs[1:]]


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("</ul></blockquote><p>One</p>", [("Normal", "One")]),
        ("<blockquote><p>Said</p></blockquote><p>Then</p>", [("Quote", "Said"), ("Normal", "Then")]),
        ("<blockquote><p>Said</p></blockquote></blockquote><p>Then</p>", [("Quote", "Said"), ("Normal", "Then")]),
        ("<li>Alone</li>", [("Normal", "Alone")]),
        ("<ol><li>One</li></ol><ul><li>Two</li></ul>", [("List Number", "One"), ("List Bullet", "Two")]),
        ("<ol><li></ol>One", [("List Number", "One")]),
        ("<ul><li>One</li></ul><li>Two</li>", [("List Bullet", "One"), ("Normal", "Two")]),
        ("<br><p>One</p>", [("Normal", "One")]),
        ("<p>One<br>two</p>", [("Normal", "One\ntwo")]),
        ("<p></p> <p> One\n  and <em>two</em> three</p>", [("Normal", "One and two three")]),
        ("</strong></em><p>One</p>", [("Normal", "One")]),
        ("<td>a</td><tr><th>b</th></tr>", [("Normal", "a"), ("Normal", "b")]),
        ("<p>One</p><a href='https://x.example/'></a>", [("Normal", "One")]),
        ("<p><a href='mailto:a@x.example'>Write</a></p>", [("Normal", "Write (a@x.example)")]),
        ("<p><a href='#note'>Note</a> <a href='javascript:x'>x</a> <a>y</a></p>", [("Normal", "Note x y")]),
    ],
)
def test_markup_as_it_may_come(markup, found):
    assert paragraphs(markup) == found


def tables(markup: str) -> list[list[list[str]]]:
    """The text of each cell of each table; of one that reaches over others, in each of their places."""
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in opened(markup).tables]


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>", [["a", "b"], ["c", "d"]]),
        ("<table><tr><td colspan='2'>a</td></tr><tr><td>b</td><td>c</td></tr></table>", [["a", "a"], ["b", "c"]]),
        ("<table><tr><td rowspan='2'>a</td><td>b</td></tr><tr><td>c</td></tr></table>", [["a", "b"], ["a", "c"]]),
        ("<table><tr><td>a</td><td rowspan='2'>b</td></tr><tr></tr></table>", [["a", "b"], ["", "b"]]),
        ("<table><tr><td rowspan='x' colspan='0'>a</td></tr><tr><td>b<td>c</tr></table>", [["a", ""], ["b", "c"]]),
        (
            "<table><tr><td>a</td><td rowspan='2'>b</td></tr><tr><td colspan='9'>c</td><td>d</td></tr></table>",
            [["a", "b", ""], ["c", "b", "d"]],
        ),
        (
            "<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table>d</td><td><p>e</p><ul><li>f</li></ul></td></tr></table>",
            [["a\nb\nc\nd", "e\nf"]],
        ),
        ("<table><td>a<td>b</table>", [["a", "b"]]),
        ("<table><tr><td>a</td>", [["a"]]),
    ],
)  # fmt: skip
def test_a_table_is_one(markup, found):
    assert tables(markup) == [found]


def test_a_table_stands_in_its_place_with_its_caption_and_head():
    made = opened("<p>Before</p><table><caption>What</caption><tr><th>a</th><td>b</td></tr></table><p>After</p>")
    parts = [(part.style.name, getattr(part, "text", "")) for part in made.iter_inner_content()][1:]
    table = ("Table Grid", "")
    assert parts == [("Normal", "Before"), ("Caption", "What"), table, ("Normal", ""), ("Normal", "After")]
    assert [cell.paragraphs[0].runs[0].bold for cell in made.tables[0].rows[0].cells] == [True, None]
    assert tables("<table></table><table><tr></tr></table>") == [], "nothing has no table"
    one = "<table><tr><td>a</td></tr></table>"
    between = [type(part).__name__ for part in opened(one + one).iter_inner_content()][1:]
    assert between == ["Table", "Paragraph"] * 2, "or Word would make one of them"


def test_a_table_is_as_wide_as_word_opens_and_reaches_down_as_far_as_can_be_borne():
    row = "".join(f"<td>{number}</td>" for number in range(100))
    [[cells]] = tables(f"<table><tr>{row}</tr></table>")
    assert len(cells) == 63
    assert cells[-1].split() == list(map(str, range(62, 100))), "none is left out"
    [[cells]] = tables("<table><tr><td colspan='9999'>a</td></tr></table>")
    assert len(cells) == 63
    reaching = "<tr>" + "<td rowspan='999'>a</td>" * 60 + "</tr>" + "<tr><td>b</td></tr>" * 300
    made = opened(f"<table>{reaching}</table>")
    assert len(made.element.xpath("//w:vMerge")) <= 5000


def styles_of(language: str):
    return docx.Document(io.BytesIO(document.write("T", [], "<h2>標題</h2>", [], language=language))).styles


@pytest.mark.parametrize(
    ("language", "font", "forms"),
    [("zh-Hant", "PMingLiU", "zh-TW"), ("zh-Hans", "SimSun", "zh-CN"), ("en", "SimSun", "zh-CN")],
)
def test_han_is_set_in_a_font_of_its_script_in_headings_too(language, font, forms):
    styles = styles_of(language)
    for name in ("Normal", "Title", "Heading 2"):
        fonts = styles[name].element.rPr.rFonts
        assert (fonts.get(qn("w:eastAsia")), fonts.get(qn("w:eastAsiaTheme"))) == (font, None), name
    assert {each.get(qn("w:eastAsia")) for each in styles.element.xpath("//w:rPrDefault//w:lang")} == {forms}


def numbers(markup: str) -> list[str]:
    """What an office program writes before each paragraph that counts: by its own numbering, from where that begins."""
    made = opened(markup)
    starts = {
        each.numId: each.lvlOverride_lst[0].find(qn("w:startOverride")).val
        for each in made.part.numbering_part.element.num_lst
        if each.lvlOverride_lst
    }
    counted: dict[int, int] = {}
    for each in made.paragraphs:
        if each.style.name == "List Number":
            numbering = each._p.pPr.numPr.numId.val
            counted[numbering] = counted.get(numbering, starts[numbering] - 1) + 1
            yield f"{counted[numbering]} {each.text}"


def test_each_list_counts_by_itself_and_from_its_own_start():
    markup = "<ol><li>a</li><li>b</li></ol><p>And</p><ol><li>c</li></ol><ol start='7'><li>d</li><li>e</li></ol>"
    assert list(numbers(markup)) == ["1 a", "2 b", "1 c", "7 d", "8 e"]
    nested = (
        "<ol><li>a<ol><li>b</li></ol></li><li>c</li></ol><ol start='-3'><li>d</li></ol><ol start='x'><li>e</li></ol>"
    )
    assert list(numbers(nested)) == ["1 a", "1 b", "2 c", "1 d", "1 e"]


def test_what_no_file_may_hold_is_left_out_everywhere():
    made = opened("<p>a\x0bb</p>", title="c\x0cd", lead=["e\x01f"], foot=["g\ufffeh"])
    assert [each.text for each in made.paragraphs] == ["cd", "ef", "ab", "gh"]


def test_of_a_long_title_the_properties_have_as_much_as_they_hold():
    made = opened(title="x" * 300)
    assert (len(made.core_properties.title), len(made.paragraphs[0].text)) == (255, 300)


def test_equal_texts_make_equal_files_that_name_nobody_and_no_moment():
    data = document.write("T", [], "<p>One</p>", [])
    assert data == document.write("T", [], "<p>One</p>", [])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    about = docx.Document(io.BytesIO(data)).core_properties
    assert (about.author, about.created.year, about.modified.year) == ("", 2000, 2000)
