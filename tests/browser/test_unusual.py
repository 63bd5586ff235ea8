"""Stories as nobody thinks of them who draws a page: upright pictures and tiny ones, wide tables, crowds, languages."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page

from newsroom.demo.make import make_article, make_company, make_edition, make_person, publish
from newsroom.desk import translations
from newsroom.models import Correction, Edition, raise_generation
from tests.browser.axe import faults
from tests.browser.test_reading import make_photo

FIGURES = (
    f"<table><caption>Sales</caption><thead><tr>{'<th scope="col">Number of phones</th>' * 14}</tr></thead><tbody>"
    f"<tr><th scope='row'>Haidian</th>{'<td>123,456,789</td>' * 13}</tr></tbody></table>"
)

ARABIC = (
    '<p>He said:</p><blockquote lang="ar"><p>نحن نؤمن بأن التعاون هو الطريق.</p><cite>Amira Hassan</cite></blockquote>'
    "<p>So he said.</p>"
)

EDGES = """(part) => {
    const range = document.createRange();
    range.selectNodeContents(part);
    const [box, words] = [part.parentNode.getBoundingClientRect(), range.getBoundingClientRect()];
    return [words.left - box.left, box.right - words.right];
}"""
LINES_OF_FIRST_WORD = """(part) => {
    const range = document.createRange();
    range.setStart(part.firstChild, 0);
    range.setEnd(part.firstChild, part.textContent.indexOf(" "));
    return range.getClientRects().length;
}"""

WORDS_ON_TWO_LINES = """(part) => {
    const node = part.firstChild, found = [];
    for (const word of node.data.matchAll(/\\S+/g)) {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        if (range.getClientRects().length > 1) found.push(word[0]);
    }
    return found;
}"""


def corrected() -> Edition:
    """A story that was corrected five times."""
    edition = make_edition("Often corrected")
    for number in range(5):
        text = f"It was not {number} but {number + 1}."
        Correction.objects.create(edition=edition, text=text, at=edition.live_from + timedelta(seconds=number))
    raise_generation()
    return edition


@pytest.fixture
def paths(transactional_db) -> dict[str, str]:
    """The addresses of the stories, by what is unusual in them."""
    upright, tiny = make_photo("skyline-1", (500, 1500)), make_photo("skyline-1", (200, 140))
    crowd = [make_person(f"Deputy {number}", title="Deputy director", organisation="A") for number in range(30)]
    figure = '<figure><img src="{}" alt="A drawing"></figure>'.format
    original = make_edition("In three languages", lead_photo=upright)
    for language, headline in (("zh-Hans", "三种语言"), ("zh-Hant", "三種語言")):
        other = make_article(headline, language=language)
        translations.relate(other, original.article)
        publish(other)
    stories = {
        "translated": original,
        "upright": make_edition("Upright", lead_photo=upright, body=f"<p>One.</p>{figure(upright.url)}<p>Two.</p>"),
        "tiny": make_edition("Tiny", lead_photo=tiny, body=f"<p>One.</p>{figure(tiny.url)}<p>Two.</p>"),
        "table": make_edition("Table", body=f"<p>One.</p>{FIGURES}<p>Two.</p>", standfirst=""),
        "crowd": make_edition("Crowd", tags=[*crowd, *(make_company(f"Company {number}") for number in range(30))]),
        "headline": make_edition("A headline that says what was decided, by whom, for whom and from when on. " * 3),
        "arabic": make_edition("A guest from Cairo", body=ARABIC),
        "capitals": make_edition("ZHONGGUANCUN ANNOUNCES ITS RESULTS"),
        "corrected": corrected(),
        "han": make_edition("关于进一步支持人工智能初创企业发展的若干措施" * 4, language="zh-Hans"),
    }
    return {name: edition.get_absolute_url() for name, edition in stories.items()}


@pytest.mark.parametrize("width", [320, 1280])
def test_no_accessibility_rule_is_broken_and_nothing_sticks_out(page: Page, paths, width):
    page.set_viewport_size({"width": width, "height": 800})
    found = []
    for path in paths.values():
        page.goto(path)
        found += faults(page)
    assert found == []


def test_a_translated_story_leads_to_its_other_languages_and_back(page: Page, paths):
    page.goto(paths["translated"])
    also = page.locator(".also-in")
    assert also.inner_text() == "Also in 简体中文 and 繁體中文"
    also.get_by_role("link", name="繁體中文").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: not address.endswith(paths["translated"]))
    assert page.locator("article").get_attribute("lang") == "zh-Hant"
    page.locator(".also-in").get_by_role("link", name="English").click()
    page.wait_for_url(f"**{paths['translated']}")


def test_pictures_are_no_higher_than_a_screen_and_no_larger_than_they_are(page: Page, paths):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(paths["upright"])
    heights = page.evaluate("Array.from(document.querySelectorAll('main img'), (image) => image.clientHeight)")
    assert heights == [720, 720]
    page.goto(paths["tiny"])
    assert page.evaluate("Array.from(document.querySelectorAll('main img'), (image) => image.clientWidth)") == [200] * 2


def test_a_quotation_in_arabic_runs_from_the_right_and_its_speaker_does_not(page: Page, paths):
    page.goto(paths["arabic"])
    left, right = page.locator("blockquote p").evaluate(EDGES)
    assert right < left
    assert page.locator("blockquote").evaluate("(quote) => getComputedStyle(quote).direction") == "rtl"
    assert page.locator(".text > p").first.evaluate(EDGES)[0] == 0


def test_a_name_in_capitals_stands_in_one_piece_on_a_telephone(page: Page, paths):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(paths["capitals"])
    assert page.locator("h1").evaluate(LINES_OF_FIRST_WORD) == 1


def test_of_many_corrections_the_newest_stand_above_the_text_and_the_others_below(page: Page, paths):
    page.goto(paths["corrected"])
    above = page.locator(".story-main > .corrections")
    assert above.locator("time").count() == 3
    above.get_by_role("link", name="2 earlier").click()
    assert page.locator(".story-foot .corrections time").count() == 2
    assert page.locator("#earlier-corrections").is_visible()


def test_a_list_on_the_narrowest_telephone_cuts_no_name_and_no_standfirst(page: Page, transactional_db):
    standfirst = "What the park did in the summer and who took part in it, told at some length. " * 2
    make_edition("Zhongguancun counts", lead_photo=make_photo("skyline-1"), standfirst=standfirst, section="Policy")
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/sections/policy/")
    assert page.locator(".card-headline a").evaluate(LINES_OF_FIRST_WORD) == 1
    words = page.locator(".card-standfirst")
    assert words.evaluate("(part) => part.scrollHeight <= part.clientHeight + 1")
    below = words.bounding_box()
    assert below["x"] + below["width"] > page.locator(".card-picture").bounding_box()["x"], "It runs under the picture."


def test_the_names_of_feeds_stand_whole_on_the_narrowest_telephone(page: Page, transactional_db):
    make_edition("A story", tags=["smartphones"])
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/feeds/")
    name = page.locator("th", has_text="smartphones")
    assert (
        name.evaluate(
            "(cell) => { const r = new Range(); r.selectNodeContents(cell); return r.getClientRects().length }"
        )
        == 1
    )
    table = page.locator(".feed-table")
    assert table.evaluate(
        "(table) => table.getBoundingClientRect().right <= table.parentNode.getBoundingClientRect().right"
    )


def test_korean_breaks_between_its_words(page: Page, transactional_db):
    body = '<p>He said:</p><blockquote lang="ko"><p>중관춘과학기술단지 관리위원회가 발표했습니다</p></blockquote>'
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(make_edition("A guest from Seoul", body=body).get_absolute_url())
    lines = page.locator("blockquote p").evaluate(WORDS_ON_TWO_LINES)
    assert lines == []


def test_a_chosen_filter_stands_on_one_line(page: Page, transactional_db):
    make_edition("A story of the park", section="Policy")
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/search/?q=park&section=policy")
    assert page.locator(".search-chosen a").bounding_box()["height"] < 40


@pytest.mark.parametrize(("width", "height"), [(412, 823), (1280, 800)])
def test_a_front_page_of_many_pictures_asks_for_few_before_somebody_scrolls(
    page: Page, transactional_db, width, height
):
    """On a slow line Chromium asks for lazy pictures 2500 pixels ahead."""
    photos = [make_photo("skyline-1", (900, 600 + number)) for number in range(5)]
    portraits = [make_photo("skyline-1", (200 + number, 200)) for number in range(12)]
    people = [make_person(f"Deputy {number}", picture=portraits[number]) for number in range(6)]
    tags = [*people, *(make_company(f"Company {number}", picture=portraits[6 + number]) for number in range(6))]
    for section in ("Policy", "People", "Culture", "Events", "Services", "Reports"):
        for number in range(5):
            make_edition(f"{section} {number}", section=section, lead_photo=photos[number], standfirst="", tags=tags)
    page.set_viewport_size({"width": width, "height": height})
    line = page.context.new_cdp_session(page)
    speed = {"latency": 300, "downloadThroughput": 500_000, "uploadThroughput": 500_000}
    line.send("Network.emulateNetworkConditions", {"offline": False, "connectionType": "cellular3g", **speed})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/", wait_until="load")
    page.wait_for_timeout(500)
    assert page.locator("img").count() > 10
    assert len(asked) <= 15
    page.locator(".in-the-news img").last.scroll_into_view_if_needed()
    for _ in range(50):
        if page.locator(".in-the-news img").last.evaluate("(image) => image.naturalWidth"):
            break
        page.wait_for_timeout(100)
    else:
        pytest.fail("The portrait was never asked for.")


def test_long_headlines_keep_to_a_few_lines(page: Page, paths):
    page.set_viewport_size({"width": 1280, "height": 800})
    for name in ("headline", "han"):
        page.goto(paths[name])
        assert page.locator("h1").evaluate("(head) => head.clientHeight") < 260, name


def test_paper_has_every_column_of_a_wide_table(browser: Browser, base_url: str, paths):
    context = browser.new_context(base_url=base_url, viewport={"width": 660, "height": 900})  # A4 between its margins
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto(paths["table"])
    cells = page.locator("tbody :is(th, td)")
    edges = cells.evaluate_all("(cells) => cells.map((cell) => cell.getBoundingClientRect().right)")
    assert len(edges) == 14
    assert max(edges) <= 660
    assert page.locator("table").evaluate("(table) => table.scrollWidth <= table.clientWidth + 1")
    context.close()


def test_a_crowd_is_shorter_on_paper_than_a_page(page: Page, paths):
    page.goto(paths["crowd"])
    assert page.get_by_text("Deputy director").first.is_hidden()
    page.emulate_media(media="print")
    assert page.locator(".beside").evaluate("(beside) => beside.clientHeight") < 900
