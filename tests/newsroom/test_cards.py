"""A card says what its edition or tag says, after every kind of change: making all of them anew changes nothing."""

import datetime
import random
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from companies.importing.signals import saved_in_bulk
from companies.models import Company, Photo, Tag
from newsroom.demo import make
from newsroom.demo.make import find_tags, make_article, make_company, make_edition, make_person, make_section
from newsroom.desk import workflow
from newsroom.models import Edition, Generation, StoryCard, TagCard, cards
from newsroom.public.people import role_on
from people.models import Person, Role

from .public.conftest import make_photo, media_root

pytestmark = pytest.mark.django_db
__all__ = ["media_root"]


@pytest.fixture
def park(media_root):
    """A story about everything a card can show."""
    company = make_company("Xiaomi", chinese_name="小米", picture=make_photo("logo"))
    person = make_person("Guo Hong", chinese_name="郭洪", title="Director", organisation=company)
    other = make_person("Li Na", title="Engineer", organisation="Elsewhere")
    edition = make_edition(
        "Park aims high",
        tags=[company, person, other, "chips"],
        credits=[{"name": "Guo Hong", "person": person}],
        lead_photo=make_photo("tower"),
    )
    return {"company": company, "person": person, "other": other, "edition": edition, "article": edition.article}


def kept() -> dict:
    return {
        (model.__name__, pk): (form, shown)
        for model in (StoryCard, TagCard)
        for pk, form, shown in model.objects.values_list("pk", "form", "shown")
    }


def saved(name: str, /, **values):
    def change(park):
        thing = type(park[name]).objects.get(pk=park[name].pk)
        for field, value in values.items():
            setattr(thing, field, value)
        thing.save()

    return change


def of_photo(name: str, /, **values):
    def change(park):
        photo = Photo.objects.get(file=f"photos/{name}.jpg")
        for field, value in values.items():
            setattr(photo, field, value)
        photo.save()

    return change


def rename_topic(park):
    tag = Tag.objects.named("chips")
    tag.name, tag.slug = "microchips", "microchips"
    tag.save()


def claim_topic(park):
    make_company("Chips")


def rename_section(park):
    section = park["edition"].section
    section.name = "Enterprises"
    section.save()


def retag(park):
    workflow.retag(park["article"], add=find_tags(["robots"]), remove=find_tags(["chips"]))


def publish_again(park):
    article = park["article"]
    article.refresh_from_db()
    article.headline, article.standfirst, article.lead_photo = "Park aims higher", "word " * 60, make_photo("higher")
    workflow.save(article, tags=[*article.tags.all(), *find_tags(["robots"])])
    make.publish(article)


def schedule_and_take_back(park):
    article = make_article("To come", tags=["lasers"])
    make.schedule(article, at=timezone.now() + datetime.timedelta(hours=1))
    workflow.unschedule(article)


def withdraw_and_reinstate(park):
    article = park["article"]
    workflow.withdraw(article, reason="It was not so.")
    workflow.reinstate(article, reason="It was so.")


def bring_in(park):
    workflow.bring_in([make_article(f"Brought {n}", tags=[f"topic {n}", park["person"]]) for n in range(3)])


def change_role(park):
    role = park["person"].roles.get()
    role.title, role.ended = "Chair", datetime.date(2020, 1, 1)
    role.save()


def add_role(park):
    Role.objects.create(person=park["person"], title="Adviser", organisation="Elsewhere", order=1)


def lose_role(park):
    park["other"].roles.get().delete()


def pass_role_on(park):
    role = park["other"].roles.get()
    role.person = park["person"]
    role.save()


def import_directory(park):
    Company.objects.filter(pk=park["company"].pk).update(name="Mi", slug="mi")
    saved_in_bulk.send(Company, profiles=[Company.objects.get(pk=park["company"].pk)])


def delete_profile(park):
    person = make_person("Nobody", title="Clerk")
    person.delete()


CHANGES = [
    saved("company", name="Xiaomi Group", slug="xiaomi-group"),
    saved("company", is_listed=False),
    saved("company", kind="investor", summary="Makes phones.", chinese_name=""),
    saved("company", picture=None),
    saved("person", name="Guo", slug="guo"),
    saved("person", is_listed=False),
    of_photo("tower", alt_text="A tower at noon"),
    of_photo("tower", renditions=[{"name": "photos/tower-960.avif", "width": 960, "height": 600}]),
    of_photo("logo", renditions=[]),
    rename_topic, claim_topic, rename_section, retag, publish_again, schedule_and_take_back, withdraw_and_reinstate,
    bring_in, change_role, add_role, lose_role, pass_role_on, import_directory, delete_profile,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_making_all_cards_anew_changes_nothing(park, change):
    change(park)
    before = kept()
    assert sum(cards.rebuild(everything=True)) == len(before)
    assert kept() == before
    assert StoryCard.objects.count() == Edition.objects.count()


def test_a_card_is_made_with_its_edition_and_its_tags(park):
    card = park["edition"].card.shown
    assert card["headline"] == "Park aims high"
    assert card["lead_photo"]["small"]["url"] == "/media/photos/tower-640.webp"
    assert TagCard.objects.get(tag=park["person"].tag).shown["roles"][0]["text"] == "Director, Xiaomi"
    assert TagCard.objects.filter(tag__slug="chips").exists()


@pytest.mark.parametrize("state", ["missing", "of another form"])
def test_readers_never_notice_a_card_that_is_missing_or_old(park, client, state):
    paths = ["/", "/news/", "/people/", "/companies/", "/companies/xiaomi/", park["edition"].get_absolute_url()]
    paths += ["/topics/chips/", "/search/?q=xiaomi", "/feed/"]
    before = {path: client.get(path).content for path in paths}
    number = Generation.objects.standing()[0]
    if state == "missing":
        StoryCard.objects.all().delete()
        TagCard.objects.all().delete()
    else:
        StoryCard.objects.update(form="of old", shown={})
        TagCard.objects.update(form="of old", shown={})
    assert {path: client.get(path).content for path in paths} == before
    said = StringIO()
    call_command("rebuild_cards", stdout=said)
    assert "cards made" in said.getvalue()
    assert not sum(cards.rebuild())
    assert Generation.objects.standing()[0] > number
    assert {path: client.get(path).content for path in paths} == before


def test_a_card_made_for_another_time_zone_is_not_believed(park, settings):
    card = StoryCard.objects.get()
    settings.TIME_ZONE = "UTC"
    assert card.form != cards.form()


def test_the_role_of_a_day_is_the_one_that_the_person_names():
    chance = random.Random(1)  # noqa: S311  no secret
    person = make_person("Guo Hong")
    for _ in range(5):
        days = sorted(datetime.date(2000 + chance.randrange(20), 1, 1) for _ in range(2))
        started, ended = (day if chance.random() < 0.7 else None for day in days)
        Role.objects.create(
            person=person, title=str(chance.random()), started=started, ended=ended, order=chance.randrange(3)
        )
        card = TagCard.objects.get(tag=person.tag).shown
        for year in range(1999, 2022):
            day = datetime.date(year, 6, 1)
            theirs = Person.objects.get(pk=person.pk).role_on(day)
            assert role_on(card, day)["text"] == str(theirs)


def test_work_on_drafts_makes_no_card(park, django_assert_num_queries):
    before = kept()
    article = park["article"]
    article.refresh_from_db()
    article.headline = "Not yet"
    workflow.save(article, tags=find_tags(["secret"]))
    make_section("Another")
    make_article("A draft", tags=["another secret"])
    assert kept() == before


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("One  two\nthree", "One two three"),
        ("word " * 45, " ".join(["word"] * 45)),
        ("word " * 46, " ".join(["word"] * 45) + " …"),
        ("园" * 135, "园" * 135),
        ("园" * 136, "园" * 135 + " …"),
        ("word " * 40 + "园" * 16, "word " * 40 + "园" * 15 + " …"),
        ("园" * 134 + "Lenovo", "园" * 134 + " …"),
    ],
)
def test_a_list_shows_as_much_of_a_standfirst_in_any_script(text, shown):
    assert cards.in_brief(text) == shown


def test_a_long_standfirst_in_chinese_is_cut_in_lists(client):
    make_edition("园区新闻", language="zh-Hans", standfirst="中关村的新政策。" * 60)
    html = client.get("/news/").content.decode()
    assert html.count("中关村的新政策。") == 16
    assert "中关村的新政策。中关村的新政策 …</p>" in html
