"""Reports of browsers: a little of them is written down, safely, and no stranger fills a disk."""

import json
import logging
import threading

import pytest
from django.test import Client

from newsroom.running import csp_reports

OLD = {
    "csp-report": {
        "document-uri": "https://news.example.org/shared/?token=abc",
        "violated-directive": "img-src",
        "blocked-uri": "https://user:pw@evil.example/x.png?q=1",
        "line-number": 7,
        "source-file": "https://news.example.org/x.js",
        "script-sample": "the draft of a story",
    }
}
BODY = {
    "documentURL": "https://a/",
    "effectiveDirective": "script-src",
    "blockedURL": "inline",
    "sourceFile": "https://a/x.js",
    "lineNumber": 3,
}
NEW = [{"type": "csp-violation", "body": BODY}]


@pytest.fixture
def send(client, caplog, monkeypatch):
    monkeypatch.setattr(csp_reports, "meter", csp_reports._Meter())
    caplog.set_level(logging.WARNING, "newsroom.running.csp_reports")

    def send(told, kind="application/csp-report"):
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        return client.post("/csp-report", body, content_type=kind).status_code

    return send


def written(caplog) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "newsroom.running.csp_reports"]


def test_a_few_fields_are_written_down_without_queries(send, caplog):
    assert send(OLD) == 204
    assert send(NEW, "application/reports+json") == 204
    first, second = written(caplog)
    assert json.loads(first.partition(": ")[2]) == {
        "page": "https://news.example.org/shared/",
        "directive": "img-src",
        "blocked": "https://evil.example/x.png",
        "source": "https://news.example.org/x.js",
        "line": "7",
    }
    assert json.loads(second.partition(": ")[2]) == {
        "page": "https://a/",
        "directive": "script-src",
        "blocked": "inline",
        "source": "https://a/x.js",
        "line": "3",
    }


@pytest.mark.parametrize(
    ("told", "kind", "status"),
    [
        (b"{", "application/csp-report", 400),
        (b"[" * 5000, "application/json", 400),
        (b" " * (csp_reports.LARGEST + 1), "application/json", 413),
        ({}, "text/plain", 415),
        ([], "application/json", 204),
        ([1, "x", {"body": 3}, {"csp-report": []}], "application/json", 204),
    ],
)
def test_nonsense_is_refused_or_passed_over(send, caplog, told, kind, status):
    assert send(told, kind) == status
    assert written(caplog) == []


def test_what_is_deeper_than_can_be_read_makes_no_sense(send, monkeypatch):
    """How deep that is depends on the machine; within what is read nothing is, on most of them."""
    monkeypatch.setattr(csp_reports, "LARGEST", 1_000_000)
    assert send(b"[" * 200_000 + b"]" * 200_000) == 400


def test_what_a_stranger_writes_stays_one_short_line(send, caplog):
    evil = "x\r\nERROR root: all is lost\x1b[31m\u202e\u2028" + "y" * 5000
    report = {"violated-directive": evil, "blocked-uri": "http://[bad", "line-number": 10**2000}
    assert send({"csp-report": report}) == 204
    (told,) = written(caplog)
    assert told.isprintable()
    assert len(told) < 700


@pytest.mark.parametrize("evil", [["x" * 3000], {"a": "x" * 3000}, None, 1.5])
def test_what_is_neither_words_nor_a_whole_number_is_left_out(send, caplog, evil):
    assert send({"csp-report": {"violated-directive": "img-src", "blocked-uri": evil, "document-uri": evil}}) == 204
    told = json.loads(written(caplog)[0].partition(": ")[2])
    assert told == {"page": "", "directive": "img-src", "blocked": "", "source": "", "line": ""}


def test_only_a_few_a_minute_are_written_down(send, caplog, monkeypatch):
    now = 6000.0
    monkeypatch.setattr(csp_reports.time, "monotonic", lambda: now)
    assert send(NEW * 20, "application/json") == 204
    assert len(written(caplog)) == 5, "of one message"
    for _ in range(csp_reports.MOST_A_MINUTE):
        send(NEW * 20, "application/json")
    assert len(written(caplog)) == csp_reports.MOST_A_MINUTE
    now += 60
    send(NEW)
    assert len(written(caplog)) == csp_reports.MOST_A_MINUTE + 1


def test_of_two_at_once_each_is_counted(monkeypatch):
    meter, others = csp_reports._Meter(), []

    def clock():
        if not others:
            others.append(threading.Thread(target=meter.lets_through))
            others[0].start()
            others[0].join(0.05)
            assert others[0].is_alive(), "it did not wait"
        return 6000.0

    monkeypatch.setattr(csp_reports.time, "monotonic", clock)
    assert meter.lets_through()
    others[0].join()
    assert meter._number == 2


def test_a_browser_needs_nothing_of_ours_to_report(send, caplog):
    assert Client(enforce_csrf_checks=True).post("/csp-report", NEW, content_type="application/json").status_code == 204
    assert len(written(caplog)) == 1


def test_what_does_not_say_its_length_is_not_read(send, client, caplog):
    body = json.dumps(NEW).encode()
    for length in ("", "x", "-1"):
        answer = client.post("/csp-report", body, content_type="application/json", CONTENT_LENGTH=length)
        assert answer.status_code == 413
    assert written(caplog) == []


def test_the_policy_names_the_address_and_it_takes_no_get(client, db):
    assert "report-uri /csp-report" in client.get("/about/")["Content-Security-Policy"]
    assert client.get("/csp-report").status_code == 405
