"""Side doors of the desk: popups, choices of other screens, orders of hidden columns, other people's keys and links."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsroom.demo.make import make_article, make_edition
from newsroom.desk import shared, sharing, workflow
from newsroom.models import Article, ShareLink
from tests.attacks.addresses import close
from tests.newsroom.admin.conftest import make_user
from tests.newsroom.papers import make_attachment
from tests.newsroom.public.conftest import make_photo, media_root

__all__ = ["make_user", "media_root"]
pytestmark = pytest.mark.django_db


def test_a_popup_asks_for_no_secret(make_user):
    boss = make_user(is_superuser=True)
    for address in ("/admin/auth/user/", "/admin/auth/user/add/", f"/admin/auth/user/{boss.pk}/change/"):
        for field in ("password", "email", "last_login", "no_such"):
            assert boss.client.get(address, {"_popup": "1", "_to_field": field}).status_code == 400, (address, field)
    story = make_article("Plans", editor_note="secret")
    for field in ("editor_note", "headline", "created_by__password"):
        answer = boss.client.get("/admin/newsroom/article/", {"_popup": "1", "_to_field": field})
        assert answer.status_code == 400
        assert b"secret" not in boss.client.get(
            f"/admin/newsroom/article/{story.pk}/change/", {"_to_field": field}
        ).content.replace(b"secret</textarea>", b"")


@pytest.mark.parametrize("role", ["reporter", "editor", "managing editor", "tagger"])
def test_the_choices_of_a_field_come_only_from_screens_that_one_may_see(make_user, role):
    """Every field of every table is asked for, whatever screen it stands on."""
    person = make_user(role)
    User.objects.create_user("hidden-account", email="hidden@example.org")
    answers = {}
    for model in admin.site._registry:
        for field in model._meta.get_fields(include_hidden=True):
            asked = {"app_label": model._meta.app_label, "model_name": model._meta.model_name}
            answer = person.client.get("/admin/autocomplete/", asked | {"field_name": field.name, "term": ""})
            answers.setdefault(answer.status_code, set()).add(f"{model._meta.model_name}.{field.name}")
            assert b"hidden-account" not in answer.content
            if answer.status_code == 200:
                remote = field.remote_field.model._meta
                assert person.has_perm(f"{remote.app_label}.view_{remote.model_name}"), field
    assert answers.keys() == {200, 403, 404}, answers


def test_every_order_of_a_list_is_of_a_column_that_it_shows(make_user):
    boss = make_user(is_superuser=True)
    make_edition("Something")
    for model, screen in admin.site._registry.items():
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for order in ("99", "-99", "0", "password", "1.-2.3", "-", "--1", "1" * 30, "١"):
            answer = boss.client.get(address, {"o": order})
            assert answer.status_code in {200, 302}, (address, order)
            if answer.status_code == 200 and "cl" in (answer.context or {}):
                assert "password" not in str(answer.context["cl"].queryset.query.order_by), screen


def test_nobody_touches_the_second_factor_of_another(make_user):
    owner, others = make_user("editor"), [make_user("managing editor"), make_user(is_superuser=True)]
    key = Authenticator.objects.create(user=owner, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
    for other in others:
        for what in ("remove", "edit"):
            address = f"/admin/account/factor/webauthn/keys/{key.pk}/{what}/"
            assert other.client.get(address).status_code == 404
            assert other.client.post(address, {"name": "Mine"}).status_code == 404
    key.refresh_from_db()
    assert (key.user, key.data["name"]) == (owner, "Key")


def test_a_link_is_revoked_only_where_it_belongs(make_user):
    editor = make_user("editor")
    mine, other = make_article("Mine", by=editor), make_article("Other", by=editor)
    link, _ = sharing.share(mine, mine.revisions.first(), by=editor)
    answer = editor.client.post(f"/admin/newsroom/article/{other.pk}/links/{link.pk}/revoke/")
    assert answer.status_code == 404
    assert ShareLink.objects.get().revoked_at is None


def test_a_link_that_was_revoked_opens_nothing_that_it_opened_before(make_user, monkeypatch):
    monkeypatch.setattr(shared, "_kept", {})  # pages of links of other tests, which had the same numbers
    editor, reader = make_user("editor"), Client()
    report = make_attachment()
    story = make_article("Tomorrow", by=editor, attachments=[report.as_carried])
    link, token = sharing.share(story, story.revisions.first(), by=editor)
    page = reader.get(f"/shared/{token}/", follow=True)
    assert b"Tomorrow" in page.content
    address = page.redirect_chain[-1][0]
    papers = f"{address}media/{report.file.name}"
    answer = reader.get(papers)
    assert answer.status_code == 200
    close(answer)
    other = sharing.share(story, story.revisions.first(), by=editor)[0]
    assert reader.get(f"/shared/story/{other.pk}/").status_code == 404  # the cookie is of one link
    sharing.revoke(link, by=editor)
    never = Client().get(f"/shared/{'x' * len(token)}/")
    for ask in (f"/shared/{token}/", address, papers):
        for headers in ({}, {"Range": "bytes=0-3"}, {"If-None-Match": "*"}, {"If-Modified-Since": "x"}):
            ended = reader.get(ask, headers=headers)
            assert (ended.status_code, ended.content) == (404, never.content)
            assert {name: ended[name] for name in never.headers} == dict(never.headers)


def test_a_document_is_gone_with_its_story_for_those_too_who_had_it(client):
    report = make_attachment()
    edition = make_edition("Out", attachments=[report.as_carried])
    first = client.get(report.file.url)
    assert first.status_code == 200
    close(first)
    workflow.withdraw(Article.objects.get(pk=edition.article_id), reason="Wrong.")
    for headers in (
        {"If-None-Match": first["ETag"]},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Wed, 21 Oct 2099 07:28:00 GMT"},
        {"Range": "bytes=0-3", "If-Range": first["ETag"]},
    ):
        for ask in (client.get, client.head):
            assert ask(report.file.url, headers=headers).status_code == 404


def test_a_token_is_looked_up_by_its_digest_and_stands_nowhere(make_user, caplog, media_root):
    """So no time that an answer takes tells how much of a token was right, and no copy of the database opens a link."""
    caplog.set_level("DEBUG")
    photo, report = make_photo("f00"), make_attachment()
    story = make_article("Tomorrow", by=make_user("editor"), lead_photo=photo, attachments=[report.as_carried])
    link, token = sharing.share(story, story.revisions.first(), by=None)
    reader = Client()
    with CaptureQueriesContext(connection) as asked:
        answer = reader.get(f"/shared/{token}/")
        page = reader.get(answer["Location"])
    assert page.status_code == 200
    said = " ".join(query["sql"] for query in asked)
    assert token not in said
    assert token[:8] not in said
    assert link.token_sha256 in said
    assert token not in str(list(ShareLink.objects.values())) + str(list(story.events.values()))
    assert token not in answer["Location"] + str(answer.cookies) + page.content.decode() + caplog.text
    files = [reader.get(f"{answer['Location']}media/{each.file.name}") for each in (photo, report)]
    assert [each.status_code for each in files] == [200, 200]
    for each in (answer, page, *files, reader.get(f"/shared/{token[:-1]}/"), Client().get(answer["Location"])):
        close(each)
        assert each["Cache-Control"] == "private, no-store"
        assert each["Referrer-Policy"] == "no-referrer"
        assert "noindex" in each["X-Robots-Tag"]
