"""What axe finds on the page that is open, by day and by night, and whether the page scrolls sideways."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Django labels its search box with a picture of a lens, which has an alternative text; axe wants words that are seen.
OF_THE_DESK = {"label-title-only": {"enabled": False}}
# Colours on their way from one scheme to the other are at their end.
_SETTLE = "for (const move of document.getAnimations()) if (move instanceof CSSTransition) move.finish()"
# The rules that colours decide. A scheme changes nothing else: it is the same document with the same boxes.
_BY_COLOUR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
_AXE = Axe().axe_script  # half a megabyte, which the library would put into the page before each run


def faults(page: Page, **options) -> list[str]:
    """All rules by day, and by night those that colours decide; the page is left as by day. None found: an empty list.

    `options` are those of `axe.run`.
    """
    found = []
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    for scheme, only in (("dark", {"runOnly": _BY_COLOUR}), ("light", {})):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(_SETTLE)
        wanted = {"resultTypes": ["violations"]} | options | only
        violations = page.evaluate("options => axe.run(options).then(result => result.violations)", wanted)
        found += [(scheme, item) for item in violations]
    if (wide := page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")) > 0:
        return [*_told(page, found), f"{page.url} scrolls sideways by {wide} pixels"]
    return _told(page, found)


def _told(page: Page, found: list) -> list[str]:
    return [
        f"{page.url} ({scheme}): {item['id']} {[node['html'][:200] for node in item['nodes']][:3]}"
        for scheme, item in found
    ]
