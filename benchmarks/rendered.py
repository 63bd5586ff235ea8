"""What a rendered page costs in one process, without a server: python -m benchmarks.rendered [--stories 10000]

Asks the site's WSGI application for the pages of benchmarks.pages, one after another, and tells the CPU milliseconds of
each kind: the median and the least of sixty. On a machine that does other work the least is nearest to the truth.
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
    print("| page | median, ms | least, ms |\n|---|---:|---:|")
    for kind, paths in pages.items():
        if options.only in kind:
            costs = sorted(cost(application, paths))
            print(f"| {kind} | {statistics.median(costs):.1f} | {costs[0]:.1f} |")
    print(f"\n{content}; {machine()}; load {load_before:.1f} before, {os.getloadavg()[0]:.1f} after.")


def cost(application, paths: list[str]) -> list[float]:
    for path in paths[:20]:
        ask(application, path)
    found = []
    for number in range(TIMES):
        started = time.process_time()
        ask(application, paths[number % len(paths)])
        found.append((time.process_time() - started) * 1000)
    return found


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
