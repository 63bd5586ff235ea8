import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from companies import pictures
from companies.models import Photo
from companies.models.photo import PhotoQuerySet
from newsroom.demo.make import make_article, make_edition
from newsroom.desk import workflow
from newsroom.desk.admin import uploads
from tests.newsroom.admin.screens import change_url, url

pytestmark = pytest.mark.django_db


def upload(name="park.png", **fields):
    data = io.BytesIO()
    Image.new("RGB", (800, 600), "teal").save(data, "PNG")
    return {"file": SimpleUploadedFile(name, data.getvalue()), "focal_x": "0.5", "focal_y": "0.5", "_end": "1"} | fields


@pytest.fixture
def photo(reporter):
    reporter.client.post(url("companies_photo_add"), upload(alt_text="The park"))
    return Photo.objects.get()


def test_a_reporter_uploads_a_picture_and_describes_it(reporter, photo):
    assert (photo.alt_text, photo.width, len(photo.copies)) == ("The park", 800, 3)
    stored = photo.file.name
    # The file itself stays what it is, whatever is posted.
    reporter.client.post(url("companies_photo_change", photo.pk), upload(alt_text="The park in May"))
    photo.refresh_from_db()
    assert (photo.alt_text, photo.file.name) == ("The park in May", stored)


def test_a_new_picture_is_asked_for_its_words_and_not_yet_for_its_focal_point(reporter):
    page = reporter.client.get(url("companies_photo_add")).content.decode()
    assert "Alternative text" in page
    assert "Alt text" not in page
    assert "id_focal_x" not in page


def test_the_focal_point_is_set_in_the_form_and_its_cuts_are_shown(reporter, photo, django_capture_on_commit_callbacks):
    address = url("companies_photo_change", photo.pk)
    page = reporter.client.get(address).content.decode()
    assert 'data-x="id_focal_x"' in page
    assert "cut=social&amp;focus=50x50" in page
    with django_capture_on_commit_callbacks(execute=True):
        reporter.client.post(address, upload(focal_x="0.1", focal_y="0.2"))
    photo.refresh_from_db()
    assert photo.cut("social")["focus"] == "10x20"
    answer = reporter.client.get(url("companies_photo_thumbnail", photo.pk), {"cut": "social"})
    assert b"".join(answer).startswith(b"\xff\xd8")
    refused = reporter.client.post(address, upload(focal_x="1.5")).content.decode()
    assert "less than or equal to 1" in refused


def test_what_is_no_picture_is_refused_in_a_sentence(reporter):
    data = upload() | {"file": SimpleUploadedFile("x.png", b"<svg onload=alert(1)>")}
    answer = reporter.client.post(url("companies_photo_add"), data)
    assert "This is not a picture we take" in answer.content.decode()
    assert not Photo.objects.exists()


def test_what_is_too_large_is_refused_before_it_is_held_in_memory_whole(reporter, monkeypatch):
    monkeypatch.setattr(pictures, "LARGEST_FILE", 10)
    monkeypatch.setattr(uploads, "LARGEST_FILE", 10)
    monkeypatch.setattr(PhotoQuerySet, "with_digest_of", lambda self, data: pytest.fail("read whole"))
    answer = reporter.client.post(url("companies_photo_add"), upload())
    assert "larger than" in answer.content.decode()
    assert not Photo.objects.exists()


def test_a_picture_that_is_there_already_is_taken_again_only_by_wish(reporter, photo):
    page = reporter.client.post(url("companies_photo_add"), upload(alt_text="Once more")).content.decode()
    assert f'in the library already, as <a href="{url("companies_photo_change", photo.pk)}">The park</a>' in page
    assert '<input type="checkbox" name="again"' in page
    assert 'value="Once more"' in page
    assert Photo.objects.count() == 1
    reporter.client.post(url("companies_photo_add"), upload(alt_text="Once more", again="on"))
    assert sorted(Photo.objects.values_list("alt_text", flat=True)) == ["Once more", "The park"]
    # Who describes the first anew is asked nothing.
    reporter.client.post(url("companies_photo_change", photo.pk), upload(alt_text="The park in May"))
    photo.refresh_from_db()
    assert photo.alt_text == "The park in May"


def test_the_desk_sees_a_picture_that_readers_may_not(reporter, photo, make_user):
    address = url("companies_photo_thumbnail", photo.pk)
    answer = reporter.client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/webp"
    assert b"".join(answer).startswith(b"RIFF")  # the client closes a file when it has been read to its end
    assert answer.headers["Cache-Control"] == "private, max-age=3600"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert make_user().client.get(address).status_code == 403
    assert reporter.client.get(url("companies_photo_thumbnail", 999)).status_code == 404


def test_a_picture_in_use_is_not_deleted_and_its_uses_are_named(managing_editor, photo):
    story, edition = make_article("A draft", lead_photo=photo), make_edition("Live", lead_photo=photo)
    address = url("companies_photo_delete", photo.pk)
    for answer in (managing_editor.client.get(address), managing_editor.client.post(address, {"post": "yes"})):
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "is in use" in text
        assert change_url(story) in text
        assert url("newsroom_edition_change", edition.pk) in text
    assert Photo.objects.exists()


def test_who_may_not_see_stories_is_not_told_which_use_a_picture(make_user, photo):
    make_article("Secret merger", lead_photo=photo)
    keeper = make_user(permissions=["companies.view_photo", "companies.change_photo", "companies.delete_photo"])
    refused = keeper.client.post(url("companies_photo_delete", photo.pk), {"post": "yes"}).content.decode()
    assert "1 that you may not see" in refused
    assert "Secret merger" not in refused
    assert "Secret merger" not in keeper.client.get(url("companies_photo_change", photo.pk)).content.decode()
    assert Photo.objects.exists()


def test_a_picture_whose_small_copy_is_lost_is_shown_whole_and_one_that_is_lost_is_not_there(reporter, photo):
    address = url("companies_photo_thumbnail", photo.pk)
    for copy in photo.copies:
        photo.file.storage.delete(copy["name"])
    assert b"".join(reporter.client.get(address))
    photo.file.storage.delete(photo.file.name)
    assert reporter.client.get(address).status_code == 404


def test_the_list_says_which_lack_words_and_which_readers_see(editor, photo):
    bare = Photo.objects.create(file="photos/bare.jpg", width=4, height=3, caption="Bare")
    decorative = Photo.objects.create(file="photos/line.jpg", width=4, height=3, is_decorative=True)
    for chosen, found in (("missing", {bare}), ("there", {photo, decorative}), ("", {bare, photo, decorative})):
        page = editor.client.get(url("companies_photo_changelist"), {"alt": chosen} if chosen else {})
        assert set(page.context["cl"].result_list) == found
    story = make_edition("Over", lead_photo=photo).article
    workflow.withdraw(story, reason="Wrong.")
    make_edition("Live", lead_photo=decorative)
    live = {
        row.pk for row in editor.client.get(url("companies_photo_changelist")).context["cl"].result_list if row.is_live
    }
    assert live == {decorative.pk}


def test_of_many_uses_the_newest_are_named(editor, photo):
    stories = [make_article(f"Story {number}", lead_photo=photo) for number in range(21)]
    page = editor.client.get(url("companies_photo_change", photo.pk)).content.decode()
    assert change_url(stories[20]) in page
    assert change_url(stories[0]) not in page
