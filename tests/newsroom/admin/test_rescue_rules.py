"""Whose text is given back, and whose is not: each rule by itself; test_rescue.py sends whole forms."""

from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.http import QueryDict, UnreadablePostError
from django.test import Client, RequestFactory
from django.utils.functional import SimpleLazyObject

from companies.admin.whole_forms import ENDING
from newsroom.demo.make import make_article
from newsroom.desk.admin import conflict, rescue
from newsroom.desk.signin import guard
from tests.newsroom.admin.screens import change_url


def sent(name="newsroom_article_change", *, namespace="admin", method="post", **fields):
    request = getattr(RequestFactory(), method)("/", {"headline": "Mine", ENDING: "1"} | fields)
    request.resolver_match = SimpleNamespace(namespace=namespace, url_name=name) if name else None
    return request


@pytest.mark.parametrize("name", ["newsroom_article_change", "companies_company_add", "newsroom_article_step"])
def test_a_form_of_the_desk_in_which_somebody_writes_is_one(name):
    assert rescue.is_written(sent(name))


@pytest.mark.parametrize(
    "request_",
    [
        sent(method="get"),
        sent(None),
        sent(namespace=""),
        sent(namespace="mfa"),
        sent("newsroom_article_changelist"),
        sent("newsroom_article_keep"),
        sent("auth_user_change"),
        sent("auth_user_add"),
        RequestFactory().get("/"),
    ],
)
def test_nothing_else_is(request_):
    assert not rescue.is_written(request_)


def test_one_that_was_cut_off_is_not_nor_is_one_that_cannot_be_read():
    cut = RequestFactory().post("/", {"headline": "Mine"})
    cut.resolver_match = sent().resolver_match
    assert not rescue.is_written(cut)

    class BrokenOff:
        method, resolver_match = "POST", sent().resolver_match

        def __init__(self, error):
            self.error = error

        @property
        def POST(self):
            raise self.error

    for error in (UnreadablePostError("broken off"), OSError("gone")):
        assert not rescue.is_written(BrokenOff(error))


@pytest.mark.parametrize("name", ["newsroom_article_change", "auth_user_add", "newsroom_article_changelist"])
def test_where_nobody_can_say_who_it_is_what_was_written_comes_back_and_no_password(monkeypatch, name):
    def busy():
        raise OperationalError("database is locked")

    request, noted = sent(name), []
    request.user, request.resolver_match.route = SimpleLazyObject(busy), "admin/"
    monkeypatch.setattr(rescue, "note", noted.append)
    monkeypatch.setattr(rescue, "page", lambda request, site, why, status: (why, status))
    if name == "newsroom_article_change":
        assert guard.SessionGuard(None).process_view(request, None, (), {}) == (rescue.BUSY, 503)
        assert [str(error) for error in noted] == ["database is locked"], "or nobody would know of it"
    else:
        with pytest.raises(OperationalError):
            guard.SessionGuard(None).process_view(request, None, (), {})


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"}, False),
        ({"Sec-Fetch-Site": "none", "Origin": "http://testserver"}, False),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "https://testserver"}, False),
        ({"Origin": "null"}, False),
        ({}, False),
    ],
)
def test_only_a_page_of_this_site_puts_words_under_our_button(headers, is_ours):
    assert rescue._is_from_here(RequestFactory().post("/", headers=headers)) == is_ours


@pytest.mark.django_db
@pytest.mark.parametrize("is_staff", [True, False])
def test_a_form_with_an_old_token_comes_back_to_whoever_may_use_the_desk(django_user_model, is_staff):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(django_user_model.objects.create_user("li", is_staff=is_staff))
    form = {"headline": "Mine alone", ENDING: "1"}
    answer = strict.post(change_url(make_article()), form, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 403
    assert ("Mine alone" in answer.content.decode()) == is_staff


def test_the_page_is_kept_by_nobody_asks_nobody_and_holds_no_old_token():
    request = sent(csrfmiddlewaretoken="old-token", _save="Save", _popup="1")
    answer = rescue.page(request, admin.site, rescue.BUSY, status=503)
    assert answer["Cache-Control"] == "private, no-store"
    assert isinstance(answer.context_data["user"], AnonymousUser)
    assert answer.context_data["hidden"] == [("headline", "Mine")]
    assert "old-token" not in answer.content.decode()


def test_what_was_to_be_said_of_what_failed_is_not_said():
    request = sent()
    request._messages = SimpleNamespace(_queued_messages=["The story was changed successfully."])
    rescue.page(request, admin.site, rescue.BUSY, status=503)
    assert request._messages._queued_messages == []


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (Exception("database is locked"), rescue.BUSY),
        (SimpleNamespace(sqlstate="55P03"), rescue.BUSY),
        (SimpleNamespace(sqlstate=None), rescue.UNSURE),
        (SimpleNamespace(sqlstate="53100"), rescue.FULL),
        (SimpleNamespace(sqlite_errorname="SQLITE_FULL"), rescue.FULL),
        (SimpleNamespace(sqlite_errorname="SQLITE_CANTOPEN"), rescue.FULL),
        (SimpleNamespace(sqlite_errorname="SQLITE_IOERR_FSYNC"), rescue.FULL),
        (SimpleNamespace(sqlite_errorname="SQLITE_BUSY"), rescue.BUSY),
    ],
)
def test_the_sentence_is_of_what_happened_and_where_the_line_broke_nothing_is_called_unsaved(cause, said):
    assert rescue.why(SimpleNamespace(__cause__=cause)) == said
    assert rescue.why(cause if isinstance(cause, Exception) else SimpleNamespace(__cause__=None, **vars(cause))) == said


def test_a_number_that_no_form_of_ours_has_is_passed_over():
    """One of thousands of digits is none to Python either."""
    post = QueryDict(mutable=True)
    post.update({f"credits-{'9' * 5000}-name": "Ann", f"take-body-{'9' * 5000}": "theirs", "take-body-2": "theirs"})
    assert rescue.typed(post) == []
    assert [label for label, _ in conflict.places_chosen(post)] == ["place 2"]
