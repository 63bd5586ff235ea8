"""Rules that other tests passed by: taken away, nothing else fails."""

import json
import re
import stat
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.urls import reverse

from companies.admin.whole_forms import ENDING
from companies.models import Photo
from newsroom import social_cards
from newsroom.demo.make import make_article, make_company, make_edition
from tests.attacks.addresses import close
from tests.attacks.poison import Page
from tests.newsroom.admin.conftest import make_user
from tests.newsroom.public.conftest import make_photo, media_root

__all__ = ["make_user", "media_root"]
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


def test_what_other_sites_show_of_a_story_runs_nothing(client):
    attack = "</a><script>zzhack()</script><img src=x onerror=zzhack()>"
    edition = make_edition(attack, standfirst=attack)
    said = client.get("/oembed/", {"url": f"http://testserver{edition.get_absolute_url()}"}).json()
    assert not Page(said["html"]).found
    assert said["title"] == attack


def test_no_words_of_a_picture_run_in_the_list_of_pictures(make_user, media_root):
    """Its caption stands there in the place of an alternative text that it has not."""
    attack = "<img src=x onerror=zzhack()>"
    make_photo("zz")
    Photo.objects.update(alt_text="", caption=attack, credit=attack)
    page = make_user(is_superuser=True).client.get("/admin/companies/photo/").content.decode()
    assert "onerror=zzhack()" in page
    assert not Page(page).found


def test_no_words_around_a_name_run_on_the_screen_of_suggestions(make_user):
    attack = "&lt;img src=x onerror=zzhack()&gt;"
    make_company("Acme Robotics")
    story = make_article("About it", body=f"<p>{attack} said Acme Robotics on Monday, {attack} it said.</p>")
    page = (
        make_user(is_superuser=True)
        .client.get(reverse("admin:newsroom_mention_story", args=[story.pk]))
        .content.decode()
    )
    assert "onerror=zzhack()" in page
    assert not Page(page).found


def test_every_file_of_the_media_is_shut_in_whatever_it_is(client, media_root):
    """Drawn cards too."""
    edition = make_edition("With a card", lead_photo=make_photo("zz"))
    default_storage.save(social_cards.name_of(edition), ContentFile(b"a card"))
    shown = [edition.lead_photo.url, f"/media/{social_cards.name_of(edition)}"]
    for address in shown:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
        close(answer)


@pytest.mark.parametrize(
    ("fields", "letters", "status"), [(2900, 1, 200), (3001, 1, 400), (1, 4 << 20, 200), (1, (5 << 20) + 1, 400)]
)
def test_no_form_has_fields_or_words_without_end(admin_client, fields, letters, status):
    """Each arrives whole and is of no story, so that one which is taken comes back to be put right."""
    form = {f"other-{number}": "x" * letters for number in range(fields)} | {ENDING: "1"}
    assert admin_client.post("/admin/companies/tag/add/", form).status_code == status


def test_what_is_kept_for_the_desk_alone_can_be_read_by_this_site_alone():
    """By no other account of the machine either."""
    name = storages["private"].save("imports/zz.xml", ContentFile(b"drafts"))
    path = Path(storages["private"].path(name))
    try:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert not path.is_relative_to(default_storage.path(""))
    finally:
        storages["private"].delete(name)
