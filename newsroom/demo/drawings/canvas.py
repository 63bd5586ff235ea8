"""The drawing table of the demo's pictures: colours, an affine pen and a few shapes.

Everything is a filled polygon in design units, so one pen can turn, lean and shrink a whole group of shapes. It says
nothing about what is drawn; the scenes stand beside it.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PIL import Image, ImageDraw

type Colour = tuple[int, ...]
type Point = tuple[float, float]

INK = (20, 50, 74)
VERMILION = (200, 69, 45)
PAPER = (244, 239, 230)
JADE = (59, 122, 107)
OCHRE = (217, 164, 65)
WHITE = (253, 251, 246)
WOOD = (186, 132, 82)

SKINS = ((241, 206, 174), (232, 190, 154), (222, 176, 138), (205, 157, 120))
HAIRS = ((38, 42, 52), (58, 52, 54), (74, 60, 54), (110, 108, 110))


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """The colour that lies `share` of the way from `first` to `second`."""
    return tuple(round(a + (b - a) * share) for a, b in zip(first[:3], second[:3], strict=True))


def fade(colour: Colour, opacity: float) -> Colour:
    return (*colour[:3], round(255 * opacity))


def tint(colour: Colour, share: float) -> Colour:
    return mix(colour, PAPER, share)


def shade(colour: Colour, share: float) -> Colour:
    return mix(colour, mix(INK, (0, 0, 0), 0.35), share)


class Canvas:
    """A sheet of design units (1600 × 1000 for a scene) laid over the wanted size so that it covers it.

    Pillow's polygons have hard edges; drawing on a larger sheet and shrinking it at the end gives soft ones.
    """

    def __init__(self, width: int, height: int, *, design: tuple[int, int] = (1600, 1000), ground: Colour = PAPER):
        # A small picture shows its edges more and costs little: it is drawn larger still.
        self.factor = 2 if width * height > 700_000 else 4
        self.width, self.height = width * self.factor, height * self.factor
        self.image = Image.new("RGB", (self.width, self.height), ground)
        self.pen = ImageDraw.Draw(self.image, "RGBA")
        scale = max(self.width / design[0], self.height / design[1])
        left, top = (self.width - design[0] * scale) / 2, (self.height - design[1] * scale) / 2
        self.matrix = (scale, 0.0, left, 0.0, scale, top)
        self.design = design

    def finish(self) -> Image.Image:
        return self.image.reduce(self.factor)

    @contextmanager
    def at(self, x: float = 0, y: float = 0, *, turn: float = 0, grow: float = 1, flip: bool = False) -> Iterator[None]:
        """Draw with the origin at (x, y), turned by degrees, grown, and mirrored if asked."""
        cos, sin = math.cos(math.radians(turn)) * grow, math.sin(math.radians(turn)) * grow
        side = -1 if flip else 1
        with self.through((cos * side, -sin, x, sin * side, cos, y)):
            yield

    @contextmanager
    def through(self, inner: tuple[float, float, float, float, float, float]) -> Iterator[None]:
        """Draw through an affine map: x' = a·x + b·y + c, y' = d·x + e·y + f."""
        a, b, c, d, e, f = outer = self.matrix
        p, q, r, s, t, u = inner
        self.matrix = (a * p + b * s, a * q + b * t, a * r + b * u + c, d * p + e * s, d * q + e * t, d * r + e * u + f)
        try:
            yield
        finally:
            self.matrix = outer

    def poly(self, points: Sequence[Point], colour: Colour) -> None:
        a, b, c, d, e, f = self.matrix
        self.pen.polygon([(a * x + b * y + c, d * x + e * y + f) for x, y in points], fill=colour)

    def rect(self, x: float, y: float, width: float, height: float, colour: Colour, *, round: float = 0) -> None:
        r = min(round, width / 2, height / 2)
        if r <= 0:
            self.poly([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], colour)
            return
        corners = ((x + width - r, y + r, -90), (x + width - r, y + height - r, 0), (x + r, y + height - r, 90))
        points = [p for cx, cy, start in corners for p in arc(cx, cy, r, r, start, start + 90)]
        self.poly(points + arc(x + r, y + r, r, r, 180, 270), colour)

    def dome(self, x: float, y: float, width: float, height: float, colour: Colour, *, round: float = 60) -> None:
        """A rectangle whose upper corners alone are round: shoulders, doors, cushions."""
        r = min(round, width / 2, height)
        points = arc(x + r, y + r, r, r, 180, 270) + arc(x + width - r, y + r, r, r, 270, 360)
        self.poly([*points, (x + width, y + height), (x, y + height)], colour)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        self.poly(arc(x, y, rx, ry, 0, 360), colour)

    def disc(self, x: float, y: float, r: float, colour: Colour) -> None:
        self.oval(x, y, r, r, colour)

    def ring(self, x: float, y: float, r: float, thick: float, colour: Colour) -> None:
        self.stroke(arc(x, y, r, r, 0, 360), colour, thick, caps=False)

    def pie(self, x: float, y: float, rx: float, ry: float, start: float, end: float, colour: Colour) -> None:
        self.poly([(x, y), *arc(x, y, rx, ry, start, end)], colour)

    def stroke(self, points: Sequence[Point], colour: Colour, thick: float, *, caps: bool = True) -> None:
        a, b, c, d, e, f = self.matrix
        path = [(a * x + b * y + c, d * x + e * y + f) for x, y in points]
        thick = max(1, thick * math.sqrt(abs(a * e - b * d)))
        self.pen.line(path, fill=colour, width=round(thick), joint="curve")
        if caps and thick > 3 and len(colour) == 3:
            for x, y in (path[0], path[-1]):
                self.pen.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=colour)

    def wash(self, *stops: tuple[float, Colour]) -> None:
        """Fill the whole sheet with bands of colour that melt into each other; stops are (height share, colour)."""
        column = Image.new("RGB", (1, self.height))
        pairs = list(zip(stops, stops[1:], strict=False))
        for y in range(self.height):
            share = y / self.height
            (start, first), (end, second) = next((p for p in pairs if share <= p[1][0]), pairs[-1])
            column.putpixel((0, y), mix(first, second, min(1, max(0, (share - start) / (end - start)))))
        self.image.paste(column.resize((self.width, self.height), Image.Resampling.NEAREST))


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> list[Point]:
    """Points along an ellipse, clockwise from `start` to `end` degrees, three o'clock being 0."""
    steps = max(6, round(abs(end - start) / 360 * (96 if max(rx, ry) > 60 else 40)))
    angles = (math.radians(start + (end - start) * i / steps) for i in range(steps + 1))
    return [(x + rx * math.cos(t), y + ry * math.sin(t)) for t in angles]


def bend(start: Point, pull: Point, end: Point, steps: int = 24) -> list[Point]:
    """Points along a curve from `start` to `end` that leans towards `pull`."""
    points = []
    for i in range(steps + 1):
        t = i / steps
        near, middle, far = (1 - t) ** 2, 2 * t * (1 - t), t * t
        points.append(
            (near * start[0] + middle * pull[0] + far * end[0], near * start[1] + middle * pull[1] + far * end[1])
        )
    return points
