"""Who stands where: the things of a story as sheets, each in its place, size and movement."""

import math
from collections.abc import Sequence
from functools import partial

from generators.drawing.figure import figure, shadow
from generators.drawing.sheet import Ground, Sheet
from generators.drawing.thing import Look
from generators.drawing.words import Seen, colour_of

MOST = 10
"""More than these of one story are not drawn: a crowd hides itself."""
MOVING = frozenset({"run", "walk", "drive", "ride", "swim", "fly"})
RIDDEN = frozenset(
    {"bicycle", "bike", "scooter", "electric scooter", "tricycle", "motorcycle", "horse", "pony", "cow", "elephant"}
)
BEDS = ("flower", "rose", "peony", "sunflower", "tulip")


def actors(ground: Ground, seen: Sequence[Seen], *, feet: float, at_table: bool = False) -> list[Sheet]:
    """Those who stand on the ground, in one row or two, the tall ones outside and behind."""
    mount, held = _mount(seen), _held(seen)
    cast = [(one, number) for one in seen if one not in (mount, held) for number in range(_count(one))][:MOST]
    if not cast:
        return []
    heights = _heights([one.thing.size * one.scale for one, _ in cast])
    widths = [
        high * max(0.5, _wide(one)) * (0.62 if len(cast) > 2 else 0.8)
        for high, (one, _) in zip(heights, cast, strict=True)
    ]
    rows = 2 if len(cast) > 5 else 1
    room = ground.wide * (0.74 if at_table else 0.9) * (1.75 if rows == 2 else 1.0)
    scale = min(
        1.0,
        room / sum(widths),
        0.8 * ground.wide / max(h * _wide(one) for h, (one, _) in zip(heights, cast, strict=True)),
    )
    order = _places(cast)
    total, start = sum(widths) * scale / rows, 0.0
    found: list[tuple[float, list[Sheet]]] = []
    for place, index in enumerate(order):
        one, number = cast[index]
        back = rows == 2 and place % 2 == 1
        middle = ground.wide / 2 - total / 2 + start + widths[index] * scale / 2 / rows
        start += widths[index] * scale / rows
        if at_table and len(cast) > 1 and len(cast) % 2:  # nobody sits behind the pot
            slot = place if place < len(cast) // 2 else place + 1
            middle = ground.wide / 2 + (slot - len(cast) / 2) * room / (len(cast) + 1)
        stagger = 0.016 * (place % 2) if rows == 1 and len(cast) > 1 else 0.0
        y = feet + (0.085 if back else stagger)
        size = heights[index] * scale * (0.88 if back else 1.0)
        if at_table:  # the small ones stand on a stool
            y += 0.62 * max(0.0, 0.56 - size)
        found.append((y, _actor(ground, one, number, place, middle, y, size, mount)))
        if held is not None and (one.thing.is_alive and place == 0):
            found[-1][1].insert(1, _over(ground, held, found[-1][1][-1], middle, y, size))
    return [sheet for _, sheets in sorted(found, key=lambda pair: -pair[0]) for sheet in sheets]


def _actor(
    ground: Ground, one: Seen, number: int, place: int, x: float, y: float, size: float, mount: Seen | None
) -> list[Sheet]:
    act = one.act
    look = Look(
        act,
        colour_of(one, number),
        number + (place if one.name == "child" else 0),
        ground.light.is_dark,
        ground.story.season,
    )
    moves = act in MOVING or (one.thing.words.startswith(("car", "bus", "high-speed", "bicycle")) and act != "stand")
    path = partial(_along, ground.seconds, 0.09 if moves else 0.0, act, 0.37 * place)
    sheet = figure(ground, one.thing, look, x, y, size, offset=(0.29 * place) % 1, keeps_up=True)
    sheet.path = path
    under = shadow(ground, x, y + 0.004, size * max(0.45, one.thing.wide * 0.62), keeps_up=True)
    under.path = partial(_along, ground.seconds, 0.09 if moves else 0.0, "", 0.0)
    if mount is None or act != "ride" or not one.thing.is_alive:
        return [under, sheet]
    # The rider sits on the saddle, at four fifths of what is ridden.
    high = min(0.56, size / max(0.3, one.thing.size) * mount.thing.size * 0.9)
    carrier = figure(ground, mount.thing, Look("run", mount.colour, number), x, y, high, keeps_up=True)
    rider = figure(ground, one.thing, look, x - 0.18 * high, y + 0.84 * high - 0.42 * size, size, keeps_up=True)
    carrier.path = rider.path = path
    return [under, carrier, rider]


def _mount(seen: Sequence[Seen]) -> Seen | None:
    """What is ridden, if somebody rides."""
    if not any(one.act == "ride" and one.thing.is_alive for one in seen):
        return None
    return next((one for one in seen if one.name in RIDDEN and one.role == "object"), None)


def _held(seen: Sequence[Seen]) -> Seen | None:
    """What is held over a head, if there is a head."""
    has_holder = any(one.thing.is_alive for one in seen)
    return next((one for one in seen if one.thing.place == "held" and has_holder), None)


def _over(ground: Ground, held: Seen, holder: Sheet, x: float, y: float, size: float) -> Sheet:
    """An umbrella in the hand, its roof above the head."""
    sheet = figure(
        ground, held.thing, Look("stand", held.colour), x + 0.03 * size, y + 0.42 * size, 0.8 * size, keeps_up=True
    )
    sheet.path = holder.path
    return sheet


def _count(one: Seen) -> int:
    """A flower named as the place stands for the flowers around."""
    return 5 if one.count == 1 and one.role == "scene" and one.thing.words.startswith(BEDS) else one.count


def _heights(sizes: list[float]) -> list[float]:
    """Heights in units: a cat is less than a man, but not so much less that it cannot be seen."""
    pressed = [size**0.6 for size in sizes]
    tallest = max(pressed)
    return [(0.3 + 0.3 * min(1.0, max(sizes))) * one / tallest for one in pressed]


def _wide(one: Seen) -> float:
    return dict(one.thing.wides).get(one.act, one.thing.wide)


def _places(cast: Sequence[tuple[Seen, int]]) -> list[int]:
    """The order from left to right: who acts before what is acted on; of several people the small ones in the middle."""
    if any(one.role != "subject" for one, _ in cast) or len(cast) < 3:
        return sorted(range(len(cast)), key=lambda index: cast[index][0].role != "subject")
    left: list[int] = []
    right: list[int] = []
    for turn, index in enumerate(sorted(range(len(cast)), key=lambda index: -cast[index][0].thing.size)):
        (left if turn % 2 == 0 else right).append(index)
    return [*left, *reversed(right)]


def _along(length: float, way: float, act: str, late: float, seconds: float) -> tuple[float, float]:
    """Where an actor is after some seconds, from where it stands."""
    across = way * (2 * seconds / length - 1) if length else 0.0
    if act == "jump":
        return across, -0.09 * abs(math.sin(math.pi * (seconds * 1.1 + late)))
    if act == "fly":
        return across, -0.16 - 0.02 * math.sin(seconds * 2.2 + late * 5)
    if act == "swim":
        return across, 0.01 * math.sin(seconds * 2.0 + late * 4)
    if act == "dance":
        return 0.012 * math.sin(seconds * 2.2 + late), -0.008 * abs(math.sin(seconds * 4.4))
    return across, 0.0
