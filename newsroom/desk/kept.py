"""Text that somebody typed and has not saved: kept aside for them alone, offered when they come back.

And which form of a new story was saved already, so that it is not saved a second time.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

from django.db import OperationalError
from django.http import QueryDict
from django.utils import timezone

from newsroom.models import Article, EditBuffer, SavedForm
from newsroom.running.patience import patience

MOST_OFFERED = 5
FORM_DAYS = 7  # after which nobody sends the form of a new story again
KEPT_DAYS = 90  # after its owner was shown it and did nothing with it
_TOKEN = re.compile(r"[0-9a-f]{32}")
# What belongs to a request rather than to a text.
_PASSING = re.compile(r"csrfmiddlewaretoken|_\w+|theirs|(?:take|place)-[\w-]+|token")


class NotKept(Exception):
    """The text could not be kept aside. The message says why."""


def is_token(text: str) -> bool:
    """Whether `text` can be the name of a page that somebody writes on."""
    return bool(_TOKEN.fullmatch(text))


def payload_of(post: QueryDict) -> dict[str, list[str]]:
    """What was typed, as the browser would send it again; without NULs, which PostgreSQL doesn't take."""
    return {
        name.replace("\0", ""): [value.replace("\0", "") for value in values]
        for name, values in post.lists()
        if not _PASSING.fullmatch(name)
    }


def keep(user, article_id: int | None, token: str, post: QueryDict) -> EditBuffer:
    """Keep what `user` typed on the page that `token` names, in the place of what was kept of it before."""
    if not is_token(token):
        raise NotKept("The form came without its name, so its text could not be kept aside.")
    payload = payload_of(post)
    if _size(payload) > EditBuffer.MOST:
        raise NotKept("The text is too long to be kept aside. Save it in parts.")
    values = {"article_id": article_id, "payload": payload, "saved_at": timezone.now(), "offered_at": None}
    return EditBuffer.objects.update_or_create(user=user, token=token, defaults=values)[0]


def offered(user, article_id: int | None) -> list[EditBuffer]:
    """What is kept of the user's for this story, newest first; without a story, for those not saved yet."""
    found = list(EditBuffer.objects.filter(user=user, article=article_id)[:MOST_OFFERED])
    if new := [buffer.pk for buffer in found if buffer.offered_at is None]:
        with suppress(OperationalError), patience():  # busy; it counts from the next time
            EditBuffer.objects.filter(pk__in=new).update(offered_at=timezone.now())
    return found


def find(user, token: str) -> EditBuffer | None:
    """What is kept under that name, if it is the user's own."""
    return EditBuffer.objects.filter(user=user, token=token).first() if is_token(token) else None


def forget(user, token: str) -> bool:
    """Throw away what is kept under that name. Whether there was anything."""
    return is_token(token) and bool(EditBuffer.objects.filter(user=user, token=token).delete()[0])


def forget_old() -> int:
    """Throw away what its owner was shown long ago and left alone. How many texts."""
    long_ago = timezone.now() - timedelta(days=KEPT_DAYS)
    return EditBuffer.objects.filter(offered_at__lt=long_ago).delete()[0]


def note_saved(user, token: str, article: Article) -> None:
    """Write down, in the transaction that makes it, that this form became that story.

    Raises IntegrityError where the form has become one already; whoever sent it twice at once gets one story.
    """
    if is_token(token):
        SavedForm.objects.create(user=user, token=token, article=article)


def saved(user, token: str) -> Article | None:
    """The story that this form of the user's has become."""
    if not is_token(token):
        return None
    form = SavedForm.objects.filter(user=user, token=token).select_related("article").first()
    return form and form.article


def forget_forms() -> None:
    SavedForm.objects.filter(at__lt=timezone.now() - timedelta(days=FORM_DAYS)).delete()


def as_post(buffer: EditBuffer) -> QueryDict:
    """The kept text as a form that was sent."""
    post = QueryDict(mutable=True)
    for name, values in buffer.payload.items():
        post.setlist(name, values)
    post["token"] = buffer.token
    return post


def _size(payload: Mapping[str, list[str]]) -> int:
    return sum(len(name) + sum(map(len, values)) for name, values in payload.items())
