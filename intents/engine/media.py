"""The wishes in a request for a picture or a clip: how long, which shape, which look, what not to show.

They stand in any order and anywhere, before, inside or after what is to be seen. Taking them out first leaves a short
sentence that a handful of templates can read, where permutations of templates never end.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from intents.engine.normalise import Flat, flatten
from intents.engine.patterns import Pattern


@dataclass(frozen=True, slots=True)
class Request:
    """What is left of a request, and the wishes that were in it."""

    rest: Flat
    wishes: Mapping[str, str]


def take_out_wishes(flat: Flat, patterns: Mapping[str, tuple[Pattern, ...]]) -> Request:
    """Every wish by the first template that finds it. Said again it adds to what was said first, or goes; another length
    stays in the text, where it may name a moment."""
    wishes: dict[str, str] = {}
    taken: list[tuple[int, int]] = []
    for name, templates in patterns.items():
        for pattern in templates:
            for start, end, value in _places(flat, pattern, taken):
                if name in _MANY and value not in wishes.get(name, ""):
                    wishes[name] = f"{wishes[name]}、{value}" if name in wishes else value
                elif wishes.setdefault(name, value) != value and name not in _MANY:
                    continue
                taken.append((start, end))
    return Request(_without(flat, taken), wishes) if taken else Request(flat, {})


def _places(flat: Flat, pattern: Pattern, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    if not all(any(word in flat.text for word in words) for words in pattern.needs):
        return
    for found_start, found_end, match in pattern.finditer(flat.text):
        start, end = flat.without_pauses(found_start, found_end)
        if _is_moment(flat.text, start, end):
            continue
        # 不要出现人要竖屏: what was dictated without a pause ends where a wish begins that is known already.
        end = min([end, *(other for other, _ in taken if start < other)])
        name, first, last = match.spans[0] if match.spans else ("", start, end)
        if name == "negative" and start == 0 and _REFUSAL.match(flat.text):
            continue
        last = min(last, end)
        if name == "negative" and (shorter := _NOT_THE_CLIP.fullmatch(flat.text, first, last)):
            last = shorter.end(1)
            end = last + 1
        if first < last and all(end <= other_start or start >= other_end for other_start, other_end in taken):
            yield start, end, flat.written(first, last)


def _is_moment(text: str, start: int, end: int) -> bool:
    """第3秒出现彩虹, 前5秒 and 3秒后 name a moment, not a length."""
    return text[:start].endswith(_BEFORE_MOMENT) or (
        text[start:end].endswith("秒") and text.startswith(_AFTER_MOMENT, end)
    )


def _without(flat: Flat, taken: list[tuple[int, int]]) -> Flat:
    kept, position = "", 0
    for start, end in sorted(taken):
        kept += flat.source[position : flat.at[start]]
        position = flat.at[end - 1] + 1
    return flatten(kept + flat.source[position:])


_MANY = frozenset(("style", "mood", "camera", "negative"))
"""Wishes of which there may be more than one."""
_BEFORE_MOMENT = ("第", "前", "后", "头", "每", "最后", "到第", "至", "到")
_AFTER_MOMENT = ("后", "时", "的时候", "之后", "到")
# 不要拍一段瀑布的视频: nothing is wanted, where 不要拍到人的小猫视频 wants a clip.
_REFUSAL = re.compile(
    "(?:先|千万)?(?:不要|别|不想|不许|不准)再?(?:给我|帮我)?(?:拍|画|做|生成|制作|弄|搞|整|录|创作|设计)(?!到|上|出现)"
)
# 不要出现人的小猫视频: the clip itself is wanted.
_NOT_THE_CLIP = re.compile("(.+)的(?:.*(?:视频|短片|影片|录像)|[^的]+(?:图|图片|画))儿?")
