"""What is sent in the place of a passkey's answer is refused, whatever it is, and breaks nothing."""

import json
from base64 import urlsafe_b64encode

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session

pytestmark = pytest.mark.django_db

KEYS = "/admin/account/factor/webauthn/"
ANSWER = {"id": "AA", "rawId": "AA", "type": "public-key", "clientExtensionResults": {}}


def packed(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def answered(**response) -> str:
    client = packed(b'{"type": "webauthn.get", "challenge": "AA", "origin": "https://testserver"}')
    said = {"clientDataJSON": client, "authenticatorData": packed(bytes(37)), "signature": "AA", "userHandle": "MQ"}
    return json.dumps(ANSWER | {"response": said | response})


STRANGE = {
    "nothing of it": '{"id": 1}',
    "no number": "9" * 5000,
    "too deep": "[" * 100_000,
    "no text": json.dumps(ANSWER | {"response": 1}),
    "no such letters": json.dumps(ANSWER | {"id": "é", "rawId": "é"}),
    "client data of a list": answered(clientDataJSON=packed(b"[]")),
    "client data cut off": answered(clientDataJSON="A"),
    "authenticator cut off": answered(authenticatorData=packed(bytes(32) + b"\x41" + bytes(8))),
    "authenticator too deep": answered(
        authenticatorData=packed(bytes(32) + b"\xc1" + bytes(22) + b"\x81" * 9000), attestationObject="gQ"
    ),
    "an attestation of nothing": answered(attestationObject=packed(b"\x81" * 9000)),
    "whole, and nobody's": answered(),
    "whole, and of nobody": answered(userHandle=packed(b"9" * 30)),
}


@pytest.fixture
def asked(visitor):
    """Somebody whom the site has asked for a passkey."""
    client = visitor(raise_request_exception=False)
    client.get(f"{KEYS}login/", headers={"x-requested-with": "XMLHttpRequest"})
    return client


@pytest.mark.parametrize("said", STRANGE.values(), ids=STRANGE)
def test_a_stranger_signs_in_with_nothing_else(asked, make_account, said):
    make_account("edda", "editor")
    answer = asked.post(f"{KEYS}login/", {"credential": said}, follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == "/admin/account/login/"
    assert not User.objects.filter(last_login__isnull=False).exists()


@pytest.mark.parametrize("screen", ["add", "reauthenticate"])
@pytest.mark.parametrize("said", STRANGE.values(), ids=STRANGE)
def test_nobody_adds_anything_else_to_their_account(asked, make_account, said, screen):
    edda = make_account("edda", "editor")
    asked.sign_in("edda")
    asked.get(f"{KEYS}{screen}/")
    assert asked.post(f"{KEYS}{screen}/", {"credential": said}).status_code in (200, 302)
    assert not edda.authenticator_set.exists()


@pytest.mark.parametrize("said", STRANGE.values(), ids=STRANGE)
def test_nothing_else_is_a_second_factor(asked, make_account, said):
    TOTP.activate(make_account("edda", "editor"), "A" * 32)
    asked.sign_in("edda")
    assert asked.post("/admin/account/factor/authenticate/", {"credential": said}).status_code == 200
    assert "/login/" in asked.get("/admin/")["Location"]


def test_a_stranger_is_asked_for_a_passkey_so_often_a_minute(visitor):
    """A session is made to remember each question."""
    asked = [
        visitor(REMOTE_ADDR="203.0.113.9").get(f"{KEYS}login/", headers={"x-requested-with": "XMLHttpRequest"})
        for _ in range(32)
    ]
    assert [answer.status_code for answer in asked] == [200] * 30 + [429] * 2
    assert Session.objects.count() == 30
