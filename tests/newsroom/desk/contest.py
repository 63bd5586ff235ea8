"""A process that takes part in a contest over the same stories; test_races.py starts several of them.

    python -m tests.newsroom.desk.contest prepare COUNT
    python -m tests.newsroom.desk.contest contend STEP
    python -m tests.newsroom.desk.contest judge

A contender says "ready", reads the moment to start, and tries one story each STEP seconds. Each prints one line of
JSON. They speak to the database that the environment names, as the site itself does.
"""

import json
import random
import sys
import time

import django


def prepare(count: float) -> dict:
    from newsroom.demo.make import make_article
    from newsroom.desk import workflow

    for number in range(int(count)):
        workflow.approve(make_article(f"Contested story {number}", tags=["contested"]))
    return {"stories": count}


def contend(step: float) -> dict:
    from newsroom.desk import workflow
    from newsroom.models import Article

    wins, losses, errors = 0, 0, []
    stories = list(Article.objects.order_by("pk"))  # as both saw them before either began
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    start = float(sys.stdin.readline())
    for turn, article in enumerate(stories):
        # A little chance, or on some machines the same one would come first every time.
        time.sleep(max(0.0, start + turn * step + random.random() * step - time.time()))
        try:
            workflow.publish(article)
            wins += 1
        except workflow.StaleStory:
            losses += 1
        except Exception as error:
            errors.append(repr(error))
    return {"wins": wins, "losses": losses, "errors": errors}


def judge() -> dict:
    from newsroom.models import Article, EditionTag, Event

    stories = [
        {
            "stage": article.stage,
            "version": article.version,
            "editions": article.editions.count(),
            "tags": EditionTag.objects.filter(content_object__article=article).count(),
            "published": Event.objects.filter(article=article, verb="published").count(),
        }
        for article in Article.objects.all()
    ]
    return {"stories": stories}


if __name__ == "__main__":
    django.setup()
    role, *arguments = sys.argv[1:]
    result = {"prepare": prepare, "contend": contend, "judge": judge}[role](*map(float, arguments))
    sys.stdout.write(json.dumps(result) + "\n")
