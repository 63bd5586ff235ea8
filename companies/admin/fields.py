"""Form fields for what is chosen from many: profiles, topics and pictures, over the admin's own autocomplete."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import (
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.core.validators import ProhibitNullCharactersValidator
from django.urls import reverse

from companies.models import Photo, Tag
from companies.models.tag import tag_key

MOST_TOPICS = 40
_LONGEST = Tag._meta.get_field("name").max_length
_no_null = ProhibitNullCharactersValidator()


def is_number(text: str) -> bool:
    """Whether a row can have this number. What somebody made up may be no number, or one that no database takes."""
    return text.isdecimal() and len(text) < 19


class Sparing(AutocompleteMixin):
    """An autocomplete that asks the database for nothing when `known` has the labels of what is chosen."""

    known: dict[str, str] = {}  # by number; replaced, never changed

    def knows(self, chosen) -> None:
        """Let it know these objects."""
        self.known = {str(each.pk): str(each) for each in chosen}

    def optgroups(self, name, value, attrs=None):
        value = [pk for pk in value if is_number(str(pk))]  # the form says what is wrong with the others
        chosen = {str(pk) for pk in value}
        if not chosen <= self.known.keys():
            return super().optgroups(name, value, attrs)
        options = [pk for pk in self.known if pk in chosen]
        made = [self.create_option(name, pk, self.known[pk], True, number) for number, pk in enumerate(options)]
        if not self.is_required and not self.allow_multiple_selected:
            made.insert(0, self.create_option(name, "", "", False, 0))
        return [(None, made, 0)]


class SparingSelect(Sparing, AutocompleteSelect):
    """One of many."""


class SparingSelectMultiple(Sparing, AutocompleteSelectMultiple):
    """Several of many."""


class PhotoSelect(SparingSelect):
    """An autocomplete that shows the pictures themselves."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        attrs = super().build_attrs(base_attrs, extra_attrs)
        attrs["class"] += " photo-select"
        # The script puts a picture's number in the place of the 0.
        attrs["data-thumbnail"] = reverse(f"{self.admin_site.name}:companies_photo_thumbnail", args=[0])
        return attrs

    @property
    def media(self):
        # One list, so that ours stays behind the scripts it needs however the lists of a page are merged.
        stock = super().media
        return forms.Media(css=stock._css, js=[*stock._js, "desk/photo_select.js"])


class Several(forms.ModelMultipleChoiceField):
    """Several rows by their numbers."""

    def clean(self, value):
        for pk in value or ():
            if not is_number(str(pk)):
                raise forms.ValidationError(self.error_messages["invalid_pk_value"], params={"pk": str(pk)[:20]})
        return super().clean(value)


class TopicsSelect(AutocompleteMixin, forms.SelectMultiple):
    """Topics as tokens: suggested while one types, and a new one is made by typing it and a comma."""

    may_make = False

    def build_attrs(self, base_attrs, extra_attrs=None):
        attrs = super().build_attrs(base_attrs, extra_attrs)
        if self.may_make:
            attrs |= {"data-tags": "true", "data-token-separators": '[",", "，", "、", ";", "；"]'}
        return attrs

    def optgroups(self, name, value, attrs=None):
        return [(None, [self.create_option(name, topic, topic, True, i) for i, topic in enumerate(value)], 0)]


class TopicsField(forms.Field):
    """Names of topics. `source` is the model field that holds them; the cleaned value is a list of names."""

    def __init__(self, source, **kwargs):
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", TopicsSelect(source, admin.site))
        super().__init__(**kwargs)

    def let(self, user) -> None:
        """Let `user` make new topics if they may."""
        self.widget.may_make = user.has_perm("companies.add_tag")

    def to_python(self, value):
        names = {tag_key(name): " ".join(name.split()) for name in value or () if tag_key(name)}
        return list(names.values())

    def validate(self, value):
        super().validate(value)
        for name in value:
            _no_null(name)
        if len(value) > MOST_TOPICS:
            raise forms.ValidationError(f"At most {MOST_TOPICS} topics; choose those that matter most.")
        if too_long := [name for name in value if max(len(name), len(tag_key(name))) > _LONGEST]:
            raise forms.ValidationError(f"“{too_long[0][:40]}…” is too long for a topic.")
        if not self.widget.may_make and value:
            known = Tag.objects.by_keys(tag_key(name) for name in value)
            if new := [name for name in value if tag_key(name) not in known]:
                raise forms.ValidationError(
                    f"There is no topic “{'”, “'.join(new)}” yet, and your account may not make new ones. "
                    "Choose another, or ask an editor to add it."
                )

    def has_changed(self, initial, data):
        return {tag_key(name) for name in initial or ()} != {tag_key(name) for name in data or ()}


def find_topics(names: list[str]) -> list[Tag]:
    """The tags of these names, made where one is missing."""
    return list(Tag.objects.get_or_make(names).values())


def profiles_field(source, **kwargs) -> Several:
    """Several profiles of one kind. `source` is any foreign key to that kind; the autocomplete is told of it."""
    kwargs.setdefault("required", False)
    model = source.remote_field.model
    return Several(model._default_manager.all(), widget=SparingSelectMultiple(source, admin.site), **kwargs)


def offer_new(field: forms.Field, source, request) -> None:
    """Put a “+” beside the field that opens a window for a new profile, where the user may add one."""
    model_admin = admin.site.get_model_admin(source.remote_field.model)
    field.widget = RelatedFieldWidgetWrapper(
        field.widget, source.remote_field, admin.site, can_add_related=model_admin.has_add_permission(request)
    )


def set_tags(items, tags) -> None:
    """Make `items`, a thing's rows of a table of tags, those of `tags`; rows that stay are not touched."""
    had = set(items.values_list("tag_id", flat=True))
    wanted = {tag.pk: tag for tag in tags}
    if had - wanted.keys():
        items.exclude(tag__in=list(wanted)).delete()
    new = [tag for pk, tag in wanted.items() if pk not in had]
    items.model.objects.bulk_create(items.model(content_object=items.instance, tag=tag) for tag in new)


def thumbnail_url(photo: Photo) -> str:
    """Where the desk sees a picture, whether readers may see it or not."""
    return reverse("admin:companies_photo_thumbnail", args=[photo.pk])
