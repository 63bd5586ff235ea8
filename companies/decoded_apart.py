"""Decodes an AVIF in a process of its own, which may have so much memory and time and no more.

An AVIF says in one place how large it is, and in another how large what is packed in it is. Its decoder makes room for
the latter and scales it down in the end: 3 KB of a picture of 64 × 64 pixels took 550 MB.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path

from PIL import AvifImagePlugin, Image

MEMORY = 260 * 1024 * 1024  # bytes; the largest that is taken needs 140 MB, with transparency and in eight bits
SECONDS = 5  # of a processor
_PATIENCE = 30  # seconds, where many wait for few processors
_KEPT = ("exif", "icc_profile", "xmp")  # of what the file says of itself: how it is to be turned, its colours
_ROWS = 256  # written at a time
_ROOT = Path(__file__).parents[1]


class NotDecoded(Exception):
    """The file is broken, or asks for too much."""


def decoded(data: bytes) -> Image.Image:
    """The picture in an AVIF, decoded. Raises NotDecoded."""
    command = [sys.executable, "-m", __name__, str(MEMORY)]
    try:
        ran = subprocess.run(command, cwd=_ROOT, input=data, capture_output=True, timeout=_PATIENCE)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise NotDecoded from error
    head, _, pixels = ran.stdout.partition(b"\n")
    if ran.returncode or not head:
        raise NotDecoded(ran.stderr.decode(errors="replace")[-500:])
    said = json.loads(head)
    image = Image.frombytes(said["mode"], said["size"], pixels)
    image.info = {name: bytes.fromhex(value) for name, value in said["info"].items()}
    return image


def _decode(memory: int) -> None:
    """Standard input, an AVIF, to standard output: a line about the picture, then its pixels."""
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # each has memory of its own
    image = Image.open(sys.stdin.buffer, formats=["AVIF"])
    image.load()
    info = {name: value.hex() for name in _KEPT if isinstance(value := image.info.get(name), bytes)}
    sys.stdout.buffer.write(json.dumps({"mode": image.mode, "size": image.size, "info": info}).encode() + b"\n")
    for top in range(0, image.height, _ROWS):
        rows = (0, top, image.width, min(image.height, top + _ROWS))
        sys.stdout.buffer.write(image.crop(rows).tobytes())


if __name__ == "__main__":
    _decode(int(sys.argv[1]))
