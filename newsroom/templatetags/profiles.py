"""What the page of a company or person has many of, drawn in plain Python as cards are (cards.py).

{% years coverage all_years chosen.year %}
{% named_together beside.together %}
{% faces_with_titles beside.people.0 %}
"""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString

from newsroom.templatetags import cards

register = template.Library()


@register.simple_tag
def years(coverage: Iterable[tuple], all_years: str, chosen_year: int | None) -> SafeString:
    """The years in which there are stories, each with how many, and the way back where one of them was chosen."""
    back = f'<li><a href="{escape(all_years)}"><span>All years</span></a></li>' if chosen_year else ""
    rows = "".join([_year(year, path, is_chosen) for year, path, is_chosen in coverage if year.stories != 0])
    return SafeString(
        f'<nav class="years" aria-label="Coverage by year">\n      <ol>\n        {back}\n        {rows}\n'
        "      </ol>\n    </nav>"
    )


def _year(year, path: str, is_chosen: bool) -> str:
    counted = ""
    if year.stories:
        counted = (
            '<svg width="100" height="8" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
            f'<rect width="{year.share}" height="8"/></svg> <small>{year.stories}'
            f'<span class="unseen"> {"story" if year.stories == 1 else "stories"}</span></small>'
        )
    current = ' aria-current="true"' if is_chosen else ""
    return f'<li><a href="{escape(path)}"{current}><span>{year.year}</span> {counted}</a></li>'


@register.simple_tag
def named_together(others: Iterable[dict]) -> SafeString:
    """Cards of those who stand in the same stories, each with in how many."""
    return SafeString(
        "".join([f"<li>{cards.linked_name(other)} <small>in {_stories(other)}</small></li>" for other in others])
    )


def _stories(other: dict) -> str:
    return "one story" if other["times"] == 1 else f"{other['times']} stories"


@register.simple_tag
def faces_with_titles(people: Iterable[list]) -> SafeString:
    """Each of these people once, with all the roles that they hold or held, a line each."""
    faces = [
        cards.face(roles[0].other, SafeString("<br>".join(dict.fromkeys(map(_title_held, roles))))) for roles in people
    ]
    return SafeString(f'<ul class="faces">{"".join([f"<li>{face}</li>" for face in faces])}</ul>')


def _title_held(role) -> str:
    return escape(", ".join(filter(None, (role.title, role.years))))
