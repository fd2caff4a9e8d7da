"""Houses, temples, bridges and what else people have built. Each is drawn about 1 high, its foot at the origin."""

import math

from generators.drawing.colour import Colour
from generators.drawing.pen import Pen, shaded
from generators.drawing.thing import Look, Thing

LAMP: Colour = (250, 204, 120)
GLASS: Colour = (150, 190, 214)
WALLS: tuple[Colour, ...] = ((240, 224, 198), (232, 204, 176), (214, 220, 222), (238, 214, 186))
ROOFS: tuple[Colour, ...] = ((176, 92, 72), (122, 104, 104), (150, 84, 84), (104, 116, 132))


def pane(pen: Pen, left: float, low: float, right: float, high: float, look: Look, *, lit: bool | None = None) -> None:
    """A window, lit after dark."""
    shines = look.is_dark if lit is None else lit
    pen.box(left, low, right, high, LAMP if shines else GLASS, lit=shines)
    if shines:
        pen.glow((left + right) / 2, (low + high) / 2, (right - left) * 1.0, LAMP, 0.25)


def draw_house(pen: Pen, look: Look, phase: float) -> None:
    wall, roof = look.pick(WALLS[look.number % 4]), ROOFS[look.number % 4]
    pen.box(0.22, 0.62, 0.34, 0.98, shaded(roof, -0.25))
    pen.box(-0.46, 0.0, 0.46, 0.52, wall)
    pen.veil(((0.1, 0.0), (0.46, 0.0), (0.46, 0.52), (0.2, 0.52)), (70, 56, 84), 0.22)
    pen.polygon(((-0.46, 0.5), (0.46, 0.5), (0.46, 0.44), (-0.46, 0.46)), shaded(wall, -0.25))
    pen.polygon(((-0.6, 0.47), (-0.36, 0.86), (0.36, 0.86), (0.6, 0.47)), roof)
    for step in range(1, 4):
        y = 0.47 + 0.1 * step
        pen.line(((-0.6 + 0.062 * step, y), (0.6 - 0.062 * step, y)), 0.008, shaded(roof, -0.22))
    if look.season == "winter":
        pen.shape(((-0.6, 0.5), (-0.38, 0.9), (0.0, 0.93), (0.38, 0.9), (0.6, 0.5), (0.42, 0.64), (0.0, 0.66), (-0.42, 0.64)), (250, 251, 254))  # fmt: skip
    pen.box(-0.09, 0.0, 0.09, 0.32, (128, 84, 60))
    pen.oval(0.055, 0.15, 0.014, 0.014, (246, 206, 110))
    for x in (-0.37, 0.19):
        pane(pen, x, 0.2, x + 0.18, 0.38, look)
        pen.line(((x + 0.09, 0.2), (x + 0.09, 0.38)), 0.012, (252, 248, 240))
        pen.line(((x, 0.29), (x + 0.18, 0.29)), 0.012, (252, 248, 240))


def draw_cottage(pen: Pen, look: Look, phase: float) -> None:
    """A wooden cabin with smoke from its chimney."""
    pen.box(0.2, 0.55, 0.31, 0.92, (142, 118, 112))
    for step in range(4):
        rise = (phase + step / 4) % 1
        x = 0.255 + 0.12 * math.sin(rise * 4 + step)
        pen.veil(_disc(x, 0.95 + 0.35 * rise, 0.05 + 0.07 * rise), (240, 240, 244), 0.55 * (1 - rise), 0.03)
    pen.box(-0.42, 0.0, 0.42, 0.45, look.pick((156, 108, 74)))
    for y in (0.09, 0.18, 0.27, 0.36):
        pen.line(((-0.42, y), (0.42, y)), 0.01, (116, 78, 56))
    pen.polygon(((-0.54, 0.4), (0.0, 0.86), (0.54, 0.4), (0.44, 0.4), (0.0, 0.76), (-0.44, 0.4)), (104, 74, 62))
    pen.polygon(((-0.42, 0.42), (0.0, 0.77), (0.42, 0.42)), (170, 122, 84))
    if look.season == "winter":
        pen.limb(((-0.54, 0.43), (0.0, 0.89), (0.54, 0.43)), 0.045, 0.045, (250, 251, 254))
    pen.box(-0.1, 0.0, 0.1, 0.3, (96, 66, 52))
    pane(pen, 0.18, 0.14, 0.34, 0.3, look, lit=True)
    pane(pen, -0.34, 0.14, -0.18, 0.3, look, lit=True)


def draw_temple(pen: Pen, look: Look, phase: float, *, floors: int = 3) -> None:
    """A pagoda whose eaves curl upwards; with two floors a palace hall."""
    red, tile = look.pick((178, 68, 56)), (86, 110, 106) if floors > 2 else (222, 164, 66)
    wide = 0.3 if floors > 2 else 0.66
    pen.box(-wide * 1.25, 0.0, wide * 1.25, 0.07, (206, 200, 190))
    y, tall = 0.07, 0.86 / floors
    for floor in range(floors):
        half = wide * (1 - 0.2 * floor)
        pen.box(-half * 0.78, y, half * 0.78, y + tall * 0.62, red)
        for step in range(5):
            x = half * (-0.6 + 0.3 * step)
            pane(pen, x - half * 0.09, y + tall * 0.14, x + half * 0.09, y + tall * 0.46, look)
        eave = y + tall * 0.56
        pen.shape(
            ((-half * 1.4, eave + tall * 0.16), (-half * 1.1, eave), (0.0, eave - tall * 0.02), (half * 1.1, eave),
             (half * 1.4, eave + tall * 0.16), (half * 0.95, eave + tall * 0.16), (half * 0.62, eave + tall * 0.46),
             (-half * 0.62, eave + tall * 0.46), (-half * 0.95, eave + tall * 0.16)),
            tile,
        )  # fmt: skip
        pen.line(((-half * 1.1, eave + 0.01), (half * 1.1, eave + 0.01)), 0.014, (238, 196, 110))
        y += tall
    pen.limb(((0.0, y - tall * 0.1), (0.0, y + 0.12)), 0.02, 0.006, (232, 190, 96))


def draw_palace(pen: Pen, look: Look, phase: float) -> None:
    draw_temple(pen, look, phase, floors=2)


def draw_castle(pen: Pen, look: Look, phase: float) -> None:
    stone = look.pick((214, 206, 216))
    for x, half, high in ((-0.4, 0.11, 0.62), (0.4, 0.11, 0.62), (-0.18, 0.1, 0.78), (0.2, 0.1, 0.72)):
        pen.box(x - half, 0.0, x + half, high, shaded(stone, -0.06))
        pen.polygon(((x - half * 1.25, high), (x, high + 0.24), (x + half * 1.25, high)), (112, 132, 186))
        pane(pen, x - 0.025, high - 0.2, x + 0.025, high - 0.1, look)
    pen.box(-0.5, 0.0, 0.5, 0.36, stone)
    for step in range(10):
        pen.box(-0.5 + 0.1 * step, 0.36, -0.44 + 0.1 * step, 0.41, stone)
    pen.shape(((-0.1, 0.0), (-0.1, 0.16), (0.0, 0.25), (0.1, 0.16), (0.1, 0.0)), (116, 82, 66))


def draw_bridge(pen: Pen, look: Look, phase: float) -> None:
    """A stone arch over water or a path."""
    stone = look.pick((186, 180, 172))
    steps = [(-1.2 + 2.4 * n / 24, 0.12 + 0.62 * math.sin(math.pi * n / 24)) for n in range(25)]
    hole = [(0.72 * math.cos(a), 0.5 * math.sin(a)) for a in (n * math.pi / 20 for n in range(21))]
    pen.polygon([(-1.2, 0.0), *steps, (1.2, 0.0), *hole], stone)
    ring = [(0.76 * math.cos(a), 0.54 * math.sin(a)) for a in (n * math.pi / 20 for n in range(21))]
    pen.line(ring, 0.025, shaded(stone, -0.3))
    pen.line([(x, y + 0.12) for x, y in steps], 0.03, shaded(stone, 0.2))
    for x, y in steps[::2]:
        pen.line(((x, y), (x, y + 0.14)), 0.025, shaded(stone, 0.1))
    pen.line(steps, 0.02, shaded(stone, -0.2))


def draw_windmill(pen: Pen, look: Look, phase: float) -> None:
    pen.polygon(((-0.16, 0.0), (-0.1, 0.66), (0.1, 0.66), (0.16, 0.0)), look.pick((240, 232, 220)))
    pen.shape(((-0.13, 0.64), (0.0, 0.82), (0.13, 0.64)), (176, 92, 72))
    for blade in range(4):
        sail = pen.at(0.0, 0.66, turn=(phase + blade) * math.pi / 2)
        sail.box(0.0, -0.01, 0.4, 0.01, (128, 96, 76))
        sail.box(0.08, 0.01, 0.4, 0.09, (250, 244, 230))


def _disc(x: float, y: float, size: float) -> list[tuple[float, float]]:
    return [(x + size * math.cos(a), y + size * math.sin(a)) for a in (n * math.tau / 14 for n in range(14))]


THINGS: tuple[Thing, ...] = (
    Thing("house,farmhouse,school,bungalow,villa", draw_house, "behind", 1.25, 1.4, 0.0),
    Thing("wooden cabin,cabin,cottage,hut,log cabin", draw_cottage, "behind", 1.15, 1.4, 4.0),
    Thing("temple,pagoda,tower,shrine", draw_temple, "behind", 1.9, 1.0, 0.0),
    Thing("Forbidden City,Tiananmen Square,palace,pavilion", draw_palace, "behind", 1.5, 2.1, 0.0),
    Thing("castle,fortress", draw_castle, "behind", 1.7, 1.2, 0.0),
    Thing("bridge,stone bridge,arch bridge", draw_bridge, "behind", 0.75, 2.8, 0.0),
    Thing("windmill", draw_windmill, "behind", 1.5, 1.1, 6.0),
)
