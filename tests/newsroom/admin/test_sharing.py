"""Links that show a draft: what they open, to whom, until when, and that nothing else comes with them."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from companies.models import Photo
from newsroom.demo.make import make_article, make_edition
from newsroom.desk import shared, sharing, workflow
from newsroom.models import Article, Event, Revision, ShareLink
from tests.newsroom.admin.screens import fields_of, said, url
from tests.queries import same_queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept():
    shared._kept.clear()


@pytest.fixture
def stranger():
    return Client()


def links_url(story) -> str:
    return url("newsroom_article_links", story.pk)


def make_link(story, by, **changes) -> str:
    """Make a link by the desk's screen; gives its path."""
    page = by.client.get(links_url(story))
    answer = by.client.post(links_url(story), fields_of(page) | changes)
    return re.search(r'value="http://[^/]+(/shared/[\w-]{43}/)"', answer.content.decode()).group(1)


def open_link(client, address):
    answer = client.get(address)
    return client.get(answer.headers["Location"]) if answer.status_code == 302 else answer


def test_a_stranger_sees_the_revision_that_the_link_was_made_for(editor, stranger):
    story = make_article("Plans", body="First words.", credits=["Wang Yifei"], tags=["AI"], by=editor)
    address = make_link(story, editor, given_to="Li Na")
    story.body = "Second words."
    workflow.save(story, by=editor)
    page = open_link(stranger, address)
    text = page.content.decode()
    assert page.status_code == 200
    assert "First words." in text
    assert "Second words." not in text
    assert "Wang Yifei" in text
    assert "Not published." in text


def test_the_token_leaves_the_address_for_a_cookie_that_goes_nowhere_else(editor, stranger):
    story = make_article("Plans", by=editor)
    address = make_link(story, editor)
    answer = stranger.get(address)
    link = ShareLink.objects.get()
    token = address.split("/")[2]
    assert answer.headers["Location"] == f"/shared/story/{link.pk}/"
    cookie = answer.cookies[shared.COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (f"/shared/story/{link.pk}/", True, "Lax")
    assert 0 < cookie["max-age"] <= 3600
    assert token not in cookie.value
    page = stranger.get(answer.headers["Location"])
    assert token not in page.content.decode()
    for response in (answer, page):
        assert response["Cache-Control"] == "private, no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
    assert "noindex" in page.content.decode()
    # The clean address opens nothing for anybody else.
    assert Client().get(answer.headers["Location"]).status_code == 404


@pytest.mark.parametrize("is_secure", [True, False])
def test_the_cookie_travels_encrypted_where_the_desks_own_does(editor, stranger, settings, is_secure):
    story = make_article("Plans", by=editor)
    address = make_link(story, editor)
    settings.SESSION_COOKIE_SECURE = is_secure
    assert bool(stranger.get(address).cookies[shared.COOKIE]["secure"]) is is_secure


def test_the_token_is_shown_once_and_kept_only_as_a_hash(editor):
    story = make_article("Plans", by=editor)
    token = make_link(story, editor).split("/")[2]
    link = ShareLink.objects.get()
    assert token not in repr(vars(link))
    assert re.fullmatch("[0-9a-f]{64}", link.token_sha256)
    assert token not in editor.client.get(links_url(story)).content.decode()
    assert token not in repr(list(Event.objects.values()))


@pytest.mark.parametrize("end", ["revoked", "expired", "published", "withdrawn", "deleted"])
def test_a_link_ends(editor, managing_editor, stranger, clock, end):
    story = make_article("Plans", by=editor)
    if end == "withdrawn":
        story = Article.objects.get(pk=make_edition("Live").article_id)
        story.headline = "Live, next"
        workflow.save(story, by=editor)
    address = make_link(story, editor)
    assert open_link(stranger, address).status_code == 200
    story.refresh_from_db()
    clock.shift(timedelta(minutes=5))
    match end:
        case "revoked":
            link = ShareLink.objects.get()
            answer = editor.client.post(url("newsroom_article_revoke", story.pk, link.pk))
            assert said(editor.client, answer) == "The link opens no more."
        case "expired":
            clock.shift(timedelta(days=7))
        case "published":
            workflow.submit(story, by=editor)
            workflow.approve(story, by=managing_editor)
            workflow.publish(story, by=editor)
        case "withdrawn":
            workflow.withdraw(story, reason="Wrong.", by=managing_editor)
        case "deleted":
            workflow.delete(story, by=managing_editor)
    assert stranger.get(address).status_code == 404
    # Nor does the cookie of somebody who was in before.
    assert [stranger.get(f"/shared/story/{pk}/").status_code for pk in (1, 2)] == [404, 404]


def test_a_link_to_a_scheduled_story_ends_at_its_moment(editor, make_approved, stranger, clock, soon):
    story = make_approved("Plans")
    address = make_link(story, editor)
    workflow.schedule(story, at=soon)
    assert open_link(stranger, address).status_code == 200
    clock.move_to(soon + timedelta(seconds=1))
    assert open_link(stranger, address).status_code == 404
    # Nor is another one made, though nobody has noted yet that it went live.
    with pytest.raises(workflow.StepRefused, match="Readers see the story already"):
        sharing.share(story, story.revisions.first(), by=editor)


def test_which_links_open_is_asked_of_a_moment(editor):
    story = make_edition("Live").article
    story.standfirst = "Next."
    workflow.save(story, by=editor)
    link, _ = sharing.share(story, story.revisions.first(), by=editor)
    assert ShareLink.objects.usable(link.expires_at - timedelta(microseconds=1)).exists()
    assert not ShareLink.objects.usable(link.expires_at).exists(), "the moment that the page named is over"
    shown = timezone.now()
    workflow.withdraw(story, reason="Wrong.")
    assert ShareLink.objects.usable(shown).exists()
    assert not ShareLink.objects.usable().exists()


def test_a_live_storys_next_version_can_be_shown(editor, stranger):
    edition = make_edition("Live", body="As readers see it.")
    story = Article.objects.get(pk=edition.article_id)
    assert "Readers see the story already" in editor.client.get(links_url(story)).content.decode()
    story.body = "What comes next."
    workflow.save(story, by=editor)
    assert "What comes next." in open_link(stranger, make_link(story, editor)).content.decode()
    assert "As readers see it." in stranger.get(edition.get_absolute_url()).content.decode()


def test_an_embargoed_story_says_so_on_the_page_and_is_shown_nowhere_else(editor, stranger, soon):
    story = make_article("Secret merger", embargoed_until=soon, by=editor)
    text = open_link(stranger, make_link(story, editor)).content.decode()
    assert "Under embargo until" in text
    for address in ("/", "/news/", "/sitemap.xml", "/feed/", "/search/?q=merger"):
        assert "Secret merger" not in stranger.get(address).content.decode()


def test_an_embargo_that_is_over_is_no_longer_told_of(editor, stranger, clock, soon):
    story = make_article("Secret merger", embargoed_until=soon, by=editor)
    _, token = sharing.share(story, story.revisions.get(), by=editor)
    clock.move_to(soon)
    text = open_link(stranger, f"/shared/{token}/").content.decode()
    assert "Not published." in text
    assert "Under embargo" not in text


def test_a_page_is_kept_for_a_minute_and_few_pages_are(editor, stranger, monkeypatch):
    made, now = [], [0.0]
    monkeypatch.setattr(shared.rehearsal, "page_of_revision", lambda *args: made.append(1) or "<body>Plans</body>")
    monkeypatch.setattr(shared, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(shared, "MOST_KEPT", 1)
    story = make_article("Plans", by=editor)
    links = [sharing.share(story, story.revisions.get(), by=editor)[1] for _ in range(4)]
    for moment, times in ((5, 1), (5 + shared.KEPT_FOR - 1, 1), (5 + shared.KEPT_FOR, 2)):
        now[0] = moment
        assert open_link(stranger, f"/shared/{links[0]}/").status_code == 200
        assert len(made) == times
    for token in links[1:]:
        open_link(stranger, f"/shared/{token}/")
    assert len(shared._kept) == 2, "the newest beside what there was"


def test_openings_are_counted(editor, stranger):
    story = make_article("Plans", by=editor)
    address = make_link(story, editor, given_to="Li Na")
    assert "never opened" in editor.client.get(links_url(story)).content.decode()
    for _ in range(3):
        open_link(stranger, address)
    stranger.head(address)  # looks whether there is something
    page = editor.client.get(links_url(story)).content.decode()
    assert "opened 3 times" in page
    assert "Li Na" in page
    assert [event.verb for event in story.events.all()] == ["shared by link", "created"]


# Pictures


def make_photo(name: str) -> Photo:
    stored = default_storage.save(f"photos/ab/{name}.jpg", ContentFile(b"main"))
    copy = default_storage.save(f"photos/ab/{name}-480.jpg", ContentFile(b"copy"))
    return Photo.objects.create(
        file=stored, width=960, height=640, alt_text=name, renditions=[{"name": copy, "width": 480, "height": 320}]
    )


def test_the_drafts_pictures_come_with_it_and_no_others(editor, stranger, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    lead, inside, other = (make_photo(name) for name in ("a" * 24, "b" * 24, "c" * 24))
    story = make_article(
        "Pictures",
        lead_photo=lead,
        body="<p>Text.</p>"
        + "".join(f'<figure><img src="/media/{each.file.name}" alt=""></figure>' for each in (inside, lead)),
        by=editor,
    )
    page = open_link(stranger, make_link(story, editor))
    prefix = f"/shared/story/{ShareLink.objects.get().pk}/media/"
    text = page.content.decode()
    for photo in (lead, inside):
        assert f'"{prefix}{photo.file.name}' in text
        assert b"".join(stranger.get(prefix + photo.file.name).streaming_content) == b"main"
    copy = stranger.get(prefix + lead.renditions[0]["name"])
    assert b"".join(copy.streaming_content) == b"copy"
    assert copy["Cache-Control"] == "private, no-store"
    assert copy["Content-Type"] == "image/jpeg"
    assert "sandbox" in copy["Content-Security-Policy"]
    assert "/media/photos/ab/" not in text.replace(prefix, "")
    for name in (other.file.name, "../newsroom.sqlite3", "photos/ab/", f"{lead.file.name}/x", "photos%2fab"):
        assert stranger.get(prefix + name).status_code == 404
    assert Client().get(prefix + lead.file.name).status_code == 404
    # The gate for everybody stays shut.
    assert stranger.get(f"/media/{lead.file.name}").status_code == 404


# Who may


def test_links_are_made_by_editors_and_revoked_only_with_their_story(editor, reporter, tagger, make_user):
    mine, other = make_article("Mine", by=reporter), make_article("Other", by=editor)
    make_link(other, editor)
    link = ShareLink.objects.get()
    for user in (reporter, tagger, make_user(), make_user(permissions=["newsroom.share_article"])):
        assert user.client.get(links_url(mine)).status_code == 403
        assert user.client.post(links_url(mine), {"revision": 1, "days": 7}).status_code == 403
        assert user.client.post(url("newsroom_article_revoke", other.pk, link.pk)).status_code == 403
    assert editor.client.post(url("newsroom_article_revoke", mine.pk, link.pk)).status_code == 404
    assert editor.client.get(url("newsroom_article_revoke", other.pk, link.pk)).status_code == 405
    assert editor.client.get(url("newsroom_article_links", 999)).status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is None


def test_only_a_revision_of_the_story_is_bound(editor):
    story = make_article("Plans", by=editor)
    for values in ({"revision": 99, "days": 7}, {"revision": "", "days": 7}, {"revision": 1, "days": 3000}):
        assert editor.client.post(links_url(story), values).status_code in {200, 404}
    other = make_article("Others' plans", by=editor)
    other.standfirst = "More."
    workflow.save(other, by=editor)
    assert editor.client.post(links_url(story), {"revision": 2, "days": 7}).status_code == 404
    assert ShareLink.objects.count() == 0


@pytest.mark.parametrize("state", ["published", "withdrawn"])
def test_nobody_is_given_a_link_to_what_readers_see_or_saw(editor, state):
    story = make_edition("Plans").article
    if state == "withdrawn":
        workflow.withdraw(story, reason="Wrong.")
    answer = editor.client.post(links_url(story), {"revision": 1, "days": 7})
    assert sharing.objection(story) in answer.content.decode()
    with pytest.raises(workflow.StepRefused):
        sharing.share(story, Revision.objects.get(), by=editor)
    assert not ShareLink.objects.exists()


def test_what_was_withdrawn_and_is_written_anew_can_be_shown(editor, stranger):
    story = make_edition("Plans").article
    workflow.withdraw(story, reason="Wrong.")
    story.standfirst = "Right."
    workflow.save(story, by=editor)
    assert open_link(stranger, make_link(story, editor)).status_code == 200


def test_a_link_and_its_end_stand_in_the_history_or_are_not(editor, monkeypatch):
    def broken(*args):
        raise RuntimeError

    story = make_article("Plans", by=editor)
    revision = Revision.objects.get()
    with monkeypatch.context() as patch:
        patch.setattr(sharing, "_record", broken)
        with pytest.raises(RuntimeError):
            sharing.share(story, revision, by=editor)
    assert not ShareLink.objects.exists()
    story.standfirst = "More."
    workflow.save(story, by=editor)
    link, _ = sharing.share(story, revision, by=editor)
    assert story.events.first().revision == 1, "the one that is shown"
    with monkeypatch.context() as patch:
        patch.setattr(sharing, "_record", broken)
        with pytest.raises(RuntimeError):
            sharing.revoke(link, by=editor)
    assert ShareLink.objects.filter(revoked_at=None).exists()
    assert [sharing.revoke(link, by=editor) for _ in range(2)] == [True, False]
    verbs = story.events.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["created", "edited", "shared by link", "link revoked"]


@pytest.mark.parametrize("token", ["x", "x" * 43, "story", "é" * 20, "a" * 500])
def test_a_guess_opens_nothing_and_learns_nothing(stranger, editor, token):
    story = make_article("Plans", by=editor)
    sharing.share(story, Revision.objects.get(), by=editor)
    answer = stranger.get(f"/shared/{token}/")
    assert answer.status_code == 404
    assert "Plans" not in answer.content.decode()
    assert not answer.cookies


def test_a_cookie_opens_only_the_link_it_was_made_for(editor, stranger):
    one, two = make_article("One", by=editor), make_article("Two", by=editor)
    first = open_link(stranger, make_link(one, editor))
    make_link(two, editor)
    assert first.status_code == 200
    value = stranger.cookies[shared.COOKIE].value
    thief = Client()
    for pk in ShareLink.objects.filter(article=two).values_list("pk", flat=True):
        thief.cookies[shared.COOKIE] = value
        assert thief.get(f"/shared/story/{pk}/").status_code == 404
    thief.cookies[shared.COOKIE] = value[:-3] + "xyz"
    assert thief.get(f"/shared/story/{ShareLink.objects.get(article=one).pk}/").status_code == 404


def test_a_cookie_is_good_for_an_hour_whoever_keeps_it_longer(editor, stranger):
    story = make_article("Plans", by=editor)
    assert open_link(stranger, make_link(story, editor)).status_code == 200
    value, address = stranger.cookies[shared.COOKIE].value, f"/shared/story/{ShareLink.objects.get().pk}/"
    for seconds, answer in ((shared.COOKIE_AGE - 60, 200), (shared.COOKIE_AGE + 60, 404)):
        with time_machine.travel(timezone.now() + timedelta(seconds=seconds)):
            keeper = Client()
            keeper.cookies[shared.COOKIE] = value
            assert keeper.get(address).status_code == answer


def test_the_list_of_links_keeps_its_number_of_queries(editor):
    story = make_article("Plans", by=editor)
    revision = Revision.objects.get()

    def grow(number):
        for _ in range(number):
            sharing.share(story, revision, by=editor)

    assert same_queries(grow, lambda: editor.client.get(links_url(story))) <= 10
    assert ShareLink.objects.filter(expires_at__gt=timezone.now() + timedelta(days=6)).count() == 30
