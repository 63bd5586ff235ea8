"""One answer as bytes that can be sent again and again: plain and compressed, whole or as “nothing new”."""

import gzip
import math
import re
import time
from functools import lru_cache

from django.utils.http import parse_etags, parse_http_date_safe

_STATUSES = {"200", "301", "308", "410"}  # what is, and what is so for good
_TEXT = re.compile(r"(?:text/|image/svg\+xml|application/(?:[\w.+-]+\+)?(?:xml|json)\b)")
_LEAST = 500  # bytes; what is shorter goes into one packet either way
_MOST_CODINGS = 200  # characters of Accept-Encoding; nobody needs more to name three codings
_AGE = re.compile(r"\bmax-age=(\d+)")
_OF_THE_BODY = {"content-type", "content-length", "content-encoding", "content-language"}


def may_be_kept(status: str, headers: list[tuple[str, str]], answer) -> bool:
    """Whether the answer is the same for every reader, and says so itself."""
    values: dict[str, list[str]] = {}
    for name, value in headers:
        values.setdefault(name.lower(), []).append(value.lower())
    keeping = {part.strip().partition("=")[0] for value in values.get("cache-control", []) for part in value.split(",")}
    varies = {part.strip() for value in values.get("vary", []) for part in value.split(",")}
    return (
        status[:3] in _STATUSES
        and "public" in keeping
        and keeping.isdisjoint({"private", "no-store", "no-cache"})
        and varies <= {"", "accept-encoding"}
        and values.keys().isdisjoint({"set-cookie", "content-encoding", "expires"})
        and not any("nonce-" in value for value in values.get("content-security-policy", []))
        and getattr(answer, "streaming", True) is False  # Django's own mark; a stranger's answer has none
    )


@lru_cache(maxsize=500)
def codings(accepted: str) -> tuple[str, ...]:
    """The codings of ours that a browser takes by its Accept-Encoding, the one that saves most first."""
    taken: dict[str, bool] = {}
    for part in accepted[:_MOST_CODINGS].lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        taken[name] = not re.fullmatch(r"0(?:\.0*)?", weight)
    any_other = taken.get("*", False)
    return (*(coding for coding in ("gzip",) if taken.get(coding, any_other)), "identity")


def is_unchanged(environ: dict, headers: list[tuple[str, str]]) -> bool:
    """Whether the reader has these very bytes already, by If-None-Match or else by If-Modified-Since."""
    none_match, since = environ.get("HTTP_IF_NONE_MATCH"), environ.get("HTTP_IF_MODIFIED_SINCE")
    if not none_match and not since:
        return False
    ours = {name.lower(): value for name, value in headers}
    if none_match:
        tags = parse_etags(none_match)
        return tags == ["*"] or ours.get("etag", "").removeprefix("W/") in {tag.removeprefix("W/") for tag in tags}
    ours_since, theirs = parse_http_date_safe(ours.get("last-modified", "")), parse_http_date_safe(since or "")
    return ours_since is not None and theirs is not None and ours_since <= theirs


def nothing_new(headers: list[tuple[str, str]], start_response) -> list[bytes]:
    start_response("304 Not Modified", [pair for pair in headers if pair[0].lower() not in _OF_THE_BODY])
    return []


class KeptPage:
    """An answer that may be kept. Its compressed form is made once, with it."""

    __slots__ = ("_forms", "_max_age", "_status", "made", "size", "used")

    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes):
        self._status = status
        kind = "".join(value for name, value in headers if name.lower() == "content-type")
        self._forms = {}
        smaller = b""
        if len(body) >= _LEAST and _TEXT.match(kind):
            headers = [*(pair for pair in headers if pair[0].lower() != "vary"), ("Vary", "Accept-Encoding")]
            smaller = gzip.compress(body, 6, mtime=0)  # no clock in it: equal pages, equal bytes
        self._forms["identity"] = (_with_length(headers, body), body)
        if smaller:
            self._forms["gzip"] = (_encoded(_with_length(headers, smaller), "gzip"), smaller)
        ages = [int(age) for name, value in headers if name == "Cache-Control" for age in _AGE.findall(value)]
        self._max_age = max(ages, default=0)
        self.size = sum(len(data) for _, data in self._forms.values()) + 4000  # about what the headers take
        self.made = self.used = time.monotonic()

    def answer(self, environ: dict, start_response, holds: float = math.inf) -> list[bytes]:
        """Answer the request. The page promises nothing beyond the `holds` seconds for which it holds."""
        for coding in codings(environ.get("HTTP_ACCEPT_ENCODING", "")):
            if coding in self._forms:
                headers, body = self._forms[coding]
                break
        if holds < self._max_age:
            headers = _capped(headers, holds)
        if self._status.startswith("200") and is_unchanged(environ, headers):
            return nothing_new(headers, start_response)
        start_response(self._status, list(headers))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _with_length(headers, body: bytes) -> list[tuple[str, str]]:
    return [*(pair for pair in headers if pair[0].lower() != "content-length"), ("Content-Length", str(len(body)))]


def _encoded(headers, coding: str) -> list[tuple[str, str]]:
    """As the same page in another coding: its tag is weak, since it stands for other bytes than the plain one's."""
    changed = [(name, f"W/{value}" if name.lower() == "etag" else value) for name, value in headers]
    return [*changed, ("Content-Encoding", coding)]


def _capped(headers, holds: float) -> list[tuple[str, str]]:
    shorter = f"max-age={max(0, int(holds))}"
    return [(name, _AGE.sub(shorter, value) if name.lower() == "cache-control" else value) for name, value in headers]
