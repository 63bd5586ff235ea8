"""Who signs but stands in no story, and the pictures of stories, as the sitemap has them."""

import pytest

from newsroom.demo.make import make_article, make_edition, make_person
from newsroom.desk import workflow
from newsroom.public import sitemaps

from .conftest import DAY, make_photo

pytestmark = pytest.mark.django_db


def test_who_signs_a_story_that_readers_see_is_in_it(client):
    people = {name: make_person(name) for name in ("Ann Shown", "Bob Drafted", "Eve Withdrawn")}
    credits = {name: [{"name": name, "person": person}] for name, person in people.items()}
    make_edition("Shown", credits=credits["Ann Shown"])
    make_article("Drafted", credits=credits["Bob Drafted"])
    workflow.withdraw(make_edition("Withdrawn", credits=credits["Eve Withdrawn"]).article, reason="Wrong.")
    pages = client.get("/sitemap-pages.xml").content.decode()
    assert "/people/ann-shown/" in pages
    assert "/people/bob-drafted/" not in pages
    assert "/people/eve-withdrawn/" not in pages


def test_a_picture_has_a_whole_address(client, media_root):
    make_edition("Pictured", lead_photo=make_photo("f00"), backdated_to=DAY)
    make_edition("Plain", backdated_to=DAY)
    text = client.get("/sitemap-2013.xml").content.decode()
    assert "<image:loc>http://testserver/media/photos/f00.jpg</image:loc>" in text
    assert text.count("<image:loc>") == 1, "what has none names none"


def test_a_sitemap_holds_no_more_addresses_than_it_may(client, monkeypatch):
    for _ in range(3):
        make_edition(backdated_to=DAY)
    monkeypatch.setattr(sitemaps, "MOST", 2)
    for path in ("/sitemap-2013.xml", "/sitemap-pages.xml"):
        assert client.get(path).content.count(b"<loc>") == 2


def test_an_address_is_written_as_xml():
    view = sitemaps.Sitemap()
    view.origin = "http://testserver"
    assert view.location("/a?b&措") == "http://testserver/a?b&amp;%E6%8E%AA"
