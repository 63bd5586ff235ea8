"""Every page of the admin, in light and dark: axe finds nothing, and a telephone doesn't scroll it sideways.

Which pages there are is read off the table of who gets where, and that table fails when an address has no row.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser

from newsroom.desk import roles
from tests.browser.traffic import Traffic
from tests.newsroom.admin.access import Park, read_table

pytestmark = pytest.mark.django_db(transaction=True)

# Django labels its search box with a picture of a lens, which has an alternative text; axe wants words that are seen.
# What stands in a frame is a page for readers, which has tests of its own.
AXE = {"resultTypes": ["violations"], "rules": {"label-title-only": {"enabled": False}}, "iframes": False}
# The form and the steps differ with the stage; what else there is of a story is alike in all of them.
_BY_STAGE = {"newsroom_article_change", "newsroom_article_step"}


def pages(park: Park) -> dict[str, str]:
    """The addresses of every page that an administrator is shown, by what the table calls them."""
    shown = {}
    for row in read_table():
        if row.method != "GET" or row.answers[-1] != "200":
            continue
        name = f"{row.address} on {row.on}" if row.pattern in _BY_STAGE else row.address
        shown.setdefault(name, park.path(row) + (f"?{query}" if (query := row.address.partition("?")[2]) else ""))
    return shown


def is_page(answer) -> bool:
    return answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_the_desk_is_accessible_and_fits_a_telephone(browser: Browser, live_server, scheme):
    roles.ensure()  # a test that commits leaves the database without them
    park = Park()
    client = park.clients["admin"]
    addresses = {name: address for name, address in pages(park).items() if is_page(client.get(address))}
    assert len(addresses) > 60
    context = browser.new_context(
        base_url=live_server.url,
        color_scheme=scheme,
        reduced_motion="reduce",
        viewport={"width": 360, "height": 740},
    )
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    traffic, page = Traffic(context), context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())  # “leave without saving?”
    wrong = []
    for name, address in addresses.items():
        page.goto(address)
        for found in Axe().run(page, options=AXE).response["violations"]:
            if name.startswith("auth_") and found["id"] == "aria-prohibited-attr":
                continue  # Django's own box for choosing permissions
            wrong.append(f"{name}: {found['id']} {[node['html'][:120] for node in found['nodes']][:3]}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            wrong.append(f"{name}: scrolls sideways by {wide} pixels")
    traffic.end()
    context.close()
    assert not wrong, "\n".join(wrong)
