"""The landscape's layers: sky, clouds, what stands on the horizon, the ground, and a stand-in for the subject."""

import re
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw, ImageFilter

from generators.storyboard_plan import Plan
from generators.storyboard_shapes import Chance, Colour, Size, gradient, hills, houses, mask, mix, trees

WORLD = (1.8, 1.4)
"""Size of a layer in frames: room for the camera to move."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One sheet of the landscape."""

    paint: Image.Image | Colour
    """A picture, or one colour for all of it."""
    mask: Image.Image | None
    """Where it is not seen through; None for the rearmost."""
    depth: float
    """How much it follows the camera: 0 is infinitely far, 1 stands with the subject."""
    drift: float = 0.0
    """Own movement, frame widths a second."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one light."""

    top: Colour
    low: Colour
    far: Colour
    middle: Colour
    near: Colour
    front: Colour
    sun: Colour
    mote: Colour
    is_night: bool = False


DAY = Palette(
    (96, 158, 214), (214, 232, 240), (139, 168, 194), (104, 152, 122), (82, 128, 92), (34, 62, 52),
    (255, 246, 214), (255, 244, 236),
)  # fmt: skip
GOLDEN = Palette(
    (92, 78, 132), (255, 184, 112), (176, 112, 128), (128, 84, 96), (92, 64, 78), (44, 32, 48),
    (255, 228, 160), (255, 214, 170),
)  # fmt: skip
NIGHT = Palette(
    (14, 22, 54), (66, 86, 142), (48, 64, 112), (36, 52, 92), (28, 42, 74), (12, 18, 38),
    (240, 240, 220), (255, 226, 150), True,
)  # fmt: skip
GREY = Palette(
    (150, 164, 178), (220, 224, 226), (164, 174, 182), (128, 144, 146), (104, 122, 120), (52, 64, 68),
    (240, 240, 236), (250, 250, 250),
)  # fmt: skip
LIGHTS = (
    (r"night|moon|star|neon|midnight|dark", NIGHT),
    (r"golden|sunset|sunrise|dusk|dawn|evening|candle|lamp|lantern|firelight", GOLDEN),
    (r"overcast|fog|mist|rain|cloudy|grey|gray|storm|snow", GREY),
)
TINTS: dict[str, Colour] = {"warm": (255, 150, 70), "cool": (70, 130, 255)}


def palette_for(plan: Plan) -> Palette:
    """The colours for the shot's light, tinted by its palette."""
    said = f"{plan.lighting} {plan.atmosphere} {plan.scene}".lower()
    light = next((palette for words, palette in LIGHTS if re.search(rf"\b({words})", said)), DAY)
    tint = TINTS.get(plan.palette.lower())
    if tint is None:
        return light
    return replace(
        light,
        top=mix(light.top, tint, 0.14),
        low=mix(light.low, tint, 0.14),
        far=mix(light.far, tint, 0.14),
        middle=mix(light.middle, tint, 0.14),
        near=mix(light.near, tint, 0.14),
    )


def sky(world: Size, palette: Palette, chance: Chance, line: float) -> Layer:
    """A gradient with the sun or the moon, and stars at night."""
    image = gradient(world, palette.top, palette.low, line)
    width, height = world
    if palette.is_night:
        draw = ImageDraw.Draw(image)
        for _ in range(160):
            x, y, size = chance.uniform(0, width), chance.uniform(0, line * height), chance.choice((0.6, 0.9, 1.4))
            draw.ellipse((x - size, y - size, x + size, y + size), mix(palette.top, (255, 255, 255), 0.75))
    radius = min(width, height) * 0.055
    x, y = width * chance.choice((0.38, 0.62)), height * line * 0.48
    for reach, strength in ((3.4, 0.35), (1.0, 1.0)):
        disc = Image.new("L", world)
        size = radius * reach
        ImageDraw.Draw(disc).ellipse((x - size, y - size, x + size, y + size), round(255 * strength))
        disc = disc.filter(ImageFilter.GaussianBlur(radius * (1.1 if reach > 1 else 0.05)))
        image.paste(palette.sun, (0, 0), disc)
    return Layer(image, None, 0.12)


def clouds(world: Size, palette: Palette, chance: Chance, line: float) -> Layer:
    """Clouds that drift, so that the sky is never still."""
    width, height = world
    strength = 0.28 if palette.is_night else 0.7

    def draw(pen: ImageDraw.ImageDraw, scale: int) -> None:
        for _ in range(8):
            x, y = chance.uniform(0, width), chance.uniform(0.12, 0.62) * line * height
            reach = min(width, height) * chance.uniform(0.06, 0.12)
            for _ in range(6):
                left, top = x + chance.uniform(-1.6, 1.6) * reach, y + chance.uniform(-0.25, 0.15) * reach
                size = reach * chance.uniform(0.4, 0.75)
                pen.ellipse([scale * v for v in (left - size, top - size * 0.5, left + size, top + size * 0.5)], 255)

    soft = mask(world, draw).filter(ImageFilter.GaussianBlur(min(world) / 160))
    return Layer(mix(palette.low, (255, 255, 255), 0.6), soft.point(lambda v: round(v * strength)), 0.25, drift=0.03)


def ridge(world: Size, palette: Palette, chance: Chance, line: float, plan: Plan) -> list[Layer]:
    """What stands behind the subject: water, a town, trees or hills, as the scene's words say."""
    said = f"{plan.scene} {plan.subject} {plan.motion}".lower()
    low = line - 0.12
    mountains = Layer(palette.far, mask(world, hills(world, chance, low + 0.02, 0.2, 3)), 0.32)
    if re.search(r"\b(sea|ocean|lake|river|beach|pond|water|stream|harbou?r|coast)", said):
        return [mountains, _water(world, palette, chance, low + 0.02)]
    if re.search(r"\b(city|street|town|building|skyline|shop|market|station|school)", said):
        return [
            Layer(palette.far, mask(world, houses(world, chance, low + 0.04, 0.3)), 0.32),
            Layer(palette.middle, mask(world, houses(world, chance, low + 0.06, 0.17)), 0.55),
        ]
    slopes = Layer(palette.middle, mask(world, hills(world, chance, low + 0.05, 0.09, 5)), 0.55)
    if re.search(r"\b(tree|forest|wood|park|garden|blossom|orchard|bamboo|jungle|leaf|leaves)", said):
        is_pink = re.search(r"\b(cherry|blossom|peach|sakura)", said)
        leaf = mix(palette.near, (244, 168, 192), 0.8) if is_pink else mix(palette.near, palette.middle, 0.3)
        crowns, trunks = trees(world, chance, low + 0.08)
        wood = mix(palette.front, (120, 80, 60), 0.5)
        return [mountains, slopes, Layer(wood, mask(world, trunks), 0.75), Layer(leaf, mask(world, crowns), 0.75)]
    return [mountains, slopes]


def ground(world: Size, palette: Palette, chance: Chance, line: float) -> Layer:
    """The ground the subject stands on."""
    return Layer(palette.near, mask(world, hills(world, chance, line - 0.045, 0.03, 2)), 1.0)


def foreground(world: Size, palette: Palette, chance: Chance, line: float) -> Layer:
    """Blades of grass close to the lens: what passes fastest shows the move best."""
    width, height = world

    def draw(pen: ImageDraw.ImageDraw, scale: int) -> None:
        foot = (line + 0.09) * height
        pen.rectangle([0, scale * (foot + 0.02 * height), scale * width, scale * height], 255)
        for _ in range(150):
            x, tall = chance.uniform(0, width), chance.uniform(0.03, 0.1) * min(width, height)
            lean, thick = chance.uniform(-0.5, 0.5) * tall, tall * 0.09
            blade = (x - thick, foot + 0.03 * height, x + lean, foot - tall, x + thick, foot + 0.03 * height)
            pen.polygon([scale * v for v in blade], 255)

    return Layer(palette.front, mask(world, draw), 1.3)


def _water(world: Size, palette: Palette, chance: Chance, top: float) -> Layer:
    width, height = world
    image = gradient(world, palette.top, mix(palette.low, palette.top, 0.35), 1.0)
    pen, glint = ImageDraw.Draw(image), mix(palette.sun, palette.low, 0.5)
    for _ in range(140):
        x, y = chance.uniform(0, width), height * chance.uniform(top + 0.01, min(1.0, top + 0.2))
        length = width * chance.uniform(0.006, 0.03)
        pen.line((x, y, x + length, y), glint, max(1, height // 420))
    shore = mask(world, lambda pen, scale: pen.rectangle([0, scale * top * height, scale * width, scale * height], 255))
    return Layer(image, shore, 0.6, drift=0.02)
