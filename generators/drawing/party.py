"""What stands on a table, hangs above it or floats over it. Each is drawn about 1 high."""

import math

from generators.drawing.colour import MANY, Colour
from generators.drawing.curves import Point
from generators.drawing.food import CREAM, FLAME
from generators.drawing.pen import Pen, shaded
from generators.drawing.thing import Look, Thing

WOOD: Colour = (166, 116, 78)


def draw_balloon(pen: Pen, look: Look, phase: float) -> None:
    tint = look.pick(MANY[look.number % len(MANY)])
    sway = 0.05 * math.sin(phase * math.tau)
    pen.curve(((0.02, 0.0), (-0.04 + sway, 0.2), (0.0, 0.44)), 0.006, 0.006, (236, 232, 226))
    pen.polygon(((-0.04, 0.41), (0.0, 0.46), (0.04, 0.41)), shaded(tint, -0.15))
    pen.shape(
        ((0.0, 0.43), (-0.22, 0.6), (-0.26, 0.8), (-0.15, 0.97), (0.0, 1.01), (0.15, 0.97), (0.26, 0.8), (0.22, 0.6)),
        tint,
    )
    pen.veil(((-0.16, 0.76), (-0.12, 0.92), (-0.05, 0.93), (-0.08, 0.78)), (255, 255, 255), 0.75, 0.02)


def draw_hot_air_balloon(pen: Pen, look: Look, phase: float) -> None:
    tint = look.pick(MANY[look.number % len(MANY)])
    for x in (-0.1, 0.1):
        pen.line(((x, 0.16), (x * 2, 0.42)), 0.008, (112, 84, 68))
    for half, shade in ((0.36, 0.0), (0.25, 0.55), (0.13, 0.0)):
        pen.shape(((0.0, 0.3), (-half, 0.55), (-half, 0.8), (0.0, 1.0), (half, 0.8), (half, 0.55)), shaded(tint, shade))
    pen.box(-0.09, 0.02, 0.09, 0.17, (158, 112, 74))
    pen.glow(0.0, 0.3, 0.14, FLAME, 0.7)


def draw_lantern(pen: Pen, look: Look, phase: float) -> None:
    """A red lantern that hangs from its upper end and sways."""
    tint = look.pick((222, 62, 48))
    hung = pen.at(0.0, 1.0, turn=0.07 * math.sin(phase * math.tau))
    hung.glow(0.0, -0.46, 0.54, (255, 176, 96), 0.6 if look.is_dark else 0.22)
    hung.line(((0.0, 0.0), (0.0, -0.16)), 0.014, (112, 84, 60))
    for x in (-0.06, -0.02, 0.02, 0.06):
        hung.line(((x, -0.75), (x * 1.4, -1.0)), 0.012, (236, 176, 72))
    hung.oval(0.0, -0.46, 0.36, 0.3, tint, lit=look.is_dark)
    for wide in (0.24, 0.1):
        hung.line([(wide * math.sin(a / 12 * math.tau), -0.46 + 0.3 * math.cos(a / 12 * math.tau)) for a in range(13)], 0.012, shaded(tint, -0.2), lit=look.is_dark)  # fmt: skip
    hung.veil(((-0.2, -0.3), (0.05, -0.25), (0.05, -0.62), (-0.2, -0.6)), (255, 206, 130), 0.6, 0.06, lit=True)
    for y in (-0.18, -0.74):
        hung.box(-0.15, y - 0.025, 0.15, y + 0.025, (236, 186, 84))


def draw_gift(pen: Pen, look: Look, phase: float) -> None:
    tint = look.pick(MANY[look.number % len(MANY)])
    ribbon = (250, 214, 110) if tint[0] > 200 else (226, 84, 80)
    pen.box(-0.42, 0.0, 0.42, 0.6, tint)
    pen.box(-0.48, 0.52, 0.48, 0.72, shaded(tint, 0.15))
    pen.box(-0.08, 0.0, 0.08, 0.72, ribbon)
    for way in (-1, 1):
        pen.shape(((0.0, 0.72), (0.3 * way, 0.98), (0.36 * way, 0.78)), ribbon)
    pen.oval(0.0, 0.75, 0.07, 0.06, shaded(ribbon, -0.15))


def draw_umbrella(pen: Pen, look: Look, phase: float) -> None:
    tint = look.pick((214, 72, 66))
    pen.line(((0.0, 0.05), (0.0, 0.9)), 0.022, (112, 84, 70))
    rim = [(-0.56 + 1.12 * n / 8, 0.56 + (0.05 if n % 2 else 0.0)) for n in range(9)]
    pen.shape([*rim, (0.44, 0.82), (0.0, 0.98), (-0.44, 0.82)], tint)
    for x in (-0.28, 0.0, 0.28):
        pen.line(((0.0, 0.97), (x * 0.9, 0.8), (x, 0.59)), 0.01, shaded(tint, -0.25))


def draw_table(pen: Pen, look: Look, phase: float) -> None:
    for x in (-1.0, 1.0):
        pen.limb(((x * 0.92, 0.8), (x * 0.98, 0.0)), 0.08, 0.05, shaded(WOOD, -0.3))
    pen.shape(
        ((-1.35, 0.86), (-1.1, 1.0), (1.1, 1.0), (1.35, 0.86), (1.3, 0.74), (0.0, 0.7), (-1.3, 0.74)), look.pick(WOOD)
    )
    pen.shape(((-1.3, 0.88), (-1.05, 0.99), (1.05, 0.99), (1.3, 0.88), (0.0, 0.83)), shaded(look.pick(WOOD), 0.22))


def draw_snowman(pen: Pen, look: Look, phase: float) -> None:
    snow: Colour = (248, 250, 254)
    for y, size in ((0.24, 0.26), (0.56, 0.19)):
        pen.oval(0.0, y, size, size * 0.95, snow)
    for way in (-1, 1):
        pen.curve(
            ((0.16 * way, 0.58), (0.36 * way, 0.66), (0.46 * way, 0.78 + 0.02 * math.sin(phase * math.tau))),
            0.016,
            0.01,
            WOOD,
        )
    pen.oval(0.0, 0.8, 0.145, 0.14, snow)
    pen.limb(((-0.13, 0.68), (0.13, 0.68)), 0.04, 0.04, look.pick((214, 70, 64)))
    pen.limb(((0.1, 0.68), (0.14, 0.5)), 0.035, 0.04, look.pick((214, 70, 64)))
    for x in (-0.05, 0.05):
        pen.oval(x, 0.83, 0.014, 0.018, (52, 48, 54))
    pen.polygon(((0.0, 0.81), (0.13, 0.785), (0.0, 0.77)), (240, 148, 62))
    for y in (0.6, 0.53, 0.3):
        pen.oval(0.0, y, 0.016, 0.016, (52, 48, 54))
    pen.box(-0.17, 0.9, 0.17, 0.925, (70, 66, 84))
    pen.box(-0.11, 0.92, 0.11, 1.06, (70, 66, 84))


def draw_campfire(pen: Pen, look: Look, phase: float) -> None:
    pen.glow(0.0, 0.4, 0.8, (255, 166, 80), 0.5)
    for way in (-1, 1):
        pen.limb(((-0.4 * way, 0.02), (0.3 * way, 0.2)), 0.06, 0.05, (112, 76, 56))
    for wide, tint, late in ((0.3, (240, 116, 48), 0.0), (0.2, (252, 176, 66), 0.3), (0.1, (255, 238, 176), 0.6)):
        tip = 0.12 * math.sin((phase + late) * math.tau)
        flame: tuple[Point, ...] = ((-wide, 0.18), (-wide * 0.7, 0.44), (tip * wide * 2, wide * 2.2 + 0.24 + tip * 0.4), (wide * 0.7, 0.44), (wide, 0.18), (0.0, 0.08))  # fmt: skip
        pen.shape(flame, tint, lit=True)


def draw_ball(pen: Pen, look: Look, phase: float) -> None:
    tint = look.pick((230, 84, 74))
    pen.oval(0.0, 0.5, 0.5, 0.5, tint)
    spot = pen.at(0.0, 0.5, turn=-phase * math.tau)
    spot.shape(((-0.46, 0.12), (0.0, 0.26), (0.46, 0.12), (0.48, -0.1), (0.0, 0.04), (-0.48, -0.1)), CREAM)


def draw_robot(pen: Pen, look: Look, phase: float) -> None:
    tint, wave = look.pick((150, 184, 204)), math.sin(phase * math.tau)
    for way in (-1, 1):
        pen.limb(((0.1 * way, 0.32), (0.11 * way, 0.05)), 0.045, 0.05, shaded(tint, -0.3))
        pen.limb(((0.2 * way, 0.58), (0.33 * way, 0.5 + 0.16 * wave * way), (0.38 * way, 0.4 + 0.3 * wave * way)), 0.035, 0.05, shaded(tint, -0.2))  # fmt: skip
    pen.shape(((-0.2, 0.28), (-0.21, 0.62), (0.21, 0.62), (0.2, 0.28)), tint)
    pen.box(-0.1, 0.4, 0.1, 0.52, (250, 214, 110), lit=True)
    pen.line(((0.0, 0.94), (0.0, 1.02)), 0.02, shaded(tint, -0.3))
    pen.oval(0.0, 1.03, 0.03, 0.03, (232, 84, 74), lit=True)
    pen.shape(((-0.2, 0.66), (-0.22, 0.92), (0.22, 0.92), (0.2, 0.66)), shaded(tint, 0.2))
    for way in (-1, 1):
        pen.oval(0.09 * way, 0.8, 0.05, 0.055, (70, 196, 220), lit=True)


def draw_piano(pen: Pen, look: Look, phase: float) -> None:
    pen.box(-0.6, 0.0, 0.6, 0.9, look.pick((84, 58, 52)))
    pen.box(-0.66, 0.86, 0.66, 0.94, (104, 74, 64))
    pen.box(-0.58, 0.42, 0.58, 0.52, (250, 248, 242))
    for n in range(10):
        pen.box(-0.53 + 0.11 * n, 0.46, -0.49 + 0.11 * n, 0.52, (46, 42, 46))


THINGS: tuple[Thing, ...] = (
    Thing("balloon", draw_balloon, "air", 0.62, 0.7, 3.2),
    Thing("hot air balloon,airship", draw_hot_air_balloon, "sky", 1.1, 0.9, 0.0),
    Thing("lantern,red lantern,paper lantern,sky lantern", draw_lantern, "hung", 0.5, 1.5, 3.0),
    Thing("gift,present,red envelope,box", draw_gift, "ground", 0.3, 1.1, 0.0),
    Thing("umbrella,parasol", draw_umbrella, "held", 0.55, 1.2, 0.0),
    Thing("table,desk", draw_table, "behind", 0.55, 2.8, 0.0),
    Thing("snowman", draw_snowman, "ground", 0.85, 1.0, is_alive=True),
    Thing("campfire,bonfire,fire", draw_campfire, "ground", 0.5, 2.4, 0.7),
    Thing("ball,football,basketball,volleyball,snowball,baseball", draw_ball, "ground", 0.2, 1.1, 1.2),
    Thing("robot", draw_robot, "ground", 0.9, 1.0, 1.6, is_alive=True),
    Thing("piano,grand piano", draw_piano, "ground", 0.7, 1.4, 0.0),
)
