"""An album in time: which photo is seen when, and one fading into the next."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from generators.slides.caption import Caption
from generators.slides.still import Still

if TYPE_CHECKING:
    from numpy.typing import NDArray

FADE_SECONDS = 0.7
WORDS_FADE_SECONDS = 0.35


class Show:
    """Photos one after another. `captions` are empty or one for each. Raises `Broken` for a photo that cannot be opened."""

    def __init__(
        self, photos: Sequence[Path], captions: Sequence[str], width: int, height: int, *, seconds: float, fps: int
    ) -> None:
        self.photos, self.size, self.fps = tuple(photos), (width, height), fps
        self.count = max(1, round(seconds * fps))
        """Frames in all."""
        self.fade = min(FADE_SECONDS, 0.35 * seconds / len(self.photos))
        self.step = (seconds - self.fade) / len(self.photos)
        """Seconds from the start of one photo to the start of the next."""
        texts = [*captions, *[""] * len(self.photos)][: len(self.photos)]
        drawn = {text: Caption(text, width, height) for text in dict.fromkeys(texts) if text}
        self.captions = [drawn.get(text) for text in texts]

    def frames(self) -> "Iterator[NDArray[np.uint8]]":
        """Every frame, uint8 (height, width, 3)."""
        stills: dict[int, Still] = {}
        for index in range(self.count):
            at = index / self.fps
            place = min(int(at / self.step), len(self.photos) - 1)
            for wanted in (place, place - 1):
                if wanted >= 0 and wanted not in stills:
                    stills[wanted] = Still(self.photos[wanted], *self.size, wanted)
            # Two are enough at any time: a long album takes no more memory than a short one.
            stills = {one: still for one, still in stills.items() if one >= place - 1}
            yield np.asarray(self._frame(stills, place, at), dtype=np.uint8)

    def _frame(self, stills: dict[int, Still], place: int, at: float) -> Image.Image:
        since = at - place * self.step
        frame = self._photo(stills, place, at)
        if place and since < self.fade:
            frame = Image.blend(self._photo(stills, place - 1, at), frame, since / self.fade)
        self._write(frame, place, since)
        return frame

    def _photo(self, stills: dict[int, Still], place: int, at: float) -> Image.Image:
        return stills[place].frame(min(1.0, max(0.0, (at - place * self.step) / (self.step + self.fade))))

    def _write(self, frame: Image.Image, place: int, since: float) -> None:
        """The words come and go with their photo; where the next one has the same they stay."""
        words = self.captions[place]
        before = self.captions[place - 1] if place else None
        after = self.captions[place + 1] if place + 1 < len(self.captions) else words
        shortest = min(WORDS_FADE_SECONDS, self.step / 3)
        coming = 1.0 if words is before else since / shortest
        going = 1.0 if words is after else (self.step - since) / shortest
        if words is not None:
            words.lay(frame, min(1.0, coming, going))
