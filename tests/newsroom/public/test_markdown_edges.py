"""Markup as it may come, as Markdown and as plain text: nothing breaks, and no words do more than they say."""

import pytest

from newsroom.demo.make import make_edition
from newsroom.public.markdown import from_html, text_from_html


@pytest.mark.parametrize(
    ("html", "markdown", "text"),
    [
        ("</ul></ol><li>x</li>", "- x", "- x"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul><p>c</p>", "- a\n\n    - b\n\nc", "- a\n\n    - b\n\nc"),
        ("</blockquote><p>b</p>", "b", "b"),
        ("<blockquote><p>a</p></blockquote></blockquote><p>b</p>", "> a\n\nb", "    a\n\nb"),
        ("</blockquote><blockquote><p>a</p></blockquote>", "> a", "    a"),
        ("</tr></td><p>a</p>", "a", "a"),
        ("<td>x</td>", "x", "x"),
        ("<tr><td>x</td></tr>", "| x |\n| --- |", "x"),
        ("<p>a</p><table><tr><td>x</td></tr></table>", "a\n\n| x |\n| --- |", "a\n\nx"),
        ("<table><tr><td>a<br>b</td></tr></table>", "| a b |\n| --- |", "a b"),
        ("<p>x <strong>y", "x **y**", "x y"),
        ("<p><strong> </strong>x</p>", "x", "x"),
        ("<p><a>x</a></p>", "x", "x"),
        ("</a></strong><p>x</p>", "x", "x"),
        ("<p>x</p><img>", "x\n\n![]()", "x"),
        ('<img src="/a(b).jpg" alt="x](javascript:y)">', r"![x\](javascript:y)](/a%28b%29.jpg)", "[x](javascript:y)]"),
        ('<p><a href="/措/">x</a></p>', "[x](/%E6%8E%AA/)", "x"),
        ("<h2></h2><p>a</p>", "a", "a"),
        ("<h3> <img></h3><p>a</p>", "### ![]()\n\na", "a"),
        ("<ul><li></li></ul><p>a</p>", "a", "a"),
        ("<ol><li> </li><li><p>a</p><p>b</p></li></ol>", "2. a\n\nb", "2. a\n\nb"),
        ("<ul><li><h2></h2>a</li></ul>", "a", "a"),
        ("<table><tr><td><ul><li>a</li></ul></td></tr></table><p>b</p>", "| a |\n| --- |\n\nb", "a\n\nb"),
        ("<p>2) no</p><ul><li>1. yes</li></ul>", "2\\) no\n\n- 1. yes", "2) no\n\n- 1. yes"),
    ],
)
def test_markup_as_it_may_come(html, markdown, text):
    assert from_html(html) == markdown
    assert text_from_html(html) == text


@pytest.mark.parametrize(
    ("start", "first"), [("7", 7), ("0", 0), ("999999999", 999999999), ("9" * 5000, 1), ("-3", 1), ("٣", 1), ("x", 1)]
)
def test_a_list_begins_with_the_number_that_it_says_or_with_one(start, first):
    assert from_html(f'<ol start="{start}"><li>a</li></ol>') == f"{first}. a"


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", [".md", ".txt", ".ninjs.json", ".zip"])
def test_no_number_of_a_list_keeps_a_story_from_its_readers(client, suffix):
    edition = make_edition("Numbers", body=f'<ol start="{"9" * 5000}"><li>One</li></ol>')
    assert client.get(f"{edition.get_absolute_url()[:-1]}{suffix}").status_code == 200
