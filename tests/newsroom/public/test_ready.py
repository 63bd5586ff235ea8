"""Ready-made pages: nothing private gets in, nothing stale comes out, and whatever fails costs only speed."""

import gzip
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from io import BytesIO
from threading import Barrier, Event

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.db import DatabaseError, connection
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test.utils import CaptureQueriesContext

from companies.models import CompanyAlias
from newsroom.demo import make
from newsroom.demo.make import find_tags, make_article, make_company, make_edition, make_person
from newsroom.desk import workflow
from newsroom.models import Redirect, Section
from newsroom.public import kept_page, ready
from newsroom.public.kept_page import codings
from newsroom.public.ready import ReadyPages
from people.models import Role

PUBLIC = {"Cache-Control": "public, max-age=60", "Content-Type": "text/html; charset=utf-8"}
PAGE = "<p>A story of the park.</p>\n" * 100


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.body = int(status[:3]), body
        self.headers = {name.lower(): value for name, value in headers}
        assert len(self.headers) == len(headers), "a header stands twice"

    def __getitem__(self, name):
        return self.headers.get(name.lower(), "")


def ask(app, path="/", method="GET", **environ) -> Answer:
    """What a server would send for the request; `environ` adds to the request, None takes away."""
    path, _, query = path.partition("?")
    given = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "localhost",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        **environ,
    }
    heard = []
    parts = app(
        {name: value for name, value in given.items() if value is not None},
        lambda status, headers, exc_info=None: heard.append((status, headers)),
    )
    try:
        body = b"".join(parts)
    finally:
        getattr(parts, "close", lambda: None)()
    return Answer(*heard[-1], b"" if method == "HEAD" else body)


class Django:
    """Stands for Django behind the layer: answers with what `respond` makes, and remembers what it was asked."""

    def __init__(self):
        self.asked, self.answered, self.closed = [], [], []
        self.respond = lambda environ: HttpResponse(PAGE, headers=PUBLIC | {"ETag": '"one"'})

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        response = self.respond(environ)
        cookies = [("Set-Cookie", cookie.output(header="")) for cookie in response.cookies.values()]
        start_response(f"{response.status_code} {response.reason_phrase}", [*response.items(), *cookies])
        # The real one tells Django that the request is over, which asks for a database.
        response.close = lambda: self.closed.append(response)
        self.answered.append(response)
        return response


class Database:
    """Stands for the one row."""

    def __init__(self):
        self.number, self.moment, self.questions = 1, None, 0

    def __call__(self):
        self.questions += 1
        if self.number is None:
            raise DatabaseError("The database is away.")
        return self.number, self.moment


@pytest.fixture
def django():
    django = Django()
    yield django
    assert len(django.closed) == len(django.answered), "an answer was not closed, or twice"


@pytest.fixture
def database():
    return Database()


@pytest.fixture
def pages(django, database, monkeypatch):
    """The layer, asking for the generation at every request, so that no test has to wait."""
    monkeypatch.setattr(ready, "ASK_EVERY", 0)
    return ReadyPages(django, megabytes=1, ask=database)


def is_kept(pages, django, path="/", **environ) -> bool:
    """Whether what Django answers to this request is given to the next reader too."""
    ask(pages, path, **environ)
    before = len(django.asked)
    ask(pages, path)
    return len(django.asked) == before


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


@pytest.mark.parametrize(
    "request_",
    [
        {"HTTP_COOKIE": "sessionid=abc"},
        {"HTTP_COOKIE": "_ga=GA1.2; sessionid=abc"},
        {"HTTP_COOKIE": "_ga=GA1.2;sessionid=abc"},
        {"HTTP_COOKIE": "csrftoken=abc"},
        {"HTTP_COOKIE": "messages=abc"},
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
        {"HTTP_HOST": None},
    ],
)
def test_a_request_that_may_get_an_answer_of_its_own_goes_to_django_untouched(pages, django, request_):
    assert not is_kept(pages, django, **request_)
    django.respond = lambda environ: HttpResponse("for this one only", headers=PUBLIC)
    assert ask(pages, **request_, HTTP_IF_NONE_MATCH='"one"').body == b"for this one only"
    assert django.asked[-1]["HTTP_IF_NONE_MATCH"] == '"one"'
    assert ask(pages).body.decode() == PAGE


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
        {"HTTP_HOST": "127.0.0.1"},
        {"HTTP_HOST": "localhost:8001"},
        {"wsgi.url_scheme": "https"},
        {"SCRIPT_NAME": "/park"},
    ],
)
def test_every_address_has_its_own_page(pages, django, other):
    ask(pages)
    django.respond = lambda environ: HttpResponse("another", headers=PUBLIC)
    assert ask(pages, **other).body == b"another"
    assert ask(pages, **other).body == b"another"
    assert ask(pages).body.decode() == PAGE
    assert len(django.asked) == 2


def test_what_a_trusted_proxy_says_counts(pages, django, database, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    pages = ReadyPages(django, megabytes=1, ask=database)
    ask(pages, HTTP_X_FORWARDED_PROTO="http")
    ask(pages, HTTP_X_FORWARDED_PROTO="https")
    assert len(django.asked) == 2


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


# What fails costs only speed


def test_nothing_is_kept_while_the_database_is_away(pages, django, database, caplog):
    ask(pages)
    database.number = None
    django.respond = lambda environ: HttpResponse("new", headers=PUBLIC)
    for _ in range(3):
        assert ask(pages).body == b"new"
    assert len(django.asked) == 4
    assert len(caplog.records) == 1  # said once
    database.number = 1
    ask(pages)
    ask(pages)
    assert len(django.asked) == 5


def test_a_failing_database_is_not_asked_at_every_request(django, database, caplog):
    pages = ReadyPages(django, megabytes=1, ask=database)
    database.number = None
    for _ in range(20):
        assert ask(pages).body.decode() == PAGE
    assert database.questions == 1


@pytest.mark.parametrize("broken", ["get", "put"])
def test_a_broken_store_passes_the_answer_on(pages, django, monkeypatch, caplog, broken):
    def fail(*args):
        raise MemoryError

    monkeypatch.setattr(ready.Rack, broken, fail)
    for _ in range(3):
        assert ask(pages).body.decode() == PAGE
    assert len(django.asked) == 3


def test_a_page_that_cannot_be_compressed_is_sent_as_django_gave_it(pages, django, monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr(kept_page.gzip, "compress", fail)
    assert ask(pages, HTTP_ACCEPT_ENCODING="gzip").body.decode() == PAGE


def test_an_error_of_django_goes_on_and_holds_nobody_up(pages, django):
    def fail(environ):
        raise ValueError

    respond, django.respond = django.respond, fail
    for _ in range(2):
        with pytest.raises(ValueError):  # noqa: PT011  any
            ask(pages)
    django.respond = respond
    assert ask(pages).body.decode() == PAGE


def test_the_store_is_bounded_and_the_longest_unused_go_first(pages, django, monkeypatch):
    monkeypatch.setattr(ready, "MOST_PAGES", 40)
    for number in range(200):
        ask(pages, f"/{number}/")
        ask(pages, "/read-by-everybody/")
    shelf = pages._seen[0]
    assert len(shelf.plain.pages) <= 40
    assert shelf.plain.bytes == sum(page.size for page in shelf.plain.pages.values())
    assert len(django.asked) == 201
    before = len(django.asked)
    ask(pages, "/199/")
    assert len(django.asked) == before


def test_the_store_is_bounded_in_bytes(pages, django):
    chunk = 60_000
    django.respond = lambda environ: HttpResponse(b"x" * chunk, headers={**PUBLIC, "Content-Type": "image/x-icon"})
    for number in range(40):
        ask(pages, f"/{number}/")
        assert pages._seen[0].plain.bytes <= 1024 * 1024
    assert len(pages._seen[0].plain.pages) >= 12
    chunk = 200_000  # an eighth of the store is the most for one page
    assert not is_kept(pages, django, "/sitemap.xml")


@pytest.mark.parametrize(
    "invent",
    [
        lambda n: {"path": f"/?x={n}"},
        lambda n: {"HTTP_HOST": f"localhost:{n}"},
        lambda n: {"HTTP_HOST": "".join(c.upper() if n >> i & 1 else c for i, c in enumerate("localhost"))},
    ],
)
def test_invented_addresses_push_no_real_page_away(pages, django, monkeypatch, invent):
    monkeypatch.setattr(ready, "MOST_PAGES", 80)
    for number in range(40):
        ask(pages, f"/{number}/")
    for number in range(1, 400):
        ask(pages, **invent(number))
    before = len(django.asked)
    for number in range(40):
        ask(pages, f"/{number}/")
    assert len(django.asked) == before
    assert len(pages._seen[0].asked_for.pages) <= 10


# Many at once


def test_a_news_spike_makes_the_page_once(pages, django):
    go, readers = Event(), 16

    def respond(environ):
        go.wait(5)
        return HttpResponse(PAGE, headers=PUBLIC)

    django.respond = respond
    with ThreadPoolExecutor(readers) as pool:
        answers = [pool.submit(ask, pages, "/news/2026/spike/") for _ in range(readers)]
        time.sleep(0.2)
        go.set()
        assert {answer.result().body.decode() for answer in answers} == {PAGE}
    assert len(django.asked) == 1
    assert not pages._seen[0].in_the_making


def test_answers_that_cannot_be_kept_do_not_queue(pages, django):
    """Whoever waited for one in vain gets their own at once, not one after the other."""
    readers = 8
    together = Barrier(readers - 1)

    def respond(environ):
        if len(django.asked) == 1:
            time.sleep(0.2)
        else:
            together.wait(5)  # breaks unless all the others are here at one time
        return HttpResponse(PAGE, headers=PUBLIC, status=404)

    django.respond = respond
    with ThreadPoolExecutor(readers) as pool:
        answers = [pool.submit(ask, pages) for _ in range(readers)]
        assert {answer.result().status for answer in answers} == {404}


def test_threads_never_get_anothers_page_nor_an_old_one(django, database, monkeypatch):
    monkeypatch.setattr(ready, "MOST_PAGES", 16)  # so that room is made all the time
    pages = ReadyPages(django, megabytes=1, ask=database)
    django.respond = lambda environ: HttpResponse(f"{database.number} {environ['PATH_INFO']}", headers=PUBLIC)
    history, stop = [(time.monotonic(), 1)], Event()

    def read(seed):
        reads = 0
        while not stop.is_set():
            path, started = f"/{(seed * 7 + reads) % 40}/", time.monotonic()
            number, got = ask(pages, path).body.decode().split()
            assert got == path
            stood = [number for at, number in list(history) if at <= started - 1]
            assert int(number) >= (stood[-1] if stood else 1)
            reads += 1
        return reads

    with ThreadPoolExecutor(8) as pool:
        readers = [pool.submit(read, seed) for seed in range(8)]
        for _ in range(80):
            time.sleep(0.03)
            database.number += 1
            history.append((time.monotonic(), database.number))
        stop.set()
        assert sum(reader.result() for reader in readers) > 100
    rack = pages._seen[0].plain
    assert rack.bytes == sum(page.size for page in rack.pages.values())


# Forms of an answer


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "gzip"),
        ("GZIP;Q=0.5", "gzip"),
        ("*", "gzip"),
        ("br;q=1, *;q=0.1", "gzip"),
        ("deflate, gzip ; q=1.0", "gzip"),
        ("", "identity"),
        ("identity", "identity"),
        ("br", "identity"),
        ("gzip;q=0", "identity"),
        ("gzip;q=0.000, *", "identity"),
        ("*;q=0", "identity"),
        ("x" * 5000, "identity"),
    ],
)
def test_the_browser_chooses_the_coding(accepted, coding):
    assert codings(accepted)[0] == coding


def test_the_compressed_form_is_the_same_page(pages, django):
    plain, small = ask(pages), ask(pages, HTTP_ACCEPT_ENCODING="gzip, br")
    assert len(django.asked) == 1
    assert gzip.decompress(small.body) == plain.body == PAGE.encode()
    assert (small["Content-Encoding"], plain["Content-Encoding"]) == ("gzip", "")
    assert (int(small["Content-Length"]), int(plain["Content-Length"])) == (len(small.body), len(plain.body))
    assert small["Vary"] == plain["Vary"] == "Accept-Encoding"
    assert (plain["ETag"], small["ETag"]) == ('"one"', 'W/"one"')
    assert len(small.body) < len(plain.body) / 3


def test_equal_pages_are_equal_bytes_in_every_worker(django, database):
    workers = [ReadyPages(django, megabytes=1, ask=database) for _ in range(2)]
    first = ask(workers[0], HTTP_ACCEPT_ENCODING="gzip")
    time.sleep(1.1)  # gzip would write the second into its head
    assert ask(workers[1], HTTP_ACCEPT_ENCODING="gzip").body == first.body


def test_what_is_short_or_a_picture_is_not_compressed(pages, django):
    for path, body, kind in (("/short/", "x", "text/html"), ("/icon/", PAGE, "image/png")):
        django.respond = lambda environ, body=body, kind=kind: HttpResponse(
            body, headers=PUBLIC | {"Content-Type": kind}
        )
        assert ask(pages, path, HTTP_ACCEPT_ENCODING="gzip")["Content-Encoding"] == ""


def test_head_is_the_same_without_the_body(pages, django):
    head, get = ask(pages, method="HEAD"), ask(pages)
    assert head.headers == get.headers
    assert ask(pages, method="HEAD").headers == get.headers
    assert len(django.asked) == 1
    assert b"".join(pages(_environ(method="HEAD"), lambda *heard: None)) == b""
    django.respond = lambda environ: HttpResponse("not kept")
    assert b"".join(pages(_environ("/other/", method="HEAD"), lambda *heard: None)) == b""


def _environ(path="/", method="GET") -> dict:
    caught = []
    ask(lambda environ, start: caught.append(environ) or start("200 OK", []) or [], path, method)
    return caught[0]


@pytest.mark.parametrize("ready_made", [True, False])
@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"HTTP_IF_NONE_MATCH": '"one"'}, 304),
        ({"HTTP_IF_NONE_MATCH": 'W/"one"'}, 304),
        ({"HTTP_IF_NONE_MATCH": '"zero", W/"one" , "two"'}, 304),
        ({"HTTP_IF_NONE_MATCH": "*"}, 304),
        ({"HTTP_IF_NONE_MATCH": '"two"'}, 200),
        ({"HTTP_IF_NONE_MATCH": "one"}, 200),
        ({"HTTP_IF_NONE_MATCH": '"two"', "HTTP_IF_MODIFIED_SINCE": "Fri, 25 Oct 2013 10:00:00 GMT"}, 200),
        ({"HTTP_IF_MODIFIED_SINCE": "Fri, 25 Oct 2013 10:00:00 GMT"}, 304),
        ({"HTTP_IF_MODIFIED_SINCE": "Fri, 25 Oct 2013 09:59:59 GMT"}, 200),
        ({"HTTP_IF_MODIFIED_SINCE": "yesterday"}, 200),
        ({}, 200),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_has_the_page_is_told_so(pages, django, asked, status, ready_made, method):
    dated = {"ETag": '"one"', "Last-Modified": "Fri, 25 Oct 2013 10:00:00 GMT"}
    django.respond = lambda environ: HttpResponse(PAGE, headers=PUBLIC | dated)
    if ready_made:
        ask(pages)
    answer = ask(pages, method=method, HTTP_ACCEPT_ENCODING="gzip", **asked)
    assert answer.status == status
    assert len(django.asked) == 1
    assert answer["ETag"] == 'W/"one"'
    assert answer["Cache-Control"] == "public, max-age=60"
    if status == 304:
        assert answer.body == b""
        assert not {"content-type", "content-length", "content-encoding"} & answer.headers.keys()
    # The first reader's condition is no reason to make the page again for the second.
    assert ask(pages).body.decode() == PAGE
    assert len(django.asked) == 1


def test_what_is_not_kept_can_still_be_unchanged(pages, django):
    django.respond = lambda environ: HttpResponse(PAGE, headers={"Cache-Control": "private", "ETag": '"one"'})
    assert ask(pages, HTTP_IF_NONE_MATCH='"one"').status == 304
    assert ask(pages, HTTP_IF_NONE_MATCH='"two"').status == 200


# With the whole site behind it


@pytest.fixture
def site(monkeypatch, one_connection):
    """The site behind the layer, as the server calls it."""
    monkeypatch.setattr(ready, "ASK_EVERY", 0)
    return ReadyPages(WSGIHandler(), megabytes=8)


def queries(action) -> int:
    with CaptureQueriesContext(connection) as captured:
        action()
    return len(captured)


def story_path(edition) -> str:
    return edition.get_absolute_url()


def test_a_warm_page_asks_for_nothing_but_the_generation(site):
    edition = make_edition("Park aims high", tags=[make_company("Xiaomi"), make_person("Guo Hong"), "chips"])
    paths = ["/", "/news/", story_path(edition), "/companies/xiaomi/", "/people/guo-hong/", "/topics/chips/", "/feed/"]
    paths += ["/sitemap.xml", "/robots.txt", "/companies/", "/sections/news/"]
    for path in paths:
        cold = ask(site, path)
        assert cold.status == 200, path
        assert queries(lambda path=path: ask(site, path)) == 1, path
        warm = ask(site, path)
        assert (warm.body, warm.headers) == (cold.body, cold.headers)
        assert ask(site, path, HTTP_IF_NONE_MATCH=warm["ETag"]).status == 304


def change_company(edition):
    company = edition.tags.get(name="Xiaomi").company
    company.name = "Xiaomi Holdings"
    company.save()


def change_alias(edition):
    company = edition.tags.get(name="Xiaomi").company
    company.chinese_name = "小米集团"
    company.save()
    CompanyAlias.objects.create(company=company, text="MI")


def change_section(edition):
    section = Section.objects.get(name="News")
    section.name = "Gazette"
    section.save()


def change_photo(edition):
    photo = edition.lead_photo
    photo.alt_text = "A tower at dawn"
    photo.save()


def change_role(edition):
    Role.objects.update_or_create(person=edition.tags.get(name="Guo Hong").person, defaults={"title": "Chair"})


def change_tags(edition):
    workflow.retag(edition.article, add=find_tags(["winds"]), remove=find_tags(["chips"]))


def change_text(edition):
    article = edition.article
    article.standfirst = "It was put right."
    workflow.save(article, tags=list(article.tags.all()))
    make.publish(article, change="correction")


def take_back(edition):
    workflow.withdraw(edition.article, reason="It was not so.")


def publish_another(edition):
    make_edition("Fresh news", tags=[edition.tags.get(name="Xiaomi"), edition.tags.get(name="Guo Hong"), "chips"])


STORY, HOME, COMPANY, PERSON, TOPIC = "story", "/", "/companies/xiaomi/", "/people/guo-hong/", "/topics/chips/"


@pytest.mark.parametrize(
    ("change", "where", "sign"),
    [
        (publish_another, [HOME, "/news/", COMPANY, PERSON, TOPIC, "/feed/", "/sections/news/"], "Fresh news"),
        (change_text, [STORY, "/feed/"], "It was put right."),
        (change_tags, [STORY], "winds"),
        (change_company, [STORY, COMPANY, "/companies/"], "Xiaomi Holdings"),
        (change_alias, [COMPANY], "小米集团"),
        (change_role, [PERSON], "Chair"),
        (change_section, [HOME, STORY, "/sections/news/"], "Gazette"),
        (change_photo, [STORY], "A tower at dawn"),
    ],
)
def test_a_change_shows_on_every_page_at_once(site, settings, tmp_path, change, where, sign):
    from .conftest import make_photo

    settings.MEDIA_ROOT = str(tmp_path)
    people = [make_company("Xiaomi"), make_person("Guo Hong", title="Director")]
    edition = make_edition("Park aims high", tags=[*people, "chips"], lead_photo=make_photo("tower"))
    paths = [story_path(edition) if path == STORY else path for path in where]
    for path in paths:
        assert sign not in ask(site, path).body.decode(), path
    change(edition)
    for path in paths:
        assert sign in ask(site, path).body.decode(), path


def test_a_withdrawn_story_is_gone_at_once(site):
    edition = make_edition("Park aims high", tags=["chips"])
    path = story_path(edition)
    assert ask(site, path).status == 200
    workflow.withdraw(edition.article, reason="It was not so.", gone=True)
    assert (ask(site, path).status, ask(site, path).status) == (410, 410)
    assert "Park aims high" not in ask(site, "/").body.decode()
    assert ask(site, "/topics/chips/").status == 404


def test_a_story_appears_and_ends_with_its_moment(site):
    now = datetime(2026, 5, 20, 9, tzinfo=UTC)
    hour = timedelta(hours=1)
    with time_machine.travel(now, tick=False) as clock:
        make_edition("Known")
        article = make_article("Zephyr opens")
        edition = make.schedule(article, at=now + hour, until=now + 2 * hour)
        path = story_path(edition)
        seen = []
        for moment in (now, now + hour - timedelta(milliseconds=1), now + hour, now + 2 * hour):
            clock.move_to(moment)
            seen.append([ask(site, path).status, "Zephyr" in ask(site, "/").body.decode()])
            assert ask(site, "/")["Cache-Control"] in {"public, max-age=60", "public, max-age=0"}
    assert seen == [[404, False], [404, False], [200, True], [410, False]]


def test_an_old_address_leads_on_as_soon_as_the_table_says_so(site):
    assert ask(site, "/old/").status == 404
    Redirect.objects.create(old_path="/old/", new_path="/news/")
    assert [ask(site, "/old/")["Location"] for _ in range(2)] == ["/news/"] * 2
    Redirect.objects.all().delete()
    assert ask(site, "/old/").status == 404


def test_nothing_of_the_desk_is_kept(site, django_user_model, client):
    user = django_user_model.objects.create_superuser("li.na", password="x")
    client.force_login(user)
    cookie = SimpleCookie({name: morsel.value for name, morsel in client.cookies.items()}).output(header="", sep=";")
    make_edition("Park aims high")
    for path in (
        "/admin/",
        "/admin/account/login/",
        "/admin/companies/company/",
        "/",
        "/news/",
        "/nowhere/",
        "/admin/nowhere/",
    ):
        as_editor = ask(site, path, HTTP_COOKIE=cookie)
        ask(site, path)
        stranger = ask(site, path)
        assert "li.na" not in stranger.body.decode()
        assert "Set-Cookie" not in stranger.headers or path.startswith("/admin/")
        if path == "/admin/":
            assert (as_editor.status, stranger.status) == (200, 302)
    kept = [*site._seen[0].plain.pages, *site._seen[0].asked_for.pages]
    assert sorted(key[1] for key in kept) == ["/", "/news/"]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a b", "", "localhost:x", "[::1"])
def test_a_host_that_is_not_ours_gets_nothing_kept(site, host):
    make_edition("Park aims high")
    assert ask(site, "/", HTTP_HOST=host).status == 400
    assert not site._seen[0] or not site._seen[0].plain.pages


def test_drafts_empty_no_shelf(site):
    make_edition("Known")
    ask(site)
    shelf = site._seen[0]
    article = make_article("A draft", tags=["winds"])
    article.headline = "Changed"
    workflow.save(article)
    ask(site)
    assert site._seen[0] is shelf
