"""Water: sea with waves, a lake that mirrors what stands behind it, a river, the world below the surface."""

import math
from collections.abc import Sequence
from functools import partial

from PIL import Image, ImageOps

from generators.drawing.colour import Colour, mix
from generators.drawing.pen import Pen, shaded
from generators.drawing.sheet import Ground, Sheet, constant, painted
from generators.drawing.sky import sun_place

DEEP: Colour = (52, 116, 156)
FOAM: Colour = (246, 250, 250)


def water(ground: Ground, *, shore: float | None) -> list[Sheet]:
    """Water from the horizon down to `shore` (units above the horizon, negative), or all the way."""
    low = ground.low if shore is None else shore - 0.1
    sheets = [painted(ground, partial(_surface, low=low), 0.42)]
    for layer, (depth, speed) in enumerate(((0.46, 0.016), (0.62, -0.022))):
        glints = painted(ground, partial(_glints, low=low, layer=layer), depth)
        glints.path = partial(_swing, speed, 0.7 + 0.3 * layer)
        sheets.append(glints)
    return sheets


def waves(ground: Ground) -> list[Sheet]:
    """Rows of waves in front of the open sea, rising and falling against each other."""
    found = []
    for row in range(3):
        sheet = painted(ground, partial(_wave, row=row), 0.66 + 0.14 * row)
        sheet.path = partial(_roll, row)
        found.append(sheet)
    return found


def surf(ground: Ground, shore: float) -> Sheet:
    """The edge of the water on the sand, coming and going."""
    sheet = painted(ground, partial(_surf, shore=shore), 0.8)
    sheet.path = partial(_come_and_go, 0.014)
    return sheet


def reflection(behind: Sequence[Sheet], ground: Ground) -> list[Sheet]:
    """What stands on the far shore, upside down in the water."""
    return [mirrored(sheet, ground.horizon, 0.48) for sheet in behind if sheet.box[1] < ground.horizon]


def mirrored(sheet: Sheet, line: float, strength: float) -> Sheet:
    """What stands on a line (a part of the height), upside down below it, a little shorter and fainter."""
    image, (left, top, right, low) = sheet.at(0.0)
    cut = max(2, round((line - top) / (low - top) * image.height))
    flipped = ImageOps.flip(image.crop((0, 0, image.width, cut))).resize((image.width, max(1, round(cut * 0.7))))
    faint = Image.blend(Image.new("RGBa", flipped.size), flipped, strength)
    down = line + (line - top) * 0.7
    return Sheet(constant(faint), (left, line, right, down), sheet.depth, path=partial(_ripple, sheet.depth))


def _swing(speed: float, rate: float, seconds: float) -> tuple[float, float]:
    return 0.1 * math.sin(speed * seconds * 8) + 0.004 * math.sin(seconds * 3), 0.003 * math.sin(seconds * 2.2 * rate)


def _roll(row: int, seconds: float) -> tuple[float, float]:
    return 0.03 * math.sin(seconds * 0.9 + row * 2.0), 0.008 * math.sin(seconds * 1.7 + row * 1.6)


def _come_and_go(reach: float, seconds: float) -> tuple[float, float]:
    return 0.01 * math.sin(seconds * 0.6), reach * math.sin(seconds * 1.25)


def _ripple(depth: float, seconds: float) -> tuple[float, float]:
    return 0.002 * math.sin(seconds * 2.6 + depth * 9), 0.001 * math.sin(seconds * 1.9)


def _surface(pen: Pen, ground: Ground, *, low: float) -> None:
    light = ground.light
    far = mix(light.low, light.middle, 0.4)
    near = mix(mix(DEEP, light.top, 0.35), light.middle, 0.12)
    bare, steps = pen.toned(lambda colour: colour), 26
    for step in range(steps):
        at = step / (steps - 1)
        y = low * at**1.6
        tone = light.tone(0.5 + 0.5 * at)(near)
        bare.polygon(
            [(ground.left, y), (ground.right, y), (ground.right, low), (ground.left, low)],
            mix(far, tone, min(1.0, at * 1.15)),
        )
    if light.has_sun:
        chance, (x, _) = ground.chance("path"), sun_place(ground)
        for _ in range(70):
            at = chance.random()
            wide = 0.03 + 0.12 * at
            bare.veil([(x + chance.gauss(0, wide) + dx, low * at**1.5 * 0.8 + dy) for dx, dy in ((-0.03, 0.0), (0.0, 0.004), (0.03, 0.0), (0.0, -0.004))], light.sun, 0.5 * (1 - 0.6 * at), 0.002, lit=True)  # fmt: skip


def _glints(pen: Pen, ground: Ground, *, low: float, layer: int) -> None:
    chance, light = ground.chance(f"glints {layer}"), ground.light
    for _ in range(130):
        at = chance.random()
        x, y = chance.uniform(ground.left, ground.right), (low if layer == 0 else low * 0.9) * at**1.3
        wide, high = 0.012 + 0.05 * at, 0.0012 + 0.003 * at
        tint = mix(light.low, light.sun, 0.5)
        pen.speck(((x - wide, y), (x, y + high), (x + wide, y), (x, y - high)), tint, 0.3 + 0.2 * chance.random())


def _wave(pen: Pen, ground: Ground, *, row: int) -> None:
    top = ground.feet * (0.55 + 0.3 * row)
    size, light = 0.02 + 0.014 * row, ground.light
    colour = mix(mix(DEEP, light.top, 0.3), (30, 84, 120), 0.25 * row)
    long = 0.26 + 0.09 * row
    crest = []
    for n in range(161):
        x = ground.left + (ground.right - ground.left) * n / 160
        turn = math.tau * x / long + row * 1.3
        crest.append(
            (x, top + size * (0.5 * math.sin(turn) + 0.22 * math.sin(2.1 * turn + 0.8) + 0.1 * math.sin(4.7 * turn)))
        )
    pen.polygon([*crest, (ground.right, ground.low), (ground.left, ground.low)], colour)
    pen.veil([*crest, *((x, y - size * 1.6) for x, y in reversed(crest))], shaded(colour, 0.45), 0.5, size * 0.35)
    pen.veil(
        [*crest, *((x, y - size * (0.1 + 0.22 * max(0.0, (y - top) / size))) for x, y in reversed(crest))],
        FOAM,
        0.85,
        size * 0.05,
    )


def _surf(pen: Pen, ground: Ground, *, shore: float) -> None:
    edge = [(x, shore + 0.02 * math.sin(x * 2.7) + 0.012 * math.sin(x * 6.1 + 1)) for x in (ground.left + (ground.right - ground.left) * n / 120 for n in range(121))]  # fmt: skip
    pen.veil([*((x, y + 0.055) for x, y in edge), *reversed(edge)], mix(DEEP, ground.light.low, 0.5), 0.75, 0.006)
    pen.veil(
        [*((x, y + 0.012) for x, y in edge), *((x, y - 0.006 - 0.004 * math.sin(x * 17)) for x, y in reversed(edge))],
        FOAM,
        0.95,
        0.003,
    )
    pen.veil(
        [*((x, y - 0.006) for x, y in edge), *((x, y - 0.035) for x, y in reversed(edge))], (176, 146, 108), 0.45, 0.008
    )
