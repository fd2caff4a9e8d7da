"""The picture behind the storyboard's words: a simple landscape in layers, and a true camera moving over it.

The layers lie at different depths, so that a push in looks unlike an enlargement and an orbit unlike a pan: the family
sees what the camera will do before anyone has paid for it.
"""

import math
import random
from dataclasses import dataclass

from PIL import Image, ImageDraw

from generators.storyboard_art import WORLD, Layer, clouds, foreground, ground, palette_for, ridge, sky
from generators.storyboard_figure import stand_in
from generators.storyboard_plan import Plan


@dataclass(frozen=True, slots=True)
class View:
    """Where the camera looks. Shifts are in frame widths and heights, positive to the right and down."""

    across: float = 0.0
    down: float = 0.0
    zoom: float = 1.0
    around: float = 0.0
    """Turn about the subject: what is behind it shifts one way, what is before it the other."""
    along: float = 0.0
    """Way covered beside the subject, which therefore stays where it is in the frame."""


def view_at(camera: str, progress: float) -> View:
    """The camera at `progress`, 0 to 1, of its move."""
    eased = 0.5 * progress + 0.5 * progress * progress * (3 - 2 * progress)
    swing = 2 * eased - 1
    match camera:
        case "push in":
            return View(zoom=1.0 + 0.4 * eased)
        case "pull out":
            return View(zoom=1.4 - 0.4 * eased)
        case "pan left":
            return View(across=-0.16 * swing)
        case "pan right":
            return View(across=0.16 * swing)
        case "tilt up":
            return View(down=-0.11 * swing)
        case "tilt down":
            return View(down=0.11 * swing)
        case "orbit":
            return View(around=0.34 * swing, zoom=1.06 + 0.05 * math.cos(math.pi * swing / 2))
        case "follow":
            return View(along=0.27 * (2 * progress - 1))
    return View()


class Scene:
    """The landscape of one shot. `free` is the part of the height above the caption, 0 to 1."""

    def __init__(self, plan: Plan, width: int, height: int, *, free: float, seconds: float, seed: int = 0) -> None:
        self.size = (width, height)
        self.camera, self.seconds = plan.camera, seconds
        chance = random.Random(f"{seed} {plan.scene} {plan.subject}")  # noqa: S311 - hills, not keys
        palette = palette_for(plan)
        # Beyond 1280 pixels the soft shapes are enlarged: nobody sees it, and a 4k world would take 200 MB.
        scale = min(1.0, 1280 / max(width, height))
        world = self.world = (round(width * scale * WORLD[0]), round(height * scale * WORLD[1]))
        self.foot = free * 0.9
        """Where the subject stands, in frame heights."""
        self.aim = self.foot - 0.62
        line = (self.foot - 0.5) / WORLD[1] + 0.5
        self.layers: list[Layer] = [
            sky(world, palette, chance, line),
            clouds(world, palette, chance, line),
            *ridge(world, palette, chance, line, plan),
            ground(world, palette, chance, line),
        ]
        self.foreground = foreground(world, palette, chance, line)
        side = round(min(width * 0.5, height * free * 0.5))
        self.subject = stand_in(plan, palette, side)
        self.mote = palette.mote
        self.sizes = [_disc(min(width, height) / 65 * (0.6 + 0.4 * n)) for n in range(3)]
        self.motes = [(chance.random(), chance.random(), 0.5 + chance.random()) for _ in range(36)]

    def frame(self, progress: float) -> Image.Image:
        """The picture at `progress`, 0 to 1, as RGB."""
        view, now = view_at(self.camera, progress), progress * self.seconds
        picture: Image.Image | None = None
        for layer in self.layers:
            picture = self._lay(picture, layer, view, now)
        assert picture is not None
        self._stand(picture, view, now)
        picture = self._lay(picture, self.foreground, view, now)
        self._float(picture, view, now)
        return picture

    def _lay(self, picture: Image.Image | None, layer: Layer, view: View, now: float) -> Image.Image:
        """One layer as the camera sees it, over what lies behind."""
        paint, sheet = layer.paint, layer.mask
        width, height = self.world
        zoom = 1 + (view.zoom - 1) * (0.3 + 0.7 * layer.depth)
        # To and fro, because a long clip would drift off the end of the layer.
        drift = 0.2 * math.sin(layer.drift * now / 0.2)
        across = (view.across + view.along) * layer.depth + view.around * (layer.depth - 1) + drift
        wide, high = width / WORLD[0] / zoom, height / WORLD[1] / zoom
        left = min(max((0.5 + across / WORLD[0]) * width - wide / 2, 0.0), width - wide)
        # The zoom closes in on the subject, not on the middle of a frame whose lower third is covered.
        middle = (0.5 + view.down * layer.depth / WORLD[1]) * height + self.aim * (height / WORLD[1] - high)
        top = min(max(middle - high / 2, 0.0), height - high)
        # Rows above the layer's highest point are left alone; that is half of the work.
        first = 0
        if sheet is not None and (filled := sheet.getbbox()) is not None:
            first = min(max(math.floor((filled[1] - top) / high * self.size[1]) - 1, 0), self.size[1] - 1)
        size = (self.size[0], self.size[1] - first)
        box = (left, top + high * first / self.size[1], left + wide, top + high)
        if isinstance(paint, Image.Image):
            paint = paint.resize(size, Image.Resampling.BILINEAR, box=box)
        if picture is None or sheet is None:
            assert isinstance(paint, Image.Image)
            return paint
        place = (0, first, *self.size)
        picture.paste(paint, place, sheet.resize(size, Image.Resampling.BILINEAR, box=box))
        return picture

    def _stand(self, picture: Image.Image, view: View, now: float) -> None:
        """The subject, breathing, or bobbing along when the camera follows it."""
        width, height = self.size
        side = self.subject.width
        pace = 9.0 if view.along else 3.0
        bob = abs(math.sin(now * pace / 2)) * side * (0.05 if view.along else 0.03)
        sway = math.sin(now * 1.3) * side * 0.025
        zoom = view.zoom
        size = math.ceil(side * zoom)
        x = width * (0.5 - view.across) + sway - side * zoom / 2
        middle = 0.5 + self.aim * (1 - 1 / zoom)
        y = height * (0.5 + (self.foot - middle - view.down) * zoom) - side * zoom * 0.96 - bob
        left, top = math.floor(x), math.floor(y)
        shifted = (1 / zoom, 0, (left - x) / zoom, 0, 1 / zoom, (top - y) / zoom)
        drawn = self.subject.transform((size + 1, size + 1), Image.Transform.AFFINE, shifted, Image.Resampling.BILINEAR)
        picture.paste(drawn, (left, top), drawn)

    def _float(self, picture: Image.Image, view: View, now: float) -> None:
        """Petals, snow or sparks in the air: a shot without a camera move still moves."""
        width, height = self.size
        for x, y, near in self.motes:
            way = now * 0.05 + view.across + view.along * 1.2
            across = (x - way * near + 0.02 * math.sin(now + 9 * y)) % 1
            down = (y + (now * 0.06 - view.down) * near) % 1
            mote = self.sizes[min(2, int((near - 0.5) * 3))]
            left, top = round(across * width - mote.width / 2), round(down * height - mote.height / 2)
            picture.paste(self.mote, (left, top, left + mote.width, top + mote.height), mote)


def _disc(across: float) -> Image.Image:
    """The mask of a soft oval."""
    side = max(3, round(across))
    large = Image.new("L", (side * 4, side * 4))
    ImageDraw.Draw(large).ellipse((0, side * 0.5, side * 4 - 1, side * 3.5), 205)
    return large.resize((side, side), Image.Resampling.BOX)
