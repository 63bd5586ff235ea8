"""Who wrote a saved page: as its data name them, else as it marks them, else as it prints them."""

import re

from .bylines import read_credits
from .html_clean import plain
from .names import NO_NAMES, are_chinese_names, is_name
from .page_lines import key
from .page_meta import Page, names_in
from .page_words import words
from .record import CreditRecord, StoryRecord

_AUTHORS = (
    "article:author", "article_author", "article:author_name", "parsely-author", "sailthru.author", "citation_author",
    "dc.creator", "dcterms.creator", "byl", "rbauthors", "og:article:author", "twitter:data1:author",
)  # fmt: skip
# What stands before a name: "By", "Post author By", "Posted by", "Author", "Von:", and "ByAnn" of two elements.
_LABEL = re.compile(
    r"(?:(?:post )?(?:authors?|autore?s?|autorin|auteurs?)\b|(?:posted|written|published|submitted|reported|story|words"
    r"|text|article|publié|publicado|geschrieben|veröffentlicht)(?= (?:by|von|par|por)\b|:))?[\s:|]*"
    r"(?:(?:by|von|par|por)(?:[\s:|]+|$)|By(?=[A-Z]))?",
    re.I,
)
_BY = re.compile(r"(?:\w+ ){0,2}(?:by|von|par|por)\b[\s:|]", re.I)
_HANDLE = re.compile(r"[a-z][a-z0-9._-]{1,29}")
# Labels and accounts in the place of a name.
_NOBODY = NO_NAMES - words("staff team") | words("by von par por posted published name required no guest user admin")
_MOST_WRITERS = 30


def credits_of(page: Page, seen: StoryRecord | None) -> list[CreditRecord]:
    """The credits of a page; `seen` is what stands on it for one who only reads its words.

    Writers come from the first place that names one; roles other than the writer's are found in print only.
    """
    printed = [credit for credit in seen.credits if not _is_nobody(credit.name)] if seen else []
    others = [credit for credit in printed if credit.role != "writer"]
    stated = names_in(page.article.get("author")) or names_in(page.article.get("creator"))
    stated = [(name, is_person) for name, is_person in stated if not is_site(name, page)]
    metas = [page.every("author"), page.every(*_AUTHORS)]
    marks = page.authors
    places = [
        [name for name, is_person in stated if is_person],
        *metas,
        [mark.text for mark in marks if _BY.match(mark.text)],
        [mark.text for mark in marks if "rel" in mark.marks or "author" in mark.marks.split()],
        # Not sooner: with many systems this is the account that put the page in.
        [name for name, is_person in names_in(page.article.get("referred author")) if is_person],
        [mark.text for mark in marks],
        page.every("itemprop author"),
    ]
    found = [_writers(place, page) for place in places]
    if writers := next((writers for writers in found if writers), None):
        writers = _all_of(writers, found[1:3])
        return writers + [credit for credit in others if credit.name not in {writer.name for writer in writers}]
    handles = [
        mark.text for mark in marks if {"author", "fn"} & set(mark.marks.split()) and _HANDLE.fullmatch(mark.text)
    ]
    handles = [handle for handle in handles if not _is_nobody(handle) and not is_site(handle, page)]
    return printed or [CreditRecord(name) for name in [plain(name) for name, _ in stated] or handles[:1]]


def is_site(name: str, page: Page) -> bool:
    """Whether a name is the site's own, or an address."""
    if re.search(r"\w\.(?:com|org|net|cn|es|de|fr|uk|io)\b", name):
        return True
    return any(key(name) == key(site) for site in [page.meta("og:site_name"), *publishers(page)] if site)


def publishers(page: Page) -> list[str]:
    """Who publishes the page, by its linked data; not a person, whose own site it is."""
    stated = [page.article.get("publisher"), *(page.article.get("referred publisher") or ())]
    return [
        name
        for value in stated
        if not (isinstance(value, dict) and "Person" in str(value.get("@type", "")))
        for name, _ in names_in(value)
    ]


def _all_of(writers: list[CreditRecord], others: list[list[CreditRecord]]) -> list[CreditRecord]:
    """The longer list of another place where it has these writers too: linked data often stops at the first."""
    names = {key(writer.name) for writer in writers}
    for longer in others:
        if len(writers) < len(longer) <= 10 and names < {key(writer.name) for writer in longer}:
            return longer
    return writers


def _writers(candidates: list[str], page: Page) -> list[CreditRecord]:
    credits: list[CreditRecord] = []
    for text in candidates:
        text = plain(text)
        if "://" in text or text.startswith("/") or is_site(text, page) or len(text) > 200:
            continue
        text = re.sub(r"\s@\w.*", "", _LABEL.sub("", text, count=1))
        if not text or "@" in text or text.endswith(("says", "says:")):
            continue
        for credit in _names(text):
            # Behind the first name a page marks more than names: profiles, "all stories by".
            if credits and not (is_name(credit.name) or are_chinese_names(credit.name)):
                continue
            if _is_nobody(credit.name) or is_site(credit.name, page):
                continue
            if all(key(credit.name) != key(known.name) for known in credits):
                credits.append(credit)
    return credits[:_MOST_WRITERS]


def _is_nobody(name: str) -> bool:
    return all(word in _NOBODY for word in re.findall(r"\w+", name.casefold()))


def _names(text: str) -> list[CreditRecord]:
    if names := are_chinese_names(text):
        return [CreditRecord(name) for name in names]
    if re.search(r"[\w)]{3}\. \w", text):  # the end of a sentence, not an initial
        return []
    read = [credit for credit in read_credits(f"By {text}") if credit.role == "writer"]
    if read:
        return read
    is_short = text[:1].isupper() and len(text.split()) <= 4
    return [CreditRecord(text)] if is_short or is_name(text) else []
