"""A page flattened to a single line: its parts are found by the words between them, since no line end is left."""

import re

from .dates import find_dates
from .page_lines import is_chinese
from .page_words import alternatives

# A single line shorter than this is a headline, not a page.
SHORTEST_FLAT_PAGE = 300
LONGEST_HEADLINE = 250
SEARCHED_HEAD = 6000
# The meta line (names, outlet, date) is looked for this far behind the headline.
META_REACH = 260

END = re.compile(
    alternatives(r"""
    \(\s?(?:for the latest .{0,40}news,? ?)?please follow .{3,80}?\)
    \((?:web |copy |online )?editors?\s?:[^()]{2,60}\)
    (?:【[^【】]{0,6}[1-9][^【】]{0,2}】\s?){2,}
    【(?:1|纠错)】
    \badd your comment\b
    \bleave a (?:comment|reply)\b
    \bplease enable javascript\b
    \brelated (?:reading|stories|articles|news)\b
    \bmost (?:read|popular|viewed)\b
    \bwe recommend\b
    \bread more:
    \bshare this\b
    \bcopyright ©
    © ?(?:\d{4}|[A-Z])
    \ball rights reserved\b
    [(（【]?(?:责任编辑|责编|编辑)\s?[:：]
    相关(?:阅读|新闻|推荐|报道)
    (?:延伸|推荐)阅读
    [上下]一篇
    版权所有|我要评论|免责声明
"""),
    re.I,
)
EDITOR = re.compile(
    r"\((?P<english>(?:web |copy |online )?editors?\s?:[^()]{2,60})\)"
    r"|(?P<chinese>(?:责任编辑|责编|编辑)\s?[:：]\s?[^\s)）】]{2,12})",
    re.I,
)
# What stands behind a headline that doesn't come twice.
BYLINE_START = re.compile(
    r"\s(?:By|by|BY)\s[A-Z]|\s\(\s?[A-Z][\w' .]{1,40}\s?\)\s|\s(?:Updated|Published|Source|Posted)\b"
    r"|\s(?:来源|作者|记者|发布时间)[:：]"
)
# A full stop behind a word of three letters or more ("Nov. 8", "U.S. soldiers" are none), a closing quotation mark,
# an agency's credit in brackets, or a Chinese full stop.
SENTENCE_BREAK = re.compile(
    r"(?:(?<=[a-z0-9)%]{3})[.!?][\"”’)]{0,2}|(?<=[.!?])[\"”]|\([A-Z]\w+/[^()]{2,40}\))\s(?=[\"“'‘A-Z(])"
    r"|[。！？][”」）]?(?=[^”」）])"
)
SHORTEST_PARAGRAPH = 240


def is_flat(lines):
    """Whether the whole page came as one line."""
    return len(lines) == 1 and len(lines[0]) >= SHORTEST_FLAT_PAGE // (2 if is_chinese(lines[0]) else 1)


def unflatten(line):
    """(headline, meta, paragraphs, editors): the page's parts, the text cut at sentence ends, no word changed.

    ValueError when no headline can be told from the text.
    """
    headline, after = _headline(line)
    meta_end, meta = _meta(line, after)
    ended = END.search(line, meta_end)
    text = line[meta_end : ended.start() if ended else len(line)].strip()
    editors = [m["english"] or m["chinese"] for m in EDITOR.finditer(line, *_around(ended, line))][:1]
    return headline, meta, paragraphs(text), editors


def _around(ended, line):
    """The stretch about the end of the text, where its editor is named."""
    return (max(0, ended.start() - META_REACH), ended.end() + META_REACH) if ended else (len(line), len(line))


def paragraphs(text):
    """The text cut at sentence ends into pieces a reader can follow; where they were at first nobody can say."""
    pieces, at = [], 0
    for stop in SENTENCE_BREAK.finditer(text):
        if stop.end() - at >= SHORTEST_PARAGRAPH // (2 if is_chinese(text[:200]) else 1):
            pieces.append(text[at : stop.end()].strip())
            at = stop.end()
    pieces.append(text[at:].strip())
    return [piece for piece in pieces if piece]


def _headline(line):
    """The headline and where it ends: the longest opening words that come again, else what stands before the byline."""
    length = _repeated_opening(line)
    if length >= 12 or (length >= 6 and is_chinese(line[:length])):
        opening = line[:length].strip(" -|_–—")
        again = line.find(opening, length)
        return opening, again + len(opening)
    head = line[:LONGEST_HEADLINE]
    stops = [match.start() for match in [BYLINE_START.search(head, 10)] if match]
    stops += [found.start for found in find_dates(head)[:1] if found.start >= 10]
    if not stops:
        raise ValueError("The page is a single line in which no headline, byline or date can be told apart.")
    headline = line[: min(stops)].strip(" -|_–—")
    crumb = re.match(r"^(?:home|首页)\s?[>»]\s?\S+\s(?=\S)", headline, re.I)
    return headline[crumb.end() if crumb else 0 :], min(stops)


def _repeated_opening(line):
    """How many opening characters of the page come again soon: a flattened page begins with its title."""
    head = line[:SEARCHED_HEAD]
    low, high = 0, min(LONGEST_HEADLINE, len(head) // 2)
    # A longer opening can only come again where every shorter one does, so the length is found by halving.
    while low < high:
        middle = (low + high + 1) // 2
        if head.find(head[:middle], middle) >= 0:
            low = middle
        else:
            high = middle - 1
    return low


def _meta(line, after):
    """The stretch between headline and text that gives names, outlet and date."""
    window = line[after : after + META_REACH]
    dates = find_dates(window)
    if dates:
        # A second date counts only if it says what it is ("Updated: …"); else it is the text's dateline.
        second = len(dates) > 1 and dates[1].label and dates[1].start - dates[0].end < 40
        end = dates[1 if second else 0].end
        return after + end, window[:end]
    return after, ""
