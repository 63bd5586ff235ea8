"""Scenes seen from above: phones, a circuit board, patent drawings, page proofs, a stopwatch."""

import math
import random

from .canvas import INK, JADE, OCHRE, PAPER, VERMILION, WHITE, Canvas, Colour, arc, bend, fade, mix, shade, tint


def screen(canvas: Canvas, chance: random.Random, width: float, height: float, ground: Colour) -> None:
    """What a phone shows, in shapes alone: a headline picture, tiles, or a conversation."""
    accents = [c for c in (VERMILION, OCHRE, JADE, INK, PAPER) if c != ground]
    style = chance.choice(("picture", "tiles", "talk", "rings"))
    if style == "picture":
        canvas.rect(0, 0, width, height * 0.44, chance.choice(accents))
        canvas.disc(width * 0.68, height * 0.16, width * 0.13, chance.choice((PAPER, OCHRE)))
        canvas.poly(
            [(0, height * 0.44), (width * 0.36, height * 0.2), (width * 0.72, height * 0.44)], shade(ground, 0.35)
        )
        for i in range(4):
            length = width * (0.78, 0.7, 0.74, 0.4)[i]
            canvas.rect(
                width * 0.1,
                height * (0.53 + 0.09 * i),
                length,
                height * 0.035,
                mix(ground, INK if ground == PAPER else PAPER, 0.55),
                round=6,
            )
    elif style == "tiles":
        for i in range(12):
            x, y = width * (0.1 + 0.29 * (i % 3)), height * (0.12 + 0.19 * (i // 3))
            canvas.rect(x, y, width * 0.22, width * 0.22, chance.choice(accents), round=width * 0.055)
    elif style == "talk":
        for i in range(6):
            mine = chance.random() < 0.5
            length = width * chance.uniform(0.36, 0.62)
            x = width * 0.9 - length if mine else width * 0.1
            colour = accents[0] if mine else mix(ground, INK if ground == PAPER else PAPER, 0.3)
            canvas.rect(x, height * (0.1 + 0.14 * i), length, height * 0.09, colour, round=height * 0.045)
    else:
        for r, colour in ((0.36, accents[0]), (0.27, ground), (0.22, accents[1]), (0.13, ground)):
            canvas.disc(width / 2, height * 0.36, width * r, colour)
        for i in range(5):
            tall = height * chance.uniform(0.06, 0.2)
            canvas.rect(width * (0.14 + 0.155 * i), height * 0.9 - tall, width * 0.1, tall, accents[i % 3], round=5)


def phone(canvas: Canvas, chance: random.Random, x: float, y: float, width: float, ground: Colour, case: Colour):
    height = width * 1.95
    canvas.rect(x, y, width, height, case, round=width * 0.13)
    canvas.rect(x + 3, y + 3, width - 6, height - 6, mix(case, WHITE, 0.12), round=width * 0.12)
    inner, tall = width * 0.88, height * 0.84
    canvas.rect(x + width * 0.06, y + height * 0.075, inner, tall, ground)
    with canvas.at(x + width * 0.06, y + height * 0.075):
        screen(canvas, chance, inner, tall, ground)
    canvas.rect(x + width * 0.4, y + height * 0.036, width * 0.2, height * 0.012, mix(case, WHITE, 0.5), round=4)
    canvas.disc(x + width * 0.5, y + height * 0.957, width * 0.045, mix(case, WHITE, 0.35))


def phones(canvas: Canvas, chance: random.Random) -> None:
    """Phones laid out in slanting ranks on a table, each with its shadow."""
    table = chance.choice(
        (mix(OCHRE, PAPER, 0.35), mix(JADE, PAPER, 0.45), mix(VERMILION, PAPER, 0.42), tint(INK, 0.12))
    )
    canvas.wash((0, mix(table, WHITE, 0.12)), (1, table))
    turn = chance.choice((-24, -18, 18, 24))
    width, across, down = 178, 262, 420
    with canvas.at(800, 500, turn=turn):
        for row in range(-3, 4):
            for column in range(-5, 6):
                x = column * across + (row % 2) * across / 2 - width / 2
                y = row * down - width
                canvas.rect(x + 26, y + 30, width, width * 1.95, fade(shade(table, 0.6), 0.35), round=width * 0.13)
                ground = chance.choice((INK, PAPER, JADE, VERMILION, OCHRE, mix(JADE, PAPER, 0.6)))
                phone(canvas, chance, x, y, width, ground, chance.choice((shade(INK, 0.5), WHITE, INK)))


def circuit(canvas: Canvas, chance: random.Random) -> None:
    """A circuit board from above: one large chip, its tracks running out at right and half-right angles."""
    board, track = chance.choice(
        (
            (INK, mix(JADE, PAPER, 0.2)),
            (mix(JADE, INK, 0.35), mix(OCHRE, PAPER, 0.2)),
            (mix(VERMILION, INK, 0.25), OCHRE),
        )
    )
    canvas.wash((0, shade(board, 0.12)), (0.5, board), (1, shade(board, 0.3)))
    for x in range(0, 1640, 40):
        for y in range(0, 1040, 40):
            canvas.disc(x, y, 2.2, fade(track, 0.22))
    cx, cy, half = chance.choice((760, 800, 840)), 500, 210
    dim = mix(board, track, 0.5)

    def run(length: float, jog: float, reach: float, pad: bool, colour: Colour) -> None:
        """A track from the origin to the right that steps sideways once."""
        canvas.stroke([(0, 0), (length, 0), (length + abs(jog), jog), (reach, jog)], colour, 7)
        if pad:
            canvas.disc(reach, jog, 15, colour)
            canvas.disc(reach, jog, 7, board)

    for side in range(4):
        with canvas.at(cx, cy, turn=side * 90):
            reach = 620 if side % 2 == 0 else 330
            for i in range(13):
                offset = (i - 6) * 30
                spread = (i - 6) * chance.choice((14, 22, 30)) if side % 2 == 0 else (i - 6) * 38
                with canvas.at(half, offset):
                    end = reach * chance.uniform(0.55, 1.15) if chance.random() < 0.6 else 1200
                    colour = chance.choice(
                        (track, track, dim, dim, mix(OCHRE, track, 0.3), VERMILION if i == 4 else dim)
                    )
                    length = 40 + abs(i - 6) * 14 if side % 2 == 0 else 30 + (6 - abs(i - 6)) * 10
                    run(length, spread, max(end, length + abs(spread) + 30), end < 1200, colour)
    gold = mix(OCHRE, PAPER, 0.25)
    canvas.rect(
        cx - half - 14 + 22, cy - half - 14 + 26, 2 * half + 28, 2 * half + 28, fade(shade(board, 0.9), 0.45), round=18
    )
    for i in range(13):
        o = (i - 6) * 30 - 8
        for x, y, w, h in (
            (-half - 26, o, 40, 16),
            (half - 14, o, 40, 16),
            (o, -half - 26, 16, 40),
            (o, half - 14, 16, 40),
        ):
            canvas.rect(cx + x, cy + y, w, h, gold, round=3)
    canvas.rect(cx - half, cy - half, 2 * half, 2 * half, shade(INK, 0.55), round=16)
    canvas.rect(cx - half + 12, cy - half + 12, 2 * half - 24, 2 * half - 24, tint(INK, 0.1), round=10)
    canvas.rect(cx - 120, cy - 120, 240, 240, chance.choice((PAPER, gold, mix(JADE, PAPER, 0.5))), round=8)
    with canvas.at(cx, cy, turn=45):
        for i in range(4):
            r = 88 - i * 22
            canvas.rect(-r, -r, 2 * r, 2 * r, (VERMILION, PAPER, INK, OCHRE)[i], round=8)
    canvas.disc(cx - half + 40, cy + half - 40, 11, gold)
    for x, y in ((150, 150), (1400, 160), (170, 800), (1390, 790)):
        if chance.random() < 0.75:
            w, h = chance.choice(((150, 90), (90, 130), (120, 120)))
            for i in range(5):
                canvas.rect(x - 12, y + 8 + i * (h - 16) / 5, w + 24, 8, gold)
            canvas.rect(x, y, w, h, shade(INK, 0.6), round=6)
            canvas.rect(x + 12, y + 12, w - 24, h * 0.22, fade(PAPER, 0.3), round=4)
        else:
            for i in range(3):
                canvas.disc(x + i * 62, y + 50, 27, shade(INK, 0.3))
                canvas.disc(x + i * 62, y + 50, 21, (VERMILION, OCHRE, tint(INK, 0.5))[i])
                canvas.rect(x + i * 62 - 16, y + 46, 32, 6, fade(PAPER, 0.7))


def gear(canvas: Canvas, x: float, y: float, r: float, teeth: int, line: Colour, thick: float) -> None:
    """A gear wheel in outline."""
    points = []
    for i in range(teeth):
        for share, radius in ((0, r), (0.28, r), (0.38, r * 1.16), (0.68, r * 1.16), (0.78, r)):
            angle = 2 * math.pi * (i + share) / teeth
            points.append((x + radius * math.cos(angle), y + radius * math.sin(angle)))
    canvas.stroke([*points, points[0]], line, thick, caps=False)
    canvas.ring(x, y, r * 0.72, thick * 0.7, line)
    canvas.ring(x, y, r * 0.22, thick, line)
    for i in range(5):
        angle = 2 * math.pi * i / 5
        dx, dy = math.cos(angle), math.sin(angle)
        canvas.stroke([(x + dx * r * 0.24, y + dy * r * 0.24), (x + dx * r * 0.7, y + dy * r * 0.7)], line, thick * 0.7)


def patents(canvas: Canvas, chance: random.Random) -> None:
    """Drawings and certificates on a desk, with seal, pencil and rule."""
    desk = chance.choice((mix(OCHRE, VERMILION, 0.25), mix(JADE, INK, 0.2), mix(OCHRE, PAPER, 0.3)))
    canvas.wash((0, mix(desk, WHITE, 0.1)), (1, shade(desk, 0.12)))
    for y in (180, 420, 660, 900):
        canvas.rect(-10, y, 1620, 4, fade(shade(desk, 0.5), 0.4))

    def sheet(x, y, width, height, turn, colour):
        with canvas.at(x, y, turn=turn):
            canvas.rect(-width / 2 + 16, -height / 2 + 20, width, height, fade(shade(desk, 0.8), 0.35))
            canvas.rect(-width / 2, -height / 2, width, height, colour)

    sheet(1250, 420, 620, 800, 14, tint(OCHRE, 0.72))
    sheet(1210, 470, 600, 780, 6, WHITE)
    turn = chance.uniform(-7, -3)
    sheet(560, 500, 980, 720, turn, INK)
    with canvas.at(560, 500, turn=turn):
        line = tint(INK, 0.78)
        for i in range(-11, 12):
            canvas.stroke([(i * 40, -340), (i * 40, 340)], fade(line, 0.12), 2)
        for i in range(-8, 9):
            canvas.stroke([(-470, i * 40), (470, i * 40)], fade(line, 0.12), 2)
        canvas.stroke([(-460, -330), (460, -330), (460, 330), (-460, 330), (-460, -330)], fade(line, 0.7), 4)
        gear(canvas, -170, -30, 170, chance.choice((12, 14, 16)), line, 6)
        gear(canvas, 128, 96, 96, chance.choice((8, 9, 10)), OCHRE, 6)
        canvas.stroke([(-170, -30), (128, 96)], fade(VERMILION, 0.9), 4)
        canvas.stroke([(-350, 230), (10, 230)], line, 3)
        for x in (-350, 10):
            canvas.stroke([(x, 215), (x, 245)], line, 3)
        for i in range(5):
            canvas.rect(250, -270 + i * 30, (170, 140, 160, 120, 90)[i], 9, fade(line, 0.7), round=4)
        canvas.rect(270, 240, 170, 70, fade(line, 0.25))
    with canvas.at(1210, 470, turn=6):
        canvas.rect(-262, -352, 524, 704, tint(OCHRE, 0.45))
        canvas.rect(-252, -342, 504, 684, WHITE)
        canvas.rect(-130, -290, 260, 26, INK, round=6)
        canvas.rect(-180, -240, 360, 12, tint(INK, 0.5), round=6)
        for i in range(9):
            canvas.rect(
                -200, -180 + i * 36, (400, 380, 395, 330, 400, 370, 390, 400, 210)[i], 10, tint(INK, 0.72), round=5
            )
        for i in range(24):
            angle = math.radians(i * 15)
            canvas.disc(110 + 78 * math.cos(angle), 232 + 78 * math.sin(angle), 12, VERMILION)
        canvas.poly([(70, 270), (150, 270), (172, 372), (110, 336), (48, 372)], shade(VERMILION, 0.3))
        canvas.disc(110, 232, 80, VERMILION)
        canvas.ring(110, 232, 60, 5, tint(VERMILION, 0.7))
        star = [
            (110 + r * math.sin(math.pi * k / 5), 232 - r * math.cos(math.pi * k / 5))
            for k, r in ((k, 42 if k % 2 == 0 else 18) for k in range(10))
        ]
        canvas.poly(star, tint(VERMILION, 0.8))
    with canvas.at(860, 880, turn=-12):
        canvas.rect(-330, 8, 660, 26, fade(shade(desk, 0.8), 0.3))
        canvas.rect(-300, -14, 560, 30, OCHRE)
        canvas.rect(-300, -4, 560, 10, mix(OCHRE, WHITE, 0.3))
        canvas.rect(-350, -14, 54, 30, mix(VERMILION, PAPER, 0.3), round=8)
        canvas.rect(-306, -14, 20, 30, tint(INK, 0.6))
        canvas.poly([(260, -14), (330, 1), (260, 16)], tint(OCHRE, 0.7))
        canvas.poly([(308, -4), (330, 1), (308, 6)], INK)


def newsdesk(canvas: Canvas, chance: random.Random) -> None:
    """A desk from above: page proofs, a pencil, glasses, tea."""
    desk = chance.choice((mix(JADE, INK, 0.15), INK, mix(VERMILION, PAPER, 0.2), mix(OCHRE, PAPER, 0.3)))
    canvas.wash((0, mix(desk, WHITE, 0.08)), (1, desk))
    dark = fade(shade(desk, 0.9), 0.35)

    def proof(x: float, y: float, turn: float, picture: Colour, columns: int) -> None:
        width, height = 560, 760
        with canvas.at(x, y, turn=turn):
            canvas.rect(-width / 2 + 16, -height / 2 + 18, width, height, dark)
            canvas.rect(-width / 2, -height / 2, width, height, WHITE)
            canvas.rect(-240, -340, 480, 12, VERMILION)
            canvas.rect(-240, -312, 400, 34, INK)
            canvas.rect(-240, -262, 300, 34, INK)
            canvas.rect(-240, -200, 480, 230, picture)
            canvas.disc(120, -120, 46, tint(picture, 0.65))
            canvas.poly([(-240, 30), *bend((-240, -20), (-90, -170), (60, 0)), (60, 30)], shade(picture, 0.35))
            canvas.poly([(-20, 30), *bend((-20, 20), (120, -90), (240, -10)), (240, 30)], shade(picture, 0.2))
            wide = 480 / columns
            for column in range(columns):
                for i in range(13):
                    length = wide - 24 if i != 12 else wide * 0.5
                    canvas.rect(-240 + column * wide, 58 + i * 22, length, 8, tint(INK, 0.68), round=4)

    pictures = [VERMILION, OCHRE, JADE, tint(INK, 0.35)]
    chance.shuffle(pictures)
    proof(330, 470, chance.uniform(-12, -5), pictures[0], 2)
    proof(1290, 520, chance.uniform(5, 12), pictures[1], 3)
    proof(820, 500, chance.uniform(-3, 3), pictures[2], 3)
    with canvas.at(1130, 800, turn=-34):
        canvas.rect(-200, 16, 430, 20, dark)
        canvas.rect(-200, -13, 400, 27, VERMILION)
        canvas.rect(-200, -4, 400, 9, mix(VERMILION, WHITE, 0.25))
        canvas.poly([(200, -13), (260, 0), (200, 14)], tint(OCHRE, 0.6))
        canvas.poly([(240, -5), (260, 0), (240, 5)], INK)
    saucer = 480, 850
    canvas.disc(saucer[0] + 12, saucer[1] + 16, 120, dark)
    canvas.disc(*saucer, 120, tint(JADE, 0.7))
    canvas.disc(*saucer, 88, mix(JADE, PAPER, 0.55))
    canvas.rect(saucer[0] + 60, saucer[1] - 14, 92, 28, WHITE, round=14)
    canvas.disc(*saucer, 74, WHITE)
    canvas.disc(*saucer, 60, mix(OCHRE, VERMILION, 0.25))
    canvas.pie(*saucer, 60, 60, 190, 290, mix(OCHRE, VERMILION, 0.12))
    with canvas.at(1370, 190, turn=12):
        frame = shade(INK, 0.6) if desk != INK else OCHRE
        for x in (-80, 80):
            canvas.disc(x, 0, 62, fade(WHITE, 0.3))
            canvas.ring(x, 0, 62, 13, frame)
        canvas.stroke(arc(0, -6, 24, 20, 190, 350), frame, 11)
        canvas.stroke([(-138, -20), (-176, -100)], frame, 11)
        canvas.stroke([(138, -20), (176, -100)], frame, 11)


def stopwatch(canvas: Canvas, chance: random.Random) -> None:
    """A stopwatch between two ranks of phones: a sale that was over in a minute and a half."""
    ground, rim = chance.choice(((VERMILION, INK), (mix(OCHRE, PAPER, 0.25), INK), (mix(JADE, PAPER, 0.2), INK)))
    canvas.wash((0, mix(ground, WHITE, 0.1)), (1, ground))
    cx, cy, r = 800, 540, 330
    for i in range(36):
        if i % 2:
            canvas.pie(cx, cy, 1300, 1300, i * 10, i * 10 + 10, fade(WHITE, 0.09))
    dark = fade(shade(ground, 0.9), 0.28)
    for side in (-1, 1):
        for i in range(3):
            with canvas.at(cx + side * (500 + 62 * (i % 2)), 170 + i * 330, turn=side * (12 - 12 * i)):
                canvas.rect(-66, -118, 150, 292, dark, round=20)
                phone(canvas, chance, -75, -146, 150, chance.choice((JADE, INK, PAPER, OCHRE)), shade(INK, 0.4))
            with canvas.at(cx + side * 745, 30 + i * 350, turn=side * (-8 + 9 * i)):
                canvas.rect(-66, -118, 150, 292, dark, round=20)
                phone(canvas, chance, -75, -146, 150, chance.choice((JADE, INK, PAPER, OCHRE)), WHITE)
    canvas.disc(cx + 24, cy + 30, r + 34, dark)
    canvas.rect(cx - 36, cy - r - 108, 72, 90, rim, round=10)
    canvas.rect(cx - 62, cy - r - 134, 124, 54, shade(rim, 0.4), round=14)
    with canvas.at(cx, cy, turn=42):
        canvas.rect(-28, -r - 84, 56, 70, shade(rim, 0.2), round=10)
    canvas.disc(cx, cy, r + 34, rim)
    canvas.disc(cx, cy, r, WHITE)
    sweep = -90 + 26 * 6
    canvas.pie(cx, cy, r * 0.74, r * 0.74, -90, sweep, mix(OCHRE, WHITE, 0.45))
    for i in range(60):
        angle = math.radians(i * 6)
        long = 0.86 if i % 5 == 0 else 0.92
        a = (cx + r * 0.96 * math.cos(angle), cy + r * 0.96 * math.sin(angle))
        b = (cx + r * long * math.cos(angle), cy + r * long * math.sin(angle))
        canvas.stroke([a, b], INK, 9 if i % 5 == 0 else 4, caps=False)
    canvas.ring(cx, cy + 110, 74, 6, tint(INK, 0.6))
    for i in range(12):
        angle = math.radians(i * 30)
        canvas.disc(cx + 60 * math.cos(angle), cy + 110 + 60 * math.sin(angle), 4, tint(INK, 0.4))
    canvas.stroke([(cx, cy + 110), (cx + 26, cy + 66)], INK, 7)
    angle = math.radians(sweep)
    tip = (cx + r * 0.82 * math.cos(angle), cy + r * 0.82 * math.sin(angle))
    tail = (cx - r * 0.18 * math.cos(angle), cy - r * 0.18 * math.sin(angle))
    canvas.stroke([tail, tip], VERMILION, 14)
    canvas.disc(cx, cy, 30, INK)
    canvas.disc(cx, cy, 11, OCHRE)


TABLES = {
    "phones": phones,
    "circuit": circuit,
    "patents": patents,
    "newsdesk": newsdesk,
    "stopwatch": stopwatch,
}
