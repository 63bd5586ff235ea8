"""Pages about the site itself, and the way to its icon."""

from django.http import HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from newsroom.public.views.base import Crumb, Head, PublicView


class PlainPage(PublicView):
    """A page of words that stand in its template."""

    title = path = description = template = ""

    def get(self, request):
        head = Head(title=self.title, path=self.path, description=self.description, feed="/feed/")
        return self.page(self.template, head, crumbs=[Crumb(self.title)])


# (title, address, template, description) of each.
PAGES = (
    (
        "About", "/about/", "newsroom/about.html",
        "Who publishes this news, and how a story is changed, corrected or withdrawn.",
    ),
    (
        "Contacts", "/contacts/", "newsroom/contacts.html",
        "How journalists and readers reach the press office, and where to report an error.",
    ),
    (
        "Editorial policies", "/policies/", "newsroom/policies.html",
        "How stories are checked, corrected and withdrawn, what machines may do, whose pictures we show.",
    ),
    (
        "Accessibility", "/accessibility/", "newsroom/accessibility.html",
        "What we do so that everybody can read this site, what is known to fall short, and whom to tell.",
    ),
)  # fmt: skip


@method_decorator(csrf_exempt, name="dispatch")
class Favicon(View):
    """For those who ask for it without having read a page."""

    def get(self, request):
        response = HttpResponsePermanentRedirect(static("img/favicon.ico"))
        response["Cache-Control"] = "public, max-age=86400"
        return response
