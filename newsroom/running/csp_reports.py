"""Takes in what browsers report of broken content security policies: little of it, and never as it came.

Anybody can send anything here. So a report is read only as far as it can be honest, what is written down are a few
fields without queries and without control characters, and a process writes no more than a few a minute.
"""

import json
import logging
import threading
import time
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

logger = logging.getLogger(__name__)

LARGEST = 8 * 1024  # bytes
MOST_A_MINUTE = 20
_TYPES = ("application/csp-report", "application/reports+json", "application/json")
_FIELDS = {  # ours: what browsers call it, in the old form and in the new
    "page": ("document-uri", "documentURL"),
    "directive": ("effective-directive", "effectiveDirective", "violated-directive"),
    "blocked": ("blocked-uri", "blockedURL"),
    "source": ("source-file", "sourceFile"),
    "line": ("line-number", "lineNumber"),
}


class _Meter:
    """Lets a few through each minute, and counts the others."""

    def __init__(self):
        self._lock, self._minute, self._number = threading.Lock(), -1, 0

    def lets_through(self) -> bool:
        with self._lock:
            minute = int(time.monotonic() // 60)
            if minute != self._minute:
                self._minute, self._number = minute, 0
            self._number += 1
            return self._number <= MOST_A_MINUTE


meter = _Meter()


@csrf_exempt  # a browser sends it by itself, with nothing of ours
@require_POST
def report(request):
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > LARGEST:
        return HttpResponse(status=413)
    if request.content_type not in _TYPES:
        return HttpResponse(status=415)
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        return HttpResponse(status=400)
    for one in _reports(told):
        if meter.lets_through():
            logger.warning("A browser reports: %s", json.dumps(one, ensure_ascii=True, sort_keys=True))
    return HttpResponse(status=204)


def _reports(told) -> list[dict]:
    """The few fields that we keep, of the few reports that one message may hold."""
    found = []
    for one in (told if isinstance(told, list) else [told])[:5]:
        body = one.get("csp-report") or one.get("body") if isinstance(one, dict) else None
        if isinstance(body, dict):
            found.append({name: _plain(body, called) for name, called in _FIELDS.items()})
    return found


def _plain(body: dict, called: tuple[str, ...]) -> str:
    value = next((body[name] for name in called if name in body), "")
    if isinstance(value, int):
        value = str(value)
    if not isinstance(value, str):
        return ""
    if "://" in value:
        try:
            parts = urlsplit(value)
        except ValueError:
            return ""
        value = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"  # no query, which may hold a secret
    return value[:200]
