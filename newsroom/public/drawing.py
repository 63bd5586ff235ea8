"""Templates of readers' pages, made into text without the steps that such a page has no use for."""

from django.template import Context, Engine
from django.utils.safestring import SafeString


def draw(template: str, shown: dict) -> SafeString:
    """The template with these values. No request comes in, and a number is written as it is.

    Django would ask for the reader's language at each number, and go through the list of engines for each page: a
    tenth of what a page of many numbers costs. Readers' pages are in one language, with no comma among the thousands.
    """
    return Engine.get_default().get_template(template).render(Context(shown, use_l10n=False))
