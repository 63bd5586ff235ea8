"""The library of documents, and the field of a story's form that takes from it."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from companies.admin.base import DeskAdmin, may_see, when
from companies.admin.fields import is_number
from newsroom.desk import attachments
from newsroom.desk.admin.uploads import LooksThroughFirst, UploadForm
from newsroom.models import Attachment, EditionAttachment
from newsroom.models.attachment import MOST, described


class AttachmentsSelect(AutocompleteSelectMultiple):
    """An autocomplete that asks the database for nothing where the story itself says what it carries."""

    known: dict[str, str] = {}  # replaced, never changed

    def optgroups(self, name, value, attrs=None):
        labels = dict(self.known)
        if new := [pk for pk in value if pk not in labels and is_number(pk)]:
            labels |= {str(pk): str(document) for pk, document in Attachment.objects.in_bulk(new).items()}
        chosen = [pk for pk in value if pk in labels]
        return [(None, [self.create_option(name, pk, labels[pk], True, at) for at, pk in enumerate(chosen)], 0)]


class AttachmentsField(forms.Field):
    """Documents of the library. The value is what a story keeps of each (Attachment.as_carried)."""

    SOURCE = EditionAttachment._meta.get_field("attachment")  # the autocomplete is told of it

    def __init__(self, **kwargs):
        super().__init__(
            required=False,
            widget=AttachmentsSelect(self.SOURCE, admin.site),
            help_text="Documents for readers to take away: a report, a form, a table. Search the library by title; "
            "“+” brings in a new one.",
            **kwargs,
        )

    def prepare_value(self, value):
        carried = [each for each in value or () if isinstance(each, dict)]
        if carried:
            select = getattr(self.widget, "widget", self.widget)
            select.known = {str(each["id"]): f"{each['title']} ({each['kind']})" for each in carried}
        return [str(each["id"]) if isinstance(each, dict) else each for each in value or ()]

    def to_python(self, value):
        ids = [int(pk) for pk in value or () if is_number(str(pk))]
        if len(ids) > MOST:
            raise forms.ValidationError(f"A story carries at most {MOST} documents.")
        found = attachments.of_library(ids)
        if len(found) < len(set(ids)) or len(ids) < len(value or ()):
            raise forms.ValidationError("One of the documents was deleted meanwhile. Choose another, or leave it out.")
        return found

    def has_changed(self, initial, data):
        return self.prepare_value(initial) != [str(pk) for pk in data or ()]


def listed(carried: list[dict]):
    """What a story or an edition carries, for those who only look."""
    return format_html_join(
        "",
        '<p><a href="{}">{}</a> ({}, {})</p>',
        ((each["url"], each["title"], each["label"], filesizeformat(each["size"])) for each in described(carried)),
    )


@admin.register(Attachment)
class AttachmentAdmin(LooksThroughFirst, DeskAdmin):
    """Documents that stories carry. The file never changes: a new version is a new document."""

    form = UploadForm
    list_display = ["title", "kind", "weight", when("created_at", "added")]
    list_filter = ["kind"]
    date_hierarchy = "created_at"
    search_fields = ["title"]
    search_help_text = "Title"
    readonly_fields = ["document", "weight"]
    list_per_page = 50
    change_form_template = "admin/companies/photo/change_form.html"  # which names where it is used

    def get_fields(self, request, obj=None):
        return ["title", "document", "weight"] if obj else ["file", "again", "title"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if change and "title" in form.base_fields:  # who may only look has no fields
            form.base_fields["title"].required = True
        return form

    def save_model(self, request, obj, form, change):
        remarks = obj._read_upload().remarks if not change else ()
        super().save_model(request, obj, form, change)
        for remark in remarks:
            self.message_user(request, remark, messages.WARNING)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["uses"] = self._uses(request, obj) if obj else None
        return super().render_change_form(request, context, add, change, form_url, obj)

    def uses(self, obj):
        return attachments.carriers(obj)

    def _uses(self, request, attachment) -> list:
        found = []
        for thing in self.uses(attachment)[: self.most_shown]:
            if may_see(self.admin_site, request, thing):
                opts = thing._meta
                name = f"{self.admin_site.name}:{opts.app_label}_{opts.model_name}_change"
                found.append((opts.verbose_name, reverse(name, args=[thing.pk]), str(thing)))
        return found

    @admin.display(description="document")
    def document(self, attachment):
        kind = attachment.get_kind_display()
        return format_html('<a href="{}">{}</a>', attachment.file.url, kind)

    @admin.display(description="size", ordering="size")
    def weight(self, attachment):
        return filesizeformat(attachment.size)
