"""Between the workers of before a reload and those after it: the old ones go on until the new ones can answer.

gunicorn tells the old to stop as soon as it has begun the new, which load the site for a few seconds first, and whoever
asked meanwhile would wait for that. The memory that all of them see is the master's, made before any of them.
"""

import mmap

_MOST_WORKERS = 1024


class Handover:
    """What the workers of one server know of each other. Each byte and number is written by one process at a time."""

    def __init__(self):
        self._seen = mmap.mmap(-1, 8 + _MOST_WORKERS)  # the turn, and who of it can answer

    @property
    def turn(self) -> int:
        """How many times the master was told to reload."""
        return int.from_bytes(self._seen[:8])

    def begin(self) -> None:
        """The master makes new workers next, and tells the others to stop."""
        self._seen[:] = (self.turn + 1).to_bytes(8) + bytes(_MOST_WORKERS)

    def can_answer(self, worker: int, turn: int) -> None:
        """The worker of that number, made in that turn, has loaded the site."""
        if turn == self.turn:
            self._seen[8 + worker % _MOST_WORKERS] = 1

    @property
    def has_answered(self) -> bool:
        """Whether any worker ever could, of this turn or of one before."""
        return bool(self.turn or self.answering())

    def answering(self) -> int:
        """How many workers of this turn can answer."""
        return sum(self._seen[8:])


handover = Handover()
