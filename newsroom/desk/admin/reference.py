"""What changes seldom: sections, redirects, and corrections, which a step writes."""

import re
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from companies.admin.base import DeskAdmin, ReadOnlyAdmin, when
from newsroom.models import Correction, Edition, Redirect, Section


@admin.register(Section)
class SectionAdmin(DeskAdmin):
    list_display = ["name", "slug", "order", "description"]
    search_fields = ["name"]
    fields = ["name", "description", "order", "slug"]

    def view_on_site(self, obj):
        return obj.get_absolute_url() if Edition.objects.live().filter(section=obj).exists() else None


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # line breaks and tabs are part of no address


class RedirectForm(forms.ModelForm):
    def clean_old_path(self):
        path = self.cleaned_data["old_path"].strip()
        if not path.startswith("/") or path.startswith("//") or _CONTROL.search(path):
            raise ValidationError("Write the address from the first slash on, without the site’s name.")
        return path

    def clean_new_path(self):
        path = self.cleaned_data["new_path"].strip()
        is_here = path.startswith("/") and not path.startswith(("//", "/\\"))
        parts = urlsplit(path)
        is_there = parts.scheme in {"http", "https"} and parts.netloc
        if not (is_here or is_there) or _CONTROL.search(path):
            raise ValidationError("Write an address from the first slash on, or a whole one that begins with https://.")
        return path

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("new_path") and cleaned.get("new_path") == cleaned.get("old_path"):
            self.add_error("new_path", "That is where it starts from.")
        return cleaned


@admin.register(Redirect)
class RedirectAdmin(DeskAdmin):
    form = RedirectForm
    list_display = ["old_path", "new_path", when("created_at", "made")]
    search_fields = ["old_path", "new_path"]
    fields = ["old_path", "new_path"]


@admin.register(Correction)
class CorrectionAdmin(ReadOnlyAdmin):
    list_display = [when("at", "when"), "kind", "text", "edition"]
    list_filter = ["kind"]
    date_hierarchy = "at"
    search_fields = ["text"]
    list_select_related = ["edition"]
    fields = ["edition", "kind", "text", "at"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("edition__body", "edition__body_html")
