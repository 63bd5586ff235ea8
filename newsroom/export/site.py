"""The whole public site as files that any web server or archive can serve.

The site is asked for its pages as a reader would, beginning at its front page and its sitemap, and every link within
it is followed. What a plain file server cannot do is put into files: a page of a list (`?page=2`) becomes a folder, a
feed at a folder's address becomes `feed.xml`, moved addresses become pages that lead on. Searching needs the living
site, and says so.
"""

import ctypes
import hashlib
import html
import json
import os
import posixpath
import re
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, unquote_to_bytes, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import RequestFactory
from django.test.utils import override_settings
from django.utils.encoding import iri_to_uri

from newsroom.export import standing
from newsroom.models import Edition, OldAddress, Redirect
from newsroom.public.redirects import stories_once_at

STARTS = (
    "/",
    "/sitemap.xml",
    "/news-sitemap.xml",
    "/robots.txt",
    "/llms.txt",
    "/favicon.ico",
    "/.well-known/security.txt",
)
_LINK = re.compile(r"""(\s(?:href|src|action|content|poster)=)(["'])([^"']*)\2""")
_SRCSET = re.compile(r"""(\ssrcset=)(["'])([^"']*)\2""")
_IN_CSS = re.compile(r"""(url\(\s*["']?|@import\s+["'])([^"')]+)""")
_IN_JS = re.compile(r"""(\b(?:from|import)\s*+(?:\(\s*+)?)(["'])(\.{1,2}/[^"']+)\2""")
_IN_XML = re.compile(r"(<(?:loc|link|guid[^<>]*|id)>|<(?:atom:|xhtml:)?link[^<>]*?href=\"|\burl=\")([^<\"]+)")
_TYPES = {"text/html": ".html", "application/rss+xml": ".xml", "application/atom+xml": ".xml"}
_SEARCHED = "/search/"
LONGEST_NAME = 255  # bytes of one name, on nearly every disk


@dataclass(slots=True)
class Answer:
    """One address of the site: what it answers, and the file it becomes."""

    path: str  # with its query
    status: int
    kind: str
    body: bytes
    file: str = ""
    target: str = ""


@dataclass(slots=True)
class Report:
    """What an export did: files written, left as they were, and gone since; and links that led nowhere."""

    written: int = 0
    kept: int = 0
    gone: int = 0
    broken: list[str] = field(default_factory=list)

    @property
    def files(self) -> int:
        return self.written + self.kept


class Site:
    """The living site, asked in this process. `origin` is the address that the copy will have."""

    def __init__(self, origin: str):
        self.origin = origin.rstrip("/")
        parts = urlsplit(self.origin)
        self.host, self.is_secure = parts.netloc, parts.scheme == "https"
        self.factory = RequestFactory()
        self.handler = WSGIHandler()

    def ask(self, path: str) -> Answer:
        host, _, port = self.host.partition(":")
        environ = self.factory.get(path, secure=self.is_secure, headers={"host": self.host}).environ
        environ |= {
            "SERVER_NAME": host,
            "SERVER_PORT": port or ("443" if self.is_secure else "80"),
            # The factory's own request has decoded it already.
            "PATH_INFO": unquote_to_bytes(urlsplit(path).path).decode("iso-8859-1"),
        }
        response = self.handler.get_response(self.handler.request_class(environ))
        try:
            body = b"".join(response) if response.streaming else response.content
        finally:
            # As the end of a request, but for the connection: whoever asks here goes on with it.
            request_finished.disconnect(close_old_connections)
            response.close()
            request_finished.connect(close_old_connections)
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Answer(path, response.status_code, kind, body, target=response.headers.get("Location", ""))

    def static(self, path: str) -> Answer:
        """A static file, as collected or as it lies in the source."""
        name = unquote(path.removeprefix(settings.STATIC_URL))
        found = Path(settings.STATIC_ROOT) / name
        found = found if found.is_file() else Path(finders.find(name) or "/nonexistent")
        if not found.is_file() or ".." in name:
            return Answer(path, 404, "", b"")
        kinds = {".css": "text/css", ".js": "text/javascript"}
        return Answer(path, 200, kinds.get(found.suffix, "application/octet-stream"), found.read_bytes())


class SiteExport:
    """Collects the site into a folder beside the wanted one, and puts it into that one's place when it is whole."""

    def __init__(
        self,
        folder: Path,
        origin: str,
        *,
        is_relative: bool = False,
        anew: bool = False,
        progress: Callable = lambda done: None,
    ):
        self.folder, self.site, self.is_relative, self.anew = folder, Site(origin), is_relative, anew
        self.progress = progress
        self.report = Report()
        self.files: dict[str, str] = {}  # address → file, of what is asked for already or waits
        self.queue: deque[str] = deque()
        self.manifest: dict[str, str] = {}
        self.moved: dict[str, str] = {}
        self.leading_on: dict[str, str] = {}  # file → where it leads

    def run(self) -> Report:
        before = _read_manifest(self.folder)
        self.old = before.get("files", {})
        state = standing.state(origin=self.site.origin, is_relative=self.is_relative)
        if not self.anew and standing.still(before.get("state"), state) and self._has_all():
            self.report.kept, self.report.broken = len(self.old), before.get("broken", [])
            return self.report
        self.building = self.folder.with_name(f"{self.folder.name}.building")
        _remove(self.building)
        self.building.mkdir(parents=True)
        hosts = [*settings.ALLOWED_HOSTS, self.site.host.partition(":")[0]]
        with override_settings(SITE_URL=self.site.origin, ALLOWED_HOSTS=hosts):
            for path in (*STARTS, *_redirected()):
                self._want(path)
            while self.queue:
                self._take(self.queue.popleft())
                self.progress(len(self.files) - len(self.queue))
            self._write("404.html", self._linked(self.site.ask("/not-here/"), "404.html"))
            self._write_redirects()
            for file, target in self.leading_on.items():  # last, so that none takes the place of a page
                if self._fits(file):
                    self._write(file, self._leading_on(target, file))
        self.report.gone = len(self.old.keys() - self.manifest.keys())
        told = {"origin": self.site.origin, "state": state, "broken": self.report.broken, "files": self.manifest}
        manifest = json.dumps(told, indent=0, sort_keys=True)
        (self.building / "manifest.json").write_text(manifest, encoding="utf-8")
        _put_in_place(self.building, self.folder)
        return self.report

    def _has_all(self) -> bool:
        """Whether every file that the folder is said to hold is there; what is in it is not read again."""
        return bool(self.old) and all((self.folder / file).is_file() for file in self.old)

    # Addresses

    def _want(self, path: str) -> str | None:
        """The file that an address of ours becomes; None for what no file can answer."""
        path = iri_to_uri(path.partition("#")[0])
        if path in self.files:
            return self.files[path]
        parts = urlsplit(path)
        if parts.path.startswith(("/admin/", "/account/")) or parts.path.endswith(".zip") or len(path) > 1000:
            return None  # kits repeat what the copy has, and are made on demand
        pages = dict(parse_qsl(parts.query))
        if parts.query and (set(pages) - {"page"} or not pages.get("page", "1").isdigit()):
            return None  # a question to the search, or words for counting
        file = _file_for(parts.path, pages.get("page", ""))
        self.files[path] = file
        self.queue.append(path)
        return file

    def _take(self, path: str) -> None:
        if path.startswith(settings.STATIC_URL):
            answer = self.site.static(path)
        else:
            answer = self.site.ask(path)
        file = self.files[path]
        if answer.status in (301, 302, 308):
            self.moved[path] = answer.target
            self._want(self._ours(answer.target) or "/")
            self.leading_on[file] = answer.target
            return
        if answer.status not in (200, 410) or not self._fits(file):
            self.report.broken.append(path)
            return
        if file.endswith("/index.html") and (ending := _TYPES.get(answer.kind, ".html")) != ".html":
            file = self.files[path] = f"{file.removesuffix('/index.html')}{ending}"
        if path == _SEARCHED:
            answer.body = self._search_page(answer.body)
        self._write(file, self._linked(answer, file))

    def _ours(self, address: str) -> str:
        """The path of an address of ours with its query, "" for others."""
        if address.startswith(self.site.origin + "/"):
            address = address[len(self.site.origin) :]
        elif address == self.site.origin:
            address = "/"
        return address if address.startswith("/") and not address.startswith("//") else ""

    # Links

    def _linked(self, answer: Answer, file: str) -> bytes:
        """The answer's body with its links fit for files; what it links to is asked for as well."""
        base = f"{self.site.origin}{answer.path}"
        if answer.kind == "text/html":
            text = answer.body.decode()
            text = _LINK.sub(lambda m: f"{m[1]}{m[2]}{self._link(m[3], base, file, m[1])}{m[2]}", text)
            return _SRCSET.sub(lambda m: f"{m[1]}{m[2]}{self._set(m[3], base, file)}{m[2]}", text).encode()
        if answer.kind == "text/css":
            text = answer.body.decode()
            return _IN_CSS.sub(lambda m: f"{m[1]}{self._link(m[2], base, file)}", text).encode()
        if answer.kind == "text/javascript":
            for match in _IN_JS.finditer(answer.body.decode()):
                self._want(self._ours(urljoin(base, match[3])))
        elif answer.kind.endswith("xml"):
            text = answer.body.decode()
            return _IN_XML.sub(lambda m: f"{m[1]}{self._whole(m[2], base)}", text).encode()
        return answer.body

    def _link(self, value: str, base: str, file: str, attribute: str = "") -> str:
        """A link of a page as it stands in the copy: from the root or from the file; whole ones stay whole."""
        said = html.unescape(value)
        if "content" in attribute and not said.startswith(self.site.origin + "/"):
            return value
        if said.startswith(("#", "data:", "mailto:", "tel:", "javascript:")) or not said:
            return value
        path = self._ours(urljoin(base, said))
        if not path:
            return value
        address, _, mark = path.partition("#")
        target = self._want(address)
        if said.startswith(self.site.origin):
            return self._whole(value, base)
        if target is None:
            # What only the living site can answer.
            return html.escape(f"{self.site.origin}{path}")
        shown = self._address_of(address)
        if self.is_relative:
            shown = posixpath.relpath(unquote(target), posixpath.dirname(file) or ".")
            shown = quote(shown)
        return html.escape(shown + (f"#{mark}" if mark else ""))

    def _set(self, value: str, base: str, file: str) -> str:
        parts = [part.strip().split(" ", 1) for part in value.split(",") if part.strip()]
        return ", ".join(" ".join([self._link(part[0], base, file), *part[1:]]) for part in parts)

    def _whole(self, value: str, base: str) -> str:
        """A whole address of ours at the place where the copy has it."""
        said = html.unescape(value.strip())
        path = self._ours(urljoin(base, said)) if said.startswith(("/", self.site.origin)) else ""
        if not path:
            return value
        address, _, mark = path.partition("#")
        if self._want(address) is None:
            return value
        return html.escape(self.site.origin + self._address_of(address) + (f"#{mark}" if mark else ""))

    def _address_of(self, path: str) -> str:
        """The address under which a file server has the page."""
        parts = urlsplit(iri_to_uri(path))
        page = dict(parse_qsl(parts.query)).get("page", "")
        if page and page != "1":
            return f"{parts.path}page/{page}/"
        return f"{parts.path.rstrip('/')}.xml" if _is_folder_feed(parts.path) else parts.path

    # Files

    def _fits(self, file: str) -> bool:
        """Whether a disk takes the file beside what is there: a file is no folder, and no name is endless."""
        path = self.building / file
        if file == "manifest.json" or any(len(os.fsencode(part)) > LONGEST_NAME for part in path.parts):
            return False
        return not path.is_dir() and not any(above.is_file() for above in path.parents)

    def _write(self, file: str, data: bytes) -> None:
        path = self.building / file
        if not path.resolve().is_relative_to(self.building.resolve()) or file in self.manifest:
            return
        digest = hashlib.sha256(data).hexdigest()
        path.parent.mkdir(parents=True, exist_ok=True)
        self.manifest[file] = digest
        before = self.folder / file
        if self.old.get(file) == digest and before.is_file() and not before.is_symlink():
            os.link(before, path)  # an unchanged file stays the same file, with its old date
            self.report.kept += 1
            return
        path.write_bytes(data)
        self.report.written += 1

    def _leading_on(self, target: str, file: str) -> bytes:
        path = self._ours(urljoin(self.site.origin + "/", target))
        whole = html.escape(self.site.origin + self._address_of(path) if path else target)
        shown = self._link(path, self.site.origin + "/", file) if path else whole
        return (
            f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Moved</title>'
            f'<link rel="canonical" href="{whole}"><meta name="robots" content="noindex">'
            f'<meta http-equiv="refresh" content="0; url={shown}"></head>'
            f'<body><p>This page has moved: <a href="{shown}">{whole}</a></p></body></html>\n'
        ).encode()

    def _search_page(self, body: bytes) -> bytes:
        note = (
            '<main id="main"><h1>Search</h1><p>This is a copy of the site as files, which cannot search. Search at '
            f'<a href="{html.escape(self.site.origin)}/search/?q=">{html.escape(self.site.host)}</a>, or look through '
            '<a href="/news/">all stories</a>, <a href="/companies/">companies</a>, <a href="/people/">people</a> and '
            '<a href="/topics/">topics</a>.</p></main>'
        )
        before, _, rest = body.partition(b"<main")
        return before + note.encode() + rest.partition(b"</main>")[2]

    def _write_redirects(self) -> None:
        """Addresses that file servers cannot have as files, such as one with a query, for whoever sets up a server."""
        moved = dict(self.moved)
        for paths in batched(OldAddress.objects.values_list("path", flat=True).iterator(), 1000, strict=False):
            for old, new in stories_once_at(list(paths)).items():
                moved.setdefault(old, new)
        lines = [f"{quote(old, safe='/?=&%')} {new} 301\n" for old, new in sorted(moved.items())]
        self._write("_redirects", "".join(lines).encode())


def _redirected() -> Iterator[str]:
    """Addresses that nothing links to any more, and that readers may still have."""
    yield from Redirect.objects.values_list("old_path", flat=True)
    live = set(Edition.objects.live().values_list("slug", flat=True))
    for edition in Edition.objects.seen().only("slug", "first_published_at").iterator(chunk_size=1000):
        if edition.slug not in live:
            yield edition.get_absolute_url()
    for path in OldAddress.objects.exclude(path__contains="?").values_list("path", flat=True).iterator(chunk_size=1000):
        yield f"{quote(path)}/" if "." not in path.rpartition("/")[2] else quote(path)


def _is_folder_feed(path: str) -> bool:
    return path.endswith("/feed/")


def _file_for(path: str, page: str) -> str:
    """The file that a plain file server gives for an address."""
    path = posixpath.normpath(unquote(path)) + ("/" if path.endswith("/") and path != "/" else "")
    if path.endswith("/"):
        folder = path.strip("/")
        if _is_folder_feed(path):
            return f"{folder}.xml"
        folder = f"{folder}/page/{page}".strip("/") if page and page != "1" else folder
        return f"{folder}/index.html".lstrip("/")
    return path.lstrip("/")


def _read_manifest(folder: Path) -> dict:
    try:
        told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) and isinstance(told.get("files"), dict) else {}


def _remove(folder: Path) -> None:
    if folder.is_dir():
        shutil.rmtree(folder)


def _put_in_place(new: Path, folder: Path) -> None:
    """Let `folder` be the new one from one moment to the next; what was there before goes afterwards."""
    if not folder.exists():
        new.rename(folder)
        return
    if not _exchange(new, folder):
        old = folder.with_name(f"{folder.name}.old")
        _remove(old)
        folder.rename(old)
        new.rename(folder)
        new = old
    _remove(new)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in a single step, where the system can: Linux's renameat2 with RENAME_EXCHANGE."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    here = -100  # AT_FDCWD
    return renameat2(here, os.fsencode(one), here, os.fsencode(other), 2) == 0
