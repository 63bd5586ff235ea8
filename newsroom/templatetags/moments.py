"""Moments as machines read them."""

from datetime import datetime

from django import template
from django.utils import timezone

register = template.Library()


@register.filter
def iso(moment: datetime) -> str:
    """For a time element and for what a page says of itself: to the second, since HTML knows no millionths."""
    return timezone.localtime(moment).isoformat(timespec="seconds")
