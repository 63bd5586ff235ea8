"""Pictures in the text of a story, as publishing leaves them to readers."""

import io
import re

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from companies.models import Photo
from newsroom.demo.make import make_edition
from newsroom.desk import text_pictures

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    data = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(data, "PNG")
    return Photo.objects.create(file=ContentFile(data.getvalue(), name="x.png"), alt_text="A “tower” & more")


def figure(address, **said):
    attributes = "".join(f' {name}="{value}"' for name, value in said.items())
    return f'<figure><img src="{address}"{attributes}><figcaption>Dawn</figcaption></figure>'


def test_a_picture_is_given_its_size_its_copies_and_its_words(photo):
    [html] = text_pictures.complete([f"<p>Look:</p>{figure(photo.url)}<p>So.</p>"])
    image = re.search(r"<img [^>]*>", html)[0]
    assert 'width="900" height="600"' in image
    assert photo.srcset in image
    assert 'alt="A “tower” &amp; more"' in image
    assert 'loading="lazy"' in image
    assert "gallery" not in html
    assert "<figcaption>Dawn</figcaption>" in html


def test_its_own_words_stay_and_a_copys_address_counts_as_the_pictures(photo):
    copy = photo.copies[0]["url"]
    html = make_edition(body=figure(copy, alt="At night", width=1, height=1)).body_html
    assert f'src="{photo.url}"' in html
    assert 'alt="At night"' in html
    assert 'width="900"' in html


def test_pictures_in_a_row_are_a_gallery_and_those_apart_are_not(photo):
    one = figure(photo.url, alt="Dawn")
    html = make_edition(body=f"{one}\n{one}<p>And:</p>{one}").body_html
    gallery, _, rest = html.partition("</div>")
    assert gallery.count("<img") == gallery.count("50vw") == 2
    assert rest.count("<img") == rest.count("100vw") == 1


def test_what_is_not_of_the_library_is_left_alone(photo, django_assert_num_queries):
    texts = ["<p>x</p>", '<figure><img src="/media/photos/never.jpg" alt="x"></figure>', figure(photo.url)]
    with django_assert_num_queries(1):
        plain, unknown, known = text_pictures.complete(texts)
    assert (plain, unknown) == (texts[0], texts[1])
    assert "srcset" in known
