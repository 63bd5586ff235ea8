"""Old addresses lead to where the page is now."""

from copy import copy
from urllib.parse import unquote, urlsplit

from django.db.models import F
from django.http import HttpResponsePermanentRedirect, QueryDict

from newsroom.models import Edition, Redirect
from newsroom.models.old_address import LONGEST, address_key

# Other systems answer at the front page's address too, with the story's number behind it: `/?p=12`.
_NUMBERED = frozenset({"p", "page_id", "q", "id"})

_FEEDS = ("feed/", "feed.atom", "feed.json")


class Moved(Exception):
    """Raised while looking for what an address names: it stands at `path` now."""

    def __init__(self, path: str):
        super().__init__(path)
        self.path = path


class RedirectMiddleware:
    """Looks into the tables only when nothing else answered, so that a page costs no query more."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in ("GET", "HEAD") or len(request.path) > LONGEST or "\0" in request.path:
            return self.get_response(request)  # no address of ours, and PostgreSQL would refuse the question
        if request.path == "/" and not _NUMBERED.isdisjoint(request.GET):
            numbered = [address_key("/", f"{name}={request.GET[name]}") for name in _NUMBERED & set(request.GET)]
            if found := story_once_at(numbered):
                return HttpResponsePermanentRedirect(found)
        response = self.get_response(request)
        if response.status_code != 404:
            return response
        found = moved_to(request.path)
        if found is None:
            query = request.META.get("QUERY_STRING", "")
            found = story_once_at([address_key(request.path, query), address_key(request.path)])
        return HttpResponsePermanentRedirect(found) if found and self._answers(request, found) else response

    def _answers(self, request, address: str) -> bool:
        """Whether readers find anything at `address`: an old one must not tell of a profile that has no page now.

        What stands on another site is not asked for; an editor led there.
        """
        parts = urlsplit(address)
        if parts.netloc:
            return True
        asked, path = copy(request), unquote(parts.path)
        asked.path = asked.path_info = path
        asked.GET = QueryDict(parts.query)
        return self.get_response(asked).status_code != 404


def moved_to(path: str) -> str | None:
    """Where the page at `path` stands now, or None; a feed moves with its page."""
    stems = {path.removesuffix(name): name for name in _FEEDS if path.endswith(f"/{name}")}
    rows = dict(Redirect.objects.filter(old_path__in=[path, *stems]).values_list("old_path", "new_path"))
    if path in rows:
        return rows[path]
    return next((rows[stem] + name for stem, name in stems.items() if rows.get(stem, "").endswith("/")), None)


def story_once_at(keys: list[str]) -> str | None:
    """The address today of the story that stood at the first of `keys` that is known; None while no reader may know."""
    known = stories_once_at(keys)
    return next((known[key] for key in keys if key in known), None)


def stories_once_at(keys: list[str]) -> dict[str, str]:
    """The addresses today of the stories that stood at `keys`, as far as readers may know of them; in one query.

    A story that was taken back is led to as well: its own page says what became of it.
    """
    keys = [key for key in keys if len(key) <= LONGEST and "\0" not in key]
    seen = Edition.objects.seen().filter(article__old_addresses__path__in=keys)
    rows = seen.annotate(old_path=F("article__old_addresses__path")).only("slug", "first_published_at")
    last = {row.old_path: row for row in rows.order_by("number")}
    return {key: edition.get_absolute_url() for key, edition in last.items()}
