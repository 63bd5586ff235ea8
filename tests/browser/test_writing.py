"""Writing a story with the keyboard alone: the form, its editor, and everything that keeps a text from being lost."""

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from companies.models import Photo
from newsroom.demo.make import make_article, make_section
from newsroom.models import Article, EditBuffer, Stage
from tests.browser.axe import faults
from tests.browser.traffic import Traffic

pytestmark = pytest.mark.django_db(transaction=True)

MOST_TABS = 150

# The name of what has the focus, where the row of buttons covers its middle.
UNDER_THE_BUTTONS = """() => new Promise(done => requestAnimationFrame(() => {
  const {activeElement: focused} = document;
  const {x, y, width, height} = focused.getBoundingClientRect();
  const top = document.elementFromPoint(x + Math.min(width / 2, 20), y + Math.min(height / 2, 12));
  const row = top?.closest(".submit-row");
  done(row && !row.contains(focused) ? [focused.id || focused.className || focused.outerHTML] : []);
}))"""


def sign_in(context: BrowserContext, live_server, name: str, role: str) -> User:
    """The context belongs to a colleague from here on."""
    user, _ = User.objects.get_or_create(username=name, defaults={"is_staff": True, "first_name": name.title()})
    user.groups.set([Group.objects.get(name=role)])
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    return user


@pytest.fixture
def reporter(context, live_server):
    return sign_in(context, live_server, "wang", "reporter")


@pytest.fixture
def colleague(browser, live_server):
    """A page of somebody else's, in a browser of their own."""
    contexts = []

    def open_page(name: str, role: str) -> Page:
        other = browser.new_context(base_url=live_server.url)
        contexts.append(Traffic(other))
        sign_in(other, live_server, name, role)
        return other.new_page()

    yield open_page
    for traffic in contexts:
        traffic.end()
        traffic.context.close()


def reach(page: Page, selector: str) -> None:
    """Press Tab until what `selector` names has the focus."""
    for _ in range(MOST_TABS):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached with {MOST_TABS} times Tab")


def reach_text(page: Page) -> None:
    reach(page, "#id_body_editor")
    # The editor puts its cursor back a moment after it gets the focus; no hand is as fast as this one.
    page.wait_for_timeout(100)


def press(page: Page, selector: str) -> None:
    reach(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def form_of(page: Page, story: Article | None = None) -> None:
    page.goto(f"/admin/newsroom/article/{f'{story.pk}/change' if story else 'add'}/")
    expect(page.locator("#id_body_editor")).to_be_visible()
    page.wait_for_function("() => document.querySelector('#keeping').dataset.state !== undefined")


def test_a_text_is_written_kept_aside_restored_and_saved(page: Page, reporter):
    make_section("News")
    form_of(page)
    reach(page, "#id_headline")
    page.keyboard.type("Chips from the park")
    reach_text(page)
    page.keyboard.type("Xiaomi has made a chip.")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+F10")
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".tool:focus")).to_have_text("Quote")
    page.keyboard.press("Enter")
    page.keyboard.type("It is small.")
    page.keyboard.press("Alt+F10")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tool:focus")).to_have_text("Speaker")
    page.keyboard.press("Enter")
    page.keyboard.type("Guo Hong")
    written = "<p>Xiaomi has made a chip.</p>\n<blockquote><p>It is small.</p><cite>Guo Hong</cite></blockquote>"
    expect(page.locator("#id_body")).to_have_value(written)
    expect(page.locator("#keeping")).to_have_text("Unsaved changes")
    expect(page.locator("#keeping")).to_contain_text("not yet saved to the story")
    expect(page.locator("#look")).to_contain_text("Choose the section that the story stands in.")
    expect(page.locator("[data-length=body]")).to_have_text("10 words · 1 min to read")
    assert not Article.objects.exists()
    page.once("dialog", lambda dialog: dialog.accept())  # “leave without saving?”
    form_of(page)
    expect(page.locator(".offer")).to_contain_text("“Chips from the park”")
    press(page, ".offer a[href*=restore]")
    expect(page.locator("#id_body")).to_have_value(written)
    # A check leads to the field that it is about.
    reach(page, "#look a[href='#id_section']")
    page.keyboard.press("Enter")
    expect(page.locator("#id_section")).to_be_focused()
    page.keyboard.type("News")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    expect(page.locator("#keeping")).to_have_text("Saved")
    story = Article.objects.get()
    assert (story.headline, story.body, story.section.name) == ("Chips from the park", written, "News")
    assert not EditBuffer.objects.exists()


def test_the_editor_takes_pictures_links_and_pastes(page: Page, reporter):
    photo = Photo(file="photos/ab/square.jpg", width=800, height=600, alt_text="The square", credit="Li Na")
    super(Photo, photo).save()
    story = make_article(by=reporter, body="One\n\nTwo")
    problems = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    form_of(page, story)
    reach_text(page)
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+k")
    page.get_by_role("dialog").get_by_label("Address").fill("example.org/x")
    page.get_by_label("Words of the link").fill(" more")
    page.keyboard.press("Enter")
    expect(page.locator("#id_body")).to_have_value('<p>One</p>\n<p>Two<a href="https://example.org/x"> more</a></p>')
    page.keyboard.press("Control+z")
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/html", "<p class=MsoNormal style='color:red'><b>Three</b><o:p></o:p></p>");
            document.querySelector("#id_body_editor").dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator(".told")).to_have_text("Fonts, colours and other styles went; the words stayed.")
    expect(page.locator("#id_body")).to_have_value("<p>One</p>\n<p>Two<strong>Three</strong></p>")
    assert problems == []  # the policy against styles is not called for
    page.keyboard.press("Alt+F10")
    while page.locator(".tool:focus").inner_text() != "Picture":
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Choose a picture").get_by_role("searchbox")).to_be_focused()
    reach(page, "button[data-picture]")
    page.keyboard.press("Enter")
    expect(page.locator("#id_body")).to_have_value(
        "<p>One</p>\n<p>Two<strong>Three</strong></p>\n"
        '<figure><img src="/media/photos/ab/square.jpg" alt="The square" width="800" height="600">'
        "<figcaption><cite>Li Na</cite></figcaption></figure>"
    )
    press(page, "[name=_continue]")
    story.refresh_from_db()
    assert story.body.endswith("</figure>")


def test_two_people_write_and_the_second_decides(page: Page, reporter, colleague):
    story = make_article("Old", by=reporter, body="<p>One of three.</p>", standfirst="Old.")
    form_of(page, story)
    theirs = colleague("li", "editor")
    form_of(theirs, story)
    expect(theirs.locator(".presence")).to_contain_text("Wang has this open")
    theirs.locator("#id_standfirst").fill("Theirs.")
    reach_text(theirs)
    theirs.keyboard.press("Control+End")
    theirs.keyboard.type(" Theirs.")
    press(theirs, "[name=_continue]")
    reach_text(page)
    page.keyboard.press("Control+Home")
    page.keyboard.type("Mine: ")
    press(page, "[name=_continue]")
    expect(page.get_by_role("heading", name="Two of you changed this story")).to_be_visible()
    expect(page.locator(".conflict-panel")).to_contain_text("standfirst")
    expect(page.locator(".conflict-panel ins")).to_contain_text("Mine:")
    expect(page.locator(".conflict-panel del")).to_contain_text("Theirs")
    assert page.locator(".submit-row [type=submit]").count() == 1
    assert faults(page) == []
    # Merged by hand: theirs is typed in behind.
    reach_text(page)
    page.keyboard.press("Control+End")
    page.keyboard.type(" Both.")
    press(page, "button[value=over]")
    story.refresh_from_db()
    assert (story.body, story.standfirst) == ("<p>Mine: One of three. Both.</p>", "Theirs.")


def test_whoever_is_signed_out_signs_in_elsewhere_and_saves_what_they_wrote(page: Page, context, live_server, reporter):
    story = make_article(by=reporter)
    form_of(page, story)
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    reach(page, "#id_headline")
    page.keyboard.type("Mine: ")
    dialog = page.get_by_role("dialog", name="You are signed out")
    expect(dialog).to_contain_text("your text is still here", timeout=15_000)
    expect(dialog.get_by_role("link")).to_be_focused()
    assert faults(page) == []
    sign_in(context, live_server, "wang", "reporter")
    expect(dialog).to_be_hidden(timeout=15_000)
    expect(page.locator("#keeping")).to_contain_text("not yet saved to the story", timeout=15_000)
    press(page, "[name=_continue]")
    story.refresh_from_db()
    assert story.headline.startswith("Mine: ")


def test_a_save_that_reaches_no_server_leaves_the_text_where_it_is(page: Page, context, reporter):
    story = make_article(by=reporter, body="<p>One.</p>")
    form_of(page, story)
    reach_text(page)
    page.keyboard.press("Control+End")
    context.set_offline(True)
    page.keyboard.type(" Two.")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("dialog", name="Not saved")).to_contain_text("What you wrote is all here")
    assert faults(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("#keeping")).to_have_text("Offline")
    context.set_offline(False)
    press(page, "[name=_continue]")
    story.refresh_from_db()
    assert story.body == "<p>One. Two.</p>"


def test_going_back_in_the_browser_shows_what_is_saved(page: Page, reporter):
    """The browser's own memory of the fields would bring an old text back, with the version of now."""
    make_section("News")
    form_of(page)
    reach(page, "#id_headline")
    page.keyboard.type("Chips from the park")
    reach_text(page)
    page.keyboard.type("Xiaomi has made a chip.")
    press(page, "[name=_continue]")
    expect(page.locator("#keeping")).to_have_text("Saved")
    page.go_back()
    page.wait_for_function("() => document.querySelector('#keeping').dataset.state !== undefined")
    page.wait_for_timeout(300)  # browsers fill in late
    expect(page.locator("#id_headline")).to_have_value("")
    expect(page.locator("#id_body")).to_have_value("")


def test_who_writes_without_a_pause_is_kept_too(page: Page, reporter):
    story = make_article(by=reporter)
    page.clock.install()
    form_of(page, story)
    reach(page, "#id_headline")
    for _ in range(8):
        page.keyboard.type("x")
        page.clock.run_for(2000)
    expect(page.locator("#keeping")).to_contain_text("Kept")


LONG = "".join(f"<p>{number} 中关村的一家公司在海淀开设了一个新的实验室。</p>" for number in range(1200))


def type_into_a_long_text(page: Page, reporter) -> None:
    """One letter; by the page's clock, which stands still, no time passes."""
    story = make_article(by=reporter, body=LONG)
    page.clock.install()
    form_of(page, story)
    page.clock.run_for(3000)
    page.clock.pause_at(timezone.now() + timedelta(days=1))
    reach(page, "#id_headline")
    page.keyboard.type("Mine")


def kept(page: Page) -> list[str]:
    """The headlines that are kept aside, as soon as there is one."""
    for _ in range(40):
        if buffers := list(EditBuffer.objects.all()):
            return [buffer.headline[:4] for buffer in buffers]
        page.wait_for_timeout(50)
    return []


def test_a_long_text_is_kept_though_no_browser_sends_it_behind_a_page_that_is_gone(page: Page, reporter):
    assert len(LONG.encode()) > 64 * 1024
    type_into_a_long_text(page, reporter)
    page.once("dialog", lambda dialog: (time.sleep(1), dialog.accept()))  # “leave without saving?”
    page.goto("/admin/")
    assert kept(page) == ["Mine"]


def test_a_long_text_is_kept_when_its_page_goes_out_of_sight(page: Page, reporter):
    type_into_a_long_text(page, reporter)
    page.evaluate(
        """() => {
            Object.defineProperty(document, "visibilityState", { value: "hidden" });
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    assert kept(page) == ["Mine"]


def test_a_long_text_is_kept_sooner(page: Page, reporter):
    type_into_a_long_text(page, reporter)
    page.clock.run_for(700)
    assert kept(page) == ["Mine"]


def test_a_save_while_signed_out_loses_nothing_without_scripts_either(browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    story = make_article(by=sign_in(context, live_server, "wang", "reporter"))
    page = context.new_page()
    page.goto(f"/admin/newsroom/article/{story.pk}/change/")
    page.locator("#id_body").fill("Written\n\nwithout scripts")
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("[name=_continue]").click()
    expect(page.locator("textarea").filter(has_text="Written")).to_be_visible()
    sign_in(context, live_server, "wang", "reporter")
    page.get_by_role("button", name="I have signed in: save it").click()
    expect(page.locator("#id_body")).to_have_value("Written\n\nwithout scripts")
    story.refresh_from_db()
    assert story.body == "Written\n\nwithout scripts"
    context.close()


def test_what_stops_a_step_leads_to_its_place_in_the_form(page: Page, reporter):
    story = make_article(by=reporter, section=None, standfirst="", body="")
    for words, field in (("Choose the section", "#id_section"), ("no text", "#id_body_editor")):
        page.goto(f"/admin/newsroom/article/{story.pk}/step/submit/")
        page.get_by_role("link", name=words).focus()
        page.keyboard.press("Enter")
        expect(page.locator(field)).to_be_focused()


def test_the_form_is_accessible_and_usable_on_a_telephone(page: Page, reporter):
    problems = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    story = make_article(by=reporter, body="<h2>A</h2><p>b</p><blockquote><p>c</p><cite>d</cite></blockquote>")
    form_of(page, story)
    assert faults(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert faults(page) == []
    for tool, window in (("Link", "Link"), ("Related", "Related story"), ("Picture", "Choose a picture")):
        page.locator(".tool", has_text=tool).click()
        expect(page.get_by_role("dialog", name=window)).to_be_visible()
        assert faults(page) == []
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Table", exact=True).click()
    for heading in ("Year", "Sum", "Share"):
        page.keyboard.type(heading)
        page.keyboard.press("Tab")
    assert faults(page) == []
    assert problems == []


def test_no_field_that_tab_leads_to_lies_under_the_buttons(page: Page, reporter):
    """The buttons stay at the foot of the window; what has the focus has to stand above them."""
    form_of(page)
    reach_text(page)
    hidden = []
    for _ in range(40):
        page.keyboard.press("Tab")
        hidden += page.evaluate(UNDER_THE_BUTTONS)
    assert hidden == []


def test_a_story_goes_its_whole_way_by_keyboard(page: Page, reporter, colleague, client):
    make_section("News")
    form_of(page)
    reach(page, "#id_headline")
    page.keyboard.type("Chips from the park")
    reach(page, "#id_standfirst")
    page.keyboard.type("A small one.")
    reach_text(page)
    page.keyboard.type("Xiaomi has made a chip.")
    reach(page, "#id_section")
    page.keyboard.type("News")
    press(page, "button[value=submit]")
    press(page, "button.default")
    story = Article.objects.get()
    assert story.stage == Stage.IN_REVIEW

    editor = colleague("li", "editor")
    form_of(editor, story)
    press(editor, "a[href$='/step/return/']")
    reach(editor, "#id_reason")
    editor.keyboard.type("Say how small.")
    press(editor, "button.default")

    form_of(page, story)
    expect(page.locator(".notice")).to_contain_text("Say how small.")
    reach_text(page)
    page.keyboard.press("Control+End")
    page.keyboard.type(" It is 3 nm small.")
    press(page, "button[value=submit]")
    press(page, "button.default")

    form_of(editor, story)
    press(editor, "button[value=approve]")
    press(editor, "button.default")
    form_of(editor, story)
    press(editor, "button[value=schedule]")
    press(editor, "button.default")
    story.refresh_from_db()
    assert story.stage == Stage.SCHEDULED
    editor.goto(f"/admin/newsroom/article/{story.pk}/step/unschedule/")
    press(editor, "button.default")
    form_of(editor, story)
    press(editor, "button[value=publish]")
    press(editor, "button.default")
    address = story.editions.get().get_absolute_url()
    assert "It is 3 nm small." in client.get(address).content.decode()

    form_of(page, story)
    reach_text(page)
    page.keyboard.press("Control+End")
    page.keyboard.type(" Its maker is the park’s first.")
    press(page, "button[value=submit]")
    press(page, "button.default")
    chief = colleague("zhao", "managing editor")
    form_of(chief, story)
    press(chief, "button[value=approve]")
    press(chief, "button.default")
    chief.goto(f"/admin/newsroom/article/{story.pk}/step/correct/")
    reach(chief, "#id_text")
    chief.keyboard.type("An earlier version did not name its maker.")
    press(chief, "button.default")
    shown = client.get(address).content.decode()
    assert "An earlier version did not name its maker." in shown
    assert "Its maker is the park’s first." in shown
