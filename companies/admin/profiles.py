"""What the screens of companies and people share."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.urls import reverse
from django.utils.html import format_html

from companies import deletion
from companies.admin.base import DeskAdmin
from companies.admin.fields import find_topics, set_tags
from companies.importing.entry import language_of
from companies.models import Alias

PRESS = ("Press contact", {"fields": ["press_name", "press_email", "press_phone"], "classes": ["collapse"]})


class ProfileForm(forms.ModelForm):
    """A profile with its topics as names. A subclass declares `topics`; the screen sets `user`."""

    user = None
    keep_names = forms.BooleanField(
        label="Keep an old name as a former name",
        required=False,
        initial=True,
        help_text="Where you change a name: searches and stories go on finding the old one, and readers see it under "
        "“Formerly”. Take the tick away where it was a mistake.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topics"].let(self.user)
        if self.instance.pk:
            self.initial["topics"] = list(self.instance.topic_items.order_by("pk").values_list("tag__name", flat=True))


class ProfileAdmin(DeskAdmin):
    """A company or a person: names first, then what readers see, then what few touch."""

    search_fields = ["name", "chinese_name", "aliases__text"]
    search_help_text = "Name, Chinese name or any other name it goes by"
    readonly_fields = ["tag_link"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user  # the class was made for this request
        return form

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "body":
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 10})
        if db_field.name == "summary":
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 2})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_fieldsets(self, request, obj=None):
        """Nobody keeps the old name of what is new."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None:
            return fieldsets
        return [
            (title, options | {"fields": [name for name in options["fields"] if name != "keep_names"]})
            for title, options in fieldsets
        ]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        set_tags(form.instance.topic_items, find_topics(form.cleaned_data["topics"]))
        if change and form.cleaned_data.get("keep_names"):
            self._keep_old_names(request, form)

    def _keep_old_names(self, request, form):
        profile = form.instance
        for field in ("name", "chinese_name"):
            old = form.initial.get(field) if field in form.changed_data else ""
            if not old or profile.aliases.filter(text=old).exists():
                continue
            profile.aliases.create(text=old, language=language_of(old), kind=Alias.Kind.FORMER, match=Alias.Match.ANY)
            self.message_user(request, f"“{old}” stays as a former name.")

    def uses(self, obj):
        return deletion.uses(obj)

    def view_on_site(self, obj):
        return obj.get_absolute_url() if obj.is_listed else None

    @admin.display(description="tag")
    def tag_link(self, obj):
        if not obj.pk:
            return "Made when this is saved; stories are about it through its tag."
        url = reverse(f"{self.admin_site.name}:companies_tag_change", args=[obj.tag_id])
        return format_html('<a href="{}">{}</a>', url, obj.tag)
