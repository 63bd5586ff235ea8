"""Processes die or are changed while people write and read."""

import ast
import http.client
import os
import random
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from newsroom.models import Stage
from tests.faults.conftest import WORKERS


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
            except (OSError, http.client.HTTPException, AssertionError):
                continue  # its worker was killed, perhaps in the middle of an answer; the next one answers

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
    over, before, now = threading.Event(), set(site.server.workers), set()

    def read(n):
        seen = []
        while not over.is_set():
            seen.append(site.server.get("/" if n % 2 else "/news/").status)
        return seen

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read, n) for n in range(4)]
        try:
            time.sleep(1)
            site.server.process.send_signal(signal.SIGHUP)
            deadline = time.monotonic() + 60
            while (before & now or len(now) < WORKERS) and time.monotonic() < deadline:
                time.sleep(0.1)
                now = set(site.server.workers)
            time.sleep(1)
        finally:
            over.set()
        answers = [reader.result() for reader in readers]
    assert all(answers)
    assert {status for each in answers for status in each} == {200}
    assert not before & now, "the workers are the old ones"


def test_eight_write_and_fifty_read_at_once(site):
    """For some seconds; FAULTS_SECONDS=60 makes it a minute.

    On a machine that has no time left, a writer may wait too long for seven others: then the text comes back.
    """
    stories = [site.story(f"Writer {n}") for n in range(8)]
    editors, came_back = [site.editor() for _ in stories], []
    stop = time.monotonic() + float(os.environ.get("FAULTS_SECONDS", "6"))

    def write(n):
        saves = 0
        while time.monotonic() < stop:
            form = editors[n].open(stories[n])
            headline = f"Writer {n} save {saves + 1}"
            answer = editors[n].save(stories[n], form, headline=headline)
            if answer.status == 503 and headline in answer.text:
                came_back.append(headline)
                continue
            assert answer.status == 302, answer.status
            saves += 1
        return saves

    def read():
        reads = 0
        while time.monotonic() < stop:
            assert site.server.get("/").status == 200
            reads += 1
        return reads

    with ThreadPoolExecutor(58) as pool:
        readers = [pool.submit(read) for _ in range(50)]
        writers = [pool.submit(write, n) for n in range(len(stories))]
        saves = [writer.result() for writer in writers]
        reads = [reader.result() for reader in readers]
    assert min(saves) > 0
    assert len(came_back) < sum(saves) / 10, came_back
    assert min(reads) > 0
    sys.stdout.write(f"{sum(saves)} saves, {sum(reads)} pages, {len(came_back)} came back\n")
    for n, count in enumerate(saves):
        assert editors[n].open(stories[n])["headline"] == [f"Writer {n} save {count}"]


def test_the_whole_group_killed_while_people_save_and_publish(site):
    """What a power cut does. Started again, each story is out once or not at all, and what was told done is done."""
    numbers = site.desk.do(
        "made = [make_article(f'Group {n}') for n in range(30)]",
        "for story in made: workflow.approve(story)",
        "print(*[story.pk for story in made])",
    )
    stories, drafts = [int(number) for number in numbers.split()], [site.story(f"Draft {n}") for n in range(2)]
    doomed = site.start()
    editors = [site.editor(doomed) for _ in range(4)]
    published, saved, lines = [], {}, []

    def publish(editor, numbers):
        for number in numbers:
            if editor.step(number, "publish").status == 302:
                published.append(number)

    def write(editor, number):
        while True:
            take = saved.get(number, 0) + 1
            if editor.save(number, editor.open(number), headline=f"Take {take}").status == 302:
                saved[number] = take

    def until_killed(work, editor, what):
        try:
            work(editor, what)
        except (OSError, http.client.HTTPException):
            lines.append("killed")

    with ThreadPoolExecutor(4) as pool:
        works = ((publish, stories[::2]), (publish, stories[1::2]), (write, drafts[0]), (write, drafts[1]))
        for editor, (work, what) in zip(editors, works, strict=True):
            pool.submit(until_killed, work, editor, what)
        deadline = time.monotonic() + 10
        while (len(published) < 4 or len(saved) < 2) and time.monotonic() < deadline:
            time.sleep(0.02)
        os.killpg(doomed.process.pid, signal.SIGKILL)
    doomed.process.wait(20)
    assert len(lines) == 4, "everybody was in the middle of something"
    assert len(published) >= 4
    said = site.desk.do(
        f"found = Article.objects.filter(pk__in={stories})",
        "print([(s.pk, s.stage, s.editions.count(), s.events.filter(to_stage='published').count()) for s in found])",
    )
    for number, stage, editions, events in ast.literal_eval(said):
        assert (stage, editions, events) in ((str(Stage.PUBLISHED), 1, 1), (str(Stage.APPROVED), 0, 0))
        assert stage == str(Stage.PUBLISHED) or number not in published, "what was told published is published"
    editor = site.editor()
    for number in drafts:
        assert int(editor.open(number)["headline"][0].removeprefix("Take ")) >= saved[number]
    left = next(number for number, stage, *_ in ast.literal_eval(said) if stage == str(Stage.APPROVED))
    assert editor.step(left, "publish").status == 302, "nothing that died holds it up"
