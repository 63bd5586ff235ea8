"""Bringing in companies: from any table, harmless to repeat, stopped by no bad line."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from companies.importing.company import CompanyImport
from companies.importing.entry import day, kind_of_company_name, language_of, year
from companies.importing.register import Known, Slugs
from companies.importing.rows import Row
from companies.importing.signals import saved_in_bulk
from companies.models import Company, CompanyAlias, Tag
from companies.text import LONGEST
from newsroom.demo.make import make_company
from newsroom.models import Generation, Redirect, SearchName
from tests.companies.bringing import actions, aliases, bring, notes

LENOVO = {
    "id": "CN:1",
    "name": "Lenovo Group",
    "chinese_name": "联想集团",
    "legal_name": "Lenovo Group Limited",
    "kind": "company",
    "founded": 1984,
    "website": "www.lenovo.example",
    "summary": "Makes computers.",
    "body": "First.\n\nSecond.",
    "topics": ["Computers", "AI chips"],
    "status": "active",
    "is_listed": False,
    "slug": "lenovo",
    "aliases": [
        "Lenovo",
        {"text": "联想", "match": "after_full"},
        {"text": "Legend", "kind": "former", "match": "exact"},
    ],
}


class TestOneCompany:
    pytestmark = pytest.mark.django_db

    def test_a_description_that_no_page_can_bear_is_refused_and_the_next_line_comes_in(self):
        report = bring({"name": "Lenovo", "body": "x" * (LONGEST + 1)}, {"name": "Xiaomi", "body": "x" * LONGEST})
        assert actions(report) == ["failed", "created"]
        assert "100,000 are the most" in notes(report)

    def test_every_field_arrives(self):
        assert actions(bring(LENOVO)) == ["created"]
        company = Company.objects.get()
        for name in ("name", "chinese_name", "legal_name", "kind", "founded", "summary", "body", "status", "slug"):
            assert getattr(company, name) == LENOVO[name]
        assert company.external_id == "CN:1"
        assert company.website == "https://www.lenovo.example"
        assert company.is_listed is False
        assert sorted(company.topics.names()) == ["AI chips", "Computers"]
        assert aliases(company) == {
            ("Lenovo", "en", "short", "any"),
            ("联想", "zh-Hans", "short", "after_full"),
            ("Legend", "en", "former", "exact"),
        }
        assert company.tag.name == "Lenovo Group"
        assert company.tag.profile == company

    def test_a_second_run_changes_nothing(self):
        bring(LENOVO)
        before = Company.objects.values().get()
        assert actions(bring(LENOVO)) == ["unchanged"]
        assert Company.objects.values().get() == before
        assert (CompanyAlias.objects.count(), Tag.objects.count()) == (3, 3)

    def test_what_a_row_leaves_out_stays(self):
        bring(LENOVO)
        CompanyAlias.objects.create(company=Company.objects.get(), text="By hand", kind="brand")
        report = bring({"id": "CN:1", "summary": "Makes more.", "aliases": [{"text": "Lenovo", "kind": "brand"}]})
        assert report.outcomes[0].changed == ["summary", "aliases"]
        company = Company.objects.get()
        assert (company.name, company.founded, company.summary) == ("Lenovo Group", 1984, "Makes more.")
        assert company.aliases.filter(text="Lenovo", kind="brand", match="any").exists()
        assert company.aliases.filter(text="By hand", match="exact").exists()
        assert company.aliases.count() == 4

    def test_what_a_row_gives_as_empty_is_emptied(self):
        bring(LENOVO)
        bring({"id": "CN:1", "website": "", "founded": ""})
        company = Company.objects.get()
        assert (company.website, company.founded) == ("", None)

    def test_a_name_of_its_own_among_the_aliases_is_kept_only_to_say_how_it_counts(self):
        bring({"name": "May", "chinese_name": "美", "aliases": [{"text": "May", "match": "after_full"}, "美"]})
        assert aliases(Company.objects.get()) == {("May", "en", "short", "after_full")}

    def test_a_website_that_is_none_costs_only_itself(self):
        report = bring({"name": "Yiheng", "website": "none yet", "founded": 2011})
        assert actions(report) == ["created"]
        assert "not an address" in notes(report)
        assert (Company.objects.get().website, Company.objects.get().founded) == ("", 2011)

    @pytest.mark.parametrize(
        ("values", "reason"),
        [
            ({"id": "1"}, "“name” is missing; the id 1 is not in the register"),
            ({"summary": "Chips."}, "“name” is missing"),
            ({"name": "  "}, "“name”"),
            ({"name": "x" * 201}, "“name”"),
            ({"name": "x", "kind": "bakery"}, "“kind” is 'bakery', not one of company, agency"),
            ({"name": "x", "status": "gone"}, "“status”"),
            ({"name": "x", "founded": "long ago"}, "“founded”"),
            ({"name": "x", "is_listed": "perhaps"}, "neither yes nor no"),
            ({"name": ["x"]}, "“name” is not text"),
            ({"name": "x", "aliases": [3]}, "neither text nor an object"),
            ({"name": "x", "aliases": [{"text": "y", "matched": "any"}]}, "the unknown field “matched”"),
            ({"name": "x", "aliases": [{"text": "y", "language": "fr"}]}, "“language” is 'fr'"),
            ({"name": "x", "aliases": ["y" * 201]}, "201 characters"),
            ({"name": "x", "slug": "no blanks"}, "“slug”"),
            ({"name": "x\udcff"}, "bytes that are no text"),
            ({"name": "x", "topics": {"a": 1}}, "“topics” is not a list"),
        ],
    )
    def test_a_bad_row_is_refused_whole_with_its_reason(self, values, reason):
        report = bring(values, {"name": "Good Company"})
        assert actions(report) == ["failed", "created"]
        assert reason in report.outcomes[0].notes[0]
        assert Company.objects.get().name == "Good Company"


class TestSuccessors:
    pytestmark = pytest.mark.django_db

    def test_found_by_id_or_name_even_further_down(self):
        lines = [
            {"id": "1", "name": "Legend", "status": "renamed", "successor": "2"},
            {"id": "2", "name": "Lenovo"},
            {"id": "3", "name": "Old Aurora", "status": "merged", "successor": "lenovo"},
        ]
        bring(*lines)
        assert {company.name for company in Company.objects.get(name="Lenovo").predecessors.all()} == {
            "Legend",
            "Old Aurora",
        }
        assert actions(bring(*lines)) == ["unchanged"] * 3

    def test_one_that_is_not_there_or_itself_is_left_out_with_a_note(self):
        report = bring(
            {"id": "1", "name": "Legend", "successor": "Nobody"}, {"id": "2", "name": "Lenovo", "successor": "2"}
        )
        assert actions(report) == ["created", "created"]
        assert "“Nobody” is not in the register" in notes(report)
        assert "no company succeeds itself" in notes(report)
        make_company("Twin"), make_company("Twin")
        assert "2 go by the name “Twin”" in notes(bring({"name": "Follower", "successor": "Twin"}))
        assert Company.objects.get(name="Follower").successor is None
        assert not Company.objects.exclude(successor=None).exists()

    def test_one_that_is_there_already_is_no_change_and_a_new_one_moves_the_moment_of_change(self):
        bring({"id": "1", "name": "Legend", "other_successors": "Lenovo"}, {"id": "2", "name": "Lenovo"})
        before = Company.objects.get(name="Legend").updated_at
        assert actions(bring({"id": "1", "other_successors": "Lenovo", "name": "Legend"})) == ["unchanged"]
        bring({"id": "1", "name": "Legend", "successor": "2"})
        assert Company.objects.get(name="Legend").updated_at > before

    def test_a_dry_run_tells_of_one_that_would_be_new(self):
        make_company("Legend")
        report = bring({"name": "Legend", "successor": "Lenovo"}, {"name": "Lenovo"}, dry_run=True)
        assert [outcome.changed for outcome in report.outcomes] == [["successor"], []]


@pytest.fixture
def _heard_in_bulk():
    def listen(sender, **kwargs):
        pass

    saved_in_bulk.connect(listen)
    yield
    saved_in_bulk.disconnect(listen)


class TestManyAtOnce:
    pytestmark = pytest.mark.django_db

    @pytest.mark.usefixtures("_heard_in_bulk")
    def test_the_number_of_queries_does_not_grow_with_the_rows_of_a_batch(self, django_assert_max_num_queries):
        many = [
            {"id": str(n), "name": f"Company {n % 40}", "aliases": [f"C{n}"], "topics": ["Chips"]} for n in range(120)
        ]
        with django_assert_max_num_queries(30):
            bring(*many)
        assert Company.objects.count() == 120
        with django_assert_max_num_queries(15):
            assert set(actions(bring(*many))) == {"unchanged"}

    def test_numbers_behind_names_are_the_ones_that_saving_one_by_one_would_give(self):
        bring(*({"id": str(n), "name": "Aurora"} for n in range(3)))
        together = set(Company.objects.values_list("slug", "tag__name", "tag__slug"))
        Company.objects.all().delete()
        Tag.objects.all().delete()
        for _ in range(3):
            make_company("Aurora")
        assert together == set(Company.objects.values_list("slug", "tag__name", "tag__slug"))

    def test_long_addresses_are_cut_before_their_number(self):
        make_company("x", slug="a" * 200)
        assert Slugs(Company).take("a" * 300) == "a" * 192 + "-2"

    @pytest.fixture
    def _poison(self):
        def refuse(sender, profiles, **kwargs):
            if any(company.name == "Poison" for company in profiles):
                raise RuntimeError("no such thing")

        saved_in_bulk.connect(refuse)
        yield
        saved_in_bulk.disconnect(refuse)

    @pytest.mark.usefixtures("_poison")
    def test_the_successor_of_a_refused_row_becomes_that_of_no_other(self):
        """Its number was taken back, and the next row got it."""
        bring(
            {"name": "Poison", "successor": "Lenovo", "other_successors": ["Lenovo"]},
            {"name": "Aurora"},
            {"name": "Lenovo"},
        )
        aurora = Company.objects.get(name="Aurora")
        assert (aurora.successor, list(aurora.other_successors.all())) == (None, [])

    @pytest.mark.usefixtures("_poison")
    def test_no_company_succeeds_itself_whatever_was_refused_meanwhile(self, monkeypatch):
        monkeypatch.setattr("companies.importing.saving.BATCH", 1)
        report = bring({"id": "1", "name": "Lenovo", "successor": "1"}, {"name": "Poison"})
        assert "no company succeeds itself" in notes(report)
        assert Company.objects.get().successor is None

    @pytest.mark.usefixtures("_poison")
    def test_what_the_database_refuses_costs_only_its_own_row(self):
        report = bring({"name": "Aurora", "foo": 1}, {"name": "Borealis"}, {"name": "Poison"})
        assert actions(report) == ["created", "created", "failed"]
        assert "no such thing" in notes(report)
        assert set(Company.objects.values_list("name", flat=True)) == {"Aurora", "Borealis"}
        assert report.unused == {"foo": 1}

    def test_what_was_refused_leaves_nothing_behind_and_nothing_is_read_again(self, monkeypatch):
        """With ten thousand in the register each reading takes a tenth of a second, and any row may be refused."""
        make_company("Aurora", chinese_name="奥罗拉"), make_company("Lenovo"), Tag.objects.create(name="Chips")
        rows = [
            {"id": "A", "name": "Aurora", "chinese_name": "奥罗拉"},
            {"id": "A", "name": "Aurora Works", "slug": "works", "chinese_name": "奥罗拉厂", "topics": ["Ports"]},
            {"name": "Lenovo", "chinese_name": "联想", "topics": ["Chips"]},
            {"id": "C", "name": "Chips"},
            {"name": "Ports"},
            {"id": "L", "name": "Lenovo", "chinese_name": "别的"},
        ]
        job = CompanyImport()
        readings = []
        monkeypatch.setattr(job, "_read_register", lambda: readings.append(1))

        def stand():
            register, tags = job.register, job.tags
            everyone = [known for namesakes in register.by_name.values() for known in namesakes]
            names = {key: list(value) for key, value in register.by_name.items() if value}
            chinese = {key: list(value) for key, value in register.by_chinese_name.items() if value}
            known = [[getattr(each, name) for name in Known.__slots__] for each in everyone]
            slugs = [(set(each._taken), dict(each._next)) for each in (job.slugs, tags._slugs)]
            return dict(register.by_id), names, chinese, known, slugs, set(tags._keys), dict(tags._topics)

        def refuse(sender, profiles, **kwargs):
            raise RuntimeError("no such thing")

        saved_in_bulk.connect(refuse)
        try:
            before = stand()
            job.run(Row(f"line {number}", row) for number, row in enumerate(rows))
            assert stand() == before
        finally:
            saved_in_bulk.disconnect(refuse)
        assert set(actions(job.report)) == {"failed"}
        assert readings == []
        assert Company.objects.count() == 2

    def test_a_dry_run_says_the_same_and_writes_nothing(self):
        bring(LENOVO)
        make_company("Aurora")
        lines = [
            LENOVO | {"summary": "New.", "topics": ["Phones"], "other_successors": "2"},
            {"id": "2", "name": "Aurora", "successor": "CN:1"},
            {"id": "3", "name": "Borealis", "aliases": ["B"], "topics": ["Chips"], "successor": "2"},
            {"name": "Borealis"},
        ]
        before = [list(model.objects.order_by("pk").values()) for model in (Company, CompanyAlias, Tag)]
        dry = bring(*lines, dry_run=True)
        assert not Company.other_successors.through.objects.exists()
        assert before == [list(model.objects.order_by("pk").values()) for model in (Company, CompanyAlias, Tag)]
        wet = bring(*lines)
        assert actions(dry) == actions(wet) == ["updated", "updated", "created", "failed"]
        assert [outcome.changed for outcome in dry.outcomes] == [outcome.changed for outcome in wet.outcomes]

    def test_a_changed_address_leaves_a_redirect(self):
        bring(LENOVO)
        bring({"id": "CN:1", "slug": "lenovo-group"})
        assert Redirect.objects.get().new_path == "/companies/lenovo-group/"

    def test_an_address_that_another_has_is_refused(self):
        make_company("Aurora")
        report = bring({"name": "Borealis", "slug": "aurora"})
        assert "“slug” is 'aurora', which another one has" in notes(report)

    def test_whoever_listens_hears_of_new_and_changed_companies_only(self):
        heard = []

        def listen(sender, profiles, **kwargs):
            heard.append([(company.name, company.aliases.count()) for company in profiles])

        saved_in_bulk.connect(listen, sender=Company)
        try:
            bring(LENOVO, {"id": "2", "name": "Aurora"})
            bring(LENOVO, {"id": "2", "name": "Borealis"})
            bring(LENOVO, {"id": "2", "aliases": ["New name"]})
            bring(LENOVO)
        finally:
            saved_in_bulk.disconnect(listen, sender=Company)
        assert heard == [[("Lenovo Group", 3), ("Aurora", 0)], [("Borealis", 0)], [("Borealis", 1)]]

    def test_pages_kept_ready_and_the_search_learn_of_an_import(self):
        start = Generation.objects.get().number
        bring(LENOVO, {"id": "2", "name": "Aurora", "aliases": ["AUR"]})
        created = Generation.objects.get().number
        assert created > start
        bring(LENOVO)
        assert Generation.objects.get().number == created
        bring({"id": "2", "aliases": ["Northern Light"]})
        assert Generation.objects.get().number > created
        assert {"Lenovo Group", "Aurora", "AUR", "Northern Light"} <= set(
            SearchName.objects.values_list("text", flat=True)
        )


# Files


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Beijing Yiheng Technology Co., Ltd.", "official"),
        ("Abbott Laboratories Inc", "official"),
        ("邵阳维克液压股份有限公司", "official"),
        ("BOE", "acronym"),
        ("AT&T", "acronym"),
        ("IBM CHINA", "short"),
        ("*ST富控", "short"),
        ("Costco", "short"),
        ("联想", "short"),
    ],
)
def test_the_kind_of_another_name_is_guessed(text, kind):
    assert kind_of_company_name(text, language_of(text)) == kind


@pytest.mark.parametrize(
    ("said", "language"), [("zh", "zh-Hans"), ("zh_TW", "zh-Hant"), ("zh-Hant-HK", "zh-Hant"), ("EN-us", "en")]
)
def test_languages_are_known_by_their_usual_names(said, language):
    assert language_of("x", said) == language


def test_days_may_be_years_or_months():
    assert [str(day(text, "to", last=True)) for text in ("2013", "2012-2", "2013-10-25")] == [
        "2013-12-31",
        "2012-02-29",
        "2013-10-25",
    ]
    assert str(day("2013-12", "from")) == "2013-12-01"
    with pytest.raises(ValueError, match="“from” is 'soon'"):
        day("soon", "from")


# The command


@pytest.mark.django_db
def test_the_command_reports_and_fails_for_bad_lines_only_after_the_good_ones(tmp_path):
    path = tmp_path / "companies.csv"
    path.write_text(
        "id,name,aliases,is_listed,colour\n1,Aurora,AUR;极光|zh|official|after_full,no,red\n2,,x,,\n3,Borealis,,,\n"
    )
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="1 could not be read or saved"):
        call_command("import_companies", path, stdout=out, stderr=err)
    assert "companies.csv, line 3 “2”: “name” is missing" in err.getvalue()
    assert "Not used: colour." in out.getvalue()
    assert "2 created, 1 failed. 3 rows in" in out.getvalue()
    aurora = Company.objects.get(name="Aurora")
    assert aurora.is_listed is False
    assert aliases(aurora) == {("AUR", "en", "acronym", "any"), ("极光", "zh-Hans", "official", "after_full")}


@pytest.mark.django_db
def test_the_command_can_rehearse(tmp_path):
    path = tmp_path / "companies.jsonl"
    path.write_text(json.dumps({"name": "Aurora"}))
    out = io.StringIO()
    call_command("import_companies", path, "--dry-run", stdout=out)
    assert out.getvalue().startswith("Dry run, nothing was written: 1 created.")
    assert not Company.objects.exists()
    with pytest.raises(CommandError, match="Not found"):
        call_command("import_companies", tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *(
            (text, "2011")
            for text in ("2011", "2011年", "2011-05", "2011-05-01", "2011/5/1", "2011年5月", "2011年5月1日")
        ),
        # What could be anything is left to be refused.
        *((text, text) for text in ("11", "May 2011", "01/05/2011", "2011-2012")),
    ],
)
def test_the_year_of_a_date_is_taken(text, said):
    assert year(text) == said


def test_a_company_founded_on_a_day_was_founded_that_year(db):
    report = bring({"name": "Aurora", "founded": "2011-05-01"}, {"name": "Borealis", "founded": "40664"})
    assert "“founded” is 40664, not a year like 2013" in notes(report)
    assert Company.objects.get().founded == 2011
