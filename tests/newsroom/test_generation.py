"""The generation rises with every change that readers can see, in its transaction, and with no other."""

import io
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from PIL import Image

from companies.models import Company, CompanyAlias, Photo, Tag
from newsroom.demo import make
from newsroom.demo.make import find_tags, make_article, make_company, make_edition, make_person, make_section
from newsroom.desk import editions, workflow
from newsroom.desk.importers.record import StoryRecord
from newsroom.desk.importers.save import BATCH, save_all
from newsroom.models import ArticleCredit, Correction, Edition, Generation, Redirect, Withdrawal, raise_generation
from people.models import PersonAlias, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def number():
    """Asks for the number as it stands."""
    return lambda: Generation.objects.standing()[0]


def make_photo() -> Photo:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 40), "teal").save(buffer, "PNG")
    return Photo.objects.create(file=ContentFile(buffer.getvalue(), name="x.png"), alt_text="A hall")


# Steps


def publish():
    article = make_article()
    return lambda: make.publish(article)


def publish_again():
    article = make_edition().article
    article.headline = "Another headline"
    workflow.save(article)
    return lambda: make.publish(article)


def schedule():
    article = make_article()
    return lambda: make.schedule(article, at=timezone.now() + timedelta(hours=1))


def unschedule():
    article = make_article()
    make.schedule(article, at=timezone.now() + timedelta(hours=1))
    return lambda: workflow.unschedule(article)


def withdraw():
    article = make_edition().article
    return lambda: workflow.withdraw(article, reason="It was not so.")


def retag():
    article = make_edition().article
    tags = find_tags(["chips"])
    return lambda: workflow.retag(article, add=tags)


@pytest.mark.parametrize("prepare", [publish, publish_again, schedule, unschedule, withdraw, retag])
def test_a_step_that_readers_can_see_raises_it(prepare, number):
    step = prepare()
    before = number()
    step()
    assert number() > before


def test_a_refused_step_leaves_it_alone(number):
    article = make_article(headline="Once")
    stale = type(article).objects.get(pk=article.pk)
    make.publish(article)
    before = number()
    with pytest.raises(workflow.StaleStory):
        workflow.publish(stale)
    with pytest.raises(workflow.StepRefused):
        workflow.publish(article)
    assert number() == before


def test_tags_that_only_the_desk_sees_leave_it_alone(number):
    article, tags = make_article(), find_tags(["chips"])
    before = number()
    workflow.retag(article, add=tags)
    assert workflow.retag(article, add=tags) is None
    assert number() == before


# Everything else that a public page shows


def company():
    return make_company(aliases=["Short"], topics=["chips"])


def person():
    return make_person(title="Director", organisation=company())


def renamed(make):
    def prepare():
        thing = make()
        thing.name = "Renamed"
        return thing.save

    return prepare


def saved(make):
    def prepare():
        return make().save

    return prepare


def deleted(make):
    def prepare():
        return make().delete

    return prepare


def corrected():
    edition = make_edition()
    return lambda: Correction.objects.create(edition=edition, text="It was nine.", at=timezone.now())


def withdrawn():
    edition = make_edition()
    return lambda: Withdrawal.objects.create(edition=edition, reason="No.", at=timezone.now())


def given_a_topic():
    of, tags = company(), find_tags(["robots"])
    return lambda: of.topics.add(*tags)


def other_successors(change, *before):
    """Rows of a plain relation, which are written and deleted many at once: none of them says so by itself."""

    def prepare():
        of, heir = company(), make_company("Heir")
        for step in before:
            getattr(of.other_successors, step)(heir)
        return lambda: getattr(of.other_successors, change)(*[heir] * (change != "clear"))

    return prepare


def robbed_of_a_topic():
    of = company()
    return lambda: of.topics.remove("chips")


@pytest.mark.parametrize(
    "prepare",
    [
        lambda: company,
        lambda: person,
        renamed(company),
        renamed(person),
        renamed(lambda: make_section("Enterprises")),
        renamed(lambda: find_tags(["chips"])[0]),
        deleted(lambda: Company.objects.create(name="Short-lived")),
        deleted(lambda: find_tags(["nowhere"])[0]),
        saved(lambda: CompanyAlias(company=company(), text="Other name")),
        saved(lambda: PersonAlias(person=person(), text="Other name")),
        saved(lambda: Role(person=person(), title="Founder")),
        deleted(lambda: person().roles.get()),
        saved(make_photo),
        deleted(make_photo),
        saved(lambda: Redirect(old_path="/old/", new_path="/new/")),
        deleted(lambda: Redirect.objects.create(old_path="/old/", new_path="/new/")),
        corrected,
        withdrawn,
        given_a_topic,
        robbed_of_a_topic,
        other_successors("add"),
        other_successors("remove", "add"),
        other_successors("clear", "add"),
    ],
)
def test_what_public_pages_read_beside_stories_raises_it(prepare, number):
    change = prepare()
    before = number()
    change()
    assert number() > before


def test_thirty_pieces_of_draft_work_leave_it_alone(number):
    sections = [make_section("News"), make_section("Enterprises")]
    live = make_edition(tags=["chips"]).article
    before = number()
    article = make_article("A draft", tags=["a new topic"], credits=["Wang Yifei"])
    for turn in range(29):
        working = article if turn % 2 else live
        working.headline = working.standfirst = f"A draft, changed {turn} times"
        working.section = sections[turn % 3 == 0]
        working.lead_photo = make_photo() if turn % 5 == 0 else None
        tags = find_tags([f"invented topic {turn}", "chips"])
        workflow.save(working, tags=tags, credits=[ArticleCredit(name=f"Writer {turn}")])
        workflow.retag(article, add=find_tags([f"another {turn}"]))
    assert number() == before


def test_every_table_that_is_not_named_as_the_desks_counts_as_public():
    silent = {
        model.__name__
        for label in ("companies", "people", "newsroom")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if not (_listens(post_save, model) and _listens(post_delete, model))
    }
    public = {"Edition", "EditionTag", "EditionCredit", "Company", "Person", "Photo", "Tag", "Section", "Redirect"}
    assert not silent & public
    assert silent >= {"Article", "ArticleTag", "ArticleCredit", "Revision", "Event", "Generation"}


def _listens(signal, model) -> bool:
    return any(key[0] == "readers-may-see" and key[1] == id(model) for key, *_ in signal.receivers)


# One row, in the same transaction


def test_it_goes_back_with_the_transaction(number):
    before = number()
    with transaction.atomic():
        make_edition()
        assert number() > before
        transaction.set_rollback(True)
    assert number() == before


def test_it_begins_by_itself_where_the_row_is_missing(number):
    Generation.objects.all().delete()
    raise_generation()
    first = number()
    raise_generation()
    assert (number(), Generation.objects.count()) == (first + 1, 1)


@pytest.mark.parametrize(
    "change", [lambda: Generation.objects.create(pk=2), lambda: Generation.objects.update(number=-1)]
)
def test_there_is_one_row_and_its_number_is_never_below_nothing(change):
    """Nor does it come to its end: at a thousand changes a second it would in three hundred million years."""
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def test_it_names_the_next_moment_at_which_anything_begins_or_ends():
    now = timezone.now()
    assert Generation.objects.standing()[1] is None
    make_edition(until=now + timedelta(hours=3))
    assert Generation.objects.standing()[1] == now + timedelta(hours=3)
    make.schedule(make_article(), at=now + timedelta(hours=2), until=now + timedelta(hours=5))
    assert Generation.objects.standing()[1] == now + timedelta(hours=2)
    assert Generation.objects.standing(now + timedelta(hours=2))[1] == now + timedelta(hours=3)
    assert Generation.objects.standing(now + timedelta(hours=4))[1] == now + timedelta(hours=5)
    assert Generation.objects.standing(now + timedelta(hours=5))[1] is None


def test_asking_reads_two_ends_of_indexes_and_no_list(django_assert_num_queries):
    make_edition()
    with django_assert_num_queries(1) as asked:
        Generation.objects.standing()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked.captured_queries[0]['sql']}")
            plan = " ".join(row[3] for row in cursor.fetchall())
        ends = {f"{table}_by_{end}" for table in ("edition", "slot", "role") for end in ("start", "end")}
        assert ends <= set(re.findall(r"\w+", plan))
        assert "SCAN" not in plan


def test_an_import_raises_it_once_a_batch(number, monkeypatch):
    make_section("News")
    raised = []
    monkeypatch.setattr(editions, "raise_generation", lambda: raised.append(1))
    records = [
        StoryRecord(source="wire", id=str(n), headline=f"Story {n}", standfirst="So it is.", body="<p>Text.</p>")
        for n in range(BATCH + 5)
    ]
    before = number()
    report = save_all(records, publish=True)
    assert report.published == BATCH + 5
    assert len(raised) == 2
    assert number() == before  # nothing in it is saved one by one
    assert Edition.objects.count() == BATCH + 5
    assert not Tag.objects.exists()
