"""Sheets: the parts of a drawn scene, each at its depth, and the geometry they share.

All lie in frame coordinates, 0 to 1 across and down, so that the camera knows nothing of pixels.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image

from generators.drawing.light import Light
from generators.drawing.pen import SCALE, Pen, blank, reduced
from generators.drawing.style import Style, brushed
from generators.drawing.words import Story

ROOM = (0.4, 0.2)
"""How far the drawn world reaches beyond the frame on each side, in frame widths and heights: room for the camera."""

Box = tuple[float, float, float, float]
WHOLE: Box = (-ROOM[0], -ROOM[1], 1 + ROOM[0], 1 + ROOM[1])
"""The whole drawn world."""


@dataclass(slots=True)
class Sheet:
    """One picture of the scene, or several that it goes through over and over."""

    draw: Callable[[float], Image.Image]
    """Draws it at a moment of its movement, 0 to 1: an "RGBa" picture, or "RGB" when nothing is seen through it."""
    box: Box
    depth: float
    """How much it follows the camera: 0 is infinitely far, 1 stands with the subject."""
    phases: int = 1
    cycle: float = 0.0
    """Seconds of its movement; 0 for what does not change."""
    offset: float = 0.0
    path: Callable[[float], tuple[float, float]] | None = None
    """Where it has moved to after some seconds, in frame widths and heights."""
    keeps_up: bool = False
    """Stays in the frame when the camera follows."""
    _drawn: dict[int, tuple[Image.Image, Box]] = field(default_factory=dict)

    def forget(self) -> None:
        """Draw anew what is asked for next."""
        self._drawn.clear()

    def at(self, seconds: float) -> tuple[Image.Image, Box]:
        """Its picture at a time, and where that is. Drawn when first needed: a still needs one, a short clip a few."""
        index = 0
        if self.cycle and self.phases > 1:
            index = int((seconds / self.cycle + self.offset) * self.phases) % self.phases
        if index not in self._drawn:
            self._drawn[index] = _cropped(self.draw(index / self.phases), self.box)
        return self._drawn[index]


def _cropped(image: Image.Image, box: Box) -> tuple[Image.Image, Box]:
    """Without the empty room around it, which would be moved in every frame."""
    filled = image.getbbox() or (0, 0, 1, 1)
    if filled == (0, 0, *image.size):
        return image, box
    left, top = max(0, filled[0] - 1), max(0, filled[1] - 1)
    right, low = min(image.width, filled[2] + 1), min(image.height, filled[3] + 1)
    wide, high = (box[2] - box[0]) / image.width, (box[3] - box[1]) / image.height
    place = (box[0] + left * wide, box[1] + top * high, box[0] + right * wide, box[1] + low * high)
    return image.crop((left, top, right, low)), place


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the horizon and the feet are. Units are the shorter of the picture's sides."""

    width: int
    height: int
    """Of the picture in pixels."""
    horizon: float
    """Part of the height from the top."""
    foot: float
    """The line on which the subject stands."""
    light: Light
    story: Story
    seed: int
    style: Style
    seconds: float
    """Length of the clip, 0 for a still."""
    closest: float = 1.0
    """How much larger than at first something may be shown."""
    is_level: bool = True
    """The camera does not tilt."""

    @property
    def unit(self) -> float:
        """Pixels of one unit."""
        return float(min(self.width, self.height))

    @property
    def wide(self) -> float:
        return self.width / self.unit

    @property
    def left(self) -> float:
        """The world's left end, in units from the frame's left edge."""
        return -ROOM[0] * self.wide

    @property
    def right(self) -> float:
        return (1 + ROOM[0]) * self.wide

    @property
    def top(self) -> float:
        """The world's upper end, in units above the horizon."""
        return (self.horizon + ROOM[1]) * self.height / self.unit

    @property
    def low(self) -> float:
        """The world's lower end, below the horizon: negative."""
        return (self.horizon - 1 - ROOM[1]) * self.height / self.unit

    @property
    def feet(self) -> float:
        """Height of the subject's feet above the horizon: negative."""
        return (self.horizon - self.foot) * self.height / self.unit

    def chance(self, what: str) -> random.Random:
        return random.Random(f"{self.seed} {what}")  # noqa: S311 - hills, not keys

    def frame(self, x: float, y: float) -> tuple[float, float]:
        """A place in frame coordinates."""
        return x * self.unit / self.width, self.horizon - y * self.unit / self.height


def constant(image: Image.Image) -> Callable[[float], Image.Image]:
    """What draws a sheet that never changes."""
    return lambda phase: image


def hide(sheets: list[Sheet], floor: Sheet, margin: float) -> None:
    """Cut off what lies behind the floor in every position of the camera: what is not there need not be moved."""
    limit = floor.box[1] + margin
    for sheet in sheets:
        if sheet.phases > 1 or sheet.depth >= floor.depth:
            continue
        image, (left, top, right, low) = sheet.at(0.0)
        if low <= limit or top >= limit:
            continue
        rows = max(1, round(image.height * (limit - top) / (low - top)))
        cut = image.crop((0, 0, image.width, rows))
        sheet.draw, sheet.box = constant(cut), (left, top, right, top + (low - top) * rows / image.height)
        sheet.forget()


Painter = Callable[[Pen, Ground], None]


def painted(ground: Ground, paint: Painter, depth: float) -> Sheet:
    """A sheet as large as the world, cut to what was painted on it. x runs from the frame's left edge, y up from the horizon."""
    width, height = ground.width * (1 + 2 * ROOM[0]), ground.height * (1 + 2 * ROOM[1])
    sheet = blank(width, height)
    origin = (ground.width * ROOM[0] * SCALE, ground.height * (ROOM[1] + ground.horizon) * SCALE)
    paint(Pen(sheet, origin, ground.unit * SCALE, ground.light.tone(depth)), ground)
    image = reduced(sheet)
    if ground.style.is_brushed and depth > 0.15:
        image = brushed(image, ground.unit)
    left, top, right, low = image.getbbox() or (0, 0, 1, 1)
    box = (
        left / ground.width - ROOM[0],
        top / ground.height - ROOM[1],
        right / ground.width - ROOM[0],
        low / ground.height - ROOM[1],
    )
    cut = image.crop((left, top, right, low))
    if cut.getchannel("a").getextrema() == (255, 255):  # without transparency it is moved in two thirds of the time
        cut = Image.merge("RGB", cut.split()[:3])
    return Sheet(constant(cut), box, depth)
