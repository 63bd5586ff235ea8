"""The one door for pictures: what is uploaded is looked at, decoded once under limits, and encoded anew.

Nothing of the uploaded bytes is kept: no metadata with places in it, no second file hidden behind the picture.
Smaller copies for pages are made here as well, so that no reader's request ever has to.
"""

import io
import secrets
import warnings
from dataclasses import dataclass, field

from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_FILE = 25 * 1024 * 1024  # bytes
MOST_PIXELS = 60_000_000  # decoded, this is 180 MB of memory
LARGEST_SIDE = 2560  # pixels; larger uploads are scaled down
WIDTHS = (320, 640, 960, 1280, 1600)  # of the copies, in pixels
_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")


class PictureRefused(ValueError):
    """The upload is not a picture we take. The message says why, in a sentence for the person who uploads."""


@dataclass(slots=True)
class Encoded:
    """One file ready to be stored."""

    suffix: str
    width: int
    height: int
    data: bytes


@dataclass(slots=True)
class Picture:
    """A picture that came through the door, with its copies, narrowest first."""

    main: Encoded
    copies: list[Encoded] = field(default_factory=list)


def read(data: bytes) -> Picture:
    """The picture in `data`, encoded anew with its copies. Raises PictureRefused."""
    return encode(_decode(data))


def encode(image: Image.Image) -> Picture:
    """A decoded picture as files: turned upright, within the largest side, without metadata."""
    image = ImageOps.exif_transpose(image)
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    image = image.convert("RGBA" if has_alpha else "RGB")
    image.info.clear()
    image.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
    main = _file(image, "png" if has_alpha else "jpg")
    copies = []
    for width in WIDTHS:
        if width < image.width:
            height = max(1, round(image.height * width / image.width))
            copies.append(_file(image.resize((width, height), Image.Resampling.LANCZOS), "webp"))
    return Picture(main, copies)


def new_stem() -> str:
    """A name that cannot be guessed; a picture's copies begin with it."""
    return secrets.token_hex(12)


def _decode(data: bytes) -> Image.Image:
    if len(data) > LARGEST_FILE:
        raise PictureRefused(f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB. Scale it down and try again.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower and comes next
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
        if image.width * image.height > MOST_PIXELS:
            raise PictureRefused(
                f"The picture has {image.width} × {image.height} pixels, more than {MOST_PIXELS // 1_000_000} million. "
                "Scale it down and try again."
            )
        if image.format == "JPEG":
            # Lets the decoder skip detail that would be scaled away.
            image.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
        image.load()
    except PictureRefused:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError):
        raise PictureRefused(
            "This is not a picture we take. Use a JPEG, PNG, WebP, AVIF or GIF file; "
            "an SVG drawing must be exported first."
        ) from None
    except Exception as error:  # decoders raise whatever broken data leads them to
        raise PictureRefused("The picture is broken and could not be read to its end. Export it again.") from error
    return image


def _file(image: Image.Image, suffix: str) -> Encoded:
    buffer = io.BytesIO()
    if suffix == "jpg":
        image.save(buffer, "JPEG", quality=85, optimize=True, progressive=True)
    elif suffix == "webp":
        image.save(buffer, "WEBP", quality=80, method=4)
    else:
        image.save(buffer, "PNG", optimize=True)
    return Encoded(suffix, image.width, image.height, buffer.getvalue())
