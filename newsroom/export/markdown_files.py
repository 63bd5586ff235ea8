"""Stories as Markdown files with front matter, as static site generators and people read them."""

import json
from pathlib import PurePosixPath

from newsroom.desk.importers.record import StoryRecord
from newsroom.public import markdown


def file_name(record: StoryRecord) -> str:
    """Year and slug, as in the story's address here; what has no date lies in a folder of its own."""
    year = str(record.published.year) if record.published else "undated"
    return str(PurePosixPath(year) / f"{record.slug or record.id}.md")


def write(record: StoryRecord) -> str:
    """The front matter is YAML of which every value is JSON, so that no name needs a rule of its own."""
    photo = record.photo
    values = {
        "title": record.headline,
        "description": record.standfirst,
        "id": record.id,
        "source": record.source,
        "status": record.status,
        "date": record.published.isoformat() if record.published else "",
        "lastmod": record.updated.isoformat() if record.updated else "",
        "slug": record.slug,
        "language": record.language,
        "kind": record.kind,
        "section": record.section,
        "dateline": record.dateline,
        "authors": [credit.name for credit in record.credits if credit.role == "writer"],
        "credits": [
            {"name": credit.name, "role": credit.role} | ({"outlet": credit.outlet} if credit.outlet else {})
            for credit in record.credits
        ],
        "tags": record.tags,
        "companies": record.companies,
        "people": [person.name for person in record.people],
        "image": photo.file if photo else "",
        "image_alt": photo.alt_text if photo else "",
        "image_caption": photo.caption if photo else "",
        "image_credit": photo.credit if photo else "",
        "canonical": record.source_url,
        "aliases": record.addresses,
        "corrections": [{"date": c.at.isoformat(), "kind": c.kind, "text": c.text} for c in record.corrections],
        **record.more,
    }
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items() if value]
    return "\n".join(["---", *lines, "---", "", markdown.from_html(record.body), ""])
