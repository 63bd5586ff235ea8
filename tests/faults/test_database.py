"""The database is busy, cut off, or full: readers read on, and no writer loses a word."""

import resource
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

BUSY = 503


def reading(site, path="/") -> None:
    assert site.server.get(path).status == 200


def test_a_save_waits_for_another_writer(site):
    story = site.story("Waits its turn")
    editor = site.editor()
    form, answers = editor.open(story), []
    writer = threading.Thread(target=lambda: answers.append(editor.save(story, form, headline="It waited")))
    with site.locked(story):
        writer.start()
        time.sleep(3)
        assert not answers
        reading(site)
        reading(site, "/news/")
    writer.join(30)
    assert answers[0].status == 302
    assert editor.open(story)["headline"] == ["It waited"]


def test_a_save_that_waits_too_long_gives_the_text_back(site):
    """Another writer takes fifteen seconds. Nobody waits longer than ten and a bit, and readers not at all."""
    story = site.story("Never its turn")
    editor, other = site.editor(), site.editor()
    form = editor.open(story)
    page = other.ask("GET", f"/admin/newsroom/article/{story}/step/submit/")
    step = other.fields_of(page) | {"reason": ["Words for a step"], "_save": ["Submit"]}
    # Nobody has clicked for a while, so the time of this click is to be written down as well.
    for each in (editor, other):
        each.ago(minutes=5)
    took = {}

    def timed(name, work):
        began = time.monotonic()
        took[name] = work(), time.monotonic() - began

    with site.locked(story):
        began = time.monotonic()
        saves = {
            "save": lambda: editor.save(story, form, headline="Text that took an hour"),
            "step": lambda: other.ask(
                "POST", f"/admin/newsroom/article/{story}/step/submit/", urlencode(step, doseq=True)
            ),
        }
        busy = [threading.Thread(target=timed, args=pair) for pair in saves.items()]
        for each in busy:
            each.start()
        number = 0
        while time.monotonic() - began < 15:
            number += 1
            for path in (f"/?locked={number}", f"/news/?locked={number}", f"/search/?q=locked{number}", "/"):
                timed(path, lambda path=path: site.server.get(path))
            if number < 3:
                timed(f"form {number}", lambda: editor.ask("GET", f"/admin/newsroom/article/{story}/change/"))
                timed(f"pulse {number}", lambda: editor.ask("GET", f"/admin/newsroom/article/{story}/pulse/"))
            time.sleep(0.2)
        for each in busy:
            each.join(30)
    for name in saves:
        answer, seconds = took.pop(name)
        assert answer.status == BUSY, name
        assert seconds < 14, name
        assert "Text that took an hour" in answer.text or "Words for a step" in answer.text
    assert {name for name, (answer, _) in took.items() if answer.status != 200} == set()
    assert max(seconds for _, seconds in took.values()) < 4
    assert editor.open(story)["headline"] == ["Never its turn"]
    assert editor.save(story, form, headline="Text that took an hour").status == 302


def test_what_was_told_saved_is_on_the_disk(site):
    """The end of a transaction too, which is the end of its journal: only 3, “extra”, brings that there as well."""
    if not site.is_sqlite:
        return  # its server does so unless told otherwise
    asked = (
        "from django.db import connection",
        "print(connection.cursor().execute('PRAGMA synchronous').fetchone()[0])",
    )
    assert site.desk.do(*asked) == "3"


def test_readers_read_on_while_a_large_transaction_is_under_way(site):
    """A merge, a bulk step or a command that changes more than a cache holds."""
    if not site.is_sqlite:
        return  # readers there wait for nobody who writes
    site.desk.do(
        "from django.db import connection, transaction",
        "large = transaction.atomic()",
        "large.__enter__()",
        "ask = connection.cursor().execute",
        "ask('CREATE TABLE large (filling)')",
        "ask('INSERT INTO large WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) "
        "SELECT zeroblob(4000) FROM n')",  # 40 MB
    )
    try:
        for number in range(6):
            reading(site, f"/news/?large={number}")  # where readers are shut out, no answer comes before it ends
    finally:
        site.desk.do("transaction.set_rollback(True)", "large.__exit__(None, None, None)")


def test_a_command_that_writes_all_the_time_lets_people_in_between(site):
    """SQLite has no queue, and whoever begins the next transaction at once was always there first."""
    if not site.is_sqlite:
        return  # there a save waits for a row, not for the whole
    story = site.story("Beside an import")
    editor = site.editor()
    form = editor.open(story)
    code = (
        "import time; from django.db import connection, transaction\n"
        "while True:\n"
        "    with transaction.atomic():\n"
        "        connection.cursor().execute('UPDATE newsroom_generation SET number = number')\n"
        "        time.sleep(0.05)\n"
        "        print('writes', flush=True)\n"
    )
    command = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-v0", "-c", code],
        env=site.environment, cwd=site.environment["PYTHONPATH"], stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert command.stdout.readline() == "writes\n"
        assert editor.save(story, form, headline="In between").status == 302
    finally:
        command.kill()
        command.communicate()
    assert editor.open(story)["headline"] == ["In between"]


def test_connections_that_were_cut_are_made_anew(site):
    if site.is_sqlite:
        return  # a file has no connections that somebody could cut
    site.desk.do("make_edition('A story')")
    editor = site.editor()
    story = site.story("Over a new connection")
    form = editor.open(story)
    for path in ("/", "/news/"):
        reading(site, path)
    with site.connect() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid()"
        )
    site.desk.do("from django.db import connection", "connection.close()")
    for n in range(9):
        reading(site, f"/news/?page=1&n={n}")
    assert editor.save(story, form, headline="Saved all the same").status == 302


def test_connections_cut_at_any_moment_cost_no_text(site):
    """Whatever a save was about to do: it is saved, or it says that the database was busy and gives the text back."""
    if site.is_sqlite:
        return  # a file has no connections that somebody could cut
    editor, story, saves, over = site.editor(), site.story("Cut at any moment"), [], threading.Event()

    def write():
        while not over.is_set():
            page = editor.ask("GET", f"/admin/newsroom/article/{story}/change/")
            assert page.status in (200, 503), page.text[:500]
            if page.status == 200:
                answer = editor.save(story, editor.fields_of(page), headline=f"Typed text {len(saves)}")
                saves.append((answer.status, f"Typed text {len(saves)}" in answer.text))

    with ThreadPoolExecutor() as pool, site.connect() as connection:
        connection.autocommit = True
        writing = pool.submit(write)
        until = time.monotonic() + 60
        while not writing.done() and (len(saves) < 30 and time.monotonic() < until):
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND random() < 0.3"
            )
            time.sleep(0.07)
        over.set()
        writing.result(60)
    site.desk.do("from django.db import connection", "connection.close()")
    assert set(saves) <= {(302, False), (503, True)}
    assert (503, True) in saves


def test_a_full_disk_gives_the_text_back_and_readers_read_on(site):
    """No file may grow past what the database has now, which is what a full disk is to it."""
    if not site.is_sqlite:
        return  # the server of PostgreSQL writes for us, and stops everybody when it cannot
    story = site.story("Too long for the disk")
    size = site.database.stat().st_size
    full = site.start(before_start=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size + 8192, size + 8192)))
    try:
        editor = site.editor(full)
        form = editor.open(story)
        answer = editor.save(story, form, body="<p>A long text. </p>" * 18_000)
        assert answer.status == BUSY
        assert "A long text." in answer.text
        assert "The disk of the server is full or fails" in answer.text
        assert "failed (SQLITE_IOERR_WRITE), or is full" in (site.folder / "server.log").read_text()
        assert full.get("/").status == 200
        assert full.get("/news/").status == 200
    finally:
        full.stop()
    assert site.editor().open(story)["headline"] == ["Too long for the disk"]


def test_a_full_server_of_the_database_gives_the_text_back(site):
    """PostgreSQL answers as it does where its own disk is full; a revision is the first thing that a save appends."""
    if site.is_sqlite:
        return  # its disk is ours, see above
    story = site.story("No room for it")
    editor = site.editor()
    form = editor.open(story)
    with site.connect() as connection:
        connection.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left' USING ERRCODE = 'disk_full'; END $$"
        )
        connection.execute("CREATE TRIGGER full_disk BEFORE INSERT ON newsroom_revision EXECUTE FUNCTION full_disk()")
    try:
        answer = editor.save(story, form, headline="Text that found no room")
        assert answer.status == BUSY
        assert "Text that found no room" in answer.text
        assert "The disk of the server is full or fails" in answer.text
        assert "is full. What had begun was undone" in (site.folder / "server.log").read_text()
        reading(site, "/?full")
    finally:
        with site.connect() as connection:
            connection.execute("DROP FUNCTION full_disk CASCADE")
    assert editor.open(story)["headline"] == ["No room for it"]
    assert editor.save(story, form, headline="Text that found no room").status == 302
