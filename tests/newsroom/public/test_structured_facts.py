"""What JSON-LD says of a company, an author or a kind of story only where it is so."""

import datetime

import pytest

from companies.models import Company
from newsroom.demo.make import make_company, make_edition, make_person
from newsroom.public import structured_data

from .conftest import DAY, make_photo
from .test_structured_data import SITE, graph

pytestmark = pytest.mark.django_db


def company(client, name: str, **facts) -> dict:
    made = make_company(name)
    make_edition(f"About {name}", tags=[made])
    Company.objects.filter(pk=made.pk).update(**facts)
    return graph(client, made.get_absolute_url())["ProfilePage"]["mainEntity"]


def test_only_a_company_that_ceased_has_a_day_of_its_end_and_only_a_merged_one_is_part_of_another(client):
    hub, since = make_company("Hub"), datetime.date(2013, 5, 1)
    said = [
        company(client, f"Firm {status}", status=status, status_since=since, successor=hub)
        for status in Company.Status.values
    ]
    for status, facts in zip(Company.Status.values, said, strict=True):
        # One that was renamed goes on under its new name, one that was merged within the other.
        ended = "2013-05-01" if status in (Company.Status.SPLIT, Company.Status.CLOSED) else None
        assert facts.get("dissolutionDate") == ended, status
        assert ("parentOrganization" in facts) is (status == Company.Status.MERGED), status
    [merged] = [facts for facts in said if "parentOrganization" in facts]
    assert merged["parentOrganization"]["@id"] == f"{SITE}/companies/hub/#organization"
    Company.objects.filter(pk=hub.pk).update(is_listed=False)
    merged = graph(client, f"/companies/firm-{Company.Status.MERGED}/")["ProfilePage"]["mainEntity"]
    assert merged["parentOrganization"] == {"@type": "Organization", "name": "Hub"}


def test_who_is_traded_is_a_corporation_and_whoever_left_works_there_no_more(client):
    assert company(client, "Unknown")["@type"] == "Organization"
    firm = company(client, "Traded", stock_code="1810.HK", registration="9111")
    assert (firm["@type"], firm["tickerSymbol"], firm["identifier"]["value"]) == ("Corporation", "1810.HK", "9111")
    traded = Company.objects.get(name="Traded")
    make_person("Lei Jun").roles.create(title="Chair", company=traded)
    make_person("Lin Bin").roles.create(title="President", company=traded, ended=datetime.date(2019, 1, 1))
    employed = graph(client, "/companies/traded/")["ProfilePage"]["mainEntity"]["employee"]
    assert [(each["roleName"], each["employee"]["name"]) for each in employed] == [("Chair", "Lei Jun")]


def test_somebody_with_a_page_is_a_person_whatever_the_name_ends_in(client):
    person = make_person("Ann Office")
    path = make_edition("Signed", credits=[{"name": "Ann Office", "person": person}]).get_absolute_url()
    assert [author["@type"] for author in graph(client, path)["NewsArticle"]["author"]] == ["Person"]


def test_only_a_press_release_has_the_office_for_its_source(client):
    for kind, is_ours in (("press_release", True), ("news", False)):
        article = graph(client, make_edition(f"A {kind}", kind=kind).get_absolute_url())["NewsArticle"]
        assert article.get("sourceOrganization") == ({"@id": f"{SITE}/#organization"} if is_ours else None)


def test_how_a_picture_may_be_cut_is_said_with_its_size(client, media_root):
    photo = make_photo("f00")
    cut = {"name": "photos/f00-1200x900-50x50.jpg", "width": 1200, "height": 900, "cut": "landscape", "focus": "50x50"}
    type(photo).objects.update(renditions=[*photo.renditions, cut])
    photo.refresh_from_db()
    assert photo.cut("landscape") is not None
    article = graph(client, make_edition("Cut", lead_photo=photo, backdated_to=DAY).get_absolute_url())["NewsArticle"]
    assert article["image"][1] == {
        "@type": "ImageObject", "url": f"{SITE}/media/{cut['name']}", "width": 1200, "height": 900,
    }  # fmt: skip


def test_a_logo_that_lies_elsewhere_keeps_its_address(monkeypatch):
    monkeypatch.setattr(structured_data, "static", lambda name: f"https://static.example/{name}")
    office = structured_data._publisher("Test Park", lambda path: f"{SITE}{path}")
    assert office["logo"]["url"] == "https://static.example/img/apple-touch-icon.png"
