"""The companies and people that a story's source names: shown beside the text, decided on a page of their own."""

from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from companies.admin.base import require
from newsroom.desk import source_names, workflow
from newsroom.desk.admin import words
from newsroom.desk.steps import STEPS
from newsroom.models import Article, SourceName


class SourceNameViews(admin.ModelAdmin):
    """Deciding on what an import proposed."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.source_names_view)
        return [path("<path:object_id>/source-names/", view, name="newsroom_article_source_names"), *super().get_urls()]

    def may_decide_on_names(self, request) -> bool:
        return request.user.has_perm(STEPS["retag"].permission)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and obj.source and self.may_decide_on_names(request):
            context["source_names_waiting"] = obj.source_names.filter(status=SourceName.Status.SUGGESTED).count()
        return super().render_change_form(request, context, add, change, form_url, obj)

    def source_names_view(self, request, object_id):
        story = self.get_object(request, unquote(object_id))
        if story is None:
            raise Http404
        require(self.has_view_or_change_permission(request, story) and self.may_decide_on_names(request))
        if request.method == "POST":
            return self._decide_on_names(request, story)
        names = story.source_names.select_related("tag__company", "tag__person")
        context = {
            **self.admin_site.each_context(request),
            "title": f"Named by the source: {story.headline}",
            "opts": self.opts,
            "original": story,
            "object": story,
            "state": words.state(story, is_live=workflow.is_live(story)),
            "waiting": [name for name in names if name.status == SourceName.Status.SUGGESTED],
            "decided": [name for name in names if name.status != SourceName.Status.SUGGESTED],
        }
        return TemplateResponse(request, "admin/newsroom/article/source_names.html", context)

    def _decide_on_names(self, request, story: Article):
        said = {"accept": set(), "reject": set()}
        for name, verdict in request.POST.items():
            kind, _, number = name.partition("-")
            if kind == "name" and number.isdecimal() and len(number) < 19 and verdict in said:
                said[verdict].add(int(number))
        try:
            taken, refused = source_names.decide(
                story, accepted=said["accept"], rejected=said["reject"], by=request.user
            )
        except workflow.StepRefused as refusal:
            self.message_user(request, f"{refusal} Say again what you decided.", messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())
        if taken or refused:
            self.log_change(request, story, f"Of the source’s names, accepted {taken} and rejected {refused}.")
            self.message_user(request, f"{taken} accepted, {refused} rejected.", messages.SUCCESS)
        else:
            self.message_user(request, "Nothing was chosen, so nothing has changed.", messages.WARNING)
        return HttpResponseRedirect(reverse(f"{self.admin_site.name}:newsroom_article_change", args=[quote(story.pk)]))
