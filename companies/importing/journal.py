"""What a batch changed in memory, so that one which the database refuses can be undone without reading all again."""

from collections.abc import Callable


class Journal:
    """How to take back each change since the last time that all was well."""

    def __init__(self):
        self._steps: list[Callable[[], object]] = []

    def note(self, undo: Callable[..., object], *values: object) -> None:
        self._steps.append(lambda: undo(*values))

    def add(self, found: set, value: object) -> None:
        """Put a value into a set; one that was in it before stays in any case."""
        if value not in found:
            found.add(value)
            self.note(found.discard, value)

    def put(self, found: dict, key: object, value: object) -> None:
        if key in found:
            self.note(found.__setitem__, key, found[key])
        else:
            self.note(found.pop, key)
        found[key] = value

    def set(self, thing: object, name: str, value: object) -> None:
        if getattr(thing, name) != value:
            self.note(setattr, thing, name, getattr(thing, name))
            setattr(thing, name, value)

    def keep(self) -> None:
        """All is well: what was changed stays."""
        self._steps.clear()

    def undo(self) -> None:
        while self._steps:
            self._steps.pop()()
