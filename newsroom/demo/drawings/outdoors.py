"""Scenes under the sky: the city, the campus, two shores, and landscapes that stand for something."""

import random

from .canvas import INK, JADE, OCHRE, PAPER, VERMILION, WHITE, WOOD, Canvas, arc, bend, fade, mix, shade, tint
from .moods import (
    BLUSH,
    DUSK,
    JADEN,
    MOODS,
    MORNING,
    NIGHT,
    NOON,
    bicycle,
    cloud,
    hills,
    plant,
    row_of_towers,
    tower,
    tree,
)
from .moods import sky as paint_sky


def skyline(canvas: Canvas, chance: random.Random) -> None:
    mood = chance.choice(MOODS)
    paint_sky(canvas, mood, sun=(chance.uniform(300, 1300), chance.uniform(230, 420), chance.uniform(90, 150)))
    mist = mix(mood.middle, WHITE, 0.12 if mood is NIGHT else 0.45)
    for _ in range(3):
        cloud(canvas, chance.uniform(0, 1400), chance.uniform(90, 330), chance.uniform(150, 280), mist)
    hills(canvas, chance, 690, 120, mood.layer(0.95), waves=3)
    row_of_towers(canvas, chance, mood, 830, 130, 440, 0.66)
    row_of_towers(canvas, chance, mood, 850, 80, 540, 0.34, gap=(30, 160))
    row_of_towers(canvas, chance, mood, 880, 50, 400, 0.02, gap=(60, 260))
    ground = mix(mood.leaf, mood.lead, 0.55)
    hills(canvas, chance, 885, 18, mix(mood.leaf, mood.lead, 0.3), waves=4)
    x = -30.0
    while x < 1640:
        shape = chance.choice(("round", "round", "tall"))
        leaf = mix(mood.leaf, chance.choice((mood.lead, OCHRE)), chance.uniform(0.05, 0.3))
        tree(canvas, x, 910 + chance.uniform(-8, 14), chance.uniform(80, 150), leaf, shape=shape)
        x += chance.uniform(46, 130)
    canvas.rect(-10, 905, 1620, 14, shade(ground, 0.25))
    water = mix(mood.lead, mood.haze, 0.5)
    canvas.rect(-10, 919, 1620, 90, water)
    for _ in range(34):
        streak = chance.choice((fade(WHITE, 0.22), fade(mood.sun, 0.4), fade(mood.lead, 0.25)))
        canvas.rect(chance.uniform(-80, 1580), chance.uniform(928, 990), chance.uniform(50, 190), 4, streak, round=2)


def campus(canvas: Canvas, chance: random.Random) -> None:
    mood = chance.choice((MORNING, NOON, JADEN, BLUSH))
    paint_sky(canvas, mood, sun=(chance.uniform(1050, 1350), 250, 110))
    cloud(canvas, 160, 170, 240, mix(mood.middle, WHITE, 0.6))
    cloud(canvas, 700, 110, 180, mix(mood.middle, WHITE, 0.5))
    hills(canvas, chance, 600, 110, mood.layer(0.95), waves=3)
    row_of_towers(canvas, chance, mood, 660, 50, 190, 0.72, gap=(60, 220))
    lawn = mix(JADE, PAPER, 0.35)
    # The hall: a long house of brick and glass with a portico.
    brick = mix(VERMILION, PAPER, 0.2)
    left = chance.uniform(240, 420)
    canvas.rect(left, 430, 760, 290, brick)
    canvas.rect(left, 410, 760, 24, shade(brick, 0.35))
    for i in range(9):
        x = left + 34 + i * 79
        if 3 <= i <= 5:
            continue
        for y in (465, 590):
            canvas.dome(x, y, 46, 86, mix(INK, mood.top, 0.35), round=23)
            canvas.rect(x, y + 40, 46, 5, brick)
    canvas.poly([(left + 240, 440), (left + 380, 350), (left + 520, 440)], shade(brick, 0.2))
    canvas.rect(left + 250, 440, 260, 280, tint(brick, 0.7))
    canvas.dome(left + 335, 560, 90, 160, INK, round=45)
    for i in range(4):
        canvas.rect(left + 262 + i * 70, 446, 26, 274, WHITE)
    canvas.rect(left + 236, 436, 288, 18, WHITE)
    hills(canvas, chance, 730, 24, lawn, waves=2)
    canvas.rect(-10, 716, 1620, 300, lawn)
    path = tint(OCHRE, 0.66)
    canvas.poly([(left + 340, 718), (left + 420, 718), *bend((1010, 830), (900, 760), (1300, 1010)), (360, 1010)], path)
    canvas.poly(
        [(left + 345, 718), (left + 420, 718), (left + 560, 1010), (left - 60, 1010)],
        path,
    )
    for x, y, h in ((80, 780, 330), (230, 748, 230), (1240, 752, 250), (1380, 790, 360), (1540, 770, 280)):
        leaf = mix(chance.choice((JADE, mix(JADE, OCHRE, 0.55), OCHRE)), PAPER, chance.uniform(0, 0.15))
        canvas.oval(x + h * 0.12, y, h * 0.34, h * 0.035, fade(INK, 0.16))
        tree(canvas, x, y, h, leaf, shape=chance.choice(("round", "round", "tall")))
    canvas.oval(1110, 944, 210, 12, fade(INK, 0.18))
    canvas.oval(330, 914, 170, 10, fade(INK, 0.18))
    bicycle(canvas, 990, 940, 250, VERMILION, INK)
    bicycle(canvas, 240, 910, 190, INK, shade(INK, 0.4))
    for _ in range(36):
        x, y = chance.uniform(0, 1600), chance.uniform(760, 990)
        canvas.oval(x, y, 7, 3, fade(chance.choice((OCHRE, WHITE, VERMILION)), 0.6))


def bay(canvas: Canvas, chance: random.Random) -> None:
    """Two shores with a bridge between them under one sun."""
    mood = chance.choice((MORNING, DUSK, JADEN, BLUSH))
    paint_sky(canvas, mood)
    canvas.disc(800, 500, 300, fade(mood.sun, 0.14))
    canvas.disc(800, 500, 220, mood.sun)
    cloud(canvas, 250, 220, 260, mix(mood.middle, WHITE, 0.3))
    cloud(canvas, 1120, 160, 220, mix(mood.middle, WHITE, 0.3))
    hills(canvas, chance, 640, 110, mood.layer(0.95), waves=4)
    for left, count in ((-30, 6), (1130, 6)):
        x = float(left)
        for i in range(count):
            width = chance.uniform(60, 100)
            inward = i / count if left < 0 else 1 - i / count
            height = chance.uniform(140, 240) + 240 * (1 - inward) * chance.uniform(0.6, 1)
            tower(canvas, chance, x, 690, width, height, mood.layer(0.3 if left < 0 else 0.42), mood.lit)
            x += width + chance.uniform(-4, 18)
    water = mix(mood.lead, mood.middle, 0.22)
    canvas.rect(-10, 690, 1620, 330, water)
    for i in range(22):
        y = 704 + i * 14
        width = 200 * (1 - i / 40) * chance.uniform(0.5, 1.1)
        canvas.rect(800 - width + chance.uniform(-30, 30), y, width * 2, 6, fade(mood.sun, 0.5), round=3)
    for _ in range(26):
        canvas.rect(
            chance.uniform(-60, 1560), chance.uniform(710, 980), chance.uniform(60, 170), 4, fade(WHITE, 0.22), round=2
        )
    steel = VERMILION if mood is not BLUSH else INK
    deck, tall = 640, 330
    for x in (420, 1180):
        canvas.rect(x - 16, tall, 32, 400, steel)
        canvas.rect(x - 28, 700, 56, 40, shade(steel, 0.4))
        canvas.rect(x + 4, tall, 12, 400, shade(steel, 0.25))
    cables = [
        bend((-60, deck - 10), (260, deck - 30), (420, tall + 16)),
        bend((420, tall + 16), (800, deck + 240), (1180, tall + 16)),
        bend((1180, tall + 16), (1340, deck - 30), (1660, deck - 10)),
    ]
    for cable in cables:
        for x, y in cable[1:-1]:
            canvas.stroke([(x, y), (x, deck)], fade(steel, 0.75), 3)
        canvas.stroke(cable, steel, 9)
    canvas.rect(-10, deck, 1620, 22, steel)
    canvas.rect(-10, deck + 18, 1620, 10, shade(steel, 0.4))
    front = shade(mood.lead, 0.1)
    canvas.poly([(-10, 1010), (-10, 900), *bend((-10, 900), (260, 850), (520, 1010))], front)
    canvas.poly([*bend((1060, 1010), (1350, 860), (1610, 890)), (1610, 1010)], front)
    for x, y, h in (
        (60, 905, 170),
        (170, 900, 130),
        (280, 930, 150),
        (1390, 935, 150),
        (1500, 905, 190),
        (1580, 910, 130),
    ):
        tree(canvas, x, y, h, mix(mood.leaf, mood.lead, 0.35), shape=chance.choice(("round", "fir", "fir")))


def greenhouse(canvas: Canvas, chance: random.Random) -> None:
    """A glasshouse full of seedlings in rising rows: what an incubator does."""
    mood = chance.choice((MORNING, JADEN, NOON, DUSK, NIGHT))
    paint_sky(canvas, mood, sun=(chance.uniform(260, 460), 240, 100))
    hills(canvas, chance, 720, 150, mood.layer(0.95), waves=2)
    hills(canvas, chance, 770, 80, mix(mood.leaf, mood.low, 0.5), waves=3)
    ground = mix(mood.leaf, mood.lead, 0.25)
    canvas.rect(-10, 800, 1620, 220, ground)
    # Inside first, then the glass in front of it.
    frame = WHITE if mood in (DUSK, NIGHT) else INK
    house = [(220, 860), (220, 440), (800, 190), (1380, 440), (1380, 860)]
    canvas.poly(house, mix(mix(mood.lit, WHITE, 0.55), mood.middle, 0.1))
    for y, scale in ((640, 0.72), (845, 1.0)):
        canvas.rect(250, y, 1100, 16, WOOD)
        for x in (280, 560, 1020, 1300) if y < 800 else ():
            canvas.rect(x, y + 16, 12, 190, shade(WOOD, 0.25))
        count = 9
        for i in range(count):
            x = 310 + i * 980 / (count - 1)
            size = (56 + 62 * i / (count - 1)) * scale * chance.uniform(0.94, 1.1) + 22
            leaf = mix(JADE, chance.choice((INK, OCHRE, PAPER)), chance.uniform(0.02, 0.28))
            pot = chance.choice((VERMILION, mix(VERMILION, OCHRE, 0.4), tint(VERMILION, 0.3)))
            plant(canvas, x, y, size, leaf, pot, leaves=3 if i < 3 else 5)
    canvas.poly([(220, 440), (800, 190), (800, 250), (500, 860), (220, 860)], fade(WHITE, 0.16))
    canvas.poly([(1000, 276), (1120, 328), (900, 860), (740, 860)], fade(WHITE, 0.16))
    for x in (220, 452, 684, 916, 1148, 1380):
        top = 440 - 250 * (1 - abs(x - 800) / 580)
        canvas.stroke([(x, top), (x, 866)], frame, 9)
    canvas.stroke([(200, 448), (800, 190), (1400, 448)], frame, 18)
    canvas.stroke([(220, 440), (1380, 440)], frame, 9)
    canvas.rect(200, 852, 1200, 30, shade(mix(mood.lead, OCHRE, 0.2), 0.1))
    with canvas.at(1490, 962, grow=1.15):
        can = VERMILION if mood is not DUSK else PAPER
        canvas.stroke([*arc(0, -110, 54, 54, 180, 360)], shade(can, 0.3), 12)
        canvas.stroke([(-50, -40), (-130, -110)], can, 18)
        canvas.poly([(-150, -130), (-108, -134), (-132, -90)], shade(can, 0.3))
        canvas.poly([(-62, -110), (62, -110), (72, 0), (-72, 0)], can)
    for x, h in ((90, 230), (150, 150), (30, 170)):
        tree(canvas, x, 880, h, mix(mood.leaf, mood.lead, 0.2), shape="tall")


def growth(canvas: Canvas, chance: random.Random) -> None:
    """A column chart as a landscape: the columns are terraces with trees, a path climbs over them."""
    mood = chance.choice((MORNING, NOON, JADEN, DUSK, BLUSH))
    paint_sky(canvas, mood, sun=(chance.uniform(300, 520), 260, 120))
    cloud(canvas, 640, 130, 260, mix(mood.middle, WHITE, 0.4))
    cloud(canvas, 110, 420, 180, mix(mood.middle, WHITE, 0.4))
    hills(canvas, chance, 780, 210, mood.layer(0.95), waves=3)
    hills(canvas, chance, 840, 130, mix(mood.leaf, mood.low, 0.6), waves=4)
    count = chance.choice((7, 8))
    wide = 1500 / count
    base, tops = 930, []
    colours = (JADE, mix(JADE, INK, 0.5), INK)
    for i in range(count):
        share = i / (count - 1)
        height = 110 + 560 * share**1.35 + chance.uniform(-18, 18)
        x, y = 60 + i * wide, base - height
        tops.append((x + wide * 0.42, y))
        face = mix(colours[0], colours[2], share) if i != count - 1 else VERMILION
        width = wide * 0.84
        canvas.rect(x, y, width, height + 90, face)
        canvas.rect(x + width * 0.72, y, width * 0.28, height + 90, shade(face, 0.25))
        canvas.rect(x, y, width, 16, mix(mood.leaf, WHITE, 0.3) if i != count - 1 else mix(VERMILION, WHITE, 0.3))
        for k in range(int(height // 74)):
            canvas.rect(x + width * 0.16, y + 52 + k * 74, width * 0.4, 12, fade(PAPER, 0.24), round=6)
    for i, (x, y) in enumerate(tops):
        if i == count - 1:
            canvas.stroke([(x, y), (x, y - 130)], WHITE, 7)
            canvas.poly([(x + 3, y - 132), (x + 92, y - 104), (x + 3, y - 74)], OCHRE)
            continue
        for dx in (-0.26, 0.02, 0.24):
            if chance.random() < 0.72:
                leaf = mix(mood.leaf, chance.choice((OCHRE, INK, PAPER)), chance.uniform(0.05, 0.32))
                shape = chance.choice(("round", "tall", "fir"))
                tree(canvas, x + dx * wide, y + 2, chance.uniform(60, 108), leaf, shape=shape)
    hills(canvas, chance, 950, 26, mix(mood.leaf, mood.lead, 0.35), waves=3)
    for x in (40, 190, 520, 900, 1130, 1480):
        tree(canvas, x + chance.uniform(-30, 30), 990, chance.uniform(70, 120), mix(mood.leaf, mood.lead, 0.2))


def umbrella(canvas: Canvas, chance: random.Random) -> None:
    """A great umbrella holds the rain off a row of seedlings."""
    mood = chance.choice((NOON, JADEN, NIGHT))
    cloth, second = chance.choice(((VERMILION, PAPER), (OCHRE, PAPER), (VERMILION, OCHRE)))
    paint_sky(canvas, mood)
    for x, y, w in ((60, 110, 420), (640, 60, 520), (1240, 150, 360), (260, 240, 240)):
        cloud(canvas, x, y, w, mix(mood.lead, mood.middle, 0.62))
    ground = mix(mood.leaf, mood.lead, 0.25)
    hills(canvas, chance, 800, 120, mix(mood.leaf, mood.low, 0.55), waves=3)
    hills(canvas, chance, 860, 30, ground, waves=2)
    cx, top, wide = 800, 250, 560
    for _ in range(150):
        x, y = chance.uniform(-40, 1640), chance.uniform(-40, 900)
        if abs(x - cx) < wide + 20 and y > top - 40:
            continue
        length = chance.uniform(30, 70)
        canvas.stroke([(x, y), (x - length * 0.22, y + length)], fade(WHITE, chance.uniform(0.35, 0.8)), 4)
    canvas.poly(
        [(cx - wide + 20, 560), (cx + wide - 20, 560), (cx + wide + 60, 880), (cx - wide - 60, 880)],
        fade(mood.lit, 0.16),
    )
    handle = shade(mood.lead, 0.1)
    canvas.stroke([(cx, 220), (cx, 800)], handle, 16)
    canvas.stroke([(cx, 790), *arc(cx - 46, 800, 46, 46, 0, 170)], handle, 20)
    # Seven gores, two colours by turns; the hem hangs in scallops.
    edges = [cx + wide * t for t in (-1, -0.78, -0.46, -0.16, 0.16, 0.46, 0.78, 1)]
    for i, (left, right) in enumerate(zip(edges, edges[1:], strict=False)):
        colour = cloth if i % 2 == 0 else second
        colour = shade(colour, 0.16) if i > 4 else colour

        def rim(x: float) -> list[tuple[float, float]]:
            lean = (x - cx) / wide
            return bend((cx, top - 30), (cx + lean * wide * 0.98, top - 20 + 40 * abs(lean)), (x, 560), 20)

        canvas.poly(
            [*rim(left), *bend((left, 560), ((left + right) / 2, 508), (right, 560), 12), *rim(right)[::-1]], colour
        )
    canvas.stroke([(cx, top - 20), (cx, top - 76)], handle, 14)
    for i, x in enumerate((330, 480, 630, 970, 1120, 1270)):
        size = (120, 150, 175, 165, 140, 110)[i] * chance.uniform(0.95, 1.08)
        leaf = mix(JADE, chance.choice((OCHRE, PAPER)), chance.uniform(0, 0.3))
        if mood is NIGHT:
            leaf = mix(leaf, WHITE, 0.15)
        stem = [*bend((x, 880), (x - 8, 880 - size * 0.5), (x, 880 - size))]
        canvas.stroke(stem, shade(leaf, 0.25), 9)
        for side, rise in ((-1, 0.98), (1, 0.98), (-1, 0.55), (1, 0.62)):
            root, tip = (x, 880 - size * rise), (x + side * size * 0.5, 880 - size * (rise + 0.28))
            up = bend(root, (x + side * size * 0.1, tip[1] - size * 0.02), tip, 12)
            down = bend(tip, (x + side * size * 0.42, root[1] + size * 0.04), root, 12)
            canvas.poly(up + down, leaf if side < 0 else mix(leaf, WHITE, 0.15))
        canvas.oval(x, 884, size * 0.3, 12, shade(ground, 0.4))


def planes(canvas: Canvas, chance: random.Random) -> None:
    """Paper planes carry the news over the hills."""
    mood = chance.choice((MORNING, NOON, JADEN, BLUSH, DUSK))
    paint_sky(canvas, mood, sun=(chance.uniform(1050, 1300), 330, 130))
    cloud(canvas, 240, 150, 260, mix(mood.middle, WHITE, 0.45))
    cloud(canvas, 900, 90, 200, mix(mood.middle, WHITE, 0.45))
    for i, base in enumerate((700, 780, 850, 920)):
        far = 1 - i / 3.2
        leaf = mix(mood.leaf, mood.lead, 0.12 + 0.2 * i)
        hills(canvas, chance, base, 150 - i * 24, mix(leaf, mood.low, 0.72 * far), waves=2 + i)
    for _ in range(12):
        x = chance.uniform(0, 1600)
        tree(
            canvas,
            x,
            960,
            chance.uniform(70, 130),
            mix(mood.leaf, mood.lead, 0.4),
            shape=chance.choice(("round", "fir", "tall")),
        )
    canvas.rect(-10, 946, 1620, 80, mix(mood.leaf, mood.lead, 0.62))
    flights = (
        (980, 400, 1.5, (-60, 820), (420, 320), VERMILION),
        (560, 270, 0.95, (-60, 520), (220, 430), WHITE),
        (1330, 560, 0.8, (500, 760), (980, 760), OCHRE),
        (300, 540, 0.62, (-60, 640), (120, 640), WHITE),
    )
    for x, y, size, start, pull, colour in flights:
        if colour == mood.sun or (mood in (DUSK, BLUSH) and colour == VERMILION):
            colour = INK if colour == mood.sun else WHITE
        trail = bend(start, pull, (x - 60 * size, y + 24 * size), 60)
        for i in range(0, 58, 2):
            canvas.stroke([trail[i], trail[i + 1]], mix(WHITE, mood.low, 0.1), 5 * min(1.2, size), caps=False)
        with canvas.at(x, y, turn=-20, grow=size):
            canvas.poly([(150, 0), (-110, -70), (-50, 8)], colour)
            canvas.poly([(150, 0), (-50, 8), (-70, 66)], shade(colour, 0.3))
            canvas.poly([(150, 0), (-50, 8), (-28, 26)], shade(colour, 0.5))
            canvas.poly(
                [(150, 0), (-14, 22), (-60, 104)], mix(colour, WHITE, 0.25) if colour != WHITE else tint(INK, 0.72)
            )


OUTDOORS = {
    "skyline": skyline,
    "campus": campus,
    "bay": bay,
    "greenhouse": greenhouse,
    "growth": growth,
    "umbrella": umbrella,
    "planes": planes,
}
