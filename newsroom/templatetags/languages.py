"""In which language a text of the office is, where what surrounds it is in English, as all words of the site are."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from newsroom.story_words import HAN

register = template.Library()


@register.filter
def lang(text: str, language: str) -> SafeString:
    """The attribute of what is said about a story in `language`; empty where that, or the text, is English."""
    return SafeString(f' lang="{language}"' if language != "en" and HAN.search(text) else "")


@register.filter
def spoken(text: str, language: str) -> SafeString:
    """The text, within words in English. See `lang`."""
    said = lang(text, language)
    return format_html("<span{}>{}</span>" if said else "{}{}", said, text)
