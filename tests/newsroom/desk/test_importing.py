"""The saver behind every reader: harmless to repeat, never over somebody's work, stopped by no bad item."""

import errno
import io
import json
from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone
from PIL import Image

from companies.models import Company, Photo
from newsroom.demo.make import make_company, make_person
from newsroom.desk import workflow
from newsroom.desk.importers import pictures, translations
from newsroom.desk.importers.exchange import Unreadable
from newsroom.desk.importers.record import CreditRecord, PersonRecord, PhotoRecord, StoryRecord
from newsroom.desk.importers.report import Ledger
from newsroom.desk.importers.save import save_all
from newsroom.models import Article, Delivery, Edition, Event, SourceName, Stage, Translation
from people.models import Person

pytestmark = pytest.mark.django_db


REPORTED = {
    "file", "source_id", "type", "status", "title", "slug", "date", "authors", "categories", "tags", "comments",
    "action", "warnings",
}  # fmt: skip


def record(id="one", **fields) -> StoryRecord:
    return StoryRecord(**{"id": id, "headline": f"Story {id}", "body": "<p>Text.</p>", **fields})


def actions(report) -> list[str]:
    return [outcome.action for outcome in report.outcomes]


def test_a_record_becomes_a_draft_with_all_it_says():
    make_company("Xiaomi", chinese_name="小米")
    save_all(
        [
            record(
                standfirst="In short.",
                section="Enterprises",
                kind="feature",
                language="zh-Hans",
                dateline="Beijing",
                published=date(2013, 10, 25),
                updated=datetime(2013, 10, 26, 9, 30),  # noqa: DTZ001  meant in the office's zone
                credits=[CreditRecord("Wang Yifei", outlet="chinadaily.com.cn"), CreditRecord("Niva", role="editor")],
                tags=["Policy"],
                companies=["小米"],
                people=[PersonRecord("Yu Jun", "President of a group")],
                source_url="https://example.org/1",
            )
        ]
    )
    article = Article.objects.get()
    assert article.stage == Stage.DRAFT
    assert not Edition.objects.exists()
    assert (article.section.name, article.kind, article.language) == ("Enterprises", "feature", "zh-Hans")
    assert timezone.localtime(article.backdated_to).isoformat() == "2013-10-25T00:00:00+08:00"
    assert timezone.localtime(article.backdated_update).isoformat() == "2013-10-26T09:30:00+08:00"
    assert [(c.name, c.role, c.outlet) for c in article.credits.all()] == [
        ("Wang Yifei", "writer", "chinadaily.com.cn"),
        ("Niva", "editor", ""),
    ]
    assert {tag.name for tag in article.tags.all()} == {"Policy", "Xiaomi", "Yu Jun"}
    assert Person.objects.get(name="Yu Jun").roles.get().title == "President of a group"
    assert Company.objects.count() == 1


def test_publishing_is_asked_for_and_never_forced_on_what_the_source_held_back():
    report = save_all(
        [record("a"), record("b", status="draft"), record("c", status="private"), record("d", status="published")],
        publish=True,
    )
    assert [outcome.is_published for outcome in report.outcomes] == [True, False, False, True]
    assert sorted(Edition.objects.live().values_list("source_id", flat=True)) == ["a", "d"]


@pytest.mark.parametrize("publish", [True, False])
def test_an_import_of_an_archive_mails_nobody(publish):
    chief = User.objects.create_user("chief", "chief@example.org", is_staff=True)
    chief.groups.set(Group.objects.filter(name="managing editor"))
    save_all([record(published=date(2013, 10, 25)), record("b", status="draft")], publish=publish)
    assert not Delivery.objects.exists()
    assert mail.outbox == []


class TestScheduledElsewhere:
    def waiting(self, days=3, **fields) -> StoryRecord:
        moment = timezone.now() + timedelta(days=days)
        return record(status="scheduled", published=moment.replace(microsecond=0), **fields)

    def test_it_is_scheduled_here_for_the_same_moment_and_then_live_with_nothing_left_to_run(self, time_machine):
        story = self.waiting()
        report = save_all([story], publish=True)
        assert (report.published, report.scheduled) == (0, 1)
        article = Article.objects.get()
        assert (article.stage, article.scheduled_for) == (Stage.SCHEDULED, story.published)
        assert not Edition.objects.live().exists()
        assert actions(save_all([story], publish=True)) == ["unchanged"]
        time_machine.move_to(story.published)
        assert Edition.objects.live().get().first_published_at == story.published

    def test_unless_asked_it_stays_a_draft_that_the_calendar_shows(self):
        story = self.waiting()
        assert save_all([story]).scheduled == 0
        article = Article.objects.get()
        assert (article.stage, article.planned_for) == (Stage.DRAFT, timezone.localtime(story.published).date())
        assert save_all([story], publish=True).scheduled == 1

    def test_a_moment_that_has_passed_leaves_a_draft_and_says_so(self):
        report = save_all([self.waiting(days=-1)], publish=True)
        assert "has passed" in report.outcomes[0].notes[0]
        assert (Article.objects.get().stage, report.scheduled) == (Stage.DRAFT, 0)

    def test_a_dry_run_says_that_it_would_be(self):
        assert save_all([self.waiting()], publish=True, dry_run=True).scheduled == 1
        assert not Article.objects.exists()


@pytest.mark.parametrize("step", ["submit", "approve", "schedule", "withdraw"])
def test_story_that_somebody_here_is_at_work_with_is_left_as_it_stands(step):
    save_all([record()], publish=step == "withdraw")
    article = Article.objects.get()
    if step == "submit":
        workflow.submit(article)
    elif step == "withdraw":
        workflow.withdraw(article, reason="It was wrong.")
    else:
        workflow.approve(article)
        if step == "schedule":
            workflow.schedule(article, at=timezone.now() + timedelta(days=1))
    stage = Article.objects.get().stage
    assert actions(save_all([record()], publish=True)) == ["unchanged"]
    report = save_all([record(body="<p>Another text.</p>"), record("two")], publish=True)
    assert actions(report) == ["kept", "created"]
    assert "left as it is" in report.outcomes[0].notes[0]
    article.refresh_from_db()
    assert (article.stage, article.body) == (stage, "<p>Text.</p>")


def test_old_story_keeps_its_date_and_its_year_in_the_address():
    save_all([record(published=date(2013, 10, 25))], publish=True)
    edition = Edition.objects.get()
    assert edition.get_absolute_url() == "/news/2013/story-one/"
    assert timezone.localtime(edition.first_published_at).date() == date(2013, 10, 25)
    assert edition.live_from > edition.first_published_at


def test_second_import_of_the_same_changes_nothing():
    records = [record("a", tags=["x"], companies=["New Co"]), record("b", people=[PersonRecord("Li Na")])]
    save_all(records, publish=True)
    before = list(Article.objects.order_by("pk").values()), Event.objects.count(), Edition.objects.count()
    assert actions(save_all(records, publish=True)) == ["unchanged", "unchanged"]
    assert (list(Article.objects.order_by("pk").values()), Event.objects.count(), Edition.objects.count()) == before


def test_changed_record_updates_the_story_and_its_edition():
    save_all([record(tags=["x"])], publish=True)
    report = save_all([record(standfirst="New.", tags=["y"])], publish=True)
    assert actions(report) == ["updated"]
    edition = Edition.objects.live().get()
    assert (edition.number, edition.standfirst, [tag.name for tag in edition.tags.all()]) == (2, "New.", ["y"])
    assert actions(save_all([record(standfirst="New.", tags=["y"])], publish=True)) == ["unchanged"]


def test_story_that_somebody_edited_since_is_kept_as_they_left_it():
    save_all([record()])
    article = Article.objects.get()
    article.headline = "Made better by a person"
    workflow.save(article)
    report = save_all([record(standfirst="New.")], publish=True)
    assert actions(report) == ["kept"]
    assert "Edited here" in report.outcomes[0].notes[0]
    assert Article.objects.get().headline == "Made better by a person"
    assert not Edition.objects.exists()


def test_drafts_of_an_earlier_import_can_be_published_by_a_later_one():
    save_all([record()])
    assert actions(save_all([record()], publish=True)) == ["published"]
    assert Edition.objects.live().count() == 1


def test_one_bad_item_never_stops_the_rest():
    report = save_all(
        [
            record("a"),
            Unreadable("line 2", "not JSON"),
            record("x" * 300),  # longer than the column, which only some databases mind
            record("a"),
            record("b", headline="Nul \x00 and bell \x07"),
        ]
    )
    assert actions(report)[:2] == ["created", "failed"]
    assert actions(report)[3:] == ["failed", "created"]
    assert Article.objects.get(source_id="b").headline == "Nul and bell"


def test_a_disk_that_fills_up_ends_it_with_what_is_in_and_the_same_goes_on_later(monkeypatch):
    """Nobody has to mend two hundred stories that nothing is wrong with."""
    records = [record(str(number)) for number in range(120)]
    create, told = workflow.create_many, []

    def filling(drafts, by):
        if Article.objects.count() >= 100:
            raise OSError(errno.ENOSPC, "No space left on device")
        return create(drafts, by=by)

    monkeypatch.setattr(workflow, "create_many", filling)
    with pytest.raises(OSError, match="No space left"):
        save_all(records, settled=told.extend)
    assert [outcome.action for outcome in told] == ["created"] * 100
    monkeypatch.undo()
    assert actions(save_all(records)) == ["unchanged"] * 100 + ["created"] * 20


def test_a_story_that_takes_too_long_does_not_keep_the_next_ones_out(monkeypatch):
    create = workflow.create_many

    def slow(drafts, by):
        if any(draft.article.source_id == "slow" for draft in drafts):
            raise OperationalError("canceling statement due to statement timeout") from Cancelled()
        return create(drafts, by=by)

    class Cancelled(Exception):
        sqlstate = "57014"  # query_canceled

    monkeypatch.setattr(workflow, "create_many", slow)
    claims = {"is_claim": True, "companies": ["Xiaomi"]}
    assert actions(save_all([record("slow", **claims), record("b", **claims)])) == ["failed", "created"]
    assert SourceName.objects.get().article.source_id == "b"


def test_story_that_may_not_be_published_stays_a_draft_and_says_why():
    report = save_all([record(body="", standfirst="")], publish=True)
    assert not report.outcomes[0].is_published
    assert "no text" in report.outcomes[0].notes[0]
    assert Article.objects.get().stage == Stage.DRAFT


def test_dry_run_counts_and_writes_nothing():
    save_all([record("a"), record("c")], publish=True)
    report = save_all(
        [record("a"), record("b", companies=["New"]), record("c", standfirst="x")], publish=True, dry_run=True
    )
    assert actions(report) == ["unchanged", "created", "updated"]
    assert list(Article.objects.values_list("standfirst", flat=True)) == ["", ""]
    assert not Company.objects.exists()


@pytest.mark.parametrize("dry_run", [True, False])
def test_what_has_a_status_that_nobody_knows_is_not_published(dry_run):
    records = [record(status, status=status) for status in ("archived", "unpublished", "in_review", "", "published")]
    report = save_all(records, publish=True, dry_run=dry_run)
    assert [outcome.is_published for outcome in report.outcomes] == [False, False, False, True, True]
    assert [len(outcome.notes) for outcome in report.outcomes] == [1, 1, 0, 0, 0]
    assert "“archived” is no status" in report.outcomes[0].notes[0]
    assert Edition.objects.count() == (0 if dry_run else 2)


def test_namesakes_are_left_for_a_person_to_tell_apart():
    make_person("Wang Wei"), make_person("Wang Wei")
    report = save_all([record(people=[PersonRecord("Wang Wei")], credits=[CreditRecord("Wang Wei")])])
    assert "More than one" in report.outcomes[0].notes[0]
    assert not Article.objects.get().tags.all()
    assert Person.objects.count() == 2


def test_credits_find_the_profile_of_the_one_who_goes_by_that_name():
    wang = make_person("Wang Yifei", aliases=["Y. Wang"])
    save_all([record(credits=[CreditRecord("Y. Wang"), CreditRecord("Nobody Known")])])
    assert [credit.person for credit in Article.objects.get().credits.all()] == [wang, None]
    assert Person.objects.count() == 1


class TestTranslations:
    def pair(self):
        return record("zh", language="zh-Hans", translation_of=("", "en")), record("en", language="en")

    def related(self) -> dict[str, bool]:
        return dict(Translation.objects.values_list("article__source_id", "is_original"))

    def test_one_is_related_to_its_original_whichever_comes_first(self, monkeypatch):
        monkeypatch.setattr("newsroom.desk.importers.save.BATCH", 1)
        report = save_all(self.pair())
        assert self.related() == {"en": True, "zh": False}
        assert [outcome.notes for outcome in report.outcomes] == [[], []]
        assert ", 1 related to their originals. " in Ledger().summary(report, dry_run=False, seconds=1)

    def test_those_that_wait_in_vain_are_not_asked_for_with_every_batch(self, monkeypatch):
        """Else an archive whose originals are not in the file takes the square of its stories."""
        monkeypatch.setattr("newsroom.desk.importers.save.BATCH", 1)
        asked, relate = [], translations.relate
        monkeypatch.setattr(translations, "relate", lambda told: asked.append(len(told)) or relate(told))
        lost = [record(str(n), language="zh-Hans", translation_of=("", f"lost {n}")) for n in range(5)]
        report = save_all([*lost, *self.pair(), record("last")])
        assert asked == [1, 1, 1, 1, 1, 1, 1]
        assert self.related() == {"en": True, "zh": False}
        assert [len(outcome.notes) for outcome in report.outcomes] == [1] * 5 + [0] * 3

    def test_a_second_import_changes_nothing_and_relates_what_came_later(self):
        translation, original = self.pair()
        (alone,) = save_all([translation]).outcomes
        assert "Its original, en, is not here" in alone.notes[0]
        save_all([original])
        events = Event.objects.count()
        assert actions(save_all([translation])) == ["unchanged"]
        assert self.related() == {"en": True, "zh": False}
        save_all([translation])
        assert Event.objects.count() == events + 1

    def test_what_stands_against_it_is_said_and_the_story_is_there(self):
        translation, original = self.pair()
        translation.language = "en"
        report = save_all([original, translation])
        assert actions(report) == ["created", "created"]
        assert "in English as well" in report.outcomes[1].notes[0]
        assert self.related() == {}

    def test_a_dry_run_relates_nothing(self):
        report = save_all(self.pair(), dry_run=True)
        assert [outcome.notes for outcome in report.outcomes] == [[], []]
        assert not Article.objects.exists()


class TestCommands:
    def write(self, path, *rows) -> str:
        path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
        return str(path)

    def test_bad_lines_are_named_and_the_others_are_in(self, tmp_path, capsys):
        file = self.write(tmp_path / "s.jsonl", {"id": 1, "headline": "One", "body": "x"}, "{oops", {"id": "2"}, "[]")
        with pytest.raises(CommandError, match="3 could not be read"):
            call_command("import_stories", file)
        errors = capsys.readouterr().err
        assert "line 2: not JSON" in errors
        assert "line 3: “headline” is missing" in errors
        assert "line 4: not a JSON object" in errors
        assert Article.objects.get().source_id == "1"

    def test_whether_names_are_links_comes_in_and_goes_with_the_line_that_says_it(self, tmp_path, capsys):
        story = {"id": 1, "headline": "One", "body": "x"}
        for said, expected in (({"names_unlinked": True}, True), ({}, False), ({"names_unlinked": False}, False)):
            call_command("import_stories", self.write(tmp_path / "s.jsonl", story | said))
            assert Article.objects.get().names_unlinked == expected
        with pytest.raises(CommandError, match="could not be read"):
            call_command("import_stories", self.write(tmp_path / "s.jsonl", story | {"names_unlinked": "no"}))
        assert "line 1: “names_unlinked” is neither true nor false" in capsys.readouterr().err

    def test_missing_path_is_said_before_anything_happens(self, tmp_path):
        with pytest.raises(CommandError, match="Nothing was imported"):
            call_command("import_stories", str(tmp_path / "none.jsonl"))

    def test_folder_is_read_whole_and_a_text_page_is_known_by_its_name(self, tmp_path, capsys):
        head = "Home> News\nA quiet day\nBy Li Na (example.org)\nUpdated: 2014-02-03\n\n"
        page = head + "The first words here.\n\nMore words.\n"
        (tmp_path / "deep").mkdir()
        (tmp_path / "deep" / "quiet-day.txt").write_text(page)
        self.write(tmp_path / "s.jsonl", {"id": "1", "headline": "One", "body": "x"})
        call_command("import_stories", str(tmp_path), "--publish")
        assert set(Article.objects.values_list("source", "source_id")) == {("text", "quiet-day"), ("", "1")}
        assert Edition.objects.live().count() == 2
        assert "a second" in capsys.readouterr().out

    def test_picture_beside_the_file_comes_in_once_and_none_from_above_it(self, tmp_path):
        Image.new("RGB", (40, 30), "teal").save(tmp_path / "secret.png")
        folder = tmp_path / "stories"
        folder.mkdir()
        Image.new("RGB", (400, 300), "teal").save(folder / "lab.png")
        photo = {"file": "lab.png", "alt_text": "A laboratory", "credit": "Photo: Li Na"}
        file = self.write(
            folder / "s.jsonl",
            {"id": "1", "headline": "One", "body": "x", "photo": photo},
            {"id": "2", "headline": "Two", "body": "x", "photo": photo},
            {"id": "3", "headline": "Three", "body": "x", "photo": "../secret.png"},
        )
        call_command("import_stories", file, "--publish", verbosity=0)
        assert Photo.objects.get().alt_text == "A laboratory"
        assert list(Edition.objects.order_by("headline").values_list("lead_photo__credit", flat=True)) == [
            "Photo: Li Na",
            None,
            "Photo: Li Na",
        ]

    def test_export_then_import_into_an_empty_site_gives_the_same_export(self, tmp_path):
        buffer = io.BytesIO()
        Image.new("RGB", (400, 300), "teal").save(buffer, "PNG")
        photo = Photo.objects.create(
            file=ContentFile(buffer.getvalue(), name="x.png"), alt_text="A lab", credit="Li Na"
        )
        make_company("Xiaomi", chinese_name="小米")
        save_all(
            [
                record(
                    "a",
                    standfirst="S",
                    kind="notice",
                    language="zh-Hans",
                    dateline="北京",
                    published=datetime(2013, 10, 25, 9, tzinfo=timezone.get_current_timezone()),
                    updated=datetime(2013, 10, 26, 9, tzinfo=timezone.get_current_timezone()),
                    credits=[CreditRecord("Wang Yifei", "translator", "example.org")],
                    tags=["Policy", "芯片"],
                    companies=["Xiaomi"],
                    people=[PersonRecord("Yu Jun")],
                    photo=PhotoRecord("lab"),
                    source_url="https://example.org/a",
                    body='<p>One <strong>bold</strong>.</p>\n<p class="related">Story b</p>',
                ),
                record("b"),
            ],
            publish=True,
            find_photo=lambda record: photo,
        )
        save_all([record("c", status="draft")])
        first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
        for options, count in ((("--all",), 3), ((), 2)):
            call_command("export_stories", str(first), *options, verbosity=0)
            assert len(first.read_text().splitlines()) == count
            Edition.objects.all().delete()
            Event.objects.all().delete()
            Article.objects.all().delete()
            call_command("import_stories", str(first), "--publish", verbosity=0)
            call_command("export_stories", str(second), *options, verbosity=0)
            assert second.read_text() == first.read_text()

    def test_report_has_a_line_for_every_entry_and_says_what_became_of_it(self, tmp_path):
        file = self.write(tmp_path / "s.jsonl", {"id": "1", "headline": "One", "body": "x"}, "{oops")
        report = tmp_path / "report.jsonl"
        with pytest.raises(CommandError):
            call_command("import_stories", file, "--publish", "--report", str(report), verbosity=0)
        rows = [json.loads(line) for line in report.read_text().splitlines()]
        assert [(row["source_id"], row["action"], row["published"]) for row in rows] == [
            ("1", "created", True),
            ("", "failed", False),
        ]
        assert "not JSON" in rows[1]["warnings"][0]
        assert all(row.keys() >= REPORTED for row in rows)

    def test_report_says_what_stands_in_a_wordpress_export(self, tmp_path):
        entry = (
            "<item><title>{0}</title><dc:creator>wang</dc:creator><content:encoded>Text.</content:encoded>"
            "<wp:post_id>{1}</wp:post_id><wp:post_name>{2}</wp:post_name><wp:status>{3}</wp:status>"
            "<wp:post_type>{4}</wp:post_type><wp:post_date>2013-10-25 09:00:00</wp:post_date>"
            "<wp:post_date_gmt>2013-10-25 01:00:00</wp:post_date_gmt>"
            '<category domain="category">Parks</category><category domain="post_tag">growth</category>'
            "<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment></item>"
        )
        names = {"content": "http://purl.org/rss/1.0/modules/content/", "dc": "http://purl.org/dc/elements/1.1/"}
        names["wp"] = "http://wordpress.org/export/1.2/"
        file = tmp_path / "old.xml"
        file.write_text(
            f"<rss {' '.join(f'''xmlns:{name}="{uri}\"''' for name, uri in names.items())}><channel>"
            "<wp:author><wp:author_login>wang</wp:author_login>"
            "<wp:author_display_name>Wang Yifei</wp:author_display_name></wp:author>"
            + entry.format("Park aims high", 7, "park-aims-high", "publish", "post")
            + entry.format("Main", 8, "main", "publish", "nav_menu_item")
            + "</channel></rss>"
        )
        report = tmp_path / "report.jsonl"
        call_command("import_stories", str(file), "--dry-run", "--report", str(report), verbosity=0)
        story, menu = (json.loads(line) for line in report.read_text().splitlines())
        assert story.keys() & menu.keys() >= REPORTED
        assert {key: story[key] for key in REPORTED - {"warnings"}} == {
            "file": "old.xml", "source_id": "7", "type": "post", "status": "publish", "title": "Park aims high",
            "slug": "park-aims-high", "date": "2013-10-25T09:00:00+08:00", "authors": ["wang"], "categories": ["Parks"],
            "tags": ["growth"], "comments": 1, "action": "created",
        }  # fmt: skip
        assert story["names"] == ["Wang Yifei"]
        assert (menu["type"], menu["action"]) == ("nav_menu_item", "skipped")
        assert not Article.objects.exists()

    def test_pictures_in_a_text_come_from_beside_the_file_by_the_end_of_their_address(self, tmp_path):
        Image.new("RGB", (400, 300), "teal").save(tmp_path / "lab.png")
        body = (
            '<p>x</p><figure><img src="https://old.example/wp-content/uploads/lab.png" alt="A lab"></figure>'
            '<figure><img src="https://old.example/gone.png" alt="Gone"></figure>'
        )
        save_all([record(body=body)], publish=True, find_photo=pictures.Pictures([tmp_path]))
        photo = Photo.objects.get()
        html = Edition.objects.get().body_html
        assert f'src="{photo.url}"' in html
        assert "gone.png" not in html
