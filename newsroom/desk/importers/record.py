"""What every reader of a foreign file hands to the saver: one story as plain values.

Parsing stays apart from saving: a reader turns one file into StoryRecords and warnings and knows nothing of
the database; `save.py` writes records through the workflow and knows nothing of file formats.
"""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class CreditRecord:
    """A credited person as printed. `role` is writer, editor, photographer or translator."""

    name: str
    role: str = "writer"
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person whom the source presents beside the story, with the post it gives them."""

    name: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class PhotoRecord:
    """A lead picture: `file` is a path or address as the source gives it; nothing is fetched from it while parsing."""

    file: str
    alt_text: str = ""
    caption: str = ""
    credit: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class AttachmentRecord:
    """A document that the story carries: `file` is a path as the source gives it, `title` what readers see."""

    file: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionRecord:
    """What readers were told was wrong and is now right. `kind` is correction or clarification."""

    text: str
    at: datetime
    kind: str = "correction"


@dataclass(slots=True)
class StoryRecord:
    """One story as a source tells it.

    `id` is unique within its `source` (empty: our own exchange format) and makes a second import harmless.
    `body` is HTML of the kinds the site allows: p, h2, h3, ul, ol, li, blockquote, cite, a, strong, em, figure …;
    a related-story line is `<p class="related">Headline</p>`. `standfirst` is plain text and not repeated in `body`.
    A moment without a zone is meant in the office's zone; a date without a time is just that.
    `addresses` are further ones under which the story stood, whole or from the first slash on (`/?p=12`).
    `more` are the fields of a story that only our own format has, by their names: contact, ai_note, seo_title …, and
    `note`, what readers were told of its last update; `corrections` is told to them too.
    `about` names tags, companies and people once more, in the order in which the story has them.
    `attachments` are documents for readers to take away. `names_unlinked` says that the names in it are no links.
    `translation_of` is the (source, id) of the story that it was translated from.
    `is_claim` says that tags, companies and people are what the source says, not what a desk of ours decided.
    `status` is draft, published, scheduled or private, "" where the source does not say.
    `mark` tells an id that is a mere number, or the name of a file, from the same one of another table or folder; it is
    empty where the id is a name of the story's own.
    `warnings` are sentences for the person who imports.
    """

    id: str
    headline: str
    body: str = ""
    standfirst: str = ""
    section: str = ""
    kind: str = ""
    language: str = ""
    slug: str = ""
    dateline: str = ""
    status: str = ""
    published: datetime | date | None = None
    updated: datetime | date | None = None
    credits: list[CreditRecord] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    companies: list[str] = field(default_factory=list)
    people: list[PersonRecord] = field(default_factory=list)
    photo: PhotoRecord | None = None
    source: str = ""
    source_url: str = ""
    addresses: list[str] = field(default_factory=list)
    is_claim: bool = False
    about: list[str] = field(default_factory=list)
    more: dict[str, str] = field(default_factory=dict)
    corrections: list[CorrectionRecord] = field(default_factory=list)
    attachments: list[AttachmentRecord] = field(default_factory=list)
    names_unlinked: bool = False
    translation_of: tuple[str, str] | None = None
    mark: str = ""
    warnings: list[str] = field(default_factory=list)
