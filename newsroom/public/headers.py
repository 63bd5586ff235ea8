"""Headers that every answer carries, and the conditional answer: equal content has an equal ETag."""

import hashlib

from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_http_date_safe

# What a page of ours never asks of a browser.
_PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "geolocation",
        "gyroscope", "magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip
_OF_THE_PAGE = {"ETag", "Last-Modified", "Content-Disposition", "Link"}
_BRIEFLY = 10  # seconds: what is missing now may be published in a moment


class PublicHeadersMiddleware:
    """The last to look at an answer that Django made.

    An answer that is public says so itself in Cache-Control. One that says nothing is kept by nobody, but for
    redirects and "not found", which hold no secret and may be kept for a moment.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "Cache-Control" not in response:
            brief = response.status_code in (301, 404) and not response.cookies and "Vary" not in response
            response["Cache-Control"] = f"public, max-age={_BRIEFLY}" if brief else "private, no-store"
        if not response["Cache-Control"].startswith("public"):
            return response
        # A session cookie that is none makes Django take it back, and a cache would hand that to everybody.
        response.cookies.clear()
        if "Cookie" in response.get("Vary", ""):
            del response["Vary"]
        patch_vary_headers(response, ["Accept-Encoding"])
        if response.streaming or response.status_code != 200 or request.method not in ("GET", "HEAD"):
            return response
        response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        modified = parse_http_date_safe(response.get("Last-Modified", ""))
        answer = get_conditional_response(request, etag=response["ETag"], last_modified=modified, response=response)
        if answer.status_code == 412:  # Django makes it of nothing: give it what every refusal of ours has
            for name, value in response.items():
                if name not in _OF_THE_PAGE:
                    answer[name] = value
            answer["Cache-Control"], answer["Content-Length"] = "private, no-store", "0"
        return answer
