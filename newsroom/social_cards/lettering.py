"""Letters for drawn cards: our own face for Latin, whatever the machine has for Han, and lines that fit."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

_OURS = [
    str(Path(__file__).parent / "fonts" / f"source-serif-4-{part}-700-normal.woff2") for part in ("latin", "latin-ext")
]
# Where systems keep a heavy face for Han. A collection holds one face a region; the name tells which.
_HAN = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/noto-cjk/NotoSerifCJK-Bold.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSerifCJK-Bold.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/System/Library/Fonts/Supplemental/Songti.ttc",
    "C:/Windows/Fonts/simsun.ttc",
)
_MOST_FACES = 8  # in a collection
_NEVER_FIRST = "，。、；：！？）》」』”’…,.;:!?)%—–"  # of a line


@dataclass(frozen=True, slots=True)
class Lines:
    """Text broken into lines at a size: what fits, and how high each line is."""

    rows: tuple[str, ...]
    size: int
    leading: int


def can_write(text: str, language: str) -> bool:
    """Whether every character has a shape in some face of this machine."""
    faces = _faces(40, language)
    return all(char.isspace() or any(_has(face, char) for face in faces) for char in text)


def fit(text: str, language: str, width: int, height: int, sizes: tuple[int, ...]) -> Lines | None:
    """`text` in the largest of `sizes` at which it fits into the box; None where it fits in none."""
    for size in sizes:
        leading = round(size * (1.32 if language.startswith("zh") else 1.16))
        rows = _broken(text, language, size, width)
        if rows and len(rows) * leading <= height:
            return Lines(tuple(rows), size, leading)
    return None


def write(pen, at: tuple[float, float], text: str, language: str, size: int, fill) -> float:
    """Write one line with its baseline at `at`; gives where it ends."""
    x, y = at
    for run, face in _runs(text, language, size):
        pen.text((x, y), run, font=face, fill=fill, anchor="ls")
        x += face.getlength(run)
    return x


def length(text: str, language: str, size: int) -> float:
    return sum(face.getlength(run) for run, face in _runs(text, language, size))


def _broken(text: str, language: str, size: int, width: int) -> list[str]:
    """Lines no longer than `width`, of about equal length; none where a single word is longer than that."""
    pieces = _pieces(text)
    if any(length(piece.strip(), language, size) > width for piece in pieces):
        return []
    count = len(_filled(pieces, language, size, width))
    # As many lines as it takes, and then as narrow as they can be: no word is left alone on the last.
    low, high = width // 2, width
    while high - low > 8:
        middle = (low + high) // 2
        if len(_filled(pieces, language, size, middle)) <= count:
            high = middle
        else:
            low = middle
    return _filled(pieces, language, size, high)


def _pieces(text: str) -> list[str]:
    """Where a line may be broken: after spaces, and around Han, but for signs that may not begin a line."""
    pieces: list[str] = []
    for char in " ".join(text.split()):
        is_new = not pieces or pieces[-1].endswith(" ") or _is_han(char) or _is_han(pieces[-1][-1])
        if is_new and not (pieces and char in _NEVER_FIRST) and char != " ":
            pieces.append(char)
        else:
            pieces[-1] += char
    return pieces


def _is_han(char: str) -> bool:
    return "\u3000" <= char <= "\u9fff" or "\uf900" <= char <= "\uffef"


def _filled(pieces: list[str], language: str, size: int, width: int) -> list[str]:
    rows, row = [], ""
    for piece in pieces:
        if row and length((row + piece).rstrip(), language, size) > width:
            rows.append(row.rstrip())
            row = ""
        row += piece
    return [*rows, row.rstrip()]


def _runs(text: str, language: str, size: int) -> list[tuple[str, ImageFont.FreeTypeFont]]:
    """The text in stretches of one face."""
    faces = _faces(size, language)
    runs: list[list] = []
    for char in text:
        face = next((face for face in faces if char.isspace() or _has(face, char)), faces[0])
        if runs and (runs[-1][1] is face or char.isspace()):
            runs[-1][0] += char
        else:
            runs.append([char, face])
    return [(run, face) for run, face in runs]


@lru_cache(maxsize=64)
def _faces(size: int, language: str) -> tuple[ImageFont.FreeTypeFont, ...]:
    faces = [ImageFont.truetype(path, size) for path in _OURS]
    region = "TC" if language == "zh-Hant" else "SC"
    for path in _HAN:
        if Path(path).is_file():
            faces.append(ImageFont.truetype(path, size, index=_face_of(path, region)))
            break
    return tuple(faces)


@lru_cache(maxsize=16)
def _face_of(path: str, region: str) -> int:
    for index in range(_MOST_FACES):
        try:
            if region in ImageFont.truetype(path, 10, index=index).getname()[0].split():
                return index
        except OSError:
            break
    return 0


@lru_cache(maxsize=20_000)
def _has(face: ImageFont.FreeTypeFont, char: str) -> bool:
    """Whether the face has a shape for the character: what it lacks looks like what no face has."""
    return bytes(face.getmask(char)) != bytes(face.getmask("\U0010fffe"))
