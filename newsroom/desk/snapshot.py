"""A working copy as plain values: what a Revision keeps and what decides whether a save changed anything."""

from datetime import UTC

from newsroom.models import Article, Edition

_MOMENTS = ("backdated_to", "backdated_update", "embargoed_until")
_KEPT = (*Article.content_fields(), "editor_note")
CREDIT_FIELDS = ("name", "role", "outlet", "person_id", "order")


def content_of_edition(edition: Edition) -> dict:
    """What readers see, in the same form; what only the desk knows of a story is not in it."""
    content = {name: getattr(edition, name) for name in Article.content_fields() if name != "source_url"}
    content["tags"] = [{"id": tag.pk, "name": tag.name} for tag in edition.tags.order_by("pk")]
    content["credits"] = [
        {name: getattr(credit, name) for name in CREDIT_FIELDS} for credit in edition.credits.order_by("order", "pk")
    ]
    return content


def content_of(article: Article, *, tags=None, credits=None) -> dict:
    """The story's fields, tags and credits as JSON values.

    `tags` and `credits` are given where they are known already; otherwise they are read.
    """
    content = {name: getattr(article, name) for name in _KEPT}
    for name in _MOMENTS:
        moment = getattr(article, name)
        content[name] = moment.astimezone(UTC).isoformat() if moment else None
    tags = article.tags.all() if tags is None else tags
    credits = article.credits.all() if credits is None else credits
    content["tags"] = [{"id": tag.pk, "name": tag.name} for tag in sorted(tags, key=lambda tag: tag.pk)]
    content["credits"] = [
        {name: getattr(credit, name) for name in CREDIT_FIELDS}
        for credit in sorted(credits, key=lambda credit: (credit.order, credit.pk or 0))
    ]
    return content
