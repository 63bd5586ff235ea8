"""Steps on many stories at once: a page that says what will happen to each, and a report of what did."""

from dataclasses import dataclass

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst

from companies.admin.base import require
from companies.admin.fields import is_number
from newsroom.desk import workflow
from newsroom.desk.admin import words
from newsroom.desk.admin.bulk_forms import FORMS, BulkForm
from newsroom.desk.admin.story_list import with_live
from newsroom.desk.steps import STEPS
from newsroom.models import Article

MOST = 100  # stories in one go; what is more is read by nobody before the button is pressed


@dataclass(frozen=True, slots=True)
class Line:
    """A story on the page that asks, or in the report."""

    story: Article
    state: str
    said: str
    is_refused: bool


class BulkSteps(admin.ModelAdmin):
    """Each action names its permission and asks for each story again whether this person may take the step with it."""

    actions = ["bulk_submit", "bulk_return", "bulk_approve", "bulk_schedule", "bulk_tag"]

    def has_submit_permission(self, request):
        return request.user.has_perm(STEPS["submit"].permission)

    def has_review_permission(self, request):
        return request.user.has_perm(STEPS["return"].permission)

    def has_publish_permission(self, request):
        return request.user.has_perm(STEPS["schedule"].permission)

    def has_tag_permission(self, request):
        return request.user.has_perm(STEPS["retag"].permission)

    @admin.action(permissions=["submit"], description="Submit for review…")
    def bulk_submit(self, request, queryset):
        return self._bulk(request, queryset, "submit")

    @admin.action(permissions=["review"], description="Return to the writers…")
    def bulk_return(self, request, queryset):
        return self._bulk(request, queryset, "return")

    @admin.action(permissions=["review"], description="Approve…")
    def bulk_approve(self, request, queryset):
        return self._bulk(request, queryset, "approve")

    @admin.action(permissions=["publish"], description="Schedule…")
    def bulk_schedule(self, request, queryset):
        return self._bulk(request, queryset, "schedule")

    @admin.action(permissions=["tag"], description="Change tags…")
    def bulk_tag(self, request, queryset):
        return self._bulk(request, queryset, "retag")

    def _bulk(self, request, queryset, name: str):
        require(request.user.has_perm(STEPS[name].permission) and self.has_view_or_change_permission(request))
        if request.POST.get("post") == "yes":
            # Those that were on the page, whatever the filters of the list say of them by now.
            ids = [int(pk) for pk in request.POST.getlist(ACTION_CHECKBOX_NAME)]
            form = FORMS[name](request.POST, request=request)
            stories = self._stories(request, ids[:MOST])
            if form.is_valid():
                return self._report(request, name, [self._take(request, form, story) for story in stories])
        else:
            ids = list(queryset.values_list("pk", flat=True)[: MOST + 1])
            if len(ids) > MOST:
                self.message_user(request, f"Choose at most {MOST} stories at a time. Nothing was changed.", "warning")
                return HttpResponseRedirect(request.get_full_path())
            form, stories = FORMS[name](request=request), self._stories(request, ids)
        lines = [self._asked(form, story) for story in stories]
        takes_part = [line for line in lines if not line.is_refused]
        context = self._bulk_page(request, name) | {
            "form": form,
            "fieldset": admin.helpers.Fieldset(form, fields=list(form.fields), model_admin=self),
            "media": self.media + form.media,
            "takes_part": takes_part,
            "refused": [line for line in lines if line.is_refused],
            "action": f"bulk_{'tag' if name == 'retag' else name}",
            "checkbox": ACTION_CHECKBOX_NAME,
            "zone": words.office_zone(),
        }
        return TemplateResponse(request, "admin/newsroom/article/bulk.html", context)

    def _stories(self, request, ids: list[int]) -> list[Article]:
        """The stories that this person may see, in the order of the list, whole and with what the checks ask for."""
        found = with_live(self.get_queryset(request)).select_related("section", "lead_photo").in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]

    def _asked(self, form: BulkForm, story: Article) -> Line:
        why = form.objection(story, is_live=story.is_live)
        return Line(story, words.plain_state(story, is_live=story.is_live), why or form.will, bool(why))

    def _take(self, request, form: BulkForm, story: Article) -> Line:
        seen = request.POST.get(f"version-{story.pk}", "")
        name = form.step
        version = int(seen) if is_number(seen) else 0
        try:
            if refusal := workflow.refusal(story, name, by=request.user, seen_version=version):
                raise refusal
            said, is_refused = form.take(story), False
            self.log_change(request, story, f"{capfirst(STEPS[name].done)}, with others.")
        except workflow.StepRefused as refusal:
            said, is_refused = str(refusal), True
        state = words.plain_state(story, is_live=workflow.is_live(story))
        return Line(story, state, said, is_refused)

    def _report(self, request, name: str, lines: list[Line]):
        context = self._bulk_page(request, name) | {
            "done": [line for line in lines if not line.is_refused],
            "refused": [line for line in lines if line.is_refused],
        }
        return TemplateResponse(request, "admin/newsroom/article/bulk_report.html", context)

    def _bulk_page(self, request, name: str) -> dict:
        return {
            **self.admin_site.each_context(request),
            "title": f"{STEPS[name].label}: several stories",
            "opts": self.opts,
            "step": STEPS[name],
            "list_url": request.get_full_path(),
        }
