"""What somebody sees who comes by a share link: the one revision it is bound to, its pictures, and nothing else.

The token stands in the address once. It is exchanged for a cookie that is sent to the story's own address and nowhere
else, so that no later address, no history of a browser and no other site learns it.
"""

import mimetypes
import time

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from newsroom.desk import draft_page, rehearsal, sharing
from newsroom.documents import KINDS
from newsroom.models import ShareLink
from newsroom.models.attachment import file_name

COOKIE, SALT = "shared", "newsroom.shared"
COOKIE_AGE = 60 * 60  # seconds; the link opens the story again
KEPT_FOR = 60  # seconds that a page is kept in this process, so that looking again holds up nobody who writes
MOST_KEPT = 15
_kept: dict[int, tuple[float, str]] = {}


@require_safe
def come_in(request, token):
    """Exchange the token for the cookie."""
    if request.method == "HEAD":
        return _close()  # whoever only looks whether there is something has not opened it
    link = sharing.follow(token)
    if link is None:
        return _close()
    address = reverse("shared_story", args=[link.pk])
    response = _private(HttpResponseRedirect(address))
    response.set_signed_cookie(
        COOKIE,
        link.token_sha256,
        salt=SALT,
        max_age=COOKIE_AGE,
        path=address,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_safe
def story(request, pk):
    link = _link(request, pk)
    if link is None:
        return _close()
    try:
        page = _page(request, link)
    except rehearsal.NotShown:
        return _close()
    return _private(HttpResponse(page))


@require_safe
def file(request, pk, name):
    """A file of the draft: of one of its photos, or a document that it carries, and no other."""
    link = _link(request, pk)
    if link and (carried := next((each for each in sharing.documents_of(link.revision) if each["file"] == name), None)):
        return _document(carried)
    photos = sharing.photos_of(link.revision) if link else []
    photo = next((each for each in photos if name in {each.file.name, *(r["name"] for r in each.renditions)}), None)
    if photo is None:
        return _close()
    try:
        response = FileResponse(photo.file.storage.open(name))
    except FileNotFoundError:
        return _close()
    kind = mimetypes.guess_type(name)[0] or ""
    response["Content-Type"] = kind if kind.startswith("image/") else "application/octet-stream"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return _private(response)


def _document(carried: dict) -> HttpResponse:
    try:
        stored = default_storage.open(carried["file"])
    except FileNotFoundError:
        return _close()
    response = FileResponse(stored, as_attachment=True, filename=file_name(carried))
    response["Content-Type"] = KINDS[carried["kind"]].content_type
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return _private(response)


def _link(request, pk: int) -> ShareLink | None:
    """The link whose cookie the visitor has, if it still opens."""
    seen = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=COOKIE_AGE)
    if not seen:
        return None
    links = ShareLink.objects.usable().select_related("article", "revision")
    return links.filter(pk=pk, token_sha256=seen).first()


def _page(request, link: ShareLink) -> str:
    kept = _kept.get(link.pk)
    if kept and time.monotonic() - kept[0] < KEPT_FOR:
        return kept[1]
    page = rehearsal.page_of_revision(request, link.article, link.revision)
    until = timezone.localtime(link.expires_at)
    notice = f"Not published. Shown to you until {until:%Y-%m-%d %H:%M %Z}; please don’t pass it on."
    embargo = link.article.embargoed_until
    if embargo and embargo > timezone.now():
        notice = f"Under embargo until {timezone.localtime(embargo):%Y-%m-%d %H:%M %Z}. {notice}"
    address = reverse("shared_story", args=[link.pk])
    names = [photo.file.name for photo in sharing.photos_of(link.revision)]
    names += [each["file"] for each in sharing.documents_of(link.revision)]
    page = draft_page.with_files_at(draft_page.marked(page, notice), names, f"{address}media/")
    for oldest in list(_kept)[:-MOST_KEPT]:  # other threads may be here as well
        _kept.pop(oldest, None)
    _kept[link.pk] = time.monotonic(), page
    return page


def _close() -> HttpResponse:
    """One answer for a link that never was, has ended, was revoked, or whose cookie is not there."""
    return _private(
        HttpResponse(render_to_string("newsroom/link_ended.html", {"site": settings.SITE_NAME}), status=404)
    )


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response


urlpatterns = [
    path("story/<int:pk>/", story, name="shared_story"),
    path("story/<int:pk>/media/<path:name>", file, name="shared_file"),
    path("<str:token>/", come_in, name="shared"),
]
