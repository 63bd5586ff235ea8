"""The words of a story's HTML keep their places, whatever stands around them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsroom import story_words
from newsroom.desk.body import sanitise
from newsroom.story_words import sentence_spans, words_of

MARKUP = (
    '<h2>Lenovo at home</h2>\n<p>AT&amp;T and <strong>36Kr</strong> met <a href="https://a.example/?a=1&amp;b=2">Baidu'
    '</a> in Haidian.</p>\n<p class="related">Lenovo opens a lab</p><figure><img src="/media/a.jpg" alt="Sogou">'
    "<figcaption>Sinovac at work</figcaption></figure><blockquote>“We like Xiaomi”</blockquote>"
)


def place(surface):
    words = words_of(MARKUP)
    start = words.text.index(surface)
    found = words.place(start, start + len(surface))
    return found and MARKUP[slice(*found)]


def test_blocks_are_divided_and_related_stories_left_out():
    assert words_of(MARKUP).text == (
        "Lenovo at home\n\nAT&T and 36Kr met Baidu in Haidian.\n\nSinovac at work\n\n“We like Xiaomi”"
    )


@pytest.mark.parametrize(("surface", "markup"), [("AT&T", "AT&amp;T"), ("36Kr", "36Kr"), ("Haidian", "Haidian")])
def test_a_place_in_the_text_is_a_place_in_the_markup(surface, markup):
    assert place(surface) == markup


@pytest.mark.parametrize("surface", ["Lenovo", "Baidu", "Sinovac", "Xiaomi", "T and 36Kr", "36Kr met"])
def test_no_link_goes_into_headings_links_captions_quotations_or_over_an_element(surface):
    assert place(surface) is None


@example("\n\n")
@given(st.text(alphabet="aB <>&;\"'\n/p“。.中!-=h2"))
def test_every_character_stands_where_it_is_said_to(typed):
    markup = sanitise(f"<p>{typed}</p>")
    words = words_of(markup)
    for run in words.runs:
        said, written = words.text[run.start : run.end], markup[run.at : run.at_end]
        assert said == written or (len(said) == 1 and written.startswith("&") and written.endswith(";"))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "Dr. Wu of Baidu Inc. spoke. “It works!” he said. Done",
            ["Dr. Wu of Baidu Inc. spoke.", "“It works!” he said.", "Done"],
        ),
        ("It costs 3.5 yuan. 36Kr.com said so.", ["It costs 3.5 yuan.", "36Kr.com said so."]),
        ("记者从联想获悉。他说：“很好。”随后离开。", ["记者从联想获悉。", "他说：“很好。”", "随后离开。"]),
        ("A line\n\nAnother line", ["A line", "Another line"]),
        ("  \n\n ", []),
    ],
)
def test_sentences(text, sentences):
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


def test_of_a_sentence_of_thousands_of_initials_only_the_ends_are_looked_at(monkeypatch):
    """Each of them may be where it ends; with all that stands before it, a page of names took minutes."""
    looked = []

    class Shortened:
        def search(self, before):
            looked.append(len(before))
            return True

    monkeypatch.setattr(story_words, "_SHORTENED", Shortened())
    text = "J. A. Smith, " * 2000
    assert sentence_spans(text) == [(0, len(text.rstrip()))]
    assert len(looked) == 4000
    assert max(looked) < 25
