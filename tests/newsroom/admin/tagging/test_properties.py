"""What holds for every text and every directory, whatever they say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.desk.body import sanitise
from newsroom.desk.mentions import Directory, Name
from newsroom.desk.tagging.directory import Names
from newsroom.desk.tagging.story_text import Identity, StoryText
from newsroom.desk.tagging.suggestions import Memory, read, seen
from newsroom.story_words import words_of

NAMES = [
    Name("Lenovo Group", "1"),
    Name("Lenovo", "1"),
    Name("联想集团", "1", language="zh-Hans"),
    Name("Beijing Yiheng Technology Co", "2"),
    Name("36Kr", "3"),
    Name("AT&T", "4"),
    Name("Guo Hong", "5", "person"),
    Name("郭洪", "5", "person", language="zh-Hans"),
    Name("Target", "6"),
    Name("小米", "7", language="zh-Hans"),
]
UNRELATED = [Name("Quixotic Zephyr Works", "90"), Name("齉齾研究院", "91", language="zh-Hans"), Name("Xyzzy", "92")]
PIECES = st.sampled_from(
    [
        *(name.text for name in NAMES),
        "LENOVO",
        "Yiheng technology",
        "郭",
        "Guo said",
        "Target",
        "on target",
        ". ",
        ", ",
        " and ",
        " said that ",
        "。",
        "记者从",
        "获悉",
        "</p><p>",
        "<strong>",
        "</strong>",
        "<br>",
        "&amp;",
        "&lt;",
        "\n",
        "\u00a0",
        "'s",
        "（",
        "）",
        "《",
        "》",
        "𠀀",
        "é",
    ]
)
MARKUP = st.lists(st.one_of(PIECES, st.just(" ")), max_size=30).map("".join)


def names(*more) -> Names:
    return Names(1, Directory([*NAMES, *more]), {})


ALL, MORE, REVERSED = names(), names(*UNRELATED), Names(1, Directory(NAMES[::-1]), {})


def plain(found) -> list[tuple]:
    return [(one.tag_id, one.spot.start, one.spot.end, one.tier, one.score, one.name, one.reasons) for one in found]


@settings(max_examples=150)
@given(st.one_of(st.just(""), PIECES), MARKUP, MARKUP)
def test_offsets_slice_the_surface_out_of_their_field(headline, standfirst, body):
    markup = sanitise(f"<p>{body}</p>")
    text = StoryText(headline, standfirst, markup)
    fields = {"headline": headline, "standfirst": standfirst, "body": words_of(markup).text}
    for one in read(text, ALL):
        identity = one.spot.identity
        assert fields[identity.field][one.spot.start : one.spot.end] == identity.surface
        assert " ".join(identity.surface.split()) in one.spot.sentence
        assert text.find(identity) == one.spot


@settings(max_examples=100)
@given(MARKUP)
def test_an_unrelated_name_and_the_order_of_the_directory_change_nothing(body):
    text = StoryText("A headline", "", sanitise(f"<p>{body}</p>"))
    assert plain(read(text, ALL)) == plain(read(text, MORE)) == plain(read(text, REVERSED))


@settings(max_examples=60)
@given(MARKUP, MARKUP)
def test_a_sentence_that_moves_keeps_what_was_said_of_it(before, after):
    """Rejected in one text, still rejected in another that has the same sentences among others."""
    sentence = "<p>Lenovo Group opened.</p>"
    first = StoryText("A headline", "", sentence)
    rows = seen(read(first, ALL), Memory(), lambda: first)
    for number, row in enumerate(rows):
        row.pk, row.status = number + 1, "rejected"
    second = StoryText("A headline", "", sanitise(f"<p>{before}.</p>") + sentence + sanitise(f"<p>{after}</p>"))
    memory = Memory({(row.tag_id, Identity(*row.identity)): row for row in rows})
    again = [row for row in seen(read(second, ALL), memory, lambda: second) if row.pk]
    assert [row.status for row in again] == ["rejected"] * len(rows)


def test_a_name_that_one_sentence_has_a_thousand_times_is_looked_for_in_it_once(monkeypatch):
    """A list without a full stop held up whoever opened it: each place was counted from the first one on."""
    looked = []
    look_for = StoryText._look_for
    monkeypatch.setattr(StoryText, "_look_for", lambda text, *key: looked.append(key) or look_for(text, *key))
    text = StoryText("", "", f"<p>{'Lenovo and Baidu, ' * 1000}</p>")
    found = [one.spot.identity for one in read(text, ALL) if one.spot.identity.surface == "Lenovo"]
    assert [identity.nth for identity in found] == list(range(1000))
    assert text.find(found[999]).start == 999 * len("Lenovo and Baidu, ")
    assert len(looked) == 1


@pytest.mark.parametrize(
    ("names_of_one", "text", "found"),
    [
        # The seed story's cases: a misspelling, three spellings of one site, a short form, a brand of a company.
        ([("Tsinghua University", "any"), ("Tshinghua", "any")], "at Tshinghua the graduates", ["Tshinghua"]),
        ([("36Kr", "any"), ("36Kr.com", "any"), ("36ke.com", "any")], "36Kr.com, 36kr.com and 36ke.com", 3),
        ([("Beijing Yiheng Technology Co", "any")], "Beijing Yiheng Technology Co grew. Yiheng technology did.", 2),
        ([("Legend Star", "any"), ("Star of Lenovo", "any")], "Star of Lenovo invests", ["Star of Lenovo"]),
        ([("联想", "exact")], "记者从联想集团获悉", ["联想"]),
        ([("京东", "exact")], "他住在南京东路。", []),
    ],
)
def test_the_cases_that_the_desk_was_made_for(names_of_one, text, found):
    directory = Directory([Name(name, "1", match=match) for name, match in names_of_one])
    story = StoryText("", "", f"<p>{text}</p>")
    shown = [one.spot.identity.surface for one in read(story, Names(1, directory, {})) if one.tier != "weak"]
    assert shown == found if isinstance(found, list) else len(shown) == found
