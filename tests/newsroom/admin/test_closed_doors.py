"""The side doors of the admin: lookups, links to the site, autocompletes, and what a list tells."""

import calendar
from datetime import datetime

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from companies.admin.whole_forms import ENDING
from companies.models import Tag
from newsroom.demo.make import make_article, make_company, make_edition, make_person
from newsroom.desk import workflow
from newsroom.models import AccountEvent, Article, Edition
from tests.newsroom.admin.screens import change_url, fields_of, submit, url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changelist", "probe"),
    [
        ("newsroom_article", {"editor_note__startswith": "k"}),
        ("newsroom_article", {"headline__regex": "^(a|a)*$"}),
        ("newsroom_article", {"created_by__password__startswith": "p"}),
        ("newsroom_article", {"section__name__contains": "N"}),
        ("newsroom_article", {"revisions__content__contains": "x"}),
        ("newsroom_article", {"language__regex": "e"}),
        ("newsroom_edition", {"article__headline__startswith": "S"}),
        ("newsroom_event", {"actor__email__startswith": "a"}),
        ("companies_company", {"tag__article_items__content_object__headline__startswith": "S"}),
        ("companies_tag", {"article_items__content_object__body__contains": "s"}),
        ("companies_photo", {"articles_led__headline__startswith": "S"}),
        ("people_person", {"external_id__startswith": "1"}),
        ("auth_user", {"password__startswith": "p"}),
    ],
)
def test_a_list_answers_only_lookups_that_it_offers(make_user, changelist, probe):
    administrator = make_user(is_superuser=True)
    assert administrator.client.get(url(f"{changelist}_changelist"), probe).status_code == 400


def test_filters_search_and_dates_work(make_user):
    administrator = make_user(is_superuser=True)
    edition = make_edition("About chips")
    section = edition.section_id
    for query in (
        {"stage": "published"},
        {"stage": "draft", "whose": "mine"},
        {"section__id__exact": section},
        {"language__exact": "en"},
        {"changed_at__year": "2026", "changed_at__month": "11"},
        {"q": "chips"},
        {"q": "x " * 500},
        {"o": "2.-5"},
    ):
        assert administrator.client.get(url("newsroom_article_changelist"), query).status_code == 200, query
    assert administrator.client.get(url("companies_tag_changelist"), {"kind": "company"}).status_code == 200
    assert administrator.client.get(url("companies_photo_changelist"), {"alt": "missing"}).status_code == 200


@pytest.mark.parametrize(
    ("chosen", "offered"),
    [
        ({}, ["2024", "2025", "2026"]),
        ({"year": 2025}, [f"{calendar.month_name[month]} 2025" for month in range(1, 13)]),
        ({"year": 2024}, ["December 2024"]),
        ({"year": 2026, "month": 2}, ["February 1", "February 2", "February 3"]),
        ({"year": 2026, "month": 2, "day": 3}, ["February 3"]),
    ],
)
def test_the_calendar_of_a_list_goes_from_the_first_row_to_the_last(editor, chosen, offered):
    early, late = make_article("Early"), make_article("Late")
    zone = timezone.get_current_timezone()
    Article.objects.filter(pk=early.pk).update(changed_at=datetime(2024, 12, 31, 23, 30, tzinfo=zone))
    Article.objects.filter(pk=late.pk).update(changed_at=datetime(2026, 2, 3, 0, 30, tzinfo=zone))
    page = editor.client.get(
        url("newsroom_article_changelist"), {f"changed_at__{part}": value for part, value in chosen.items()}
    )
    assert [choice["title"] for choice in page.context["cl"].calendar()["choices"]] == offered
    found = {story.headline for story in page.context["cl"].result_list}
    assert found == {0: {"Early", "Late"}, 2024: {"Early"}, 2025: set(), 2026: {"Late"}}[chosen.get("year", 0)]


@pytest.mark.parametrize(
    "nonsense",
    [
        {"changed_at__month": "99", "changed_at__day": "31"},
        {"changed_at__year": "x"},
        {"changed_at__year": "2026", "changed_at__month": "13"},
        {"changed_at__year": "0"},
        {"changed_at__day": "5"},
    ],
)
def test_a_date_that_is_none_breaks_nothing(editor, nonsense):
    make_article()
    assert editor.client.get(url("newsroom_article_changelist"), nonsense).status_code in {200, 302, 400}


def test_every_screen_of_ours_has_the_allow_list():
    from companies.admin.base import SafeLookups

    assert [screen for screen in admin.site._registry.values() if not isinstance(screen, SafeLookups)] == []


def test_no_action_of_any_screen_goes_without_a_permission(rf, make_user):
    request = rf.get("/")
    request.user = make_user()
    assert [screen for screen in admin.site._registry.values() if screen.get_actions(request)] == []


def test_the_way_to_the_site_gives_away_nothing(make_user, make_scheduled):
    nobody, administrator = make_user(), make_user(is_superuser=True)
    story = make_scheduled("Secret merger")
    for thing in (story, Edition.objects.get(), make_company("Hidden", is_listed=False)):
        address = url("view_on_site", ContentType.objects.get_for_model(thing).pk, thing.pk)
        for user in (nobody, administrator):
            answer = user.client.get(address)
            assert answer.status_code == 404
            assert "secret-merger" not in answer.content.decode()


def test_taggits_own_screen_is_gone(make_user):
    administrator = make_user(is_superuser=True)
    assert administrator.client.get("/admin/taggit/tag/").status_code == 404
    assert administrator.client.get("/admin/").content.decode().count("taggit") == 0


def test_a_form_moves_no_field_that_only_steps_move(editor, reporter):
    """Every field that the form does not show, forged at once in a save that changes something else besides."""
    story = make_article(by=editor)
    hidden = [field for field in Article._meta.local_concrete_fields if not field.editable]
    kept = Article.objects.values(*(field.attname for field in hidden)).get()
    forged = {
        **{field.name: str(reporter.pk) for field in hidden},
        "stage": "published",
        "source": "elsewhere",
        "source_id": "x",
        "source_digest": "x",
        "needs_sign_off": "on",
        "scheduled_for": "2020-01-01",
        "scheduled_for_0": "2020-01-01",
        "scheduled_for_1": "09:00",
        "created_at": "2020-01-01",
        "changed_at": "2020-01-01",
        "published_at_0": "2020-01-01",
    }
    del forged["version"]  # sent as it is, or nothing would be saved at all
    submit(editor.client, change_url(story), headline="Changed", **forged)
    story.refresh_from_db()
    assert story.headline == "Changed"
    now = Article.objects.values(*kept).get()
    assert {name for name in kept if now[name] != kept[name]} == {"version", "revision", "changed_at"}
    assert (now["version"], now["revision"], now["changed_at"].year > 2020) == (2, 2, True)
    assert not Edition.objects.exists()


def test_who_may_change_accounts_rises_no_higher_by_it(make_user):
    """An office may let somebody look after the accounts; that makes nobody an administrator."""
    keeper = make_user("managing editor", permissions=["auth.view_user", "auth.add_user", "auth.change_user"])
    administrator, colleague = make_user(is_superuser=True), make_user()
    powers = Group.objects.create(name="powers")
    powers.permissions.add(Permission.objects.get(codename="change_user"))
    address = url("auth_user_change", colleague.pk)
    page = keeper.client.get(address)
    assert "Permissions" in page.content.decode()
    fields = fields_of(page) | {"first_name": "Ann", "groups": [Group.objects.get(name="tagger").pk]}
    forged = {"is_superuser": "on", "user_permissions": [Permission.objects.get(codename="change_user").pk]}
    assert keeper.client.post(address, fields | forged).status_code == 302
    colleague.refresh_from_db()
    assert (colleague.first_name, colleague.is_superuser, colleague.user_permissions.count()) == ("Ann", False, 0)
    assert [group.name for group in colleague.groups.all()] == ["tagger"]
    keeper.client.post(address, fields | {"groups": [powers.pk]})
    assert [group.name for group in colleague.groups.all()] == ["tagger"]
    for name in ("auth_user_change", "auth_user_password_change"):
        assert keeper.client.post(url(name, administrator.pk), {"password1": "x", "password2": "x"}).status_code == 403
    assert administrator.client.get(url("auth_user_password_change", colleague.pk)).status_code == 200
    other = make_user(permissions=["auth.change_user"])
    assert keeper.client.post(url("auth_user_change", other.pk), fields).status_code == 403


def test_what_a_role_may_do_is_changed_by_administrators_alone(make_user):
    """Whatever right to it somebody was given."""
    rights = [f"auth.{verb}_{thing}" for verb in ("view", "add", "change", "delete") for thing in ("user", "group")]
    keeper, group = make_user(permissions=rights), Group.objects.get(name="tagger")
    before = set(group.permissions.all())
    fields = {"name": "mine", "permissions": [Permission.objects.get(codename="publish_article").pk], ENDING: "1"}
    for address in (url("auth_group_add"), url("auth_group_change", group.pk), url("auth_group_delete", group.pk)):
        assert keeper.client.post(address, fields | {"post": "yes"}).status_code == 403
    assert keeper.client.post(url("auth_user_delete", make_user().pk), {"post": "yes", ENDING: "1"}).status_code == 403
    assert set(Group.objects.get(name="tagger").permissions.all()) == before


def test_what_is_changed_of_an_account_or_a_role_is_written_down(make_user):
    boss, colleague = make_user(is_superuser=True), make_user("reporter")
    address = url("auth_user_change", colleague.pk)
    groups = [Group.objects.get(name="editor").pk]
    assert boss.client.post(address, fields_of(boss.client.get(address)) | {"groups": groups}).status_code == 302
    event = AccountEvent.objects.filter(verb="account changed").first()
    assert (event.account, event.actor_name) == (colleague, boss.username)
    assert event.details == {"changes": {"roles": [["reporter"], ["editor"]]}}
    group = Group.objects.get(name="tagger")
    given = [str(pk) for pk in group.permissions.values_list("pk", flat=True)]
    more = Permission.objects.get(codename="publish_article")
    fields = {"name": "tagger", "permissions": [*given, str(more.pk)], ENDING: "1"}
    assert boss.client.post(url("auth_group_change", group.pk), fields).status_code == 302
    event = AccountEvent.objects.filter(account_name="tagger").first()
    assert event.details == {"given": ["publish_article"], "taken": []}


# Autocompletes


def suggest(user, model, field, term="") -> list[dict]:
    app, name = model.split(".")
    answer = user.client.get(
        url("autocomplete"), {"app_label": app, "model_name": name, "field_name": field, "term": term}
    )
    assert answer.status_code == 200, answer.status_code
    return answer.json()["results"]


def test_companies_and_people_are_found_by_every_name_they_go_by(reporter):
    company = make_company("Legend Star", chinese_name="联想之星", aliases=["Lianxiang Zhixing"])
    make_person("Guo Hong", chinese_name="郭洪", title="Director", organisation=company, aliases=["Mr Guo"])
    for term in ("legend", "联想", "zhixing", "end st"):
        assert [row["text"] for row in suggest(reporter, "people.role", "company", term)] == [
            "Legend Star 联想之星 · company"
        ]
    for term in ("guo", "郭", "Mr Guo"):
        assert [row["text"] for row in suggest(reporter, "people.role", "person", term)] == [
            "Guo Hong 郭洪, Director, Legend Star"
        ]


def test_topics_are_names_and_no_profile_is_among_them(reporter):
    make_company("Chip Maker")
    Tag.objects.get_or_make(["AI chips"])
    assert suggest(reporter, "newsroom.article", "tags", "chip") == [{"id": "AI chips", "text": "AI chips"}]


def test_namesakes_are_told_apart_and_found_in_pinyin(reporter):
    make_company("Horizon Press", chinese_name="地平线出版社")
    make_company("Horizon", chinese_name="地平线", founded=2015, headquarters="Haidian, Beijing")
    make_company("Horizon", legal_name="Horizon Shipping Ltd", status="closed")
    found = [row["text"] for row in suggest(reporter, "people.role", "company", "horiz")]
    assert found == [
        "Horizon 地平线 · company · since 2015 · Haidian, Beijing",
        "Horizon · company · Horizon Shipping Ltd · closed",
        "Horizon Press 地平线出版社 · company",
    ]
    assert len(suggest(reporter, "people.role", "company", "dipingxian")) == 2
    guo = make_person("Guo H.", chinese_name="郭洪", title="Director", organisation="The committee")
    assert [row["id"] for row in suggest(reporter, "people.role", "person", "guohong")] == [str(guo.pk)]
    assert suggest(reporter, "people.role", "company", "!!!") == []


def test_a_story_is_chosen_by_its_headline_before_those_that_have_the_words_in_their_text(editor):
    make_article("The park in Figures", body="Of 2013.")
    for number in range(3):
        make_article(f"Story {number}", body="Figures of the park, which are newer.")
    found = [row["text"].partition(" (")[0] for row in suggest(editor, "newsroom.slot", "story", "figures park")]
    assert found == ["The park in Figures", "Story 2", "Story 1", "Story 0"]
    assert len(suggest(editor, "newsroom.slot", "story", " ")) == 4  # who has typed a blank has asked for nothing yet


def test_an_autocomplete_answers_only_who_may_look(make_user):
    looker = make_user(permissions=["newsroom.view_article"])
    query = {"app_label": "people", "model_name": "role", "field_name": "person", "term": ""}
    assert looker.client.get(url("autocomplete"), query).status_code == 403


# The front page


def test_the_front_page_shows_what_is_mine_and_groups_the_screens(editor, make_scheduled):
    mine = make_article("My own draft", by=editor)
    make_article("Somebody's draft")
    live = make_edition("Fresh")
    waiting = make_scheduled("Waiting")
    page = editor.client.get("/admin/")
    text = page.content.decode()
    assert change_url(mine) in text
    assert "Somebody" not in text
    assert change_url(waiting) in text
    assert live.get_absolute_url() in text
    assert [group["name"] for group in page.context["app_list"]] == ["Write", "Tag", "Reference"]


def test_the_front_page_tells_a_stranger_nothing(make_user):
    make_edition("Fresh")
    page = make_user().client.get("/admin/").content.decode()
    assert "Fresh" not in page
    assert "no role here yet" in page


def test_the_list_says_in_words_where_a_story_stands(editor, soon, make_scheduled, make_submitted, make_approved):
    make_article("Only a draft")
    story = make_edition("Live and edited").article
    story.refresh_from_db()
    story.headline = "Live and being edited"
    workflow.save(story)
    make_scheduled("Waiting")
    make_submitted("Submitted")
    make_approved("Approved")
    again = Article.objects.get(pk=make_edition("Live and submitted", by=editor).article_id)
    again.standfirst = "Changed."
    workflow.save(again, by=editor)
    workflow.submit(again, by=editor)
    workflow.emergency(make_article("Urgent"), reason="The road is closed.")
    page = editor.client.get(url("newsroom_article_changelist"))
    from newsroom.desk.admin.words import moment, plain_state

    said = {row.headline: plain_state(row, is_live=row.is_live) for row in page.context["cl"].result_list}
    assert said == {
        "Only a draft": "draft",
        "Live and being edited": "Live · draft 1 min old",
        "Live and submitted": "Live · in review",
        "Submitted": "in review",
        "Approved": "approved",
        "Urgent": "Live · to be signed off",
        "Waiting": f"goes live {moment(soon)}",
    }
