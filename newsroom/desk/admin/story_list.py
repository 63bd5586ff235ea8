"""The list of stories: its columns, tabs and filters, and what a search in it finds."""

from django.contrib import admin
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from companies.admin.lists import MOST_COUNTED, DeskList
from newsroom.desk import translations
from newsroom.desk.admin import queues, words
from newsroom.desk.history import name_of
from newsroom.models import Article, Edition, Stage, search


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


class SectionFilter(admin.RelatedOnlyFieldListFilter):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.empty_value_display = "none yet"


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
                # Named by what can be looked up: nearly all stories are live, and nobody wants to go through them.
                ended = Edition.objects.filter(live_until__lte=timezone.now()).values("article_id")
                may_be_unseen = Q(stage__in=[stage for stage in Stage if stage != Stage.PUBLISHED]) | Q(pk__in=ended)
                return queryset.filter(may_be_unseen & ~seen)
        return queryset


class OneKindFilter(admin.SimpleListFilter):
    """Stories of one kind, which are few. They are found by number: SQLite would read the whole list in its order, and
    find them on the way.
    """

    kind = ("", "")  # as the address has it, and in words

    def lookups(self, request, model_admin):
        return [self.kind]

    def queryset(self, request, queryset):
        if self.value() != self.kind[0]:
            return queryset
        found = self.stories().order_by("-changed_at").values_list("pk", flat=True)
        return queryset.filter(pk__in=list(found[:MOST_COUNTED]))


class FlagFilter(OneKindFilter):
    title, parameter_name, kind = "published without a review", "flag", ("unsigned", "to be signed off")

    def stories(self):
        return Article.objects.filter(needs_sign_off=True)


class TranslationFilter(OneKindFilter):
    title, parameter_name, kind = "translations", "translation", ("behind", "behind another language")

    def stories(self):
        return translations.behind(Article.objects.all())


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
# What somebody has to do with; how many stories there are in all and how many are live tells nobody anything.
COUNTED = {
    "Mine": lambda stories, user: stories.filter(queues.of(user)),
    "In review": lambda stories, user: stories.filter(stage=Stage.IN_REVIEW),
    "Approved": lambda stories, user: stories.filter(stage=Stage.APPROVED),
    "Scheduled": lambda stories, user: stories.scheduled(),
    "To be signed off": lambda stories, user: stories.filter(needs_sign_off=True),
}
MOST_IN_A_TAB = 99
MOST_LOOKED_THROUGH = 2000  # newest headlines that are read letter by letter where no word is found


class StoryList(DeskList):
    def get_queryset(self, request, **kwargs):
        return super().get_queryset(request, **kwargs).defer("body", "editor_note", "standfirst")

    def get_results(self, request):
        """The stories of the page, with `is_live`: asked of these alone, and not of all that are counted."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        ids = [story.pk for story in self.result_list]
        live = set(Edition.objects.live().filter(article__in=ids).values_list("article_id", flat=True))
        for story in self.result_list:
            story.is_live = story.pk in live
        self.reader = request.user

    def tabs(self) -> list[dict]:
        """The tabs above the list, and which of them one stands on."""
        names = {"waits", *(name for _, query in TABS for name in query)}
        chosen = {name: self.params[name] for name in names if name in self.params}
        counts = _counted({name: of(self.root_queryset, self.reader) for name, of in COUNTED.items()})
        return [
            {
                "label": label,
                "link": self.get_query_string(query, [*names, "p"]),
                "is_chosen": chosen == query,
                "count": counts.get(label, ""),
            }
            for label, query in TABS
        ]


def _counted(querysets: dict) -> dict[str, str]:
    """How many rows each has, in one query that reads no further than a tab tells."""
    parts, params = [], []
    for number, rows in enumerate(querysets.values()):
        sql, own = rows.order_by().values("pk")[: MOST_IN_A_TAB + 1].query.sql_with_params()
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) tab_{number})")  # noqa: S608 - SQL of Django
        params += own
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        found = cursor.fetchone()
    return {
        name: f"{MOST_IN_A_TAB}+" if count > MOST_IN_A_TAB else str(count)
        for name, count in zip(querysets, found, strict=True)
    }


def with_live(stories):
    """The stories with `is_live`: whether readers see one now."""
    return stories.annotate(is_live=Exists(Edition.objects.live().filter(article=OuterRef("pk"))))


class StoryListing(admin.ModelAdmin):
    """What the list of stories shows, how it is narrowed down, and what a search in it finds."""

    list_display = ["headline", "state", "next", "section", "author", "length", "changed"]
    sortable_by = ["changed"]  # the others would sort the whole archive
    list_filter = [
        StageFilter,
        WhoseFilter,
        WaitsFilter,
        LiveFilter,
        FlagFilter,
        TranslationFilter,
        ("section", SectionFilter),
        "language",
    ]
    list_select_related = ["section", "created_by"]
    list_per_page = 40  # a row costs most of a millisecond
    date_hierarchy = "changed_at"
    search_fields = ["headline"]  # for the box; get_search_results asks the index
    search_help_text = "Words of headline or text, companies and people by any of their names"
    show_facets = admin.ShowFacets.NEVER  # a count for each choice of each filter, over every story

    def get_changelist(self, request, **kwargs):
        return StoryList

    def get_search_results(self, request, queryset, search_term):
        """By the words of working copies and editions; by part of a recent headline where there is no such word."""
        found = search.find_stories(search_term)
        if found:
            return queryset.filter(pk__in=found), False
        if not search_term.strip():
            return queryset, False
        newest = Article.objects.order_by("-changed_at", "-pk").values("pk")[:MOST_LOOKED_THROUGH]
        return queryset.filter(pk__in=newest, headline__icontains=search_term.strip()[:100]), False

    @admin.display(description="state")
    def state(self, story):
        return words.state(story, is_live=story.is_live)

    @admin.display(description="what comes next", empty_value="")
    def next(self, story):
        return words.what_next(story)

    @admin.display(description="begun by")
    def author(self, story):
        return name_of(story.created_by)

    @admin.display(description="changed", ordering="changed_at")
    def changed(self, story):
        """The day, or today the time: the column is narrow, and the list is in this order."""
        at = timezone.localtime(story.changed_at)
        return f"{at:%H:%M %Z}" if at.date() == timezone.localdate() else f"{at:%Y-%m-%d}"

    @admin.display(description="words")
    def length(self, story):
        return f"{story.words:,}"
