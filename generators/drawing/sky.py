"""The sky and what is in it that does not fly: sun, moon, stars, clouds, a rainbow, the depths of space."""

import math
from functools import partial

from PIL import Image, ImageDraw, ImageFilter

from generators.drawing.colour import Colour, mix
from generators.drawing.curves import ellipse
from generators.drawing.pen import Pen, blank, reduced
from generators.drawing.sheet import ROOM, WHOLE, Ground, Sheet, constant, painted

RAINBOW: tuple[Colour, ...] = (
    (226, 84, 84), (240, 150, 72), (250, 220, 92), (120, 190, 110), (92, 160, 220), (112, 104, 196), (164, 100, 186),
)  # fmt: skip


def sky(ground: Ground) -> list[Sheet]:
    """The sky from back to front."""
    sheets = [Sheet(constant(_backdrop(ground)), WHOLE, 0.06)]
    story, light = ground.story, ground.light
    if story.setting == "space":
        return [*sheets, painted(ground, _planets, 0.16)]
    if story.says("rainbows?"):
        sheets.append(painted(ground, _rainbow, 0.14))
    if light.is_dark and light.has_sun and story.hour == "night":
        sheets += [star for part in range(2) for star in _twinkling(ground, part)]
    cover = 15 if not light.has_sun else 5 if light.is_dark else 8
    clouds = painted(ground, partial(_clouds, count=cover), 0.2)
    clouds.path = _drift
    return [*sheets, clouds]


def sun_place(ground: Ground) -> tuple[float, float]:
    """Where sun or moon stand, in units from the frame's left edge and above the horizon."""
    x, high = ground.light.sun_at
    top = ground.horizon * ground.height / ground.unit
    return x * ground.wide, high * top * 0.92


def _backdrop(ground: Ground) -> Image.Image:
    """Gradient, glow and sun, at half the size: there is nothing sharp in it but the sun, which gets its own edge."""
    light = ground.light
    size = (round(ground.width * (1 + 2 * ROOM[0]) / 1.5), round(ground.height * (1 + 2 * ROOM[1]) / 1.5))
    line = (ground.horizon + ROOM[1]) / (1 + 2 * ROOM[1])
    column = Image.new("RGB", (1, size[1]))
    for y in range(size[1]):
        at = min(1.0, y / (line * size[1]))
        # The frame begins some way below the world's upper end; the gradient is spread over what is seen.
        at = max(0.0, (at - 0.2) / 0.8)
        colour = (
            mix(light.top, light.middle, at / 0.62) if at < 0.62 else mix(light.middle, light.low, (at - 0.62) / 0.38)
        )
        column.putpixel((0, y), colour)
    image = column.resize(size, Image.Resampling.NEAREST)
    if ground.story.setting == "space":
        return _stars(image, ground, 700)
    if light.is_dark and light.has_sun:
        image = _stars(image, ground, 260 if ground.story.hour == "night" else 60)
    if not light.has_sun:
        return image
    scale = ground.unit / 1.5
    across, high = sun_place(ground)
    place = (
        across * scale + ROOM[0] * ground.width / 1.5,
        (ground.horizon + ROOM[1]) * ground.height / 1.5 - high * scale,
    )
    is_moon = ground.story.hour == "night"
    low = ground.light.sun_at[1] < 0.45
    size_of = 0.062 if is_moon else 0.075 if low else 0.055
    if ground.story.says("(bright|full|big)? ?moon|mid-autumn festival|bright sun|the sun(rise|set)"):
        size_of *= 1.45
    for reach, strength in ((9.0, 0.26), (4.2, 0.32), (1.9, 0.45)):
        _disc(image, place, size_of * scale * reach, light.sun, strength, size_of * scale * reach * 0.45)
    _disc(image, place, size_of * scale, mix(light.sun, (255, 255, 255), 0.35), 1.0, 0.6)
    if is_moon:
        for dx, dy, r in ((-0.3, 0.2, 0.22), (0.25, -0.25, 0.16), (0.2, 0.4, 0.12), (-0.2, -0.4, 0.1)):
            spot = (place[0] + dx * size_of * scale, place[1] + dy * size_of * scale)
            _disc(image, spot, r * size_of * scale, (222, 212, 180), 0.4, 1.0)
    return image


def _disc(
    image: Image.Image, place: tuple[float, float], size: float, colour: Colour, strength: float, blur: float
) -> None:
    reach = math.ceil(size + 2 * blur + 2)
    mask = Image.new("L", (2 * reach * 2, 2 * reach * 2))
    inner = size - min(blur, size * 0.5)
    ImageDraw.Draw(mask).ellipse(
        [(reach - inner) * 2, (reach - inner) * 2, (reach + inner) * 2, (reach + inner) * 2], round(255 * strength)
    )
    mask = mask.reduce(2).filter(ImageFilter.GaussianBlur(blur))
    image.paste(colour, (round(place[0]) - reach, round(place[1]) - reach), mask)


def _stars(image: Image.Image, ground: Ground, count: int) -> Image.Image:
    chance, pen = ground.chance("stars"), ImageDraw.Draw(image)
    line = (ground.horizon + ROOM[1]) / (1 + 2 * ROOM[1]) if ground.story.setting != "space" else 1.0
    if ground.story.setting == "space" or ground.story.says("milky way|galaxy|starry sky"):
        for _ in range(60):
            at = chance.random()
            place = (image.width * at, image.height * line * (0.85 - 0.7 * at) + chance.gauss(0, image.height * 0.04))
            _disc(
                image,
                place,
                image.height * chance.uniform(0.03, 0.08),
                chance.choice(((128, 116, 190), (92, 130, 200))),
                0.08,
                image.height * 0.05,
            )
    for _ in range(count):
        x, y, size = (
            chance.uniform(0, image.width),
            chance.uniform(0, line * image.height * 0.96),
            chance.choice((0.4, 0.6, 0.6, 1.1)),
        )
        below = image.getpixel((min(int(x), image.width - 1), min(int(y), image.height - 1)))
        assert isinstance(below, tuple)
        fade = chance.uniform(0.35, 0.95)
        pen.ellipse(
            (x - size, y - size, x + size, y + size), mix((below[0], below[1], below[2]), (255, 252, 236), fade)
        )
    return image


def _twinkling(ground: Ground, part: int) -> list[Sheet]:
    """A few bright stars that come and go, each a small sheet of its own."""
    chance = ground.chance(f"twinkle {part}")
    found = []
    for _ in range(7):
        x, y = ground.frame(chance.uniform(0, ground.wide), chance.uniform(0.25, 0.95) * ground.top)
        side = max(5.0, ground.unit * chance.uniform(0.016, 0.03))
        box = (
            x - side / ground.width / 2,
            y - side / ground.height / 2,
            x + side / ground.width / 2,
            y + side / ground.height / 2,
        )
        found.append(Sheet(partial(_star, side), box, 0.06, phases=8, cycle=2.2 + part, offset=chance.random()))
    return found


def _star(side: float, phase: float) -> Image.Image:
    sheet = blank(side, side)
    pen = Pen(sheet, (sheet.width / 2, sheet.height / 2), sheet.width / 2)
    strength = 0.2 + 0.8 * (0.5 + 0.5 * math.sin(phase * math.tau))
    pen.veil(ellipse(0.0, 0.0, 0.4, 0.4), (255, 250, 226), 0.5 * strength, 0.2)
    for wide, high in ((0.9, 0.12), (0.12, 0.9)):
        pen.veil(ellipse(0.0, 0.0, wide, high), (255, 252, 238), strength)
    return reduced(sheet)


def _drift(seconds: float) -> tuple[float, float]:
    # To and fro, because a long clip would drift off the end of the sheet.
    return 0.2 * math.sin(0.05 * seconds), 0.0


def _clouds(pen: Pen, ground: Ground, *, count: int) -> None:
    light, chance = ground.light, ground.chance("clouds")
    pen = pen.toned(lambda colour: colour)
    top = ground.horizon * ground.height / ground.unit
    strength = 0.42 if light.is_dark else 0.8
    for _ in range(count):
        x, y = chance.uniform(ground.left, ground.right), top * chance.uniform(0.3, 1.02)
        size = chance.uniform(0.07, 0.15) * 1.1 * (1.5 if not light.has_sun else 1.0)
        under, over = mix(light.cloud, light.middle, 0.5), light.cloud
        puffs = [(x + chance.uniform(-2.0, 2.0) * size, chance.uniform(0.35, 0.8) * size) for _ in range(8)]
        for colour, down, share in ((under, -0.16, 0.5), (over, 0.06, 0.75)):
            for at, r in puffs:
                r *= 1 - min(0.6, abs(at - x) / (4 * size))
                pen.veil(
                    ellipse(at, y + down * size + r * 0.34, r * 1.15, r * 0.62), colour, strength * share, size * 0.16
                )


def _rainbow(pen: Pen, ground: Ground) -> None:
    middle, high = ground.wide * 0.56, min(0.62, ground.horizon * ground.height / ground.unit * 0.86)
    wide = max(high * 1.15, ground.wide * 0.42)
    for step, colour in enumerate(RAINBOW):
        shrink = 1 - 0.034 * step
        outer, inner = (
            [
                (middle + wide * s * math.cos(a), high * s * math.sin(a) - 0.02)
                for a in (n * math.pi / 60 for n in range(61))
            ]
            for s in (shrink, shrink - 0.036)
        )
        pen.veil([*outer, *reversed(inner)], colour, 0.5, 0.004, lit=True)


def _planets(pen: Pen, ground: Ground) -> None:
    x, y = ground.wide * 0.74, 0.42
    pen.glow(x, y, 0.3, (120, 160, 230), 0.5)
    pen.oval(x, y, 0.15, 0.15, (86, 140, 206), lit=True)
    for dx, dy, wide, high in ((-0.05, 0.04, 0.05, 0.03), (0.05, -0.03, 0.05, 0.04), (-0.02, -0.08, 0.04, 0.02)):
        pen.oval(x + dx, y + dy, wide, high, (120, 186, 132), turn=0.5, lit=True)
    pen.veil(ellipse(x + 0.06, y - 0.04, 0.13, 0.14), (10, 14, 40), 0.45, 0.03, lit=True)
    x, y = ground.wide * 0.2, 0.5
    pen.oval(x, y, 0.06, 0.06, (226, 176, 122), lit=True)
    pen.line([(x + 0.12 * math.cos(a), y + 0.03 * math.sin(a) + 0.03 * math.cos(a)) for a in (n * math.tau / 24 for n in range(25))], 0.008, (240, 214, 170), lit=True)  # fmt: skip
