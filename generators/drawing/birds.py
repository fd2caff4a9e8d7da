"""Birds and insects: on the ground, and beating their wings."""

import math
from dataclasses import dataclass
from functools import partial

from generators.drawing.colour import MANY, Colour
from generators.drawing.curves import fan
from generators.drawing.faces_drawn import INK
from generators.drawing.pen import Pen, shaded
from generators.drawing.thing import Look, Thing


@dataclass(frozen=True, slots=True)
class Bird:
    """One kind of bird; lengths are in its height when standing."""

    words: str
    coat: Colour
    size: float
    belly: Colour = (252, 244, 228)
    beak: Colour = (240, 166, 62)
    neck: float = 0.1
    legs: float = 0.16
    long: float = 0.3
    """Half of the body's length."""
    comb: bool = False
    fan: bool = False
    is_flier: bool = True


BIRDS: tuple[Bird, ...] = (
    Bird("bird,sparrow,robin,parrot,little bird", (104, 156, 206), 0.24),
    Bird("swallow,magpie,crow", (56, 62, 86), 0.24, long=0.34),
    Bird("duck,mallard", (248, 238, 206), 0.34, neck=0.16, legs=0.1, long=0.36, is_flier=False),
    Bird(
        "duckling,chick,baby chick", (250, 214, 96), 0.24, belly=(254, 236, 160), neck=0.06, legs=0.12, is_flier=False
    ),
    Bird("white goose,goose,swan", (250, 248, 244), 0.5, neck=0.34, legs=0.1, long=0.34, is_flier=False),
    Bird("chicken,hen", (222, 158, 98), 0.36, comb=True, neck=0.14, is_flier=False),
    Bird("rooster,cock", (196, 92, 58), 0.42, comb=True, neck=0.2, fan=True, is_flier=False),
    Bird("crane,stork,heron,egret", (250, 250, 250), 0.7, neck=0.36, legs=0.36, long=0.24, beak=(86, 76, 76)),
    Bird("peacock", (44, 110, 156), 0.7, belly=(52, 130, 150), neck=0.3, fan=True, is_flier=False),
    Bird("owl,penguin", (110, 96, 98), 0.4, neck=0.0, legs=0.06, long=0.22, is_flier=False),
    Bird("pigeon,dove,seagull,eagle", (238, 240, 244), 0.3),
)


def draw_bird(bird: Bird, pen: Pen, look: Look, phase: float) -> None:
    """The bird looking to the right; with its wings out when it flies."""
    if look.act == "fly":
        _flying(bird, pen.at(0.0, 0.5), look.pick(bird.coat), phase)
        return
    coat, turn = look.pick(bird.coat), phase * math.tau
    step = math.sin(turn) if look.act in ("walk", "run") else 0.0
    swims = look.act == "swim"
    for way in (-1, 1):
        foot = (0.03 + way * 0.06 + 0.06 * step * way, 0.0)
        if not swims:
            pen.line(((0.0 + way * 0.05, bird.legs + 0.05), foot, (foot[0] + 0.08, 0.0)), 0.025, bird.beak)
    thick = bird.long * 0.66
    middle = (0.02 if swims else bird.legs) + thick
    if bird.fan:
        _tail_fan(pen.at(-bird.long * 0.7, middle), coat, bird)
    pen.shape(((-bird.long * 1.5, middle + thick * 0.7), (-bird.long * 0.7, middle - thick * 0.1), (-bird.long * 0.5, middle + thick * 0.6)), shaded(coat, -0.15))  # fmt: skip
    pen.shape(
        ((-bird.long, middle + thick * 0.25), (-bird.long * 0.3, middle + thick * 0.9), (bird.long * 0.6, middle + thick * 0.9),
         (bird.long, middle + thick * 0.1), (bird.long * 0.55, middle - thick * 0.85), (-bird.long * 0.4, middle - thick * 0.9)),
        coat,
    )  # fmt: skip
    pen.veil(((bird.long * 0.9, middle + 0.02), (bird.long * 0.5, middle - thick * 0.8), (-bird.long * 0.2, middle - thick * 0.8), (bird.long * 0.2, middle)), bird.belly, 0.8, 0.03)  # fmt: skip
    head = (
        bird.long * 0.8,
        middle
        + thick * 0.75
        + bird.neck
        + (0.03 * math.sin(turn) if step else 0.05 * math.sin(turn) - 0.09 * (0.5 < phase < 0.68)),
    )
    pen.curve(((bird.long * 0.55, middle + thick * 0.3), (bird.long * 0.95, middle + thick * 0.6 + bird.neck * 0.4), head), thick * 0.55, 0.1, coat)  # fmt: skip
    pen.shape(((-bird.long * 0.8, middle + thick * 0.1), (-bird.long * 0.1, middle + thick * 0.6), (bird.long * 0.4, middle + thick * 0.25), (-bird.long * 0.1, middle - thick * 0.4)), shaded(coat, -0.18))  # fmt: skip
    _bird_head(pen.at(*head, 0.13), bird, coat, 0.87 < phase < 0.94)


def _bird_head(pen: Pen, bird: Bird, coat: Colour, is_blinking: bool) -> None:
    if bird.comb:
        for x in (-0.3, 0.05, 0.4):
            pen.oval(x, 0.95, 0.26, 0.36, (214, 58, 52))
        pen.oval(0.65, -0.75, 0.2, 0.34, (214, 58, 52))
    pen.oval(0.0, 0.0, 1.0, 0.95, coat)
    pen.polygon(((0.8, 0.32), (1.75, -0.08), (0.8, -0.32)), bird.beak)
    if is_blinking:
        pen.line(((0.1, 0.18), (0.5, 0.18)), 0.12, INK)
        return
    pen.oval(0.32, 0.2, 0.2, 0.24, INK)
    pen.oval(0.26, 0.28, 0.08, 0.08, (255, 255, 255))


def _flying(bird: Bird, pen: Pen, coat: Colour, phase: float) -> None:
    beat = math.sin(phase * math.tau)
    for way, colour in ((-1, shaded(coat, -0.22)), (1, coat)):
        tip = 0.46 * beat
        wing = ((0.16, 0.02), (0.02 - 0.1 * way, 0.2 + tip * 0.7), (-0.2 - 0.1 * way, 0.26 + tip), (-0.26, 0.08 + tip * 0.3), (-0.14, 0.0))  # fmt: skip
        pen.at(0.04 * way, 0.0).shape(wing, colour)
    pen.shape(((-0.3, 0.04), (-0.62, 0.1), (-0.56, 0.0), (-0.6, -0.1)), shaded(coat, -0.18))
    pen.shape(((-0.36, 0.0), (-0.05, 0.11), (0.28, 0.09), (0.34, 0.0), (0.1, -0.1), (-0.15, -0.09)), coat)
    pen.veil(((0.26, -0.03), (0.05, -0.09), (-0.15, -0.07), (0.05, -0.02)), bird.belly, 0.7, 0.02)
    if bird.neck > 0.25:
        pen.curve(((0.2, 0.02), (0.4, 0.08), (0.56, 0.06)), 0.06, 0.04, coat)
        pen.line(((-0.4, 0.0), (-0.8, -0.04)), 0.03, bird.beak)
        _bird_head(pen.at(0.6, 0.07, 0.075), bird, coat, False)
        return
    _bird_head(pen.at(0.36, 0.06, 0.11), bird, coat, False)


def _tail_fan(pen: Pen, coat: Colour, bird: Bird) -> None:
    is_peacock = bird.neck >= 0.3
    long, count = (0.78, 15) if is_peacock else (0.36, 6)
    for angle in fan(count, math.pi * (0.12 if is_peacock else 0.55), math.pi * (0.95 if is_peacock else 1.0)):
        x, y = math.cos(angle) * long, math.sin(angle) * long
        pen.limb(((0.0, 0.0), (x, y)), 0.02, 0.07, (66, 148, 106) if is_peacock else shaded(coat, -0.3))
        if is_peacock:
            pen.oval(x, y, 0.05, 0.05, (236, 190, 80))
            pen.oval(x, y, 0.028, 0.028, (36, 86, 160))


def draw_insect(pen: Pen, look: Look, phase: float, *, body: Colour, wings: Colour, is_slim: bool = False) -> None:
    """A butterfly; with slim wings a dragonfly, with pale ones a bee."""
    colour = look.colour or (MANY[(look.number + 1) % len(MANY)] if wings == MANY[1] else wings)
    beat = 0.35 + 0.65 * abs(math.cos(phase * math.pi))
    pen = pen.at(0.0, 0.5, turn=0.35)
    for way in (-1, 1):
        wing = pen.at(0.0, 0.0, mirror=way < 0)
        if is_slim:
            for y in (0.12, -0.04):
                wing.oval(0.26 * beat, y, 0.28 * beat, 0.055, colour, turn=0.12)
            continue
        upper = ((0.02, 0.04), (0.24 * beat, 0.44), (0.48 * beat, 0.4), (0.46 * beat, 0.12), (0.2 * beat, 0.0))
        lower = ((0.02, 0.0), (0.3 * beat, 0.02), (0.38 * beat, -0.2), (0.22 * beat, -0.36), (0.06 * beat, -0.2))
        wing.shape(lower, shaded(colour, -0.1))
        wing.shape(upper, colour)
        wing.oval(0.32 * beat, 0.27, 0.07 * beat, 0.08, shaded(colour, 0.6))
        wing.oval(0.24 * beat, -0.16, 0.05 * beat, 0.06, shaded(colour, 0.5))
        wing.curve(((0.0, 0.2), (0.05, 0.34), (0.12, 0.4)), 0.008, 0.012, body)
    pen.limb(((0.0, 0.2), (0.0, -0.44 if is_slim else -0.18)), 0.04 if not is_slim else 0.05, 0.02, body)


def draw_bee(pen: Pen, look: Look, phase: float) -> None:
    beat = 0.7 + 0.3 * math.sin(phase * math.tau)
    pen = pen.at(0.0, 0.5)
    for x in (-0.08, 0.08):
        pen.oval(x, 0.3 * beat, 0.11, 0.24 * beat, (226, 240, 250), turn=0.5 * (-1 if x > 0 else 1))
    pen.oval(0.0, 0.0, 0.34, 0.23, (248, 200, 72))
    for x in (-0.18, 0.0):
        pen.box(x - 0.04, -0.2, x + 0.05, 0.2, INK)
    pen.oval(0.3, 0.04, 0.15, 0.15, (248, 200, 72))
    pen.oval(0.36, 0.07, 0.035, 0.045, INK)


FLIGHT = (("fly", 0.45), ("walk", 0.9), ("run", 0.5))
THINGS: tuple[Thing, ...] = (
    *(
        Thing(
            bird.words, partial(draw_bird, bird), "air" if bird.is_flier and bird.size < 0.4 else "ground", bird.size, 1.5,
            moods=FLIGHT, is_alive=True,
        )
        for bird in BIRDS
    ),
    Thing("butterfly,moth", partial(draw_insect, body=(70, 56, 60), wings=MANY[1]), "air", 0.2, 1.1, 0.4, is_alive=True),
    Thing("dragonfly", partial(draw_insect, body=(206, 78, 62), wings=(214, 236, 246), is_slim=True), "air", 0.22, 1.2, 0.3, is_alive=True),
    Thing("bee,bumblebee", draw_bee, "air", 0.15, 1.1, 0.25, is_alive=True),
)  # fmt: skip
