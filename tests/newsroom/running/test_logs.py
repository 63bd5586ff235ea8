"""What stands in a log line, and what must not."""

import io
import json
import logging
import re
import sys
from logging.config import DictConfigurator

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test import RequestFactory

from newsroom.public.views.plain import PlainPage
from newsroom.running.logs import JsonLines, Lines, clean, configuration
from newsroom.running.request_id import RequestId, current


def line(message, *args, error: Exception | None = None, formatter=None, **extra) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("django.request", logging.WARNING, "x.py", 1, message, args, info)
    record.__dict__.update(extra)
    return (formatter or JsonLines()).format(record)


def test_a_line_is_one_event_whatever_a_stranger_sends():
    evil = 'Not Found: /x\r\n{"level": "CRITICAL"}\x1b[31m\x85\x9b\u202e\u2028\x7f\x00 中文'
    evil += "\u061c\u200b\u200f\u2060\u2069\ufeff"
    said = line("%s", evil, status_code=404)
    assert said.isprintable()
    assert "\\u202e" in said
    told = json.loads(said)
    assert (told["message"], told["level"], told["status"]) == (evil, "WARNING", 404)
    plain = line("%s", evil, formatter=Lines("{message}", style="{"))
    assert all(character.isprintable() or character == "\n" for character in plain)
    assert "\x1b" not in plain
    assert "中文" in plain


def test_where_a_line_was_written_is_told_and_holds_no_secret_in_either_form():
    secret = "GET /shared/4f0e8a/ ?token=4f0e8a"
    told = json.loads(line("Looked", stack_info=f"Stack: {secret}"))
    assert told["traceback"] == "Stack: GET /shared/…/ ?token=…"
    assert line(secret, formatter=Lines("{message}", style="{")) == "GET /shared/…/ ?token=…"


def test_what_is_answered_at_once_has_a_name_too():
    names = []
    layer = RequestId(None, believes_proxy=True, at_hand=lambda environ: names.append(current()))
    for given in ("given-by-the-proxy", ""):
        layer.at_hand({"HTTP_X_REQUEST_ID": given})
    assert names[0] == "given-by-the-proxy"
    assert len(names[1]) == 16


@pytest.mark.parametrize(
    ("status", "is_named"),
    [("200 OK", False), ("301 Moved", False), ("404 Not Found", False), ("400 Bad", True), ("403 No", True),
     ("500 Broken", True), ("503 Busy", True)],
)  # fmt: skip
def test_a_refusal_and_a_failure_bear_the_name_of_the_request_and_nothing_else_does(status, is_named):
    heard, error = [], (ValueError, ValueError(), None)

    def app(environ, start_response):
        start_response(status, [("A", "b")], error)
        start_response(status, [("A", "b")])

    RequestId(app, believes_proxy=False)({}, lambda *said: heard.append(said))
    headers = [("A", "b"), ("X-Request-ID", current())] if is_named else [("A", "b")]
    assert heard == [(status, headers, error), (status, headers)]


def test_what_a_stranger_gets_wrong_raises_no_alarm(client):
    logger, stream = logging.getLogger("django.security.DisallowedHost"), io.StringIO()
    configurator = DictConfigurator(configuration(level="INFO", is_json=True))
    for kind in ("filters", "formatters"):
        for name, value in configurator.config[kind].items():
            configurator.config[kind][name] = getattr(configurator, f"configure_{kind[:-1]}")(value)
    told = configurator.configure_handler(configurator.config["handlers"]["stderr"])
    told.setStream(stream)
    logger.addHandler(told)
    try:
        assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    finally:
        logger.removeHandler(told)
    [said] = map(json.loads, stream.getvalue().splitlines())
    assert said["level"] == "WARNING"
    assert "traceback" not in said


@pytest.mark.parametrize(
    "secret",
    [
        "Not Found: /shared/5u-p3rS3cret-5u-p3rS3cret/",
        "Forbidden: /admin/account/password/reset/key/3-5u-p3rS3cret/",
        "GET /x?a=1&token=5u-p3rS3cret&b=2",
        'GET "/login?next=/&password=5u-p3rS3cret"',
        "could not connect to postgres://newsroom:5u-p3rS3cret@db/newsroom",
        "Error at rediss://:5u-p3rS3cret@cache:6379/0",
        "Error at redis://:5u-p3rS3cret@cache, postgresql://li:5u-p3rS3cret@db/x, smtps://li:5u-p3rS3cret@mail",
        "GET /?key=5u-p3rS3cret&Secret=5u-p3rS3cret&CODE=5u-p3rS3cret passwd=5u-p3rS3cret",
        "sessionid=5u-p3rS3cret csrftoken=5u-p3rS3cret csrfmiddlewaretoken=5u-p3rS3cret",
        "IntegrityError: violates check\nDETAIL:  Failing row contains (1, 5u-p3rS3cret, the draft).\nCONTEXT: x",
    ],
)
def test_no_token_no_password_and_no_draft_gets_into_the_log(secret):
    assert "5u-p3rS3cret" not in clean(secret)
    assert "5u-p3rS3cret" not in line("%s", secret)
    try:
        raise ValueError(secret)
    except ValueError as error:
        said = line("broken", error=error)
    assert "ValueError" in json.loads(said)["traceback"]
    assert "5u-p3rS3cret" not in json.loads(said)["traceback"].replace(secret, "") or "raise ValueError" in said
    assert "the draft" not in said


def test_what_is_no_secret_stays_and_what_is_endless_is_cut():
    assert clean("/shared/story/12/ /news/2026/token-economy/") == "/shared/story/12/ /news/2026/token-economy/"
    assert len(clean("x" * 100_000)) < 8100


def test_a_request_has_a_name_in_the_log_and_in_failures_only():
    seen = []

    def app(environ, start_response):
        seen.append(current())
        start_response(environ["status"], [])
        return [b""]

    def ask(status, *, believes=False, **environ):
        answered = []
        door = RequestId(app, believes_proxy=believes)
        door({"status": status, **environ}, lambda status, headers: answered.append(dict(headers)))
        return answered[0].get("X-Request-ID")

    assert ask("200 OK") is None
    assert ask("404 Not Found") is None
    assert ask("500 Broken") == seen[-1]
    assert json.loads(line("x"))["request"] == seen[-1]
    assert len(set(seen)) == 3
    assert ask("500 Broken", HTTP_X_REQUEST_ID="forged-by-me") != "forged-by-me"
    assert ask("500 Broken", believes=True, HTTP_X_REQUEST_ID="from-the-proxy") == "from-the-proxy"
    for given in ("bad\r\nvalue", "short", "a" * 65, "<script>alert", "abcdefgh\n{forged}"):
        assert ask("500 Broken", believes=True, HTTP_X_REQUEST_ID=given) == seen[-1]
        assert re.fullmatch("[0-9a-f]{16}", seen[-1]), given


def test_the_page_of_a_failure_asks_nothing_and_names_the_request(monkeypatch):
    """Through the door and every layer behind it, without a database: pytest refuses it to this test."""

    def fail(view, request):
        raise RuntimeError("broken")

    monkeypatch.setattr(PlainPage, "get", fail)
    # Django looks after connections around a request, and that counts as asking.
    monkeypatch.setattr(connections["default"], "close_if_unusable_or_obsolete", lambda: None)
    door, heard = RequestId(WSGIHandler(), believes_proxy=True), []
    request = RequestFactory().get("/about/", headers={"X-Request-ID": "from-the-proxy"})
    page = b"".join(door(request.environ, lambda status, headers: heard.append((status, dict(headers)))))
    assert heard[0][0].startswith("500")
    assert heard[0][1]["X-Request-ID"] == "from-the-proxy"
    assert b"<code>from-the-proxy</code>" in page
    assert b"RuntimeError" not in page


def test_lines_go_to_standard_error():
    from django.conf import settings

    assert settings.LOGGING["handlers"]["stderr"] == {
        "class": "logging.StreamHandler",
        "filters": ["no alarm"],
        "formatter": "json",
    }
    assert logging.StreamHandler().stream is sys.stderr
