"""Whom a line of a table means, by its id and its names."""

from collections import defaultdict

import pytest

from companies.importing.company import CompanyImport
from companies.importing.rows import Row
from companies.models import Company, Tag
from newsroom.demo.make import make_company
from tests.companies.bringing import actions, aliases, bring, notes


class TestWhoIsMeant:
    pytestmark = pytest.mark.django_db

    def test_different_ids_are_different_companies_of_one_name(self):
        report = bring({"id": "1", "name": "Aurora"}, {"id": "2", "name": "AURORA"}, {"id": "3", "name": "Aurora"})
        assert actions(report) == ["created"] * 3
        assert "2 of this name were there before" in notes(report)
        assert set(Company.objects.values_list("slug", flat=True)) == {"aurora", "aurora-2", "aurora-3"}
        assert set(Tag.objects.values_list("name", flat=True)) == {"Aurora", "AURORA (2)", "Aurora (3)"}
        assert actions(bring({"id": "1", "name": "Aurora"}, {"id": "2", "name": "AURORA"})) == ["unchanged"] * 2

    def test_without_an_id_the_names_decide(self):
        make_company("Aurora", chinese_name="极光")
        other = make_company("Aurora", chinese_name="曙光")
        assert actions(bring({"name": "Aurora", "chinese_name": "曙光", "founded": "1996"})) == ["updated"]
        other.refresh_from_db()
        assert other.founded == 1996

    def test_without_an_id_and_with_two_namesakes_nothing_is_guessed(self):
        make_company("Aurora", chinese_name="极光")
        make_company("Aurora", chinese_name="曙光")
        report = bring({"name": "Aurora"})
        assert actions(report) == ["failed"]
        assert "2 in the register are named Aurora" in notes(report)

    def test_a_company_that_stories_brought_gets_its_id_and_chinese_name(self):
        known = make_company("Lenovo Group")
        lenovo = {"id": "CN:1", "name": "Lenovo Group", "chinese_name": "联想集团"}
        assert actions(bring(lenovo)) == ["updated"]
        known.refresh_from_db()
        assert (known.external_id, known.chinese_name) == ("CN:1", "联想集团")

    def test_a_company_with_another_id_or_chinese_name_is_another(self):
        make_company("Aurora", chinese_name="极光")
        make_company("Borealis", external_id="7")
        report = bring({"id": "1", "name": "Aurora", "chinese_name": "曙光"}, {"id": "8", "name": "Borealis"})
        assert actions(report) == ["created", "created"]
        assert Company.objects.count() == 4

    def test_one_id_twice_in_a_file_is_a_mistake(self):
        report = bring({"id": "1", "name": "Aurora"}, {"id": "1", "name": "Borealis"})
        assert actions(report) == ["created", "failed"]
        assert "stands on line 1 already" in notes(report)

    def test_one_name_without_an_id_twice_in_a_file_is_a_mistake(self):
        report = bring({"name": "Aurora"}, {"name": "aurora "})
        assert actions(report) == ["created", "failed"]
        assert Company.objects.count() == 1

    def test_an_unclaimed_topic_of_the_name_is_claimed(self):
        topic = Tag.objects.create(name="Zhongguancun Bank")
        bring({"name": "Zhongguancun  bank"})
        assert Company.objects.get().tag == topic

    def test_a_topic_made_by_one_row_is_claimed_by_a_later_one(self, monkeypatch):
        monkeypatch.setattr("companies.importing.saving.BATCH", 1)
        bring({"name": "Aurora", "topics": ["Borealis"]}, {"name": "Borealis"})
        assert list(Company.objects.get(name="Aurora").topics.all()) == [Company.objects.get(name="Borealis").tag]
        assert Tag.objects.count() == 2

    def test_of_two_namesakes_only_the_first_claims_the_topic(self):
        Tag.objects.create(name="Chips")
        assert actions(bring({"id": "1", "name": "Chips"}, {"id": "2", "name": "Chips"})) == ["created", "created"]
        assert [company.tag.name for company in Company.objects.order_by("pk")] == ["Chips", "Chips (2)"]

    def test_a_companys_own_tag_among_the_topics_is_nobody_elses(self, monkeypatch):
        monkeypatch.setattr("companies.importing.saving.BATCH", 1)
        make_company("Aurora", external_id="1")
        rows = {"name": "Borealis", "topics": ["Aurora"]}, {"id": "2", "name": "Aurora"}
        assert actions(bring(*rows)) == ["created", "created"]
        assert Company.objects.get(external_id="2").tag.name == "Aurora (2)"


class TestRowsOfAListOfNames:
    pytestmark = pytest.mark.django_db

    def test_only_rows_of_the_kind_are_taken(self):
        report = bring(
            {"id": "a", "type": "company", "name": "Aurora", "aliases": [], "lang": "en"},
            {"id": "b", "type": "person", "name": "Guo Hong", "aliases": [], "lang": "en"},
            {"id": "c", "type": "org", "name": "Aurora Institute", "aliases": [], "lang": "en", "sources": ["x"]},
        )
        assert actions(report) == ["created", "skipped", "created"]
        assert report.unused == {"sources": 1}
        assert list(Company.objects.order_by("pk").values_list("kind", flat=True)) == ["company", "other"]

    def test_chinese_names_with_and_without_english_ones(self):
        bring(
            {
                "id": "a",
                "type": "company",
                "name": "华仁药业",
                "aliases": ["华仁药业股份有限公司", "HRYY", "华仁"],
                "lang": "zh",
                "name_en": "Huaren Pharmaceutical Co., Ltd.",
                "aliases_en": ["Huaren Pharmaceutical"],
            },
            {"id": "b", "type": "company", "name": "三聚环保", "aliases": [], "lang": "zh", "name_en": None},
            {"id": "c", "type": "company", "name": "TCL", "aliases": [], "lang": "zh", "name_en": "TCL Technology"},
        )
        first, second, third = Company.objects.order_by("external_id")
        assert (first.name, first.chinese_name) == ("Huaren Pharmaceutical Co., Ltd.", "华仁药业")
        assert aliases(first) == {
            ("华仁药业股份有限公司", "zh-Hans", "official", "any"),
            ("HRYY", "en", "acronym", "any"),
            ("华仁", "zh-Hans", "short", "any"),
            ("Huaren Pharmaceutical", "en", "short", "any"),
        }
        assert (second.name, second.chinese_name) == ("三聚环保", "三聚环保")
        assert (third.name, third.chinese_name, aliases(third)) == (
            "TCL Technology",
            "",
            {("TCL", "en", "acronym", "any")},
        )

    def test_a_second_line_for_one_id_gives_further_names(self):
        lines = [
            {"id": "a", "type": "company", "name": "AES Corporation", "aliases": ["AES"], "lang": "en"},
            {"id": "a", "type": "company", "name": "The AES Corporation", "aliases": ["The AES"], "lang": "en"},
        ]
        assert actions(bring(*lines)) == ["created", "updated"]
        company = Company.objects.get()
        assert company.name == "AES Corporation"
        assert {text for text, *_ in aliases(company)} == {"AES", "The AES Corporation", "The AES"}
        assert actions(bring(*lines)) == ["unchanged", "unchanged"]

    def test_what_the_type_says_does_not_overrule_an_editor(self):
        row = {"id": "c", "type": "org", "name": "Aurora Institute", "aliases": [], "lang": "en"}
        bring(row)
        Company.objects.update(kind="university")
        assert actions(bring(row)) == ["unchanged"]


@pytest.mark.django_db
def test_full_width_letters_are_the_same_letters():
    make_company("ABC Labs")
    report = bring(
        {
            "name": "ＡＢＣ\u3000Ｌａｂｓ",
            "chinese_name": "ＡＢＣ（北京）",
            "legal_name": "ＡＢＣ，Ｌｔｄ．",
            "aliases": ["Ａ＆Ｂ", {"text": "Ｂ２"}],
            "topics": ["ＡＩ"],
            "summary": "Ｗｉｄｅ.",
        }
    )
    assert actions(report) == ["updated"]
    company = Company.objects.get()
    assert (company.name, company.chinese_name, company.legal_name) == ("ABC Labs", "ABC（北京）", "ABC,Ltd.")
    assert {alias.text for alias in company.aliases.all()} == {"A&B", "B2"}
    assert (list(company.topics.names()), company.summary) == (["AI"], "Ｗｉｄｅ.")


class TestChineseNameAlone:
    pytestmark = pytest.mark.django_db

    def test_is_the_name_of_who_is_new(self):
        row = {"chinese_name": "星海科技", "summary": "Chips."}
        assert actions(bring(row)) == ["created"]
        company = Company.objects.get()
        assert (company.name, company.chinese_name, company.summary) == ("星海科技", "星海科技", "Chips.")
        report = bring(row)
        assert (actions(report), report.outcomes[0].name) == (["unchanged"], "星海科技")

    def test_means_who_goes_by_it_here_and_leaves_their_name(self):
        make_company("Xinghai", chinese_name="星海科技")
        make_company("极光")
        assert actions(bring({"chinese_name": "星海科技", "summary": "Chips."}, {"chinese_name": "极光"})) == [
            "updated",
            "updated",
        ]
        assert set(Company.objects.values_list("name", "chinese_name", "summary")) == {
            ("Xinghai", "星海科技", "Chips."),
            ("极光", "极光", ""),
        }

    def test_is_another_one_s_with_another_id(self):
        make_company("Xinghai", chinese_name="星海科技", external_id="1")
        report = bring({"id": "2", "chinese_name": "星海科技"}, {"id": "3", "chinese_name": "星海科技"})
        assert actions(report) == ["created", "created"]
        assert list(Company.objects.order_by("pk").values_list("external_id", flat=True)) == ["1", "2", "3"]
        make_company("Borealis", chinese_name="极光")
        assert actions(bring({"chinese_name": "极光"}, {"id": "4", "chinese_name": "极光"})) == ["unchanged", "created"]

    def test_is_refused_where_it_does_not_say_who_is_meant(self):
        make_company("Xinghai", chinese_name="星海科技")
        make_company("Star Sea", chinese_name="星海科技")
        report = bring({"chinese_name": "星海科技"}, {"chinese_name": "极光"}, {"chinese_name": "极光"})
        assert actions(report) == ["failed", "created", "failed"]
        assert "2 in the register are named 星海科技" in notes(report)
        assert "the name 极光 stands on line 2 already" in notes(report)

    def test_is_looked_up_and_not_searched_for_in_all_of_the_register(self):
        """With ten thousand of them in a table, and as many there, that took minutes."""

        class LookedUp(defaultdict):
            def looked_through(self):
                raise AssertionError

            __iter__ = keys = values = items = looked_through

        make_company("Xinghai", chinese_name="星海科技")
        rows = [{"chinese_name": name, "successor": "星海科技"} for name in ("极光", "曙光", "星河")]
        job = CompanyImport()
        for index in ("by_name", "by_chinese_name"):
            setattr(job.register, index, LookedUp(list, getattr(job.register, index)))
        report = job.run(Row(f"line {number}", row) for number, row in enumerate(rows))
        assert actions(report) == ["created"] * 3
        assert set(Company.objects.exclude(successor=None).values_list("name", flat=True)) == {"极光", "曙光", "星河"}

    def test_is_found_anew_once_a_row_has_changed_it(self):
        bring({"id": "1", "name": "Xinghai", "chinese_name": "星海科技"})
        report = bring(
            {"id": "1", "chinese_name": "星海"},
            {"name": "Xinghe", "successor": "星海"},
            {"name": "Xingguang", "successor": "星海科技"},
        )
        assert Company.objects.get(name="Xinghe").successor.name == "Xinghai"
        assert "“星海科技” is not in the register" in notes(report)

    def test_with_an_id_is_that_ones_or_somebody_new(self):
        bring({"id": "1", "name": "Xinghai", "chinese_name": "星海科技"})
        report = bring({"id": "1", "chinese_name": "星海"}, {"id": "2", "chinese_name": "星海"})
        assert actions(report) == ["updated", "created"]
        assert set(Company.objects.values_list("external_id", "name", "chinese_name")) == {
            ("1", "Xinghai", "星海"),
            ("2", "星海", "星海"),
        }
