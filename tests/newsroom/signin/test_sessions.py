"""How long a session lasts, what ends it, and the page that shows one's own."""

import time

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_out
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from companies.admin.whole_forms import ENDING
from newsroom.desk import tick
from newsroom.desk.signin import guard
from newsroom.desk.signin.log import record
from newsroom.desk.signin.views import Account, browser_of
from newsroom.models import AccountEvent
from tests.newsroom.signin.conftest import PASSWORD
from tests.queries import same_queries

pytestmark = pytest.mark.django_db

ACCOUNT = "/admin/account/"


@pytest.fixture
def ren(visitor, make_account):
    make_account("ren", "reporter")
    return sign_in(visitor)


def sign_in(visitor):
    client = visitor()
    assert client.sign_in("ren").status_code == 302
    return client


def is_in(client) -> bool:
    return client.get("/admin/").status_code == 200


def test_a_session_left_alone_ends(ren, clock, settings):
    assert is_in(ren)
    clock.shift(settings.SESSION_IDLE_AGE - 60)
    assert is_in(ren)
    clock.shift(settings.SESSION_IDLE_AGE + 60)
    assert not is_in(ren)
    assert not Session.objects.exists(), "nobody may find it again"
    last = AccountEvent.objects.first()
    assert (last.verb, last.account_name, last.details) == ("signed out", "ren", {"why": "the session was over"})


def test_one_that_does_not_say_when_it_began_begins_now(ren, clock):
    session = ren.session
    del session[guard.BEGUN], session[guard.SEEN]
    session.save()
    assert is_in(ren)
    assert ren.session[guard.BEGUN] == ren.session[guard.SEEN] == time.time(), "or it would never end"


@pytest.mark.parametrize(
    ("hours", "idle"),
    [
        (10 * 365 * 24, 3),
        (10, 3),  # within a day of work, but longer than it may be left alone
        (48, 24 * 7),  # the other way round
    ],
)
def test_a_session_of_a_clock_that_was_years_ahead_ends_when_that_is_put_right(
    visitor, make_account, clock, settings, hours, idle
):
    settings.SESSION_IDLE_AGE = idle * 3600
    make_account("ren", "reporter")
    right = timezone.now()
    clock.shift(hours * 3600)
    ren = sign_in(visitor)
    assert is_in(ren)
    clock.move_to(right)
    assert not is_in(ren)


def test_a_click_writes_the_session_once_and_only_now_and_then(ren, clock, settings):
    def writes() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert is_in(ren)
        return sum(query["sql"].startswith('UPDATE "django_session"') for query in asked)

    clock.shift(3600)
    assert [writes(), writes()] == [1, 0]
    assert UserSession.objects.get().last_seen_at == timezone.now()


@pytest.mark.parametrize("trouble", [OperationalError("database is locked"), UpdateError()])
def test_a_database_that_is_busy_keeps_nobody_from_a_page(ren, clock, monkeypatch, trouble):
    """The time of the click is not worth waiting for: the next one writes it down."""
    clock.shift(3600)
    waits = []

    def busy(session, must_create=False):
        waits.append(connection.connection.execute("PRAGMA busy_timeout").fetchone()[0] if is_sqlite else 0)
        raise trouble

    is_sqlite = connection.vendor == "sqlite"
    with monkeypatch.context() as patch:
        patch.setattr(SessionStore, "save", busy)
        assert is_in(ren)
        assert len(waits) == 1
        assert waits[0] <= 1000  # milliseconds
    clock.shift(60)
    assert is_in(ren)
    assert ren.session[guard.SEEN] == time.time()


def test_a_page_that_lies_open_is_no_sign_of_life(visitor, make_account, clock, settings):
    make_account("ren", "reporter")
    ren = sign_in(visitor)
    for _ in range(4):
        clock.shift(settings.SESSION_IDLE_AGE // 4 + 1)
        ren.post("/admin/newsroom/article/add/pulse/")
        ren.get("/healthz")
    assert not is_in(ren)


def test_a_session_ends_after_a_day_of_work_whatever_one_does(visitor, make_account, clock, settings):
    make_account("ren", "reporter")
    ren = sign_in(visitor)
    for _ in range(11):
        clock.shift(3600)
        assert is_in(ren)
    clock.shift(3601)
    assert not is_in(ren)


def test_signing_in_changes_the_number_of_the_session(visitor, make_account):
    make_account("ren", "reporter")
    client = visitor()
    client.get("/admin/account/login/")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    client.sign_in("ren")
    assert client.session.session_key != before


def test_a_new_password_ends_every_other_session(ren, visitor):
    other = sign_in(visitor)
    new = "another horse battery"
    ren.post(f"{ACCOUNT}password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    # Before the other one asks: a session of the old password opens nothing by itself, yet would be shown as open.
    assert [session.session_key for session, _ in ren.get(ACCOUNT).context["sessions"]] == [ren.session.session_key]
    assert (is_in(ren), is_in(other)) == (True, False)
    assert AccountEvent.objects.first().verb == "password changed"


def test_a_password_that_an_administrator_sets_ends_every_session(ren, django_user_model):
    """Not only at its next request: until then it would be shown as open, and its row could be found."""
    ren.get("/admin/")
    key = ren.session.session_key
    boss = Client()
    boss.force_login(django_user_model.objects.create_superuser("boss", password=PASSWORD))
    person = django_user_model.objects.get(username="ren")
    new = {"usable_password": "true", "password1": "another horse battery", "password2": "another horse battery"}
    assert boss.post(f"/admin/auth/user/{person.pk}/password/", new | {ENDING: "1"}).status_code == 302
    assert not Session.objects.filter(session_key=key).exists()
    assert not UserSession.objects.filter(user=person).exists()
    event = AccountEvent.objects.filter(verb="password changed").get()
    assert (event.account, event.actor_name) == (person, "boss")
    assert boss.get("/admin/").status_code == 200


def test_whoever_is_switched_off_is_out_at_the_next_request(ren, django_user_model):
    django_user_model.objects.filter(username="ren").update(is_active=False)
    assert not is_in(ren)


def test_one_sees_where_one_is_signed_in_and_ends_it(ren, visitor):
    other = sign_in(visitor)
    page = ren.get(ACCOUNT)
    assert page.content.decode().count("this one") == 1
    number = UserSession.objects.get(session_key=other.session.session_key).pk
    ren.post(ACCOUNT, {"session": number})
    assert (is_in(ren), is_in(other)) == (True, False)
    third = sign_in(visitor)
    ren.post(ACCOUNT, {"session": "others"})
    assert (is_in(ren), is_in(third)) == (True, False)
    assert (AccountEvent.objects.first().verb, AccountEvent.objects.first().details) == (
        "sessions ended",
        {"number": 1},
    )


def test_nothing_is_shown_that_has_ended_is_too_much_or_is_of_others(ren, visitor, make_account, monkeypatch):
    make_account("tao", "tagger")
    visitor().sign_in("tao")
    ended = sign_in(visitor)
    Session.objects.filter(session_key=ended.session.session_key).update(expire_date=timezone.now())
    page = ren.get(ACCOUNT)
    assert [session.session_key for session, _ in page.context["sessions"]] == [ren.session.session_key]
    assert {event.account_name for event in page.context["events"]} == {"ren"}
    monkeypatch.setattr(Account, "most", 2)
    for _ in range(3):
        sign_in(visitor)
    last = sign_in(visitor)
    shown = [session.session_key for session, _ in ren.get(ACCOUNT).context["sessions"]]
    assert shown[0] == last.session.session_key, "the one that was used last"
    assert len(shown) == 2
    monkeypatch.setattr(Account, "recent", 3)
    assert len(ren.get(ACCOUNT).context["events"]) == 3


def test_leaving_is_written_down(ren, rf):
    greeted = ren.get("/admin/").content + ren.post("/admin/account/logout/", {ENDING: "1"}, follow=True).content
    assert b"signed" not in greeted, "who comes and goes knows that"
    assert not is_in(ren)
    assert AccountEvent.objects.first().verb == "signed out"
    before = AccountEvent.objects.count()
    user_logged_out.send(sender=None, request=rf.get("/"), user=None)  # as Django does for somebody who was not in
    assert AccountEvent.objects.count() == before


def test_the_log_says_who_else_did_it_and_by_a_command_from_nowhere(ren, make_account):
    assert AccountEvent.objects.get(verb="signed in").address == "203.0.113.7"
    account, boss = User.objects.get(username="ren"), make_account("boss")
    for actor, name in ((None, ""), (account, ""), (boss, "boss")):
        record(AccountEvent.Verb.ACCOUNT_CHANGED, account=account, actor=actor)
        event = AccountEvent.objects.first()
        assert (event.actor_name, event.address) == (name, None)


@pytest.mark.parametrize("number", ["", "x", "0", "9" * 30, "9" * 5000, "-1"])
def test_a_session_that_is_not_ones_own_is_not_found(ren, visitor, make_account, number):
    make_account("tao", "tagger")
    tao = visitor()
    tao.sign_in("tao")
    theirs = UserSession.objects.get(session_key=tao.session.session_key).pk
    assert ren.post(ACCOUNT, {"session": number or theirs}).status_code == 404
    assert tao.get("/admin/").status_code == 200


def test_the_page_of_an_account_asks_as_often_with_many_sessions(ren, visitor):
    def more(number):
        for n in range(number):
            assert visitor().sign_in("ren", address=f"203.0.113.{n}").status_code == 302

    assert same_queries(more, lambda: ren.get(ACCOUNT)) <= 12


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on a Mac"),
        (
            "Mozilla/5.0 (Windows NT 10.0) (KHTML) Chrome/156.0 Safari/537.36 Edg/156.0",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari on an iPhone"),
        ("curl/8", "An unknown browser"),
        ("", "An unknown browser"),
    ],
)
def test_a_browser_has_a_name_people_know(user_agent, name):
    assert browser_of(user_agent) == name


def test_an_account_without_a_password_is_told_so_and_gets_no_page_to_set_one(visitor, make_account):
    """As of an office behind single sign-on, or made by a command."""
    account = make_account("ren", "reporter")
    account.set_unusable_password()
    account.save()
    client = visitor()
    client.force_login(account)
    for ask in (client.get, client.post):
        answer = ask(f"{ACCOUNT}password/change/", follow=True)
        assert answer.redirect_chain == [(ACCOUNT, 302)]
        assert "none to change" in answer.content.decode()
    account.refresh_from_db()
    assert not account.has_usable_password()


def test_sessions_that_are_over_are_forgotten_by_the_tick_and_no_others(visitor, make_account, clock, settings):
    """A stranger at the door makes one each time."""
    make_account("ren", "reporter")
    visitor().sign_in("ren")
    for _ in range(3):
        visitor().get("/admin/account/factor/webauthn/login/", headers={"x-requested-with": "XMLHttpRequest"})
    assert Session.objects.count() == 4
    tick.run()
    assert Session.objects.count() == 4
    clock.shift(settings.SESSION_COOKIE_AGE + 1)
    last = visitor()
    last.sign_in("ren")
    tick.run()
    assert [session.pk for session in Session.objects.all()] == [last.session.session_key]
    clock.shift(2 * settings.SESSION_COOKIE_AGE + 1)
    tick.run()
    assert not UserSession.objects.exists()
