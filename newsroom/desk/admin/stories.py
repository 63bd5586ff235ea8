"""The screens of a story: what the list and the form show, who may, and what saving does."""

from django.contrib import admin

from companies.admin.base import DeskAdmin
from companies.models import Company, Tag
from newsroom.desk.admin import steps, story_tags, words
from newsroom.desk.admin.attachments import listed
from newsroom.desk.admin.bulk_steps import BulkSteps
from newsroom.desk.admin.calendar_views import CalendarViews
from newsroom.desk.admin.history_views import HistoryViews
from newsroom.desk.admin.keeping import Keeping
from newsroom.desk.admin.looking import Look
from newsroom.desk.admin.preview_views import PreviewViews
from newsroom.desk.admin.saving import Saving
from newsroom.desk.admin.share_views import ShareViews
from newsroom.desk.admin.source_name_views import SourceNameViews
from newsroom.desk.admin.story_form import CreditInline, StoryForm
from newsroom.desk.admin.story_list import StoryListing
from newsroom.desk.admin.tagging import panel
from newsroom.desk.admin.translation_views import TranslationViews
from newsroom.desk.admin.writing_tools import WritingTools
from newsroom.desk.steps import STEPS, objection
from newsroom.models import Article
from people.models import Person


@admin.register(Article)
class StoryAdmin(
    Saving,
    Keeping,
    WritingTools,
    steps.StepViews,
    HistoryViews,
    PreviewViews,
    ShareViews,
    TranslationViews,
    SourceNameViews,
    CalendarViews,
    BulkSteps,
    StoryListing,
    DeskAdmin,
):
    form = StoryForm
    inlines = [CreditInline]
    never_new = ("section",)
    change_form_template = "admin/newsroom/article/change_form.html"

    # What the screen shows

    def get_fieldsets(self, request, obj=None):
        may_write = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return [
            (None, {"fields": ["headline", "standfirst", "body"]}),
            ("Lead picture", {"fields": ["lead_photo", "lead_caption"]}),
            ("Documents", {"fields": ["attachments" if may_write else "carried"]}),
            (
                "What it is about",
                {
                    "fields": ["companies", "people", "names_unlinked"],
                    "description": "The story appears on the page of each company and person named here.",
                },
            ),
            ("Where it stands", {"fields": ["section", "topics", ("kind", "language"), "dateline"]}),
            (
                "Dates and embargo",
                {
                    "fields": ["planned_for", "embargoed_until", "backdated_to", "backdated_update", "source_url"],
                    "description": f"In the office’s zone: {words.office_zone()}. When readers see it is decided "
                    "when it is published or scheduled, not here.",
                },
            ),
            ("For journalists, and about machines", {"fields": ["contact", "ai_note"]}),
            ("Notes", {"fields": ["editor_note"]}),
            (
                "Search engines and address",
                {"fields": ["seo_title", "seo_description", "slug"], "classes": ["collapse"]},
            ),
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        # The class was made for this request.
        form.request, form.is_saving = request, getattr(request, "is_saving", False)
        form.refusal = getattr(request, "given_back", {}).get("why", "")
        return form

    def look(self, form, *, credits: int) -> Look:
        """What the checks say of the story as it stands in `form`."""
        chosen = form.cleaned_data if form.is_bound else form.initial
        tags = sum(len(chosen.get(name) or ()) for name in ("companies", "people", "topics"))
        return Look(form.instance, tags, credits)

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

    @admin.display(description="attachments")
    def carried(self, story):
        return listed(story.attachments)

    def view_on_site(self, obj):
        edition = obj.seen if hasattr(obj, "seen") else story_tags.live_edition(obj)
        return edition.get_absolute_url() if edition else None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= self._step_context(request, obj) | {"show_save_and_add_another": False}
        if self.has_change_permission(request, obj) if change else add:
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context |= self.writing_context(request, obj if change else None) | {
                "given_back": getattr(request, "given_back", None),
                "look": self.look(context["adminform"].form, credits=sum(len(each.initial_forms) for each in formsets)),
            }
            form = context["adminform"].form
            text = {name: form[name].value() for name in panel.FIELDS}
            context["tagging"] = panel.panel_context(text, obj.pk if change else None, request.POST)
            context["title"] = "Edit a story" if change else "Start a story"
        return super().render_change_form(request, context, add, change, form_url, obj)

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
