"""Nothing large is read of somebody who is not signed in."""

import io

import pytest
from django.db import OperationalError

from companies.admin.whole_forms import ENDING
from newsroom.desk.signin.strangers import MOST, StrangersSendLittle

pytestmark = pytest.mark.django_db


class Unread(io.BytesIO):
    def read(self, size=-1):
        raise AssertionError("it was read")

    readline = read


def test_it_is_half_a_megabyte():
    assert MOST <= 512 * 1024


@pytest.mark.parametrize("path", ["/", "/admin/account/login/", "/admin/newsroom/importrun/add/", "/csp-report"])
def test_it_is_refused_unread(client, path, django_assert_num_queries):
    environ = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(MOST + 1), "REQUEST_METHOD": "POST"}
    for kind in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
        with django_assert_num_queries(0):
            assert client.generic("POST", path, CONTENT_TYPE=kind, **environ).status_code == 413


@pytest.mark.parametrize("length", ["x", "-1", "9e9", "½"])
def test_a_length_that_is_no_number_is_left_to_who_reads(client, length):
    assert client.generic("POST", "/admin/account/login/", CONTENT_LENGTH=length).status_code == 200


def test_where_nobody_can_say_who_it_is_it_goes_on(rf):
    """To the layers that give a text back."""

    class Unknown:
        @property
        def is_authenticated(self):
            raise OperationalError("database is locked")

    request = rf.post("/admin/newsroom/article/add/", {"body": "x" * (MOST + 1)})
    request.user = Unknown()
    assert StrangersSendLittle(lambda request: "went on")(request) == "went on"


def test_a_long_text_of_somebody_signed_out_comes_back(client):
    text = "Ren Zhengfei said. " * (MOST // 40)
    answer = client.post("/admin/newsroom/article/add/", {"body": text, ENDING: "1"})
    assert answer.status_code == 401
    assert text in answer.content.decode()


def test_whoever_is_signed_in_sends_what_a_page_takes(admin_client):
    answer = admin_client.post("/admin/newsroom/article/add/", {"headline": "x", "body": "y" * (MOST + 1)})
    assert answer.status_code == 400  # cut off, as it says there: this form has no ending
