"""A process that takes part in a contest over the same stories; test_races.py starts several of them.

    python -m tests.newsroom.desk.contest prepare COUNT [STAGE]
    python -m tests.newsroom.desk.contest contend MOVE STEP
    python -m tests.newsroom.desk.contest begin COUNT
    python -m tests.newsroom.desk.contest tick BOX [DIES]
    python -m tests.newsroom.desk.contest names COUNT
    python -m tests.newsroom.desk.contest rule | say [FIRST STEP] | take_back
    python -m tests.newsroom.desk.contest die
    python -m tests.newsroom.desk.contest judge

A contender says "ready", reads the moment to start, and makes its MOVE with one story each STEP seconds. `tick` runs
the clock's chores, its mail going into files in the folder BOX, and with DIES it is killed after sending the second.
`die` is killed in the middle of publishing. Each prints one line of JSON. They speak to the database that the
environment names, as the site itself does.
"""

import itertools
import json
import os
import random
import signal
import sys
import time
from datetime import timedelta

import django


def _clear_away() -> None:
    """What the contest before left."""
    from django.contrib.auth.models import User

    from companies.models import Company, Tag
    from newsroom.models import Article, Decision, Delivery, Edition, Event

    for model in (Decision, Delivery, Event, Edition, Article, User, Company, Tag):
        model.objects.all().delete()


def prepare(count: str, stage: str = "approved") -> dict:
    from django.contrib.auth.models import Group, User
    from django.utils import timezone

    from newsroom.demo.make import make_article
    from newsroom.desk import workflow
    from newsroom.models import Delivery

    _clear_away()
    people = {}
    for role in ("reporter", "editor"):
        people[role] = User.objects.create_user(role, f"{role}@example.org", is_staff=True)
        people[role].groups.add(Group.objects.get(name=role))
    writer, editor = people.values()
    for number in range(int(count)):
        article = make_article(f"Contested story {number}", tags=["contested"], by=writer)
        workflow.submit(article, by=writer)
        if stage != "in_review":
            workflow.approve(article, by=editor)
            Delivery.objects.all().delete()
        if stage == "scheduled":
            workflow.schedule(article, at=timezone.now() + timedelta(hours=1))
    return {"stories": int(count)}


def publish(article) -> None:
    from newsroom.desk import workflow

    workflow.publish(article)


def unschedule(article) -> None:
    from newsroom.desk import workflow

    workflow.unschedule(article)


def withdraw_and_publish(article) -> None:
    """What a scheduler of the wrong kind would do: publish at once what somebody takes back at this moment."""
    from newsroom.desk import workflow

    workflow.unschedule(article)
    workflow.publish(article)


def edit(article) -> None:
    from newsroom.desk import workflow

    article.headline = f"{article.headline} by {os.getpid()}"
    workflow.save(article)


MOVES = {"publish": publish, "unschedule": unschedule, "republish": withdraw_and_publish, "edit": edit}


def contend(move: str, step: str) -> dict:
    from newsroom.desk import workflow
    from newsroom.models import Article

    wins, losses, errors = 0, 0, []
    stories = list(Article.objects.order_by("pk"))  # as both saw them before either began
    _wait_for_the_start()
    start = time.time()
    for turn, article in enumerate(stories):
        # A little chance, or on some machines the same one would come first every time.
        time.sleep(max(0.0, start + (turn + random.random()) * float(step) - time.time()))
        try:
            MOVES[move](article)
            wins += 1
        except workflow.StepRefused:
            losses += 1
        except Exception as error:
            errors.append(repr(error))
    return {"wins": wins, "losses": losses, "errors": errors}


def begin(count: str) -> dict:
    """Stories of one name, begun at the same moments by everybody, one by one and then all in one go."""
    from newsroom.demo.make import make_article
    from newsroom.desk import workflow
    from newsroom.models import Article

    _wait_for_the_start()
    slugs = [make_article("One name for all").slug for _ in range(int(count))]
    together = [workflow.Draft(Article(headline="One name for all")) for _ in range(int(count))]
    return {"slugs": slugs + [article.slug for article in workflow.create_many(together)]}


def names(count: str) -> dict:
    """Companies, each named in four stories, and a tagger."""
    from django.contrib.auth.models import Group, User

    from newsroom.demo.make import make_article, make_company
    from newsroom.desk.tagging import suggestions

    _clear_away()
    tagger = User.objects.create_user("tagger", is_staff=True)
    tagger.groups.add(Group.objects.get(name="tagger"))
    made = [make_company(f"Xinghai {number} Technology") for number in range(int(count))]
    for _ in range(4):
        text = "".join(f"<p>{company.name} opened. {company.name} left.</p>" for company in made)
        suggestions.refresh(make_article(body=text, by=tagger))
    return {}


def _tag_all(act, times: int = 1) -> dict:
    """Do it with one company after the other, with each so often; what it gives, and what broke."""
    from django.contrib.auth.models import User

    from companies.models import Tag

    by, did, errors = User.objects.get(username="tagger"), [], []
    tags = [tag for tag in Tag.objects.filter(company__isnull=False).order_by("pk") for _ in range(times)]
    _wait_for_the_start()
    start = time.time()
    for turn, tag in enumerate(tags):
        time.sleep(max(0.0, start + turn * 0.2 + random.random() * 0.03 - time.time()))
        try:
            did.append(act(tag, by))
        except Exception as error:
            errors.append(repr(error))
    return {"did": did, "errors": errors}


def rule() -> dict:
    """Each name never means its company; what has to do with its record takes its time."""
    from newsroom.desk.tagging import decisions, records

    at_once = records.rule
    records.rule = lambda *args, **options: (at_once(*args, **options), time.sleep(0.1))
    return _tag_all(lambda tag, by: decisions.rule_name(tag, tag.name, "never", by=by).batch)


def say(first: str = "", step: str = "2") -> dict:
    """It doesn't here, said of each place; or story by story, of every second or so, where names fall slowly."""
    from newsroom.desk.tagging import decisions, records
    from newsroom.models import Article, Mention

    stories = list(Article.objects.order_by("pk").values_list("pk", flat=True))[int(first or 0) :: int(step)]
    turns = itertools.cycle([[story] for story in stories] if first else [None])
    at_once = records.rule
    records.rule = lambda *args, **options: (time.sleep(0.1), at_once(*args, **options))

    def reject(tag, by):
        rows, told = Mention.objects.filter(tag=tag).order_by("pk"), next(turns)
        if told:
            rows = rows.filter(article__in=told)
        return decisions.decide([decisions.Verdict(row.pk, False) for row in rows], by=by).done

    return _tag_all(reject, times=len(stories) if first else 1)


def take_back() -> dict:
    """All rules are undone; of how many places a person’s word was lost, and how many a rule still has."""
    from django.contrib.auth.models import User

    from newsroom.desk.tagging import undo
    from newsroom.models import Decision, Mention

    for rule in Decision.objects.filter(verb="rule"):
        undo.undo(rule.batch, by=User.objects.get(username="tagger"))
    said = set(Decision.objects.filter(verb="reject").values_list("mention", flat=True))
    rejected = set(Mention.objects.filter(status="rejected").values_list("pk", flat=True))
    return {"lost": len(said - rejected), "left": len(rejected - said), "said": len(said)}


def run_tick(box: str, dies: str = "") -> dict:
    from django.conf import settings

    from newsroom.desk import mails, outbox, tick

    settings.MAILERS = {
        "default": {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": box}}
    }
    if dies:
        outbox.LEASE = timedelta(0)  # whoever comes next takes it for dead at once
        deliver, sent = mails.deliver, []

        def deliver_two(delivery):
            deliver(delivery)
            sent.append(delivery)
            if len(sent) == 2:
                os.kill(os.getpid(), signal.SIGKILL)

        kind = outbox.KINDS["mail"]
        outbox.register(outbox.Kind(kind.name, kind.steps, kind.addressees, deliver_two))
    _wait_for_the_start()
    report = tick.run()
    return {"counts": report.counts}


def die() -> None:
    """Killed when everything of a publication is written and nothing is committed."""
    from newsroom.desk import workflow
    from newsroom.models import Article

    workflow.tell_readers = lambda articles: os.kill(os.getpid(), signal.SIGKILL)
    workflow.publish(Article.objects.first())


def _wait_for_the_start() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    time.sleep(max(0.0, float(sys.stdin.readline()) - time.time()))


def judge() -> dict:
    from newsroom.models import Article, Delivery, Edition, EditionTag, Event

    stories = [
        {
            "stage": article.stage,
            "version": article.version,
            "revisions": article.revisions.count(),
            "editions": article.editions.count(),
            "live": Edition.objects.live().filter(article=article).count(),
            "tags": EditionTag.objects.filter(content_object__article=article).count(),
            "published": Event.objects.filter(article=article, verb="published").count(),
            "unscheduled": Event.objects.filter(article=article, verb="unscheduled").count(),
        }
        for article in Article.objects.order_by("pk")
    ]
    delivered = Delivery.objects.filter(delivered_at__isnull=False).count()
    return {"stories": stories, "deliveries": Delivery.objects.count(), "delivered": delivered}


ROLES = {"prepare": prepare, "contend": contend, "begin": begin, "tick": run_tick, "die": die, "judge": judge}
ROLES |= {"names": names, "rule": rule, "say": say, "take_back": take_back}

if __name__ == "__main__":
    os.environ["EMAIL_HOST"] = "mail.example.org"  # nobody speaks to it; without one nothing is written down
    django.setup()
    role, *arguments = sys.argv[1:]
    sys.stdout.write(json.dumps(ROLES[role](*arguments)) + "\n")
