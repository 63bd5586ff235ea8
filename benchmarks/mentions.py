"""How well and how fast names are found: python -m benchmarks.mentions DIR [--half 1|2] [--errors SET]

DIR holds labelled sets (`<lang>_<set>_dev.jsonl.gz`) and directories (`directory_*.jsonl.gz`), in the format
described in docs/tagging.md. Judged by document: which companies and people are named in it. A hit on a
name outside the directory is not counted; a hit anywhere else is wrong.
"""

import argparse
import gzip
import json
import math
import random
import statistics
import time
import tracemalloc
from collections import Counter, defaultdict
from pathlib import Path

from newsroom.desk.mentions import Directory, Name, might_contain

# set, its directory, the goal for F1
SETS = [
    ("en_reuters-tickers", "directory_reuters1987", 0.90),
    ("en_sentfin", "directory_sentfin", 0.92),
    ("en_reuters-128", "directory_en", 0.95),
    ("en_news-fair", "directory_en", 0.88),
    ("en_rss-500", "directory_en", None),
    ("zh_cluener", "directory_zh", 0.94),
    ("zh_finre", "directory_zh", None),
]
SCORED = {"company", "org", "person"}
OUTSIDE = {"unknown", "other_org"}


# Reading


def rows(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def names_of(row):
    """One row of a directory as names: the first is the official one, the rest are aliases."""
    language = row.get("lang", "en")
    kind = "person" if row["type"] == "person" else "company"
    yield Name(row["name"], row["id"], kind, language, "official")
    for alias in row.get("aliases", ()):
        yield Name(alias, row["id"], kind, language, "short")
    if english := row.get("name_en"):
        yield Name(english, row["id"], kind, "en", "official")
    for alias in row.get("aliases_en", ()):
        yield Name(alias, row["id"], kind, "en", "short")


def kind_of(type_):
    return "person" if type_ == "person" else "company"


# The comparison: longest match of the names as written


class Naive:
    def __init__(self, names):
        self.names = {}
        lengths = defaultdict(set)
        for name in names:
            if len(name.text) > 1:
                self.names.setdefault(name.text, (name.type, name.entity_id))
                lengths[name.text[:2]].add(len(name.text))
        self.lengths = {head: sorted(found, reverse=True) for head, found in lengths.items()}

    def find(self, text):
        at, found = 0, []
        while at < len(text) - 1:
            for length in self.lengths.get(text[at : at + 2], ()):
                surface = text[at : at + length]
                if surface in self.names and whole(text, at, at + length):
                    found.append((at, at + length, *self.names[surface]))
                    at += length
                    break
            else:
                at += 1
        return found


def latin(char):
    return char.isalnum() and char < "\u2e80"


def whole(text, start, end):
    cut_left = start and latin(text[start]) and latin(text[start - 1])
    return not cut_left and not (end < len(text) and latin(text[end - 1]) and latin(text[end]))


# Scoring


def gold_of(doc, types):
    if doc.get("doc_complete"):
        return {row["id"] for row in doc["entities"]}
    return {
        row["entity_id"]
        for row in doc["mentions"]
        if row["type"] in SCORED and row["entity_id"] and kind_of(row["type"]) in types
    }


def found_in(doc, hits, gold, types, strict):
    """The entities named by the hits; hits on names outside the directory fall away."""
    outside = [
        (row["start"], row["end"])
        for row in doc["mentions"]
        if row["type"] in OUTSIDE or (row["type"] in SCORED and not row["entity_id"])
    ]
    found = set()
    for start, end, type_, entity in hits:
        if type_ not in types:
            continue
        if strict:
            free = any(start == a and end == b for a, b in outside)
        else:
            free = any(start < b and a < end for a, b in outside)
        if entity in gold or not free:
            found.add(entity)
    return found


def count(docs, hits_of, same, *, strict=False):
    """Right, wrong and missed entities; wrong ones only where every name is labelled."""
    totals, wrongs, misses = Counter(), [], []
    for doc, hits in zip(docs, hits_of, strict=True):
        types = {kind_of(type_) for type_ in doc.get("types", ("org", "person"))}
        gold = gold_of(doc, types)
        found = found_in(doc, hits, gold, types, strict)
        gold, found = {same.get(i, i) for i in gold}, {same.get(i, i) for i in found}
        totals["right"] += len(gold & found)
        totals["missed"] += len(gold - found)
        if doc.get("complete") or doc.get("doc_complete"):
            totals["wrong"] += len(found - gold)
            wrongs += [(doc, entity) for entity in sorted(found - gold)]
        misses += [(doc, entity) for entity in sorted(gold - found)]
    return totals, wrongs, misses


def rates(totals):
    precision = totals["right"] / max(1, totals["right"] + totals["wrong"])
    recall = totals["right"] / max(1, totals["right"] + totals["missed"])
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def wilson(right, total, z=1.96):
    if not total:
        return 0.0, 1.0
    share = right / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (middle - spread) / (1 + z * z / total), (middle + spread) / (1 + z * z / total)


# Quality


def quality(folder, half, errors):
    print(
        f"{'set':20} {'docs':>5}  {'naive P    R    F1':20} {'ours P     R    F1':20} goal  strict  "
        f"{'sure P (95 %)':22} {'in sure':>7}  all P"
    )
    directories = {}
    for set_, directory_file, goal in SETS:
        path = folder / f"{set_}_dev.jsonl.gz"
        if not path.exists() or (errors and errors not in set_):
            continue
        if directory_file not in directories:
            entries = list(rows(folder / f"{directory_file}.jsonl.gz"))
            names = [name for row in entries for name in names_of(row)]
            same = {i: row["id"] for row in entries for i in row.get("xref", ())}
            directories[directory_file] = Directory(names), Naive(names), same
        directory, naive, same = directories[directory_file]
        docs = list(rows(path))
        if half:
            random.Random(7).shuffle(docs)
            docs = docs[half - 1 :: 2]
        base, _, _ = count(docs, [naive.find(doc["text"]) for doc in docs], same)
        mentions = [directory.find(doc["text"]).mentions for doc in docs]

        def tiers(*wanted, mentions=mentions):
            return [[(m.start, m.end, m.type, m.entity_id) for m in found if m.tier in wanted] for found in mentions]

        ours, wrongs, misses = count(docs, tiers("sure", "likely"), same)
        strict, _, _ = count(docs, tiers("sure", "likely"), same, strict=True)
        sure, sure_wrongs, _ = count(docs, tiers("sure"), same)
        every, _, _ = count(docs, tiers("sure", "likely", "weak"), same)
        low, high = wilson(sure["right"], sure["right"] + sure["wrong"])
        labelled = bool(docs[0].get("complete") or docs[0].get("doc_complete"))
        print(
            f"{set_:20} {len(docs):5}  {three(base, labelled):20} {three(ours, labelled):20} "
            f"{goal or '–':<5} {rates(strict)[2]:.3f}   "
            + (f"{rates(sure)[0]:.3f} ({low:.3f}–{high:.3f})   " if labelled else f"{'–':22} ")
            + f"{sure['right'] / max(1, ours['right']):6.0%}  {rates(every)[0]:.3f}"
        )
        if errors:
            show(docs, mentions, wrongs, misses, sure_wrongs)


def three(totals, labelled):
    precision, recall, f1 = rates(totals)
    return f"{precision:.3f} {recall:.3f} {f1:.3f}" if labelled else f"  –   {recall:.3f}   –"


def show(docs, mentions, wrongs, misses, sure_wrongs):
    of = {doc["doc_id"]: found for doc, found in zip(docs, mentions, strict=True)}
    surely = {(doc["doc_id"], entity) for doc, entity in sure_wrongs}
    for doc, entity in wrongs:
        best = max((m for m in of[doc["doc_id"]] if m.entity_id == entity), key=lambda m: m.score, default=None)
        if best:
            text = doc["text"]
            around = f"{text[max(0, best.start - 45) : best.start]}[{best.surface}]{text[best.end : best.end + 40]}"
            mark = "SURE" if (doc["doc_id"], entity) in surely else "    "
            print(f"wrong {mark} {best.score:.2f} {entity} {around!r} {'; '.join(best.reasons)}")
    for doc, entity in misses:
        weak = [(m.surface, m.score, m.reasons) for m in of[doc["doc_id"]] if m.entity_id == entity]
        surfaces = {row["surface"] for row in doc["mentions"] if row["entity_id"] == entity}
        print(f"missed {entity} {surfaces or ''} {weak[:2]} {doc['text'][:160]!r}")


# Speed


def words(text):
    return text.split()


def invented(companies=10_000, people=5_000):
    """A directory of made-up names, about four a company, in both scripts."""
    rng = random.Random(1)
    syllables = words(
        "ba ber co dan del en fa gar hin in jo kel lan mor nex or pal qua ren sol tan ul ven wi xan yor zel"
    )
    fields = words("Technology Systems Software Biotech Energy Networks Robotics Materials Capital Medical")
    han = [chr(code) for code in range(0x4E00, 0x5E00)]

    def word():
        return "".join(rng.choices(syllables, k=rng.choice((2, 3, 3)))).capitalize()

    names = []
    for number in range(companies):
        first, second, short = word(), word(), "".join(rng.sample(han, 2))
        full = f"{first} {second} {rng.choice(fields)}"
        id_ = f"c{number}"
        names += [
            Name(f"{full} Co., Ltd.", id_),
            Name(f"{first} {second}", id_, kind="short"),
            Name(f"北京{short}科技有限公司", id_, language="zh"),
            Name(f"{short}科技", id_, language="zh", kind="short"),
        ]
    for number in range(people):
        names += [
            Name(f"{word()} {word()}", f"p{number}", "person"),
            Name("".join(rng.sample(han, 3)), f"p{number}", "person", "zh"),
            Name(f"{word()} {word()}", f"p{number}", "person", "en", "pinyin"),
            Name(f"{word()} {word()}", f"p{number}", "person", "en", "former"),
        ]
    return names


def stories(texts, names, words=700, number=60):
    """Stories of about so many words from real sentences, each with names of the directory planted."""
    rng = random.Random(2)
    pool = [part.strip() for text in texts for part in text.split("\n\n") if 100 < len(part) < 900]
    made = []
    for _ in range(number):
        parts = []
        while sum(len(part.split()) for part in parts) < words - 50:
            parts.append(rng.choice(pool))
            parts.append(f"{rng.choice(names).text} and {rng.choice(names).text} said so on Monday.")
        made.append("\n\n".join(parts))
    return made


def timed(function, *arguments, repeat=1):
    """Median seconds of processor time, so that neighbours on a shared machine count less."""
    taken = []
    for _ in range(repeat):
        start = time.process_time()
        function(*arguments)
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def speed(folder):
    names = invented()
    texts = [row["text"] for row in rows(folder / "en_reuters-tickers_dev.jsonl.gz")]
    tracemalloc.start()
    directory = Directory(names)
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    build = timed(Directory, names, repeat=3)
    print(f"\nindex of {len(names):,} names: {build:.2f} s, {kept / 1e6:.0f} MB")
    long = stories(texts, names)
    each = sorted(timed(directory.find, story, repeat=3) for story in long)
    found = sum(len(directory.find(story).mentions) for story in long) / len(long)
    print(
        f"story of {statistics.mean(len(s.split()) for s in long):.0f} words, {found:.0f} mentions: "
        f"median {each[len(each) // 2] * 1000:.2f} ms, p95 {each[int(len(each) * 0.95)] * 1000:.2f} ms"
    )
    chinese = [
        "".join(row["text"] for row in part) for part in batches(list(rows(folder / "zh_finre_dev.jsonl.gz")), 25)
    ]
    each = sorted(timed(directory.find, story, repeat=3) for story in chinese)
    print(
        f"Chinese story of {statistics.mean(map(len, chinese)):.0f} characters: "
        f"median {each[len(each) // 2] * 1000:.2f} ms, p95 {each[int(len(each) * 0.95)] * 1000:.2f} ms"
    )
    for alias, archive in (
        (Name("Yiheng Technology", "x"), long),
        (Name("Yiheng Technology", "x"), chinese),
        (Name("亿恒科技", "x"), chinese),
    ):
        sample = archive * (2000 // len(archive))
        seconds = timed(lambda alias=alias, sample=sample: [might_contain(alias, text) for text in sample])
        size = statistics.mean(map(len, sample))
        print(f"100,000 stories of {size:.0f} characters asked for “{alias.text}”: {seconds / len(sample) * 1e5:.1f} s")


def batches(items, size):
    return [items[at : at + size] for at in range(0, len(items) - size, size)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", type=int, choices=(1, 2), help="only every other document, to hold one half out")
    parser.add_argument("--errors", metavar="SET", help="list what is wrong and missed in this set")
    options = parser.parse_args()
    quality(options.folder, options.half, options.errors)
    if not options.errors and not options.half:
        speed(options.folder)


if __name__ == "__main__":
    main()
