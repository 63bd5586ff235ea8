from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from taggit.models import Tag as TaggitTag

from companies.admin.base import DeskAdmin
from companies.models import Tag
from companies.models.tag import claims, tag_key
from newsroom.models import ArticleTag, Edition, EditionTag

# Its merge action asks nobody's permission, and it knows nothing of our tables.
admin.site.unregister(TaggitTag)


class KindFilter(admin.SimpleListFilter):
    title = "kind"
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return [("topic", "topic"), *((name, name) for name in claims())]

    def queryset(self, request, queryset):
        if self.value() == "topic":
            return queryset.topics()
        if self.value() in claims():
            return queryset.filter(**{f"{self.value()}__isnull": False})
        return queryset


class TagForm(forms.ModelForm):
    def clean_name(self):
        name = self.cleaned_data["name"]
        key = tag_key(name)
        if not key:
            raise ValidationError("A tag needs at least one letter.")
        if len(key) > Tag._meta.get_field("key").max_length:
            raise ValidationError("That name is too long.")
        if twin := Tag.objects.filter(key=key).exclude(pk=self.instance.pk).first():
            raise ValidationError(f"The tag “{twin}” is already there; the two would be one.")
        return name


def _number(items, of):
    counted = items.filter(tag=OuterRef("pk")).order_by().values("tag").annotate(number=Count(of)).values("number")
    return Coalesce(Subquery(counted), 0)


def with_uses(tags):
    """The tags with `live_uses`, stories that readers see, and `desk_uses`, working copies."""
    live = EditionTag.objects.filter(content_object__in=Edition.objects.live().values("pk"))
    return tags.annotate(live_uses=_number(live, "pk"), desk_uses=_number(ArticleTag.objects.all(), "pk"))


class TagList(ChangeList):
    def get_queryset(self, request, **kwargs):
        return with_uses(super().get_queryset(request, **kwargs)).with_profiles()


@admin.register(Tag)
class TagAdmin(DeskAdmin):
    """The hub: companies and people claim their tag, what nobody claims is a topic."""

    form = TagForm
    list_display = ["name", "kind", "live_stories", "working_copies"]
    list_filter = [KindFilter]
    search_fields = ["name", *(f"{name}__{field}" for name in claims() for field in ("chinese_name", "aliases__text"))]
    search_help_text = "Name, or any name of the company or person it stands for"
    fields = ["name", "slug", "kind", "live_stories", "working_copies"]
    readonly_fields = ["kind", "live_stories", "working_copies"]

    def get_changelist(self, request, **kwargs):
        return TagList

    def get_object(self, request, object_id, from_field=None):
        tag = super().get_object(request, object_id, from_field)
        if tag is not None:
            counted = with_uses(Tag.objects.filter(pk=tag.pk)).get()
            tag.live_uses, tag.desk_uses = counted.live_uses, counted.desk_uses
        return tag

    def view_on_site(self, obj):
        return (obj.profile or obj).get_absolute_url()

    @admin.display(description="kind")
    def kind(self, tag):
        if not tag.pk or tag.profile is None:
            return words_for("topic")
        opts = tag.profile._meta
        url = reverse(f"{self.admin_site.name}:{opts.app_label}_{opts.model_name}_change", args=[tag.profile.pk])
        return format_html('{} <a href="{}">{}</a>', words_for(opts.model_name), url, tag.profile)

    @admin.display(description="live stories", ordering="live_uses")
    def live_stories(self, tag):
        return getattr(tag, "live_uses", 0)

    @admin.display(description="stories at the desk", ordering="desk_uses")
    def working_copies(self, tag):
        return getattr(tag, "desk_uses", 0)


def words_for(kind: str) -> str:
    """A tag's kind as a chip."""
    return format_html('<span class="chip chip-{}">{}</span>', kind, kind)
