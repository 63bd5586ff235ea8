"""What must hold before a story goes to readers: errors stop the step, advice does not."""

from dataclasses import dataclass

from django.utils import timezone

from newsroom.desk import body
from newsroom.models import Article


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check noticed: which field, what about it, and whether it stops the step."""

    field: str
    message: str
    is_error: bool = True


def before_publishing(article: Article, *, at=None) -> list[Finding]:
    """What stands against showing `article` to readers from the moment `at` on (now, if not given)."""
    at = at or timezone.now()
    findings = []
    if not article.headline.strip():
        findings.append(Finding("headline", "The story has no headline."))
    if article.section_id is None:
        findings.append(Finding("section", "Choose the section that the story stands in."))
    if not (article.body.strip() or article.standfirst.strip()):
        findings.append(Finding("body", "The story has no text."))
    photo = article.lead_photo
    if photo and not photo.alt_text and not photo.is_decorative:
        findings.append(
            Finding("lead_photo", "The lead picture needs an alternative text, or the tick that it is decorative.")
        )
    if article.backdated_to and article.backdated_to > at:
        findings.append(Finding("backdated_to", "“First appeared” lies after the moment of publishing."))
    if article.embargoed_until and at < article.embargoed_until:
        until = timezone.localtime(article.embargoed_until)
        findings.append(Finding("embargoed_until", f"The story is under embargo until {until:%Y-%m-%d %H:%M %Z}."))
    if not article.standfirst.strip():
        findings.append(Finding("standfirst", "Without a standfirst, lists and feeds show no summary.", is_error=False))
    if len(article.headline) > 110:
        findings.append(Finding("headline", "Search engines cut headlines over 110 characters.", is_error=False))
    return findings


def before_review(article: Article) -> list[Finding]:
    """What a reviewer would have to send back at once; when it may go out is not asked yet."""
    return [f for f in before_publishing(article) if f.field not in {"embargoed_until", "backdated_to"}]


def errors(findings: list[Finding]) -> list[str]:
    """The sentences of those findings that stop a step."""
    return [finding.message for finding in findings if finding.is_error]


def word_count(article: Article) -> int:
    """Words of the text, a Han character counting as one."""
    text = body.to_text(body.to_html(article.body))
    han = sum("\u4e00" <= character <= "\u9fff" for character in text)
    latin = len("".join(" " if "\u4e00" <= character <= "\u9fff" else character for character in text).split())
    return han + latin
