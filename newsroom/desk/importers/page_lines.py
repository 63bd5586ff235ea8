"""The lines of a page copied as plain text: cleaned, and told apart by their shape alone.

Nothing here knows what a byline or a footer is; the questions are only "is this a paragraph, a sentence,
or a mere label?", in English and in Chinese.
"""

import re
import unicodedata
from functools import lru_cache

# What no reader sees: zero-width marks, soft hyphens, direction marks, byte order marks, control characters,
# halves of characters that can't be stored. The joiners U+200C/D stay, other scripts and emoji need them.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff\ud800-\udfff]"
)
SPACES = re.compile(r"[^\S\n]+")
CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
WORD = re.compile(r"[^\W\d_](?:[\w'’.-]*\w)?")
SENTENCE_END = re.compile(r"[.!?…。！？]\W{0,4}$|[;；][\"”]?$")
QUESTION_OR_PAUSE = re.compile(r"[。！？；，、：]|[.!?;,:] ")
BULLET = re.compile(r"^(?:[•‣▪●◦■◆]|\* )\s*")
SHORT_WRAP, LONG_WRAP = 45, 100
LONGEST_KEY = 400
# A longer line is a paragraph whatever stands in the rest of it.
SAMPLE = 2000


def clean(text):
    """The text without what no reader sees, every kind of line end as a newline, every kind of space as one space."""
    text = "\n".join(text.splitlines())
    return SPACES.sub(" ", INVISIBLE.sub("", text))


def page_lines(text):
    """The lines of a page that hold anything, trimmed; paragraphs that were wrapped at a column are whole again."""
    blocks, block = [], []
    for line in clean(text).split("\n"):
        line = line.strip()
        if line:
            block.append(line)
        elif block:
            blocks.append(block)
            block = []
    if block:
        blocks.append(block)
    # One block that happens to have lines of even length proves nothing; a wrapped page is wrapped throughout.
    tall = [block for block in blocks if len(block) > 2]
    wrapped = [block for block in tall if _is_wrapped(block)]
    if len(wrapped) * 2 > len(tall) and len(wrapped) > 1:
        return [line for block in blocks for line in ([" ".join(block)] if _is_wrapped(block) else block)]
    return [line for block in blocks for line in block]


def _is_wrapped(block):
    if len(block) < 2 or CJK.search(block[0]):
        return False
    return (
        all(SHORT_WRAP <= len(line) <= LONG_WRAP and not BULLET.match(line) for line in block[:-1])
        and len(block[-1]) <= LONG_WRAP
    )


@lru_cache(maxsize=256)  # every question about a line asks for it again; few lines are in question at a time
def fold(line):
    """The line for comparing and matching: full-width letters, digits and punctuation as their plain forms."""
    return unicodedata.normalize("NFKC", line)


def key(line):
    """What two printings of the same words have in common."""
    return re.sub(r"[\W_]+", "", fold(line[:LONGEST_KEY])).casefold()


def cjk_count(line):
    return len(CJK.findall(line[:SAMPLE]))


def is_chinese(line):
    return cjk_count(line) * 4 > min(len(line), SAMPLE)


def weight(line):
    """How much is said: words, two Chinese characters counting as one."""
    if is_chinese(line):
        return cjk_count(line) // 2
    return len(WORD.findall(line[:SAMPLE]))


def is_sentence(line):
    """Ends as a sentence does. A paragraph that leads to a list or a quotation ends in a colon."""
    return bool(SENTENCE_END.search(line[-8:])) or (line.endswith((":", "：")) and weight(line) >= 6)


def is_prose(line):
    """A paragraph beyond doubt: long enough, and with the stops of a text."""
    if is_chinese(line):
        return cjk_count(line) >= 30 and bool(
            SENTENCE_END.search(line[-8:]) or len(re.findall("[，。、；]", line[:SAMPLE])) > 1
        )
    return (len(line) >= 60 and weight(line) >= 9 and is_sentence(line)) or (
        len(line) >= 160 and bool(QUESTION_OR_PAUSE.search(line))
    )


def language(text):
    """ "zh" or "en" where the letters leave no doubt, else nothing."""
    sample = text[:20_000]
    if len(CJK.findall(sample)) * 4 > len(sample):
        return "zh"
    words = [word.lower() for word in WORD.findall(sample)]
    common = sum(word in ("the", "and", "of", "to", "in", "that", "is") for word in words)
    return "en" if words and common * 10 > len(words) else ""
