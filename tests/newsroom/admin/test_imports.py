"""Importing from the desk: nothing comes in before it was looked at, and only for those who may."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from companies.models import Photo
from newsroom.desk import import_runs
from newsroom.desk.admin import import_forms
from newsroom.desk.importers import save
from newsroom.models import Article, Edition, Event, ImportRun, Section
from tests.newsroom.admin.uploads import ADD, ROWS, address, upload
from tests.queries import same_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("started")]


def test_upload_is_looked_through_mapped_and_brought_in(managing_editor):
    client = managing_editor.client
    Section.objects.create(name="Enterprises")
    answer, run = upload(client)
    assert answer["Location"] == address(run)
    assert (run.state, run.counts) == ("looked", {"created": 3})
    assert not Article.objects.exists()
    page = client.get(address(run)).content.decode()
    assert "What would come in" in page
    assert "wyf" in page
    assert "2 stories" in page
    names = {label: f"authors-{n}" for n, (label, _) in enumerate(run.found["authors"])}
    shelves = {label: f"sections-{n}" for n, (label, _) in enumerate(run.found["sections"])}
    mapping = {names["wyf"]: "Wang Yifei", names["Li Na"]: "", shelves["Deals"]: "Enterprises", shelves["Ideas"]: ""}
    client.post(address(run), {**mapping, "publish": "on", "_go": ""})
    run.refresh_from_db()
    assert (run.state, run.counts, run.done) == ("done", {"created": 3}, 3)
    assert {a.section.name for a in Article.objects.all()} == {"Enterprises", "News"}
    assert {c.name for a in Article.objects.all() for c in a.credits.all()} == {"Wang Yifei"}
    assert Edition.objects.live().count() == 2
    assert Article.objects.get(source_id="1").created_by == managing_editor
    client.post(address(run), {**mapping, "publish": "on", "_go": ""})
    run.refresh_from_db()
    assert run.counts == {"unchanged": 3}


def test_names_that_a_form_does_not_speak_of_stay(managing_editor):
    _, run = upload(managing_editor.client)
    managing_editor.client.post(address(run), {"_go": ""})
    assert {c.name for a in Article.objects.all() for c in a.credits.all()} == {"wyf", "Li Na"}
    assert {a.section.name for a in Article.objects.all()} == {"Deals", "Ideas"}


def test_the_report_tells_of_translations_whose_original_came_later_or_never(managing_editor, monkeypatch):
    monkeypatch.setattr(save, "BATCH", 1)
    rows = (
        "id,title,language,text,translated_from\n"
        "1,园区新增三条班车线路,zh-Hans,员工最快十五分钟到岗。,2\n"
        "2,Three new bus lines,en,Staff arrive within fifteen minutes.,\n"
        "3,园区电车明年通车,zh-Hans,电车线路全长三公里。,99\n"
    )
    _, run = upload(managing_editor.client, rows)
    managing_editor.client.post(address(run), {"_go": ""})
    run.refresh_from_db()
    assert run.counts == {"created": 3, "related": 1}
    lines = list(run.lines.all())
    assert [line.entry["related"] for line in lines] == [True, False, False]
    assert [line.has_notes for line in lines] == [False, False, True]
    assert "Its original, 99, is not here" in lines[2].entry["warnings"][0]


def test_report_is_there_as_text_and_as_lines(managing_editor):
    _, run = upload(managing_editor.client)
    lines = b"".join(managing_editor.client.get(address(run, "report.jsonl"))).decode().splitlines()
    first = json.loads(lines[0])
    assert {"file", "source_id", "type", "status", "title", "slug", "date", "authors", "categories", "tags"} <= set(
        first
    )
    assert {"comments", "action", "warnings"} <= set(first)
    assert first["title"] == "Park aims high"
    text = b"".join(managing_editor.client.get(address(run, "report.txt"))).decode()
    assert text.splitlines()[0] == "1. Park aims high — new"
    assert managing_editor.client.get(address(run, "report.exe")).status_code == 404


def test_only_who_may_import_gets_here_and_only_to_their_own(make_user, editor, managing_editor):
    assert editor.client.get(ADD).status_code == 403
    assert upload(editor.client)[0].status_code == 403
    _, run = upload(managing_editor.client)
    importer = make_user("reporter", permissions=["newsroom.add_importrun"])
    assert importer.client.get("/admin/newsroom/importrun/").status_code == 200
    for rest in ("change/", "progress/", "report.txt", "delete/"):
        assert importer.client.get(address(run, rest)).status_code in (302, 403, 404), rest
    assert importer.client.post(address(run), {"_go": ""}).status_code == 404
    _, own = upload(importer.client)
    assert importer.client.get(address(own)).status_code == 200


def test_stories_are_brought_in_by_whoever_said_so_and_not_by_who_uploaded_them(make_user, managing_editor):
    importer = make_user("reporter", permissions=["newsroom.add_importrun"])
    _, run = upload(importer.client)
    managing_editor.client.post(address(run), {"_go": "", "publish": "on"})
    run.refresh_from_db()
    assert (run.state, run.by) == ("done", importer)
    assert Edition.objects.exists()
    assert {event.actor for event in Event.objects.filter(article__isnull=False)} == {managing_editor}


def test_who_may_only_look_at_imports_presses_nothing(managing_editor, make_user):
    _, run = upload(managing_editor.client)
    looks = make_user(permissions=["newsroom.view_importrun", "newsroom.change_importrun"])
    assert looks.client.get(address(run)).status_code == 200
    for button in ("_go", "_look", "_stop"):
        assert looks.client.post(address(run), {button: ""}).status_code == 403
    assert not Article.objects.exists()


@pytest.mark.parametrize("as_it_is", [{"state": "bringing"}, {"state": "to_bring"}, {"file": ""}, {"found": {}}])
def test_a_button_that_was_not_on_the_page_does_nothing(managing_editor, as_it_is):
    _, run = upload(managing_editor.client)
    ImportRun.objects.filter(pk=run.pk).update(alive_at=timezone.now(), **as_it_is)
    assert managing_editor.client.post(address(run), {"_go": ""}).status_code == 403
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("name", "value", "why"), [("LARGEST_UPLOAD", 9, "larger"), ("FREE_AFTERWARDS", 10**18, "room")]
)
def test_what_the_server_cannot_hold_is_not_stored(managing_editor, monkeypatch, name, value, why):
    monkeypatch.setattr(import_forms, name, value)
    answer, run = upload(managing_editor.client)
    assert run is None
    assert why in answer.content.decode()


@pytest.mark.parametrize("verbs", [("add", "change"), ("add",), ("change",), ()])
def test_an_upload_holds_only_what_one_may_make_by_hand(make_user, verbs):
    permissions = [f"companies.{verb}_company" for verb in verbs]
    importer = make_user(permissions=["newsroom.add_importrun", *permissions])
    if verbs == ("add", "change"):
        assert importer.client.get(ADD).context["form"].fields["kind"].choices == [("companies", "companies")]
        answer, run = upload(importer.client, "name\nXiaomi\n", kind="stories")
        assert (answer.status_code, run) == (200, None)
    else:
        assert importer.client.get(ADD).status_code == 403
        assert upload(importer.client, "name\nXiaomi\n", kind="companies")[0].status_code == 403
        assert not ImportRun.objects.exists()


@pytest.mark.parametrize("may", ["publish_article", "emergency_article"])
def test_publishing_by_import_takes_both_permissions_to_publish(make_user, may):
    permissions = ["add_importrun", "add_article", "change_article", may]
    importer = make_user(permissions=[f"newsroom.{name}" for name in permissions])
    _, run = upload(importer.client)
    assert "Publish what was published there" not in importer.client.get(address(run)).content.decode()
    importer.client.post(address(run), {"publish": "on", "_go": "", "authors-0": "x", "sections-0": "y"})
    run.refresh_from_db()
    assert run.state == "done"
    assert not Edition.objects.exists()


def test_archive_brings_its_pictures_and_a_bad_one_is_refused(managing_editor, started):
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(picture, "PNG")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("old.csv", 'id,title,text,photo,alt_text\n1,Park,"Text.",img/a.png,A tower\n')
        archive.writestr("img/a.png", picture.getvalue())
    run = ImportRun.objects.create(
        file=SimpleUploadedFile("old.zip", packed.getvalue()), name="old.zip", size=1, by=managing_editor
    )
    assert import_runs.work_on(run)
    managing_editor.client.post(address(run), {"_go": ""})
    assert started[0][-2:] == ["run_imports", str(run.pk)]
    run.refresh_from_db()
    assert run.state == "to_bring"
    import_runs.work_on(run)
    assert Article.objects.get().lead_photo == Photo.objects.get()

    with zipfile.ZipFile(bad := io.BytesIO(), "w") as archive:
        archive.writestr("../evil.csv", ROWS)
    run = ImportRun.objects.create(file=SimpleUploadedFile("bad.zip", bad.getvalue()), name="bad.zip", size=1)
    import_runs.work_on(run)
    assert run.state == "failed"
    assert "outside it" in ImportRun.objects.get(pk=run.pk).trouble


def test_uploads_that_are_nothing_or_hostile_say_so(managing_editor):
    client = managing_editor.client
    assert "This field is required" in client.post(ADD, {"form": "auto"}).content.decode()
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel><item/></channel></rss>'
    _, run = upload(client, bomb, "bomb.xml")
    assert (run.state, run.counts) == ("looked", {"failed": 1})
    assert "declares entities" in client.get(address(run)).content.decode()
    _, run = upload(client, b"%PDF-1.7 x", "a.pdf")
    assert "a PDF" in client.get(address(run)).content.decode()
    _, run = upload(client, ROWS, "..\\..\\<script>alert(1)</script>.csv")
    page = client.get(address(run)).content.decode()
    assert "<script>alert" not in page


def test_a_name_of_more_bytes_than_a_disk_takes_is_shortened_where_it_is_stored(managing_editor):
    name = f"{'中' * 110}.csv"  # 334 bytes, and 255 are the most
    _, run = upload(managing_editor.client, name=name)
    assert (run.name, run.state, run.lines.count()) == (name, "looked", 3)
    assert run.file.name.endswith("中.csv")
    pages = {f"{'中' * 100}{end}{'中' * 40}.md" for end in "甲乙"}
    local = {import_runs.on_disk(name) for name in pages}
    assert len(local) == 2
    assert all(len(name.encode()) <= 240 for name in local)
    assert import_runs.on_disk("中" * 75 + ".md") == "中" * 75 + ".md"


def test_upload_lies_where_no_reader_gets_and_goes_with_its_run(
    managing_editor, client, settings, django_capture_on_commit_callbacks
):
    _, run = upload(managing_editor.client)
    stored = Path(run.file.path)
    assert not stored.is_relative_to(settings.MEDIA_ROOT)
    assert stored.exists()
    assert client.get(f"/media/{run.file.name}").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        managing_editor.client.post(address(run, "delete/"), {"post": "yes"})
        assert stored.exists(), "a run that stays after all keeps its upload"
    assert not ImportRun.objects.exists()
    assert not stored.exists()


def test_pages_ask_as_many_questions_for_any_number_of_lines(managing_editor, django_assert_max_num_queries):
    def more(count):
        rows = "".join(f"x{ImportRun.objects.count()}-{n},Story,a,S,2013-10-25,draft,T.\n" for n in range(count))
        _, run = upload(managing_editor.client, ROWS.splitlines()[0] + "\n" + rows)
        managing_editor.client.post(address(run), {"_go": ""})

    assert same_queries(more, lambda: managing_editor.client.get("/admin/newsroom/importrun/")) < 12
    assert same_queries(more, lambda: managing_editor.client.get(address(ImportRun.objects.first()))) < 14
