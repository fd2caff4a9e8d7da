"""What rolls, floats and flies with people in it. Each looks to the right and is about 1 high."""

import math

from generators.drawing.buildings import pane
from generators.drawing.colour import MANY, Colour
from generators.drawing.pen import Pen, shaded
from generators.drawing.thing import Look, Thing

RUBBER: Colour = (58, 54, 60)
METAL: Colour = (206, 212, 218)


def draw_car(pen: Pen, look: Look, phase: float) -> None:
    tint = look.pick((214, 78, 68))
    glass: Colour = (168, 206, 226)
    pen = pen.at(0.0, 0.012 * math.sin(phase * math.tau * 2))
    pen.shape(((-0.62, 0.56), (-0.44, 0.92), (-0.2, 1.0), (0.2, 1.0), (0.42, 0.9), (0.66, 0.56), (0.0, 0.5)), tint)
    pen.shape(((-0.5, 0.58), (-0.37, 0.86), (-0.04, 0.92), (-0.04, 0.58)), glass)
    pen.shape(((0.04, 0.58), (0.04, 0.92), (0.32, 0.86), (0.52, 0.58)), glass)
    pen.shape(
        ((-1.06, 0.3), (-1.04, 0.54), (-0.8, 0.64), (0.62, 0.64), (0.98, 0.54), (1.1, 0.38), (1.06, 0.2), (-1.02, 0.2)),
        tint,
    )
    pen.veil(((-0.95, 0.6), (0.8, 0.6), (0.9, 0.52), (-0.95, 0.52)), (255, 255, 255), 0.45, 0.03)
    pen.line(((0.0, 0.6), (0.02, 0.26)), 0.014, shaded(tint, -0.3))
    pen.box(0.08, 0.5, 0.2, 0.53, shaded(tint, -0.4))
    pen.oval(1.02, 0.44, 0.06, 0.075, (255, 240, 190), lit=True)
    if look.is_dark:
        pen.veil(((1.05, 0.46), (1.48, 0.62), (1.48, 0.16), (1.05, 0.38)), (255, 240, 190), 0.35, 0.05, lit=True)
    pen.oval(-1.04, 0.46, 0.04, 0.07, (206, 50, 50), lit=True)
    for x in (-0.6, 0.62):
        _wheel(pen.at(x, 0.2, 0.2), phase)


def draw_bus(pen: Pen, look: Look, phase: float) -> None:
    tint = look.pick((92, 156, 120))
    pen.polygon(
        ((-1.2, 0.16), (-1.22, 0.94), (-1.14, 1.02), (1.12, 1.02), (1.22, 0.94), (1.28, 0.5), (1.26, 0.16)), tint
    )
    for step in range(5):
        pane(pen, -1.08 + 0.46 * step, 0.56, -0.72 + 0.46 * step, 0.88, look)
    pen.box(-1.2, 0.36, 1.25, 0.44, (250, 244, 230))
    for x in (-0.75, 0.8):
        _wheel(pen.at(x, 0.18, 0.18), phase)


def draw_train(pen: Pen, look: Look, phase: float, *, tint: Colour = (238, 242, 246)) -> None:
    """A fast train: two carriages and a pointed head."""
    colour = look.pick(tint)
    for left in (-3.1, -1.0):
        pen.box(left, 0.16, left + 2.0, 0.96, shaded(colour, -0.05))
        for step in range(5):
            pane(pen, left + 0.16 + 0.37 * step, 0.52, left + 0.42 + 0.37 * step, 0.78, look)
        pen.box(left, 0.3, left + 2.0, 0.38, (74, 128, 196))
    pen.shape(((1.0, 0.14), (0.98, 0.97), (1.6, 0.95), (2.2, 0.7), (2.6, 0.32), (2.5, 0.16)), colour)
    pen.shape(((1.75, 0.72), (1.72, 0.88), (2.1, 0.7), (2.2, 0.6)), (96, 120, 146))
    pen.shape(((1.0, 0.3), (1.0, 0.38), (2.3, 0.36), (2.5, 0.26)), (74, 128, 196))
    for step in range(11):
        pen.oval(-2.9 + 0.5 * step, 0.1, 0.12, 0.1, RUBBER)


def draw_bicycle(pen: Pen, look: Look, phase: float) -> None:
    tint = look.pick((74, 132, 168))
    for x in (-0.52, 0.52):
        wheel = pen.at(x, 0.36, turn=-phase * math.tau)
        ring = [(0.34 * math.cos(a), 0.34 * math.sin(a)) for a in (n * math.tau / 28 for n in range(29))]
        wheel.line(ring, 0.045, RUBBER)
        for spoke in range(4):
            angle = spoke * math.pi / 4
            x2, y2 = 0.32 * math.cos(angle), 0.32 * math.sin(angle)
            wheel.line(((-x2, -y2), (x2, y2)), 0.01, METAL)
    frame = ((-0.52, 0.36), (-0.04, 0.34), (0.38, 0.82), (-0.22, 0.76), (-0.52, 0.36))
    pen.line(frame, 0.04, tint)
    pen.line(((-0.22, 0.76), (-0.04, 0.34)), 0.04, tint)
    pen.line(((0.52, 0.36), (0.36, 0.96), (0.5, 1.0)), 0.04, tint)
    pen.limb(((-0.36, 0.86), (-0.14, 0.88)), 0.05, 0.035, RUBBER)


def draw_plane(pen: Pen, look: Look, phase: float) -> None:
    tint = look.pick((244, 246, 250))
    pen = pen.at(0.0, 0.5, turn=0.12)
    pen.shape(((-0.95, 0.1), (-1.15, 0.42), (-0.98, 0.42), (-0.68, 0.14)), (86, 138, 202))
    pen.shape(((-0.1, 0.1), (-0.4, 0.4), (-0.26, 0.42), (0.22, 0.12)), shaded(tint, -0.2))
    pen.shape(((-1.0, 0.1), (-0.6, 0.17), (0.7, 0.17), (1.02, 0.05), (1.06, -0.02), (0.8, -0.12), (-0.5, -0.1)), tint)
    for step in range(8):
        pen.oval(-0.55 + 0.15 * step, 0.06, 0.03, 0.035, (112, 156, 196))
    pen.shape(((0.82, 0.12), (0.98, 0.05), (0.86, 0.02)), (112, 156, 196))
    pen.shape(((0.12, -0.04), (-0.42, -0.46), (-0.24, -0.46), (0.42, -0.04)), shaded(tint, -0.1))


def draw_boat(pen: Pen, look: Look, phase: float) -> None:
    """A small boat with a sail."""
    rock = pen.at(0.0, 0.06, turn=0.05 * math.sin(phase * math.tau))
    rock.line(((0.0, 0.1), (0.0, 1.0)), 0.025, (112, 84, 66))
    rock.shape(((0.04, 0.98), (0.5, 0.34), (0.3, 0.26), (0.04, 0.28)), (252, 248, 238))
    rock.shape(((-0.04, 0.9), (-0.36, 0.32), (-0.04, 0.28)), (240, 214, 170))
    rock.shape(((-0.62, 0.22), (-0.46, 0.0), (0.42, 0.0), (0.66, 0.24), (0.0, 0.16)), look.pick((156, 98, 66)))
    rock.line(((-0.58, 0.18), (0.0, 0.14), (0.6, 0.19)), 0.03, (236, 206, 160))


def draw_dragon_boat(pen: Pen, look: Look, phase: float) -> None:
    """A long boat with a dragon's head and its rowers."""
    tint, row = look.pick((206, 70, 54)), math.sin(phase * math.tau)
    for step in range(6):
        x = -1.35 + 0.5 * step
        pen.limb(((x, 0.3), (x + 0.08 + 0.06 * row, 0.56)), 0.09, 0.075, MANY[step % 3])
        pen.oval(x + 0.11 + 0.07 * row, 0.68, 0.085, 0.09, (246, 208, 178))
        pen.shape(
            ((x + 0.03 + 0.07 * row, 0.7), (x + 0.11 + 0.07 * row, 0.79), (x + 0.2 + 0.07 * row, 0.71)), (58, 46, 44)
        )
        pen.limb(((x + 0.15, 0.45), (x + 0.2 + 0.25 * row, -0.1)), 0.018, 0.035, (226, 190, 130))
    pen.shape(
        ((-1.95, 0.5), (-1.8, 0.12), (-1.4, 0.02), (1.4, 0.02), (1.75, 0.16), (1.95, 0.5), (1.5, 0.3), (-1.5, 0.3)),
        tint,
    )
    pen.line(((-1.7, 0.26), (0.0, 0.2), (1.7, 0.26)), 0.045, (246, 200, 90))
    head = pen.at(2.02, 0.62, 0.26)
    head.polygon(((-1.0, 0.2), (-0.5, 1.3), (0.0, 0.4)), (246, 190, 72))
    head.oval(0.0, 0.0, 0.8, 0.7, tint)
    head.oval(0.8, -0.2, 0.6, 0.36, shaded(tint, 0.15))
    head.oval(0.1, 0.2, 0.22, 0.24, (255, 255, 255))
    head.oval(0.18, 0.2, 0.12, 0.14, RUBBER)


def draw_kite(pen: Pen, look: Look, phase: float) -> None:
    tint, wave = look.pick(MANY[look.number % len(MANY)]), math.sin(phase * math.tau)
    pen = pen.at(0.0, 0.55, turn=0.25 + 0.1 * wave)
    pen.curve(((0.0, -0.42), (0.12 * wave, -0.7), (-0.1 * wave, -0.95), (0.1, -1.2)), 0.012, 0.012, (250, 240, 226))
    for y in (-0.62, -0.85, -1.08):
        pen.polygon(((-0.09, y + 0.05), (0.09, y - 0.05), (0.09, y + 0.05), (-0.09, y - 0.05)), (250, 206, 96))
    for points, shade in (
        (((0.0, 0.45), (-0.32, 0.1), (0.0, 0.1)), 0.2),
        (((0.0, 0.45), (0.32, 0.1), (0.0, 0.1)), 0.0),
        (((0.0, -0.45), (-0.32, 0.1), (0.0, 0.1)), -0.1),
        (((0.0, -0.45), (0.32, 0.1), (0.0, 0.1)), -0.22),
    ):
        pen.polygon(points, shaded(tint, shade))


def draw_rocket(pen: Pen, look: Look, phase: float) -> None:
    flame = 0.1 * math.sin(phase * math.tau)
    pen.glow(0.0, 0.12, 0.5, (255, 170, 80), 0.6)
    pen.shape(((-0.1, 0.26), (0.0, -0.06 + flame), (0.1, 0.26)), (255, 190, 80), lit=True)
    for way in (-1, 1):
        pen.shape(((0.12 * way, 0.5), (0.32 * way, 0.22), (0.12 * way, 0.28)), (214, 78, 68))
    pen.shape(((-0.16, 0.26), (-0.18, 0.6), (0.0, 1.02), (0.18, 0.6), (0.16, 0.26)), look.pick((244, 244, 246)))
    pen.oval(0.0, 0.62, 0.08, 0.08, (112, 168, 210))
    pen.shape(((-0.1, 0.84), (0.0, 1.02), (0.1, 0.84)), (214, 78, 68))


def _wheel(pen: Pen, phase: float) -> None:
    pen.oval(0.0, 0.0, 1.0, 1.0, RUBBER)
    pen.oval(0.0, 0.0, 0.56, 0.56, METAL)
    for spoke in range(5):
        angle = spoke * math.tau / 5 - phase * math.tau
        pen.limb(((0.0, 0.0), (0.46 * math.cos(angle), 0.46 * math.sin(angle))), 0.1, 0.08, (150, 156, 164))


THINGS: tuple[Thing, ...] = (
    Thing("car,sports car,taxi,truck,jeep,minivan,ambulance,tractor,police car", draw_car, "ground", 0.62, 2.5, 0.5),
    Thing("bus,coach,camper van,tram,ice cream van", draw_bus, "ground", 0.95, 2.7, 0.6),
    Thing("high-speed train,train", draw_train, "ground", 0.85, 6.6, 0.0),
    Thing("bicycle,bike,electric scooter,scooter,motorcycle,tricycle", draw_bicycle, "ground", 0.62, 1.9, 0.9),
    Thing("airplane,plane,aeroplane,helicopter,fighter jet", draw_plane, "sky", 0.5, 2.5, 0.0),
    Thing("dragon boat,dragon boat race", draw_dragon_boat, "water", 0.62, 4.8, 1.0),
    Thing("small boat,boat,ship,sailboat,fishing boat,canoe,wooden raft,speedboat", draw_boat, "water", 0.8, 1.6, 3.0),
    Thing("kite", draw_kite, "sky", 0.45, 1.4, 1.6),
    Thing("rocket,spaceship,flying saucer", draw_rocket, "sky", 1.0, 1.0, 0.4),
)
