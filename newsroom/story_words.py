"""The words of a story's HTML, each with its place in the markup: the same for those who mark places and who show them.

Pure functions on sanitised HTML, as newsroom.desk.body makes it and an edition's `body_html` holds it. An offset into
`words_of(markup).text` stays good for as long as the words do: links and emphasis put around them don't move it.
"""

import html
import re
from bisect import bisect_right
from dataclasses import dataclass, field

# A tag, an entity, or the text between.
_PART = re.compile(
    r"""<(/?)([a-zA-Z][a-zA-Z0-9]*+)((?:[^"'<>]|"[^"]*"|'[^']*')*+)>|&(?:#\w+|\w+);|<!--.*?-->|[^<&]+|[<&]""", re.S
)
_BLOCKS = frozenset(
    ("p", "h2", "h3", "ul", "ol", "li", "blockquote", "figure", "figcaption", "table", "caption", "thead", "tbody")
    + ("tr", "th", "td", "hr", "br")
)
# Where no link may be put: the text is a heading, a link already, a caption, another's words, or no words at all.
_UNLINKED = frozenset(
    ("h1", "h2", "h3", "h4", "h5", "h6", "a", "figcaption", "caption", "th", "blockquote", "q", "cite")
    + ("code", "pre", "kbd", "samp", "button", "label", "script", "style")
)
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
# What has words in it, and not only other blocks.
_SPOKEN = frozenset(("p", "h2", "h3", "li", "td", "th", "caption", "figcaption", "cite"))
_EMPTY = frozenset(("br", "hr", "img"))


@dataclass(slots=True)
class Run:
    """Characters of the text that stand one by one in the markup from `at` on; an entity is a run of one."""

    start: int
    end: int
    at: int
    at_end: int
    is_linkable: bool


@dataclass(slots=True)
class Words:
    """The text, blocks divided by an empty line, and where each run of it stands in the markup."""

    text: str = ""
    runs: list[Run] = field(default_factory=list)

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Where `text[start:end]` stands in the markup, or None where it isn't of one piece there.

        None too inside headings, links, captions and quotations: what is given may be put into a link.
        """
        first, last = self._run(start), self._run(end - 1)
        if first is None or last is None or not 0 <= start < end <= len(self.text):
            return None
        runs = self.runs[first : last + 1]
        touching = all(one.at_end == other.at for one, other in zip(runs, runs[1:], strict=False))
        if not touching or not all(run.is_linkable for run in runs):
            return None
        opening, closing = runs[0], runs[-1]
        begins = (
            opening.at
            if opening.at_end - opening.at != opening.end - opening.start
            else (opening.at + start - opening.start)
        )
        ends = (
            closing.at_end
            if closing.at_end - closing.at != closing.end - closing.start
            else (closing.at + end - closing.start)
        )
        return begins, ends

    def _run(self, index: int) -> int | None:
        at = bisect_right(self.runs, index, key=lambda run: run.start) - 1
        return at if at >= 0 and index < self.runs[at].end else None


def words_of(markup: str) -> Words:
    """Read sanitised HTML. Related-story lines are headlines of other stories and left out."""
    words, pieces, length = Words(), [], 0
    open_tags: list[str] = []
    silent = ""  # inside a related-story line
    for match in _PART.finditer(markup):
        part = match[0]
        if name := match[2]:
            name = name.lower()
            if silent:
                silent = "" if match[1] and name == silent else silent
                continue
            if name == "p" and not match[1] and 'class="related"' in match[3]:
                silent = name
            if name in _BLOCKS and words.runs and length == words.runs[-1].end:
                pieces.append("\n\n")
                length += 2
            if match[1]:
                if name in open_tags:
                    del open_tags[len(open_tags) - 1 - open_tags[::-1].index(name) :]
            elif name not in _EMPTY:
                open_tags.append(name)
            continue
        if silent or part.startswith("<!--"):
            continue
        said = html.unescape(part) if part[0] == "&" else part
        is_first = not words.runs or length > words.runs[-1].end  # of its block
        if is_first and part.isspace() and _SPOKEN.isdisjoint(open_tags):
            continue  # the line breaks between blocks; a blank that begins a paragraph stays, before a link too
        is_linkable = _UNLINKED.isdisjoint(open_tags)
        words.runs.append(Run(length, length + len(said), match.start(), match.end(), is_linkable))
        pieces.append(said)
        length += len(said)
    words.text = "".join(pieces)[: words.runs[-1].end] if words.runs else ""
    return words


# Sentences

_END = re.compile(
    r"\n\s*\n"  # a block
    r"|(?<=[。！？])[”’」』）]*"
    r"|(?<=[.!?])[”\"’')\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9\u4e00-\u9fff])"
)
# After these a full stop ends no sentence.
_SHORTENED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|Inc|Ltd|Co|Corp|Bros|No|vs|etc|Gen|Sen|Rep|Gov|U\.S|U\.K|e\.g|i\.e|a\.m|p\.m"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)|\b[A-Z])\.$"
)
_LOOKED_AT = 16  # characters before what may be an end; more than any of these words has


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where each sentence of the text begins and ends, in order; blank space between them belongs to none."""
    spans, start = [], 0
    for match in _END.finditer(text):
        is_block = "\n" in match[0] and not match[0].strip()
        # Not all that stands before: a list of thousands of initials may be one sentence.
        before = text[start if is_block else max(start, match.start() - _LOOKED_AT) : match.end()].rstrip()
        if not before.strip() or (not is_block and _SHORTENED.search(before)):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    return [span for begin, end in spans if (span := _stripped(text, begin, end))]


def _stripped(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    if not (bare := piece.strip()):
        return None
    begin = start + len(piece) - len(piece.lstrip())
    return begin, begin + len(bare)
