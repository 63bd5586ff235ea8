"""The office of a drill, in processes of its own: what happens there before a backup, meanwhile, and after a restore.

    python -m tests.newsroom.backups.office fill
    python -m tests.newsroom.backups.office work SECONDS
    python -m tests.newsroom.backups.office look

Each prints one line of JSON. `look` says what readers see, by address, and what stands at the desk.
"""

import hashlib
import io
import json
import os
import sys
import time
from datetime import timedelta

import django
from django.conf import settings


def fill() -> dict:
    """Stories in every state that matters, a picture, and people with addresses."""
    from django.contrib.auth.models import Group, User
    from django.contrib.sessions.models import Session
    from django.core.files.base import ContentFile
    from django.utils import timezone
    from PIL import Image

    from companies.models import Photo
    from newsroom.demo import make
    from newsroom.desk import workflow

    writer, editor = (User.objects.create_user(name, f"{name}@example.org", is_staff=True) for name in ("ren", "li"))
    writer.groups.set(Group.objects.filter(name="reporter"))
    editor.groups.set(Group.objects.filter(name="editor"))
    buffer = io.BytesIO()
    Image.new("RGB", (800, 500), "teal").save(buffer, "JPEG")
    photo = Photo.objects.create(file=ContentFile(buffer.getvalue(), name="x.jpg"), alt_text="A hall", credit="Wang")
    company = make.make_company("Acme Robotics", chinese_name="顶点机器人", aliases=["Acme"])
    for number in range(8):
        make.make_edition(f"Story number {number} 人工智能", tags=[company, f"topic {number % 3}"], by=writer)
    make.make_edition("With a picture", lead_photo=photo, tags=[company], slug="with-a-picture")
    live = make.make_edition("As it was", slug="as-it-was").article
    now = timezone.now()
    make.schedule(make.make_article("Merger announced", slug="merger"), at=now + timedelta(seconds=SOON))
    make.schedule(make.make_article("Later still", slug="later"), at=now + timedelta(days=3))
    live.refresh_from_db()
    live.headline = "As it will be"
    workflow.save(live)
    make.schedule(live, at=now + timedelta(seconds=SOON))
    Session.objects.create(session_key="somebodys", expire_date=now + timedelta(days=1))
    waiting = make.make_article("Waits for a review", by=writer)
    workflow.submit(waiting, by=writer)
    return {"photo": photo.file.name}


SOON = 60 * 60  # seconds; scheduled when the backup is made, and over when `look` travels there


def work(seconds: str) -> dict:
    """Write and publish as fast as it goes, for that long, and four stories where the machine is slow."""
    from newsroom.demo import make

    done, errors, until, longest = 0, [], time.monotonic() + float(seconds), 0.0
    sys.stdout.write("working\n")
    sys.stdout.flush()
    while time.monotonic() < until or (done < 4 and not errors):
        begun = time.monotonic()
        try:
            make.make_edition(f"Written meanwhile {done}")
            done += 1
        except Exception as error:
            errors.append(repr(error))
        longest = max(longest, time.monotonic() - begun)
    return {"done": done, "errors": errors, "longest": longest}


def look(hours: str = "0") -> dict:
    """What readers are answered, that many hours from now, and how the desk stands."""
    import time_machine
    from django.contrib.sessions.models import Session
    from django.test import Client
    from django.utils import timezone

    from newsroom.models import Article, Delivery, Vital, search

    now = timezone.now()
    with time_machine.travel(now + timedelta(hours=float(hours)), tick=False):
        client = Client(headers={"host": "localhost"})
        year = timezone.localtime().year
        paths = [
            "/", "/news/", "/companies/acme-robotics/", "/feed.xml", "/search/?q=人工智能", "/topics/topic-1/",
            f"/news/{year}/merger/", f"/news/{year}/as-it-was/", f"/news/{year}/with-a-picture/",
        ]  # fmt: skip
        answers = {path: client.get(path) for path in paths}
        pages = {
            path: [answer.status_code, hashlib.sha256(answer.content).hexdigest()] for path, answer in answers.items()
        }
        headline = "As it will be" in answers[f"/news/{year}/as-it-was/"].content.decode()
    return {
        "pages": pages,
        "is_updated": headline,
        "found": answers["/search/?q=人工智能"].content.decode().count("Story number"),
        "stages": dict(Article.objects.exclude(headline__startswith="Story").values_list("headline", "stage")),
        "sessions": Session.objects.count(),
        "held": bool(Vital.objects.read(Vital.HOLD).at),
        "found_at_the_desk": len(search.find_stories("waits review") or ()),
        "waiting": Delivery.objects.due().count(),
    }


def pictures() -> dict:
    """What readers are answered for the picture and its renditions."""
    from django.test import Client

    from companies.models import Photo

    photo = Photo.objects.get()
    names = [photo.file.name, *(entry["name"] for entry in photo.renditions)]
    answers = {name: Client(headers={"host": "localhost"}).get(f"/media/{name}") for name in names}
    return {name: [a.status_code, hashlib.sha256(a.getvalue()).hexdigest()] for name, a in answers.items()}


def media() -> dict:
    """What readers are answered for files of other kinds, and what lies where."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage, storages
    from django.test import Client

    from companies.models import Photo
    from newsroom import social_cards
    from newsroom.desk import import_runs
    from newsroom.models import Edition, ImportRun

    client = Client(headers={"host": "localhost"})
    photo = Photo.objects.get()
    waiting, shown = (Edition.objects.filter(slug=slug).earliest("number") for slug in ("merger", "as-it-was"))
    social_cards.draw([waiting, shown])
    run = ImportRun.objects.create(
        file=ContentFile(b"id,title,text\n1,From a table,Text.\n", name="old.csv"), name="old.csv", size=40
    )
    import_runs.work_on(run)
    run.refresh_from_db()
    return {
        "urls": [photo.url, default_storage.url("cards/a.jpg")],
        "again": client.get(photo.url, headers={"If-None-Match": client.get(photo.url)["ETag"]}).status_code,
        "secret": client.get(f"/media/{social_cards.name_of(waiting)}").status_code,
        "card": client.get(f"/media/{social_cards.name_of(shown)}").status_code,
        "private": [run.state, run.lines.count(), client.get(f"/media/../private/{run.file.name}").status_code],
        "is_private_stored": storages["private"].exists(run.file.name),
        "lost": client.get("/media/photos/zz/zz.jpg").status_code,
    }


def planner() -> dict:
    """How many editions PostgreSQL plans for, -1 where it has not looked, and how many there are."""
    from django.db import connection

    from newsroom.models import Edition

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'newsroom_edition'::regclass")
        (rows,) = cursor.fetchone()
    return {"expects": rows, "has": Edition.objects.count()}


ROLES = {"planner": planner, "fill": fill, "work": work, "look": look, "media": media, "pictures": pictures}


if __name__ == "__main__":
    os.environ["EMAIL_HOST"] = "127.0.0.1"  # so that mail is written down; nobody listens there
    os.environ["EMAIL_PORT"] = "1"
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    django.setup()
    role, *arguments = sys.argv[1:]
    sys.stdout.write(json.dumps(ROLES[role](*arguments)) + "\n")
