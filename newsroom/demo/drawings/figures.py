"""Portraits that are nobody's likeness and marks that are nobody's logo: abstract busts, geometric tiles."""

import random

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
    mix,
    shade,
    tint,
)

GROUNDS = (
    mix(JADE, PAPER, 0.45),
    mix(OCHRE, PAPER, 0.3),
    mix(VERMILION, PAPER, 0.5),
    (150, 184, 194),
    mix(INK, PAPER, 0.25),
    mix(JADE, INK, 0.25),
    mix(OCHRE, VERMILION, 0.4),
    mix(VERMILION, PAPER, 0.12),
)
SHORT = ("parted", "crop", "swept", "fringe")
ALL_HAIR = (*SHORT, "bob", "long", "bun")


def backdrop(canvas: Canvas, chance: random.Random, ground: Colour) -> None:
    """A flat wall with one large quiet shape behind the head."""
    canvas.wash((0, mix(ground, WHITE, 0.08)), (1, ground))
    soft = mix(ground, WHITE, 0.28)
    style = chance.choice(("disc", "arch", "stripes", "hills", "window"))
    if style == "disc":
        canvas.disc(500 + chance.choice((-90, 0, 90)), 440, 390, soft)
    elif style == "arch":
        canvas.dome(130, 110, 740, 900, soft, round=370)
    elif style == "stripes":
        for i in range(-2, 12):
            canvas.poly([(i * 160, 0), (i * 160 + 80, 0), (i * 160 - 220, 1000), (i * 160 - 300, 1000)], soft)
    elif style == "hills":
        canvas.disc(760, 240, 120, mix(ground, WHITE, 0.55))
        canvas.poly([(0, 1000), (0, 640), *bend((0, 640), (280, 330), (620, 700)), (620, 1000)], soft)
        canvas.poly([(380, 1000), *bend((380, 760), (760, 400), (1000, 560)), (1000, 1000)], mix(ground, WHITE, 0.42))
    else:
        for x in (90, 520):
            for y in (80, 470):
                canvas.rect(x, y, 390, 350, soft)


def face(canvas: Canvas, chance: random.Random, styles: tuple[str, ...]) -> None:
    ground = chance.choice(GROUNDS)
    backdrop(canvas, chance, ground)
    skin, hair = chance.choice(SKINS), chance.choice(HAIRS)
    coats = [INK, VERMILION, JADE, mix(INK, PAPER, 0.3), OCHRE, mix(INK, JADE, 0.5), shade(VERMILION, 0.35)]
    coat = chance.choice([c for c in coats if sum(abs(a - b) for a, b in zip(c, ground, strict=True)) > 150])
    style, collar = chance.choice(styles), chance.choice(("tie", "open", "round", "open"))
    warm = mix(skin, VERMILION, 0.16)
    # Hair that falls behind the shoulders comes first.
    if style == "long":
        canvas.dome(290, 215, 420, 560, shade(hair, 0.2), round=205)
    elif style == "bob":
        canvas.dome(288, 215, 424, 385, shade(hair, 0.2), round=205)
    elif style == "bun":
        canvas.disc(500, 205, 78, hair)
    # Shoulders, neck, clothes.
    body = [(110, 1010), *bend((110, 1010), (125, 745), (395, 705)), *bend((605, 705), (875, 745), (890, 1010))]
    canvas.poly([*body, (890, 1010)], coat)
    neck = mix(skin, VERMILION, 0.2)
    canvas.rect(425, 560, 150, 180, mix(neck, INK, 0.06))
    if collar == "round":
        canvas.oval(500, 712, 112, 52, shade(coat, 0.35))
        canvas.oval(500, 700, 90, 52, mix(neck, INK, 0.06))
        canvas.rect(425, 590, 150, 118, mix(neck, INK, 0.06))
    else:
        shirt = WHITE if collar == "tie" else chance.choice((WHITE, tint(OCHRE, 0.6), tint(JADE, 0.75)))
        canvas.poly([(395, 704), (500, 800), (605, 704), (640, 760), (540, 1010), (460, 1010), (360, 760)], shirt)
        canvas.poly([(425, 660), (575, 660), (575, 706), (500, 798), (425, 706)], mix(neck, INK, 0.06))
        canvas.poly([(404, 684), (500, 786), (436, 838), (372, 716)], mix(shirt, INK, 0.07))
        canvas.poly([(596, 684), (500, 786), (564, 838), (628, 716)], mix(shirt, INK, 0.07))
        if collar == "tie":
            tie = chance.choice([c for c in (VERMILION, JADE, OCHRE, INK) if c != coat])
            canvas.poly([(474, 790), (526, 790), (538, 832), (462, 832)], shade(tie, 0.2))
            canvas.poly([(466, 832), (534, 832), (552, 1010), (448, 1010)], tie)
        lapel = mix(coat, WHITE, 0.13)
        canvas.poly([(396, 700), (352, 730), (300, 860), (372, 872), (352, 910), (448, 1010), (470, 1010)], lapel)
        canvas.poly([(604, 700), (648, 730), (700, 860), (628, 872), (648, 910), (552, 1010), (530, 1010)], lapel)
    # The head: ears, face, its shadow side, features.
    for side in (-1, 1):
        canvas.oval(500 + side * 172, 452, 32, 48, warm)
        canvas.oval(500 + side * 174, 452, 16, 28, mix(warm, VERMILION, 0.18))
    canvas.poly([*bend((428, 590), (500, 700), (572, 590)), (572, 560), (428, 560)], mix(neck, INK, 0.14))
    head = [*arc(500, 410, 172, 180, 180, 360), *bend((672, 410), (672, 560), (572, 618), 14)]
    head += [*bend((572, 618), (500, 660), (428, 618), 14), *bend((428, 618), (328, 560), (328, 410), 14)]
    canvas.poly(head, skin)
    for side in (-1, 1):
        canvas.oval(500 + side * 98, 520, 38, 24, mix(skin, VERMILION, 0.09))
        canvas.oval(500 + side * 74, 446, 13, 16, shade(INK, 0.5))
        brow = bend((500 + side * 106, 404), (500 + side * 76, 384), (500 + side * 44, 398), 12)
        canvas.stroke(brow, mix(hair, skin, 0.12), 12)
    canvas.stroke(bend((502, 452), (528, 510), (492, 514), 12), mix(skin, VERMILION, 0.38), 8)
    smile = chance.uniform(590, 604)
    canvas.stroke(bend((452, 562), (500, smile), (548, 562), 14), mix(shade(VERMILION, 0.25), skin, 0.25), 10)
    if chance.random() < 0.36:
        rim = chance.choice((INK, shade(VERMILION, 0.4), (70, 62, 60)))
        for side in (-1, 1):
            canvas.ring(500 + side * 76, 446, 56, 9, rim)
            canvas.stroke([(500 + side * 132, 440), (500 + side * 172, 428)], rim, 9)
        canvas.stroke(arc(500, 444, 21, 16, 190, 350), rim, 9)
    crown(canvas, chance, style, hair)


def crown(canvas: Canvas, chance: random.Random, style: str, hair: Colour) -> None:
    """The hair over the forehead."""
    light = mix(hair, WHITE, 0.1)
    if style in ("long", "bob", "bun"):
        part = chance.choice((440, 500, 560))
        top = arc(500, 400, 186, 196, 172, 368)
        canvas.poly(
            [*top, *bend((684, 430), (600, 370), (part, 250), 16), *bend((part, 250), (400, 370), (316, 430), 16)], hair
        )
        if style != "bun":
            for side in (-1, 1):
                tip = 660 if style == "long" else 575
                x = 500 + side * 186
                outer = [(x, 400), *bend((x, 400), (x + side * 26, 520), (x + side * 16, tip), 12)]
                canvas.poly([*outer, *bend((x - side * 40, tip), (x - side * 34, 520), (x - side * 14, 400), 12)], hair)
    elif style == "parted":
        canvas.poly(
            [
                *arc(500, 392, 184, 194, 176, 364),
                (676, 410),
                *bend((664, 380), (600, 320), (420, 268), 14),
                *bend((420, 268), (352, 330), (334, 400), 14),
            ],
            hair,
        )
    elif style == "crop":
        canvas.poly(
            [
                *arc(500, 400, 180, 190, 178, 362),
                (676, 396),
                *bend((656, 380), (640, 316), (560, 300), 10),
                *bend((560, 300), (440, 292), (372, 318), 10),
                *bend((364, 322), (346, 350), (342, 392), 8),
            ],
            hair,
        )
    elif style == "swept":
        canvas.poly(
            [
                *arc(500, 388, 184, 182, 180, 360),
                *bend((676, 400), (650, 330), (590, 306), 12),
                *bend((590, 306), (430, 316), (360, 286), 12),
                *bend((350, 310), (338, 350), (330, 400), 10),
            ],
            hair,
        )
        canvas.poly(
            [*bend((352, 292), (400, 150), (640, 236), 16), *bend((640, 236), (500, 280), (352, 292), 16)], light
        )
    else:
        canvas.poly(
            [*arc(500, 396, 182, 192, 176, 364), (674, 404), (652, 352)]
            + [(652 - i * 38, 352 - (0, 22)[i % 2] + 6) for i in range(1, 8)]
            + [(348, 352), (326, 404)],
            hair,
        )


def portrait(canvas: Canvas, chance: random.Random) -> None:
    """A bust with short hair, said of nobody in particular."""
    face(canvas, chance, SHORT)


def bust(canvas: Canvas, chance: random.Random) -> None:
    """A bust with any hair, for invented people."""
    face(canvas, chance, ALL_HAIR)


def logo(canvas: Canvas, chance: random.Random) -> None:
    """A mark of four or nine tiles cut from circles, triangles and bars."""
    ground = chance.choice((PAPER, INK, mix(JADE, PAPER, 0.72), tint(OCHRE, 0.65), JADE, VERMILION))
    canvas.wash((0, ground), (1, ground))
    colours = [c for c in (INK, VERMILION, JADE, OCHRE, WHITE, mix(JADE, PAPER, 0.5)) if c != ground]
    if ground in (PAPER, tint(OCHRE, 0.65), mix(JADE, PAPER, 0.72)):
        colours.remove(WHITE)
    chance.shuffle(colours)
    colours = colours[:3]
    style = chance.choice(("grid", "rings", "petals", "chevrons", "sticks", "grid"))
    if style == "grid":
        side = chance.choice((2, 3, 3))
        size = 600 / side
        tiles = [chance.choice(("quarter", "arch", "disc", "triangle", "leaf", "square")) for _ in range(side * side)]
        for i, tile in enumerate(tiles):
            x, y = 200 + size * (i % side), 200 + size * (i // side)
            colour, turn = colours[(i + i // side) % 3], 90 * chance.randrange(4)
            with canvas.at(x + size / 2, y + size / 2, turn=turn):
                h = size / 2 - 5
                if tile == "quarter":
                    canvas.pie(-h, -h, 2 * h, 2 * h, 0, 90, colour)
                elif tile == "arch":
                    canvas.dome(-h, -h, 2 * h, 2 * h, colour, round=h)
                elif tile == "disc":
                    canvas.disc(0, 0, h, colour)
                elif tile == "triangle":
                    canvas.poly([(-h, -h), (h, -h), (-h, h)], colour)
                elif tile == "leaf":
                    canvas.poly([*arc(-h, h, 2 * h, 2 * h, 270, 360), *arc(h, -h, 2 * h, 2 * h, 90, 180)], colour)
                else:
                    canvas.rect(-h, -h, 2 * h, 2 * h, colour)
    elif style == "rings":
        gap = chance.choice((0, 90))
        for i in range(3):
            with canvas.at(500, 500, turn=gap + i * chance.choice((90, 45))):
                r = 300 - i * 84
                canvas.poly([*arc(0, 0, r + 28, r + 28, 0, 270), *arc(0, 0, r - 28, r - 28, 0, 270)[::-1]], colours[i])
                canvas.disc(r, 0, 28, colours[i])
                canvas.disc(0, -r, 28, colours[i])
        canvas.disc(500, 500, 52, colours[0])
    elif style == "petals":
        count = chance.choice((5, 6, 8))
        for i in range(count):
            with canvas.at(500, 500, turn=360 * i / count):
                wide = 2.1 / count
                canvas.poly(
                    [*bend((60, 0), (180, -320 * wide), (320, 0)), *bend((320, 0), (180, 320 * wide), (60, 0))],
                    colours[i % 2 if count % 2 == 0 else 0],
                )
        canvas.disc(500, 500, 62, colours[2])
    elif style == "chevrons":
        with canvas.at(500, 500, turn=90 * chance.randrange(4)):
            for i in range(3):
                y = -210 + i * 165
                canvas.poly(
                    [(-300, y + 150), (0, y - 90), (300, y + 150), (300, y + 250), (0, y + 10), (-300, y + 250)],
                    colours[i],
                )
    else:
        with canvas.at(500, 500, turn=chance.choice((0, 90, 45, -45))):
            for i in range(5):
                tall = (300, 480, 600, 420, 540)[i] * chance.uniform(0.75, 1)
                canvas.rect(-300 + i * 126, 300 - tall, 96, tall, colours[i % 3], round=48)


FIGURES = {"portrait": portrait, "bust": bust, "logo": logo}
