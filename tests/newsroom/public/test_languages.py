"""A story in several languages: each leads to the others while readers see both, and nothing tells of one too early."""

import datetime
import itertools
import json
import re
from dataclasses import replace

import pytest
import time_machine
from django.utils import timezone

from newsroom.demo import make
from newsroom.demo.make import make_article, make_edition
from newsroom.desk import translations, workflow
from newsroom.models import Generation, Translation
from newsroom.models.translation import Version
from newsroom.public import languages
from newsroom.public.views.story import _live_at
from tests.queries import same_queries

pytestmark = pytest.mark.django_db

SCHEMA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
HREFLANG = re.compile(r'<link rel="alternate" hreflang="([\w-]+)" href="http://testserver([^"]+)">')
ENGLISH, CHINESE = "/news/2026/towers/", "/news/2026/towers-zh/"


@pytest.fixture
def now():
    return timezone.make_aware(datetime.datetime(2026, 5, 20, 9))  # noqa: DTZ001  made aware


def make_english(**fields):
    return make_edition("Two towers open", slug="towers", **fields)


def chinese_draft(english, **fields):
    """A translation that nobody has published."""
    fields = {"slug": "towers-zh", "language": "zh-Hans"} | fields
    draft = make_article("双塔启用", **fields)
    translations.relate(draft, english.article)
    return draft


@pytest.fixture
def pair(now):
    """(the English story, the Chinese one), both live."""
    with time_machine.travel(now, tick=False):
        english = make_english()
        chinese = make.publish(chinese_draft(english))
    with time_machine.travel(now + datetime.timedelta(minutes=1), tick=False):
        yield english, chinese


def page(client, path) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def graph(text: str) -> dict:
    return json.loads(SCHEMA.search(text)[1])["@graph"][0]


def test_each_names_the_other_in_its_own_language(client, pair):
    assert f'Also in <a href="{CHINESE}" lang="zh-Hans" hreflang="zh-Hans">中文</a>' in page(client, ENGLISH)
    assert f'Also in <a href="{ENGLISH}" lang="en" hreflang="en">English</a>' in page(client, CHINESE)


def test_both_scripts_of_chinese_are_told_apart_where_both_are_there(client, pair):
    english, _ = pair
    make.publish(chinese_draft(english, slug="towers-zh-hant", language="zh-Hant"))
    text = page(client, ENGLISH)
    assert ">简体中文</a> and <a" in text
    assert ">繁體中文</a>" in text


def test_a_language_that_is_no_more_offered_is_named_by_its_code(client, pair):
    english, chinese = pair
    type(chinese).objects.filter(pk=chinese.pk).update(language="fr")
    assert 'hreflang="fr">fr</a>' in page(client, ENGLISH)


def test_the_heads_say_the_same_of_all_and_of_themselves(client, pair):
    said = [("en", ENGLISH), ("zh-Hans", CHINESE), ("x-default", ENGLISH)]
    assert HREFLANG.findall(page(client, ENGLISH)) == said
    assert HREFLANG.findall(page(client, CHINESE)) == said


def test_structured_data_says_which_was_translated(client, pair):
    original, translation = graph(page(client, ENGLISH)), graph(page(client, CHINESE))
    (said,) = original["workTranslation"]
    assert said["@id"] == translation["@id"]
    assert (said["inLanguage"], said["headline"]) == ("zh-Hans", "双塔启用")
    assert translation["translationOfWork"]["@id"] == original["@id"]
    assert "translationOfWork" not in original
    assert "workTranslation" not in translation


def test_without_the_original_no_direction_is_made_up(client, pair):
    english, chinese = pair
    make.publish(chinese_draft(english, slug="towers-zh-hant", language="zh-Hant"))
    workflow.withdraw(english.article, reason="It was wrong.")
    text = page(client, CHINESE)
    assert {"workTranslation", "translationOfWork"} & graph(text).keys() == set()
    assert HREFLANG.findall(text)[-1] == ("x-default", CHINESE)


def test_who_reads_another_language_is_led_to_the_original_or_else_to_english(client, now):
    with time_machine.travel(now, tick=False):
        original = make_edition("雙塔啟用", slug="towers-hant", language="zh-Hant")
        make.publish(chinese_draft(original))
        english = make_article("Two towers open", slug="towers")
        translations.relate(english, original.article)
        make.publish(english)
    with time_machine.travel(now + datetime.timedelta(minutes=1), tick=False):
        assert HREFLANG.findall(page(client, ENGLISH))[-1] == ("x-default", "/news/2026/towers-hant/")
        workflow.withdraw(original.article, reason="It was wrong.")
    with time_machine.travel(now + datetime.timedelta(minutes=2), tick=False):
        assert HREFLANG.findall(page(client, CHINESE))[-1] == ("x-default", ENGLISH)


def test_english_comes_before_what_the_alphabet_puts_first(now):
    ar, en = (Version(language, language, "", "", now, is_original=False) for language in ("ar", "en"))
    assert languages.alternates([ar, en])[-1] == ("x-default", en.path)
    assert languages.alternates([replace(ar, is_original=True), en])[-1] == ("x-default", ar.path)


def test_ninjs_names_the_other_by_the_id_that_its_own_has(client, pair):
    (other,) = client.get(f"{ENGLISH[:-1]}.ninjs.json").json()["associations"]
    itself = client.get(f"{CHINESE[:-1]}.ninjs.json").json()
    assert (other["uri"], other["language"], other["title"]) == (itself["uri"], "zh-Hans", "双塔启用")
    assert other["altIds"] == itself["altIds"][:1]
    assert other["representationType"] == "partial"  # the other word that the schema knows is "full"


def test_sitemaps_name_both_with_both(client, pair):
    for path in ("/sitemap-2026.xml", "/sitemap-2026-05.xml"):
        text = page(client, path)
        for language, address in (("en", ENGLISH), ("zh-Hans", CHINESE), ("x-default", ENGLISH)):
            link = f'<xhtml:link rel="alternate" hreflang="{language}" href="http://testserver{address}"/>'
            assert text.count(link) == 2


def test_a_sitemap_without_translations_says_nothing_of_them(client, now):
    with time_machine.travel(now, tick=False):
        make_english()
        assert "xhtml" not in page(client, "/sitemap-2026.xml")


def test_a_translation_of_another_year_stands_in_the_sitemaps_of_both(client, pair):
    english, _ = pair
    make.publish(chinese_draft(english, slug="old", language="zh-Hant", backdated_to=timezone.now().replace(year=2013)))
    for year in (2013, 2026):
        text = page(client, f"/sitemap-{year}.xml")
        assert 'hreflang="zh-Hant" href="http://testserver/news/2013/old/"/>' in text
        assert f'hreflang="en" href="http://testserver{ENGLISH}"/>' in text


SURFACES = [ENGLISH, f"{ENGLISH[:-1]}.ninjs.json", "/sitemap-2026.xml", "/sitemap-2026-05.xml", "/"]


def test_it_shows_at_its_moment_and_goes_at_its_end_without_a_job(client, now):
    """And there is no trace of it before, nor of the relation."""
    hour, tiny = datetime.timedelta(hours=1), datetime.timedelta(microseconds=1)

    def look(moment):
        with time_machine.travel(moment, tick=False):
            return [client.get(path).content for path in SURFACES]

    with time_machine.travel(now, tick=False):
        english = make_english()
    alone = look(now + tiny)
    with time_machine.travel(now + 2 * tiny, tick=False):
        make.schedule(chinese_draft(english), at=now + hour, until=now + 2 * hour)
    assert look(now + 3 * tiny) == alone
    assert look(now + hour - tiny) == alone
    together = look(now + hour)
    assert all("towers-zh" in text.decode() for text in together[:4])
    assert look(now + 2 * hour - tiny) == together
    assert look(now + 2 * hour) == alone


def test_a_draft_and_one_under_embargo_change_no_byte(client, now):
    with time_machine.travel(now, tick=False):
        english = make_english()
    with time_machine.travel(now + datetime.timedelta(minutes=1), tick=False):
        before = [client.get(path) for path in SURFACES]
        number = Generation.objects.get().number
        chinese_draft(english, embargoed_until=now + datetime.timedelta(days=1))
        after = [client.get(path) for path in SURFACES]
        assert [(each.content, each.headers) for each in after] == [(each.content, each.headers) for each in before]
        assert Generation.objects.get().number == number


def test_a_withdrawn_one_vanishes_and_comes_back(client, pair):
    _, chinese = pair
    with_it = page(client, ENGLISH)
    article = chinese.article
    workflow.withdraw(article, reason="It was wrong.")
    assert "zh" not in HREFLANG.findall(page(client, ENGLISH))
    assert "Also in" not in page(client, ENGLISH)
    assert "workTranslation" not in page(client, ENGLISH)
    article.refresh_from_db()
    workflow.reinstate(article, reason="It was right.")
    assert page(client, ENGLISH) == with_it


def test_relating_live_stories_shows_at_once_and_has_pages_made_anew(client, pair):
    _, chinese = pair
    for step in (translations.take_out, lambda story: translations.relate(story, pair[0].article)):
        number = Generation.objects.get().number
        was = "Also in" in page(client, ENGLISH)
        step(chinese.article)
        assert Generation.objects.get().number > number
        assert ("Also in" in page(client, ENGLISH)) is not was


def test_a_next_version_under_another_headline_is_not_told_before_its_moment(client, pair):
    _, chinese = pair
    article = chinese.article
    article.refresh_from_db()
    article.headline, article.slug = "双塔今日启用", "towers-today"
    workflow.save(article)
    assert CHINESE in page(client, ENGLISH)
    make.publish(article)
    assert "/news/2026/towers-today/" in page(client, ENGLISH)
    assert CHINESE not in page(client, ENGLISH)


def test_a_language_that_is_there_twice_for_a_while_is_named_once(client, pair):
    """As when a working copy was set to another language, and another took its place."""
    _, chinese = pair
    article = chinese.article
    article.refresh_from_db()
    article.language = "zh-Hant"
    workflow.save(article)
    make.publish(chinese_draft(pair[0], slug="towers-anew"))
    (edition,) = _live_at(timezone.now(), "towers-zh")
    assert [version.language for version in languages.versions_of(edition)] == ["en", "zh-Hans"]
    assert CHINESE in [path for _, path in languages.alternates(languages.versions_of(edition))]
    assert page(client, ENGLISH).count('hreflang="zh-Hans"') == 2  # in the head, and in the line


def test_no_page_asks_more(client, now):
    numbers = itertools.count(1)
    with time_machine.travel(now, tick=False):
        make_english()

        def make_pairs(count):
            for _ in range(count):
                n = next(numbers)
                made = make_edition(f"Story {n}")
                make.publish(chinese_draft(made, slug=f"story-{n}-zh"))

        make_pairs(1)
        story = Translation.objects.filter(is_original=True).get().article.editions.get().get_absolute_url()
        # One less than elsewhere in the tests of budgets: it is about nothing, so nothing is related.
        assert same_queries(make_pairs, lambda: client.get(story)) <= 5
        assert same_queries(make_pairs, lambda: client.get("/sitemap-2026.xml")) <= 4


def test_a_translation_is_no_related_story_of_the_one_it_translates(client):
    tags = ["towers", "glass"]
    english = make_edition("Two towers open", tags=tags)
    chinese = make_article("双塔启用", language="zh-Hans", tags=tags)
    translations.relate(chinese, english.article)
    make.publish(chinese)
    others = [make_edition(f"Tower {number}", tags=["towers"]).headline for number in range(4)]
    page = client.get(english.get_absolute_url()).content.decode()
    assert "Also in" in page
    related = page.partition('id="related"')[2]
    assert "双塔启用" not in related
    assert all(headline in related for headline in others)
