"""Text made comparable, for looking up only: every character keeps its place, so offsets hold."""

import re
import unicodedata
from itertools import accumulate

from .hanzi import TRADITIONAL

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af々〇"
# Marks that stand inside a word and say nothing: accents written apart, soft hyphens, zero-width signs.
SILENT = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"

# One Han character, one word of any other script, or the sign for "and".
_TOKEN = re.compile(rf"[{HAN}]|[^\W_{HAN}]+(?:[{SILENT}]+[^\W_{HAN}]+)*|&")
_FOREIGN = re.compile("[^\x00-\x7f]+")
_PLAIN_TOKEN = re.compile("[a-z0-9]+|&")
_PARTS = re.compile(f"({_TOKEN.pattern})")
_PLAIN_PARTS = re.compile(f"({_PLAIN_TOKEN.pattern})")
_MARKS = re.compile(f"[{SILENT}]")

# What may stand between two words of one name. A full stop and a comma only under conditions, see `joined`.
_GAP = re.compile(r"[ \t\r\f\v]*[-'/!·•‧・()]?[ \t\r\f\v]*\n?[ \t\r\f\v]*[-'(]?")
_STOP = re.compile(r"\.,?[ \t]*\n?[ \t]*[-&']?")
_WIDEST = 40  # the indent of a broken line; also keeps the patterns from labouring over blank space
_COMMA = re.compile(r",[ \t]*\n?[ \t]*")

_LETTERS = str.maketrans("øłđıħŧ", "oldiht")
_SIGNS = str.maketrans(
    dict.fromkeys("‘’‚‛`´ʼ", "'")
    | dict.fromkeys("“”„‟«»「」『』", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u2028\u2029\u0085", "\n")
)


class _Folded(dict):
    """Character to character; works out an unseen character once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = unicodedata.normalize("NFKC", char)
        if len(folded) != 1:
            folded = char
        parts = unicodedata.normalize("NFD", folded)
        if len(parts) > 1 and all(unicodedata.combining(mark) for mark in parts[1:]):
            folded = parts[0]
        lower = folded.lower()
        folded = lower if len(lower) == 1 else lower[0]
        folded = folded.translate(_SIGNS).translate(_LETTERS).translate(TRADITIONAL)
        self[code] = folded
        return folded


_FOLDED = _Folded()


def fold(text: str) -> str:
    """Lower case, no accents, plain quotes and dashes, half width, simplified; as long as the text."""
    if text.isascii():
        return text.lower()
    # Only the foreign runs go through the table: English with a few curly quotes stays cheap.
    return _FOREIGN.sub(_fold_run, text).lower()


def _fold_run(match: re.Match) -> str:
    return match[0].translate(_FOLDED)


def words_and_places(folded: str) -> tuple[list[str], list[int], list[int]]:
    """The words of a folded text as they are compared, and where each begins and ends."""
    # Cut once into gap, word, gap, word …; their lengths added up are the places.
    parts = (_PLAIN_PARTS if folded.isascii() else _PARTS).split(folded)
    places = list(accumulate(map(len, parts)))
    words = parts[1::2]
    return _compared(folded, words), places[0:-1:2], places[1::2]


def tokens(text: str) -> list[str]:
    """The words of a name or a text, as they are compared."""
    folded = fold(text)
    return _compared(folded, (_PLAIN_TOKEN if folded.isascii() else _TOKEN).findall(folded))


def _compared(folded: str, words: list[str]) -> list[str]:
    if "&" in folded:
        words = ["and" if word == "&" else word for word in words]
    if not folded.isascii() and _MARKS.search(folded):
        words = [_MARKS.sub("", word) for word in words]
    return words


def is_han(word: str) -> bool:
    return word[0] >= "\u3400" and _HAN_ONE.match(word) is not None


_HAN_ONE = re.compile(f"[{HAN}]")


def joined(gap: str, before: str) -> bool:
    """Whether what stands between two words lets them be one name, over the end of a line too."""
    if gap in {" ", "", "-", "\n"}:
        return True
    if len(gap) > _WIDEST:
        return False
    if _GAP.fullmatch(gap):
        return True
    if gap[0] == ".":
        # "F. W. Woolworth", "Amazon.com", "Apple Inc. Japan"; not "… by Apple. Computer sales …".
        return gap == "." or (len(before) <= 4 and _STOP.fullmatch(gap) is not None)
    # "Sears, Roebuck and Co", "Baidu, Inc."
    return _COMMA.fullmatch(gap) is not None
