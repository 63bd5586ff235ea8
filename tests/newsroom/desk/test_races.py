"""Two real processes at the same stories: exactly one wins each, and nothing is left half done."""

import json
import subprocess
import sys
import time

STORIES = 100


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


def test_two_processes_publish_the_same_hundred_stories(site_environment):
    _answer(_start(site_environment, "prepare", STORIES))
    contenders = [_start(site_environment, "contend", 0.02) for _ in range(2)]
    assert [process.stdout.readline() for process in contenders] == ["ready\n"] * 2
    start = time.time() + 0.2
    for process in contenders:
        process.stdin.write(f"{start}\n")
        process.stdin.flush()
    first, second = [_answer(process) for process in contenders]

    assert first["errors"] == second["errors"] == []
    assert first["wins"] + second["wins"] == STORIES
    assert first["losses"] + second["losses"] == STORIES
    judged = _answer(_start(site_environment, "judge"))["stories"]
    assert judged == [{"stage": "published", "version": 3, "editions": 1, "tags": 1, "published": 1}] * STORIES
