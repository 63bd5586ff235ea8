"""The page of a story's translations, and what its form says of them."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from newsroom.demo.make import make_article, make_edition, publish
from newsroom.desk import translations, workflow
from newsroom.models import Article, Translation
from tests.newsroom.admin.screens import change_url, fields_of, url

pytestmark = pytest.mark.django_db


def translations_url(story) -> str:
    return url("newsroom_article_translations", story.pk)


def told(page) -> str:
    return " ".join(str(message) for message in page.context["messages"])


@pytest.fixture
def english():
    return make_article("Two towers open", slug="towers")


@pytest.fixture
def chinese(editor):
    return make_article("双塔启用", language="zh-Hans", by=editor)


def test_a_story_is_related_and_taken_out_again(editor, english, chinese):
    page = editor.client.get(translations_url(chinese))
    assert "It is there in Chinese, simplified only." in page.content.decode()
    page = editor.client.post(translations_url(chinese), fields_of(page) | {"of": english.pk}, follow=True)
    assert "“双塔启用” is a translation of “Two towers open” now." in told(page)
    assert "English, the original" in page.content.decode()
    assert "In other languages" in editor.client.get(change_url(english)).content.decode()
    page = editor.client.post(translations_url(chinese), {"take_out": "1"}, follow=True)
    assert "no translation of another story any more" in told(page)
    assert not Translation.objects.filter(article=chinese).exists()


def test_the_form_stays_with_what_stands_against_it(editor, english, chinese):
    for of, why in ((chinese, "a translation of itself"), ("", "Choose the story"), (999999, "not there any more")):
        page = editor.client.post(translations_url(chinese), {"of": getattr(of, "pk", of)})
        assert why in page.content.decode()
    assert not Translation.objects.exists()


def test_the_autocomplete_tells_stories_of_one_headline_apart(editor, english):
    field = {"app_label": "newsroom", "model_name": "translation", "field_name": "article", "term": "towers"}
    found = editor.client.get("/admin/autocomplete/", field).json()["results"]
    assert [each["text"] for each in found] == ["Two towers open (English, draft)"]


def test_a_translation_is_begun_with_one_button_and_once(reporter, english):
    page = reporter.client.post(translations_url(english), {"begin": "zh-Hans"}, follow=True)
    begun = Article.objects.get(language="zh-Hans")
    assert page.redirect_chain[-1][0] == change_url(begun)
    assert "This is the draft of “Two towers open” in Chinese, simplified" in told(page)
    page = reporter.client.post(translations_url(english), {"begin": "zh-Hans"}, follow=True)
    assert page.redirect_chain[-1][0] == change_url(begun)
    assert Article.objects.count() == 2
    page = reporter.client.post(translations_url(english), {"begin": "fr"})
    assert "choose one of the languages" in told(page)


def test_a_reporter_cannot_relate_the_story_of_somebody_else(reporter, english, chinese):
    page = reporter.client.get(translations_url(chinese)).content.decode()
    assert "It is somebody else’s story" in page
    assert "Relate them" not in page
    assert reporter.client.post(translations_url(chinese), {"of": english.pk}).status_code == 403
    assert reporter.client.post(translations_url(chinese), {"take_out": "1"}).status_code == 403


def test_a_tagger_sees_them_and_begins_none(tagger, english, chinese):
    translations.relate(chinese, english)
    assert "双塔启用" in tagger.client.get(translations_url(english)).content.decode()
    assert tagger.client.post(translations_url(english), {"begin": "zh-Hant"}).status_code == 403


def test_the_form_says_that_the_other_was_corrected_since(editor):
    with time_machine.travel(timezone.now() - timedelta(hours=1), tick=False):
        original = make_edition("Two towers open").article
        chinese = make_article("双塔启用", language="zh-Hans")
        translations.relate(chinese, original)
        publish(chinese)
    original.refresh_from_db()
    original.standfirst = "Another sentence."
    workflow.save(original)
    workflow.approve(original)
    workflow.correct(original, text="There are two.")
    page = editor.client.get(change_url(chinese)).content.decode()
    assert "The English story was corrected on" in page
    assert "after this one was last published" in page
    assert "There are two." in page
    assert "was corrected" not in editor.client.get(change_url(original)).content.decode()


def test_a_language_that_is_taken_is_left_open_and_the_rest_is_saved(editor, english, chinese):
    translations.relate(chinese, english)
    page = editor.client.get(change_url(chinese))
    changed = fields_of(page) | {"language": "en", "headline": "双塔今日启用"}
    page = editor.client.post(change_url(chinese), changed, follow=True)
    assert "Among its translations is one in English already: “Two towers open”" in page.content.decode()
    chinese.refresh_from_db()
    assert (chinese.language, chinese.headline) == ("zh-Hans", "双塔今日启用")


def test_what_a_form_asks_of_them(english, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert translations.others(english) == []
    for language in ("zh-Hans", "zh-Hant"):
        translations.relate(make_article("双塔", language=language), english)
        with django_assert_num_queries(5):
            assert translations.others(english)


def test_what_was_done_is_in_the_log_and_what_was_not_is_said(editor, english, chinese):
    assert "was related to no other story" in told(
        editor.client.post(translations_url(chinese), {"take_out": "1"}, follow=True)
    )
    assert not LogEntry.objects.exists()
    editor.client.post(translations_url(chinese), {"of": english.pk})
    editor.client.post(translations_url(chinese), {"take_out": "1"})
    editor.client.post(translations_url(english), {"begin": "zh-Hant"})
    logged = [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]
    assert logged == [
        "Related as a translation of “Two towers open”.",
        "Taken out of its translations.",
        "Begun as a translation of “Two towers open”.",
    ]
