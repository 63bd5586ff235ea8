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
