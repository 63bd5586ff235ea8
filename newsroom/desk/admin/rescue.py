"""A text whose sender was signed out, whose form was too old, or for which even the database had no time.

The page holds everything that was sent, in hidden fields under a new Save button, and shows what one wrote. It asks
nothing of the database, and gives a text to nobody but whoever has just sent it from a page of this site.
"""

import logging
import re

from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.core.exceptions import FieldDoesNotExist
from django.http import QueryDict, UnreadablePostError
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.views.csrf import csrf_failure as plain_failure

from companies.admin.fields import is_number
from companies.admin.whole_forms import ENDING
from newsroom.models import Article
from newsroom.running import trouble

logger = logging.getLogger(__name__)

SIGNED_OUT = (
    "You are not signed in any more, so nothing was saved. Your text is here: sign in again in a new tab, then come "
    "back to this page and save it."
)
TOO_OLD = (
    "You signed in again since this form was opened, so it was not taken yet and nothing was saved. Your text is here: "
    "press the button once more."
)
BUSY = "The database was busy, so nothing was saved. Your text is all here: try again in a moment."
READ_ONLY = (
    "The database takes no changes at this moment, so nothing was saved. Your text is all here: leave this page open, "
    "and save it again in some minutes."
)
FULL = (
    "The disk of the server is full or fails, so this was not taken. Your text is all here: leave this page open, tell "
    "whoever runs the server, and save it again when there is room."
)
UNSURE = (
    "The line to the database broke, so it is not sure that anything was saved. Your text is all here: save it again "
    "in a moment. What was saved already is not saved twice."
)
NOT_STORED = (
    "The files of this site cannot be written at this moment, so nothing was saved. What you wrote is here: send it "
    "once more in a while, and choose the file again if there was one."
)
BROKEN = (
    "Something broke on our side, so it is not sure that anything was saved. It has been noted. What you wrote is all "
    "here: look at the story in another tab first, then try again or copy your text."
)
_PARTS = re.compile(r"(.*)_([01])")
_KEPT_QUIET = {ENDING, "csrfmiddlewaretoken", "version", "token", "base", "theirs", "revision"}
_SHOWN_AS = {
    "companies": "companies, by number",
    "people": "people, by number",
    "topics": "topics",
    "attachments": "attachments, by number",
}


def typed(post: QueryDict) -> list[tuple[str, str]]:
    """What somebody wrote, with the names of the fields: [(label, text)], tags and credits included."""
    said = []
    for name, values in post.lists():
        text = "\n".join(value for value in values if value)
        if name in _KEPT_QUIET or name.startswith(("_", "take-", "place-")) or not text:
            continue
        if name.startswith("credits-"):
            _, _, number_and_field = name.partition("-")
            number, _, field = number_and_field.partition("-")
            if field in {"name", "outlet", "role"} and is_number(number):
                said.append((f"credit {int(number) + 1}, {field}", text))
            continue
        said.append((_label(name), text))
    return said


def _label(name: str) -> str:
    if name in _SHOWN_AS:
        return _SHOWN_AS[name]
    parts = _PARTS.fullmatch(name)
    try:
        label = str(Article._meta.get_field(parts[1] if parts else name).verbose_name)
    except FieldDoesNotExist:
        return name.replace("_", " ")
    return f"{label}, {'time' if parts[2] == '1' else 'date'}" if parts else label


def why(error: Exception) -> str:
    """The sentence for a database that did not do what it was asked for."""
    note(error)
    cause = error.__cause__ or error
    # A PostgreSQL that refuses says so by a number. Where none came, the line broke, perhaps behind a COMMIT.
    number = getattr(cause, "sqlstate", BUSY)
    if number is None:
        return UNSURE
    if trouble.is_of_the_disk(error):
        return FULL
    return READ_ONLY if trouble.is_read_only(error) else BROKEN if trouble.is_damaged(error) else BUSY


def note(error: Exception) -> None:
    """Log why a text went back: its page is an answer like others, and tells only its writer."""
    logger.warning("A text went back to its writer. %s", trouble.in_words(error) or type(error).__name__)


def unsay(request) -> None:
    """What was to be told of a save that then failed. Only the storage knows what waits, and says so to nobody."""
    if waiting := getattr(get_messages(request), "_queued_messages", None):
        waiting.clear()


def page(request, site, why: str, *, status: int):
    """What was sent, to be sent once more."""
    unsay(request)
    post = request.POST
    pressed = next(
        ((name, post[name]) for name in ("_save", "_continue", "_addanother") if name in post), ("_save", "Save")
    )
    context = {
        "site_header": site.site_header,
        "site_title": site.site_title,
        "site_url": site.site_url,
        "title": "Your text is still here",
        "has_permission": False,
        # Who it is and what waits to be said lie in the session, and that in the database.
        "user": AnonymousUser(),
        "messages": (),
        "why": why,
        "typed": [(capfirst(label), text) for label, text in typed(post)],
        "hidden": [
            (name, value)
            for name, values in post.lists()
            for value in values
            if name not in {ENDING, "csrfmiddlewaretoken"} and not name.startswith("_")
        ],
        "pressed": pressed,
        "ending": ENDING,
        "login_url": f"{reverse('admin:login')}?next={reverse('admin:index')}",
        "is_signed_out": why == SIGNED_OUT,
    }
    response = TemplateResponse(request, "admin/text_rescued.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response.render()


def is_written(request) -> bool:
    """Whether the request sends a form in which somebody writes, whole."""
    match = request.resolver_match
    names = ("_change", "_add", "_step")
    try:
        return (
            match is not None
            and match.namespace == "admin"
            and (match.url_name or "").endswith(names)
            and not match.url_name.startswith("auth_")  # passwords go on no page
            and ENDING in request.POST
        )
    except (UnreadablePostError, OSError):
        return False


def csrf_failure(request, reason=""):
    """Named in the settings: Django calls it where a form's token is wrong, as it is after every sign-in."""
    from django.contrib import admin

    if is_written(request) and _is_from_here(request) and admin.site.has_permission(request):
        return page(request, admin.site, TOO_OLD, status=403)
    return plain_failure(request, reason)


def _is_from_here(request) -> bool:
    """Whether a page of this site sent the form. Somebody else's page must not put its words under our button."""
    if fetched := request.headers.get("Sec-Fetch-Site"):
        return fetched == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
