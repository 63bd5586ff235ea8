"""A part of a file for whoever asks for one, so that a download that broke off goes on where it stopped.

One range of bytes is answered (RFC 9110, section 14); several, other units and what is no range get the whole, as the
standard has it for whoever does not understand them.
"""

import re
from typing import BinaryIO

_ONE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII | re.IGNORECASE)


class NotSatisfiable(ValueError):
    """The range begins behind the end of the file."""


def asked_for(request, *, size: int, etag: str) -> range | None:
    """The bytes that a GET asks for, of `size`; None where it is to have the whole. Raises NotSatisfiable.

    A part of another version would spoil what somebody has of the first, so `If-Range` has to name this one exactly.
    """
    match = _ONE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or match is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = match.groups()
    if not first:
        if not last:
            return None
        first, last = max(0, size - int(last)), size - 1
        if first == size:
            raise NotSatisfiable
        return range(first, size)
    first, last = int(first), min(int(last or size - 1), size - 1)
    if last < first:
        if first < size:
            return None  # the end before the beginning is no range
        raise NotSatisfiable
    return range(first, last + 1)


class Part:
    """A file of which only these bytes can be read."""

    def __init__(self, file: BinaryIO, wanted: range):
        file.seek(wanted.start)
        self.file, self.left = file, len(wanted)

    def read(self, size: int) -> bytes:
        data = self.file.read(min(size, self.left))
        self.left -= len(data)
        return data

    def close(self) -> None:
        self.file.close()
