"""The parts of a copied page that are not the story: navigation, share rows, boxes, captions, footers.

Each question is about one line and answered from its shape and the lists in `page_words`.
"""

import re

from .names import is_organisation
from .page_lines import fold, is_chinese, is_sentence, weight
from .page_words import (
    BOX_CONTINUES,
    BOX_OPENS,
    BUTTONS,
    CAPTION_TAIL,
    CHINESE_CAPTION,
    FURNITURE,
    HARD_END,
    JOINING_WORDS,
    NOTICE,
    PHOTO_CREDIT,
    PROMOTION,
    RELATED,
    SOFT_END,
    SOFT_END_CASED,
)

LONGEST_LABEL = 200

BUTTON_SPLIT = re.compile(r"[\s|/,:;·•()\[\]{}<>»›+【】.…、！!-]+")
ORIGINAL_TITLE = re.compile(r"^[(（]?原(?:标题|题)[为]?\s?[:：《]")
CRUMB = re.compile(
    r"^[^>»›/]{1,24}(?:\s?(?:>|»|›|&gt;)\s?[^>»›]{0,40}){1,6}$|^(?:首页|Home)(?:\s?/\s?[^/]{1,30}){1,5}$", re.I
)
NO_SHELVES = ("正文", "内容", "详情", "全文", "article", "story", "content", "text")
HOMES = ("home", "首页", "主页")
CRUMB_SPLIT = re.compile(r"\s?(?:&gt;|[>»›]|(?<=\s)/(?=\s))\s?")
BRACKETED = re.compile(r"^\[[^\[\]]{12,140}\]$")


def is_furniture(line):
    """A line to leave out wherever it stands: buttons, counters, share rows, cookie notices."""
    if len(line) > LONGEST_LABEL:
        return False
    folded = fold(line).strip()
    if FURNITURE.match(folded):
        return True
    words = [word for word in BUTTON_SPLIT.split(folded.lower()) if word]
    return len(words) <= 24 and all(word in BUTTONS or word.isdecimal() and len(words) > 1 for word in words)


def button_share(line):
    """How much of the line is words of buttons and menus, from 0 to 1."""
    words = [word for word in BUTTON_SPLIT.split(fold(line[:LONGEST_LABEL]).lower()) if word]
    return sum(word in BUTTONS and word not in JOINING_WORDS for word in words) / len(words) if words else 0


def is_menu(line):
    """A label of one to three words, as menus have them; in a text the same might be a short heading."""
    return weight(line) <= 3 and not is_sentence(line) and (not is_chinese(line) or len(line) < 8)


def is_hard_end(line):
    return len(line) <= LONGEST_LABEL and bool(HARD_END.match(fold(line).strip()))


def is_soft_end(line):
    if len(line) > LONGEST_LABEL:
        return False
    folded = fold(line).strip()
    return bool(SOFT_END.match(folded) or SOFT_END_CASED.match(folded))


def is_notice(line):
    """A form or a notice of the site: log in, passwords, accounts, cookies. A story can begin with these words too."""
    return len(line) <= 300 and bool(NOTICE.search(fold(line)))


def opens_box(line):
    return len(line) <= LONGEST_LABEL and bool(BOX_OPENS.match(fold(line)))


def continues_box(line):
    return len(line) <= 260 and bool(BOX_CONTINUES.search(fold(line)))


def is_promotion(line):
    """What a site asks of its readers between two paragraphs: its newsletter, its app, letters to the editor."""
    return len(line) <= LONGEST_LABEL and bool(PROMOTION.match(fold(line)))


def is_photo_credit(line):
    """Nothing but whose picture it is: "Ann Smith / Getty Images"."""
    return len(line) <= 120 and bool(PHOTO_CREDIT.match(fold(line)))


def is_caption(line):
    """The words below a picture, known by the credit at their end."""
    if len(line) > 400:
        return False
    return bool(CAPTION_TAIL.search(line[-120:]) or CHINESE_CAPTION.match(fold(line)))


def is_note(line):
    """A note of the desk on the story it took over: "原标题：…"."""
    return bool(ORIGINAL_TITLE.match(fold(line[:40])))


def is_related(line):
    """A line that points to another story and says so."""
    return len(line) <= LONGEST_LABEL and bool(RELATED.match(fold(line)) or BRACKETED.match(line))


def read_section(line):
    """The shelf named by a crumb ("Home> News" gives "News"), or nothing if the line is no crumb."""
    folded = fold(line[:LONGEST_LABEL]).strip()
    if len(folded) > 120 or not CRUMB.match(folded):
        return ""
    path = folded.partition(":")[2] if "当前位置" in folded else folded
    parts = [part.strip(" :.") for part in CRUMB_SPLIT.split(path)]
    shelves = [part for part in parts if part and part.lower() not in NO_SHELVES]
    if shelves and (shelves[0].lower() in HOMES or shelves[0].endswith(("首页", "网"))):
        shelves = shelves[1:]
    if len(shelves) > 1 and is_organisation(shelves[0]):
        shelves = shelves[1:]
    return shelves[-1] if shelves and weight(shelves[-1]) <= 4 else ""
