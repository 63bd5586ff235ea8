"""The form of a story: its fields, what it makes of them, and its credits."""

from uuid import uuid4

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Q
from django.utils import timezone

from companies.admin.base import FollowsParent
from companies.admin.fields import TopicsField, offer_new, profiles_field
from companies.models import Tag
from companies.models.tag import tag_key
from companies.nesting import is_too_deep
from newsroom.desk import addresses, checks, pasting, workflow
from newsroom.desk.admin import story_tags
from newsroom.desk.admin.attachments import AttachmentsField
from newsroom.desk.admin.left_open import RowsTakeWhatTheyCan, TakesWhatItCan
from newsroom.desk.admin.story_tags import COMPANIES, PEOPLE, TOPICS
from newsroom.desk.admin.tagging.panel import Said
from newsroom.desk.admin.writing_tools import StoryText
from newsroom.models import ArticleCredit, Translation

_MOMENTS = ("embargoed_until", "backdated_to", "backdated_update")


class StoryForm(TakesWhatItCan):
    """A working copy. The screen sets `request`; `is_saving` where the text is to be written; `refusal`, a sentence,
    where it comes back instead.
    """

    request = None
    refusal = ""
    went: list[str] = []  # what the text had that a story may not have, in words; replaced, never changed

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # The revision that the text began with, and the name of this page: newsroom.desk.kept.
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)
    token = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    attachments = AttachmentsField()
    companies = profiles_field(COMPANIES, help_text="Those the story is about or names. Search by any of their names.")
    people = profiles_field(PEOPLE, help_text="Search by name, Chinese name or any other name they go by.")
    topics = TopicsField(TOPICS, help_text="What the story is about besides: “AI chips”, “start-up financing”.")

    class Meta:
        # The model comes from the screen, and the fields from its fieldsets.
        help_texts = {
            "body": "Alt and F10 lead to the buttons, Escape back into the text.",
        }
        widgets = {
            "headline": AdminTextareaWidget(attrs={"rows": 2, "class": "headline"}),
            "standfirst": AdminTextareaWidget(attrs={"rows": 3}),
            "body": StoryText,
            "editor_note": AdminTextareaWidget(attrs={"rows": 4}),
            "lead_caption": AdminTextareaWidget(attrs={"rows": 2}),
            "contact": AdminTextareaWidget(attrs={"rows": 3}),
            "ai_note": AdminTextareaWidget(attrs={"rows": 2}),
            "seo_description": AdminTextareaWidget(attrs={"rows": 2}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A half-finished draft always saves; what is missing stops submitting and publishing: newsroom.desk.checks.
        if "headline" in self.fields:  # who may only look has no fields
            self.fields["headline"].required = False
        self.initial |= {"version": self.instance.version, "base": self.instance.revision, "token": uuid4().hex}
        if self.instance.pk:
            self.initial |= story_tags.sorted_tags(Tag.objects.filter(article_items__content_object=self.instance.pk))
        story_tags.ready_fields(self, self.request)
        if "attachments" in self.fields:
            offer_new(self.fields["attachments"], AttachmentsField.SOURCE, self.request)
        if "lead_photo" in self.fields and (photo := self.instance.lead_photo):
            select = self.fields["lead_photo"].widget
            getattr(select, "widget", select).knows([photo])

    def clean_headline(self):
        return " ".join(self.cleaned_data["headline"].split())

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug and slug != self.instance.slug:
            free = addresses.free_slugs([slug], article_id=self.instance.pk)[0]
            if (written := addresses.written(slug)) != slug:
                why = f"An address like that is written “{written}”."
                taken = f" Another story has or had that; free is “{free}”." if free != written else ""
                raise forms.ValidationError(why + taken)
            if free != slug:
                raise forms.ValidationError(f"Another story has or had that address. Free is “{free}”.")
        return slug

    def clean_language(self):
        language = self.cleaned_data["language"]
        if self.instance.pk and language != self.instance.language:
            others = Translation.objects.beside(self.instance).exclude(article=self.instance)
            if same := others.filter(language=language).select_related("article").first():
                raise forms.ValidationError(
                    f"Among its translations is one in {same.get_language_display()} already: “{same.article}”. Choose "
                    "another language, or take this story out of its translations first."
                )
        return language

    def clean_body(self):
        text = self.cleaned_data["body"]
        if len(text) > pasting.LARGEST:
            raise forms.ValidationError(
                f"A text has at most {pasting.LARGEST:,} characters, this one has {len(text):,}. Nothing was saved; "
                "it is all still here."
            )
        if is_too_deep(text):
            raise forms.ValidationError(
                "The text has hundreds of elements inside each other, as no text of a person has. Nothing was saved; "
                "it is all still here. Paste it as plain text, or leave out what makes it so."
            )
        if _lines(text) != _lines(self.instance.body):
            self.went = pasting.went(text)
        return text

    def clean_embargoed_until(self):
        until = self.cleaned_data["embargoed_until"]
        was = self.initial.get("embargoed_until")
        is_new = until and not (was and until == was.replace(microsecond=0))  # which no form carries
        if is_new and until <= timezone.now():
            raise forms.ValidationError("That moment has passed. An embargo ends later than now; empty, there is none.")
        return until

    def clean(self):
        cleaned = super().clean()
        for name, old in self.initial.items():
            # A browser sends other line ends than the text was stored with; that is no change, and voids no approval.
            if isinstance(old, str) and isinstance(new := cleaned.get(name), str):
                cleaned[name] = old if _lines(old) == _lines(new) else _lines(new)
        if self.is_saving and self.instance.pk:
            if cleaned.get("version") is None:
                raise workflow.StepRefused("The form came without its version. Open the story again.")
            if cleaned["version"] != self.instance.version:
                raise workflow.refusal(self.instance, "edit", seen_version=cleaned["version"])
        for name in _MOMENTS:
            # Far beyond, no zone can be reckoned with, and no address has such a year.
            if (moment := cleaned.get(name)) and not checks.EARLIEST <= moment.year <= checks.LATEST:
                self.add_error(name, f"The year is {moment.year}. Is it mistyped?")
        for why in Said.of(self.data).unclear:
            self.add_error(None, f"{why} Nothing was saved yet; it is all still here.")
        if self._is_named_now(cleaned):
            cleaned["slug"] = ""  # the address of a story without a headline was a stopgap
        return cleaned

    def _is_named_now(self, cleaned) -> bool:
        """Whether the headline is new and the address still the one that a story gets without one."""
        was_nameless = self.instance.pk and not self.initial.get("headline")
        return bool(was_nameless and cleaned.get("headline") and cleaned.get("slug") == self.initial.get("slug"))

    def is_valid(self):
        return super().is_valid() and not self.refusal

    def as_before(self, name):
        chosen = self.initial.get(name) or []
        if name == "topics":
            return chosen
        return self.fields[name].queryset.filter(pk__in=[profile.pk for profile in chosen])

    def chosen_tags(self) -> list[Tag]:
        return story_tags.chosen_tags(self.cleaned_data)

    def chosen_names(self) -> list[dict]:
        """The chosen tags as a revision keeps them; a topic that is not there yet has no number."""
        cleaned = self.cleaned_data
        profiles = [profile for name in ("companies", "people") for profile in cleaned.get(name) or ()]
        topics = cleaned.get("topics") or []
        keys = [tag_key(name) for name in topics]
        tags = {
            tag.pk: tag.name for tag in Tag.objects.filter(Q(pk__in=[p.tag_id for p in profiles]) | Q(key__in=keys))
        }
        known = {tag_key(name) for name in tags.values()}
        new = [{"id": None, "name": name} for name in topics if tag_key(name) not in known]
        return [*({"id": pk, "name": name} for pk, name in sorted(tags.items())), *new]


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


class CreditInline(FollowsParent, admin.StackedInline):
    model = ArticleCredit
    formset = RowsTakeWhatTheyCan
    autocomplete_fields = ["person"]
    fields = [("name", "role", "outlet"), ("person", "order")]
    verbose_name = "credit"
    verbose_name_plural = "credits, as printed"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.is_saving = getattr(request, "is_saving", False)  # the class was made for this request
        return formset
