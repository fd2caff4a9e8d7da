"""The sentences 小爱 says (`replies/`) and the prompts she writes (`shots/`), from the admin's YAML files.

Prevents a half-written sentence in a chat: a variable that nobody declared, or anything beyond the small template language,
is refused when the files are loaded, with file and line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from prompts import sandbox
from prompts.files import FileError, FileProblem, line_of, read
from prompts.sandbox import NotFilled, Text, Value
from prompts.shot import Shot

__all__ = ["NotFilled", "Rendered", "Sentences", "ShotTemplates", "UnknownTemplate", "Value"]


class Strict(BaseModel):
    """A part of a file that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SentenceCase(Strict):
    """A test of one sentence: filled `with` this it says exactly `says`, or has all of `contains` in it."""

    with_: dict[str, str | int | float | bool | tuple[str, ...] | None] = Field(default={}, alias="with")
    says: str = ""
    contains: tuple[str, ...] = ()


class Sentence(Strict):
    """One sentence 小爱 says, and what it is filled with."""

    text: str = Field(min_length=1)
    variables: dict[str, str] = {}
    """Name → what it is, in Chinese."""
    optional: tuple[str, ...] = ()
    """Variables that may be left out; they are empty then."""
    tests: tuple[SentenceCase, ...] = Field(min_length=1)


class SentenceFile(Strict):
    """One file of `prompts/replies/`; its name is the first half of every key in it."""

    title: str
    sentences: dict[str, Sentence]


class ShotCase(Strict):
    """A test of one shot template: a shot, and what must stand in the prompt."""

    shot: Shot
    prompt: str = ""
    contains: tuple[str, ...] = ()
    negative_prompt: str = ""


class ShotFile(Strict):
    """One file of `prompts/shots/`: how a shot is written for one family of generators, which the file is named after."""

    title: str
    prompt: str = Field(min_length=1)
    negative_prompt: str = ""
    tests: tuple[ShotCase, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A shot in the words of one family."""

    prompt: str
    negative_prompt: str


class UnknownTemplate(LookupError):
    """Nobody wrote a sentence or family of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no template is called {name!r}")


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
        files, found = _read_all(folders, SentenceFile)
        for path, file in files.items():
            for name, sentence in file.sentences.items():
                at = ("sentences", name)
                found += _template_problems(path, (*at, "text"), sentence.text, sentence.variables)
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


class ShotTemplates:
    """How a shot is written for each family of generators."""

    def __init__(self, files: Mapping[Path, ShotFile]) -> None:
        self.files = files
        names = frozenset(Shot.model_fields)
        self._texts = {p.stem: (Text(f.prompt, names), Text(f.negative_prompt, names)) for p, f in files.items()}

    @classmethod
    def load(cls, *folders: Path) -> "ShotTemplates":
        """All files of the folders; in a later folder a file of the same name replaces the earlier one."""
        files, found = _read_all(folders, ShotFile)
        for path, file in files.items():
            found += _template_problems(path, ("prompt",), file.prompt, Shot.model_fields)
            found += _template_problems(path, ("negative_prompt",), file.negative_prompt, Shot.model_fields)
        if found:
            raise FileError(*found)
        return cls(files)

    @property
    def families(self) -> frozenset[str]:
        """Names of the families that have a template."""
        return frozenset(self._texts)

    def render(self, family: str, shot: Shot) -> Rendered:
        """The prompts for one family. Line breaks inside a field become spaces: a field never opens a line of its own."""
        if family not in self._texts:
            raise UnknownTemplate(family)
        values = {name: " ".join(v.split()) if isinstance(v, str) else v for name, v in _fields(shot)}
        prompt, negative_prompt = self._texts[family]
        return Rendered(prompt.render(values), negative_prompt.render(values))


F = TypeVar("F", bound=BaseModel)


def yaml_files(folders: tuple[Path, ...]) -> list[Path]:
    """The YAML files of several folders by name; a later folder's file replaces an earlier one's."""
    return sorted({path.name: path for folder in folders for path in folder.glob("*.yaml")}.values())


def _read_all(folders: tuple[Path, ...], model: type[F]) -> tuple[dict[Path, F], list[FileProblem]]:
    files: dict[Path, F] = {}
    found: list[FileProblem] = []
    for path in yaml_files(folders):
        try:
            files[path] = read(path, model)
        except FileError as error:
            found += error.problems
    return files, found


def _fields(shot: Shot) -> Iterator[tuple[str, Value]]:
    for name in Shot.model_fields:
        value = getattr(shot, name)
        if name == "keyframes":
            value = tuple(f"at {frame.at_seconds:g} s: {frame.description}" for frame in value if frame.description)
        yield name, value


def _template_problems(
    path: Path, location: tuple[str, ...], source: str, variables: Mapping[str, object]
) -> list[FileProblem]:
    found = sandbox.problems(source, variables)
    if not found:
        return []
    # A block text starts on the line below its key.
    start = line_of(path, *location) - 1 + ("\n" in source.rstrip("\n"))
    return [FileProblem(path, start + problem.line, problem.message) for problem in found]
