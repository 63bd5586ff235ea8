"""A page's structured data, made of the very context that the page is made of, so that the two cannot disagree."""

from django import template
from django.utils.encoding import iri_to_uri
from django.utils.safestring import SafeString

from newsroom.public import structured_data

register = template.Library()


@register.simple_tag(takes_context=True)
def page_graph(context) -> SafeString:
    origin = context["origin"]
    return structured_data.as_json(*structured_data.of_page(context, lambda path: origin + iri_to_uri(path)))
