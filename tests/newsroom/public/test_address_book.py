"""docs/public-pages.md names every public address, and none that there isn't."""

import re
from pathlib import Path

from django.urls import get_resolver, resolve

BOOK = Path(__file__).parents[3] / "docs" / "public-pages.md"
UNDER = ("/sections/<slug>/", "/topics/<slug>/", "/companies/<slug>/", "/people/<slug>/")


def named() -> set[str]:
    table = BOOK.read_text().partition("## The address book")[2].partition("\n## ")[0]
    firsts = [line.split("|")[1] for line in table.splitlines() if line.startswith("| ") and "`" in line.split("|")[1]]
    spans = [span for cell in firsts for span in re.findall("`([^`]+)`", cell) if not span.startswith("?")]
    return {span.replace("<page>", page) for span in spans for page in (UNDER if "<page>" in span else ("",))}


def test_the_book_names_every_address():
    routes = {resolve(re.sub("<slug>|…", "x", address.partition("?")[0])).route for address in named()}
    assert routes == {str(pattern.pattern) for pattern in get_resolver("newsroom.public.urls").url_patterns}
