"""What the editor of a story's text asks the server for: pictures to choose from, a paste to clean, headlines."""

import json

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.paginator import Paginator
from django.db.models import Q
from django.forms import Script
from django.http import JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST
from js_asset import ImportMap, Media

from companies.admin.base import require
from companies.admin.fields import thumbnail_url
from companies.models import Photo
from newsroom.desk import pasting
from newsroom.models import Edition

PICTURES_A_PAGE = 24
MOST_HEADLINES = 8

_MODULES = ("dialogs", "length", "nodes", "pasting", "pictures", "toolbar")
# By name, so that each is fetched under the name that collectstatic gives it.
MODULES = ImportMap(
    {
        "django-prose-editor/editor": "django_prose_editor/editor.js",
        **{f"newsroom/{name}": f"desk/story/{name}.js" for name in _MODULES},
    }
)


class StoryText(AdminTextareaWidget):
    """A textarea that becomes a rich editor where scripts run; plain or HTML, the text is the textarea's."""

    def __init__(self, attrs=None):
        super().__init__({"rows": 28, "class": "prose", "spellcheck": "true", "data-editor": True} | (attrs or {}))

    def build_attrs(self, base_attrs, extra_attrs=None):
        attrs = super().build_attrs(base_attrs, extra_attrs)
        for name in ("pictures", "paste", "related"):
            attrs[f"data-{name}"] = reverse(f"admin:newsroom_article_{name}")
        return attrs

    @property
    def media(self):
        return Media(
            importmap=MODULES,
            css={"all": ["desk/story/editor.css"]},
            js=[Script("desk/story/editor.js", type="module")],
        )


class WritingTools(admin.ModelAdmin):
    """Addresses beside the form of a story, for whoever may write one."""

    def get_urls(self):
        views = {
            "pictures": require_GET(self.pictures_view),
            "paste": require_POST(self.paste_view),
            "related": require_GET(self.related_view),
        }
        ours = [
            path(f"{name}/", self.admin_site.admin_view(view), name=f"newsroom_article_{name}")
            for name, view in views.items()
        ]
        return [*ours, *super().get_urls()]

    def _require_writer(self, request):
        require(self.has_add_permission(request) or self.has_change_permission(request))

    def pictures_view(self, request):
        """The library as a page of buttons, each of which holds what goes into a text."""
        self._require_writer(request)
        require(request.user.has_perm("companies.view_photo"))
        words = _asked(request, most=100)
        photos = Photo.objects.all()
        for word in words.split()[:6]:
            photos = photos.filter(Q(alt_text__icontains=word) | Q(caption__icontains=word) | Q(credit__icontains=word))
        page = Paginator(photos, PICTURES_A_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Choose a picture",
            "opts": self.opts,
            "q": words,
            "page": page,
            "choices": [(photo, thumbnail_url(photo), _for_text(photo)) for photo in page],
            "may_add": request.user.has_perm("companies.add_photo"),
        }
        return TemplateResponse(request, "admin/newsroom/article/pictures.html", context)

    def paste_view(self, request):
        """What a story takes of a pasted piece of HTML, and in words what went."""
        self._require_writer(request)
        try:
            cleaned = pasting.pasted(request.POST.get("html", ""))
        except ValueError as refusal:
            return JsonResponse({"html": "", "told": [str(refusal)]}, status=400)
        return JsonResponse({"html": cleaned.body, "told": cleaned.notes})

    def related_view(self, request):
        """Headlines of stories that readers see, newest first."""
        self._require_writer(request)
        words = _asked(request, most=200)
        found = Edition.objects.live().filter(headline__icontains=words).order_by("-first_published_at", "-article")
        headlines = list(found.values_list("headline", flat=True)[:MOST_HEADLINES]) if len(words) > 1 else []
        return JsonResponse({"headlines": headlines})


def _asked(request, *, most: int) -> str:
    """What somebody looks for, without NULs, which PostgreSQL takes in no question."""
    return " ".join(request.GET.get("q", "")[:most].replace("\0", " ").split())


def _for_text(photo: Photo) -> str:
    values = {
        "src": photo.url,
        "width": photo.width,
        "height": photo.height,
        "alt": photo.alt_text,
        "is_decorative": photo.is_decorative,
        "caption": photo.caption,
        "credit": photo.credit,
    }
    return json.dumps(values, ensure_ascii=False)
