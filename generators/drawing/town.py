"""Towns on the horizon: a skyline with lit windows, a street of shops, a village."""

import math
from functools import partial

from generators.drawing.buildings import LAMP, WALLS, draw_house, pane
from generators.drawing.colour import Colour, mix
from generators.drawing.pen import Pen, shaded
from generators.drawing.plants import draw_tree
from generators.drawing.sheet import Ground, Sheet, painted
from generators.drawing.thing import Look

BLOCKS: tuple[Colour, ...] = ((132, 146, 172), (156, 152, 166), (176, 162, 158), (120, 138, 160), (168, 176, 188))


def skyline(ground: Ground) -> list[Sheet]:
    """Two rows of high buildings."""
    return [
        painted(ground, partial(_towers, high=0.52, wide=(0.07, 0.13)), 0.3),
        painted(ground, partial(_towers, high=0.36, wide=(0.1, 0.18)), 0.5),
    ]


def street(ground: Ground) -> Sheet:
    """Shops with awnings behind the pavement."""
    return painted(ground, _shops, 0.72)


def village(ground: Ground) -> Sheet:
    return painted(ground, _village, 0.62)


def _towers(pen: Pen, ground: Ground, *, high: float, wide: tuple[float, float]) -> None:
    chance, is_dark = ground.chance(f"towers {high}"), ground.light.is_dark
    x = ground.left
    while x < ground.right:
        across, top = chance.uniform(*wide), high * chance.uniform(0.4, 1.0)
        colour = chance.choice(BLOCKS)
        pen.box(x, -0.1, x + across * 0.93, top, colour)
        shade = (x + across * 0.6, x + across * 0.93) if ground.light.side < 0 else (x, x + across * 0.3)
        pen.box(shade[0], -0.1, shade[1], top, shaded(colour, -0.16))
        if chance.random() < 0.3:
            pen.box(x + across * 0.3, top, x + across * 0.6, top + 0.03, colour)
            pen.line(((x + across * 0.45, top), (x + across * 0.45, top + 0.09)), 0.005, shaded(colour, -0.2))
        step = across * 0.21
        for row in range(int((top - 0.02) / step)):
            for column in range(4):
                left, y = x + across * 0.06 + step * column, top - step * (row + 0.8)
                lit = is_dark and chance.random() < 0.4
                glass = (
                    mix(LAMP, (255, 236, 200), chance.random()) if lit else shaded(colour, -0.14 if is_dark else 0.22)
                )
                pen.box(left, y, left + step * 0.55, y + step * 0.6, glass, lit=lit)
        x += across
    colour = mix(ground.light.low, ground.light.cloud, 0.2)
    pen.toned(lambda c: c).veil(
        [(ground.left, -0.1), (ground.right, -0.1), (ground.right, 0.04), (ground.left, 0.04)], colour, 0.6, 0.05
    )


def _shops(pen: Pen, ground: Ground) -> None:
    chance, look = ground.chance("shops"), Look(is_dark=ground.light.is_dark)
    x, base = ground.left, ground.feet * 0.5
    awnings: tuple[Colour, ...] = ((206, 92, 84), (98, 152, 140), (232, 178, 96), (112, 132, 180))
    n = 0
    while x < ground.right:
        across, top = chance.uniform(0.36, 0.5), base + chance.uniform(0.34, 0.5)
        wall = mix(WALLS[n % 4], BLOCKS[n % 5], 0.3)
        pen.box(x, base, x + across, top, wall)
        pen.box(x - 0.01, top - 0.02, x + across + 0.01, top + 0.012, shaded(wall, -0.2))
        for column in range(3):
            left = x + across * (0.1 + 0.29 * column)
            pane(
                pen, left, top - 0.15, left + across * 0.2, top - 0.05, look, lit=look.is_dark and chance.random() < 0.4
            )
            pen.line(((left + across * 0.1, top - 0.15), (left + across * 0.1, top - 0.05)), 0.006, shaded(wall, -0.3))
        pane(pen, x + across * 0.08, base + 0.03, x + across * 0.6, base + 0.14, look)
        for column in range(5):
            left, high = x + across * (0.11 + 0.1 * column), chance.uniform(0.02, 0.07)
            pen.box(
                left, base + 0.03, left + across * 0.06, base + 0.03 + high, shaded(awnings[(n + column) % 4], -0.1)
            )
        pen.box(x + across * 0.7, base, x + across * 0.9, base + 0.15, (112, 82, 68))
        tint = awnings[n % 4]
        for stripe in range(8):
            left = x + across * (0.03 + 0.1175 * stripe)
            colour = tint if stripe % 2 else (250, 244, 232)
            pen.polygon(
                (
                    (left, base + 0.19),
                    (left + across * 0.1175, base + 0.19),
                    (left + across * 0.1175, base + 0.14),
                    (left, base + 0.14),
                ),
                colour,
            )
        if look.is_dark and n % 2:
            pen.glow(x + across * 0.3, base + 0.1, 0.2, LAMP, 0.3)
        x += across
        n += 1
    pen.box(ground.left, ground.low, ground.right, base + 0.004, (190, 186, 180))


def _village(pen: Pen, ground: Ground) -> None:
    chance, look_season = ground.chance("village"), "winter" if ground.story.weather == "snow" else ground.story.season
    base = ground.feet * 0.35
    count = 7
    for n in range(count):
        x = ground.left + (ground.right - ground.left) * (n + chance.uniform(0.2, 0.8)) / count
        look = Look(number=n, is_dark=ground.light.is_dark, season=look_season)
        if n % 2:
            draw_tree(pen.at(x + 0.2, base + 0.02, 0.34), look, 0.0)
        draw_house(pen.at(x, base + 0.02 * math.sin(n * 2.2), chance.uniform(0.2, 0.28)), look, 0.0)
