"""Ready-made pages: nothing private gets in, nothing stale comes out."""

import time
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.http import FileResponse, HttpResponse, StreamingHttpResponse

from newsroom.public import kept_page
from newsroom.public.ready import ReadyPages
from tests.newsroom.public.ready_made.asking import PAGE, PUBLIC, ask, is_kept

# What may come in


def test_a_page_is_made_once(pages, django):
    answers = [ask(pages, "/news/") for _ in range(5)]
    assert len(django.asked) == 1
    assert {(answer.status, answer.body.decode()) for answer in answers} == {(200, PAGE)}
    assert answers[0].headers == answers[1].headers


@pytest.mark.parametrize("status", [200, 301, 308, 410])
def test_what_is_and_what_is_so_for_good_is_kept(pages, django, status):
    django.respond = lambda environ: HttpResponse(PAGE, status=status, headers=PUBLIC)
    assert is_kept(pages, django)


@pytest.mark.parametrize("status", [201, 204, 206, 302, 303, 304, 307, 400, 401, 403, 404, 429, 500, 503])
def test_what_may_be_otherwise_in_a_moment_is_not(pages, django, status):
    django.respond = lambda environ: HttpResponse(PAGE, status=status, headers=PUBLIC)
    assert not is_kept(pages, django)


def with_cookie(environ):
    response = HttpResponse(PAGE, headers=PUBLIC)
    response.set_cookie("sessionid", "secret")
    return response


@pytest.mark.parametrize(
    "respond",
    [
        with_cookie,
        *(
            lambda environ, headers=headers: HttpResponse(PAGE, headers={**PUBLIC, **headers})
            for headers in (
                {"Vary": "Cookie"},
                {"Vary": "Accept-Encoding, Cookie"},
                {"Vary": "accept-language"},
                {"Vary": "*"},
                {"Cache-Control": "private, no-store"},
                {"Cache-Control": "public, no-store"},
                {"Cache-Control": "public, max-age=60, Private"},
                {"Cache-Control": 'public, no-cache="X"'},
                {"Cache-Control": "max-age=60"},
                {"Cache-Control": ""},
                {"Content-Encoding": "gzip"},
                {"Expires": "Fri, 25 Oct 2013 10:00:00 GMT"},
                {"Content-Security-Policy": "script-src 'self' 'nonce-abc'"},
            )
        ),
        lambda environ: HttpResponse(PAGE),
        lambda environ: StreamingHttpResponse([PAGE], headers=PUBLIC),
        lambda environ: FileResponse(BytesIO(PAGE.encode()), headers=PUBLIC),
    ],
)
def test_an_answer_that_is_not_for_everybody_is_never_kept(pages, django, respond):
    django.respond = respond
    assert not is_kept(pages, django)
    assert ask(pages).body.decode() == PAGE


def test_an_answer_that_is_not_djangos_is_never_kept(database):
    """It does not say whether it comes in one piece, and nobody knows what making a whole of it would do."""
    asked = []

    def stranger(environ, start_response):
        asked.append(environ)
        start_response("200 OK", list(PUBLIC.items()))
        return [PAGE.encode()]

    pages = ReadyPages(stranger, megabytes=1, ask=database)
    assert [ask(pages).body.decode() for _ in range(2)] == [PAGE, PAGE]
    assert len(asked) == 2


@pytest.mark.parametrize(
    "request_",
    [
        {"HTTP_COOKIE": "sessionid=abc"},
        {"HTTP_COOKIE": "_ga=GA1.2; sessionid=abc"},
        {"HTTP_COOKIE": "_ga=GA1.2;sessionid=abc"},
        {"HTTP_COOKIE": "csrftoken=abc"},
        {"HTTP_COOKIE": "messages=abc"},
        {"HTTP_COOKIE": "django_language=zh"},
        {"HTTP_COOKIE": "__Host-sessionid=abc"},
        {"HTTP_COOKIE": "__Secure-other=abc"},
        {"HTTP_COOKIE": 'a="b; sessionid=abc"'},
        {"HTTP_COOKIE": "a=b,sessionid=abc; =c"},
        {"HTTP_COOKIE": "a=b;\tsessionid=abc"},
        {"HTTP_COOKIE": "sessionid"},
        {"HTTP_COOKIE": f"a={'b' * 4000}"},
        {"HTTP_COOKIE": ""},
        {"HTTP_AUTHORIZATION": "Basic YTpi"},
        {"REMOTE_USER": "li.na"},
        {"method": "POST"},
        {"method": "PUT"},
        {"method": "OPTIONS"},
        {"method": "get"},
        {"CONTENT_LENGTH": "3"},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"HTTP_IF_MATCH": '"other"'},
        {"HTTP_IF_UNMODIFIED_SINCE": "Fri, 25 Oct 2013 10:00:00 GMT"},
        {"HTTP_HOST": None},
    ],
)
def test_a_request_that_may_get_an_answer_of_its_own_goes_to_django_untouched(pages, django, request_, caplog):
    assert not is_kept(pages, django, **request_)
    django.respond = lambda environ: HttpResponse("for this one only", headers=PUBLIC)
    assert ask(pages, **request_, HTTP_IF_NONE_MATCH='"one"').body == b"for this one only"
    assert django.asked[-1]["HTTP_IF_NONE_MATCH"] == '"one"'
    assert ask(pages).body.decode() == PAGE
    assert not caplog.records, "it is no failure"


STRANGE = "_ga=GA1.2.345; utm=a%20b"


def test_a_cookie_that_is_not_ours_keeps_nobody_from_a_ready_page(pages, django):
    assert is_kept(pages, django, HTTP_COOKIE=STRANGE)
    assert "HTTP_COOKIE" not in django.asked[0]  # so it cannot have made a difference
    before = len(django.asked)
    assert ask(pages, HTTP_COOKIE=STRANGE).body.decode() == PAGE
    assert len(django.asked) == before


def test_an_answer_that_such_a_cookie_may_change_is_asked_for_with_it(pages, django):
    def respond(environ):
        return HttpResponse(environ.get("HTTP_COOKIE", "none"), headers={"Cache-Control": "private"})

    django.respond = respond
    assert ask(pages, HTTP_COOKIE=STRANGE, HTTP_IF_NONE_MATCH='"one"').body.decode() == STRANGE
    assert django.asked[-1]["HTTP_IF_NONE_MATCH"] == '"one"'
    assert ask(pages).body.decode() == "none"


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/other/"},
        {"path": "/?page=2"},
        {"path": "/?page=3"},
        {"HTTP_HOST": "127.0.0.1"},
        {"HTTP_HOST": "localhost:8001"},
        {"wsgi.url_scheme": "https"},
        {"SCRIPT_NAME": "/park"},
    ],
)
def test_every_address_has_its_own_page(pages, django, other):
    for path in ("/", "/?page=1"):
        ask(pages, path)
    django.respond = lambda environ: HttpResponse("another", headers=PUBLIC)
    assert ask(pages, **other).body == b"another"
    assert ask(pages, **other).body == b"another"
    assert ask(pages).body.decode() == PAGE
    assert len(django.asked) == 3


@pytest.mark.parametrize(
    ("setting", "value", "header"),
    [
        ("SECURE_PROXY_SSL_HEADER", ("HTTP_X_FORWARDED_PROTO", "https"), "HTTP_X_FORWARDED_PROTO"),
        ("USE_X_FORWARDED_HOST", True, "HTTP_X_FORWARDED_HOST"),
        ("USE_X_FORWARDED_PORT", True, "HTTP_X_FORWARDED_PORT"),
    ],
)
def test_what_a_trusted_proxy_says_counts_and_what_another_says_does_not(
    pages, django, database, settings, setting, value, header
):
    for said in ("http", "https"):
        ask(pages, **{header: said})
    assert len(django.asked) == 1
    setattr(settings, setting, value)
    pages = ReadyPages(django, megabytes=1, ask=database)
    for said in ("http", "https"):
        ask(pages, **{header: said})
    assert len(django.asked) == 3


@pytest.mark.parametrize("condition", ["HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"])
def test_what_a_reader_has_already_is_no_matter_to_the_page_that_is_kept(pages, django, condition):
    """Django would say that nothing is new, and that is no page."""

    def respond(environ):
        return HttpResponse(status=304) if condition in environ else HttpResponse(PAGE, headers=PUBLIC)

    django.respond = respond
    assert is_kept(pages, django, **{condition: "Fri, 25 Oct 2013 10:00:00 GMT"})
    assert ask(pages).body.decode() == PAGE


def test_long_addresses_and_files_are_left_to_django(pages, django):
    for path in ("/" + "x" * 600, "/?" + "x" * 300, "/static/css/site.css", "/media/photos/a.jpg"):
        assert not is_kept(pages, django, path), path


# What stale may not come out


def test_another_generation_makes_pages_anew(pages, django, database):
    ask(pages)
    database.number = 2
    django.respond = lambda environ: HttpResponse("new", headers=PUBLIC)
    assert ask(pages).body == b"new"
    # A backup that was put back may count from a lower number.
    database.number = 1
    django.respond = lambda environ: HttpResponse("old again", headers=PUBLIC)
    assert ask(pages).body == b"old again"


def test_a_page_ends_with_the_next_moment(pages, django, database):
    moment = datetime(2026, 5, 20, 9, tzinfo=UTC)
    with time_machine.travel(moment - timedelta(seconds=20), tick=False) as clock:
        database.moment = moment
        assert ask(pages)["Cache-Control"] == "public, max-age=20"
        clock.shift(15.5)
        assert ask(pages)["Cache-Control"] == "public, max-age=4"
        assert len(django.asked) == 1
        clock.shift(4.5)
        database.moment = None
        django.respond = lambda environ: HttpResponse("new", headers=PUBLIC)
        answer = ask(pages)
        assert answer.body == b"new"
        assert answer["Cache-Control"] == "public, max-age=60"


def test_the_moment_counts_between_two_questions_too(django, database):
    pages = ReadyPages(django, megabytes=1, ask=database)  # asks twice a second only
    moment = datetime(2026, 5, 20, 9, tzinfo=UTC)
    with time_machine.travel(moment - timedelta(milliseconds=1), tick=False) as clock:
        database.moment = moment
        ask(pages)
        ask(pages)
        assert (database.questions, len(django.asked)) == (1, 1)
        clock.move_to(moment)
        database.moment = None
        ask(pages)
        assert (database.questions, len(django.asked)) == (2, 2)


def test_a_page_made_while_something_changed_is_given_to_nobody_afterwards(pages, django, database):
    def respond(environ):
        database.number += 1  # an editor publishes between two queries of this page
        return HttpResponse("half old, half new", headers=PUBLIC)

    django.respond = respond
    ask(pages)
    django.respond = lambda environ: HttpResponse("new", headers=PUBLIC)
    assert ask(pages).body == b"new"


def test_a_worker_asks_at_most_twice_a_second(django, database):
    pages = ReadyPages(django, megabytes=1, ask=database)
    started = time.monotonic()
    while time.monotonic() - started < 1.2:
        ask(pages)
        time.sleep(0.01)
    assert 2 <= database.questions <= 3
    database.number = 2
    django.respond = lambda environ: HttpResponse("new", headers=PUBLIC)
    started = time.monotonic()
    while ask(pages).body != b"new":
        assert time.monotonic() - started < 1.5  # the promise is one; the rest is for a busy machine
        time.sleep(0.01)


def test_what_nobody_counted_shows_in_ten_minutes(pages, django, monkeypatch):
    ask(pages)
    monkeypatch.setattr(kept_page.time, "monotonic", lambda real=time.monotonic: real() + 601)
    django.respond = lambda environ: HttpResponse("new", headers=PUBLIC)
    assert ask(pages).body == b"new"
