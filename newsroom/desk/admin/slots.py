"""The front page as an editor arranges it: who gets which place and for how long, and how it will look then."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from companies.admin.base import DeskAdmin, require, when
from newsroom.desk import draft_page, rehearsal
from newsroom.desk.admin import words
from newsroom.models import Edition, Slot

_AT = "%Y-%m-%dT%H:%M"
MOST_MOMENTS = 8  # offered to look at


class SlotForm(forms.ModelForm):
    class Meta:
        # The model and its fields come from the screen.
        help_texts = {
            "story": "It keeps the place through corrections, and leaves it by itself when it is withdrawn.",
            "company": "For the people and companies in the news.",
            "person": "For the people and companies in the news.",
        }

    def clean(self):
        cleaned = super().clean()
        place, held = cleaned.get("place"), [name for name in ("story", "company", "person") if cleaned.get(name)]
        wanted = ("company", "person") if place == Slot.Place.NEWS else ("story",)
        if place and (len(held) != 1 or held[0] not in wanted):
            what = "a company or a person, one of them" if place == Slot.Place.NEWS else "a story and nothing else"
            self.add_error(held[0] if held and held[0] not in wanted else wanted[0], f"This place is for {what}.")
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", "It would end before it begins.")
        return cleaned


class StandingFilter(admin.SimpleListFilter):
    title = "time"
    parameter_name = "time"

    def lookups(self, request, model_admin):
        return [("now", "on the front page now"), ("coming", "to come"), ("over", "over")]

    def queryset(self, request, queryset):
        now = timezone.now()
        if self.value() == "now":
            return queryset.filter(pk__in=Slot.objects.standing(now).order_by().values("pk"))
        if self.value() == "coming":
            return queryset.filter(starts_at__gt=now)
        if self.value() == "over":
            return queryset.filter(ends_at__lte=now)
        return queryset


@dataclass(frozen=True, slots=True)
class Change:
    """A moment at which the front page changes by itself, what happens then, and where to look at it."""

    at: datetime
    says: str
    url: str

    @property
    def when(self) -> str:
        return words.coming(self.at)


class MomentForm(forms.Form):
    at = forms.DateTimeField(
        label="As it will be at",
        input_formats=[_AT],
        widget=forms.DateTimeInput(format=_AT, attrs={"type": "datetime-local"}),
        error_messages={"invalid": "Write the moment as 2026-11-27T09:00.", "required": "Choose a moment."},
    )

    def clean_at(self):
        at = self.cleaned_data["at"]
        if not 1990 <= at.year <= 2200:  # far beyond, no zone can be reckoned with
            raise forms.ValidationError("Choose a moment nearer to today.")
        return at


@admin.register(Slot)
class SlotAdmin(DeskAdmin):
    form = SlotForm
    change_list_template = "admin/newsroom/slot/change_list.html"
    list_display = ["what", "place", when("starts_at", "from"), when("ends_at", "until"), "order", "state"]
    list_display_links = ["what"]
    list_filter = [StandingFilter, "place"]
    list_select_related = ["story", "company", "person"]
    autocomplete_fields = never_new = ["story", "company", "person"]
    fields = ["place", "story", ("company", "person"), ("starts_at", "ends_at"), "order"]

    def get_queryset(self, request):
        texts = ("body", "standfirst", "editor_note")
        rows = super().get_queryset(request).defer(*(f"story__{name}" for name in texts))
        return rows.annotate(is_seen=Exists(Edition.objects.live().filter(article=OuterRef("story"))))

    def get_urls(self):
        view = self.admin_site.admin_view(self.preview_view)
        return [path("preview/", view, name="newsroom_slot_preview"), *super().get_urls()]

    def save_model(self, request, obj, form, change):
        if not change:
            obj.made_by = request.user
        super().save_model(request, obj, form, change)
        if obj.story and not Edition.objects.filter(article=obj.story).exclude(live_until__lte=timezone.now()).exists():
            self.message_user(
                request,
                f"Readers don’t see “{obj.story}” yet, and it is not scheduled. Until it is published, the place is "
                "filled with the newest.",
                messages.WARNING,
            )

    @admin.display(description="what stands there")
    def what(self, slot):
        return str(slot.held)

    @admin.display(description="state")
    def state(self, slot):
        now = timezone.now()
        if slot.ends_at and slot.ends_at <= now:
            chip = words.Chip("ended", "over")
        elif slot.starts_at > now:
            chip = words.Chip("scheduled", f"from {words.coming(slot.starts_at)}")
        elif slot.story_id and not slot.is_seen:
            chip = words.Chip("missing", "readers don’t see the story")
        else:
            chip = words.Chip("live", "on the front page")
        return format_html("{}", chip)

    # How it will look

    def preview_view(self, request):
        require(self.has_view_or_change_permission(request))
        form = MomentForm(request.GET if "at" in request.GET else None, initial={"at": timezone.localtime()})
        at = form.cleaned_data["at"] if form.is_bound and form.is_valid() else timezone.now()
        page = why = ""
        try:
            page = rehearsal.ask("/", request, moment=at)
        except rehearsal.NotShown as refusal:
            why = str(refusal)
        notice = f"Preview: the front page at {words.moment(at)}, as it is arranged now."
        context = {
            **self.admin_site.each_context(request),
            "title": "The front page at another time",
            "opts": self.opts,
            "form": form,
            "zone": words.office_zone(),
            "why": why,
            "document": draft_page.marked(page, notice, opens_links=True) if page else "",
            "changes": self._changes(),
        }
        response = TemplateResponse(request, "admin/newsroom/slot/preview.html", context)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    def _changes(self) -> list[Change]:
        """The next moments at which the front page changes though nobody does anything."""
        now = timezone.now()
        slots = Slot.objects.select_related("story", "company", "person")
        found = [(slot.starts_at, f"{slot} begins") for slot in slots.yet_to_come(now)[:MOST_MOMENTS]]
        ending = slots.filter(ends_at__gt=now).order_by("ends_at", "pk")[:MOST_MOMENTS]
        found += [(slot.ends_at, f"{slot} ends") for slot in ending]
        stories = Edition.objects.filter(live_from__gt=now).order_by("live_from").only("headline", "live_from")
        found += [(story.live_from, f"“{story.headline}” goes live") for story in stories[:MOST_MOMENTS]]
        found.sort(key=lambda change: change[0])
        address = reverse(f"{self.admin_site.name}:newsroom_slot_preview")
        return [
            # A minute is the finest that the form takes; what begins within it has begun by its end.
            Change(at, says, f"{address}?at={timezone.localtime(_next_minute(at)):{_AT}}")
            for at, says in found[:MOST_MOMENTS]
        ]


def _next_minute(at: datetime) -> datetime:
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + timedelta(minutes=1)
