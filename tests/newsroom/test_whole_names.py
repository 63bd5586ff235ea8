"""A person's name that is part of somebody else's longer name, and one that is whole though words stand beside it."""

import pytest

from newsroom.desk.mentions import Directory, Name

NAMED = [
    *(Name(text, text, "person") for text in ("Li Na", "Zhang Wei", "John Smith", "Ma Yun", "Si Ma")),
    *(Name(text, text, "person", "zh") for text in ("阳明", "马云", "王伟", "孙寿山", "欧阳震华")),
]


def find(text):
    return Directory(NAMED).find(text).mentions


def shown(text):
    return {mention.surface for mention in find(text) if mention.tier != "weak"}


@pytest.mark.parametrize(
    "text",
    [
        "The players met Li Na Wang on Monday in Haidian.",
        "Li Na Wang said that she came.",
        "We saw Wang Li Na there.",
        "Zhang Wei Min spoke to us.",
        "Chairman John Smith Jones came to us yesterday.",
        "记者见到欧阳明。",
        "欧阳明表示，公司将扩大。",
        "昨天司马云在会上发言。",
        "马云龙表示同意。",
    ],
)
def test_a_name_within_anothers_is_weak_at_most(text):
    assert shown(text) == set()
    assert all("part of" in " ".join(mention.reasons) for mention in find(text))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We met Li Na Monday, in Haidian.", "Li Na"),
        ("We met Professor Li Na there.", "Li Na"),
        ("In court, Jack Ma Yun spoke.", "Ma Yun"),
        ("It was John Smith Jr. who came to us.", "John Smith"),
        ("It was written by\nZhang Wei\nLi Na\nChen Ping in Haidian.", "Li Na"),
        ("We saw Lenovo’s Li Na there.", "Li Na"),
        ("董事长阳明说。", "阳明"),
        ("昨日，公司马云表示不知。", "马云"),
        ("昨天王伟均表示不知。", "王伟"),
        ("新闻出版总署副署长孙寿山曾表示不知。", "孙寿山"),
        ("马云先生表示不知。", "马云"),
        ("马云直言不知。", "马云"),
        ("欧阳震华表示不知。", "欧阳震华"),
    ],
)
def test_a_whole_name_beside_other_words_is_shown(text, name):
    assert name in shown(text)
