"""The screens of merging: possible duplicates, the page that asks first, the list of merges, and who may do what."""

import pytest
from django.urls import reverse

from companies.models import Company
from newsroom.demo.make import find_tags, make_company, make_edition, make_person
from newsroom.desk.merging import merge, twins
from newsroom.models import MergeRecord, Twins
from tests.newsroom.admin.screens import fields_of, said, url
from tests.queries import same_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    kept = make_company("Lenovo", chinese_name="联想", website="https://lenovo.com", aliases=["Legend"])
    gone = make_company("Lenovo Ltd", legal_name="Lenovo Group Limited", topics=["computers"])
    make_edition("About the one", tags=[kept])
    make_edition("About the other", tags=[gone])
    make_edition("Both", tags=[kept, gone])
    twins.look()
    return kept, gone


def page_of(kept, gone) -> str:
    return reverse("admin:newsroom_merge", args=[kept.tag_id, gone.tag_id])


def press(client, kept, gone, do, **changes):
    page = client.get(page_of(kept, gone))
    assert page.status_code == 200
    return client.post(page_of(kept, gone), fields_of(page) | changes | {"do": do})


def test_a_managing_editor_finds_a_pair_compares_it_and_merges_it(managing_editor, pair, client):
    kept, gone = pair
    listed = managing_editor.client.get(url("newsroom_twins_changelist"))
    assert page_of(kept, gone) in listed.content.decode(), "the one with more stories stays, unless turned round"
    assert "Without its legal form each is “lenovo”." in listed.content.decode()
    page = managing_editor.client.get(page_of(kept, gone)).content.decode()
    assert "Stories at the desk" in page
    assert "Lenovo Group Limited" in page
    answer = press(managing_editor.client, kept, gone, "merge", reason="Twice in the register", **{"take-name": "gone"})
    assert "is now one with" in said(managing_editor.client, answer)
    kept.refresh_from_db()
    assert (kept.name, kept.legal_name, kept.slug) == ("Lenovo Ltd", "Lenovo Group Limited", "lenovo")
    assert "Lenovo" in [alias.text for alias in kept.aliases.all()]
    assert b"About the other" in client.get("/companies/lenovo/").content
    record = MergeRecord.objects.get()
    assert (record.by, record.reason) == (managing_editor, "Twice in the register")
    answer = managing_editor.client.post(url("newsroom_merge_undo", record.pk))
    assert "are two again" in said(managing_editor.client, answer)
    assert Company.objects.count() == 2
    again = managing_editor.client.post(url("newsroom_merge_undo", record.pk))
    assert b"undone already" in again.content


def test_taggers_and_editors_propose_and_remember(editor, tagger, managing_editor, pair):
    kept, gone = pair
    page = tagger.client.get(page_of(kept, gone)).content.decode()
    assert 'value="merge"' not in page
    assert 'value="propose"' in page
    answer = press(tagger.client, kept, gone, "propose", reason="Same firm")
    assert "Proposed" in said(tagger.client, answer)
    assert press(tagger.client, kept, gone, "merge").status_code == 403
    assert b"Same firm" in managing_editor.client.get(url("newsroom_twins_changelist")).content
    answer = press(editor.client, kept, gone, "different", reason="One is a shop")
    assert "not the same" in said(editor.client, answer)
    assert b"About" not in editor.client.get(url("newsroom_twins_changelist")).content
    assert twins.look() == 0
    assert b"One is a shop" in editor.client.get(url("newsroom_twins_changelist") + "?said=different").content


def test_a_profile_says_what_may_be_the_same_and_what_led_to_it(managing_editor, pair):
    kept, gone = pair
    form = managing_editor.client.get(url("companies_company_change", gone.pk)).content.decode()
    assert "Perhaps the same as" in form
    assert reverse("admin:newsroom_merge_choose", args=[gone.tag_id]) in form
    merge(kept, gone)
    form = managing_editor.client.get(url("companies_company_change", kept.pk)).content.decode()
    assert "/companies/lenovo-ltd/" in form


def test_choosing_the_other_one(managing_editor, pair):
    kept, gone = pair
    address = reverse("admin:newsroom_merge_choose", args=[kept.tag_id])
    assert b"Possible duplicates" in managing_editor.client.get(address).content
    answer = managing_editor.client.get(address, {"other": gone.tag_id})
    assert answer["Location"] == page_of(kept, gone)
    assert b"That is this one" in managing_editor.client.get(address, {"other": kept.tag_id}).content
    person = make_person("Lenovo")
    assert "can’t be one" in managing_editor.client.get(address, {"other": person.tag_id}).content.decode()
    [topic] = find_tags(["PCs"])
    from_topic = reverse("admin:newsroom_merge_choose", args=[topic.pk])
    answer = managing_editor.client.get(from_topic, {"other": kept.tag_id})
    assert answer["Location"] == reverse("admin:newsroom_merge", args=[kept.tag_id, topic.pk])


def test_what_stands_against_it_is_said_and_nothing_can_be_pressed(managing_editor, pair):
    kept, gone = pair
    Company.objects.filter(pk=kept.pk).update(stock_code="0992.HK")
    Company.objects.filter(pk=gone.pk).update(stock_code="1.SH")
    page = managing_editor.client.get(page_of(kept, gone)).content.decode()
    assert "0992.HK and 1.SH" in page
    assert 'value="merge"' not in page
    answer = managing_editor.client.post(page_of(kept, gone), {"do": "merge"})
    assert b"Nothing was changed" in answer.content
    assert Company.objects.count() == 2


def test_whoever_is_late_is_told_who_was_faster(managing_editor, pair):
    kept, gone = pair
    merge(kept, gone, by=managing_editor)
    answer = managing_editor.client.post(page_of(kept, gone), {"do": "merge"})
    assert "meanwhile, by zhao" in said(managing_editor.client, answer)
    nowhere = reverse("admin:newsroom_merge", args=[kept.tag_id, 99_999_999])
    assert managing_editor.client.get(nowhere).status_code == 404


def test_the_lists_ask_the_same_whatever_their_length(managing_editor):
    def more(number):
        for _ in range(number):
            place = Company.objects.count()
            kept, gone = make_company(f"Firm {place} Works"), make_company(f"Firm {place} Works Ltd")
            make_edition(f"On {place}", tags=[kept, gone])
            other = make_company(f"Firm {place} Works Inc")
            merge(kept, other)
            twins.say(kept.tag, gone.tag, Twins.Verdict.PROPOSED)

    visited = []

    def visit():
        visited.append(managing_editor.client.get(url("newsroom_twins_changelist")))
        assert managing_editor.client.get(url("newsroom_mergerecord_changelist")).status_code == 200
        return visited[-1]

    same_queries(more, visit)


def test_the_page_that_asks_costs_the_same_for_many_stories(managing_editor, pair):
    kept, gone = pair

    def more(number):
        for _ in range(number):
            make_edition(tags=[kept, gone])

    assert same_queries(more, lambda: managing_editor.client.get(page_of(kept, gone))) <= 90
