"""How deep the elements of some HTML lie inside each other, asked before anybody makes sound HTML of it.

That takes time by the square of the depth, in a library that holds up everything meanwhile: a minute for what fits into
one form.
"""

import re
from collections import Counter

DEEPEST = 500  # elements inside each other; what people write has ten or twenty
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*)")
_ANY = re.compile(r"<[^<>]*>?")
# These end by themselves where another begins, or hold nothing.
_CLOSED_BY_OTHERS = {
    "p", "li", "td", "th", "tr", "dt", "dd", "option", "br", "img", "hr", "input", "meta", "link", "col", "source",
    "area", "base", "param", "embed", "track", "wbr", "tbody", "thead", "tfoot", "colgroup", "rp", "rt",
}  # fmt: skip
# An end tag inside one of these ends nothing outside of it (“has an element in scope”, HTML standard).
_WALLS = {"table", "object", "applet", "marquee", "template", "select", "svg", "math"}


def is_too_deep(markup: str) -> bool:
    """Whether more than DEEPEST elements stand open inside each other somewhere."""
    path: list[str] = []
    within = [Counter()]  # of each wall, and itself, what stands open before the next; an end tag looks no further
    for closing, name in _TAG.findall(markup):
        name = name.lower()
        if name in _CLOSED_BY_OTHERS:
            continue
        if not closing:
            path.append(name)
            if name in _WALLS:
                within.append(Counter())
            within[-1][name] += 1
            if len(path) > DEEPEST:
                return True
        elif within[-1][name]:
            while (last := path.pop()) != name:
                within[-1][last] -= 1
            within[-1][name] -= 1
            if name in _WALLS:
                within.pop()
    return False


def flat(markup: str) -> str:
    """`markup` as it is, or its words alone where it is too deep."""
    return _ANY.sub(" ", markup) if is_too_deep(markup) else markup
