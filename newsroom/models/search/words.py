"""What a text is cut into for search, one way for every database.

Latin and other spaced scripts give words without case, accents and English endings. Han, which is written without
gaps, gives overlapping pairs, 中关村 → 中关 关村, so that a stretch of two characters or more is found wherever it
stands; its traditional characters are taken for the simplified ones. Words that signs hold together, as in start-up,
O'Neill, U.S. and 10,000, are in the index once more as one word. Pure functions on plain text.
"""

import re
import unicodedata

from newsroom.models.search.stems import STEMS
from newsroom.models.search.traditional import SIMPLIFIED

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af々〇"
LONGEST_WORD = 60  # characters; what is longer is no word, and PostgreSQL would refuse it

_HAN_ONE = re.compile(f"[{HAN}]")
_TOKEN = re.compile(rf"[{HAN}]+|([^\W_{HAN}]+)(?:'s(?![^\W_]))?")
# In a folded text; as whole words only, or the first letters of one would count.
_HELD_TOGETHER = re.compile(
    r"(?<![a-z0-9])(?:[a-z](?:\.[a-z])+(?!\.?[a-z0-9])|\d{1,3}(?:,\d{3})+(?!,?\d)|[a-z0-9]+(?:[-'&][a-z0-9]+)+)"
)
SIGNS = "-'&.,"
_WITHOUT_SIGNS = str.maketrans("", "", SIGNS)
# What is said short, and what belongs to somebody: it's, they'll, O'Neill's.
_SAID_SHORT = re.compile("'(?:[a-z]|ll|re|ve)(?![a-z0-9])")
_PLAIN_TOKEN = re.compile(r"([a-z0-9]+)(?:'s(?![a-z0-9]))?")
# Accents written apart, soft hyphens and zero-width signs stand inside a word and say nothing.
_SILENT = re.compile("[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]+")
# Only what lies beyond ASCII has accents; English with a few curly quotes stays quick.
_FOREIGN = re.compile("[^\x00-\x7f]+")
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe"}
_LETTERS |= dict.fromkeys("‘’‛´ʼ＇", "'") | dict.fromkeys("‐‑", "-")
_LETTER = re.compile(f"[{''.join(_LETTERS)}]")

# Words that say nothing about what a story is about. They are in the index, for phrases; a query does without them.
STOP_WORDS = frozenset(
    """
    a an and are as at be been but by can could did do does for from had has have he her his how i if in into is it
    its me my not of on or our she should so such than that the their them then there these they this to us was we
    were what when where which who whom whose why will with would you your
    """.split()  # noqa: SIM905  a list of words, to be read as one
)

# Of these, what means something else in capitals: US chips, the IT industry, WHO.
ACRONYMS = frozenset(("US", "IT", "WHO"))

# Signs that no word of a text can begin with.
SINGLE = "c"  # followed by one Han character: it stands somewhere in the field
FACET = "§"  # followed by what an edition is filed under: its section, kind, year and tags
# Followed by a word of the headline, or of the names of whom a story is about. Each word has a list of its own for
# these, so that finding the few stories with it there costs nothing of the many that have it in their text.
HEADLINE, NAMES = "¶", "‡"


def fold(text: str) -> str:
    """Small letters without accents, half width, plain apostrophes, simplified characters."""
    if text.isascii():
        return text.lower()
    return _FOREIGN.sub(_fold_run, text).lower()


def _fold_run(match: re.Match) -> str:
    run = _LETTER.sub(lambda found: _LETTERS[found[0]], match[0].casefold())
    return unicodedata.normalize("NFC", _SILENT.sub("", unicodedata.normalize("NFKD", run))).translate(SIMPLIFIED)


def is_han(text: str) -> bool:
    return _HAN_ONE.match(text) is not None


def has_han(text: str) -> bool:
    return _HAN_ONE.search(text) is not None


def raw_tokens(folded: str) -> list[str]:
    """The words and runs of Han in a folded text, in order, endings and all."""
    if folded.isascii():
        return _PLAIN_TOKEN.findall(folded)
    return [match[1] or match[0] for match in _TOKEN.finditer(folded)]


def cut(raw: list[str]) -> list[str]:
    """Words as their stems, runs of Han as pairs."""
    found = []
    for token in raw:
        if token.isascii() or not is_han(token):
            found.append(STEMS[token[:LONGEST_WORD]])
        elif len(token) == 1:
            found.append(token)
        else:
            found += [token[at : at + 2] for at in range(len(token) - 1)]
    return found


def tokens(text: str) -> list[str]:
    """What stands for a text in the index, in order."""
    folded = fold(text)
    if folded.isascii():
        return [STEMS[word[:LONGEST_WORD]] for word in _PLAIN_TOKEN.findall(folded)]
    return cut(raw_tokens(folded))


def held_together(folded: str) -> list[tuple[str, int, int]]:
    """Words of a folded text that signs hold together, without these, and where: start-up as startup, U.S. as us."""
    found = []
    for match in _HELD_TOGETHER.finditer(folded):
        short = _SAID_SHORT.search(match[0])
        whole = match[0][: short.start()] if short else match[0]
        word = whole.translate(_WITHOUT_SIGNS)
        if len(word) < len(whole):
            found.append((word, match.start(), match.start() + len(whole)))
    return found


def field(text: str) -> list[str]:
    """All that stands in the index for a field: its tokens, what is held together, and each Han character it has."""
    folded = fold(text)
    found = cut(raw_tokens(folded))
    found += [STEMS[word[:LONGEST_WORD]] for word, _, _ in held_together(folded)]
    if not folded.isascii():
        found += [SINGLE + character for character in sorted(set(_HAN_ONE.findall(folded)))]
    return found


def key(text: str) -> str:
    """The form by which two spellings of a name are one: Guo Hong, GUO-HONG and ｇｕｏｈｏｎｇ are guohong."""
    return "".join(raw_tokens(fold(text)))
