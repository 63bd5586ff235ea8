"""How many queries a page may ask, however much it shows."""

import datetime
import itertools

import pytest
from django.utils import timezone

from companies.models import Tag
from newsroom.demo.make import make_company, make_edition, make_person, publish
from newsroom.models import Correction, EditionMention
from tests.queries import same_queries

from .conftest import DAY, content_of, make_photo

pytestmark = pytest.mark.django_db
number = itertools.count(1)


@pytest.fixture
def make_stories(media_root):
    """Stories with everything, each with a section, people, companies and topics of its own beside the shared ones."""
    tag = Tag.objects.get_or_make(["shared"])["shared"]

    def make(count):
        for _ in range(count):
            n = next(number)
            company = make_company(f"Company {n}", topics=[f"field {n % 5}"], picture=make_photo(f"c{n}"))
            person = make_person(f"Person {n}", title="Director", organisation=company, topics=[f"field {n % 5}"])
            make_edition(
                f"Story {n}",
                section=f"Section {n % 6}",
                tags=[tag, company, person, f"topic {n}"],
                credits=[{"name": "Writer", "person": person}, {"name": "Editor", "role": "editor", "person": person}],
                lead_photo=make_photo(f"s{n}"),
                backdated_to=DAY + datetime.timedelta(minutes=n),
            )

    return make


LISTS = {
    "/": 6,
    "/news/": 6,
    "/news/2013/": 7,
    "/news/2013/10/": 7,
    "/topics/shared/": 4,
    "/sections/section-1/": 4,
    "/people/": 4,
    "/companies/": 4,
    "/topics/": 2,
    "/feed/": 6,  # one of them for the texts of stories that it has not printed before
    "/topics/shared/feed/": 7,
    "/sitemap.xml": 4,
    "/sitemap-2013.xml": 4,
    "/sitemap-pages.xml": 4,
}


def test_lists(client, make_stories, django_assert_max_num_queries):
    make_stories(6)  # so that every section is there from the start
    assert same_queries(make_stories, lambda: [client.get(path) for path in LISTS][-1]) <= sum(LISTS.values())
    for path, budget in LISTS.items():
        with django_assert_max_num_queries(budget):
            assert client.get(path).status_code == 200


@pytest.fixture
def hub(media_root):
    """A company and a person whom everything is about."""
    company = make_company("Hub", aliases=["H"], picture=make_photo("hub"))
    person = make_person("Hu", title="Head", organisation=company, picture=make_photo("hu"))

    def make(count):
        for _ in range(count):
            n = next(number)
            make_person(f"Officer {n}", title="Officer", organisation=company)
            person.roles.create(title=f"Adviser {n}", company=make_company(f"Board {n}"))
            company.aliases.create(text=f"Hub {n}")
            person.aliases.create(text=f"Hu {n}")
            for profile in (company, person):
                profile.topics.add(Tag.objects.get_or_make([f"topic {n}"])[f"topic {n}"])
            make_edition(f"Story {n}", tags=[company, person, f"topic {n}"], lead_photo=make_photo(f"s{n}"))

    return make


def test_profiles(client, hub, django_assert_max_num_queries):
    paths = ("/companies/hub/", "/people/hu/")
    assert same_queries(hub, lambda: [client.get(path) for path in paths][-1]) <= 16
    for path in paths:
        with django_assert_max_num_queries(8):
            client.get(path)


@pytest.fixture
def make_busy_story(media_root):
    """One story, and with every call more people, companies, topics, credits and related stories to it."""
    from newsroom.desk import workflow

    edition = make_edition("Hub", lead_photo=make_photo("hub"), backdated_to=DAY, tags=["first"])

    def make(count):
        article = edition.article
        article.refresh_from_db()
        tags, credits = list(article.tags.all()), list(article.credits.all())
        for _ in range(count):
            n = next(number)
            company = make_company(f"Company {n}", picture=make_photo(f"c{n}"))
            person = make_person(f"Person {n}", title="Head", organisation=company, picture=make_photo(f"p{n}"))
            tags += [company.tag, person.tag, Tag.objects.get_or_make([f"topic {n}"])[f"topic {n}"]]
            credits.append(type(article).credits.rel.related_model(name=f"Writer {n}", person=person))
            make_edition(f"Related {n}", tags=[company, person])
        article.body += f"<p>{n}</p>"
        for credit in credits:
            credit.pk = None
        workflow.save(article, tags=tags, credits=credits)
        publish(article)

    make.edition = edition
    return make


def test_a_story(client, make_busy_story):
    path = make_busy_story.edition.get_absolute_url()
    assert same_queries(make_busy_story, lambda: client.get(path)) == 5


def test_a_story_in_which_names_were_confirmed_asks_once_more(client):
    companies = [make_company() for _ in range(30)]
    edition = make_edition("Names in it", body=f"<p>{'word ' * 400}</p>", tags=companies)
    left = iter(companies)

    def confirm(count):
        for _ in range(count):
            at = EditionMention.objects.count()
            EditionMention.objects.create(
                edition=edition, tag=next(left).tag, field="body", start=at * 5, end=at * 5 + 4, surface="word",
                sentence_hash=str(at), first_published_at=edition.first_published_at,
            )  # fmt: skip

    assert same_queries(confirm, lambda: client.get(edition.get_absolute_url())) == 6


def test_a_corrected_story_asks_no_more(client, make_busy_story):
    edition = make_busy_story.edition

    def correct(count):
        for n in range(count):
            Correction.objects.create(edition=edition, text=f"Wrong {n}", at=timezone.now())

    make_busy_story(3)
    assert same_queries(correct, lambda: client.get(edition.get_absolute_url())) == 5
    assert same_queries(correct, lambda: client.get("/corrections/")) == 3


def test_a_picture(client, make_stories):
    make_stories(1)
    from companies.models import Photo

    names = [photo.file.name for photo in Photo.objects.order_by("pk")]
    assert same_queries(make_stories, lambda: content_of(client.get(f"/media/{names[-1]}"))) <= 3
