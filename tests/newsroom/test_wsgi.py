"""The door that gunicorn opens: a body that breaks off is refused before anything is saved."""

import socket
from io import BytesIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import UnreadablePostError
from django.test import Client

from newsroom import exact_body, taken_in_time, wsgi
from newsroom.backups import unfinished
from newsroom.exact_body import BodyBrokenOff, ExactBody
from newsroom.public.ready import ReadyPages
from newsroom.running import arrival
from newsroom.running.request_id import RequestId
from newsroom.taken_in_time import TakenInTime

FORM = b"headline=A+long+headline&body=" + b"word+" * 500


def body_of(sent: bytes, length, read=lambda stream: stream.read()):
    """What an application reads of a request that announces `length` bytes and brings `sent`."""
    found = []

    def app(environ, start_response):
        found.append(read(environ["wsgi.input"]))
        return []

    environ = {"REQUEST_METHOD": "POST", "wsgi.input": BytesIO(sent)}
    if length is not None:
        environ["CONTENT_LENGTH"] = str(length)
    ExactBody(app)(environ, None)
    return found[0]


READERS = [
    lambda stream: stream.read(),
    lambda stream: stream.read(-1),
    lambda stream: stream.read(None),
    lambda stream: b"".join(iter(lambda: stream.read(7), b"")),
    lambda stream: b"".join(iter(stream.readline, b"")),
    lambda stream: b"".join(iter(lambda: stream.readline(7), b"")),
    lambda stream: b"".join(stream.readlines()),
    lambda stream: b"".join(stream),
    lambda stream: stream.read(5) + stream.readline() + stream.read(),
]
LINES = b"first\nsecond\n\nlast, without an end"


@pytest.mark.parametrize("read", READERS)
def test_a_whole_body_is_read_as_it_is(read):
    assert body_of(LINES, len(LINES), read) == LINES


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("cut", [0, 1, 6, 14, len(LINES) - 1])
def test_a_body_that_breaks_off_cannot_be_read(read, cut):
    with pytest.raises(BodyBrokenOff):
        body_of(LINES[:cut], len(LINES), read)


@pytest.mark.parametrize("read", READERS)
def test_what_comes_after_the_body_is_not_read(read):
    assert body_of(LINES + b"\nGET / HTTP/1.1", len(LINES), read) == LINES


@pytest.mark.parametrize("length", [None, "", 0, "x", -5])
def test_a_request_without_a_length_is_passed_on(length):
    assert body_of(b"", length) == b""


class Watch:
    """In the place of the one that shuts connections: what it was told, in order."""

    def __init__(self):
        self.told = []

    def begin(self, connection, seconds, what=socket.SHUT_RD):
        self.told.append(("begin", connection, seconds, what))

    def end(self, connection):
        self.told.append(("end", connection))


def test_a_body_has_its_time_and_what_comes_after_it_any(monkeypatch):
    watch = Watch()
    monkeypatch.setattr(exact_body, "watch", watch)

    def app(environ, start_response):
        environ["wsgi.input"].read(3)
        assert len(watch.told) == 1
        environ["wsgi.input"].read()
        assert watch.told[1:] == [("end", "theirs")], "a page may take its time"
        return []

    environ = {"CONTENT_LENGTH": "10", "wsgi.input": BytesIO(b"x" * 10), "gunicorn.socket": "theirs"}
    ExactBody(app)(environ, None)
    assert watch.told[0] == ("begin", "theirs", arrival.seconds_for(10), socket.SHUT_RD)
    watch.told.clear()
    with pytest.raises(BodyBrokenOff):
        ExactBody(app)(environ | {"wsgi.input": BytesIO(b"")}, None)
    assert watch.told[-1] == ("end", "theirs")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ([("Content-Length", "1000000")], arrival.seconds_for(1_000_000)),
        ([("content-length", "5")], arrival.seconds_for(5)),
        ([("Content-Type", "text/csv")], 600),
    ],
)
def test_an_answer_has_the_time_that_its_length_needs(monkeypatch, headers, seconds):
    watch, heard = Watch(), []
    monkeypatch.setattr(taken_in_time, "watch", watch)

    def app(environ, start_response):
        start_response("200 OK", headers, *environ.get("error", ()))
        assert not watch.told, "nobody takes what is not made"
        return ["said"]

    layer = TakenInTime(app)
    assert layer({}, lambda *said: heard.append(said)) == ["said"], "of a test, or another server"
    assert not watch.told
    assert layer({"gunicorn.socket": "theirs", "error": ("why",)}, lambda *said: heard.append(said)) == ["said"]
    assert watch.told == [("begin", "theirs", seconds, socket.SHUT_RDWR)]
    assert heard == [("200 OK", headers), ("200 OK", headers, "why")]


def test_reading_nothing_is_no_broken_body():
    assert body_of(b"", 10, lambda stream: stream.read(0)) == b""


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=cut", "application/json"]
)
@pytest.mark.parametrize("share", [0, 0.3, 0.99])
def test_django_sees_no_half_form(kind, share):
    whole = b'--cut\r\nContent-Disposition: form-data; name="body"\r\n\r\n' + FORM + b"\r\n--cut--\r\n"
    seen = []

    def app(environ, start_response):
        request = WSGIRequest(environ)
        seen.append(dict(request.POST) or request.body)
        return []

    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(whole)),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
    }
    with pytest.raises(UnreadablePostError):
        ExactBody(app)(environ | {"wsgi.input": BytesIO(whole[: int(len(whole) * share)])}, None)
    assert seen == []
    ExactBody(app)(environ | {"wsgi.input": BytesIO(whole)}, None)
    assert seen


def test_the_desk_saves_no_half_form(one_connection, django_user_model):
    """The same form, with a token that would do, is taken when it is whole and refused when it breaks off."""
    django_user_model.objects.create_superuser("li.na", password="correct horse battery")
    client = Client(enforce_csrf_checks=True)
    client.get("/admin/account/login/")
    token = client.cookies["csrftoken"].value
    form = f"csrfmiddlewaretoken={token}&login=li.na&password=correct+horse+battery&next=/admin/".encode()

    def post(sent: bytes) -> int:
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/admin/account/login/",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(form)),
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": f"csrftoken={token}",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(sent),
        }
        heard = []
        ExactBody(WSGIHandler())(environ, lambda status, headers, exc_info=None: heard.append(status)).close()
        return int(heard[0][:3])

    # It ends before the last field, so all that was sent is well-formed and complete to the eye.
    assert post(form[: form.index(b"&next")]) == 403
    assert post(form) == 302


def test_the_door_is_made_of_five_layers(settings):
    settings.READY_PAGES = True
    door = wsgi.open_door()
    assert [type(layer) for layer in (door, door.app, door.app.app, door.app.app.app, door.app.app.app.app)] == [
        RequestId,
        TakenInTime,
        ExactBody,
        ReadyPages,
        WSGIHandler,
    ]
    assert not door.believes_proxy, "nobody said that one stands in front"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert wsgi.open_door().believes_proxy


def test_nothing_is_served_of_a_site_that_is_half_restored(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    unfinished.mark().touch()
    with pytest.raises(ImproperlyConfigured, match="A restore into this site is under way"):
        wsgi.open_door()


def test_ready_made_pages_can_be_switched_off(settings):
    settings.READY_PAGES = False
    assert isinstance(wsgi.open_door().app.app.app, WSGIHandler)
