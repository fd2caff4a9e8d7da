"""Rooms: walls, a window onto the weather, furniture, a stage."""

from generators.drawing.colour import Colour, mix
from generators.drawing.curves import ellipse
from generators.drawing.flowers import draw_grass
from generators.drawing.pen import Pen, shaded
from generators.drawing.sheet import Ground, Sheet, painted
from generators.drawing.thing import Look

SILL = 0.0
"""Height of the windowsill for those who sit on it, in units above the horizon."""
WALL: Colour = (244, 226, 200)
BOARDS: Colour = (190, 140, 98)
LINEN: Colour = (252, 246, 236)


def room(ground: Ground) -> list[Sheet]:
    """A room from the wall to the carpet."""
    sheets = [painted(ground, _wall, 0.45)]
    if not ground.story.says("windowsill|the window|kitchen|restaurant|classroom|hospital|supermarket"):
        sheets.append(painted(ground, _sofa, 0.66))
    return [*sheets, painted(ground, _boards, 1.0)]


def stage(ground: Ground) -> list[Sheet]:
    return [painted(ground, _hall, 0.3), painted(ground, _curtains, 0.6), painted(ground, _planks, 1.0)]


def _is_lit(ground: Ground) -> bool:
    return ground.light.is_dark


def _wall(pen: Pen, ground: Ground) -> None:
    wall = shaded(WALL, -0.12) if _is_lit(ground) else WALL
    pen.box(ground.left, ground.low, ground.right, ground.top, wall)
    for n in range(60):
        x = ground.left + (ground.right - ground.left) * n / 60
        if n % 2:
            pen.veil(
                ((x, ground.low), (x, ground.top), (x + 0.03, ground.top), (x + 0.03, ground.low)),
                shaded(wall, 0.4),
                0.3,
            )
    pen.box(ground.left, ground.low, ground.right, ground.feet * 0.3, shaded(wall, -0.16))
    pen.box(ground.left, ground.feet * 0.3 - 0.01, ground.right, ground.feet * 0.3 + 0.012, LINEN)
    x = ground.wide * 0.84
    for dx, high, wide, tall, tint in ((-0.1, 0.26, 0.1, 0.13, (150, 186, 170)), (0.06, 0.3, 0.08, 0.1, (232, 170, 128)), (0.3, 0.24, 0.12, 0.15, (176, 168, 204))):  # fmt: skip
        pen.box(x + dx - wide / 2 - 0.012, high - 0.012, x + dx + wide / 2 + 0.012, high + tall + 0.012, (140, 100, 74))
        pen.box(x + dx - wide / 2, high, x + dx + wide / 2, high + tall, tint)
        pen.shape(((x + dx - wide / 2, high), (x + dx - wide * 0.15, high + tall * 0.55), (x + dx + wide * 0.1, high + tall * 0.3), (x + dx + wide / 2, high + tall * 0.5), (x + dx + wide / 2, high)), shaded(tint, -0.25))  # fmt: skip
    _window(pen, ground)
    if _is_lit(ground):
        pen.glow(ground.wide * 0.5, 0.42, 0.9, (255, 214, 140), 0.5)
    lamp = ground.wide * 0.56
    pen.line(((lamp, ground.top), (lamp, 0.5)), 0.006, (112, 92, 80))
    pen.shape(
        ((lamp - 0.1, 0.42), (lamp - 0.04, 0.5), (lamp + 0.04, 0.5), (lamp + 0.1, 0.42)),
        (240, 196, 120),
        lit=_is_lit(ground),
    )
    pen.glow(lamp, 0.4, 0.18, (255, 230, 170), 0.6 if _is_lit(ground) else 0.25)


def _window(pen: Pen, ground: Ground) -> None:
    light, chance = ground.light, ground.chance("window")
    bare = pen.toned(lambda colour: colour)
    left, low, right, high = ground.wide * 0.1, 0.1, ground.wide * 0.1 + 0.42, 0.5
    if ground.story.says("windowsill|the window"):
        left, low, right, high = ground.wide / 2 - 0.5, SILL + 0.035, ground.wide / 2 + 0.5, 0.52
    for step in range(20):
        at = step / 20
        bare.box(left, low + (high - low) * at, right, high, mix(light.low, light.top, at))
    if light.has_sun:
        bare.glow(left + 0.3, low + 0.28, 0.14, light.sun, 0.7)
        bare.oval(left + 0.3, low + 0.28, 0.03, 0.03, light.sun)
    hill = light.tone(0.45)((96, 146, 104) if ground.story.weather != "snow" else (240, 244, 250))
    bare.shape(
        (
            (left, low),
            (left, low + 0.08),
            (left + 0.16, low + 0.13),
            (left + 0.3, low + 0.07),
            (right, low + 0.11),
            (right, low),
        ),
        hill,
    )
    if ground.story.weather in ("snow", "rain"):
        for _ in range(70):
            x, y = chance.uniform(left, right), chance.uniform(low, high)
            if ground.story.weather == "snow":
                bare.oval(x, y, 0.006, 0.006, (252, 253, 255))
            else:
                bare.line(((x, y), (x - 0.006, y - 0.03)), 0.002, (206, 222, 236))
    frame: Colour = (252, 248, 240)
    for x in (left, (left + right) / 2, right):
        pen.box(x - 0.011, low - 0.01, x + 0.011, high + 0.01, frame)
    for y in (low, low + (high - low) * 0.67, high):
        pen.box(left - 0.01, y - 0.01, right + 0.01, y + 0.01, frame)
    pen.box(left - 0.04, low - 0.06, right + 0.04, low - 0.01, shaded(frame, -0.08))
    pen.box(left - 0.05, low - 0.075, right + 0.05, low - 0.055, shaded(frame, -0.25))
    cloth: Colour = (214, 132, 112)
    for way, x in ((-1, left), (1, right)):
        for n in range(3):
            at = x + way * (0.05 - 0.034 * n)
            pen.shape(((at - 0.03, high + 0.05), (at + 0.03, high + 0.05), (at + 0.024 + way * 0.012, low - 0.1), (at - 0.024 + way * 0.012, low - 0.1)), shaded(cloth, -0.08 * n + 0.06))  # fmt: skip
    pen.limb(((left - 0.12, high + 0.055), (right + 0.12, high + 0.055)), 0.01, 0.01, (140, 100, 74))
    if ground.story.weather != "rain" and not light.is_dark:
        pen.veil(
            ((left, low), (right, low), (right + 0.4, ground.feet - 0.1), (left + 0.16, ground.feet - 0.1)),
            (255, 244, 206),
            0.22,
            0.03,
        )


def _sofa(pen: Pen, ground: Ground) -> None:
    x, base, tint = ground.wide * 0.66, ground.feet * 0.52, (122, 158, 164)
    if ground.story.says("red sofa"):
        tint = (196, 92, 84)
    pen.veil(ellipse(x, base, 0.5, 0.035), (50, 36, 40), 0.35, 0.02)
    for dx in (-0.36, 0.36):
        pen.box(x + dx - 0.015, base - 0.005, x + dx + 0.015, base + 0.04, (104, 74, 60))
    pen.shape(((x - 0.4, base + 0.08), (x - 0.42, base + 0.3), (x - 0.3, base + 0.35), (x + 0.3, base + 0.35), (x + 0.42, base + 0.3), (x + 0.4, base + 0.08)), shaded(tint, -0.1))  # fmt: skip
    pen.box(x - 0.4, base + 0.03, x + 0.4, base + 0.1, shaded(tint, -0.2))
    for dx in (-0.19, 0.19):
        pen.shape(((x + dx - 0.185, base + 0.09), (x + dx - 0.18, base + 0.17), (x + dx + 0.18, base + 0.17), (x + dx + 0.185, base + 0.09)), shaded(tint, 0.1))  # fmt: skip
    for way in (-1, 1):
        pen.shape(
            (
                (x + way * 0.36, base + 0.03),
                (x + way * 0.37, base + 0.22),
                (x + way * 0.47, base + 0.22),
                (x + way * 0.47, base + 0.03),
            ),
            tint,
        )
    pen.shape(
        ((x - 0.3, base + 0.16), (x - 0.32, base + 0.3), (x - 0.18, base + 0.3), (x - 0.17, base + 0.16)),
        (240, 190, 120),
    )
    plant = pen.at(x + 0.64, base)
    draw_grass(plant.at(0.0, 0.12, 0.34), Look(colour=(104, 152, 100)), 0.0)
    plant.polygon(((-0.07, 0.14), (0.07, 0.14), (0.05, 0.0), (-0.05, 0.0)), (206, 140, 104))


def _boards(pen: Pen, ground: Ground) -> None:
    top = ground.feet * 0.5
    pen.polygon(
        [(ground.left, top), (ground.right, top), (ground.right, ground.low), (ground.left, ground.low)], BOARDS
    )
    middle = ground.wide / 2
    for n in range(-14, 15):
        x = middle + n * 0.14
        pen.line(((x, top), (middle + (x - middle) * 3.4, ground.low)), 0.004, shaded(BOARDS, -0.2))
    y = top
    for n in range(7):
        pen.line(((ground.left, y), (ground.right, y)), 0.003, shaded(BOARDS, -0.14))
        y -= 0.03 + 0.02 * n
    rug = (196, 110, 96)
    for size, tint in ((1.0, rug), (0.9, shaded(rug, 0.45)), (0.85, rug)):
        pen.oval(middle, ground.feet - 0.01, min(0.72, ground.wide * 0.46) * size, 0.095 * size, tint)


def _hall(pen: Pen, ground: Ground) -> None:
    pen.box(ground.left, ground.low, ground.right, ground.top, (62, 44, 78))
    for share, tint in ((0.25, (255, 190, 150)), (0.5, (255, 240, 200)), (0.75, (190, 190, 255))):
        x = ground.wide * share
        pen.veil(
            ((x, ground.top), (x + 0.03, ground.top), (x + 0.26, ground.feet), (x - 0.26, ground.feet)),
            tint,
            0.34,
            0.03,
            lit=True,
        )


def _curtains(pen: Pen, ground: Ground) -> None:
    for start, way in ((ground.left, 1), (ground.right, -1)):
        end = ground.wide * (0.13 if way > 0 else 0.87)
        count = 9
        for n in range(count):
            x = start + (end - start) * n / (count - 1)
            pen.shape(((x - 0.05, ground.top), (x + 0.05, ground.top), (x + 0.06, ground.feet * 0.4), (x - 0.06, ground.feet * 0.4)), shaded((178, 48, 58), -0.25 if n % 2 else 0.0))  # fmt: skip


def _planks(pen: Pen, ground: Ground) -> None:
    top = ground.feet * 0.5
    pen.polygon(
        [(ground.left, top), (ground.right, top), (ground.right, ground.low), (ground.left, ground.low)], (168, 118, 84)
    )
    pen.veil(ellipse(ground.wide / 2, ground.feet, 0.7, 0.12), (255, 238, 196), 0.6, 0.05, lit=True)
    for n in range(8):
        pen.line(((ground.left, top - 0.045 * n), (ground.right, top - 0.045 * n)), 0.004, (136, 94, 70))
