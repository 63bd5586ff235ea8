"""The door of the desk in a browser: by keyboard, with an app, with a passkey, in light and dark."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import Group, User
from playwright.sync_api import Page, expect

from tests.browser.axe import faults

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct horse battery"


@pytest.fixture
def editor(settings):
    settings.SECOND_FACTOR = True
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    user = User.objects.create_user("edda", password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="editor")[0])
    return user


@pytest.fixture
def local(live_server) -> str:
    """The site by a name: a passkey belongs to a name, and an address is none."""
    return live_server.url.replace("127.0.0.1", "localhost")


def sign_in(page: Page, local: str) -> None:
    page.goto(f"{local}/admin/")
    page.get_by_label("Username").focus()
    page.keyboard.type("edda")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def test_an_app_is_set_up_by_keyboard_and_the_pages_are_accessible(page: Page, local, editor):
    page.set_viewport_size({"width": 360, "height": 740})
    problems = []
    page.on("console", lambda message: problems.append(message.text) if "Content Security" in message.text else None)

    page.goto(f"{local}/admin/")
    assert faults(page) == []
    sign_in(page, local)
    expect(page.get_by_role("heading", name="Activate Authenticator App")).to_be_visible()
    assert faults(page) == []
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("[name=code]").focus()
    page.keyboard.type(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Recovery Codes")).to_be_visible()
    assert faults(page) == []
    page.goto(f"{local}/admin/account/")
    assert faults(page) == []
    page.goto(f"{local}/admin/")
    expect(page.get_by_role("link", name="Your account")).to_be_visible()
    assert not problems


def test_a_passkey_is_added_and_opens_the_desk(page: Page, local, editor):
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(page, local)
    expect(page.get_by_role("heading", name="Activate Authenticator App")).to_be_visible()
    page.goto(f"{local}/admin/account/factor/webauthn/add/")
    if (box := page.get_by_label("Passwordless")).count():
        box.check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery Codes")).to_be_visible()
    assert Authenticator.objects.filter(user=editor, type="webauthn").exists()
    page.goto(f"{local}/admin/")
    page.get_by_role("button", name="Log out").click()
    page.goto(f"{local}/admin/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("link", name="Your account")).to_be_visible()
