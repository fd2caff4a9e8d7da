"""The land behind and below the subject: mountains, hills, fields, roads, walls, and the ground itself."""

import math
import random
from functools import partial

from generators.drawing.colour import Colour, mix
from generators.drawing.curves import Point
from generators.drawing.floor import GRASS, SNOW, ground_colour
from generators.drawing.pen import Pen, shaded
from generators.drawing.plants import BLOSSOM, draw_pine, draw_tree
from generators.drawing.sheet import Ground, Sheet, painted
from generators.drawing.thing import Look


def mountains(ground: Ground) -> list[Sheet]:
    """Two ranges, the farther one paler."""
    is_snowy = (
        ground.story.says("snow(y|-capped)? mountains?|snow mountain|alps|himalaya|glacier")
        or ground_colour(ground) == SNOW
    )
    return [
        painted(ground, partial(_range, high=high, count=count, colour=colour, is_snowy=is_snowy), depth)
        for depth, high, count, colour in ((0.18, 0.4, 5, (104, 126, 158)), (0.28, 0.26, 7, (96, 124, 132)))
    ]


def hills(ground: Ground, *, high: float = 0.13) -> list[Sheet]:
    """Soft hills with small trees on them."""
    return [
        painted(ground, partial(_hills, high=high * 1.25, waves=2.2, trees=12), 0.36),
        painted(ground, partial(_hills, high=high * 0.6, waves=3.1, trees=7), 0.55),
    ]


def forest(ground: Ground) -> list[Sheet]:
    """Rows of trees, one behind the other."""
    return [painted(ground, partial(_wood, size=size, base=base, count=count), depth) for depth, size, base, count in ((0.42, 0.4, 0.0, 22), (0.62, 0.6, -0.05, 13))]  # fmt: skip


def dunes(ground: Ground) -> list[Sheet]:
    return [
        painted(ground, partial(_dunes, high=high, waves=waves), depth) for depth, high, waves in ((0.3, 0.22, 1.3), (0.5, 0.13, 1.9))
    ]  # fmt: skip


def great_wall(ground: Ground) -> list[Sheet]:
    return [painted(ground, _great_wall, 0.46)]


def _ridge(ground: Ground, chance: random.Random, waves: float, high: float) -> list[Point]:
    parts = [(waves * (n + 1) * chance.uniform(0.75, 1.2), chance.uniform(0, 7), 0.55**n) for n in range(4)]
    count = 120
    points = []
    for step in range(count + 1):
        at = step / count
        lift = sum(share * math.sin(wave * at * math.tau + phase) for wave, phase, share in parts)
        points.append((ground.left + (ground.right - ground.left) * at, high * (0.62 + 0.34 * lift)))
    return points


def _range(pen: Pen, ground: Ground, *, high: float, count: int, colour: Colour, is_snowy: bool) -> None:
    chance = ground.chance(f"range {high}")
    wide = (ground.right - ground.left) / count
    side = ground.light.side
    peaks = sorted(
        (
            (ground.left + wide * (n + chance.uniform(0.2, 0.8)), high * chance.uniform(0.55, 1.0))
            for n in range(-1, count + 1)
        ),
        key=lambda peak: -peak[1],
    )
    for x, top in peaks:
        half = top * chance.uniform(1.0, 1.5)
        left, right = ([(x + way * half * at + chance.uniform(-0.012, 0.012), top * (1 - at) ** 1.15 + chance.uniform(-0.008, 0.008)) for at in (n / 9 for n in range(1, 10))] for way in (-1, 1))  # fmt: skip
        summit = (x, top)
        pen.polygon([*reversed(left), summit, *right, (x + half, -0.06), (x - half, -0.06)], colour)
        far = right if side < 0 else left
        spine = [
            (x + chance.uniform(-0.02, 0.02) + 0.05 * -side * at * half, top * (1 - at))
            for at in (n / 6 for n in range(1, 7))
        ]
        pen.polygon([summit, *far, *reversed(spine)], shaded(colour, -0.22))
        if is_snowy:
            edge = [(x + half * at * 0.42, top * (1 - 0.42 * abs(at)) ** 1.15 - (0.05 if n % 2 else 0.0)) for n, at in enumerate(k / 5 for k in range(-5, 6))]  # fmt: skip
            pen.polygon([summit, *edge[::-1]] if edge[0][0] > x else [summit, *reversed(edge)], SNOW)
            pen.polygon([summit, *(edge[5:] if side < 0 else edge[:6])], shaded(SNOW, -0.14))
    _mist(pen, ground, high * 0.3, 0.75)


def _mist(pen: Pen, ground: Ground, high: float, strength: float) -> None:
    """Air that lies at the foot of what is far away."""
    colour = mix(ground.light.low, ground.light.cloud, 0.3)
    box = [(ground.left, -0.08), (ground.right, -0.08), (ground.right, high * 0.5), (ground.left, high * 0.5)]
    pen.toned(lambda c: c).veil(box, colour, strength, high * 0.35)


def _hills(pen: Pen, ground: Ground, *, high: float, waves: float, trees: int) -> None:
    chance = ground.chance(f"hills {high}")
    base = ground_colour(ground) if ground.story.setting not in ("city", "beach", "square") else GRASS[""]
    colour = mix(base, (76, 122, 96), 0.3) if base != SNOW else shaded(SNOW, -0.08)
    ridge = _ridge(ground, chance, waves, high)
    for x, y in chance.sample(ridge, trees):
        look = Look(number=chance.randrange(9), season="winter" if base == SNOW else ground.story.season)
        draw = draw_pine if chance.random() < 0.4 or base == SNOW else draw_tree
        draw(pen.at(x, y - 0.012, high * chance.uniform(0.5, 0.8)), look, 0.0)
    body = [*ridge, (ground.right, ground.low), (ground.left, ground.low)]
    pen.polygon(body, colour)
    pen.veil([*ridge, *((x, y - high * 0.4) for x, y in reversed(ridge))], shaded(colour, 0.3), 0.5, high * 0.08)


def _wood(pen: Pen, ground: Ground, *, size: float, base: float, count: int) -> None:
    chance, story = ground.chance(f"wood {size}"), ground.story
    is_pink = story.says("cherry|peach blossoms?|blossoms?")
    pen.polygon(
        [
            (ground.left, base + 0.03),
            (ground.right, base + 0.03),
            (ground.right, ground.low),
            (ground.left, ground.low),
        ],
        shaded(ground_colour(ground), -0.18),
    )
    step = (ground.right - ground.left) / count
    for n in range(count):
        x = ground.left + step * (n + chance.uniform(0.1, 0.9))
        look = Look(number=chance.randrange(9), season=story.season, colour=BLOSSOM if is_pink else None)
        draw = draw_pine if not is_pink and (n % 3 == 0 or story.says("pines?|winter|snow")) else draw_tree
        draw(pen.at(x, base + chance.uniform(-0.01, 0.02), size * chance.uniform(0.8, 1.15)), look, 0.0)


def _dunes(pen: Pen, ground: Ground, *, high: float, waves: float) -> None:
    chance, colour = ground.chance(f"dunes {high}"), (236, 194, 130)
    ridge = _ridge(ground, chance, waves, high)
    pen.polygon([*ridge, (ground.right, ground.low), (ground.left, ground.low)], colour)
    for n in range(4, 120, 24):
        x, y = ridge[n]
        pen.veil(
            [(x, y), (x + 0.5, y - high * 0.2), (x + 0.3, y - high * 1.2), (x - 0.1, y - high)],
            shaded(colour, -0.3),
            0.5,
            0.02,
        )


def _great_wall(pen: Pen, ground: Ground) -> None:
    chance, stone = ground.chance("wall"), (196, 178, 152)
    slope = _ridge(ground, chance, 1.7, 0.27)
    pen.polygon([*slope, (ground.right, ground.low), (ground.left, ground.low)], (104, 142, 98))
    for x, y in chance.sample(slope, 46):
        drop = chance.uniform(0.05, 0.3)
        tree = Look(number=chance.randrange(9), season=ground.story.season)
        (draw_pine if chance.random() < 0.6 else draw_tree)(pen.at(x, y - drop, 0.07 + 0.16 * drop), tree, 0.0)
    wall = [(x, y + 0.055) for x, y in slope]
    pen.polygon([*wall, *((x, y - 0.03) for x, y in reversed(slope))], stone)
    pen.polygon(
        [*((x, y + 0.014) for x, y in slope), *((x, y - 0.03) for x, y in reversed(slope))], shaded(stone, -0.16)
    )
    for n, (x, y) in enumerate(wall):
        if n % 2 == 0:
            pen.box(x, y - 0.005, x + 0.012, y + 0.018, stone)
    for n in range(12, 120, 22):
        x, y = wall[n]
        pen.box(x - 0.05, y - 0.09, x + 0.05, y + 0.1, shaded(stone, 0.06))
        pen.box(x - 0.062, y + 0.1, x + 0.062, y + 0.118, stone)
        for dx in (-0.05, -0.02, 0.012, 0.042):
            pen.box(x + dx - 0.006, y + 0.118, x + dx + 0.01, y + 0.14, stone)
        for dx in (-0.024, 0.014):
            pen.box(x + dx, y + 0.03, x + dx + 0.014, y + 0.06, (96, 84, 76))
