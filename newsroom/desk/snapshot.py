"""A working copy as plain values: what a Revision keeps and what decides whether a save changed anything."""

from datetime import UTC

from newsroom.models import Article, Edition, MergeRecord

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
    content["planned_for"] = article.planned_for.isoformat() if article.planned_for else None
    tags = article.tags.all() if tags is None else tags
    credits = article.credits.all() if credits is None else credits
    content["tags"] = [{"id": tag.pk, "name": tag.name} for tag in sorted(tags, key=lambda tag: tag.pk)]
    content["credits"] = [
        {name: getattr(credit, name) for name in CREDIT_FIELDS}
        for credit in sorted(credits, key=lambda credit: (credit.order, credit.pk or 0))
    ]
    return content


def differs_in_plan_alone(one: dict, other: dict) -> bool:
    """Whether all that somebody changed is the day on which colleagues may expect the story."""
    return says_the_same(one | {"planned_for": other["planned_for"]}, other)


def says_the_same(one: dict | None, other: dict) -> bool:
    """Whether two contents differ in nothing that somebody wrote or chose.

    Tags and credited people count by their numbers: what was renamed since, or merged into another, is the same.
    """
    if one is None or one == other:
        return one == other
    # Empty and missing are the same: an older revision lacks the fields that were made since.
    if any((one.get(name) or None) != (other[name] or None) for name in other if name not in ("tags", "credits")):
        return False
    tags = [{tag["id"] for tag in content.get("tags", [])} for content in (one, other)]
    if tags[0] != tags[1]:
        heirs = MergeRecord.objects.heirs("tag", tags[0] | tags[1])
        if len({frozenset(heirs.get(tag, tag) for tag in chosen) for chosen in tags}) > 1:
            return False
    credits = [content.get("credits", []) for content in (one, other)]
    if credits[0] == credits[1]:
        return True
    heirs = MergeRecord.objects.heirs("person", {credit["person_id"] for each in credits for credit in each} - {None})
    named = [
        [credit | {"person_id": heirs.get(credit["person_id"], credit["person_id"])} for credit in each]
        for each in credits
    ]
    return named[0] == named[1]
