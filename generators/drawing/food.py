"""What stands on a table. Each is drawn about 1 high."""

import math
from functools import partial

from generators.drawing.colour import MANY, Colour
from generators.drawing.pen import Pen, shaded
from generators.drawing.thing import Look, Thing

CREAM: Colour = (255, 246, 230)


FLAME: Colour = (255, 206, 96)


CHINA: Colour = (246, 244, 240)


def draw_cake(pen: Pen, look: Look, phase: float) -> None:
    chance, tint = look.chance("cake"), look.pick((250, 196, 204))
    pen.oval(0.0, 0.05, 0.66, 0.07, CHINA)
    for low, high, half in ((0.06, 0.36, 0.52), (0.36, 0.6, 0.36)):
        colour = tint if half > 0.4 else CREAM
        pen.shape(
            (
                (-half, low + 0.02),
                (-half, high),
                (0.0, high + 0.03),
                (half, high),
                (half, low + 0.02),
                (0.0, low - 0.03),
            ),
            colour,
        )
        pen.oval(0.0, high, half, 0.06, shaded(colour, 0.4))
        for step in range(9):
            x = half * (step - 4) / 4.2
            pen.limb(
                ((x, high - 0.02), (x, high - 0.07 - 0.05 * (step % 2))),
                half * 0.13,
                half * 0.1,
                CREAM if half > 0.4 else (238, 130, 140),
            )
    for x in (-0.42, -0.14, 0.14, 0.42):
        pen.oval(x, 0.4 if abs(x) > 0.4 else 0.1, 0.045, 0.05, (214, 60, 62))
    for x in (-0.24, -0.12, 0.0, 0.12, 0.24):
        pen.box(x - 0.014, 0.6, x + 0.014, 0.8, MANY[round(x * 8) % len(MANY)])
        flicker = 0.012 * math.sin(phase * math.tau * 3 + x * 20) + chance.uniform(-0.004, 0.004)
        pen.glow(x, 0.86, 0.17, FLAME, 0.5)
        pen.shape(((x - 0.022, 0.83), (x + flicker, 0.93), (x + 0.022, 0.83), (x, 0.8)), FLAME, lit=True)
        pen.oval(x, 0.835, 0.01, 0.02, (255, 250, 226), lit=True)


def draw_hot_pot(pen: Pen, look: Look, phase: float) -> None:
    """A copper pot on its fire, with plates around it and steam above."""
    _steam(pen, 0.0, 0.62, phase, 0.5)
    for x, tint in ((-0.95, (206, 92, 84)), (0.95, (126, 168, 96)), (-0.6, (240, 222, 196)), (0.62, (232, 160, 120))):
        low = 0.0 if abs(x) > 0.8 else -0.04
        pen.oval(x, low + 0.07, 0.24, 0.06, CHINA)
        for n in range(5):
            pen.oval(x - 0.12 + 0.06 * n, low + 0.1 + 0.015 * (n % 2), 0.06, 0.035, shaded(tint, 0.08 * (n % 3)))
    pen.shape(((-0.28, 0.0), (-0.2, 0.16), (0.2, 0.16), (0.28, 0.0)), (150, 96, 56))
    pen.glow(0.0, 0.12, 0.2, (255, 140, 60), 0.7)
    pen.shape(
        ((-0.5, 0.46), (-0.46, 0.24), (-0.2, 0.13), (0.2, 0.13), (0.46, 0.24), (0.5, 0.46)), look.pick((206, 138, 76))
    )
    pen.oval(0.0, 0.46, 0.52, 0.1, (226, 168, 102))
    pen.oval(0.0, 0.465, 0.45, 0.08, (206, 72, 46))
    for n in range(12):
        x, y = 0.34 * math.cos(n * 2.4 + 0.3 * math.sin(phase * math.tau)), 0.465 + 0.05 * math.sin(n * 2.4)
        pen.oval(x, y, 0.05, 0.022, ((250, 226, 190), (126, 170, 88), (236, 150, 110))[n % 3])
    pen.shape(((-0.1, 0.47), (-0.07, 0.72), (0.07, 0.72), (0.1, 0.47)), (190, 124, 66))
    for way in (-1, 1):
        pen.curve(((0.5 * way, 0.42), (0.62 * way, 0.44), (0.6 * way, 0.34)), 0.025, 0.025, (150, 96, 56))


def draw_dumplings(pen: Pen, look: Look, phase: float) -> None:
    _steam(pen, 0.0, 0.5, phase, 0.4)
    pen.oval(0.0, 0.14, 0.74, 0.15, CHINA)
    pen.oval(0.0, 0.17, 0.62, 0.11, (232, 236, 240))
    for x, y in ((-0.34, 0.28), (0.0, 0.31), (0.34, 0.28), (-0.46, 0.2), (-0.16, 0.22), (0.16, 0.22), (0.46, 0.2), (0.0, 0.15), (-0.3, 0.15), (0.3, 0.15)):  # fmt: skip
        pen.shape(
            ((x - 0.16, y - 0.02), (x - 0.08, y + 0.1), (x + 0.08, y + 0.1), (x + 0.16, y - 0.02), (x, y - 0.07)),
            (252, 240, 214),
        )
        pen.line(((x - 0.1, y + 0.06), (x, y + 0.1), (x + 0.1, y + 0.06)), 0.014, (206, 176, 132))
        pen.line(((x - 0.15, y - 0.02), (x, y - 0.07), (x + 0.15, y - 0.02)), 0.012, (222, 200, 162))


def draw_bowl(pen: Pen, look: Look, phase: float, *, food: Colour) -> None:
    _steam(pen, 0.0, 0.72, phase, 0.4)
    pen.oval(0.0, 0.58, 0.42, 0.2, food)
    for n in range(7):
        pen.line(((-0.3 + 0.1 * n, 0.64), (-0.24 + 0.1 * n, 0.74), (-0.16 + 0.1 * n, 0.62)), 0.035, shaded(food, 0.3))
    pen.shape(
        ((-0.5, 0.62), (-0.4, 0.26), (-0.18, 0.06), (0.18, 0.06), (0.4, 0.26), (0.5, 0.62), (0.0, 0.52)),
        look.pick((226, 236, 244)),
    )
    pen.line(((-0.44, 0.46), (0.0, 0.38), (0.44, 0.46)), 0.03, (84, 124, 186))


def draw_cup(pen: Pen, look: Look, phase: float) -> None:
    _steam(pen, 0.0, 0.75, phase, 0.3)
    pen.curve(((0.3, 0.6), (0.52, 0.5), (0.3, 0.26)), 0.045, 0.045, CHINA)
    pen.shape(((-0.36, 0.72), (-0.3, 0.12), (0.0, 0.04), (0.3, 0.12), (0.36, 0.72)), look.pick((104, 156, 168)))
    pen.oval(0.0, 0.72, 0.36, 0.08, (176, 110, 62))


def draw_candle(pen: Pen, look: Look, phase: float) -> None:
    pen.glow(0.0, 0.85, 0.6, FLAME, 0.45)
    pen.box(-0.1, 0.0, 0.1, 0.66, look.pick((250, 240, 222)))
    pen.shape(((-0.08, 0.74), (0.02 * math.sin(phase * math.tau), 1.0), (0.08, 0.74), (0.0, 0.66)), FLAME, lit=True)


def _steam(pen: Pen, x: float, low: float, phase: float, reach: float) -> None:
    for n in range(6):
        rise = (phase + n / 6) % 1
        at = x + reach * 0.6 * math.sin(n * 2.3 + rise * 3) * (0.4 + rise)
        size = 0.08 + 0.15 * rise
        pen.veil([(at + size * math.cos(a), low + 0.75 * rise + size * math.sin(a)) for a in (i * math.tau / 10 for i in range(10))], (255, 252, 248), 0.5 * math.sin(math.pi * rise), 0.06)  # fmt: skip


THINGS: tuple[Thing, ...] = (
    Thing("cake,birthday cake", draw_cake, "table", 0.5, 1.4, 1.2),
    Thing(
        "hot pot,hotpot,new year's eve dinner,barbecue,meal,dinner,feast,banquet",
        draw_hot_pot,
        "table",
        0.52,
        2.7,
        2.4,
        high=1.45,
    ),
    Thing(
        "dumpling,wonton,bun,steamed bread,pancake,steamed bun,mooncake,glutinous rice ball,rice dumpling",
        draw_dumplings,
        "table",
        0.42,
        1.7,
        2.4,
        high=1.45,
    ),
    Thing("noodle,longevity noodle", partial(draw_bowl, food=(246, 216, 142)), "table", 0.36, 1.2, 2.4, high=1.45),
    Thing(
        "rice,soup,porridge,dish,bowl,roast duck",
        partial(draw_bowl, food=(252, 246, 232)),
        "table",
        0.36,
        1.2,
        2.4,
        high=1.45,
    ),
    Thing("cup,teacup,tea,coffee,milk,teapot", draw_cup, "table", 0.24, 1.2, 2.4, high=1.45),
    Thing("candle", draw_candle, "table", 0.3, 1.4, 0.8),
)
