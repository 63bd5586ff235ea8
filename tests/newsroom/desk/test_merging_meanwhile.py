"""What a merge and its undoing refuse, keep and say: of rows that moved on, names, addresses and who may."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from companies.models import Company, CompanyAlias, Tag, TagAlias
from newsroom.demo.make import find_tags, make_article, make_company, make_edition, make_person, publish
from newsroom.desk import workflow
from newsroom.desk.merging import MergeRefused, Preview, merge, twins, undo
from newsroom.desk.merging import search as merge_search
from newsroom.models import (
    Article,
    Decision,
    EditionCredit,
    EditionMention,
    Event,
    Generation,
    MergeRecord,
    NamesVersion,
    Redirect,
    SearchName,
    Twins,
)
from newsroom.models.twins import TwinsQuerySet
from tests.newsroom.desk.tables import dump

pytestmark = pytest.mark.django_db


@pytest.fixture
def lenovo():
    return make_company("Lenovo Group", chinese_name="联想集团")


@pytest.fixture
def twin():
    return make_company("Lenovo Group Ltd", legal_name="Lenovo Group Limited", website="https://www.lenovo.com")


def names_of(story) -> set[str]:
    return {tag.name for tag in story.tags.all()}


class Broke(Exception):
    pass


def break_off(*args, **options):
    raise Broke


# As a whole, and only what is there


@pytest.mark.parametrize("step", ["merge", "undo"])
def test_one_that_breaks_off_at_its_end_has_changed_nothing(lenovo, twin, monkeypatch, step):
    make_article("A draft", tags=[twin])
    record = merge(lenovo, twin) if step == "undo" else None
    before, happened = dump(), Event.objects.count()
    monkeypatch.setattr(merge_search, "begin", break_off)
    with pytest.raises(Broke):
        undo(record) if record else merge(lenovo, twin)
    assert (dump(), Event.objects.count()) == (before, happened)
    assert not MergeRecord.objects.exclude(undone_at=None).exists()


def test_what_somebody_merged_meanwhile_is_not_merged_again(lenovo):
    [topic] = find_tags(["Lenovo PCs"])
    merge(lenovo, Tag.objects.get(pk=topic.pk))
    with pytest.raises(MergeRefused, match="not there any more"):
        merge(lenovo, topic)
    assert MergeRecord.objects.count() == 1


def test_two_are_held_in_one_order_whichever_of_them_stays(lenovo, twin):
    """Else two who merge them at once, each the other way round, would wait for each other."""
    held = []
    for pair in ((lenovo, twin), (twin, lenovo)):
        with CaptureQueriesContext(connection) as asked:
            record = merge(*pair)
        undo(record)
        found = [re.search(r'FROM "companies_company" WHERE "companies_company"."id" = (\d+)', q["sql"]) for q in asked]
        held.append([match[1] for match in found if match][:2])
    assert held[0] == held[1] == [str(lenovo.pk), str(twin.pk)]


def test_what_is_said_of_a_pair_while_all_are_compared_stands(lenovo, twin, monkeypatch):
    make = TwinsQuerySet.bulk_create

    def late(self, rows, **options):
        monkeypatch.undo()
        twins.say(lenovo.tag, twin.tag, Twins.Verdict.DIFFERENT)
        return make(self, rows, **options)

    monkeypatch.setattr(TwinsQuerySet, "bulk_create", late)
    assert twins.look() == 0
    assert Twins.objects.get().verdict == Twins.Verdict.DIFFERENT


@pytest.mark.parametrize("role", ["editor", "tagger"])
def test_only_a_managing_editor_parts_two_again(lenovo, twin, role):
    user = User.objects.create_user(role, is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    record = merge(lenovo, twin)
    with pytest.raises(MergeRefused, match="managing editor"):
        undo(record, by=user)
    assert Company.objects.count() == 1


def test_a_decision_between_the_two_that_was_taken_back_stands_in_no_ones_way(lenovo, twin):
    """The undoing names no other company, and would have pointed at a decision that is gone."""
    said = [
        Decision.objects.create(
            tag=one.tag, other_tag=other.tag, verb="reject", scope="pair", batch="b", at=timezone.now()
        )
        for one, other in ((lenovo, twin), (twin, lenovo))
    ]
    for decision in said:
        Decision.objects.create(tag=decision.tag, verb="undo", batch="u", at=timezone.now(), undoes=decision)
    before = dump()
    record = merge(lenovo, twin)
    connection.check_constraints()
    assert set(Decision.objects.values_list("verb", "undoes", "tag")) == {("undo", None, lenovo.tag_id)}
    assert undo(record) == []
    assert dump() == before


def test_names_as_long_as_names_may_be_fit_into_the_record():
    one, other = (make_company(name * 200, chinese_name="长" * 100) for name in "ab")
    record = merge(one, other, reason="r" * 400)
    for field in ("kept_name", "gone_name", "reason"):
        assert len(getattr(record, field)) == MergeRecord._meta.get_field(field).max_length


# Names, fields and addresses


def test_what_stays_was_changed_now_and_its_names_are_read_anew(lenovo, twin):
    Company.objects.update(updated_at=timezone.now() - timedelta(days=9))
    version = list(NamesVersion.objects.values())
    merge(lenovo, twin)
    assert Company.objects.get().updated_at > timezone.now() - timedelta(minutes=1)
    assert list(NamesVersion.objects.values()) != version


def test_each_name_stays_once_as_the_kind_of_name_it_is(lenovo):
    CompanyAlias.objects.create(company=lenovo, text="LNV", kind="short")
    for name in ("LNV", "LNVGY", "Legend Holdings Ltd", "Lenovo Group"):
        merge(lenovo, make_company(name))
    kinds = [("LNV", "short"), ("LNVGY", "acronym"), ("Legend Holdings Ltd", "official")]
    assert sorted(lenovo.aliases.values_list("text", "kind")) == kinds
    person = make_person("Guo Hong")
    merge(person, make_person("HG"))
    assert list(person.aliases.values_list("text", "kind")) == [("HG", "official")]


def test_fields_that_are_compared_are_those_in_which_the_two_differ(lenovo, twin):
    fields = {choice.name for choice in Preview(lenovo, twin).choices}
    assert fields == {"name", "chinese_name", "slug", "legal_name", "website"}
    twin.successor, twin.status = lenovo, Company.Status.MERGED
    twin.save()
    assert {choice.name for choice in Preview(lenovo, twin).choices} - fields == {"status"}
    merge(lenovo, twin, take={"successor"})
    assert Company.objects.get().successor is None


def test_who_followed_the_one_that_goes_and_takes_whom_it_followed_gets_it_back_without_a_word(lenovo, twin):
    twin.successor, twin.status = make_company("Motorola Mobility"), Company.Status.MERGED
    twin.save()
    lenovo.successor, lenovo.status = twin, Company.Status.RENAMED
    lenovo.save()
    before = dump()
    record = merge(lenovo, twin, take={"successor"})
    assert Company.objects.get(pk=lenovo.pk).successor == twin.successor
    assert undo(record) == []
    assert dump() == before


def test_who_followed_the_one_that_goes_follows_nobody(lenovo, twin):
    Company.objects.filter(pk=lenovo.pk).update(successor=twin, status=Company.Status.MERGED)
    before = dump()
    record = merge(lenovo, twin)
    assert Company.objects.get().successor is None
    assert undo(record) == []
    assert dump() == before


@pytest.mark.parametrize(
    ("kept", "gone", "warning"),
    [
        ({"chinese_name": "联想"}, {"chinese_name": "联想集团"}, "Their Chinese names differ: 联想 and 联想集团."),
        ({}, {"status": "closed"}, "One of them is no longer active."),
        ({"status": "closed"}, {}, "One of them is no longer active."),
        ({"founded": 1984}, {"founded": 1988}, "They were founded in different years: 1984 and 1988."),
        ({"founded": 1984, "chinese_name": "联想"}, {}, ""),
        ({}, {"founded": 1984, "chinese_name": "联想"}, ""),
    ],
)
def test_what_one_ought_to_look_at_first_is_said(kept, gone, warning):
    warnings = Preview(make_company("Lenovo", **kept), make_company("Lenovo Ltd", **gone)).warnings
    assert [sentence[: len(warning)] for sentence in warnings] == ([warning] if warning else [])


def test_names_that_the_one_that_stays_has_already_are_not_named_as_kept(lenovo, twin):
    CompanyAlias.objects.create(company=lenovo, text="Lenovo Group Limited")
    assert Preview(lenovo, twin).names_kept() == ["Lenovo Group Ltd"]


def test_of_two_kinds_nothing_is_compared(lenovo):
    preview = Preview(lenovo, make_person("Lenovo Group", chinese_name="联想"))
    assert preview.objections
    assert (preview.warnings, preview.choices) == ([], [])
    [topic] = find_tags(["Lenovo PCs"])
    assert (Preview(lenovo, topic).warnings, Preview(lenovo, topic).names_kept()) == ([], ["Lenovo PCs"])


def test_an_address_that_led_elsewhere_leads_to_the_one_that_stays_and_back(lenovo, twin):
    Redirect.objects.create(old_path="/companies/lenovo-group-ltd/", new_path="/companies/elsewhere/")
    Redirect.objects.create(old_path="/companies/lenovo-group/", new_path="/companies/elsewhere/")
    before = dump()
    record = merge(lenovo, twin)
    assert dict(Redirect.objects.values_list("old_path", "new_path")) == {
        "/companies/lenovo-group-ltd/": "/companies/lenovo-group/"
    }
    undo(record)
    assert dump() == before


def test_a_name_that_meant_another_tag_means_the_one_that_stays_and_the_other_again(lenovo, twin):
    [other] = find_tags(["PCs"])
    TagAlias.objects.create(tag=other, name=twin.tag.name, key=twin.tag.key)
    record = merge(lenovo, twin)
    assert find_tags(["Lenovo Group Ltd"]) == [lenovo.tag]
    undo(record)
    assert [(alias.tag, alias.key) for alias in TagAlias.objects.all()] == [(other, twin.tag.key)]


def test_a_number_that_only_one_of_them_has_stands_against_nothing(lenovo, twin):
    Company.objects.filter(pk=twin.pk).update(stock_code="0992.HK", external_id="7")
    merge(lenovo, Company.objects.get(pk=twin.pk))
    assert (Company.objects.get().stock_code, Company.objects.get().external_id) == ("0992.HK", "7")


# Stories


def test_stories_that_say_so_at_the_desk_or_to_readers_are_told_of_it(lenovo, twin):
    shown, over = make_edition("Shown", tags=[twin]).article, make_edition("Over", tags=[twin]).article
    workflow.withdraw(over, reason="Wrong.")
    for story in (shown, over):
        workflow.save(Article.objects.get(pk=story.pk), tags=[])
    record = merge(lenovo, twin)
    told = Event.objects.filter(verb="merged tags")
    assert (record.stories, [event.headline for event in told]) == (1, ["Shown"])
    undo(record)
    assert [event.headline for event in Event.objects.filter(verb="undid a merge of tags")] == ["Shown"]


def test_parting_two_is_written_into_the_stories_that_get_a_tag_back(lenovo, twin):
    story, generation = make_article("A draft", tags=[twin]), Generation.objects.values().get()
    record = merge(lenovo, twin)
    assert Generation.objects.values().get() != generation
    generation = Generation.objects.values().get()
    make_article("Written since", tags=[lenovo])
    undo(record)
    event = Event.objects.get(verb="undid a merge of tags")
    assert (event.article, event.details["added"], event.details["removed"]) == (story, ["Lenovo Group Ltd"], [])
    assert Article.objects.get(headline="A draft").version == story.version + 2
    assert Generation.objects.values().get() != generation
    assert SearchName.objects.filter(tag=twin.tag_id).exists()


def test_readers_pages_are_made_anew_when_topics_become_one_and_two_again():
    one, other = find_tags(["AI", "A.I."])
    seen = [Generation.objects.values().get()]
    record = merge(one, other)
    seen.append(Generation.objects.values().get())
    undo(record)
    seen.append(Generation.objects.values().get())
    assert len({str(generation) for generation in seen}) == 3


def test_what_was_published_while_the_two_were_one_is_about_what_its_story_is_about(lenovo, twin):
    one, both = make_article("The one", tags=[twin]), make_article("Both", tags=[lenovo, twin])
    record = merge(lenovo, twin)
    editions = {}
    for story in (one, both):
        story.refresh_from_db()
        editions[story.headline] = publish(story)
    place = {"field": "body", "start": 0, "end": 6, "surface": "Lenovo", "sentence": "Lenovo.", "sentence_hash": "x"}
    for edition in editions.values():
        EditionMention.objects.create(
            edition=edition, tag=lenovo.tag, first_published_at=edition.first_published_at, **place
        )
    one.refresh_from_db()
    one.headline = "The one, again"
    workflow.save(one)
    newer = publish(Article.objects.get(pk=one.pk))
    undo(record)
    assert names_of(newer) == {"Lenovo Group Ltd"}
    assert names_of(editions["Both"]) == {"Lenovo Group"}
    assert names_of(editions["The one"]) == {"Lenovo Group"}, "what readers see no more stays as they saw it"
    assert {mention.tag_id for mention in EditionMention.objects.all()} == {lenovo.tag_id}


def test_a_place_in_a_text_follows_its_story_when_two_are_parted(lenovo, twin):
    story = make_article("The one", tags=[twin])
    record = merge(lenovo, twin)
    story.refresh_from_db()
    edition = publish(story)
    place = {"field": "body", "start": 0, "end": 6, "surface": "Lenovo", "sentence": "Lenovo.", "sentence_hash": "x"}
    EditionMention.objects.create(
        edition=edition, tag=lenovo.tag, first_published_at=edition.first_published_at, **place
    )
    undo(record)
    assert EditionMention.objects.get().tag_id == twin.tag_id


# Undoing when the world has moved on


def test_stories_are_read_anew_for_the_undoing_while_those_of_the_merge_are_being_read(
    lenovo, twin, client, monkeypatch
):
    """Undone when the tick has read the first story of its list, and is to read the second."""
    monkeypatch.setattr(merge_search, "AT_ONCE", 1)
    monkeypatch.setattr(merge_search, "WITHIN", 0)
    for number in range(3):
        make_edition(f"Numbered {number}", tags=[twin])
    record = merge(lenovo, twin)
    looks = iter(range(99))

    def clock():
        if (now := next(looks)) == 2:
            undo(record)
        return now

    monkeypatch.setattr(merge_search, "time", SimpleNamespace(monotonic=clock))
    assert merge_search.finish_indexing() == 0
    assert MergeRecord.objects.get().undone_at
    assert client.get("/search/?q=Numbered&company=lenovo-group-ltd").content.count(b"Numbered</mark>") == 3


def test_what_the_one_that_stays_became_itself_is_undone_first(lenovo, twin):
    record = merge(lenovo, twin)
    later = merge(make_company("Legend Holdings"), Company.objects.get(pk=lenovo.pk))
    with pytest.raises(MergeRefused, match="Undo the later merge first"):
        undo(record)
    undo(later)
    assert undo(record) == []


def test_nothing_is_parted_from_what_was_deleted():
    one, other = find_tags(["AI", "A.I."])
    record = merge(one, other)
    one.delete()
    with pytest.raises(MergeRefused, match="“AI” was deleted since. Nothing was changed."):
        undo(record)


@pytest.mark.parametrize("who", ["the one that stays", "another"])
def test_an_address_that_was_given_away_since_is_not_taken_back(lenovo, twin, who):
    """Neither where the merge had given it, and it was given on, nor where somebody gave it by hand."""
    record = merge(lenovo, twin, take={"slug"} if who == "another" else set())
    stays = Company.objects.get()
    stays.slug = "lenovo-1984" if who == "another" else twin.slug
    stays.save()
    if who == "another":
        make_company("Somebody else", slug=twin.slug)
    with pytest.raises(MergeRefused, match="by now"):
        undo(record)


def test_what_was_changed_or_deleted_since_is_said_and_stays():
    one, other, third = make_person("Guo Hong"), make_person("Hong Guo"), make_person("Guo Hongyu")
    stories = [make_edition(f"Signed {n}", credits=[{"name": "Guo", "person": other}]) for n in range(2)]
    record = merge(one, other)
    EditionCredit.objects.filter(edition=stories[0]).update(person=third)
    one.aliases.update(text="G. Hong")
    said = undo(record)
    assert sorted(said) == [
        "1 edition credit were changed or deleted since.",
        "1 person alias were changed since, and stay.",
    ]
    assert stories[0].credits.get().person == third
    assert stories[1].credits.get().person.name == "Hong Guo"
    assert list(one.aliases.values_list("text", flat=True)) == ["G. Hong"]


def test_what_belonged_to_something_that_is_gone_is_said_and_the_rest_comes_back(lenovo, twin):
    for headline in ("Deleted since", "Still there"):
        make_article(headline, tags=[lenovo, twin])
    record = merge(lenovo, twin)
    workflow.delete(Article.objects.get(headline="Deleted since"))
    assert undo(record) == ["1 article tag belonged to something that is gone, or have a like by now."]
    assert names_of(Article.objects.get()) == {"Lenovo Group", "Lenovo Group Ltd"}


def test_an_address_that_was_led_elsewhere_or_forgotten_since_stays_so(lenovo, twin):
    Redirect.objects.create(old_path="/companies/lenovo-group/", new_path="/companies/old/")
    Redirect.objects.create(old_path="/companies/legend/", new_path="/companies/lenovo-group-ltd/")
    record = merge(lenovo, twin)
    Redirect.objects.filter(old_path="/companies/legend/").delete()
    Redirect.objects.create(old_path="/companies/lenovo-group/", new_path="/companies/new/")
    said = undo(record)
    assert sorted(said) == [
        "1 redirect belonged to something that is gone, or have a like by now.",
        "1 redirect was deleted since.",
    ]
    assert dict(Redirect.objects.values_list("old_path", "new_path")) == {"/companies/lenovo-group/": "/companies/new/"}


# Possible duplicates


def test_what_somebody_said_of_two_stays_in_one_place_however_they_are_named(lenovo, twin):
    for one, other in ((lenovo, twin), (twin, lenovo)):
        twins.say(one.tag, other.tag, Twins.Verdict.DIFFERENT, comment="c" * 400)
    pair = Twins.objects.get()
    assert (pair.first, pair.second, len(pair.comment)) == (lenovo.tag, twin.tag, 300)


def test_a_pair_that_is_none_any_more_is_not_found_again(lenovo, twin):
    assert twins.look() == 1
    assert twins.look() == 1
    assert set(twins.of([lenovo.tag_id])) == set(twins.of([lenovo.tag_id])) == {lenovo.tag_id}
    assert [pair.first for pair in twins.of([twin.tag_id])[twin.tag_id]] == [lenovo.tag]
    for field in ("name", "legal_name", "website"):
        setattr(twin, field, "")
    twin.name = "Aurora"
    twin.save()
    assert twins.look() == 0


def test_what_the_search_for_duplicates_knows_of_each(lenovo):
    CompanyAlias.objects.create(company=lenovo, text="Lenvo", kind="misspelling")
    CompanyAlias.objects.create(company=lenovo, text="Legend", kind="former")
    Company.objects.filter(pk=lenovo.pk).update(stock_code="0992.HK", external_id="7")
    person = make_person("Liu Chuanzhi", title="Founder", organisation=lenovo)
    person.roles.create(title="Member", organisation="A committee")
    known = {each.name: each for each in twins.everything()}
    assert known["Lenovo Group"].names == ("Legend",), "a misspelling is nobody's name"
    assert dict(known["Lenovo Group"].numbers) == {"stock_code": "0992.HK", "external_id": "7"}
    assert known["Liu Chuanzhi"].employers == {"Lenovo Group", "A committee"}
