"""What somebody is quoted with in a text: quotations that name their speaker. Pure, on sanitised HTML."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from newsroom.story_words import HAN

_QUOTE = re.compile(r"<blockquote(?P<attributes>[^<>]*)>(?P<inner>.*?)</blockquote>", re.S)
_CITE = re.compile(r"<cite>(.*?)</cite>", re.S)
_ELEMENT = re.compile(r"<[^<>]*>")
_LANGUAGE = re.compile(r'lang="([^"]*)"')
_SINGLE = str.maketrans("“”", "‘’")
_LETTER = HAN.pattern.replace("[", r"[^\W", 1)  # of any other script; a name may stand right beside Han
# Names in Han have no end that shows: what goes on in Han belongs to a longer name, unless it begins with one of these.
_BEHIND = (
    "副|常务|高级|联合|总|主任|主席|董事|经理|首席|书记|秘书|理事|[院校所会局部处市区行]长|教授|院士|博士|研究员|工程师|科学家|分析师"
    "|专家|律师|老师|记者|先生|女士|小姐|同志|创始人|合伙人|负责人|发言人|公司|集团|说|称|表示|认为|指出|介绍"
)
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
        if text and len(text) <= LONGEST and any(_stands_in(name, speaker) for name in known):
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


def _stands_in(name: str, text: str) -> bool:
    """Whether the name stands there by itself, and not as the beginning of a longer one."""
    if name not in text:
        return False
    ends = rf"(?!{HAN.pattern})|(?={_BEHIND})" if HAN.match(name[-1]) else rf"(?!-?{_LETTER})"
    begins = "" if HAN.match(name) else rf"(?<!{_LETTER})(?<!{_LETTER}-)"
    return re.search(rf"{begins}{re.escape(name)}(?:{ends})", text) is not None
