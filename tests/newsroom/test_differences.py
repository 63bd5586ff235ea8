"""Two texts beside each other: what is marked, that nothing of either is lost, and that nothing in them is believed."""

import html
import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom import differences
from newsroom.desk import paragraphs
from newsroom.differences import Kind

# Words that come again and again, blanks of all sorts, signs and two scripts.
texts = st.lists(
    st.lists(
        st.sampled_from(["the", "park", "3.5", "中关村", "，", ".", "<b>", "&", "“", "’s", "new\tline"]), max_size=25
    ).map(" ".join),
    max_size=6,
)


def sides(found) -> tuple[str, str]:
    """Both texts, put together again from what was found, without their blanks."""
    parts = [part for paragraph in found for part in paragraph.parts]
    before, after = (
        "".join(part.text for part in parts if part.kind in (Kind.SAME, kind)) for kind in (Kind.REMOVED, Kind.ADDED)
    )
    return "".join(before.split()), "".join(after.split())


def shown(before: str, after: str) -> str:
    """The differences as an editor reads them: [-removed-] and {+added+}."""
    markup = "\n".join(paragraph.__html__() for paragraph in differences.of_texts(before, after))
    markup = re.sub(r'<span class="visually-hidden">\w+: </span>', "", markup)
    markup = re.sub(r"<del>(.*?)</del>", r"[-\1-]", markup)
    return html.unescape(re.sub(r"<ins>(.*?)</ins>", r"{+\1+}", markup))


@given(texts, texts)
def test_both_texts_can_be_read_off_their_differences(before, after):
    found = differences.of_paragraphs(before, after)
    assert sides(found) == tuple("".join("".join(each).split()) for each in (before, after))


@given(texts)
def test_a_text_does_not_differ_from_itself(text):
    assert all(paragraph.is_same for paragraph in differences.of_paragraphs(text, list(text)))


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        (
            "The park signed a deal worth 3 million yuan.",
            "The park signed a deal worth 3.5 million yuan.",
            "The park signed a deal worth [-3-] {+3.5+} million yuan.",
        ),
        ("Beijing said so.", "Beijing said so!", "Beijing said so[-.-]{+!+}"),
        ("中关村科技园宣布新政策。", "中关村科学城宣布了新政策。", "中关村科[-技园-]{+学城+}宣布{+了+}新政策。"),
        ("One stays.\n\nTwo goes away.", "One stays.", "One stays.\n[-Two goes away.-]"),
        ("First.\n\nThird.", "First.\n\nSecond came.\n\nThird.", "First.\n{+Second came.+}\nThird."),
        # Blanks and line ends alone are no difference.
        ("One  line\r\nof text.", "One line of text.", "One line of text."),
        # A rewritten paragraph is found although another one was put before it.
        (
            "The company makes chips for phones in Beijing.",
            "Something else entirely, up front.\n\nThe company makes chips for cars in Beijing.",
            "{+Something else entirely, up front.+}\nThe company makes chips for [-phones-] {+cars+} in Beijing.",
        ),
        # A change that leaves one small word standing is one change.
        (
            "On Monday in Beijing he spoke at length of the wide roads.",
            "On Monday in Beijing he wrote two books on the old parks.",
            "On Monday in Beijing he [-spoke at length of the wide roads-] {+wrote two books on the old parks+}.",
        ),
    ],
)
def test_words_are_marked(before, after, marked):
    assert shown(before, after) == marked


def test_what_is_marked_is_said_aloud_and_not_believed():
    attack = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    markup = "".join(p.__html__() for p in differences.of_texts("One word.", f"One {attack} word."))
    assert '<ins><span class="visually-hidden">added: </span>' in markup
    allowed = {"ins", "/ins", "del", "/del", 'span class="visually-hidden"', "/span"}
    assert set(re.findall(r"<([^>]*)>", markup)) <= allowed
    assert attack in html.unescape(re.sub(r"</?(?:ins|del|span)[^>]*>", "", markup))
    same = "".join(p.__html__() for p in differences.of_texts(f"One {attack} word.", f"One {attack} word, and more."))
    assert set(re.findall(r"<([^>]*)>", same)) <= allowed


def _repeated(kinds: int, length: int, seed: int) -> tuple[str, str]:
    words = [f"w{place % kinds}" for place in range(length)]
    other = words[:]
    random.Random(seed).shuffle(other)
    return " ".join(words), " ".join(other)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        _repeated(2, 200_000, 1),
        _repeated(50, 3_900, 2),
        ("." * 5_000 + "a", "a" + "." * 5_000),
        ("\n\n".join(["x"] * 5_000 + ["y"]), "\n\n".join(["y"] + ["x"] * 5_000)),
        ("\n\n".join(f"old {n} text" for n in range(3_000)), "\n\n".join(f"new {n} words" for n in range(3_000))),
        ("a" * 500_000, "b" * 500_000),
    ],
)
def test_a_text_made_to_be_slow_is_compared_by_paragraphs(before, after):
    began = time.process_time()
    found = differences.of_texts(before, after)
    assert time.process_time() - began < 1.5  # seconds; word by word these take minutes
    assert sides(found) == ("".join(before.split()), "".join(after.split()))


def test_ten_thousand_words_with_a_change_in_twenty_are_compared_word_by_word():
    chance = random.Random(3)
    words = [f"w{chance.randrange(3000)}" for _ in range(10_000)]
    changed = [f"n{word}" if chance.random() < 0.05 else word for word in words]
    before, after = ([" ".join(each[at : at + 60]) for at in range(0, 10_000, 60)] for each in (words, changed))
    found = differences.of_paragraphs(before, after)
    assert len(found) == len(before)
    removed = sum(len(part.text.split()) for p in found for part in p.parts if part.kind == Kind.REMOVED)
    assert removed < 700


def test_lists_are_compared_as_sets():
    changed = differences.of_lists(["AI", "Chips", "Li Na"], ["Li Na", "Robots", "AI"])
    assert (changed.added, changed.removed, changed.kept) == (["Robots"], ["Chips"], ["Li Na", "AI"])
    assert changed
    assert not differences.of_lists(["AI", "Chips"], ["Chips", "AI"])


def test_paragraphs_mention_all_that_readers_see():
    source = (
        '<h2>Plans</h2><p>See <a href="https://example.org/">the <strong>plan</strong></a> now.</p>'
        "<blockquote><p>We grow.</p><p><cite>Li Na</cite></p></blockquote><ul><li>One</li><li>Two</li></ul>"
        '<figure><img src="/media/photos/ab/x.jpg" alt="A robot"><figcaption>At work</figcaption></figure>'
        '<table><tr><th>Year</th><td>2026</td></tr></table><p class="related">Another story</p>'
    )
    assert paragraphs.of_body(source) == [
        "## Plans",
        "See the **plan** <https://example.org/> now.",
        "“ We grow.",
        "“ — Li Na",
        "• One",
        "• Two",
        "[picture /media/photos/ab/x.jpg: A robot]",
        "Caption: At work",
        "| Year | 2026",
        "Related: Another story",
    ]
    assert paragraphs.pictures_of(source) == ["/media/photos/ab/x.jpg"]
    assert paragraphs.of_body("Plain one.\n\nPlain two & more.") == ["Plain one.", "Plain two & more."]
