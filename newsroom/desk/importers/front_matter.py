"""What a Markdown file of a static site says of itself between two lines of dashes, above its text.

Only lines of the form `name: value` are read, which is how titles, dates and drafts are written; YAML can say more.
"""

from .moments import read_moment
from .record import CreditRecord, StoryRecord

_MOST_LINES = 200
_YES = {"true", "yes", "on", "1"}
_HIDDEN = {"draft", "private", "in_review", "approved", "withdrawn"}  # as our own export writes them, too
MARKDOWN = "The page is Markdown: its marks stand in the text."


def divided(text: str) -> tuple[dict[str, str], str]:
    """(what the front matter says, the text below it); ({}, `text`) where there is none."""
    lines = text.lstrip("\ufeff").split("\n")
    bare = [line.rstrip() for line in lines[:_MOST_LINES]]
    if bare[0] != "---" or "---" not in bare[1:]:
        return {}, text
    end = bare.index("---", 1)
    pairs = (line.partition(":") for line in bare[1:end] if line[:1].isalpha())
    values = {name.strip().lower(): value.strip().strip("\"'") for name, mark, value in pairs if mark}
    return values, "\n".join(lines[end + 1 :])


def tell(record: StoryRecord, values: dict[str, str]) -> None:
    """Put what the front matter says into a record that was made of the text below it."""
    record.headline = values.get("title") or record.headline
    record.published = read_moment(values.get("date", "")) or record.published
    if author := values.get("author"):
        record.credits = [CreditRecord(author)]
    status = values.get("status", "").lower()
    shown = values.get("published", "true").lower()  # Jekyll's
    if values.get("draft", "").lower() in _YES or shown in ("false", "no"):
        record.status = "draft"
    elif status in ("scheduled", *_HIDDEN):
        record.status = status
    record.warnings.append(MARKDOWN)
