"""What must hold before a story goes to readers: errors stop the step, advice does not."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from newsroom.desk import anatomy, body, lengths, links
from newsroom.desk.pictures import photos_at
from newsroom.models import Article, Content, Edition

LONGEST_HEADLINE, LONGEST_STANDFIRST = 110, 300  # characters; search engines cut a headline there
EARLIEST, LATEST = 1900, 2199  # the years that an address may have (newsroom.public.urls)
_FILE_NAME = re.compile(
    r"\S+\.(?:jpe?g|png|gif|webp|avif|tiff?|heic|bmp)|(?:img|dsc[fn]?|dji|pxl|mmexport|screenshot|image|photo)[-_ ]?\d+"
    r"|(?=[\w-]*?\d{5})[\w-]+|(?=\w*?[^\W_]_)\w+",  # looked ahead for, so that no text of others takes forever
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check noticed: which field, what about it, and whether it stops the step."""

    field: str
    message: str
    is_error: bool = True


def before_publishing(article: Article, *, at=None, is_archive: bool = False) -> list[Finding]:
    """What stands against showing `article` to readers from the moment `at` on (now, if not given).

    What was published elsewhere before is not held to how a text of today is made: `is_archive` leaves out the
    pictures and links in it, and with them every query.
    """
    at = at or timezone.now()
    findings = [*_of_fields(article), *_of_lead_photo(article)]
    if article.backdated_to and article.backdated_to > at:
        findings.append(Finding("backdated_to", "“First appeared” lies after the moment of publishing."))
    if article.backdated_to and _is_too_early(article.backdated_to):
        message = f"“First appeared” lies before {EARLIEST}, a year that no address of ours can name. Is it mistyped?"
        findings.append(Finding("backdated_to", message))
    if article.embargoed_until and at < article.embargoed_until:
        until = timezone.localtime(article.embargoed_until)
        findings.append(Finding("embargoed_until", f"The story is under embargo until {until:%Y-%m-%d %H:%M %Z}."))
    return findings if is_archive else [*findings, *_of_text(article)]


def _is_too_early(moment: datetime) -> bool:
    return moment.year < EARLIEST - 1 or timezone.localtime(moment).year < EARLIEST


def _of_fields(article: Article) -> list[Finding]:
    findings = []
    if not article.headline.strip():
        findings.append(Finding("headline", "The story has no headline."))
    if article.section_id is None:
        findings.append(Finding("section", "Choose the section that the story stands in."))
    if not (article.body.strip() or article.standfirst.strip()):
        findings.append(Finding("body", "The story has no text."))
    if not article.standfirst.strip():
        findings.append(Finding("standfirst", "Without a standfirst, lists and feeds show no summary.", is_error=False))
    elif len(article.standfirst) > LONGEST_STANDFIRST:
        findings.append(
            Finding("standfirst", f"Lists cut standfirsts over {LONGEST_STANDFIRST} characters.", is_error=False)
        )
    if len(article.headline) > LONGEST_HEADLINE:
        findings.append(
            Finding("headline", f"Search engines cut headlines over {LONGEST_HEADLINE} characters.", is_error=False)
        )
    return findings


def _of_lead_photo(article: Article) -> list[Finding]:
    photo = article.lead_photo
    if photo is None:
        return []
    findings = _of_alt_text("lead_photo", "The lead picture", photo.alt_text, is_decorative=photo.is_decorative)
    if photo.alt_text and photo.alt_text == (article.lead_caption or photo.caption):
        message = "The alternative text of the lead picture only repeats its caption: a screen reader says it twice."
        findings.append(Finding("lead_photo", message, is_error=False))
    if not photo.credit:
        findings.append(Finding("lead_photo", "The lead picture has no credit in the library.", is_error=False))
    return findings


def _of_alt_text(field: str, which: str, alt_text: str, *, is_decorative: bool) -> list[Finding]:
    if not alt_text.strip():
        message = f"{which} needs an alternative text, or the tick that it is decorative."
        return [] if is_decorative else [Finding(field, message)]
    if _FILE_NAME.fullmatch(alt_text.strip()):
        message = f"{which} has a file name for its alternative text: “{alt_text}”. Say what one sees."
        return [Finding(field, message)]
    return []


def _of_text(article: Article) -> list[Finding]:
    """What stands in the text: its pictures, links, quotations, tables and related lines."""
    if not body.is_html(article.body):
        return []
    markup = body.to_html(article.body)
    parts = anatomy.of(markup)
    findings = _of_figures(parts.figures) if parts.figures else []
    words = dict(parts.links)
    for link in links.dead(list(words), article):
        findings.append(Finding("body", f"“{words[link]}” leads to {link}, where readers find nothing."))
    if not all(parts.quotes):
        findings.append(Finding("body", "A quotation does not name its speaker.", is_error=False))
    if not all(parts.tables):
        message = "A table has no heading row: a screen reader cannot say what its figures are."
        findings.append(Finding("body", message, is_error=False))
    if named := body.related_headlines(markup):
        known = set(Edition.objects.live().filter(headline__in=named).values_list("headline", flat=True))
        findings += [
            Finding("body", f"Readers see no story called “{name}”, so that line leads nowhere.", is_error=False)
            for name in named
            if name not in known
        ]
    return findings


def _of_figures(figures: list[anatomy.Figure]) -> list[Finding]:
    photos = photos_at(figure.source for figure in figures)
    findings = []
    for number, figure in enumerate(figures, 1):
        photo = photos.get(figure.source)
        which = f"Picture {number} in the text" + (f" (“{figure.caption[:40]}”)" if figure.caption else "")
        is_decorative = photo is not None and photo.is_decorative
        findings += _of_alt_text("body", which, figure.alt_text, is_decorative=is_decorative)
    return findings


def before_review(article: Article) -> list[Finding]:
    """What a reviewer would have to send back at once; when it may go out is not asked yet."""
    return for_review(before_publishing(article))


def for_review(findings: list[Finding]) -> list[Finding]:
    """Of what stands against publishing now, what stands against a review as well."""
    return [finding for finding in findings if finding.field not in {"embargoed_until", "backdated_to"}]


def errors(findings: list[Finding]) -> list[str]:
    """The sentences of those findings that stop a step."""
    return [finding.message for finding in findings if finding.is_error]


def word_count(article: Content) -> int:
    """Words of the text, a Han character counting as one."""
    return sum(lengths.count(body.to_text(body.to_html(article.body))))
