"""The desk's pages about a story in a browser: by keyboard, on a phone and a desk, by day and by night."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from newsroom.demo.make import make_article, make_company, make_edition, schedule
from newsroom.desk import roles, translations, workflow
from newsroom.models import Article, ShareLink, Stage
from tests.browser.axe import OF_THE_DESK, faults

pytestmark = pytest.mark.django_db(transaction=True)

ADMIN = "/admin/newsroom/article/"


@pytest.fixture
def editor() -> User:
    roles.ensure()  # a test that commits leaves the database without them
    user = User.objects.create_user("edda", password="x", is_staff=True, first_name="Edda", last_name="Tor")
    user.groups.add(Group.objects.get(name="editor"))
    return user


@pytest.fixture
def writer() -> User:
    user = User.objects.create_user("ren", password="x", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="reporter")[0])
    return user


@pytest.fixture
def desk(page: Page, live_server, editor) -> Iterator[Page]:
    """A window in which the editor is signed in."""
    enter(page.context, live_server, editor)
    page.context.set_default_timeout(15_000)
    yield page
    for window in page.context.pages:  # a form that stays open tells the server that somebody is there
        window.goto("about:blank")


def enter(context, live_server, user) -> None:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


@pytest.fixture
def story(editor) -> Article:
    """A live story with a draft in progress, of three revisions."""
    edition = make_edition("Plans for the park", body="One stays.\n\nThe park grows.", tags=[make_company("Xiaomi")])
    story = Article.objects.get(pk=edition.article_id)
    for words in ("robots", "chips"):
        story.body = f"<p>One stays.</p>\n<p>The park grows with {words}.</p>"
        workflow.save(story, by=editor)
    return story


def press(page: Page, role: str, name: str) -> None:
    """Reach a control by the Tab key alone, and press Enter."""
    wanted = page.get_by_role(role, name=name).first
    expect(wanted).to_be_visible()
    for _ in range(150):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never reaches {name}")


def test_a_text_is_compared_and_restored_by_keyboard(desk: Page, story):
    desk.goto(f"{ADMIN}{story.pk}/history/")
    press(desk, "link", "What changed with revision 3")
    expect(desk.locator(".compared del")).to_have_text("removed: robots")
    expect(desk.locator(".compared ins")).to_have_text("added: chips")
    press(desk, "link", "Restore revision 2…")
    press(desk, "button", "Restore revision 2")
    expect(desk.locator(".messagelist")).to_contain_text("says again what revision 2 said")
    story.refresh_from_db()
    assert (story.revision, "robots" in story.body) == (4, True)


def test_unsaved_text_is_previewed_beside_the_form(desk: Page, story):
    desk.goto(f"{ADMIN}{story.pk}/change/")
    headline = desk.locator("[name=headline]")
    headline.fill("Not saved at all")
    with desk.context.expect_page() as opened:
        press(desk, "button", "Preview in a new tab")
    preview = opened.value
    frame = preview.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Not saved at all")
    expect(frame.locator(".draft-notice")).to_be_visible()
    widths = {}
    for name in ("Phone", "Tablet", "Desktop"):
        preview.get_by_label(name).check()
        widths[name] = preview.locator("iframe").evaluate("frame => frame.clientWidth")
    assert widths == {"Phone": 360, "Tablet": 768, "Desktop": 1280}
    # The readers' styles came along, and the form is as it was.
    assert frame.locator("h1").evaluate("element => getComputedStyle(element).fontFamily").count("serif")
    assert headline.input_value() == "Not saved at all"
    story.refresh_from_db()
    assert story.headline == "Plans for the park"


def test_a_link_is_made_by_keyboard_and_shows_the_draft_to_a_stranger(desk: Page, story, browser: Browser):
    desk.goto(f"{ADMIN}{story.pk}/links/")
    press(desk, "button", "Make a link")
    address = desk.get_by_label("Copy it now").input_value()
    stranger = browser.new_context().new_page()
    stranger.goto(address)
    expect(stranger.get_by_text("The park grows with chips.")).to_be_visible()
    assert stranger.url.endswith(f"/shared/story/{ShareLink.objects.get().pk}/")
    desk.goto(f"{ADMIN}{story.pk}/links/")
    expect(desk.get_by_text("opened once")).to_be_visible()
    press(desk, "button", "Revoke the link for nobody in particular")
    expect(desk.get_by_role("button", name="Revoke the link for nobody in particular")).to_have_count(0)
    stranger.reload()
    expect(stranger.get_by_role("heading", name="This link does not open")).to_be_visible()
    stranger.context.close()


def test_several_stories_are_approved_by_keyboard(desk: Page, writer):
    for number in range(3):
        workflow.submit(make_article(f"Story {number}", by=writer), by=writer)
    desk.goto(f"{ADMIN}?stage=in_review")
    boxes = desk.locator("input.action-select")
    for number in range(2):
        boxes.nth(number).focus()
        desk.keyboard.press("Space")
    desk.locator("select[name=action]").first.focus()
    desk.keyboard.type("Approve")
    press(desk, "button", "Run")
    expect(desk.get_by_role("heading", name="2 stories: what will happen")).to_be_visible()
    press(desk, "button", "Approve them")
    expect(desk.get_by_role("heading", name="2 done")).to_be_visible()
    assert Article.objects.filter(stage=Stage.APPROVED).count() == 2


def test_the_calendar_is_walked_by_keyboard(desk: Page, editor):
    tomorrow = timezone.now() + timedelta(days=1)
    schedule(make_article("Waits"), at=tomorrow)
    make_article("Planned", planned_for=timezone.localdate(tomorrow), by=editor)
    desk.goto(ADMIN)
    press(desk, "link", "Calendar")
    press(desk, "link", "Show a month")
    expect(desk.get_by_role("link", name="Waits")).to_be_visible()
    expect(desk.get_by_role("link", name="Planned")).to_be_visible()
    press(desk, "link", "Later month")
    press(desk, "link", "Earlier month")
    press(desk, "link", "Planned")
    expect(desk.locator("[name=headline]")).to_have_value("Planned")


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_open_to_everybody(desk: Page, story, writer, width):
    desk.set_viewport_size({"width": width, "height": 800})
    make_article("Planned", planned_for=timezone.localdate(), by=writer)
    sent = make_article("Sent", by=writer)
    workflow.submit(sent, by=writer)
    ready = make_article("Ready")
    workflow.approve(ready)
    problems = []
    desk.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    for address in (
        f"{ADMIN}{story.pk}/history/",
        f"{ADMIN}{story.pk}/compare/",
        f"{ADMIN}{story.pk}/restore/1/",
        f"{ADMIN}{story.pk}/preview/",
        f"{ADMIN}{story.pk}/links/",
        f"{ADMIN}{ready.pk}/step/publish/",
        f"{ADMIN}calendar/",
        f"{ADMIN}calendar/?month={timezone.localdate():%Y-%m}",
        ADMIN,
    ):
        desk.goto(address)
        # What stands in the frame is the readers' page, which has tests of its own.
        assert faults(desk, rules=OF_THE_DESK, iframes=False) == []
    desk.goto(f"{ADMIN}?stage=in_review")
    desk.locator("input.action-select").first.check()
    desk.locator("select[name=action]").first.select_option("bulk_approve")
    desk.get_by_role("button", name="Run").first.click()
    expect(desk.get_by_role("button", name="Approve them")).to_be_visible()
    assert faults(desk, rules=OF_THE_DESK) == []
    assert not [problem for problem in problems if "Content Security" in problem]


def test_what_is_behind_another_language_is_found_by_keyboard_and_open_to_everybody(desk: Page, story):
    chinese = translations.start(story, "zh-Hans", by=None)
    workflow.submit(story)
    workflow.approve(story)
    workflow.correct(story, text="Two stay.")
    translations_page = f"{ADMIN}{chinese.pk}/translations/"
    for width in (360, 1280):
        desk.set_viewport_size({"width": width, "height": 800})
        for address in (f"{ADMIN}?translation=behind", translations_page, "/admin/"):
            desk.goto(address)
            assert faults(desk, rules=OF_THE_DESK) == []
    behind = desk.locator(".queue", has_text="Behind another language")
    expect(behind).to_contain_text("readers were told more on")
    press(desk, "link", chinese.headline)
    expect(desk.get_by_text("The English story was corrected").first).to_be_visible()
    desk.goto(translations_page)
    expect(desk.get_by_text("Two stay.").first).to_be_visible()
