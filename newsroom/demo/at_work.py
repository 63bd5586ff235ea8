"""What a site shows only after its desk has worked on it for a while: for screenshots, and for tests of whole sites.

A story that was updated and then corrected, one that was withdrawn, one with a gallery and a quotation, and places on
the front page. All of it is dated by the clock, so it stands apart from the demo's own stories.
"""

from datetime import timedelta

from django.utils import timezone

from companies.models import Company
from newsroom.demo.make import make_edition, publish
from newsroom.desk import workflow
from newsroom.models import Article, Edition, Slot
from people.models import Person

CORRECTED, WITHDRAWN, GALLERY, BARE = "summer-census", "opening-hours", "a-walk-through-the-park", "reading-room"


def load() -> None:
    """Add it to a site that has the demo. Harmless to repeat."""
    if Article.objects.filter(slug=CORRECTED).exists():
        return
    park = Company.objects.get(slug="zhongguancun-science-park")
    yang = Person.objects.get(slug="yang-yanru")
    _corrected(park, yang)
    _gallery(park, yang)
    make_edition(
        "The reading room of the press office is open again",
        slug=BARE,
        section="Services",
        kind="notice",
        standfirst="Back numbers of the park’s own papers can be read there on weekdays.",
        body="<p>The reading room has its old hours: from nine to five on weekdays, by appointment.</p>",
        tags=["press office"],
    )
    withdrawn = make_edition(
        "Opening hours of the press office during the holidays",
        slug=WITHDRAWN,
        section="Services",
        kind="notice",
        standfirst="The office is closed for three days.",
    )
    workflow.withdraw(withdrawn.article, reason="The dates were those of last year. The office keeps its usual hours.")
    _front_page(park)


def _corrected(park, yang) -> None:
    edition = make_edition(
        "Summer census counts the park’s new companies",
        slug=CORRECTED,
        standfirst="Eleven a day is the average of five years; this summer brought more.",
        body="<p>Between June and August the park registered 1,050 companies, 11 a day.</p>"
        "<p>Most of them work on the mobile internet.</p>"
        "<blockquote><p>We count only who has moved in, not who has signed.</p>"
        "<cite>Yang Yanru, head of the innovation services department</cite></blockquote>"
        "<p>The next census is due in December.</p>",
        kind="press_release",
        tags=[park, yang, "start-ups"],
        credits=["Park News Desk", {"name": "Niva Whyman", "role": "editor"}],
        dateline="Beijing",
        ai_note="A first English version was translated by machine. Niva Whyman compared it with the Chinese text.",
        contact="Park News Desk, newsdesk@park.example, +86 10 5550 0101",
    )
    article = edition.article
    article.body = article.body.replace("Most of them", "Two thirds of them")
    _save(article)
    publish(article, change=Edition.Change.UPDATE, note="The share of mobile internet companies was added.")
    article.body = article.body.replace("1,050", "1,012")
    _save(article)
    workflow.approve(article)
    workflow.correct(article, text="An earlier version gave the number of registrations as 1,050. It was 1,012.")


def _save(article) -> None:
    workflow.save(article, tags=list(article.tags.all()), credits=list(article.credits.all()))


def _gallery(park, yang) -> None:
    leads = Edition.objects.live().exclude(lead_photo=None).select_related("lead_photo").order_by("pk")
    photos = list(dict.fromkeys(edition.lead_photo for edition in leads))[:7]
    figures = "".join(
        f'<figure><img src="{photo.url}" alt="{photo.alt_text}">'
        f"<figcaption><cite>{photo.credit}</cite></figcaption></figure>"
        for photo in photos[1:]
    )
    make_edition(
        "A walk through the park in six pictures",
        slug=GALLERY,
        section="Services",
        kind="feature",
        standfirst="From the old market streets to the new towers: what the picture desk drew this year.",
        body="<p>Six of the drawings that went with our stories, and what they stand for.</p>"
        f"{figures}<h2>How they are made</h2>"
        "<blockquote><p>A drawing may leave out what a photograph cannot.</p><cite>The picture desk</cite></blockquote>"
        "<p>Every drawing says whose it is. All of them may be used with our stories.</p>",
        tags=[park, "press office"],
        lead_photo=photos[0],
        credits=["Park News Desk"],
    )


def _front_page(park) -> None:
    now = timezone.now()
    slots = {"lead": "eleven-enterprises-a-day", "top": "lei-jun-100-billion", "row": "xiaomi-in-outline"}
    for place, slug in slots.items():
        Slot.objects.create(place=place, story=Article.objects.get(slug=slug))
    Slot.objects.create(place="news", company=park)
    Slot.objects.create(place="lead", story=Article.objects.get(slug=GALLERY), starts_at=now + timedelta(days=1))
