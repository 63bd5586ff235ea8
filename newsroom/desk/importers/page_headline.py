"""Which line of a page is its headline, and which its first paragraph: the two marks by which the rest is found."""

import re

from .bylines import is_degreed, is_head_meta, is_meta, read_bare_names
from .dates import is_date_line
from .page_furniture import (
    button_share,
    is_caption,
    is_furniture,
    is_hard_end,
    is_note,
    is_notice,
    is_photo_credit,
    is_soft_end,
    opens_box,
    read_section,
)
from .page_lines import is_chinese, is_prose, key, weight

# Menus of a few hundred lines are real; a page that hasn't begun its text by then has none.
LONGEST_HEAD = 1000
LONGEST_DECK = 260
# The headline is seldom further above the text than this; beyond, each line counts against it.
NEAR_TEXT = 25
ABBREVIATION_END = re.compile(r"\b[A-Z]\.[A-Z]\.$")
TWO_SENTENCES = re.compile(r"[a-z]{3}[.] [A-Z]|。.")


def first_paragraph(lines):
    """The number of the first paragraph that has company.

    Log-in forms and notices hold single paragraphs above the headline; a story has another paragraph or sentence
    close below. On a page of a single paragraph that one is it.
    """
    starts = [i for i, line in enumerate(lines[:LONGEST_HEAD]) if _starts_text(lines, i)]
    for i in starts:
        near = [line for line in lines[i + 1 : i + 12] if not is_furniture(line) and not is_notice(line)][:6]
        if not is_notice(lines[i]) and any(is_prose(line) for line in near):
            return i
    return starts[0] if starts else None


def _starts_text(lines, i):
    """Whether this line is the first paragraph: prose, and neither a picture's caption nor a notice of the site."""
    line = lines[i]
    if not is_prose(line) or is_furniture(line) or is_hard_end(line) or opens_box(line) or is_caption(line):
        return False
    if is_note(line):
        return False
    below = lines[i + 1 : i + 4]
    if below and is_photo_credit(below[0]):
        return False
    # A sentence with the byline or the date right below is a headline or a deck, if paragraphs follow.
    meta = next((j for j, line in enumerate(below) if is_head_meta(line)), None)
    if meta is None or len(line) > LONGEST_DECK or any(is_prose(line) for line in below[:meta]):
        return True
    return not any(is_prose(line) for line in lines[i + meta + 2 : i + 30])


def headline_at(lines, first_prose):
    """The number of the line most like a headline among those above the text."""
    end = min(len(lines), LONGEST_HEAD) if first_prose is None else first_prose
    keys = [key(line) for line in lines[:end]]
    best, best_score = None, None
    for i in range(end):
        line = lines[i]
        if not keys[i] or is_furniture(line) or is_photo_credit(line) or _is_label(line):
            continue
        score = _length_score(line) + _shape_score(line)
        score += _neighbour_score(lines, keys, i, end)
        # Menus are far above the text, the headline is near.
        score -= min(2.5, max(0, end - i - NEAR_TEXT) / 15)
        if best is None or score > best_score:
            best, best_score = i, score
    if best is not None:
        return best
    if first_prose is not None and len(lines[first_prose]) <= 300:
        return first_prose
    raise ValueError("The page has no line that could be its headline.")


def _is_label(line):
    return bool(read_section(line)) or is_meta(line) or is_soft_end(line) or is_hard_end(line)


def _length_score(line):
    words = weight(line)
    if is_chinese(line):
        return -2 if words < 3 else 0 if words < 4 else 3 if words <= 25 else -3
    return {0: -4, 1: -3, 2: -1.5, 3: 0, 4: 1}.get(words, 3 if words <= 22 else 0 if words <= 32 else -4)


def _shape_score(line):
    score = 0
    if line.endswith((",", ":", ";", "，", "：")):
        score -= 3
    elif line.endswith((".", "。")) and not line.endswith(("..", "。。")) and not ABBREVIATION_END.search(line):
        score -= 2
    if TWO_SENTENCES.search(line):
        score -= 3
    if is_caption(line) or is_note(line):
        score -= 4
    if opens_box(line) or button_share(line) > 0.4 or is_notice(line):
        score -= 3
    return score


def _neighbour_score(lines, keys, i, end):
    """Headlines stand beside the date or the byline, and are often printed twice."""
    score = 0
    nearby = keys[max(0, i - 7) : i] + keys[i + 1 : i + 8]
    if weight(lines[i]) >= 4 and any(other.startswith(keys[i]) for other in nearby):
        score += 3
    below = [lines[j] for j in range(i + 1, min(end, i + 6)) if keys[j] != keys[i] and not is_furniture(lines[j])]
    if not below:
        score += 1
    elif is_meta(below[0]) or is_degreed(below[0]) or (read_bare_names(below[0]) and any(map(is_meta, below[1:2]))):
        score += 2
    elif read_bare_names(below[0]):
        score += 1
    elif len(below) > 1 and (is_meta(below[1]) or is_degreed(below[1])):
        score += 1.5  # a deck stands between
    if i and (is_date_line(lines[i - 1]) or read_section(lines[i - 1])):
        score += 2
    return score
