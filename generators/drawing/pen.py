"""The pen that draws the storyboard: soft-edged shapes on a transparent sheet.

Pillow draws jagged edges and forgets what lies under a translucent shape. So sheets are drawn twice as large and reduced,
and hold premultiplied colours ("RGBa"), in which every blend is exact and a sheet is laid over another in one pass.
"""

import math
from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from generators.drawing.colour import Colour, mix
from generators.drawing.curves import Point, Points, ellipse, quad, smooth

SCALE = 2
"""How many times larger than they are shown sheets are drawn."""


class Pen:
    """Draws in units of `unit` pixels around `origin`, y upwards. `tone` turns a colour into what it is in this light."""

    def __init__(
        self,
        sheet: Image.Image,
        origin: Point,
        unit: float,
        tone: Callable[[Colour], Colour] = lambda colour: colour,
        turn: float = 0.0,
        mirror: bool = False,
    ) -> None:
        self.sheet, self.origin, self.unit, self.tone = sheet, origin, unit, tone
        self.turn, self.mirror = turn, mirror
        self._draw = ImageDraw.Draw(sheet)
        self._cos, self._sin = math.cos(turn), math.sin(turn)

    def at(self, x: float, y: float, size: float = 1.0, *, turn: float = 0.0, mirror: bool = False) -> "Pen":
        """A pen on the same sheet whose origin is here and whose unit is `size` of this one's."""
        here = self._place((x, y))
        is_mirrored = self.mirror != mirror
        return Pen(self.sheet, here, self.unit * size, self.tone, self.turn + turn, is_mirrored)

    def toned(self, tone: Callable[[Colour], Colour]) -> "Pen":
        """The same pen in another light."""
        return Pen(self.sheet, self.origin, self.unit, tone, self.turn, self.mirror)

    def polygon(self, points: Points, colour: Colour, *, lit: bool = False) -> None:
        """A filled outline with corners. What is `lit` shines by itself and keeps its colour at night."""
        placed = [self._place(point) for point in points]
        self._draw.polygon(placed, (*(colour if lit else self.tone(colour)), 255))

    def shape(self, points: Points, colour: Colour, *, lit: bool = False) -> None:
        """A filled outline that runs smoothly through the points."""
        self.polygon(smooth(points), colour, lit=lit)

    def oval(
        self, x: float, y: float, wide: float, high: float, colour: Colour, *, turn: float = 0.0, lit: bool = False
    ) -> None:
        """An ellipse by its middle and its half axes, turned by `turn` radians."""
        self.polygon(ellipse(x, y, wide, high, turn), colour, lit=lit)

    def box(self, left: float, low: float, right: float, high: float, colour: Colour, *, lit: bool = False) -> None:
        self.polygon(((left, low), (right, low), (right, high), (left, high)), colour, lit=lit)

    def limb(self, points: Points, start: float, end: float, colour: Colour, *, lit: bool = False) -> None:
        """A line with round joints that tapers from one half width to the other."""
        last = max(1, len(points) - 1)
        for index, point in enumerate(points):
            size = start + (end - start) * index / last
            self.oval(*point, size, size, colour, lit=lit)
            if index < last and len(points) > 1:
                following = start + (end - start) * (index + 1) / last
                self.polygon(quad(point, points[index + 1], size, following), colour, lit=lit)

    def curve(self, points: Points, start: float, end: float, colour: Colour, *, lit: bool = False) -> None:
        """A limb that bends smoothly through the points."""
        self.limb(smooth(points, is_closed=False, steps=5), start, end, colour, lit=lit)

    def line(self, points: Points, thick: float, colour: Colour, *, lit: bool = False) -> None:
        """A thin line, never thinner than can be seen."""
        placed = [self._place(point) for point in points]
        ink = (*(colour if lit else self.tone(colour)), 255)
        self._draw.line(placed, ink, max(SCALE, round(thick * self.unit)), "curve")

    def veil(self, points: Points, colour: Colour, strength: float, blur: float = 0.0, *, lit: bool = False) -> None:
        """A translucent outline: a shadow, a glow, mist. `blur` is in units, `strength` 0 to 1."""
        placed = [self._place(point) for point in points]
        reach = blur * self.unit * 2.2 + 2
        left, top = (math.floor(min(point[axis] for point in placed) - reach) for axis in (0, 1))
        right, low = (math.ceil(max(point[axis] for point in placed) + reach) for axis in (0, 1))
        left, top = max(left, 0), max(top, 0)
        right, low = min(right, self.sheet.width), min(low, self.sheet.height)
        if right <= left or low <= top:
            return
        # A wide blur needs no detail: an eighth of the pixels is a sixtieth of the time.
        less = max(1, min(8, int(blur * self.unit / 4)))
        size = (max(1, (right - left) // less), max(1, (low - top) // less))
        mask = Image.new("L", size)
        small = [((x - left) / less, (y - top) / less) for x, y in placed]
        ImageDraw.Draw(mask).polygon(small, round(255 * strength))
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur * self.unit / less))
        if less > 1:
            mask = mask.resize((right - left, low - top), Image.Resampling.BICUBIC)
        wash(self.sheet, colour if lit else self.tone(colour), mask, (left, top))

    def speck(self, points: Points, colour: Colour, strength: float) -> None:
        """A small translucent outline that shines by itself. It takes the place of what lies under it: much faster than a veil."""
        placed = [self._place(point) for point in points]
        self._draw.polygon(placed, (*(round(value * strength) for value in colour), round(255 * strength)))

    def glow(self, x: float, y: float, size: float, colour: Colour, strength: float) -> None:
        """Light around a lamp, a candle or the moon."""
        self.veil(ellipse(x, y, size * 0.6, size * 0.6), colour, strength, size * 0.3, lit=True)

    def _place(self, point: Point) -> Point:
        x, y = (-point[0] if self.mirror else point[0]) * self.unit, -point[1] * self.unit
        return (
            self.origin[0] + x * self._cos + y * self._sin,
            self.origin[1] + y * self._cos - x * self._sin,
        )


def blank(width: float, height: float) -> Image.Image:
    """An empty sheet for something that is shown `width` by `height` pixels large."""
    return Image.new("RGBa", (max(1, math.ceil(width)) * SCALE, max(1, math.ceil(height)) * SCALE))


def reduced(sheet: Image.Image) -> Image.Image:
    """The sheet in the size it is shown in."""
    return sheet.reduce(SCALE)


def rounded(image: Image.Image, towards: Point, size: float, colours: tuple[Colour, Colour], strength: float) -> None:
    """Shade a drawing as if it were round: light on the side `towards` the light, shadow on the other."""
    alpha = image.getchannel("a")
    soft = alpha.filter(ImageFilter.GaussianBlur(size))
    across, down = round(towards[0] * size), round(-towards[1] * size)
    near, far = ImageChops.offset(soft, across, down), ImageChops.offset(soft, -across, -down)
    for colour, first, second, share in (
        (colours[0], near, far, strength * 0.75),
        (colours[1], far, near, strength),
    ):
        edge = ImageChops.multiply(ImageChops.subtract(first, second), alpha).point(_scaling(share))
        wash(image, colour, ImageChops.multiply(edge, alpha))


def outlined(image: Image.Image, colour: Colour, thick: int) -> Image.Image:
    """The drawing with a dark line around it, as in a cartoon."""
    line = image.getchannel("a").filter(ImageFilter.MaxFilter(thick * 2 + 1))
    under = Image.new("RGBa", image.size)
    wash(under, colour, line)
    under.paste(image, (0, 0), image)
    return under


def wash(image: Image.Image, colour: Colour, mask: Image.Image, place: tuple[int, int] = (0, 0)) -> None:
    """Blend a colour in."""
    # Pasting the bare colour would go through Pillow's rule for straight alpha, and wrap around in premultiplied.
    image.paste(Image.new("RGBa", mask.size, (*colour, 255)), place, mask)


def shaded(colour: Colour, by: float) -> Colour:
    """A colour in its own shadow (`by` below 0) or in the light."""
    return mix(colour, (255, 250, 235), by) if by > 0 else mix(colour, (30, 26, 48), -by)


def _scaling(by: float) -> list[int]:
    return [min(255, round(value * by)) for value in range(256)]
