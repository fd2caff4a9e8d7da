"""The wishes that stand in the words of a request.

The recogniser takes out most of them with its templates. These are the rest: said twice, dictated without a pause, or in a
sentence that no template reads.
"""

from collections.abc import Sequence

from intents.rewrite.negatives import take_negative
from intents.rewrite.reading import at
from intents.rewrite.vocabulary import vocabulary
from intents.rewrite.wishes import Wishes
from intents.tokens import PAUSE, Token
from prompts.words import Words


def take_wishes(tokens: Sequence[Token], words: Words, wishes: Wishes) -> list[Token]:
    """Put every wish among the tokens into `wishes`; what is left says what is to be seen."""
    rest: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        end = _length(tokens, index, wishes)
        if token.kind == "not":
            end = take_negative(tokens, index, wishes)
        elif token.kind == "label" and token.english.startswith("camera"):
            end = _camera(tokens, index, words, wishes, rest)
        elif token.kind == "wish":
            wishes.set(token.english)
            end = index + 1
        elif end == index and _look(tokens, index, words, wishes):
            end = index + 1
        if end == index:
            rest.append(token)
            end += 1
        elif token.kind != "number":
            rest.append(PAUSE) if _ends_clause(tokens, end) else None
        index = end
    return rest


def _note_looks(token: Token, words: Words, wishes: Wishes) -> None:
    """夕阳 is something to be seen, and a light, too."""
    for kind, look in vocabulary(words).looks.get(token.chinese.lower(), ()):
        if kind in ("light", "pace", "mood"):
            wishes.add_look(kind, look)


def _camera(tokens: Sequence[Token], index: int, words: Words, wishes: Wishes, rest: list[Token]) -> int:
    """镜头慢慢推近: everything up to the movement. Nouns on the way stay, as a clause of their own."""
    start = index + 1 + (at(tokens, index + 1).chinese in _COLONS)
    end = next((i for i in range(start, len(tokens)) if tokens[i].kind in ("pause", "label")), len(tokens))
    said = "".join(token.chinese for token in tokens[start:end])
    found = [phrase for phrase in words.phrases("camera") if phrase in said]
    if not found:
        return start
    look = words.look("camera", said)
    if look is not None:
        wishes.add_look("camera", look)
    length, position = said.index(found[0]) + len(found[0]), start
    between: list[Token] = []
    while length > 0:
        length -= len(tokens[position].chinese)
        between.append(tokens[position])
        position += 1
    phrase = found[0]
    kept = [t for t in between if (t.is_noun or t.kind == "framing") and t.chinese not in phrase]
    for token in kept:
        rest += [PAUSE, token] if token.is_noun else []
        if token.kind == "framing":
            _look([token], 0, words, wishes)
    rest.append(PAUSE)
    return position


def _length(tokens: Sequence[Token], index: int, wishes: Wishes) -> int:
    """5秒, 一分钟, 30帧; not 第3秒, 前3秒 or 3秒后, which name moments."""
    token, unit = tokens[index], at(tokens, index + 1)
    if token.kind != "number" or unit.kind != "unit" or unit.english == "years" or token.value is None:
        return index
    before, after = at(tokens, index - 1), at(tokens, index + 2)
    if unit.english == "frames":
        wishes.settings.setdefault("fps", max(15, min(60, int(token.value))))
        return index + 2
    is_moment = before.kind in ("nth", "head", "tail", "end", "start") or before.chinese in _MOMENT_BEFORE
    if is_moment or after.kind == "moment" or after.chinese in _MOMENT_AFTER:
        return index
    length = token.value * (60 if unit.english == "minutes" else 1)
    if length > 0:
        wishes.settings.setdefault("seconds", min(length, 60.0))
    return index + 2


def _look(tokens: Sequence[Token], index: int, words: Words, wishes: Wishes) -> bool:
    """A style, mood, … and nothing else; True where the word is used up by it."""
    token = tokens[index]
    found = vocabulary(words).looks.get(token.chinese.lower(), ())
    if token.kind in ("style", "mood", "camera", "framing", "light"):
        for kind, look in found:
            wishes.add_look(kind, look)
        return True
    _note_looks(token, words, wishes)
    is_mood = any(kind == "mood" for kind, _ in found)
    return is_mood and _is_alone(tokens, index)


def _is_alone(tokens: Sequence[Token], index: int) -> bool:
    """喜庆的 between two pauses says how it is to feel, not what is to be seen."""
    first, last = index - 1, index + 1
    while at(tokens, first).kind in ("skip", "want"):
        first -= 1
    while at(tokens, last).kind in ("skip", "of"):
        last += 1
    return at(tokens, first).kind == at(tokens, last).kind == "pause"


def _ends_clause(tokens: Sequence[Token], end: int) -> bool:
    return at(tokens, end).kind not in ("of", "pause")


_COLONS = ("：", ":")
_MOMENT_BEFORE = ("前", "后", "每", "最后", "到", "至")
_MOMENT_AFTER = ("后", "之后", "开始")
