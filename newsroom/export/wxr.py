"""Stories as a WordPress export (WXR 1.2), which WordPress's own importer and ours read."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from django.utils import timezone
from django.utils.text import slugify

from companies.text import sayable
from newsroom.desk.importers.filling import moment
from newsroom.desk.importers.record import StoryRecord
from newsroom.public.feeds import with_absolute_addresses

_NAMESPACES = {
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "wp": "http://wordpress.org/export/1.2/",
}
_STATUSES = {"published": "publish", "scheduled": "future", "draft": "draft"}


def write(
    records: Iterable[StoryRecord], *, authors: Iterable[str], title: str, address: str, language: str = "en"
) -> Iterator[str]:
    """The export piece by piece. What is neither published, scheduled nor a draft here is a draft there.

    `authors` are the first writers of all stories: WordPress wants to know them before the first post. It knows posts
    by numbers, so the stories are numbered as they come. The importer's oldest parser reads line by line, and needs
    what is no post on lines of their own.
    """
    spaces = "".join(f' xmlns:{name}="{value}"' for name, value in _NAMESPACES.items())
    about = [
        ("title", title),
        ("link", address),
        ("language", language),
        ("wp:wxr_version", "1.2"),
        ("wp:base_site_url", address),
        ("wp:base_blog_url", address),
    ]
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"{spaces}>\n<channel>\n'
    yield "".join(f"{_element(name, text)}\n" for name, text in about)
    logins: dict[str, str] = {}
    for number, name in enumerate(dict.fromkeys([*authors, title]), 1):
        logins[name] = f"author-{number}"
        yield _author(name, logins[name], number)
    number = 0
    for record in records:
        number += 1
        writers = [credit.name for credit in record.credits if credit.role == "writer"]
        login = logins.get(writers[0] if writers else title, logins[title])
        if record.photo:
            yield _attachment(record, number, login, address)
        yield _item(record, number, login, address)
        number += bool(record.photo)
    yield "</channel>\n</rss>\n"


def _author(name: str, login: str, number: int) -> str:
    return (
        f"<wp:author>{_element('wp:author_id', str(number))}{_element('wp:author_login', login)}"
        f"{_element('wp:author_email', '')}{_element('wp:author_display_name', name)}</wp:author>\n"
    )


def _item(record: StoryRecord, number: int, login: str, address: str) -> str:
    at = moment(record.published)
    link = record.source_url or f"{address}/news/{timezone.localtime(at).year if at else 0}/{record.slug}/"
    dates = _dates(record)
    names = [*record.tags, *record.companies, *(person.name for person in record.people)]
    parts = [
        _element("title", record.headline),
        _element("link", link),
        _element("dc:creator", login),
        f'<guid isPermaLink="false">{escape(sayable(record.id))}</guid>',
        _element("description", ""),
        _element("content:encoded", with_absolute_addresses(record.body, address), is_long=True),
        _element("excerpt:encoded", record.standfirst, is_long=True),
        _element("wp:post_id", str(number)),
        *_of_every_post(record.slug, _STATUSES.get(record.status, "draft"), "0", "post", dates),
        _category("category", record.section) if record.section else "",
        *(_category("post_tag", name) for name in dict.fromkeys(names)),
        _meta("_thumbnail_id", str(number + 1)) if record.photo else "",
    ]
    return f"<item>{''.join(parts)}</item>\n"


def _attachment(record: StoryRecord, number: int, login: str, address: str) -> str:
    photo = record.photo
    file = f"{address}/media/{photo.file}"
    parts = [
        _element("title", photo.alt_text or photo.caption or "picture"),
        _element("link", file),
        _element("dc:creator", login),
        f'<guid isPermaLink="false">{escape(file)}</guid>',
        _element("description", ""),
        _element("content:encoded", photo.credit, is_long=True),
        _element("excerpt:encoded", photo.caption, is_long=True),
        _element("wp:post_id", str(number + 1)),
        *_of_every_post(f"{record.slug}-picture", "inherit", str(number), "attachment", _dates(record)),
        _element("wp:attachment_url", file),
        _meta("_wp_attachment_image_alt", photo.alt_text),
    ]
    return f"<item>{''.join(parts)}</item>\n"


def _dates(record: StoryRecord) -> list[tuple[str, str]]:
    at = moment(record.published)
    changed = moment(record.updated) or at
    return [
        ("pubDate", format_datetime(at.astimezone(UTC)) if at else ""),
        ("wp:post_date", _local(at)),
        ("wp:post_date_gmt", _universal(at)),
        ("wp:post_modified", _local(changed)),
        ("wp:post_modified_gmt", _universal(changed)),
    ]


def _of_every_post(slug: str, status: str, parent: str, kind: str, dates: list[tuple[str, str]]) -> list[str]:
    """What WordPress writes of every post, and one of its parsers or another asks for unseen."""
    return [
        _element(name, value)
        for name, value in (
            *dates,
            ("wp:comment_status", "closed"),
            ("wp:ping_status", "closed"),
            ("wp:post_name", slug),
            ("wp:status", status),
            ("wp:post_parent", parent),
            ("wp:menu_order", "0"),
            ("wp:post_type", kind),
            ("wp:post_password", ""),
            ("wp:is_sticky", "0"),
        )
    ]


def _category(domain: str, name: str) -> str:
    nicename = slugify(name, allow_unicode=True) or "x"
    return f'<category domain="{domain}" nicename="{nicename}">{_cdata(name)}</category>'


def _meta(key: str, value: str) -> str:
    inner = f"{_element('wp:meta_key', key)}{_element('wp:meta_value', value, is_long=True)}"
    return f"<wp:postmeta>{inner}</wp:postmeta>"


def _element(name: str, text: str, *, is_long: bool = False) -> str:
    return f"<{name}>{_cdata(text) if is_long else escape(sayable(text))}</{name}>"


def _cdata(text: str) -> str:
    return f"<![CDATA[{sayable(text).replace(']]>', ']]]]><![CDATA[>')}]]>"


def _local(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}" if at else "0000-00-00 00:00:00"


def _universal(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if at else "0000-00-00 00:00:00"
