"""The page before a step names the pages and feeds that change, held against what readers really get."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from newsroom.demo.make import make_article, make_company, make_edition, make_person, make_section, publish
from newsroom.desk import consequences, translations, workflow
from newsroom.models import Article
from newsroom.public import feeds as public_feeds
from tests.newsroom.admin.screens import step_url

pytestmark = pytest.mark.django_db


def fresh(story) -> Article:
    return Article.objects.get(pk=story.pk)


@pytest.fixture
def ask(rf):
    """What a step would do to a story."""

    def ask(story, *, at=None, withdrawing=False, **options):
        live = story.editions.filter(live_until=None, live_from__lte=timezone.now()).first()
        request = rf.get("/")
        if withdrawing:
            return consequences.of_withdrawing(request, live)
        return consequences.of_publishing(request, story, live, at=at or timezone.now(), **options)

    return ask


@pytest.fixture
def shown_at(client):
    """Whether a page or feed of the site shows a story, by its headline or address."""

    def shown(address: str, headline: str) -> bool:
        if address == "/search/":
            address = f"/search/?q={headline.split()[-1]}"
        answer = client.get(address)
        text = answer.content.decode() if answer.status_code == 200 else ""
        slug = headline.lower().replace(" ", "-")
        return headline in text or f"/{slug}/" in text

    return shown


def places(found) -> dict[str, set[str]]:
    return {name: {place.address for place in getattr(found, name)} for name in ("gain", "lose", "change")}


@pytest.fixture
def tagged():
    """A story about one thing of each kind, and one whose profile has no page."""
    tags = [make_company("Xiaomi"), make_person("Guo Hong"), "AI", make_company("Hidden", is_listed=False)]
    return make_article("Big news Quokka", tags=tags)


def everywhere(client) -> list[str]:
    """The addresses of pages and feeds that can show a story."""
    stems = ["/", "/sections/news/", "/companies/xiaomi/", "/people/guo-hong/", "/topics/ai/"]
    now = timezone.localtime()
    lists = ["/news/", f"/news/{now.year}/", f"/news/{now.year}/{now.month:02}/", "/search/", "/corrections/"]
    files = [f"/sitemap-{now.year}.xml", "/news-sitemap.xml"]
    return [
        *stems,
        *lists,
        *files,
        *(f"{stem}{feed}" for stem in stems for feed in ("feed/", "feed.atom", "feed.json")),
    ]


def test_every_page_that_gains_a_first_publication_is_named_and_no_other(client, ask, shown_at, tagged):
    named = places(ask(tagged))
    before = {address for address in everywhere(client) if shown_at(address, "Big news Quokka")}
    edition = publish(tagged)
    after = {address for address in everywhere(client) if shown_at(address, "Big news Quokka")}
    assert before == set()
    assert named["gain"] == after | {edition.get_absolute_url()}
    assert (named["lose"], named["change"]) == (set(), set())


def test_an_update_moves_the_story_from_one_shelf_to_another(client, ask, shown_at):
    story = fresh(make_edition("Big news Quokka", section="News", tags=["AI", "Chips"]).article)
    story.section, story.standfirst = make_section("Policy"), "New words."
    workflow.save(story, tags=[tag for tag in story.tags.all() if tag.name == "AI"] + [make_company("Xiaomi").tag])
    named = places(ask(story))
    feeds = ("", "feed/", "feed.atom", "feed.json")
    assert named["gain"] == {f"{stem}{feed}" for stem in ("/sections/policy/", "/companies/xiaomi/") for feed in feeds}
    assert named["lose"] == {f"{stem}{feed}" for stem in ("/sections/news/", "/topics/chips/") for feed in feeds}
    assert {"/", "/news/", "/topics/ai/", "/topics/ai/feed/", "/feed/"} <= named["change"]
    publish(story)
    assert all(shown_at(address, "Big news Quokka") for address in named["gain"] | named["change"])
    assert not any(shown_at(address, "Big news Quokka") for address in named["lose"])


def test_a_withdrawal_takes_the_story_from_every_page_that_is_named(client, ask, shown_at, tagged):
    publish(tagged)
    shown = {address for address in everywhere(client) if shown_at(address, "Big news Quokka")}
    named = places(ask(fresh(tagged), withdrawing=True))
    assert named["lose"] == shown | {fresh(tagged).editions.get().get_absolute_url()}
    workflow.withdraw(fresh(tagged), reason="Wrong.")
    assert not any(shown_at(address, "Big news Quokka") for address in shown)


def test_an_old_story_is_in_no_feed_that_is_full_of_newer_ones(client, ask, shown_at):
    for number in range(consequences.FEED_LENGTH):
        make_edition(f"Newer {number}", tags=["AI"], section="News")
    story = make_article(
        "Big news Quokka",
        tags=["AI", "Rare"],
        section="Policy",
        backdated_to=timezone.now() - timedelta(days=400),
    )
    named = places(ask(story))
    assert consequences.FEED_LENGTH == public_feeds.LENGTH
    assert "/topics/rare/feed/" in named["gain"]
    assert not named["gain"] & {"/feed/", "/topics/ai/feed/", "/news-sitemap.xml"}
    publish(story)
    for address in ("/", "/feed/", "/topics/ai/feed/", "/topics/rare/feed/", "/sections/policy/feed/"):
        assert shown_at(address, "Big news Quokka") == (address in named["gain"]), address
    crowded = places(ask(make_article("Numbat", section="News", backdated_to=timezone.now() - timedelta(days=400))))
    assert "/sections/news/" in crowded["gain"]
    assert "/sections/news/feed/" not in crowded["gain"]


def test_only_newer_stories_that_readers_see_fill_a_feed(ask, monkeypatch):
    monkeypatch.setattr(consequences, "FEED_LENGTH", 1)
    make_edition("Older", tags=["AI"], backdated_to=timezone.now() - timedelta(days=9))
    newer = make_edition("Newer", tags=["AI"])
    options = {"tags": ["AI"], "backdated_to": timezone.now() - timedelta(days=1)}
    feeds = {"/feed/", "/sections/news/feed/", "/topics/ai/feed/"}
    assert not feeds & places(ask(make_article("Quokka", **options)))["gain"]
    workflow.withdraw(fresh(newer.article), reason="It was wrong.")
    assert feeds <= places(ask(make_article("Numbat", **options)))["gain"]


def test_an_update_of_an_old_story_leaves_it_where_it_is(ask):
    story = fresh(make_edition("Big news Quokka", backdated_to=timezone.now() - timedelta(days=400)).article)
    story.standfirst = "New words."
    workflow.save(story)
    named = places(ask(story))
    assert (named["gain"], named["lose"]) == (set(), set())
    assert story.editions.get().get_absolute_url() in named["change"]


def test_a_story_without_a_section_is_on_no_shelf_of_one(ask):
    named = places(ask(make_article("Big news Quokka", section=None)))
    assert "/feed/" in named["gain"]
    assert not [address for address in named["gain"] if address.startswith("/sections/")]


def test_a_correction_is_named_where_readers_are_told_of_it(ask):
    story = fresh(make_edition("Big news Quokka").article)
    assert "/corrections/" in places(ask(story, is_correction=True))["gain"]


def test_the_story_in_another_language_leads_to_this_one_or_no_more(client, ask):
    original = make_edition("Big news Quokka")
    chinese = make_article("大新闻", language="zh-Hans", slug="da-xinwen")
    translations.relate(chinese, original.article)
    path = original.get_absolute_url()
    for options in ({}, {"withdrawing": True}):
        assert path in places(ask(chinese, **options))["change"]
        before = client.get(path).content
        workflow.withdraw(fresh(chinese), reason="It was wrong.") if options else publish(chinese)
        assert ("da-xinwen" in before.decode()) is bool(options)
        assert client.get(path).content != before


def test_each_page_of_another_language_is_named_once(ask):
    original, chinese = (
        fresh(make_edition(headline, slug=slug, language=language).article)
        for headline, slug, language in (("Big news", "big", "en"), ("大新闻", "da", "zh-Hans"))
    )
    translations.relate(chinese, original)
    original = fresh(original)
    original.standfirst = "New words."
    workflow.save(original)
    publish(original)
    found = [place.address for place in ask(fresh(chinese)).change]
    assert len(found) == len(set(found))
    assert fresh(original).editions.first().get_absolute_url() in found


def test_the_page_before_a_step_names_the_pages_and_changes_nothing(editor, managing_editor, make_approved, client):
    story = make_approved("Big news Quokka", tags=["AI"])
    version, before = story.version, client.get("/").content
    page = editor.client.get(step_url(story, "publish")).content.decode()
    assert "pages gain the story" in page
    for address in ("/topics/ai/", "/sections/news/", "/topics/ai/feed.atom"):
        assert f"<code>{address}</code>" in page
    story.refresh_from_db()
    assert (story.version, story.editions.count()) == (version, 0)
    assert client.get("/").content == before
    workflow.publish(story, by=editor)
    page = managing_editor.client.get(step_url(story, "withdraw")).content.decode()
    assert "pages lose it" in page


def test_the_page_before_a_step_says_who_is_told(make_user, reporter, settings, make_submitted):
    settings.MAIL_IS_ON = True
    boss = make_user("editor", name="boss", first_name="Bo", last_name="Ss", email="boss@example.org")
    make_user("editor", name="gone", email="gone@example.org", is_active=False)
    type(reporter).objects.filter(pk=reporter.pk).update(email="wang@example.org")
    draft, sent = make_article("Draft", by=reporter), make_submitted("Sent")
    assert "By mail: Bo Ss." in reporter.client.get(step_url(draft, "submit")).content.decode()
    assert "By mail: wang." in boss.client.get(step_url(sent, "return")).content.decode()
    settings.MAIL_IS_ON = False
    assert "No mail is sent here" in boss.client.get(step_url(sent, "return")).content.decode()


def test_a_story_that_the_checks_stop_has_no_consequences(editor, make_approved):
    story = make_approved("Big news Quokka")
    Article.objects.filter(pk=story.pk).update(section=None)
    page = editor.client.get(step_url(story, "publish")).content.decode()
    assert "gain the story" not in page
    assert "Choose the section" in page


def test_of_many_pages_ten_stand_there_and_the_others_are_folded(editor, make_approved):
    story = make_approved("Big news", tags=[make_company(f"Company {number}") for number in range(20)])
    page = editor.client.get(step_url(story, "publish")).content.decode()
    listed, folded = page.split("pages gain the story")[1].split("</section>")[0].split("more pages</summary>")[:2]
    assert listed.count("<li>") == 10
    assert "Company 19" in folded.split("</details>")[0]


def test_the_year_and_month_of_a_story_are_those_of_the_newsroom(ask):
    """At eight in the evening of Greenwich the new year has begun here."""
    moment = datetime(2024, 12, 31, 20, tzinfo=UTC)
    named = places(ask(make_article("Quokka", slug="quokka", backdated_to=moment)))["gain"]
    assert {"/news/2025/quokka/", "/news/2025/", "/news/2025/01/", "/sitemap-2025.xml"} <= named


@pytest.mark.parametrize(
    ("page", "is_named"),
    [
        ('<a href="/news/2025/大新闻/">', True),
        ('<a href="/news/2025/%E5%A4%A7%E6%96%B0%E9%97%BB/">', True),
        ('<a href="/news/2025/大新闻/amp/">', False),
    ],
)
def test_a_page_names_a_story_that_it_leads_to(page, is_named):
    assert consequences._names(page, "/news/2025/大新闻/") is is_named


def test_only_what_happens_is_told():
    place = consequences.Place("/", "the front page")
    assert consequences.Consequences(gain=[place]).groups() == [("gain the story", [place], [])]
