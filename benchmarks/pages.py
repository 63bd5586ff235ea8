"""What a public page costs the server: python -m benchmarks.pages [--stories 10000] [--seconds 2] [--rounds 3]

Builds a site of demo stories, starts gunicorn with the project's configuration three times on this machine (with pages
kept ready-made, with every page rendered, and with a bare WSGI function that answers 30 KB) and asks all three for
the same pages in turn. The figure is CPU milliseconds a request: what all processes of the server used, divided by the
requests they answered. It hardly depends on what else the machine does; requests per second do, so quote their ratios.
"""

import argparse
import http.client
import os
import platform
import re
import secrets
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
TICK = os.sysconf("SC_CLK_TCK")
CONNECTIONS = 8
VARIANTS = ("ready", "bare", "rendered")
SAMPLE = 100  # pages of a kind, asked for in turn
SAMPLE_OF_TEXTS = 300
BARE = b"x" * 30_000


def bare(environ, start_response):
    """The least that gunicorn and Python can do."""
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(BARE)))])
    return [BARE]


# The site


def prepare(folder: Path, stories: int) -> dict[str, str]:
    """The environment of a site with that many stories; a folder that has it already is taken as it is."""
    key = folder / "secret_key"
    folder.mkdir(parents=True, exist_ok=True)
    if not key.exists():
        key.write_text(secrets.token_urlsafe(50))
    kept = {name: os.environ[name] for name in ("PATH", "DATABASE_URL") if name in os.environ}
    environment = kept | {
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": key.read_text(),
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "HTTPS": "0",
        "LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(ROOT),
    }
    for command in (["migrate"], ["rebuild_cards"], ["collectstatic", "--no-input"]):
        manage(environment, *command, "--verbosity", "0")
    if not (folder / "stories").exists():
        started = time.monotonic()
        print(f"Making {stories:,} stories …", file=sys.stderr)
        manage(environment, "demo", "--stories", str(stories), "--verbosity", "0")
        print(f"That took {time.monotonic() - started:.0f} s.", file=sys.stderr)
        (folder / "stories").write_text(str(stories))
    return environment


def manage(environment, *arguments) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)


def choose_pages(environment) -> tuple[dict[str, list[str]], str]:
    """The addresses of each kind of page, the busiest first, and what the site holds."""
    os.environ.update(environment)
    import django

    django.setup()
    from django.db.models import Count

    from companies.models import Company, Tag
    from newsroom.models import Edition
    from newsroom.public.paging import SIZE
    from people.models import Person

    live = Edition.objects.live()
    count = live.count()
    stories = list(live.newest_first().only("slug", "first_published_at")[: SAMPLE * 10 : 10])
    deep = max(1, min(200, count // SIZE))

    def busiest(rows, uses):
        rows = rows.annotate(uses=Count(uses)).order_by("-uses", "pk")[:SAMPLE]
        return [row.get_absolute_url() for row in rows]

    topics = busiest(Tag.objects.topics(), "edition_items")
    in_busiest = Tag.objects.topics().annotate(uses=Count("edition_items")).order_by("-uses", "pk")[0].uses
    far = max(1, min(20, in_busiest // SIZE))
    companies = busiest(Company.objects.listed(), "tag__edition_items")
    people = busiest(Person.objects.listed(), "tag__edition_items")
    pages = {
        "home": ["/"],
        "story": [story.get_absolute_url() for story in stories],
        "list, page 1": ["/news/"],
        f"list, page {deep}": [f"/news/?page={deep}"],
        "company": companies,
        "person": people,
        "topic": topics,
        f"topic, page {far}": [f"{topics[0]}?page={far}"],
        "people": ["/people/"],
        "companies": ["/companies/"],
        "year": [f"/news/{stories[0].first_published_at.year}/"],
        "feed": ["/feed/"],
        "search, in a third of all": [f"/search/?q={word_in_a_third()}"],
        "search, a name": [f"/search/?q={quote(company.name)}" for company in Company.objects.listed()[:SAMPLE]],
        "sitemap of a year": [f"/sitemap-{stories[0].first_published_at.year}.xml"],
    }
    numbers = (count, Company.objects.count(), Person.objects.count(), Tag.objects.topics().count())
    return pages, "{:,} live stories, {:,} companies, {:,} people, {:,} topics".format(*numbers)


def word_in_a_third() -> str:
    """The word in the stories that comes nearest to standing in a third of them, by a sample."""
    from collections import Counter

    from newsroom.models import Edition, search
    from newsroom.models.search.words import fold, raw_tokens

    texts = Edition.objects.live().order_by("?").values_list("body_html", flat=True)[:SAMPLE_OF_TEXTS]
    in_stories = Counter(word for text in texts for word in set(raw_tokens(fold(search.plain_text(text)))))
    words = [word for word in in_stories if word.isalpha() and word.isascii() and len(word) > 4]
    return min(words, key=lambda word: (abs(in_stories[word] - len(texts) / 3), word))


# A server


class Server:
    """gunicorn with the project's configuration, and what it costs."""

    def __init__(self, app: str, environment: dict[str, str], log, workers: int, threads: int):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            app,
            "-c",
            "newsroom/gunicorn_conf.py",
            "-b",
            f"127.0.0.1:{self.port}",
        ]
        command += ["--workers", str(workers), "--threads", str(threads)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)

    def wait(self) -> None:
        for _ in range(300):
            try:
                return self.ask("/")
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise SystemExit("The server did not start; see server.log in the site's folder.")

    def ask(self, path: str, **headers) -> tuple[int, int]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        size = len(response.read())
        connection.close()
        return response.status, size

    def cpu(self) -> float:
        """Seconds that the master, its workers and those it has buried have used."""
        master = self.process.pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        ticks = 0
        for pid in (master, *children):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:13]))
            if pid == master:
                ticks += sum(map(int, fields[13:15]))
        return ticks / TICK

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


# A run


def drive(port: int, paths: list[str], seconds: int, gzip: bool) -> tuple[int, float]:
    """Ask for the paths in turn as fast as the server answers; gives requests and seconds."""
    coding = "gzip" if gzip else "identity"
    if shutil.which("wrk") is None:
        return drive_in_python(port, paths, seconds, coding)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        listed = ", ".join(f'wrk.format("GET", "{path}")' for path in paths)
        script.write(
            f'wrk.headers["Accept-Encoding"] = "{coding}"\nlocal asked, n = nil, 0\n'
            f"function init() asked = {{ {listed} }} end\n"
            "function request() n = n + 1 return asked[n % #asked + 1] end\n"
        )
        script.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script.name, f"http://127.0.0.1:{port}/"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(f"Not every request was answered well:\n{said}")
    requests, took = re.search(r"(\d+) requests in ([\d.]+)s", said).groups()
    return int(requests), float(took)


def drive_in_python(port: int, paths: list[str], seconds: int, coding: str) -> tuple[int, float]:
    counts, started = [], time.monotonic()

    def read(offset: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        number = 0
        while time.monotonic() - started < seconds:
            connection.request("GET", paths[(offset + number) % len(paths)], headers={"Accept-Encoding": coding})
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise SystemExit(f"{response.status} for {paths[(offset + number) % len(paths)]}")
            number += 1
        counts.append(number)
        connection.close()

    threads = [threading.Thread(target=read, args=(n * 7,)) for n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts), time.monotonic() - started


def measure(server: Server, paths: list[str], seconds: int, gzip: bool) -> tuple[float, float]:
    """CPU milliseconds a request, and requests a second."""
    before = server.cpu()
    requests, took = drive(server.port, paths, seconds, gzip)
    # None at all where the machine is busy and the workers have yet to import everything.
    return (server.cpu() - before) * 1000 / max(requests, 1), requests / took


def warm(server: Server, paths: list[str], gzip: bool) -> None:
    """Until every worker has every page, which shows in what a request costs: it doesn't fall any more.

    A worker to which the kernel gives few connections takes long to see a hundred pages, and a page that is made anew
    costs as much as twenty that are ready.
    """
    least, steady = 1.0, 0  # milliseconds; more is no ready page
    for _ in range(30):
        cost, speed = measure(server, paths, 1, gzip)
        steady = steady + 1 if speed and 0.9 * least < cost < 1.2 * least else 0
        if steady == 2:
            return
        least = min(least, cost) if speed else least


# The table


def machine() -> str:
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return (
        f"{os.cpu_count()} × {model[1] if model else platform.processor()}, Python {platform.python_version()}, "
        f"{database()}"
    )


def database() -> str:
    from django.db import connection

    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}"


def table(results: dict, sizes: dict) -> str:
    lines = [
        "| page | bytes | ready-made, ms | bare, ms | to bare | rendered, ms | to rendered "
        "| ready-made, req/s | rendered, req/s |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for kind, size in sizes.items():
        (ready, fast), (least, _), (rendered, slow) = (
            [statistics.median(values) for values in zip(*results[kind, variant], strict=True)] for variant in VARIANTS
        )
        lines.append(
            f"| {kind} | {size:,} | {ready:.2f} | {least:.2f} | {ready / least:.1f} × | {rendered:.1f} "
            f"| {rendered / ready:.0f} × | {fast:,.0f} | {slow:,.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=2, help="of one measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where the site is kept for the next time; default var/benchmark-N")
    parser.add_argument("--only", default="", help="kinds of pages that contain this word")
    parser.add_argument("--gzip", action="store_true", help="ask for compressed pages, as browsers do")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=4)
    options = parser.parse_args()
    folder = (options.folder or ROOT / "var" / f"benchmark-{options.stories}").resolve()

    environment = prepare(folder, options.stories)
    pages, content = choose_pages(environment)
    pages = {kind: paths for kind, paths in pages.items() if options.only in kind}
    results: dict[tuple[str, str], list] = {}
    shape = {"workers": options.workers, "threads": options.threads}
    load_before = os.getloadavg()[0]
    with (folder / "server.log").open("w") as log:
        servers = {
            "ready": Server("newsroom.wsgi", environment | {"READY_PAGES": "1"}, log, **shape),
            "rendered": Server("newsroom.wsgi", environment | {"READY_PAGES": "0"}, log, **shape),
            "bare": Server("benchmarks.pages:bare", environment, log, **shape),
        }
        try:
            for server in servers.values():
                server.wait()
            coding = {"Accept-Encoding": "gzip" if options.gzip else "identity"}
            sizes = {kind: servers["ready"].ask(paths[0], **coding)[1] for kind, paths in pages.items()}
            for turn in range(options.rounds):
                for kind, paths in pages.items():
                    for variant in VARIANTS:
                        if sys.stderr.isatty():
                            print(f"\rround {turn + 1}, {kind}, {variant}\x1b[K", end="", file=sys.stderr)
                        if variant == "ready":
                            warm(servers[variant], paths, options.gzip)
                        result = measure(servers[variant], paths, options.seconds, options.gzip)
                        results.setdefault((kind, variant), []).append(result)
        finally:
            for server in servers.values():
                server.stop()
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    print(table(results, sizes))
    print()
    print(
        f"{content}. {options.workers} workers × {options.threads} threads, {CONNECTIONS} connections, "
        f"medians of {options.rounds} rounds of {options.seconds} s, "
        f"{'wrk' if shutil.which('wrk') else 'a client in Python'} on the same machine: {machine()}; "
        f"load {load_before:.1f} before, {os.getloadavg()[0]:.1f} after."
    )


if __name__ == "__main__":
    main()
