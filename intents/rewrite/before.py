"""What stands before a noun: number, measure, looks, and clauses that end in 的."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from intents.rewrite.reading import at, begins_noun
from intents.tokens import PAUSE, Token

Doing = Callable[[Sequence[Token]], str]
"""The words of a clause that says more about a noun: 在河边钓鱼 → “fishing by the river”."""


@dataclass(slots=True)
class Before:
    """What stood before the noun."""

    number: str = ""
    container: str = ""
    sizes: list[str] = field(default_factory=list)
    qualities: list[str] = field(default_factory=list)
    doings: list[str] = field(default_factory=list)


def read_before(tokens: Sequence[Token], start: int, doing: Doing, may_do: bool) -> tuple[Before, int] | None:
    """Everything up to the noun, and where the noun stands; None where none comes."""
    before, index = Before(), start
    while index < len(tokens):
        token, following = tokens[index], at(tokens, index + 1)
        if token.is_noun and not (before.number and not before.container and _counts(tokens, index)):
            return before, index
        if token.kind == "number" and following.kind == "unit" and following.english == "years":
            before.qualities.append(f"{token.value:g}-year-old" if token.value else token.english)
            index += 1
        elif token.kind == "number":
            before.number = token.english
        elif token.kind == "nth" and following.kind == "number":
            before.qualities.append(_ORDINALS.get(following.chinese, ""))
            index += 1
        elif token.kind == "measure" or (before.number and _counts(tokens, index)):
            if token.kind == "measure" and token.english != "piece":
                before.container, before.sizes, before.qualities = token.english, before.qualities, []
        elif token.kind == "quality":
            if following.kind == "ly" or (following.does and at(tokens, index + 2).kind != "of"):
                return None
            before.qualities.append(token.english)
        elif token.does or token.kind == "in":
            end = _doing_end(tokens, index, may_do or bool(before.number))
            if end is None:
                return None
            is_short = end == index + 1 and token.does and " " not in token.english
            (before.qualities if is_short else before.doings).append(
                token.english if is_short else doing(tokens[index:end])
            )
            index = end
        elif not (index > start and token.kind in ("of", "skip")):
            return None
        index += 1
    return None


def said_after(tokens: Sequence[Token], index: int) -> tuple[list[str], int]:
    """花很红, 天空是蓝色的: looks said behind the noun, up to the end of the clause."""
    qualities: list[str] = []
    while at(tokens, index).kind in ("skip", "quality") or (qualities and at(tokens, index).kind in ("of", "and")):
        if tokens[index].kind == "quality":
            qualities.append(tokens[index].english)
        index += 1
    return (qualities, index) if index >= len(tokens) else ([], index)


def _clause_end(tokens: Sequence[Token], start: int) -> int | None:
    """Where the 的 stands that makes the words from `start` on say more about the noun behind it."""
    for index in range(start + 1, len(tokens)):
        token = tokens[index]
        if token.kind in ("pause", "then", "nth"):
            return None
        if token.kind == "of" and begins_noun(at(tokens, index + 1)):
            before = next(t for t in reversed(tokens[:index]) if t.kind != "skip")
            is_looks = before.kind in ("quality", "number", "measure")
            # 穿着飞行员的衣服: somebody's clothes, not clothes that wear somebody.
            is_looks = is_looks or (
                before.is_being and tokens[start].kind == "action" and not _is_somebody(tokens[index + 1 :])
            )
            said = tokens[start:index]
            if not is_looks and (tokens[start].kind != "in" or any(t.does or t.kind == "where" for t in said)):
                return index
    return None


def _doing_end(tokens: Sequence[Token], index: int, may_do: bool) -> int | None:
    if at(tokens, index + 1).kind == "of" and begins_noun(at(tokens, index + 2)) and tokens[index].does:
        return index + 1
    return _clause_end(tokens, index) if may_do else None


def _is_somebody(tokens: Sequence[Token]) -> bool:
    noun = next((token for token in tokens if token.is_noun), PAUSE)
    return noun.is_being or noun.kind == "place"


def _counts(tokens: Sequence[Token], index: int) -> bool:
    """一头牛, 一家店: a word that is a measure only behind a number."""
    token, before = tokens[index], at(tokens, index - 1)
    follows = begins_noun(at(tokens, index + 1))
    return before.kind == "number" and len(token.chinese) == 1 and token.kind not in _NEVER_COUNT and follows


_NEVER_COUNT = frozenset(
    ("number", "measure", "being", "figure", "thing", "stuff", "scenery", "unknown", "pause", "of", "unit")
)
_ORDINALS = {"一": "first", "二": "second", "三": "third", "1": "first", "2": "second", "3": "third"}
