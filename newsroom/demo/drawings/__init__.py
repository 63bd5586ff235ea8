"""The demo's pictures, drawn with Pillow when they are wanted: no files to ship, no rights to clear.

A key is a scene and a number, such as "skyline-3": the scene says what is drawn, the whole key seeds colours and
details, so the same key is always the same picture. `draw` takes the key with or without "drawing:" before it.
"""

import random

from PIL import Image

from .canvas import Canvas
from .figures import FIGURES
from .outdoors import OUTDOORS
from .rooms import ROOMS
from .tables import TABLES

PREFIX = "drawing:"
SCENES = {**OUTDOORS, **ROOMS, **TABLES}


def is_drawing(key: str) -> bool:
    return key.removeprefix(PREFIX).partition("-")[0] in {**SCENES, **FIGURES}


def draw(key: str, *, width: int, height: int) -> Image.Image:
    """The picture that `key` names, at exactly this size; a scene is composed for 16:10, a portrait or mark for 1:1."""
    key = key.removeprefix(PREFIX)
    kind = key.partition("-")[0]
    chance = random.Random(key)  # noqa: S311 - a seed for shapes, not a secret
    if kind in FIGURES:
        canvas = Canvas(width, height, design=(1000, 1000))
        FIGURES[kind](canvas, chance)
    elif kind in SCENES:
        canvas = Canvas(width, height)
        SCENES[kind](canvas, chance)
    else:
        raise KeyError(f"No drawing is called {key!r}; scenes are {', '.join(sorted({**SCENES, **FIGURES}))}")
    return canvas.finish()
