"""The demo site as it is served: its own database, gunicorn, static files with their names. All of it is read once."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
MOST_PAGES = 1500


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("whole_site")


class Page(HTMLParser):
    """What the tests want to know of a page."""

    def __init__(self, html: str):
        super().__init__()
        self.html = html
        self.title = ""
        self.metas: dict[str, str] = {}
        self.links: list[dict] = []  # link elements
        self.anchors: list[str] = []
        self.images: list[dict] = []
        self.files: list[str] = []  # scripts
        self.forms: list[str] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.graph = ""
        self.lang = ""
        self._in = ""
        self.feed(html)

    @property
    def canonical(self) -> str:
        return next((link["href"] for link in self.links if link.get("rel") == "canonical"), "")

    @property
    def is_indexed(self) -> bool:
        return "noindex" not in self.metas.get("robots", "")

    def handle_starttag(self, tag, attributes):
        said = {name: value or "" for name, value in attributes}
        if "id" in said:
            self.ids.append(said["id"])
        if tag == "html":
            self.lang = said.get("lang", "")
        elif tag == "title" or (tag == "script" and said.get("type") == "application/ld+json"):
            self._in = tag
        elif tag == "script":
            self.files.append(said.get("src", ""))
        elif tag == "meta" and "content" in said:
            self.metas[said.get("name") or said.get("property") or ""] = said["content"]
        elif tag == "link":
            self.links.append(said)
        elif tag == "a" and "href" in said:
            self.anchors.append(said["href"])
        elif tag == "img":
            self.images.append(said)
        elif tag == "form":
            self.forms.append(said.get("action", ""))
        elif tag[0] == "h" and tag[1:].isdigit():
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag):
        if tag == self._in:
            self._in = ""

    def handle_data(self, data):
        if self._in == "title":
            self.title += data
        elif self._in == "script":
            self.graph += data

    def leads_to(self) -> Iterator[str]:
        """Every address that a browser or a reader may go to from here."""
        yield from self.anchors
        yield from self.files
        for image in self.images:
            yield image.get("src", "")
            yield from (part.split()[0] for part in image.get("srcset", "").split(",") if part.strip())
        yield from (link["href"] for link in self.links if "href" in link)
        yield from (found.replace("\\u0026", "&") for found in re.findall(r'"url":"([^"]+)"', self.graph))
        yield from (self.metas[name] for name in ("og:image", "og:url", "article:author") if name in self.metas)


@dataclass(slots=True)
class Answer:
    path: str
    status: int
    headers: dict[str, str]
    body: bytes
    page: Page | None = None
    found_on: str = ""

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Site:
    host: str
    port: int
    answers: dict[str, Answer] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return f"http://{self.host}:{self.port}"

    def get(self, path: str, **headers: str) -> Answer:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=20)
        try:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            answer = Answer(path, response.status, names, response.read())
        finally:
            connection.close()
        if answer.kind == "text/html":
            answer.page = Page(answer.text)
        return answer

    def crawl(self, *starts: str) -> None:
        """Read everything that can be reached, each address once."""
        waiting = [(path, "") for path in starts]
        while waiting:
            path, found_on = waiting.pop()
            if path in self.answers:
                continue
            assert len(self.answers) < MOST_PAGES, f"no end to the site: {path}"
            answer = self.answers[path] = self.get(path)
            answer.found_on = found_on
            if answer.status in (301, 302):
                waiting.append((self.local(answer.headers["location"], path), path))
            if answer.page and answer.status == 200:
                for address in answer.page.leads_to():
                    if (other := self.local(address, path)) and not other.startswith(("/admin/", "/search/?")):
                        waiting.append((other, path))

    def local(self, address: str, path: str) -> str:
        """The path and query of an address that is ours; empty for one that is not."""
        parts = urlsplit(urljoin(self.origin + path, address))
        if f"{parts.scheme}://{parts.netloc}" != self.origin:
            return ""
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def pages(self) -> list[Answer]:
        return [answer for answer in self.answers.values() if answer.page and answer.status == 200]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CACHE_URL", "STATIC_ROOT")
    } | {
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DEBUG": "0",
        "HTTPS": "0",
        "LOG_LEVEL": "ERROR",
        "PRESS_EMAIL": "press@park.example",
        "PRESS_PHONE": "+86 10 5550 0100",
    }

    def manage(*words: str) -> None:
        subprocess.run([sys.executable, "manage.py", *words, "-v0"], cwd=ROOT, env=environment, check=True)

    manage("migrate")
    manage("collectstatic", "--no-input")
    manage("demo", "--at-work")
    site = Site("127.0.0.1", _free_port())
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "newsroom.wsgi", "-c", "newsroom/gunicorn_conf.py",
         "--bind", f"{site.host}:{site.port}", "--workers", "1"],
        cwd=ROOT, env=environment,
    )  # fmt: skip
    try:
        for _ in range(100):
            try:
                site.get("/robots.txt")
                break
            except OSError:
                time.sleep(0.2)
        site.crawl("/", "/sitemap.xml", "/news-sitemap.xml", "/search/?q=xiaomi", "/feed/", "/nothing/")
        yield site
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)
