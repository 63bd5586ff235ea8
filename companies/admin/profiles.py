"""What the screens of companies and people share."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.urls import reverse
from django.utils.html import format_html

from companies import deletion
from companies.admin.base import DeskAdmin
from companies.admin.fields import find_topics, set_tags

PRESS = ("Press contact", {"fields": ["press_name", "press_email", "press_phone"], "classes": ["collapse"]})


class ProfileForm(forms.ModelForm):
    """A profile with its topics as names. A subclass declares `topics`; the screen sets `user`."""

    user = None

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

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        set_tags(form.instance.topic_items, find_topics(form.cleaned_data["topics"]))

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
