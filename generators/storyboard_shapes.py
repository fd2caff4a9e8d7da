"""Outlines for the storyboard's landscape, drawn into masks, and what is done with colours.

Masks are drawn twice as large and reduced, because Pillow draws jagged edges.
"""

import math
import random
from collections.abc import Callable

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Size = tuple[int, int]

Chance = random.Random
Draw = Callable[[ImageDraw.ImageDraw, int], None]


def hills(world: Size, chance: Chance, base: float, rise: float, waves: int) -> Draw:
    width, height = world
    parts = [(waves * (n + 1) * chance.uniform(0.7, 1.2), chance.uniform(0, 7), 0.62**n) for n in range(4)]

    def draw(pen: ImageDraw.ImageDraw, scale: int) -> None:
        points: list[tuple[float, float]] = []
        for x in range(0, width + 4, 3):
            lift = sum(share * math.sin(wave * x / width * 6.28 + phase) for wave, phase, share in parts)
            points.append((scale * x, scale * height * (base - rise * (0.5 + 0.28 * lift))))
        pen.polygon([*points, (scale * width, scale * height), (0, scale * height)], 255)

    return draw


def houses(world: Size, chance: Chance, base: float, rise: float) -> Draw:
    width, height = world

    def draw(pen: ImageDraw.ImageDraw, scale: int) -> None:
        x = 0.0
        while x < width:
            wide = min(world) * chance.uniform(0.05, 0.12)
            top = height * (base - rise * chance.uniform(0.25, 1.0))
            pen.rectangle([scale * v for v in (x, top, x + wide * 0.94, height)], 255)
            for row in range(int((base * height - top) / (wide * 0.3))):
                for column in range(3):
                    left, above = x + wide * (0.14 + 0.26 * column), top + wide * (0.16 + 0.3 * row)
                    pen.rectangle([scale * v for v in (left, above, left + wide * 0.13, above + wide * 0.14)], 150)
            x += wide

    return draw


def trees(world: Size, chance: Chance, base: float) -> tuple[Draw, Draw]:
    """Crowns and trunks."""
    width, height = world
    places = [(chance.uniform(0, width), min(world) * chance.uniform(0.16, 0.3)) for _ in range(16)]
    puffs = [
        (x + chance.uniform(-0.2, 0.2) * tall, tall * chance.uniform(0.5, 0.95), tall * chance.uniform(0.13, 0.22))
        for x, tall in places
        for _ in range(7)
    ]

    def crowns(pen: ImageDraw.ImageDraw, scale: int) -> None:
        for x, up, size in puffs:
            y = base * height - up
            pen.ellipse([scale * v for v in (x - size, y - size, x + size, y + size)], 255)

    def trunks(pen: ImageDraw.ImageDraw, scale: int) -> None:
        for x, tall in places:
            top, foot, thick = base * height - tall * 0.55, (base + 0.1) * height, tall * 0.032
            pen.rectangle([scale * v for v in (x - thick, top, x + thick, foot)], 255)

    return crowns, trunks


def mask(world: Size, draw: Draw) -> Image.Image:
    large = Image.new("L", (world[0] * 2, world[1] * 2))
    draw(ImageDraw.Draw(large), 2)
    return large.resize(world, Image.Resampling.BOX)


def gradient(world: Size, top: Colour, low: Colour, line: float) -> Image.Image:
    ramp = Image.linear_gradient("L").point(lambda v: min(255, round(v / max(line, 0.01)))).resize(world)
    return Image.composite(Image.new("RGB", world, low), Image.new("RGB", world, top), ramp)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
