"""The head of a page: what the lines around the headline say of date, names, outlet and shelf."""

from dataclasses import dataclass, field

from .bylines import is_bare_by, is_degreed, is_head_meta, is_meta, read_bare_names, read_credits, read_outlet
from .dates import PrintedDate, find_dates, is_ambiguous, is_date_line
from .page_furniture import is_caption, is_furniture, is_hard_end, is_menu, is_note, is_photo_credit, read_section
from .page_headline import LONGEST_HEAD, first_paragraph, headline_at
from .page_lines import is_sentence, key, weight
from .record import CreditRecord

# How many lines above the headline may still speak of this story (date, names), and not of the site.
NEAR_ABOVE = 3


@dataclass(slots=True)
class Head:
    """What stands above the text. `body_from` is the number of the first line of the text."""

    headline: str
    body_from: int
    deck: str = ""
    section: str = ""
    dates: list[PrintedDate] = field(default_factory=list)
    credits: list[CreditRecord] = field(default_factory=list)
    outlet: str = ""
    ambiguous_date: bool = False
    lead_in: list[str] = field(default_factory=list)  # short sentences between the byline and `body_from`
    left_out: list[str] = field(default_factory=list)


def read_head(lines):
    """The head of the page in these lines. ValueError when no line can be the headline."""
    first_prose = first_paragraph(lines)
    at = headline_at(lines, first_prose)
    start = _text_from(lines, at, first_prose)
    head = Head(headline=_without_label(lines[at]), body_from=start)
    _read_above(lines, at, head)
    _read_below(lines, at, start, head)
    _read_lead_in(lines, start, first_prose, head)
    return head


def _without_label(line):
    for label in ("标题：", "标题:", "Headline:", "Title:"):
        if line.startswith(label) and len(line) > len(label) + 3:
            return line[len(label) :].strip()
    return line


def _text_from(lines, at, first_prose):
    """The first line of the text: behind the last line of dates, names and buttons above the first paragraph."""
    limit = first_prose if first_prose is not None and first_prose > at else _first_sentence(lines, at)
    start = at + 1
    for i in range(at + 1, min(limit, at + LONGEST_HEAD)):
        if _belongs_to_head(lines[i]):
            start = i + 1
    return min(start, limit)


def _first_sentence(lines, at):
    """Where the text begins on a page too short for a paragraph: at a sentence with no byline close below."""
    for i in range(at + 1, len(lines)):
        if (
            is_sentence(lines[i])
            and not _belongs_to_head(lines[i])
            and not any(map(is_head_meta, lines[i + 1 : i + 4]))
        ):
            return i
    return len(lines)


def _belongs_to_head(line):
    return is_meta(line) or is_furniture(line) or is_photo_credit(line) or is_degreed(line)


def _read_above(lines, at, head):
    for i in range(at - 1, -1, -1):
        line = lines[i]
        head.section = head.section or read_section(line)
        if at - i <= NEAR_ABOVE or is_date_line(line):
            # The page's own clock ("Thursday, Nov 19, 2020" above the menu) comes after the nearer dates.
            head.dates += find_dates(line) if is_date_line(line) else []
            if at - i <= NEAR_ABOVE and not find_dates(line):
                head.credits += read_credits(line)
            head.outlet = head.outlet or read_outlet(line)


def _read_below(lines, at, start, head):
    """Sorts the lines between headline and text into dates, names, deck and what is left out."""
    own, above = [], head.dates
    named = list(head.credits)
    expect_name = False
    seen = {key(lines[at])}
    for i in range(at + 1, start):
        line = lines[i]
        if key(line) in seen:
            continue
        credits = read_credits(line)
        dates = find_dates(line) if credits or is_date_line(line) else []
        if not credits and (expect_name or _names_stand_here(lines, i, at, start)):
            credits = read_bare_names(line.strip(" ,;"))
        expect_name = is_bare_by(line)
        own += dates
        named += [credit for credit in credits if credit not in named]
        head.outlet = head.outlet or read_outlet(line)
        head.ambiguous_date = head.ambiguous_date or is_ambiguous(line)
        if credits or dates or expect_name or read_outlet(line) or is_furniture(line) or is_photo_credit(line):
            continue
        if not head.deck and not head.left_out and not named and not own and _is_deck(line):
            head.deck = line
        elif not is_menu(line):
            head.left_out.append(line)
    head.dates, head.credits = own + above, named


def _read_lead_in(lines, start, first_prose, head):
    """Moves the text's beginning past captions and labels that stand directly above the first paragraph.

    A short sentence may already be the text. A line without a stop is a caption, a video's title or a label far
    more often than a sub-heading, and is named in the warnings.
    """
    if first_prose is None or first_prose < start:
        return
    kept = []
    for line in lines[start:first_prose]:
        if is_note(line) or (is_sentence(line) and not is_caption(line)):
            kept.append(line)
        elif not is_furniture(line) and key(line) != key(head.headline):
            head.left_out.append(line)
    head.body_from = first_prose
    head.lead_in = kept


def _names_stand_here(lines, i, at, start):
    """A line of bare names is a byline only directly below the headline, or beside the date or another such line."""
    if i == at + 1 or key(lines[i - 1]) == key(lines[at]):
        return True
    beside = [lines[j] for j in (i - 1, i + 1) if at < j < start]
    return bool(find_dates(lines[i])) or any(is_date_line(line) for line in beside) or is_degreed(lines[i])


def _is_deck(line):
    if is_caption(line) or is_hard_end(line):
        return False
    return weight(line) >= (3 if is_sentence(line) else 6)
