"""A save takes what it can. A field with something that cannot be stored keeps what the story had, and stays open.

Half-finished drafts always save: an address that is taken, a date that does not exist or a credit without a name must
not hold back a text of two hours. What was typed there comes back in the form with the reason beside it, and is kept
aside like any other text that is not saved yet.
"""

from copy import copy

from django.forms import ModelForm
from django.http import QueryDict

from companies.admin.base import SparingFormSet
from newsroom.desk.admin import conflict
from newsroom.desk.admin.tagging import panel
from newsroom.models import Article

# Without these there is nothing sensible to save: the text itself, and what the form is of.
_HOLDS_BACK = {"body", "version", "base", "token"}


class TakesWhatItCan(ModelForm):
    """A form that, while it `is_saving`, leaves out what cannot be stored and has it under `left`."""

    is_saving = False
    left: dict[str, list[str]] = {}  # why, by name of the field; replaced, never changed

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._was = copy(self.instance)

    def full_clean(self):
        self.left = {}
        super().full_clean()
        if self.is_bound and self.is_saving:
            self._leave_out()

    def _leave_out(self) -> None:
        wrong = self._errors
        if not wrong or not wrong.keys() <= self.fields.keys() - _HOLDS_BACK:
            return
        self.left = {name: list(errors) for name, errors in wrong.items()}
        ours = {field.name: field for field in self.instance._meta.concrete_fields}
        for name in self.left:
            if field := ours.get(name):
                setattr(self.instance, field.attname, getattr(self._was, field.attname))
                self.cleaned_data[name] = getattr(self._was, field.attname)
            else:
                self.cleaned_data[name] = self.as_before(name)
        wrong.clear()

    def as_before(self, name: str):
        """The cleaned value of a field that is none of the table's, as the story has it."""
        return self.initial.get(name)

    @property
    def changed_data(self):
        return [name for name in super().changed_data if name not in self.left]


class RowsTakeWhatTheyCan(SparingFormSet):
    """Rows of an inline; one that cannot be stored stays as it was, or is not made, and is under `left`."""

    is_saving = False
    left: dict[str, list[str]] = {}  # why, by prefix of the row

    def full_clean(self):
        self.left = {}
        super().full_clean()
        if not (self.is_bound and self.is_saving):
            return
        for form in self.forms:
            if form.errors and not self._should_delete_form(form):
                self.left[form.prefix] = [why for those in form.errors.values() for why in those]
                form.errors.clear()  # the formset counts the same ones
                # Nothing to write: Django asks this of each row before it saves it.
                form.has_changed = lambda: False


def still_open(post: QueryDict, story: Article, form, formsets, unbound) -> QueryDict:
    """The form as it stands after the save: what is saved as it is saved, and what was left out as it was typed.

    `unbound` is a new form of the story.
    """
    saved = [name for name in form.fields if name not in form.left and name != "token"]
    opened = conflict.with_credits(conflict.with_theirs(post, saved, unbound), story, None)
    for formset in formsets:
        _put_back(opened, post, formset)
    for name in [name for name in opened if name.startswith(panel.SAID)]:
        del opened[name]  # decided with the save
    return opened


def _put_back(opened: QueryDict, post: QueryDict, formset) -> None:
    """Put the rows that were left out into `opened`, each over its saved self or behind all others."""
    prefix = formset.prefix
    total = int(opened[f"{prefix}-TOTAL_FORMS"])
    places = {opened[f"{prefix}-{number}-id"]: number for number in range(total)}
    for row in formset.left:
        number = places.get(post.get(f"{row}-id") or None)
        if number is None:
            number, total = total, total + 1
        for key in [key for key in post if key.startswith(f"{row}-") and not key.endswith("-id")]:
            opened.setlist(f"{prefix}-{number}-{key.removeprefix(f'{row}-')}", post.getlist(key))
        opened.setdefault(f"{prefix}-{number}-id", "")
    opened[f"{prefix}-TOTAL_FORMS"] = str(total)
