"""What happened: steps and saved states. Rows are added by steps and saves, and never changed."""

import json

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from companies.admin.base import ReadOnlyAdmin, when
from newsroom.desk.admin import words
from newsroom.models import Event, Revision


class OfStory:
    """A column that leads to the story."""

    @admin.display(description="story")
    def story(self, row):
        if row.article_id is None:
            return "deleted"
        url = reverse(f"{self.admin_site.name}:newsroom_article_change", args=[row.article_id])
        return format_html('<a href="{}">{}</a>', url, row.article.headline)


@admin.register(Event)
class EventAdmin(OfStory, ReadOnlyAdmin):
    list_display = [when("at", "when"), "actor_name", "what", "headline", "comment"]
    list_filter = ["verb"]
    search_fields = ["headline", "actor_name"]
    date_hierarchy, calendar_order = "at", "pk"
    ordering = ["-pk"]  # as they were written; the moment itself has no index
    fields = ["at", "actor_name", "what", "story", "headline", "revision", "from_stage", "to_stage", "comment", "more"]

    @admin.display(description="did", ordering="verb")
    def what(self, event):
        return event.verb.replace("_", " ")

    @admin.display(description="details")
    def more(self, event):
        return format_html("<pre>{}</pre>", json.dumps(event.details, indent=2, ensure_ascii=False))


@admin.register(Revision)
class RevisionAdmin(OfStory, ReadOnlyAdmin):
    list_display = [when("at", "when"), "author_name", "number", "story"]
    date_hierarchy, calendar_order = "at", "pk"
    ordering = ["-pk"]  # as they were written; the moment itself has no index
    list_select_related = ["article"]
    fields = ["story", "number", "author_name", "saved", "text", "rest"]

    def get_queryset(self, request):
        queryset = super().get_queryset(request).defer("article__body")
        is_list = request.resolver_match.url_name.endswith("_changelist")
        return queryset.defer("article__body", "content") if is_list else queryset

    @admin.display(description="saved")
    def saved(self, revision):
        return words.moment(revision.at)

    @admin.display(description="text")
    def text(self, revision):
        return format_html('<pre class="prose">{}</pre>', revision.content.get("body", ""))

    @admin.display(description="everything else")
    def rest(self, revision):
        content = {name: value for name, value in revision.content.items() if name != "body"}
        return format_html('<pre class="prose">{}</pre>', json.dumps(content, indent=2, ensure_ascii=False))
