"""A page that was opened before an upgrade sends a form that knows less than the desk does now."""

import pytest

from newsroom.demo.make import make_article
from tests.newsroom.admin.screens import change_url, fields_of

pytestmark = pytest.mark.django_db


def test_what_the_page_did_not_ask_stays_as_it_was(reporter):
    story = make_article(by=reporter, body="Old", contact="Li Na, 555 0101", ai_note="Translated by a machine.")
    page = reporter.client.get(change_url(story))
    unknown = {"contact", "ai_note", "language", "planned_for"}
    older = {name: values for name, values in fields_of(page).items() if name not in unknown}
    answer = reporter.client.post(change_url(story), older | {"body": "New", "_save": "Save"})
    assert answer.status_code == 302
    story.refresh_from_db()
    assert (story.body, story.contact, story.ai_note, story.language) == (
        "New",
        "Li Na, 555 0101",
        "Translated by a machine.",
        "en",
    )
