"""What a language model may not add to a shot by itself: the words of `unasked/`, and the English ones of `safety/`.

Prevents a cartoon for a child from getting a gun because a model found it dramatic. What the family asked for is judged elsewhere.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from prompts.files import FileError, FileProblem, line_of, read
from prompts.folders import yaml_files
from prompts.safety import Safety


class Strict(BaseModel):
    """A part of a file that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class UnaskedCase(Strict):
    """A test: of this text, written for what was asked, so much is left."""

    say: str
    asked: str = ""
    leaves: str = ""


class UnaskedFile(Strict):
    """One file of `prompts/unasked/`."""

    title: str
    words: tuple[str, ...] = Field(min_length=1)
    tests: tuple[UnaskedCase, ...] = Field(min_length=1)

    @field_validator("words")
    @classmethod
    def _english(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        for word in words:
            if not re.fullmatch(r"[a-z][a-z -]*", word):
                raise ValueError(f"“{word}” 要写成小写英文。")
        return words


class Unasked:
    """The words of all files together."""

    def __init__(self, files: Mapping[Path, UnaskedFile], safety: Safety) -> None:
        self._safety = safety
        self.files = files
        """For `xiaoai check`, which runs the tests in them."""
        words = sorted({word for file in files.values() for word in file.words}, key=len, reverse=True)
        self._pattern = re.compile(rf"\b({'|'.join(map(re.escape, words)) or '(?!)'})(?:s|es|ed|ing)?\b", re.IGNORECASE)

    @classmethod
    def load(cls, *folders: Path) -> "Unasked":
        """All files of one or more prompt folders; a later folder's file replaces the earlier one of its name. Raises `FileError`."""
        files: dict[Path, UnaskedFile] = {}
        found: list[FileProblem] = []
        for path in yaml_files(tuple(folder / "unasked" for folder in folders)):
            try:
                files[path] = read(path, UnaskedFile)
            except FileError as error:
                found += error.problems
        if found:
            raise FileError(*found)
        return cls(files, Safety.load(*(folder / "safety" for folder in folders)))

    def is_in(self, text: str, asked: str) -> bool:
        """Whether the text holds such a word that `asked` does not."""
        return not self._found(text) <= self._found(asked)

    def without(self, text: str, asked: str) -> str:
        """The text without the half sentences that hold such a word, unless `asked` holds it too."""
        parts = [part.strip() for part in re.split("[,;]", text)]
        return ", ".join(part for part in parts if part and not self.is_in(part, asked))

    def _found(self, text: str) -> set[str]:
        return {word.lower() for word in self._pattern.findall(text)} | set(self._safety.unsafe_english(text))


def check_unasked(unasked: Unasked) -> list[FileProblem]:
    """Every test that does not come out as written."""
    found = []
    for path, file in unasked.files.items():
        for index, case in enumerate(file.tests):
            left = unasked.without(case.say, case.asked)
            if left != case.leaves:
                message = f"例子 “{case.say}” 应该剩下 “{case.leaves}”，却剩下 “{left}”。"
                found.append(FileProblem(path, line_of(path, "tests", index), message))
    return found
