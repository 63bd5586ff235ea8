"""Doors beside the door: the way back after a lost password, codes used twice, accounts of administrators."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from newsroom.desk.signin import factor
from newsroom.models import AccountEvent
from tests.newsroom.signin.conftest import PASSWORD, make_account, visitor
from tests.newsroom.signin.test_throttle import mail_has_gone, text_of

__all__ = ["make_account", "visitor"]
pytestmark = pytest.mark.django_db

RESET = "/admin/account/password/reset/"
NEW = "another horse battery"


def link_in(message) -> str:
    return re.search(r"/admin/account/password/reset/key/\S+", message.body)[0]


def use(client: Client, link: str, password: str = NEW):
    form = client.get(link, follow=True)
    return client.post(form.request["PATH_INFO"], {"password1": password, "password2": password})


def ask_for(visitor, *accounts) -> list[str]:
    """The links that were sent to these accounts, asked for from one address each."""
    mail.outbox.clear()
    for number, account in enumerate(accounts):
        visitor(REMOTE_ADDR=f"203.0.113.{number}").post(RESET, {"email": account.email})
    mail_has_gone()
    return [link_in(message) for message in mail.outbox]


def test_every_address_is_answered_alike_and_only_accounts_that_may_come_in_get_a_link(visitor, make_account):
    """Known, unknown, switched off, and without a password: as of an office behind single sign-on."""
    make_account("edda", "editor")
    make_account("gone", "editor", is_active=False)
    single = make_account("single", "editor")
    single.set_unusable_password()
    single.save()
    answers = {}
    for number, name in enumerate(("edda", "nobody", "gone", "single")):
        answer = visitor(REMOTE_ADDR=f"203.0.113.{number}").post(RESET, {"email": f"{name}@example.org"}, follow=True)
        answers[name] = answer.status_code, answer.redirect_chain, text_of(answer)
    assert len({str(said) for said in answers.values()}) == 1, answers
    mail_has_gone()
    assert [message.to for message in mail.outbox] == [["edda@example.org"]]


def test_a_link_to_a_new_password_ends_with_the_old_one(visitor, make_account):
    edda = make_account("edda", "editor")
    first, second = ask_for(visitor, edda, edda)
    assert use(visitor(), first).status_code == 302
    edda.refresh_from_db()
    assert edda.check_password(NEW)
    for link in (first, second):
        use(visitor(), link, "a third horse battery")
        edda.refresh_from_db()
        assert edda.check_password(NEW), "used, or sent before the password changed"
    (third,) = ask_for(visitor, edda)
    edda.is_active = False
    edda.save()
    use(visitor(), third, "a third horse battery")
    edda.refresh_from_db()
    assert edda.check_password(NEW), "the account was switched off since"


def test_a_new_password_by_a_link_ends_every_session_and_is_written_down(visitor, make_account):
    edda, elsewhere = make_account("edda", "editor"), visitor()
    elsewhere.sign_in("edda")
    assert Session.objects.filter(session_key=elsewhere.session.session_key).exists()
    (link,) = ask_for(visitor, edda)
    use(visitor(), link)
    assert not UserSession.objects.filter(user=edda).exists()
    assert not Session.objects.filter(session_key=elsewhere.cookies["sessionid"].value).exists()
    assert AccountEvent.objects.first().verb == "password changed"


@pytest.fixture
def while_hashing(monkeypatch):
    """Lets something happen once while a new password is made ready, which takes half a second outside of tests."""

    def set_it(happens):
        waiting, usual = [happens], User.set_password

        def set_password(user, password):
            if waiting:
                waiting.pop()()
            usual(user, password)

        monkeypatch.setattr(User, "set_password", set_password)

    return set_it


def test_of_two_who_follow_one_link_at_once_the_second_comes_too_late(visitor, make_account, while_hashing):
    edda = make_account("edda", "editor")
    (link,) = ask_for(visitor, edda)
    late, early = visitor(), visitor()
    forms = [client.get(link, follow=True).request["PATH_INFO"] for client in (late, early)]
    theirs = []
    while_hashing(lambda: theirs.append(early.post(forms[1], {"password1": NEW, "password2": NEW})))
    mine = late.post(forms[0], dict.fromkeys(("password1", "password2"), "a third horse battery"), follow=True)
    assert theirs[0]["Location"].endswith("/done/")
    assert not mine.request["PATH_INFO"].endswith("/done/")
    assert b'name="password1"' not in mine.content
    edda.refresh_from_db()
    assert edda.check_password(NEW)


@pytest.mark.parametrize("door", ["a link", "one's own page"])
def test_an_account_that_is_switched_off_meanwhile_stays_so(visitor, make_account, while_hashing, door):
    edda, client = make_account("edda", "editor"), visitor()
    new = {"password1": NEW, "password2": NEW}
    if door == "a link":
        form = client.get(ask_for(visitor, edda)[0], follow=True).request["PATH_INFO"]
    else:
        client.sign_in("edda")
        form, new = "/admin/account/password/change/", new | {"oldpassword": PASSWORD}
    while_hashing(lambda: User.objects.filter(pk=edda.pk).update(is_active=False))
    client.post(form, new)
    edda.refresh_from_db()
    assert not edda.is_active
    assert edda.check_password(PASSWORD)


def test_what_else_is_changed_of_an_account_meanwhile_stays(visitor, make_account, while_hashing):
    """Such as the address to which the next link will go."""
    edda, client = make_account("edda", "editor"), visitor()
    form = client.get(ask_for(visitor, edda)[0], follow=True).request["PATH_INFO"]
    while_hashing(lambda: User.objects.filter(pk=edda.pk).update(email="new@example.org"))
    client.post(form, {"password1": NEW, "password2": NEW})
    edda.refresh_from_db()
    assert (edda.email, edda.check_password(NEW)) == ("new@example.org", True)


def test_a_code_of_recovery_opens_once(visitor, make_account, settings):
    settings.SECOND_FACTOR = True
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    edda = make_account("edda", "editor")
    TOTP.activate(edda, generate_totp_secret())
    code = RecoveryCodes.activate(edda).get_unused_codes()[0]
    answers = []
    for number in range(2):
        client = visitor(REMOTE_ADDR=f"203.0.113.{number}")
        client.sign_in("edda", address=f"203.0.113.{number}")
        client.post("/admin/account/factor/authenticate/", {"code": code})
        answers.append("_auth_user_id" in client.session and client.get("/admin/").status_code == 200)
    assert answers == [True, False]


@pytest.mark.parametrize(
    "path",
    [
        *("factor/totp/activate/", "factor/recovery-codes/generate/", "factor/recovery-codes/download/"),
        *("factor/webauthn/", "factor/webauthn/add/", "factor/recovery-codes/", "reauthenticate/", "password/change/"),
        *("login/code/", "login/code/confirm/", "email/", "password/set/", "social/connections/", "sessions/"),
    ],
)
def test_between_the_password_and_the_second_factor_nothing_is_open(visitor, make_account, settings, path):
    settings.SECOND_FACTOR = True
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    edda = make_account("edda", "editor")
    TOTP.activate(edda, generate_totp_secret())
    client = visitor()
    client.sign_in("edda")
    assert "_auth_user_id" not in client.session
    for ask in (client.get, client.post):
        answer = ask(f"/admin/account/{path}")
        assert answer.status_code in {302, 404}, answer.status_code
        assert answer.status_code == 404 or "/login" in answer["Location"] or "authenticate" in answer["Location"]
    assert "_auth_user_id" not in client.session
    assert edda.authenticator_set.count() == 1


def test_whoever_looks_after_accounts_takes_over_no_administrators(visitor, make_account):
    """Neither by a new password, nor by an address to which a link to one is sent, nor by a right or a role."""
    admin = make_account("boss", is_superuser=True)
    keeper = make_account("keeper", "managing editor")
    keeper.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "add_user", "change_user"]))
    client = Client()
    client.force_login(keeper)
    theirs = {"username": "boss", "email": "keeper@evil.example", "_end": "1"}
    given = {"usable_password": "true", "password1": NEW, "password2": NEW}
    another = make_account("another", "managing editor")
    another.user_permissions.set(keeper.user_permissions.all())
    for is_active in (False, True):  # switched off it has no rights, until they switch it on again
        User.objects.filter(pk__in=[admin.pk, another.pk]).update(is_active=is_active)
        for account in (admin, another):
            theirs["username"] = account.username
            assert client.post(f"/admin/auth/user/{account.pk}/change/", theirs).status_code == 403
            assert client.post(f"/admin/auth/user/{account.pk}/password/", given).status_code == 403
    mine = {"username": "keeper", "email": "k@example.org", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    rights = [str(pk) for pk in Permission.objects.filter(content_type__app_label="auth").values_list("pk", flat=True)]
    client.post(f"/admin/auth/user/{keeper.pk}/change/", mine | {"user_permissions": rights, "_end": "1"})
    friend = make_account("friend", "reporter")  # whose account they may change, but not so
    moments = {"last_login_0": "", "last_login_1": ""}
    moments |= {"date_joined_0": "2026-11-01", "date_joined_1": "09:00:00"}
    theirs = mine | moments | {"username": "friend", "first_name": "Changed", "user_permissions": rights, "_end": "1"}
    assert client.post(f"/admin/auth/user/{friend.pk}/change/", theirs).status_code == 302
    friend.refresh_from_db()
    assert friend.first_name == "Changed"
    new = {"username": "second", "usable_password": "true", "password1": NEW, "password2": NEW, "is_superuser": "on"}
    client.post("/admin/auth/user/add/", new | {"user_permissions": rights, "_end": "1"})
    for account in type(admin).objects.all():
        assert account.is_superuser == (account.pk == admin.pk)
        assert account.pk in {admin.pk, keeper.pk, another.pk} or not account.user_permissions.exists()
    keeper.refresh_from_db()
    assert keeper.user_permissions.count() == 3
    admin.refresh_from_db()
    assert (admin.email, admin.check_password(PASSWORD)) == ("boss@example.org", True)
    assert client.post("/admin/auth/group/add/", {"name": "Mine", "_end": "1"}).status_code == 403


def test_a_link_to_a_new_password_is_made_of_no_name_that_somebody_sent(visitor, make_account, settings):
    """The answer to a request under another name is no mail: who reads it would follow it there."""
    edda = make_account("edda", "editor")
    for headers in ({"Host": "evil.example"}, {"Host": "testserver@evil.example"}, {"Host": "testserver:80@evil"}):
        assert visitor().post(RESET, {"email": edda.email}, headers=headers).status_code == 400
    visitor().post(
        RESET, {"email": edda.email}, headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Server": "evil.example"}
    )
    mail_has_gone()
    (message,) = mail.outbox
    assert "evil" not in str(message.message())


def test_a_right_of_weight_asks_for_the_second_factor(make_account, settings):
    settings.SECOND_FACTOR = True
    person = make_account("ren", "reporter")
    assert not factor.is_required_of(person)
    for codename in (
        *("publish_article", "correct_article", "withdraw_article", "emergency_article"),
        *("add_user", "change_user", "change_group"),
    ):
        person.user_permissions.set(Permission.objects.filter(codename=codename))
        assert factor.is_required_of(type(person).objects.get(pk=person.pk)), codename
