"""The page of the door: whoever comes types at once."""

import re

from .conftest import LOGIN


def focused(answer) -> list[str]:
    """The names of the fields that the browser puts the cursor into."""
    inputs = re.findall(r"<input [^>]*>", answer.content.decode())
    return [re.search(r'name="(\w+)"', each)[1] for each in inputs if " autofocus" in each]


def test_the_name_has_the_focus_and_after_a_mistake_the_password(visitor, make_account):
    make_account("li.na", "reporter")
    guest = visitor()
    assert focused(guest.get(LOGIN)) == ["login"]
    assert focused(guest.sign_in("", "something")) == ["login"]
    refused = guest.sign_in("li.na", "wrong")
    assert focused(refused) == ["password"]
    assert 'value="li.na"' in refused.content.decode()


def test_an_account_that_may_not_use_the_desk_is_told_so_and_sent_in_no_circle(visitor, make_account):
    """The door sends whoever is signed in to the desk, and the desk whoever may not to its door."""
    guest = visitor()
    guest.force_login(make_account("reader", is_staff=False))
    assert guest.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert guest.get("/admin/login/").status_code == 403
