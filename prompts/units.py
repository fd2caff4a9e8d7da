"""How long a prompt may be, counted as its family counts.

Prevents a prompt from being cut off by the far side, where nobody sees which half was lost. Remote services count characters;
CogVideoX, LTX and Wan count the tokens of their text encoder. Its vocabulary lies beside the model and is counted with exactly
where `tokenizer.json` was given to us; everywhere else a bound does that is never too low for a prompt.
"""

import json
import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from prompts.files import FileError, FileProblem

VocabularyName = Literal["t5", "umt5"]
_RUN = re.compile(r"[A-Za-z]+|.")


class Limit(BaseModel):
    """The longest text a family takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    unit: Literal["characters", "tokens"]
    """Characters are code points, as every service that names a number counts them."""
    most: int = Field(ge=1)
    vocabulary: VocabularyName | None = None
    """Whose tokens: `t5` for CogVideoX and LTX, `umt5` for Wan. Only with tokens."""

    @model_validator(mode="after")
    def _whose_tokens(self) -> "Limit":
        if (self.unit == "tokens") != (self.vocabulary is not None):
            raise ValueError("unit 是 tokens 就要写明 vocabulary: t5 或 umt5；unit 是 characters 就不写 vocabulary。")
        return self


def tokens_at_most(text: str) -> int:
    """A bound on the tokens of a text, its end mark included, for T5 and for umT5.

    Three letters make a token; a capital inside a word, a digit, a sign and a Chinese character make one each. Compared with both
    vocabularies on 2000 prompts and 4000 mixtures of the lexicon (the nearest are in `tests/prompts/token_counts.yaml`): never too
    low, on average half too high. File names and gibberish may have more.
    """
    count = 1
    for word in unicodedata.normalize("NFKC", text).split():
        count += not re.match(r"[A-Za-z]", word)  # the space before anything but a letter is a token by itself
        for run in _RUN.findall(word):
            count += math.ceil(len(run) / 3) + sum(letter.isupper() for letter in run[1:])
    return count


class Vocabulary:
    """A text encoder's own pieces, from the `tokenizer.json` beside its weights; counts exactly."""

    def __init__(self, scores: Mapping[str, float]) -> None:
        self._scores = scores
        self._longest = max(map(len, scores))
        # As SentencePiece has it: ten below the rarest piece, so that what is known is always preferred.
        self._unknown = min(scores.values()) - 10.0
        self._pieces = lru_cache(maxsize=20_000)(self._count_word)

    def count(self, text: str) -> int:
        """Tokens of a text, its end mark included."""
        return 1 + sum(self._pieces(f"▁{word}") for word in unicodedata.normalize("NFKC", text).split())

    def _count_word(self, word: str) -> int:
        """Pieces of the likeliest way to cut a word up. Letters unknown to the vocabulary make one piece where they stand together."""
        best = [_Cut(0.0, 0, False)]
        for end in range(1, len(word) + 1):
            ways = [
                _Cut(best[start].score + score, best[start].pieces + 1, False)
                for start in range(max(0, end - self._longest), end)
                if (score := self._scores.get(word[start:end])) is not None
            ]
            if word[end - 1] not in self._scores:
                before = best[end - 1]
                ways.append(_Cut(before.score + self._unknown, before.pieces + (not before.is_unknown), True))
            best.append(max(ways, key=lambda way: way.score))
        return best[-1].pieces


@dataclass(frozen=True, slots=True)
class _Cut:
    """The likeliest way to cut up the beginning of a word."""

    score: float
    pieces: int
    is_unknown: bool


def load_vocabularies(folder: Path | None) -> Mapping[VocabularyName, Vocabulary]:
    """The vocabularies that lie in a folder as `t5/tokenizer.json` and `umt5/tokenizer.json`, if any. Raises `FileError`."""
    if folder is None:
        return {}
    known: tuple[VocabularyName, ...] = get_args(VocabularyName)
    paths = {name: folder / name / "tokenizer.json" for name in known}
    return {name: _vocabulary(path, path.stat().st_mtime_ns) for name, path in paths.items() if path.is_file()}


@lru_cache(maxsize=4)
def _vocabulary(path: Path, changed_at: int) -> Vocabulary:
    """Kept as long as the file stays as it is: umT5 has a quarter of a million pieces."""
    try:
        model = json.loads(path.read_bytes())["model"]
        return Vocabulary({str(piece): float(score) for piece, score in model["vocab"]})
    except (OSError, ValueError, KeyError, TypeError):
        message = "这不是 T5 或 umT5 的 tokenizer.json，请从模型文件夹的 tokenizer 里重新复制一份，或者删掉它。"
        raise FileError(FileProblem(path, 1, message)) from None
