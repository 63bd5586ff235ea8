"""Addresses that a story had elsewhere lead to where it stands now, for as long as readers may see it."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom.demo.make import make_article, make_edition, publish, schedule
from newsroom.desk import workflow
from newsroom.models import OldAddress, Redirect
from newsroom.models.old_address import LONGEST, address_key, key_of_address
from newsroom.public.redirects import moved_to, stories_once_at

pytestmark = pytest.mark.django_db


def keep(path, article):
    OldAddress.objects.create(path=path, article=article)


def leads_to(client, path) -> str | None:
    answer = client.get(path)
    return answer["Location"] if answer.status_code == 301 else None


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://old.example.org/2013/05/a-story/", "/2013/05/a-story"),
        ("http://old.example.org/caf%C3%A9//menu/", "/café/menu"),
        ("http://old.example.org/show.asp?id=12&lang=en", "/show.asp?id=12&lang=en"),
        ("/?p=12", "/?p=12"),
        ("https://old.example.org/", ""),
        ("https://old.example.org", ""),
        ("mailto:a@example.org", ""),
        ("ftp://old.example.org/2013/05/a-story", ""),
        ("a-story.html", ""),
        (" /2013/05/a-story ", "/2013/05/a-story"),
        ("http://[broken/a", ""),
        ("https://old.example.org/" + "a" * 600, ""),
        ("https://old.example.org/a%00b/", ""),  # which PostgreSQL would neither keep nor look for
        ("https://old.example.org/?p=%00", ""),
    ],
)
def test_an_address_is_known_however_it_is_written(address, key):
    assert key_of_address(address) == key


def test_old_address_leads_to_the_story_in_any_spelling(client):
    edition = make_edition("Park aims high")
    keep("/2013/05/park-aims-high", edition.article)
    new = edition.get_absolute_url()
    for path in ("/2013/05/park-aims-high/", "/2013/05/park-aims-high", "/2013/05/park%2Daims-high/?utm_source=x"):
        assert leads_to(client, path) == new
        assert client.head(path)["Location"] == new
        assert client.post(path).status_code == 404, "what is sent there would be lost on the way"
    assert client.get(new).status_code == 200


def test_numbers_behind_the_front_page_lead_on_and_the_front_page_itself_stays(client, django_assert_num_queries):
    edition = make_edition("Park aims high")
    keep("/?p=12", edition.article)
    keep("/show.asp?id=7", edition.article)
    new = edition.get_absolute_url()
    assert leads_to(client, "/?p=12") == new
    assert leads_to(client, "/?utm_source=x&p=12") == new
    assert leads_to(client, "/show.asp?id=7") == new
    assert client.get("/?p=13").status_code == 200
    assert client.get("/news/?p=12").status_code == 200
    assert client.get("/?utm_source=x").status_code == 200
    assert client.get("/show.asp?id=8").status_code == 404
    keep("/show.asp", make_edition("Another").article)
    assert leads_to(client, "/show.asp?id=7") == new
    assert leads_to(client, "/show.asp?id=8").endswith("/another/")
    for name in ("page_id", "q", "id"):
        keep(f"/?{name}=3", edition.article)
        assert leads_to(client, f"/?{name}=3") == new


def test_old_address_says_nothing_of_a_story_that_readers_may_not_see_yet(client):
    article = make_article("Secret")
    keep("/2013/05/secret", article)
    keep("/?p=1", article)
    assert client.get("/2013/05/secret/").status_code == 404
    assert client.get("/?p=1").status_code == 200
    publish(article)
    assert client.get("/2013/05/secret/").status_code == 301


def test_old_address_says_nothing_of_a_name_that_a_story_is_yet_to_have(client):
    planned = make_article("Secret merger")
    keep("/?p=1", planned)
    schedule(planned, at=timezone.now() + timedelta(days=1))
    renamed = make_edition("Plain").article
    keep("/?p=2", renamed)
    renamed.refresh_from_db()
    renamed.slug = "secret-name"
    workflow.save(renamed)
    schedule(renamed, at=timezone.now() + timedelta(days=1))
    assert client.get("/?p=1").status_code == 200
    assert leads_to(client, "/?p=2").endswith("/plain/")


@pytest.mark.parametrize(("new", "leads"), [("/companies/new-name/", True), ("/about", False)])
def test_a_feed_moves_with_a_page_and_not_with_a_file(new, leads):
    Redirect.objects.create(old_path="/companies/old-name/", new_path=new)
    assert moved_to("/companies/old-name/") == new
    for name in ("feed/", "feed.atom", "feed.json"):
        assert moved_to(f"/companies/old-name/{name}") == (f"{new}{name}" if leads else None)
    assert moved_to("/companies/old-name/feed") is None


@pytest.mark.parametrize("new", ["https://example.org/new/", "/search/?q=chips", "/about/#editor", "/%61bout/"])
def test_an_address_leads_to_another_site_to_a_search_or_to_a_place_in_a_page(client, new):
    Redirect.objects.create(old_path="/before/", new_path=new)
    assert leads_to(client, "/before/") == new


def test_whether_it_answers_is_asked_of_the_address_that_it_leads_to(client):
    Redirect.objects.create(old_path="/before/", new_path="/news/?page=9")
    Redirect.objects.create(old_path="/first/", new_path="/news/")
    assert client.get("/before/").status_code == 404
    assert leads_to(client, "/first/?page=9") == "/news/"


def test_old_address_follows_the_story_and_tells_of_its_withdrawal(client):
    article = make_edition("Park aims high").article
    keep("/old", article)
    article.refresh_from_db()
    article.slug = "higher"
    workflow.save(article)
    publish(article)
    assert leads_to(client, "/old").endswith("/higher/")
    workflow.withdraw(article, reason="Wrong.")
    assert client.get("/old", follow=True).status_code == 410


def test_a_page_that_is_there_wins_over_an_old_address(client):
    keep("/about", make_edition("Park aims high").article)
    assert client.get("/about/").status_code == 200


def test_hostile_addresses_are_only_not_found(client):
    for path in ("/%00", "/a?p=%00", "/?p=%00", "/?p=" + "1" * 3000, "/%ff%fe", "/x?" + "y" * 5000):
        assert client.get(path).status_code in (200, 404)
    assert address_key("/%ff") == "/\ufffd"


@pytest.mark.parametrize("path", ["/a%00", "/" + "a" * LONGEST])
def test_what_can_be_no_address_is_looked_for_in_no_table(client, path, django_assert_num_queries):
    """PostgreSQL would refuse the one, and the other is as long as a stranger likes."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 404
    assert not [query["sql"] for query in asked if "redirect" in query["sql"] or "oldaddress" in query["sql"]]
    with django_assert_num_queries(0):
        assert stories_once_at([unquote(path)]) == {}
