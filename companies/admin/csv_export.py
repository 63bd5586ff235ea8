"""Any list of the desk as a CSV file: the rows and columns that one sees, all pages of them."""

import re
from html import unescape
from itertools import batched

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import display_for_field, display_for_value, label_for_field, lookup_field
from django.core.exceptions import BadRequest, ObjectDoesNotExist, PermissionDenied
from django.http import StreamingHttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.text import capfirst

from companies.admin.signals import list_taken_out
from companies.exporting import csv_lines

_PAGE = 500  # rows read at a time
_TAG = re.compile(r"<[^<>]*>")


class CsvExport:
    """Adds `export.csv` to a screen: for whoever may look at its list, and narrowed as the list is."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_csv"
        return [path("export.csv", self.admin_site.admin_view(self.csv_view), name=name), *super().get_urls()]

    def csv_view(self, request):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        listed = self.narrowed_list(request)
        self.tell_it_goes_out(request)
        answer = StreamingHttpResponse(csv_lines(self._table(request, listed)), content_type="text/csv; charset=utf-8")
        name = self.opts.verbose_name_plural.replace(" ", "-")
        answer["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.csv"'
        return answer

    def narrowed_list(self, request):
        """The list as the address has it; refuses a forbidden lookup as the list does."""
        try:
            return self.get_changelist_instance(request)
        except IncorrectLookupParameters as error:  # which the list answers with itself, and a file cannot
            raise BadRequest("The list cannot be narrowed like this.") from error

    def tell_it_goes_out(self, request) -> None:
        """Tell whoever keeps a log that the list leaves the house, and which part of it."""
        list_taken_out.send(
            type(self),
            request=request,
            what=str(self.opts.verbose_name_plural),
            narrowed=request.META.get("QUERY_STRING", "")[:500],
        )

    def _table(self, request, listed):
        columns = [name for name in listed.list_display if name != "action_checkbox"]
        labels = [capfirst(str(label_for_field(name, self.model, model_admin=self))) for name in columns]
        yield ["Number", *labels]
        for row in _rows(request, listed):
            yield [row.pk, *(self._cell(name, row) for name in columns)]

    def _cell(self, name: str, row) -> str:
        try:
            field, _, value = lookup_field(name, row, self)
        except ObjectDoesNotExist:
            return ""
        if field is not None:
            shown = (
                display_for_field(value, field, "") if not field.remote_field else (value if value is not None else "")
            )
        else:
            shown = display_for_value(value, "")
        if isinstance(value, bool):
            return "yes" if value else "no"
        text = str(shown)
        return unescape(_TAG.sub("", text)) if hasattr(shown, "__html__") else text


def _rows(request, listed):
    """The rows of all pages in the list's own order, each page made ready by the list as it does for the screen.

    Which rows there are, and in which order, is asked once: with each page anew the database would go through all
    before it, and miss what somebody's saving moves from one page to another.
    """
    ordered = listed.queryset
    listed.page_num, listed.list_per_page, listed.show_all = 1, _PAGE, False
    for ids in batched(list(ordered.values_list("pk", flat=True)), _PAGE, strict=False):
        listed.queryset = ordered.filter(pk__in=ids)
        listed.get_results(request)
        yield from listed.result_list
