"""Reading the site in a real browser: open to everyone, on a phone and a desk, by day and by night."""

import datetime
from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Browser, Page

from companies.models import Photo
from newsroom.demo.drawings import draw
from newsroom.demo.make import make_article, make_company, make_edition, make_person, publish
from newsroom.desk import workflow
from newsroom.models import Correction
from tests.browser.axe import faults

STORY = "/news/2013/park-aims-high/"
PAGES = [
    "/", STORY, "/companies/xiaomi/", "/people/guo-hong/", "/news/", "/news/2013/", "/sections/news/", "/people/",
    "/companies/", "/topics/", "/topics/start-ups/", "/corrections/", "/feeds/", "/feeds/companies/", "/about/",
    "/contacts/", "/policies/", "/accessibility/", "/news/2013/told-of/changes/", "/news/2013/told-of/", "/nothing/",
    "/news/2013/withdrawn/", "/news/2013/zhongguancun/",
]  # fmt: skip
MAIN_PAGES = PAGES[:4]


def make_photo(key: str, size: tuple[int, int] = (640, 400)) -> Photo:
    import io

    buffer = io.BytesIO()
    draw(key, width=size[0], height=size[1]).save(buffer, "JPEG")
    return Photo.objects.create(
        file=ContentFile(buffer.getvalue(), name="drawn.jpg"), alt_text="A drawing", credit="Illustration: the desk"
    )


@pytest.fixture
def park(transactional_db) -> None:
    xiaomi = make_company(
        "Xiaomi", chinese_name="小米", website="https://mi.example/", aliases=["Mi"], topics=["start-ups"],
        body="Makes phones.", founded=2010,
    )  # fmt: skip
    guo = make_person(
        "Guo Hong",
        chinese_name="郭洪",
        title="Director",
        organisation=xiaomi,
        picture=make_photo("portrait-1", (400, 400)),
    )
    day = datetime.datetime(2013, 10, 25, 2, tzinfo=datetime.UTC)
    tags = [xiaomi, guo, "start-ups"]
    edition = make_edition(
        "Park aims high", tags=tags, lead_photo=make_photo("skyline-1"), backdated_to=day, dateline="Beijing",
        credits=["Wang Yifei", {"name": "Niva Whyman", "role": "editor"}], lead_caption="The park at dawn",
        body='<p>First, <a href="/companies/xiaomi/">Xiaomi</a>.</p><h2>Then</h2><p class="related">Another</p>'
        "<blockquote><p>Well said.</p><cite>Guo Hong</cite></blockquote><ul><li>one</li></ul>"
        "<table><caption>Sales</caption><thead><tr><th scope='col'>Year</th><th scope='col'>Phones</th></tr>"
        "</thead><tbody><tr><td>2013</td><td>7.03</td></tr></tbody></table><p>Last.</p>",
    )  # fmt: skip
    Correction.objects.create(edition=edition, text="We had the figure wrong.", at=day)
    make_edition(
        "中关村每天诞生11家科技企业", slug="zhongguancun", language="zh-Hans", backdated_to=day, tags=tags,
        standfirst="四千家高新技术企业。", body="<p>据统计。</p>",
    )  # fmt: skip
    told = make_article("Told of", slug="told-of", backdated_to=day, ai_note="Translated by machine.", contact="Li Na")
    publish(told)
    for number in (2, 3):
        told.body = f"<p>Version {number}.</p>"
        workflow.save(told)
        publish(told, change="update", note=f"Version {number}.")
    gone = make_edition("Withdrawn", backdated_to=day)
    workflow.withdraw(gone.article, reason="It was wrong.")
    for n in range(21):
        make_edition(
            f"A story whose headline is long enough for a second line, number {n}", section=("News", "Policy")[n % 2],
            tags=tags, lead_photo=edition.lead_photo if n % 3 else None, backdated_to=day - datetime.timedelta(days=n),
        )  # fmt: skip


@pytest.mark.parametrize("width", [360, 1280])
def test_no_accessibility_rule_is_broken(page: Page, park, width):
    page.set_viewport_size({"width": width, "height": 800})
    for path in PAGES:
        page.goto(path)
        assert faults(page) == []


@pytest.fixture
def small(browser: Browser, base_url: str, park) -> Iterator[Page]:
    context = browser.new_context(
        base_url=base_url, viewport={"width": 320, "height": 640}, java_script_enabled=True, bypass_csp=False
    )
    yield context.new_page()
    context.close()


def test_nothing_sticks_out_at_320_pixels(small: Page):
    for path in PAGES:
        small.goto(path)
        wide = small.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path


def test_no_word_is_too_long_for_320_pixels(small: Page):
    """Names and headlines of one word, as long as a chemist's or an official's."""
    word = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk"
    day = datetime.datetime(2013, 10, 25, 2, tzinfo=datetime.UTC)
    han, photo = "中关村" * 9, make_photo("skyline-1")
    Photo.objects.filter(pk=photo.pk).update(credit=f"Photo: {'Somebody of a big agency, ' * 4}")
    company = make_company(f"C{word}", chinese_name=han, topics=[f"t{word}"], picture=photo)
    person = make_person(f"P{word}", chinese_name=han, title=word)
    company.aliases.create(text=f"A{word}")
    story = make_edition(
        f"H{word}", slug="long", standfirst=word, section=f"S{word}", tags=[company, person, f"t{word}"],
        credits=[f"W{word}"], lead_photo=photo, lead_caption=word, dateline=word,
        contact=f"{word}@park.example", ai_note=word,
        body=f"<h2>{word}</h2><p>{word}</p><blockquote><p>{word}</p><cite>P{word}</cite></blockquote>",
    )  # fmt: skip
    Correction.objects.create(edition=story, text=word, at=day)
    make_edition(f"R{word}", tags=[company, person, f"t{word}"], section=f"S{word}")
    paths = [
        "/", story.get_absolute_url(), company.get_absolute_url(), person.get_absolute_url(), "/companies/", "/people/",
        "/topics/", "/feeds/", "/feeds/companies/", "/corrections/", story.section.get_absolute_url(),
        f"/topics/t{word.lower()}/", f"/search/?q={word}", f"/search/?q=C{word}", "/news/",
    ]  # fmt: skip
    wide = {}
    for path in paths:
        assert small.goto(path).status == 200, path
        wide[path] = small.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert {path: pixels for path, pixels in wide.items() if pixels > 0} == {}


def test_targets_are_large_enough(small: Page):
    """24 by 24 pixels, but for links within a sentence."""
    for path in PAGES:
        small.goto(path)
        low = small.eval_on_selector_all(
            "nav a, .faces a, .topics a, .colophon a, .pages a, .more a, .feed-link a, .topic-index a, .to-filters a,"
            " .named-together a, td a",
            "links => links.filter(a => a.getClientRects()[0]?.height < 23.5).map(a => a.textContent)",
        )
        assert not low, path


@pytest.mark.parametrize("window", [(360, 640), (1280, 800)], ids=["telephone", "desk"])
def test_a_page_asks_for_few_files_until_somebody_scrolls(browser: Browser, base_url: str, park, window):
    context = browser.new_context(base_url=base_url, viewport={"width": window[0], "height": window[1]})
    page = context.new_page()
    for path in MAIN_PAGES:
        asked = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(path, wait_until="networkidle")
        assert 3 <= len(set(asked)) <= 15, (path, asked)
    context.close()


def test_the_console_is_silent_and_nobody_else_is_asked(small: Page, base_url: str):
    said, asked = [], []
    small.on("console", lambda message: said.append(message.text))
    small.on("pageerror", lambda error: said.append(str(error)))
    small.on("request", lambda request: asked.append(request.url))
    for path in MAIN_PAGES:
        small.goto(path, wait_until="networkidle")
    assert not said
    assert all(url.startswith((base_url, "data:")) for url in asked)
    assert not small.context.cookies()


def test_the_keyboard_reaches_the_text_first(small: Page):
    small.goto(STORY)
    small.keyboard.press("Tab")
    assert small.evaluate("document.activeElement.className") == "skip"
    small.keyboard.press("Enter")
    assert small.evaluate("document.activeElement.id") == "main"


def test_from_the_front_page_to_a_company_and_a_person_and_back(browser: Browser, base_url: str, park):
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="Archive").first.click()
    page.get_by_role("link", name="Park aims high").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Park aims high"
    page.get_by_role("complementary", name="In this story").get_by_role("link", name="Xiaomi").click()
    assert page.url == f"{base_url}/companies/xiaomi/"
    page.get_by_role("link", name="Guo Hong").first.click()
    assert page.url == f"{base_url}/people/guo-hong/"
    page.get_by_role("link", name="Older").click()
    assert page.url == f"{base_url}/people/guo-hong/?page=2"
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_chosen_can_be_read_under_the_pointer_too(browser: Browser, base_url: str, park, scheme):
    context = browser.new_context(base_url=base_url, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    colours = "element => [getComputedStyle(element).color, getComputedStyle(element).backgroundColor]"
    for path in ("/news/2013/", "/companies/?letter=X", "/companies/?kind=company"):
        page.goto(path)
        chosen = page.locator(":is(.archive, .letters) [aria-current]").first
        before = chosen.evaluate(colours)
        chosen.hover()
        assert chosen.evaluate(colours) == before, path
    context.close()


def test_colours_that_a_reader_forces_hide_nothing(browser: Browser, base_url: str, park):
    context = browser.new_context(base_url=base_url, forced_colors="active", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto("/news/2013/")
    chosen = page.locator(".archive [aria-current]").first
    outline = "element => `${getComputedStyle(element).outlineStyle} ${getComputedStyle(element).outlineWidth}`"
    assert chosen.evaluate(outline) == "solid 2px"
    page.keyboard.press("Tab")
    chosen.focus()
    assert chosen.evaluate(outline) == "solid 3px"
    page.goto("/search/?q=park")
    marked = page.locator("mark").first.evaluate(
        """mark => {
            const forced = document.createElement("i");
            Object.assign(forced.style, { forcedColorAdjust: "none", background: "Highlight", color: "HighlightText" });
            document.body.append(forced);
            const said = (style) => `${style.color} on ${style.backgroundColor}`;
            return [mark, forced].map((each) => said(getComputedStyle(each)));
        }"""
    )
    assert marked[0] == marked[1]
    page.goto(STORY)
    assert page.get_by_role("heading", level=1).is_visible()
    context.close()


def test_at_four_hundred_percent_a_story_is_still_one_column(browser: Browser, base_url: str, park):
    """1280 × 1024 pixels at 400 % are 320 × 256; all of the story is there, and nothing covers it."""
    context = browser.new_context(base_url=base_url, viewport={"width": 320, "height": 256})
    page = context.new_page()
    for path in (STORY, "/", "/news/2013/told-of/changes/", "/feeds/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        assert page.evaluate("getComputedStyle(document.querySelector('.masthead')).position") == "static"
    context.close()


def test_a_story_is_filed_on_paper_with_its_contact_and_its_address(small: Page, base_url: str):
    small.goto("/news/2013/told-of/")
    pdf = small.pdf(format="A4")
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") <= 2 or b"/Count 1" in pdf
    small.emulate_media(media="print")
    text = small.locator("main").inner_text()
    assert "Li Na" in text
    assert "Translated by machine." in text
    assert f"{base_url}/news/2013/told-of/" in text
    assert not small.get_by_role("link", name="Share on Weibo").is_visible()


def test_print_is_the_story_and_no_menu(small: Page):
    small.goto(STORY)
    small.emulate_media(media="print")
    assert not small.get_by_role("navigation", name="Sections").get_by_role("list").is_visible()
    assert small.get_by_role("heading", level=1).is_visible()
    assert small.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


def test_the_parts_of_a_printed_profile_stand_apart(small: Page):
    """On paper they stand in no grid, whose gaps keep them apart on a screen."""
    small.goto("/companies/xiaomi/")
    small.emulate_media(media="print")
    gaps = small.evaluate("""() => {
        const boxes = [...document.querySelectorAll(".profile > *")].map(part => part.getBoundingClientRect());
        const shown = boxes.filter(box => box.height);
        return shown.slice(1).map((box, number) => box.top - shown[number].bottom);
    }""")
    assert gaps
    assert min(gaps) >= 10
