"""How often a JPEG is gone through: what its decoder costs, told before it is decoded (ITU-T T.81, annex B)."""

import re

_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
# Any number of FF may stand before a mark. Within a scan one of the picture is followed by 00; the marks that only
# divide a scan are RST0 to RST7. Like these TEM, 01, has no length: what it seemed to count would be passed by.
_MARK = re.compile(rb"\xff([^\x00\x01\xff\xd0-\xd7])")
_MOST_MARKS = 10_000  # encoders write a few dozen


def scans(data: bytes) -> list[int] | None:
    """For each scan of the JPEG that `data` begins with, how many components it holds. Broken data end the list.

    None for more marks than a picture has, which nobody should count.
    """
    found, at, marks = [], 2, 0
    while (mark := _MARK.search(data, at)) and mark[1][0] != _END_OF_IMAGE:
        if (marks := marks + 1) > _MOST_MARKS:
            return None
        body = mark.end()
        if mark[1][0] == _START_OF_SCAN and len(data) > body + 2:
            found.append(data[body + 2])
        at = body + max(2, int.from_bytes(data[body : body + 2]))  # past the lengths and what they count
    return found
