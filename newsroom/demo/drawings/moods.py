"""The light a scene stands in, and what grows and lives in several scenes: trees, clouds, people, lamps."""

import math
import random
from dataclasses import dataclass

from .canvas import (
    HAIRS,
    INK,
    JADE,
    OCHRE,
    PAPER,
    SKINS,
    VERMILION,
    WHITE,
    Canvas,
    Colour,
    arc,
    bend,
    fade,
    mix,
    shade,
    tint,
)


@dataclass(frozen=True, slots=True)
class Mood:
    """One hour of the day in the house colours: the sky from top to bottom, its sun, and a leading colour."""

    top: Colour
    middle: Colour
    low: Colour
    sun: Colour
    lead: Colour
    leaf: Colour
    lit: Colour
    haze: Colour

    def layer(self, depth: float) -> Colour:
        """The colour of things at this distance: 0 stands in front, 1 melts into the haze and then the sky."""
        return mix(mix(self.lead, self.haze, 0.08 + 0.85 * depth), self.low, 0.3 * depth)


MORNING = Mood(
    top=mix(OCHRE, PAPER, 0.7),
    middle=PAPER,
    low=mix(VERMILION, PAPER, 0.74),
    sun=(226, 146, 64),
    lead=INK,
    leaf=JADE,
    lit=mix(OCHRE, WHITE, 0.5),
    haze=(158, 178, 186),
)
NOON = Mood(
    top=(134, 178, 190),
    middle=(190, 212, 212),
    low=PAPER,
    sun=WHITE,
    lead=INK,
    leaf=JADE,
    lit=mix(OCHRE, WHITE, 0.45),
    haze=(148, 182, 188),
)
JADEN = Mood(
    top=mix(JADE, PAPER, 0.46),
    middle=mix(JADE, PAPER, 0.74),
    low=PAPER,
    sun=OCHRE,
    lead=mix(INK, JADE, 0.3),
    leaf=JADE,
    lit=WHITE,
    haze=(150, 190, 176),
)
DUSK = Mood(
    top=mix((38, 34, 66), VERMILION, 0.12),
    middle=mix(VERMILION, OCHRE, 0.22),
    low=mix(OCHRE, PAPER, 0.3),
    sun=mix(OCHRE, WHITE, 0.6),
    lead=mix(INK, (38, 34, 66), 0.5),
    leaf=mix(JADE, INK, 0.5),
    lit=OCHRE,
    haze=(190, 106, 84),
)
NIGHT = Mood(
    top=shade(INK, 0.5),
    middle=INK,
    low=mix(INK, JADE, 0.6),
    sun=mix(OCHRE, WHITE, 0.7),
    lead=shade(INK, 0.45),
    leaf=mix(JADE, INK, 0.5),
    lit=OCHRE,
    haze=(52, 98, 108),
)
BLUSH = Mood(
    top=mix(VERMILION, PAPER, 0.56),
    middle=mix(VERMILION, PAPER, 0.8),
    low=PAPER,
    sun=WHITE,
    lead=mix(INK, (70, 40, 90), 0.15),
    leaf=JADE,
    lit=mix(OCHRE, WHITE, 0.4),
    haze=(196, 150, 146),
)
MOODS = (MORNING, NOON, JADEN, DUSK, NIGHT, BLUSH)


def sky(canvas: Canvas, mood: Mood, *, sun: tuple[float, float, float] | None = None) -> None:
    canvas.wash((0, mood.top), (0.45, mood.middle), (0.8, mood.low), (1, mood.low))
    if sun:
        x, y, r = sun
        canvas.disc(x, y, r * 1.5, fade(mood.sun, 0.12))
        canvas.disc(x, y, r, mood.sun)


def cloud(canvas: Canvas, x: float, y: float, width: float, colour: Colour) -> None:
    """Three flat bars with round ends, the way clouds are cut from paper."""
    h = width * 0.11
    canvas.rect(x, y, width, h, colour, round=h)
    canvas.rect(x + width * 0.18, y - h * 0.8, width * 0.52, h * 1.4, colour, round=h)
    canvas.rect(x - width * 0.16, y + h * 0.75, width * 0.7, h * 0.8, colour, round=h)


def hills(canvas: Canvas, chance: random.Random, base: float, height: float, colour: Colour, *, waves: int = 3) -> None:
    """A ridge of soft hills from edge to edge, closed at the bottom of the sheet."""
    points = [(-60.0, base)]
    step = 1720 / waves
    x = -60.0
    for _ in range(waves):
        peak = base - height * chance.uniform(0.7, 1.3)
        points += bend((x, base), (x + step / 2, peak * 2 - base), (x + step, base - height * 0.06), steps=20)
        x += step
    canvas.poly([*points, (1680, 1020), (-80, 1020)], colour)


def tree(canvas: Canvas, x: float, y: float, height: float, leaf: Colour, *, shape: str = "round") -> None:
    """A tree standing at (x, y): round, tall (a poplar) or fir."""
    trunk = mix(shade(leaf, 0.45), OCHRE, 0.12)
    light = mix(leaf, WHITE, 0.14)
    canvas.rect(x - height * 0.022, y - height * 0.5, height * 0.044, height * 0.5, trunk)
    if shape == "tall":
        canvas.oval(x, y - height * 0.57, height * 0.15, height * 0.43, leaf)
        canvas.poly(
            [*arc(x, y - height * 0.57, height * 0.15, height * 0.43, 90, 270), (x - height * 0.02, y - height)], light
        )
    elif shape == "fir":
        for i in range(3):
            top, wide = y - height * (1 - 0.22 * i), height * (0.15 + 0.06 * i)
            canvas.poly([(x, top), (x + wide, top + height * 0.42), (x - wide, top + height * 0.42)], leaf)
            canvas.poly([(x, top), (x, top + height * 0.42), (x - wide, top + height * 0.42)], light)
    else:
        canvas.stroke([(x, y - height * 0.36), (x + height * 0.12, y - height * 0.52)], trunk, height * 0.03)
        canvas.disc(x, y - height * 0.68, height * 0.3, leaf)
        canvas.disc(x - height * 0.18, y - height * 0.54, height * 0.18, leaf)
        canvas.disc(x + height * 0.19, y - height * 0.55, height * 0.17, leaf)
        canvas.disc(x - height * 0.08, y - height * 0.75, height * 0.17, light)


def plant(canvas: Canvas, x: float, y: float, size: float, leaf: Colour, pot: Colour, *, leaves: int = 5) -> None:
    """A potted plant standing at (x, y)."""
    for i in range(leaves):
        side = (i - (leaves - 1) / 2) / max(1, (leaves - 1) / 2)
        tip = (x + side * size * 0.55, y - size * (1.35 - 0.4 * abs(side)))
        root = (x, y - size * 0.35)
        left = bend(root, (x + side * size * 0.1 - size * 0.12, tip[1] + size * 0.12), tip, 12)
        right = bend(tip, (x + side * size * 0.5 + size * 0.12, tip[1] + size * 0.45), root, 12)
        canvas.poly(left + right, mix(leaf, WHITE, 0.16) if i % 2 else leaf)
    canvas.poly(
        [
            (x - size * 0.26, y - size * 0.42),
            (x + size * 0.26, y - size * 0.42),
            (x + size * 0.19, y),
            (x - size * 0.19, y),
        ],
        pot,
    )
    canvas.rect(x - size * 0.3, y - size * 0.48, size * 0.6, size * 0.11, mix(pot, WHITE, 0.2))


def lamp(canvas: Canvas, x: float, drop: float, colour: Colour, glow: Colour) -> None:
    """A pendant lamp with its cone of light."""
    canvas.poly([(x - 52, drop), (x + 52, drop), (x + 250, drop + 520), (x - 250, drop + 520)], fade(glow, 0.13))
    canvas.stroke([(x, -20), (x, drop - 60)], shade(colour, 0.5), 4)
    canvas.dome(x - 62, drop - 62, 124, 62, colour, round=58)
    canvas.oval(x, drop, 62, 9, mix(glow, WHITE, 0.5))


def sitter(canvas: Canvas, x: float, y: float, size: float, coat: Colour, chance: random.Random) -> None:
    """The upper half of somebody who sits behind a table whose edge is at y."""
    skin, hair = chance.choice(SKINS), chance.choice(HAIRS[:3])
    long = chance.random() < 0.5
    if long:
        canvas.dome(x - size * 0.27, y - size * 1.26, size * 0.54, size * 0.66, hair, round=size * 0.26)
    canvas.dome(x - size * 0.43, y - size * 0.66, size * 0.86, size * 0.66, coat, round=size * 0.34)
    canvas.rect(x - size * 0.08, y - size * 0.78, size * 0.16, size * 0.2, shade(skin, 0.12), round=size * 0.06)
    canvas.oval(x, y - size * 0.95, size * 0.2, size * 0.235, skin)
    canvas.poly([*arc(x, y - size * 0.98, size * 0.225, size * 0.235, 172, 368)], hair)
    if not long:
        canvas.rect(x - size * 0.225, y - size * 1.0, size * 0.05, size * 0.1, hair)
        canvas.rect(x + size * 0.175, y - size * 1.0, size * 0.05, size * 0.1, hair)
    canvas.poly(
        [(x - size * 0.09, y - size * 0.66), (x + size * 0.09, y - size * 0.66), (x, y - size * 0.53)], tint(coat, 0.7)
    )


def laptop(canvas: Canvas, x: float, y: float, width: float, colour: Colour) -> None:
    """A laptop seen from behind its lid, standing at (x, y)."""
    h = width * 0.6
    canvas.rect(x - width / 2, y - h, width, h, colour, round=width * 0.05)
    canvas.disc(x, y - h / 2, width * 0.06, mix(colour, WHITE, 0.55))
    canvas.rect(x - width * 0.58, y - width * 0.035, width * 1.16, width * 0.05, shade(colour, 0.3), round=8)


def cup(canvas: Canvas, x: float, y: float, size: float, colour: Colour) -> None:
    canvas.ring(x + size * 0.42, y - size * 0.42, size * 0.2, size * 0.1, colour)
    canvas.poly(
        [
            (x - size * 0.42, y - size * 0.75),
            (x + size * 0.42, y - size * 0.75),
            (x + size * 0.3, y),
            (x - size * 0.3, y),
        ],
        colour,
    )
    canvas.rect(x - size * 0.42, y - size * 0.75, size * 0.84, size * 0.12, mix(colour, INK, 0.25))


def tower(canvas: Canvas, chance: random.Random, x: float, base: float, width: float, height: float, face: Colour, lit):
    """One high building: a lit side, a dark side, a grid of windows and one of five roofs."""
    top, split = base - height, width * chance.choice((0.62, 0.7, 0.56))
    dark, pane = shade(face, 0.28), mix(face, lit, 0.34)
    roof = chance.choice(("flat", "slant", "step", "mast", "curve"))
    if roof == "slant":
        rise = width * 0.35
        canvas.poly([(x, top + rise), (x + split, top), (x + split, base), (x, base)], face)
        canvas.poly([(x + split, top), (x + width, top + rise * 0.6), (x + width, base), (x + split, base)], dark)
        first = top + rise + 18
    elif roof == "curve":
        canvas.poly([*arc(x + width, top + width, width, width, 180, 270), (x + width, base), (x, base)], face)
        canvas.poly([(x + split, top + width * 0.12), (x + width, top), (x + width, base), (x + split, base)], dark)
        first = top + width * 0.8
    else:
        canvas.rect(x, top, split, height, face)
        canvas.rect(x + split, top, width - split, height, dark)
        first = top + 24
        if roof == "step":
            canvas.rect(x + width * 0.2, top - width * 0.3, width * 0.42, width * 0.3, face)
            canvas.rect(x + width * 0.62, top - width * 0.3, width * 0.2, width * 0.3, dark)
        if roof == "mast":
            canvas.rect(x + width * 0.3, top - 14, width * 0.4, 14, dark)
            canvas.stroke([(x + width * 0.5, top - 10), (x + width * 0.5, top - width * 0.9)], dark, 5)
    if chance.random() < 0.45:  # ribbons of glass
        y = first
        while y < base - 30:
            canvas.rect(x + split * 0.12, y, split * 0.76, 9, pane)
            y += 26
        return
    columns = max(2, int(split // 24))
    gap = split / (columns + 0.4)
    y = first
    while y < base - 30:
        for column in range(columns):
            colour = lit if chance.random() < 0.16 else pane
            canvas.rect(x + gap * (0.35 + column), y, gap * 0.55, 15, colour)
        y += 31


def row_of_towers(canvas, chance, mood: Mood, base: float, low: float, high: float, depth: float, *, gap=(4, 40)):
    """Towers from edge to edge; they rise towards one place in the row, so that the row has a summit."""
    summit = chance.uniform(420, 1180)
    x = -40.0
    while x < 1620:
        width = chance.uniform(70, 150)
        near = math.exp(-(((x + width / 2 - summit) / 430) ** 2))
        height = low + (high - low) * (0.25 * chance.random() + 0.75 * near)
        face = mix(mood.layer(depth), chance.choice((JADE, INK, VERMILION, OCHRE)), 0.1 * (1 - depth))
        tower(canvas, chance, x, base, width, height, face, mix(mood.lit, mood.low, depth * 0.6))
        x += width + chance.uniform(*gap)


def bicycle(canvas: Canvas, x: float, y: float, size: float, frame: Colour, tyre: Colour) -> None:
    """A bicycle whose wheels stand on y."""
    r = size * 0.27
    back, front = (x, y - r), (x + size, y - r)
    crank, saddle = (x + size * 0.42, y - r * 0.9), (x + size * 0.3, y - size * 0.62)
    stem = (x + size * 0.84, y - size * 0.66)
    for wheel in (back, front):
        canvas.ring(*wheel, r, size * 0.035, tyre)
        canvas.disc(*wheel, size * 0.03, tyre)
    joint = (x + size * 0.34, y - size * 0.5)
    head = (x + size * 0.87, y - size * 0.54)
    for path in ([back, crank, head, joint, crank], [back, joint], [joint, saddle], [front, stem]):
        canvas.stroke(path, frame, size * 0.04)
    canvas.stroke([stem, (stem[0] - size * 0.1, stem[1] - size * 0.05)], tyre, size * 0.04)
    canvas.stroke([(saddle[0] - size * 0.09, saddle[1]), (saddle[0] + size * 0.07, saddle[1])], tyre, size * 0.06)
