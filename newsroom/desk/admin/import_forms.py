"""The forms of an import: what is uploaded, and who its authors and categories are here."""

import shutil
from pathlib import Path

from django import forms
from django.conf import settings

from newsroom.desk.importers.archive import Archive, ArchiveRefused, is_archive
from newsroom.desk.importers.forms import FORMS
from newsroom.models import ImportRun, Section
from newsroom.running import room

LARGEST_UPLOAD = 1_000_000_000  # bytes
FREE_AFTERWARDS = room.LEAST
_FORMS = [("auto", "see what it is"), *FORMS.items(), ("xlsx", "Excel workbook (companies, people)")]


class UploadForm(forms.Form):
    file = forms.FileField(
        help_text="A WordPress or Ghost export, a feed, a saved page, a text page, a table, JSON Lines, or a zip "
        "archive of such files with their pictures. Nothing comes in before you have seen what would.",
        max_length=200,
    )
    kind = forms.ChoiceField(
        label="It holds",
        required=False,
        choices=ImportRun.Kind.choices,
        help_text="Companies and people come as CSV, Excel workbooks or JSON Lines, as their lists give them out.",
    )
    form = forms.ChoiceField(label="Format", choices=_FORMS, initial="auto")
    pages = forms.BooleanField(
        label="Pages too", required=False, help_text="WordPress and Ghost: pages as well as posts."
    )

    def __init__(self, *args, kinds: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [choice for choice in ImportRun.Kind.choices if choice[0] in kinds]

    def clean_kind(self):
        return self.cleaned_data["kind"] or self.fields["kind"].choices[0][0]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_UPLOAD:
            raise forms.ValidationError(
                f"The file is larger than {LARGEST_UPLOAD // 1_000_000} MB. Divide it, or have it brought in on the "
                "server with “manage.py import_stories”."
            )
        if shutil.disk_usage(settings.DATA_DIR).free < FREE_AFTERWARDS + 2 * file.size:
            raise forms.ValidationError(
                "There is too little room left on the server for this file. Nothing was stored."
            )
        if file.name.lower().endswith(".zip") and hasattr(file, "temporary_file_path"):
            self._look_into(Path(file.temporary_file_path()))
        return file

    @staticmethod
    def _look_into(path: Path) -> None:
        try:
            if is_archive(path):
                Archive(path).__exit__()
        except ArchiveRefused as refusal:
            raise forms.ValidationError(str(refusal).replace(path.name, "")) from None


class MappingForm(forms.Form):
    """One field for each author and each category that was found. `found` and `options` are those of the run."""

    publish = forms.BooleanField(
        label="Publish what was published there",
        required=False,
        help_text="Without a review, at their old dates. What was a draft, scheduled or private there stays a draft.",
    )
    tag_names = forms.BooleanField(
        label="Tag the companies and people that the source names",
        required=False,
        help_text="Otherwise they are proposed, and somebody decides story by story.",
    )

    def __init__(self, data=None, *, found: dict, options: dict, may_publish: bool, is_of_stories: bool = True):
        super().__init__(data, initial={name: options.get(name) for name in ("publish", "tag_names")})
        if not may_publish or not is_of_stories:
            del self.fields["publish"]
        if not is_of_stories:
            del self.fields["tag_names"]
        self.rows: dict[str, list[tuple[str, str]]] = {}
        lengths = {"authors": 200, "sections": 60}
        for kind, longest in lengths.items():
            said = options.get(kind) or {}
            self.rows[kind] = []
            for number, (name, count) in enumerate(found.get(kind) or ()):
                field = f"{kind}-{number}"
                self.fields[field] = forms.CharField(
                    label=name,
                    required=False,
                    max_length=longest,
                    initial=said.get(name, name[:longest]),
                    help_text=f"{count:,} {'story' if count == 1 else 'stories'}",
                    widget=forms.TextInput(attrs={"list": "sections-here"} if kind == "sections" else {}),
                )
                self.rows[kind].append((field, name))

        said = options.get("twins") or {}
        self.twin_fields: list[tuple[str, str]] = []
        for number, (name, near) in enumerate(found.get("twins") or ()):
            field = f"twins-{number}"
            self.fields[field] = forms.ChoiceField(
                label=f"{name} — {near}",
                required=False,
                initial=said.get(name, ""),
                choices=[
                    ("", "decide later"),
                    ("same", f"the same: becomes another name of {near}"),
                    ("other", "another one"),
                ],
            )
            self.twin_fields.append((field, name))

    def twins(self):
        return [self[field] for field, _ in self.twin_fields]

    def authors(self):
        return [self[field] for field, _ in self.rows["authors"]]

    def sections(self):
        return [self[field] for field, _ in self.rows["sections"]]

    def options(self) -> dict:
        """What was said, as the run keeps it; a name that stays as it is need not be kept."""
        values = {name: self.cleaned_data.get(name, False) for name in ("publish", "tag_names")}
        values["twins"] = {
            name: self.cleaned_data[field] for field, name in self.twin_fields if self.cleaned_data[field]
        }
        for kind, fields in self.rows.items():
            # A name that the form does not speak of stays; one that it sends empty is left out.
            sent = [(field, name) for field, name in fields if field in self.data]
            said = {name: " ".join(self.cleaned_data[field].split()) for field, name in sent}
            values[kind] = {name: word for name, word in said.items() if word != name}
        return values

    @staticmethod
    def sections_here() -> list[str]:
        return list(Section.objects.values_list("name", flat=True))
