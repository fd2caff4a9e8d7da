"""What a language model wrote when it was asked for ideas, as ideas that may be shown.

Prevents lines that are too long for a phone, half English or without a style from reaching the family: what does not fit is cut
where it can be cut, and left out where not.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from prompts.idea_stock import LONGEST_LINE

SHORTEST = 4
LONGEST_CAMERA = 10
LONGEST_STYLE = 6


@dataclass(frozen=True, slots=True)
class Idea:
    """One idea, in Chinese."""

    picture: str
    """What is to be seen, and in what light."""
    camera: str
    """Empty where the camera does nothing that was worth a word."""
    style: str


def told_ideas(text: str) -> tuple[Idea, ...]:
    """The usable ones, in their order; none where the answer cannot be read."""
    try:
        said = json.loads(text)
    except ValueError:
        return ()
    return tuple(idea for one in _list(said) if (idea := _idea(one)))


def _list(said: Any) -> list[Any]:
    """The ideas, whatever the model called the list they are in, or {"1": …, "2": …}."""
    if isinstance(said, list):
        return said
    if not isinstance(said, dict):
        return []
    return next((value for value in said.values() if isinstance(value, list)), list(said.values()))


def _idea(said: Any) -> Idea | None:
    if isinstance(said, str):
        found = _IN_BRACKETS.fullmatch(said.strip())
        said = {"picture": found[1], "style": found[2]} if found else {}
    if not isinstance(said, dict):
        return None
    picture, camera, style = (_plain(_first(said, names)) for names in _NAMES)
    style = style.removesuffix("风格").removesuffix("风")
    if len(camera) > LONGEST_CAMERA or not _is_chinese(camera):
        camera = ""
    if not (0 < len(style) <= LONGEST_STYLE and _is_chinese(style)):
        return None
    picture = _cut(picture, LONGEST_LINE - len(camera) - len(style) - 3)
    return Idea(picture, camera, style) if len(picture) >= SHORTEST and _is_chinese(picture) else None


def _first(said: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((said[name] for name in names if isinstance(said.get(name), str)), "")


def _plain(text: str) -> str:
    text = " ".join(text.split()).translate(_PUNCTUATION)
    return _NUMBER.sub("", text).strip("，。；、！ ")


def _cut(picture: str, room: int) -> str:
    """As many whole clauses as there is room for."""
    while len(picture) > room and "，" in picture:
        picture = picture.rpartition("，")[0]
    return picture if len(picture) <= room else ""


def _is_chinese(text: str) -> bool:
    return _FOREIGN.search(text) is None


_NAMES = (
    ("picture", "idea", "text", "content", "画面", "内容", "主意"),
    ("camera", "镜头", "运镜"),
    ("style", "风格"),
)
_IN_BRACKETS = re.compile(r"(.+)[（(]([^（）()]+)[）)]")
_NUMBER = re.compile(r"^\s*(?:[0-9]+|[一二三])\s*[.、：:)）]\s*")
_PUNCTUATION = str.maketrans({",": "，", ";": "，", "；": "，", "。": "，", "!": "！"})
_FOREIGN = re.compile(r"[A-Za-z\u3040-\u30ff\uac00-\ud7af{}\[\]<>#*@:/]|[0-9]{3}")
