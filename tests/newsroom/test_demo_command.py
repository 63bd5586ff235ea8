"""The demo: loaded once however often it is asked for, and never with public passwords on a site that others reach."""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from companies.models import Company, Photo
from newsroom.demo import synthetic
from newsroom.models import Article, Edition, Event
from people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_drawings")]


def counts() -> list[int]:
    return [model.objects.count() for model in (Article, Edition, Event, Photo, Company, Person)]


def test_second_run_changes_nothing(capsys):
    call_command("demo")
    first = counts()
    assert first[0] >= 14
    assert Edition.objects.live().count() == first[0]
    assert not Photo.objects.without_alt_text().exists()
    call_command("demo")
    assert counts() == first
    call_command("demo", if_empty=True)
    assert "not loaded again" in capsys.readouterr().out


def test_logins_are_refused_where_debug_is_off_unless_asked_for(settings, capsys):
    call_command("demo")
    assert not get_user_model().objects.exists()
    assert "password is public" in capsys.readouterr().out
    call_command("demo", logins=True)
    assert get_user_model().objects.count() == 5
    assert get_user_model().objects.get(username="tagger").groups.get().name == "tagger"


def test_generated_stories_say_that_they_are(capsys, monkeypatch):
    companies, people = synthetic.synthetic_directory()
    monkeypatch.setattr(synthetic, "synthetic_directory", lambda: (companies[:20], people[:20]))  # of nine hundred
    call_command("demo", if_empty=False, stories=30)
    generated = Edition.objects.live().filter(headline__startswith="Sample story")
    assert generated.count() == 30
    assert "30 generated stories" in capsys.readouterr().out
