"""How large a headline is set."""

from django import template

from newsroom.story_words import HAN

register = template.Library()

_WIDEST = 15  # letters of a word that a telephone has room for at the usual size; a capital takes half a letter more


@register.filter
def headline_size(headline: str) -> str:
    """As the style sheet calls headlines that fill too many lines at their usual size, or have a word wider than a line
    of a telephone; empty for all others.
    """
    width = len(headline) + len(HAN.findall(headline))  # a Han character is as wide as two letters
    sizes = ["longest" if width > 150 else "long"] if width > 90 else []
    if any(len(word) + sum(map(str.isupper, word)) / 2 > _WIDEST for word in HAN.sub(" ", headline).split()):
        sizes.append("tight")
    return " ".join(sizes)
