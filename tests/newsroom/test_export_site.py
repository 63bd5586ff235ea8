"""The site as files: a plain file server gives every page, and every link in them leads somewhere."""

import functools
import http.server
import json
import re
import threading
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from newsroom.demo.make import make_article, make_company, make_edition, make_person, publish, schedule
from newsroom.desk import workflow
from newsroom.export.site import Site, SiteExport
from newsroom.models import Article, OldAddress, Redirect
from people.models import Role
from tests.newsroom.public.conftest import make_photo
from tests.queries import same_queries

pytestmark = pytest.mark.django_db
URL = "https://news.example.org"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture
def park(settings):
    xiaomi, guo = make_company("Xiaomi", chinese_name="小米"), make_person("Guo Hong", title="Director")
    photo = make_photo("ab/tower")
    for number in range(45):
        make_edition(f"Story {number}", tags=[xiaomi, guo, "芯片"], lead_photo=photo if number == 3 else None)
    make_article("Secret draft")
    Redirect.objects.create(old_path="/companies/mi/", new_path="/companies/xiaomi/")
    moved = make_edition("Moved").article
    moved.refresh_from_db()
    moved.slug = "moved-on"
    workflow.save(moved)
    publish(moved)
    OldAddress.objects.create(path="/2013/05/moved", article=moved)
    OldAddress.objects.create(path="/?p=12", article=moved)


def test_old_addresses_are_asked_for_together(park):
    """Of an office that moved in there are a hundred thousand, of a few thousand stories."""
    work = SiteExport(None, URL)
    written = []
    work._write = lambda file, data: written.append(data.decode())

    def more(count):
        story = Article.objects.earliest("pk")
        paths = [f"/2013/{OldAddress.objects.count()}-{number}" for number in range(count)]
        OldAddress.objects.bulk_create([OldAddress(path=path, article=story) for path in paths])

    assert same_queries(more, work._write_redirects) == 2
    assert written[-1].count("/2013/") == 31
    assert "/2013/05/moved /news/" in written[-1]


def export(folder, **options):
    call_command("export_site", folder, url=URL, verbosity=0, **options)
    return folder


@pytest.fixture
def serve():
    """Serves a folder with Python's own file server, which knows nothing but files."""
    servers = []

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    def start(folder) -> str:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def crawl(origin: str) -> dict[str, str]:
    """Everything that can be reached from the front page by links, of which none may lead nowhere."""
    found: dict[str, str] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        with urlopen(origin + path, timeout=10) as answer:  # noqa: S310  our own; raises for what is not there
            kind, body = answer.headers["Content-Type"], answer.read()
        found[path] = body.decode(errors="replace")
        if not kind.startswith("text/html"):
            continue
        for link in re.findall(r"\s(?:href|src)=[\"']([^\"']+)", found[path]):
            address = urljoin(origin + path, unescape(link).removeprefix(URL) or "/")
            # Kits are made by the living site only.
            if address.startswith(origin) and not urlsplit(address).query and not address.endswith(".zip"):
                waiting.append(urlsplit(address).path)
    return found


def test_file_server_gives_the_whole_site_and_no_link_leads_nowhere(park, serve, tmp_path):
    pages = crawl(serve(export(tmp_path / "site")))
    stories = [path for path in pages if re.fullmatch(r"/news/\d{4}/[a-z][\w-]+/", path)]
    assert len(stories) == 46
    assert "/news/page/2/" in pages
    assert "Story 44" in pages["/news/"]
    assert "Story 0<" in "".join(page for path, page in pages.items() if path.startswith("/news/page/"))
    for path in (
        "/companies/xiaomi/",
        "/people/guo-hong/",
        "/topics/芯片/",
        "/feed.xml",
        "/feed.json",
        "/corrections/",
    ):
        assert path in {unquote(path) for path in pages}, path
    assert any(path.startswith("/media/photos/") for path in pages)
    assert any(path.endswith(".css") for path in pages)
    assert "cannot search" in pages["/search/"]
    assert not [path for path, page in pages.items() if "Secret draft" in page]


def test_feeds_and_sitemaps_name_addresses_that_the_copy_has(park, tmp_path):
    site = export(tmp_path / "site")
    index = ElementTree.parse(site / "sitemap.xml").getroot()  # noqa: S314  our own
    places = [place.text for place in index.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    for place in places:
        part = ElementTree.parse(site / place.removeprefix(f"{URL}/")).getroot()  # noqa: S314
        for address in part.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc"):
            assert (site / unquote(address.text.removeprefix(f"{URL}/")) / "index.html").is_file(), address.text
    feed = (site / "feed.xml").read_text()
    assert f'href="{URL}/feed.xml"' in feed
    assert "<rss" in feed


def test_moved_addresses_lead_on_as_pages_and_as_a_list_for_servers(park, tmp_path):
    site = export(tmp_path / "site")
    year = next(path for path in (site / "news").iterdir() if path.name.isdigit()).name
    for old in ("companies/mi", f"news/{year}/moved", "2013/05/moved"):
        page = (site / old / "index.html").read_text()
        assert 'http-equiv="refresh"' in page
    lines = (site / "_redirects").read_text()
    assert f"/?p=12 /news/{year}/moved-on/ 301" in lines
    assert "/companies/mi/ /companies/xiaomi/ 301" in lines


def test_second_export_leaves_unchanged_files_and_drops_what_is_gone(park, tmp_path):
    site = export(tmp_path / "site")
    before = {path.relative_to(site): path.stat().st_ino for path in site.rglob("*.html")}
    edition = make_edition("Brand new")
    workflow.withdraw(type(edition.article).objects.get(headline="Story 1"), reason="Wrong.")
    export(site)
    after = {path.relative_to(site): path.stat().st_ino for path in site.rglob("*.html")}
    assert Path(edition.get_absolute_url().strip("/")) / "index.html" in after
    same = [path for path in before if after.get(path) == before[path]]
    assert len(same) > 10
    assert not list(tmp_path.glob("site.*"))
    notice = next(path for path in site.rglob("story-1/index.html"))
    assert "Wrong." in notice.read_text()


def test_nothing_is_rendered_while_nothing_has_changed(tmp_path, monkeypatch, settings, time_machine):
    time_machine.move_to(timezone.now(), tick=True)
    make_edition("Story", tags=[make_person(title="Director")])
    site = export(tmp_path / "site")
    asked = []
    ask = Site.ask
    monkeypatch.setattr(Site, "ask", lambda self, path: asked.append(path) or ask(self, path))

    def is_rendered(**options) -> bool:
        asked.clear()
        export(site, **options)
        return bool(asked)

    assert not is_rendered()
    assert is_rendered(anew=True)
    assert not is_rendered()
    make_edition("Brand new")
    assert is_rendered()
    assert not is_rendered()
    (site / "404.html").unlink()
    assert is_rendered()
    assert (site / "404.html").is_file()
    settings.SITE_NAME = "Another"
    assert is_rendered()
    assert is_rendered(relative=True)
    time_machine.shift(timedelta(days=3))  # the new story leaves the sitemap for news
    assert is_rendered(relative=True)
    assert not is_rendered(relative=True)
    schedule(make_article("Tomorrow"), at=timezone.now() + timedelta(days=1))
    assert is_rendered(relative=True)
    assert not is_rendered(relative=True)
    time_machine.shift(timedelta(days=1, minutes=1))
    assert is_rendered(relative=True)
    role = Role.objects.get()
    role.ended = timezone.localdate()
    role.save()
    assert is_rendered(relative=True)
    assert not is_rendered(relative=True)
    time_machine.shift(timedelta(days=1))
    assert is_rendered(relative=True)


def test_relative_copy_works_below_any_folder(park, serve, tmp_path):
    (tmp_path / "www").mkdir()
    site = export(tmp_path / "www" / "copy", relative=True)
    for page in site.rglob("*.html"):
        for link in re.findall(r"\s(?:href|src)=[\"']([^\"'#]+)", page.read_text()):
            link = unquote(unescape(link))
            if not link.startswith(("http", "mailto:", "data:")):
                assert not link.startswith("/"), f"{page}: {link}"
                assert (page.parent / link).exists(), f"{page}: {link}"


def test_folder_that_holds_something_else_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("Mine.")
    with pytest.raises(CommandError, match="holds something else"):
        export(tmp_path)
    with pytest.raises(CommandError, match="needs its address"):
        call_command("export_site", tmp_path / "x")
    assert (tmp_path / "mine.txt").read_text() == "Mine."


@pytest.mark.parametrize(
    ("value", "link"),
    [
        ("/news/x/#a&quot;on&quot;&amp;b", "/news/x/#a&quot;on&quot;&amp;b"),
        ("/search/?q=&quot;on&amp;b", "https://news.example.org/search/?q=&quot;on&amp;b"),
        ("https://news.example.org/r&amp;d/#&quot;", "https://news.example.org/r&amp;d/#&quot;"),
        ("https://news.example.org/search/?q=&quot;&amp;b", "https://news.example.org/search/?q=&quot;&amp;b"),
    ],
)
def test_a_link_stays_within_its_quotes_and_is_escaped_once(tmp_path, value, link):
    assert SiteExport(tmp_path, "https://news.example.org")._link(value, "https://news.example.org/", "x.html") == link


def test_where_an_old_address_leads_stays_within_its_quotes(tmp_path):
    copy = SiteExport(tmp_path, "https://news.example.org")
    for target in ('/news/x/#"><b>', 'https://elsewhere.example/"><b>'):
        assert b"<b>" not in copy._leading_on(target, "x.html")


def test_no_address_writes_outside_the_folder_or_stops_the_copy(tmp_path):
    """What leads on from an address that no disk has room for stands in the list for servers alone."""
    make_edition("Known", tags=[make_company("Acme")])
    outside = ["/../../evil/", "/../evil.txt", "/a/../../../evil/", "/%2e%2e/evil/", "/..\\..\\evil.txt", "/..", "/."]
    clashing = ["/news", "/companies", "/old", "/old/deeper/", "/index.html/x/", "/manifest.json", "/_redirects"]
    endless = [f"/{'x' * 300}", f"/{'x' * 300}/", f"/{'年' * 100}/"]
    for path in (*outside, *clashing, *endless, "/fine/"):
        Redirect.objects.create(old_path=path, new_path="/companies/acme/")
    site = export(tmp_path / "in" / "site")
    assert not [path for path in tmp_path.rglob("*evil*") if not path.is_relative_to(site)]
    assert "moved" in (site / "fine" / "index.html").read_text()
    assert "Known" in (site / "news" / "index.html").read_text()
    assert "Acme" in (site / "companies" / "acme" / "index.html").read_text()
    assert "_redirects" in json.loads((site / "manifest.json").read_text())["files"]
    listed = (site / "_redirects").read_text()
    assert all(f"{path} /companies/acme/ 301" in listed for path in ("/old", "/old/deeper/", endless[0]))
