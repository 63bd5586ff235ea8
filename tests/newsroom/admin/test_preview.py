"""Preview: the real page, of what is saved and of what is not, leaving nothing behind."""

import html
import re

import pytest
from django.db import connection

from companies.models import Photo, Tag
from newsroom.demo.make import make_article, make_company, make_edition, make_person, make_section
from newsroom.desk import workflow
from newsroom.desk.tagging import decisions, suggestions
from newsroom.desk.tagging.decisions import Verdict
from newsroom.models import Article, Edition, Event, Generation, Revision, Section
from tests.newsroom.admin.screens import change_url, fields_of, url

pytestmark = pytest.mark.django_db


def preview_url(story) -> str:
    return url("newsroom_article_preview", story.pk)


def document(page) -> str:
    """The page in the frame."""
    assert page.status_code == 200
    found = re.search(r'srcdoc="([^"]*)"', page.content.decode())
    return html.unescape(found.group(1)) if found else ""


def everything() -> list:
    """All rows of the tables that publishing writes to."""
    tables = [name for name in connection.introspection.table_names() if name.startswith(("newsroom_", "companies_"))]
    with connection.cursor() as cursor:
        rows = []
        for name in sorted(tables):
            if not name.startswith("newsroom_searchtext"):
                cursor.execute(f'SELECT * FROM "{name}"')  # noqa: S608
                rows.append((name, sorted(map(repr, cursor.fetchall()))))
        return rows


def test_the_saved_text_is_shown_on_the_readers_page(editor):
    company = make_company("Legend Star")
    story = make_article(
        "Plans for the park",
        body="<h2>Roads</h2><p>Two new roads.</p>",
        tags=[company, make_person("Guo Hong"), "AI"],
        credits=["Wang Yifei"],
        dateline="Beijing",
        by=editor,
    )
    before = everything()
    page = editor.client.get(preview_url(story))
    shown = document(page)
    for words in ("<h1>Plans for the park</h1>", "<h2>Roads</h2>", "Legend Star", "Guo Hong", "Wang Yifei", "Beijing"):
        assert words in shown
    assert "css/site" in shown  # the readers' own styles
    assert "readers don’t see this yet" in shown
    assert "noindex" in shown
    assert everything() == before
    assert Edition.objects.count() == 0


def test_it_says_whether_readers_see_the_same(editor):
    story = make_edition("One").article
    assert "readers see the story like this now" in document(editor.client.get(preview_url(story)))
    story.headline = "Two"
    workflow.save(story, by=editor)
    assert "readers don’t see this yet" in document(editor.client.get(preview_url(story)))


def test_unsaved_text_is_shown_and_not_saved(editor):
    section = make_section("Policy")
    story = make_article("Plans", body="Old.", credits=["Wang Yifei", "Li Na"], tags=["AI"], by=editor)
    values = fields_of(editor.client.get(change_url(story))) | {
        "headline": "Plans & <b>more</b>",
        "body": "<p>New words<script>alert(1)</script></p>",
        "section": str(section.pk),
        "topics": ["AI", "A topic that is new"],
        "credits-0-name": "Zhao Min",
        "credits-1-DELETE": "on",
    }
    before = everything()
    shown = document(editor.client.post(preview_url(story), values))
    assert "<h1>Plans &amp; &lt;b&gt;more&lt;/b&gt;</h1>" in shown
    assert "New words" in shown
    assert "alert(1)" not in shown
    assert "A topic that is new" in shown
    assert "Zhao Min" in shown
    assert "Li Na" not in shown
    assert "/sections/policy/" in shown
    assert everything() == before
    assert not Tag.objects.filter(name="A topic that is new").exists()


def test_a_story_that_was_never_saved_has_a_preview(reporter):
    values = fields_of(reporter.client.get(url("newsroom_article_add")))
    values |= {"headline": "", "body": "Only a thought.", "source_url": "no address"}
    page = reporter.client.post(url("newsroom_article_add_preview"), values)
    shown = document(page)
    assert "Only a thought." in shown
    assert "No headline yet" in shown
    assert "first published at" in page.content.decode().lower().partition("not in the preview")[2]
    assert (Article.objects.count(), Section.objects.count()) == (0, 0)
    assert reporter.client.get(url("newsroom_article_add_preview")).status_code == 404


def test_a_live_story_is_previewed_with_its_next_text_and_readers_keep_theirs(editor, client):
    edition = make_edition("Live", body="As readers see it.")
    story = Article.objects.get(pk=edition.article_id)
    story.body = "What comes next."
    workflow.save(story, by=editor)
    generation = Generation.objects.get().number
    assert "What comes next." in document(editor.client.get(preview_url(story)))
    assert "As readers see it." in client.get(edition.get_absolute_url()).content.decode()
    assert Generation.objects.get().number == generation
    edition.refresh_from_db()
    assert edition.live_until is None


def test_a_scheduled_and_a_withdrawn_story_have_a_preview(editor, managing_editor, make_scheduled):
    story = make_scheduled("Waits")
    assert "<h1>Waits</h1>" in document(editor.client.get(preview_url(story)))
    assert Edition.objects.filter(article=story).count() == 1
    gone = make_edition("Gone").article
    gone.refresh_from_db()
    workflow.withdraw(gone, reason="Wrong.", by=managing_editor)
    assert "<h1>Gone</h1>" in document(editor.client.get(preview_url(gone)))


def test_pictures_of_a_draft_stand_in_its_preview(editor):
    photo = Photo.objects.create(file="photos/ab/abc.jpg", width=40, height=30, alt_text="A robot")
    story = make_article("Pictures", lead_photo=photo, by=editor)
    assert "/media/photos/ab/abc.jpg" in document(editor.client.get(preview_url(story)))


def test_a_page_that_the_reading_side_does_not_have_is_said_and_nothing_remains(editor, monkeypatch):
    story = make_article("Plans", by=editor)
    monkeypatch.setattr(Edition, "get_absolute_url", lambda edition: "/nothing/at/all/")
    page = editor.client.get(preview_url(story))
    assert "There is no page at" in page.content.decode()
    assert document(page) == ""
    assert Edition.objects.count() == 0


def test_what_is_posted_is_rendered_only_for_who_may_save_it(editor, reporter, tagger, make_user, make_scheduled):
    story = make_article("Plans", by=editor)
    values = {"headline": "Forged", "version": story.version}
    for user in (reporter, tagger):  # somebody else's story
        answer = user.client.post(preview_url(story), values)
        assert answer.status_code == 403
        assert "Forged" not in answer.content.decode()
        assert user.client.get(preview_url(story)).status_code == 200
    locked = make_scheduled("Locked")
    assert editor.client.post(preview_url(locked), values).status_code == 403
    nobody = make_user()
    assert nobody.client.get(preview_url(story)).status_code == 403
    assert nobody.client.post(url("newsroom_article_add_preview"), values).status_code == 403
    assert editor.client.get(url("newsroom_article_preview", 999)).status_code == 404


def test_a_forged_form_moves_nothing(reporter):
    story = make_article("Plans", by=reporter)
    page = reporter.client.post(
        preview_url(story), {"stage": "published", "version": "1", "headline": "X", "credits-TOTAL_FORMS": "x"}
    )
    assert page.status_code == 200
    story.refresh_from_db()
    assert (story.stage, story.headline, story.version) == ("draft", "Plans", 1)
    assert (Revision.objects.count(), Event.objects.count()) == (1, 1)


def test_a_preview_is_kept_by_nobody_framed_by_nobody_and_runs_no_script(editor):
    story = make_article("Plans", by=editor)
    page = editor.client.get(preview_url(story))
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    frame = re.search(r"<iframe[^>]*>", page.content.decode()).group()
    assert "allow-scripts" not in frame
    assert 'sandbox="' in frame
    assert '<meta name="referrer" content="no-referrer">' in document(page)


def test_names_are_links_in_it_unless_the_form_says_no(editor, tagger):
    company = make_company("Legend Star")
    story = make_article(body=f"<p>Legend Star opened.</p><p>{'word ' * 80}</p>", by=editor)
    suggestions.refresh(story)
    decisions.decide([Verdict(row.pk, True) for row in story.mentions.all()], by=tagger)
    values = fields_of(editor.client.get(change_url(story)))
    link = f'<a href="{company.get_absolute_url()}">Legend Star</a> opened'
    assert link in document(editor.client.post(preview_url(story), values))
    shown = document(editor.client.post(preview_url(story), values | {"names_unlinked": "on"}))
    assert "<p>Legend Star opened.</p>" in shown
    assert link in document(editor.client.get(preview_url(story))), "nothing was saved by it"
