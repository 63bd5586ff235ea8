"""A file that the library has already is not taken a second time, unless whoever brings it wants just that."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from companies.pictures import LARGEST_FILE
from newsroom.running import room

NO_ROOM = (
    "There is too little room left on the server for more files, and none was stored. Stories can still be saved. Tell "
    "whoever runs the server."
)


class UploadForm(forms.ModelForm):
    """For a model whose objects can be asked for those `with_digest_of` some bytes; brings in its `file`."""

    again = forms.BooleanField(
        required=False,
        widget=forms.HiddenInput,
        label="Keep a second copy",
        help_text="Tick this, choose the file again and save, if the first must stay as it is described.",
    )

    class Media:
        js = ["desk/too_large.js"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            # Of pictures and documents alike; nginx, which knows no sentence for a form, takes little more.
            self.fields["file"].widget.attrs["data-most"] = LARGEST_FILE

    def clean(self):
        cleaned = super().clean()
        file = cleaned.get("file")
        if file and not self.instance.pk and not room.is_left_for_a_file(file.size):
            self.add_error("file", NO_ROOM)
        elif file and not self.instance.pk and not cleaned.get("again") and (known := self._known(file)):
            opts = known._meta
            address = reverse(f"{admin.site.name}:{opts.app_label}_{opts.model_name}_change", args=[known.pk])
            said = 'This file is in the library already, as <a href="{}">{}</a>. Nothing was saved; use that one.'
            self.add_error("file", format_html(said, address, known))
            self.fields["again"].widget = forms.CheckboxInput()
        return cleaned

    def _known(self, file):
        if file.size > LARGEST_FILE:  # refused by the model, with its reason; what came may have gigabytes
            return None
        file.seek(0)
        data = file.read()
        file.seek(0)
        return self._meta.model.objects.with_digest_of(data).first()


class LooksThroughFirst(admin.ModelAdmin):
    """For a model that can `look_through` an upload: has that done before the transaction of the form begins."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        upload = request.FILES.get("file") if request.method == "POST" and object_id is None else None
        if upload and self.has_add_permission(request):
            self.model.look_through(upload)
        return super().changeform_view(request, object_id, form_url, extra_context)
