"""What fails in the store of ready-made pages, or is too much for it, costs only speed; many may ask at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.http import HttpResponse

from newsroom.public import kept_page, ready
from newsroom.public.kept_page import KeptPage
from newsroom.public.ready import ReadyPages
from tests.newsroom.public.ready_made.asking import PAGE, PUBLIC, ask, is_kept


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
    assert len(caplog.records) == 1


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


def test_a_page_that_takes_the_place_of_another_is_counted_once():
    rack, page = ready.Rack(10, 1024 * 1024), KeptPage("200 OK", [], b"x" * 100)
    for _ in range(3):
        rack.put(("/",), page)
    assert rack.bytes == page.size > 4000, "its headers take room as well"


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
    shelf = pages._seen[0]
    assert len(shelf.asked_for.pages) <= 10
    assert shelf.asked_for.most_bytes == shelf.plain.most_bytes // 8


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "[::1]", "[::1]:8000"])
def test_what_a_site_is_called_is_not_invented(pages, host):
    ask(pages, HTTP_HOST=host)
    assert len(pages._seen[0].plain.pages) == 1


# Many at once


def test_a_news_spike_makes_the_page_once(pages, django, monkeypatch):
    monkeypatch.setattr(ready, "PATIENCE", 30)
    go, readers, began = Event(), 16, time.monotonic()

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
    assert time.monotonic() - began < 15, "somebody waited for what was there"


@pytest.mark.parametrize("number", [2, None])
def test_whoever_waited_gets_nothing_that_stands_no_more(pages, django, database, number):
    """What was made meanwhile lies on the shelf that stood when it was begun."""
    ask(pages)
    old, made = pages._seen[0], Event()
    [key] = old.plain.pages
    old.in_the_making[key] = made
    made.set()
    database.number = number
    django.respond = lambda environ: HttpResponse("new", headers=PUBLIC)
    assert ask(lambda environ, start: pages._make(key, old, environ, start)).body == b"new"


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
