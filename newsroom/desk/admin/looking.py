"""What is said beside a story while one writes it: what stops it, what is only advice, and how long it is."""

from dataclasses import dataclass

from django.template.loader import render_to_string

from newsroom.desk import checks, lengths
from newsroom.desk.checks import Finding
from newsroom.models import Article

# Fields whose first control has another name than the field.
_FIRST = {"embargoed_until": "embargoed_until_0", "backdated_to": "backdated_to_0"}


@dataclass(frozen=True, slots=True)
class Line:
    """A finding, and where in the form it is mended."""

    message: str
    anchor: str


class Look:
    """The checks and lengths of a story as it stands in the form, saved or not."""

    def __init__(self, story: Article, tag_count: int | None = None, credit_count: int | None = None):
        """The counts are None where nobody looked."""
        found = checks.before_publishing(story)
        before_review = [f for f in checks.for_review(found) if f.is_error]
        found = [*found, *_of_relations(tag_count, credit_count)]
        self.stops_review = lines(before_review)
        self.stops_publishing = lines([f for f in found if f.is_error and f not in before_review])
        self.advice = lines([f for f in found if not f.is_error])
        self.lengths = lengths.of(story.headline, story.standfirst, story.body)

    def html(self) -> str:
        """The panels, to be put in the place of the older ones."""
        return render_to_string("admin/newsroom/article/_look.html", {"look": self})


def _of_relations(tag_count: int | None, credit_count: int | None) -> list[Finding]:
    findings = []
    if tag_count == 0:
        message = "It names no company, person or topic, so it stands on no page but its own."
        findings.append(Finding("companies", message, is_error=False))
    if credit_count == 0:
        findings.append(Finding("credits", "Nobody is credited.", is_error=False))
    return findings


def lines(findings: list[Finding]) -> list[Line]:
    """The findings, each with the place in the form of the story that it leads to."""
    return [
        Line(f.message, "credits-group" if f.field == "credits" else f"id_{_FIRST.get(f.field, f.field)}")
        for f in findings
    ]
