"""The picture that other sites show beside a link to a story that has none: its headline on the park's paper."""

import io

from PIL import Image, ImageDraw

from newsroom.social_cards import lettering

SIZE = (1200, 630)  # pixels, as all large networks cut to
_PAPER, _INK, _VERMILION, _SEAL = "#f7f4ee", "#14324a", "#b2391f", "#c8452d"
_MARGIN = 80
_HEADLINE_SIZES = (96, 86, 76, 68, 60, 54, 48)
_NAME_SIZES = (64, 56, 48, 40)
_GRAIN = 4  # the mark is drawn that much larger and shrunk, for soft edges


def card(headline: str, language: str, kicker: str, site: str) -> bytes:
    """A JPEG. Where the machine has no letters for the headline, or it is too long, the park's name stands alone."""
    image = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, SIZE[0], 13), fill=_INK)
    pen.rectangle((0, 20, SIZE[0], 22), fill=_INK)
    _foot(image, pen, site)
    width, top, bottom = SIZE[0] - 2 * _MARGIN, 78, SIZE[1] - 150
    has_kicker = bool(kicker) and lettering.can_write(kicker, "en")
    top += 56 if has_kicker else 0
    lines = None
    if headline.strip() and lettering.can_write(headline, language):
        lines = lettering.fit(headline, language, width, bottom - top, _HEADLINE_SIZES)
    if lines is None:
        _name_alone(image, pen, site)
    else:
        if has_kicker:
            lettering.write(pen, (_MARGIN, top - 28), kicker, "en", 32, _VERMILION)
        _headline(pen, top, lines, language)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=88, optimize=True)
    return buffer.getvalue()


def _headline(pen: ImageDraw.ImageDraw, top: int, lines: lettering.Lines, language: str) -> None:
    base = end = 0.0
    for number, row in enumerate(lines.rows):
        base = top + lines.size + number * lines.leading
        end = lettering.write(pen, (_MARGIN, base), row, language, lines.size, _INK)
    # The end is sealed, as in the text of a story.
    side = lines.size * 0.3
    left = end + side * 0.8
    if left + side < SIZE[0] - 20:
        pen.rectangle((left, base - side, left + side, base), fill=_SEAL)


def _foot(image: Image.Image, pen: ImageDraw.ImageDraw, site: str) -> None:
    line = SIZE[1] - 118
    pen.rectangle((_MARGIN, line, SIZE[0] - _MARGIN, line + 1), fill="#cfc6b5")
    image.paste(_mark(56), (_MARGIN, line + 30))
    if lettering.can_write(site, "zh-Hans"):
        end = lettering.write(pen, (_MARGIN + 76, line + 70), f"{site} ", "zh-Hans", 34, _INK)
        lettering.write(pen, (end, line + 70), "News", "en", 34, _VERMILION)


def _name_alone(image: Image.Image, pen: ImageDraw.ImageDraw, site: str) -> None:
    image.paste(_mark(160), (_MARGIN, 120))
    if lettering.can_write(site, "zh-Hans"):
        lines = lettering.fit(site, "zh-Hans", SIZE[0] - 2 * _MARGIN, 180, _NAME_SIZES)
        for number, row in enumerate(lines.rows if lines else ()):
            at = (_MARGIN, 320 + lines.size + number * lines.leading)
            lettering.write(pen, at, row, "zh-Hans", lines.size, _INK)


def _mark(side: int) -> Image.Image:
    """static/img/favicon.svg: 中 as an antenna on a seal."""
    unit = side * _GRAIN / 64
    image = Image.new("RGB", (side * _GRAIN, side * _GRAIN), _PAPER)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, side * _GRAIN, side * _GRAIN), 7 * unit, fill=_SEAL)
    white, half = "#fffaf2", 2.75
    for left, top, right, bottom in (
        (11, 18, 53, 23.5), (11, 38.5, 53, 44), (11, 18, 16.5, 44), (47.5, 18, 53, 44), (32 - half, 14, 32 + half, 58),
    ):  # fmt: skip
        pen.rectangle((left * unit, top * unit, right * unit, bottom * unit), fill=white)
    pen.ellipse((27.5 * unit, 6 * unit, 36.5 * unit, 15 * unit), fill=white)
    return image.resize((side, side), Image.Resampling.LANCZOS)
