"""The one door for pictures."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image

from companies import pictures
from companies.models import Photo
from companies.pictures import PictureRefused


def image(width=900, height=600, form="JPEG", mode="RGB", **options) -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert(mode).save(buffer, form, **options)
    return buffer.getvalue()


def test_picture_gets_copies_narrower_than_itself():
    picture = pictures.read(image(1000, 500))
    assert (picture.main.suffix, picture.main.width, picture.main.height) == ("jpg", 1000, 500)
    assert [(copy.width, copy.height, copy.suffix) for copy in picture.copies] == [
        (320, 160, "webp"),
        (640, 320, "webp"),
        (960, 480, "webp"),
    ]


def test_large_picture_is_scaled_down():
    assert pictures.read(image(5000, 1000)).main.width == pictures.LARGEST_SIDE


def test_turned_photo_stands_upright_and_tells_nothing_about_where_it_was_taken():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"  # where it was taken
    picture = pictures.read(image(900, 600, exif=exif.tobytes()))
    assert (picture.main.width, picture.main.height) == (600, 900)
    for file in [picture.main, *picture.copies]:
        opened = Image.open(io.BytesIO(file.data))
        assert not opened.getexif()
        assert "exif" not in opened.info


def test_what_is_hidden_behind_a_picture_is_gone():
    tail = b"<script>alert(1)</script>"
    picture = pictures.read(image(form="PNG") + tail)
    assert all(tail not in file.data for file in [picture.main, *picture.copies])


def test_transparency_is_kept():
    assert pictures.read(image(form="PNG", mode="RGBA")).main.suffix == "png"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_every_format_we_take(form):
    assert pictures.read(image(64, 48, form=form)).main.width == 64


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a picture we take"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "SVG"),
        (b"GIF89a<html>", "not a picture|broken"),
        (image()[:3000], "broken"),
        (image(form="TIFF"), "not a picture we take"),
        (image(form="PPM"), "not a picture we take"),
        (b"x" * (pictures.LARGEST_FILE + 1), "25 MB"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(data, reason):
    with pytest.raises(PictureRefused, match=reason):
        pictures.read(data)


def test_bomb_is_refused_before_it_is_decoded(monkeypatch):
    data = image(2000, 2000, form="PNG")
    monkeypatch.setattr(pictures, "MOST_PIXELS", 1_000_000)
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded"))
    with pytest.raises(PictureRefused, match="pixels"):
        pictures.read(data)


@pytest.mark.django_db
class TestPhoto:
    def test_stored_name_says_nothing_and_cannot_be_guessed(self):
        photo = Photo.objects.create(file=ContentFile(image(), name="../../Secret Plan.jpg"))
        assert "ecret" not in photo.file.name
        assert photo.file.name.startswith("photos/")
        stem = photo.file.name.rpartition("/")[2].removesuffix(".jpg")
        assert len(stem) == 24
        assert all(stem in copy["name"] for copy in photo.renditions)
        assert all(photo.file.storage.exists(copy["name"]) for copy in photo.renditions)

    def test_saving_again_leaves_the_file_alone(self):
        photo = Photo.objects.create(file=ContentFile(image(), name="x.jpg"))
        before = photo.file.name, photo.renditions
        photo = Photo.objects.get(pk=photo.pk)
        photo.alt_text = "Words"
        photo.save()
        assert (photo.file.name, photo.renditions) == before

    def test_form_is_told_in_a_sentence(self):
        with pytest.raises(ValidationError, match="not a picture we take"):
            Photo(file=ContentFile(b"<svg/>", name="x.png")).full_clean()
        assert not Photo.objects.exists()
