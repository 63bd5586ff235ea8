"""Pages kept ready-made at the WSGI door: the same question, while nothing changed, gets the same bytes.

A page depends on two things: the generation, a number in the database that every change readers can see raises in its
own transaction, and the clock, where it crosses the moment at which an edition or a role begins or ends. So pages lie
on a shelf that stands for one generation until the next moment. A worker asks for both at most twice a second, in one
query; as soon as either is another, it begins an empty shelf. Nothing is purged: what is made while a change happens
lies on the shelf that was there before, and goes with it. A reader sees any change within a second, on every worker and
machine.

Only what is the same for everybody comes onto the shelf: answers that call themselves public, to requests without
cookie or authorisation (kept_page.may_be_kept). A reader whose cookies are none of ours, such as the parent domain's
statistics, gets what lies on the shelf; where it doesn't, it is asked for without them. All else goes through to
Django as if this were not here, and so does everything while the database doesn't answer or anything here fails: then
pages are slower, never older.
"""

import logging
import math
import re
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from threading import Event, Lock

from django.conf import settings
from django.db import close_old_connections

from newsroom.models import Generation
from newsroom.public.kept_page import KeptPage, is_unchanged, may_be_kept, nothing_new

logger = logging.getLogger(__name__)

ASK_EVERY = 0.5  # seconds between two questions to the database
TRUST_FOR = 0.9  # seconds for which its last word counts at the most, while somebody else asks
KEEP_FOR = 600  # seconds; a change that nobody counted, such as one by hand in the database, shows by then
PATIENCE = 5  # seconds to wait for somebody else who makes the same page
MOST_PAGES = 20_000
LONGEST_PATH, LONGEST_QUERY = 500, 200  # characters; nothing of ours is longer

_PERSONAL = ("HTTP_AUTHORIZATION", "REMOTE_USER")
_UNUSUAL = ("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_TRANSFER_ENCODING")
_LEFT_OUT = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_COOKIE")


# What a browser makes of cookies; whatever is put otherwise is left to Django.
_COOKIES = re.compile(r"[!#$%&'*+.^`|~\w-]+=[^;\s\"\\]*(?:; ?[!#$%&'*+.^`|~\w-]+=[^;\s\"\\]*)*", re.ASCII)
_MOST_COOKIES = 4000  # characters


def ask_database() -> tuple[int, datetime | None]:
    close_old_connections()  # as Django does around a request
    try:
        return Generation.objects.standing()
    finally:
        close_old_connections()


class Rack:
    """Pages by key, as many as fit; those longest unused go first. Looking takes no lock."""

    def __init__(self, most_pages: int, most_bytes: int):
        self.most_pages, self.most_bytes = most_pages, most_bytes
        self.pages: dict[tuple, KeptPage] = {}
        self.bytes = 0
        self._lock = Lock()

    def get(self, key: tuple) -> KeptPage | None:
        page, now = self.pages.get(key), time.monotonic()
        if page is None or now - page.made > KEEP_FOR:
            return None
        page.used = now
        return page

    def put(self, key: tuple, page: KeptPage) -> None:
        if page.size > self.most_bytes // 8:
            return
        with self._lock:
            if before := self.pages.get(key):
                self.bytes -= before.size
            self.pages[key] = page
            self.bytes += page.size
            if self.bytes > self.most_bytes or len(self.pages) > self.most_pages:
                self._make_room()

    def _make_room(self) -> None:
        """A quarter at a time, so that a full rack doesn't sort itself for every page."""
        for key, page in sorted(self.pages.items(), key=lambda item: item[1].used):
            if self.bytes <= self.most_bytes * 3 // 4 and len(self.pages) <= self.most_pages * 3 // 4:
                break
            del self.pages[key]
            self.bytes -= page.size


class Shelf:
    """The pages of one generation, until the next moment at which an edition begins or ends.

    Addresses with a query lie apart, on a smaller rack: a stranger can think of as many as they like, and must not
    push the pages away that everybody reads.
    """

    def __init__(self, number: int, moment: datetime | None, most_bytes: int):
        self.number, self.moment = number, moment
        self.until = moment.timestamp() if moment else math.inf
        self.plain, self.asked_for = Rack(MOST_PAGES, most_bytes), Rack(MOST_PAGES // 8, most_bytes // 8)
        self.in_the_making: dict[tuple, Event] = {}

    def get(self, key: tuple) -> KeptPage | None:
        return self._rack(key).get(key)

    def put(self, key: tuple, page: KeptPage) -> None:
        self._rack(key).put(key, page)

    def _rack(self, key: tuple) -> Rack:
        return self.asked_for if key[0] else self.plain


class ReadyPages:
    """The WSGI layer in front of Django."""

    def __init__(self, app, *, megabytes: int, ask: Callable = ask_database):
        self.app, self._ask = app, ask
        self._most_bytes = megabytes * 1024 * 1024
        self._seen: tuple[Shelf | None, float] = (None, -math.inf)  # the shelf, and when the database said it stands
        self._asking = Lock()
        self._files = (settings.STATIC_URL, settings.MEDIA_URL)
        # What a proxy in front may say, where the settings believe it.
        self._told = [settings.SECURE_PROXY_SSL_HEADER[0]] if settings.SECURE_PROXY_SSL_HEADER else []
        self._told += ["HTTP_X_FORWARDED_HOST"] if settings.USE_X_FORWARDED_HOST else []
        self._told += ["HTTP_X_FORWARDED_PORT"] if settings.USE_X_FORWARDED_PORT else []
        self._our_cookies = {
            settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "messages",
        }  # fmt: skip

    def __call__(self, environ, start_response):
        shelf = page = None
        try:
            key = self._key(environ)
            if key is not None and (shelf := self._standing()) is not None:
                page = shelf.get(key)
        except Exception:
            logger.exception("The store of ready-made pages failed; this one is made anew.")
            shelf = None
        if page is not None:
            return page.answer(environ, start_response, shelf.until - time.time())
        if shelf is None:
            return self.app(environ, start_response)
        return self._make(key, shelf, environ, start_response)

    def at_hand(self, environ) -> Callable | None:
        """What answers it without waiting, where the page lies here and nothing has to be asked first; else None."""
        shelf, asked = self._seen
        if shelf is None or time.monotonic() - asked >= ASK_EVERY or (holds := shelf.until - time.time()) <= 0:
            return None
        try:
            key = self._key(environ)
            page = shelf.get(key) if key is not None else None
        except Exception:
            logger.exception("The store of ready-made pages failed; this one is made anew.")
            return None
        return page and partial(page.answer, holds=holds)

    # The question

    def _key(self, environ) -> tuple | None:
        """All that the answer may depend on; None where it may depend on who asks."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ.get("CONTENT_LENGTH", "0") not in ("", "0"):
            return None
        for name in (*_PERSONAL, *_UNUSUAL):
            if name in environ:
                return None
        if "HTTP_COOKIE" in environ and not self._says_nothing(environ["HTTP_COOKIE"]):
            return None
        host, path, query = environ.get("HTTP_HOST"), environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if not host or len(path) > LONGEST_PATH or len(query) > LONGEST_QUERY or path.startswith(self._files):
            return None
        # Django takes any port and any case in the name of a host that it knows: as many addresses as a stranger likes.
        name, _, port = host.rpartition(":") if host[-1] != "]" else ("", "", host)
        is_invented = host != host.lower() or (name and port != environ.get("SERVER_PORT"))
        told = tuple([environ.get(name) for name in self._told])
        scheme, root = environ["wsgi.url_scheme"], environ.get("SCRIPT_NAME", "")
        return bool(query or is_invented), path, query, host, scheme, root, told

    def _says_nothing(self, cookies: str) -> bool:
        """Whether none of them is ours: then they tell nothing about whom the answer is for."""
        if len(cookies) > _MOST_COOKIES or not _COOKIES.fullmatch(cookies):
            return False
        names = {cookie.partition("=")[0].strip() for cookie in cookies.split(";")}
        return self._our_cookies.isdisjoint(names) and not any(name.startswith("__") for name in names)

    # The shelf

    def _standing(self) -> Shelf | None:
        """The shelf that stands now; None where the database doesn't say."""
        shelf, asked = self._seen
        age = time.monotonic() - asked
        has_passed = shelf is not None and time.time() >= shelf.until
        if age < ASK_EVERY and not has_passed:
            return shelf
        # One asks; the others go on meanwhile, but not for long, and not beyond the moment.
        may_go_on = age < TRUST_FOR and not has_passed
        if not self._asking.acquire(timeout=0 if may_go_on else PATIENCE):
            return shelf if may_go_on else None
        try:
            if self._seen[1] == asked:
                asked = time.monotonic()  # before the question, so that the answer counts as older than it is
                self._seen = self._look(shelf), asked
            return self._seen[0]
        finally:
            self._asking.release()

    def _look(self, shelf: Shelf | None) -> Shelf | None:
        """The same shelf while generation and moment stand, an empty one where either has changed."""
        try:
            number, moment = self._ask()
        except Exception:
            if shelf is not None or self._seen[1] == -math.inf:  # once, not twice a second
                logger.exception("The generation can't be read, so every page is made anew until it can.")
            return None
        if shelf is not None and (shelf.number, shelf.moment) == (number, moment):
            return shelf
        return Shelf(number, moment, self._most_bytes)

    # The answer

    def _make(self, key: tuple, shelf: Shelf, environ, start_response):
        """Ask Django; of several who want the same page at once, one asks and the others wait for it."""
        made = Event()
        making = shelf.in_the_making.setdefault(key, made)
        if making is not made:
            making.wait(PATIENCE)
            shelf = self._standing()
            page = shelf.get(key) if shelf is not None else None
            if page is not None:
                return page.answer(environ, start_response, shelf.until - time.time())
            if shelf is None:
                return self.app(environ, start_response)
        try:
            return self._ask_django(key, shelf, environ, start_response)
        finally:
            if making is made:
                del shelf.in_the_making[key]
                made.set()

    def _ask_django(self, key: tuple, shelf: Shelf, environ, start_response):
        """Ask for the whole page whatever the reader has of it, keep it where that is allowed, answer the reader.

        It goes onto the shelf that stood before it was made. Where something changed since, that shelf stands no more.
        """
        asked = {name: value for name, value in environ.items() if name not in _LEFT_OUT} | {"REQUEST_METHOD": "GET"}
        heard = []
        answer = self.app(asked, lambda status, headers, exc_info=None: heard.append((status, headers)))
        status, headers = heard[-1]  # Django says it before it returns
        page = None
        try:
            if may_be_kept(status, headers, answer):
                page = KeptPage(status, headers, b"".join(answer))
                shelf.put(key, page)
        except Exception:
            logger.exception("A page could not be kept ready-made; it is only sent.")
        if page is not None:
            answer.close()
            return page.answer(environ, start_response, shelf.until - time.time())
        if "HTTP_COOKIE" in environ:
            # Not for everybody after all, so the cookies may say something: asked for once more, as it came.
            answer.close()
            return self.app(environ, start_response)
        if status.startswith("200") and is_unchanged(environ, headers):
            answer.close()
            return nothing_new(headers, start_response)
        start_response(status, headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            answer.close()
            return []
        return answer
