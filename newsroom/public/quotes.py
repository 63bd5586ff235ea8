"""What somebody is quoted with in a text: quotations that name their speaker. Pure, on sanitised HTML."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from newsroom.public.speakers import stands_in
from newsroom.story_words import HAN

_QUOTE = re.compile(r"<blockquote(?P<attributes>[^<>]*)>(?P<inner>.*?)</blockquote>", re.S)
_CITE = re.compile(r"<cite>(.*?)</cite>", re.S)
_ELEMENT = re.compile(r"<[^<>]*>")
_LANGUAGE = re.compile(r'lang="([^"]*)"')
_SINGLE = str.maketrans("“”", "‘’")
LONGEST = 400  # characters; a longer one is a passage, not a quotation


class Quote(NamedTuple):
    text: str
    speaker: str
    language: str


def attributed(markup: str, names: Iterable[str]) -> Iterator[Quote]:
    """The quotations in the text whose line of attribution has one of `names`, in order."""
    if "<cite" not in markup:
        return
    known = [name for name in names if len(name) > 1]
    for found in _QUOTE.finditer(markup):
        cite = _CITE.search(found["inner"])
        if cite is None:
            continue
        speaker, text = _plain(cite[1]), _plain(_CITE.sub(" ", found["inner"]))
        if text and len(text) <= LONGEST and any(stands_in(name, speaker) for name in known):
            language = _LANGUAGE.search(found["attributes"])
            yield Quote(_bare(text), speaker.lstrip("—–- "), language[1] if language else "")


def _bare(text: str) -> str:
    """The text without the marks around it, which the page sets. Those inside become single ones, but in Chinese."""
    text = text.strip('" ')
    for opening, closing in ("“”", "「」"):
        ends_with_its_own = text.endswith(closing) and text.count(opening) >= text.count(closing)
        if text.startswith(opening) and closing not in text[:-1]:
            text = text.removeprefix(opening).removesuffix(closing)
        elif text.endswith(closing) and not ends_with_its_own:
            text = text.removesuffix(closing)
    return text.strip() if HAN.search(text) else text.strip().translate(_SINGLE)


def _plain(markup: str) -> str:
    return " ".join(html.unescape(_ELEMENT.sub(" ", markup)).split())
