"""The tagging desk: two queues, by story and by name, and what stands around them."""

from functools import wraps

from django.contrib import admin, messages
from django.http import HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse

from companies.admin.base import ReadOnlyAdmin, require
from companies.admin.lists import bounded
from newsroom.desk.admin.tagging import find
from newsroom.desk.admin.tagging.by_name import ByName
from newsroom.desk.admin.tagging.by_story import ByStory
from newsroom.desk.admin.tagging.log import Log
from newsroom.desk.admin.tagging.new_name import NewName
from newsroom.desk.admin.tagging.panel import Panel
from newsroom.desk.tagging.decisions import may_tag
from newsroom.models import Mention

MOST_COUNTED = 10_000  # suggestions that wait


@admin.register(Mention)
class TaggingDesk(ByStory, ByName, NewName, Log, Panel, ReadOnlyAdmin):
    """For whoever may change tags, and nobody else."""

    menu_name = "Tagging desk"

    def has_view_permission(self, request, obj=None):
        return may_tag(request.user)

    def has_module_permission(self, request):
        return may_tag(request.user)

    def get_urls(self):
        """Our screens only: no mention is added, changed or deleted by itself."""
        screens = [
            ("", self.stories_view, "changelist"),
            ("story/<int:pk>/", self.story_view, "story"),
            ("names/", self.names_view, "names"),
            ("name/<int:tag>/", self.name_view, "name"),
            ("new-name/", self.new_name_view, "new_name"),
            ("decided/", self.log_view, "decided"),
            ("undo/", self.undo_view, "undo"),
        ]
        views = [(route, self._for_taggers(view), name) for route, view, name in screens]
        # These serve the form of a story too, and ask for themselves who may.
        views += [("find/", self.find_view, "find"), ("panel/", self.panel_view, "panel")]
        wrap = self.admin_site.admin_view
        return [path(route, wrap(view), name=f"newsroom_mention_{name}") for route, view, name in views]

    def _for_taggers(self, view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            require(self.has_view_permission(request))
            return view(request, *args, **kwargs)

        return guarded

    def find_view(self, request):
        """Whom one can add by hand, for the field that suggests while one types."""
        require(self.may_look(request))
        return JsonResponse({"results": find.find(request.GET.get("q", "")[:200])})

    def may_look(self, request) -> bool:
        """Whoever tags at the desk, or in the form of a story that they write."""
        return self.has_view_permission(request) or request.user.has_perm("newsroom.change_article")

    # What the screens share

    def screen(self, request, template: str, title: str, tab: str, **context):
        """One of our pages: tabs, counters, and what can be taken back."""
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "tab": tab,
            "tabs": [
                ("stories", "By story", self.url("changelist")),
                ("names", "By name", self.url("names")),
                ("new", "Add a name", self.url("new_name")),
                ("decided", "Decided", self.url("decided")),
            ],
            "counters": self.counters(),
            "last_act": self.last_act(request.user),
            "here": request.get_full_path(),
            "crumb": "",
            **context,
        }
        return TemplateResponse(request, f"admin/newsroom/tagging/{template}.html", context)

    def url(self, name: str, *args, query: str = "") -> str:
        address = reverse(f"{self.admin_site.name}:newsroom_mention_{name}", args=args)
        return f"{address}?{query}" if query else address

    def counters(self) -> dict:
        """What waits in all, as far as one can clear in days: beyond that a page would cost what counting costs."""
        waiting = Mention.objects.shown().order_by("article_id").values_list("article_id", flat=True)
        stories = list(waiting[: MOST_COUNTED + 1])
        return {
            "mentions": bounded(len(stories), MOST_COUNTED),
            "stories": len(set(stories)) if len(stories) <= MOST_COUNTED else None,
        }

    def tell(self, request, outcome, said: str) -> None:
        """Say what became of an act, each refusal once."""
        if said:
            self.message_user(request, said, messages.SUCCESS)
        for why in list(dict.fromkeys(outcome.refused.values()))[:5]:
            number = sum(1 for other in outcome.refused.values() if other == why)
            what = f"{number} of them: " if number > 1 else ""
            self.message_user(request, f"Not decided: {what}{why} All else was kept.", messages.WARNING)
        for record in outcome.dropped:
            self.message_user(
                request,
                f"“{record.name}” was wrong {record.recent.count('0')} times in its last {len(record.recent)}, so from "
                "now on it counts only after the full name. You can lift that under “By name”.",
                messages.WARNING,
            )

    def to(self, url: str) -> HttpResponseRedirect:
        return HttpResponseRedirect(url)
