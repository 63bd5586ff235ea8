"""Merging two of the register with the keyboard in Chromium: what is shown before, what is chosen, and undoing it."""

import pytest
from playwright.sync_api import Page, expect

from companies.models import Company
from newsroom.demo.make import make_company, make_edition
from newsroom.desk.merging import merge, twins
from newsroom.models import MergeRecord
from tests.browser.axe import faults
from tests.browser.test_tagging import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
TWINS, MERGES = "/admin/newsroom/twins/", "/admin/newsroom/mergerecord/"


@pytest.fixture
def pair(live_server):
    kept = make_company("Lenovo", chinese_name="联想", website="https://lenovo.com", aliases=["Legend"])
    gone = make_company("Lenovo Ltd", legal_name="Lenovo Group Limited", website="https://legend.example")
    make_edition("About the one", tags=[kept])
    make_edition("About the other", tags=[gone])
    make_edition("Both", tags=[kept, gone])
    twins.look()
    return kept, gone


def tab_to(page: Page, target) -> None:
    """As somebody without a mouse gets there."""
    for _ in range(120):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("The keyboard does not lead there.")


def test_two_are_merged_and_made_two_again_with_the_keyboard_alone(page: Page, live_server, pair):
    kept, gone = pair
    sign_in(page, live_server, "managing editor")
    page.goto(TWINS)
    tab_to(page, page.locator("#content-main").get_by_role("link", name="Lenovo").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What will happen")).to_be_visible()
    expect(page.locator(".will-happen")).to_contain_text("“Lenovo Ltd” too.")
    # Of the two websites the other one is taken.
    websites = page.get_by_role("group", name="Website").get_by_role("radio")
    tab_to(page, page.get_by_role("group", name="Website").locator("input:checked"))
    page.keyboard.press("ArrowDown")
    expect(websites.nth(1)).to_be_checked()
    tab_to(page, page.locator("[name=reason]"))
    page.keyboard.type("Twice in the register")
    tab_to(page, page.get_by_role("button", name="Merge", exact=True))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("is now one with")).to_be_visible()
    kept.refresh_from_db()
    assert (kept.website, kept.legal_name) == ("https://legend.example", "Lenovo Group Limited")
    assert Company.objects.count() == 1
    record = MergeRecord.objects.get()
    page.goto(f"{MERGES}{record.pk}/undo/")
    expect(page.get_by_text("“Twice in the register”")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Make them two again"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("are two again")).to_be_visible()
    kept.refresh_from_db()
    assert (kept.website, Company.objects.count()) == ("https://lenovo.com", 2)


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_stands_in_anybodys_way(page: Page, live_server, pair, width):
    kept, gone = pair
    user = sign_in(page, live_server, "managing editor")
    page.set_viewport_size({"width": width, "height": 800})

    def look(path: str) -> None:
        page.goto(path)
        assert faults(page) == []

    look(TWINS)
    look(f"/admin/newsroom/mergerecord/merge/{kept.tag_id}/")
    look(f"/admin/newsroom/mergerecord/merge/{kept.tag_id}/{gone.tag_id}/")
    record = merge(kept, gone, by=user)
    look(MERGES)
    look(f"{MERGES}{record.pk}/undo/")
