"""Scenes indoors: a cafe, a laboratory, a corridor of storage racks, the picture desk, a briefing room."""

import math
import random

from .canvas import INK, JADE, OCHRE, PAPER, VERMILION, WHITE, WOOD, Canvas, Colour, arc, bend, fade, mix, shade, tint
from .moods import BLUSH, DUSK, MORNING, NOON, cup, lamp, laptop, plant, sitter, tower

TERRACOTTA = mix(VERMILION, PAPER, 0.15)


CAFES = ((JADE, MORNING), (INK, DUSK), (TERRACOTTA, NOON), (mix(INK, JADE, 0.45), BLUSH))


def cafe(canvas: Canvas, chance: random.Random) -> None:
    wall, mood = chance.choice(CAFES)
    canvas.wash((0, shade(wall, 0.25)), (0.7, wall), (1, wall))
    # The garage door stands open: a window on the city, its slats rolled up above.
    view = (250, 200, 1100, 430)
    canvas.rect(view[0] - 26, 90, view[2] + 52, view[3] + 136, shade(wall, 0.5), round=10)
    canvas.rect(*view, mood.middle)
    canvas.disc(chance.uniform(480, 1100), 350, 70, mood.sun)
    x = view[0]
    for depth in (0.7, 0.35):
        x = view[0] + 0.0
        while x < view[0] + view[2] - 40:
            width = min(chance.uniform(50, 110), view[0] + view[2] - x)
            height = chance.uniform(60, 190) * (1.2 - 0.5 * (depth < 0.5))
            tower(canvas, chance, x, 630, width, height, mood.layer(depth), mood.lit)
            x += width + chance.uniform(0, 60)
    for i in range(5):
        canvas.rect(view[0], 100 + i * 21, view[2], 17, mix(wall, PAPER, 0.3 + 0.06 * (i % 2)))
    for i in range(1, 4):
        canvas.rect(view[0] + view[2] * i / 4 - 5, 200, 10, 430, shade(wall, 0.5))
    canvas.rect(view[0], 400, view[2], 6, shade(wall, 0.5))
    floor = mix(WOOD, shade(wall, 0.5), 0.4)
    canvas.rect(-10, 720, 1620, 300, floor)
    canvas.rect(-10, 690, 1620, 34, shade(wall, 0.4))
    for i in range(9):
        canvas.stroke([(800 + (i - 4) * 150, 722), (800 + (i - 4) * 420, 1010)], fade(shade(floor, 0.4), 0.5), 3)
    for x in (330, 800, 1270):
        lamp(canvas, x, chance.uniform(190, 240), INK if wall == TERRACOTTA else VERMILION, OCHRE)
    coats = [VERMILION, OCHRE, PAPER, mix(JADE, PAPER, 0.3), mix(INK, PAPER, 0.25), mix(VERMILION, PAPER, 0.4)]
    coats = [c for c in coats if c != wall]
    chance.shuffle(coats)
    spots = ((330, 800, 205), (800, 776, 192), (1270, 800, 205))
    for i, (x, y, size) in enumerate(spots):
        both = i != 1
        sitter(canvas, x - (80 if both else 0), y, size, coats[i], chance)
        if both:
            sitter(canvas, x + 110, y, size * 0.96, coats[i + 2], chance)
        top = mix(OCHRE, PAPER, 0.45)
        canvas.rect(x - 12, y + 20, 24, 150, shade(floor, 0.65))
        canvas.oval(x, y + 168, 100, 15, shade(floor, 0.65))
        canvas.oval(x, y + 16, 240, 34, shade(top, 0.35))
        canvas.oval(x, y + 4, 240, 32, top)
        laptop(canvas, x - (84 if both else 10), y + 12, 128, mix(INK, PAPER, 0.82))
        if both:
            laptop(canvas, x + 106, y + 16, 120, INK)
        cup(canvas, x + (14 if both else 120), y + 22, 34, WHITE)
    plant(canvas, 70, 950, 210, mix(JADE, INK, 0.2) if wall != JADE else mix(JADE, PAPER, 0.35), VERMILION, leaves=7)
    plant(canvas, 1535, 930, 190, mix(JADE, PAPER, 0.2), tint(OCHRE, 0.3), leaves=5)


def flask(canvas: Canvas, x: float, y: float, size: float, liquid: Colour, *, round_body: bool) -> None:
    """A glass vessel standing at (x, y), half full."""
    glass, edge = fade(WHITE, 0.42), fade(INK, 0.35)
    neck = size * 0.14
    if round_body:
        canvas.rect(x - neck, y - size * 1.35, neck * 2, size * 0.6, glass)
        canvas.disc(x, y - size * 0.45, size * 0.45, glass)
        canvas.poly(arc(x, y - size * 0.45, size * 0.41, size * 0.41, 8, 172), liquid)
    else:
        canvas.poly(
            [
                (x - neck, y - size * 1.35),
                (x + neck, y - size * 1.35),
                (x + neck, y - size * 0.85),
                (x + size * 0.5, y),
                (x - size * 0.5, y),
                (x - neck, y - size * 0.85),
            ],
            glass,
        )
        canvas.poly(
            [
                (x - size * 0.28, y - size * 0.42),
                (x + size * 0.28, y - size * 0.42),
                (x + size * 0.46, y - 5),
                (x - size * 0.46, y - 5),
            ],
            liquid,
        )
    canvas.rect(x - neck * 1.3, y - size * 1.4, neck * 2.6, size * 0.07, edge, round=6)
    canvas.disc(x - size * 0.06, y - size * 0.24, size * 0.05, fade(WHITE, 0.6))
    canvas.disc(x + size * 0.1, y - size * 0.16, size * 0.035, fade(WHITE, 0.6))


def laboratory(canvas: Canvas, chance: random.Random) -> None:
    wall = chance.choice((mix(JADE, PAPER, 0.62), mix(INK, PAPER, 0.68), mix(OCHRE, PAPER, 0.62)))
    canvas.wash((0, mix(wall, WHITE, 0.2)), (0.7, wall), (1, wall))
    ink = mix(INK, wall, 0.1)
    # A window, and a molecule pinned to the wall as a chart.
    canvas.rect(980, 90, 470, 400, WHITE, round=8)
    canvas.rect(996, 106, 438, 368, mix(wall, mix(INK, PAPER, 0.5), 0.5))
    canvas.disc(1330, 210, 56, mix(OCHRE, WHITE, 0.45))
    canvas.poly(
        [
            (996, 474),
            *bend((996, 380), (1120, 270), (1260, 400)),
            *bend((1260, 400), (1340, 330), (1434, 380)),
            (1434, 474),
        ],
        mix(JADE, PAPER, 0.3),
    )
    canvas.rect(1209, 106, 12, 368, WHITE)
    canvas.rect(996, 280, 438, 10, WHITE)
    canvas.rect(150, 100, 380, 330, INK, round=6)
    bond = []
    for cx, cy in ((288, 230), (392, 230), (340, 320)):
        ring = [(cx + 60 * math.cos(math.radians(a)), cy + 60 * math.sin(math.radians(a))) for a in range(30, 391, 60)]
        canvas.stroke(ring, tint(INK, 0.7), 6)
        bond += ring[:6]
    for i, point in enumerate(bond):
        if i % 2:
            canvas.disc(*point, 13, chance.choice((VERMILION, OCHRE, mix(JADE, PAPER, 0.3))))
    # A shelf of bottles.
    canvas.rect(600, 330, 320, 14, shade(wall, 0.45))
    x = 622.0
    while x < 890:
        w, h = chance.uniform(34, 50), chance.uniform(80, 150)
        colour = chance.choice((VERMILION, OCHRE, JADE, INK, tint(INK, 0.4)))
        canvas.rect(x, 330 - h, w, h, colour, round=8)
        canvas.rect(x + w * 0.25, 316 - h, w * 0.5, 18, shade(colour, 0.4))
        canvas.rect(x, 330 - h * 0.62, w, h * 0.3, tint(colour, 0.82))
        x += w + chance.uniform(8, 20)
    # The bench.
    canvas.rect(-10, 760, 1620, 260, ink)
    canvas.rect(-10, 742, 1620, 30, WHITE)
    canvas.rect(-10, 770, 1620, 8, shade(INK, 0.5))
    for x in (60, 430, 800, 1170):
        canvas.rect(x, 812, 340, 170, mix(INK, PAPER, 0.12), round=8)
        canvas.rect(x + 130, 838, 80, 10, tint(OCHRE, 0.3), round=5)
    # The microscope.
    with canvas.at(chance.uniform(1130, 1200), 742, grow=1.15):
        canvas.rect(-120, -26, 240, 26, shade(INK, 0.3), round=10)
        canvas.stroke([*bend((70, -30), (130, -190), (10, -265))], INK, 36, caps=False)
        canvas.rect(-105, -112, 195, 16, shade(INK, 0.4), round=4)
        canvas.rect(-60, -96, 60, 26, INK)
        with canvas.at(-6, -270, turn=-24):
            canvas.rect(-30, -90, 60, 180, VERMILION, round=10)
            canvas.rect(-22, -128, 44, 44, shade(INK, 0.2), round=6)
            canvas.rect(-16, 88, 32, 44, PAPER)
            canvas.rect(-10, 130, 20, 18, INK)
        canvas.disc(78, -140, 20, OCHRE)
    # Tubes in their rack, then glass.
    left = 560
    for i in range(6):
        x = left + 24 + i * 48
        colour = (VERMILION, OCHRE, JADE)[i % 3]
        canvas.rect(x - 13, 560, 26, 160, fade(WHITE, 0.55), round=13)
        level = chance.uniform(50, 110)
        canvas.rect(x - 13, 720 - level, 26, level, colour, round=13)
        canvas.rect(x - 13, 720 - level, 26, level * 0.5, colour)
    canvas.rect(left - 12, 610, 310, 18, WOOD, round=4)
    canvas.rect(left - 12, 716, 310, 26, WOOD, round=4)
    flask(canvas, 200, 742, 190, fade(JADE, 0.85), round_body=False)
    flask(canvas, 400, 742, 150, fade(VERMILION, 0.85), round_body=True)
    flask(canvas, 930, 742, 110, fade(OCHRE, 0.9), round_body=False)
    plant(canvas, 1480, 742, 120, JADE, VERMILION)


def racks(canvas: Canvas, chance: random.Random) -> None:
    """A corridor of storage racks that runs to a lit door; every row of drives obeys the vanishing point."""
    deep, glow = chance.choice(
        (
            (INK, OCHRE),
            (mix(INK, JADE, 0.6), OCHRE),
            (mix(INK, VERMILION, 0.22), VERMILION),
            (INK, mix(JADE, WHITE, 0.3)),
        )
    )
    canvas.wash((0, shade(deep, 0.75)), (0.5, shade(deep, 0.3)), (1, shade(deep, 0.6)))
    cx, cy = 800, 440

    def at(side: int, depth: float, height: float) -> tuple[float, float]:
        """A point of the wall of racks: depth 0 is beside us, 1 at the far end; height 0 floor, 1 ceiling."""
        near = 1 / (1 + 5.2 * depth)
        return (cx + side * 860 * near, cy + (0.56 - 1.2 * height) * 900 * near)

    far = 1 / 6.2
    floor = [at(-1, 0, 0), at(1, 0, 0), at(1, 1, 0), at(-1, 1, 0)]
    canvas.poly([(-400, 1010), (2000, 1010), floor[2], floor[3]], shade(deep, 0.45))
    for i in range(12):
        near, next_near = 1 / (1 + 5.2 * i / 12), 1 / (1 + 5.2 * (i + 0.5) / 12)
        y0, y1 = cy + 504 * near, cy + 504 * next_near
        canvas.poly(
            [(cx - 860 * near, y0), (cx + 860 * near, y0), (cx + 860 * next_near, y1), (cx - 860 * next_near, y1)],
            fade(mix(deep, PAPER, 0.4), 0.10),
        )
    canvas.rect(cx - 860 * far, cy - 576 * far, 1720 * far, 1080 * far, mix(glow, WHITE, 0.45))
    canvas.rect(cx - 60, cy - 50, 120, 131, mix(glow, WHITE, 0.8))
    for i, spread in enumerate((0.9, 0.6, 0.3)):
        canvas.poly(
            [(cx - 60, cy + 81), (cx + 60, cy + 81), (cx + 800 * spread, 1010), (cx - 800 * spread, 1010)],
            fade(glow, 0.06 + 0.03 * i),
        )
    # Strips of light along the ceiling.
    for i in range(7):
        d0, d1 = i / 7, (i + 0.55) / 7
        n0, n1 = 1 / (1 + 5.2 * d0), 1 / (1 + 5.2 * d1)
        canvas.poly(
            [
                (cx - 150 * n0, cy - 576 * n0),
                (cx + 150 * n0, cy - 576 * n0),
                (cx + 150 * n1, cy - 576 * n1),
                (cx - 150 * n1, cy - 576 * n1),
            ],
            mix(glow, WHITE, 0.7),
        )
    bays, shelves = 9, 9
    for side in (-1, 1):
        for bay in range(bays - 1, -1, -1):
            d0, d1 = bay / bays, (bay + 0.9) / bays
            body = mix(deep, glow, 0.05 + 0.3 * (bay / bays) ** 1.5)
            canvas.poly([at(side, d0, 0), at(side, d0, 1), at(side, d1, 1), at(side, d1, 0)], shade(body, 0.35))
            edge = (bay + 0.9) / bays, (bay + 1) / bays
            canvas.poly(
                [at(side, edge[0], 0), at(side, edge[0], 1), at(side, edge[1], 1), at(side, edge[1], 0)],
                shade(body, 0.75),
            )
            for shelf in range(shelves):
                h0, h1 = 0.06 + shelf * 0.1, 0.06 + shelf * 0.1 + 0.075
                for drawer in range(3):
                    e0 = d0 + (d1 - d0) * (0.06 + drawer * 0.31)
                    e1 = e0 + (d1 - d0) * 0.26
                    face = mix(body, PAPER, 0.10 + 0.07 * ((drawer + shelf) % 2))
                    canvas.poly([at(side, e0, h0), at(side, e0, h1), at(side, e1, h1), at(side, e1, h0)], face)
                    led = chance.choice((OCHRE, OCHRE, mix(JADE, WHITE, 0.35), VERMILION, face))
                    l0, l1 = e0 + (e1 - e0) * 0.15, e0 + (e1 - e0) * 0.4
                    m0, m1 = h0 + 0.03, h0 + 0.045
                    canvas.poly([at(side, l0, m0), at(side, l0, m1), at(side, l1, m1), at(side, l1, m0)], led)


def easel(canvas: Canvas, chance: random.Random) -> None:
    """The picture desk: an easel with a skyline half painted, brushes, jars."""
    wall, mood = chance.choice(
        ((mix(JADE, PAPER, 0.5), MORNING), (mix(OCHRE, PAPER, 0.45), NOON), (tint(INK, 0.25), BLUSH))
    )
    canvas.wash((0, mix(wall, WHITE, 0.15)), (0.75, wall), (1, wall))
    floor = shade(WOOD, 0.2)
    canvas.rect(-10, 820, 1620, 200, floor)
    canvas.rect(-10, 800, 1620, 24, WHITE)
    for i in range(11):
        canvas.stroke([(800 + (i - 5) * 170, 824), (800 + (i - 5) * 300, 1010)], fade(shade(floor, 0.5), 0.45), 3)
    for x, y, w, h, c in (
        (110, 130, 200, 260, VERMILION),
        (330, 170, 118, 150, INK),
        (1310, 120, 190, 190, OCHRE),
        (1260, 350, 240, 160, JADE),
    ):
        canvas.rect(x + 8, y + 10, w, h, fade(INK, 0.16))
        canvas.rect(x, y, w, h, WHITE)
        canvas.rect(x + 14, y + 14, w - 28, h - 28, mix(c, PAPER, 0.35))
        canvas.disc(x + w * 0.62, y + h * 0.38, min(w, h) * 0.13, WHITE)
        ridge = bend((x + 14, y + h * 0.75), (x + w * 0.4, y + h * 0.3), (x + w - 14, y + h * 0.8))
        canvas.poly([*ridge, (x + w - 14, y + h - 14), (x + 14, y + h - 14)], c)
    wood = mix(WOOD, VERMILION, 0.15)
    canvas.oval(800, 950, 380, 26, fade(INK, 0.22))
    canvas.stroke([(800, 90), (800, 900)], shade(wood, 0.3), 22)
    canvas.stroke([(740, 110), (520, 950)], wood, 26)
    canvas.stroke([(860, 110), (1080, 950)], wood, 26)
    canvas.rect(480, 180, 640, 470, fade(INK, 0.18))
    canvas.rect(470, 165, 660, 475, WHITE)
    canvas.rect(490, 185, 620, 435, mood.top)
    canvas.rect(490, 330, 620, 290, mood.middle)
    canvas.disc(940, 320, 70, mood.sun if mood is not NOON else VERMILION)
    x = 500.0
    while x < 1080:
        w = chance.uniform(36, 70)
        h = 70 + 190 * math.exp(-(((x - 720) / 170) ** 2)) * chance.uniform(0.7, 1.1)
        face = mix(mood.layer(chance.choice((0.1, 0.35, 0.6))), mood.low, 0.75 if x > 930 else 0)
        canvas.rect(x, 600 - h, min(w, 1106 - x), h, face)
        x += w + chance.uniform(2, 12)
    canvas.rect(490, 590, 620, 30, mix(JADE, mood.low, 0.2))
    canvas.rect(440, 640, 720, 30, wood, round=6)
    canvas.rect(440, 662, 720, 8, shade(wood, 0.4))
    table = WHITE
    canvas.rect(1190, 700, 340, 22, table, round=6)
    for x in (1215, 1490):
        canvas.rect(x, 722, 16, 220, tint(INK, 0.3))
    for i, x in enumerate((1250, 1340, 1440)):
        colour = (VERMILION, INK, JADE)[i]
        for k in range(3):
            lean = (k - 1) * 20 + chance.uniform(-6, 6)
            canvas.stroke([(x, 640), (x + lean, 540 - k * 12)], mix(OCHRE, PAPER, 0.3), 9)
            canvas.oval(x + lean * 1.1, 528 - k * 12, 9, 24, (VERMILION, OCHRE, JADE)[(i + k) % 3])
        canvas.rect(x - 34, 622, 68, 78, colour, round=8)
        canvas.rect(x - 34, 640, 68, 16, mix(colour, WHITE, 0.25))
    plant(canvas, 240, 930, 260, mix(JADE, INK, 0.25), VERMILION, leaves=7)


def lectern(canvas: Canvas, chance: random.Random) -> None:
    """A briefing room before it begins: lectern, screen, rows of chairs."""
    wall = chance.choice((mix(INK, JADE, 0.25), mix(VERMILION, INK, 0.3), mix(JADE, INK, 0.2)))
    canvas.wash((0, shade(wall, 0.35)), (0.6, wall), (1, wall))
    for x in range(-40, 1640, 90):
        canvas.rect(x, -10, 44, 720, fade(shade(wall, 0.6), 0.25))
    canvas.rect(520, 110, 900, 480, shade(wall, 0.6), round=10)
    canvas.rect(536, 126, 868, 448, PAPER)
    bars, x = (0.28, 0.4, 0.36, 0.58, 0.74, 0.9), 640
    for i, share in enumerate(bars):
        h = 330 * share * chance.uniform(0.92, 1.05)
        canvas.rect(x + i * 112, 520 - h, 70, h, (JADE, JADE, JADE, mix(JADE, INK, 0.5), INK, VERMILION)[i])
    canvas.rect(610, 520, 720, 6, INK)
    canvas.rect(610, 180, 230, 22, INK, round=6)
    canvas.rect(610, 216, 150, 12, tint(INK, 0.5), round=6)
    lamp(canvas, 310, 150, OCHRE, OCHRE)
    floor = mix(WOOD, wall, 0.3)
    canvas.rect(-10, 690, 1620, 330, floor)
    canvas.rect(-10, 690, 1620, 12, shade(floor, 0.4))
    canvas.oval(310, 716, 190, 20, fade(INK, 0.35))
    canvas.poly([(205, 430), (415, 430), (390, 714), (230, 714)], mix(WOOD, VERMILION, 0.12))
    canvas.poly([(310, 430), (415, 430), (390, 714), (310, 714)], shade(WOOD, 0.3))
    canvas.poly([(175, 410), (445, 410), (430, 446), (190, 446)], mix(OCHRE, PAPER, 0.25))
    canvas.disc(310, 560, 42, PAPER)
    canvas.ring(310, 560, 28, 7, VERMILION)
    for x, lean in ((270, -34), (350, 34)):
        canvas.stroke([(x, 412), (x + lean * 0.3, 350), (x + lean, 322)], shade(INK, 0.5), 8)
        with canvas.at(x + lean, 322, turn=lean):
            canvas.rect(-11, -44, 22, 52, INK, round=11)
    plant(canvas, 1510, 720, 200, mix(JADE, PAPER, 0.15), tint(OCHRE, 0.4), leaves=7)
    for row in range(3):
        size, y = (96, 132, 180)[row], (742, 812, 900)[row]
        step = size * 1.36
        count = int(1700 / step) + 1
        for i in range(count):
            x = 800 + (i - (count - 1) / 2) * step
            if row == 0 and x < 560:
                continue
            cloth = chance.choice((VERMILION, VERMILION, OCHRE, PAPER))
            cloth = mix(cloth, wall, 0.35 - 0.15 * row)
            canvas.rect(x - size * 0.38, y, 9, size, shade(wall, 0.7))
            canvas.rect(x + size * 0.32, y, 9, size, shade(wall, 0.7))
            canvas.dome(x - size * 0.46, y - size * 0.2, size * 0.92, size * 0.72, cloth, round=size * 0.2)
            canvas.rect(x - size * 0.46, y + size * 0.44, size * 0.92, size * 0.09, shade(cloth, 0.35))


ROOMS = {
    "cafe": cafe,
    "laboratory": laboratory,
    "racks": racks,
    "easel": easel,
    "lectern": lectern,
}
