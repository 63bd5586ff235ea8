"""The whole PostgreSQL stops and comes back: pages stay up or say when to come again, and no worker needs a restart."""

import threading
import time

import pytest

BUSY = 503


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_a_restart_of_postgres_loses_no_text_and_no_worker(site, how):
    if site.is_sqlite:
        return  # a file is always there
    site.desk.do(f"make_edition('Read through a {how} stop')")
    story = site.story(f"Written through a {how} stop")
    editor, other = site.editor(), site.editor()
    form = editor.open(story)
    other_story = site.story(f"Saved again and again through a {how} stop")
    workers = set(site.server.workers)
    seen, saves, over = [], [], threading.Event()

    def read(path):
        while not over.is_set():
            answer = site.server.get(path)
            seen.append((answer.status, answer.headers["Retry-After"]))
            time.sleep(0.05)

    def write():
        while not over.is_set():
            page = other.ask("GET", f"/admin/newsroom/article/{other_story}/change/")
            if page.status == 200:
                fields = other.fields_of(page)
                answer = other.save(other_story, fields, headline=f"Save {len(saves) + 1}")
                saves.append((answer.status, "Save" in answer.text))

    busy = [threading.Thread(target=read, args=(path,)) for path in ("/", "/news/", "/search/?q=stop")]
    busy.append(threading.Thread(target=write))
    for each in busy:
        each.start()
    try:
        time.sleep(1)
        site.postgres.stop(how)
        try:
            answer = editor.save(story, form, headline="Typed while it was down")
            time.sleep(0.7)  # longer than a worker trusts the last word of the database
            down = site.server.get("/")
        finally:
            site.postgres.start()
        time.sleep(1)
    finally:
        over.set()
        for each in busy:
            each.join(30)
        site.desk.do("from django.db import connection", "connection.close()")
    assert answer.status == BUSY
    assert "Typed while it was down" in answer.text
    assert "Save it now" in answer.text
    assert down.status == BUSY
    assert down.headers["Retry-After"]
    assert {status for status, _ in seen} <= {200, BUSY}
    assert all(again for status, again in seen if status == BUSY)
    assert all(status in (302, BUSY) for status, _ in saves)
    assert all(has_text for status, has_text in saves if status == BUSY), "a save that failed gives its text back"
    for n in range(9):
        assert site.server.get(f"/?after={how}{n}").status == 200
    assert editor.open(story)["headline"] == [f"Written through a {how} stop"]
    assert editor.save(story, form, headline="Typed while it was down").status == 302
    assert set(site.server.workers) == workers, "the workers are the old ones"
