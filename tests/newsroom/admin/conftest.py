from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.utils import timezone

from newsroom.demo.make import make_article
from newsroom.desk import import_runs, workflow


@pytest.fixture
def make_user(db):
    """A colleague in a group, or with single permissions; `client` is theirs, signed in."""

    def make(*roles: str, permissions=(), name: str = "", **fields) -> User:
        number = User.objects.count()
        user = User.objects.create_user(name or f"colleague{number}", password="x", is_staff=True, **fields)
        user.groups.set(Group.objects.filter(name__in=roles))
        for label in permissions:
            app, codename = label.split(".")
            user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
        user.client = Client()
        user.client.force_login(user)
        return user

    return make


@pytest.fixture
def editor(make_user):
    return make_user("editor", name="li", first_name="Li", last_name="Na")


@pytest.fixture
def reporter(make_user):
    return make_user("reporter", name="wang")


@pytest.fixture
def managing_editor(make_user):
    return make_user("managing editor", name="zhao")


@pytest.fixture
def tagger(make_user):
    return make_user("tagger", name="sun")


@pytest.fixture
def soon():
    """A moment two hours from now, without the odd seconds that no form carries."""
    return (timezone.now() + timedelta(hours=2)).replace(second=0, microsecond=0)


@pytest.fixture
def clock():
    """A clock that a test moves; it stands still until then."""
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def make_approved():
    """A story that somebody wrote (nobody, if not said) and the system approved."""

    def make(headline: str = "", *, by=None, **fields):
        story = make_article(headline, by=by, **fields)
        if by:
            workflow.submit(story, by=by)
        workflow.approve(story)
        return story

    return make


@pytest.fixture
def make_scheduled(make_approved, soon):
    """A story that goes live two hours from now."""

    def make(headline: str = "", **fields):
        story = make_approved(headline, **fields)
        workflow.schedule(story, at=soon)
        return story

    return make


@pytest.fixture
def make_submitted(reporter):
    """A story of the reporter's that waits for a review."""

    def make(headline: str = "", *, by=None, **fields):
        story = make_article(headline, by=by or reporter, **fields)
        workflow.submit(story, by=by or reporter)
        return story

    return make


@pytest.fixture
def started(settings, tmp_path, monkeypatch):
    """The commands that would have been started as processes for imports."""
    settings.MEDIA_ROOT = tmp_path / "media"
    commands = []
    monkeypatch.setattr(import_runs.subprocess, "Popen", lambda command, **how: commands.append(command))
    return commands
