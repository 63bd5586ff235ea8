"""What goes out of the house: mail that waits, went, or could not be delivered."""

from django.contrib import admin, messages
from django.utils.html import format_html

from companies.admin.base import ReadOnlyAdmin, moment, when
from newsroom.desk import outbox
from newsroom.desk.admin.history import OfStory
from newsroom.desk.admin.words import Chip
from newsroom.models import Delivery


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("waiting", "waits"), ("given_up", "could not be delivered"), ("delivered", "delivered")]

    def queryset(self, request, queryset):
        match self.value():
            case "waiting":
                return queryset.filter(next_at__isnull=False)
            case "given_up":
                return queryset.given_up()
            case "delivered":
                return queryset.filter(delivered_at__isnull=False)
        return queryset


@admin.register(Delivery)
class DeliveryAdmin(OfStory, ReadOnlyAdmin):
    list_display = ["what", "target", "state", when("made_at", "since")]
    list_display_links = ["what"]
    list_filter = [StateFilter]
    list_select_related = ["event"]
    show_facets = admin.ShowFacets.NEVER  # a count for each choice, over every row
    search_fields = ["target", "event__headline"]
    search_help_text = "Address or headline"
    date_hierarchy = "made_at"
    fields = ["what", "target", "story", "state", "attempts", "error", when("made_at", "since")]
    actions = ["try_again", "set_aside"]

    def has_retry_permission(self, request):
        return request.user.has_perm("newsroom.retry_delivery")

    @admin.action(description="Try again what could not be delivered", permissions=["retry"])
    def try_again(self, request, queryset):
        number = outbox.try_again(queryset)
        self.message_user(request, f"{number} will be tried again by the next run of the tick.", messages.SUCCESS)

    @admin.action(description="Set aside what could not be delivered", permissions=["retry"])
    def set_aside(self, request, queryset):
        number = outbox.set_aside(queryset)
        self.message_user(request, f"{number} set aside; nobody is asked to look at them any more.", messages.SUCCESS)

    @admin.display(description="of")
    def what(self, delivery):
        return f"{delivery.kind}: {delivery.event.verb.replace('_', ' ')} “{delivery.event.headline}”"

    @admin.display(description="story")
    def story(self, delivery):
        return super().story(delivery.event)

    @admin.display(description="state")
    def state(self, delivery):
        if delivery.delivered_at:
            chip, more = Chip("live", "delivered"), moment(delivery.delivered_at)
        elif delivery.gave_up_at:
            chip, more = Chip("missing", "given up"), f"after {delivery.attempts} attempts: {delivery.error}"
        elif delivery.next_at is None:
            chip, more = Chip("ended", "set aside"), delivery.error
        else:
            chip = Chip("scheduled", "waits")
            more = f"next attempt {moment(delivery.next_at)}; {delivery.error}" if delivery.error else ""
        return format_html('{} <span class="quiet">{}</span>', chip, more)
