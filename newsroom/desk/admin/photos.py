from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Exists, OuterRef
from django.http import FileResponse, Http404
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join

from companies.admin.base import DeskAdmin, may_see, require, when
from companies.admin.fields import thumbnail_url
from companies.admin.lists import DeskList
from companies.models import Photo
from newsroom.desk.admin.uploads import LooksThroughFirst, UploadForm
from newsroom.models import Article, Edition

MOST_USES = 20


class AltTextFilter(admin.SimpleListFilter):
    title = "alternative text"
    parameter_name = "alt"

    def lookups(self, request, model_admin):
        return [("missing", "missing"), ("there", "there or not needed")]

    def queryset(self, request, queryset):
        if self.value() == "missing":
            return queryset.without_alt_text()
        if self.value() == "there":
            return queryset.exclude(alt_text="", is_decorative=False)
        return queryset


class PhotoList(DeskList):
    def get_queryset(self, request, **kwargs):
        return (
            super()
            .get_queryset(request, **kwargs)
            .annotate(
                is_live=Exists(Edition.objects.live().filter(lead_photo=OuterRef("pk"))),
                is_on_desk=Exists(Article.objects.filter(lead_photo=OuterRef("pk"))),
            )
        )


class PhotoForm(UploadForm):
    class Meta:
        labels = {"alt_text": "Alternative text", "is_decorative": "The picture is only decoration"}
        help_texts = {
            "alt_text": "What is to be seen, as one would say it on the telephone: “Two engineers hold a chip up to a "
            "lamp”. Who can’t see the picture hears this in its place. A story can’t go out without it.",
            "is_decorative": "It says nothing that the text does not: no alternative text is needed, nothing is read "
            "aloud.",
        }


@admin.register(Photo)
class PhotoAdmin(LooksThroughFirst, DeskAdmin):
    """The picture library."""

    form = PhotoForm
    list_display = ["thumbnail", "what", "credit", "size", "used", when("created_at", "added")]
    list_display_links = ["what"]
    list_filter = [AltTextFilter]
    date_hierarchy = "created_at"
    search_fields = ["alt_text", "caption", "credit"]
    search_help_text = "Alternative text, caption or credit"
    readonly_fields = ["preview", "size", "cuts"]
    list_per_page = 30

    class Media:
        js = ["desk/focal_point.js"]

    def get_changelist(self, request, **kwargs):
        return PhotoList

    def get_fieldsets(self, request, obj=None):
        # The file of a picture never changes, so that what readers saw stays what it was.
        picture = ["preview", "size"] if obj else ["file", "again"]
        about = (None, {"fields": [*picture, "alt_text", "is_decorative", "caption", "credit", "licence"]})
        if obj is None:
            return [about]  # what must stay in sight is shown in the picture, which is not here yet
        cropping = {
            "fields": [("focal_x", "focal_y"), "cuts"],
            "description": "What must stay in sight when the picture is cut: 0 is left or top, 1 right or "
            "bottom. Click it in the picture above, or move the mark with the arrow keys.",
        }
        return [about, ("Cropping", cropping)]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["uses"] = self._uses(request, obj) if obj else None
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_urls(self):
        view = self.admin_site.admin_view(self.thumbnail_view, cacheable=True)  # else no browser would keep it
        return [path("<path:object_id>/thumbnail/", view, name="companies_photo_thumbnail"), *super().get_urls()]

    def thumbnail_view(self, request, object_id):
        """A small copy for those who may see the library, whether readers may see the picture or not."""
        require(self.has_view_or_change_permission(request))
        photo = self.get_object(request, unquote(object_id))
        if photo is None:
            raise Http404
        require(self.has_view_or_change_permission(request, photo))
        if cut := photo.cut(request.GET.get("cut", "")):
            wanted = [cut]
        else:
            least = 640 if "big" in request.GET else 200
            wanted = [copy for copy in photo.copies if copy["width"] >= least]
        stored = self._stored(photo, [entry["name"] for entry in wanted[:1]])
        if stored is None:
            raise Http404
        answer = FileResponse(stored)
        answer["Cache-Control"] = "private, max-age=3600"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer

    def _stored(self, photo, names: list[str]):
        """The first of the files that is there, the picture itself being the last to be asked for."""
        for name in (*names, photo.file.name):
            try:
                return photo.file.storage.open(name)
            except OSError:
                continue
        return None

    @admin.display(description="picture")
    def thumbnail(self, photo):
        return format_html('<img class="thumbnail" src="{}" alt="" loading="lazy">', thumbnail_url(photo))

    @admin.display(description="picture")
    def preview(self, photo):
        return format_html(
            '<span class="focal-point" data-x="id_focal_x" data-y="id_focal_y">'
            '<img class="preview" src="{}?big" alt=""></span>',
            thumbnail_url(photo),
        )

    @admin.display(description="as others show it")
    def cuts(self, photo):
        made = [entry for entry in photo.renditions if "cut" in entry]
        if not made:
            return "Too small to be cut; it is shown whole."
        # The focal point is part of the address, so that a new one is not hidden by the browser's copy of the old.
        images = format_html_join(
            "",
            '<img src="{}?cut={}&amp;focus={}" width="{}" height="{}" alt="{}">',
            ((thumbnail_url(photo), entry["cut"], entry["focus"], entry["width"], entry["height"], entry["cut"])
             for entry in made),
        )  # fmt: skip
        return format_html('<span class="cuts">{}</span>', images)

    @admin.display(description="what it shows", ordering="alt_text")
    def what(self, photo):
        if photo.alt_text or photo.is_decorative:
            return photo.alt_text or "decorative"
        return format_html('{} <span class="chip chip-missing">no alternative text</span>', photo.caption)

    @admin.display(description="size")
    def size(self, photo):
        return f"{photo.width} × {photo.height}"

    @admin.display(description="used")
    def used(self, photo):
        return "readers see it" if photo.is_live else "at the desk" if photo.is_on_desk else ""

    def _uses(self, request, photo) -> list:
        """Where the picture stands, as far as the user may see it: [(kind, address, name)]."""
        found = []
        for relation in Photo._meta.related_objects:
            rows = relation.related_model._default_manager.filter(**{relation.field.name: photo}).order_by("-pk")
            for thing in rows[:MOST_USES]:
                if may_see(self.admin_site, request, thing):
                    opts = thing._meta
                    name = f"{self.admin_site.name}:{opts.app_label}_{opts.model_name}_change"
                    found.append((opts.verbose_name, reverse(name, args=[thing.pk]), str(thing)))
        return found
