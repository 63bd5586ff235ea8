"""Two texts that began as one: what only one side changed is taken, what both changed is left to a person."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.desk.three_way import Place, merge, put_in


def html(*words: str) -> str:
    return "\n".join(f"<p>{word}</p>" for word in words)


def test_what_each_changed_elsewhere_comes_together():
    merged = merge(html("a", "b", "c"), html("A", "b", "c"), html("a", "b", "C", "d"))
    assert (merged.text, merged.places, merged.has_theirs) == (html("A", "b", "C", "d"), [], True)


def test_neighbours_are_no_conflict():
    merged = merge(html("a", "b"), html("A", "b"), html("a", "B"))
    assert (merged.text, merged.places) == (html("A", "B"), [])


def test_a_paragraph_that_both_changed_is_a_place_and_mine_stands_in_it():
    merged = merge(html("a", "b", "c"), html("a", "theirs", "C"), html("a", "mine", "c"))
    assert merged.text == html("a", "mine", "C")
    assert merged.places == [Place(html("theirs"), html("mine"), html("a"))]
    assert put_in(merged.text, merged.places[0]) == html("a", "theirs", "C")


def test_what_both_changed_alike_is_no_place():
    merged = merge(html("a", "b", "c"), html("a", "B", "C"), html("a", "B", "c"))
    assert (merged.text, merged.places, merged.has_theirs) == (html("a", "B", "C"), [], True)


def test_one_took_out_what_the_other_wrote_on():
    merged = merge(html("a", "b", "c"), html("a", "b longer", "c"), html("a", "c"))
    assert merged.text == html("a", "c")
    assert merged.places == [Place(html("b longer"), "", html("a"))]
    assert put_in(merged.text, merged.places[0]) == html("a", "b longer", "c")
    other = merge(html("a", "b", "c"), html("a", "c"), html("a", "b longer", "c"))
    assert put_in(other.text, other.places[0]) == html("a", "c")


def test_at_the_beginning_there_is_nothing_before():
    merged = merge(html("a", "b"), html("A", "b"), html("b"))
    assert merged.places == [Place(html("A"), "", "")]
    assert put_in(merged.text, merged.places[0]) == html("A", "b")


def test_a_place_that_somebody_wrote_in_since_is_left_alone():
    merged = merge(html("a", "b"), html("a", "theirs"), html("a", "mine"))
    assert put_in(html("a", "mine by hand"), merged.places[0]) is None


@pytest.mark.parametrize("text", ["a\r\n\r\nmine", "a\n\nmine", " a\n\nmine\n", "a\n\n \n\nmine"])
def test_plain_paragraphs_and_any_line_ends(text):
    merged = merge("a\n\nb", "a\n\ntheirs", "a\n\nmine")
    assert merged.text == "a\n\nmine"
    assert put_in(text, merged.places[0]) == "a\n\ntheirs"


def test_a_text_that_the_editor_made_html_of_is_compared_with_its_plain_self():
    merged = merge("a\n\nb", "A\n\nb", html("a", "B"))
    assert (merged.text, merged.places) == (html("A", "B"), [])


def test_a_place_of_html_is_put_into_what_somebody_made_plain_again():
    merged = merge(html("a", "b"), html("a", "theirs"), html("a", "mine"))
    assert put_in("a\n\nmine", merged.places[0]) == html("a", "theirs")


def test_html_comes_from_a_browser_with_line_ends_of_its_own():
    merged = merge(html("a", "b"), html("a", "theirs"), html("a", "mine"))
    assert put_in("<p>a\r\nb</p>\r\n<p>mine</p>\r\n", merged.places[0]) == "<p>a\nb</p>\n<p>theirs</p>"


def test_a_place_comes_from_a_browser_too():
    assert put_in("a\n\nmine\n\nmore", Place("theirs", "mine\r\n\r\nmore", "a")) == "a\n\ntheirs"


def test_paragraphs_that_say_the_same_over_and_over_are_matched_as_others_are():
    base = ["a", "b"] * 150
    merged = merge(html(*base), html("new", *base), html(*base, "end"))
    assert (merged.text, merged.places) == (html("new", *base, "end"), [])


def test_lists_tables_pictures_and_rules_are_one_block_each():
    parts = [
        "<ul><li><p>one</p></li><li><p>two</p></li></ul>",
        "<hr>",
        '<figure><img src="/media/a.jpg" alt="x"><figcaption>b</figcaption></figure>',
        "<table><tbody><tr><td><p>c</p></td></tr></tbody></table>",
    ]
    base = "\n".join(parts)
    theirs = base.replace("two", "three")
    mine = base.replace(">c<", ">d<")
    merged = merge(base, theirs, mine)
    assert (merged.text, merged.places) == (base.replace("two", "three").replace(">c<", ">d<"), [])


def test_what_has_no_end_ends_no_block_and_keeps_none_open():
    merged = merge(html("a<br>b", "c", "d"), html("a<br>B", "c", "d"), html("a<br>b", "c", "D"))
    assert (merged.text, merged.places) == (html("a<br>B", "c", "D"), [])


@pytest.mark.parametrize(
    "before",
    [
        html("a") + "\n<hr>",
        "<blockquote><p>a</p><hr><p>b</p></blockquote>",
        "<p>a<br></br>b</p>",
        "</p>\n<p>a</p>",  # as somebody may have left it who writes HTML by hand
    ],
)
def test_a_place_is_found_behind_whatever_stands_before_it(before):
    place = Place(theirs=html("theirs"), mine=html("mine"), before="")
    assert put_in(f"{before}\n{place.mine}\n{html('c')}", place) == f"{before}\n{place.theirs}\n{html('c')}"


def test_a_change_that_readers_do_not_see_stays():
    base = '<p>a</p>\n<p lang="zh">b</p>'
    changed, other = "<p>a</p>\n<p>b</p>", base.replace(">a<", ">A<")
    assert merge(base, other, changed).text == merge(base, changed, other).text == "<p>A</p>\n<p>b</p>"


def test_where_nothing_is_in_common_there_is_nothing_to_put_together():
    assert merge(html("a"), html("b"), html("c")) is None
    assert merge("", html("b"), html("c")) is None
    assert merge("", html("b", "d"), html("c")) is None
    assert merge("", html("b"), html("b")).text == merge("", html("b"), "").text == html("b")


def test_a_text_made_to_take_long_is_left_to_people():
    assert merge(html(*"a" * 2000), html(*"a" * 2001), html(*"a" * 2000, "b")) is None
    assert merge(html(*"a" * 999), html(*"a" * 1000), html(*"a" * 999)).text == html(*"a" * 1000)


def test_a_place_is_looked_for_in_no_longer_text_than_was_put_together():
    place = Place(theirs=html("b"), mine=html("a"), before="")
    assert put_in(html("a", *"c" * 999), place) == html("b", *"c" * 999)
    assert put_in(html("a", *"c" * 1000), place) is None


def test_a_text_of_tags_that_never_end_takes_no_longer_than_words():
    began = time.process_time()
    assert put_in(html("a") + "<a " * 10_000, Place(theirs=html("b"), mine=html("a"), before="")).startswith(html("b"))
    assert time.process_time() - began < 2


_TEXTS = st.lists(st.sampled_from("abcdef"), max_size=7)


@given(_TEXTS, _TEXTS, _TEXTS)
def test_whatever_two_people_write(base, theirs, mine):
    base, theirs, mine = html(*base), html(*theirs), html(*mine)
    assert (merged := merge(base, theirs, base)) is None or (merged.text, merged.places) == (theirs, [])
    assert (merged := merge(base, base, mine)) is None or (merged.text, merged.places) == (mine, [])
    merged = merge(base, theirs, mine)
    for place in merged.places if merged else ():
        assert put_in(merged.text, place) is not None
        # Nothing of mine is missing where both wrote.
        assert place.mine in merged.text
