"""The forms in which a ready-made page goes out: compressed, without its body, or as the word that it is unchanged."""

import gzip
import time

import pytest
from django.http import HttpResponse

from newsroom.public.kept_page import KeptPage, codings
from newsroom.public.ready import ReadyPages
from tests.newsroom.public.ready_made.asking import PAGE, PUBLIC, ask


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
        ("x, " * 100 + "gzip", "identity"),  # nobody reads so far
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


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "image/svg+xml", "application/xml", "application/rss+xml; charset=utf-8", "application/json",
     "application/feed+json"],
)  # fmt: skip
def test_whatever_is_text_is(pages, django, kind):
    headers = PUBLIC | {"Content-Type": kind, "Vary": "Accept-Encoding"}
    django.respond = lambda environ: HttpResponse(PAGE, headers=headers)
    assert ask(pages, HTTP_ACCEPT_ENCODING="gzip")["Content-Encoding"] == "gzip"


def test_head_is_the_same_without_the_body(pages, django):
    head, get = ask(pages, method="HEAD"), ask(pages)
    assert head.headers == get.headers
    assert ask(pages, method="HEAD").headers == get.headers
    assert len(django.asked) == 1
    assert b"".join(pages(_environ(method="HEAD"), lambda *heard: None)) == b""
    django.respond = lambda environ: HttpResponse("not kept")
    assert b"".join(pages(_environ("/other/", method="HEAD"), lambda *heard: None)) == b""


def test_whoever_asks_for_the_head_alone_leaves_a_whole_page_to_the_next(pages, django):
    django.respond = lambda environ: HttpResponse(PAGE if environ["REQUEST_METHOD"] == "GET" else "", headers=PUBLIC)
    assert int(ask(pages, method="HEAD")["Content-Length"]) == len(PAGE)
    assert ask(pages).body.decode() == PAGE
    assert len(django.asked) == 1


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
        ({"HTTP_IF_NONE_MATCH": "one", "HTTP_IF_MODIFIED_SINCE": "Fri, 25 Oct 2013 10:00:00 GMT"}, 200),
        ({"HTTP_IF_NONE_MATCH": '"two"', "HTTP_IF_MODIFIED_SINCE": "Fri, 25 Oct 2013 10:00:00 GMT"}, 200),
        ({"HTTP_IF_MODIFIED_SINCE": "Fri, 25 Oct 2013 10:00:00 GMT"}, 304),
        ({"HTTP_IF_MODIFIED_SINCE": "Fri, 25 Oct 2013 09:59:59 GMT"}, 200),
        ({"HTTP_IF_MODIFIED_SINCE": "yesterday"}, 200),
        ({}, 200),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_has_the_page_is_told_so(pages, django, asked, status, ready_made, method):
    dated = {"ETag": '"one"', "Last-Modified": "Fri, 25 Oct 2013 10:00:00 GMT", "Content-Language": "zh-Hans"}
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
        assert not {"content-type", "content-length", "content-encoding", "content-language"} & answer.headers.keys()
    # The first reader's condition is no reason to make the page again for the second.
    assert ask(pages).body.decode() == PAGE
    assert len(django.asked) == 1


def test_what_is_not_kept_can_still_be_unchanged(pages, django):
    django.respond = lambda environ: HttpResponse(PAGE, headers={"Cache-Control": "private", "ETag": '"one"'})
    assert ask(pages, HTTP_IF_NONE_MATCH='"one"').status == 304
    assert ask(pages, HTTP_IF_NONE_MATCH='"two"').status == 200


@pytest.mark.parametrize("status", [301, 404, 410])
def test_only_a_page_can_be_unchanged(pages, django, status):
    django.respond = lambda environ: HttpResponse(PAGE, status=status, headers=PUBLIC)
    for _ in range(2):
        assert ask(pages, HTTP_IF_NONE_MATCH="*").status == status


@pytest.mark.parametrize(("holds", "promised"), [(-0.5, 0), (9.9, 9), (90, 60)])
def test_a_page_promises_what_it_holds_and_no_more(holds, promised):
    heard = []
    page = KeptPage("200 OK", [("Cache-Control", "public, max-age=60")], b"x")
    page.answer({"REQUEST_METHOD": "GET"}, lambda *said: heard.append(dict(said[1])), holds)
    assert heard[0]["Cache-Control"] == f"public, max-age={promised}"
