"""Merging two into one, and taking it back: every row that points at the one that goes, and every row as it was."""

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from companies.models import Company, CompanyAlias, Tag, TagAlias
from newsroom.demo.make import find_tags, make_article, make_company, make_edition, make_person, publish
from newsroom.desk import workflow
from newsroom.desk.merging import MergeRefused, Preview, finish_indexing, merge, undo
from newsroom.desk.merging import search as merge_search
from newsroom.desk.merging.relations import APART, relations_to
from newsroom.models import (
    Decision,
    Edition,
    EditionMention,
    Event,
    Generation,
    Mention,
    MergeRecord,
    NameRecord,
    Redirect,
    SearchName,
    Stage,
    Twins,
)
from people.models import Person, Role
from tests.newsroom.desk.tables import dump

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague():
    def make(role: str) -> User:
        user = User.objects.create_user(role, is_staff=True)
        user.groups.set(Group.objects.filter(name=role))
        return user

    return make


@pytest.fixture
def managing_editor(colleague):
    return colleague("managing editor")


PLACE = {
    "field": "body", "start": 0, "end": 6, "surface": "Lenovo", "sentence": "Lenovo grows.", "sentence_hash": "x",
    "name": "Lenovo", "tier": "sure", "score": 0.97531, "matcher": "1",
}  # fmt: skip


def names_of(story) -> set[str]:
    return {tag.name for tag in story.tags.all()}


@pytest.fixture
def lenovo():
    return make_company("Lenovo Group", chinese_name="联想集团", topics=["computers", "phones"], aliases=["Lenovo"])


@pytest.fixture
def twin():
    return make_company(
        "Lenovo Group Ltd",
        legal_name="Lenovo Group Limited",
        website="https://www.lenovo.com",
        topics=["phones", "servers"],
        aliases=["Lenovo", "Legend"],
    )


@pytest.fixture
def park(lenovo, twin):
    """Something of everything that can point at the two, some of it at both."""
    liu = make_person("Liu Chuanzhi", title="Founder", organisation=twin)
    Role.objects.create(person=liu, title="Chairman", company=lenovo)
    motorola = make_company("Motorola Mobility", status="merged", successor=twin)
    motorola.other_successors.add(twin, lenovo)
    lenovo.other_predecessors.add(twin)
    other = make_company("Legend Holdings")
    for first, second in ((lenovo, twin), (twin, other)):
        Twins.objects.create(first=first.tag, second=second.tag)
    Redirect.objects.create(old_path="/companies/legend/", new_path="/companies/lenovo-group-ltd/")
    stories = {
        "only the one": make_edition("Only the one", tags=[twin, "phones"]),
        "both": make_edition("Both of them", tags=[twin, lenovo]),
        "a draft": make_article("A draft", tags=[twin]),
    }
    both = stories["both"]
    for tag, status, role in ((lenovo.tag, "suggested", "about"), (twin.tag, "confirmed", "mentioned")):
        mention = Mention.objects.create(article=both.article, tag=tag, status=status, **PLACE)
        Decision.objects.create(
            mention=mention, article=both.article, tag=tag, verb="accept", batch="b", at=both.live_from
        )
        place = {name: PLACE[name] for name in PLACE if name not in ("name", "tier", "score", "matcher")}
        EditionMention.objects.create(
            edition=both, tag=tag, role=role, first_published_at=both.first_published_at, **place
        )
        NameRecord.objects.create(tag=tag, name="Lenovo", accepted=3)
    return stories


def test_everything_follows_and_nothing_is_left_behind(park, lenovo, twin):
    record = merge(lenovo, twin)
    assert {names_of(story) == {"Lenovo Group"} for story in (park["both"], park["a draft"])} == {True}
    assert names_of(park["only the one"]) == {"Lenovo Group", "phones"}
    assert not Company.objects.filter(pk=twin.pk).exists()
    assert not Tag.objects.filter(pk=twin.tag_id).exists()
    lenovo.refresh_from_db()
    assert lenovo.website == "https://www.lenovo.com"
    assert lenovo.name == "Lenovo Group"
    assert set(lenovo.topics.names()) == {"computers", "phones", "servers"}
    assert {"Legend", "Lenovo Group Ltd", "Lenovo"} <= {alias.text for alias in lenovo.aliases.all()}
    assert Role.objects.filter(company=lenovo).count() == 2
    assert [company.name for company in lenovo.predecessors.all()] == ["Motorola Mobility"]
    assert not lenovo.other_predecessors.filter(pk=lenovo.pk).exists()
    assert record.stories == 3
    assert "Ltd" in record.gone_name
    assert not Twins.objects.filter(first=lenovo.tag, second=twin.tag_id).exists()
    assert [(each.tag, each.status) for each in Mention.objects.all()] == [(lenovo.tag, "confirmed")]
    assert [each.role for each in EditionMention.objects.all()] == ["about"]
    assert {decision.mention for decision in Decision.objects.all()} == {Mention.objects.get()}


def test_undo_restores_every_row_as_it_was(park, lenovo, twin, managing_editor):
    before = dump()
    record = merge(lenovo, twin, take={"name", "slug", "website", "legal_name"}, by=managing_editor)
    assert dump() != before
    assert undo(record, by=managing_editor) == []
    after = dump()
    for table in before:
        assert after[table] == before[table], table
    with pytest.raises(MergeRefused, match="undone already"):
        undo(record, by=managing_editor)


def test_undo_restores_people_with_their_bylines():
    one, other = (
        make_person("Guo Hong", chinese_name="郭洪", title="Director"),
        make_person("Guo Hong", title="Director"),
    )
    make_edition("Signed", credits=[{"name": "Guo Hong", "person": other}], tags=[other])
    before = dump()
    record = merge(one, other)
    assert Person.objects.count() == 1
    assert Edition.objects.get().credits.get().person == one
    undo(record)
    assert dump() == before


def test_undo_restores_a_topic(lenovo):
    [one, other] = find_tags(["artificial intelligence", "A.I."])
    make_edition("On machines", tags=["A.I.", "artificial intelligence"])
    make_edition("On others", tags=["A.I."])
    lenovo.topics.add(other)
    before = dump()
    record = merge(one, other)
    assert find_tags(["a.i."]) == [one], "whoever types the old name means the tag that stays"
    assert Tag.objects.filter(key="a.i.").count() == 0
    undo(record)
    assert dump() == before


def test_a_topic_may_be_merged_into_the_tag_of_a_company(lenovo):
    story = make_edition("Old tagging", tags=["Lenovo PCs"])
    [topic] = find_tags(["Lenovo PCs"])
    merge(lenovo, topic)
    assert names_of(story) == {"Lenovo Group"}
    assert CompanyAlias.objects.filter(company=lenovo, text="Lenovo PCs").exists()
    with pytest.raises(MergeRefused, match="belongs to"):
        merge(find_tags(["PCs"])[0], lenovo.tag)


# No relation is forgotten


def foreign_keys_in_the_database(table: str) -> set[tuple[str, str]]:
    """(table, column) of whatever the database itself says points at `table`."""
    found = set()
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            for column, (_, target) in (
                (column, relation[:2])
                for column, relation in connection.introspection.get_relations(cursor, name).items()
            ):
                if target == table:
                    found.add((name, column))
    return found


@pytest.mark.parametrize("model", [Tag, Company, Person])
def test_a_new_relation_is_not_forgotten(model):
    found = {(each.model._meta.db_table, each.field.column) for each in relations_to(model)}
    assert found == foreign_keys_in_the_database(model._meta.db_table)


def test_what_is_held_apart_is_there():
    labels = {relation.label for model in (Tag, Company, Person) for relation in relations_to(model)}
    assert set(APART) <= labels


def test_columns_that_hold_the_number_of_anything_follow(lenovo, twin):
    """taggit's own table is the one generic relation here; nothing of ours uses it, an office's own app may."""
    from taggit.models import Tag as TheirTag
    from taggit.models import TaggedItem

    kind = ContentType.objects.get_for_model(Company)
    item = TaggedItem.objects.create(tag=TheirTag.objects.create(name="x"), content_type=kind, object_id=twin.pk)
    stranger = TaggedItem.objects.create(
        tag=item.tag, content_type=ContentType.objects.get_for_model(Person), object_id=twin.pk
    )
    record = merge(lenovo, twin)
    item.refresh_from_db()
    stranger.refresh_from_db()
    assert (item.object_id, stranger.object_id) == (lenovo.pk, twin.pk)
    undo(record)
    item.refresh_from_db()
    assert item.object_id == twin.pk


# What readers see


def test_readers_see_it_at_once_and_no_new_edition_is_made(park, lenovo, twin, client):
    story = park["only the one"]
    updated, number = story.updated_at, story.number
    assert client.get("/companies/lenovo-group-ltd/").status_code == 200
    record = merge(lenovo, twin)
    page = client.get("/companies/lenovo-group/")
    assert b"Only the one" in page.content
    moved = client.get("/companies/lenovo-group-ltd/")
    assert (moved.status_code, moved["Location"]) == (301, "/companies/lenovo-group/")
    assert client.get("/companies/legend/")["Location"] == "/companies/lenovo-group/", "in one hop"
    assert client.get("/companies/lenovo-group-ltd/feed.atom")["Location"] == "/companies/lenovo-group/feed.atom"
    story.refresh_from_db()
    assert (story.updated_at, story.number, Edition.objects.count()) == (updated, number, 2)
    assert b"Only the one" in client.get("/search/?q=Lenovo+Group+Ltd").content
    undo(record)
    assert client.get("/companies/lenovo-group-ltd/").status_code == 200
    assert b"Only the one" not in client.get("/companies/lenovo-group/").content


def test_the_address_that_somebody_chose_stays_and_the_other_leads_to_it(park, lenovo, twin, client):
    merge(lenovo, twin, take={"slug"})
    assert client.get("/companies/lenovo-group-ltd/").status_code == 200
    assert client.get("/companies/lenovo-group/")["Location"] == "/companies/lenovo-group-ltd/"
    assert not Redirect.objects.filter(old_path="/companies/lenovo-group-ltd/").exists()


def test_names_are_found_anew(lenovo, twin):
    merge(lenovo, twin)
    assert set(SearchName.objects.filter(text="Legend").values_list("tag", flat=True)) == {lenovo.tag_id}


def test_many_stories_are_read_anew_a_few_at_a_time(lenovo, twin, client, monkeypatch):
    monkeypatch.setattr(merge_search, "AT_ONCE", 1)
    monkeypatch.setattr(merge_search, "WITHIN", 1)
    for number in range(3):
        make_edition(f"Numbered {number}", tags=[twin])
    record = merge(lenovo, twin)
    assert len(record.to_index) == 2
    before, _ = Generation.objects.standing()
    assert finish_indexing(seconds=0) == 2
    assert Generation.objects.standing()[0] == before
    assert finish_indexing() == 0
    assert Generation.objects.standing()[0] == before + 2, "readers are shown what they find now"
    assert MergeRecord.objects.get().to_index == []
    assert client.get("/search/?q=Numbered&company=lenovo-group").content.count(b"Numbered</mark>") == 3


# At the desk


def test_each_story_tells_of_it_and_an_open_form_finds_out(park, lenovo, twin, managing_editor):
    draft = park["a draft"]
    stale = type(draft).objects.get(pk=draft.pk)
    merge(lenovo, twin, by=managing_editor, reason="One firm, two rows")
    event = Event.objects.filter(article=draft).first()
    assert (event.verb, event.actor, event.comment) == ("merged tags", managing_editor, "One firm, two rows")
    assert (event.headline, event.from_stage, event.to_stage, event.revision) == ("A draft", "draft", "draft", 1)
    assert event.details["added"] == ["Lenovo Group"]
    assert event.details["removed"] == ["Lenovo Group Ltd"]
    stale.headline = "Typed meanwhile"
    with pytest.raises(workflow.StaleStory, match="moved on"):
        workflow.save(stale)


def test_a_merge_or_a_rename_is_no_change_of_the_text(lenovo, twin):
    story = make_article("Approved", tags=[twin])
    workflow.approve(story)
    merge(lenovo, twin)
    lenovo.tag.name = "Lenovo (China)"
    lenovo.tag.save()
    story.refresh_from_db()
    assert workflow.save(story) is None
    assert story.stage == Stage.APPROVED
    workflow.publish(story)
    story.headline = "Changed"
    assert workflow.save(story) is not None


def test_only_a_managing_editor_merges(lenovo, twin, colleague):
    for role in ("editor", "tagger"):
        with pytest.raises(MergeRefused, match="managing editor"):
            merge(lenovo, twin, by=colleague(role))
    assert Company.objects.count() == 2


def test_numbers_that_differ_stand_against_it(lenovo, twin):
    Company.objects.filter(pk=lenovo.pk).update(external_id="0992")
    Company.objects.filter(pk=twin.pk).update(external_id="0993")
    with pytest.raises(MergeRefused, match="0992 and 0993"):
        merge(lenovo, twin)
    assert Preview(Company.objects.get(pk=lenovo.pk), Company.objects.get(pk=twin.pk)).objections
    with pytest.raises(MergeRefused, match="can’t be one and the same"):
        merge(lenovo, make_person("Lenovo Group"))
    with pytest.raises(MergeRefused, match="already"):
        merge(lenovo, lenovo)


def test_the_preview_counts_what_the_merge_then_does(park, lenovo, twin):
    counts = {count.what: (count.moved, count.twice) for count in Preview(lenovo, twin).counts()}
    assert counts["stories at the desk"] == (2, 1)
    assert counts["topics"] == (1, 1)
    assert counts["other names"] == (1, 1)
    fields = {choice.name: choice.take for choice in Preview(lenovo, twin).choices}
    assert fields["website"] == "gone"
    assert fields["name"] == "kept"


# Undoing when the world has moved on


def test_undo_goes_backwards_and_says_what_had_changed(park, lenovo, twin):
    third = make_company("Legend Computer")
    first, second = merge(lenovo, twin), merge(lenovo, third)
    with pytest.raises(MergeRefused, match="Undo the later merge first"):
        undo(first)
    undo(second)
    lenovo.refresh_from_db()
    lenovo.website = "https://lenovo.example"
    lenovo.save()
    draft = type(park["a draft"]).objects.get(headline="A draft")
    published_since = publish(draft)
    make_edition("Written since", tags=[lenovo])
    said = undo(first)
    assert any("website was changed since" in sentence for sentence in said)
    lenovo.refresh_from_db()
    assert lenovo.website == "https://lenovo.example"
    assert names_of(Edition.objects.get(headline="Written since")) == {"Lenovo Group"}
    assert names_of(draft) == names_of(published_since) == {"Lenovo Group Ltd"}


def test_undo_refuses_where_another_has_the_name_or_the_address(lenovo, twin):
    record = merge(lenovo, twin)
    make_company("Somebody else", slug=twin.slug)
    before = dump()
    with pytest.raises(MergeRefused, match="by now"):
        undo(record)
    assert dump() == before


def test_heirs_lead_through_several_merges(lenovo, twin):
    third = make_company("Legend Computer")
    merge(third, twin)
    merge(lenovo, third)
    assert MergeRecord.objects.heirs("tag", [twin.tag_id, lenovo.tag_id]) == {twin.tag_id: lenovo.tag_id}
    assert MergeRecord.objects.heirs("company", [twin.pk]) == {twin.pk: lenovo.pk}
    assert TagAlias.objects.filter(tag=lenovo.tag).count() == 2


def test_an_old_revision_brings_back_what_its_tags_have_become(lenovo, twin):
    from newsroom.desk.restoring import recall

    story = make_article("Old words", tags=[twin], credits=[{"name": "Guo", "person": make_person("Guo Hong")}])
    revision = story.revisions.get()
    merge(lenovo, twin)
    story.refresh_from_db()
    assert [tag.name for tag in recall(story, revision.content).tags] == ["Lenovo Group"]
