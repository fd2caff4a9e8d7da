"""The ground the subject stands on: grass, snow, sand, a road."""

import math
import random

from generators.drawing.colour import COLOURS, Colour
from generators.drawing.pen import Pen, shaded
from generators.drawing.plants import leaf_colour
from generators.drawing.sheet import Ground, Sheet, painted
from generators.drawing.thing import Look

SNOW: Colour = (244, 247, 252)


SAND: Colour = (238, 214, 164)


GRASS: dict[str, Colour] = {
    "": (124, 172, 96), "spring": (140, 188, 104), "summer": (112, 168, 88), "autumn": (196, 168, 92), "winter": SNOW,
}  # fmt: skip


def ground_colour(ground: Ground) -> Colour:
    """What the subject stands on."""
    story = ground.story
    if story.season == "winter" or story.weather == "snow":
        return SNOW
    kinds: dict[str, Colour] = {
        "beach": SAND, "desert": (232, 190, 128), "city": (150, 150, 158), "square": (190, 180, 168), "space": (150, 150, 160),
        "field": (222, 190, 98),
    }  # fmt: skip
    return kinds.get(story.setting, GRASS.get(story.season, GRASS[""]))


def floor(ground: Ground) -> Sheet:
    """The ground itself."""
    return painted(ground, _floor, 1.0)


def _floor(pen: Pen, ground: Ground) -> None:
    story, chance, colour = ground.story, ground.chance("floor"), ground_colour(ground)
    rise = ground.feet * 0.55
    edge = [(x, rise + 0.012 * math.sin(x * 3.1 + 1) + 0.008 * math.sin(x * 7.3)) for x in (ground.left + (ground.right - ground.left) * n / 90 for n in range(91))]  # fmt: skip
    if story.setting in ("city", "square"):
        edge = [(ground.left, rise), (ground.right, rise)]
    pen.polygon([*edge, (ground.right, ground.low), (ground.left, ground.low)], colour)
    pen.veil([*edge, *((x, y - 0.1) for x, y in reversed(edge))], shaded(colour, 0.35), 0.55, 0.03)
    pen.veil([(ground.left, ground.feet - 0.16), (ground.right, ground.feet - 0.16), (ground.right, ground.low), (ground.left, ground.low)], shaded(colour, -0.4), 0.4, 0.08)  # fmt: skip
    if story.setting == "city" or story.says("roads?|driving|racing|highway|street"):
        _road(pen, ground, colour)
        return
    if story.setting == "square":
        _paving(pen, ground, colour)
        return
    if story.says("paths?|lane|strolling|cycling"):
        _path(pen, ground, (222, 198, 158))
    is_grass = colour in GRASS.values() and colour != SNOW
    for _ in range(150 if is_grass else 40):
        y = ground.feet + chance.uniform(-0.24, 0.12)
        x, size = chance.uniform(ground.left, ground.right), 0.008 + 0.02 * (0.15 - (y - ground.feet))
        tone = shaded(colour, chance.choice((-0.18, -0.1, 0.2)))
        if is_grass:
            for lean in (-0.5, 0.0, 0.5):
                pen.polygon(((x - size * 0.18, y), (x + lean * size, y + size * 1.5), (x + size * 0.18, y)), tone)
        else:
            pen.oval(x, y, size * 1.8, size * 0.3, tone)
    if is_grass and (story.season in ("spring", "summer", "") or story.says("flowers?")):
        for _ in range(90 if story.says("flowers|garden|blossoms?|wildflowers") else 34):
            x, y = chance.uniform(ground.left, ground.right), ground.feet + chance.uniform(-0.24, 0.1)
            size = 0.006 + 0.012 * (0.2 - (y - ground.feet))
            tint = chance.choice((COLOURS["white"], COLOURS["yellow"], COLOURS["pink"], (190, 150, 220)))
            for angle in range(5):
                pen.oval(
                    x + size * 0.6 * math.cos(angle * 1.257),
                    y + size * 0.45 * math.sin(angle * 1.257),
                    size * 0.5,
                    size * 0.4,
                    tint,
                )
            pen.oval(x, y, size * 0.35, size * 0.3, (246, 196, 80))
    if story.setting == "field":
        _wheat(pen, ground, chance)
    if story.season == "autumn":
        for _ in range(110):
            x, y = chance.uniform(ground.left, ground.right), ground.feet + chance.uniform(-0.24, 0.1)
            pen.oval(
                x,
                y,
                0.013,
                0.006,
                leaf_colour(Look(number=chance.randrange(9), season="autumn")),
                turn=chance.uniform(-1, 1),
            )


def _road(pen: Pen, ground: Ground, colour: Colour) -> None:
    far, near = ground.feet + 0.1, ground.feet - 0.13
    tar = (206, 212, 224) if colour == SNOW else (112, 112, 122)
    pen.box(ground.left, near, ground.right, far, tar)
    for y, thick in ((far, 0.008), (near, 0.012)):
        pen.box(ground.left, y - thick, ground.right, y + thick, shaded(colour, 0.3))
    middle, x = (far + near) / 2 - 0.005, ground.left
    while x < ground.right:
        pen.box(x, middle - 0.006, x + 0.11, middle + 0.006, (246, 240, 222))
        x += 0.22


def _paving(pen: Pen, ground: Ground, colour: Colour) -> None:
    y, step = ground.feet * 0.55, 0.035
    middle = ground.wide / 2
    while y > ground.low:
        pen.line(((ground.left, y), (ground.right, y)), 0.003, shaded(colour, -0.16))
        y -= step
        step *= 1.35
    for n in range(-16, 17):
        x = middle + n * 0.13
        pen.line(((x, ground.feet * 0.55), (middle + (x - middle) * 3.2, ground.low)), 0.003, shaded(colour, -0.14))


def _path(pen: Pen, ground: Ground, colour: Colour) -> None:
    pen.veil([(ground.left, ground.feet + 0.05), (ground.right, ground.feet + 0.07), (ground.right, ground.feet - 0.09), (ground.left, ground.feet - 0.08)], colour, 0.95, 0.008)  # fmt: skip


def _wheat(pen: Pen, ground: Ground, chance: random.Random) -> None:
    for row in range(5):
        y = ground.feet * (0.6 + 0.1 * row)
        for _ in range(150):
            x, high = chance.uniform(ground.left, ground.right), 0.05 + 0.012 * row
            tone = shaded((226, 188, 88), chance.uniform(-0.2, 0.25))
            lean = chance.uniform(-0.02, 0.03)
            pen.line(((x, y), (x + lean, y + high)), 0.004, tone)
            pen.oval(x + lean, y + high, 0.005, 0.014, tone, turn=-lean * 8)
