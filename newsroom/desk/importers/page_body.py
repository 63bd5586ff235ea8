"""The text of a page: its paragraphs, sub-headings and related-story lines, and where it ends."""

import re
from dataclasses import dataclass, field

from .bylines import read_credits, read_outlet
from .dates import find_dates, is_date_line
from .names import is_chinese_name, is_name, is_post
from .page_furniture import (
    continues_box,
    is_furniture,
    is_hard_end,
    is_note,
    is_photo_credit,
    is_promotion,
    is_related,
    is_soft_end,
    opens_box,
)
from .page_lines import BULLET, is_chinese, is_prose, is_sentence, key, weight
from .record import CreditRecord, PersonRecord

BIOGRAPHY = re.compile(
    r"^ (?:(?:is|was) an? |(?:currently |now )?(?:works|writes|covers|reports|edits)\b|has (?:covered|written|worked))"
)
# Programs and addresses are printed in lines that don't end as sentences do.
CODE = re.compile(
    r"^[$#>] |[{}<>|=$_;\[\]\\].{0,40}[{}<>|=$_;\[\]\\]|\w\(\)|^\w+\.\w+\.\w+|https?://|\w@\w|^\d{1,2}:\d\d"
)
# Signatures and side boxes stand this close below the text.
FOOT = 120
# An unmarked line between two paragraphs is taken for another story's headline from this many words on;
# sub-headings are shorter.
RELATED_WORDS, RELATED_CHARACTERS = 8, 50


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the text. `kind` is p, h2, li or related; `text` stands in the page just so."""

    kind: str
    text: str


@dataclass(slots=True)
class Body:
    """The text and what the lines below it say."""

    blocks: list[Block] = field(default_factory=list)
    credits: list[CreditRecord] = field(default_factory=list)
    people: list[PersonRecord] = field(default_factory=list)
    dates: list = field(default_factory=list)
    outlet: str = ""
    left_out: list[str] = field(default_factory=list)


def read_body(lines, head):
    """The body in the lines below the head, which says whose biography and which headline are no text."""
    writers = [credit.name for credit in head.credits]
    lines = [line for line in lines if not _is_biography(line, writers) and key(line) != key(head.headline)]
    end = _end_of_text(lines)
    text, body = _without_boxes(lines[:end]), Body()
    trimmed = _trim_tail(text)
    body.left_out = text[trimmed:]
    foot = text[trimmed:] + lines[end:]
    _read_foot(foot, body)
    body.blocks = _blocks(text[:trimmed])
    return body


def _is_biography(line, writers):
    """The paragraph that presents the writer: "Ann Example is a reporter at …"."""
    return any(line.startswith(name) and BIOGRAPHY.match(line[len(name) :]) for name in writers)


def _is_signature(line):
    """A credit line below a text: "Edited by X", "责任编辑：X". A dash before "By" makes it part of the text."""
    if line.startswith(("-", "–", "—")) or len(line) > 160 or (is_sentence(line) and not is_chinese(line)):
        return False
    # A photographer is named below every picture.
    return any(credit.role != "photographer" for credit in read_credits(line)) or bool(read_outlet(line, labelled=True))


def _end_of_text(lines):
    """The number of the line where the story ends."""
    prose_after = [0] * (len(lines) + 1)
    for i in range(len(lines) - 1, -1, -1):
        prose_after[i] = prose_after[i + 1] + (is_prose(lines[i]) and not is_hard_end(lines[i]))
    total = prose_after[0]
    for i, line in enumerate(lines):
        if total and prose_after[i] == total:
            continue  # nothing of the text has been seen yet
        if is_hard_end(line):
            return i
        if _is_signature(line):
            # Signatures also stand below a part of a long page; the text goes on if most of it is still to come.
            if prose_after[i] * 2 <= total:
                return i
        elif is_date_line(line):
            # In a chronicle dates are headings, so only a date with next to nothing below it ends the text.
            if prose_after[i] * 5 <= total:
                return i
        elif is_soft_end(line) and (prose_after[i] < 3 or prose_after[i] * 3 < total):
            return i
    return len(lines)


def _without_boxes(lines):
    """The lines without buttons, photo credits, sign-up boxes, and boxes of links between paragraphs."""
    kept, in_box, in_links = [], False, False
    for line in lines:
        if opens_box(line):
            in_box = True
            continue
        if in_box and continues_box(line):
            continue
        in_box = False
        if is_related(line):
            kept.append(line)
            continue
        if is_soft_end(line):
            in_links = True
            continue
        in_links = in_links and not is_sentence(line) and not is_prose(line)
        if in_links or is_furniture(line) or is_photo_credit(line) or is_promotion(line):
            continue
        kept.append(line)
    return kept


def _trim_tail(lines):
    """How many of the lines remain when labels and link lines at the end are dropped."""
    end = len(lines)
    while end:
        line = lines[end - 1]
        led_in = end > 1 and lines[end - 2].endswith((":", "：")) and is_sentence(lines[end - 2])
        if is_sentence(line) or is_prose(line) or is_related(line) or led_in:
            break
        if BULLET.match(line) or line.startswith(("--", "——")) or CODE.search(line):
            break
        end -= 1
    # A list of signatories ("Ann Example, historian") is text although no line of it is a sentence.
    tail = lines[end:]
    if len(tail) >= 5 and sum(", " in line for line in tail) * 3 >= len(tail):
        return len(lines)
    return end


def _read_foot(lines, body):
    """Credits, dates and side boxes below the text."""
    skip = others = False
    for i, line in enumerate(lines[:FOOT]):
        if skip:
            skip = False
            continue
        if is_hard_end(line):
            break
        # Below lists of other stories people are named who are none of this story's; its editor may still be.
        others = others or is_soft_end(line)
        credits = [credit for credit in read_credits(line) if not others or credit.role == "editor"]
        body.credits += [credit for credit in credits if credit not in body.credits]
        if others:
            continue
        body.outlet = body.outlet or read_outlet(line)
        if is_date_line(line):
            body.dates += find_dates(line)
        following = lines[i + 1] if i + 1 < len(lines) else ""
        if person := _person(line, following):
            body.people.append(person)
            skip = person.title == following


def _person(line, following):
    """A side box: a name, and a post below it or behind a comma."""
    if _is_person(line) and is_post(following) and not read_credits(following) and not is_sentence(following):
        return PersonRecord(line, following)
    name, _, post = line.partition(", ")
    if post and _is_person(name) and is_post(post) and not is_sentence(line):
        return PersonRecord(name, post)
    return None


def _is_person(text):
    return is_chinese_name(text) or is_name(text, strict=True)


def _blocks(lines):
    blocks = []
    for i, line in enumerate(lines):
        before = lines[i - 1] if i else ""
        after = lines[i + 1] if i + 1 < len(lines) else ""
        if bullet := BULLET.match(line):
            blocks.append(Block("li", line[bullet.end() :]))
        elif is_related(line) or _is_unmarked_related(line, before, after):
            blocks.append(Block("related", line))
        elif is_sentence(line) or is_prose(line) or not after or is_note(line):
            blocks.append(Block("p", line))
        else:
            blocks.append(Block("h2" if _is_heading(line, after) else "p", line))
    return [block for block in blocks if block.text.strip()]


def _is_heading(line, after):
    """A short line above a paragraph, or above another heading."""
    if len(line) > 120 or weight(line) > 16 or line.endswith((",", "，", "、")) or ". " in line or CODE.search(line):
        return False
    return is_sentence(after) or is_prose(after) or weight(line) <= 12


def _is_unmarked_related(line, before, after):
    """A full headline between two paragraphs. Numbers, questions and "How …" begin sub-headings."""
    if is_chinese(line) or is_sentence(line) or is_prose(line) or not (is_prose(before) and is_prose(after)):
        return False
    first = line.split()[0].lower()
    return (
        weight(line) >= RELATED_WORDS
        and RELATED_CHARACTERS <= len(line) <= 160
        and line[0].isupper()
        and ":" not in line
        and first not in ("how", "why", "what", "who", "when", "where", "if", "in", "on", "at", "for")
    )
