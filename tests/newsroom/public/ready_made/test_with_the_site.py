"""Ready-made pages with the whole site behind them: each change shows at once, nothing of the desk is kept."""

from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.models import CompanyAlias
from newsroom.demo import make
from newsroom.demo.make import find_tags, make_article, make_company, make_edition, make_person
from newsroom.desk import workflow
from newsroom.models import Redirect, Section
from newsroom.public import ready
from newsroom.public.ready import ReadyPages
from people.models import Role
from tests.newsroom.public.ready_made.asking import ask


@pytest.fixture
def site(monkeypatch, one_connection):
    """The site behind the layer, as the server calls it."""
    monkeypatch.setattr(ready, "ASK_EVERY", 0)
    return ReadyPages(WSGIHandler(), megabytes=8)


def queries(action) -> int:
    with CaptureQueriesContext(connection) as captured:
        action()
    return len(captured)


def story_path(edition) -> str:
    return edition.get_absolute_url()


def test_a_warm_page_asks_for_nothing_but_the_generation(site):
    edition = make_edition("Park aims high", tags=[make_company("Xiaomi"), make_person("Guo Hong"), "chips"])
    paths = ["/", "/news/", story_path(edition), "/companies/xiaomi/", "/people/guo-hong/", "/topics/chips/", "/feed/"]
    paths += ["/sitemap.xml", "/robots.txt", "/companies/", "/sections/news/"]
    for path in paths:
        cold = ask(site, path)
        assert cold.status == 200, path
        assert queries(lambda path=path: ask(site, path)) == 1, path
        warm = ask(site, path)
        assert (warm.body, warm.headers) == (cold.body, cold.headers)
        assert ask(site, path, HTTP_IF_NONE_MATCH=warm["ETag"]).status == 304


def change_company(edition):
    company = edition.tags.get(name="Xiaomi").company
    company.name = "Xiaomi Holdings"
    company.save()


def change_alias(edition):
    company = edition.tags.get(name="Xiaomi").company
    company.chinese_name = "小米集团"
    company.save()
    CompanyAlias.objects.create(company=company, text="MI")


def change_section(edition):
    section = Section.objects.get(name="News")
    section.name = "Gazette"
    section.save()


def change_photo(edition):
    photo = edition.lead_photo
    photo.alt_text = "A tower at dawn"
    photo.save()


def change_role(edition):
    Role.objects.update_or_create(person=edition.tags.get(name="Guo Hong").person, defaults={"title": "Chair"})


def change_tags(edition):
    workflow.retag(edition.article, add=find_tags(["winds"]), remove=find_tags(["chips"]))


def change_text(edition):
    article = edition.article
    article.standfirst = "It was put right."
    workflow.save(article, tags=list(article.tags.all()))
    make.publish(article, change="correction")


def take_back(edition):
    workflow.withdraw(edition.article, reason="It was not so.")


def publish_another(edition):
    make_edition("Fresh news", tags=[edition.tags.get(name="Xiaomi"), edition.tags.get(name="Guo Hong"), "chips"])


STORY, HOME, COMPANY, PERSON, TOPIC = "story", "/", "/companies/xiaomi/", "/people/guo-hong/", "/topics/chips/"


@pytest.mark.parametrize(
    ("change", "where", "sign"),
    [
        (publish_another, [HOME, "/news/", COMPANY, PERSON, TOPIC, "/feed/", "/sections/news/"], "Fresh news"),
        (change_text, [STORY, "/feed/"], "It was put right."),
        (change_tags, [STORY], "winds"),
        (change_company, [STORY, COMPANY, "/companies/"], "Xiaomi Holdings"),
        (change_alias, [COMPANY], "小米集团"),
        (change_role, [PERSON], "Chair"),
        (change_section, [HOME, STORY, "/sections/news/"], "Gazette"),
        (change_photo, [STORY], "A tower at dawn"),
    ],
)
def test_a_change_shows_on_every_page_at_once(site, settings, tmp_path, change, where, sign):
    from tests.newsroom.public.conftest import make_photo

    settings.MEDIA_ROOT = str(tmp_path)
    people = [make_company("Xiaomi"), make_person("Guo Hong", title="Director")]
    edition = make_edition("Park aims high", tags=[*people, "chips"], lead_photo=make_photo("tower"))
    paths = [story_path(edition) if path == STORY else path for path in where]
    for path in paths:
        assert sign not in ask(site, path).body.decode(), path
    change(edition)
    for path in paths:
        assert sign in ask(site, path).body.decode(), path


def test_a_withdrawn_story_is_gone_at_once(site):
    edition = make_edition("Park aims high", tags=["chips"])
    path = story_path(edition)
    assert ask(site, path).status == 200
    workflow.withdraw(edition.article, reason="It was not so.", gone=True)
    assert (ask(site, path).status, ask(site, path).status) == (410, 410)
    assert "Park aims high" not in ask(site, "/").body.decode()
    assert ask(site, "/topics/chips/").status == 404


def test_a_story_appears_and_ends_with_its_moment(site):
    now = datetime(2026, 5, 20, 9, tzinfo=UTC)
    hour = timedelta(hours=1)
    with time_machine.travel(now, tick=False) as clock:
        make_edition("Known")
        article = make_article("Zephyr opens")
        edition = make.schedule(article, at=now + hour, until=now + 2 * hour)
        path = story_path(edition)
        seen = []
        for moment in (now, now + hour - timedelta(milliseconds=1), now + hour, now + 2 * hour):
            clock.move_to(moment)
            seen.append([ask(site, path).status, "Zephyr" in ask(site, "/").body.decode()])
            assert ask(site, "/")["Cache-Control"] in {"public, max-age=60", "public, max-age=0"}
    assert seen == [[404, False], [404, False], [200, True], [410, False]]


def test_an_old_address_leads_on_as_soon_as_the_table_says_so(site):
    assert ask(site, "/old/").status == 404
    Redirect.objects.create(old_path="/old/", new_path="/news/")
    assert [ask(site, "/old/")["Location"] for _ in range(2)] == ["/news/"] * 2
    Redirect.objects.all().delete()
    assert ask(site, "/old/").status == 404


def test_nothing_of_the_desk_is_kept(site, django_user_model, client):
    user = django_user_model.objects.create_superuser("li.na", password="x")
    client.force_login(user)
    cookie = SimpleCookie({name: morsel.value for name, morsel in client.cookies.items()}).output(header="", sep=";")
    make_edition("Park aims high")
    for path in (
        "/admin/",
        "/admin/account/login/",
        "/admin/companies/company/",
        "/",
        "/news/",
        "/nowhere/",
        "/admin/nowhere/",
    ):
        as_editor = ask(site, path, HTTP_COOKIE=cookie)
        ask(site, path)
        stranger = ask(site, path)
        assert "li.na" not in stranger.body.decode()
        assert "Set-Cookie" not in stranger.headers or path.startswith("/admin/")
        if path == "/admin/":
            assert (as_editor.status, stranger.status) == (200, 302)
    kept = [*site._seen[0].plain.pages, *site._seen[0].asked_for.pages]
    assert sorted(key[1] for key in kept) == ["/", "/news/"]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a b", "", "localhost:x", "[::1"])
def test_a_host_that_is_not_ours_gets_nothing_kept(site, host):
    make_edition("Park aims high")
    assert ask(site, "/", HTTP_HOST=host).status == 400
    assert not site._seen[0] or not site._seen[0].plain.pages


def test_drafts_empty_no_shelf(site):
    make_edition("Known")
    ask(site)
    shelf = site._seen[0]
    article = make_article("A draft", tags=["winds"])
    article.headline = "Changed"
    workflow.save(article)
    ask(site)
    assert site._seen[0] is shelf
