"""Ids that are mere numbers, or the names of files: a file that comes again changes its stories, another one none."""

from datetime import date

import pytest
from django.core.management import call_command

from newsroom.desk.importers import files
from newsroom.desk.importers.report import Ledger
from newsroom.desk.importers.same_story import Sight
from newsroom.desk.importers.save import save_all
from newsroom.models import Article, Translation

pytestmark = pytest.mark.django_db

HEAD = "id,title,date,text,url,translated_from,language\n"
OURS = (
    "1,Park opens a laboratory for chips,2013-10-25,Sixty engineers move into the new building.,,,\n"
    "2,Trams reach the park,2013-10-26,The line has nine stops.,,,\n"
)
THEIRS = (
    "1,Bakery wins a prize,2015-03-01,Its rolls were judged the best in town.,,,\n"
    "2,Harvest festival draws a crowd,2015-03-02,Two thousand came to the square.,,,\n"
)


@pytest.fixture
def bring_in(tmp_path):
    """Brings files in as one import and says what became of their stories, with the remarks."""

    def bring_in(*, dry_run=False, **contents):
        paths = []
        for name, content in contents.items():
            stem, _, ending = name.rpartition("_")
            path = tmp_path / stem.replace("__", "/")
            path = path.with_name(f"{path.name}.{ending}")
            path.parent.mkdir(exist_ok=True)
            path.write_text(HEAD + content if ending == "csv" else content, encoding="utf-8")
            paths.append(path)
        ledger = Ledger()
        report = save_all(ledger.stories(files.items(paths)), dry_run=dry_run)
        return [outcome.action for outcome in report.outcomes], [" ".join(o.notes) for o in report.outcomes]

    return bring_in


def headlines() -> dict[str, str]:
    return dict(Article.objects.values_list("source_id", "headline"))


def test_another_table_with_the_same_numbers_writes_over_nothing_and_the_report_says_so(bring_in):
    bring_in(ours_csv=OURS)
    for dry_run in (True, False):
        actions, notes = bring_in(theirs_csv=THEIRS, dry_run=dry_run)
        assert actions == ["created", "created"]
        assert notes[0] == (
            "The id 1 is that of another story here, “Park opens a laboratory for chips”; this one is kept as 1:theirs."
        )
    assert headlines() == {
        "1": "Park opens a laboratory for chips", "2": "Trams reach the park",
        "1:theirs": "Bakery wins a prize", "2:theirs": "Harvest festival draws a crowd",
    }  # fmt: skip
    assert bring_in(theirs_csv=THEIRS) == (["unchanged"] * 2, ["", ""])
    assert bring_in(ours_csv=OURS) == (["unchanged"] * 2, ["", ""])
    mended = THEIRS.replace("prize", "price")
    assert bring_in(theirs_csv=mended) == (["updated", "unchanged"], ["", ""])
    assert headlines()["1:theirs"] == "Bakery wins a price"


@pytest.mark.parametrize("name", ["ours_csv", "ours (1)_csv", "corrected_csv"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Park opens a laboratory for chips", "Park opens laboratory for new chips"),
        ("Park opens a laboratory for chips", "A headline that says it in another way"),
        ("2013-10-25", "2013-11-25"),
        ("Sixty engineers move into the new building.", "Those who work there came by bus and by bicycle on Monday."),
    ],
)
def test_a_table_that_comes_again_with_a_story_mended_changes_it(bring_in, name, before, after):
    bring_in(ours_csv=OURS)
    actions, notes = bring_in(**{name: OURS.replace(before, after)})
    assert actions == ["updated", "unchanged"]
    assert notes == ["", ""]


def test_a_table_of_the_same_name_is_another_one_all_the_same(bring_in):
    bring_in(news_csv=OURS)
    bring_in(news_csv=THEIRS)
    third = "1,A choir sings in the hall,2016-01-01,They sang for an hour and a half.,,,\n"
    bring_in(news_csv=third)
    assert len(headlines()) == 5
    assert bring_in(news_csv=third)[0] == ["unchanged"]


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        (("Trams reach the park", None, "", ""), ("Bakery wins", None, "", ""), False),
        (("Trams reach the park", None, "It has stops.", ""), ("Bakery wins", None, "It has stops", ""), True),
        (("Trams reach the park", date(2013, 10, 26), "", ""), ("Bakery wins", date(2013, 10, 26), "", ""), True),
        (("Notice", None, "The line has nine stops.", "a/1"), ("Notice", None, "Rolls were judged.", "b/1"), False),
    ],
)  # fmt: skip
def test_headline_text_day_and_address_each_tell_a_story_from_another(one, other, is_alike):
    assert Sight(*one).is_alike(Sight(*other)) == is_alike


def test_the_same_number_of_two_sites_is_told_by_their_addresses(bring_in):
    row = "1,Notice,2013-10-25,,https://{}/?p=1,,\n"
    bring_in(a_csv=row.format("a.example"))
    assert bring_in(b_csv="1,Board meets,,,https://b.example/?p=1,,\n")[0] == ["created"]
    renamed = "1,All is new on this row,2020-01-01,Each of its words.,https://a.example/?p=1,,\n"
    assert bring_in(c_csv=renamed)[0] == ["updated"]


def test_two_tables_of_one_import_and_pages_of_one_name_do_not_cost_each_other_a_story(bring_in):
    page = "{}\n\nBy Lin Moyan\n\n{}\n"
    one = page.format("Park opens a laboratory", "Sixty engineers move into the new building on the hill this week.")
    two = page.format("Bakery wins the prize", "Its rolls were judged the best in town by all who had eaten them.")
    html = "<html><title>{}</title><p>{}</html>"
    actions, notes = bring_in(
        ours_csv=OURS, theirs_csv=THEIRS, a__1_txt=one, b__1_txt=two,
        a__index_html=html.format("Trams reach the park", "The line has nine stops."),
        b__index_html=html.format("Harvest festival draws a crowd", "Two thousand came to the square."),
    )  # fmt: skip
    assert actions == ["created"] * 8
    assert [bool("another story here" in note) for note in notes] == [False] * 2 + [True] * 2 + [False, True] * 2
    assert bring_in(b__1_txt=two)[0] == ["unchanged"]
    assert bring_in(b__1_txt=two, copy__1_txt=two)[0] == ["unchanged", "unchanged"]


def test_an_id_that_is_no_number_is_the_storys_in_whatever_table_it_stands(bring_in):
    bring_in(a_csv=OURS.replace("1,Park", "R-1,Park"))
    assert bring_in(b_csv=THEIRS.replace("1,Bakery", "R-1,Bakery"))[0] == ["updated", "created"]


@pytest.mark.parametrize("batch", [1, 50])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_translation_finds_the_original_of_its_own_table(bring_in, monkeypatch, batch, is_first):
    monkeypatch.setattr("newsroom.desk.importers.save.BATCH", batch)
    original = "1,Bakery wins a prize,2015-03-01,Its rolls were judged the best in town.,,,en\n"
    translation = "2,面包店获奖,2015-03-01,该店的面包被评为全城最佳。,,1,zh-Hans\n"
    bring_in(ours_csv=OURS)
    bring_in(theirs_csv=original + translation if is_first else translation + original)
    related = dict(Translation.objects.values_list("article__headline", "is_original"))
    assert related == {"Bakery wins a prize": True, "面包店获奖": False}
    later = "3,麵包店獲獎,2015-03-01,該店的麵包被評為全城最佳。,,1,zh-Hant\n"
    bring_in(theirs_csv=later)
    assert Translation.objects.get(article__headline="麵包店獲獎").group == Translation.objects.first().group


def test_the_command_says_it(bring_in, tmp_path, capsys):
    bring_in(ours_csv=OURS)
    (tmp_path / "theirs.csv").write_text(HEAD + THEIRS, encoding="utf-8")
    call_command("import_stories", str(tmp_path / "theirs.csv"))
    assert "“Bakery wins a prize”: The id 1 is that of another story here" in capsys.readouterr().out
