"""What the words for a style do to the drawing: its colours, its edges, its paper."""

import random
import re
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from generators.drawing.light import PAPER
from generators.drawing.pen import outlined, rounded, wash


@dataclass(frozen=True, slots=True)
class Style:
    """One way of drawing. 1 leaves as it is."""

    saturation: float = 1.0
    contrast: float = 1.0
    roundness: float = 0.8
    """How soft and round things look; 0 is flat."""
    has_outlines: bool = False
    bleach: float = 0.0
    is_brushed: bool = False
    """Edges as of a brush, colours as of ink on paper."""
    is_faded: bool = False
    """An old photograph."""
    has_bars: bool = False
    """The black bars of a wide screen."""


STYLES: tuple[tuple[str, Style], ...] = (
    (r"ink wash|ink painting|chinese painting|sumi|watercolou?r", Style(0.46, 1.1, 0.5, bleach=0.44, is_brushed=True)),
    (
        r"cartoon|anime|animation|animated|comic|children's book|illustration|pixar",
        Style(1.22, 1.04, 0.35, has_outlines=True),
    ),
    (
        r"old photo\w*|black and white|sepia|vintage|faded|nostalgic film|monochrome",
        Style(0.8, 0.96, 0.8, is_faded=True),
    ),
    (r"cinematic|film still|movie|anamorphic|blockbuster", Style(0.96, 1.1, 1.0, has_bars=True)),
)


def style_of(said: str) -> Style:
    """The style that words ask for."""
    return next((style for words, style in STYLES if re.search(rf"\b({words})\b", said.lower())), Style())


def finished(image: Image.Image, style: Style, unit: float, side: float) -> Image.Image:
    """One thing as the style draws it: rounded by light from `side`, outlined or brushed."""
    rounded(image, (side * 0.6, 0.8), max(2.0, unit * 0.06), ((255, 246, 222), (34, 28, 62)), style.roundness)
    if style.has_outlines:
        return outlined(image, (58, 44, 52), max(1, round(unit / 130)))
    if style.is_brushed:
        return brushed(image, unit)
    return image


def brushed(image: Image.Image, unit: float) -> Image.Image:
    """The drawing as ink leaves it: thinner in places, its edge eaten by the grain of the paper."""
    chance = random.Random(image.width * 31 + image.height)  # noqa: S311 - grain, not keys
    small = (max(2, image.width // 5), max(2, image.height // 5))
    grain = Image.frombytes("L", small, chance.randbytes(small[0] * small[1])).resize(
        image.size, Image.Resampling.BICUBIC
    )
    alpha = image.getchannel("a")
    core = alpha.filter(ImageFilter.GaussianBlur(max(1.0, unit / 160)))
    # Well inside nothing is lost; near the edge it depends on the grain.
    kept = _edge(core, grain)
    ink = grain.filter(ImageFilter.GaussianBlur(unit / 40)).point(
        [min(255, 214 + round((v - 96) * 0.7)) for v in range(256)]
    )
    mask = ImageChops.multiply(kept, ink)
    inked = Image.merge("RGBa", [ImageChops.multiply(band, mask) for band in image.split()])
    # The brush leaves its ink where it turned: a dark line along the edge, broken by the grain.
    thick = max(1.0, unit / 110)
    inner = alpha.filter(ImageFilter.GaussianBlur(thick)).point([min(255, max(0, (v - 128) * 2)) for v in range(256)])
    rim = ImageChops.multiply(ImageChops.subtract(alpha, inner), grain).point(
        [min(255, round(v * 1.5)) for v in range(256)]
    )
    wash(inked, (52, 50, 56), ImageChops.multiply(rim, inked.getchannel("a")))
    return inked


def _edge(core: Image.Image, grain: Image.Image) -> Image.Image:
    depth = ImageChops.subtract(core, grain.point([round(v * 0.62) for v in range(256)]))
    return depth.point([min(255, v * 5) for v in range(256)])


class Finish:
    """What a style lays over every frame."""

    def __init__(self, style: Style, width: int, height: int) -> None:
        self.style = style
        self._over: Image.Image | None = None
        self._grain: list[Image.Image] = []
        self._sepia: list[int] = []
        if style.is_brushed:
            self._over = _paper(width, height)
        if style.is_faded:
            self._over = _vignette(width, height)
            self._sepia = [*_ramp(44, 246), *_ramp(32, 232), *_ramp(22, 204)]
            chance = random.Random(7)  # noqa: S311 - grain, not keys
            self._grain = [_grain(chance, width, height) for _ in range(3)]
        if style.has_bars:
            self._over = _vignette(width, height, 0.75)

    def apply(self, picture: Image.Image, index: int) -> Image.Image:
        if self._sepia:
            grey = picture.convert("L")
            if self._grain:
                grey = ImageChops.add(grey, self._grain[index // 2 % len(self._grain)], 1, -8)
            picture = Image.merge("RGB", (grey, grey, grey)).point(self._sepia)
        return ImageChops.multiply(picture, self._over) if self._over is not None else picture


def _ramp(low: int, high: int) -> list[int]:
    return [round(low + (high - low) * value / 255) for value in range(256)]


def _grain(chance: random.Random, width: int, height: int) -> Image.Image:
    size = (width // 2 + 1, height // 2 + 1)
    noise = Image.frombytes("L", size, chance.randbytes(size[0] * size[1])).point([round(v / 16) for v in range(256)])
    return noise.resize((width, height), Image.Resampling.BILINEAR)


def _paper(width: int, height: int) -> Image.Image:
    chance = random.Random(3)  # noqa: S311 - paper, not keys
    tone = Image.new("RGB", (width, height), PAPER)
    for step, share in ((2, 0.035), (6, 0.03), (40, 0.04)):
        size = (width // step + 2, height // step + 2)
        noise = Image.frombytes("L", size, chance.randbytes(size[0] * size[1])).resize(
            (width, height), Image.Resampling.BICUBIC
        )
        veil = noise.point([round(255 - share * value) for value in range(256)])
        tone = ImageChops.multiply(tone, Image.merge("RGB", (veil, veil, veil)))
    return tone


def _vignette(width: int, height: int, strength: float = 1.0) -> Image.Image:
    small = Image.new("L", (96, 96), round(255 - 120 * strength))
    ImageDraw.Draw(small).ellipse((4, 4, 92, 92), 255)
    soft = small.filter(ImageFilter.GaussianBlur(16)).resize((width, height), Image.Resampling.BICUBIC)
    return Image.merge("RGB", (soft, soft, soft))
