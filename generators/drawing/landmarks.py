"""What is seen from afar: a lighthouse, a big wheel, a tent, a pyramid, a tower. Each is drawn about 1 high."""

import math

from generators.drawing.buildings import LAMP, pane
from generators.drawing.colour import COLOURS, Colour
from generators.drawing.pen import Pen, shaded
from generators.drawing.thing import Look, Thing

STEEL: Colour = (150, 156, 170)


def draw_lighthouse(pen: Pen, look: Look, phase: float) -> None:
    white, red = (248, 244, 238), look.pick((206, 74, 64))
    for step in range(5):
        low, high = 0.16 * step, 0.16 * (step + 1)
        wide, narrow = 0.17 - 0.075 * low / 0.8, 0.17 - 0.075 * high / 0.8
        pen.polygon(((-wide, low), (wide, low), (narrow, high), (-narrow, high)), red if step % 2 else white)
    pen.box(-0.13, 0.79, 0.13, 0.82, shaded(STEEL, -0.3))
    pen.box(-0.075, 0.82, 0.075, 0.91, LAMP, lit=True)
    if look.is_dark:
        turn = math.cos(phase * math.tau)
        pen.veil(((0.0, 0.87), (0.5 * turn, 0.95), (0.5 * turn, 0.79)), (255, 240, 190), 0.5, 0.02, lit=True)
    pen.shape(((-0.1, 0.91), (0.0, 1.02), (0.1, 0.91)), red)
    pane(pen, -0.03, 0.34, 0.03, 0.42, look)


def draw_big_wheel(pen: Pen, look: Look, phase: float) -> None:
    """It turns, its cabins stay upright; all alike, because after one step each takes the next one's place."""
    for way in (-1, 1):
        pen.limb(((0.0, 0.54), (0.3 * way, 0.0)), 0.018, 0.022, STEEL)
    for size in (0.42, 0.37):
        ring = [(size * math.cos(a), 0.54 + size * math.sin(a)) for a in (n * math.tau / 48 for n in range(49))]
        pen.line(ring, 0.016, look.pick((222, 120, 130)))
    for n in range(10):
        angle = (n + phase) * math.tau / 10
        x, y = 0.42 * math.cos(angle), 0.54 + 0.42 * math.sin(angle)
        pen.line(((0.0, 0.54), (x, y)), 0.006, STEEL)
        pen.shape(
            ((x - 0.05, y - 0.02), (x - 0.04, y - 0.085), (x + 0.04, y - 0.085), (x + 0.05, y - 0.02), (x, y)),
            COLOURS["yellow"],
            lit=look.is_dark,
        )
    pen.oval(0.0, 0.54, 0.04, 0.04, STEEL)


def draw_tent(pen: Pen, look: Look, phase: float) -> None:
    tint = look.pick((236, 176, 92))
    pen.polygon(((-0.8, 0.0), (-0.1, 0.9), (0.85, 0.0)), tint)
    pen.polygon(((-0.1, 0.9), (0.85, 0.0), (0.35, 0.0)), shaded(tint, -0.2))
    pen.polygon(
        ((-0.42, 0.0), (-0.1, 0.7), (0.06, 0.0)), LAMP if look.is_dark else shaded(tint, -0.55), lit=look.is_dark
    )
    if look.is_dark:
        pen.glow(-0.15, 0.25, 0.5, LAMP, 0.35)


def draw_yurt(pen: Pen, look: Look, phase: float) -> None:
    white = look.pick((248, 244, 236))
    pen.box(-0.75, 0.0, 0.75, 0.5, white)
    pen.shape(((-0.86, 0.46), (-0.5, 0.78), (0.0, 0.95), (0.5, 0.78), (0.86, 0.46)), shaded(white, 0.2))
    for y in (0.14, 0.44):
        pen.box(-0.75, y, 0.75, y + 0.05, (92, 138, 190))
    pen.box(-0.14, 0.0, 0.14, 0.38, (186, 86, 70))


def draw_pyramid(pen: Pen, look: Look, phase: float) -> None:
    sand = look.pick((232, 196, 132))
    pen.polygon(((-0.9, 0.0), (0.0, 1.0), (0.95, 0.0)), sand)
    pen.polygon(((0.0, 1.0), (0.95, 0.0), (0.3, 0.0)), shaded(sand, -0.22))
    for n in range(1, 8):
        y = n / 8
        pen.line(((-0.9 * (1 - y), y), (0.3 * (1 - y), y)), 0.004, shaded(sand, -0.12))


def draw_iron_tower(pen: Pen, look: Look, phase: float) -> None:
    """The tower of Paris."""
    iron = look.pick((134, 112, 102))
    for way in (-1, 1):
        pen.curve(((0.34 * way, 0.0), (0.17 * way, 0.28), (0.06 * way, 0.62), (0.012 * way, 0.95)), 0.05, 0.012, iron)
    for y, half in ((0.2, 0.24), (0.44, 0.13), (0.72, 0.055)):
        pen.box(-half, y, half, y + 0.035, shaded(iron, -0.15))
    arch = [(0.24 * math.cos(a), 0.04 + 0.16 * math.sin(a)) for a in (n * math.pi / 16 for n in range(17))]
    pen.line(arch, 0.03, iron)
    pen.line(((0.0, 0.9), (0.0, 1.05)), 0.014, iron)
    if look.is_dark:
        pen.glow(0.0, 0.5, 0.5, LAMP, 0.35)


THINGS: tuple[Thing, ...] = (
    Thing("lighthouse", draw_lighthouse, "behind", 1.9, 1.0, 3.0),
    Thing("Ferris wheel,big wheel,merry-go-round,roller coaster", draw_big_wheel, "behind", 2.1, 1.1, 2.4),
    Thing("tent", draw_tent, "behind", 0.9, 1.8, 0.0),
    Thing("yurt", draw_yurt, "behind", 0.9, 1.8, 0.0),
    Thing("pyramid", draw_pyramid, "behind", 1.9, 1.9, 0.0),
    Thing("Eiffel Tower", draw_iron_tower, "behind", 2.3, 0.9, 0.0),
)
