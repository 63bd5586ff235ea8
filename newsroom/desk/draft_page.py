"""A reader's page that is no reader's page yet: marked as a draft, out of search engines, telling nobody who looks."""

import re

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_BODY = re.compile(r"<body[^<>]*>")


def marked(page: str, notice: str, *, opens_links: bool = False) -> SafeString:
    """The page with a strip above everything that says what it is.

    With `opens_links` a link opens beside it, for a page that stands in a frame.
    """
    head = format_html(
        '<meta name="robots" content="noindex, nofollow, noarchive">\n<meta name="referrer" content="no-referrer">\n'
        '<link rel="stylesheet" href="{}">\n{}',
        static("css/draft.css"),
        mark_safe('<base target="_blank">\n') if opens_links else "",
    )
    strip = format_html('\n<p class="draft-notice" lang="en" role="note">{}</p>', notice)
    page = page.replace("<head>", f"<head>\n{head}", 1)
    return mark_safe(_BODY.sub(lambda found: found.group() + strip, page, count=1))  # noqa: S308  both parts are escaped


def with_files_at(page: str, names: list[str], prefix: str) -> str:
    """The page with these files, and the copies of pictures, at another address.

    Their names are random, so nothing else on the page has them.
    """
    for name in names:
        stem = name.rpartition(".")[0]
        page = page.replace(f"{settings.MEDIA_URL}{stem}", f"{prefix}{stem}")
    return page
