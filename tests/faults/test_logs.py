"""The log of a server where everything breaks: each failure stands in it by its name, and nothing that is secret."""

import json
import re
from contextlib import contextmanager
from urllib.parse import urlencode

from tests.faults.conftest import Editor
from tests.newsroom.signin.conftest import LOGIN, PASSWORD
from tests.servers import Server

DRAFT = "Canarybird of a headline"


@contextmanager
def refusing(site, table: str, when: str):
    """Let the database refuse a change of rows there, in the way that says most of what was to be written."""
    if site.is_sqlite:
        begin = (
            f"CREATE TRIGGER refuse_{table} BEFORE UPDATE ON {table} WHEN {when} "
            "BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )
        end = f"DROP TRIGGER refuse_{table}"
    else:
        condition = when.replace("NEW.", "")
        begin = f"ALTER TABLE {table} ADD CONSTRAINT refuse_{table} CHECK (NOT ({condition})) NOT VALID"
        end = f"ALTER TABLE {table} DROP CONSTRAINT refuse_{table}"
    run(site, begin)
    try:
        yield
    finally:
        run(site, end)


def run(site, statement: str) -> None:
    site.desk.do("from django.db import connection", f"_ = connection.cursor().execute({statement!r})")


def test_no_secret_stands_in_the_log_of_a_server_where_everything_breaks(site, tmp_path):
    story = site.story("Before it broke")
    path = tmp_path / "server.log"
    with path.open("w") as log:
        server = Server(site.environment, log, workers=2, ACCESS_LOG="1", LOG_LEVEL="INFO")
        try:
            server.wait()
            named = []
            editor = site.editor(server)
            form = editor.open(story)
            with refusing(site, "newsroom_article", f"NEW.headline = '{DRAFT}'"):
                answer = editor.save(story, form, headline=DRAFT, body=f"<p>{DRAFT}, the body.</p>")
            assert answer.status == 500
            assert DRAFT in answer.text, "its writer has it back"
            named.append(answer.headers["X-Request-ID"])

            stranger = Editor(site.desk, server.port, "")
            stranger.cookies = {}
            stranger.ask("GET", LOGIN)
            form = {"csrfmiddlewaretoken": stranger.cookies["csrftoken"], "login": "edda", "password": PASSWORD}
            with refusing(site, "auth_user", "NEW.username = 'edda'"):
                answer = stranger.ask("POST", LOGIN, urlencode(form))
            assert answer.status == 500
            assert PASSWORD not in answer.text
            named.append(answer.headers["X-Request-ID"])

            token = "A5hareT0kenThatOpensADraft-A5hareT0kenThat"
            run(site, "ALTER TABLE newsroom_sharelink RENAME TO newsroom_sharelink_away")
            try:
                answer = stranger.ask("GET", f"/shared/{token}/")
            finally:
                run(site, "ALTER TABLE newsroom_sharelink_away RENAME TO newsroom_sharelink")
            assert answer.status in (500, 503)  # a table that is gone is to SQLite what a busy one is
            named.append(answer.headers["X-Request-ID"])
            stranger.ask("GET", f"/shared/{token}/?token={token}%0d%0a&x=1")
        finally:
            server.stop()
    text = path.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    broken = {line["request"] for line in lines if line["level"] == "ERROR" and "request" in line}
    assert set(named) <= broken, "each failure is found by the name that its page shows"
    assert any(line["logger"] == "gunicorn.access" for line in lines)
    cookies = re.compile("|".join(map(re.escape, [*editor.cookies.values(), *stranger.cookies.values()])))
    assert not cookies.search(text)
    for secret in ("Canarybird", PASSWORD, urlencode({"p": PASSWORD})[2:], token):
        assert secret not in text, secret
