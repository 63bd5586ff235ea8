"""Addresses that run, fetch from the disk or break a line: whatever door they come in by, none goes out as a link."""

import io
import json
import re
from contextlib import suppress
from html import escape, unescape
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from companies.models import Company
from newsroom.demo.make import make_company, make_edition
from newsroom.models import Article, Edition, Redirect, raise_generation
from people.models import Person
from tests.attacks.poison import MARK, Page
from tests.attacks.test_stored import texts_of
from tests.newsroom.admin.conftest import make_user
from tests.newsroom.importers.test_archive import packed
from tests.newsroom.importers.test_wxr import HEAD, entry

__all__ = ["make_user"]
pytestmark = pytest.mark.django_db

HOSTILE = [
    f"javascript:{MARK}()",
    f"JaVaScRiPt:{MARK}()",
    f"javascript://example.org/%0a{MARK}()",
    f"java\tscript:{MARK}()",
    f"java\nscript:{MARK}()",
    f"\x01javascript:{MARK}()",
    f" \x0cjavascript:{MARK}()",
    f"javascript\u200b:{MARK}()",
    f"&#106;avascript&colon;{MARK}()",
    f"vbscript:{MARK}()",
    f"data:text/html,<script>{MARK}()</script>",
    f"view-source:javascript:{MARK}()",
    f"file:///etc/{MARK}",
    f"blob:https://example.org/{MARK}",
    f"https://example.org/\r\nX-Hack: {MARK}",
]
FORMS = ["jsonl", "package", "wxr", "rss", "atom", "jsonfeed", "csv", "html"]
# What a browser makes of an address before it asks for its scheme.
_PASSED_OVER = re.compile(r"[\x00-\x20\u200b]")
_RUNS = re.compile(r"(?:javascript|vbscript|data|file|blob|view-source):", re.IGNORECASE)


def body_of(address: str) -> str:
    at = escape(address)
    return (
        f'<p>A text about <a href="{at}">this</a> and <cite><a href="{at}" ping="{at}">that</a></cite>.</p>'
        f'<blockquote cite="{at}"><p>Said.</p></blockquote><figure><img src="{at}" srcset="{at} 2x" longdesc="{at}" '
        f'alt="x"><figcaption>Shown.</figcaption></figure><p><q cite="{at}">q</q> <area href="{at}"> '
        f'<form action="{at}"><button formaction="{at}">b</button></form> <object data="{at}"></object></p>'
    )


def in_xml(text: str) -> str:
    """As much of a text as XML can hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)


def file_of(form: str, folder):
    """A file in which each hostile address is a story's own, and stands in its text wherever one may stand."""
    stories = [
        {"id": str(n), "headline": f"Story {n}", "body": body_of(at), "source_url": at, "status": "published",
         "published": "2019-05-01T08:00:00+08:00", "slug": at, "credits": [{"name": "A Writer", "outlet": at}],
         "contact": at, "addresses": [at]}
        for n, at in enumerate(HOSTILE)
    ]  # fmt: skip
    if form in {"jsonl", "package"}:
        text, name = "".join(json.dumps(story) + "\n" for story in stories), "stories.jsonl"
    elif form == "wxr":
        text = HEAD.format(version="1.2", scheme="http") + "".join(
            in_xml(entry(link=at, wp__post_id=str(n), title=f"Story {n}", wp__post_name=at,
                         content__encoded=body_of(at)))
            for n, at in enumerate(HOSTILE)
        ) + "</channel></rss>"  # fmt: skip
        name = "export.xml"
    elif form == "rss":
        text = (
            '<rss version="2.0"><channel><title>News</title><link>https://news.example/</link>'
            + "".join(
                f"<item><title>Story {n}</title><guid>{n}</guid><link>{escape(in_xml(at))}</link>"
                f"<description>{escape(in_xml(body_of(at)))}</description><enclosure url={quoteattr(in_xml(at))} "
                'type="image/png" length="1"/></item>'
                for n, at in enumerate(HOSTILE)
            )
            + "</channel></rss>"
        )
        name = "feed.xml"
    elif form == "atom":
        text = (
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><id>n</id>'
            + "".join(
                f"<entry><title>Story {n}</title><id>{n}</id><link rel='alternate' href={quoteattr(in_xml(at))}/>"
                f'<content type="html">{escape(in_xml(body_of(at)))}</content></entry>'
                for n, at in enumerate(HOSTILE)
            )
            + "</feed>"
        )
        name = "feed.atom"
    elif form == "jsonfeed":
        items = [
            {"id": str(n), "title": f"Story {n}", "url": at, "external_url": at, "image": at, "banner_image": at,
             "content_html": body_of(at), "authors": [{"name": "A Writer", "url": at}]}
            for n, at in enumerate(HOSTILE)
        ]  # fmt: skip
        text = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": items})
        name = "feed.json"
    elif form == "csv":
        cell = lambda words: '"' + words.replace('"', '""') + '"'  # noqa: E731
        text = "headline,url,body,slug,photo\n" + "".join(
            ",".join(map(cell, [f"Story {n}", at, body_of(at), at, at])) + "\n" for n, at in enumerate(HOSTILE)
        )
        name = "table.csv"
    else:
        for n, at in enumerate(HOSTILE):
            (folder / f"{n}.html").write_text(
                f'<!doctype html><html><head><title>Story {n}</title><link rel="canonical" href="{escape(at)}">'
                f'<meta property="og:url" content="{escape(at)}"><meta property="og:image" content="{escape(at)}">'
                f'<base href="{escape(at)}"></head><body><article><h1>Story {n}</h1><p>{"Words about it. " * 20}</p>'
                f"{body_of(at)}</article></body></html>"
            )
        return folder
    if form == "package":
        return packed(folder / "package.zip", {name: text})
    (folder / name).write_text(text)
    return folder / name


def links_that_run(kind: str, body: str) -> list[str]:
    """What on a page or in a file for machines would be taken for an address, and is a hostile one."""
    if kind == "text/html":
        return Page(body).found
    if kind.endswith("xml"):
        tree = ElementTree.fromstring(body)  # noqa: S314  our own
        values = [value for element in tree.iter() for value in (element.text or "", *element.attrib.values())]
    elif "json" in kind:
        values = texts_of(json.loads(body))
    elif kind == "text/markdown":
        values = [*re.findall(r"\]\(<?([^)\s>]*)", body), *re.findall(r"<([^<>\s]*)>", body)]
    else:
        values = []
    found = [value for value in values if _RUNS.match(_PASSED_OVER.sub("", value))]
    html = [value for value in values if value.lstrip().startswith("<")]
    return found + [each for value in html for each in Page(value).found]


def looked_at(clients: dict) -> dict[str, list[str]]:
    """What is wrong on each page, by its address; `clients` has lists of addresses by who asks for them."""
    wrong = {}
    for client, addresses in clients.items():
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, address
            kind = answer.headers["Content-Type"].partition(";")[0]
            if found := links_that_run(kind, answer.content.decode()):
                wrong[address] = found
    return wrong


@pytest.mark.parametrize("form", FORMS)
def test_no_story_that_is_brought_in_leads_there(client, make_user, tmp_path, form):
    path = file_of(form, tmp_path)
    with suppress(CommandError):  # that says which stories could not be read
        call_command("import_stories", path, "--publish", verbosity=0, stdout=io.StringIO(), stderr=io.StringIO())
    stories = list(Article.objects.all())
    assert len(stories) >= len(HOSTILE) - 3
    for story in stories:
        assert not re.search(r"[^\w-]", story.slug), story.slug
        assert re.match(r"https?://[^\s\\\"]+\Z|\Z", story.source_url), story.source_url
    boss = make_user(is_superuser=True)
    public = [live.get_absolute_url() for live in (story.editions.first() for story in stories) if live]
    assert public
    files = [f"{path.rstrip('/')}{end}" for path in public[:3] for end in (".md", ".txt", ".ninjs.json")]
    lists = ["/", "/feed/", "/feed.atom", "/feed.json", "/sitemap.xml"]
    desk = [f"/admin/newsroom/article/{story.pk}/change/" for story in stories[:2]]
    assert not looked_at({client: [*public, *files, *lists], boss.client: [*desk, "/admin/newsroom/article/"]})


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx"])
@pytest.mark.parametrize("kind", ["companies", "people"])
def test_no_profile_that_is_brought_in_does(client, tmp_path, kind, form):
    rows = [
        {"id": f"X:{n}", "name": f"Profile number {n}", "website": at, "body": body_of(at), "facts_source": at,
         "press_email": at, "press_phone": at, "slug": "", "is_listed": "yes"}
        for n, at in enumerate(HOSTILE)
    ]  # fmt: skip
    for row in list(rows):  # what is refused for one field shows the others
        rows.append({key: row[key] for key in ("website", "body", "is_listed")} | {"name": f"More {row['name']}"})
    path = tmp_path / f"{kind}.{form}"
    if form == "jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    elif form == "csv":
        cell = lambda words: '"' + words.replace('"', '""') + '"'  # noqa: E731
        lines = [list(rows[0]), *([row.get(name, "") for name in rows[0]] for row in rows)]
        path.write_text("".join(",".join(map(cell, line)) + "\n" for line in lines), newline="")
    else:
        book = Workbook()
        book.active.append(list(rows[0]))
        for row in rows:
            book.active.append([in_xml(row.get(name, "")) for name in rows[0]])
        book.save(path)
    with suppress(CommandError):
        call_command(f"import_{kind}", path, verbosity=0, stdout=io.StringIO(), stderr=io.StringIO())
    profiles = list((Company if kind == "companies" else Person).objects.all())
    assert len(profiles) >= len(HOSTILE) - 3
    for profile in profiles:
        assert re.match(r"(?:https?|ftps?)://[^\s\\\"]+\Z|\Z", getattr(profile, "website", ""))
    assert not looked_at({client: [*(profile.get_absolute_url() for profile in profiles), f"/{kind}/"]})


def test_no_form_of_the_desk_takes_it(make_user):
    boss, company = make_user(is_superuser=True), make_company("Acme")
    forms = {
        f"/admin/companies/company/{company.pk}/change/": "website",
        "/admin/newsroom/article/add/": "source_url",
        "/admin/newsroom/redirect/add/": "new_path",
    }
    for address in HOSTILE:
        for screen, field in forms.items():
            sent = {field: address, "old_path": "/old/", "name": "Acme", "kind": "company", "status": "active"}
            answer = boss.client.post(screen, sent | {"_end": "1", "version": "0"})
            if answer.status_code == 200:
                assert not Page(answer.content.decode()).found
    assert not Redirect.objects.exists()
    assert not Article.objects.exclude(source_url="").exists()
    assert not Company.objects.exclude(website="").exists()


LEADS = re.compile(r"""(?:href|src|cite|uri|link|url|canonical)["']?\s*[=:>]\s*["']?\s*([^"'<>]*)""", re.IGNORECASE)


# Of a story's page, of its other forms, of feeds, and of the desk.
DRAWN = [
    *("{page}/", "{page}.md", "{page}.txt", "{page}.ninjs.json", "/oembed/?url=http://testserver{page}/"),
    *("/", "/feed/", "/feed.atom", "/feed.json", "/search/feed.json?q=old"),
    *("{desk}/change/", "{desk}/history/", "{desk}/preview/", "/admin/newsroom/article/"),
]


def test_what_an_earlier_import_stored_leads_nowhere_wherever_it_is_drawn(client, make_user, tmp_path):
    """Put into the rows past every door, as a version that looked less closely may have left it there."""
    edition = make_edition("Old story", body="<p>Text.</p>", source_id="blog-1")
    words = {"page": edition.get_absolute_url().rstrip("/"), "desk": f"/admin/newsroom/article/{edition.article_id}"}
    editor = make_user("managing editor")

    def drawn() -> dict[str, str]:
        paths = [each.format(**words) for each in DRAWN]
        shown = {at: (editor.client if "admin" in at else client).get(at).content.decode() for at in paths}
        for form in ("jsonl", "markdown", "wxr", "ninjs"):
            target = tmp_path / form
            call_command("export_stories", target, "--format", form, "--url", "https://news.example", verbosity=0)
            files = target.rglob("*.md") if target.is_dir() else [target]
            shown[form] = "\n".join(file.read_text(encoding="utf-8") for file in files)
        return shown

    for address in [*HOSTILE, "https://blog.example/old"]:
        for model in (Article, Edition):
            model.objects.update(source_url=address)
        raise_generation()
        for at, text in drawn().items():
            if "blog.example" in address:
                is_told = at.startswith((words["page"], words["desk"] + "/change")) or at in (
                    "jsonl",
                    "markdown",
                    "wxr",
                )
                assert not is_told or "https://blog.example/old" in text, at
                continue
            leads = [_PASSED_OVER.sub("", found) for found in LEADS.findall(unescape(text))]
            assert not [found for found in leads if _RUNS.match(found)], (address, at)
            assert at.startswith("/admin") or MARK not in text, (address, at)
            assert not at.startswith("/admin") or not Page(text).found, (address, at)
