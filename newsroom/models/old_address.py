import re
from urllib.parse import unquote, urlsplit

from django.db import models

from newsroom.models.article import Article

LONGEST = 500


def address_key(path: str, query: str = "") -> str:
    """The form in which an old address is kept and looked up: decoded, without the slash at its end.

    Two addresses that a server of any kind would hardly tell apart have one key: `/2013/05/a-story` and
    `/2013/05/a-story/`, `/caf%C3%A9` and `/café`.
    """
    path = re.sub(r"/{2,}", "/", unquote(path)).rstrip("/") or "/"
    return f"{path}?{unquote(query)}" if query else path


def key_of_address(address: str) -> str:
    """The key of a whole address, "" for what leads to no page of its own: a site's front page, no web address."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https", ""):
        return ""
    key = address_key(parts.path, parts.query)
    return key if key.startswith("/") and key != "/" and len(key) <= LONGEST and "\0" not in key else ""


class OldAddress(models.Model):
    """Where a story stood on another site before it came here: readers who come to that address are sent on.

    Names the story and not a place, so it leads in one hop to wherever the story stands by then, and nowhere while
    readers may not see it.
    """

    path = models.CharField(
        max_length=LONGEST, unique=True, help_text="From the first slash on, with its query: /2013/05/a-story or /?p=12"
    )
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="old_addresses", verbose_name="story")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "old addresses"
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(condition=models.Q(path__startswith="/"), name="old_address_begins_with_slash"),
        ]

    def __str__(self):
        return self.path
