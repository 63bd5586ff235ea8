"""What a story looks like to readers before they see it, at the widths of a telephone, a tablet and a desktop."""

from contextlib import suppress

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from companies.admin.base import require
from newsroom.desk import draft_page, rehearsal, workflow
from newsroom.desk.admin import words
from newsroom.desk.steps import stage_now
from newsroom.models import Article, ArticleCredit, Stage

NOTICE = "Preview: readers don’t see this yet."
NOTHING_NEW = "Preview: readers see the story like this now."


class PreviewViews(admin.ModelAdmin):
    """Preview of the saved text (GET) and of what stands in the form (POST), which is not saved by it."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.preview_view)
        return [
            path("add/preview/", view, name="newsroom_article_add_preview"),
            path("<path:object_id>/preview/", view, name="newsroom_article_preview"),
            *super().get_urls(),
        ]

    def preview_view(self, request, object_id=None):
        story = self._preview_story(request, object_id)
        problems, page, why = [], "", ""
        try:
            if request.method == "POST":
                problems, page = self._of_form(request, story)
            else:
                page = self._of_saved(request, story)
        except rehearsal.NotShown as refusal:
            why = str(refusal)
        title = f"Preview: {story.headline}" if story else "Preview"
        is_live = story is not None and workflow.is_live(story)
        is_seen = is_live and request.method == "GET" and stage_now(story) == Stage.PUBLISHED
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "is_nav_sidebar_enabled": False,  # the page wants the room
            "opts": self.opts,
            "original": story,
            "object": story,
            "state": words.state(story, is_live=is_live) if story else "",
            "document": draft_page.marked(page, NOTHING_NEW if is_seen else NOTICE, opens_links=True) if page else "",
            "why": why,
            "problems": problems,
            "is_unsaved": request.method == "POST",
            "at": words.moment(timezone.now()),
        }
        response = TemplateResponse(request, "admin/newsroom/article/preview.html", context)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Cache-Control"] = "private, no-store"
        return response

    def _preview_story(self, request, object_id) -> Article | None:
        """The story that the user may look at, or whose form they may send; None for one that is being begun."""
        if object_id is None:
            require(self.has_add_permission(request))
            if request.method != "POST":
                raise Http404
            return None
        story = self.get_object(request, unquote(object_id))
        if story is None:
            raise Http404
        # What is posted is rendered only for those who could save it.
        allowed = self.has_change_permission if request.method == "POST" else self.has_view_or_change_permission
        require(allowed(request, story))
        return story

    def _of_saved(self, request, story: Article) -> str:
        held = story.tag_items.select_related("tag").order_by("pk")
        return rehearsal.page_of(
            request, story, tags=lambda: [item.tag for item in held], credits=list(story.credits.all())
        )

    def _of_form(self, request, story: Article | None) -> tuple[list[str], str]:
        """What the form can't say yet, and the page of what it can."""
        form = self.get_form(request, story, change=story is not None)(request.POST, instance=story or Article())
        form.is_valid()
        # That somebody else saved meanwhile stands against saving, not against looking.
        problems = [
            f"{form.fields[name].label or name}: {' '.join(errors)}" if name in form.fields else " ".join(errors)
            for name, errors in form.errors.items()
            if name != "__all__"
        ]
        credits = self._credits_in(request, form.instance)

        def tags():
            with suppress(KeyError):  # a field that was refused chooses nothing
                return form.chosen_tags()
            return []

        return problems, rehearsal.page_of(request, form.instance, tags=tags, credits=credits)

    def _credits_in(self, request, story: Article) -> list[ArticleCredit]:
        """The credits in the form, in their order; rows that are not complete are left out."""
        credits = []
        for formset_class, inline in self.get_formsets_with_inlines(request, story if story.pk else None):
            if inline.model is not ArticleCredit:
                continue
            formset = formset_class(request.POST, instance=story, prefix=formset_class.get_default_prefix())
            formset.is_valid()
            for form in formset.forms:
                is_said = form.is_bound and not form.errors and form.cleaned_data.get("name")
                if is_said and not form.cleaned_data.get("DELETE"):
                    credits.append(form.instance)
        return sorted(credits, key=lambda credit: credit.order)
