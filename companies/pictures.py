"""The one door for pictures: what is uploaded is looked at, decoded once under limits, and encoded anew.

Nothing of the uploaded bytes is kept: no metadata with places in it, no second file hidden behind the picture. Only who
took it is carried over, since a credit must travel with the picture. Smaller copies for pages, and the cuts that other
sites ask for, are made here as well, so that no reader's request ever has to.

The copies are WebP. AVIF at the speed one can wait for (8) was between 7 % smaller and 29 % larger on our own
drawings at qualities that look alike, so it is taken in but not made.
"""

import io
import secrets
import warnings
from dataclasses import dataclass, field

from PIL import Image, ImageCms, ImageOps, IptcImagePlugin, UnidentifiedImageError

from companies import decoded_apart
from companies.jpeg_scans import scans

LARGEST_FILE = 25 * 1024 * 1024  # bytes
# Of what fits into 300 MB while it is decoded, as measured: a JPEG is decoded smaller at once, the decoders of WebP and
# AVIF hold a picture several times; that of AVIF is slow besides.
MOST_PIXELS = {"JPEG": 60_000_000, "PNG": 22_000_000, "GIF": 22_000_000, "WEBP": 11_000_000, "AVIF": 9_000_000}
_MOST_COEFFICIENTS = 90_000_000  # of a JPEG in several scans, held whole before any of it is shown; two bytes each
_MOST_READS = 100_000  # of a file until its picture is decoded; 25 MB of PNG in pieces of 4 KB take a quarter
_MOST_SCANS = 64  # of a JPEG; encoders write about ten, and each of them is one more way through the whole picture
LARGEST_SIDE = 2560  # pixels; larger uploads are scaled down
WIDTHS = (160, 320, 640, 960, 1280, 1600)  # of the copies, in pixels
# What other sites cut a picture to. Ours is cut around the focal point, theirs would be cut in the middle.
CUTS = {"social": (1200, 630), "landscape": (1200, 900), "square": (1200, 1200)}
SMALLEST_CUT = 50_000  # pixels in all; search engines don't show smaller ones
# How hard the encoders try, so that whatever somebody uploads is done within 5 s (docs/performance.md). Over noise of
# two values in transparent pixels the hardest setting of PNG thought for 35 s and this one does for 1, for a file 3 %
# larger; the alpha plane of a WebP is kept exactly, which at 4 took longer than all else together.
_PNG = {"compress_level": 4}
_WEBP = {"RGB": {"quality": 80, "method": 4}, "RGBA": {"quality": 80, "method": 2}}
_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
_ARTIST, _COPYRIGHT = 0x013B, 0x8298  # of EXIF
_BYLINE, _CREDIT = (2, 80), (2, 110)  # of IPTC

# What the library says of metadata that are broken: a line for each of as many words as somebody likes, in the log.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")


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
    """A picture that came through the door, with its copies, narrowest first, and its cuts by name."""

    main: Encoded
    copies: list[Encoded] = field(default_factory=list)
    cuts: dict[str, Encoded] = field(default_factory=dict)
    credit: str = ""


def read(data: bytes, focus: tuple[float, float] = (0.5, 0.5)) -> Picture:
    """The picture in `data`, encoded anew with its copies, cut around `focus`. Raises PictureRefused."""
    return encode(_decode(data), focus)


def encode(image: Image.Image, focus: tuple[float, float] = (0.5, 0.5)) -> Picture:
    """A decoded picture as files: turned upright, in sRGB, within the largest side, with no metadata but the credit."""
    credit = _credit(image)
    image = _upright(image)
    image.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
    main = _file(image, "png" if image.mode == "RGBA" else "jpg", credit)
    return Picture(main, copies(image), cuts(image, focus, credit), credit)


def open_again(data: bytes) -> Image.Image:
    """A picture of ours, as it was stored, ready for `copies` and `cuts`."""
    return _upright(_decode(data))


def copies(image: Image.Image) -> list[Encoded]:
    """The whole picture at the widths that pages ask for, as far as it is wider itself."""
    scaled = [image]
    for width in sorted((width for width in WIDTHS if width < image.width), reverse=True):
        height = max(1, round(image.height * width / image.width))
        # From one at least twice as wide, which shows no difference and is a fraction of the work.
        source = next((each for each in reversed(scaled) if each.width >= 2 * width), image)
        scaled.append(source.resize((width, height), Image.Resampling.LANCZOS))
    return [_file(each, "webp") for each in reversed(scaled[1:])]


def cuts(image: Image.Image, focus: tuple[float, float], credit: str = "") -> dict[str, Encoded]:
    """The picture in the proportions of CUTS, never enlarged; those that would be too small are left out."""
    made = {}
    if image.mode == "RGBA":  # JPEG, which every site takes, knows no transparency
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    for name, (width, height) in CUTS.items():
        share = min(1, image.width / width, image.height / height)
        size = (round(width * share), round(height * share))
        if size[0] * size[1] < SMALLEST_CUT:
            continue
        cut = ImageOps.fit(image, size, Image.Resampling.LANCZOS, centering=_centering(image, size, focus))
        made[name] = _file(cut, "jpg", credit)
    return made


def new_stem() -> str:
    """A name that cannot be guessed; a picture's copies begin with it."""
    return secrets.token_hex(12)


def _decode(data: bytes) -> Image.Image:
    if len(data) > LARGEST_FILE:
        raise PictureRefused(f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB. Scale it down and try again.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower and comes next
            image = Image.open(_ReadRarely(data), formats=_FORMATS)
        # Phones write a JPEG with further pictures behind it (depth, brightness): MPO, of which we take the first.
        kind = "JPEG" if image.format == "MPO" else image.format
        most = MOST_PIXELS[kind]
        if image.width * image.height > most:
            raise PictureRefused(
                f"The picture has {image.width} × {image.height} pixels, more than the {most // 1_000_000} million "
                f"that a picture in the format {kind} may have. Scale it down"
                f"{'' if kind == 'JPEG' else ', or save it as a JPEG,'} and try again."
            )
        if kind == "JPEG":
            _refuse_too_much_work(image, scans(data))
            # Lets the decoder skip detail that would be scaled away.
            image.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
        if kind == "AVIF":  # of which nobody can tell beforehand what it takes
            image = decoded_apart.decoded(data)
        image.load()
        image = _shrunk(_in_eight_bits(image))
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


class _ReadRarely(io.BytesIO):
    """A file of which the library takes piece after piece, in Python, and keeps what it is told of each."""

    def __init__(self, data: bytes):
        super().__init__(data)
        self._reads = 0

    def read(self, *size):
        self._reads += 1
        if self._reads > _MOST_READS:
            raise PictureRefused(
                "The file is made of so many small pieces that it takes too long to read. "
                "Open the picture in another program, save it anew and try again."
            )
        return super().read(*size)


def _refuse_too_much_work(image: Image.Image, scans: list[int] | None) -> None:
    """Refuse a JPEG whose decoder would hold too many numbers at once, or go over them too often."""
    if scans is None or len(scans) > _MOST_SCANS:
        raise PictureRefused(
            "The picture is a JPEG in so many scans that it takes too long to read. "
            "Save it without “progressive” and try again."
        )
    # In one scan of all its components a JPEG is read row by row, unless it is progressive.
    if not image.info.get("progressive") and (not scans or scans[0] == len(image.layer)):
        return
    whole = max(across for _, across, _, _ in image.layer) * max(down for _, _, down, _ in image.layer)
    held = sum(image.width * image.height * across * down // whole for _, across, down, _ in image.layer)
    if held > _MOST_COEFFICIENTS:
        raise PictureRefused(
            f"The picture has {image.width} × {image.height} pixels and is a progressive JPEG, or one in several "
            "scans, which takes too much memory. Save it without “progressive”, or scale it down, and try again."
        )


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """Pillow would cut a grey of 16 bits off at 255, which is white nearly everywhere, instead of scaling it."""
    if not image.mode.startswith("I"):
        return image
    scaled = image.point(lambda value: value * (1 / 256)).convert("L")
    if "transparency" in scaled.info:
        scaled.info["transparency"] >>= 8
    return scaled


def _shrunk(image: Image.Image) -> Image.Image:
    """Within the largest side before anything else is done with it: every further step holds a picture twice."""
    if max(image.size) <= LARGEST_SIDE:
        return image
    if image.mode not in ("RGB", "RGBA", "L", "LA", "CMYK"):
        image = image.convert("RGBA" if image.mode == "PA" or "transparency" in image.info else "RGB")
        image.info.pop("transparency", None)
    image.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
    return image


def _upright(image: Image.Image) -> Image.Image:
    """Turned as it was held, in sRGB, and nothing else known of it."""
    profile = image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    if profile and image.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            ours = ImageCms.createProfile("sRGB")
            theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            image = ImageCms.profileToProfile(image, theirs, ours, outputMode="RGBA" if has_alpha else "RGB")
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile; the colours are taken as they stand
    image = image.convert("RGBA" if has_alpha else "RGB")
    image.info.clear()
    return image


def _credit(image: Image.Image) -> str:
    """Who took the picture, as the camera or the agency wrote into it."""
    try:
        iptc = IptcImagePlugin.getiptcinfo(image) or {}
        exif = image.getexif()
    except Exception:  # whatever broken metadata leads the parser to: the picture itself is sound
        return ""
    for value in (iptc.get(_CREDIT), iptc.get(_BYLINE), exif.get(_ARTIST), exif.get(_COPYRIGHT)):
        value = value[0] if isinstance(value, list) and value else value
        text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")
        if text := " ".join("".join(char if char.isprintable() else " " for char in text).split()):
            return text[:200]
    return ""


def _centering(image: Image.Image, size: tuple[int, int], focus: tuple[float, float]) -> tuple[float, float]:
    """`focus` as Pillow wants it: where what is cut away lies, so that the point comes as near the middle as it can."""
    scale = max(size[0] / image.width, size[1] / image.height)
    centering = []
    for whole, part, share in zip((image.width, image.height), size, focus, strict=True):
        kept = part / (whole * scale)
        centering.append(min(1, max(0, (share - kept / 2) / (1 - kept))) if kept < 0.999 else 0.5)
    return centering[0], centering[1]


def _file(image: Image.Image, suffix: str, credit: str = "") -> Encoded:
    buffer = io.BytesIO()
    about = Image.Exif()
    if credit:
        about[_ARTIST] = credit
    if suffix == "jpg":
        image.save(buffer, "JPEG", quality=85, optimize=True, progressive=True, exif=about if credit else b"")
    elif suffix == "webp":
        image.save(buffer, "WEBP", **_WEBP[image.mode])
    elif credit:
        image.save(buffer, "PNG", **_PNG, exif=about)
    else:
        image.save(buffer, "PNG", **_PNG)
    return Encoded(suffix, image.width, image.height, buffer.getvalue())
