"""Flowers, grass and fruit. Each is drawn about 1 high, its foot at the origin."""

import math
from functools import partial

from generators.drawing.colour import MANY, Colour
from generators.drawing.curves import Point
from generators.drawing.pen import Pen, shaded
from generators.drawing.plants import BARK, LEAF
from generators.drawing.thing import Look, Thing


def draw_flower(pen: Pen, look: Look, phase: float, *, petals: int = 7, colour: Colour | None = None, heart: Colour = (250, 206, 96)) -> None:  # fmt: skip
    """One flower on its stem, nodding."""
    tint = look.pick(colour or MANY[(look.number * 5 + 4) % len(MANY)])
    sway = 0.05 * math.sin(phase * math.tau)
    pen.curve(((0.0, 0.0), (0.02, 0.35), (sway, 0.74)), 0.022, 0.018, (92, 148, 82))
    for way in (-1, 1):
        pen.shape(((0.01, 0.2), (0.14 * way, 0.38), (0.26 * way, 0.36), (0.14 * way, 0.24)), (104, 162, 88))
    _blossom(pen.at(sway, 0.78, 0.24), petals, tint, heart)


def _blossom(pen: Pen, petals: int, tint: Colour, heart: Colour) -> None:
    for ring, shade, size in (
        ((0.62, -0.08, 0.36), (0.46, 0.1, 0.3)) if petals < 10 else ((0.7, -0.06, 0.3), (0.55, 0.08, 0.26))
    ):
        for step in range(petals):
            angle = (step + (0.5 if ring < 0.6 else 0.0)) * math.tau / petals
            pen.oval(math.cos(angle) * ring, math.sin(angle) * ring, size, size * 0.62, shaded(tint, shade), turn=angle)
    pen.oval(0.0, 0.0, 0.34 if petals < 10 else 0.46, 0.34 if petals < 10 else 0.44, heart)
    if petals >= 10:
        for x, y in ((-0.15, 0.1), (0.12, 0.16), (0.05, -0.15), (-0.12, -0.18), (0.24, -0.05)):
            pen.oval(x, y, 0.06, 0.06, shaded(heart, 0.25))


def draw_sunflower(pen: Pen, look: Look, phase: float) -> None:
    draw_flower(pen, look, phase, petals=14, colour=(250, 196, 56), heart=(112, 72, 48))


def draw_tulip(pen: Pen, look: Look, phase: float, *, colour: Colour = (222, 84, 92)) -> None:
    tint, sway = look.pick(colour), 0.04 * math.sin(phase * math.tau)
    pen.curve(((0.0, 0.0), (0.01, 0.4), (sway, 0.7)), 0.02, 0.018, (92, 148, 82))
    pen.shape(((0.0, 0.05), (-0.2, 0.42), (-0.12, 0.5), (0.02, 0.2)), (104, 162, 88))
    for x, shade in ((-0.08, -0.1), (0.08, -0.16), (0.0, 0.08)):
        pen.shape(
            ((sway + x, 0.64), (sway + x - 0.1, 0.82), (sway + x, 1.0), (sway + x + 0.1, 0.82)), shaded(tint, shade)
        )


def draw_lotus(pen: Pen, look: Look, phase: float) -> None:
    """A lotus among its leaves, afloat."""
    sway = 0.03 * math.sin(phase * math.tau)
    for x, y, wide in ((-0.5, 0.02, 0.3), (0.45, 0.05, 0.34), (0.02, -0.02, 0.28)):
        pen.oval(x, y, wide, wide * 0.28, (88, 148, 102))
        pen.veil([(x - wide * 0.7, y), (x, y + wide * 0.2), (x + wide * 0.5, y)], (176, 214, 150), 0.5, 0.03)
    pen.curve(((0.0, 0.0), (sway, 0.4)), 0.02, 0.018, (92, 148, 92))
    tint = look.pick((246, 160, 184))
    for lean, shade in ((-0.34, -0.08), (0.34, -0.08), (-0.18, 0.08), (0.18, 0.08), (0.0, 0.3)):
        pen.shape(_petal((sway, 0.38), lean, 0.5), shaded(tint, shade))
    pen.oval(sway, 0.46, 0.06, 0.035, (250, 210, 110))


def _petal(foot: Point, lean: float, high: float) -> list[Point]:
    x, y = foot
    return [(x, y), (x + lean * 0.7 - 0.1, y + high * 0.45), (x + lean, y + high * (1 - abs(lean))), (x + lean * 0.7 + 0.1, y + high * 0.45)]  # fmt: skip


def draw_grass(pen: Pen, look: Look, phase: float, *, colour: Colour = (104, 158, 84)) -> None:
    chance, tint = look.chance("grass"), look.pick(colour)
    sway = 0.12 * math.sin(phase * math.tau)
    for _ in range(18):
        x, lean, high = chance.uniform(-0.5, 0.5), chance.uniform(-0.2, 0.2), chance.uniform(0.5, 1.0)
        pen.shape(((x - 0.03, 0.0), (x + lean * 0.4, high * 0.6), (x + lean + sway * high, high), (x + 0.03, 0.0)), shaded(tint, chance.uniform(-0.25, 0.2)))  # fmt: skip


def draw_fruit(pen: Pen, look: Look, phase: float, *, colour: Colour) -> None:
    pen.oval(0.0, 0.44, 0.44, 0.44, look.pick(colour))
    pen.veil([(-0.3, 0.5), (-0.2, 0.75), (0.0, 0.78), (-0.1, 0.55)], (255, 255, 255), 0.5, 0.06)
    pen.curve(((0.0, 0.82), (0.05, 1.0)), 0.03, 0.025, BARK)
    pen.shape(((0.04, 0.9), (0.2, 1.04), (0.34, 0.96), (0.2, 0.88)), LEAF)


THINGS: tuple[Thing, ...] = (
    Thing("flower,daisy,chrysanthemum,wildflower,garden flower,bouquet,orchid,azalea,carnation,morning glory,daffodil,gardenia", draw_flower, "ground", 0.4, 0.7),
    Thing("rose", partial(draw_flower, petals=8, colour=(206, 58, 72), heart=(176, 40, 60)), "ground", 0.4, 0.7),
    Thing("peony,camellia", partial(draw_flower, petals=9, colour=(238, 128, 164)), "ground", 0.42, 0.7),
    Thing("sunflower", draw_sunflower, "ground", 0.75, 0.7),
    Thing("tulip,lily", draw_tulip, "ground", 0.4, 0.6),
    Thing("lotus flower,lotus leaf,lotus,water lily", draw_lotus, "water", 0.36, 1.8),
    Thing("bush,shrub,tall grass", draw_grass, "ground", 0.3, 1.2),
    Thing("apple,peach,strawberry,cherry,pomegranate,lychee,tomato", partial(draw_fruit, colour=(218, 72, 62)), "table", 0.16, 1.0, 0.0),
    Thing("tangerine,orange,persimmon,mango,pumpkin", partial(draw_fruit, colour=(240, 150, 60)), "table", 0.15, 1.0, 0.0),
    Thing("watermelon,hami melon,coconut", partial(draw_fruit, colour=(74, 136, 82)), "table", 0.3, 1.1, 0.0),
    Thing("bunch of grapes,grape,plum", partial(draw_fruit, colour=(128, 84, 150)), "table", 0.18, 1.0, 0.0),
)  # fmt: skip
