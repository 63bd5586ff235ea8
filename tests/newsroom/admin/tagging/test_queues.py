"""What the queues of the tagging desk and its log show, and how much they ask."""

import pytest
from django.utils import timezone

from newsroom.demo.make import make_article, make_company, make_edition
from newsroom.desk import workflow
from newsroom.desk.admin.tagging import by_name, desk
from newsroom.desk.tagging import archive, decisions, records
from newsroom.desk.tagging.decisions import Verdict
from newsroom.models import Mention
from tests.newsroom.admin.screens import url
from tests.newsroom.admin.tagging.desk_pages import name_url, queue, story_url
from tests.newsroom.admin.tagging.stories import rows
from tests.queries import same_queries

pytestmark = pytest.mark.django_db


# Filters


def test_filters_for_the_doubtful_and_for_what_changed(lenovo, baidu, read, tagger):
    weak = read("Weak", body="<p>Lenovo came.</p>")
    changed = read("Changed", body="<p>Lenovo Group came. Baidu came.</p>")
    read("Plain", body="<p>Baidu came.</p>")
    Mention.objects.filter(article=weak).update(tier="weak")
    decisions.decide([Verdict(rows(changed, tag=lenovo.tag)[0].pk, True)], by=tagger)
    changed.refresh_from_db()
    changed.body = "<p>Lenovo Group went. Baidu came.</p>"
    workflow.save(changed)
    list(archive.read_again([changed.pk], processes=1))

    def shown(state):
        page = tagger.client.get(queue() + f"?state={state}")
        return {row["story"].headline for row in page.context["rows"]}

    assert shown("") == {"Changed", "Plain"}
    assert shown("low") == {"Weak"}
    assert shown("changed") == {"Changed"}
    names = tagger.client.get(url("newsroom_mention_names") + "?state=low").context["rows"]
    assert {row.counts["sure"] for row in names} == {0}


def test_of_many_places_no_more_are_counted_than_one_pages(lenovo, read, tagger, monkeypatch):
    monkeypatch.setattr(by_name, "MOST_COUNTED", 3)
    monkeypatch.setattr(desk, "MOST_COUNTED", 3)
    for number in range(5):
        read(f"Story {number}", body="<p>Lenovo Group came.</p>")
    text = tagger.client.get(name_url(lenovo, "Lenovo Group")).content.decode()
    assert "more than 3 places in more than 3 stories wait" in text
    assert "<strong>more than 3</strong> suggestions wait." in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Lenovo in News", "Baidu in Policy", "Tagged"}),
        ("?state=untagged", {"Lenovo in News", "Baidu in Policy", "Nobody"}),
        ("?who=联想集团", {"Lenovo in News", "Tagged"}),
        ("?who=nobody", set()),
        ("?source=paper", {"Baidu in Policy"}),
        ("?source=desk", {"Lenovo in News", "Tagged"}),
        ("?year=2013", {"Tagged"}),
        ("?section=999", {"Lenovo in News", "Baidu in Policy", "Tagged"}),
        ("?p=99999999999", {"Lenovo in News", "Baidu in Policy", "Tagged"}),
    ],
)
def test_filters(lenovo, baidu, tagger, query, shown):
    make_article("Lenovo in News", body="<p>Lenovo Group came.</p>")
    make_article("Baidu in Policy", section="Policy", body="<p>Baidu came.</p>", source="paper", source_id="1")
    make_article("Nobody", body="<p>Nobody came.</p>", source="paper", source_id="2")
    make_edition(
        "Tagged",
        body="<p>Lenovo Group came.</p>",
        tags=["chips"],
        backdated_to=timezone.make_aware(timezone.datetime(2013, 5, 1)),
    )
    list(archive.read_again(archive.outdated(archive.current_names()), processes=1))
    page = tagger.client.get(queue() + query)
    assert {row["story"].headline for row in page.context["rows"]} == shown


# Cost


def test_the_queues_cost_the_same_however_long_they_are(lenovo, tagger):
    def make(number):
        for _ in range(number):
            company = make_company()
            make_edition(body=f"<p>{company.name} Ltd came. Lenovo Group met {company.name}.</p>")
        list(archive.read_again(archive.outdated(archive.current_names()), processes=1))

    def visit():
        answers = [
            tagger.client.get(queue()),
            tagger.client.get(url("newsroom_mention_names")),
            tagger.client.get(name_url(lenovo, "Lenovo Group")),
        ]
        return next((answer for answer in answers if answer.status_code != 200), answers[0])

    same_queries(make, visit)
    assert same_queries(make, lambda: tagger.client.get(queue())) <= 12


def test_one_story_costs_the_same_however_many_it_names(lenovo, tagger):
    story = make_article()

    def make(number):
        for _ in range(number):
            company = make_company()
            story.refresh_from_db()
            story.body += f"<p>{company.name} came.</p>"
            workflow.save(story)

    same_queries(make, lambda: tagger.client.get(story_url(story)))


def test_the_log_costs_the_same_however_long_it_is(read, lenovo, tagger):
    def make(number):
        for _ in range(number):
            story = read(body="<p>Lenovo Group came.</p>")
            decisions.decide([Verdict(row.pk, True) for row in rows(story)], by=tagger)

    same_queries(make, lambda: tagger.client.get(url("newsroom_mention_decided")))


def test_rules_are_in_the_log(read, lenovo, tagger):
    decisions.rule_name(lenovo.tag, "Lenovo", records.AFTER_FULL, by=tagger)
    page = tagger.client.get(url("newsroom_mention_decided")).content.decode()
    assert "“Lenovo” counts only after the full name for Lenovo Group" in page


@pytest.mark.parametrize("name", ["changelist", "names"])
def test_a_queue_takes_few_queries(read, lenovo, baidu, tagger, name, django_assert_max_num_queries):
    read(live=True)
    tagger.client.get(url(f"newsroom_mention_{name}"))
    # Three of them ask who is there and what they may.
    with django_assert_max_num_queries(15):
        tagger.client.get(url(f"newsroom_mention_{name}"))
