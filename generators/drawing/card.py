"""One storyboard card: the moving picture, a strip with the shot's words below it, the camera's move and the mark.

Words and mark stand still while the camera moves, and stay inside the frame in every shape down to 64 pixels.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from generators.drawing.dissolve import Dissolve
from generators.drawing.photo import Photo
from generators.drawing.plan import Plan
from generators.drawing.scene import Scene
from generators.drawing.text import Font, caption, font_for, mark, wrap

if TYPE_CHECKING:
    from numpy.typing import NDArray

INK = (24, 26, 34)
PAPER = (244, 241, 234)
PALE = (168, 170, 176)
AMBER = (255, 190, 92)

Box = tuple[int, int, int, int]


class Card:
    """A shot's card at one size in pixels. `seconds` is 0 for a still; with `source` it shows that photo, and ends with `last`.

    Raises `Broken`.
    """

    def __init__(
        self,
        plan: Plan,
        width: int,
        height: int,
        *,
        seconds: float,
        seed: int = 0,
        negative: str = "",
        source: Path | None = None,
        last: Path | None = None,
    ) -> None:
        self.width, self.height, self.seconds = width, height, seconds
        unit = min(width, height)
        self.margin = max(4, round(unit * 0.03))
        self.size = max(9, round(unit * 0.033))
        """Height of the words, pixels."""
        self.panel, self._strip = self._draw_strip(plan)
        picture = (width, self.panel[1])
        self._overlay = Image.new("RGBA", picture)
        self.mark_box = self._draw_mark()
        self._draw_move(plan)
        self.picture: Scene | Photo | Dissolve
        if source is None:
            self.picture = Scene(plan, *picture, seconds=seconds, seed=seed, negative=negative)
        elif last is not None and seconds:
            self.picture = Dissolve(source, last, plan, *picture)
        else:
            self.picture = Photo(source, plan, *picture)
        if self.picture.has_bars:
            self._draw_bars()
        # Only where something is, is anything laid over a frame.
        middle = picture[1] // 2
        self._words = [_cut_out(self._overlay, strip) for strip in ((0, 0, width, middle), (0, middle, *picture))]

    def frame(self, progress: float) -> Image.Image:
        """The card at `progress`, 0 to 1, as RGB."""
        card = Image.new("RGB", (self.width, self.height))
        card.paste(self.picture.frame(progress), (0, 0))
        for place, words in self._words:
            card.paste(words, place, words)
        card.paste(self._strip, (0, self.panel[1]))
        if self.seconds:
            thick = max(2, self.size // 5)
            top = self.panel[1]
            ImageDraw.Draw(card).rectangle((0, top, max(1, self.width * progress), top + thick - 1), AMBER)
        return card

    def pixels(self, progress: float) -> "NDArray[np.uint8]":
        """The same as uint8 (height, width, 3)."""
        return np.asarray(self.frame(progress), dtype=np.uint8)

    def _draw_strip(self, plan: Plan) -> tuple[Box, Image.Image]:
        """The words: as many of the shot's parts as there is room for, each one's first line before any gets its second."""
        width, height, margin, size = self.width, self.height, self.margin, self.size
        step = round(size * 1.45)
        budget = max(1, int(height * 0.25 - 1.6 * margin) // step)
        rows = _rows(plan)
        named = [
            (*font_for(caption(name), round(size * 0.86) if size > 10 else 9), said) for name, said in rows[:budget]
        ]
        column = round(max((font.getlength(name) for font, name, _ in named), default=0) + size)
        inner = width - 2 * margin
        if inner - column < size * 8:
            column = 0
        lines = self._wrapped([said for _, _, said in named], inner - column, budget)
        tall = max(1, sum(len(texts) for _, texts in lines)) * step + round(1.6 * margin)
        strip = Image.new("RGB", (width, tall), INK)
        pen, y = ImageDraw.Draw(strip), round(margin * 0.9)
        for place, (font, texts) in enumerate(lines):
            if column:
                label_font, label, _ = named[place]
                pen.text((margin, y + size), label, AMBER, label_font, anchor="ls")
            for text in texts:
                pen.text((margin + column, y + size), text, PAPER if place < 2 else PALE, font, anchor="ls")
                y += step
        return (0, height - tall, width, height), strip

    def _wrapped(self, said: list[str], width: float, budget: int) -> list[tuple[Font, list[str]]]:
        spare, found = budget - len(said), []
        for text in said:
            font, written = font_for(text, self.size)
            lines = wrap(written, font, width, min(2, 1 + spare))
            spare -= max(0, len(lines) - 1)
            found.append((font, lines))
        return found

    def _draw_mark(self) -> Box:
        """The mark in the upper right corner, never smaller than can be read."""
        tall = max(10, self.size)
        alpha = mark(self.width - 4 * self.margin, tall)
        pad = max(2, tall // 3)
        right, top = self.width - self.margin - pad, self.margin + pad
        box = (right - alpha.width, top, right, top + alpha.height)
        pill = (box[0] - pad, box[1] - pad, box[2] + pad, box[3] + pad)
        ImageDraw.Draw(self._overlay).rounded_rectangle(pill, (pill[3] - pill[1]) // 2, (*INK, 208))
        self._overlay.paste(Image.new("RGBA", alpha.size, (*AMBER, 255)), box[:2], alpha)
        return box

    def _draw_move(self, plan: Plan) -> None:
        """The camera's move in words, upper left; below the mark where both do not fit side by side."""
        font, text = font_for(caption(plan.camera.upper()), round(self.size * 0.9) if self.size > 10 else 9)
        pad = max(2, self.size // 3)
        dot = round(self.size * 0.5) if self.seconds else 0
        wide = font.getlength(text) + 2 * pad + (dot + pad if dot else 0)
        tall = self.mark_box[3] - self.mark_box[1] + 2 * pad
        left, top = self.margin, self.margin
        if left + wide > self.mark_box[0] - 2 * pad:
            top = self.mark_box[3] + 2 * pad
        pen, middle = ImageDraw.Draw(self._overlay), top + tall / 2
        pen.rounded_rectangle((left, top, left + wide, top + tall), tall // 2, (*INK, 208))
        if dot:
            pen.ellipse((left + pad, middle - dot / 2, left + pad + dot, middle + dot / 2), (232, 72, 60, 255))
        pen.text((left + wide - pad, middle), text, (*PAPER, 255), font, anchor="rm")

    def _draw_bars(self) -> None:
        """The bars of a wide screen, under mark and words."""
        width, height = self._overlay.size
        bars = Image.new("RGBA", (width, height))
        pen, tall = ImageDraw.Draw(bars), round(height * 0.075)
        pen.rectangle((0, 0, width, tall), (0, 0, 0, 255))
        pen.rectangle((0, height - tall, width, height), (0, 0, 0, 255))
        self._overlay = Image.alpha_composite(bars, self._overlay)


def _rows(plan: Plan) -> list[tuple[str, str]]:
    """The strip's rows, most important first; empty ones are left out."""
    subject = ", ".join(part for part in (plan.subject, plan.description) if part)
    is_short = not plan.description and len(plan.subject) + len(plan.motion) < 60
    rows = [
        ("SUBJECT", f"{subject} {plan.motion}".strip() if is_short else subject),
        ("ACTION", "" if is_short else plan.motion),
        ("SCENE", ", ".join(part for part in (plan.scene, plan.atmosphere) if part)),
        ("NOTE", plan.note),
        ("LOOK", " · ".join(part for part in (plan.framing, plan.lighting, plan.style) if part)),
    ]
    # What no font here can write leaves no empty row.
    return [(name, said) for name, said in rows if font_for(said, 12)[1]]


def _cut_out(overlay: Image.Image, strip: Box) -> tuple[tuple[int, int], Image.Image]:
    """The part of a strip that has anything on it, and where it goes."""
    box = overlay.crop(strip).getbbox() or (0, 0, 1, 1)
    left, top = strip[0] + box[0], strip[1] + box[1]
    return (left, top), overlay.crop((left, top, strip[0] + box[2], strip[1] + box[3]))
