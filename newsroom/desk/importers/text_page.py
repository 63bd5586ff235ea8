"""Reads a text page: what one gets by copying a news page as plain text.

Nothing in such a page is marked, so everything is told by shape and place: `page_head` finds the headline and
the lines around it, `page_body` the text and where it ends, `flat_page` restores pages that lost their line
ends. Words are never rewritten; what is left out of the text is named in the warnings.
"""

from html import escape, unescape
from itertools import groupby

from . import flat_page
from .bylines import read_credits, read_outlet, read_reporters
from .dates import find_dates
from .names import tidy_name
from .page_body import Block, Body, read_body
from .page_furniture import is_note
from .page_head import Head, read_head
from .page_lines import clean, language, page_lines
from .record import CreditRecord, StoryRecord

# A first paragraph longer than this introduces nothing; it stays in the text.
LONGEST_STANDFIRST = 600
WARNED_LINES = 3
# The longest live blogs have a few thousand lines. What is longer is a log or a book, and would take seconds.
MOST_LINES = 20_000


def parse(text: str, *, source_id: str) -> StoryRecord:
    """One story from one text page. ValueError, with a sentence, when there is no page or no headline."""
    lines = page_lines(text)
    if not lines:
        raise ValueError("The page is empty.")
    if len(lines) > MOST_LINES:
        raise ValueError(f"The page has {len(lines):,} lines, more than a single story can have.")
    if flat_page.is_flat(lines):
        head, body, warnings = _read_flat(lines[0])
    else:
        head = read_head(lines)
        body = read_body(head.lead_in + lines[head.body_from :], head)
        warnings = _left_out(head, body)
    blocks = body.blocks
    standfirst, blocks = _standfirst(head, blocks)
    published, updated = _dates(head.dates or body.dates)
    if head.ambiguous_date and published is None:
        warnings.append("The page prints a date that could be two days, such as 03/04/2013; none was taken.")
    if not blocks and not standfirst:
        warnings.append("No text was found below the headline.")
    return StoryRecord(
        id=source_id,
        headline=head.headline,
        standfirst=standfirst,
        body=_html(blocks),
        section=head.section,
        language=language(" ".join([head.headline, standfirst, *(block.text for block in blocks[:20])])),
        published=published,
        updated=updated,
        credits=_credits(head, body),
        people=body.people,
        warnings=warnings,
    )


def _read_flat(line):
    # What was flattened was HTML, and its entities came along.
    line = clean(unescape(line)).replace("\n", " ").strip()
    headline, meta, paragraphs, editors = flat_page.unflatten(line)
    head = Head(headline, 0, dates=find_dates(meta), credits=read_credits(meta), outlet=read_outlet(meta))
    body = Body(blocks=[Block("p", paragraph) for paragraph in paragraphs])
    for editor in editors:
        body.credits += read_credits(editor)
    return head, body, ["The page came as a single line: its paragraphs are cut at sentence ends, look them over."]


def _standfirst(head, blocks):
    """The deck if the page has one, else the first paragraph, which then leaves the body."""
    if head.deck:
        return head.deck, blocks
    first = blocks[0] if blocks else None
    if first and first.kind == "p" and len(first.text) <= LONGEST_STANDFIRST and not is_note(first.text):
        return first.text, blocks[1:]
    return "", blocks


def _dates(dates):
    """(published, updated): by label, else the nearest to the headline; an updated date alone serves as both."""
    updated = next((found.value for found in dates if found.label == "updated"), None)
    published = next((found.value for found in dates if found.label == "published"), None)
    if published is None:
        published = next((found.value for found in dates if not found.label), updated)
    return published, updated


def _credits(head, body):
    """Writers with their outlet, then the others; where nobody is named, the agency or outlet is the writer."""
    credits = []
    for credit in [*head.credits, *body.credits]:
        credit = CreditRecord(tidy_name(credit.name), credit.role, credit.outlet)
        if not any((known.name, known.role) == (credit.name, credit.role) for known in credits):
            credits.append(credit)
    writers = [credit for credit in credits if credit.role == "writer"]
    outlet = head.outlet or body.outlet
    if not writers and body.blocks:
        writers = read_reporters(body.blocks[0].text)
    if not writers and outlet:
        return [CreditRecord(outlet), *credits]
    writers = [CreditRecord(writer.name, "writer", writer.outlet or outlet) for writer in writers]
    return writers + [credit for credit in credits if credit.role != "writer"]


def _html(blocks):
    parts = []
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        texts = [escape(block.text, quote=False) for block in run]
        if kind == "li":
            parts.append("<ul>\n" + "\n".join(f"<li>{text}</li>" for text in texts) + "\n</ul>")
        elif kind == "related":
            parts += [f'<p class="related">{text}</p>' for text in texts]
        else:
            parts += [f"<{kind}>{text}</{kind}>" for text in texts]
    return "\n".join(parts)


def _left_out(head, body):
    """Says which lines that might be text were not taken, so that an editor can look."""
    warnings = []
    for place, lines in (("between headline and text", head.left_out), ("below the text", body.left_out)):
        if lines:
            shown = "; ".join(f"“{line[:80]}”" for line in lines[:WARNED_LINES])
            more = f" and {len(lines) - WARNED_LINES} more" if len(lines) > WARNED_LINES else ""
            warnings.append(f"Left out {place}: {shown}{more}.")
    return warnings
