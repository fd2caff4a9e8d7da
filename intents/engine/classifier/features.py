"""What the classifier looks at in a message.

Five views, each of a fixed weight however long the message is: its characters (runs of 1 to 4), its words by kind (runs of
1 to 3), its sounds (runs of 2 and 3), the order of its cues over any distance (帮我 … 画, 昨天 … 视频 … 好看), and its form as a whole.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

from intents.engine.classifier.tokens import Kinds, plain
from intents.engine.tidy import Tidied

LONGEST = 160
"""Characters of a message that are looked at. What is wanted stands near one of its ends."""
MOST_CUES = 14
WEIGHTS = (3.0, 2.0, 3.0, 1.0, 1.5)
"""Of the views: characters, words, sounds, order, form. Chosen on the development set; all of them help."""

View = list[str]


def views(tidied: Tidied, kinds: Kinds, sounds: Mapping[int, str]) -> Sequence[View]:
    """The features of a message, view by view; a feature is named once. `sounds` is for `str.translate`."""
    text = plain(tidied.core)
    if len(text) > LONGEST:
        text = text[: LONGEST // 2] + text[-LONGEST // 2 :]
    tokens = kinds.tokens(text)
    return (
        _characters(text),
        _words(tokens),
        _heard(text.translate(sounds)),
        _order(tokens),
        _form(tidied, text, tokens),
    )


def _characters(text: str) -> View:
    marked = f"^{text}$"
    size = len(marked)
    return _once([*text, *(marked[i : i + length] for length in (2, 3, 4) for i in range(size - length + 1))])


def _words(tokens: list[str]) -> View:
    marked = ["^", *tokens, "$"]
    found = []
    for i, one in enumerate(marked):
        has_kind = len(one) > 1
        if has_kind:
            found.append(f"w{one}")
        if i + 1 < len(marked):
            two = marked[i + 1]
            has_kind = has_kind or len(two) > 1
            if has_kind:
                found.append(f"w{one}{two}")
            if i + 2 < len(marked) and (has_kind or len(marked[i + 2]) > 1):
                found.append(f"w{one}{two}{marked[i + 2]}")
    return _once(found)


def _heard(text: str) -> View:
    marked = f"^{text}$"
    return _once([f"s{marked[i : i + length]}" for length in (2, 3) for i in range(len(marked) - length + 1)])


def _order(tokens: list[str]) -> View:
    cues: list[str] = []
    for token in tokens:
        if token[0] == "<" and (not cues or cues[-1] != token):
            cues.append(token)
    if len(cues) > MOST_CUES:
        cues = cues[: MOST_CUES // 2] + cues[-MOST_CUES // 2 :]
    return _once([f"o{first}{second}" for first, second in combinations(cues, 2)])


def _form(tidied: Tidied, text: str, tokens: list[str]) -> View:
    found = [f"p{token}" for token in _once(tokens) if len(token) > 1]
    cues = [token for token in tokens if token[0] == "<"]
    found.append(f"first{cues[0] if cues else ''}")
    found.append(f"last{cues[-1] if cues else ''}")
    found.append(f"long{min(len(text).bit_length(), 7)}")
    found.append(f"pauses{min(text.count(','), 4)}")
    found.append(f"cues{min(len(cues), 6)}")
    found += [f"opening:{word}" for word in tidied.openings]
    found += [f"ending:{word}" for word in tidied.endings]
    tail = tidied.whole.rstrip()[-2:]
    if "?" in tail or "？" in tail:
        found.append("asked")
    if "!" in tail or "！" in tail:
        found.append("shouted")
    return _once(found)


def _once(features: list[str]) -> View:
    """Each one once. A set would do, but its order differs from process to process, and with it the last digit of every sum."""
    return list(dict.fromkeys(features))
