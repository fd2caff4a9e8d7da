"""What floats and swims."""

import math
from collections.abc import Sequence
from functools import partial

from generators.drawing.aloft import crosses
from generators.drawing.cast import MOST, MOVING
from generators.drawing.colour import MANY
from generators.drawing.figure import figure
from generators.drawing.sheet import Ground, Sheet
from generators.drawing.thing import Look
from generators.drawing.words import Seen, colour_of

FLOATING = ("duck", "white goose")


def afloat(ground: Ground, seen: Sequence[Seen], *, level: float, has_actors: bool) -> list[Sheet]:
    """What floats, `level` units above the horizon (negative), and rocks."""
    cast = [(one, number) for one in seen for number in range(one.count)][:7]
    found = []
    for place, (one, number) in enumerate(cast):
        press = 0.35 if one.thing.place == "ground" else 0.6
        size = 0.42 * one.thing.size**press * one.scale * (1.0 if not has_actors else 0.62)
        if len(cast) > 2:
            size *= 0.8
        size = min(size, 0.84 * ground.wide / one.thing.wide)
        x = ground.wide * (0.5 if len(cast) == 1 else 0.12 + 0.76 * (place + 0.5) / len(cast))
        act = "swim" if one.thing.is_alive else one.act
        look = Look(act, colour_of(one, number), number, ground.light.is_dark, ground.story.season)
        y = level - 0.03 * (place % 2)
        # Boats and water birds lie on the water; who swims is up to the shoulders in it.
        sunk = 0.42 if one.thing.place == "ground" and not one.thing.words.startswith(FLOATING) else 0.0
        sheet = figure(
            ground, one.thing, look, x, y, size, depth=0.85, offset=0.3 * place % 1, keeps_up=True, sunk=sunk
        )
        sheet.path = partial(
            _rocks,
            ground.seconds,
            0.06 if one.act in MOVING or one.thing.wide > 2 else 0.02,
            place * 1.3,
            one.act == "jump",
        )
        found.append(sheet)
    return found


def _rocks(length: float, way: float, late: float, leaps: bool, seconds: float) -> tuple[float, float]:
    lift = -0.16 * max(0.0, math.sin(seconds * 1.9 + late)) if leaps else 0.0
    return way * (2 * seconds / length - 1) if length else 0.0, 0.007 * math.sin(seconds * 1.7 + late) + lift


def swimming(ground: Ground, seen: Sequence[Seen]) -> list[Sheet]:
    """Fish, at home below the surface."""
    found, chance = [], ground.chance("fish")
    cast = [(one, number) for one in seen for number in range(max(one.count, 1))][:MOST]
    for place, (one, number) in enumerate(cast):
        size = (0.44 if len(cast) == 1 else 0.26) * one.scale * (1.5 if one.thing.size > 0.5 else 1.0)
        size = min(size, 0.8 * ground.wide / one.thing.wide)
        x = ground.wide * (0.5 if len(cast) == 1 else (0.15 + 0.7 * ((place * 0.618) % 1)))
        y = -0.1 + (0.05 if len(cast) == 1 else 0.42 * ((place * 0.414 + 0.2) % 1))
        usual = MANY[(number * 2 + 1) % len(MANY)] if len(cast) > 1 and one.thing.place == "under" else None
        look = Look("swim", colour_of(one, number) or usual, number)
        sheet = figure(
            ground,
            one.thing,
            look,
            x,
            y,
            size,
            depth=0.8 + 0.2 * chance.random(),
            offset=chance.random(),
            keeps_up=True,
        )
        sheet.path = partial(crosses, ground.seconds, chance.uniform(0, 6), 0.12)
        found.append(sheet)
    return found
