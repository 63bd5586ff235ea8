"""A save takes what it can; what cannot be stored stays in the form as it was typed, with the reason beside it."""

import pytest

from newsroom.demo.make import make_article, make_company
from newsroom.desk import body
from newsroom.models import Article, EditBuffer, Stage
from tests.newsroom.admin.screens import change_url, fields_of, submit, url

pytestmark = pytest.mark.django_db


def opened(client, answer):
    """The page that a save leads to, where not all of it could be stored."""
    assert answer.status_code == 302
    assert "after=save" in answer.headers["Location"]
    page = client.get(answer.headers["Location"])
    assert "Saved, but not all of it." in page.content.decode()
    return page


def credit(number: int, **values) -> dict:
    row = {"name": "", "role": "writer", "outlet": "", "person": "", "order": str(number), "id": ""} | values
    return {f"credits-{number}-{name}": value for name, value in row.items()} | {"credits-TOTAL_FORMS": number + 1}


def test_a_date_that_does_not_exist_holds_nothing_back(reporter):
    story = make_article(by=reporter)
    address = change_url(story)
    answer = submit(reporter.client, address, headline="Two hours of work", planned_for="2026-02-31")
    story.refresh_from_db()
    assert (story.headline, story.planned_for, story.version) == ("Two hours of work", None, 2)
    page = opened(reporter.client, answer)
    assert fields_of(page)["planned_for"] == ["2026-02-31"]
    assert "Enter a valid date." in page.content.decode()
    assert fields_of(page)["version"] == ["2"]
    assert EditBuffer.objects.count() == 1
    # Mended, it is saved, and nothing is offered any more.
    mended = fields_of(page) | {"planned_for": "2026-02-28", "_save": "Save"}
    assert reporter.client.post(answer.headers["Location"], mended).status_code == 302
    story.refresh_from_db()
    assert str(story.planned_for) == "2026-02-28"
    assert not EditBuffer.objects.exists()


def test_sent_again_as_it_is_it_changes_nothing(reporter):
    story = make_article(by=reporter)
    answer = submit(reporter.client, change_url(story), headline="New", planned_for="soon")
    page = opened(reporter.client, answer)
    again = reporter.client.post(answer.headers["Location"], fields_of(page) | {"_save": "Save"})
    opened(reporter.client, again)
    story.refresh_from_db()
    assert (story.version, story.revisions.count()) == (2, 2)
    assert EditBuffer.objects.count() == 1


def test_a_story_begins_with_what_can_be_stored(reporter):
    answer = submit(reporter.client, url("newsroom_article_add"), headline="New", embargoed_until_0="tomorrow")
    story = Article.objects.get()
    assert (story.headline, story.embargoed_until) == ("New", None)
    assert change_url(story) in answer.headers["Location"]
    page = opened(reporter.client, answer)
    assert fields_of(page)["embargoed_until_0"] == ["tomorrow"]


def test_a_step_waits_for_what_is_left_open(reporter):
    story = make_article(by=reporter)
    answer = submit(reporter.client, change_url(story), press="submit", headline="New", source_url="not an address")
    page = opened(reporter.client, answer)
    assert fields_of(page)["source_url"] == ["not an address"]
    story.refresh_from_db()
    assert (story.headline, story.stage, story.source_url) == ("New", Stage.DRAFT, "")


def test_a_credit_that_is_not_complete_stays_open_and_the_others_are_saved(reporter):
    story = make_article(by=reporter, credits=["Wang Yifei", "Li Na"])
    first, second = story.credits.all()
    changes = {
        **credit(0, id=first.pk, name="Wang Yi-fei", article=story.pk),
        **credit(1, id=second.pk, name="Li N.", order="last", article=story.pk),
        **credit(2, name="Guo Hong"),
        **credit(3, outlet="Beijing Daily"),
        **credit(4, name="Zhao Min"),
    }
    answer = submit(reporter.client, change_url(story), headline="New", **changes)
    names = ["Wang Yi-fei", "Li Na", "Guo Hong", "Zhao Min"]
    assert sorted(story.credits.values_list("name", flat=True)) == sorted(names)
    page = opened(reporter.client, answer)
    there = fields_of(page)
    assert there["credits-TOTAL_FORMS"] == ["5"]
    rows = {there[f"credits-{n}-name"][0]: there[f"credits-{n}-order"][0] for n in range(5)}
    assert rows["Li N."] == "last"
    assert [there[f"credits-{n}-outlet"][0] for n in range(5)].count("Beijing Daily") == 1
    # Mended, it becomes one more, and no other is made twice.
    number = next(n for n in range(5) if there[f"credits-{n}-outlet"][0])
    order = next(n for n in range(5) if there[f"credits-{n}-name"][0] == "Li N.")
    mended = there | {f"credits-{number}-name": "Sun Li", f"credits-{order}-order": "7", "_save": "Save"}
    reporter.client.post(answer.headers["Location"], mended)
    assert sorted(story.credits.values_list("name", flat=True)) == sorted(
        ["Wang Yi-fei", "Li N.", "Guo Hong", "Zhao Min", "Sun Li"]
    )
    assert not EditBuffer.objects.exists()


def test_tags_that_cannot_be_chosen_leave_those_that_were(reporter):
    acme, other = make_company("Acme"), make_company("Other")
    story = make_article(by=reporter, tags=[acme, "chips"])
    answer = submit(reporter.client, change_url(story), headline="New", companies=[other.pk, 10**9], topics=["novelty"])
    opened(reporter.client, answer)
    assert {str(item.tag) for item in story.tag_items.select_related("tag")} == {"Acme", "chips"}
    assert Article.objects.get().headline == "New"


def test_a_text_that_is_too_long_is_not_saved_by_halves(reporter):
    story = make_article("Old", by=reporter)
    answer = submit(reporter.client, change_url(story), headline="New", body="x" * 400_001, planned_for="soon")
    assert answer.status_code == 200
    assert "A text has at most 400,000 characters" in answer.content.decode()
    assert Article.objects.get().headline == "Old"


def test_a_text_that_is_too_deep_comes_back_with_a_sentence(reporter):
    """Where it is kept all the same, by an import, only its words are."""
    deep = f"<p>Words</p>{'<blockquote>' * 600}in it"
    story = make_article("Old", by=reporter)
    answer = submit(reporter.client, change_url(story), headline="New", body=deep)
    assert answer.status_code == 200
    assert "hundreds of elements inside each other" in answer.content.decode()
    assert Article.objects.get().headline == "Old"
    assert body.stored(deep).split() == ["Words", "in", "it"]
