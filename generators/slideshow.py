"""Shows a set of photos as a clip: gentle moves, cross-fades, words below. Needs no key, no GPU and no network.

An album is not invented, it is shown: nothing leaves the house, nothing costs anything, and it works where no video model does.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from generators.base import BadRequest, Capabilities, Finished, GenerationRequest, Ticket
from generators.drawing.fonts import find_cjk_font
from generators.in_thread import InThread

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray


class Slideshow(InThread):
    """Albums. A restart forgets what was being drawn (`Lost`) and finds what was finished."""

    name = "slideshow"
    capabilities = Capabilities(
        kinds=frozenset({"video"}),
        prompt_family="storyboard",
        max_seconds=60.0,
        takes_picture=True,
        makes_albums=True,
        typical_seconds=(10.0, 60.0),
        poll_seconds=0.2,
        settles_in_seconds=0.0,
    )

    def __init__(self, work: Path) -> None:
        super().__init__(work)
        # Of this machine, not of the class: a font may be installed between two lives.
        self.capabilities = replace(self.capabilities, writes_chinese=find_cjk_font() is not None)

    async def submit(self, request: GenerationRequest, request_id: str) -> Ticket | Finished:
        """Start drawing in a thread. Raises `BadRequest` for no photos, and for sizes and lengths that cannot be drawn."""
        if not request.album:
            raise BadRequest("album: there are no pictures in it")
        return await super().submit(request, request_id)

    def draw(
        self, request: GenerationRequest, path: Path, *, drew: Callable[[int], None], should_stop: Callable[[], bool]
    ) -> None:
        from generators import mp4
        from generators.slides.show import Show

        show = Show(
            request.album, request.captions, request.width, request.height, seconds=request.seconds, fps=request.fps
        )

        def frames() -> "Iterator[NDArray[np.uint8]]":
            for number, frame in enumerate(show.frames(), 1):
                yield frame
                drew(number)

        mp4.encode(frames(), path, fps=request.fps, width=request.width, height=request.height, should_stop=should_stop)
