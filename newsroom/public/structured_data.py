"""What a page says to machines, as schema.org JSON-LD: plain functions on plain values and rows already read."""

import json
import re

from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from newsroom.models import Credit
from newsroom.models.attachment import described
from newsroom.public.leading import whom_it_is_about
from newsroom.public.people import editors

# So that nothing in a headline can end the script element it stands in.
# One after another, which is twenty times as fast as str.translate.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
# How a name ends that is none of a person.
_DESK = re.compile(
    r"\b(?:agency|bureau|cent(?:er|re)|committee|department|desk|editors|news|newsroom|office|staff|team)$"
    r"|(?:社|部|室|处|處|中心|委员会|委員會)$",
    re.IGNORECASE,
)
_KINDS = {
    "/about/": "AboutPage",
    "/contacts/": "ContactPage",
}  # of pages that are neither a story nor a list nor a profile


def as_json(*things: dict) -> SafeString:
    """The things as one graph, fit to stand inside a script element."""
    graph = {"@context": "https://schema.org", "@graph": things}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return mark_safe(text)  # noqa: S308


def of_page(shown, absolute) -> list[dict]:
    """The graph of a page that has `shown` as its template's context. Asks nothing of the database."""
    head, frame = shown["head"], shown["frame"]
    if head.path == "/":
        return [_site(frame, absolute), _office(frame, absolute)]
    if head.kind == "article":
        article, trail = shown["structured_data"]
        more = {"correction": [_correction(each) for each in shown["corrections"]]}
        if head.image is None:
            more["image"] = {"@type": "ImageObject", "url": absolute(head.card), "width": 1200, "height": 630}
        return [article | _without_empty(more), trail]
    address = absolute(head.path)
    page = {
        "@type": "WebPage",
        "@id": f"{address}#page",
        "url": address,
        "name": head.title,
        "description": head.description,
        "inLanguage": "en",
        "isPartOf": {"@id": absolute("/#website")},
        "publisher": _publisher(frame.site_name, absolute),
    }
    if profile := shown.get("profile"):
        thing = _person(profile, shown, absolute) if head.kind == "profile" else _company(profile, shown, absolute)
        page |= {"@type": "ProfilePage", "mainEntity": thing}
    elif rows := shown.get("page"):
        page |= {"@type": "CollectionPage", "mainEntity": _list(rows.items, absolute)}
    else:
        page["@type"] = _KINDS.get(head.path, "WebPage")
    return [_without_empty(page), breadcrumbs(shown["crumbs"][1:], address, absolute)]


# Stories


def story(edition, *, credits, people, companies, topics, roles, versions, crumbs, absolute, publisher) -> list[dict]:
    """A story and the way to it. Says what the page shows and no more; `of_page` adds its corrections, and its
    social card where it has no picture.

    `roles` says of those whose mentions somebody decided whether the story is about them.
    """
    address = absolute(edition.get_absolute_url())
    leading = whom_it_is_about(edition, (*companies, *people), roles)
    about, mentions = [], []
    for kind, profiles in (("Organization", companies), ("Person", people)):
        for profile in profiles:
            (about if profile["tag"] in leading else mentions).append(
                _thing(kind, profile["name"], profile["chinese_name"], profile["path"], absolute)
            )
    office = _publisher(publisher, absolute)
    written, translated = (
        [_author(credit, absolute) for credit in credits if credit.role == role]
        for role in (Credit.Role.WRITER, Credit.Role.TRANSLATOR)
    )
    article = {
        "@type": "NewsArticle",
        "@id": f"{address}#story",
        "mainEntityOfPage": address,
        "url": address,
        "headline": edition.headline,
        "description": edition.standfirst,
        "inLanguage": edition.language,
        "articleSection": edition.section.name,
        "dateline": edition.dateline,
        "datePublished": _moment(edition.first_published_at),
        "dateModified": _moment(edition.updated_at),
        "author": written or [office],
        "translator": translated,
        "editor": [_author(credit, absolute) for credit in editors(credits)],
        "publisher": office,
        "image": _images(edition.lead_photo, absolute, edition.caption),
        "associatedMedia": [
            {
                "@type": "MediaObject",
                "name": document["title"],
                "contentUrl": absolute(document["url"]),
                "encodingFormat": document["type"],
                "contentSize": f"{document['size']} B",
            }
            for document in described(edition.attachments)
        ],
        "genre": edition.get_kind_display(),
        "sourceOrganization": _reference_to_office(absolute) if edition.kind == "press_release" else None,
        "about": about,
        "mentions": mentions,
        "keywords": [topic["name"] for topic in topics],
        "isPartOf": {"@id": absolute("/#website")},
        "isAccessibleForFree": True,
    } | _translations(edition, versions, absolute)
    return [_without_empty(article), breadcrumbs(crumbs, address, absolute)]


def _translations(edition, versions, absolute) -> dict:
    """What the story was translated into or from. Where the original is not to be seen, nothing is said."""
    others = [
        (
            version.is_original,
            {
                "@type": "NewsArticle",
                "@id": f"{absolute(version.path)}#story",
                "url": absolute(version.path),
                "headline": version.headline,
                "inLanguage": version.language,
            },
        )
        for version in versions
        if version.language != edition.language
    ]
    if from_these := [thing for is_original, thing in others if is_original]:
        return {"translationOfWork": from_these[0]}
    is_original = any(version.is_original for version in versions)
    return {"workTranslation": [thing for _, thing in others]} if is_original else {}


def breadcrumbs(crumbs, address: str, absolute) -> dict:
    """The trail that stands on the page; `crumbs` begin after the front page."""
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
    """Somebody in the byline. Only people have pages that a credit leads to; a desk that signs is no person."""
    kind = "Organization" if not credit.path and _DESK.search(credit.name) else "Person"
    return {"@type": kind, "name": credit.name} | _reference("Person", credit.path, absolute)


def _correction(correction) -> dict:
    return {"@type": "CorrectionComment", "text": correction.text, "datePublished": _moment(correction.at)}


# Profiles


def _thing(kind: str, name: str, chinese_name: str, path: str, absolute) -> dict:
    thing = {"@type": kind, "name": name}
    if chinese_name:
        thing["alternateName"] = chinese_name
    return thing | _reference(kind, path, absolute)


def _reference(kind: str, path: str, absolute) -> dict:
    """By what the same person or company is known on every page; nothing, where there is no page to go to."""
    if not path:
        return {}
    address = absolute(path)
    return {"@id": f"{address}#{kind.lower()}", "url": address}


def _person(person, shown, absolute) -> dict:
    roles = shown["beside"].roles_now
    employers = {}
    for role in roles:
        if card := role.other:
            employers[card["name"]] = _carded("Organization", card, absolute)
        elif role.organisation:
            employers[role.organisation] = {"@type": "Organization", "name": role.organisation}
    return _profile("Person", person, shown, absolute) | _without_empty(
        {"jobTitle": [role.title for role in roles], "worksFor": list(employers.values())}
    )


def _company(company, shown, absolute) -> dict:
    beside = shown["beside"]
    identifier = {"@type": "PropertyValue", "name": "registration number", "value": company.registration}
    part_of = company.successor if company.status == company.Status.MERGED else None
    return _profile("Organization", company, shown, absolute) | _without_empty(
        {
            "@type": "Corporation" if company.stock_code else "Organization",
            "tickerSymbol": company.stock_code,
            "legalName": company.legal_name,
            "foundingDate": str(company.founded or ""),
            "dissolutionDate": str(company.status_since or "") if company.has_ceased else "",
            "address": company.headquarters,
            "identifier": identifier if company.registration else None,
            "sameAs": [company.website] if company.website else [],
            "parentOrganization": _profiled("Organization", part_of, absolute) if part_of else None,
            "employee": [
                {"@type": "EmployeeRole", "roleName": role.title, "employee": _carded("Person", role.other, absolute)}
                for role in beside.roles_now
                if role.other
            ],
        }
    )


def _carded(kind: str, card: dict, absolute) -> dict:
    return _thing(kind, card["name"], card["chinese_name"], card["path"], absolute)


def _profiled(kind: str, profile, absolute) -> dict:
    return _thing(kind, profile.name, profile.chinese_name, profile.path if profile.is_listed else "", absolute)


def _profile(kind: str, profile, shown, absolute) -> dict:
    names = [profile.chinese_name, *(name["text"] for name in shown["beside"].names)]
    press = {"name": profile.press_name, "email": profile.press_email, "telephone": profile.press_phone}
    facts = {
        **_profiled(kind, profile, absolute),
        "alternateName": list(dict.fromkeys(name for name in names if name and name != profile.name)),
        "description": profile.summary,
        "image": _image(profile.picture, absolute),
    }
    if any(press.values()):
        facts["contactPoint"] = _without_empty({"@type": "ContactPoint", "contactType": "press", **press})
    return _without_empty(facts)


# The site and its lists


def _site(frame, absolute) -> dict:
    return {
        "@type": "WebSite",
        "@id": absolute("/#website"),
        "url": absolute("/"),
        "name": f"{frame.site_name} News",
        "description": frame.site_tagline,
        "inLanguage": "en",
        "publisher": {"@id": absolute("/#organization")},
    }


def _office(frame, absolute) -> dict:
    policies, press = absolute("/policies/"), frame.press
    contact = {
        "@type": "ContactPoint", "contactType": "press office", "name": press["name"], "email": press["email"],
        "telephone": press["phone"], "url": absolute("/contacts/"),
    }  # fmt: skip
    return _publisher(frame.site_name, absolute) | {
        "publishingPrinciples": policies,
        "ethicsPolicy": policies,
        "correctionsPolicy": f"{policies}#corrections",
        "masthead": absolute("/about/"),
        "actionableFeedbackPolicy": absolute("/contacts/"),
        "contactPoint": _without_empty(contact),
    }


def _publisher(name: str, absolute) -> dict:
    """Whole on every page, for those who read one page only."""
    publisher = {
        "@type": "NewsMediaOrganization",
        "@id": absolute("/#organization"),
        "name": name,
        "url": absolute("/"),
    }
    logo = static("img/apple-touch-icon.png")
    logo = absolute(logo) if logo.startswith("/") else logo
    return publisher | {"logo": {"@type": "ImageObject", "url": logo, "width": 180, "height": 180}}


def _list(rows, absolute) -> dict:
    """What a page of a list leads to, in its order."""
    items = []
    for place, row in enumerate(rows, start=1):
        if isinstance(row, dict):  # a card
            name, path = row.get("headline") or row["name"], row["path"]
        else:
            row = getattr(row, "edition", row)  # a correction leads to its story
            name, path = getattr(row, "headline", "") or row.name, row.get_absolute_url()
        items.append({"@type": "ListItem", "position": place, "name": name, "url": absolute(path)})
    return {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items}


# Values


def _images(photo, absolute, caption: str = ""):
    """The picture, and how it may be cut for places of other proportions; a single one by itself."""
    whole = _image(photo, absolute, caption)
    if whole is None:
        return None
    cuts = [cut for name in ("landscape", "square") if (cut := photo.cut(name))]
    return [whole, *({"@type": "ImageObject", **_file(cut, absolute)} for cut in cuts)] if cuts else whole


def _file(cut: dict, absolute) -> dict:
    return {"url": absolute(cut["url"]), "width": cut["width"], "height": cut["height"]}


def _reference_to_office(absolute) -> dict:
    return {"@id": absolute("/#organization")}


def _image(photo, absolute, caption: str = "") -> dict | None:
    if photo is None:
        return None
    image = {
        "@type": "ImageObject",
        "url": absolute(photo.url),
        "width": photo.width,
        "height": photo.height,
        "caption": caption,
        "creditText": photo.credit,
    }
    return _without_empty(image)


def _moment(moment) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _without_empty(thing: dict) -> dict:
    return {key: value for key, value in thing.items() if value}
