"""What every screen of the desk shares: which lookups an address may carry, what stands in the way of a deletion."""

from django.contrib import admin, messages
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import NestedObjects, quote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import router
from django.db.models import ProtectedError
from django.forms import ClearableFileInput
from django.forms.models import BaseInlineFormSet
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst

from companies.admin.csv_export import CsvExport
from companies.admin.fields import PhotoSelect, Several, Sparing, SparingSelect, SparingSelectMultiple, is_number
from companies.admin.lists import DeskList, ShortPaginator
from companies.admin.whole_forms import WholeForms
from companies.models import Photo


class SafeLookups:
    """Lets the address of a list filter by what the list offers, and by nothing else.

    Django's own rule allows every field with every lookup: `?note__startswith=a`, letter by letter, tells somebody
    who may only look what no screen shows them, and `?name__regex=…` can hold the server for minutes.
    """

    _SAFE = frozenset({"exact", "isnull", "gte", "lt", "id", "pk", "year", "month", "day", "in"})

    def lookup_allowed(self, lookup, value, request):
        if not _is_thinkable(lookup, str(value)):
            return False
        filters = self.get_list_filter(request)
        if lookup in {getattr(item, "parameter_name", None) for item in filters}:
            return True  # a filter of our own, which reads its word itself
        offered = {item if isinstance(item, str) else item[0] for item in filters if isinstance(item, (str, tuple))}
        field, *rest = lookup.split("__")
        return (
            field in offered | {self.date_hierarchy}
            and set(rest) <= self._SAFE
            and super().lookup_allowed(lookup, value, request)
        )


def _is_thinkable(lookup: str, value: str) -> bool:
    """Whether databases and calendars know such a value: some break on a NUL, on numbers and on years far outside."""
    if "\0" in value:
        return False
    if lookup.endswith("__year"):
        return value.isdecimal() and len(value) == 4 and 1000 < int(value) < 9999
    return all(is_number(part.strip(" -")) for part in value.split(",") if part.strip(" -").isdecimal())


class OnlyPlus:
    """Leaves “+” beside a choice and takes the pencil, the cross and the eye: each leads away from unsaved work."""

    never_new = ()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = field.widget.can_view_related = False
            field.widget.can_add_related &= db_field.name not in self.never_new
        return field


class RowsByNumber:
    """Has rows chosen, in fields and for actions, so that no number which somebody made up brings a screen down."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.autocomplete_fields:
            kwargs.setdefault("widget", SparingSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs.setdefault("form_class", Several)
        if db_field.name in self.autocomplete_fields:
            kwargs.setdefault("widget", SparingSelectMultiple(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def changelist_view(self, request, extra_context=None):
        if not all(map(is_number, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise SuspiciousOperation("What was chosen has no number.")
        return super().changelist_view(request, extra_context)


class DeskAdmin(SafeLookups, OnlyPlus, RowsByNumber, CsvExport, WholeForms):
    """The ground of every screen of ours."""

    show_full_result_count = False
    list_per_page = 50
    paginator = ShortPaginator
    list_select_related = ()
    view_on_site = False
    calendar_order = ""  # what the first and last date are read off, where the date itself has no index
    most_shown = 50  # things named on the page that refuses a deletion

    def get_changelist(self, request, **kwargs):
        return DeskList

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, ClearableFileInput):
            field.widget.use_fieldset = False  # a legend names the group and leaves the control itself without a name
        return field

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, " ".join(search_term[:100].split()[:6]))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.remote_field.model is Photo:
            kwargs.setdefault("widget", PhotoSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def uses(self, obj) -> list:
        """What stands in the way of deleting `obj` besides the foreign keys that protect it."""
        return []

    def get_deleted_objects(self, objs, request):
        collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        collector.collect(objs)
        standing = list(dict.fromkeys([*collector.protected, *(thing for obj in objs for thing in self.uses(obj))]))
        if standing:
            return [], {}, set(), self._described(standing, request)
        return super().get_deleted_objects(objs, request)

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except ProtectedError:
            self.message_user(
                request, "Somebody began to use it at this moment, so nothing was deleted.", messages.ERROR
            )
            return HttpResponseRedirect(request.get_full_path())

    def _described(self, things: list, request) -> list[str]:
        """The things as links, those that the user may not see as a number only."""
        lines, hidden = [], 0
        for thing in things[: self.most_shown]:
            owner = _owner(thing, self.admin_site)
            if owner is None or not self.admin_site.get_model_admin(type(owner)).has_view_permission(request, owner):
                hidden += 1
                continue
            opts = owner._meta
            url = reverse(f"{self.admin_site.name}:{opts.app_label}_{opts.model_name}_change", args=[quote(owner.pk)])
            lines.append(format_html('{}: <a href="{}">{}</a>', capfirst(opts.verbose_name), url, str(owner)))
        lines = list(dict.fromkeys(lines))
        if hidden:
            lines.append(f"{hidden} that you may not see")
        if len(things) > self.most_shown:
            lines.append(f"and {len(things) - self.most_shown:,} more")
        return lines


def _owner(thing, site):
    """The thing that has a screen of its own: itself, or the one whose row it is."""
    for candidate in (thing, *(getattr(thing, name, None) for name in ("content_object", "article", "edition"))):
        if candidate is not None and site.is_registered(type(candidate)):
            return candidate
    return getattr(thing, "person", None) or getattr(thing, "company", None)


class ReadOnlyAdmin(DeskAdmin):
    """Rows that are written by steps and never by hand."""

    actions = None

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class SparingFormSet(BaseInlineFormSet):
    """Tells each row's autocomplete what is chosen there, so that thirty rows ask no thirty questions."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            select = getattr(field.widget, "widget", field.widget)
            if isinstance(select, Sparing) and form.instance.pk and (chosen := getattr(form.instance, name)):
                select.knows([chosen])


class FollowsParent(OnlyPlus, RowsByNumber):
    """Rows of an inline may be changed by whoever may change the thing they belong to, as it stands now."""

    formset = SparingFormSet
    extra = 0

    def _parent(self):
        return self.admin_site.get_model_admin(self.parent_model)

    def _may_change(self, request, obj) -> bool:
        if obj is None or obj.pk is None:
            return self._parent().has_add_permission(request)
        return self._parent().has_change_permission(request, obj)

    def has_add_permission(self, request, obj):
        return self._may_change(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._may_change(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._may_change(request, obj)

    def has_view_permission(self, request, obj=None):
        return self._parent().has_view_permission(request, obj)


def moment(at) -> str:
    """A moment in the office's zone, with the zone: 2026-11-24 09:00 CST."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M %Z}" if at else ""


def when(field: str, description: str):
    """A column of a list: the moment in `field`, as the desk writes moments."""

    @admin.display(description=description, ordering=field, empty_value="")
    def column(row):
        return moment(getattr(row, field)) or None

    return column


def may_see(site, request, obj) -> bool:
    """Whether the user may look at `obj` on `site`."""
    try:
        return site.get_model_admin(type(obj)).has_view_permission(request, obj)
    except NotRegistered:
        return False


def require(allowed: bool) -> None:
    """Refuse the request unless `allowed`."""
    if not allowed:
        raise PermissionDenied
