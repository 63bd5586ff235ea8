"""The language of a text in the site's terms, from what its source declares and from the letters themselves."""

import re

from .page_lines import language

# Characters that only one of the two ways of writing Chinese has, among the commonest.
_TRADITIONAL = set("國會時來對這過個們說為與經業發實學場開門問間關電車東長馬無應後從樣現點區產機")
_SIMPLIFIED = set("国会时来对这过个们说为与经业发实学场开门问间关电车东长马无应后从样现点区产机") - _TRADITIONAL


def language_of(text: str, declared: str = "") -> str:
    """ "en", "zh-Hans" or "zh-Hant"; "" where neither the letters nor `declared` leave no doubt."""
    code = language(text)
    declared = declared.strip().replace("_", "-").lower()
    if code == "zh" or (not code and declared.startswith("zh")):
        sample = text[:20_000]
        traditional = sum(character in _TRADITIONAL for character in sample)
        simplified = sum(character in _SIMPLIFIED for character in sample)
        if traditional == simplified:
            return "zh-Hant" if re.search(r"hant|-tw|-hk|-mo", declared) else "zh-Hans"
        return "zh-Hant" if traditional > simplified else "zh-Hans"
    return code or ("en" if declared.startswith("en") else "")
