"""Lets readers who bring nothing go straight to their page, past the layers that only know who is signed in."""

from django.urls import resolve

from newsroom.public.views.base import PublicView


class StraightToThePage:
    """Stands before the layers of sessions and forms, a twentieth of what a page costs, and after all others.

    Whoever brings no cookie is nobody to any of them, and a page for readers asks none of them. All else goes on as if
    this were not here: other methods, what has a body, the desk, pictures (staff may see more of them).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        brings_something = request.META.get("HTTP_COOKIE") or request.META.get("CONTENT_LENGTH", "") not in ("", "0")
        if brings_something or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        match = resolve(request.path_info)  # what is no address is not found on this way as well
        if not issubclass(getattr(match.func, "view_class", object), PublicView):
            return self.get_response(request)
        request.resolver_match = match
        return match.func(request, *match.args, **match.kwargs)
