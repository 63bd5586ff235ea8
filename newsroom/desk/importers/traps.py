"""What Python's own parser of HTML gives up at, or takes for ever over, taken out of some HTML before it is read."""

import re

# A comment, which stays, and whatever else begins like a declaration, but for the conditions of word processors. A
# script may compare with “<!”, so its end is never taken along.
_DECLARED = re.compile(r"(<!--.*?-->)|<!(?!\[(?:if|else|endif)\b[^\]<>]*\]>)[^<>]*>?", re.I | re.S)


def without_traps(markup: str) -> str:
    """The markup without declarations that the parser may not know, and stops at, and what begins and never ends."""
    return _with_ended_tags(_DECLARED.sub(r"\1", with_ended_comments(markup)))


def with_ended_comments(markup: str) -> str:
    """The beginnings of comments that never end as text: for each of them the parser looks to the end of all."""
    last = markup.rfind("-->") + 1
    return markup[:last] + markup[last:].replace("<!--", "&lt;!--")


def _with_ended_tags(markup: str) -> str:
    """The beginnings of tags that never end as text, for the same reason."""
    end = markup.rfind(">") + 1
    return markup[:end] + markup[end:].replace("<", "&lt;")
