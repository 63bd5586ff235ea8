"""What an old revision brings back, what it leaves as it is, and what it says it cannot bring."""

from datetime import UTC, date, datetime

import pytest

from companies.models import Photo, Tag
from newsroom.demo.make import make_article, make_company, make_person, make_section, publish
from newsroom.desk import restoring, workflow
from newsroom.desk.merging import merge
from newsroom.desk.restoring import recall
from newsroom.models import Article, Revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return make_article("Plans")


def content(story: Article, **changes) -> dict:
    return story.revisions.get(number=1).content | changes


def test_what_a_story_says_comes_back_and_what_the_desk_plans_stays():
    moment, day = datetime(2031, 5, 1, 9, tzinfo=UTC), date(2031, 5, 2)
    story = make_article(
        "Plans",
        backdated_to=datetime(2019, 1, 2, tzinfo=UTC),
        embargoed_until=moment,
        planned_for=day,
        editor_note="Li",
    )
    story.headline, story.backdated_to = "Other plans", None
    story.embargoed_until, story.planned_for, story.editor_note = None, None, "Call Wang."
    workflow.save(story)
    made, lost = restoring.restore(story, story.revisions.get(number=1))
    story.refresh_from_db()
    assert (made.number, lost) == (3, [])
    assert (story.headline, story.backdated_to) == ("Plans", datetime(2019, 1, 2, tzinfo=UTC))
    assert (story.embargoed_until, story.planned_for, story.editor_note) == (None, None, "Call Wang.")
    assert story.events.first().details["restored"] == 1


def test_what_there_never_was_is_not_said_to_be_lost(story):
    recalled = recall(story, content(story, section_id=None, lead_photo_id=None, attachments=None))
    assert (recalled.lost, recalled.fields["attachments"]) == ([], [])


def test_what_is_there_is_brought_back_and_what_is_not_is_named_and_left_out(story):
    photo = Photo.objects.create(file="photos/ab/abc.jpg", width=40, height=30, alt_text="A robot")
    section = make_section("Policy")
    body = '<p>a</p><figure><img src="/media/photos/ab/abc.jpg" alt=""></figure>'
    there = recall(story, content(story, section_id=section.pk, lead_photo_id=photo.pk, body=body))
    assert there.lost == []
    assert (there.fields["section_id"], there.fields["lead_photo_id"]) == (section.pk, photo.pk)
    gone = recall(story, content(story, section_id=999, lead_photo_id=999, body=body.replace("abc", "xyz")))
    assert (gone.fields["section_id"], gone.fields["lead_photo_id"]) == (None, None)
    assert [line.partition(",")[0] for line in gone.lost] == [
        "the section",
        "the lead picture",
        "the picture /media/photos/ab/xyz.jpg in the text",
    ]


def test_documents_that_were_deleted_are_named(story):
    carried = [{"id": 999, "title": "Report", "url": "/media/x.pdf", "type": "application/pdf", "size": 1}]
    recalled = recall(story, content(story, attachments=carried))
    assert (recalled.fields["attachments"], recalled.lost) == ([], ["the attachment “Report”, which was deleted"])


def test_an_address_of_the_story_s_own_comes_back(story):
    publish(story)  # so that no other story gets it
    story.refresh_from_db()
    story.slug = "new-address"
    workflow.save(story)
    recalled = recall(story, content(story))
    assert (recalled.fields["slug"], recalled.lost) == ("plans", [])
    make_article("Towers")
    story.slug = "plans"
    taken = recall(story, content(story, slug="towers"))
    assert "slug" not in taken.fields
    assert taken.lost == ["the address “towers”, which is another story’s, or was; it stays “plans”"]
    assert recall(story, content(story, slug="plans")).lost == []


@pytest.mark.parametrize("make", [make_company, make_person])
def test_a_tag_comes_back_as_what_it_was_merged_into_or_made_anew(story, make):
    kept, gone = make("Legend Group"), make("Legend Holdings")
    tags = [{"id": tag.pk, "name": tag.name} for tag in (kept.tag, gone.tag, Tag.objects.create(name="AI"))]
    merge(kept, gone)
    Tag.objects.get(name="AI").delete()
    again = Tag.objects.create(name="AI")
    recalled = recall(story, content(story, tags=[*tags, {"id": 999, "name": "Nowhere"}]))
    assert recalled.tags == [kept.tag, again]
    assert recalled.lost == ["the tag “Nowhere”, which was deleted"]


def test_a_credit_comes_back_with_whom_the_person_was_merged_into_or_without_anybody(story):
    kept, gone = make_person("Guo Hong"), make_person("Hong Guo")
    credits = [
        {"name": "Hong Guo", "role": "writer", "person_id": gone.pk, "order": 0},  # as before there were outlets
        {"name": "Li Na", "role": "writer", "outlet": "Xinhua", "person_id": 999, "order": 1},
        {"name": "Wang", "role": "editor", "outlet": "", "person_id": None, "order": 2, "former": "x"},
    ]
    merge(kept, gone)
    recalled = recall(story, content(story, credits=credits))
    assert [(credit.name, credit.outlet, credit.person_id) for credit in recalled.credits] == [
        ("Hong Guo", "", kept.pk),
        ("Li Na", "Xinhua", None),
        ("Wang", "", None),
    ]
    assert recalled.lost == ["the profile of “Li Na”, which was deleted; the printed name comes back"]


def test_what_is_no_choice_any_more_or_no_field_stays_as_it_is(story):
    recalled = recall(story, content(story, kind="poem", strapline="Old words"))
    assert {"kind", "strapline"}.isdisjoint(recalled.fields)
    assert [line.partition("”")[0] for line in recalled.lost] == ["the kind “poem", "“strapline"]


def test_reading_a_revision_touches_no_story(story):
    before = content(story)
    recall(story, before | {"headline": "Other"})
    assert (story.headline, Revision.objects.count()) == ("Plans", 1)
