"""How large a headline is set."""

from django import template

from newsroom.story_words import HAN

register = template.Library()


@register.filter
def headline_size(headline: str) -> str:
    """As the style sheet calls headlines that fill too many lines at their usual size; empty for all others."""
    width = len(headline) + len(HAN.findall(headline))  # a Han character is as wide as two letters
    return "longest" if width > 150 else "long" if width > 90 else ""
