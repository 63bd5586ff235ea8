"""A small park for the tests of its public pages."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from companies.models import Photo
from newsroom.demo import make
from newsroom.demo.make import make_article, make_company, make_edition, make_person
from newsroom.desk import workflow

DAY = timezone.make_aware(datetime.datetime(2013, 10, 25, 10))  # noqa: DTZ001  made aware


@pytest.fixture
def media_root(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def make_photo(stem: str, **fields) -> Photo:
    """A photo with one copy, both of them files; the bytes are no picture, which nothing here looks at."""
    photo = Photo(
        file=f"photos/{stem}.jpg",
        width=1600,
        height=1000,
        renditions=[{"name": f"photos/{stem}-640.webp", "width": 640, "height": 400}],
        **{"alt_text": "A tower at dusk"} | fields,
    )
    storage = photo.file.storage
    for name in (photo.file.name, photo.renditions[0]["name"]):
        storage.save(name, ContentFile(b"a picture"))
    Photo.objects.bulk_create([photo])  # past the field's look at the file, which is none
    return Photo.objects.get(file=photo.file.name)


@pytest.fixture
def xiaomi(db):
    return make_company("Xiaomi", chinese_name="小米", summary="Makes phones.", aliases=["Mi"])


@pytest.fixture
def guo(db):
    return make_person(
        "Guo Hong", chinese_name="郭洪", title="Director", organisation="Zhongguancun Administrative Committee"
    )


@pytest.fixture
def story(xiaomi, guo):
    """A story of 25 October 2013 with everything a page can show but a picture."""
    return make_edition(
        "Park aims high",
        tags=[xiaomi, guo, "start-ups"],
        credits=[
            {"name": "Wang Yifei", "outlet": "chinadaily.com.cn"},
            {"name": "Niva Whyman", "role": "editor"},
        ],
        section="Enterprises",
        backdated_to=DAY,
        standfirst="Two young companies show the way.",
        body="<p>Xiaomi sold 15 million phones.</p>",
    )


def republish(edition, **changes):
    """The story anew, with some fields changed; `change` and `note` are said to readers."""
    step = {name: changes.pop(name) for name in ("change", "note") if name in changes}
    article = edition.article
    for name, value in changes.items():
        setattr(article, name, value)
    workflow.save(article, tags=list(article.tags.all()), credits=list(article.credits.all()))
    return make.publish(article, **step)


def content_of(answer) -> bytes:
    """All bytes of an answer; the client closes a file when it has been read to its end."""
    return b"".join(answer) if answer.streaming else answer.content


__all__ = ["DAY", "content_of", "make_article", "make_edition", "make_photo", "republish"]
