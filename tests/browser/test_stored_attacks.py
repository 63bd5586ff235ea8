"""A browser that looks at every kind of page while every field of text holds an attack: nothing runs."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page

from tests.attacks.poison import MARK, make_poisoned_park
from tests.attacks.test_stored import DOORS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def watched(page: Page):
    """A page that notes what an attack would do: dialogs, breaches of the policy, requests to others."""
    page.noted = []
    page.on("dialog", lambda dialog: (page.noted.append(f"dialog on {page.url}"), dialog.dismiss()))
    page.on("console", lambda message: "Content Security" in message.text and page.noted.append(message.text))
    page.on("request", lambda request: "evil" in request.url and page.noted.append(request.url))
    page.add_init_script(f"window.{MARK} = () => alert('{MARK}')")
    return page


def look_at(page: Page, base: str, doors, *, within: str, most: int) -> int:
    waiting, seen = list(doors), set()
    while waiting and len(seen) < most:
        address = waiting.pop(0).partition("#")[0]
        if address in seen or not address.startswith(within) or "logout" in address or address.startswith("//"):
            continue
        seen.add(address)
        page.goto(base + address, wait_until="load")
        links = page.eval_on_selector_all(
            "main a[href], #content a[href]", "all => all.map(a => a.getAttribute('href'))"
        )
        waiting += [link for link in links if link.startswith("/") and "." not in link.rpartition("/")[2]]
    return len(seen)


def test_no_page_of_the_readers_runs_it(watched, live_server):
    make_poisoned_park()
    doors = [door for door in DOORS if "." not in door]
    assert look_at(watched, live_server.url, doors, within="/", most=40) > 20
    assert not watched.noted


def test_no_screen_of_the_desk_runs_it(watched, live_server):
    user = User.objects.create_superuser("admin", password="x")
    story = make_poisoned_park(by=user)
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"]
    watched.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
    base = f"/admin/newsroom/article/{story.pk}/"
    doors = ["/admin/", "/admin/newsroom/article/", f"{base}change/", f"{base}history/"]
    assert look_at(watched, live_server.url, doors, within="/admin/", most=40) > 20
    assert not watched.noted
