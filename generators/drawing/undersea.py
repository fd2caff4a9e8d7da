"""The world below the surface: light from above, rocks, corals and weeds."""

import math
from functools import partial

from PIL import Image

from generators.drawing.colour import Colour, mix
from generators.drawing.pen import Pen
from generators.drawing.sheet import WHOLE, Ground, Sheet, constant, painted


def undersea(ground: Ground) -> list[Sheet]:
    """Light from above, rocks, corals and weeds."""
    return [
        Sheet(constant(_depths(ground)), WHOLE, 0.05),
        painted(ground, _shafts, 0.15),
        painted(ground, partial(_reef, base=0.02, far=True), 0.45),
        painted(ground, partial(_reef, base=ground.feet * 0.8, far=False), 1.0),
    ]


def _depths(ground: Ground) -> Image.Image:
    light = ground.light.tone(1.0)
    column = Image.new("RGB", (1, 64))
    for y in range(64):
        column.putpixel((0, y), mix(light((112, 206, 220)), light((18, 66, 112)), (y / 63) ** 0.8))
    return column.resize((ground.width, ground.height), Image.Resampling.BICUBIC)


def _shafts(pen: Pen, ground: Ground) -> None:
    chance = ground.chance("shafts")
    for n in range(7):
        x = ground.wide * (n - 0.5) / 6 + chance.uniform(-0.06, 0.06)
        wide = chance.uniform(0.03, 0.09)
        pen.veil(
            [(x, ground.top), (x + wide, ground.top), (x + wide * 2.4 - 0.3, -0.1), (x - wide - 0.3, -0.1)],
            (226, 250, 250),
            0.16,
            0.02,
            lit=True,
        )


def _reef(pen: Pen, ground: Ground, *, base: float, far: bool) -> None:
    chance = ground.chance(f"reef {far}")
    bed: Colour = (46, 104, 134) if far else (214, 198, 158)
    edge = [(x, base + 0.04 * math.sin(x * 2.3) + 0.02 * math.sin(x * 5.7)) for x in (ground.left + (ground.right - ground.left) * n / 80 for n in range(81))]  # fmt: skip
    pen.polygon([*edge, (ground.right, ground.low), (ground.left, ground.low)], bed)
    for x, y in chance.sample(edge, 26):
        colour: Colour = (
            (54, 124, 142)
            if far
            else chance.choice(
                ((224, 112, 116), (238, 158, 96), (178, 120, 178), (240, 190, 110), (90, 160, 110), (90, 160, 110))
            )
        )
        if colour[1] > 150 and colour[0] < 100:  # weeds
            for lean in (-0.03, 0.0, 0.03):
                high = chance.uniform(0.1, 0.24)
                pen.curve(
                    (
                        (x + lean, y - 0.02),
                        (x + lean * 2, y + high * 0.4),
                        (x + lean - 0.02, y + high * 0.7),
                        (x + lean * 2, y + high),
                    ),
                    0.012,
                    0.003,
                    colour,
                )
            continue
        for angle in (0.6, 1.1, 1.6, 2.1, 2.6):
            long = chance.uniform(0.05, 0.11)
            pen.limb(((x, y - 0.02), (x + long * math.cos(angle), y + long * math.sin(angle))), 0.014, 0.01, colour)
