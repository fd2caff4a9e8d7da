"""One storyboard card: the moving scene, the shot's words in a panel, the camera's move and the mark.

Words and mark stand still while the camera moves, and stay inside the frame in every shape down to 64 pixels.
"""

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from generators.storyboard_plan import Plan
from generators.storyboard_scene import Scene
from generators.storyboard_text import Font, font_for, mark, wrap

if TYPE_CHECKING:
    from numpy.typing import NDArray

INK = (14, 18, 26)
PAPER = (244, 241, 234)
AMBER = (255, 190, 92)

Box = tuple[int, int, int, int]


class Card:
    """A shot's card at one size in pixels. `seconds` is 0 for a still."""

    def __init__(self, plan: Plan, width: int, height: int, *, seconds: float, seed: int = 0) -> None:
        self.width, self.height, self.seconds = width, height, seconds
        unit = min(width, height)
        self.margin = max(4, round(unit * 0.03))
        self.size = max(9, round(unit * 0.034))
        """Height of the words, pixels."""
        self._overlay = Image.new("RGBA", (width, height))
        self.panel = self._draw_panel(plan)
        self.mark_box = self._draw_mark()
        self._draw_move(plan)
        self._draw_corners()
        # Only where there are words is anything laid over a frame: the free middle would cost as much as a layer.
        middle = round(self.panel[1] * 0.5)
        strips = ((0, 0, width, middle), (0, middle, width, self.panel[1]), (0, self.panel[1], width, height))
        self.strips = [_cut_out(self._overlay, strip) for strip in strips]
        self.scene = Scene(plan, width, height, free=self.panel[1] / height, seconds=seconds, seed=seed)

    def frame(self, progress: float) -> Image.Image:
        """The card at `progress`, 0 to 1, as RGB."""
        picture = self.scene.frame(progress)
        for place, words in self.strips:
            picture.paste(words, place, words)
        if self.seconds:
            left, top, right, _ = self.panel
            thick = max(2, self.size // 5)
            reach = left + (right - left) * progress
            ImageDraw.Draw(picture).rectangle((left, top, max(left + 1, reach), top + thick - 1), AMBER)
        return picture

    def pixels(self, progress: float) -> "NDArray[np.uint8]":
        """The same as uint8 (height, width, 3)."""
        return np.asarray(self.frame(progress), dtype=np.uint8)

    def _draw_panel(self, plan: Plan) -> Box:
        """The caption: a title if it can be written, and as many of the shot's parts as there is room for."""
        width, height, margin, size = self.width, self.height, self.margin, self.size
        step = round(size * 1.42)
        budget = max(1, int(height * 0.36 - 2 * margin) // step)
        rows = _rows(plan)
        label_font, _ = font_for("SUBJECT", round(size * 0.72) if size > 11 else 8)
        column = round(max((label_font.getlength(name) for name, _ in rows), default=0) + size * 0.9)
        inner = width - 4 * margin
        labelled = inner - column > size * 8
        if not labelled:
            column = 0
        title_font, title = font_for(plan.title, round(size * 1.3))
        if title and budget > 2:
            budget -= 2
        else:
            title = ""
        # Every part gets its first line before any gets its second.
        lines: list[tuple[str, Font, list[str]]] = []
        for name, said in rows[:budget]:
            font, text = font_for(said, size)
            lines.append((name, font, wrap(text, font, inner - column, 1)))
        spare = budget - len(lines)
        for place, (name, said) in enumerate(rows[:budget]):
            font, text = font_for(said, size)
            wrapped = wrap(text, font, inner - column, min(3, 1 + spare))
            spare -= len(wrapped) - 1
            lines[place] = (name, font, wrapped)
        tall = sum(len(texts) for _, _, texts in lines) * step + (2 * step if title else 0) + 2 * margin
        box = (margin, height - margin - tall, width - margin, height - margin)
        pen = ImageDraw.Draw(self._overlay)
        pen.rounded_rectangle(box, max(3, size // 3), (*INK, 214), corners=(False, False, True, True))
        x, y = 2 * margin, box[1] + margin
        if title:
            pen.text((x, y), wrap(title, title_font, inner, 1)[0], (*PAPER, 255), title_font)
            y += 2 * step
            pen.line((x, y - round(step * 0.34), x + inner, y - round(step * 0.34)), (*PAPER, 60), 1)
        for name, font, texts in lines:
            if labelled:
                pen.text((x, y + size), name, (*AMBER, 255), label_font, anchor="ls")
            for text in texts:
                pen.text((x + column, y + size), text, (*PAPER, 255), font, anchor="ls")
                y += step
        return box

    def _draw_mark(self) -> Box:
        """The mark in the upper right corner, never smaller than can be read."""
        tall = max(10, self.size)
        alpha = mark(self.width - 4 * self.margin, tall)
        pad = max(2, tall // 3)
        right, top = self.width - self.margin - pad, self.margin + pad
        box = (right - alpha.width, top, right, top + alpha.height)
        pill = (box[0] - pad, box[1] - pad, box[2] + pad, box[3] + pad)
        ImageDraw.Draw(self._overlay).rounded_rectangle(pill, (pill[3] - pill[1]) // 2, (*INK, 214))
        self._overlay.paste(Image.new("RGBA", alpha.size, (*AMBER, 255)), box[:2], alpha)
        return box

    def _draw_move(self, plan: Plan) -> None:
        """The camera's move in words, upper left; below the mark where both do not fit side by side."""
        font, text = font_for(plan.camera.upper(), round(self.size * 0.86) if self.size > 10 else 9)
        pad = max(2, self.size // 3)
        dot = round(self.size * 0.5) if self.seconds else 0
        wide = font.getlength(text) + 2 * pad + (dot + pad if dot else 0)
        tall = self.mark_box[3] - self.mark_box[1] + 2 * pad
        top = self.margin
        if self.margin + wide > self.mark_box[0] - 2 * pad:
            top = self.mark_box[3] + 2 * pad
        pen = ImageDraw.Draw(self._overlay)
        left = self.margin
        pen.rounded_rectangle((left, top, left + wide, top + tall), tall // 2, (*INK, 214))
        middle = top + tall / 2
        if dot:
            pen.ellipse((left + pad, middle - dot / 2, left + pad + dot, middle + dot / 2), (232, 72, 60, 255))
        pen.text((left + wide - pad, middle), text, (*PAPER, 255), font, anchor="rm")

    def _draw_corners(self) -> None:
        """A viewfinder's corners around the part that the words leave free."""
        pen = ImageDraw.Draw(self._overlay)
        inset = self.margin * 2
        top, bottom = self.mark_box[3] + inset, self.panel[1] - inset
        reach, thick = round(min(self.width, self.height) * 0.05), max(1, self.size // 8)
        if bottom - top < 4 * reach:
            return
        for x, across in ((inset, 1), (self.width - inset, -1)):
            for y, down in ((top, 1), (bottom, -1)):
                pen.line((x, y, x + across * reach, y), (255, 255, 255, 170), thick)
                pen.line((x, y, x, y + down * reach), (255, 255, 255, 170), thick)


def _rows(plan: Plan) -> list[tuple[str, str]]:
    """The table's rows, most important first; empty ones are left out."""
    rows = [
        ("SUBJECT", ", ".join(part for part in (plan.subject, plan.description) if part)),
        ("ACTION", plan.motion),
        ("SCENE", ", ".join(part for part in (plan.scene, plan.atmosphere) if part)),
        ("LOOK", " · ".join(part for part in (plan.framing, plan.lighting, plan.style) if part)),
        ("NOTE", plan.note),
    ]
    # What no font here can write leaves no empty row.
    return [(name, said) for name, said in rows if font_for(said, 12)[1]]


def _cut_out(overlay: Image.Image, strip: Box) -> tuple[tuple[int, int], Image.Image]:
    """The part of a strip that has anything on it, and where it goes."""
    box = overlay.crop(strip).getbbox() or (0, 0, 1, 1)
    left, top = strip[0] + box[0], strip[1] + box[1]
    return (left, top), overlay.crop((left, top, strip[0] + box[2], strip[1] + box[3]))
