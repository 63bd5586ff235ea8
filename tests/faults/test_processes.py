"""Processes die or are changed while people write and read."""

import os
import random
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor


def test_workers_killed_in_the_middle_of_saves_leave_nothing_half_done(site):
    story = site.story("Take 0")
    editor = site.editor()
    stop, saved = threading.Event(), []

    def write():
        take = 0
        while not stop.is_set():
            try:
                form = editor.open(story)
                take += 1
                text = f"<p>Take {take}. </p>" * 200
                if editor.save(story, form, headline=f"Take {take}", body=text).status == 302:
                    saved.append(take)
            except (OSError, AssertionError):
                continue  # its worker was killed; the next one answers

    writer = threading.Thread(target=write)
    writer.start()
    chance = random.Random(7)
    for _ in range(6):
        time.sleep(0.2 + chance.random() / 2)
        if workers := site.server.workers:
            os.kill(chance.choice(workers), signal.SIGKILL)
    time.sleep(1)
    stop.set()
    writer.join(60)
    assert saved, "nothing was saved at all"
    form = editor.open(story)
    take = form["headline"][0].removeprefix("Take ")
    assert int(take) >= saved[-1], "what was told saved is saved"
    assert form["body"][0].count(f"Take {take}.") == 200


def test_a_reload_under_load_loses_no_request(site):
    site.desk.do("make_edition('Read by many')")
    stop = time.monotonic() + 6

    def read(n):
        seen = []
        while time.monotonic() < stop:
            seen.append(site.server.get("/" if n % 2 else "/news/").status)
        return seen

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read, n) for n in range(4)]
        before = set(site.server.workers)
        time.sleep(1)
        site.server.process.send_signal(signal.SIGHUP)
        answers = [status for reader in readers for status in reader.result()]
    assert set(answers) == {200}
    assert len(answers) > 20
    assert not before & set(site.server.workers), "the workers are the old ones"


def test_many_write_and_read_at_once(site):
    stories = [site.story(f"Writer {n}") for n in range(6)]
    stop = time.monotonic() + 6
    editors = [site.editor() for _ in stories]

    def write(n):
        saves = 0
        while time.monotonic() < stop:
            form = editors[n].open(stories[n])
            answer = editors[n].save(stories[n], form, headline=f"Writer {n} save {saves + 1}")
            assert answer.status == 302, answer.status
            saves += 1
        return saves

    def read():
        while time.monotonic() < stop:
            assert site.server.get("/").status == 200

    with ThreadPoolExecutor(12) as pool:
        readers = [pool.submit(read) for _ in range(6)]
        writers = [pool.submit(write, n) for n in range(len(stories))]
        saves = [writer.result() for writer in writers]
        for reader in readers:
            reader.result()
    for n, count in enumerate(saves):
        assert editors[n].open(stories[n])["headline"] == [f"Writer {n} save {count}"]
