"""How well and how fast the site's search finds, on the stories that are in the database.

    python -m benchmarks.search [JUDGED.jsonl …]

Takes random live stories and looks for each of them by the words of its headline and by a few of its rarest words
(success@10: it is among the first ten), and looks for random stretches of two to four Han characters (recall: of the
stories in which they stand, by reading all of them, how many are found). Then measures the pages' time in this process,
CPU and clock, for rare, common and Chinese words. A file of judged queries has a line for each:
{"q": "…", "relevant": ["source id", …]}; for these, nDCG@10 and success@10 are told.

SEED and SAMPLES in the environment change the sample. Nothing is written.
"""

import json
import math
import os
import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable

import django

HAN = re.compile("[\u4e00-\u9fff]{2,}")
DEPTH = 10


def main(files: list[str]) -> None:
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    chance = random.Random(int(os.environ.get("SEED", "1")))
    samples = int(os.environ.get("SAMPLES", "300"))
    stories = read_stories()
    print(f"{len(stories):,} live stories")
    in_stories = document_frequencies(stories)
    chosen = chance.sample(stories, min(samples, len(stories)))
    rare = max(3, len(stories) // 100)
    by_headline = [(story["headline"], story["id"]) for story in chosen]
    by_rare = [(query, story["id"]) for story in chosen if (query := rare_words(story, in_stories, rare, chance))]
    for label, queries in (("headline's words", by_headline), ("three to six rare words", by_rare)):
        if queries:
            print(success(label, queries, stories))
    chinese = [story for story in stories if HAN.search(story["headline"])]
    stretches = [stretch(story, chance) for story in chance.sample(chinese, min(samples, len(chinese)))]
    if stretches:
        print(recall(stretches, stories))
    for path in files:
        print(judged(path))
    by_count = [word for word, _ in in_stories.most_common()]
    kinds = {
        "rare words": [query for query, _ in by_rare[:60]],
        "common words": [word for word in by_count[:200] if len(word) > 3][:20],
        "Chinese": stretches[:60],
    }
    for label, queries in kinds.items():
        if queries:
            print(latency(label, queries))


def read_stories() -> list[dict]:
    from newsroom.models import Edition, search
    from newsroom.models.search import words

    found = []
    for edition in Edition.objects.live().only("source_id", "headline", "standfirst", "body_html").iterator():
        text = f"{edition.headline}\n{edition.standfirst}\n{search.plain_text(edition.body_html)}"
        latin = {word for word in words.raw_tokens(words.fold(text)) if not words.is_han(word)}
        found.append(
            {"id": edition.source_id, "edition": edition.pk, "headline": edition.headline, "text": text, "words": latin}
        )
    return found


def document_frequencies(stories: list[dict]) -> Counter:
    return Counter(word for story in stories for word in story["words"])


def rare_words(story: dict, in_stories: Counter, most: int, chance: random.Random) -> str:
    """Three to six of its words that stand in `most` stories or fewer; none where it has not three such words."""
    rare = sorted(word for word in story["words"] if word.isalpha() and len(word) > 2 and in_stories[word] <= most)
    return " ".join(chance.sample(rare, min(len(rare), chance.randint(3, 6)))) if len(rare) >= 3 else ""


def stretch(story: dict, chance: random.Random) -> str:
    run = chance.choice(HAN.findall(story["headline"]))
    length = min(len(run), chance.randint(2, 4))
    start = chance.randrange(len(run) - length + 1)
    return run[start : start + length]


def feed(query: str, page: int = 1) -> dict:
    from django.test import Client

    answer = Client().get("/search/feed.json", {"q": query, "page": page})
    if answer.status_code != 200:
        raise SystemExit(f"{query!r} answers {answer.status_code}")
    return answer.json()


def ids(query: str, most: int = DEPTH) -> list[str]:
    found, page, more = [], 1, True
    while more and len(found) < most:
        answer = feed(query, page)
        found += [item["source_id"] for item in answer["items"]]
        page, more = page + 1, "next_url" in answer
    return found[:most]


def success(label: str, queries: Iterable[tuple[str, str]], stories: list[dict]) -> str:
    text = {story["id"]: story["text"] for story in stories}
    hits, same, total, ranks, missed = 0, 0, 0, 0.0, []
    for query, wanted in queries:
        found = ids(query)
        total += 1
        if wanted in found:
            hits += 1
            ranks += 1 / (found.index(wanted) + 1)
        elif any(text[each] == text[wanted] for each in found):
            same += 1
        else:
            missed.append(query)
    rate = f"{hits / total:.3f}" + (f" ({(hits + same) / total:.3f} with copies of the same text)" if same else "")
    shown = f"; missed: {missed[:5]}" if missed else ""
    return f"{label}: success@10 {rate}, mean reciprocal rank {ranks / total:.3f}, {total} queries{shown}"


def recall(queries: list[str], stories: list[dict]) -> str:
    from django.utils import timezone

    from newsroom.public.search.find import find
    from newsroom.public.search.query import parse

    found_all = wanted_all = others = measured = 0
    for query in queries:
        answer = find(parse(query), (), timezone.now())
        if answer.rest:  # as a reader does who goes through all pages
            answer.add_rest()
        if answer.is_more:  # then only the newest are ranked
            continue
        wanted = {story["edition"] for story in stories if query in story["text"]}
        found = {hit.edition for hit in answer.hits[: answer.complete]}
        measured += 1
        found_all += len(wanted & found)
        wanted_all += len(wanted)
        others += len(found - wanted)
    share = found_all / wanted_all
    return (
        f"Chinese stretches: recall {share:.4f} of {wanted_all:,} places in {measured} queries; "
        f"{others} stories more have it in the names that they are about"
    )


def judged(path: str) -> str:
    gains, hits, total = 0.0, 0, 0
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            relevant, found = set(map(str, row["relevant"])), ids(row["q"])
            gain = sum(1 / math.log2(place + 2) for place, each in enumerate(found) if each in relevant)
            best = sum(1 / math.log2(place + 2) for place in range(min(DEPTH, len(relevant))))
            gains += gain / best if best else 0
            hits += bool(relevant & set(found))
            total += 1
    return f"{path}: nDCG@10 {gains / total:.3f}, success@10 {hits / total:.3f}, {total} queries"


def latency(label: str, queries: list[str]) -> str:
    from django.test import RequestFactory

    from newsroom.public.views.search import SearchPage

    view, requests = SearchPage.as_view(), RequestFactory()
    cpu, clock = [], []
    for query in queries:
        for _ in range(3):
            request = requests.get("/search/", {"q": query})
            cpu.append(timed(time.process_time, lambda request=request: view(request)))
            clock.append(timed(time.perf_counter, lambda request=request: view(request)))
    return f"{label}: page {quantiles(cpu)} ms CPU, {quantiles(clock)} ms by the clock (p50 / p95)"


def timed(clock: Callable[[], float], action: Callable[[], object]) -> float:
    start = clock()
    action()
    return (clock() - start) * 1000


def quantiles(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} / {statistics.quantiles(values, n=20)[-1]:.1f}"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    main(sys.argv[1:])
