from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html

from companies.admin.base import ReadOnlyAdmin, when
from newsroom.desk.admin import words
from newsroom.desk.admin.attachments import listed
from newsroom.desk.admin.history import OfStory
from newsroom.models import Edition


@admin.register(Edition)
class EditionAdmin(OfStory, ReadOnlyAdmin):
    """What readers see and have seen. Made by publishing, never changed by hand."""

    list_display = ["headline", "number", "readers", "change", when("live_from", "from"), when("live_until", "until")]
    list_filter = ["change", "language"]
    search_fields = ["headline"]
    date_hierarchy = "first_published_at"
    fieldsets = [
        (None, {"fields": ["headline", "standfirst", "text", "about", "by"]}),
        ("Readers", {"fields": ["readers", "live_from", "live_until", "first_published_at", "updated_at"]}),
        (
            "Edition",
            {"fields": ["story", "number", "change", "note", "slug", "section", "language", "kind", "names_unlinked"]},
        ),
        ("Picture and documents", {"fields": ["lead_photo", "lead_caption", "carried"]}),
        ("For journalists, and about machines", {"fields": ["contact", "ai_note"]}),
        ("Search engines", {"fields": ["seo_title", "seo_description"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        is_list = request.resolver_match.url_name.endswith("_changelist")
        return queryset.defer("body", "body_html") if is_list else queryset

    def view_on_site(self, obj):
        now = timezone.now()
        is_live = obj.live_from <= now and (obj.live_until is None or now < obj.live_until)
        return obj.get_absolute_url() if is_live else None

    @admin.display(description="readers see it", ordering="live_from")
    def readers(self, edition):
        if edition.live_from > timezone.now():
            return words.Chip("scheduled", f"from {words.moment(edition.live_from)}").__html__()
        if self.view_on_site(edition):
            return words.Chip("live", "now").__html__()
        return words.Chip("ended", f"until {words.moment(edition.live_until)}").__html__()

    @admin.display(description="body")
    def text(self, edition):
        return format_html('<pre class="prose">{}</pre>', edition.body_html)

    @admin.display(description="attachments")
    def carried(self, edition):
        return listed(edition.attachments)

    @admin.display(description="about")
    def about(self, edition):
        return ", ".join(tag.name for tag in edition.tags.all())

    @admin.display(description="credits")
    def by(self, edition):
        return ", ".join(f"{credit} ({credit.get_role_display()})" for credit in edition.credits.all())
