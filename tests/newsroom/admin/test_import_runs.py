"""Imports at work: one process at a time, what died is taken up, what was stopped or broke off has ended."""

import errno
import io
import sys
import zipfile
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from newsroom.desk import import_runs, import_work, tick
from newsroom.desk.admin.import_runs import ImportRunAdmin
from newsroom.desk.importers import archive, decoding, files, save, wxr
from newsroom.desk.importers.archive import Archive, ArchiveRefused
from newsroom.desk.profile_runs import ProfileRun
from newsroom.models import Article, ImportRun, Vital
from newsroom.models.import_run import STALE
from newsroom.running import trouble
from people.models import Person
from tests.newsroom.admin.uploads import ROWS, address, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("started")]


def test_what_ended_is_not_stopped_any_more_and_what_was_done_is_logged(managing_editor):
    _, run = upload(managing_editor.client)
    managing_editor.client.post(address(run), {"_go": ""})
    managing_editor.client.post(address(run), {"_stop": ""})
    run.refresh_from_db()
    assert run.state == "done"
    logged = LogEntry.objects.filter(object_id=str(run.pk)).order_by("pk").values_list("change_message", flat=True)
    assert list(logged) == ["Uploaded.", "Brought in."]


def test_of_two_who_press_at_once_the_second_is_told(managing_editor, monkeypatch):
    _, run = upload(managing_editor.client)
    target = ImportRunAdmin._target

    def overtaken(request, seen):
        ImportRun.objects.filter(pk=run.pk).update(state="to_bring")
        return target(request, seen)

    monkeypatch.setattr(ImportRunAdmin, "_target", staticmethod(overtaken))
    answer = managing_editor.client.post(address(run), {"_go": ""}, follow=True)
    assert "Somebody else was faster" in answer.content.decode()
    assert not Article.objects.exists()


def test_two_processes_never_work_on_one_run_and_a_dead_one_is_taken_up(managing_editor, monkeypatch, one_connection):
    monkeypatch.setattr(import_runs, "start", lambda run: None)
    _, run = upload(managing_editor.client)
    mine, theirs = ImportRun.objects.get(), ImportRun.objects.get()
    assert import_runs.work_on(mine)
    assert not import_runs.work_on(theirs)
    ImportRun.objects.update(state="bringing", alive_at=timezone.now(), done=1)
    assert import_runs.work_on_waiting() == 0
    ImportRun.objects.update(alive_at=timezone.now() - 2 * STALE)
    assert "broke off" in managing_editor.client.get(address(run)).content.decode()
    assert import_runs.work_on_waiting() == 1
    assert ImportRun.objects.get().state == "done"
    assert Article.objects.count() == 3


@pytest.mark.parametrize("is_stopped", [False, True])
def test_whoever_decodes_pictures_for_minutes_is_not_taken_for_dead(
    managing_editor, monkeypatch, time_machine, is_stopped
):
    time_machine.move_to(timezone.now(), tick=False)
    rows = "".join(f"{n},Park,Text.,img/{n}.png\n" for n in range(5))
    _, run = upload(managing_editor.client, f"id,title,text,photo\n{rows}")
    seen = []

    def slow(record):
        time_machine.shift(STALE / 2)
        seen.append(ImportRun.objects.waiting().exists())
        if is_stopped:
            managing_editor.client.post(address(run), {"_stop": ""})

    monkeypatch.setattr(import_work.files, "opened", lambda paths, alive: nullcontext((paths, slow)))
    managing_editor.client.post(address(run), {"_go": ""})
    run.refresh_from_db()
    assert run.state == ("stopped" if is_stopped else "done")
    assert seen == [False] * (1 if is_stopped else 5)


EXPORT = f"""<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>{"<pubDate>x</pubDate>" * 30}
{"<item><title>a</title><wp:post_type>nav_menu_item</wp:post_type></item>" * 30}</channel></rss>"""
PEOPLE = "name\n" + "Hong Guo\n" * 5


@pytest.mark.parametrize(
    ("kind", "where", "name", "pieces"),
    [
        ("stories", File, "chunks", 30),  # out of the store
        ("stories", Archive, "pieces", 30),
        ("stories", files, "_files", 2),  # of a folder that is counted, and read
        ("stories", decoding, "chunks", 60),  # of an export, which is read twice
        ("stories", wxr, "_decide", 30),  # the entries of which none is a story
        ("people", ProfileRun, "_twin", 5),
    ],
)
def test_whoever_unpacks_and_looks_through_for_minutes_is_not_taken_for_dead(
    managing_editor, monkeypatch, time_machine, kind, where, name, pieces
):
    monkeypatch.setattr(File, "DEFAULT_CHUNK_SIZE", 10)
    monkeypatch.setattr(archive, "_PIECE", 100)
    monkeypatch.setattr(decoding, "CHUNK", 100)
    Person.objects.create(name="Guo Hong")
    with zipfile.ZipFile(packed := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("old.xml", EXPORT)
        zipped.writestr("older.xml", EXPORT)
    content = SimpleUploadedFile("old", packed.getvalue() if kind == "stories" else PEOPLE.encode())
    run = ImportRun.objects.create(file=content, name="old", size=1, kind=kind, by=managing_editor)
    time_machine.move_to(timezone.now(), tick=False)
    seen = []

    def slow(value=None):
        time_machine.shift(STALE / 2)
        seen.append(ImportRun.objects.waiting().exists())
        return value

    quick = getattr(where, name)
    is_stream = name in ("chunks", "pieces", "_files")
    slowed = lambda *args, **how: map(slow, quick(*args, **how)) if is_stream else slow(quick(*args, **how))  # noqa: E731
    monkeypatch.setattr(where, name, slowed)
    import_runs.work_on(run)
    assert run.state == "looked"
    assert len(seen) >= pieces
    assert not any(seen)


def test_the_tick_starts_what_waits_or_died_and_gives_up_what_kills_its_process(managing_editor, monkeypatch, started):
    monkeypatch.setattr(import_runs, "SMALL", 0)
    _, run = upload(managing_editor.client)
    command = started.pop()
    assert "Would start import" in " ".join(tick.run(is_dry=True).lines)
    assert started == []
    assert tick.run().counts["imports"] == 1
    assert started == [command]
    started.clear()
    for deaths in range(import_runs.MOST_DEATHS + 1):
        with monkeypatch.context() as dying:
            dying.setattr(import_work.Work, "do", lambda work: sys.exit())
            with pytest.raises(SystemExit):
                import_runs.work_on(ImportRun.objects.get())
        assert not tick.run().counts["imports"], "it is at work"
        ImportRun.objects.update(alive_at=timezone.now() - 2 * STALE)
        assert tick.run().counts["imports"] == (deaths < import_runs.MOST_DEATHS)
    # A person may still go on with it, and what is asked next begins anew.
    assert import_runs.work_on(ImportRun.objects.get())
    assert ImportRun.objects.get().state == "looked"
    managing_editor.client.post(address(run), {"_go": ""})
    assert "deaths" not in ImportRun.objects.get().options


def test_nothing_is_imported_by_itself_while_a_restored_site_is_held(managing_editor, monkeypatch, started):
    monkeypatch.setattr(import_runs, "SMALL", 0)
    upload(managing_editor.client)
    started.clear()
    Vital.objects.note(Vital.HOLD, why="restored")
    tick.run()
    assert started == []


def test_run_that_is_stopped_ends_after_what_is_in(managing_editor, monkeypatch, caplog):
    monkeypatch.setattr(save, "BATCH", 1)
    monkeypatch.setattr(import_runs, "start", lambda run: None)
    _, run = upload(managing_editor.client)
    ImportRun.objects.update(state="to_bring")
    run.refresh_from_db()
    settled = import_work.Work._settled

    def stop_after_the_first(work, outcomes):
        settled(work, outcomes)
        managing_editor.client.post(address(run), {"_stop": ""})

    monkeypatch.setattr(import_work.Work, "_settled", stop_after_the_first)
    import_runs.work_on(run)
    assert ImportRun.objects.get().state == "stopped"
    assert Article.objects.count() in (1, 2)
    assert "broke off" not in caplog.text


@pytest.mark.parametrize("rows", [0, 3])
def test_a_stopped_import_does_not_go_on_under_the_next_order(managing_editor, monkeypatch, rows):
    """It had to publish; the next order, which came before it noticed, is at work without."""
    monkeypatch.setattr(save, "BATCH", 1)
    client = managing_editor.client
    _, run = upload(client, "".join(ROWS.splitlines(keepends=True)[: rows + 1]))
    ImportRun.objects.update(state="to_bring", found={"authors": []}, options={"publish": True})
    run.refresh_from_db()
    monkeypatch.setattr(import_runs, "start", lambda run: None)
    settled, now = import_work.Work._settled, {}

    def stand():
        return ImportRun.objects.values().get() | {"lines": list(run.lines.values_list("pk", flat=True))}

    def ask_again(work, outcomes):
        if not now:
            client.post(address(run), {"_stop": ""})
            client.post(address(run), {"_go": ""})
            assert ImportRun.objects.get().state == "to_bring"
            with monkeypatch.context() as other:  # one that has claimed it and has yet to bring in its first
                other.setattr(import_work.Work, "do", lambda work: sys.exit())
                with pytest.raises(SystemExit):
                    import_runs.work_on(ImportRun.objects.get())
            now.update(stand())
        settled(work, outcomes)

    monkeypatch.setattr(import_work.Work, "_settled", ask_again)
    import_runs.work_on(run)
    assert stand() == now
    assert now["state"] == "bringing"
    assert Article.objects.count() == min(rows, 1), "what was in when it was stopped"


def test_what_was_in_when_it_was_stopped_is_told(managing_editor, monkeypatch):
    monkeypatch.setattr(save, "BATCH", 2)
    _, run = upload(managing_editor.client)
    settled = import_work.Work._settled

    def stop(work, outcomes):
        managing_editor.client.post(address(run), {"_stop": ""})
        settled(work, outcomes)

    monkeypatch.setattr(import_work.Work, "_settled", stop)
    managing_editor.client.post(address(run), {"_go": ""})
    run.refresh_from_db()
    assert (run.state, run.counts, run.lines.count()) == ("stopped", {"created": 2}, 2)


def test_run_that_is_stopped_at_its_very_end_stays_stopped(managing_editor, monkeypatch):
    monkeypatch.setattr(import_runs, "start", lambda run: None)
    _, run = upload(managing_editor.client)
    monkeypatch.setattr(import_work.Work, "do", lambda work: managing_editor.client.post(address(run), {"_stop": ""}))
    assert import_runs.work_on(run)
    assert ImportRun.objects.get().state == "stopped"


def test_what_was_asked_meanwhile_is_not_taken_for_what_was_asked_before(managing_editor, monkeypatch):
    monkeypatch.setattr(import_runs, "start", lambda run: None)
    _, before = upload(managing_editor.client)
    ImportRun.objects.update(state="to_bring")
    assert not import_runs.work_on(before)
    assert ImportRun.objects.get().state == "to_bring"


def test_where_no_process_can_be_started_it_waits_for_the_tick(managing_editor, monkeypatch):
    def refused(*args, **how):
        raise OSError("out of memory")

    monkeypatch.setattr(import_runs, "SMALL", 0)
    monkeypatch.setattr(import_runs.subprocess, "Popen", refused)
    answer, run = upload(managing_editor.client)
    assert (answer.status_code, run.state) == (302, "to_look")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ArchiveRefused("It is too large."), "It is too large."),
        (ValueError("x"), "It broke off: ValueError: x"),
        (OSError(errno.ENOSPC, "No space left"), f"It broke off: {trouble.in_words(OSError(errno.ENOSPC, ''))}"),
    ],
)
def test_what_breaks_off_is_said_and_has_ended(managing_editor, monkeypatch, error, said):
    def broken(work):
        raise error

    monkeypatch.setattr(import_work.Work, "do", broken)
    _, run = upload(managing_editor.client)
    assert (run.state, run.trouble) == ("failed", said)
    assert run.ended_at


def test_the_tick_starts_a_few_at_a_time_and_throws_uploads_away_that_ended_long_ago(managing_editor, started):
    for number in range(import_runs.AT_ONCE + 1):
        ImportRun.objects.create(file=SimpleUploadedFile(f"{number}.csv", b"x"), name=f"{number}.csv", size=10**9)
    ended = {}
    for days in (29, 31):
        _, run = upload(managing_editor.client, name=f"ended{days}.csv")
        ended[days] = run.pk
        ImportRun.objects.filter(pk=run.pk).update(ended_at=timezone.now() - timedelta(days=days))
    tick.run(is_dry=True)
    assert not started
    tick.run()
    assert len(started) == import_runs.AT_ONCE
    assert [bool(ImportRun.objects.get(pk=pk).file) for pk in ended.values()] == [True, False]


def test_the_upload_of_a_run_that_was_stopped_is_thrown_away_as_well(managing_editor, monkeypatch, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    monkeypatch.setattr(import_runs, "start", lambda run: None)
    _, run = upload(managing_editor.client)
    managing_editor.client.post(address(run), {"_stop": ""})
    for days, is_kept in ((29, True), (2, False)):
        time_machine.shift(timedelta(days=days))
        import_runs.forget_uploads()
        run.refresh_from_db()
        assert (run.state, bool(run.file)) == ("stopped", is_kept)


@pytest.mark.parametrize(
    ("values", "is_kept"),
    [
        ({"state": "stopped"}, False),  # before it was written down when
        ({"state": "bringing", "options": {"deaths": import_runs.MOST_DEATHS}}, False),
        ({"state": "bringing", "options": {"deaths": import_runs.MOST_DEATHS - 1}}, True),
        ({"state": "bringing"}, True),
        ({"state": "to_bring", "options": {"deaths": import_runs.MOST_DEATHS}}, True),
    ],
)
def test_an_upload_whose_end_was_never_written_down_goes_when_its_run_was_silent_long(values, is_kept):
    long_ago = timezone.now() - timedelta(days=31)
    runs = []
    for alive_at in (long_ago, None):
        run = ImportRun.objects.create(file=SimpleUploadedFile("a.csv", b"x"), name="a.csv", size=1, **values)
        ImportRun.objects.filter(pk=run.pk).update(alive_at=alive_at, created_at=long_ago)
        runs.append(run)
    young = ImportRun.objects.create(file=SimpleUploadedFile("a.csv", b"x"), name="a.csv", size=1, **values)
    assert import_runs.forget_uploads() == (0 if is_kept else 2)
    for run in (*runs, young):
        run.refresh_from_db()
    assert [bool(run.file) for run in (*runs, young)] == [is_kept, is_kept, True]
