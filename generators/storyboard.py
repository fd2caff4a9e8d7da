"""Draws the plan of a shot as an animated card. Needs no key, no GPU and no network.

A fresh machine has no video model, and a request that ends in "not configured" shows a family nothing. The preview
draws what the shot's words speak of, or takes the member's photo, moves the camera over it, and says on every frame
that it is no more than that.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from generators.base import Capabilities, GenerationRequest
from generators.drawing.plan import read_plan
from generators.files import replacing
from generators.in_thread import InThread

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray


class Storyboard(InThread):
    """Previews. Between a first and a last picture it shows both, one dissolving into the other."""

    name = "storyboard"
    capabilities = Capabilities(
        kinds=frozenset({"image", "video"}),
        prompt_family="storyboard",
        max_seconds=60.0,
        takes_picture=True,
        takes_last_picture=True,
        is_preview=True,
        typical_seconds=(2.0, 8.0),
        poll_seconds=0.2,
        settles_in_seconds=0.0,
    )

    def draw(
        self, request: GenerationRequest, path: Path, *, drew: Callable[[int], None], should_stop: Callable[[], bool]
    ) -> None:
        from generators import mp4
        from generators.drawing.card import Card

        seconds = request.seconds if request.kind == "video" else 0.0
        card = Card(
            read_plan(request.prompt),
            request.width,
            request.height,
            seconds=seconds,
            seed=request.seed,
            negative=request.negative_prompt,
            source=request.source,
            last=request.last,
        )
        if request.kind == "image":
            with replacing(path) as part:
                card.frame(0.0).save(part, "PNG")
            drew(1)
            return
        count = round(request.seconds * request.fps)

        def frames() -> "Iterator[NDArray[np.uint8]]":
            for index in range(count):
                yield card.pixels(index / max(1, count - 1))
                drew(index + 1)

        mp4.encode(frames(), path, fps=request.fps, width=request.width, height=request.height, should_stop=should_stop)
