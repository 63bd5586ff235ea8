"""Guessing at the door: how often, from where, and what the answers give away."""

import re
import threading

import pytest
from allauth.account.adapter import get_adapter
from django.contrib.auth import hashers
from django.core import mail
from django.core.management import call_command
from django.db import connection

from newsroom.desk.signin import adapter
from newsroom.desk.signin.log import Verb, address_of, record
from newsroom.models import AccountEvent, Generation
from tests.newsroom.signin.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LATER = adapter.LATER  # as it is for an office


def text_of(response) -> str:
    """The page without what differs at every request, and without the name that was typed."""
    page = re.sub(r'(name="csrfmiddlewaretoken" value|nonce|name="login" value)="[^"]*"', "", response.content.decode())
    return re.sub(r"\s+", " ", page)


def mail_has_gone() -> None:
    """Mail is sent after the answer."""
    for thread in threading.enumerate():
        if thread.name == "signin-mail":
            thread.join()


@pytest.fixture
def hashed(monkeypatch):
    """The passwords that were put through the hasher, which is what guessing costs us."""
    seen = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda self, *args: seen.append(args[0]) or encode(self, *args)
    )
    return seen


def test_after_five_wrong_passwords_even_the_right_one_is_not_looked_at(visitor, make_account, hashed):
    make_account("edda", "editor")
    guesser = visitor()
    wrong = [guesser.sign_in("edda", f"wrong{n}") for n in range(5)]
    assert {answer.status_code for answer in wrong} == {200}
    hashed.clear()
    locked, still = guesser.sign_in("edda"), guesser.sign_in("edda", "wrong again")
    assert "_auth_user_id" not in guesser.session
    assert text_of(locked) == text_of(still)
    assert hashed == []
    assert [event.verb for event in AccountEvent.objects.all()][:2] == ["held off", "held off"]


def test_the_colleague_herself_is_not_locked_out_by_somebody_elsewhere(visitor, make_account):
    make_account("edda", "editor")
    for n in range(6):
        visitor().sign_in("edda", f"wrong{n}", address="198.51.100.1")
    assert visitor().sign_in("edda", address="203.0.113.7").status_code == 302


def test_one_address_that_tries_many_names_is_held_off(visitor, make_account):
    make_account("edda", "editor")
    for n in range(20):
        visitor().sign_in(f"name{n}", "Spring2026!")
    assert visitor().sign_in("edda").status_code == 200
    assert visitor().sign_in("edda", address="198.51.100.1").status_code == 302


def test_one_address_signs_in_so_often_a_minute_with_the_right_password_too(visitor, make_account):
    make_account("edda", "editor")
    answers = [visitor().sign_in("edda").status_code for _ in range(31)]
    assert answers[:30] == [302] * 30
    assert answers[30] != 302


def test_links_to_a_new_password_are_sent_so_often_a_minute(visitor, make_account):
    """Three to one account wherever they are asked for, ten from one address for whomever."""
    make_account("edda", "editor")
    for n in range(5):
        visitor(REMOTE_ADDR=f"198.51.100.{n}").post("/admin/account/password/reset/", {"email": "edda@example.org"})
    mail_has_gone()
    assert len(mail.outbox) == 3
    asker = visitor(REMOTE_ADDR="203.0.113.9")
    asked = [asker.post("/admin/account/password/reset/", {"email": f"no{n}@example.org"}) for n in range(12)]
    assert [answer.status_code for answer in asked[:10]] == [302] * 10
    assert {answer.status_code for answer in asked[10:]} == {429}


@pytest.mark.parametrize("name", ["edda", "nobody"])
def test_the_mail_of_a_link_is_written_after_the_answer(visitor, make_account, monkeypatch, name):
    """Writing it takes a moment and a mail server longer: whoever waits for either knows that there is an account."""
    begun = []
    monkeypatch.setattr(threading.Timer, "start", lambda later: begun.append(later))
    make_account("edda", "editor")
    assert visitor().post("/admin/account/password/reset/", {"email": f"{name}@example.org"}).status_code == 302
    [later] = begun  # for an address that nobody has as well
    assert (later.name, later.interval, later.daemon, mail.outbox) == ("signin-mail", adapter.LATER, True, [])
    later.function()
    assert len(mail.outbox) == (name == "edda")


def test_it_waits_until_the_answer_has_gone():
    assert LATER >= 0.5


def test_a_mail_that_cannot_be_sent_is_a_line_in_the_log(visitor, make_account, monkeypatch, caplog):
    def refuse(message):
        raise ConnectionRefusedError

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    make_account("edda", "editor")
    visitor().post("/admin/account/password/reset/", {"email": "edda@example.org"})
    mail_has_gone()
    assert "A mail of the door could not be sent." in caplog.text


def test_the_hold_ends(visitor, make_account, clock):
    make_account("edda", "editor")
    for n in range(6):
        visitor().sign_in("edda", f"wrong{n}")
    clock.shift(301)
    assert visitor().sign_in("edda").status_code == 302


def test_a_name_nobody_has_is_answered_like_a_wrong_password(visitor, make_account, hashed):
    make_account("edda", "editor")
    hashed.clear()
    known = visitor().sign_in("edda", "wrong")
    cost, _ = len(hashed), hashed.clear()
    unknown = visitor().sign_in("nobody", "wrong")
    assert text_of(known) == text_of(unknown)
    assert len(hashed) == cost == 1
    for _ in range(4):
        visitor().sign_in("edda", "wrong")
        visitor().sign_in("nobody", "wrong")
    assert text_of(visitor().sign_in("edda", "wrong")) == text_of(visitor().sign_in("nobody", "wrong"))


def test_the_right_password_of_an_account_that_is_switched_off_is_a_wrong_one(visitor, make_account, hashed):
    make_account("edda", "editor")
    make_account("gone", "editor", is_active=False)
    hashed.clear()
    wrong = visitor().sign_in("edda", "wrong")
    cost, _ = len(hashed), hashed.clear()
    right = visitor().sign_in("gone")
    assert (right.status_code, text_of(right)) == (wrong.status_code, text_of(wrong).replace("edda", "gone"))
    assert len(hashed) == cost
    assert AccountEvent.objects.first().verb == "failed"
    for _ in range(4):
        visitor().sign_in("gone")
    hashed.clear()
    visitor().sign_in("gone")
    assert hashed == [], "it is held off as others are"


def test_failing_to_sign_in_makes_no_page_of_the_readers_anew(visitor, make_account):
    make_account("edda", "editor")
    before = Generation.objects.get_or_create()[0].number
    visitor().sign_in("edda", "wrong")
    visitor().sign_in("edda")
    assert Generation.objects.get().number == before


def test_counts_are_kept_where_every_worker_reads_them(settings, visitor, make_account):
    """Without a Redis the counts are rows of the database, so the next worker goes on counting."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "newsroom_cache"}
    }
    call_command("createcachetable")
    make_account("edda", "editor")
    for n in range(5):
        visitor().sign_in("edda", f"wrong{n}")
    assert visitor().sign_in("edda").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM newsroom_cache")
        assert cursor.fetchone()[0] >= 2


@pytest.mark.parametrize(("asks_from", "counted"), [("203.0.113.7", "203.0.113.7"), ("", "127.0.0.1")])
def test_a_proxy_of_ours_tells_the_address_and_nobody_else_does(settings, visitor, make_account, asks_from, counted):
    """It asks over the network, or over a socket of the machine, where nobody has an address."""
    make_account("edda", "editor")
    for n in range(5):
        visitor(headers={"X-Forwarded-For": f"192.0.2.{n}"}).sign_in("edda", f"wrong{n}", asks_from)
    assert visitor().sign_in("edda", address=asks_from).status_code == 200, "an invented address counts for nothing"
    assert set(AccountEvent.objects.values_list("address", flat=True)) == {counted}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    answer = visitor(headers={"X-Forwarded-For": "192.0.2.77"}).sign_in("edda", address=asks_from)
    assert answer.status_code == 302
    assert AccountEvent.objects.first().address == "192.0.2.77"


def test_a_proxy_that_tells_no_address_lets_nobody_in(settings, visitor, make_account, rf):
    """Or all who come by it could guess without being counted, or would share one count."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    make_account("edda", "editor")
    headers = {"X-Forwarded-For": "no address"}
    assert visitor(headers=headers).sign_in("edda").status_code == 403
    assert address_of(rf.get("/", headers=headers)) is None


def test_addresses_that_one_house_has_at_will_count_as_one(visitor, make_account):
    """Of IPv6 whoever has one has many: those of one network are one guesser."""
    make_account("edda", "editor")
    for n in range(5):
        visitor().sign_in("edda", f"wrong{n}", f"2001:db8:1:1::{n}")
    assert visitor().sign_in("edda", address="2001:db8:1:1::9").status_code == 200
    assert visitor().sign_in("edda", address="2001:db8:2:2::9").status_code == 302


def test_asking_for_a_new_password_tells_nobody_who_has_an_account(visitor, make_account):
    make_account("edda", "editor")
    known = visitor().post("/admin/account/password/reset/", {"email": "edda@example.org"})
    unknown = visitor().post("/admin/account/password/reset/", {"email": "nobody@example.org"})
    assert (
        (known.status_code, known["Location"])
        == (unknown.status_code, unknown["Location"])
        == (302, unknown["Location"])
    )
    mail_has_gone()
    assert [message.to for message in mail.outbox] == [["edda@example.org"]]


def test_a_reset_password_opens_nothing_by_itself(visitor, make_account, settings):
    settings.SECOND_FACTOR = True
    user = make_account("edda", "editor")
    asker = visitor()
    asker.post("/admin/account/password/reset/", {"email": user.email})
    mail_has_gone()
    link = re.search(r"/admin/account/password/reset/key/\S+", mail.outbox[0].body)[0]
    form = asker.get(link, follow=True)
    new = "another horse battery"
    asker.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert "_auth_user_id" not in asker.session
    assert asker.get("/admin/").status_code == 302
    assert visitor().sign_in("edda", PASSWORD).status_code == 200
    assert visitor().sign_in("edda", new).status_code == 302
    assert "invalid" in visitor().get(link, follow=True).content.decode(), "a link works once"


@pytest.mark.parametrize("path", ["signup/", "email/", "social/", "confirm-email/", "password/set/"])
def test_nobody_signs_up(client, path):
    assert client.get(f"/admin/account/{path}").status_code in {302, 404}
    assert client.post(f"/admin/account/{path}", {"username": "new", "password1": PASSWORD}).status_code != 200
    assert not get_adapter().is_open_for_signup(None), "nor where the library asks, if it gets an address one day"


def test_the_log_keeps_no_password_and_names_who_did_it_where_that_was_somebody_else(visitor, make_account, caplog):
    edda = make_account("edda", "editor")
    visitor().sign_in("edda", "hunter2-hunter2")
    with caplog.at_level("INFO", "newsroom.signin"):
        visitor().sign_in("edda\nforged line", "x")
    assert caplog.messages
    assert "\n" not in "".join(caplog.messages)
    visitor().sign_in("edda")
    rows = str(list(AccountEvent.objects.values()))
    assert "hunter2" not in rows
    assert PASSWORD not in rows
    record(Verb.FAILED, name="x" * 500)
    assert AccountEvent.objects.first().account_name == "x" * 150
    for actor, named in ((edda, ""), (make_account("boss"), "boss")):
        record(Verb.ACCOUNT_CHANGED, account=edda, actor=actor)
        event = AccountEvent.objects.first()
        assert (event.account_name, event.actor_name) == ("edda", named)
