"""What the screens of companies and people share."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join

from companies import deletion
from companies.admin.base import DeskAdmin, require
from companies.admin.fields import find_topics, set_tags
from companies.admin.signals import near_wanted
from companies.importing.entry import language_of
from companies.models import Alias
from companies.text import LONGEST

PRESS = ("Press contact", {"fields": ["press_name", "press_email", "press_phone"], "classes": ["collapse"]})


_TABLES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ProfileForm(forms.ModelForm):
    """A profile with its topics as names. A subclass declares `topics`; the screen sets `user`."""

    user = None
    is_another = forms.BooleanField(label="It is none of these", required=False, widget=forms.HiddenInput)
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

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk is None:
            self._look_for_near_ones(cleaned)
        return cleaned

    def _look_for_near_ones(self, cleaned: dict) -> None:
        """Nobody makes a second one by mistake; who knows that it is another one says so."""
        names = [cleaned.get(name) or "" for name in ("name", "chinese_name", "legal_name")]
        answers = near_wanted.send(self._meta.model, names=names, website=cleaned.get("website") or "")
        near = [profile for _, profiles in answers for profile in profiles]
        if not near:
            return
        self.fields["is_another"].widget = forms.CheckboxInput()
        if not cleaned.get("is_another"):
            kind, said = self._meta.model._meta.verbose_name, [_described(profile) for profile in near]
            self.add_error(
                "is_another",
                format_html(
                    "There is already {}. Nothing was saved, and all that you typed is still here. Tick this if your "
                    "{} is none of them; else add the name to the one that is there, as another name.",
                    format_html_join("; ", "{}", ((one,) for one in said)),
                    kind,
                ),
            )


def _described(profile) -> str:
    """One that is there, as a link that leaves the form open, with what tells it from others."""
    url = reverse(f"admin:{profile._meta.app_label}_{profile._meta.model_name}_change", args=[profile.pk])
    link = format_html('<a href="{}" target="_blank">{}</a>', url, profile)
    return format_html("{} ({})", link, profile.distinction) if profile.distinction else link


class ProfileAdmin(DeskAdmin):
    """A company or a person: names first, then what readers see, then what few touch."""

    search_fields = ["name", "chinese_name", "aliases__text"]
    search_help_text = "Name, Chinese name or any other name it goes by"
    readonly_fields = ["tag_link"]
    profile_export = None  # a subclass names how its list goes out as a table that comes in again

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_table"
        return [path("table.<slug:form>", self.admin_site.admin_view(self.table_view), name=name), *super().get_urls()]

    def table_view(self, request, form):
        """The list as it is narrowed, with every field, in the form that the import reads."""
        require(self.has_view_or_change_permission(request))
        if form not in _TABLES:
            raise Http404
        rows = self.model.objects.filter(pk__in=self.narrowed_list(request).queryset.values("pk"))
        self.tell_it_goes_out(request)
        export = self.profile_export()
        if form == "xlsx":
            answer = HttpResponse(export.workbook(rows), content_type=_TABLES[form])
        else:
            lines = export.csv_lines(rows) if form == "csv" else export.json_lines(rows)
            answer = StreamingHttpResponse(lines, content_type=_TABLES[form])
        answer["Content-Disposition"] = f'attachment; filename="{self.opts.verbose_name_plural}.{form}"'
        return answer

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user  # the class was made for this request
        return form

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "body":
            kwargs |= {"widget": AdminTextareaWidget(attrs={"rows": 10}), "max_length": LONGEST}
        if db_field.name == "summary":
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 2})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_fieldsets(self, request, obj=None):
        """Nobody keeps the old name of what is new."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None:
            return fieldsets
        (title, names), *rest = fieldsets
        return [(title, names | {"fields": ["is_another", *(n for n in names["fields"] if n != "keep_names")]}), *rest]

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
