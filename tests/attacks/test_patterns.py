"""No pattern of ours labours over a text that somebody made for it: a page, an import or a log would stand still."""

import re
from time import process_time

import pytest

from companies import nesting
from companies.text import to_html
from newsroom.desk import body, pasting
from newsroom.desk.importers import html_clean, traps
from tests.attacks.patterns import Found, labours, patterns

# Made of words that only a call knows: these are few, escaped, and looked at by hand.
MADE_IN_CALLS = {
    "newsroom/desk/importers/html_page.py:parse",
    "newsroom/desk/importers/page_words.py:whole_line",
    "newsroom/desk/mentions/archive.py:_needle",
    "newsroom/models/search/stems.py:_suffixes",
    "newsroom/public/search/names.py:_with",
    "newsroom/public/whole_names.py:place_of",
}


def no_longer_than(length: int):
    return lambda text: text[:length]


# What is left of a text where these see it: so many characters at most, or what the sanitiser wrote, which ends
# whatever it begins.
REACH = {
    "newsroom/desk/importers/feeds.py:_is_beginning": no_longer_than(600),  # a standfirst
    "newsroom/desk/importers/page_meta.py:_ARTICLES": no_longer_than(60),  # a name in JSON-LD
    "newsroom/desk/mentions/normalise.py:_COMMA": no_longer_than(40),  # what stands between two words
    "newsroom/desk/mentions/normalise.py:_GAP": no_longer_than(40),
    "newsroom/desk/mentions/normalise.py:_STOP": no_longer_than(40),
    "newsroom/desk/body.py:_RELATED": body.sanitise,
    "newsroom/desk/body.py:sanitise": body.sanitise,
    "newsroom/desk/importers/html_clean.py:_FRAME": body.sanitise,
    "newsroom/desk/importers/html_clean.py:_TOKEN": body.sanitise,
    "newsroom/desk/importers/html_page.py:_BLOCK": body.sanitise,
    "newsroom/desk/importers/html_page.py:_LINK": body.sanitise,
    "newsroom/desk/importers/traps.py:_DECLARED": traps.with_ended_comments,
    "newsroom/models/search/entries.py:_RELATED": body.sanitise,
    "newsroom/public/quotes.py:_CITE": body.sanitise,
    "newsroom/public/quotes.py:_QUOTE": body.sanitise,
    "newsroom/story_words.py:_PART": body.sanitise,
}


def test_none_takes_longer_than_its_text_is_long():
    found, made_in_calls = patterns()
    wrong = [
        f"{each.where} ({each.asked}): {text}\n    {each.pattern.pattern!r}"
        for each in found
        if (text := labours(each, REACH.get(each.where, str)))
    ]
    assert not wrong, "\n".join(wrong)
    assert len(found) > 300
    assert made_in_calls == MADE_IN_CALLS
    assert REACH.keys() <= {each.where for each in found}


@pytest.mark.parametrize(
    ("pattern", "asked"),
    [
        (r"(a+)+$", "match"),
        (r"(?:\s|&nbsp;|\u00a0)*x", "fullmatch"),
        (r"\s+$", "finditer"),
        (r"<p>.*?</p>", "finditer"),
        (r"\w*\d*\w*!", "match"),
        (r"[a-z]+=", "finditer"),
    ],
)
def test_one_that_does_is_found(pattern, asked):
    assert labours(Found(re.compile(pattern, re.S), "here", asked))


DEEP = {
    "quotations": "<blockquote>" * 30_000,
    "lists": "<ul><li>" * 40_000,
    "ends that end nothing": "<blockquote></q>" * 20_000,
    "ends behind a wall": "<div><table><td></div>" * 15_000,
    "emphasis": "<em>" * 80_000,
    "quotations one after another": "<blockquote>a</blockquote>" * 14_000,
    "begun": "<" * 300_000,
    "blank": f"a{chr(0x2003) * 300_000}a",
    "breaks": f"a{'<br>' * 70_000}a",
}


@pytest.mark.parametrize("name", DEEP)
def test_a_text_that_fits_into_the_form_is_read_in_seconds_whatever_it_is(name):
    """Elements left open inside each other take a sanitiser the square of their number."""
    text = f"<p>Words.</p>{DEEP[name]}"
    assert len(text) < pasting.LARGEST
    for read in (body.stored, body.to_html, body.to_text, to_html, html_clean.clean, pasting.pasted):
        began = process_time()
        try:
            said = read(text)
        except ValueError as refusal:
            said = str(refusal)
        assert process_time() - began < 3, read
        assert said


def test_what_people_write_is_not_too_deep():
    row = "<tr><td><p>One<td><div>Two</div>"
    text = "<ul>" + "<li>A point<p>more<li>another" * 2000 + f"</ul><table>{row * 2000}</table>" + "<p><font>x" * 100
    assert not nesting.is_too_deep(text + "<div>" * 300 + "</div>" * 300 + "<section><article></section>" * 1000)
    assert nesting.is_too_deep("<div>" * 501)
