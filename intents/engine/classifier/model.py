"""The offline classifier: how likely each intent is, in well under a millisecond and without asking anybody."""

import math
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from sys import intern

import numpy as np
from numpy.typing import NDArray

from intents.engine.catalog import Catalog
from intents.engine.classifier.features import WEIGHTS, views
from intents.engine.classifier.linear import Floats, softmax
from intents.engine.classifier.tokens import Kinds
from intents.engine.tidy import Tidied, Tidy

_DAMAGED = (
    *(OSError, ValueError, KeyError, TypeError, EOFError, struct.error, zipfile.BadZipFile, zlib.error),
    *(
        RuntimeError,
        NotImplementedError,
        OverflowError,
        MemoryError,
    ),  # a bit of a zip header says encrypted, or a size beyond all
)


class Unusable(Exception):
    """A file holds no classifier that can be used."""


@dataclass(frozen=True, slots=True, eq=False)
class Parameters:
    """What training found; this is what is kept in the cache."""

    labels: tuple[str, ...]
    """Names of the intents, in the order of the columns."""
    vocabulary: tuple[str, ...]
    weights: Floats
    """Features by labels; the last row counts always."""
    sharpness: float
    """Scores are multiplied with it, so that 0.8 is right four times out of five."""
    kinds: Mapping[str, str]
    """Phrase → kind, as in `Kinds`. Listing all ways to say the word lists takes longer than everything else at a start."""
    sounds: Mapping[str, str]
    """Character → the one that stands for its sound."""

    def save(self, path: Path) -> None:
        """Write them to a file."""
        with path.open("wb") as file:
            np.savez(
                file,
                labels=_packed(self.labels),
                vocabulary=_packed(self.vocabulary),
                phrases=_packed(self.kinds),
                kinds=_packed(self.kinds.values()),
                characters=_packed(self.sounds),
                sounds=_packed(self.sounds.values()),
                weights=self.weights.astype(np.float16),
                sharpness=np.float64(self.sharpness),
            )

    @classmethod
    def load(cls, path: Path) -> "Parameters":
        """Read them from a file. Raises `Unusable` where it is missing, cut or damaged."""
        try:
            # Opened here: where numpy opens a file that is none of its own, it is left open.
            with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
                labels, vocabulary = _unpacked(file["labels"]), _unpacked(file["vocabulary"])
                kinds = dict(zip(_unpacked(file["phrases"]), map(intern, _unpacked(file["kinds"])), strict=True))
                sounds = dict(zip(_unpacked(file["characters"]), _unpacked(file["sounds"]), strict=True))
                weights = file["weights"].astype(np.float32)
                sharpness = float(file["sharpness"])
        except _DAMAGED as error:
            raise Unusable(f"{path.name} cannot be read") from error
        if weights.shape != (len(vocabulary) + 1, len(labels)) or not np.isfinite(weights).all() or sharpness <= 0:
            raise Unusable(f"{path.name} does not fit together")
        return cls(labels, vocabulary, weights, sharpness, kinds, sounds)


class Classifier:
    """Reads messages by the words of one catalog and what was learned from it."""

    def __init__(self, catalog: Catalog, parameters: Parameters) -> None:
        self.parameters = parameters
        self._tidy = Tidy(catalog.shared)
        self._kinds = Kinds(parameters.kinds)
        self._sounds = {ord(character): sound for character, sound in parameters.sounds.items() if character}
        self._places = {feature: place for place, feature in enumerate(parameters.vocabulary)}

    @classmethod
    def load(cls, path: Path, catalog: Catalog) -> "Classifier":
        """From a file that was trained on the same catalog. Raises `Unusable`."""
        parameters = Parameters.load(path)
        if set(parameters.labels) != set(catalog.intents):
            raise Unusable(f"{path.name} is of other intents")
        return cls(catalog, parameters)

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the intents it knows."""
        return self.parameters.labels

    def probabilities(self, text: str) -> Mapping[str, float]:
        """How likely the message, as it was written, is each of the intents. Adds up to 1."""
        return self.probabilities_of(self._tidy.tidy(text))

    def probabilities_of(self, tidied: Tidied) -> Mapping[str, float]:
        """The same for a message that was tidied already."""
        weights = self.parameters.weights
        scores = weights[-1].copy()
        for view, weight in zip(views(tidied, self._kinds, self._sounds), WEIGHTS, strict=True):
            found = [place for feature in view if (place := self._places.get(feature)) is not None]
            if found:
                # Of a fixed weight together, so that a long message is not surer than a short one.
                scores += weights[found].sum(axis=0) * np.float32(weight / math.sqrt(len(found)))
        chances = softmax(scores * np.float32(self.parameters.sharpness))
        return dict(zip(self.parameters.labels, chances.tolist(), strict=True))


def _packed(words: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode(), np.uint8)


def _unpacked(array: NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(array.tobytes().decode().split("\n"))
