"""What no picture or clip is made of: word lists by kind (`prompts/safety/*.yaml`), edited and tested by the admin.

Prevents two mistakes: the one that frightens a child, and the one that refuses 杀青 and 血橙. So a word is a whole phrase, has its
exceptions, and comes with a sentence that is caught and one that is not.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from prompts.files import FileError, FileProblem, line_of, read

CLOSE = 8
"""Characters in which 不要 still speaks of the word."""
_PAUSES = re.compile("[,，.。!！?？;；、]")


class Strict(BaseModel):
    """A part of a file that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Entry(Strict):
    """Words that mean one thing."""

    words: tuple[str, ...] = Field(min_length=1)
    with_: tuple[str, ...] = Field(default=(), alias="with")
    """They count only where one of these is said, too: a word that is harmless without a child in it."""
    exceptions: tuple[str, ...] = Field(default=(), alias="except")
    """Phrases with one of the words in them that mean something else."""
    caught: tuple[str, ...] = Field(min_length=1)
    fine: tuple[str, ...] = Field(min_length=1)


class English(Strict):
    """The same kind in a prompt for a generator. Whole words, small letters."""

    words: tuple[str, ...] = Field(min_length=1)
    exceptions: tuple[str, ...] = Field(default=(), alias="except")
    caught: tuple[str, ...] = Field(min_length=1)
    fine: tuple[str, ...] = Field(min_length=1)


class SafetyFile(Strict):
    """One kind, which the file is named after; `safety.<kind>` is what 小爱 says."""

    title: str
    not_after: tuple[str, ...] = ()
    """Close behind one of these a word says that it is not wanted: 远离毒品, 不要出现流血."""
    entries: tuple[Entry, ...] = Field(min_length=1)
    english: English | None = None


@dataclass(frozen=True, slots=True)
class _Phrases:
    """An entry, ready to be looked for."""

    words: re.Pattern[str]
    exceptions: re.Pattern[str] | None
    with_: tuple[str, ...]

    def is_in(self, text: str, not_after: tuple[str, ...]) -> bool:
        if self.with_ and not any(word in text for word in self.with_):
            return False
        harmless = [found.span() for found in self.exceptions.finditer(text)] if self.exceptions else []
        return any(
            not _is_unwanted(text[: found.start()], not_after)
            for found in self.words.finditer(text)
            if not any(start <= found.start() and found.end() <= end for start, end in harmless)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Safety:
    """Every list, in the order of the files' names."""

    files: Mapping[Path, SafetyFile]
    _chinese: Mapping[str, tuple[tuple[str, ...], tuple[_Phrases, ...]]]
    _english: tuple[_Phrases, ...]

    @classmethod
    def load(cls, *folders: Path) -> "Safety":
        """All files of the folders; in a later folder a file of the same name replaces the earlier one."""
        files: dict[Path, SafetyFile] = {}
        found: list[FileProblem] = []
        newest = {path.name: path for folder in folders for path in sorted(folder.glob("*.yaml"))}
        for path in sorted(newest.values(), key=lambda path: path.name):
            try:
                files[path] = read(path, SafetyFile)
            except FileError as error:
                found += error.problems
                continue
            found += _too_short(path, files[path])
        if found:
            raise FileError(*found)
        chinese = {
            path.stem: (file.not_after, tuple(_phrases(e.words, e.exceptions, e.with_) for e in file.entries))
            for path, file in files.items()
        }
        english = tuple(
            _phrases(file.english.words, file.english.exceptions, is_english=True)
            for file in files.values()
            if file.english
        )
        return cls(files, chinese, english)

    def kind(self, text: str) -> str:
        """The first kind found in a Chinese text, simplified and in small letters; empty where there is none."""
        return next(
            (
                kind
                for kind, (not_after, entries) in self._chinese.items()
                if any(entry.is_in(text, not_after) for entry in entries)
            ),
            "",
        )

    def unsafe_english(self, text: str) -> list[str]:
        """Words of an English text that must not be in a prompt, as the lists have them."""
        small = text.lower()
        found: dict[str, None] = {}
        for phrases in self._english:
            harmless = [one.span() for one in phrases.exceptions.finditer(small)] if phrases.exceptions else []
            for one in phrases.words.finditer(small):
                if not any(start <= one.start() and one.end() <= end for start, end in harmless):
                    found[one.group()] = None
        return list(found)


def examples(safety: Safety) -> int:
    """How many example sentences the files hold."""
    chinese = sum(len(entry.caught) + len(entry.fine) for file in safety.files.values() for entry in file.entries)
    english = (file.english for file in safety.files.values() if file.english)
    return chinese + sum(len(one.caught) + len(one.fine) for one in english)


def check_safety(safety: Safety) -> list[FileProblem]:
    """Example sentences that end otherwise than their file says. Each is compared with its own entry, and the harmless ones with
    every file: what one list lets pass, another may not take for something."""
    found = []
    for path, file in safety.files.items():
        for index, entry in enumerate(file.entries):
            own = _phrases(entry.words, entry.exceptions, entry.with_)
            for say in entry.caught:
                if not own.is_in(say, file.not_after):
                    message = f"“{say}” 应该被这一条拦下，却放过去了。"
                    found.append(FileProblem(path, line_of(path, "entries", index, "caught"), message))
            for say in entry.fine:
                if kind := safety.kind(say):
                    message = f"“{say}” 应该放过去，却被 {kind}.yaml 拦下了，请写进 except。"
                    found.append(FileProblem(path, line_of(path, "entries", index, "fine"), message))
        if file.english:
            missed = [say for say in file.english.caught if not safety.unsafe_english(say)]
            alarms = [say for say in file.english.fine if safety.unsafe_english(say)]
            for say, wanted in [(say, "caught") for say in missed] + [(say, "fine") for say in alarms]:
                message = f"英文 “{say}” 写在 {wanted} 里，结果不是这样，请看看 words 和 except。"
                found.append(FileProblem(path, line_of(path, "english", wanted), message))
    return found


def _phrases(
    words: tuple[str, ...], exceptions: tuple[str, ...], with_: tuple[str, ...] = (), *, is_english: bool = False
) -> _Phrases:
    return _Phrases(_any_of(words, is_english), _any_of(exceptions, is_english) if exceptions else None, with_)


def _any_of(phrases: tuple[str, ...], is_english: bool) -> re.Pattern[str]:
    # The longest first, so that of 砍头 and 砍头戏 the whole phrase is found.
    one = "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"\b(?:{one})(?:s|es|ed|ing)?\b" if is_english else one)


def _is_unwanted(before: str, not_after: tuple[str, ...]) -> bool:
    close = _PAUSES.split(before[-CLOSE:])[-1]
    return any(word in close for word in not_after)


def _too_short(path: Path, file: SafetyFile) -> list[FileProblem]:
    """A single character stands in too many harmless words."""
    found = []
    for index, entry in enumerate(file.entries):
        for word in entry.words:
            if len(word) < 2 and not entry.with_:
                message = f"“{word}” 只有一个字，会拦错很多话，请写成至少两个字的词。"
                found.append(FileProblem(path, line_of(path, "entries", index, "words"), message))
    return found
