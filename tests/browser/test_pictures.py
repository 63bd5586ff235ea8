"""The focal point of a picture, set with the mouse and with the keyboard, and what readers then see of the picture."""

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile
from playwright.sync_api import Page, expect

from companies.models import Photo
from newsroom.demo.drawings import draw
from newsroom.demo.make import make_edition
from tests.browser.axe import faults

from .test_writing import reach, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def photo(settings, tmp_path) -> Photo:
    settings.MEDIA_ROOT = str(tmp_path)
    buffer = io.BytesIO()
    draw("skyline-1", width=1600, height=1000).save(buffer, "JPEG")
    return Photo.objects.create(file=ContentFile(buffer.getvalue(), name="drawn.jpg"), alt_text="A drawing", credit="x")


@pytest.fixture
def form(page: Page, live_server, photo) -> Page:
    sign_in(page.context, live_server, "edda", "editor")
    page.goto(f"/admin/companies/photo/{photo.pk}/change/")
    return page


def point_of(form: Page) -> tuple[str, str]:
    return form.locator("#id_focal_x").input_value(), form.locator("#id_focal_y").input_value()


def save(form: Page) -> None:
    form.locator("[name=_continue]").click()
    expect(form.locator(".messagelist .success")).to_be_visible()


def test_a_click_sets_it_and_the_page_cuts_around_it(form: Page, photo: Photo):
    box = form.locator(".focal-point img").bounding_box()
    form.mouse.click(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.3)
    x, y = (float(value) for value in point_of(form))
    assert abs(x - 0.8) < 0.02
    assert abs(y - 0.3) < 0.02
    mark, picture = form.locator(".focal-mark").bounding_box(), form.locator(".focal-point img").bounding_box()
    assert abs(mark["x"] + mark["width"] / 2 - picture["x"] - x * picture["width"]) < 3
    assert abs(mark["y"] + mark["height"] / 2 - picture["y"] - y * picture["height"]) < 3
    before = [entry["name"] for entry in photo.renditions if "cut" in entry]
    save(form)
    photo.refresh_from_db()
    assert abs(photo.focal_x - 0.8) < 0.02
    assert not {entry["name"] for entry in photo.renditions if "cut" in entry} & set(before)
    edition = make_edition("A drawing leads", lead_photo=photo)
    form.goto("/")
    lead = form.locator(".lead-picture")
    assert edition.headline in form.locator(".lead").inner_text()
    assert lead.evaluate("image => getComputedStyle(image).objectPosition") == "80% 30%"


def test_the_keyboard_alone_sets_it_and_what_it_does_is_said(form: Page, photo: Photo):
    reach(form, ".focal-mark")
    form.keyboard.press("ArrowLeft")
    form.keyboard.press("Shift+ArrowDown")
    assert point_of(form) == ("0.49", "0.6")
    expect(form.locator(".focal-point [aria-live]")).to_have_text("49 % from the left, 60 % from the top")
    for _ in range(8):
        form.keyboard.press("Shift+ArrowDown")
    assert point_of(form) == ("0.49", "1")  # not beyond the edge
    assert not Axe().run(form, context=".focal-point").response["violations"]
    save(form)
    photo.refresh_from_db()
    assert (photo.focal_x, photo.focal_y) == (0.49, 1)


def test_numbers_that_are_typed_move_the_mark(form: Page):
    mark = form.locator(".focal-mark")
    before = mark.bounding_box()
    form.locator("#id_focal_x").fill("0.1")
    assert mark.bounding_box()["x"] < before["x"]


def test_a_file_that_is_too_large_is_said_to_be_before_it_is_sent(form: Page):
    form.goto("/admin/companies/photo/add/")
    form.locator("#id_alt_text").fill("A drawing")
    form.locator("#id_file").evaluate("input => { input.dataset.most = 1000; }")
    form.set_input_files("#id_file", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": bytes(2000)})
    expect(form.locator(".too-large")).to_contain_text("What you wrote stays here.")
    form.locator("[name=_save]").click()
    expect(form.locator("#id_file")).to_be_focused()
    assert faults(form) == []
    form.set_input_files("#id_file", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": bytes(10)})
    expect(form.locator(".too-large")).to_have_count(0)
