"""The sentences 小爱 says (`replies/`), from the admin's YAML files. The prompts she writes are in `families.py`.

Prevents a half-written sentence in a chat: a variable that nobody declared, or anything beyond the small template language,
is refused when the files are loaded, with file and line.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from pydantic import Field

from prompts.families import Rendered, ShotTemplates
from prompts.files import FileError, FileProblem, line_of
from prompts.folders import Strict, UnknownTemplate, read_all, template_problems, yaml_files
from prompts.sandbox import NotFilled, Text, Value

__all__ = ["NotFilled", "Rendered", "Sentences", "ShotTemplates", "UnknownTemplate", "Value", "yaml_files"]


class SentenceCase(Strict):
    """A test of one sentence: filled `with` this it says exactly `says`, or has all of `contains` in it."""

    with_: dict[str, str | int | float | bool | tuple[str, ...] | None] = Field(default={}, alias="with")
    says: str = ""
    contains: tuple[str, ...] = ()


class Sentence(Strict):
    """One sentence 小爱 says, and what it is filled with."""

    text: str = Field(min_length=1)
    variables: dict[str, str] = Field(default_factory=dict)
    """Name → what it is, in Chinese."""
    optional: tuple[str, ...] = ()
    """Variables that may be left out; they are empty then."""
    tests: tuple[SentenceCase, ...] = Field(min_length=1)


class SentenceFile(Strict):
    """One file of `prompts/replies/`; its name is the first half of every key in it."""

    title: str
    sentences: dict[str, Sentence]


class Speech(Protocol):
    """Whatever fills a sentence of `replies/`: one version of the files, or the version in force."""

    def render(self, key: str, values: Mapping[str, Value]) -> str:
        """The sentence of that key, filled."""


class Sentences:
    """Everything 小爱 says, by key: `video.accepted` is `accepted` in `replies/video.yaml`."""

    def __init__(self, files: Mapping[Path, SentenceFile]) -> None:
        self.files = files
        """For `xiaoai check`, which runs the tests in them."""
        self._known = {f"{path.stem}.{name}": s for path, file in files.items() for name, s in file.sentences.items()}
        self._texts = {key: Text(s.text, frozenset(s.variables)) for key, s in self._known.items()}

    @classmethod
    def load(cls, *folders: Path) -> "Sentences":
        """All files of the folders; in a later folder a file of the same name replaces the earlier one."""
        files, found = read_all(folders, SentenceFile)
        for path, file in files.items():
            for name, sentence in file.sentences.items():
                at = ("sentences", name)
                found += template_problems(path, (*at, "text"), sentence.text, sentence.variables)
                for unknown in sorted(set(sentence.optional) - set(sentence.variables)):
                    message = f"optional 里的 “{unknown}” 没有声明，请先写进 variables。"
                    found.append(FileProblem(path, line_of(path, *at, "optional"), message))
        if found:
            raise FileError(*found)
        return cls(files)

    @property
    def keys(self) -> frozenset[str]:
        """Every key that can be said."""
        return frozenset(self._known)

    def render(self, key: str, values: Mapping[str, Value]) -> str:
        """The sentence, filled. Raises `UnknownTemplate`, and `NotFilled` when a declared value is missing."""
        if key not in self._known:
            raise UnknownTemplate(key)
        sentence = self._known[key]
        missing = sentence.variables.keys() - values.keys() - set(sentence.optional)
        if missing:
            raise NotFilled(f"{key} needs {', '.join(sorted(missing))}")
        return self._texts[key].render(dict.fromkeys(sentence.optional) | dict(values))
