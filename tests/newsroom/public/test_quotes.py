"""Quotations that name their speaker, read off the text of a story."""

import pytest

from newsroom.public.quotes import LONGEST, attributed


def quote(words: str, speaker: str = "Guo Hong", language: str = "") -> str:
    cite = f"<p><cite>{speaker}</cite></p>" if speaker else ""
    return f"<blockquote{language}><p>{words}</p>{cite}</blockquote>"


def said(markup: str, *names: str) -> list[str]:
    return [found.text for found in attributed(markup, names or ["Guo Hong"])]


def test_a_quotation_of_nobody_stands_beside_one_of_somebody():
    assert said(quote("Nobody’s.", "") + quote("His.") + quote("Hers.", "Li Na")) == ["His."]


def test_what_is_too_long_to_be_quoted_is_left_out_and_what_says_nothing():
    assert [len(text) for text in said(quote("x" * LONGEST) + quote("x" * (LONGEST + 1)) + quote(" "))] == [LONGEST]


def test_a_name_of_one_character_is_nobody_s():
    assert said(quote("Yes.", "米, a reader"), "米") == []
    assert said(quote("Yes.", "米粒, a reader"), "米粒") == ["Yes."]


def test_the_line_of_attribution_comes_without_its_dash_and_with_the_language_of_the_words():
    (found,) = attributed(quote("好。", "— Guo Hong, head", ' lang="zh-Hans"'), ["Guo Hong"])
    assert (found.speaker, found.language) == ("Guo Hong, head", "zh-Hans")
    assert next(attributed(quote("Good."), ["Guo Hong"])).language == ""


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("“All of it.”", "All of it."),
        ('"All of it."', "All of it."),
        ("「全部。」", "全部。"),
        ("He said “yes” and left", "He said ‘yes’ and left"),
        ("“Yes,” he said, “and no.”", "‘Yes,’ he said, ‘and no.’"),
        ("He called it “the park”", "He called it ‘the park’"),
        ("All of it.”", "All of it."),
        ("他说“好”就走", "他说“好”就走"),
        ("R&amp;D <em>first</em>,\n\nthen", "R&D first , then"),
    ],
)
def test_the_marks_around_are_the_page_s_and_those_within_become_single_but_in_chinese(written, shown):
    assert said(quote(written)) == [shown]
