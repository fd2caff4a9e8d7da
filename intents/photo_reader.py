"""What the family's photos show, in a sentence of English each, by a model that sees.

Prevents “make the grandmother smile” from moving the wrong person. Only copies leave this file: small, without EXIF, and only to
models in the house, or outside where `may_see` allows it. Whatever goes wrong, the clip is made from the words alone.
"""

import asyncio
import io
from pathlib import Path

from intents.services import Services
from intents.services.language_model import LanguageModel, LanguageModelError, MaySee, ModelMessage

INSTRUCTION = "look"
LONGEST_SIDE = 1024
MOST_BYTES = 1_000_000
MOST_PHOTOS = 2
"""A first and a last frame."""
LONGEST_DESCRIPTION = 400
LONGEST_ANSWER_TOKENS = 200


class PhotoReader:
    """Describes photos with one version of the instruction."""

    def __init__(self, services: Services) -> None:
        instructions = services.instructions
        self._model = services.language_model if instructions else None
        self._timeout_seconds = services.model_times.shot
        self._told = instructions.render(INSTRUCTION, {}) if instructions else ""

    async def describe(self, photos: tuple[Path, ...], may_see: MaySee) -> tuple[str, ...]:
        """One description a photo, in their order; nothing where no model may see them, or one of them cannot be described."""
        if self._model is None or not photos or not self._model.sees(may_see):
            return ()
        found = [await self._describe(self._model, photo, may_see) for photo in photos[:MOST_PHOTOS]]
        return tuple(found) if all(found) else ()

    async def _describe(self, model: LanguageModel, photo: Path, may_see: MaySee) -> str:
        try:
            copy = await asyncio.to_thread(small_copy, photo)
        except OSError:  # gone, or not a picture any more
            return ""
        try:
            said = await model.ask(
                [ModelMessage("user", self._told, (copy,))],
                purpose="look",
                timeout_seconds=self._timeout_seconds,
                max_tokens=LONGEST_ANSWER_TOKENS,
                temperature=0.2,
                may_see=may_see,
            )
        except LanguageModelError:
            return ""
        return " ".join(said.text.split())[:LONGEST_DESCRIPTION]


def small_copy(photo: Path) -> bytes:
    """The photo upright, as a JPEG of at most 1 MB and 1024 pixels a side, with no EXIF. Raises `OSError`; slow."""
    from PIL import Image, ImageOps

    with Image.open(photo) as opened:
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    for quality in (85, 70, 50, 30):
        written = io.BytesIO()
        # Pillow writes the EXIF it has read only where it is told to; the new picture has none to tell.
        picture.save(written, "JPEG", quality=quality, exif=b"")
        if written.tell() <= MOST_BYTES:
            break
    return written.getvalue()
