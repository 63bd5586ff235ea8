import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from newsroom.desk.signin import adapter

PASSWORD = "correct horse battery"
LOGIN = "/admin/account/login/"


@pytest.fixture
def make_account(db):
    """An account of the desk in a group, with a password that the door takes."""

    def make(name: str, *roles: str, **fields) -> User:
        user = User.objects.create_user(name, f"{name}@example.org", PASSWORD, **{"is_staff": True} | fields)
        user.groups.set(Group.objects.filter(name__in=roles))
        return user

    return make


@pytest.fixture
def visitor(monkeypatch):
    """Somebody at the door: `sign_in` types a name and a password, from an address. No mail is long in coming."""
    monkeypatch.setattr(adapter, "LATER", 0.01)

    class Visitor(Client):
        def sign_in(self, name: str, password: str = PASSWORD, address: str = "203.0.113.7", **fields):
            return self.post(LOGIN, {"login": name, "password": password, **fields}, REMOTE_ADDR=address)

    return Visitor


@pytest.fixture
def clock():
    """A clock that a test moves; it stands still until then."""
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller
