"""Real processes at the same stories: exactly one wins each, nothing is left half done, no mail is sent twice."""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from email import message_from_bytes

import pytest

from tests.newsroom.conftest import own_site

STORIES, SOME = 100, 30


def _start(environment, *arguments) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.newsroom.desk.contest", *map(str, arguments)],
        env=environment,
        cwd=environment["PYTHONPATH"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _answer(process: subprocess.Popen) -> dict:
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return json.loads(output)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """One site for all contests; each begins by emptying it."""
    with own_site(tmp_path_factory.mktemp("site")) as environment:
        yield environment


@pytest.fixture
def contest(site):
    """Runs one process and gives what it says, or several at once."""

    class Contest:
        def run(self, *arguments) -> dict:
            return _answer(_start(site, *arguments))

        def killed(self, *arguments) -> None:
            process = _start(site, *arguments)
            process.communicate(f"{time.time()}\n", timeout=120)
            assert process.returncode == -signal.SIGKILL

        def at_once(self, *contenders) -> list[dict]:
            processes = [_start(site, *arguments) for arguments in contenders]
            assert [process.stdout.readline() for process in processes] == ["ready\n"] * len(processes)
            start = time.time() + 0.2
            for process in processes:
                process.stdin.write(f"{start}\n")
                process.stdin.flush()
            return [_answer(process) for process in processes]

    return Contest()


def test_two_processes_publish_the_same_hundred_stories(contest):
    contest.run("prepare", STORIES)
    first, second = contest.at_once(*[("contend", "publish", 0.02)] * 2)
    assert first["errors"] == second["errors"] == []
    assert first["wins"] + second["wins"] == STORIES
    assert first["losses"] + second["losses"] == STORIES
    for story in contest.run("judge")["stories"]:
        assert (story["stage"], story["version"], story["editions"], story["live"]) == ("published", 4, 1, 1)
        assert (story["tags"], story["published"]) == (1, 1)


def test_one_takes_back_what_another_publishes(contest):
    """The publisher needs two steps. Whoever unschedules in between, before or after: one of them is refused."""
    contest.run("prepare", SOME, "scheduled")
    taker, publisher = contest.at_once(("contend", "unschedule", 0.02), ("contend", "republish", 0.02))
    assert taker["errors"] == publisher["errors"] == []
    assert taker["wins"] + publisher["wins"] == SOME
    stories = contest.run("judge")["stories"]
    stages = Counter(story["stage"] for story in stories)
    assert stages == Counter(approved=taker["wins"], published=publisher["wins"])
    for story in stories:
        is_out = int(story["stage"] == "published")
        assert story["unscheduled"] == 1
        assert (story["editions"], story["live"], story["published"]) == (is_out, is_out, is_out)


def test_two_editors_save_the_same_stories(contest):
    contest.run("prepare", SOME, "in_review")
    first, second = contest.at_once(*[("contend", "edit", 0.02)] * 2)
    assert first["errors"] == second["errors"] == []
    assert first["wins"] + second["wins"] == SOME
    assert {story["revisions"] for story in contest.run("judge")["stories"]} == {2}


def test_stories_of_one_name_begun_at_one_moment_get_addresses_of_their_own(contest):
    contest.run("prepare", 0)
    first, second = contest.at_once(*[("begin", SOME)] * 2)
    assert len({*first["slugs"], *second["slugs"]}) == 4 * SOME


def test_a_process_killed_while_it_publishes_leaves_nothing_and_holds_up_nobody(contest):
    contest.run("prepare", 1)
    contest.killed("die")
    before = contest.run("judge")["stories"][0]
    assert (before["stage"], before["editions"], before["published"], before["tags"]) == ("approved", 0, 0, 0)
    assert contest.at_once(("contend", "publish", 0))[0] == {"wins": 1, "losses": 0, "errors": []}
    after = contest.run("judge")["stories"][0]
    assert (after["stage"], after["editions"], after["live"], after["published"]) == ("published", 1, 1, 1)


def test_a_rule_that_is_taken_back_leaves_what_others_said_meanwhile(contest):
    """One says of each name that it never means its company, another of each place that it doesn’t there."""
    contest.run("names", SOME)
    for process in contest.at_once(("rule",), ("say",)):
        assert process["errors"] == []
    judged = contest.run("take_back")
    assert (judged["lost"], judged["left"]) == (0, 0)


def test_two_who_reject_one_name_in_different_stories_wait_in_no_circle(contest):
    """The third of them makes the name fall, which reaches into the story of the fourth."""
    contest.run("names", SOME)
    for process in contest.at_once(("say", 0), ("say", 1)):
        assert process["errors"] == []
    assert contest.run("take_back")["said"] == SOME * 8


def _mails(box) -> Counter:
    """How often each mail was sent, by the name that it keeps when it is sent again."""
    return Counter(
        message_from_bytes(part)["Message-ID"]
        for path in box.glob("*.log")
        for part in path.read_bytes().split(b"-" * 79 + b"\n")
        if part.strip()
    )


def test_four_ticks_at_once_send_each_mail_once(contest, tmp_path):
    box = tmp_path / "mail"
    contest.run("prepare", 30, "in_review")
    ticks = contest.at_once(*[("tick", box)] * 4)
    assert sum(tick["counts"].get("delivered", 0) for tick in ticks) == 30
    assert not any(tick["counts"].get("failed") for tick in ticks)
    sent = _mails(box)
    assert (len(sent), set(sent.values())) == (30, {1})
    judged = contest.run("judge")
    assert (judged["deliveries"], judged["delivered"]) == (30, 30)


def test_a_tick_killed_between_sending_and_noting_sends_that_one_again_and_forgets_none(contest, tmp_path):
    box = tmp_path / "mail"
    contest.run("prepare", 5, "in_review")
    contest.killed("tick", box, "dies")
    assert sum(_mails(box).values()) == 2
    assert contest.run("judge")["delivered"] == 1
    contest.at_once(("tick", box))
    assert sorted(_mails(box).values()) == [1, 1, 1, 1, 2]
    assert contest.run("judge")["delivered"] == 5
