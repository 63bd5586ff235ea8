"""Any amount of work on drafts changes not one byte that readers get."""

import hashlib
import io
import random
import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from companies.models import Photo
from newsroom.demo import make
from newsroom.demo.make import find_tags, make_article, make_company, make_edition, make_person, make_section
from newsroom.desk import workflow
from newsroom.models import Article, ArticleCredit, Stage

pytestmark = pytest.mark.django_db

DOORS = ["/", "/news/", "/people/", "/companies/", "/topics/", "/feed/", "/sitemap.xml", "/robots.txt"]
SECRET = "Zephyranthes"  # stands in everything a draft says, and in nothing readers get


def crawl(client) -> dict[str, str]:
    """Every address that can be reached from the doors, with a digest of the answer."""
    answers, waiting = {}, list(DOORS)
    while waiting:
        address = waiting.pop()
        if address in answers:
            continue
        response = client.get(address)
        body = b"".join(response) if response.streaming else response.content
        assert SECRET.encode() not in body, address
        assert SECRET not in str(response.headers), address
        answers[address] = hashlib.sha256(str(response.status_code).encode() + body).hexdigest()
        text = body.decode(errors="replace")
        found = re.findall(r'(?:href|src|url)="(/[^"#]*)"|<loc>https?://[^/<]+(/[^<]*)</loc>', text)
        waiting += [
            path.replace("&amp;", "&") for pair in found for path in pair if path and not path.startswith("/static/")
        ]
    return answers


def photo() -> Photo:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 40), "teal").save(buffer, "PNG")
    return Photo.objects.create(file=ContentFile(buffer.getvalue(), name="x.png"), alt_text=f"{SECRET} at work")


@pytest.fixture
def park():
    companies = [make_company(f"Company {letter}", summary="Makes things.") for letter in "ABC"]
    people = [make_person(f"Person {letter}", title="Director", organisation=companies[0]) for letter in "AB"]
    topics = ["policy", "chips"]
    section = make_section("Enterprises")
    return [
        make_edition(
            f"Known story {number}",
            tags=[companies[number % 3], people[number % 2], topics[number % 2]],
            section=section if number % 2 else "News",
            credits=["Wang Yifei", {"name": "Niva Whyman", "role": "editor"}],
            backdated_to=timezone.now() - timedelta(days=40 * number),
        )
        for number in range(8)
    ]


def write(chance: random.Random) -> None:
    make_article(f"{SECRET} {chance.random()}", tags=["policy", "chips"], standfirst=SECRET, lead_photo=photo())


def change(chance: random.Random) -> None:
    article = chance.choice(list(Article.objects.exclude(stage=Stage.SCHEDULED)))
    article.headline = article.standfirst = f"{SECRET} {chance.random()}"
    article.body = f"<p>{SECRET}</p>"
    article.section = make_section(chance.choice(["News", "Enterprises"]))
    article.slug = f"{SECRET.lower()}-{chance.randrange(10**9)}"
    article.lead_photo = photo()
    tags = find_tags(chance.sample(["policy", "chips", "Company A", "Company B", "Person A"], 3))
    workflow.save(article, tags=tags, credits=[ArticleCredit(name=SECRET)])


def schedule(chance: random.Random) -> None:
    waiting = list(Article.objects.exclude(stage__in=[Stage.SCHEDULED, Stage.PUBLISHED]))
    if waiting:
        make.schedule(chance.choice(waiting), at=timezone.now() + timedelta(days=chance.randint(1, 9)))


def unschedule(chance: random.Random) -> None:
    for article in Article.objects.scheduled()[:1]:
        workflow.unschedule(article)


@pytest.mark.parametrize("seed", range(3))
def test_thirty_steps_of_draft_work_change_no_public_byte(client, park, seed):
    before = crawl(client)
    assert len(before) > 25
    chance = random.Random(seed)
    for step in [write, *chance.choices([write, change, change, schedule, unschedule], k=29)]:
        step(chance)
    assert crawl(client) == before


def test_what_a_draft_shows_cannot_be_asked_for_by_its_address(client, park):
    article = make_article(f"{SECRET} flowers", tags=[f"{SECRET} topic"], lead_photo=photo())
    make.schedule(article, at=timezone.now() + timedelta(hours=1))
    year = timezone.localtime().year
    addresses = [
        f"/news/{year}/{article.slug}/",
        f"/topics/{SECRET.lower()}-topic/",
        article.lead_photo.url,
        f"/news/{year}/{article.slug}.md",
    ]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 404, address
        assert "flowers" not in response.content.decode(errors="replace").replace(article.slug, "")
