"""What texts and questions are taken apart into."""

import pytest

from newsroom.models.search import words
from newsroom.models.search.stems import STEMS
from newsroom.public.search.query import parse


class TestWords:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Xiaomi’s new phones", "xiaomi new phone"),
            ("ＡＩ Zürich naïve Øre", "ai zurich naiv or"),
            ("U.S.-China talks", "u s china talk"),
            ("中关村", "中关 关村"),
            ("小米15发布会", "小米 15 发布 布会"),
            ("第5届", "第 5 届"),
            ("", ""),
        ],
    )
    def test_tokens(self, text, expected):
        assert words.tokens(text) == expected.split()

    @pytest.mark.parametrize(
        ("forms", "stem"),
        [
            ("company companies", "compani"),
            ("charge charged charging charges", "charg"),
            ("innovation innovative innovations", "innov"),
            ("relational", "relat"),
            ("agreed", "agre"),
            ("sky", "sky"),
            ("5g", "5g"),
        ],
    )
    def test_stems(self, forms, stem):
        assert {STEMS[form] for form in forms.split()} == {stem}

    def test_what_signs_hold_together_is_there_once_more(self):
        assert words.field("The Xi’an start-up’s U.S. R&D, 1,234,567 they’ll") == [
            *["the", "xi", "an", "start", "up", "u", "s", "r", "d", "1", "234", "567", "thei", "ll"],
            *["xian", "startup", "us", "rd", "1234567"],
        ]
        assert words.field("a.b.cd x.yz 12,3456 -a- 1-") == ["a", "b", "cd", "x", "yz", "12", "3456", "a", "1"]

    def test_a_name_has_one_key_however_it_is_written(self):
        assert {words.key(name) for name in ("Guo Hong", "GUO-HONG", "ｇｕｏ ｈｏｎｇ", "guohong")} == {"guohong"}


class TestQuery:
    def test_words_phrases_and_exclusions(self):
        query = parse('robot "new energy" -battery “quoted too” -"solid state"')
        assert [(unit.text, unit.is_quoted) for unit in query.units] == [
            ("robot", False),
            ("new energy", True),
            ("quoted too", True),
        ]
        assert [unit.text for unit in query.excluded] == ["battery", "solid state"]

    def test_stop_words_are_left_out_unless_there_is_nothing_else(self):
        assert [unit.text for unit in parse("the future of chips").telling] == ["future", "chips"]
        assert [unit.text for unit in parse("The Who").telling] == ["The", "Who"]

    def test_chinese_punctuation_divides(self):
        assert [unit.text for unit in parse("小米，华为、百度").units] == ["小米", "华为", "百度"]

    def test_what_has_no_word_is_no_query(self):
        for typed in ("", '"', "---", "😀", "\0", '"" ""', "*", "( AND )"[0:1]):
            assert parse(typed).units == []

    def test_a_long_question_is_cut(self):
        assert parse("word " * 3000).is_cut
        assert len(parse("word " * 3000).text) <= 500
