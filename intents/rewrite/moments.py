"""The moments of a request: 第3秒出现彩虹, 开头…最后…, 前两秒…后三秒…."""

from collections.abc import Sequence
from dataclasses import dataclass

from intents.rewrite.reading import at
from intents.tokens import Token


@dataclass(frozen=True, slots=True)
class Moment:
    """What is to be seen from some second on, still in Chinese."""

    at_seconds: float
    tokens: tuple[Token, ...]
    written: str


def take_moments(tokens: Sequence[Token], seconds: float) -> tuple[list[Token], list[Moment]]:
    """The moments, and the words that belong to none."""
    rest: list[Token] = []
    moments: list[Moment] = []
    index = 0
    while index < len(tokens):
        found = _marker(tokens, index, seconds)
        if found is None:
            token = tokens[index]
            rest.append(Token(token.chinese, "thing", "head") if token.kind == "head" else token)
            index += 1
            continue
        begin, (start, second) = index, found
        while at(tokens, start).kind in ("pause", "moment", "skip", "of") and start < len(tokens):
            start += 1
        index = start
        while index < len(tokens) and tokens[index].kind != "pause" and _marker(tokens, index, seconds) is None:
            index += 1
        written = "".join(token.chinese for token in tokens[begin:index])
        moments.append(Moment(round(max(0.0, min(second, seconds)), 1), tuple(tokens[start:index]), written))
    return rest, moments


def _marker(tokens: Sequence[Token], index: int, seconds: float) -> tuple[int, float] | None:
    """Where the words of a moment begin and which second it is."""
    token, following = tokens[index], at(tokens, index + 1)
    if token.kind == "nth" and following.value is not None:
        return _span(tokens, index + 1, following.value)
    if token.kind == "head" or token.chinese == "前":
        return (index + 3, 0.0) if _is_seconds(tokens, index + 1) else None
    if token.kind in ("tail", "end") or token.chinese == "后":
        if _is_seconds(tokens, index + 1):
            return index + 3, seconds - (following.value or 0)
        return (index + 1, 0.8 * seconds) if token.kind == "end" else None
    if token.kind == "start":
        return (index + 3, 0.0) if _is_seconds(tokens, index + 1) else (index + 1, 0.0)
    if token.kind == "middle":
        return index + 1, seconds / 2
    if _is_seconds(tokens, index) and at(tokens, index - 1).kind != "nth":
        after = at(tokens, index + 2)
        if after.kind == "moment" or after.chinese in ("后", "之后", "开始"):
            return index + 3, token.value or 0.0
    return None


def _span(tokens: Sequence[Token], index: int, second: float) -> tuple[int, float] | None:
    """第3秒, 第3到5秒, 第3秒到第5秒: the first of them."""
    while at(tokens, index).kind in ("number", "toward", "nth", "unit") or at(tokens, index).chinese in (
        "-",
        "~",
        "至",
    ):
        if at(tokens, index).kind == "unit" and at(tokens, index + 1).kind != "toward":
            return (index + 1, second) if tokens[index].english == "seconds" else None
        index += 1
    return None


def _is_seconds(tokens: Sequence[Token], index: int) -> bool:
    unit = at(tokens, index + 1)
    return at(tokens, index).kind == "number" and unit.kind == "unit" and unit.english == "seconds"
