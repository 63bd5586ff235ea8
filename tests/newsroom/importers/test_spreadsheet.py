"""Tables of stories."""

from datetime import date

import pytest

from newsroom.desk.importers import detect, spreadsheet
from newsroom.desk.importers.record import CreditRecord, PersonRecord, PhotoRecord


def read(write, content):
    return list(spreadsheet.items(write(content, "stories.csv")))


def test_a_row_with_everything(write):
    (item,) = read(
        write,
        "id,headline,standfirst,body,section,kind,status,published,credits,tags,companies,people,photo,photo_caption,url\n"
        '7,Trams & trains,Short,"<p>One</p><p>Two</p>",Transport,Press release,Publish,2019-05-01,'
        '"Lin Moyan; Pat Okafor (editor);Xu (Cedar Daily)",trams;rails;trams,Tiny Wok,Mo Ran (founder),a.jpg,A tram,https://c.example/7\n',
    )
    story = item.story
    assert (story.id, story.source, story.headline) == ("7", "csv", "Trams & trains")
    assert (story.body, story.standfirst) == ("<p>One</p>\n<p>Two</p>", "Short")
    assert (story.kind, story.status, story.published) == ("press_release", "published", date(2019, 5, 1))
    assert story.credits == [
        CreditRecord("Lin Moyan"), CreditRecord("Pat Okafor", "editor"), CreditRecord("Xu", outlet="Cedar Daily")
    ]  # fmt: skip
    assert (story.tags, story.companies, story.people) == (
        ["trams", "rails"],
        ["Tiny Wok"],
        [PersonRecord("Mo Ran", "founder")],
    )
    assert story.photo == PhotoRecord("a.jpg", caption="A tram")


def test_other_spellings_other_separators_other_encodings(write):
    content = "标题;正文;日期;标签\n有轨电车开进园区;第一段。;2019-05-01;电车\n".encode("gb18030")
    (item,) = read(write, content)
    assert (item.story.headline, item.story.body, item.story.tags) == ("有轨电车开进园区", "<p>第一段。</p>", ["电车"])
    (tabbed,) = read(write, "\ufeffTitle\tText\nA < B\tx < y\n")
    assert (tabbed.story.headline, tabbed.story.body) == ("A < B", "<p>x &lt; y</p>")


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;\r", "\ufeffsep=;"])
def test_a_line_that_tells_excel_what_divides_the_cells_is_none_of_the_table(write, first):
    path = write(f"{first}\nheadline;text, whole\nTrams;a\n;b\n", "stories.txt")
    good, bad = detect.items(path)
    assert good.story.headline == "Trams"
    assert bad.where == "line 4"
    (other,) = spreadsheet.read(write("sep=|\nheadline|body\nTrams, a|b\n"))
    assert (other.headline, other.body) == ("Trams, a", "<p>b</p>")


def test_a_row_names_the_one_that_it_was_translated_from(write):
    rows = read(write, "id,title,translation_of\na,Trams,\nb,电车,a\nc,Itself,c\n")
    assert [row.story.translation_of for row in rows] == [None, ("csv", "a"), None]


def test_plain_cells_with_empty_lines_are_paragraphs_and_formula_marks_go(write):
    (item,) = read(write, "title,section,body\n'=Sum,'＝News,\"One\n\nTwo\nthree\"\n")  # noqa: RUF001  as a table has it
    assert (item.story.headline, item.story.section) == ("=Sum", "＝News")  # noqa: RUF001
    assert item.story.body == "<p>One</p>\n<p>Two<br>three</p>"


def test_rows_that_are_none_do_not_stop_the_rest(write):
    nameless, wide, dated, again, last = read(
        write, "title,date\n,2019-05-01\na,b,c\nA,1.5.2019\nA,1.5.2019\n\nB,2019-05-01\n"
    )
    assert (nameless.where, nameless.reason) == ("line 2", "The row has no headline.")
    assert wide.reason == "The row has more cells than the first line has columns."
    assert dated.story.warnings == ["“1.5.2019” is not a date like 2013-10-25 or 2013-10-25 09:00, so none was taken."]
    assert again.skipped == "a repetition of a row before it"
    assert last.story.headline == "B"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        *((word, "published") for word in ("publish", "Published", "Yes", "On", "TRUE", "1", "已发布")),
        *((word, "draft") for word in ("draft", "pending", "Unpublished", "No", "Off", "false", "0", "草稿")),
        *((word, word) for word in ("private", "scheduled", "archived")),
    ],
)
def test_whether_readers_saw_a_row_is_read_as_other_systems_write_it(write, said, status):
    (item,) = read(write, f"title,status,text\nStory,{said},Text.\n")
    assert item.story.status == status
    (drupal,) = read(write, f"Title,Published,Authored on,Body\nStory,{said},2019-05-01,Text.\n")
    if status in ("published", "draft"):
        assert (drupal.story.status, drupal.story.published) == (status, date(2019, 5, 1))


def test_what_only_some_could_see_comes_in_as_private(write):
    """Substack's list of posts, and tables with a visibility."""
    table = (
        "post_id,post_date,is_published,audience,title\n"
        "1.all,2024-05-01,true,everyone,For all\n"
        "2.paid,2024-05-01,true,only_paid,For those who pay\n"
        "3.draft,,false,only_paid,Not yet written\n"
    )
    stories = [item.story for item in read(write, table)]
    assert [story.status for story in stories] == ["published", "private", "draft"]
    assert stories[1].warnings == ["Not everybody could see the story (“only_paid”); it comes in as private."]
    assert stories[0].warnings == stories[2].warnings == []
    (hidden,) = read(write, "title,visibility,date\nStory,Password protected,2024-05-01\n")
    assert hidden.story.status == "private"


def test_the_bin_is_left_and_columns_that_are_not_read_are_named_once(write):
    gone, first, second = read(
        write, "Title,Post Status,Colour,Content,\nOld,trash,red,x,\nNew,publish,red,x,\nNewer,publish,red,x,\n"
    )
    assert (gone.story, gone.skipped) == (None, "in the bin")
    assert first.story.warnings == ["Of the table these columns are not read: Colour."]
    assert second.story.warnings == []


def test_a_row_without_id_has_the_same_one_next_time(write):
    ids = {read(write, "title,date\nA,2019-05-01\n")[0].story.id for _ in range(2)}
    assert len(ids) == 1


def test_what_is_no_table_of_stories_is_said_so(write):
    assert read(write, "name,age\nx,3\n")[0].reason == "The first line has no column called “headline” or “title”."
    assert read(write, "")[0].reason == "The file is empty."


def test_endless_cells_are_refused(write, monkeypatch):
    monkeypatch.setattr(spreadsheet, "LARGEST_CELL", 1000)
    assert "field larger than field limit" in read(write, 'title,body\nA,"' + "x\n" * 3000 + '"\n')[0].reason
    assert "A line is longer than" in read(write, "title,body\nA," + "x" * 200_000 + "\n")[0].reason


def test_lines_may_end_with_cr_alone_and_a_cell_may_hold_line_ends(write, monkeypatch):
    """As Excel saves “CSV (Macintosh)”; wherever the file is cut while it is read."""
    monkeypatch.setattr(spreadsheet.decoding, "CHUNK", 1)
    for end in ("\r", "\r\n", "\n"):
        rows = ["Title,Text,Kind", 'First,"One.', "", 'Two.",news', "Second,Three.,news", ""]
        first, second = read(write, end.join(rows))
        assert (first.story.body, first.story.kind) == ("<p>One.</p>\n<p>Two.</p>", "news")
        assert (second.story.headline, second.story.kind) == ("Second", "news")


def test_a_first_line_that_is_none_is_said(write):
    (bad,) = read(write, "x" * (spreadsheet.LARGEST_CELL + 10))
    assert "5 million" in bad.reason


def test_dates_as_people_write_them_are_taken_where_they_mean_one_day(write):
    said = ["2013/5/6", "2013年5月6日", "May 6, 2013", "2013/5/6 9:05", "05/06/2013", "6 May or 7 May 2013"]
    items = read(write, "标题\t日期\t正文\n" + "".join(f"报道 {day}\t{day}\t正文。\n" for day in said))
    day = date(2013, 5, 6)
    assert [item.story.published for item in items[:3]] == [day, day, day]
    assert str(items[3].story.published) == "2013-05-06 09:05:00"
    assert items[4].story.published is None
    assert "is not a date" in items[4].story.warnings[0]
    assert items[5].story.published is None


@pytest.mark.parametrize("said", ["May 6, 2013 9:30 PM", "6 May 2013 9:30 pm", "2013/5/6 21:30", "6 May 2013 21:30"])
def test_a_time_of_a_table_is_on_the_office_clock_and_of_its_half_of_the_day(write, said):
    (item,) = read(write, f'title,date,text\nStory,"{said}",Text.\n')
    assert str(item.story.published) == "2013-05-06 21:30:00"
