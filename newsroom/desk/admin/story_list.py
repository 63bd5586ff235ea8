"""The list of stories: its tabs, its filters, and what it reads of each story."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from companies.admin.lists import DeskList
from newsroom.desk.admin import queues
from newsroom.models import Edition, Stage


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
