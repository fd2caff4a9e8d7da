"""What falls, rises and glows in the air: rain, snow, petals, leaves, fireflies, bubbles, fireworks, lightning."""

import math
import random
from dataclasses import dataclass
from functools import partial

from PIL import Image

from generators.drawing.camera import View
from generators.drawing.colour import MANY, Colour, mix
from generators.drawing.curves import ellipse
from generators.drawing.pen import SCALE, Pen, blank, reduced
from generators.drawing.plants import AUTUMN
from generators.drawing.sheet import Ground, Sheet


@dataclass(frozen=True, slots=True)
class Motes:
    """One kind of small things in the air."""

    words: str
    count: int
    size: float
    """Of the frame's shorter side."""
    colours: tuple[Colour, ...]
    fall: float
    """Frame heights a second; negative rises."""
    sway: float
    strength: float = 0.95
    round: float = 1.0
    """Height over width."""
    glows: bool = False


KINDS: dict[str, Motes] = {
    "snow": Motes("", 90, 0.014, ((255, 255, 255),), 0.13, 0.03),
    "petals": Motes(
        "blossoms?|petals|cherry|peach blossom", 40, 0.02, ((252, 206, 218), (248, 180, 200)), 0.09, 0.05, round=0.6
    ),
    "leaves": Motes("autumn|fallen leaves|falling leaves|maple", 26, 0.024, AUTUMN, 0.1, 0.06, round=0.5),
    "fireflies": Motes("firefl(y|ies)", 34, 0.03, ((240, 250, 150),), -0.012, 0.05, 0.9, glows=True),
    "bubbles": Motes("", 30, 0.016, ((226, 248, 252),), -0.1, 0.012, 0.5),
    "confetti": Motes("confetti|celebrating|birthday|party|wedding", 44, 0.014, MANY, 0.12, 0.04, round=0.6),
    "dust": Motes("", 34, 0.011, ((255, 248, 222),), -0.03, 0.03, 0.55),
}


def kinds_for(ground: Ground) -> list[Motes]:
    """What is in the air of this story."""
    story = ground.story
    if story.setting in ("undersea", "space"):
        return [KINDS["bubbles" if story.setting == "undersea" else "dust"]]
    indoors = story.setting in ("room", "stage")
    said = [KINDS[name] for name in ("petals", "leaves", "fireflies") if not indoors and story.says(KINDS[name].words)]
    if story.says(KINDS["confetti"].words):
        said.append(KINDS["confetti"])
    if story.weather == "snow" and not indoors and (not said or story.says("falling snow|snowing|snowflakes?|snowy")):
        said.append(KINDS["snow"])
    return said[:2] or ([KINDS["dust"]] if story.weather not in ("rain", "storm") or indoors else [])


class Air:
    """Motes and rain, moved with the camera and laid over a frame."""

    def __init__(self, ground: Ground) -> None:
        chance = ground.chance("air")
        self.size = (ground.width, ground.height)
        self.clouds: list[tuple[Motes, list[list[Image.Image]], list[tuple[float, float, float, int]]]] = []
        for kind in kinds_for(ground):
            side = min(ground.width, ground.height) * kind.size
            sprites = [
                [_mote(max(3.0, side * size), colour, kind) for colour in kind.colours] for size in (0.6, 1.0, 1.5)
            ]
            places = [
                (chance.random(), chance.random(), 0.5 + chance.random(), chance.randrange(99))
                for _ in range(kind.count)
            ]
            self.clouds.append((kind, sprites, places))
        self.rain: list[tuple[Image.Image, float]] = []
        if ground.story.weather in ("rain", "storm") and ground.story.setting not in ("room", "stage"):
            self.rain = [(_streaks(ground, near), near) for near in (0.6, 1.0)]

    def lay(self, picture: Image.Image, view: View, now: float) -> None:
        width, height = self.size
        for sheet, near in self.rain:
            across = round((view.across + view.along) * width * near + 0.06 * now * near * width) % width
            down = round((1.15 * now * near - view.down) * height) % height
            for left in (-across, width - across):
                for top in (down - height, down):
                    if -width < left < width and top < height:
                        picture.paste(sheet, (left, top), sheet)
        for kind, sprites, places in self.clouds:
            for x, y, near, luck in places:
                way = 0.02 * now + view.across + view.along * 1.2
                across_at = (x - way * near + kind.sway * math.sin(1.3 * now + 9 * y)) % 1
                down_at = (y + (now * kind.fall - view.down) * near) % 1
                mote = sprites[min(2, int((near - 0.5) * 3))][luck % len(kind.colours)]
                if kind.glows and math.sin(now * 2.4 + luck) < -0.3:
                    continue
                place = (
                    round(across_at * (width + 20) - 10 - mote.width / 2),
                    round(down_at * (height + 20) - 10 - mote.height / 2),
                )
                picture.paste(mote, place, mote)


def fireworks(ground: Ground) -> list[Sheet]:
    """Bursts high up, one after the other."""
    chance, found = ground.chance("fireworks"), []
    top = ground.horizon * ground.height / ground.unit
    for n in range(5):
        x, y, size = ground.wide * (0.12 + 0.19 * n), top * chance.uniform(0.45, 0.85), chance.uniform(0.22, 0.36)
        left, high = ground.frame(x - size, y + size)
        right, low = ground.frame(x + size, y - size)
        draw = partial(_burst, size * ground.unit, MANY[n % len(MANY)], n)
        found.append(Sheet(draw, (left, high, right, low), 0.2, 20, 2.3, (n * 0.37) % 1))
    return found


def lightning(ground: Ground) -> Sheet:
    """A bolt now and then, brief and not too bright."""
    x, top = ground.wide * 0.68, ground.horizon * ground.height / ground.unit
    left, high = ground.frame(x - 0.3, top)
    right, low = ground.frame(x + 0.3, 0.0)
    return Sheet(partial(_bolt, 0.6 * ground.unit, top * ground.unit), (left, high, right, low), 0.15, 30, 2.6, 0.8)


def _mote(side: float, colour: Colour, kind: Motes) -> Image.Image:
    sheet = blank(side + 2, side + 2)
    pen = Pen(sheet, (sheet.width / 2, sheet.height / 2), side * SCALE)
    if kind.glows:
        pen.veil(ellipse(0, 0, 0.22, 0.22), colour, 0.8, 0.12)
        pen.oval(0, 0, 0.1, 0.1, (255, 255, 226))
    else:
        pen.veil(ellipse(0, 0, 0.46, 0.46 * kind.round, 0.5), colour, kind.strength, 0.03)
    return reduced(sheet)


def _streaks(ground: Ground, near: float) -> Image.Image:
    """Rain that can be laid edge to edge."""
    chance, sheet = ground.chance(f"rain {near}"), Image.new("RGBa", (ground.width, ground.height))
    pen = Pen(sheet, (0.0, 0.0), 1.0)
    colour = mix(ground.light.low, (255, 255, 255), 0.55)
    long = min(ground.width, ground.height) * 0.055 * near
    for _ in range(round(150 * ground.width / ground.height**0.98)):
        x, y = chance.uniform(0, ground.width), -chance.uniform(0, ground.height)
        thick = max(0.7, long * 0.022)
        for dy in (0, ground.height):
            foot, head = (x, y + dy), (x - long * 0.1, y - long + dy)
            pen.speck((foot, (x + thick * 2, y + dy), head, (head[0] - thick, head[1])), colour, 0.5 * near)
    return sheet


def _burst(size: float, colour: Colour, number: int, phase: float) -> Image.Image:
    sheet = blank(size * 2, size * 2)
    if phase > 0.85:
        return reduced(sheet)
    pen = Pen(sheet, (sheet.width / 2, sheet.height / 2), size * SCALE)
    chance, age = random.Random(number), phase / 0.85  # noqa: S311 - sparks, not keys
    fade, reach = (1 - age) ** 0.8, 0.15 + 0.75 * age**0.5
    pen.veil(ellipse(0, 0, reach * 0.6, reach * 0.6), colour, 0.2 * fade, 0.16)
    for ring, share in ((26, 1.0), (16, 0.62)):
        for n in range(ring):
            angle = n * math.tau / ring + chance.uniform(-0.08, 0.08)
            far = reach * share * chance.uniform(0.86, 1.0)
            x, y = far * math.cos(angle), far * math.sin(angle) - 0.14 * age * age
            tail = 0.72 if age < 0.7 else 0.86
            tint = mix(colour, (255, 250, 226), 0.55 * (1 - age) + (0.25 if share < 1 else 0.0))
            trail = ((x * tail, y * tail + 0.012), (x, y + 0.006), (x, y - 0.006), (x * tail, y * tail - 0.004))
            pen.speck(trail, tint, 0.75 * fade)
            pen.speck(ellipse(x, y, 0.016, 0.016), tint, fade)
    return reduced(sheet)


def _bolt(width: float, height: float, phase: float) -> Image.Image:
    sheet = blank(width, height)
    strength = {0: 0.9, 1: 0.45, 2: 0.75, 3: 0.35, 4: 0.15}.get(round(phase * 30), 0.0)
    if strength:
        chance = random.Random(5)  # noqa: S311 - a bolt, not a key
        points = [(0.5 + (chance.uniform(-0.12, 0.12) if n else 0.0) - 0.02 * n, 1 - n / 9) for n in range(10)]
        pen = Pen(sheet, (0.0, sheet.height), sheet.width)
        tall = sheet.height / sheet.width
        edge = [(x, y * tall) for x, y in points]
        outline = [*((x - 0.012, y) for x, y in edge), *((x + 0.012, y) for x, y in reversed(edge))]
        pen.veil(outline, (206, 216, 255), strength * 0.8, 0.05)
        pen.veil(outline, (250, 250, 255), strength)
    return reduced(sheet)
