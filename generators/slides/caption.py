"""The words on an album's photos: below the picture, on a shade, readable over snow and over night."""

import re

from PIL import Image, ImageDraw

from generators.drawing.text import font_for, wrap

MOST_LINES = 2
WHITE = (255, 255, 255)
# What the Chinese fonts have; a smiley would be drawn as an empty box.
UNWRITTEN = re.compile(r"[^\x20-\x7e\u00a0-\u00ff\u2010-\u2027\u2030-\u203b\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]+")


class Caption:
    """Words laid over the lower part of a frame."""

    def __init__(self, words: str, width: int, height: int) -> None:
        self.words = words
        size = max(14, round(min(width, height) * 0.062))
        font, text = font_for(" ".join(UNWRITTEN.sub(" ", words).split()), size)
        lines = wrap(text, font, width * 0.88, MOST_LINES) if text else []
        step = round(size * 1.35)
        tall = step * len(lines) + round(size * 1.9)
        self.place = (0, height - tall)
        self._shade = Image.new("L", (1, tall))
        for y in range(tall):
            self._shade.putpixel((0, y), round(165 * min(1.0, y / (tall * 0.55))))
        self._shade = self._shade.resize((width, tall))
        self._letters = Image.new("L", (width, tall))
        pen = ImageDraw.Draw(self._letters)
        for row, line in enumerate(lines):
            pen.text((width / 2, round(size * 0.75) + step * row + size), line, 255, font, anchor="ms")
        self._is_empty = not lines

    def lay(self, frame: Image.Image, strength: float) -> None:
        """Put the words on `frame`, at `strength` 0 to 1."""
        if self._is_empty or strength <= 0:
            return
        fade = None if strength >= 1 else [round(value * strength) for value in range(256)]
        shade, letters = (part if fade is None else part.point(fade) for part in (self._shade, self._letters))
        frame.paste((0, 0, 0), self.place, shade)
        frame.paste(WHITE, self.place, letters)
