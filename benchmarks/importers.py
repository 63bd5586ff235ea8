"""How much of foreign files the importers read right, set by set.

    python -m benchmarks.importers DIR [--show]

DIR holds, each if it is there:

* `wxr/*.xml` with `wxr_expected_items.jsonl.gz` and `wxr_expected_files.jsonl.gz`: an item is right when its title,
  slug, date (on the site's clock and in UTC), status, author, categories, tags and number of comments all are. Files
  that are not well-formed are listed with what was read and where the reader stopped.
* `feeds/*` with `feeds_expected.jsonl.gz`: an entry is right when title, link, id, date, author and tags are. Where
  the expectation says nothing (no author, no tags, no link), anything is right; an id that the entry lacks may be its
  link.
* `html_pages*.jsonl.gz`: judged as in benchmarks.text_pages, page by page, without the page's address. "printed" is
  the reader that has only the page's words, as it works without trafilatura.

Every file is read under the name and format that `detect` finds for it.
"""

import argparse
import gzip
import html
import json
import time
import unittest.mock
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import unquote

from benchmarks.text_pages import PARTS, judge
from newsroom.desk.importers import detect, html_page
from newsroom.desk.importers.item import Item


def rows(path):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def line(*cells):
    print(f"{cells[0]:44} {cells[1]:>6} {cells[2]:>6}  {'  '.join(str(cell) for cell in cells[3:])}")


def one_line(text):
    return " ".join((text or "").split())


# WordPress exports


def wxr(folder, show):
    expected = {}
    for row in rows(folder / "wxr_expected_items.jsonl.gz"):
        expected.setdefault(row["file"], []).append(row)
    sound = {row["file"]: row["well_formed"] for row in rows(folder / "wxr_expected_files.jsonl.gz")}
    totals = Counter()
    for path in sorted((folder / "wxr").glob("*.xml")):
        began = time.perf_counter()
        found = list(detect.items(path, types=("post", "page")))
        seconds = time.perf_counter() - began
        items = [item for item in found if isinstance(item, Item)]
        broken = [item for item in found if not isinstance(item, Item)]
        wrong = Counter()
        for item, row in zip(items, expected.get(path.name, []), strict=False):
            if parts := [part for part, is_right in judge_item(item, row).items() if not is_right]:
                wrong["items"] += 1
                wrong.update(parts)
                if show:
                    print(f"    {row['post_id']}: {', '.join(parts)}\n        {item}\n        {row}")
        number = max(len(items), len(expected.get(path.name, [])))
        right = min(len(items), len(expected.get(path.name, []))) - wrong["items"]
        totals.update(items=number, right=right)
        notes = [f"{item.where}: {item.reason}" for item in broken]
        if not sound.get(path.name, True):
            notes.append("not well-formed, nothing expected")
        stories = sum(item.story is not None for item in items)
        line(path.name, number, right, f"{stories} stories", f"{seconds * 1000:.0f} ms", *notes)
    line("WordPress items", totals["items"], totals["right"], share(totals["right"], totals["items"]))


def judge_item(item, row):
    status = {"publish": "published", "future": "scheduled", "draft": "draft", "pending": "draft"}.get(row["status"])
    return {
        "title": item.title == one_line(row["title"]),
        "slug": unquote(item.slug) == unquote(row["slug"] or ""),
        "date": date_right(item.date, row),
        "status": item.status == row["status"]
        and (item.story is None or item.story.status == ("private" if row["password"] else status or row["status"])),
        "author": "".join(item.logins) == (row["author"] or ""),
        "categories": sorted(item.categories) == sorted(row["categories"]),
        "tags": sorted(item.tags) == sorted(row["tags"]),
        "comments": item.comments == row["comments"],
        "type": item.type == row["type"] and item.source_id == row["post_id"],
    }


def date_right(found, row):
    local, universal = (
        value if (value := row[name]) and not value.startswith("0000") else None for name in ("date", "date_gmt")
    )
    if found is None or not isinstance(found, datetime):
        return found is None and not (local or universal)
    is_local = not local or found.strftime("%Y-%m-%d %H:%M:%S") == local
    if not universal:
        return is_local
    return is_local and found.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") == universal


# Feeds


def feeds(folder, show):
    totals = Counter()
    for row in rows(folder / "feeds_expected.jsonl.gz"):
        path = folder / "feeds" / row["file"]
        began = time.perf_counter()
        found = list(detect.items(path))
        seconds = time.perf_counter() - began
        entries = row["entries"]
        right = 0
        for item, entry in zip(found, entries, strict=False):
            parts = (
                ["entry"] if not isinstance(item, Item) else [p for p, ok in judge_entry(item, entry).items() if not ok]
            )
            right += not parts
            if parts and show:
                print(f"    {', '.join(parts)}\n        {item}\n        {entry}")
        totals.update(entries=len(entries), right=right)
        more = [f"{len(found)} found"] if len(found) != len(entries) else []
        line(row["file"], len(entries), right, detect.form_of(path), f"{seconds * 1000:.0f} ms", *more)
    line("Feed entries", totals["entries"], totals["right"], share(totals["right"], totals["entries"]))


def judge_entry(item, entry):
    names = {html.unescape(name) for name in (*item.categories, *item.tags)}
    return {
        "title": item.title == one_line(entry["title"]),
        # Some readers give the id for a link where an entry has none.
        "link": not entry["link"] or item.link == entry["link"] or (not item.link and entry["link"] == entry["id"]),
        "id": not entry["id"] or item.source_id == entry["id"],
        "date": moment(item.date) == (entry["published"] or "")[:19] or moment(item.date) == in_utc(entry["published"]),
        "author": not entry["author"] or "; ".join(item.authors) == entry["author"],
        "tags": {one_line(html.unescape(tag)) for tag in entry["tags"]} <= names,
    }


def moment(value):
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).strftime("%Y-%m-%dT%H:%M:%S")
    return value.isoformat() if isinstance(value, date) else ""


def in_utc(text):
    return moment(datetime.fromisoformat(text)) if text else ""


# Saved pages


def pages(path, show):
    collection = rows(path)
    without = unittest.mock.patch.multiple(html_page, _extracted=lambda *args: None, _guessed_date=lambda *args: None)
    for name, context in (("importer", None), ("printed", without)):
        if context:
            context.start()
        began = time.perf_counter()
        verdicts = [judge_page(page, show and not context) for page in collection]
        seconds = time.perf_counter() - began
        if context:
            context.stop()
        whole = sum(all(verdict.values()) for verdict in verdicts)
        parts = [f"{part} {sum(verdict[part] for verdict in verdicts)}" for part in PARTS]
        speed = f"{seconds / len(collection) * 1000:.0f} ms/page"
        line(f"{path.name} ({name})", len(collection), whole, share(whole, len(collection)), *parts, speed)


def judge_page(page, show):
    try:
        record = html_page.parse(page["html"], source_id=page["id"])
    except ValueError:
        record = None
    verdict = judge(record, page | {"text": ""})
    if show and not all(verdict.values()):
        print(f"    {page['id']}: {', '.join(part for part in PARTS if not verdict[part])}")
        if record:
            print(f"        {record.headline!r} {[credit.name for credit in record.credits]} {record.published}")
            print(f"        expected {[page['expected'].get(name) for name in ('title', 'author', 'date')]}")
    return verdict


def share(right, number):
    return f"{right / number:.0%}" if number else "-"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--show", action="store_true", help="print what went wrong, item by item")
    options = parser.parse_args()
    line("set", "items", "right")
    if (options.folder / "wxr_expected_items.jsonl.gz").exists():
        wxr(options.folder, options.show)
    if (options.folder / "feeds_expected.jsonl.gz").exists():
        feeds(options.folder, options.show)
    for path in sorted(options.folder.glob("html_pages*.jsonl.gz")):
        pages(path, options.show)


if __name__ == "__main__":
    main()
