"""Which two may be one and the same: with which reason, and which never."""

import random

import pytest

from newsroom.demo.make import find_tags, make_company, make_person
from newsroom.desk.merging import merge, twins
from newsroom.desk.merging.alike import Known, find
from newsroom.models import Twins


def company(tag, name, **more):
    return Known(tag, "company", name, **more)


def person(tag, name, **more):
    return Known(tag, "person", name, **more)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (company(1, "Xiaomi"), company(2, "XIAOMI"), "one name"),
        (company(1, "Zhong Guan Cun Bank"), company(2, "Zhongguancun Bank"), "one name"),
        (company(1, "Yiheng Technology Co"), company(2, "Yiheng Technology"), "Without its legal form"),
        (company(1, "Baidu, Inc."), company(2, "Baidu Ltd"), "Without its legal form"),
        (company(1, "Beijing Yiheng", chinese_name="北京亿恒科技有限公司"), company(2, "亿恒科技"), "each is 亿恒"),
        (company(1, "Xiaomi"), company(2, "小米"), "read alike"),
        (company(1, "Lianxiang"), company(2, "聯想集团"), "read alike"),
        (company(1, "A", website="https://www.megvii.com/en"), company(2, "B", website="http://megvii.com"), "site"),
        (company(1, "Cambricon Technologies"), company(2, "Cambrycon Technologies"), "one letter apart"),
        (company(1, "Old Name", names=("Didi",)), company(2, "Didi"), "Both go by"),
        (person(1, "Guo Hong"), person(2, "Hong Guo"), "another order"),
        (person(1, "Guo Hong"), person(2, "郭洪"), "read alike"),
        (person(1, "Lei Jun", chinese_name="雷军"), person(2, "LEI JUN", chinese_name="雷軍"), "one name"),
        (Known(1, "topic", "start-up"), Known(2, "topic", "Start-ups"), "forms of one word"),
        (Known(1, "topic", "Xiaomi"), company(2, "Xiaomi"), "Both go by"),
    ],
)  # fmt: skip
def test_two_that_may_be_one(one, other, reason):
    [pair] = find([other, one])
    assert any(reason in sentence for sentence in pair.reasons), pair.reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person(1, "Wang Wei", chinese_name="王伟"), person(2, "Wang Wei", chinese_name="王薇")),
        (company(1, "Star", numbers=(("external_id", "1"),)), company(2, "Star", numbers=(("external_id", "2"),))),
        (company(1, "Orient", chinese_name="东方电子"), company(2, "Orient", chinese_name="欧润科技")),
        (person(1, "Ford"), company(2, "Ford")),
        (company(1, "A", website="https://weixin.qq.com/a"), company(2, "B", website="https://weixin.qq.com/b")),
        (company(1, "Beijing Technology Co"), company(2, "Beijing Science Co")),
        (company(1, "Sohu Media"), company(2, "Sina Media")),
        (company(1, "京东"), company(2, "东京")),
    ],
)
def test_two_that_are_not(one, other):
    assert find([one, other]) == []


def test_namesakes_with_other_employers_come_last():
    known = [
        person(1, "Li Na", employers=frozenset({"Baidu"})),
        person(2, "Li Na", employers=frozenset({"Sogou"})),
        person(3, "Li Na", employers=frozenset({"Baidu"})),
    ]
    pairs = find(known)
    assert (pairs[0].first.tag, pairs[0].second.tag) == (1, 3)
    assert "Both have a title at Baidu." in pairs[0].reasons
    assert pairs[1].score <= 60 < pairs[0].score


def test_the_order_of_the_register_makes_no_difference():
    known = [company(number, f"Firm {number % 7} Ltd") for number in range(1, 15)]
    told = [(pair.first.tag, pair.second.tag, pair.score) for pair in find(known)]
    random.Random(4).shuffle(known)
    assert told == [(pair.first.tag, pair.second.tag, pair.score) for pair in find(known)]


def test_a_name_that_very_many_share_says_nothing():
    assert find([person(number, "Wang Wei") for number in range(1, 30)]) == []


@pytest.mark.django_db
def test_what_people_said_stays_when_one_looks_again():
    one, other = make_company("Xiaomi"), make_company("Xiaomi Inc")
    make_person("Guo Hong", title="Director"), make_person("郭洪")
    find_tags(["Xiaomi phones"])
    assert twins.look() == 2
    twins.say(other.tag, one.tag, Twins.Verdict.DIFFERENT, comment="One makes phones")
    assert twins.look() == 1
    assert Twins.objects.get(verdict="different").comment == "One makes phones"
    assert {pair.second for pair in twins.of([one.tag_id])[one.tag_id]} == set()
    record = merge(one, other)
    assert not Twins.objects.filter(verdict="different").exists()
    from newsroom.desk.merging import undo

    undo(record)
    assert twins.look() == 1, "undoing brings back that they are not the same"
