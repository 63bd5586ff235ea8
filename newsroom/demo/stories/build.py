"""From plainly written text to the records that an importer would hand over.

The texts of the demo are kept as an editor would type them: paragraphs between blank lines, `## ` before a
sub-heading, `* ` before a list item, `-> ` before the headline of a related story, and `> words | who said them` for
a quotation.
"""

from collections.abc import Sequence
from datetime import date, datetime
from html import escape
from zoneinfo import ZoneInfo

from newsroom.demo.directory import PEOPLE
from newsroom.desk.importers.record import AttachmentRecord, CreditRecord, PersonRecord, PhotoRecord, StoryRecord

OFFICE = ZoneInfo("Asia/Shanghai")
DESK = (CreditRecord("Park News Desk"),)
DESK_EDITED = (*DESK, CreditRecord("Niva Whyman", "editor"))
POSTS = {person.name: person.post for person in PEOPLE}


def at(moment: str) -> datetime:
    """A moment in the office's zone, from "2013-10-16 09:30"."""
    return datetime.fromisoformat(moment).replace(tzinfo=OFFICE)


def body_html(text: str, *, joiner: str = " ") -> str:
    """The text as HTML; lines of one paragraph are joined with `joiner`, which is empty for Chinese."""
    return "\n".join(block_html(block, joiner) for block in text.strip().split("\n\n"))


def block_html(block: str, joiner: str) -> str:
    lines = [escape(line.strip(), quote=False) for line in block.strip().splitlines()]
    if lines[0].startswith("* "):
        items = joiner.join(lines).removeprefix("* ").split(f"{joiner}* ")
        return "<ul>\n" + "\n".join(f"<li>{item}</li>" for item in items) + "\n</ul>"
    text = joiner.join(lines)
    if text.startswith("## "):
        return f"<h2>{text.removeprefix('## ')}</h2>"
    if text.startswith("-&gt; "):
        return f'<p class="related">{text.removeprefix("-&gt; ")}</p>'
    if text.startswith("&gt; "):
        words, _, source = text.removeprefix("&gt; ").partition(" | ")
        return f"<blockquote><p>{words}</p><cite>{source}</cite></blockquote>"
    return f"<p>{text}</p>"


def story(
    slug: str,
    headline: str,
    standfirst: str,
    body: str,
    *,
    section: str,
    kind: str,
    published: datetime | date,
    photo: tuple[str, str, str],
    topics: Sequence[str] = (),
    companies: Sequence[str] = (),
    people: Sequence[str] = (),
    credits: Sequence[CreditRecord] = DESK,
    updated: datetime | date | None = None,
    language: str = "en",
    documents: Sequence[tuple[str, str]] = (),
    translation_of: str = "",
) -> StoryRecord:
    """One record; `photo` is the drawing's key, its alt text and its caption, a document the paper's key and title.

    `translation_of` is the slug of the story that says the same in another language.
    """
    drawing, alt_text, caption = photo
    in_chinese = language.startswith("zh")
    return StoryRecord(
        id=f"demo-{slug}",
        source="demo",
        slug=slug,
        headline=headline,
        standfirst=standfirst,
        body=body_html(body, joiner="" if in_chinese else " "),
        section=section,
        kind=kind,
        language=language,
        dateline="北京" if in_chinese else "BEIJING",
        status="published",
        published=published,
        updated=updated,
        credits=list(credits),
        tags=list(topics),
        companies=list(companies),
        people=[PersonRecord(name, POSTS[name]) for name in people],
        photo=PhotoRecord(f"drawing:{drawing}", alt_text, caption, "Illustration: Park News Desk"),
        attachments=[AttachmentRecord(key, title) for key, title in documents],
        translation_of=("demo", f"demo-{translation_of}") if translation_of else None,
    )
