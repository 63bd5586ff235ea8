"""What the editor of a text asks for, and what becomes of a text that is saved."""

import json

import pytest
from django.utils.html import escape

from companies.models import Photo
from newsroom.demo.make import make_article, make_edition
from newsroom.desk import workflow
from newsroom.models import Article
from tests.newsroom.admin.screens import change_url, said, submit, url
from tests.queries import same_queries

pytestmark = pytest.mark.django_db

TOOLS = ["pictures", "paste", "related"]


def make_photos(number: int):
    for _ in range(number):
        n = Photo.objects.count()
        photo = Photo(file=f"photos/ab/{n}.jpg", width=800, height=600, alt_text=f"Square {n}", credit=f"Li {n}")
        super(Photo, photo).save()


@pytest.mark.parametrize("tool", TOOLS)
def test_only_who_may_write_a_story_gets_its_tools(tool, reporter, tagger, client):
    address = url(f"newsroom_article_{tool}")
    call = "post" if tool == "paste" else "get"
    assert getattr(reporter.client, call)(address).status_code == 200
    assert getattr(tagger.client, call)(address).status_code == 403
    assert getattr(client, call)(address).status_code == 302
    wrong = "get" if tool == "paste" else "post"
    assert getattr(reporter.client, wrong)(address).status_code == 405


def test_the_library_is_searched_word_by_word_and_gives_what_goes_into_a_text(reporter):
    make_photos(2)
    Photo.objects.filter(alt_text="Square 1").update(caption="The <b>square</b> at dusk")
    page = reporter.client.get(url("newsroom_article_pictures"), {"q": "dusk li"})
    [(photo, _, values)] = page.context["choices"]
    assert json.loads(values) == {
        "src": "/media/photos/ab/1.jpg",
        "width": 800,
        "height": 600,
        "alt": "Square 1",
        "is_decorative": False,
        "caption": "The <b>square</b> at dusk",
        "credit": "Li 1",
    }
    assert f'data-picture="{escape(values)}"' in page.content.decode()
    assert (
        "No picture has these words"
        in reporter.client.get(url("newsroom_article_pictures"), {"q": "x" * 400}).content.decode()
    )


def test_the_library_is_shut_to_who_may_not_see_it(make_user):
    writer = make_user(permissions=["newsroom.add_article"])
    assert writer.client.get(url("newsroom_article_pictures")).status_code == 403


@pytest.mark.parametrize("tool", ["pictures", "related"])
def test_what_no_database_takes_in_a_question_is_not_asked(reporter, tool):
    assert reporter.client.get(url(f"newsroom_article_{tool}"), {"q": "chips\0"}).status_code == 200


def test_the_library_needs_the_same_queries_however_many_pictures_there_are(reporter):
    assert same_queries(make_photos, lambda: reporter.client.get(url("newsroom_article_pictures"))) <= 8


def test_a_paste_comes_back_clean_with_words_of_what_went(reporter):
    answer = reporter.client.post(
        url("newsroom_article_paste"), {"html": '<p style="color:red">Chips<script>x</script></p>'}
    )
    assert answer.json() == {
        "html": "<p>Chips</p>",
        "told": ["Fonts, colours and other styles went; the words stayed.", "A script went."],
    }
    answer = reporter.client.post(url("newsroom_article_paste"), {"html": "<p>a</p>" * 60_000})
    assert (answer.status_code, answer.json()["html"]) == (400, "")


def test_headlines_are_offered_of_stories_that_readers_see(reporter):
    make_edition("Chips from the park")
    make_article("Chips that nobody may know of yet")
    offered = reporter.client.get(url("newsroom_article_related"), {"q": "chips"}).json()
    assert offered == {"headlines": ["Chips from the park"]}
    assert reporter.client.get(url("newsroom_article_related"), {"q": "c"}).json() == {"headlines": []}


def test_a_hostile_text_is_saved_without_what_is_hostile_and_the_editor_is_told(editor):
    story = make_article()
    hostile = (
        '<p onclick="x()">Words<script>alert(1)</script></p><img src=x onerror=alert(1)>'
        '<p class="related">Next</p><p><a href="javascript:alert(1)">here</a></p>'
    )
    answer = submit(editor.client, change_url(story), body=hostile)
    told = said(editor.client, answer)
    assert "Not all of the text could stay." in told
    assert "A link that no reader could follow went" in told
    story.refresh_from_db()
    assert story.body == '<p>Words</p><p class="related">Next</p><p>here</p>'
    assert "alert" not in str(story.revisions.first().content)


@pytest.mark.parametrize("save", ["create", "save"])
def test_no_other_door_keeps_a_script_either(save):
    if save == "create":
        story = make_article(body="<p>a<script>alert(1)</script></p>")
    else:
        story = make_article()
        story.body = "<p>a<script>alert(1)</script></p>"
        workflow.save(story)
    assert Article.objects.get().body == "<p>a</p>"
    assert story.revisions.first().content["body"] == "<p>a</p>"


def test_a_plain_text_stays_plain_and_a_save_without_a_change_makes_no_revision(editor):
    story = make_article(body="One\n\nTwo")
    submit(editor.client, change_url(story), body="One\r\n\r\nTwo")
    assert story.revisions.count() == 1
    submit(editor.client, change_url(story), body="One\r\n\r\nTwo\r\n\r\nThree <3")
    assert Article.objects.get().body == "One\n\nTwo\n\nThree <3"


def test_a_text_beyond_measure_is_refused_and_stays_on_the_screen(editor):
    story = make_article()
    answer = submit(editor.client, change_url(story), body="long " * 100_000)
    assert answer.status_code == 200
    assert "A text has at most 400,000 characters" in answer.content.decode()
    assert "long long" in answer.content.decode()
