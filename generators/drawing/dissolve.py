"""From one photo to another: the first moves, dissolves, and the last comes to rest."""

from pathlib import Path

from PIL import Image

from generators.drawing.photo import Photo, framings
from generators.drawing.plan import Plan

BEGINS, ENDS = 0.36, 0.68
"""When the last photo starts to be seen, and when the first is gone; 0 to 1."""


class Dissolve:
    """The moving picture between two photos. Raises `Broken` for a file that cannot be shown."""

    def __init__(self, first: Path, last: Path, plan: Plan, width: int, height: int) -> None:
        self.first = Photo(first, plan, width, height)
        self.last = Photo(last, plan, width, height)
        # Whatever the camera does, the last frame is the whole of the last photo.
        self.last.end, self.last.start = framings("push in", self.last.faces, self.last.widest)

    @property
    def has_bars(self) -> bool:
        return self.first.has_bars

    def frame(self, progress: float) -> Image.Image:
        """The picture at `progress`, 0 to 1, as RGB."""
        share = min(1.0, max(0.0, (progress - BEGINS) / (ENDS - BEGINS)))
        share = share * share * (3 - 2 * share)
        if share <= 0:
            return self.first.frame(progress)
        if share >= 1:
            return self.last.frame(progress)
        return Image.blend(self.first.frame(progress), self.last.frame(progress), share)
