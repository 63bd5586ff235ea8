"""What is published in a rehearsal is what would be published, and leaves what it was given as it was."""

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from companies.models import Tag
from newsroom.demo.make import make_article, make_edition
from newsroom.desk import rehearsal, workflow
from newsroom.desk.snapshot import content_of
from newsroom.models import Article, ArticleCredit, Correction, Edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_(rf: RequestFactory):
    return rf.get("/", headers={"host": "testserver"})


def page_of(request, article: Article, tags=(), credits=()) -> str:
    return rehearsal.page_of(request, article, tags=lambda: tags, credits=credits)


def test_the_story_in_hand_stays_as_it_was(request_):
    story, credit = Article(body="<p>A thought.</p>"), ArticleCredit(name="Li Na", order=7)
    page = page_of(request_, story, credits=[credit])
    assert rehearsal.NO_HEADLINE in page
    assert (story.pk, story.headline, story.slug, story.section_id) == (None, "", "", None)
    assert (credit.pk, credit.article_id, credit.order) == (None, None, 7)


def test_a_story_shown_as_it_was_stays_as_it_is(request_):
    story = make_article("Before")
    old = story.revisions.get()
    story.headline = "After"
    workflow.save(story)
    now = content_of(story)
    assert "<h1>Before</h1>" in rehearsal.page_of_revision(request_, story, old)
    assert content_of(story) == now


def test_a_tag_that_is_named_twice_is_one(request_):
    tag = Tag.objects.create(name="AI")
    assert page_of(request_, make_article("Chips"), tags=[tag, tag]).count('href="/topics/ai/"') == 1


def test_what_was_gone_entirely_is_told_of_no_more_than_readers_will_be(request_, client):
    edition = make_edition("Towers")
    Correction.objects.create(edition=edition, kind="correction", text="It had said three.", at=edition.live_from)
    story = Article.objects.get()
    assert "It had said three." in page_of(request_, story)
    workflow.withdraw(story, reason="It was wrong.", gone=True)
    story.headline = "Towers, anew"
    workflow.save(story)
    assert "It had said three." not in page_of(request_, story)
    workflow.submit(story)
    workflow.approve(story)
    shown = client.get(workflow.publish(story).get_absolute_url()).content.decode()
    assert "Towers, anew" in shown
    assert "It had said three." not in shown


@pytest.mark.parametrize(
    ("answer", "said"),
    [(HttpResponse(status=410), "The page at /x/ answered 410."), (Http404(), "There is no page at /x/.")],
)
def test_no_page_is_said_to_be_none(request_, monkeypatch, answer, said):
    def view(request):
        if isinstance(answer, Http404):
            raise answer
        return answer

    monkeypatch.setattr(rehearsal, "resolve", lambda address: (view, (), {}))
    with pytest.raises(rehearsal.NotShown, match=said):
        rehearsal.ask("/x/", request_)


def test_the_page_is_asked_for_by_a_stranger_at_the_same_host(rf, monkeypatch):
    """Nothing of who asks, or of what they brought, gets into it."""
    asked = []

    def view(request):
        asked.append(request)
        return HttpResponse("")

    monkeypatch.setattr(rehearsal, "resolve", lambda address: (view, (), {}))
    rehearsal.ask(
        "/x/",
        rf.get(
            "/?page=2", secure=True, headers={"host": "localhost", "cookie": "sessionid=secret", "accept": "text/css"}
        ),
        moment="then",
    )
    (request,) = asked
    assert request.build_absolute_uri() == "https://localhost/x/"
    assert (request.moment, request.COOKIES, dict(request.GET)) == ("then", {}, {})
    assert not {"HTTP_COOKIE", "HTTP_ACCEPT", "QUERY_STRING"} & set(request.META)


def test_nothing_remains_of_it(request_):
    page_of(request_, make_article("Chips"))
    assert not Edition.objects.exists()
