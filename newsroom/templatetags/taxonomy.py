"""What the forms of companies, people and topics show that their own apps don't know of."""

from django import template
from django.urls import reverse

from newsroom.desk.merging import twins
from newsroom.models import Redirect

register = template.Library()


@register.simple_tag
def possible_duplicates(tag) -> list[tuple]:
    """(the other tag, reasons, where the two are compared) for each pair that stands."""
    if tag is None or tag.pk is None:
        return []
    return [
        (other := pair.other(tag.pk), pair.reasons, reverse("admin:newsroom_merge", args=[tag.pk, other.pk]))
        for pair in twins.of([tag.pk])[tag.pk]
    ]


@register.simple_tag
def old_addresses(page) -> list[str]:
    """Addresses that lead to the page because it, or what was merged into it, stood there."""
    return list(Redirect.objects.filter(new_path=page.get_absolute_url()).values_list("old_path", flat=True)[:20])
