"""Old addresses lead to where the page is now."""

from django.http import HttpResponsePermanentRedirect

from newsroom.models import Redirect


class Moved(Exception):
    """Raised while looking for what an address names: it stands at `path` now."""

    def __init__(self, path: str):
        super().__init__(path)
        self.path = path


class RedirectMiddleware:
    """Looks into the table only when nothing else answered, so that a page costs no query more."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        path = request.path
        if len(path) > 500 or "\0" in path:  # no address of ours, and PostgreSQL would refuse the question
            return response
        found = Redirect.objects.filter(old_path=path).values_list("new_path", flat=True).first()
        return HttpResponsePermanentRedirect(found) if found else response
