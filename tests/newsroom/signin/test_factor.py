"""The second factor: who must show one, and that there is no way around it."""

import io
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image

from companies.admin.whole_forms import ENDING
from companies.models import Photo
from newsroom.desk.signin import factor
from newsroom.desk.signin.adapter import FactorAdapter
from newsroom.models import AccountEvent

pytestmark = pytest.mark.django_db

# By the key that a test names.
WRITTEN = (
    "gAAAAABqsTuAAAAAAAAAAAAAAAAAAAAAAF0rxQnEPBBLciTiloSey7WZDyyLP8-YS3sMypFa02K_534ZjCCBhsdhey"
    "srIxDHI0Utzth6JNz8n3Wha35NdCXBeyGyfHHol3zLvgN0Gqyc"
)
ENROL, CODE = "/admin/account/factor/totp/activate/", "/admin/account/factor/authenticate/"


@pytest.fixture(autouse=True)
def _asked_for(settings, monkeypatch):
    settings.SECOND_FACTOR = True
    # The library tells of a new factor after the commit, which never comes while a test is rolled back.
    monkeypatch.setattr(transaction, "on_commit", lambda function, **kwargs: function())


def code_of(secret: str, ahead: int = 0) -> str:
    """What the app on the telephone shows now, if its clock is `ahead` by as many steps of 30 s."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def enrol(client) -> str:
    """Set up an app in the open session of `client`; its secret."""
    page = client.get(ENROL)
    assert page.status_code == 200, page["Location"]
    secret = page.context["form"].secret
    assert client.post(ENROL, {"code": code_of(secret)}).status_code == 302
    return secret


def test_whoever_can_publish_sets_one_up_at_the_first_sign_in(visitor, make_account):
    make_account("edda", "editor")
    edda = visitor()
    edda.sign_in("edda")
    for address in ("/admin/", "/admin/newsroom/article/", "/admin/newsroom/article/add/"):
        assert edda.get(address)["Location"] == ENROL
        assert edda.post(address)["Location"] == ENROL
    enrol(edda)
    assert edda.get("/admin/").status_code == 200
    added = AccountEvent.objects.filter(verb="factor added")
    assert {event.details["kind"] for event in added} == {"totp", "recovery_codes"}


@pytest.mark.parametrize("is_at_once", [False, True])
def test_a_button_pressed_twice_sets_up_one_and_leads_both_to_the_codes(visitor, make_account, monkeypatch, is_at_once):
    account = make_account("edda", "editor")
    edda = visitor()
    edda.sign_in("edda")
    secret = edda.get(ENROL).context["form"].secret
    clean_code, pressed = ActivateTOTPForm.clean_code, []

    def meanwhile(form):
        code = clean_code(form)
        if is_at_once and not pressed:
            pressed.append(TOTP.activate(account, secret))
        return code

    monkeypatch.setattr(ActivateTOTPForm, "clean_code", meanwhile)
    for _ in range(1 if is_at_once else 2):
        assert edda.post(ENROL, {"code": code_of(secret)})["Location"] == "/admin/account/factor/recovery-codes/"
    assert Authenticator.objects.filter(user=account, type="totp").count() == 1


def test_the_app_of_somebody_else_is_none_of_mine(visitor, make_account):
    TOTP.activate(make_account("ren"), "A" * 32)
    make_account("edda", "editor")
    edda = visitor()
    edda.sign_in("edda")
    assert edda.post(ENROL, {"code": "000000"}).status_code == 200
    enrol(edda)
    assert [factor.type for factor in edda.get("/admin/account/").context["factors"]] == ["totp"], "codes are no factor"


def test_nobody_is_asked_for_it_on_readers_pages(visitor, make_account):
    make_account("edda", "editor")
    edda = visitor()
    edda.sign_in("edda")
    assert [edda.get(path).status_code for path in ("/admin/", "/", "/about/")] == [302, 200, 200]


@pytest.mark.parametrize("has_one_elsewhere", [False, True])
def test_whoever_owes_one_is_a_stranger_outside_of_the_desk(
    visitor, make_account, settings, tmp_path, has_one_elsewhere
):
    """A picture that waits for its story is served there, and how the site fares is told."""
    settings.MEDIA_ROOT = tmp_path
    data = io.BytesIO()
    Image.new("RGB", (64, 48)).save(data, "PNG")
    photo = Photo.objects.create(file=ContentFile(data.getvalue(), name="x.png"))
    edda, account = visitor(), make_account("edda", "editor")
    edda.sign_in("edda")
    if has_one_elsewhere:
        TOTP.activate(account, "A" * 32)
    assert edda.get(photo.url).status_code == 404
    assert edda.get("/healthz").content == b"ok\n"
    Authenticator.objects.all().delete()
    enrol(edda)
    answer = edda.get(photo.url)
    assert answer.status_code == 200
    assert b"".join(answer)  # read to its end the client closes it, and leaves the connection of the test alone
    assert edda.get("/healthz").json()["ok"]


def test_no_screen_is_open_before_it_for_having_a_name_like_that_of_ones_account(visitor, make_account):
    edda = visitor()
    edda.force_login(make_account("edda", is_superuser=True))
    for path in ("/admin/newsroom/accountevent/", "/admin/auth/user/?next=/admin/account/"):
        assert edda.get(path)["Location"] == ENROL, path


def test_whoever_owes_one_may_leave(visitor, make_account):
    make_account("edda", "editor")
    edda = visitor()
    edda.sign_in("edda")
    edda.post("/admin/logout/", {ENDING: "1"})
    assert "_auth_user_id" not in edda.session


def test_whoever_cannot_is_not_asked(visitor, make_account):
    make_account("ren", "reporter")
    ren = visitor()
    ren.sign_in("ren")
    assert ren.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("roles", "fields", "expected"),
    [
        (["reporter"], {}, False),
        (["tagger"], {}, False),
        (["editor"], {}, True),
        (["managing editor"], {}, True),
        ([], {"is_superuser": True}, True),
        ([], {"is_superuser": True, "is_active": False}, False),
    ],
)
def test_who_must_have_one(make_account, settings, roles, fields, expected):
    assert factor.is_required_of(make_account("somebody", *roles, **fields)) is expected
    settings.SECOND_FACTOR = False
    assert not factor.is_required_of(make_account("another", *roles, **fields))


def test_whoever_may_change_accounts_must_have_one(make_account):
    keeper = make_account("keeper")
    keeper.user_permissions.add(Permission.objects.get(codename="change_user"))
    assert factor.is_required_of(keeper)


def test_the_password_alone_opens_nothing(visitor, make_account, clock):
    make_account("edda", "editor")
    first = visitor()
    first.sign_in("edda")
    secret = enrol(first)
    clock.shift(31)
    second = visitor()
    assert second.sign_in("edda")["Location"] == CODE
    assert second.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert second.post(CODE, {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in second.session
    assert second.post(CODE, {"code": code_of(secret)}).status_code == 302
    assert second.get("/admin/").status_code == 200
    assert "factor failed" in {event.verb for event in AccountEvent.objects.all()}


@pytest.mark.parametrize(("ahead", "is_let_in"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_code_opens_one_step_late_or_early_and_once(visitor, make_account, clock, ahead, is_let_in):
    """Typed at the last moment, or from a telephone whose clock is off; and never again while it would still count."""
    account = make_account("edda", "editor")
    secret = "A" * 32
    TOTP.activate(account, secret)
    code = code_of(secret, ahead)
    first = visitor()
    first.sign_in("edda")
    assert (first.post(CODE, {"code": code}).status_code == 302) is is_let_in
    assert ("_auth_user_id" in first.session) is is_let_in
    second = visitor()
    second.sign_in("edda")
    assert second.post(CODE, {"code": code}).status_code == 200
    assert "_auth_user_id" not in second.session


def test_codes_are_counted_as_passwords_are(visitor, make_account, clock):
    make_account("edda", "editor")
    first = visitor()
    first.sign_in("edda")
    secret = enrol(first)
    clock.shift(31)
    guesser = visitor()
    guesser.sign_in("edda")
    for n in range(25):
        guesser.post(CODE, {"code": f"{n:06}"})
    guesser.post(CODE, {"code": code_of(secret)})
    assert "_auth_user_id" not in guesser.session


def test_a_recovery_code_works_once(visitor, make_account, clock):
    user = make_account("edda", "editor")
    first = visitor()
    first.sign_in("edda")
    enrol(first)
    recovery = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    code = RecoveryCodes(recovery).get_unused_codes()[0]
    for expected in (302, 200):
        lost = visitor()
        lost.sign_in("edda")
        assert lost.post(CODE, {"code": code}).status_code == expected


def test_setting_one_up_ends_the_sessions_that_were_opened_without(visitor, make_account):
    make_account("edda", "editor")
    thief, edda = visitor(), visitor()
    thief.sign_in("edda")
    edda.sign_in("edda")
    enrol(edda)
    assert thief.get("/admin/account/").status_code == 302


def test_a_session_from_before_the_role_shows_it_first(visitor, make_account, clock):
    user = make_account("edda", "editor")
    first = visitor()
    first.sign_in("edda")
    enrol(first)
    other = visitor()
    other.force_login(user)  # any door that doesn't ask, if there were one
    assert other.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert "_auth_user_id" not in other.session


def test_the_last_factor_stays_while_the_role_asks_for_it(visitor, make_account):
    user = make_account("edda", "editor")
    Authenticator.objects.create(user=make_account("ren"), type="webauthn", data={})  # is no help
    edda = visitor()
    edda.sign_in("edda")
    enrol(edda)
    edda.post("/admin/account/factor/totp/deactivate/")
    assert user.authenticator_set.filter(type="totp").exists()
    user.groups.clear()
    edda.post("/admin/account/factor/totp/deactivate/")
    assert not user.authenticator_set.filter(type="totp").exists()
    assert AccountEvent.objects.filter(verb="factor removed", account=user).exists()


def test_whoever_came_a_while_ago_types_the_password_before_a_factor_changes(visitor, make_account, clock):
    make_account("ren", "reporter")
    ren = visitor()
    ren.sign_in("ren")
    assert ren.get(ENROL).status_code == 200
    clock.shift(3600)
    assert ren.get(ENROL)["Location"].startswith("/admin/account/reauthenticate/")


def test_secrets_lie_encrypted(visitor, make_account, settings):
    user = make_account("edda", "editor")
    edda = visitor()
    edda.sign_in("edda")
    secret = enrol(edda)
    stored = str([row.data for row in user.authenticator_set.all()])
    assert secret not in stored
    # A key that was changed still reads what the one before it wrote.
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-" + "y" * 50
    settings.SECRET_KEY_FALLBACKS = [old]
    assert user.authenticator_set.get(type="totp").wrap().validate_code("1") is False
    box, new = FactorAdapter(), FactorAdapter().encrypt(secret)
    settings.SECRET_KEY_FALLBACKS = []
    assert box.decrypt(new) == secret, "the old one is needed for what is old only"
    settings.SECRET_KEY = "k" * 60
    assert box.decrypt(WRITTEN) == "A" * 32, "what was stored once can be read for good"


def test_the_old_addresses_of_the_admin_lead_to_the_one_door(client, visitor, make_account):
    assert client.get("/admin/login/?next=/admin/newsroom/")["Location"].startswith("/admin/account/login/?next=")
    assert client.post("/admin/login/", {"username": "edda", "password": "x"}).status_code == 302
    make_account("ren", "reporter")
    ren = visitor()
    ren.sign_in("ren")
    assert ren.get("/admin/password_change/")["Location"] == "/admin/account/password/change/"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "/%0d%0aX: y",
        "\thttps://evil.example",
    ],
)
def test_the_door_leads_to_no_other_house(visitor, make_account, elsewhere):
    make_account("edda", "reporter")
    answer = visitor().sign_in("edda", next=elsewhere)
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith(("//", "/\\"))
    assert "X" not in answer.headers
