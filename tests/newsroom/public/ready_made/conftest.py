"""The layer with stand-ins behind it: a Django that notes what it was asked, a database of one row."""

import pytest

from newsroom.public import ready
from newsroom.public.ready import ReadyPages
from tests.newsroom.public.ready_made.asking import Database, Django


@pytest.fixture
def django():
    django = Django()
    yield django
    assert len(django.closed) == len(django.answered), "an answer was not closed, or twice"


@pytest.fixture
def database():
    return Database()


@pytest.fixture
def pages(django, database, monkeypatch):
    """The layer, asking for the generation at every request, so that no test has to wait."""
    monkeypatch.setattr(ready, "ASK_EVERY", 0)
    return ReadyPages(django, megabytes=1, ask=database)
