import gzip
import json
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from newsroom.desk.mentions import Directory, Result
from newsroom.desk.tagging.directory import directory_from_database


class Command(BaseCommand):
    help = (
        "Find the companies and people of the database in texts: JSON Lines {doc_id, text} in, {doc_id, mentions, "
        "proposals} out (docs/formats.md), to standard output or to --output."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="JSON Lines, .gz too; - reads standard input")
        parser.add_argument("--output", type=Path, metavar="FILE")

    def handle(self, *, file, output, verbosity, **options):
        if str(file) != "-" and not file.is_file():
            raise CommandError(f"Not found: {file}.")
        started = time.perf_counter()
        directory = directory_from_database(by_external_id=True)
        loaded = time.perf_counter()
        # Under another name until it is whole, so that a broken run never leaves half a file in a good one's place.
        partial = output and output.with_name(output.name + ".partial")
        with open_lines(file) as lines, partial.open("w", encoding="utf-8") if partial else nullcontext() as target:
            done, bad = self._answer(directory, lines, target)
        if partial:
            partial.replace(output)
        if verbosity and done:
            seconds = max(time.perf_counter() - loaded, 0.001)
            self.stderr.write(
                f"{len(directory):,} companies and people read in {loaded - started:.2f} s; "
                f"{done:,} texts in {seconds:.2f} s, {done / seconds:,.0f} a second."
            )
        if bad:
            raise CommandError(f"{bad} lines could not be read and are named above; the others were.")

    def _answer(self, directory: Directory, lines, target) -> tuple[int, int]:
        done = bad = 0
        write = target.write if target else self.stdout.write
        for number, doc_id, text in documents(lines):
            if text is None:
                bad += 1
                self.stderr.write(self.style.ERROR(f"line {number}: {doc_id}"))
                continue
            done += 1
            write(to_line(doc_id, directory.find(text)) + "\n")
        return done, bad


def open_lines(file: Path):
    if str(file) == "-":
        return nullcontext(sys.stdin.buffer)
    return gzip.open(file) if file.suffix == ".gz" else file.open("rb")


def documents(lines) -> Iterator[tuple[int, object, str | None]]:
    """The number, id and text of each line; without a text, the reason instead of the id."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
        except (ValueError, RecursionError) as error:
            yield number, f"not JSON: {error}", None
            continue
        if not isinstance(row, dict) or not isinstance(row.get("text"), str) or row.get("doc_id") is None:
            yield number, "not an object with “doc_id” and “text”", None
        else:
            yield number, row["doc_id"], row["text"]


def to_line(doc_id, result: Result) -> str:
    """One line of output. Offsets count code points, the end exclusive."""
    answer = {
        "doc_id": doc_id,
        "mentions": [
            {
                "start": mention.start,
                "end": mention.end,
                "type": mention.type,
                "entity_id": mention.entity_id,
                "surface": mention.surface,
                "tier": mention.tier,
                "score": mention.score,
                "reasons": mention.reasons,
            }
            for mention in result.mentions
        ],
        "proposals": [
            {
                "start": proposal.start,
                "end": proposal.end,
                "surface": proposal.surface,
                "near": [{"entity_id": name.entity_id, "name": name.text} for name in proposal.near],
            }
            for proposal in result.proposals
        ],
    }
    line = json.dumps(answer, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:  # half a character, which JSON can spell and UTF-8 can't
        return json.dumps(answer)
    return line
