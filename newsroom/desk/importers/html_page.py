"""Reads a saved web page: what it says of itself first, then what stands on it.

The text is found by trafilatura where it is installed (the extra `imports`), else by reading the page's words as a
text page. Nothing is fetched, and no script of the page runs.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from html import escape, unescape
from itertools import accumulate
from pathlib import Path

from . import decoding, text_page
from .addresses import joined, parts_of
from .bylines import is_meta
from .dates import find_dates
from .exchange import Unreadable
from .html_clean import Cleaned, clean, plain, without_first
from .item import Item, mark_of, source_name, stories
from .languages import language_of
from .moments import is_later, read_moment, with_offset
from .page_cells import fullest_cell
from .page_credits import credits_of, is_site, publishers
from .page_furniture import is_hard_end, is_promotion, opens_box
from .page_lines import is_chinese, key
from .page_meta import Page, read_page, text_in
from .record import PhotoRecord, StoryRecord
from .traps import without_traps

LARGEST = 20_000_000  # bytes; a page saved as one file carries its pictures in itself
MOST_ELEMENTS = 100_000
# With which each page of Medium's archive ends, drafts too; only the names of their files tell those.
_MEDIUM = 'Exported from <a href="https://medium.com">Medium</a>'
_DATA_ADDRESS = re.compile(r"""data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=\s]{200,}""")
# Between a headline and the name of a site. Chinese sites leave no space around a dash.
_SEPARATOR = re.compile(
    r"(?<!\s)\s++(?:[|»«·•–—-]++|::)\s++|(?:(?<!\s)\s++)?[|_»«]\s*+"
    r"|(?<=[\u4e00-\u9fff])\s*+[-–—]+\s*+(?=\S)|(?<![-–—])[-–—]++(?=[\u4e00-\u9fff])"
)
_PUBLISHED = (
    "article:published_time", "datepublished", "og:published_time", "parsely-pub-date", "article_date_original",
    "sailthru.date", "dcterms.issued", "dc.date.issued", "dcterms.created", "dc.date.created", "date.issued",
    "citation_publication_date", "citation_online_date", "publishdate", "publish-date", "publish_date",
    "publication_date", "pubdate", "pub_date", "rnews:datepublished", "datecreated", "dc.date", "dcterms.date", "date",
    "weibo:article:create_at",
)  # fmt: skip
_UPDATED = (
    "article:modified_time", "datemodified", "og:updated_time", "article_date_updated", "dcterms.modified",
    "dc.date.modified", "lastmod", "last-modified", "weibo:article:update_at",
)  # fmt: skip
_LEAST = 250  # characters of a text that is believed without a second look
_NOT_ITS_TEXT = "What the page marks is not its text: read without links and pictures."
_LEAST_PARAGRAPH = 30  # characters by which a paragraph is known again
_MOST_PARAGRAPHS = 1000  # looked for; bounds the time for a page made to take long
_LEAST_CELL = 40  # characters of the text in a page's fullest cell; a Chinese notice has no more
_LEAST_LINE = 25  # characters, on the average
_LINE_ENDS = re.compile(r"(?:<br\b[^<>]*>\s*)+", re.I)
_INDENT_WITHIN = re.compile(r"(?<=[。”！？」])\s*(?:\u3000|&nbsp;){2,}")  # noqa: RUF001  a paragraph of a Chinese text
_TABLE = re.compile(r"<table\b", re.I)
_LONG = 1000  # characters of a text that no list of links or teasers is likely to have


def read(path: Path, *, form: str = "html") -> Iterator[StoryRecord | Unreadable]:
    """The one story of a saved page."""
    return stories(items(path, form=form))


def items(path: Path, *, form: str = "html") -> Iterator[Item | Unreadable]:
    """The one entry of a saved page."""
    try:
        markup = decoding.text_of(path, largest=LARGEST)
        record = parse(markup, source_id=path.stem, address=_of_medium(markup))
    except ValueError as error:
        yield Unreadable("the whole page", str(error))
        return
    if _MEDIUM in markup and path.stem.startswith("draft_"):
        record.status, record.published, record.updated = "draft", None, None
    names = [credit.name for credit in record.credits]
    yield Item(
        source_id=record.id,
        type="page",
        status=record.status,
        title=record.headline,
        slug=record.slug,
        date=record.published,
        authors=names,
        logins=names,
        categories=[record.section] if record.section else [],
        tags=list(record.tags),
        link=record.source_url,
        story=record,
    )


def _of_medium(markup: str) -> str:
    """The address that a page of Medium's archive names as its own; "" where it is none, or names none."""
    before, mark, _ = markup.rpartition('" class="p-canonical"') if _MEDIUM in markup else ("", "", "")
    address = before.rpartition('href="')[2] if mark else ""
    return unescape(address) if address.startswith("https://") and len(address) < 1000 else ""


def parse(markup: str, *, source_id: str, address: str = "") -> StoryRecord:
    """The story of a page. ValueError, with a sentence, when there is none."""
    markup = without_traps(_DATA_ADDRESS.sub("data:,", markup))
    if markup.count("<") > 2 * MOST_ELEMENTS:
        raise ValueError(f"The page has more than {MOST_ELEMENTS:,} elements.")
    page = read_page(markup)
    warnings: list[str] = []
    address = _address(page, address, warnings)
    seen = _as_text_page(page, source_id)
    headline = _headline(page, seen)
    if not headline:
        raise ValueError("The page has no headline.")
    text = _text(markup, page, seen, address, warnings)
    published, updated = _dates(page, seen, address, markup, warnings)
    body = _without_promotions(_without_lead_in(text.body, headline))
    standfirst = _standfirst(page, body)
    photo = _photo(page, address)
    body = without_first(body, standfirst) if standfirst else body
    if photo:
        lead = re.escape(escape(photo.file))
        body = re.sub(rf'<figure>\n<img src="{lead}"[^<>]*>.*?</figure>\n?', "", body, flags=re.S)
    if not body:
        warnings.append("No text was found on the page.")
    return StoryRecord(
        id=(_canonical_id(address) or source_id),
        mark="" if _canonical_id(address) else mark_of(headline),
        headline=headline,
        body=body,
        standfirst=standfirst,
        section=plain(page.meta("article:section") or text_in(page.article.get("articleSection"))),
        language=language_of(f"{headline} {standfirst} {plain(body[:20_000])}", page.language),
        slug=_slug(address),
        status="published",
        published=published,
        updated=updated if is_later(updated, published) else None,
        credits=credits_of(page, seen),
        tags=_tags(page),
        photo=photo,
        source=source_name("html", parts_of(address).netloc, "page"),
        source_url=address if address.startswith(("http://", "https://")) else "",
        translation_of=_original(page, address),
        warnings=warnings + text.notes,
    )


def _original(page: Page, address: str) -> tuple[str, str] | None:
    """(source, id) of the page that this one was translated from, as far as it says so.

    Its data say it outright; else links to the same page in other languages do, itself among them: what stands for
    all other languages (x-default), else the English one. What leads to a front page says nothing of a story.
    """
    original = text_in(page.article.get("translationOfWork"))
    if not original:
        languages = {name: joined(address, link) for name, link in page.languages.items()}
        if _bare(address) not in map(_bare, (link for name, link in languages.items() if name != "x-default")):
            return None
        english = [link for name, link in sorted(languages.items()) if name.partition("-")[0] == "en"]
        first = [link for name, link in sorted(languages.items()) if name != "x-default"]
        original = languages.get("x-default") or (english or first)[0]
    original = joined(address, original).partition("#")[0]
    if not parts_of(original).path.strip("/") or _bare(original) == _bare(address):
        return None
    identity = _canonical_id(original)
    return (source_name("html", parts_of(original).netloc, "page"), identity) if identity else None


def _bare(address: str) -> str:
    """An address as two of the same page are told to be one."""
    return address.partition("#")[0].partition("//")[2].rstrip("/")


def _address(page: Page, given: str, warnings: list[str]) -> str:
    for address in (given, page.canonical, page.meta("og:url"), text_in(page.article.get("url"))):
        if address.startswith("//"):
            address = f"https:{address}"
        if not address.startswith(("http://", "https://")):
            continue
        if not joined(address, "/"):
            warnings.append(f"The page calls its address “{address[:80]}”, which is none that can be.")
        elif parts_of(address).path.strip("/"):
            return address
    return given


def _canonical_id(address: str) -> str:
    return address[:200] if address.startswith(("http://", "https://")) else ""


def _slug(address: str) -> str:
    """The last part of an address, if it is one that people can read."""
    last = re.sub(r"\.(?:s?html?|php|aspx?)$", "", parts_of(address).path.rstrip("/").rpartition("/")[2])
    return last if re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)+", last) else ""


def _as_text_page(page: Page, source_id: str) -> StoryRecord | None:
    """The page as one reads it who only sees its words."""
    try:
        return text_page.parse(page.text, source_id=source_id)
    except ValueError:
        return None


# Headline


def _headline(page: Page, seen: StoryRecord | None) -> str:
    """The printed headline where the page's title confirms it, else the title without the site's name."""
    stated = plain(text_in(page.article.get("headline") or page.article.get("name")))
    titles = [stated, *(plain(page.meta(name)) for name in ("og:title", "twitter:title", "title", "dc.title"))]
    titles = [title for title in [*titles, plain(page.title)] if title and not is_site(title, page)]
    for heading in page.headings:
        for title in titles:
            if _is_with_site(title, plain(heading)):
                return plain(heading)
    if stated and stated in titles:
        return stated
    named = _without_site(titles[0], page) if titles else ""
    return named or (plain(page.headings[0]) if page.headings else "") or (seen.headline if seen else "")


def _is_with_site(title: str, heading: str) -> bool:
    """Whether a title is a heading, alone or with the site's name behind it."""
    if not heading or not title.casefold().startswith(heading.casefold()):
        return key(title) == key(heading) and bool(key(heading))
    rest = title[len(heading) :]
    return not rest or bool(
        _SEPARATOR.match(rest if rest[0].isspace() else f" {rest.lstrip()}") or _SEPARATOR.match(rest)
    )


def _without_site(title: str, page: Page) -> str:
    sites = {key(site) for site in (page.meta("og:site_name", "application-name"), *publishers(page)) if site}
    host = key(parts_of(page.canonical or page.meta("og:url")).netloc.removeprefix("www."))
    parts = [part for part in _SEPARATOR.split(title) if part]
    if len(parts) < 2:
        return title
    for part, whole in (
        (parts[-1], title[: title.rfind(parts[-1])]),
        (parts[0], title[title.find(parts[0]) + len(parts[0]) :]),
    ):
        if key(part) in sites or (host and key(part) and (key(part) in host or host in key(part))):
            return re.sub(r"^[\s|»«·•_–—:-]++|(?<![\s|»«·•_–—:-])[\s|»«·•_–—:-]++$", "", whole)
    # A title of the page's head, unlike one for sharing, usually ends with the site; its longest part is the title.
    if title == plain(page.title) and len(parts[-1]) < len(title) / 3:
        return re.sub(r"(?<![\s|»«·•_–—-])[\s|»«·•_–—-]++$", "", title[: title.rfind(parts[-1])])
    return title


# Dates


def _dates(page: Page, seen: StoryRecord | None, address: str, markup: str, warnings: list[str]):
    """(published, updated)."""
    article = page.article
    published = _first_moment([text_in(article.get("datePublished")), *page.every(*_PUBLISHED)])
    updated = _first_moment([text_in(article.get("dateModified")), *page.every(*_UPDATED)])
    if published is None:
        marked = [mark for mark in page.times if "modified" not in mark.marks and "updated" not in mark.marks.split()]
        marked.sort(key=lambda mark: not re.search(r"datepublished|pubdate|published|date", mark.marks))
        published = _first_moment([value for mark in marked for value in (mark.value, mark.text)])
    if published is None and seen:
        published, updated = seen.published, updated or seen.updated
    if published is None and (match := re.search(r"/((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?:/|[_-]|\b)", address)):
        published = read_moment("-".join(match.groups()))
    if (published or updated) is None and (published := _guessed_date(markup)):
        warnings.append(
            f"The page states no date; {published:%Y-%m-%d} was found somewhere on it and may be another's."
        )
    published, updated = (_on_its_clock(moment, page, seen) for moment in (published, updated))
    return published or updated, updated


def _on_its_clock(moment, page: Page, seen: StoryRecord | None):
    """The same moment by the clock of the site, where its data give UTC and its readers see another hour, or day."""
    if not isinstance(moment, datetime) or moment.utcoffset() != timedelta():
        return moment
    shown = [read_moment(mark.value) for mark in page.times] + ([seen.published, seen.updated] if seen else [])
    minute = moment.replace(second=0, microsecond=0)
    for local in shown:
        if not isinstance(local, datetime):
            continue
        local = local.replace(second=0, microsecond=0)
        local = local if local.tzinfo else with_offset(local, minute)
        if local == minute and local.utcoffset():
            return moment.astimezone(local.tzinfo)
    return moment


def _guessed_date(markup: str) -> date | None:
    try:
        from trafilatura import extract_metadata
    except ImportError:
        return None
    found = extract_metadata(markup)
    value = read_moment(found.date) if found and found.date else None
    return value if isinstance(value, date) else None


def _first_moment(texts: list[str]) -> datetime | date | None:
    for text in texts:
        text = unescape(text).strip()
        if value := read_moment(text.replace("/", "-") if re.match(r"\d{4}/\d\d/\d\d", text) else text):
            return value
        if text and (found := find_dates(text[:200])):
            return found[0].value
    return None


# Text


def _text(markup: str, page: Page, seen: StoryRecord | None, address: str, warnings: list[str]) -> Cleaned:
    best = _extracted(markup, address)
    words = f"<p>{escape(seen.standfirst, quote=False)}</p>\n{seen.body}" if seen and seen.standfirst else ""
    words = words or (seen.body if seen else "")
    if best is None:
        warnings.append(
            "Only the words of the page were read, without links and pictures: install the extra “imports” for them."
        )
        best = Cleaned("")
    elif is_chinese(plain(words[:2000])):
        best = _as_printed(best, words)
    is_doubtful = best.body.startswith("<table") or _NOT_ITS_TEXT in best.notes or _length(best.body) < _LEAST
    if is_doubtful and (cell := _from_cell(markup, words, address)):
        return cell
    length = _length(best.body)
    stated = article_text if isinstance(article_text := page.article.get("articleBody"), str) else ""
    if length < _LEAST or length * 2 < len(stated):
        candidates = [best]
        if stated:
            candidates.append(clean(stated, base=address, lines="<p" not in stated))
        candidates.append(Cleaned(words))
        return max(candidates, key=lambda cleaned: _length(cleaned.body))
    return best


def _from_cell(markup: str, words: str, address: str) -> Cleaned | None:
    """The text of a page that is laid out with tables, as its fullest cell has it; None where what reads as the page's
    story does not stand there, or the page is laid out otherwise."""
    if not _TABLE.search(markup) or not (cell := fullest_cell(markup)):
        return None
    lines = [plain(re.sub(r"<[^<>]*>", "", line)) for line in _LINE_ENDS.split(cell)]
    lines = [line for line in lines if line]
    if sum(map(len, lines)) >= _LEAST_LINE * len(lines):  # long lines are paragraphs, short ones those of a list
        cell = _LINE_ENDS.sub("<br><br>", cell)
    found = clean(_INDENT_WITHIN.sub("<br><br>", cell), base=address)
    found = Cleaned(re.sub(r"(?<=<p>)(?:&nbsp;|[\s\u3000])++", "", found.body), found.notes)
    text = key(plain(re.sub(r"<[^<>]*>", "", found.body)))
    wanted = [start for part in _paragraphs(words)[:_MOST_PARAGRAPHS] if (start := key(part)[:_LEAST_PARAGRAPH])]
    there = sum(start in text for start in wanted)
    if len(text) < _LEAST_CELL or there * 2 < len(wanted) or "<table" in found.body:
        return None
    return found


def _as_printed(found: Cleaned, printed: str) -> Cleaned:
    """What was found by a page's marks, held against what reads as its story.

    Marks mislead on Chinese portals, whose lists of other stories and readers' remarks are longer than a story: where
    next to nothing of it was found, the words alone are taken, else what stands above and below it is left out.
    """
    paragraphs = {key(words)[:_LEAST_PARAGRAPH]: len(words) for words in _paragraphs(printed)[:_MOST_PARAGRAPHS]}
    blocks = list(_BLOCK.finditer(found.body))
    lines = ["\n" + key(plain(re.sub(r"<[^<>]*>", "", block[0]))) for block in blocks]
    starts, text = [0, *accumulate(map(len, lines))], "".join(lines)
    shared = {}
    for words, length in paragraphs.items():
        # A short line is the story's where a block begins with it; elsewhere it may be said of anything.
        at = text.find(words if len(words) == _LEAST_PARAGRAPH else f"\n{words}") if len(words) >= 8 else -1
        if at >= 0:
            shared[bisect_right(starts, at) - 1] = length
    if sum(paragraphs.values()) < _LEAST:
        return found
    if sum(shared.values()) * 5 < sum(paragraphs.values()):
        return Cleaned(printed, [_NOT_ITS_TEXT])
    return Cleaned(found.body[blocks[min(shared)].start() : blocks[max(shared)].end()], found.notes)


def _paragraphs(body: str) -> list[str]:
    return [plain(re.sub(r"<[^<>]*>", "", block[0])) for block in _BLOCK.finditer(body)]


def _extracted(markup: str, address: str) -> Cleaned | None:
    """The text as trafilatura finds it; None where it isn't installed."""
    try:
        import trafilatura
    except ImportError:
        return None

    def extract(*, favor_precision: bool) -> Cleaned:
        found = trafilatura.extract(
            markup,
            url=address or None,
            output_format="html",
            include_comments=False,
            include_formatting=True,
            include_images=True,
            include_links=True,
            include_tables=True,
            favor_precision=favor_precision,
        )
        return clean(found or "", base=address)

    whole = extract(favor_precision=False)
    if _length(whole.body) < 2 * _LONG:
        return whole
    # What is much longer than what is surely the text has other stories of the site in it.
    sure = extract(favor_precision=True)
    return sure if _LONG <= _length(sure.body) < _length(whole.body) / 2 else whole


def _length(body: str) -> int:
    return len(re.sub(r"<[^<>]*>", "", body))


_BLOCK = re.compile(r"<(p|h2|h3|ul|ol|figure|blockquote|table)>.*?</\1>\n?|<hr>\n?", re.S)
_LINK = re.compile(r"<a [^<>]*>.*?</a>", re.S)


def _without_lead_in(body: str, headline: str) -> str:
    """`body` without what pages print above a text: the headline again, lists of links to sections, the date."""
    kept, at = [], 0
    while match := _BLOCK.match(body, at):
        block = match[0]
        words = plain(re.sub(r"<[^<>]*>", " ", block))
        is_links = "<a " in block and not re.search(r"\w", re.sub(r"<[^<>]*>", "", _LINK.sub("", block)))
        if not (is_links or not words or key(words) == key(headline) or is_meta(words)) or len(words) > _LEAST:
            if match[1] != "figure":
                break
            kept.append(block)
        elif match[1] == "figure":
            kept.append(block)
        at = match.end()
    return "".join(kept) + body[at:]


def _without_promotions(body: str) -> str:
    """`body` without the lines in which the site speaks of itself: newsletters, its app, whose the rights are."""

    def kept(match: re.Match) -> str:
        words = plain(re.sub(r"<[^<>]*>", " ", match[0])) if match[1] == "p" and "<img" not in match[0] else ""
        is_foot = match.end() * 2 > len(body) and is_hard_end(words)
        return "" if words and (is_promotion(words) or opens_box(words) or is_foot) else match[0]

    return _BLOCK.sub(kept, body)


def _standfirst(page: Page, body: str) -> str:
    """The page's description, where a reader of the page sees it too and it isn't the text's own beginning."""
    for text in (text_in(page.article.get("description")), page.meta("og:description"), page.meta("description")):
        text = plain(text)
        if not 20 < len(text) < 600 or text.endswith(("…", "...")):
            continue
        if text not in " ".join(page.text.split()):
            continue
        begin = match.end() if (match := _BLOCK.match(body)) else 0
        first, rest = (plain(re.sub(r"<[^<>]*>", " ", part)) for part in (body[:begin], body[begin:]))
        if text not in rest and (first == text or text not in first):
            return text
    return ""


def _tags(page: Page) -> list[str]:
    stated = page.article.get("keywords")
    names = stated if isinstance(stated, list) else re.split("[,;，]", stated) if isinstance(stated, str) else []
    names = page.every("article:tag") or [name for name in names if isinstance(name, str)]
    names = names or re.split("[,;，]", page.meta("news_keywords"))
    names = [plain(name) for name in names[:40]]
    return list(dict.fromkeys(name for name in names if name and len(name) < 60))


def _photo(page: Page, address: str) -> PhotoRecord | None:
    image = page.article.get("image")
    source = page.meta("og:image", "og:image:url", "og:image:secure_url", "twitter:image") or text_in(image)
    if not source or source.startswith("data:"):
        return None
    if not (source := joined(address, source)):
        return None
    details = image if isinstance(image, dict) else {}
    return PhotoRecord(
        source,
        alt_text=plain(page.meta("og:image:alt", "twitter:image:alt")),
        caption=plain(text_in(details.get("caption"))),
        credit=plain(text_in(details.get("creditText"))),
    )
