"""Cards as HTML. A card's HTML is made of the card and of what the page says beside it, so equal ones are made once.

What is kept is found again by all that went into it, never by a number: it cannot be old, and nothing has to be thrown
away when a story changes.
"""

from django import template
from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template
from django.utils.safestring import SafeString

register = template.Library()

MOST = 10_000  # pieces of HTML, of about a kilobyte
_kept: dict[tuple, SafeString] = {}
_templates: dict[str, Template] = {}


@register.simple_tag
def card(story: dict, **beside) -> SafeString:
    """A story in a list: {% card story level=2 %}. What may stand beside: see includes/_card.html."""
    return _printed("includes/_card.html", "story", story, beside)


@register.simple_tag
def face(profile: dict, note: str = "") -> SafeString:
    """A person or company in a row of faces, with a note under the name: {% face person note=person.role.text %}."""
    return _printed("includes/_face.html", "profile", profile, {"note": note})


def _printed(name: str, called: str, shown: dict, beside: dict) -> SafeString:
    key = (name, shown["key"], *beside.items())
    html = _kept.get(key)
    if html is None:
        html = _template(name).render(Context({called: shown, **beside}))
        if not settings.DEBUG:
            if len(_kept) >= MOST:
                _kept.clear()
            _kept[key] = html
    return html


def _template(name: str) -> Template:
    """The template, without looking for it each time; while templates are being written, looked for each time."""
    if name not in _templates or settings.DEBUG:
        _templates[name] = get_template(name).template
    return _templates[name]
