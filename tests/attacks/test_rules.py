"""Rules that other tests passed by: taken away, nothing else fails."""

import json
import re

import pytest

from newsroom.demo.make import make_article, make_edition
from tests.newsroom.admin.conftest import make_user

__all__ = ["make_user"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "lookup", ["editor_note=secret", "editor_note__exact=secret", "contact__isnull=0", "source_id=1"]
)
def test_a_list_cannot_be_asked_about_what_it_does_not_show(make_user, lookup):
    """Not with the lookups that its own filters use either: guessing whole values is guessing all the same."""
    make_article("Plans", editor_note="secret")
    looker = make_user(permissions=["newsroom.view_article"])
    answer = looker.client.get(f"/admin/newsroom/article/?{lookup}")
    assert answer.status_code == 400 or answer.headers.get("Location", "").endswith("?e=1")


def test_no_headline_ends_the_script_that_holds_a_page_as_data(client):
    attack = "</script><script>zzhack()</script><!-- <script> & \u2028"
    page = client.get(make_edition(attack, standfirst=attack).get_absolute_url()).content.decode()
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert not set("<>&\u2028") & set(data)
    assert json.loads(data)["@graph"][0]["headline"] == attack
    assert "<script>zzhack" not in page
