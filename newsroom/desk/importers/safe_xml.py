"""XML of unknown origin, read as a stream: one element at a time, bounded, and as far as it can be read.

Nothing outside the file is ever opened and no entity is ever declared: a file that tries is refused whole. What is
not well-formed costs the element it stands in; reading goes on with the next one.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from html import escape
from html.entities import html5
from pathlib import Path
from xml.parsers import expat

from . import decoding
from .exchange import Unreadable

LARGEST_RECORD = 20_000_000  # characters of one story with everything about it
LARGEST_TOKEN = 20_000_000  # of one tag or comment
DEEPEST = 200  # elements inside each other within a record
DEEPEST_FILE = 1000
MOST_ELEMENTS = 200_000  # within a record
MOST_FAULTS = 100
# After a fault reading begins again at the next record; a file built to make that expensive is given up.
MOST_REREAD = 3

_NAMESPACES = [
    (re.compile(r"https?://wordpress\.org/export/[\w.]+/excerpt/?"), "excerpt"),
    (re.compile(r"https?://wordpress\.org/export/[\w.]+/?"), "wp"),
    (re.compile(r"https?://purl\.org/rss/1\.0/modules/content/?"), "content"),
    (re.compile(r"https?://purl\.org/rss/1\.0/modules/slash/?"), "slash"),
    (re.compile(r"https?://purl\.org/dc/(?:elements/1\.[01]|terms)/?"), "dc"),
    (re.compile(r"https?://www\.w3\.org/2005/Atom/?|https?://purl\.org/atom/ns#?"), "atom"),
    (re.compile(r"https?://search\.yahoo\.com/mrss/?"), "media"),
    (
        re.compile(r"https?://(?:purl\.org/rss/1\.0|backend\.userland\.com/rss2?)/?|https?://www\.w3\.org/1999/xhtml"),
        "",
    ),
]
_CONTAINERS = {"rss", "rdf:RDF", "channel", "feed", "atom:feed"}
_RECORD = re.compile(rb"<(?:[A-Za-z][\w.-]{0,30}:)?(?:item|entry)[\s>]")
_LONGEST_RECORD_TAG = 40
# An ampersand that begins no reference, where it counts: not in a CDATA section or a comment.
_BARE = re.compile(
    rb"(<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z))|&(?!#[0-9]{1,9};|#[xX][0-9A-Fa-f]{1,8};|[A-Za-z][A-Za-z0-9]{0,30};)",
    re.DOTALL,
)
_INVALID_TOKEN = expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]
# Servers print warnings before the first line of an export, and editors leave blank lines there.
_OPENING = re.compile(r"<(?:\?xml\s|!DOCTYPE\s|rss[\s>]|feed[\s>]|rdf:RDF[\s>])")
_ANY_OPENING = re.compile(r"<[!?A-Za-z]")
_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")


class Node:
    """An element: its name with a prefix of ours, its attributes, and its text and elements in order."""

    __slots__ = ("attrs", "line", "name", "parts")

    def __init__(self, name: str, attrs: dict[str, str], line: int = 0):
        self.name, self.attrs, self.line = name, attrs, line
        self.parts: list[str | Node] = []

    def __iter__(self) -> Iterator["Node"]:
        return (part for part in self.parts if isinstance(part, Node))

    def all(self, name: str) -> list["Node"]:
        return [node for node in self if node.name == name]

    def find(self, *names: str) -> "Node | None":
        """The first child of the first of `names` that is there with any content."""
        for name in names:
            for node in self:
                if node.name == name and (node.parts or node.attrs):
                    return node
        return None

    def text(self, *names: str) -> str:
        """All text of this element, or of the first child of the first of `names` that has any."""
        if not names:
            return "".join(part if isinstance(part, str) else part.text() for part in self.parts)
        for name in names:
            for node in self:
                if node.name == name and (text := node.text()).strip():
                    return text
        return ""

    def line_text(self, *names: str) -> str:
        """The same as one line, without the white space around it."""
        return " ".join(self.text(*names).split())

    def markup(self) -> str:
        """What stands inside as HTML: as it is when it came as text, written out again when it came as elements."""
        if not any(isinstance(part, Node) for part in self.parts):
            return self.text()
        return "".join(escape(part, quote=False) if isinstance(part, str) else part._outer() for part in self.parts)

    def _outer(self) -> str:
        name = self.name.rpartition(":")[2]
        attrs = "".join(f' {key}="{escape(value)}"' for key, value in self.attrs.items() if ":" not in key)
        inner = "".join(escape(part, quote=False) if isinstance(part, str) else part._outer() for part in self.parts)
        return f"<{name}{attrs}>" if name in {"br", "img", "hr"} else f"<{name}{attrs}>{inner}</{name}>"


class Refused(ValueError):
    """The file tries something that no export needs."""


def records(
    path: Path,
    names: set[str],
    *,
    childless: frozenset[str] = frozenset(),
    alive: Callable[[], None] = lambda: None,
) -> Iterator[Node | Unreadable]:
    """The outermost elements called `names`, in order; a place that is not well-formed comes as Unreadable.

    `childless` elements are kept as mere places, without what is in them: to count comments, say. `alive` is called
    before each piece of the file, of which many may hold no such element.
    """
    reader = _Reader(names, childless)
    try:
        for chunk in decoding.chunks(path):
            alive()
            yield from reader.feed(chunk)
        yield from reader.end()
    except Refused as refusal:
        yield Unreadable(reader.place(), str(refusal))


class _Reader:
    def __init__(self, names: set[str], childless: frozenset[str]):
        self.names, self.childless = names, childless
        self.ready: deque[Node | Unreadable] = deque()
        self.is_started = self.is_lost = self.is_over = False
        self.faults = self.fed = self.fed_again = 0
        self.line = self.column = 1  # of the first byte in the buffer
        self._begin(b"", [], [{}])

    def feed(self, text: str) -> Iterator[Node | Unreadable]:
        if not self.is_started:
            text = self._opening(text)
        if text and not self.is_over:
            self.fed += len(text)
            yield from self._take(text.encode("utf-8", errors="ignore"))

    def end(self) -> Iterator[Node | Unreadable]:
        if not self.is_started:
            yield Unreadable("line 1", "The file holds no XML.")
        elif not self.is_over:
            yield from self._take(b"", final=True)

    def place(self) -> str:
        return f"line {self._line()}"

    def _opening(self, text: str) -> str:
        match = _OPENING.search(text) or _ANY_OPENING.search(text)
        if not match:
            self.line += text.count("\n")
            return ""
        self.is_started = True
        self.line += text.count("\n", 0, match.start())
        # The text is decoded by now, so what its first line says of an encoding would only mislead.
        return _DECLARATION.sub("", text[match.start() :], count=1)

    def _begin(self, prologue: bytes, stack: list[str], namespaces: list[dict[str, str]]) -> None:
        """A new parser, inside the elements of `stack`."""
        self.parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.buffer_size = 1 << 18
        # Makes an unknown entity (&nbsp; in a feed) something to be told of rather than an error. Nothing is loaded:
        # there is no handler that would.
        parser.UseForeignDTD(True)
        parser.EntityDeclHandler = self._entity_declared
        if prologue:
            parser.Parse(prologue, False)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.SkippedEntityHandler = self._entity_skipped
        # The bytes from the beginning of the open record on: a fault in it makes reading begin again behind it.
        self.buffer, self.base, self.skew = bytearray(), len(prologue), len(prologue)
        self.first_line, self.first_column = self.line, self.column
        self.stack, self.namespaces, self.canonical = stack, namespaces, {}
        self.record: Node | None = None
        self.record_at = 0
        self.open: list[Node] = []
        self.ancestors = 0
        self.size = self.elements = self.quiet = self.muted = 0
        self.too_much = ""

    # Parsing, and beginning again after a fault

    def _take(self, data: bytes, *, final: bool = False) -> Iterator[Node | Unreadable]:
        while True:
            self.buffer += data
            if self.is_lost and not self._find_record():
                return
            data = bytes(self.buffer) if self.is_lost else data
            self.is_lost = False
            self.quiet += len(data)
            try:
                self.parser.Parse(data, final)
            except expat.ExpatError as error:
                self._fault(error)
                yield from self._hand_over()
                if self.is_over:
                    return
                data = b""
                continue
            break
        if self.quiet > LARGEST_TOKEN:
            raise Refused(f"A single tag or comment is longer than {LARGEST_TOKEN // 1_000_000} MB.")
        self._drop((self.record_at if self.record and not self.too_much else self.parser.CurrentByteIndex) - self.base)
        yield from self._hand_over()

    def _hand_over(self) -> Iterator[Node | Unreadable]:
        while self.ready:
            yield self.ready.popleft()

    def _drop(self, count: int) -> None:
        if count > 0:
            if lines := self.buffer.count(b"\n", 0, count):
                self.line += lines
                self.column = count - self.buffer.rindex(b"\n", 0, count)
            else:
                self.column += count
            del self.buffer[:count]
            self.base += count

    def _find_record(self) -> bool:
        """Drop what stands before the next record, and stand ready to parse from there."""
        match = _RECORD.search(self.buffer)
        self._drop(match.start() if match else len(self.buffer) - _LONGEST_RECORD_TAG)
        if match:
            self.fed_again += len(self.buffer)
            prologue = "".join(f"<{name}>" for name in self.stack).encode()
            buffer = self.buffer
            self._begin(prologue, self.stack, self.namespaces)
            self.buffer = buffer
        return bool(match)

    def _line(self) -> int:
        return self.first_line + self.parser.CurrentLineNumber - 1

    def _fault(self, error: expat.ExpatError) -> None:
        """Note a place that is not well-formed and get ready to go on behind it."""
        if error.code == _INVALID_TOKEN and self._write_out_ampersands():
            return
        column = error.offset + 1 + (self.first_column - 1 - self.skew if error.lineno == 1 else 0)
        where = f"line {self.first_line + error.lineno - 1}, column {column}"
        inside = ""
        if self.record is not None:
            title = self.record.line_text("title", "atom:title")[:80]
            inside = f" In the entry that begins on line {self.record.line}" + (f", “{title}”." if title else ".")
        self.ready.append(Unreadable(where, f"Not well-formed XML: {expat.ErrorString(error.code)}.{inside}"))
        self.faults += 1
        if not self.stack:
            self.is_over = True
        elif self.faults >= MOST_FAULTS or self.fed_again > MOST_REREAD * self.fed + LARGEST_RECORD:
            self.is_over = True
            self.ready.append(Unreadable(where, "The rest was not read, since too much of the file is broken."))
        else:
            self._drop((self.record_at + 1 if self.record else self.parser.ErrorByteIndex) - self.base)
            self._look_for_record()

    def _look_for_record(self) -> None:
        outer = self.ancestors or max(1, sum(self._canonical(name) in _CONTAINERS for name in self.stack[:3]))
        self.stack, self.namespaces = self.stack[:outer], self.namespaces[: outer + 1]
        self.is_lost = True

    def _write_out_ampersands(self) -> bool:
        """Mend the commonest fault of all, “AT&T” as it is, in all that is at hand; whether there was any."""
        if self.record is None or self.too_much or self.fed_again > MOST_REREAD * self.fed + LARGEST_RECORD:
            return False
        at = self.record_at - self.base
        mended = _BARE.sub(lambda match: match[1] or b"&amp;", bytes(self.buffer[at:]))
        if len(mended) == len(self.buffer) - at:
            return False
        self._drop(at)
        self.buffer = bytearray(mended)
        self._look_for_record()
        return True

    # Handlers

    def _entity_declared(self, *args) -> None:
        raise Refused("The file declares entities of its own, which no export needs and which can do harm.")

    def _entity_skipped(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            self._text(html5.get(f"{name};", f"&{name};"))

    def _start(self, name: str, attrs: dict[str, str]) -> None:
        self.quiet = 0
        if len(self.stack) >= DEEPEST_FILE:
            raise Refused(f"Elements stand more than {DEEPEST_FILE} deep inside each other.")
        self.stack.append(name)
        self.namespaces.append(self._scope(attrs) if attrs else self.namespaces[-1])
        known = self.canonical.get(name)
        if known is None:
            known = self.canonical[name] = self._canonical(name)
        if self.record is None:
            if known in self.names:
                self.record = Node(known, attrs, self._line())
                self.record_at = self.parser.CurrentByteIndex
                self.open = [self.record]
                self.ancestors = len(self.stack) - 1
                self.size = self.elements = self.muted = 0
                self.too_much = ""
        elif self.muted or self.too_much or self.open[-1].name in self.childless:
            self.muted += 1
        else:
            self.elements += 1
            if self.elements > MOST_ELEMENTS:
                self._give_up(f"has more than {MOST_ELEMENTS:,} elements")
            elif len(self.open) > DEEPEST:
                self._give_up(f"has elements more than {DEEPEST} deep inside each other")
            node = Node(known, attrs)
            self.open[-1].parts.append(node)
            self.open.append(node)

    def _end(self, name: str) -> None:
        self.quiet = 0
        self.stack.pop()
        if self.namespaces.pop() is not self.namespaces[-1]:
            self.canonical = {}
        if self.muted:
            self.muted -= 1
        elif self.record is not None and self.open.pop() is self.record:
            if self.too_much:
                title = self.record.line_text("title", "atom:title")
                reason = f"The entry “{title}” {self.too_much}, so it was left out."
                self.ready.append(Unreadable(f"line {self.record.line}", reason))
            else:
                self.ready.append(self.record)
            self.record = None

    def _text(self, text: str) -> None:
        self.quiet = 0
        if self.record is None or self.muted or self.too_much or self.open[-1].name in self.childless:
            return
        self.size += len(text)
        if self.size > LARGEST_RECORD:
            self._give_up(f"is longer than {LARGEST_RECORD // 1_000_000} million characters")
        else:
            self.open[-1].parts.append(text)

    def _give_up(self, reason: str) -> None:
        """Keep nothing of the record but its name."""
        self.too_much = reason
        title = Node("title", {})
        title.parts = [self.record.line_text("title", "atom:title")[:80]]
        for node in self.open:
            node.parts = []
        self.record.parts = [title]

    def _scope(self, attrs: dict[str, str]) -> dict[str, str]:
        """The namespaces that hold inside an element; the declarations leave its attributes."""
        declared = [key for key in attrs if key == "xmlns" or key.startswith("xmlns:")]
        if not declared:
            return self.namespaces[-1]
        scope = dict(self.namespaces[-1])
        for key in declared:
            prefix, address = key[6:], attrs.pop(key).strip()
            ours = next((ours for shape, ours in _NAMESPACES if shape.fullmatch(address)), None)
            scope[prefix] = prefix.lower() if ours is None else ours
        self.canonical = {}
        return scope

    def _canonical(self, name: str) -> str:
        prefix, _, local = name.rpartition(":")
        # A prefix that was never declared is taken at its word.
        ours = self.namespaces[-1].get(prefix, prefix.lower())
        return f"{ours}:{local}" if ours else local
