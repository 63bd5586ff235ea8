from django.contrib import admin

from companies.admin.base import FollowsParent, when
from companies.admin.fields import TopicsField
from companies.admin.profiles import PRESS, ProfileAdmin, ProfileForm
from companies.exporting import CompanyExport
from companies.models import Company, CompanyAlias


class CompanyAliasInline(FollowsParent, admin.StackedInline):
    model = CompanyAlias
    fields = [("text", "language", "kind", "match")]
    verbose_name = "other name"
    verbose_name_plural = "other names"


class CompanyForm(ProfileForm):
    topics = TopicsField(
        Company._meta.get_field("topics"), help_text="What the company does: “AI chips”, “biomedicine”."
    )


@admin.register(Company)
class CompanyAdmin(ProfileAdmin):
    profile_export = CompanyExport
    form = CompanyForm
    list_display = ["name", "chinese_name", "kind", "status", "is_listed", when("updated_at", "changed")]
    list_filter = ["kind", "status", "is_listed"]
    autocomplete_fields = ["successor", "other_successors"]
    inlines = [CompanyAliasInline]
    fieldsets = [
        (None, {"fields": ["name", "chinese_name", "keep_names", "legal_name", "kind"]}),
        ("What readers see", {"fields": ["summary", "body", "picture", "website", "founded", "topics"]}),
        ("Facts", {"fields": ["headquarters", "registration", "stock_code", "facts_as_of", "facts_source"]}),
        PRESS,
        ("What became of it", {"fields": ["status", "status_since", "successor", "other_successors"]}),
        ("Page", {"fields": ["is_listed", "slug", "external_id", "tag_link"], "classes": ["collapse"]}),
    ]

    def autocomplete_label(self, company) -> str:
        """Two companies may share a name, so what tells them apart stands behind it."""
        return f"{company} · {company.distinction}"
