"""The same sentence as a grandmother dictates it, a child types it and a telephone hears it."""

import random
from collections.abc import Callable

from intents.engine.learning import Learning
from intents.engine.schema import SharedFile

_MARKS = ",，.。!！?？、；;：:~…"


class Variants:
    """Ways to say a sentence otherwise, by the lists of `_variants.yaml` and `_sounds.yaml`."""

    def __init__(self, learning: Learning, shared: SharedFile) -> None:
        variants = self._words = learning.variants
        self._calls = shared.wake_words
        self._mistaken = {
            character: [other for other in group if other != character]
            for group in (*learning.sounds.sounds.values(), *variants.mistaken)
            for character in group
            if len(group) > 1
        }
        self._ways: tuple[tuple[float, Callable[[str, random.Random], str]], ...] = (
            (0.30, self._opened),
            (0.25, self._ended),
            (0.12, self._interrupted),
            (0.30, self._other_words),
            (0.20, self._mistyped),
            (0.08, self._repeated),
            (0.05, self._dropped),
            (0.50, self._without_marks),
            (0.10, self._called),
        )

    def vary(self, sentence: str, chance: random.Random) -> str:
        """The sentence in another way, or as it is."""
        for share, way in self._ways:
            if chance.random() < share:
                sentence = way(sentence, chance)
        return sentence

    def _opened(self, sentence: str, chance: random.Random) -> str:
        return chance.choice(self._words.openings or ("",)) + chance.choice(("", "，")) + sentence

    def _ended(self, sentence: str, chance: random.Random) -> str:
        return sentence + chance.choice(self._words.endings or ("",))

    def _interrupted(self, sentence: str, chance: random.Random) -> str:
        at = chance.randint(0, len(sentence))
        return sentence[:at] + chance.choice(self._words.between or ("",)) + sentence[at:]

    def _other_words(self, sentence: str, chance: random.Random) -> str:
        for word, others in self._words.says_also.items():
            if word in sentence and chance.random() < 0.5:
                sentence = sentence.replace(word, chance.choice(others))
        return sentence

    def _mistyped(self, sentence: str, chance: random.Random) -> str:
        places = [at for at, character in enumerate(sentence) if character in self._mistaken]
        if not places:
            return sentence
        at = chance.choice(places)
        return sentence[:at] + chance.choice(self._mistaken[sentence[at]]) + sentence[at + 1 :]

    def _repeated(self, sentence: str, chance: random.Random) -> str:
        at = chance.randrange(max(len(sentence), 1))
        length = chance.choice((1, 2))
        return sentence[: at + length] + sentence[at : at + length] + sentence[at + length :]

    def _dropped(self, sentence: str, chance: random.Random) -> str:
        if len(sentence) < 6:
            return sentence
        at = chance.randrange(len(sentence))
        return sentence[:at] + sentence[at + 1 :]

    def _without_marks(self, sentence: str, chance: random.Random) -> str:
        return "".join(character for character in sentence if character not in _MARKS)

    def _called(self, sentence: str, chance: random.Random) -> str:
        return chance.choice(self._calls) + chance.choice(("", "，", " ")) + sentence
