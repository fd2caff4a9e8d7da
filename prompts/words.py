"""The words 小爱 knows in two languages: looks (`styles/`) and the lexicon (`lexicon/`).

Prevents word lists from hiding in code: the recogniser listens for the looks, the offline rewriter turns both into English.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from prompts.files import FileError, FileProblem, line_of, read
from prompts.shot import Camera

LookKind = Literal["style", "mood", "camera", "framing", "light", "pace"]
WordKind = Literal[
    "being",
    "figure",
    "thing",
    "stuff",
    "place",
    "scenery",
    "action",
    "pose",
    "quality",
    "time",
    "number",
    "measure",
    "wish",
    "grammar",
]
LOOKS: tuple[LookKind, ...] = ("style", "mood", "camera", "framing", "light", "pace")


class Strict(BaseModel):
    """A part of a file that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Look(Strict):
    """One style, mood or camera movement."""

    aliases: tuple[str, ...] = ()
    """Other ways to say it; the name itself need not be repeated."""
    english: str = Field(min_length=1)
    camera: Camera | None = None
    """Only in `camera.yaml`."""
    palette: Literal["warm", "cool", "neutral"] = "neutral"
    intensity: float | None = Field(default=None, ge=0.1, le=1.5)
    """How much moves; only in `pace.yaml`."""
    is_weak: bool = False
    """Counts only where no other look of its kind was said: 傍晚 is a light where nobody names one."""

    _english = field_validator("english")(lambda value: _refuse_chinese(value))


class LookCase(Strict):
    """A test: this phrase means that look."""

    say: str
    means: str


class LookFile(Strict):
    """One file of `prompts/styles/`, named for its kind: `style`, `mood`, `camera`, `framing`, `light` or `pace`.

    `style-我家.yaml` adds to `style.yaml`.
    """

    title: str
    endings: tuple[str, ...] = ()
    """What may stand behind a look and makes it one beyond doubt: 水墨风, 热闹的气氛."""
    words: dict[str, Look] = Field(min_length=1)
    tests: tuple[LookCase, ...] = Field(min_length=1)


class WordCase(Strict):
    """A test: this Chinese word is that English one."""

    say: str
    english: str


class WordFile(Strict):
    """One file of `prompts/lexicon/`: words of one kind."""

    title: str
    kind: WordKind
    words: dict[str, str] = Field(min_length=1)
    tests: tuple[WordCase, ...] = Field(min_length=1)

    @field_validator("words")
    @classmethod
    def _english(cls, words: dict[str, str]) -> dict[str, str]:
        for english in words.values():
            _refuse_chinese(english)
        return words


@dataclass(frozen=True, slots=True)
class Word:
    """One entry of the lexicon. `english` may be “child/children” where the plural is irregular."""

    kind: WordKind | LookKind
    english: str


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Everything a rewriter without a language model knows."""

    looks: Mapping[LookKind, Mapping[str, Look]]
    lexicon: Mapping[str, Word]
    endings: Mapping[LookKind, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def load(cls, *folders: Path) -> "Words":
        """Looks and lexicon of one or more prompt folders; a later folder's file replaces the earlier one of its name."""
        looks, endings, found = _looks(folders)
        lexicon: dict[str, Word] = {}
        for path in _newest(folders, "lexicon"):
            try:
                file = read(path, WordFile)
            except FileError as error:
                found += error.problems
                continue
            for chinese, english in file.words.items():
                if chinese in lexicon:
                    message = f"“{chinese}” 在别的词表里已经有了，请留下一个。"
                    found.append(FileProblem(path, line_of(path, "words", chinese), message))
                lexicon[chinese] = Word(file.kind, english)
        if found:
            raise FileError(*found)
        return cls(looks, lexicon, endings)

    def phrases(self, kind: LookKind) -> tuple[str, ...]:
        """Every way to say a look of that kind, longest first."""
        known = {phrase for name, look in self.looks.get(kind, {}).items() for phrase in (name, *look.aliases)}
        return tuple(sorted(known, key=lambda phrase: (-len(phrase), phrase)))

    def look(self, kind: LookKind, phrase: str) -> Look | None:
        """The look a phrase such as “镜头慢慢推近” or “卡通风格的” means: the longest way to say one that stands in it."""
        said = [p for p in self.phrases(kind) if p in phrase]
        if not said:
            return None
        return next(look for name, look in self.looks[kind].items() if said[0] in (name, *look.aliases))


def kind_of(path: Path) -> LookKind | None:
    """Which looks a file of `prompts/styles/` holds, by its name; None where that is no kind of look."""
    name = path.stem.partition("-")[0]
    return next((kind for kind in LOOKS if kind == name), None)


_Looks = tuple[dict[LookKind, Mapping[str, Look]], dict[LookKind, tuple[str, ...]], list[FileProblem]]


def _looks(folders: tuple[Path, ...]) -> _Looks:
    looks: dict[LookKind, Mapping[str, Look]] = {}
    endings: dict[LookKind, tuple[str, ...]] = {}
    found: list[FileProblem] = []
    said: dict[tuple[LookKind, str], str] = {}
    # By stem: style before style-我家, so that a repeated word is told about the house's own file.
    for path in sorted(_newest(folders, "styles"), key=lambda path: path.stem):
        kind = kind_of(path)
        if kind is None:
            message = f"这个文件夹里的文件只能叫 {'、'.join(LOOKS)}，或者像 style-我家 这样在后面加一横，请改名。"
            found.append(FileProblem(path, 1, message))
            continue
        try:
            file = read(path, LookFile)
        except FileError as error:
            found += error.problems
            continue
        looks[kind] = {**looks.get(kind, {}), **file.words}
        endings[kind] = tuple(dict.fromkeys((*endings.get(kind, ()), *file.endings)))
        for name, look in file.words.items():
            for phrase in (name, *look.aliases):
                if (kind, phrase) in said:
                    message = f"“{phrase}” 既是 “{said[kind, phrase]}” 又是 “{name}”，请留下一个。"
                    found.append(FileProblem(path, line_of(path, "words", name), message))
                said[kind, phrase] = name
            if kind == "camera" and look.camera is None:
                message = f"“{name}” 缺少 camera，请写明是哪一种运镜。"
                found.append(FileProblem(path, line_of(path, "words", name), message))
    return looks, endings, found


def _newest(folders: tuple[Path, ...], kind: str) -> list[Path]:
    return sorted({path.name: path for folder in folders for path in (folder / kind).glob("*.yaml")}.values())


def _refuse_chinese(english: str) -> str:
    if re.search(r"[\u3400-\u9fff]", english):
        raise ValueError(f"“{english}” 里有汉字，冒号右边请写英文。")
    return english
