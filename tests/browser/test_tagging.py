"""Tagging with the keyboard in Chromium: both queues, the panel beside the text, and how fast it goes."""

import time

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from playwright.sync_api import Page, expect

from newsroom.demo.make import make_article, make_company, make_edition, make_person
from newsroom.desk.tagging import archive
from newsroom.desk.tagging.directory import current_names
from newsroom.models import Decision, Mention
from tests.browser.axe import faults

pytestmark = pytest.mark.django_db(transaction=True)
DESK = "/admin/newsroom/mention/"


def sign_in(page: Page, live_server, role: str) -> User:
    user = User.objects.create_user(role.replace(" ", "-"), is_staff=True, first_name="Sun", last_name="Li")
    user.groups.set(Group.objects.filter(name=role))
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return user


@pytest.fixture
def lenovo(live_server):
    return make_company("Lenovo Group", chinese_name="联想集团", aliases=["Lenovo"])


@pytest.fixture
def baidu(live_server):
    return make_company("Baidu", chinese_name="百度", founded=2000)


@pytest.fixture
def stories(lenovo, baidu):
    """Three, of which readers see the second; the newest is met first."""
    body = "<p>Lenovo Group opened a laboratory. Lenovo hired 200 people.</p><p>Baidu said that it came.</p>"
    made = [
        make_article("First", body=body),
        make_edition("Second", body=body).article,
        make_article("Third", body=body),
    ]
    read_all()
    return made


def read_all() -> None:
    list(archive.read_again(archive.outdated(current_names()), processes=1))


def wait_until(page: Page, holds) -> None:
    """As the page's own waiting, for what only a script can ask; the policy forbids it to evaluate text."""
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("It never came to hold.")


def statuses(story) -> list[str]:
    return list(Mention.objects.filter(article=story).in_order().values_list("status", flat=True))


def test_the_queue_by_story_with_the_keyboard_alone(page: Page, live_server, stories, lenovo, baidu):
    first, second, third = stories
    sign_in(page, live_server, "tagger")
    page.goto(DESK)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Third")
    # Whatever is sure; then a row of its own, in turn accepted, rejected, left; and rejected at once.
    page.keyboard.press("Space")
    rows = page.locator(".tag-row")
    sure = page.locator('.tag-row[data-tier="sure"]')
    expect(page.locator('.tag-row[data-verdict="accept"]')).to_have_count(sure.count())
    number = 1 + [row.inner_text().find("Baidu") >= 0 for row in rows.all()].index(True)
    of_baidu = rows.nth(number - 1)
    before = of_baidu.get_attribute("data-verdict")
    page.keyboard.press(str(number))
    assert of_baidu.get_attribute("data-verdict") != before
    page.keyboard.press("x")
    expect(of_baidu).to_have_attribute("data-verdict", "reject")
    other = 2 if number == 1 else 1
    while rows.nth(other - 1).get_attribute("data-verdict") != "accept":
        page.keyboard.press(str(other))
    expect(page.locator(".consequences")).to_contain_text(
        "When it is published it stands on 1 company page and 1 feed."
    )
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second")
    assert statuses(third) == ["confirmed", "confirmed", "rejected"]
    assert set(third.tags.all()) == {lenovo.tag}
    page.keyboard.press("u")
    expect(page.get_by_text("Taken back: 3.")).to_be_visible()
    assert set(third.tags.all()) == set()
    page.keyboard.press("j")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Second")


def test_the_queue_by_name_with_the_keyboard_alone(page: Page, live_server, stories, lenovo, baidu):
    sign_in(page, live_server, "tagger")
    page.goto(DESK + "names/")
    page.keyboard.press("Enter")
    name = page.get_by_role("heading", level=1).inner_text()
    lines = page.locator(".concordance input")
    expect(lines).to_have_count(3)
    expect(lines.first).to_be_focused()
    page.keyboard.press("j")
    expect(lines.nth(1)).to_be_focused()
    page.keyboard.press("x")
    expect(lines.nth(1)).not_to_be_checked()
    page.keyboard.press("k")
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    expect(lines.first).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 accepted, 1 rejected.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(name)
    assert Mention.objects.filter(name=name.strip("“”")).suggested().count() == 0
    page.keyboard.press("u")
    expect(page.get_by_text("Taken back: 3.")).to_be_visible()
    assert Mention.objects.confirmed().count() == 0


def test_keys_can_be_switched_off_and_that_is_remembered(page: Page, live_server, stories):
    """Who dictates says letters all the time (WCAG 2.1.4)."""
    sign_in(page, live_server, "tagger")
    story = f"{DESK}story/{stories[2].pk}/"
    switch = page.get_by_label("Single keys decide here")
    decided = page.locator('.tag-row[data-verdict="accept"], .tag-row[data-verdict="reject"]')
    page.goto(story)
    expect(switch).to_be_checked()
    page.get_by_role("button", name="Keys: ?").click()
    expect(page.get_by_role("dialog")).to_contain_text("Single keys decide here")
    page.keyboard.press("Escape")
    switch.uncheck()
    for address in (story, f"{DESK}story/{stories[1].pk}/"):
        page.goto(address)
        expect(switch).not_to_be_checked()
        for key in ("1", "x", "a", "j", "u", "?", "Space"):
            page.get_by_role("heading", level=1).click()
            page.keyboard.press(key)
        expect(decided).to_have_count(0)
        expect(page.get_by_role("dialog")).to_be_hidden()
        assert page.url.endswith(address)
    page.goto(DESK + "names/")
    expect(switch).not_to_be_checked()
    page.goto(story)
    switch.check()
    page.reload()
    page.keyboard.press("1")
    expect(decided).to_have_count(1)


def test_a_key_that_is_held_down_decides_nothing_further(page: Page, live_server, stories):
    sign_in(page, live_server, "tagger")
    page.goto(DESK + "names/")
    page.keyboard.press("Enter")
    lines = page.locator(".concordance input")
    expect(lines.first).to_be_focused()
    page.keyboard.down("j")
    page.keyboard.down("j")
    expect(lines.nth(2)).to_be_focused()
    page.keyboard.up("j")
    with page.expect_navigation():
        page.keyboard.down("Enter")
    expect(lines.first).to_be_focused()
    for _ in range(3):
        page.keyboard.down("Enter")
    page.wait_for_timeout(300)
    assert Decision.objects.count() == 3  # those of the first page
    page.keyboard.up("Enter")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Decision.objects.count() > 3


def test_whoever_is_not_suggested_is_found_by_pinyin(page: Page, live_server, stories, lenovo):
    yang = make_person(
        "Yang Yuanqing",
        chinese_name="杨元庆",
        title="Chairman",
        organisation=lenovo,
        aliases=[{"text": "Yáng Yuánqìng", "kind": "pinyin", "language": "pinyin"}],
    )
    make_person("Yang Yu", title="Engineer", organisation="Baidu")
    sign_in(page, live_server, "tagger")
    page.goto(f"{DESK}story/{stories[0].pk}/")
    field = page.get_by_role("combobox", name="Add somebody")
    field.press_sequentially("yang yu")
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    expect(options.filter(has_text="Chairman, Lenovo Group")).to_have_count(1)
    while field.get_attribute("aria-activedescendant") != options.filter(has_text="Chairman").get_attribute("id"):
        field.press("ArrowDown")
    chosen = page.locator('[role="option"][aria-selected="true"]')
    assert chosen.evaluate("option => getComputedStyle(option).outlineStyle") == "solid"
    field.press("Enter")
    expect(field).to_have_value("yang-yuanqing")
    page.get_by_role("button", name="Save and stay").click()
    expect(page.get_by_text("added by hand")).to_be_visible()
    assert set(stories[0].tags.all()) == {yang.tag}


def test_what_was_left_is_not_opened_by_an_answer_that_comes_late(page: Page, live_server, stories):
    sign_in(page, live_server, "tagger")
    page.goto(f"{DESK}story/{stories[0].pk}/")
    field, options = page.get_by_role("combobox", name="Add somebody"), page.get_by_role("option")
    for key in ("Escape", "Tab"):
        field.fill("")
        field.press_sequentially("leno")
        expect(options.first).to_be_visible()
        page.route("**/mention/find/**", lambda route: (page.wait_for_timeout(400), route.continue_()))
        field.press("v")
        page.wait_for_timeout(250)  # the answer is on its way
        field.press(key)
        page.wait_for_timeout(1000)
        expect(options.first).to_be_hidden()
        expect(field).to_have_attribute("aria-expanded", "false")
        page.unroute("**/mention/find/**")


def test_the_panel_follows_the_text_and_keeps_what_was_chosen(page: Page, live_server, lenovo, baidu):
    user = sign_in(page, live_server, "reporter")
    story = make_article(body="<p>Lenovo Group opened.</p>", by=user)
    page.goto(f"/admin/newsroom/article/{story.pk}/change/")
    panel = page.get_by_role("region", name="Whom it may be about")
    row = panel.get_by_role("group", name="Lenovo Group")
    row.get_by_label("Accept").check()
    page.get_by_label("Standfirst").fill("Baidu said that it came.")
    expect(panel.get_by_role("group", name="Baidu")).to_be_visible()
    expect(panel.locator("[data-said]")).to_have_text("Newly found in the text: Baidu.")
    expect(row.get_by_label("Accept")).to_be_checked()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/newsroom/article/")
    assert set(story.tags.all()) == {lenovo.tag}
    assert statuses(story) == ["suggested", "confirmed"]


def test_the_panel_leads_into_the_text_and_finds_another(page: Page, live_server, lenovo, baidu):
    user = sign_in(page, live_server, "reporter")
    legend = make_company("Legend Holdings", chinese_name="联想控股")
    body = "<p>Nobody came.</p><p>It was late. Lenovo <b>Group</b> met Baidu, and Lenovo left.</p>"
    story = make_article("A day at Baidu", body=body, by=user)
    page.goto(f"/admin/newsroom/article/{story.pk}/change/")
    page.locator(".ProseMirror").wait_for()
    panel = page.get_by_role("region", name="Whom it may be about")
    row = panel.get_by_role("group", name="Lenovo Group")
    row.get_by_text("Where (2)").click()
    chosen = "document.getSelection().toString()"
    row.get_by_role("button", name="Show “Lenovo”").click()
    wait_until(page, lambda: page.evaluate(chosen) == "Lenovo")
    assert page.evaluate("document.getSelection().anchorNode.textContent").endswith("and Lenovo left.")
    row.get_by_role("button", name="Show “Lenovo Group”").click()
    wait_until(page, lambda: page.evaluate(chosen) == "Lenovo Group")
    panel.get_by_role("group", name="Baidu").get_by_text("Where").click()
    panel.get_by_role("group", name="Baidu").get_by_role("button").first.click()
    expect(page.get_by_label("Headline")).to_be_focused()
    # Whom it means instead is found in pinyin, and stays typed when the panel is read anew.
    row.get_by_text("Means another").click()
    row.get_by_label("Accept", exact=True).check()
    field = row.get_by_role("combobox")
    field.press_sequentially("lianxiangkong")
    expect(row.get_by_role("option")).to_have_count(1)
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("legend-holdings")
    make_company("Xiaomi")
    page.get_by_label("Standfirst").fill("Xiaomi came.")
    expect(panel.get_by_role("group", name="Xiaomi")).to_be_visible()
    expect(row.get_by_role("combobox")).to_have_value("legend-holdings")
    assert faults(page) == []
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/newsroom/article/")
    assert set(story.tags.all()) == {legend.tag}


def test_whoever_stands_in_the_panel_stands_there_when_it_is_read_again(page: Page, live_server, lenovo, baidu):
    """And Enter behind a name that is being looked for saves nothing and leads nowhere."""
    user = sign_in(page, live_server, "reporter")
    story = make_article(body="<p>Lenovo Group opened. Lenovo left.</p>", by=user)
    page.goto(f"/admin/newsroom/article/{story.pk}/change/")
    page.locator(".ProseMirror").wait_for()
    panel = page.get_by_role("region", name="Whom it may be about")
    row = panel.get_by_role("group", name="Lenovo Group")
    row.get_by_text("Where (2)").press("Enter")
    row.get_by_text("Means another").press("Enter")
    standfirst, baidus = page.get_by_label("Standfirst"), panel.get_by_role("group", name="Baidu")
    for stop in (
        row.get_by_text("Where (2)"),
        row.get_by_text("Means another"),
        row.get_by_role("button", name="Show “Lenovo”"),
        row.get_by_label("Reject"),
        row.get_by_role("checkbox").first,
        row.get_by_role("combobox"),
    ):
        standfirst.fill("Baidu said so.")
        stop.focus()
        expect(baidus).to_be_visible()
        expect(stop).to_be_focused()
        standfirst.fill("Nothing.")
        expect(baidus).to_have_count(0)
    row.get_by_role("combobox").fill("lianxi")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1000)
    assert page.url.endswith("/change/")
    story.refresh_from_db()
    assert story.version == 1


def test_three_hundred_decisions_an_hour(page: Page, live_server, lenovo, record_property):
    """Recorded keys: forty lines a page, two exceptions among them. What is left of an hour is for reading."""
    lines = 120
    for number in range(lines):
        make_article(f"Story {number}", body=f"<p>Lenovo opened its laboratory number {number} in Haidian.</p>")
    read_all()
    sign_in(page, live_server, "tagger")
    page.goto(f"{DESK}name/{lenovo.tag_id}/?name=Lenovo")
    started = time.monotonic()
    for _ in range(lines // 40):
        expect(page.locator(".concordance input").first).to_be_focused()
        for at in range(40):
            if at in (7, 21):
                page.keyboard.press("x")
            page.keyboard.press("j")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    seconds = (time.monotonic() - started) / lines
    record_property("seconds a decision", round(seconds, 2))
    assert Decision.objects.count() == lines
    # 300 an hour are 12 s each. Ten of them are for reading the line.
    assert seconds < 2


def test_a_story_with_sure_rows_only_takes_two_keys(page: Page, live_server, stories):
    sign_in(page, live_server, "tagger")
    page.goto(f"{DESK}story/{stories[2].pk}/")
    started = time.monotonic()
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_stands_in_anybodys_way(page: Page, live_server, stories, lenovo, width):
    sign_in(page, live_server, "tagger")
    page.set_viewport_size({"width": width, "height": 800})
    for path in (
        "",
        f"story/{stories[1].pk}/",
        "names/",
        f"name/{lenovo.tag_id}/?name=Lenovo",
        "new-name/?who=Lenovo&text=Legend",
        "decided/",
    ):
        page.goto(DESK + path)
        if path.startswith("story"):
            page.keyboard.press("Space")
            page.keyboard.press("2")
            page.keyboard.press("2")
        assert faults(page) == []
