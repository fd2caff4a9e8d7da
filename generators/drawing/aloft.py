"""What flies, rises and hangs."""

import math
from collections.abc import Sequence
from functools import partial

from generators.drawing.cast import MOST
from generators.drawing.figure import figure
from generators.drawing.sheet import Ground, Sheet
from generators.drawing.thing import Look
from generators.drawing.words import Seen, colour_of


def fliers(ground: Ground, seen: Sequence[Seen], *, has_actors: bool) -> list[Sheet]:
    """What flutters, rises or flies near the subject, and what is high up."""
    found = []
    cast = [(one, number) for one in seen for number in range(one.count)][:MOST]
    chance = ground.chance("fliers")
    top = ground.horizon * ground.height / ground.unit
    for place, (one, number) in enumerate(cast):
        thing = one.thing
        act = "fly" if thing.is_alive else one.act
        is_high = thing.place == "sky"
        is_lead = one.role == "subject" and not has_actors
        size = (
            (0.5 if is_high or thing.size > 0.4 else 0.34) * thing.size**0.5 * one.scale * (1.25 if is_lead else 0.72)
        )
        if len(cast) > 3:
            size *= 0.8
        size = min(size, 0.86 * ground.wide / thing.wide)
        slot = (place + 0.5) / len(cast)
        x = ground.wide * (_beside(place) if has_actors else 0.5 if len(cast) == 1 else 0.14 + 0.72 * slot)
        low, high = (0.3, 0.72) if is_high else (0.12, 0.62)
        share = 0.5 if len(cast) == 1 else chance.uniform(0.15, 0.85) if len(cast) < 3 else (0.25, 0.75, 0.5)[place % 3]
        y = top * (low + (high - low) * share) - size * 0.4
        y = min(y, top * 0.96 - size)
        look = Look(act, colour_of(one, number), number, ground.light.is_dark, ground.story.season)
        sheet = figure(
            ground, thing, look, x, y, size, depth=0.7 if is_high else 0.95, offset=chance.random(), keeps_up=True
        )
        flight = (
            _flutters
            if thing.is_alive and thing.size < 0.23
            else crosses
            if thing.is_alive or thing.wide > 2
            else _rises
        )
        spare = max(0.0, 1 - thing.wide * size / ground.wide)
        sheet.path = partial(flight, ground.seconds, chance.uniform(0, 6), min(0.14, 0.4 * spare))
        found.append(sheet)
    return found


def _beside(place: int) -> float:
    """Places in the air that leave the middle, where the faces are, free."""
    return (0.72, 0.2, 0.86, 0.1, 0.32, 0.94, 0.62, 0.04, 0.8, 0.26)[place % 10]


def _flutters(length: float, late: float, way: float, seconds: float) -> tuple[float, float]:
    t = seconds * 1.5 + late
    return 0.05 * math.sin(t) + 0.03 * math.sin(2.3 * t), 0.045 * math.sin(1.7 * t) + 0.02 * math.sin(4.1 * t)


def crosses(length: float, late: float, way: float, seconds: float) -> tuple[float, float]:
    return way * (2 * seconds / length - 1) if length else 0.0, 0.02 * math.sin(seconds * 1.3 + late)


def _rises(length: float, late: float, way: float, seconds: float) -> tuple[float, float]:
    return 0.012 * math.sin(seconds * 1.1 + late), -0.06 * (
        seconds / length - 0.5 if length else 0.0
    ) + 0.008 * math.sin(seconds * 1.7 + late)


def hung(ground: Ground, seen: Sequence[Seen]) -> list[Sheet]:
    """Lanterns along the upper edge."""
    found = []
    for one in seen:
        is_feast = one.role == "scene" or ground.story.says("festival|new year|hung with|full of")
        count = max(one.count, 4 if is_feast else 1)
        for number in range(min(count, 7)):
            size = min(0.24, 1.1 * ground.wide / count) * one.scale * (1.8 if count == 1 else 1.0)
            x = ground.wide * ((number + 0.5) / count if count > 1 else 0.5)
            top = ground.horizon * ground.height / ground.unit - (0.06 if number % 2 else 0.0)
            look = Look("stand", colour_of(one, number), number, ground.light.is_dark or ground.story.setting == "room")
            found.append(figure(ground, one.thing, look, x, top - size, size, depth=0.9, offset=0.37 * number % 1))
    return found
