"""From what was said to what is known: is anything missing, and what do the written values mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from intents.engine.catalog import Intent
from intents.engine.numbers import parse_duration, parse_number
from prompts.shot import Aspect, Resolution

LONGEST_SECONDS = 60.0
"""Of a clip."""


@dataclass(frozen=True, slots=True)
class Filled:
    """Everything the intent needs was said."""

    slots: Mapping[str, str]
    """What is known."""


@dataclass(frozen=True, slots=True)
class Missing:
    """The first thing the intent needs and nobody said."""

    slot: str
    ask_key: str
    """Key of the sentence that asks for it."""
    slots: Mapping[str, str]
    """What is known already."""


def fill(intent: Intent, slots: Mapping[str, str]) -> Filled | Missing:
    """What the intent declares, of what was said; or what is to be asked back."""
    known = {name: slots[name].strip() for name in intent.file.slots if slots.get(name, "").strip()}
    for name, slot in intent.file.slots.items():
        if slot.required and name not in known:
            return Missing(name, slot.ask, known)
    return Filled(known)


def parse_seconds(written: str) -> float | None:
    """“5秒”, “五秒钟”, “半分钟”, “1分半”, “一刻钟”. At most 60; nothing where there is no length in it."""
    length = parse_duration(written.strip().rstrip("长的左右以内"))
    return min(length.total_seconds(), LONGEST_SECONDS) if length else None


def parse_fps(written: str) -> int | None:
    """“30帧”, within the 15 to 60 that can be made."""
    found = re.search(r"[0-9]{1,4}|[零一二两三四五六七八九十百]+", written)
    number = parse_number(found.group()) if found else None
    return max(15, min(60, int(number))) if number else None


def parse_aspect(written: str) -> Aspect | None:
    """“竖屏”, “横着”, “方的”, “9:16”, “9比16”."""
    plain = written.replace("：", ":").replace("比", ":").replace(" ", "")
    exact = next((aspect for aspect in _ASPECTS if aspect in plain), None)
    if exact:
        return exact
    return next((aspect for word, aspect in _ASPECT_WORDS.items() if word in plain), None)


def parse_resolution(written: str) -> Resolution | None:
    """“高清”, “1080p”, “4K”."""
    plain = written.lower().replace(" ", "")
    return next((resolution for word, resolution in _RESOLUTION_WORDS.items() if word in plain), None)


_ASPECTS: tuple[Aspect, ...] = ("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3")
_ASPECT_WORDS: Mapping[str, Aspect] = {"竖": "9:16", "横": "16:9", "宽": "16:9", "方": "1:1"}
_RESOLUTION_WORDS: Mapping[str, Resolution] = {
    "4k": "4k",
    "1080": "1080p",
    "2k": "1080p",
    "720": "720p",
    "480": "480p",
    "超清": "1080p",
    "蓝光": "1080p",
    "高清": "1080p",
    "标清": "480p",
    "流畅": "480p",
}
