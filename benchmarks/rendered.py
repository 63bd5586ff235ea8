"""What a rendered page costs in one process, without a server: python -m benchmarks.rendered [--stories 10000]

Asks the site's WSGI application for the pages of benchmarks.pages, one after another, and tells the CPU milliseconds of
each kind: the median and the least of sixty. On a machine that does other work the least is nearest to the truth.

With DATABASE_URL set to a PostgreSQL on the same machine, the pages are that site's (--folder names where its media and
its secret key are), and beside them stands what the server's process needed for each, the mean of the sixty.
"""

import argparse
import io
import os
import statistics
import sys
import time
from pathlib import Path
from urllib.parse import unquote

from benchmarks.pages import ROOT, choose_pages, machine, prepare

TIMES = 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, help="where the site is kept for the next time; default var/benchmark-N")
    parser.add_argument("--only", default="", help="kinds of pages that contain this word")
    options = parser.parse_args()
    folder = (options.folder or ROOT / "var" / f"benchmark-{options.stories}").resolve()
    pages, content = choose_pages(prepare(folder, options.stories) | {"READY_PAGES": "0"})
    from newsroom.wsgi import application

    load_before = os.getloadavg()[0]
    print("| page | median, ms | least, ms | in the server, ms |\n|---|---:|---:|---:|")
    for kind, paths in pages.items():
        if options.only in kind:
            costs, in_server = cost(application, paths)
            print(f"| {kind} | {statistics.median(costs):.1f} | {min(costs):.1f} | {in_server} |")
    print(f"\n{content}; {machine()}; load {load_before:.1f} before, {os.getloadavg()[0]:.1f} after.")


def cost(application, paths: list[str]) -> tuple[list[float], str]:
    for path in paths[:20]:
        ask(application, path)
    found, process = [], server_process()
    before = server_time(process)
    for number in range(TIMES):
        started = time.process_time()
        ask(application, paths[number % len(paths)])
        found.append((time.process_time() - started) * 1000)
    return found, f"{(server_time(process) - before) / TIMES:.1f}" if process else "–"


def server_process() -> int | None:
    """The number of PostgreSQL's process that answers us, where it is one of this machine."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        number = cursor.fetchone()[0]
    return number if Path(f"/proc/{number}/schedstat").exists() else None


def server_time(process: int | None) -> float:
    """Milliseconds that it has run for (Linux, Documentation/scheduler/sched-stats.rst)."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e6 if process else 0


def ask(application, path: str) -> None:
    name, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote(name).encode().decode("latin-1"),  # as WSGI hands it over
        "QUERY_STRING": query,
        "HTTP_HOST": "localhost",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    heard = []
    answer = application(environ, lambda status, headers, exc_info=None: heard.append(status))
    b"".join(answer)
    answer.close()
    if not heard[0].startswith("200"):
        raise SystemExit(f"{heard[0]} for {path}")


if __name__ == "__main__":
    main()
