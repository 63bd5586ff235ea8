"""The two queues of the tagging desk, without scripts: what a form posts and what comes of it."""

import re

import pytest

from companies.models import Company, CompanyAlias
from newsroom.demo.make import make_article, make_company, make_person
from newsroom.desk import workflow
from newsroom.desk.admin.tagging import claiming, find
from newsroom.desk.tagging import decisions
from newsroom.desk.tagging.decisions import Verdict
from newsroom.models import Decision, Mention, NameRecord
from tests.newsroom.admin.screens import fields_of, url
from tests.newsroom.admin.tagging.desk_pages import name_url, queue, said, story_url, tell
from tests.newsroom.admin.tagging.stories import rows, told

pytestmark = pytest.mark.django_db


# By story


def test_a_story_is_decided_row_by_row(read, lenovo, baidu, tagger):
    first, second = read("One", live=True), read("Two")
    answer = tell(
        tagger.client,
        story_url(first),
        **{f"verdict-{lenovo.tag_id}": "accept", f"verdict-{baidu.tag_id}": "reject", f"role-{lenovo.tag_id}": "about"},
    )
    assert answer.redirect_chain[-1][0] == story_url(second)
    assert "2 accepted, 1 rejected. Readers find it on 1 company page and 1 feed now." in said(answer)
    assert told(first) == [("Lenovo Group", "confirmed"), ("Lenovo", "confirmed"), ("Baidu", "rejected")]
    assert {row.role for row in rows(first, tag=lenovo.tag)} == {"about"}
    assert set(first.tags.all()) == {lenovo.tag}
    scopes = {(lenovo.tag_id, "mention"), (baidu.tag_id, "story")}
    assert set(Decision.objects.values_list("tag", "scope")) == scopes, "of a rejection new sentences hear, too"


def test_one_place_can_be_taken_out_of_a_row(read, lenovo, tagger):
    story = read(body="<p>Lenovo opened. Lenovo closed.</p>")
    first, _ = rows(story)
    tell(tagger.client, story_url(story), **{f"verdict-{lenovo.tag_id}": "accept", f"not-{first.pk}": "on"})
    assert told(story) == [("Lenovo", "rejected"), ("Lenovo", "confirmed")]


def test_leaving_all_decides_nothing(read, lenovo, tagger):
    story = read()
    tell(tagger.client, story_url(story))
    assert not Decision.objects.exists()


def test_a_row_can_mean_another(read, lenovo, baidu, tagger):
    story = read(body="<p>Lenovo opened. Lenovo closed.</p>")
    said_of_it = {f"verdict-{lenovo.tag_id}": "accept", f"instead-{lenovo.tag_id}": "百度"}
    tell(tagger.client, story_url(story), **said_of_it, **{f"not-{rows(story)[1].pk}": "on"})
    assert set(story.tags.all()) == {baidu.tag}
    assert [(row.tag, row.status) for row in rows(story)] == [
        (lenovo.tag, "rejected"), (baidu.tag, "confirmed"), (lenovo.tag, "rejected"),
    ]  # fmt: skip


def test_a_name_that_several_go_by_is_asked_back_and_decides_nothing(read, lenovo, tagger):
    make_company("Polaris", slug="polaris-one")
    make_company("Polaris", slug="polaris-two")
    story = read(body="<p>Lenovo opened.</p>")
    answer = tell(
        tagger.client, story_url(story), **{f"verdict-{lenovo.tag_id}": "accept", f"instead-{lenovo.tag_id}": "Polaris"}
    )
    assert "the name of 2: Polaris (polaris-one); Polaris (polaris-two)" in said(answer)
    assert told(story) == [("Lenovo", "suggested")]


def test_somebody_who_is_not_named_is_added_by_hand_and_taken_back(read, lenovo, tagger):
    person = make_person("Yang Yuanqing", slug="yyq", title="Chairman", organisation=lenovo, aliases=["杨元庆"])
    story = read(live=True)
    tell(tagger.client, story_url(story), add="杨元庆")
    assert set(story.tags.all()) == set(story.editions.get().tags.all()) == {person.tag}
    assert find.named(person.slug) == [person.tag]
    batch = Decision.objects.get(tag=person.tag).batch
    tagger.client.post(url("newsroom_mention_undo"), {"batch": batch, "back": queue()})
    assert set(story.tags.all()) == set(story.editions.get().tags.all()) == set()


def test_what_is_about_changes_afterwards(read, lenovo, tagger):
    story = read(body="<p>Lenovo Group opened.</p>")
    tell(tagger.client, story_url(story), **{f"verdict-{lenovo.tag_id}": "accept"})
    tell(tagger.client, story_url(story), **{f"role-{lenovo.tag_id}": "about"})
    assert rows(story)[0].role == "about"


def test_a_name_is_no_link_from_its_row_on_and_a_link_again_afterwards(read, lenovo, tagger):
    story = read(live=True, body="<p>Lenovo Group opened.</p>")
    address, choice = story_url(story), f"unlinked-{lenovo.tag_id}"
    tell(tagger.client, address, **{f"verdict-{lenovo.tag_id}": "accept", choice: "on"})
    [mention] = story.editions.get().mentions.all()
    assert mention.is_unlinked
    page = tagger.client.get(address)
    assert fields_of(page)[choice] == ["on"]
    values = fields_of(page)
    del values[choice]
    tagger.client.post(address, values)
    mention.refresh_from_db()
    assert not mention.is_unlinked
    assert (
        "said whether the name is a link: Lenovo Group"
        in tagger.client.get(url("newsroom_mention_decided")).content.decode()
    )


def test_a_form_that_somebody_forged_makes_no_name_a_link_or_none(read, lenovo, tagger, reporter, client):
    story = read(live=True, body="<p>Lenovo Group opened.</p>")
    address, choice = story_url(story), f"unlinked-{lenovo.tag_id}"
    tell(tagger.client, address, **{f"verdict-{lenovo.tag_id}": "accept"})
    forged = {f"was-{choice}": "", choice: "on", f"was-role-{lenovo.tag_id}": "mentioned"}
    assert reporter.client.post(address, forged).status_code == 403
    assert client.post(address, forged).status_code == 302  # to the door
    odd = {"was-unlinked-": "", "was-unlinked-x": "", f"was-unlinked-{'9' * 18}": "", f"unlinked-{'9' * 18}": "on"}
    assert tagger.client.post(address, odd).status_code == 302
    assert not Mention.objects.filter(is_unlinked=True).exists()
    assert not story.editions.get().mentions.get().is_unlinked


def test_a_story_is_read_again_when_it_is_opened(lenovo, tagger):
    story = make_article(body="<p>Lenovo Group opened.</p>")
    page = tagger.client.get(story_url(story))
    assert "Lenovo Group" in page.content.decode()
    assert told(story) == [("Lenovo Group", "suggested")]


def test_unknown_organisations_are_offered_with_those_near(read, lenovo, tagger):
    story = read(body="<p>Beijing Yiheng Technology Co opened.</p>")
    page = tagger.client.get(story_url(story)).content.decode()
    assert "new=company&amp;text=Beijing+Yiheng+Technology+Co" in page


def test_the_text_is_shown_with_its_names_marked_and_nothing_of_it_runs(read, lenovo, tagger):
    story = read("<script>alert(1)</script>", body="<p>Lenovo Group &lt;b&gt; &amp; co.</p>")
    page = tagger.client.get(story_url(story)).content.decode()
    assert "<script>alert" not in page
    assert ">Lenovo Group</mark> &lt;b&gt; &amp; co." in page


# By name


def test_all_lines_of_a_name_but_the_exceptions(read, lenovo, tagger):
    stories = [read(f"Story {n}", body=f"<p>Lenovo came on day {n}.</p>", live=n % 2 == 0) for n in range(4)]
    page = tagger.client.get(name_url(lenovo, "Lenovo"))
    ticked = fields_of(page)["yes"]
    assert len(ticked) == 4
    answer = tell(tagger.client, name_url(lenovo, "Lenovo"), yes=ticked[1:], act="accept")
    assert "“Lenovo”: 3 accepted, 1 rejected. 3 stories have a new tag." in said(answer)
    assert sorted(told(story)[0][1] for story in stories) == ["confirmed"] * 3 + ["rejected"]
    assert answer.redirect_chain[-1][0] == url("newsroom_mention_names")


def test_ticked_lines_only(read, lenovo, tagger):
    for n in range(3):
        read(f"Story {n}", body=f"<p>Lenovo came on day {n}.</p>")
    page = tagger.client.get(name_url(lenovo, "Lenovo"))
    tell(tagger.client, name_url(lenovo, "Lenovo"), yes=fields_of(page)["yes"][:1], act="accept_only")
    assert sorted(Mention.objects.values_list("status", flat=True)) == ["confirmed", "suggested", "suggested"]
    tell(tagger.client, name_url(lenovo, "Lenovo"), act="reject_all")
    assert sorted(Mention.objects.values_list("status", flat=True)) == ["confirmed", "rejected", "rejected"]


@pytest.mark.parametrize(
    ("act", "match", "statuses"), [("after_full", "after_full", {"suggested"}), ("never", "never", {"rejected"})]
)
def test_what_a_name_is_from_now_on(read, lenovo, tagger, act, match, statuses):
    read(body="<p>Lenovo came.</p>")
    tell(tagger.client, name_url(lenovo, "Lenovo"), act=act)
    assert NameRecord.objects.get().match == match
    assert set(Mention.objects.values_list("status", flat=True)) == statuses
    page = tagger.client.get(url("newsroom_mention_names")).content.decode()
    assert "Names that count less" in page
    tell(tagger.client, name_url(lenovo, "Lenovo"), act="free")
    assert NameRecord.objects.get().match == ""


def test_a_name_that_means_another(read, lenovo, baidu, tagger):
    read(body="<p>Lenovo came.</p>")
    make_company("Polaris", slug="polaris-one")
    make_company("Polaris", slug="polaris-two")
    for nobody in ("Polaris", "Lenovo Group", "Nobody"):  # the name of two, of the same one, of none
        answer = tell(tagger.client, name_url(lenovo, "Lenovo"), act="instead", another=nobody)
        assert "is not the name or address of one other company" in said(answer)
    tell(tagger.client, name_url(lenovo, "Lenovo"), act="instead", another="baidu")
    assert NameRecord.objects.get().instead == baidu.tag


def test_the_enter_key_behind_whom_a_name_means_decides_on_no_line(read, lenovo, tagger):
    """It presses the first button of the form in which the field stands."""
    read(body="<p>Lenovo came.</p>")
    before, field, after = tagger.client.get(name_url(lenovo, "Lenovo")).content.decode().partition('name="another"')
    form = before.rpartition("<form")[2] + field + after.partition("</form>")[0]
    assert re.findall(r'name="act" value="(\w+)"', form) == ["instead"]


@pytest.mark.parametrize("number", ["9" * 30, "x", "0{0}"])
def test_a_number_that_no_row_can_have_is_nobodys(read, lenovo, tagger, number):
    story = read(body="<p>Lenovo came.</p>")
    said_of_it = {f"was-role-{number.format(lenovo.tag_id)}": "about"}
    assert tell(tagger.client, story_url(story), **said_of_it).status_code == 200
    assert tell(tagger.client, name_url(lenovo, "Lenovo"), yes=["9" * 5000], act="accept_only").status_code == 200
    assert told(story) == [("Lenovo", "suggested")]


def test_that_a_name_fell_is_said(read, lenovo, tagger):
    for n in range(3):
        read(f"Story {n}", body=f"<p>Lenovo came on day {n}.</p>")
    answer = tell(tagger.client, name_url(lenovo, "Lenovo"), yes=[], act="accept")
    assert "counts only after the full name" in said(answer)
    page = tagger.client.get(url("newsroom_mention_names")).content.decode()
    assert "since it was wrong too often" in page


# Together


def test_two_people_are_offered_different_lines(read, lenovo, tagger, editor, monkeypatch):
    monkeypatch.setattr("newsroom.desk.admin.tagging.by_name.LINES", 2)
    for n in range(4):
        read(f"Story {n}", body=f"<p>Lenovo came on day {n}.</p>")
    mine = fields_of(tagger.client.get(name_url(lenovo, "Lenovo")))["ids"]
    theirs = fields_of(editor.client.get(name_url(lenovo, "Lenovo")))["ids"]
    assert set(mine[0].split(",")).isdisjoint(theirs[0].split(","))
    page = editor.client.get(name_url(lenovo, "Lenovo")).content.decode()
    assert "2 of them with colleagues" in page


def test_a_claim_ends_after_ten_minutes(read, lenovo, tagger, editor, clock):
    read(body="<p>Lenovo came.</p>")
    tagger.client.get(name_url(lenovo, "Lenovo"))
    assert "ids" not in fields_of(editor.client.get(name_url(lenovo, "Lenovo")))
    clock.shift(601)
    assert "ids" in fields_of(editor.client.get(name_url(lenovo, "Lenovo")))


def test_the_next_story_is_one_that_nobody_has_open(read, lenovo, tagger, editor):
    first, second, third = (read(name) for name in ("One", "Two", "Three"))
    editor.client.get(story_url(second))
    answer = tell(tagger.client, story_url(third), **{f"verdict-{lenovo.tag_id}": "accept"})
    assert answer.redirect_chain[-1][0] == story_url(first)
    assert "open at li’s" in tagger.client.get(queue()).content.decode()


def test_what_was_decided_meanwhile_is_said_and_the_rest_kept(read, lenovo, baidu, tagger, editor):
    story = read()
    page = fields_of(tagger.client.get(story_url(story)))
    decisions.decide([Verdict(rows(story, tag=baidu.tag)[0].pk, True)], by=editor)
    answer = tagger.client.post(
        story_url(story),
        page | {f"verdict-{lenovo.tag_id}": "accept", f"verdict-{baidu.tag_id}": "reject", "stay": "1"},
        follow=True,
    )
    assert "Meanwhile confirmed by Li Na" in said(answer)
    assert "All else was kept" in said(answer)
    assert set(story.tags.all()) == {lenovo.tag, baidu.tag}


# Undo


def test_the_last_act_is_taken_back_by_its_button(read, lenovo, tagger):
    story = read()
    tell(tagger.client, story_url(story), **{f"verdict-{lenovo.tag_id}": "accept"})
    page = tagger.client.get(queue())
    answer = tagger.client.post(
        url("newsroom_mention_undo"), {"batch": fields_of(page)["batch"][0], "back": story_url(story)}, follow=True
    )
    assert "Taken back: 2." in said(answer)
    assert answer.redirect_chain[-1][0] == story_url(story)
    assert set(story.tags.all()) == set()
    log = tagger.client.get(url("newsroom_mention_decided")).content.decode()
    assert "taken back" in log
    assert 'name="batch"' not in log, "of undoing either"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_undoing_leads_nowhere_else(tagger, back):
    answer = tagger.client.post(url("newsroom_mention_undo"), {"batch": "x", "back": back})
    assert answer.headers["Location"] == queue()


def test_an_act_in_a_story_that_was_deleted_has_no_button_and_pressing_it_says_why(read, lenovo, tagger):
    story = read()
    act = decisions.decide([Verdict(row.pk, True) for row in rows(story)], by=tagger)
    story.refresh_from_db()
    button = f'name="batch" value="{act.batch}"'
    pages = queue(), url("newsroom_mention_decided")
    assert all(button in tagger.client.get(page).content.decode() for page in pages)
    workflow.delete(story)
    assert not any(button in tagger.client.get(page).content.decode() for page in pages)
    answer = tagger.client.post(url("newsroom_mention_undo"), {"batch": act.batch}, follow=True)
    assert "The story was deleted since." in said(answer)


# Adding names


def test_what_a_name_would_add_is_said_before_it_is_saved(read, lenovo, tagger):
    story = read(body="<p>Legend Holdings grew. Legend Holdings said so.</p>")
    values = {"who": "联想集团", "text": "Legend Holdings", "kind": "former", "match": "any", "language": "en"}
    page = tagger.client.post(url("newsroom_mention_new_name"), values | {"look": "1"})
    assert (
        "This adds <strong>2</strong> suggestions in <strong>1</strong> story, <strong>0</strong> doubtful."
        in page.content.decode()
    )
    assert not CompanyAlias.objects.filter(text="Legend Holdings").exists()
    answer = tagger.client.post(url("newsroom_mention_new_name"), values | {"save": "1"}, follow=True)
    assert "2 new suggestions" in said(answer)
    assert answer.redirect_chain[-1][0].startswith(url("newsroom_mention_name", lenovo.tag_id))
    assert [row.name for row in rows(story)] == ["Legend Holdings"] * 2
    again = tagger.client.post(url("newsroom_mention_new_name"), values | {"save": "1", "language": "zh-Hans"})
    assert "goes by that name already" in again.content.decode()


def test_a_new_company_is_not_made_above_one_that_is_near(read, lenovo, tagger):
    values = {"new": "company", "text": "Lenovo Group Co., Ltd"}
    page = tagger.client.post(url("newsroom_mention_new_name"), values | {"save": "1"})
    assert "near ones in the directory" in page.content.decode()
    assert Company.objects.count() == 1
    tagger.client.post(url("newsroom_mention_new_name"), values | {"save": "1", "is_another": "on"})
    assert Company.objects.count() == 2
    values = {"new": "person", "text": make_person("Li Na").name, "save": "1"}
    assert "near ones" in tagger.client.post(url("newsroom_mention_new_name"), values).content.decode()


def test_a_new_company_is_found_at_once(read, lenovo, tagger):
    story = read(body="<p>Beijing Yiheng Technology Co opened.</p>")
    answer = tagger.client.post(
        url("newsroom_mention_new_name"),
        {"new": "company", "text": "Beijing Yiheng Technology Co", "save": "1"},
        follow=True,
    )
    assert "1 new suggestion," in said(answer)
    assert told(story) == [("Beijing Yiheng Technology Co", "suggested")]


def test_who_may_tag_and_not_change_the_directory_may_look_only(read, lenovo, make_user):
    clerk = make_user(permissions=["newsroom.tag_article", "newsroom.view_article"])
    changer = make_user(permissions=["newsroom.tag_article", "companies.change_company"])
    for by, values in ((clerk, {"who": "Lenovo"}), (changer, {"new": "company"})):
        page = by.client.post(url("newsroom_mention_new_name"), values | {"text": "Legend", "save": "1"})
        assert "lets you look, not save" in page.content.decode()
    assert not CompanyAlias.objects.filter(text="Legend").exists()
    assert Company.objects.count() == 1


# Finding by hand


def test_everybody_is_found_by_any_name_with_what_tells_namesakes_apart(db, tagger):
    lenovo = make_company(
        "Lenovo Group", chinese_name="联想集团", founded=1984, aliases=[{"text": "Lianxiang", "kind": "pinyin"}]
    )
    make_person("Zhang Wei", title="Director", organisation=lenovo)
    make_person("Zhang Wei", title="Engineer", organisation="Baidu")
    find = url("newsroom_mention_find")

    def found(text):
        return tagger.client.get(find, {"q": text}).json()["results"]

    for text in ("leno", "联想", "lianx", "Ｌｅｎｏｖｏ"):
        assert [row["id"] for row in found(text)] == [lenovo.tag_id], text
    assert found("lianx")[0]["met"] == "Lianxiang"
    assert "since 1984" in found("leno")[0]["hint"]
    assert [row["hint"] for row in found("zhang")] == ["Director, Lenovo Group", "Engineer, Baidu"]
    assert found("") == found("%") == found("zzz") == []


def test_what_no_database_takes_in_a_text_is_nobodys_name(read, lenovo, tagger):
    story = read()
    assert tagger.client.get(name_url(lenovo, "%00")).status_code == 404
    assert tagger.client.get(name_url(lenovo, "Len%00ovo")).status_code == 200
    assert "Nobody in the directory" in said(tell(tagger.client, story_url(story), add="\x00"))
    assert tagger.client.post(url("newsroom_mention_undo"), {"batch": "\x00"}).status_code == 302
    assert tagger.client.get(url("newsroom_mention_find"), {"q": "\x00len"}).status_code == 200


def test_what_one_has_before_them_is_not_taken_by_the_next_who_opens_it(read, lenovo, tagger, editor):
    rows_ = list(Mention.objects.filter(article=read()))
    claiming.claim(rows_, tagger)
    claiming.claim(rows_, editor)
    assert set(Mention.objects.values_list("claimed_by", flat=True)) == {tagger.pk}
    decisions.decide([Verdict(row.pk, True) for row in rows_], by=tagger)
    assert not Mention.objects.exclude(claimed_by=None).exists(), "what is decided is nobody's"
