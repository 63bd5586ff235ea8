"""How many real pages the text page importer reads right, beside what a naive reader gets.

    python -m benchmarks.text_pages FILE.jsonl.gz... [--show]

A line of a file is one page: {"id", "text", "expected": {...}}. A part that a page expects nothing of counts
as right; both readers are judged alike:

* title: the same words; spaces, punctuation and letter case don't count.
* author: every expected name is a credited writer or editor (names apart by ";", degrees and case don't count);
  where an outlet is expected ("source"), it is the name or the outlet of a credit.
* date: the expected day is the day published or the day updated, since the sets don't say which they mean;
  an expected clock time must agree too, if the reader gives one.
* body: the standfirst and the body together hold every segment of `with` and none of `without`. Where a page
  gives `body_start` instead, the text must begin with it and must not hold what follows a story on any page
  (AFTERMATH); dropping too much would not be seen there, so at least half the words between the start and the
  first such line must be kept.
* wholly right: all four.

The naive reader takes the first line that holds anything as the title and everything else as the body.
`--show` prints what went wrong, page by page.
"""

import argparse
import gzip
import html
import json
import re
import time
import unicodedata
from datetime import datetime
from pathlib import Path

from newsroom.desk.importers.record import StoryRecord
from newsroom.desk.importers.text_page import parse

AFTERMATH = ("Related reading", "Most Read", "Add your comment", "Web editor", "We Recommend", "Hot News", "©")
PARTS = ("title", "author", "date", "body")


def naive(text, *, source_id):
    """What anybody writes first: title, then the rest."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    body = "".join(f"<p>{html.escape(line, quote=False)}</p>\n" for line in lines[1:])
    return StoryRecord(id=source_id, headline=lines[0], body=body)


def judge(record, page):
    """{part: right or not} for one page; all wrong when the reader gave no record."""
    if record is None:
        return dict.fromkeys(PARTS, False)
    expected = page["expected"]
    text = plain(record.standfirst + "\n" + html.unescape(re.sub(r"</?\w[^>]*>", " ", record.body)))
    return {
        "title": words(record.headline) == words(expected.get("title") or record.headline),
        "author": author_right(record, expected),
        "date": date_right(record, expected),
        "body": body_right(text, expected, page),
    }


def author_right(record, expected):
    credits = {words(strip_degrees(credit.name)) for credit in record.credits if credit.role in ("writer", "editor")}
    outlets = {words(text) for credit in record.credits for text in (credit.name, credit.outlet)}
    names = [words(strip_degrees(name)) for name in (expected.get("author") or "").split(";") if name.strip()]
    source = expected.get("source")
    return all(name in credits for name in names) and (not source or words(source) in outlets)


def date_right(record, expected):
    if not expected.get("date"):
        return True
    for value in (record.published, record.updated):
        if value is None or value.strftime("%Y-%m-%d") != expected["date"]:
            continue
        if "time" not in expected or not isinstance(value, datetime) or value.strftime("%H:%M") == expected["time"]:
            return True
    return False


def body_right(text, expected, page):
    if start := expected.get("body_start"):
        if not text.strip().startswith(plain(start).strip()) or any(plain(mark) in text for mark in AFTERMATH):
            return False
        source = plain(html.unescape(page["text"]))
        begin = source.find(plain(start))
        end = min(at for mark in AFTERMATH if (at := source.find(plain(mark), begin)) >= 0)
        return len(text) * 2 >= end - begin
    return all(plain(part) in text for part in expected.get("with", ())) and not any(
        plain(part) in text for part in expected.get("without", ())
    )


def plain(text):
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text))


def words(text):
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def strip_degrees(name):
    return re.sub(r",\s?(Ph\.?D|M\.?D|MPH|MBA|MSc|MA|RN)\.?", "", name)


def measure(reader, pages):
    """(verdicts by page, seconds) of one reader on one set."""
    began, records = time.perf_counter(), []
    for page in pages:
        try:
            records.append(reader(page["text"], source_id=page["id"]))
        except ValueError:
            records.append(None)
    seconds = time.perf_counter() - began
    return [(page, record, judge(record, page)) for page, record in zip(pages, records, strict=True)], seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.jsonl.gz")
    parser.add_argument("--show", action="store_true", help="print what went wrong, page by page")
    options = parser.parse_args()
    print(f"{'set':34} reader    pages  title author  date  body     wholly  ms/page")
    for path in options.files:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            pages = [json.loads(line) for line in lines]
        for name, reader in (("naive", naive), ("importer", parse)):
            judged, seconds = measure(reader, pages)
            right = {part: sum(verdict[part] for _, _, verdict in judged) for part in PARTS}
            whole = sum(all(verdict.values()) for _, _, verdict in judged)
            print(
                f"{path.name[:34]:34} {name:9} {len(pages):5} {right['title']:6} {right['author']:6} {right['date']:5} "
                f"{right['body']:5} {whole:4} {whole / len(pages):5.0%} {seconds / len(pages) * 1000:8.1f}"
            )
            if options.show and reader is parse:
                show(judged)


def show(judged):
    for page, record, verdict in judged:
        if wrong := [part for part, right in verdict.items() if not right]:
            print(f"    {page['id']}: {', '.join(wrong)}")
            if record:
                print(f"        {record.headline!r} {record.credits} {record.published} {record.updated}")
                expected = page["expected"]
                print(f"        expected {expected.get('title')!r} {expected.get('author')!r} {expected.get('date')}")


if __name__ == "__main__":
    main()
