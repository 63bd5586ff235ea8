"""Run as a process by test_killed_import: has children import a file, kills them, and says how the site stands."""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import django
from django.db import connection
from django.db.models import Count


def stand() -> list:
    """All that an import leaves behind, but for moments and row numbers."""
    from companies.models import Company, Photo, Tag
    from newsroom.models import Article, Edition, Event, OldAddress, Revision, Section, SourceName
    from people.models import Person

    def rows(queryset, *fields):
        return sorted(map(list, queryset.values_list(*fields)), key=str)

    photos = dict(Photo.objects.values_list("pk", "digest"))
    return [
        rows(
            Article.objects, "source", "source_id", "headline", "slug", "stage", "version", "revision", "section__name"
        ),
        sorted([a.source_id, photos.get(a.lead_photo_id, ""), len(a.body)] for a in Article.objects.all()),
        rows(Article.tags.through.objects, "content_object__source_id", "tag__name"),
        rows(Edition.objects, "source_id", "number", "headline", "first_published_at__year"),
        rows(OldAddress.objects, "path", "article__source_id"),
        rows(SourceName.objects, "article__source_id", "name", "tag__name", "status"),
        rows(Event.objects.values("verb").annotate(n=Count("pk")), "verb", "n"),
        [model.objects.count() for model in (Revision, Photo, Tag, Section, Company, Person)],
    ]


def bring_in(path: Path, tell) -> None:
    from newsroom.desk.importers import files, save

    save.BATCH = 3
    with files.opened([path]) as (paths, find_photo):
        records = (item.story for item in files.items(paths))
        save.save_all(records, publish=True, find_photo=find_photo, progress=tell)


def kill_one(path: Path, after: int, pause: float) -> None:
    """Let a child import until `after` stories are done and a little longer, and kill it as a power cut would."""
    hear, say = os.pipe()
    child = os.fork()
    if not child:
        bring_in(path, lambda done: (os.write(say, b"%d\n" % done), time.sleep(0.01)))
        os._exit(0)
    os.close(say)
    with os.fdopen(hear) as lines:
        for line in lines:
            if int(line) >= after:
                break
        time.sleep(pause)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it was through before it could be killed"


def main(path: str, stories: int, kills: int) -> None:
    django.setup()
    chance = random.Random(6)
    for number in range(kills):
        kill_one(Path(path), (number + 1) * stories // (kills + 2), chance.uniform(0, 0.06))
    for _ in range(2):
        bring_in(Path(path), lambda done: None)
        sys.stdout.write(json.dumps(stand()) + "\n")
        connection.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
