"""One thing of a scene as a sheet, and its shadow."""

from PIL import Image

from generators.drawing.acts import CYCLES
from generators.drawing.curves import ellipse
from generators.drawing.pen import SCALE, Pen, blank, reduced
from generators.drawing.sheet import Ground, Sheet
from generators.drawing.style import finished
from generators.drawing.thing import Look, Thing

MARGIN = (0.34, 0.3, 0.16)
"""Room around a drawing for glows and gestures: beside, above, below."""


def figure(
    ground: Ground,
    thing: Thing,
    look: Look,
    x: float,
    y: float,
    size: float,
    *,
    depth: float = 1.0,
    offset: float = 0.0,
    keeps_up: bool = False,
    sunk: float = 0.0,
) -> Sheet:
    """One thing with its foot at (x, y) units from the frame's left edge and above the horizon, `size` units high.

    `sunk` is the part of its height that is under water and not seen.
    """
    wide = dict(thing.wides).get(look.act, thing.wide)
    half, over, under = (
        (wide / 2 + MARGIN[0]) * size,
        (thing.high + MARGIN[1] - sunk) * size,
        MARGIN[2] * size * (0 if sunk else 1),
    )
    # As many pixels as it may be shown with after a push in.
    unit = ground.unit * ground.closest * size

    def draw(phase: float) -> Image.Image:
        sheet = blank(2 * half / size * unit, (over + under) / size * unit)
        origin = (half / size * unit * SCALE, over / size * unit * SCALE)
        pen = Pen(sheet, origin, unit * SCALE, ground.light.tone(depth))
        thing.draw(pen.at(0.0, -sunk), look, phase)
        return finished(reduced(sheet), ground.style, unit, ground.light.side)

    cycle = dict(thing.moods).get(
        look.act, CYCLES.get(look.act, thing.cycle) if thing.is_alive and not thing.moods else thing.cycle
    )
    left, top = ground.frame(x - half, y + over)
    right, low = ground.frame(x + half, y - under)
    phases = max(6, min(16, round(cycle * 12))) if cycle else 1
    return Sheet(draw, (left, top, right, low), depth, phases, cycle, offset, keeps_up=keeps_up)


def shadow(ground: Ground, x: float, y: float, wide: float, *, depth: float = 1.0, keeps_up: bool = False) -> Sheet:
    """What a thing casts on the ground, away from the light."""
    light = ground.light
    long = 0.5 if light.sun_at[1] < 0.45 and light.has_sun else 0.16
    half, high = wide * 0.5 * (1 + long), wide * 0.12
    x -= light.side * wide * long * 0.55
    strength = 0.34 if light.has_sun and not light.is_dark else 0.26

    def draw(phase: float) -> Image.Image:
        sheet = blank(half * 2.4 * ground.unit, high * 3 * ground.unit)
        pen = Pen(sheet, (sheet.width / 2, sheet.height / 2), ground.unit * SCALE)
        pen.veil(ellipse(0.0, 0.0, half, high * 0.7), (36, 30, 56), strength, high * 0.3)
        return reduced(sheet)

    left, top = ground.frame(x - half * 1.2, y + high * 1.5)
    right, low = ground.frame(x + half * 1.2, y - high * 1.5)
    return Sheet(draw, (left, top, right, low), depth, keeps_up=keeps_up)
