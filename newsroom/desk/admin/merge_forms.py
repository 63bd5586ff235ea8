"""What the pages of a merge ask."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError

from companies.admin.fields import SparingSelect
from companies.models import Company, Photo, Profile, Tag
from newsroom.desk.merging import Preview
from newsroom.desk.merging.sides import Choice, owner_of, tag_of
from newsroom.models import Twins

DO = [("merge", "Merge"), ("propose", "Propose the merge"), ("different", "They are not the same")]


class ChooseForm(forms.Form):
    """The other one, by any of its names."""

    other = forms.ModelChoiceField(
        Tag.objects.with_profiles(),
        label="The other one",
        widget=SparingSelect(Twins._meta.get_field("second"), admin.site),
        help_text="Any name it goes by: English, Chinese or another.",
    )

    def __init__(self, *args, kept, **kwargs):
        self.kept = kept
        super().__init__(*args, **kwargs)

    def clean_other(self):
        other = self.cleaned_data["other"]
        if other == tag_of(self.kept):
            raise ValidationError("That is this one. Choose the other.")
        thing = owner_of(other)
        if isinstance(thing, Profile) and isinstance(self.kept, Profile) and type(thing) is not type(self.kept):
            kinds = [each._meta.verbose_name for each in (self.kept, thing)]
            raise ValidationError(f"A {kinds[0]} and a {kinds[1]} can’t be one and the same.")
        return other

    def in_order(self) -> tuple[Tag, Tag]:
        """The one that stays and the one that goes: a company or person before a topic."""
        tags = tag_of(self.kept), self.cleaned_data["other"]
        return tags if isinstance(self.kept, Profile) or tags[1].profile is None else tags[::-1]


class MergeForm(forms.Form):
    """Whose value stands in each field where the two differ, why, and which of the three things to do."""

    do = forms.ChoiceField(choices=DO)
    reason = forms.CharField(
        label="Comment",
        required=False,
        max_length=300,
        widget=AdminTextInputWidget,
        help_text="Colleagues read it in the list of merges and in the history of each story.",
    )

    def __init__(self, *args, preview: Preview, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.choices = preview.choices
        for choice in self.choices:
            self.fields[f"take-{choice.name}"] = forms.ChoiceField(
                label=choice.field.verbose_name,
                choices=[("kept", shown(choice, choice.kept)), ("gone", shown(choice, choice.gone))],
                initial=choice.take,
                required=False,
                widget=forms.RadioSelect,
            )

    def taken(self) -> set[str]:
        """The fields whose value comes from the one that goes."""
        return {
            choice.name
            for choice in self.choices
            if (self.cleaned_data[f"take-{choice.name}"] or choice.take) == "gone"
        }

    def differing(self) -> list:
        return [self[f"take-{choice.name}"] for choice in self.choices]


def shown(choice: Choice, value) -> str:
    """A field's value as one compares it with another."""
    if value is None or value == "":
        return "(empty)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if choice.field.choices:
        return str(dict(choice.field.flatchoices).get(value, value))
    if isinstance(value, (Photo, Company)):
        return str(value)
    text = str(value)
    return text if len(text) <= 300 else f"{text[:300]} …"
