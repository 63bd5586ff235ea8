"""Searching with the keyboard, with the mouse and without scripts, in Chromium."""

import pytest
from playwright.sync_api import Page, expect

from newsroom.demo.make import make_company, make_edition, make_person
from tests.browser.axe import faults

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_number_beside_a_long_name_stays_in_one_piece(page: Page):
    company = make_company("International Institute of Intelligent Instruments")
    for number in range(12):
        make_edition(f"Lantern story {number}", tags=[company])
    page.set_viewport_size({"width": 1000, "height": 800})
    page.goto("/search/?q=lantern")
    number = page.locator(".search-filters li", has_text="Institute").locator("small")
    assert number.evaluate("(small) => small.clientHeight") < 30


@pytest.fixture
def park(live_server):
    lantern = make_company("Lantern Robotics", chinese_name="灯笼机器人", summary="Makes lanterns that walk.")
    make_person("Lan Ying", chinese_name="蓝英", title="Director", organisation=lantern)
    for n in range(25):
        make_edition(
            f"Lantern story {n}", tags=[lantern], section=("News", "Policy")[n % 2], standfirst="Lanterns walk."
        )


def test_searching_filtering_and_turning_the_page(page: Page, park):
    page.goto("/search/")
    page.get_by_role("combobox").fill("lantern")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_have_text("25 stories.")
    assert page.locator("mark").first.inner_text() == "Lantern"
    page.get_by_role("link", name="Next").click()
    expect(page.locator("article")).to_have_count(5)
    page.get_by_role("link", name="Policy").last.click()
    expect(page.get_by_role("status")).to_have_text("12 stories.")
    page.get_by_role("link", name="Section: Policy").click()
    expect(page.get_by_role("status")).to_have_text("25 stories.")


def test_suggestions_by_keyboard(page: Page, park):
    page.goto("/search/")
    field = page.get_by_role("combobox")
    field.press_sequentially("lan")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    assert options.count() == 8
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    field.press("ArrowUp")
    expect(field).not_to_have_attribute("aria-activedescendant", "q-suggestions-0")
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(options.first).to_be_hidden()
    expect(field).to_have_value("lan")
    field.press("ArrowDown")
    # As Safari says that Enter ends a word of Chinese.
    typing = "new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true, cancelable: true})"
    assert field.evaluate(f"field => field.dispatchEvent({typing})")
    with page.expect_navigation():
        field.press("Enter")
    assert page.url.endswith(("/people/lan-ying/", "/companies/lantern-robotics/"))


def test_what_was_closed_is_not_opened_by_an_answer_that_comes_late(page: Page, park):
    page.goto("/search/")
    field, options = page.get_by_role("combobox"), page.get_by_role("option")
    field.press_sequentially("lan")
    expect(options.first).to_be_visible()
    for pause in (0, 250):  # before it is asked, and while the answer is on its way
        page.route("**/suggest/**", lambda route: (page.wait_for_timeout(400), route.continue_()))
        field.press("t")
        page.wait_for_timeout(pause)
        field.press("Escape")
        page.wait_for_timeout(1000)
        expect(options.first).to_be_hidden()
        expect(field).to_have_attribute("aria-expanded", "false")
        page.unroute("**/suggest/**")
        field.press("Backspace")
        expect(options.first).to_be_visible()


def test_enter_without_a_choice_searches(page: Page, park):
    page.goto("/search/")
    field = page.get_by_role("combobox")
    field.press_sequentially("灯笼机器人")
    expect(page.get_by_role("option").first).to_be_visible()
    field.press("Enter")
    expect(page.locator(".search-profiles")).to_contain_text("Lantern Robotics")


def test_works_without_scripts(browser, live_server, park):
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto("/search/")
    page.locator("#q").fill('"lantern story" -3')
    page.locator("#q").press("Enter")
    expect(page.get_by_role("status")).to_have_text("24 stories.")
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_to_complain_of(page: Page, park, width):
    page.set_viewport_size({"width": width, "height": 900})
    for address in ("/search/", "/search/?q=lantern", "/search/?q=lantern+robotics&section=policy", "/search/?q=zzyzx"):
        page.goto(address)
        assert faults(page) == []
    page.goto("/search/")
    page.get_by_role("combobox").press_sequentially("lan")
    expect(page.get_by_role("option").first).to_be_visible()
    assert faults(page) == []
