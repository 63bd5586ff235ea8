from django.contrib import admin

from companies.admin.base import FollowsParent, when
from companies.admin.fields import TopicsField
from companies.admin.lists import DeskList
from companies.admin.profiles import PRESS, ProfileAdmin, ProfileForm
from people.exporting import PersonExport
from people.models import Person, PersonAlias, Role


class RoleInline(FollowsParent, admin.StackedInline):
    model = Role
    fields = [("title", "organisation", "company"), ("started", "ended", "order")]
    autocomplete_fields = ["company"]
    verbose_name = "title"
    verbose_name_plural = "titles, now and before"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("company")


class PersonAliasInline(FollowsParent, admin.StackedInline):
    model = PersonAlias
    fields = [("text", "language", "kind", "match")]
    verbose_name = "other name"
    verbose_name_plural = "other names"


class PersonForm(ProfileForm):
    topics = TopicsField(
        Person._meta.get_field("topics"), help_text="What the person is asked about: “venture capital”."
    )


class PersonList(DeskList):
    def get_queryset(self, request, **kwargs):
        return super().get_queryset(request, **kwargs).defer("body").prefetch_related("roles__company")


@admin.register(Person)
class PersonAdmin(ProfileAdmin):
    profile_export = PersonExport
    form = PersonForm
    list_display = ["name", "chinese_name", "role", "is_listed", when("updated_at", "changed")]
    list_filter = ["is_listed"]
    inlines = [RoleInline, PersonAliasInline]
    fieldsets = [
        (None, {"fields": ["name", "chinese_name", "keep_names", "family_name", "given_name"]}),
        ("What readers see", {"fields": ["summary", "body", "picture", "topics"]}),
        ("Facts", {"fields": ["facts_as_of", "facts_source"], "classes": ["collapse"]}),
        PRESS,
        ("Page", {"fields": ["is_listed", "slug", "external_id", "tag_link"], "classes": ["collapse"]}),
    ]

    def get_changelist(self, request, **kwargs):
        return PersonList

    def for_autocomplete(self, queryset):
        return queryset.prefetch_related("roles__company")

    def autocomplete_label(self, person) -> str:
        """Two people may share a name, so what they do stands behind it."""
        role = self.role(person)
        return f"{person}, {role}" if role else str(person)

    @admin.display(description="title", empty_value="")
    def role(self, person):
        return person.distinction or None
