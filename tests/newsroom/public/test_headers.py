"""How long an answer may be kept, and what every answer promises to browsers."""

import datetime
import errno
import os
from email.utils import parsedate_to_datetime

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import http_date

from companies.models import Photo
from newsroom import social_cards
from newsroom.demo import make
from newsroom.demo.make import make_article, make_edition
from newsroom.desk import workflow
from newsroom.models import raise_generation
from newsroom.public import media
from people.models import Person
from tests.newsroom.papers import make_attachment

from .conftest import content_of, make_photo, republish

pytestmark = pytest.mark.django_db
PAGES = [
    "/", "/news/", "/news/2013/", "/news/2013/10/", "/news/2013/park-aims-high/", "/sections/enterprises/", "/topics/",
    "/topics/start-ups/", "/people/", "/people/guo-hong/", "/companies/", "/companies/xiaomi/", "/corrections/",
    "/feeds/", "/feeds/companies/", "/about/", "/feed/", "/companies/xiaomi/feed/", "/sitemap.xml", "/sitemap-2013.xml",
    "/sitemap-pages.xml", "/robots.txt",
]  # fmt: skip


@pytest.mark.parametrize("path", [*PAGES, "/nothing/", "/topics/xiaomi/"])
def test_the_same_for_everybody(client, admin_client, story, path):
    answer = client.get(path)
    assert answer["Cache-Control"].startswith("public, max-age=")
    assert answer["Vary"] == "Accept-Encoding"
    assert not answer.cookies
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    is_for_scripts = path.endswith("/feed/")
    assert answer["Cross-Origin-Resource-Policy"] == ("cross-origin" if is_for_scripts else "same-origin")
    assert answer.get("Access-Control-Allow-Origin") == ("*" if is_for_scripts else None)
    assert "camera=()" in answer["Permissions-Policy"]
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "nonce" not in policy
    assert "unsafe" not in policy
    signed_in = admin_client.get(path)
    assert signed_in.content == answer.content
    assert signed_in["Cache-Control"] == answer["Cache-Control"]
    assert signed_in["Vary"] == "Accept-Encoding"
    assert not signed_in.cookies


@pytest.mark.parametrize("cookie", ["sessionid=abc", "sessionid=", "sessionid=" + "a" * 32, "csrftoken=x; messages=x"])
@pytest.mark.parametrize("path", ["/", "/nothing/", "/feed/", "/media/photos/x.jpg"])
def test_no_cookie_that_a_reader_sends_changes_a_public_answer(client, story, path, cookie):
    plain, with_one = client.get(path), client.get(path, headers={"Cookie": cookie})
    assert not with_one.cookies
    assert (with_one.content, with_one["Vary"]) == (plain.content, plain["Vary"])
    assert with_one["Cache-Control"] == plain["Cache-Control"]


@pytest.mark.parametrize("path", PAGES)
def test_equal_content_has_an_equal_etag(client, story, path):
    first = client.get(path)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=7)):
        again = client.get(path)
        unchanged = client.get(path, headers={"If-None-Match": f'"other", W/{first["ETag"]}'})
    assert again.content == first.content
    assert again["ETag"] == first["ETag"]
    assert unchanged.status_code == 304
    assert not unchanged.content
    assert unchanged["ETag"] == first["ETag"]
    assert unchanged["Cache-Control"].startswith("public")
    assert unchanged["Vary"] == "Accept-Encoding"
    head = client.head(path)
    assert (head["ETag"], head.content) == (first["ETag"], b"")


def test_whoever_has_no_tag_may_ask_by_the_moment_of_the_last_change(client, story):
    def ask(path, seconds, **headers):
        with time_machine.travel(now + datetime.timedelta(seconds=seconds), tick=False):
            return client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    now = timezone.now().replace(microsecond=0)  # the site began before, and the story after it
    with time_machine.travel(now + datetime.timedelta(seconds=0.4), tick=False):
        raise_generation()
    for path in [page for page in PAGES if page != "/robots.txt"]:
        # Within its second the site may change once more, and two changes would have one moment.
        assert "Last-Modified" not in ask(path, 0.7)
        answer = ask(path, 1.1)
        assert parsedate_to_datetime(answer["Last-Modified"]) == now
        assert ask(path, 30, If_Modified_Since=answer["Last-Modified"]).status_code == 304
        earlier = http_date(now.timestamp() - 1)
        assert ask(path, 30, If_Modified_Since=earlier).status_code == 200
        assert ask(path, 30, If_None_Match='"other"', If_Modified_Since=answer["Last-Modified"]).status_code == 200
    with time_machine.travel(now + datetime.timedelta(seconds=60.5), tick=False):
        make.schedule(make_article("Soon"), at=now + datetime.timedelta(seconds=90))
    for second, changed in ((62, 60), (89.9, 60), (91, 90)):
        assert parsedate_to_datetime(ask("/feed/", second)["Last-Modified"]) == now + datetime.timedelta(
            seconds=changed
        )


def test_a_condition_that_does_not_hold_is_refused_with_the_policy_of_pages(client, story):
    page = client.get("/news/")
    refused = client.get("/news/", headers={"If-Match": '"another"'})
    assert (refused.status_code, refused.content, refused["Cache-Control"]) == (412, b"", "private, no-store")
    for name in ("Content-Security-Policy", "X-Frame-Options", "Permissions-Policy", "Cross-Origin-Resource-Policy"):
        assert refused[name] == page[name]
    assert "ETag" not in refused


def test_a_page_that_time_alone_changes_is_known_by_its_tag_only(client, story):
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=5)):
        answer = client.get("/news-sitemap.xml")
        assert "Last-Modified" not in answer
        assert client.get("/news-sitemap.xml", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_a_changed_story_has_another_etag(client, story):
    before = client.get("/feed/")["ETag"]
    republish(story, body="<p>Changed.</p>")
    assert client.get("/feed/", headers={"If-None-Match": before}).status_code == 200


def test_nothing_is_kept_past_the_next_moment(client, story):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        make.schedule(make_article("Soon"), at=now + datetime.timedelta(seconds=25.5))
        make_edition("Short", until=now + datetime.timedelta(seconds=40))
    for second, kept in ((0, 25), (20, 5), (25.4, 0), (26, 14), (41, 60)):
        with time_machine.travel(now + datetime.timedelta(seconds=second), tick=False):
            for path in ("/", "/about/", "/feed/", "/sitemap.xml", "/topics/xiaomi/"):
                assert client.get(path)["Cache-Control"] == f"public, max-age={kept}"
            assert client.get("/nothing/")["Cache-Control"] == f"public, max-age={min(kept, 10)}"


def test_no_file_is_kept_past_the_next_moment(client, story, media_root):
    """Nor the mark of the house that stands in for a card which is not drawn yet."""
    photo, report = make_photo("f00"), make_attachment()
    shown = make_edition("Pictured", lead_photo=photo, attachments=[report.as_carried])
    paths = [photo.url, report.file.url, f"/media/{social_cards.name_of(shown)}"]
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        make.schedule(make_article("Soon"), at=now + datetime.timedelta(seconds=25.5))
        for path in paths:
            answer = client.get(path)
            assert answer.status_code == (302 if "/cards/" in path else 200)
            assert answer["Cache-Control"] == "public, max-age=25", path
            if answer.streaming:
                content_of(answer)


def test_the_first_story_ever_is_waited_for(client, db):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        make.schedule(make_article("First"), at=now + datetime.timedelta(seconds=30))
        assert client.get("/")["Cache-Control"] == "public, max-age=30"


def test_gone_and_withdrawn_may_be_kept_as_long(client, story):
    workflow.withdraw(story.article, reason="Wrong.")
    answer = client.get("/news/2013/park-aims-high/")
    assert (answer.status_code, answer["Cache-Control"]) == (410, "public, max-age=60")
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1), tick=False):
        assert "Last-Modified" in client.get("/").headers
        assert "Last-Modified" not in client.get("/news/2013/park-aims-high/").headers


def test_a_wrong_host_is_told_so_and_nothing_is_kept(client, story):
    answer = client.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


class TestPictures:
    @pytest.fixture
    def photo(self, media_root):
        return make_photo("f00")

    def paths(self, photo):
        return [f"/media/{photo.file.name}", f"/media/{photo.renditions[0]['name']}"]

    def headers(self, client, path):
        answer = client.get(path)
        assert content_of(answer) == b"a picture"
        return answer.headers

    def test_nobody_sees_an_unused_one(self, client, photo):
        make_article("Draft", lead_photo=photo)
        for path in self.paths(photo):
            missing, never = client.get(path), client.get("/media/photos/never.jpg")
            assert missing.status_code == 404
            assert missing.content == never.content
            assert missing.headers == never.headers
            # Nor may a condition tell that the file is there.
            assert client.get(path, headers={"If-None-Match": "*"}).status_code == 404

    def test_the_lead_picture_of_a_live_story(self, client, photo):
        edition = make_edition("Pictured", lead_photo=photo)
        for path, kind in zip(self.paths(photo), ("image/jpeg", "image/webp"), strict=True):
            answer = client.get(path)
            assert content_of(answer) == b"a picture"
            assert answer["Content-Type"] == kind
            assert answer["Cache-Control"] == "public, max-age=300"
            assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
            assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Vary"] == "Accept-Encoding"
            assert not answer.cookies
            for condition in ({"If-None-Match": answer["ETag"]}, {"If-Modified-Since": answer["Last-Modified"]}):
                unchanged = client.get(path, headers=condition)
                assert unchanged.status_code == 304
                assert unchanged["Cache-Control"] == "public, max-age=300"
        workflow.withdraw(edition.article, reason="Wrong.")
        for path in self.paths(photo):
            assert client.get(path).status_code == 404
            assert client.get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 404

    def test_one_that_cannot_be_read_at_this_moment_is_worth_another_try(self, client, photo, monkeypatch):
        make_edition("Pictured", lead_photo=photo)

        def fail(storage, name, mode="rb"):
            raise OSError("the disk does not answer")

        monkeypatch.setattr(FileSystemStorage, "_open", fail)
        for path in self.paths(photo):
            answer = client.get(path)
            assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "10", "no-store")
            assert b"disk" not in answer.content

    def test_a_picture_inside_a_live_text(self, client, photo):
        body = f'<p>Look:</p><figure><img src="/media/{photo.file.name}" alt="x"></figure>'
        draft = make_article("Inside", body=body)
        path = self.paths(photo)[0]
        assert client.get(path).status_code == 404
        make.publish(draft)
        for _ in range(2):
            assert content_of(client.get(path)) == b"a picture"
        workflow.withdraw(draft, reason="Wrong.")
        assert client.get(path).status_code == 404

    def test_where_nothing_changed_no_text_is_read_a_second_time(self, client, photo, monkeypatch):
        """Whoever knows the name of a withdrawn picture could keep the site reading all its texts."""
        monkeypatch.setattr(media, "_STANDS_IN", {})
        for _ in range(2):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(f"/media/{photo.file.name}").status_code == 404
        assert [query["sql"] for query in asked if "body_html" in query["sql"]] == []
        body = f'<figure><img src="/media/{photo.file.name}" alt="x"></figure>'
        soon = timezone.now() + datetime.timedelta(hours=1)
        make.schedule(make_article("Shows it later", body=body), at=soon)
        assert client.get(f"/media/{photo.file.name}").status_code == 404
        with time_machine.travel(soon, tick=False):
            assert content_of(client.get(f"/media/{photo.file.name}")) == b"a picture"

    def test_only_so_much_is_remembered_of_where_pictures_stand(self, client, photo, monkeypatch):
        monkeypatch.setattr(media, "_MOST_KNOWN", 2)
        monkeypatch.setattr(media, "_STANDS_IN_NONE", known := {})
        for stem in ("f01", "f02", "f03"):
            assert client.get(make_photo(stem).url).status_code == 404
        assert len(known) == 1

    @pytest.mark.parametrize("whose", ["guo", "xiaomi"])
    def test_a_listed_profiles_picture(self, client, photo, request, whose):
        profile = request.getfixturevalue(whose)
        profile.picture = photo
        profile.save()
        assert content_of(client.get(self.paths(photo)[0])) == b"a picture"
        profile.is_listed = False
        profile.save()
        assert client.get(self.paths(photo)[0]).status_code == 404

    def test_a_text_that_leads_to_a_like_address_elsewhere_shows_nothing(self, client, photo):
        make_edition(body=f'<p><a href="https://mirror.example/media/{photo.file.name}">a mirror</a></p>')
        assert client.get(self.paths(photo)[0]).status_code == 404

    def test_staff_who_may_see_pictures(self, client, admin_client, photo):
        answer = admin_client.get(self.paths(photo)[1])
        assert content_of(answer) == b"a picture"
        assert answer["Cache-Control"] == "private, no-store"
        unchanged = admin_client.get(self.paths(photo)[1], headers={"If-None-Match": answer["ETag"]})
        assert (unchanged.status_code, unchanged["Cache-Control"]) == (304, "private, no-store")
        client.force_login(get_user_model().objects.create_user("new", is_staff=True))
        assert client.get(self.paths(photo)[1]).status_code == 404

    def test_no_tag_of_one_file_stands_for_another(self, client, photo, guo):
        """Neither for a copy, nor for a picture that was there before under the same name."""
        main, copy = self.paths(photo)
        Person.objects.update(picture=photo)
        tags = [self.headers(client, path)["ETag"] for path in (main, copy)]
        Person.objects.update(picture=None)
        photo.delete()
        Person.objects.update(picture=make_photo("f00"))
        assert len({*tags, self.headers(client, main)["ETag"]}) == 3

    def test_no_far_moment_makes_it_stay_longer(self, client, photo):
        make_edition("Pictured", lead_photo=photo)
        make.schedule(make_article("Tomorrow"), at=timezone.now() + datetime.timedelta(days=1))
        assert self.headers(client, self.paths(photo)[0])["Cache-Control"] == "public, max-age=300"

    def test_in_the_place_of_a_copy_that_a_disk_left_empty_the_picture_itself_is_shown(self, client, photo, media_root):
        make_edition("Pictured", lead_photo=photo)
        (media_root / "photos" / "f00-640.webp").write_bytes(b"")
        assert content_of(client.get(self.paths(photo)[1])) == b"a picture"

    def test_what_is_no_picture_is_only_bytes(self, client, photo, media_root):
        (media_root / "photos" / "f00-640.html").write_bytes(b"<script>")
        Photo.objects.update(renditions=[{"name": "photos/f00-640.html", "width": 640, "height": 400}])
        make_edition("Pictured", lead_photo=photo)
        answer = client.get("/media/photos/f00-640.html")
        assert (content_of(answer), answer["Content-Type"]) == (b"<script>", "application/octet-stream")

    def test_a_cut_is_as_public_as_its_picture(self, client, photo, media_root):
        name = "photos/f00-1200x630-90x50.jpg"
        (media_root / name).write_bytes(b"a cut")
        entry = {"name": name, "width": 1200, "height": 630, "cut": "social", "focus": "90x50"}
        Photo.objects.update(renditions=[*photo.renditions, entry])
        assert client.get(f"/media/{name}").status_code == 404
        edition = make_edition("Pictured", lead_photo=photo)
        assert content_of(client.get(f"/media/{name}")) == b"a cut"
        workflow.withdraw(edition.article, reason="Wrong.")
        assert client.get(f"/media/{name}").status_code == 404

    def test_a_copy_is_found_whatever_its_original_is(self, photo):
        for suffix in ("jpg", "png"):
            Photo.objects.update(file=f"photos/f00.{suffix}")
            assert media.find_photo("photos/f00-640.webp") == photo

    def test_only_files_that_the_photo_names(self, client, photo, media_root):
        make_edition("Pictured", lead_photo=photo)
        (media_root / "photos" / "f00-999.webp").write_bytes(b"left over")
        (media_root / "secret.txt").write_bytes(b"secret")
        for name in ("photos/f00-999.webp", "photos/f00", "photos/f00.png", "secret.txt", "photos/../secret.txt",
                     "photos/%2e%2e/secret.txt", "//photos/f00.jpg", "photos//f00.jpg", "photos/f00.jpg/", "photos/",
                     "photos/f00.jpg%00", "photos/f00.JPG", "photos/-640.webp"):  # fmt: skip
            assert client.get(f"/media/{name}").status_code == 404, name

    def test_a_file_that_is_missing_on_the_disk(self, client, photo, media_root):
        make_edition("Pictured", lead_photo=photo)
        main, copy = self.paths(photo)
        (media_root / "photos" / "f00-640.webp").unlink()
        stands_in = client.get(copy)
        assert content_of(stands_in) == b"a picture"
        assert stands_in["Content-Type"] == "image/jpeg"
        (media_root / "photos" / "f00.jpg").unlink()
        assert client.get(main).status_code == client.get(copy).status_code == 404
        assert client.get("/").status_code == 200

    def test_what_cannot_be_read_in_a_copys_place_is_as_good_as_missing(self, client, photo, media_root):
        make_edition("Pictured", lead_photo=photo)
        main, copy = self.paths(photo)
        for name in ("f00-640.webp", "f00.jpg"):
            assert content_of(client.get(copy)) == (media_root / "photos" / name).read_bytes()
            (media_root / "photos" / name).unlink()
            (media_root / "photos" / name).mkdir()
        assert client.get(main).status_code == client.get(copy).status_code == 503

    def test_nor_is_what_belongs_to_somebody_else(self, client, photo, monkeypatch):
        make_edition("Pictured", lead_photo=photo)
        main, copy = self.paths(photo)
        refused, opened = {photo.renditions[0]["name"]}, FileSystemStorage._open

        def refuse(storage, name, mode="rb"):
            if name in refused:
                raise PermissionError(errno.EACCES, "Permission denied")
            return opened(storage, name, mode)

        monkeypatch.setattr(FileSystemStorage, "_open", refuse)
        assert content_of(client.get(copy)) == b"a picture"
        refused.add(photo.file.name)
        assert client.get(main).status_code == client.get(copy).status_code == 503

    def test_neither_does_an_answer_begin_of_what_the_disk_cannot_read(self, client, photo, media_root, monkeypatch):
        make_edition("Pictured", lead_photo=photo)
        main, copy = self.paths(photo)
        broken, pread = {(media_root / "photos/f00-640.webp").stat().st_ino}, os.pread

        def reads(handle, length, place):
            if os.fstat(handle).st_ino in broken:
                raise OSError(errno.EIO, "Input/output error")
            return pread(handle, length, place)

        monkeypatch.setattr(os, "pread", reads)
        assert content_of(client.get(copy)) == (media_root / "photos/f00.jpg").read_bytes()
        broken.add((media_root / "photos/f00.jpg").stat().st_ino)
        assert client.get(main).status_code == client.get(copy).status_code == 503
