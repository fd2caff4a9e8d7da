"""Every word and look, arranged for cutting a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from prompts.words import Look, LookKind, Word, Words


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words of the lexicon and all looks, arranged for cutting."""

    entries: Mapping[str, Word]
    lengths: Mapping[str, tuple[int, ...]]
    """First character → lengths of the words that begin with it, longest first."""
    looks: Mapping[str, tuple[tuple[LookKind, Look], ...]]
    """Every way to say a look, those that are words of the lexicon, too."""


@lru_cache(maxsize=4)
def vocabulary(words: Words) -> Vocabulary:
    """The words arranged for cutting; once for each set that was loaded."""
    looks: dict[str, list[tuple[LookKind, Look]]] = {}
    entries: dict[str, Word] = {}
    for kind, known in words.looks.items():
        for name, look in known.items():
            for phrase in (name, *look.aliases):
                looks.setdefault(phrase.lower(), []).append((kind, look))
                # 转一圈 is the camera's only behind the word 镜头, and 在海上摇晃 is nobody's 上摇.
                if kind != "camera" or (phrase == name and phrase[0] not in _DIRECTIONS):
                    entries[phrase.lower()] = Word(kind, look.english)
    entries |= words.lexicon
    for kind, endings in words.endings.items():
        for look in words.looks[kind].values():
            for phrase in _phrases(words, kind, look):
                for ending in endings:
                    looks.setdefault((phrase + ending).lower(), [(kind, look)])
                    entries.setdefault((phrase + ending).lower(), Word(kind, look.english))
    lengths: dict[str, set[int]] = {}
    for chinese in entries:
        lengths.setdefault(chinese[0], set()).add(len(chinese))
    ordered = {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}
    return Vocabulary(entries, ordered, {phrase: tuple(found) for phrase, found in looks.items()})


def _phrases(words: Words, kind: LookKind, look: Look) -> list[str]:
    return [phrase for name, one in words.looks[kind].items() if one is look for phrase in (name, *look.aliases)]


_DIRECTIONS = "上下左右不"
