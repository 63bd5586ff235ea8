"""The screens of a story: the list, the form, and its steps."""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Exists, OuterRef, Q
from django.template.response import TemplateResponse
from django.utils import timezone

from companies.admin.base import DeskAdmin, FollowsParent, require, when
from companies.admin.fields import TopicsField, offer_new, profiles_field, set_tags
from companies.admin.lists import DeskList
from companies.models import Company, Tag
from newsroom.desk import addresses, workflow
from newsroom.desk.admin import queues, step_forms, steps, words
from newsroom.desk.history import name_of
from newsroom.desk.steps import STEPS, objection, stage_now
from newsroom.models import Article, ArticleCredit, Edition, Stage
from people.models import Person

COMPANIES, PEOPLE, TOPICS = step_forms.COMPANIES, step_forms.PEOPLE, step_forms.TOPICS


class StageFilter(admin.SimpleListFilter):
    """By stage as it is now: a scheduled story whose moment has come counts as published."""

    title = "stage"
    parameter_name = "stage"

    def lookups(self, request, model_admin):
        return Stage.choices

    def queryset(self, request, queryset):
        due = Q(stage=Stage.SCHEDULED, scheduled_for__lte=timezone.now())
        match self.value():
            case Stage.SCHEDULED:
                return queryset.scheduled()
            case Stage.PUBLISHED:
                return queryset.filter(Q(stage=Stage.PUBLISHED) | due)
            case str(stage) if stage in Stage.values:
                return queryset.filter(stage=stage)
        return queryset


class WhoseFilter(admin.SimpleListFilter):
    title = "author"
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        return [("mine", "begun or last written by me")]

    def queryset(self, request, queryset):
        return queryset.filter(queues.of(request.user)) if self.value() == "mine" else queryset


class WaitsFilter(admin.SimpleListFilter):
    title = "whose turn"
    parameter_name = "waits"

    def lookups(self, request, model_admin):
        mine = [("review", "waits for my review")] if model_admin.may_take(request, "approve") else []
        return [("returned", "returned to the writer"), *mine]

    def queryset(self, request, queryset):
        match self.value():
            case "returned":
                return queues.returned(queryset)
            case "review":
                return queues.waiting_for_review(queryset, request.user)
        return queryset


class LiveFilter(admin.SimpleListFilter):
    title = "readers"
    parameter_name = "live"

    def lookups(self, request, model_admin):
        return [("now", "see it now"), ("not", "don’t see it")]

    def queryset(self, request, queryset):
        seen = Exists(Edition.objects.live().filter(article=OuterRef("pk")))
        match self.value():
            case "now":
                return queryset.filter(seen)
            case "not":
                return queryset.filter(~seen)
        return queryset


class FlagFilter(admin.SimpleListFilter):
    title = "published without a review"
    parameter_name = "flag"

    def lookups(self, request, model_admin):
        return [("unsigned", "to be signed off")]

    def queryset(self, request, queryset):
        return queryset.filter(needs_sign_off=True) if self.value() == "unsigned" else queryset


# Above the list, for what one looks for every day; the filters beside it are for the rest.
TABS = [
    ("All", {}),
    ("Mine", {"whose": "mine"}),
    ("In review", {"stage": "in_review"}),
    ("Approved", {"stage": "approved"}),
    ("Scheduled", {"stage": "scheduled"}),
    ("Live", {"live": "now"}),
    ("To be signed off", {"flag": "unsigned"}),
]


class StoryList(DeskList):
    def get_queryset(self, request, **kwargs):
        return with_live(super().get_queryset(request, **kwargs)).defer("body", "editor_note")

    def tabs(self) -> list[dict]:
        """The tabs above the list, and which of them one stands on."""
        names = {"waits", *(name for _, query in TABS for name in query)}
        chosen = {name: self.params[name] for name in names if name in self.params}
        return [
            {
                "label": label,
                "link": self.get_query_string(query, [*names, "p"]),
                "is_chosen": chosen == query,
            }
            for label, query in TABS
        ]


def with_live(stories):
    """The stories with `is_live`: whether readers see one now."""
    return stories.annotate(is_live=Exists(Edition.objects.live().filter(article=OuterRef("pk"))))


class StoryForm(forms.ModelForm):
    """A working copy. The screen sets `request`, and `refusal` where the door refused what was typed."""

    request = None
    refusal = ""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    companies = profiles_field(COMPANIES, help_text="Those the story is about or names. Search by any of their names.")
    people = profiles_field(PEOPLE, help_text="Search by name, Chinese name or any other name they go by.")
    topics = TopicsField(TOPICS, help_text="What the story is about besides: “AI chips”, “start-up financing”.")

    class Meta:
        # The model comes from the screen, and the fields from its fieldsets.
        help_texts = {
            "body": "Paragraphs divided by an empty line, or HTML. A related-story line is "
            '<code>&lt;p class="related"&gt;</code>its headline<code>&lt;/p&gt;</code>.',
        }
        widgets = {
            "headline": AdminTextareaWidget(attrs={"rows": 2, "class": "headline"}),
            "standfirst": AdminTextareaWidget(attrs={"rows": 3}),
            "body": AdminTextareaWidget(attrs={"rows": 28, "class": "prose", "spellcheck": "true"}),
            "editor_note": AdminTextareaWidget(attrs={"rows": 4}),
            "lead_caption": AdminTextareaWidget(attrs={"rows": 2}),
            "seo_description": AdminTextareaWidget(attrs={"rows": 2}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        self.initial |= step_forms.sorted_tags(
            Tag.objects.filter(article_items__content_object=self.instance.pk) if self.instance.pk else ()
        )
        self.fields["topics"].let(self.request.user)
        offer_new(self.fields["companies"], COMPANIES, self.request)
        offer_new(self.fields["people"], PEOPLE, self.request)

    def clean_headline(self):
        return " ".join(self.cleaned_data["headline"].split())

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug and slug != self.instance.slug:
            free = addresses.free_slugs([slug], article_id=self.instance.pk)[0]
            if free != slug:
                raise forms.ValidationError(f"Another story has or had that address. Free is “{free}”.")
        return slug

    def clean(self):
        cleaned = super().clean()
        for name, old in self.initial.items():
            # A browser sends other line ends than the text was stored with; that is no change, and voids no approval.
            if isinstance(old, str) and isinstance(new := cleaned.get(name), str):
                cleaned[name] = old if _lines(old) == _lines(new) else _lines(new)
        if self.instance.pk:
            if cleaned.get("version") is None:
                self.refusal = self.refusal or "The form came without its version. Open the story again."
            elif cleaned["version"] != self.instance.version:
                self.refusal = str(workflow.refusal(self.instance, "edit", seen_version=cleaned["version"]))
        if self.refusal:
            raise forms.ValidationError(self.refusal, code="refused")
        return cleaned

    @property
    def was_refused(self) -> bool:
        return self.has_error("__all__", "refused")

    def chosen_tags(self) -> list[Tag]:
        return step_forms.chosen_tags(self.cleaned_data)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


class CreditInline(FollowsParent, admin.StackedInline):
    model = ArticleCredit
    autocomplete_fields = ["person"]
    fields = [("name", "role", "outlet"), ("person", "order")]
    verbose_name = "credit"
    verbose_name_plural = "credits, as printed"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person")


@admin.register(Article)
class StoryAdmin(steps.StepViews, DeskAdmin):
    form = StoryForm
    list_display = ["headline", "state", "section", "author", when("changed_at", "changed")]
    list_filter = [
        StageFilter,
        WhoseFilter,
        WaitsFilter,
        LiveFilter,
        FlagFilter,
        ("section", admin.RelatedOnlyFieldListFilter),
        "language",
    ]
    list_select_related = ["section", "created_by"]
    date_hierarchy = "changed_at"
    search_fields = ["headline", "standfirst"]
    search_help_text = "Headline or standfirst"
    inlines = [CreditInline]
    never_new = ("section",)
    show_facets = admin.ShowFacets.NEVER  # a count for each choice of each filter, over every story
    change_form_template = "admin/newsroom/article/change_form.html"

    # What the screen shows

    def get_changelist(self, request, **kwargs):
        return StoryList

    def get_fieldsets(self, request, obj=None):
        return [
            (None, {"fields": ["headline", "standfirst", "body"]}),
            ("Lead picture", {"fields": ["lead_photo", "lead_caption"]}),
            (
                "What it is about",
                {
                    "fields": ["companies", "people", "topics"],
                    "description": "The story appears on the page of each company, person and topic named here.",
                },
            ),
            ("Where it stands", {"fields": ["section", ("kind", "language"), "dateline"]}),
            (
                "Dates and embargo",
                {
                    "fields": ["embargoed_until", "backdated_to", "backdated_update", "source_url"],
                    "description": f"In the office’s zone: {words.office_zone()}. When readers see it is decided "
                    "when it is published or scheduled, not here.",
                },
            ),
            ("Notes", {"fields": ["editor_note"]}),
            (
                "Search engines and address",
                {"fields": ["seo_title", "seo_description", "slug"], "classes": ["collapse"]},
            ),
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.request, form.refusal = request, getattr(request, "refusal", "")  # the class was made for this request
        return form

    @admin.display(description="state", ordering="stage")
    def state(self, story):
        return words.state(story, is_live=story.is_live)

    @admin.display(description="begun by", ordering="created_by__username")
    def author(self, story):
        return name_of(story.created_by)

    # The three fields of tags, for those who may only look.

    @admin.display(description="companies")
    def companies(self, story):
        return ", ".join(str(company) for company in Company.objects.filter(tag__article_items__content_object=story))

    @admin.display(description="people")
    def people(self, story):
        return ", ".join(str(person) for person in Person.objects.filter(tag__article_items__content_object=story))

    @admin.display(description="topics")
    def topics(self, story):
        return ", ".join(
            Tag.objects.topics().filter(article_items__content_object=story).values_list("name", flat=True)
        )

    def view_on_site(self, obj):
        edition = step_forms.live_edition(obj)
        return edition.get_absolute_url() if edition else None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= self._step_context(request, obj) | {"show_save_and_add_another": False}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def history_view(self, request, object_id, extra_context=None):
        """Who did what with the story, why and when, instead of Django's log of saves."""
        story = self.get_object(request, unquote(object_id))
        if story is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        require(self.has_view_or_change_permission(request, story))
        page = self.get_paginator(request, story.events.all(), 100).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"History: {story.headline}",
            "opts": self.opts,
            "object": story,
            "page": page,
            "state": words.state(story, is_live=workflow.is_live(story)),
            "happenings": [words.happening(event) for event in page],
            "zone": words.office_zone(),
        }
        return TemplateResponse(request, "admin/newsroom/article/object_history.html", context)

    # Who may

    def has_change_permission(self, request, obj=None):
        """As the table of steps has it: one's own for a reporter, nothing that waits for its moment."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or obj.pk is None or not objection(obj, STEPS["edit"], request.user, is_live=False)

    def has_delete_permission(self, request, obj=None):
        """A draft that readers never saw may go; anything else is withdrawn, and its history stays."""
        return super().has_delete_permission(request, obj) and not (obj and obj.editions.exists())

    def get_deleted_objects(self, objs, request):
        deleted, counts, _, protected = super().get_deleted_objects(objs, request)
        # Its revisions go with it; nobody has a permission to delete those by themselves.
        return deleted, counts, set(), protected

    # Saving

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if page := self._text_given_back(request, object_id):
            return page
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except workflow.StepRefused as refusal:
            # Nothing was written; the same form comes again, with what was typed and the reason.
            request.refusal = str(refusal)
            return self._text_given_back(request, object_id) or super().changeform_view(
                request, object_id, form_url, extra_context
            )

    def _text_given_back(self, request, object_id):
        """A page with the typed text, for a story that was scheduled or deleted while somebody wrote."""
        if request.method != "POST" or object_id is None or not self.has_change_permission(request):
            return None
        story = self.get_object(request, unquote(object_id))
        if story is not None and stage_now(story) in STEPS["edit"].moves:
            return None
        typed = [
            (field.verbose_name, request.POST[field.name])
            for field in map(Article._meta.get_field, ("headline", "standfirst", "body", "editor_note"))
            if request.POST.get(field.name)
        ]
        seen = request.POST.get("version", "")
        seen_version = int(seen) if seen.isdecimal() and len(seen) < 10 else None
        why = (
            workflow.refusal(story, "edit", seen_version=seen_version)
            if story
            else "The story was deleted while you wrote."
        )
        return steps.conflict_page(self, request, story, why, typed)

    def save_model(self, request, obj, form, change):
        if change:
            obj.version = form.cleaned_data["version"]
        workflow.begin_edit(obj, by=request.user)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        set_tags(form.instance.tag_items, form.chosen_tags())
        workflow.finish_edit(form.instance, by=request.user)

    def delete_model(self, request, obj):
        workflow.delete(obj, by=request.user)

    def response_add(self, request, obj, post_url_continue=None):
        return self._on_to_step(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self._on_to_step(request, obj) or super().response_change(request, obj)
