"""Every page of the admin, by day and by night: axe finds nothing, and a telephone doesn't scroll it sideways.

Which pages there are is read off the table of who gets where, and that table fails when an address has no row.
"""

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from newsroom.desk import roles
from tests.browser.axe import OF_THE_DESK, faults
from tests.browser.traffic import Traffic
from tests.newsroom.admin.access import Park, read_table

pytestmark = pytest.mark.django_db(transaction=True)

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


def test_every_page_of_the_desk_is_accessible_and_fits_a_telephone(browser: Browser, live_server):
    roles.ensure()  # a test that commits leaves the database without them
    park = Park()
    client = park.clients["admin"]
    addresses = {name: address for name, address in pages(park).items() if is_page(client.get(address))}
    assert len(addresses) > 60
    context = browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 740})
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    traffic, page = Traffic(context), context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())  # “leave without saving?”
    wrong = []
    for name, address in addresses.items():
        page.goto(address)
        rules = OF_THE_DESK
        if name.startswith("auth_"):
            rules = rules | {"aria-prohibited-attr": {"enabled": False}}  # Django's own box for choosing permissions
        # What stands in a frame is a page for readers, which has tests of its own.
        wrong += [f"{name}: {fault}" for fault in faults(page, rules=rules, iframes=False)]
    traffic.end()
    context.close()
    assert not wrong, "\n".join(wrong)
