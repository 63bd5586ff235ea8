"""Pieces of pages that are kept as HTML under all that they are made of.

    {% load kept %}
    {% kept sections=frame.sections here=here %} … {% endkept %}

Inside stand only the named values, so the piece is made of these and of nothing else. Equal values find the HTML that
was made of equal values before: it cannot be old, and nothing has to be thrown away when a story changes. Blocks of
other templates don't reach inside.
"""

from datetime import date

from django import template
from django.conf import settings
from django.template.base import Node, NodeList, TemplateSyntaxError, token_kwargs
from django.utils.safestring import SafeString

register = template.Library()

MOST = 500  # of one piece
_PLAIN = (str, int, float, bool, date, type(None))


class Kept(Node):
    child_nodelists = ()  # nobody needs to look for blocks inside

    def __init__(self, names: dict, nodes: NodeList):
        self.names, self.nodes = names, nodes
        self.pieces: dict[tuple, SafeString] = {}

    def render(self, context) -> SafeString:
        values = {name: expression.resolve(context, ignore_failures=True) for name, expression in self.names.items()}
        key = content(tuple(values.values()))
        piece = self.pieces.get(key)
        if piece is None:
            piece = self.nodes.render(context.new(values))
            if not settings.DEBUG:
                if len(self.pieces) >= MOST:
                    self.pieces.clear()
                self.pieces[key] = piece
        return piece


def content(value):
    """What a value says, in a form that is equal only where all of it is. A card's is its `key`."""
    kind = type(value)
    if kind is str:
        return value
    if isinstance(value, (tuple, list)):
        return tuple([content(each) for each in value])
    if kind is dict:
        return value["key"]
    if isinstance(value, _PLAIN):
        return kind, value  # 1 and True are equal, and so are markup and the text that looks like it
    raise TypeError(f"A piece can’t be kept under {value!r}: it doesn’t tell all that it says.")


@register.tag
def kept(parser, token):
    _, *given = token.split_contents()
    names = token_kwargs(given, parser)
    if given:
        raise TemplateSyntaxError(f"kept: {given[0]} has no name; write name=value.")
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(names, nodes)
