"""The last look at an answer, rule by rule: what every one is given, what may be kept, and what a cache never gets."""

import re

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from newsroom.public.headers import PublicHeadersMiddleware

PUBLIC = {"Cache-Control": "public, max-age=60"}


def looked_at(answer, method="get", **headers):
    return PublicHeadersMiddleware(lambda request: answer)(getattr(RequestFactory(), method)("/", headers=headers))


def with_cookie(**options) -> HttpResponse:
    answer = HttpResponse("x", **options)
    answer.set_cookie("sessionid", "secret")
    return answer


def test_nothing_is_asked_of_a_browser_and_no_other_site_may_embed_it():
    answer = looked_at(HttpResponse("x"))
    asked = re.findall(r"([a-z-]+)=\(\)", answer["Permissions-Policy"])
    assert asked == [
        "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "geolocation",
        "gyroscope", "magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "usb", "xr-spatial-tracking",
    ]  # fmt: skip
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    own = looked_at(HttpResponse("x", headers={"Cross-Origin-Resource-Policy": "cross-origin"}))
    assert own["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("status", [301, 404])
def test_a_redirect_for_good_and_what_is_not_there_are_kept_briefly(status):
    assert looked_at(HttpResponse(status=status))["Cache-Control"] == "public, max-age=10"


@pytest.mark.parametrize(
    "answer",
    [
        *(HttpResponse(status=status) for status in (200, 302, 303, 307, 400, 403, 410, 500, 503)),
        with_cookie(status=404), with_cookie(status=301),
        HttpResponse(status=404, headers={"Vary": "Cookie"}), HttpResponse(status=301, headers={"Vary": "Accept"}),
    ],
)  # fmt: skip
def test_all_else_that_does_not_call_itself_public_is_kept_by_nobody(answer):
    seen = looked_at(answer)
    assert seen["Cache-Control"] == "private, no-store"
    assert "ETag" not in seen


def test_what_is_private_keeps_its_cookies_and_what_is_public_has_none():
    assert looked_at(with_cookie(headers={"Cache-Control": "private"})).cookies
    shared = looked_at(with_cookie(headers=PUBLIC | {"Vary": "Cookie, Accept-Language"}))
    assert not shared.cookies
    assert shared["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("method", ["get", "head"])
def test_whoever_has_a_page_is_told_so(method):
    page = looked_at(HttpResponse("x", headers=PUBLIC), method)
    assert looked_at(HttpResponse("x", headers=PUBLIC), method, If_None_Match=page["ETag"]).status_code == 304
    assert looked_at(HttpResponse("y", headers=PUBLIC), method)["ETag"] != page["ETag"]


@pytest.mark.parametrize(
    ("answer", "method"),
    [
        (lambda: HttpResponse("x", status=404, headers=PUBLIC), "get"),
        (lambda: HttpResponse("x", status=410, headers=PUBLIC), "get"),
        (lambda: HttpResponse("x", headers=PUBLIC), "post"),
        (lambda: StreamingHttpResponse(["x"], headers=PUBLIC), "get"),
    ],
)
def test_only_a_page_that_was_asked_for_is_compared_with_what_somebody_has(answer, method):
    seen = looked_at(answer(), method, If_None_Match="*")
    assert seen.status_code == answer().status_code
    assert "ETag" not in seen


def test_a_refusal_of_a_condition_has_nothing_of_the_page_but_its_policies():
    own = {"Last-Modified": "Fri, 25 Oct 2013 10:00:00 GMT", "Content-Disposition": "attachment", "Link": "</x/>"}
    refused = looked_at(HttpResponse("x", headers=PUBLIC | own), If_Match='"another"')
    assert (refused.status_code, refused["Content-Length"]) == (412, "0")
    assert not own.keys() & refused.headers.keys()
    assert "camera=()" in refused["Permissions-Policy"]
