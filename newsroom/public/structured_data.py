"""What a page says to machines, as schema.org JSON-LD: plain functions on plain values and rows already read."""

import json

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

# So that nothing in a headline can end the script element it stands in.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def as_json(*things: dict) -> SafeString:
    """The things as one graph, fit to stand inside a script element."""
    graph = {"@context": "https://schema.org", "@graph": things}
    return mark_safe(json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES))  # noqa: S308


def story(edition, *, people, companies, topics, crumbs, absolute, publisher: str) -> SafeString:
    """A story and the way to it. Says what the page shows and no more."""
    address = absolute(edition.get_absolute_url())
    about = [_thing("Organization", company, absolute) for company in companies]
    about += [_thing("Person", person, absolute) for person in people]
    article = {
        "@type": "NewsArticle",
        "@id": f"{address}#story",
        "mainEntityOfPage": address,
        "url": address,
        "headline": edition.headline,
        "description": edition.standfirst,
        "inLanguage": edition.language,
        "articleSection": edition.section.name,
        "datePublished": timezone.localtime(edition.first_published_at).isoformat(timespec="seconds"),
        "dateModified": timezone.localtime(edition.updated_at).isoformat(timespec="seconds"),
        "author": [_author(credit, absolute) for credit in edition.byline if credit.role == "writer"],
        "publisher": {"@type": "NewsMediaOrganization", "name": publisher, "url": absolute("/")},
        "image": _image(edition, absolute),
        "about": about,
        "keywords": [topic.name for topic in topics],
        "isAccessibleForFree": True,
    }
    return as_json({key: value for key, value in article.items() if value}, breadcrumbs(crumbs, address, absolute))


def breadcrumbs(crumbs, address: str, absolute) -> dict:
    steps = [
        ("Home", absolute("/")),
        *((crumb.name, absolute(crumb.path) if crumb.path else address) for crumb in crumbs),
    ]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": item}
            for place, (name, item) in enumerate(steps, start=1)
        ],
    }


def _author(credit, absolute) -> dict:
    author = {"@type": "Person", "name": credit.name}
    if credit.person and credit.person.is_listed:
        author["url"] = absolute(credit.person.get_absolute_url())
    return author


def _thing(kind: str, profile, absolute) -> dict:
    thing = {"@type": kind, "name": profile.name}
    if profile.chinese_name:
        thing["alternateName"] = profile.chinese_name
    if profile.is_listed:
        thing["url"] = absolute(profile.get_absolute_url())
    return thing


def _image(edition, absolute) -> dict | None:
    photo = edition.lead_photo
    if photo is None:
        return None
    image = {
        "@type": "ImageObject",
        "url": absolute(photo.url),
        "width": photo.width,
        "height": photo.height,
        "caption": edition.caption,
        "creditText": photo.credit,
    }
    return {key: value for key, value in image.items() if value}
