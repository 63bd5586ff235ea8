"""Characters that no XML can hold, that end its data, turn the writing round or are half of one, in every field."""

import io
import json
import re
from xml.etree import ElementTree

import pytest
from django.test import Client
from openpyxl import load_workbook

from companies.exporting import CompanyExport
from companies.models import Company, Photo
from newsroom.demo import make
from newsroom.desk import workflow
from newsroom.models import Article, Section
from people.models import Person
from tests.attacks.poison import poisoned_fields
from tests.attacks.test_stored import DOORS, visit
from tests.newsroom.public.conftest import make_photo, media_root

__all__ = ["media_root"]
pytestmark = pytest.mark.django_db

STRANGE = "zz\x01\x08\x0b\x0c\x1b\x1f\x7f\x85\u2028\u202e\u2066\ufeff\ufffe\uffff]]>&amp;<![CDATA[\U0001fffe\t\r\nzz"
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def strange(model, **fields) -> dict:
    """The characters in each field of free text, as far as there is room."""
    room = {name: model._meta.get_field(name).max_length or 999 for name, text in poisoned_fields(model).items()}
    free = {name: STRANGE[:most] for name, most in room.items() if "email" not in name and "website" not in name}
    return free | {"body": f"<p>{STRANGE.replace('&', '&amp;').replace('<', '&lt;')}</p>"} | fields


def make_strange_park():
    section = Section.objects.create(name=STRANGE[:40], description=STRANGE)
    company = make.make_company(aliases=[STRANGE], topics=[f"topic {STRANGE}"], **strange(Company, is_listed=True))
    person = make.make_person(f"Person {STRANGE}", title=STRANGE, organisation=STRANGE, aliases=[STRANGE])
    credits = [{"name": STRANGE, "outlet": STRANGE, "person": person}]
    tags = [company, person, f"topic {STRANGE}"]
    photo = make_photo("zz")
    Photo.objects.update(**{name: text for name, text in strange(Photo).items() if name != "body"})
    story = make.make_article(tags=tags, credits=credits, **strange(Article, section=section, lead_photo=photo))
    make.publish(story)
    story.standfirst = "Another."
    workflow.save(story)
    workflow.approve(story)
    return workflow.correct(story, text=STRANGE)


def test_everything_that_machines_read_can_be_read(client: Client, media_root):
    edition = make_strange_park()
    address = edition.get_absolute_url()
    doors = [*DOORS, address, *(f"{address.rstrip('/')}{form}" for form in (".md", ".txt", ".ninjs.json", ".zip"))]
    subjects = ["/", *(each.get_absolute_url() for each in (Company.objects.get(), Person.objects.get()))]
    doors += [f"{subject}{feed}" for subject in subjects for feed in ("feed/", "feed.atom", "feed.json")]
    kinds, wrong = set(), []
    for where, response, body in visit(client, doors, most=150):
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        kinds.add(kind)
        if response.status_code != 200:
            continue
        if kind.endswith("xml"):
            ElementTree.fromstring(body)  # noqa: S314  our own
        if "json" in kind:
            json.loads(body)
        if kind == "text/html":
            for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', body, re.S):
                json.loads(data)
        if kind.endswith("xml") and (found := NOT_IN_XML.findall(body)):
            wrong.append((where, found))
    assert not wrong
    assert {"text/html", "application/rss+xml", "application/atom+xml", "application/xml"} <= kinds, kinds
    assert {"application/feed+json"} <= kinds, kinds


def test_a_workbook_of_them_opens(media_root):
    make_strange_park()
    book = io.BytesIO(CompanyExport().workbook(Company.objects.all()))
    cells = [cell.value for row in load_workbook(book).active for cell in row if cell.value]
    assert any("]]>" in cell for cell in cells)
    assert not [cell for cell in cells if NOT_IN_XML.search(cell)]
