"""Files of millions of pieces, each taken by itself, and kept: 25 MB of them took 13 s and 800 MB."""

import io
import random
import struct
import zlib

import pytest
from PIL import Image

from companies import pictures
from companies.pictures import PictureRefused

MANY = 60_000


def made(form: str, picture: Image.Image | None = None) -> bytes:
    buffer = io.BytesIO()
    (picture or Image.new("RGB", (400, 300), "red")).save(buffer, form)
    return buffer.getvalue()


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    """Of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


JPEG, PNG, GIF = made("JPEG"), made("PNG"), made("GIF")
GIF_HEAD = 13 + 3 * 2 ** ((GIF[10] & 7) + 1)
PNG_HEAD, PNG_END = 33, PNG.index(b"IEND") - 4
SCAN = JPEG.index(b"\xff\xda")


@pytest.mark.parametrize(
    "data",
    {
        "JPEG, comments": JPEG[:2] + b"\xff\xfe\x00\x02" * MANY + JPEG[2:],
        "JPEG, for programs": JPEG[:2] + b"\xff\xe2\x00\x02" * MANY + JPEG[2:],
        "JPEG, filled up": JPEG[:2] + b"\xff" * 2 * MANY + JPEG[2:],
        "JPEG, junk": JPEG[:2] + b"\xff\xfe\x00\x02" + b"\x00" * 2 * MANY + JPEG[2:],
        "JPEG, in the picture": JPEG[:-2] + b"\xff\xfe\x00\x02" * MANY + JPEG[-2:],
        "PNG, of its own kind": PNG[:PNG_HEAD] + chunk(b"abCd") * MANY + PNG[PNG_HEAD:],
        "PNG, texts behind the picture": PNG[:PNG_END] + chunk(b"tEXt", b"a\0") * MANY + PNG[PNG_END:],
        "PNG, an empty picture": PNG[:PNG_HEAD] + chunk(b"IDAT") * MANY + PNG[PNG_HEAD:],
        "GIF, comments": GIF[:GIF_HEAD] + b"\x21\xfe\x01a\x00" * MANY + GIF[GIF_HEAD:],
        "GIF, junk": GIF[:GIF_HEAD] + b"\x00" * 2 * MANY + GIF[GIF_HEAD:],
    }.items(),
    ids=lambda item: item[0],
)
def test_a_file_of_too_many_pieces_is_refused(data):
    with pytest.raises(PictureRefused, match="small pieces|so many scans"):
        pictures.read(data[1])


def test_a_picture_in_the_pieces_of_any_encoder_is_taken():
    """A PNG in pieces of 512 bytes, as embedded encoders write it; most write eight thousand and more."""
    noise = random.Random(7).randbytes(1500 * 1200)  # noqa: S311  no secret
    data = made("PNG", Image.frombytes("L", (1500, 1200), noise))
    begin, end = data.index(b"IDAT") - 4, data.index(b"IEND") - 4
    packed, at = b"", begin
    while at < end:
        (length,) = struct.unpack(">I", data[at : at + 4])
        packed, at = packed + data[at + 8 : at + 8 + length], at + 12 + length
    pieces = [chunk(b"IDAT", packed[at : at + 512]) for at in range(0, len(packed), 512)]
    assert len(pieces) > 3000
    assert pictures.read(data[:begin] + b"".join(pieces) + data[end:]).main.width == 1500
