"""The picture behind the storyboard's words: a drawn scene in layers, and a true camera moving over it.

The sheets lie at different depths, so that a push in looks unlike an enlargement and an orbit unlike a pan: the family
sees what the camera will do before anyone has paid for it. Each sheet is drawn once and only moved from frame to frame.
"""

import math
from dataclasses import replace

from PIL import Image

from generators.drawing.air import Air
from generators.drawing.camera import View, view_at
from generators.drawing.light import PAPER, graded, light_for
from generators.drawing.plan import Plan
from generators.drawing.sheet import Ground, Sheet
from generators.drawing.stage import compose
from generators.drawing.style import Finish, style_of
from generators.drawing.words import read_story

LARGEST = 1280
"""Pixels of the longer side that are drawn; beyond that the soft shapes are enlarged, or a 4k scene would take 400 MB."""
FPS = 24
"""Steps of the grain of an old photo."""


class Scene:
    """The drawn scene of one shot, as large as it is shown."""

    def __init__(
        self, plan: Plan, width: int, height: int, *, seconds: float, seed: int = 0, negative: str = ""
    ) -> None:
        self.size, self.camera, self.seconds = (width, height), plan.camera, seconds
        scale = min(1.0, LARGEST / max(width, height))
        self.drawn = (round(width * scale), round(height * scale))
        story = read_story(plan, negative)
        style = style_of(f"{plan.style} . {plan.description}")
        light = light_for(story.hour, story.weather, plan.palette.lower())
        indoors = story.setting in ("room", "stage")
        if indoors:  # lamps are lit: what happens outside is seen through the window only
            light = replace(light, tint=_indoor(light.tint, light.is_dark), mist=light.mist * 0.25)
        light = graded(light, style.saturation, style.contrast, style.bleach)
        self.ground = Ground(
            *self.drawn, horizon=0.6, foot=0.89, light=light, story=story, seed=seed, style=style, seconds=seconds,
            closest=1.25 if plan.camera in ("push in", "pull out") else 1.0, is_level=not plan.camera.startswith("tilt"),
        )  # fmt: skip
        self.aim = self.ground.foot - 0.72
        self.sheets = compose(self.ground)
        self.air = Air(self.ground)
        self.finish = Finish(style, *self.drawn)

    @property
    def has_bars(self) -> bool:
        return self.finish.style.has_bars

    def frame(self, progress: float) -> Image.Image:
        """The picture at `progress`, 0 to 1, as RGB."""
        view, now = view_at(self.camera, progress), progress * self.seconds
        picture = Image.new("RGB", self.drawn, PAPER if self.finish.style.is_brushed else None)
        for sheet in self.sheets:
            self._lay(picture, sheet, view, now)
        self.air.lay(picture, view, now)
        picture = self.finish.apply(picture, round(now * FPS))
        return picture if self.drawn == self.size else picture.resize(self.size, Image.Resampling.BICUBIC)

    def _lay(self, picture: Image.Image, sheet: Sheet, view: View, now: float) -> None:
        """One sheet as the camera sees it, over what lies behind."""
        width, height = self.drawn
        zoom = 1 + (view.zoom - 1) * (0.3 + 0.7 * sheet.depth)
        along = 0.0 if sheet.keeps_up else view.along * sheet.depth
        across = view.across * sheet.depth + along + view.around * (sheet.depth - 1)
        # The zoom closes in on the subject, not on the middle of the frame.
        down = view.down * sheet.depth + self.aim * (1 - 1 / zoom)
        dx, dy = sheet.path(now) if sheet.path else (0.0, 0.0)
        image, place = sheet.at(now)
        left, right = (((place[side] + dx - 0.5 - across) * zoom + 0.5) * width for side in (0, 2))
        top, low = (((place[side] + dy - 0.5 - down) * zoom + 0.5) * height for side in (1, 3))
        image_size = (right - left, low - top)
        x0, x1 = max(0, math.ceil(left)), min(width, math.floor(right))
        y0, y1 = max(0, math.ceil(top)), min(height, math.floor(low))
        if x1 <= x0 or y1 <= y0:
            return
        if abs(image_size[0] - image.width) < 1.5 and abs(image_size[1] - image.height) < 1.5:
            # Nothing is enlarged. Whole pixels cost nothing, and nobody sees them where the camera does not go that way.
            if not view.down and not (sheet.path and dy):
                top = round(top)
                y0, y1 = max(0, top), min(height, top + image.height)
                low = top + image.height
            if not view.moves_across() and not (sheet.path and dx):
                left = round(left)
                x0, x1 = max(0, left), min(width, left + image.width)
                right = left + image.width
            if x1 <= x0 or y1 <= y0:
                return
        by_x, by_y = image.width / (right - left), image.height / (low - top)
        box = (
            max(0.0, (x0 - left) * by_x),
            max(0.0, (y0 - top) * by_y),
            min(float(image.width), (x1 - left) * by_x),
            min(float(image.height), (y1 - top) * by_y),
        )
        seen = image.resize((x1 - x0, y1 - y0), Image.Resampling.BILINEAR, box=box)
        if seen.mode == "RGB":
            picture.paste(seen, (x0, y0))
        else:
            picture.paste(seen, (x0, y0), seen)


def _indoor(tint: tuple[int, int, int], is_dark: bool) -> tuple[int, int, int]:
    return (255, 226, 190) if is_dark else (min(255, tint[0] + 20), min(255, tint[1] + 24), min(255, tint[2] + 22))
