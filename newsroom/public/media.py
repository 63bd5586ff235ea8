"""The gate before pictures and documents: a file is public while something public shows it.

Whoever guesses the name of a picture that waits for an announcement learns nothing, not even that it exists.
"""

import hashlib
import logging
import mimetypes
import os
import re
from datetime import datetime
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header, http_date
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from companies.models import Company, Photo
from newsroom import social_cards
from newsroom.documents import KINDS
from newsroom.models import Attachment, Edition, Generation
from newsroom.models.attachment import FOLDER, file_name
from newsroom.public import ranges
from people.models import Person

logger = logging.getLogger(__name__)

LONGEST = 300  # seconds
_NAME = re.compile(r"[\w-]+(?:[./][\w-]+)+")  # no empty part, no "..", no NUL
_COPY = re.compile(r"[-_.]\d+(?:x\d+)?(?:-\d+x\d+)?$")  # what a copy's or cut's stem has behind the original's
# The edition that a photo was last found in, by number; in each process, so that readers need no cache to be there.
_STANDS_IN: dict[int, int] = {}
# What readers were shown when a photo was last found in no text, so that asking again reads none of them.
_STANDS_IN_NONE: dict[int, tuple] = {}
_MOST_KNOWN = 20_000
_SUFFIXES = ("jpg", "jpeg", "png", "webp", "avif", "gif")


@method_decorator(csrf_exempt, name="dispatch")
class Media(View):
    def get(self, request, name):
        try:
            return self.file(request, name)
        except OSError:  # a disk or a store that does not answer; what is not there is another matter
            logger.exception("The media could not be read.")
            answer = HttpResponse("Pictures cannot be shown at this moment.\n", status=503, content_type="text/plain")
            answer["Retry-After"], answer["Cache-Control"] = "10", "no-store"
            return answer

    def file(self, request, name):
        if name.startswith(f"{social_cards.FOLDER}/"):
            return self.card(request, name)
        if name.startswith(f"{FOLDER}/"):
            return self.document(request, name)
        photo = find_photo(name)
        if photo is None:
            raise Http404
        now = timezone.now()
        if is_public(photo, at=now):
            keep = f"public, max-age={seconds_to_keep(now)}"
        elif _may_see_any(request, "companies.view_photo"):
            keep = "private, no-store"
        else:
            raise Http404
        return self.send(request, photo, name, keep)

    def card(self, request, name):
        """A social card is public while its story is live under the headline that is drawn on it."""
        now = timezone.now()
        if name != social_cards.name_of_site():
            story = social_cards.story_named(name)
            # In the order of the index that finds it: the usual order would tempt PostgreSQL to walk all stories.
            live = Edition.objects.live(now).filter(public_id=story).order_by("public_id").select_related("section")
            edition = live.defer("body", "body_html").first() if story else None
            if edition is None or social_cards.name_of(edition) != name:
                raise Http404
        try:
            with default_storage.open(name) as file:
                data = file.read()
            if not data:  # as a lost disk left it
                raise FileNotFoundError(name)
            etag = f'"{PurePosixPath(name).stem}"'
            response = get_conditional_response(request, etag=etag)
            if response is None:
                response = _whole_or_part(request, ContentFile(data), etag)
                response["Content-Type"] = "image/jpeg"
                response["Accept-Ranges"] = "bytes"
            response["Cache-Control"] = f"public, max-age={seconds_to_keep(now)}"
            response["ETag"] = etag
        except (FileNotFoundError, PermissionError, IsADirectoryError):
            # Not drawn yet, or lost. The mark of the house is better than an empty frame, for a while.
            response = HttpResponseRedirect(static("img/card.png"))
            response["Cache-Control"] = f"public, max-age={min(60, seconds_to_keep(now))}"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    def document(self, request, name):
        """A document is public while a live edition carries it, and goes out as a file to keep, never as a page."""
        now = timezone.now()
        carried = _carried(name, now)
        keep = f"public, max-age={seconds_to_keep(now)}"
        if carried is None:
            if not (_NAME.fullmatch(name) and _may_see_any(request, "newsroom.view_attachment")):
                raise Http404
            attachment, keep = get_object_or_404(Attachment, file=name), "private, no-store"
            carried = attachment.as_carried
        response = self.send(request, Attachment.objects.only("file", "created_at").get(pk=carried["id"]), name, keep)
        if "Content-Type" in response:
            response["Content-Type"] = KINDS[carried["kind"]].content_type
        response["Content-Disposition"] = content_disposition_header(True, file_name(carried))
        response["X-Robots-Tag"] = "noindex"
        return response

    def send(self, request, stored, name, keep):
        # Neither a picture nor its copies nor a document ever change, so the name says all.
        etag = f'"{hashlib.sha256(f"{stored.pk}:{name}".encode()).hexdigest()[:32]}"'
        modified = int(stored.created_at.timestamp())
        response = get_conditional_response(request, etag=etag, last_modified=modified)
        if response is None:
            file, name = open_stored(stored, name)
            response = _whole_or_part(request, file, etag)
            kind = mimetypes.guess_type(name)[0] or ""
            response["Content-Type"] = kind if kind.startswith("image/") else "application/octet-stream"
            response["Last-Modified"] = http_date(modified)
            response["Accept-Ranges"] = "bytes"
        response["ETag"] = etag
        response["Cache-Control"] = keep
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response


def _whole_or_part(request, file, etag: str):
    try:
        part = ranges.asked_for(request, size=file.size, etag=etag)
    except ranges.NotSatisfiable:
        with file:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    if part is None:
        return FileResponse(file)
    response = FileResponse(ranges.Part(file, part), status=206)
    response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{file.size}"
    response["Content-Length"] = str(len(part))
    return response


def seconds_to_keep(now: datetime) -> int:
    """How long anybody may show a picture without asking again: a few minutes, and not beyond the next moment.

    After that a 304 says that it still stands, or "not found" that its story was withdrawn.
    """
    moment = Generation.objects.standing(now)[1]
    return LONGEST if moment is None else min(LONGEST, int((moment - now).total_seconds()))


def open_stored(photo: Photo | Attachment, name: str) -> tuple:
    """The file and its name; in the place of a copy that was lost, the picture itself, heavier but the same to see.

    A file that a lost disk left empty is none, and neither is one that cannot be read, or a folder in its place.
    """
    refused = None
    for there in dict.fromkeys((name, photo.file.name)):
        try:
            file = photo.file.storage.open(there)
        except FileNotFoundError:
            continue
        except (PermissionError, IsADirectoryError) as error:
            refused = error
            continue
        try:
            if _begins(file, photo.file.storage):
                return file, there
        except OSError as error:
            refused = error
        file.close()
    raise refused or Http404


def _begins(file, storage: Storage) -> bool:
    """Whether something stands there. Raises OSError where a disk cannot read it, while there is no answer yet that
    would break off. Only the system is asked: where in the file it stands must be 0 for whoever sends it on.
    """
    if isinstance(storage, FileSystemStorage):
        return bool(os.pread(file.fileno(), 1, 0))
    return bool(file.size)


def _carried(name: str, now: datetime) -> dict | None:
    """What the live edition that carries the document says of it; None where readers see none."""
    if len(name) > 200 or not _NAME.fullmatch(name):
        return None
    live = Edition.objects.live(now).filter(attachment_items__attachment__file=name).order_by("-live_from", "-pk")
    found = live.values_list("attachments", flat=True).first() or ()
    return next((each for each in found if each["file"] == name), None)


def find_photo(name: str) -> Photo | None:
    """The photo that a file belongs to: its own file, or one of the copies that it names."""
    if len(name) > 200 or not _NAME.fullmatch(name):
        return None
    path = PurePosixPath(name)
    stems = {path.with_suffix(""), path.with_name(_COPY.sub("", path.stem) or path.stem)}
    originals = [f"{stem}.{suffix}" for stem in stems for suffix in _SUFFIXES]
    for photo in Photo.objects.filter(file__in=originals):
        if name == photo.file.name or any(name == rendition["name"] for rendition in photo.renditions):
            return photo
    return None


def is_public(photo: Photo, *, at) -> bool:
    """Whether something that readers see at that moment shows the photo."""
    live = Edition.objects.live(at)
    return (
        live.filter(lead_photo=photo).exists()
        or Company.objects.listed().filter(picture=photo).exists()
        or Person.objects.listed().filter(picture=photo).exists()
        or _stands_in_a_text(photo, live, at)
    )


def _stands_in_a_text(photo: Photo, live, at) -> bool:
    """Reading all texts is slow, so the story found last time is asked first; whether it is live is asked each time."""
    stem = PurePosixPath(photo.file.name).with_suffix("")
    shown_by = live.filter(body_html__contains=f'"{settings.MEDIA_URL}{stem}')
    last = _STANDS_IN.get(photo.pk)
    if last and shown_by.filter(pk=last).exists():
        return True
    shown = (photo.created_at, *Generation.objects.standing(at))
    if _STANDS_IN_NONE.get(photo.pk) == shown:
        return False
    # A text cannot show a picture that was not there when it was published.
    found = shown_by.filter(live_from__gte=photo.created_at).values_list("pk", flat=True).first()
    known, value = (_STANDS_IN, found) if found else (_STANDS_IN_NONE, shown)
    if len(known) >= _MOST_KNOWN:
        known.clear()
    known[photo.pk] = value
    return found is not None


def _may_see_any(request, permission: str) -> bool:
    # Readers have no session; asking for theirs would make the answer vary by cookie.
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.has_perm(permission)
