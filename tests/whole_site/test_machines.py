"""Feeds, sitemaps and structured data of the whole site, by the rules of their formats."""

import json
import re
from datetime import datetime
from xml.etree import ElementTree

import feedparser
import pytest

from .conftest import Site

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
LINK = "{http://www.w3.org/1999/xhtml}link"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def of_kind(site: Site, kind: str):
    return [answer for answer in site.answers.values() if answer.kind == kind and answer.status == 200]


# Feeds


@pytest.mark.parametrize(("kind", "version"), [("application/rss+xml", "rss20"), ("application/atom+xml", "atom10")])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_feeds_are_read_without_a_complaint(site: Site, kind, version):
    feeds = of_kind(site, kind)
    assert len(feeds) > 20
    for answer in feeds:
        feed = feedparser.parse(answer.body, response_headers={"content-type": answer.headers["content-type"]})
        assert not feed.bozo, (answer.path, feed.get("bozo_exception"))
        assert feed.version == version, answer.path
        assert feed.feed.title, answer.path
        links = {link["rel"]: link["href"] for link in feed.feed.links}
        assert links["self"] == site.origin + answer.path, answer.path
        assert site.answers[site.local(links["alternate"], "/")].status == 200
        ids = [entry.id for entry in feed.entries]
        assert len(ids) == len(set(ids)), answer.path
        assert all(name.startswith("tag:") for name in ids), answer.path
        moments = [entry.published_parsed for entry in feed.entries]
        assert moments == sorted(moments, reverse=True), answer.path
        for entry in feed.entries:
            assert "<" not in entry.title, entry.id
            assert entry.link.startswith(f"{site.origin}/news/"), entry.id
            content = entry.content[0].value
            addresses = re.findall(r"(?:href|src)=\"([^\"]*)\"", content)
            assert all(address.startswith(("http", "mailto:")) for address in addresses), entry.id
            assert not re.search(r"<(?:script|form|style|iframe)|\sstyle=|srcset=", content), entry.id
            for picture in entry.get("media_content", []):
                assert site.answers[site.local(picture["url"], "/")].kind == picture["type"], entry.id
        for name in ("etag", "cache-control"):
            assert name in answer.headers, answer.path
        again = site.get(answer.path, **{"If-None-Match": answer.headers["etag"]})
        assert (again.status, again.body) == (304, b""), answer.path


def test_json_feeds_keep_to_version_1_1(site: Site):
    feeds = [each for each in of_kind(site, "application/feed+json") if not each.path.startswith("/search/")]
    assert len(feeds) > 20
    for answer in feeds:
        feed = json.loads(answer.body)
        assert feed["version"] == "https://jsonfeed.org/version/1.1", answer.path
        assert feed["feed_url"] == site.origin + answer.path, answer.path
        assert feed.keys() <= {"version", "title", "home_page_url", "feed_url", "description", "language", "authors",
                               "items", "hubs"}, answer.path  # fmt: skip
        for item in feed["items"]:
            assert isinstance(item["id"], str), answer.path
            assert "content_html" in item, answer.path
            assert "author" not in item, answer.path
            assert datetime.fromisoformat(item["date_published"]).tzinfo, answer.path
            assert item["date_modified"] >= item["date_published"], answer.path


# Sitemaps


def test_sitemaps_say_what_there_is_and_nothing_else(site: Site):
    index = ElementTree.fromstring(site.answers["/sitemap.xml"].body)  # noqa: S314  ours
    assert index.tag == f"{SITEMAP}sitemapindex"
    listed, translated = [], {}
    for part in index:
        assert [child.tag for child in part] in ([f"{SITEMAP}loc"], [f"{SITEMAP}loc", f"{SITEMAP}lastmod"])
        path = site.local(part.find(f"{SITEMAP}loc").text, "/")
        entries = ElementTree.fromstring(site.get(path).body)  # noqa: S314
        assert entries.tag == f"{SITEMAP}urlset"
        for entry in entries:
            order = [child.tag for child in entry if child.tag != LINK]
            assert order == [tag for tag in (f"{SITEMAP}loc", f"{SITEMAP}lastmod", f"{IMAGE}image") if tag in order]
            moment = entry.findtext(f"{SITEMAP}lastmod")
            assert moment is None or datetime.fromisoformat(moment).tzinfo
            listed.append(entry.findtext(f"{SITEMAP}loc"))
            if links := [(link.get("hreflang"), link.get("href")) for link in entry.iter(LINK)]:
                translated[listed[-1]] = links
            for picture in entry.iter(f"{IMAGE}loc"):
                assert site.answers[site.local(picture.text, "/")].kind.startswith("image/")
    assert len(listed) == len(set(listed))
    assert len(translated) == 2  # the demo has one story in two languages
    for address, links in translated.items():
        page = site.get(site.local(address, "/")).body.decode()
        assert re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page) == links
        assert address in dict(links).values()
        assert all(translated[other] == links for _, other in links)
    indexed = {page.page.canonical for page in site.pages if page.page.is_indexed}
    # Later pages and the archive are found through the first ones.
    reached = {each for each in indexed if "?" not in each and not re.search(r"/news/\d{4}/(\d\d/)?$", each)}
    assert {address for address in listed if address not in indexed} == set()
    assert reached <= set(listed)


def test_the_sitemap_of_news_has_what_google_requires(site: Site):
    entries = ElementTree.fromstring(site.answers["/news-sitemap.xml"].body)  # noqa: S314
    assert len(entries) == 3  # what the desk has published while it was at work
    for entry in entries:
        news = entry.find(f"{NEWS}news")
        assert news.find(f"{NEWS}publication").findtext(f"{NEWS}name").endswith(" News")
        assert news.findtext(f"{NEWS}title")
        assert datetime.fromisoformat(news.findtext(f"{NEWS}publication_date")).tzinfo


# Structured data

REQUIRED = {
    "NewsArticle": {
        "headline",
        "datePublished",
        "dateModified",
        "author",
        "publisher",
        "mainEntityOfPage",
        "inLanguage",
    },
    "ProfilePage": {"mainEntity", "name", "url"},
    "CollectionPage": {"name", "url", "mainEntity"},
    "BreadcrumbList": {"itemListElement"},
    "WebSite": {"name", "url", "publisher"},
    "NewsMediaOrganization": {"name", "url", "logo"},
}


def things(value):
    """Every object in a graph, at any depth."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from things(each)
    elif isinstance(value, list):
        for each in value:
            yield from things(each)


def test_structured_data_says_what_the_page_shows(site: Site):
    kinds = set()
    for answer in site.pages:
        page = answer.page
        if not page.is_indexed:
            continue
        data = json.loads(page.graph)
        assert data["@context"] == "https://schema.org", answer.path
        for thing in data["@graph"]:
            kinds.add(thing["@type"])
            assert REQUIRED.get(thing["@type"], set()) <= thing.keys(), (answer.path, thing["@type"])
            if thing["@type"] == "NewsArticle":
                _article(answer, thing)
            if thing["@type"] == "BreadcrumbList":
                steps = thing["itemListElement"]
                assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
                assert len(steps) >= 2, answer.path
        for thing in things(data):
            assert "" not in thing.values(), (answer.path, thing)
            for name in ("url", "item"):
                if isinstance(address := thing.get(name), str) and (path := site.local(address, "/")):
                    assert site.answers[path].status == 200, (answer.path, address)
    assert kinds >= REQUIRED.keys()


def _article(answer, thing):
    page = answer.page
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", page.html, re.DOTALL)[1]
    assert thing["headline"].replace("&", "&amp;").replace("'", "&#x27;") in heading, answer.path
    assert thing["mainEntityOfPage"] == page.canonical, answer.path
    shown = re.findall(r'<time datetime="([^"]+)"', page.html)
    assert thing["datePublished"] == page.metas["article:published_time"] == shown[0], answer.path
    assert thing["dateModified"] == page.metas["article:modified_time"], answer.path
    assert thing["dateModified"] >= thing["datePublished"], answer.path
    images = thing.get("image") or []
    for image in images if isinstance(images, list) else [images]:
        assert image["width"] * image["height"] >= 50_000, answer.path
