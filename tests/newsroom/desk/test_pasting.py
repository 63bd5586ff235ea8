"""What a story takes of text from elsewhere, and what its editor is told of the rest."""

import time

import pytest

from newsroom.desk import body, pasting

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {color: red}</style></head>
<body lang=EN-US><!--StartFragment-->
<h1 style='mso-x:1'>Chips from the park<o:p></o:p></h1>
<p class=MsoNormal><b style='mso-bidi-font-weight:normal'>Bold</b>, <span style='font-style:italic'>leaning</span>
and <u>drawn under</u> &amp; more<o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span>·<span>&nbsp;
</span></span><![endif]>One<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><![if !supportLists]>1.<![endif]>Within</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]>·<![endif]>Two</p>
<p class=MsoNormal>中关村 <a href="https://example.org/?a=1&amp;b=2">link</a> <a href="javascript:alert(1)">trap</a></p>
<p class=MsoNormal>&nbsp;</p><img src="file:///c:/Users/li/x.png"><!--EndFragment--></body></html>"""


def test_a_word_processors_page_becomes_plain_html_and_its_editor_is_told():
    cleaned = pasting.pasted(WORD)
    assert cleaned.body.split("\n") == [
        "<h2>Chips from the park</h2>",
        "<p><strong>Bold</strong>, <em>leaning</em> and drawn under &amp; more</p>",
        "<ul>",
        "<li>One",
        "<ol>",
        "<li>Within</li>",
        "</ol></li>",
        "<li>Two</li>",
        "</ul>",
        '<p>中关村 <a href="https://example.org/?a=1&amp;b=2">link</a> trap</p>',
    ]
    assert cleaned.notes == [
        "Fonts, colours and other styles went; the words stayed.",
        "Lists drawn by a word processor became real ones.",
        "Underlining went: readers take it for a link.",
        "A picture from elsewhere went: put it into the picture library, then choose it there.",
        "A link that no reader could follow went; its words stayed.",
    ]


def test_emphasis_that_is_only_a_style_stays_and_a_wrapper_that_is_none_goes():
    pasted = pasting.pasted(
        '<b style="font-weight:normal" id="docs-internal-guid-1"><p><span style="font-weight:700">Guo Hong</span>'
        '<span style="font-weight:400"> said</span></p></b>'
    )
    assert pasted.body == "<p><strong>Guo Hong</strong> said</p>"


@pytest.mark.parametrize(
    ("markup", "left"),
    [
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ('<p onclick="x()">a</p>', "<p>a</p>"),
        ("<p>a</p><form><input value=1>b</form>", "<p>a</p>\n<p>b</p>"),
        ('<p><a href="DATA:text/html,x">a</a></p>', "<p>a</p>"),
        ("<svg><p>a</p></svg><p>b</p>", "<p>b</p>"),
        ("<p>a<![if !supportLists]>b", "<p>a</p>"),
        ("</p></div><p>a", "<p>a</p>"),
    ],
)
def test_hostile_and_broken_pages_leave_words_only(markup, left):
    assert pasting.pasted(markup).body == left


def test_a_paste_beyond_measure_is_refused():
    with pytest.raises(ValueError, match="Paste it in parts"):
        pasting.pasted("<p>a</p>" * 60_000)


def test_a_save_tells_what_it_leaves_out_and_is_silent_of_what_a_story_may_have():
    fine = (
        '<h2>A</h2><p lang="zh-Hans">b</p><p class="related">c</p><blockquote><p>d</p><cite>e</cite></blockquote>'
        '<figure><img src="/media/photos/ab/x.jpg" alt="f"><figcaption>g</figcaption></figure>'
        '<table><tbody><tr><th scope="col">h</th></tr></tbody></table><p><a href="/news/">i</a></p>'
    )
    assert pasting.went(fine) == []
    assert body.stored(fine) == fine
    assert pasting.went("1 < 2, and <b>this</b> is typed as it stands") == []
    assert pasting.went('<p style="x">a</p><img src="https://elsewhere.org/a.jpg"><iframe src="/x"></iframe>') == [
        "Fonts, colours and other styles went; the words stayed.",
        "A picture from elsewhere went: put it into the picture library, then choose it there.",
        "An embedded player or frame went.",
    ]


def test_what_is_kept_has_no_empty_paragraphs_and_plain_text_stays_as_it_is():
    assert body.stored("<p>a</p><p></p><blockquote><p> </p><cite></cite></blockquote><p>b</p>") == "<p>a</p><p>b</p>"
    assert body.stored("One\n\nTwo <three>") == "One\n\nTwo <three>"
    assert body.stored('<p>a</p><img src="https://elsewhere.org/a.jpg"><script>x</script>') == "<p>a</p>"


@pytest.mark.parametrize("odd", ["<![foo]>", "<![>", "<![ if x]>", "<!DOCTYPE html>", "<![CDATA[z]]>", "<![if"])
def test_a_declaration_that_nobody_knows_goes_and_stops_nothing(odd):
    markup = f"<p>one{odd}</p><p>two</p>"
    assert pasting.pasted(markup).body.endswith("<p>two</p>")
    assert pasting.went(markup) == []


@pytest.mark.parametrize(
    "comment", ["<!--[if gte mso 9]><xml>no</xml><![endif]-->", "<!-- <!DOCTYPE x -->", "<!-- a > b -->"]
)
def test_a_comment_goes_whole_whatever_is_in_it(comment):
    assert pasting.pasted(f"<p>one{comment}</p><p>two</p>").body == "<p>one</p>\n<p>two</p>"


def test_a_script_that_compares_takes_no_words_along():
    assert pasting.pasted("<p>one</p><script>if (a<!b) c</script><p>two</p>").body == "<p>one</p>\n<p>two</p>"


def test_the_end_of_a_comment_that_has_none_is_not_looked_for_again_and_again():
    markup = "<p>x<!--" * 14_000
    began = time.process_time()
    assert "&lt;!--" in pasting.pasted(markup).body
    assert time.process_time() - began < 2
