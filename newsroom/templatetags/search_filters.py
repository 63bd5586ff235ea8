"""What a search can be narrowed to, drawn in plain Python as cards are (cards.py): no two searches offer the same.

{% search_filters choices %}
"""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def search_filters(choices: Iterable[tuple[str, list]]) -> SafeString:
    """For each filter its heading, and what could be chosen with the number of stories."""
    drawn = [
        f'\n  <section>\n    <h3 class="small-rubric">{heading}</h3>\n'
        f"    <ul>{''.join([_choice(*each) for each in offered])}</ul>\n  </section>"
        for heading, offered in choices
    ]
    return SafeString(
        '<aside class="search-filters" aria-labelledby="narrow">\n'
        f'  <h2 class="rubric" id="narrow">Narrow the search</h2>{"".join(drawn)}\n</aside>'
    )


def _choice(label: str, path: str, stories: str) -> str:
    counted = f'{stories}<span class="unseen"> {"story" if stories == "1" else "stories"}</span>'
    return f'<li><a href="{escape(path)}">{escape(label)}</a> <small>{counted}</small></li>'
