"""The pages of merging where something moved on, was named by hand, or says more than fits."""

from datetime import timedelta

import pytest
from django.utils import timezone

from companies.models import Company, Tag
from newsroom.demo.make import find_tags, make_article, make_company, make_edition
from newsroom.desk import workflow
from newsroom.desk.merging import merge, undo
from newsroom.models import MergeRecord, Twins
from tests.newsroom.admin.screens import fields_of, said, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return make_company("Lenovo", website="https://lenovo.com"), make_company("Lenovo Ltd", website="https://lenovo.cn")


def merge_url(kept, gone) -> str:
    return url("newsroom_merge", *(getattr(each, "tag_id", each.pk) for each in (kept, gone)))


@pytest.mark.parametrize("number", ["0", "abc", "9" * 30, "٣"])
def test_a_pair_by_a_number_that_is_none_is_not_there(managing_editor, number):
    assert managing_editor.client.get(url("newsroom_twins_change", number)).status_code == 404


def test_a_pair_leads_to_the_page_that_keeps_the_one_in_use(managing_editor, pair):
    kept, gone = pair
    make_edition("On the other", tags=[gone])
    twins = Twins.objects.create(first=kept.tag, second=gone.tag)
    answer = managing_editor.client.get(url("newsroom_twins_change", twins.pk))
    assert answer["Location"] == merge_url(gone, kept)


def test_a_topic_goes_into_the_company_however_the_two_are_named(managing_editor, pair):
    kept, gone = pair
    [topic] = find_tags(["PCs"])
    for one, other in ((topic, kept), (kept, topic)):
        page = managing_editor.client.get(merge_url(one, other))
        assert (page.context["kept"], page.context["gone"]) == (kept, topic)
        assert page.context["turned_url"] == ""
    assert managing_editor.client.get(merge_url(kept, gone)).context["turned_url"] == merge_url(gone, kept)


def test_what_cannot_be_merged_is_not_counted(managing_editor, pair):
    kept, gone = pair
    assert managing_editor.client.get(merge_url(kept, gone)).context["counts"] == []
    make_article("On the other", tags=[gone])
    assert managing_editor.client.get(merge_url(kept, gone)).context["counts"]
    for company in pair:
        Company.objects.filter(pk=company.pk).update(stock_code=company.name)
    assert managing_editor.client.get(merge_url(kept, gone)).context["counts"] == []


def test_a_long_text_is_compared_by_its_beginning_and_a_long_comment_refused(managing_editor, pair):
    kept, gone = pair
    Company.objects.filter(pk=gone.pk).update(body="word " * 400)
    page = managing_editor.client.get(merge_url(kept, gone))
    assert "word " * 60 in page.content.decode()
    assert "word " * 61 not in page.content.decode()
    refused = managing_editor.client.post(merge_url(kept, gone), {"do": "merge", "reason": "r" * 301})
    assert "at most 300 characters" in refused.content.decode()
    refused = managing_editor.client.post(merge_url(kept, gone), {"do": "merge", "take-website": "neither"})
    assert "neither is not one of the available choices" in refused.content.decode()
    assert Company.objects.count() == 2


def test_a_field_that_was_not_chosen_is_taken_as_the_page_offered_it(managing_editor, pair):
    kept, gone = pair
    Company.objects.filter(pk=gone.pk).update(summary="Makes computers.")
    managing_editor.client.post(merge_url(kept, gone), {"do": "merge"})
    company = Company.objects.get()
    assert (company.summary, company.website) == ("Makes computers.", "https://lenovo.com")


def test_looking_at_the_page_that_undoes_undoes_nothing_and_what_stays_is_said(managing_editor, pair):
    kept, gone = pair
    make_article("A draft", tags=[gone])
    record = merge(kept, gone, take={"website"})
    page = managing_editor.client.get(url("newsroom_merge_undo", record.pk)).content.decode()
    assert "1 story says what it said before the merge" in page
    assert Company.objects.count() == 1
    kept.refresh_from_db()
    kept.website = "https://lenovo.example"
    kept.save()
    told = said(managing_editor.client, managing_editor.client.post(url("newsroom_merge_undo", record.pk)))
    assert "website was changed since, and stays." in told


def test_a_merge_offers_its_undoing_to_who_may_until_it_is_undone(managing_editor, editor, pair):
    record = merge(*pair)
    page, undoing = url("newsroom_mergerecord_change", record.pk), url("newsroom_merge_undo", record.pk)
    assert managing_editor.client.get(page).context["undo_url"] == undoing
    assert editor.client.get(page).context["undo_url"] == ""
    for standing, shown in (("yes", True), ("no", False)):
        listed = managing_editor.client.get(url("newsroom_mergerecord_changelist"), {"standing": standing})
        assert (record in listed.context["cl"].result_list) is shown
    undo(MergeRecord.objects.get())
    assert managing_editor.client.get(page).context["undo_url"] == ""
    listed = managing_editor.client.get(url("newsroom_mergerecord_changelist"), {"standing": "no"})
    assert record in listed.context["cl"].result_list


def test_a_pair_that_is_not_the_same_is_listed_only_where_somebody_asks_for_it(managing_editor, pair):
    twins = Twins.objects.create(first=pair[0].tag, second=pair[1].tag, verdict=Twins.Verdict.DIFFERENT)
    for chosen, shown in (({}, []), ({"said": "different"}, [twins]), ({"said": "found"}, [])):
        listed = managing_editor.client.get(url("newsroom_twins_changelist"), chosen)
        assert listed.context["cl"].result_list == shown


# Tags beside it


def test_uses_are_counted_by_what_readers_see_at_the_moment(editor, make_scheduled):
    make_edition("Ends", tags=["phones"], until=timezone.now() + timedelta(hours=1))
    waits = make_scheduled("Waits")
    workflow.retag(waits, add=find_tags(["phones", "drones"]))
    page = editor.client.get(url("companies_tag_changelist"))
    uses = {tag.name: (tag.live_uses, tag.desk_uses) for tag in page.context["cl"].result_list}
    assert uses == {"phones": (1, 2), "drones": (0, 1)}


def test_a_tag_that_only_an_edition_has_is_used(editor):
    story = make_edition("Live", tags=["phones"]).article
    workflow.save(story, tags=[])
    listed = editor.client.get(url("companies_tag_changelist"), {"use": "none"}).context["cl"].result_list
    assert listed == []


def test_tags_of_one_kind_and_only_topics_can_be_claimed(editor):
    company = make_company("Lenovo")
    find_tags(["phones"])
    listed = editor.client.get(url("companies_tag_changelist"), {"kind": "company"}).context["cl"].result_list
    assert listed == [company.tag]
    assert "It is a company" not in editor.client.get(url("companies_tag_change", company.tag_id)).content.decode()


def test_a_tag_is_written_anew_in_other_letters_and_not_at_any_length(editor):
    find_tags(["phones"])
    address = url("companies_tag_change", Tag.objects.get().pk)
    fields = fields_of(editor.client.get(address))
    long = editor.client.post(address, fields | {"name": "ﷺ" * 20, "_save": "Save"})
    assert "That name is too long." in long.content.decode()
    editor.client.post(address, fields | {"name": "Phones", "_save": "Save"})
    assert Tag.objects.get().name == "Phones"
