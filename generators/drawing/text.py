"""Words on the storyboard's cards: fonts, wrapping, and the mark that says what the card is.

Pillow brings a Latin font; a Chinese one is there only if the machine has it. Chinese words are left out without it,
but the mark must never be: it is a picture, `assets/preview_mark.png`, the alpha of the words beside it, drawn once with

    words = Path("generators/drawing/assets/preview_mark.txt").read_text("utf-8").strip()
    font = ImageFont.truetype("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", 56, index=2)
    left, top, right, bottom = font.getbbox(words)
    mark = Image.new("L", (right - left + 4, bottom - top + 4))
    ImageDraw.Draw(mark).text((2 - left, 2 - top), words, 255, font)
    mark.save("generators/drawing/assets/preview_mark.png", optimize=True)
"""

import re
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageFont

from generators.drawing.fonts import CHINESE, find_cjk_font

Font = ImageFont.ImageFont | ImageFont.FreeTypeFont

ASSETS = Path(__file__).parent / "assets"
MARK = ASSETS / "preview_mark.png"
CAPTIONS = ASSETS / "captions.txt"
NOT_LATIN = re.compile(r"[^\x20-\x7e\u00a0-\u00ff\u2013\u2014\u2018\u2019\u201c\u201d\u2026]+")
CJK = re.compile(r"[\u3400-\u9fff]")


def font_for(text: str, size: int) -> tuple[Font, str]:
    """A font that has the text's letters, and the text without those that no font here has; it may be empty then."""
    if CJK.search(text) and (path := find_cjk_font()) is not None:
        return ImageFont.truetype(path, size, index=dict(CHINESE)[path.name]), text
    return _latin(size), " ".join(NOT_LATIN.sub(" ", text).split())


def wrap(text: str, font: Font, width: float, lines: int) -> list[str]:
    """The text in at most `lines` lines of at most `width` pixels, cut with an ellipsis. Chinese breaks anywhere."""
    text = text[
        : lines * (int(width / 2) + 1)
    ]  # no letter is narrower than two pixels; measuring more would take seconds
    words = re.findall(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+", text)
    wrapped = [""]
    for word in words:
        if wrapped[-1] and font.getlength((wrapped[-1] + word).rstrip()) > width:
            wrapped.append("")
        wrapped[-1] += word
    wrapped = [line.strip() for line in wrapped if line.strip()]
    if len(wrapped) > lines:
        wrapped = [*wrapped[: lines - 1], " ".join(wrapped[lines - 1 :])]
    return [_cut(line, font, width) for line in wrapped]


def mark(width: float, height: float) -> Image.Image:
    """The mark's alpha ("L"), as large as fits."""
    with Image.open(MARK) as image:
        scale = min(width / image.width, height / image.height)
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        return image.convert("L").resize(size, Image.Resampling.LANCZOS)


def caption(english: str) -> str:
    """A word of the card itself, in Chinese where it can be written."""
    return _captions().get(english, english) if find_cjk_font() is not None else english


@lru_cache(maxsize=1)
def _captions() -> dict[str, str]:
    lines = CAPTIONS.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {english.strip(): chinese.strip() for english, chinese in pairs}


@lru_cache(maxsize=16)
def _latin(size: int) -> Font:
    return ImageFont.load_default(size)


def _cut(line: str, font: Font, width: float) -> str:
    if font.getlength(line) <= width:
        return line
    too_long = bisect_right(range(len(line) + 1), width, key=lambda count: font.getlength(line[:count] + "…"))
    return line[: max(0, too_long - 1)].rstrip(" ,;·") + "…"
