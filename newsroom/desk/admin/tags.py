from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from taggit.models import Tag as TaggitTag

from companies.admin.base import DeskAdmin
from companies.admin.lists import DeskList
from companies.models import Tag
from companies.models.tag import claims, tag_key
from newsroom.desk.merging import twins
from newsroom.models import ArticleTag, Edition, EditionTag, Twins

# Its merge action asks nobody's permission, and it knows nothing of our tables.
admin.site.unregister(TaggitTag)

LOOK = "newsroom.view_twins"  # at possible duplicates, and at who else a topic may be


class KindFilter(admin.SimpleListFilter):
    title = "kind"
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return [("topic", "topic"), *((name, name) for name in claims())]

    def queryset(self, request, queryset):
        if self.value() == "topic":
            return queryset.topics()
        if self.value() in claims():
            return queryset.filter(**{f"{self.value()}__isnull": False})
        return queryset


class UseFilter(admin.SimpleListFilter):
    """Which tags nothing needs any more, and which only drafts have: what one looks for when tidying up."""

    title = "use"
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [
            ("live", "readers see stories"),
            ("desk", "only at the desk"),
            ("none", "nowhere"),
            ("twins", "possible duplicates"),
        ]

    def queryset(self, request, queryset):
        now = timezone.now()
        live = Exists(Edition.objects.live(now).filter(tag_items__tag=OuterRef("pk")))
        at_desk = Exists(ArticleTag.objects.filter(tag=OuterRef("pk")))
        shown = Exists(EditionTag.objects.filter(tag=OuterRef("pk")))
        standing = Twins.objects.standing()
        match self.value():
            case "live":
                return queryset.filter(live)
            case "desk":
                return queryset.filter(at_desk).exclude(live)
            case "none":
                return queryset.exclude(at_desk).exclude(shown)
            case "twins":
                return queryset.filter(
                    Exists(standing.filter(first=OuterRef("pk"))) | Exists(standing.filter(second=OuterRef("pk")))
                )
        return queryset


class TagForm(forms.ModelForm):
    def clean_name(self):
        name = self.cleaned_data["name"]
        key = tag_key(name)
        if len(key) > Tag._meta.get_field("key").max_length:
            raise ValidationError("That name is too long.")
        if twin := Tag.objects.filter(key=key).exclude(pk=self.instance.pk).first():
            raise ValidationError(f"The tag “{twin}” is already there; the two would be one.")
        return name


def count_uses(tags) -> None:
    """Write on each tag its `live_uses`, stories that readers see, and its `desk_uses`, working copies.

    Live is: not ended, less what has not begun. Each part is read off an index of its own, which is ten times
    faster than asking both of every edition.
    """
    now = timezone.now()
    ids = [tag.pk for tag in tags]

    def number(items, **condition) -> dict:
        counted = items.filter(tag__in=ids, **condition).order_by().values_list("tag").annotate(Count("pk"))
        return dict(counted)

    def editions(**condition):
        return Edition.objects.filter(**condition).order_by().values("pk")

    open_ended = number(EditionTag.objects, content_object__in=editions(live_until=None))
    ending = number(EditionTag.objects, content_object__in=editions(live_until__gt=now))
    to_come = number(EditionTag.objects, content_object__in=editions(live_from__gt=now))
    at_desk = number(ArticleTag.objects)
    for tag in tags:
        tag.live_uses = open_ended.get(tag.pk, 0) + ending.get(tag.pk, 0) - to_come.get(tag.pk, 0)
        tag.desk_uses = at_desk.get(tag.pk, 0)


class TagList(DeskList):
    def get_queryset(self, request, **kwargs):
        return super().get_queryset(request, **kwargs).with_profiles()

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        count_uses(self.result_list)
        pairs = twins.of(tag.pk for tag in self.result_list)
        for tag in self.result_list:
            tag.pairs = pairs[tag.pk]


@admin.register(Tag)
class TagAdmin(DeskAdmin):
    """The hub: companies and people claim their tag, what nobody claims is a topic."""

    form = TagForm
    list_display = ["name", "kind", "live_stories", "working_copies", "duplicates"]
    list_filter = [KindFilter, UseFilter]
    search_fields = ["name", *(f"{name}__{field}" for name in claims() for field in ("chinese_name", "aliases__text"))]
    search_help_text = "Name, or any name of the company or person it stands for"
    fields = ["name", "slug", "kind", "earlier_names", "live_stories", "working_copies", "newest", "claim"]
    readonly_fields = ["kind", "earlier_names", "live_stories", "working_copies", "newest", "claim"]

    def get_changelist(self, request, **kwargs):
        return TagList

    def get_object(self, request, object_id, from_field=None):
        tag = super().get_object(request, object_id, from_field)
        if tag is not None:
            count_uses([tag])
            tag.ways_to_claim = self._ways_to_claim(request, tag)
        return tag

    def get_list_display(self, request):
        return [name for name in self.list_display if name != "duplicates" or request.user.has_perm(LOOK)]

    def view_on_site(self, obj):
        """Where readers find something: a profile that is listed, a topic that has a story."""
        shown = obj.profile.is_listed if obj.profile else obj.live_uses
        return (obj.profile or obj).get_absolute_url() if shown else None

    @admin.display(description="kind")
    def kind(self, tag):
        if not tag.pk or tag.profile is None:
            return words_for("topic")
        opts = tag.profile._meta
        url = reverse(f"{self.admin_site.name}:{opts.app_label}_{opts.model_name}_change", args=[tag.profile.pk])
        return format_html('{} <a href="{}">{}</a>', words_for(opts.model_name), url, tag.profile)

    @admin.display(description="live stories")
    def live_stories(self, tag):
        return getattr(tag, "live_uses", 0)

    @admin.display(description="stories at the desk")
    def working_copies(self, tag):
        return getattr(tag, "desk_uses", 0)

    @admin.display(description="possible duplicates", empty_value="")
    def duplicates(self, tag):
        links = [
            (
                reverse(f"{self.admin_site.name}:newsroom_merge", args=[tag.pk, pair.other(tag.pk).pk]),
                pair.other(tag.pk),
            )
            for pair in getattr(tag, "pairs", [])[:3]
        ]
        return format_html_join(", ", '<a href="{}">{}</a>', links) or None

    @admin.display(description="earlier names", empty_value="none")
    def earlier_names(self, tag):
        return ", ".join(tag.aliases.values_list("name", flat=True)) if tag.pk else None

    @admin.display(description="newest stories", empty_value="No story has it yet.")
    def newest(self, tag):
        items = ArticleTag.objects.filter(tag=tag).order_by("-content_object").values_list(
            "content_object", "content_object__headline"
        )[:10]  # fmt: skip
        change = f"{self.admin_site.name}:newsroom_article_change"
        rows = [(reverse(change, args=[pk]), headline) for pk, headline in items]
        return format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}</a></li>', rows)) if rows else None

    @admin.display(description="claim it", empty_value="")
    def claim(self, tag):
        """A topic that turns out to be somebody: the new profile claims it, with every story that has it."""
        return format_html_join(" · ", '<a href="{}">{}…</a>', getattr(tag, "ways_to_claim", ())) or None

    def _ways_to_claim(self, request, tag) -> list[tuple[str, str]]:
        """Addresses that do it, each with its label: those that the user may open."""
        if tag.profile is not None:
            return []
        query = urlencode({"name": tag.name})
        rows = [
            (f"{reverse(f'{self.admin_site.name}:{label}_add')}?{query}", words)
            for label, permission, words in (
                ("companies_company", "companies.add_company", "It is a company"),
                ("people_person", "people.add_person", "It is a person"),
            )
            if request.user.has_perm(permission)
        ]
        if request.user.has_perm(LOOK):
            existing = reverse(f"{self.admin_site.name}:newsroom_merge_choose", args=[tag.pk])
            rows.append((existing, "It is one that has a profile already"))
        return rows


def words_for(kind: str) -> str:
    """A tag's kind as a chip."""
    return format_html('<span class="chip chip-{}">{}</span>', kind, kind)
