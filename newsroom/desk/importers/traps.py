"""What readers of HTML give up at, or take for ever over, taken out of some HTML before it is read."""

import re

# A comment, which stays, and whatever else begins like a declaration, but for the conditions of word processors. A
# script may compare with “<!”, so its end is never taken along.
_DECLARED = re.compile(r"(<!--.*?-->)|<!(?!\[(?:if|else|endif)\b[^\]<>]*\]>)[^<>]*>?", re.I | re.S)

MOST_ATTRIBUTES = 150  # of one tag; what people write has ten or twenty, and readers hold each against all before it
_TAG = re.compile(r"<(?=[a-zA-Z])")
# As browsers tell a tag's attributes apart: nearly any sign belongs to a name, and between two need be nothing at all.
_NAME, _VALUE = r"[^\s/>][^\s/>=]*+", r"""(?:"[^"]*+"|'[^']*+'|[^\s"'>][^\s>]*+)"""
_TOO_MANY = re.compile(rf"<[^\s/>]++(?:[\s/]*+{_NAME}(?:\s*+=\s*+{_VALUE}?+)?+){{{MOST_ATTRIBUTES + 1}}}")
_MOST_ENDLESS = 100  # such tags, after which all is taken for text: telling each costs as many looks


def without_traps(markup: str) -> str:
    """The markup without declarations that the parser may not know, and stops at, and what begins and never ends."""
    return with_bounded_tags(_with_ended_tags(_DECLARED.sub(r"\1", with_ended_comments(markup))))


def with_ended_comments(markup: str) -> str:
    """The beginnings of comments that never end as text: for each of them the parser looks to the end of all."""
    last = markup.rfind("-->") + 1
    return markup[:last] + markup[last:].replace("<!--", "&lt;!--")


def _with_ended_tags(markup: str) -> str:
    """The beginnings of tags that never end as text, for the same reason."""
    end = markup.rfind(">") + 1
    return markup[:end] + markup[end:].replace("<", "&lt;")


def with_bounded_tags(markup: str) -> str:
    """The beginnings of tags that have more than MOST_ATTRIBUTES as text, such as a “<b” that stands in a sentence.

    Whatever state a reader is in, nothing but “>” brings it back to text, so a tag begins with the first “<” before a
    letter after one.
    """
    parts, done, at = [], 0, 0
    while begins := _TAG.search(markup, at):
        start = begins.start()
        if _TOO_MANY.match(markup, start):
            parts += [markup[done:start], "&lt;"]
            done = at = start + 1
            if len(parts) > 2 * _MOST_ENDLESS:
                return "".join(parts) + markup[done:].replace("<", "&lt;")
        elif not (at := markup.find(">", start) + 1):
            break
    return "".join([*parts, markup[done:]])
