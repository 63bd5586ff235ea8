"""The site with a clock of its own, that many seconds from the real one as the file CLOCK says. For tests only.

`gunicorn tests.faults.other_clock` serves so, and `python -m tests.faults.other_clock` is the tick in four processes.
What counts passing time, such as gunicorn's watch over its workers, stays with the machine.
"""

import os
import sys
import time
from pathlib import Path
from threading import Lock

import time_machine


class Clock:
    """Moves the clock of this process, all threads of it, to where the file says."""

    def __init__(self, path: str):
        self.path, self._lock, self._traveller = Path(path), Lock(), None
        self._ahead = None

    def obey(self) -> None:
        ahead = float(self.path.read_text())
        with self._lock:
            if ahead == self._ahead:
                return
            if self._traveller is None:
                self._traveller = time_machine.travel(time.time() + ahead, tick=True).start()
            else:
                self._traveller.shift(ahead - self._ahead)
            self._ahead = ahead


class OtherClock:
    def __init__(self, app, clock: Clock):
        self.app, self.clock = app, clock

    def __call__(self, environ, start_response):
        self.clock.obey()
        return self.app(environ, start_response)


def tick_in(processes: int) -> int:
    """As many at once, begun by one that has loaded everything. How many of them failed."""
    import django
    from django.core.management import call_command

    Clock(os.environ["CLOCK"]).obey()
    django.setup()
    for _ in range(processes):
        if not os.fork():
            call_command("tick")
            sys.stdout.flush()
            os._exit(0)
    return sum(os.wait()[1] != 0 for _ in range(processes))


if __name__ == "__main__":
    sys.exit(tick_in(4))
else:
    from newsroom.wsgi import application as _site

    application = OtherClock(_site, Clock(os.environ["CLOCK"]))
