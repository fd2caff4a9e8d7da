"""What is not to be seen: 不要出现人和车."""

from collections.abc import Sequence

from intents.rewrite.english import bare, place, plural
from intents.rewrite.reading import at, begins_noun
from intents.rewrite.wishes import Wishes
from intents.tokens import Token


def take_negative(tokens: Sequence[Token], index: int, wishes: Wishes) -> int:
    """What 不要 at `index` refuses. Returns where the sentence goes on."""
    end = next((i for i in range(index, len(tokens)) if tokens[i].kind == "pause"), len(tokens))
    before = len(wishes.negatives) + len(wishes.notes)
    used = negatives_in(tokens[index + 1 : end], wishes)
    if len(wishes.negatives) + len(wishes.notes) == before:
        wishes.notes.append("".join(token.chinese for token in tokens[index : index + 1 + used]))
    return index + 1 + used


def negatives_in(tokens: Sequence[Token], wishes: Wishes) -> int:
    """Everything there is not to be seen, up to where the sentence goes on with something else. Returns how far that is."""
    qualities: list[str] = []
    count, index = len(wishes.negatives), 0
    while index < len(tokens):
        token, following = tokens[index], at(tokens, index + 1)
        has_noun = len(wishes.negatives) > count
        if token.kind in ("want", "wish", "label", "style", "not", "nth", "then", "framing") or token.chinese in _STOPS:
            break
        if token.kind == "number" and following.kind == "unit":
            break
        if token.kind == "of" and has_noun and begins_noun(following):
            index += 1
            break
        before = at(tokens, index - 1)
        if has_noun and before.is_noun and token.is_noun and any(t.does for t in tokens[index:]):
            break  # 不要出现人小猫在睡觉: dictated without a pause
        if token.kind == "quality":
            qualities.append(token.english)
        elif token.is_noun or token.does or token.kind in ("time", "light", "mood", "pace"):
            wishes.negatives.append(" ".join([*qualities, _unwanted(token)]))
            qualities = []
        elif token.kind == "unknown":
            wishes.notes.append(f"不要{token.chinese}")
        index += 1
    if qualities:
        wishes.negatives.append(" ".join(qualities))
    return index


def _unwanted(token: Token) -> str:
    if token.kind in ("being", "thing", "pronoun"):
        return plural(token.english)
    return bare(place(token.english)) if token.kind == "place" else token.english


_STOPS = ("要", "只要", "在")
