"""A form that was cut off on its way, as happens when a connection drops, is not saved by halves.

Every form of the desk ends with an input that says so (templates/admin/change_form.html); what comes without it comes
back unsaved.
"""

from django.contrib import admin
from django.core.exceptions import ValidationError

# The last input of every form in which one writes.
ENDING = "_end"
CUT_OFF = (
    "This arrived cut off, as happens when a connection drops. Nothing was saved. What arrived is below: compare it "
    "with what you entered, then save it again."
)


class WholeForms(admin.ModelAdmin):
    """Saves nothing of a form that came without its ending."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        request.is_cut_off = request.method == "POST" and ENDING not in request.POST
        response = super().changeform_view(request, object_id, form_url, extra_context)
        if request.is_cut_off and response.status_code == 200:
            response.status_code = 400
        return response

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (_CutOff, form), {}) if getattr(request, "is_cut_off", False) else form


class _CutOff:
    """Refuses whatever a form says."""

    def clean(self):
        super().clean()
        raise ValidationError(CUT_OFF)
