"""What a screen of the desk costs: python -m benchmarks.desk [--stories 100000] [--folder var/bench-desk] [--visits 15]

Builds a site of demo stories (a folder that has one is taken as it is), adds drafts in every stage, signs an editor in
and asks for the desk's screens in this process. The figure is the median of the CPU milliseconds of a request, without
the network; beside it stand the queries, the milliseconds that they took, and the kilobytes of the page.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

from benchmarks.pages import prepare

MARK = "bench-desk"  # the names of the people whose drafts these are
DRAFTS = 2000
BUDGETS = {"list": 70, "form": 60, "save": 60, "front": 70}  # CPU milliseconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, default=Path("var/bench-desk"))
    parser.add_argument("--visits", type=int, default=15)
    options = parser.parse_args()
    os.environ.update(prepare(options.folder.resolve(), options.stories) | {"SECOND_FACTOR": "0"})
    import django

    django.setup()
    from newsroom.models import Article

    editor, reporter = people()
    add_drafts(editor, reporter)
    print(f"{Article.objects.count():,} stories, {DRAFTS:,} of them drafts, median of {options.visits} visits\n")
    print(f"{'screen':<44} {'CPU ms':>7} {'budget':>7} {'queries':>8} {'SQL ms':>7} {'KB':>6}")
    slow = 0
    for name, kind, visit in screens(editor):
        cpu, queries, sql, size = measure(visit, options.visits)
        slow += cpu > BUDGETS[kind]
        print(f"{name:<44} {cpu:7.1f} {BUDGETS[kind]:7} {queries:8} {sql:7.1f} {size / 1000:6.0f}")
    if slow:
        print(f"\n{slow} over their budget")
        sys.exit(1)


def people():
    """An editor and a reporter, made once."""
    from django.contrib.auth.models import Group, User

    made = []
    for role in ("editor", "reporter"):
        user, _ = User.objects.get_or_create(username=f"{MARK}-{role}", defaults={"is_staff": True})
        user.groups.set(Group.objects.filter(name=role))
        made.append(user)
    return made


def add_drafts(editor, reporter) -> None:
    """Drafts, stories in review, approved and scheduled ones, and live ones with a next version."""
    from datetime import timedelta

    from django.utils import timezone

    from newsroom.desk import workflow
    from newsroom.models import Article, Section

    if Article.objects.filter(created_by=reporter).exists():
        return
    section = Section.objects.first()
    body = "".join(f"<p>{'The park and its companies grow. ' * 12}</p>" for _ in range(8))
    drafts = [
        workflow.Draft(
            Article(headline=f"Bench draft {n} about robots", standfirst="One sentence.", body=body, section=section)
        )
        for n in range(DRAFTS)
    ]
    made = workflow.create_many(drafts, by=reporter)
    for number, story in enumerate(made):
        if number % 4:
            workflow.submit(story, by=reporter)
        if number % 4 > 1:
            workflow.approve(story, by=editor)
        if number % 40 == 3:
            workflow.schedule(story, at=timezone.now() + timedelta(days=1 + number % 60))


def screens(editor):
    """(name, kind, the visit) of each screen."""
    from django.test import Client
    from django.urls import reverse

    from newsroom.models import Article, Stage

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(editor)

    def get(path):
        def visit():
            answer = client.get(path)
            if answer.status_code != 200:
                sys.exit(f"{path} answers {answer.status_code} {answer.headers.get('Location', '')}")
            return len(answer.content)

        return visit

    stories = reverse("admin:newsroom_article_changelist")
    long = Article.objects.filter(stage=Stage.PUBLISHED).order_by("-words").first()
    page = client.get(reverse("admin:newsroom_article_change", args=[long.pk]))
    values = fields(page.content.decode())
    number = iter(range(10**6))

    def save():
        story = Article.objects.get(pk=long.pk)
        values["version"], values["standfirst"] = str(story.version), f"Another sentence {next(number)}."
        answer = client.post(reverse("admin:newsroom_article_change", args=[long.pk]), values)
        if answer.status_code != 302:
            sys.exit(f"The save answers {answer.status_code}")
        return len(answer.content)

    yield "front page", "front", get(reverse("admin:index"))
    for name, query in {
        "all stories": "",
        "all stories, page 25": "?p=25",
        "mine": "?whose=mine",
        "in review": "?stage=in_review",
        "scheduled": "?stage=scheduled",
        "live": "?live=now",
        "not live": "?live=not",
        "to be signed off": "?flag=unsigned",
        "waits for my review": "?waits=review&o=7",
        "returned": "?waits=returned",
        "one section": f"?section__id__exact={long.section_id}",
        "Chinese": "?language=zh-Hans",
        "a year": "?changed_at__year=2026",
        "search, a common word": "?q=park",
        "search, two words": "?q=sample+robotics",
        "search, drafts": "?q=bench+draft",
        "search, no such word": "?q=zzxxyy",
    }.items():
        yield f"list: {name}", "list", get(stories + query)
    calendar = reverse("admin:newsroom_article_calendar")
    yield "calendar, a week", "list", get(calendar)
    yield (
        "calendar, a month full of stories",
        "list",
        get(f"{calendar}?month={long.editions.first().first_published_at:%Y-%m}"),
    )
    for label in ("companies_company", "companies_tag", "people_person", "companies_photo"):
        yield f"list: {label}", "list", get(reverse(f"admin:{label}_changelist"))
    for label in ("newsroom_edition", "newsroom_event", "newsroom_revision"):
        yield f"list: {label}", "list", get(reverse(f"admin:{label}_changelist"))
    yield (
        f"form of a story of {long.words:,} words",
        "form",
        get(reverse("admin:newsroom_article_change", args=[long.pk])),
    )
    yield "form of a new story", "form", get(reverse("admin:newsroom_article_add"))
    yield "its history", "form", get(reverse("admin:newsroom_article_history", args=[long.pk]))
    yield "its preview", "form", get(reverse("admin:newsroom_article_preview", args=[long.pk]))
    approved = Article.objects.filter(stage=Stage.APPROVED).first()
    yield (
        "the page before publishing",
        "form",
        get(reverse("admin:newsroom_article_step", args=[approved.pk, "publish"])),
    )
    yield "save of a changed story", "save", save
    yield "what changed with the last save", "form", get(reverse("admin:newsroom_article_compare", args=[long.pk]))


def fields(page: str) -> dict[str, list[str]]:
    """What a browser would send back from a story's form."""
    from tests.newsroom.admin.screens import _Fields

    parser = _Fields()
    parser.feed(page)
    return {name: values for name, values in parser.values.items() if name not in {"csrfmiddlewaretoken", "q"}}


def measure(visit, visits: int) -> tuple[float, int, float, int]:
    from django.db import connection

    asked = []

    def note(execute, *arguments):
        began = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            asked.append(time.perf_counter() - began)

    visit()
    with connection.execute_wrapper(note):
        size = visit()
    times = []
    for _ in range(visits):
        began = time.process_time()
        visit()
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times), len(asked), sum(asked) * 1000, size


if __name__ == "__main__":
    main()
