"""English words without their endings, after M. F. Porter, "An algorithm for suffix stripping" (1980).

The same algorithm that search engines call `porter`; here it serves every database alike. Names lose their endings
too, in the index and in the query, so nothing is missed by it.
"""

import re

_C = "[^aeiou][^aeiouy]*"  # a stretch of consonants
_V = "[aeiouy][aeiou]*"  # a stretch of vowels
_MEASURE_1 = re.compile(f"^(?:{_C})?{_V}{_C}")
_MEASURE_IS_1 = re.compile(f"^(?:{_C})?{_V}{_C}(?:{_V})?$")
_MEASURE_2 = re.compile(f"^(?:{_C})?{_V}{_C}{_V}{_C}")
_HAS_VOWEL = re.compile(f"^(?:{_C})?[aeiouy]")
_SHORT = re.compile(f"^{_C}[aeiouy][^aeiouwxy]$")
_DOUBLE = re.compile(r"([^aeiouylsz])\1$")

_STEP_2 = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize", "bli": "ble", "alli": "al",
    "entli": "ent", "eli": "e", "ousli": "ous", "ization": "ize", "ation": "ate", "ator": "ate", "alism": "al",
    "iveness": "ive", "fulness": "ful", "ousness": "ous", "aliti": "al", "iviti": "ive", "biliti": "ble", "logi": "log",
}  # fmt: skip
_STEP_3 = {"icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": ""}
_STEP_4 = (
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ou", "ism", "ate", "iti", "ous",
    "ive", "ize",
)  # fmt: skip


def _suffixes(endings) -> re.Pattern:
    """The longest of the endings; what stands before them comes out shortest."""
    return re.compile(f"^(.+?)({'|'.join(sorted(endings, key=len, reverse=True))})$")


_ENDS_2, _ENDS_3, _ENDS_4 = _suffixes(_STEP_2), _suffixes(_STEP_3), _suffixes(_STEP_4)
_ENDS_ION = re.compile("^(.+?[st])ion$")
_PLAIN = re.compile("[a-z]{3,40}")


class _Stems(dict):
    """Word to stem; works out an unseen word once. A news archive has some hundred thousand different ones."""

    MOST = 200_000

    def __missing__(self, word: str) -> str:
        if len(self) >= self.MOST:
            self.clear()
        self[word] = found = _stem(word) if _PLAIN.fullmatch(word) else word
        return found


STEMS = _Stems()


def _stem(word: str) -> str:
    # A y that begins a word is a consonant.
    word = _without_inflection("Y" + word[1:] if word[0] == "y" else word)
    if (match := _ENDS_2.match(word)) and _MEASURE_1.match(match[1]):
        word = match[1] + _STEP_2[match[2]]
    if (match := _ENDS_3.match(word)) and _MEASURE_1.match(match[1]):
        word = match[1] + _STEP_3[match[2]]
    if ((match := _ENDS_4.match(word)) or (match := _ENDS_ION.match(word))) and _MEASURE_2.match(match[1]):
        word = match[1]
    if word.endswith("e"):
        stem = word[:-1]
        if _MEASURE_2.match(stem) or (_MEASURE_IS_1.match(stem) and not _SHORT.match(stem)):
            word = stem
    if word.endswith("ll") and _MEASURE_2.match(word):
        word = word[:-1]
    return word.lower()


def _without_inflection(word: str) -> str:
    if word.endswith(("sses", "ies")) and len(word) > 3:
        word = word[:-2]
    elif word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if word.endswith("eed"):
        if _MEASURE_1.match(word[:-3]):
            word = word[:-1]
    else:
        stem = word[:-2] if word.endswith("ed") else word[:-3] if word.endswith("ing") else ""
        if stem and _HAS_VOWEL.match(stem):
            word = stem
            if word.endswith(("at", "bl", "iz")) or _SHORT.match(word):
                word += "e"
            elif _DOUBLE.search(word):
                word = word[:-1]
    if word.endswith("y") and _HAS_VOWEL.match(word[:-1]):
        word = word[:-1] + "i"
    return word
