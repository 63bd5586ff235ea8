"""Stories as a WordPress export (WXR 1.2), which WordPress's own importer and ours read."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from django.utils import timezone
from django.utils.text import slugify

from newsroom.desk.importers.filling import moment
from newsroom.desk.importers.record import StoryRecord

_NAMESPACES = {
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "wp": "http://wordpress.org/export/1.2/",
}
_STATUSES = {"published": "publish", "scheduled": "future", "draft": "draft"}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def write(records: Iterable[StoryRecord], *, title: str, address: str, language: str = "en") -> Iterator[str]:
    """The export piece by piece. What is neither published, scheduled nor a draft here is a draft there.

    WordPress knows posts by numbers, so the stories are numbered as they come; authors stand with the first story
    that names them, which its importer accepts.
    """
    spaces = "".join(f' xmlns:{name}="{value}"' for name, value in _NAMESPACES.items())
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"{spaces}>\n<channel>\n'
        f"{_element('title', title)}{_element('link', address)}{_element('language', language)}"
        f"{_element('wp:wxr_version', '1.2')}{_element('wp:base_site_url', address)}"
        f"{_element('wp:base_blog_url', address)}"
    )
    authors: dict[str, str] = {}
    number = 0
    for record in records:
        number += 1
        writers = [credit.name for credit in record.credits if credit.role == "writer"] or [title]
        for name in writers[:1]:
            if name not in authors:
                authors[name] = f"author-{len(authors) + 1}"
                yield _author(name, authors[name], len(authors))
        if record.photo:
            yield _attachment(record, number, address)
        yield _item(record, number, authors[writers[0]], address)
        number += bool(record.photo)
    yield "</channel>\n</rss>\n"


def _author(name: str, login: str, number: int) -> str:
    return (
        f"<wp:author>{_element('wp:author_id', str(number))}{_element('wp:author_login', login)}"
        f"{_element('wp:author_display_name', name)}</wp:author>\n"
    )


def _item(record: StoryRecord, number: int, login: str, address: str) -> str:
    at = moment(record.published)
    link = record.source_url or f"{address}/news/{timezone.localtime(at).year if at else 0}/{record.slug}/"
    dates = [
        ("pubDate", format_datetime(at.astimezone(UTC)) if at else ""),
        ("wp:post_date", _local(at)),
        ("wp:post_date_gmt", _universal(at)),
        ("wp:post_modified", _local(moment(record.updated) or at)),
        ("wp:post_modified_gmt", _universal(moment(record.updated) or at)),
    ]
    names = [*record.tags, *record.companies, *(person.name for person in record.people)]
    parts = [
        _element("title", record.headline),
        _element("link", link),
        _element("dc:creator", login),
        f'<guid isPermaLink="false">{escape(_ILLEGAL.sub("", record.id))}</guid>',
        _element("content:encoded", record.body, is_long=True),
        _element("excerpt:encoded", record.standfirst, is_long=True),
        _element("wp:post_id", str(number)),
        *(_element(name, value) for name, value in dates),
        _element("wp:comment_status", "closed"),
        _element("wp:post_name", record.slug),
        _element("wp:status", _STATUSES.get(record.status, "draft")),
        _element("wp:post_parent", "0"),
        _element("wp:post_type", "post"),
        _category("category", record.section) if record.section else "",
        *(_category("post_tag", name) for name in dict.fromkeys(names)),
        _meta("_thumbnail_id", str(number + 1)) if record.photo else "",
    ]
    return f"<item>{''.join(parts)}</item>\n"


def _attachment(record: StoryRecord, number: int, address: str) -> str:
    photo = record.photo
    file = f"{address}/media/{photo.file}"
    parts = [
        _element("title", photo.alt_text or photo.caption or "picture"),
        _element("excerpt:encoded", photo.caption, is_long=True),
        _element("wp:post_id", str(number + 1)),
        _element("wp:status", "inherit"),
        _element("wp:post_parent", str(number)),
        _element("wp:post_type", "attachment"),
        _element("wp:attachment_url", file),
        _meta("_wp_attachment_image_alt", photo.alt_text),
    ]
    return f"<item>{''.join(parts)}</item>\n"


def _category(domain: str, name: str) -> str:
    nicename = slugify(name, allow_unicode=True) or "x"
    return f'<category domain="{domain}" nicename="{escape(nicename)}">{_cdata(name)}</category>'


def _meta(key: str, value: str) -> str:
    inner = f"{_element('wp:meta_key', key)}{_element('wp:meta_value', value, is_long=True)}"
    return f"<wp:postmeta>{inner}</wp:postmeta>"


def _element(name: str, text: str, *, is_long: bool = False) -> str:
    return f"<{name}>{_cdata(text) if is_long else escape(_ILLEGAL.sub('', text))}</{name}>"


def _cdata(text: str) -> str:
    return f"<![CDATA[{_ILLEGAL.sub('', text).replace(']]>', ']]]]><![CDATA[>')}]]>"


def _local(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}" if at else "0000-00-00 00:00:00"


def _universal(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if at else "0000-00-00 00:00:00"
