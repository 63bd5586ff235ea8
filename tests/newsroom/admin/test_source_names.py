"""What an import proposes is decided by people, story by story."""

import pytest

from newsroom.demo.make import make_company, make_person, publish
from newsroom.desk.importers.record import PersonRecord, StoryRecord
from newsroom.desk.importers.save import save_all
from newsroom.models import Article, Edition, SourceName
from tests.queries import same_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    make_company("Xiaomi")
    make_person("Guo Hong")
    save_all(
        [
            StoryRecord(
                "1", "Park aims high", "<p>Text.</p>", "In short.", source="csv", is_claim=True,
                companies=["Xiaomi"], people=[PersonRecord("Guo Hong")],
            )
        ]
    )  # fmt: skip
    return Article.objects.get()


def page(story, rest="source-names") -> str:
    return f"/admin/newsroom/article/{story.pk}/{rest}/"


def test_story_tells_of_names_that_wait_and_accepting_one_tags_it_for_readers_too(story, editor, client):
    publish(story)
    assert "2 companies and people that the source names" in editor.client.get(page(story, "change")).content.decode()
    xiaomi, guo = (SourceName.objects.get(name=name) for name in ("Xiaomi", "Guo Hong"))
    editor.client.post(page(story), {f"name-{xiaomi.pk}": "accept", f"name-{guo.pk}": "reject"})
    assert [tag.name for tag in Edition.objects.live().get().tags.all()] == ["Xiaomi"]
    assert set(SourceName.objects.values_list("name", "status", "decided_by_name")) == {
        ("Xiaomi", "accepted", "Li Na"),
        ("Guo Hong", "rejected", "Li Na"),
    }
    assert "Park aims high" in client.get("/companies/xiaomi/").content.decode()
    assert "the source names" not in editor.client.get(page(story, "change")).content.decode()
    assert "rejected by Li Na" in editor.client.get(page(story)).content.decode()


def test_names_of_another_story_and_of_nobody_are_left_alone(story, tagger):
    save_all([StoryRecord("2", "Other", "<p>T.</p>", source="csv", is_claim=True, companies=["Xiaomi"])])
    other = SourceName.objects.get(article__headline="Other")
    tagger.client.post(page(story), {f"name-{other.pk}": "accept", "name-999": "accept", "name-x": "accept"})
    assert not SourceName.objects.exclude(status="suggested").exists()
    assert not any(article.tags.exists() for article in Article.objects.all())


def test_who_may_not_tag_may_not_decide(story, reporter):
    assert reporter.client.get(page(story)).status_code == 403
    assert reporter.client.post(page(story), {}).status_code == 403


def test_page_asks_as_many_questions_for_any_number_of_names(story, editor):
    def more(count):
        names = [f"Company {SourceName.objects.count()}-{number} Robotics" for number in range(count)]
        for name in names:
            SourceName.objects.create(article=story, tag=make_company(name).tag, name=name, given="company")

    assert same_queries(more, lambda: editor.client.get(page(story))) < 12
