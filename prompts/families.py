"""How a shot is written for each family of generators (`shots/`), from the admin's YAML files.

Prevents a prompt from losing its end to a limit nobody looked at: each family says how long it may be, in its own unit, and what is
left out first; whatever was left out is told.
"""

import bisect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from prompts.files import FileError
from prompts.folders import Strict, UnknownTemplate, read_all, template_problems
from prompts.prose import closed, tidy_list, tidy_phrase, tidy_prose
from prompts.sandbox import Text, Value
from prompts.shot import Shot
from prompts.units import Limit, Vocabulary, VocabularyName, load_vocabularies, tokens_at_most

Trimmable = Literal[
    "temporal_consistency",
    "color_palette",
    "framing",
    "lighting",
    "atmosphere",
    "style",
    "note",
    "subject_description",
    "scene",
]
CORE = ("subject_motion", "keyframes", "negative", "subject")
"""What was asked for. Shortened only when nothing else helps, each from its end, and never to nothing."""
WHOLE_TEXT = 20_000
"""Characters that are rendered before anything is left out; more than any limit that a service names."""
VARIABLES = frozenset((*Shot.model_fields, "moments", "has_picture"))
_PLAIN: Mapping[str, Value] = {"color_palette": "neutral", "temporal_consistency": 0.7}
"""What a field without words of its own is when it is left out."""
_PHRASE_END = re.compile(r", |(?<=”)(?=“)")


class ShotCase(Strict):
    """A test of one shot template: a shot, and what must stand in the prompt."""

    shot: Shot
    has_picture: bool = False
    prompt: str = ""
    contains: tuple[str, ...] = ()
    negative_prompt: str = ""


class ShotFile(Strict):
    """One file of `prompts/shots/`: how a shot is written for one family of generators, which the file is named after."""

    title: str
    layout: Literal["prose", "lines"] = "prose"
    """Prose is tidied after rendering; lines are kept as they are."""
    limit: Limit
    negative_limit: Limit | None = None
    """Of `negative_prompt`; the same as `limit` where it is not given."""
    trim: tuple[Trimmable, ...] = ()
    """What is left out where the prompt is too long, least important first."""
    prompt: str = Field(min_length=1)
    negative_prompt: str = ""
    tests: tuple[ShotCase, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A shot in the words of one family, within its limit."""

    prompt: str
    negative_prompt: str
    trimmed: tuple[str, ...] = ()
    """What was left out to keep to the limit: names of fields, with “(in part)” where some of it stayed."""


@dataclass(frozen=True, slots=True)
class Length:
    """How long a text is for one family."""

    used: int
    most: int
    unit: Literal["characters", "tokens"]
    is_bound: bool = False
    """It may be less: tokens counted without the family's own vocabulary."""


class ShotTemplates:
    """How a shot is written for each family of generators."""

    def __init__(self, files: Mapping[Path, ShotFile], vocabularies: Mapping[VocabularyName, Vocabulary]) -> None:
        self.files = files
        """For `xiaoai check`, which runs the tests in them."""
        self._vocabularies = vocabularies
        self._known = {path.stem: file for path, file in files.items()}
        self._texts = {
            path.stem: (Text(file.prompt, VARIABLES, WHOLE_TEXT), Text(file.negative_prompt, VARIABLES, WHOLE_TEXT))
            for path, file in files.items()
        }

    @classmethod
    def load(cls, *folders: Path, tokenizers: Path | None = None) -> "ShotTemplates":
        """All files of the folders; in a later folder a file of the same name replaces the earlier one.

        Tokens are counted exactly with the vocabularies that lie in `tokenizers`.
        """
        files, found = read_all(folders, ShotFile)
        variables = dict.fromkeys(VARIABLES)
        for path, file in files.items():
            found += template_problems(path, ("prompt",), file.prompt, variables)
            found += template_problems(path, ("negative_prompt",), file.negative_prompt, variables)
        vocabularies: Mapping[VocabularyName, Vocabulary] = {}
        try:
            vocabularies = load_vocabularies(tokenizers)
        except FileError as error:
            found += error.problems
        if found:
            raise FileError(*found)
        return cls(files, vocabularies)

    @property
    def families(self) -> frozenset[str]:
        """Names of the families that have a template."""
        return frozenset(self._texts)

    def length(self, family: str, prompt: str) -> Length:
        """How much of a family's limit a prompt takes. Raises `UnknownTemplate`."""
        if family not in self._known:
            raise UnknownTemplate(family)
        limit = self._known[family].limit
        if limit.unit == "characters":
            return Length(len(prompt), limit.most, limit.unit)
        vocabulary = self._vocabularies.get(limit.vocabulary) if limit.vocabulary else None
        used = vocabulary.count(prompt) if vocabulary else tokens_at_most(prompt)
        return Length(used, limit.most, limit.unit, is_bound=vocabulary is None)

    def render(self, family: str, shot: Shot, has_picture: bool = False) -> Rendered:
        """The prompts for one family, within its limits. With a picture to start from they speak of motion and camera only.

        Line breaks inside a field become spaces: a field never opens a line of its own. Raises `UnknownTemplate`.
        """
        if family not in self._texts:
            raise UnknownTemplate(family)
        file, (prompt, negative) = self._known[family], self._texts[family]
        said = dict(_values(shot, has_picture))
        text, trimmed = self._within(file, prompt, said)
        limit = file.negative_limit or file.limit
        unwanted = whole = tidy_list(negative.render(said))
        if not self._fits(whole, limit):
            shorter = (text for text in _without_last_phrases(whole) if self._fits(text, limit))
            unwanted = next(shorter, "") or self._cut(whole, limit, str)
            trimmed.append("negative_prompt (in part)")
        return Rendered(text, unwanted, tuple(trimmed))

    def _within(self, file: ShotFile, prompt: Text, said: Mapping[str, Value]) -> tuple[str, list[str]]:
        """The prompt of what is to be said, and what had to be left out."""
        tidy, close = (tidy_prose, closed) if file.layout == "prose" else (str, str)
        left, trimmed = dict(said), []

        def write(change: Mapping[str, Value]) -> str:
            return tidy(prompt.render({**left, **change}))

        text = write({})
        for name in (*file.trim, *CORE):
            if self._fits(text, file.limit):
                break
            ways = _ever_less(name, left)
            if ways:
                fitting = bisect.bisect_left(ways, True, key=lambda way: self._fits(write(way), file.limit))
                way = ways[min(fitting, len(ways) - 1)]
                if (shorter := write(way)) != text:  # this family says something of it
                    left, text = {**left, **way}, shorter
                    trimmed.append(name if left[name] in ("", _PLAIN.get(name)) else f"{name} (in part)")
        if not self._fits(text, file.limit):
            text = self._cut(text, file.limit, close)
            trimmed.append("the end")
        return text, trimmed

    def _fits(self, text: str, limit: Limit) -> bool:
        if limit.unit == "characters":
            return len(text) <= limit.most
        if tokens_at_most(text) <= limit.most:
            return True
        vocabulary = self._vocabularies.get(limit.vocabulary) if limit.vocabulary else None
        return vocabulary is not None and vocabulary.count(text) <= limit.most

    def _cut(self, text: str, limit: Limit, close: Callable[[str], str]) -> str:
        """As many of the first words as fit; where there are no words, as many letters."""
        words = [end.start() for end in re.finditer(r"\s", text)]
        for ends in (words, list(range(1, len(text) + 1))):
            fitting = bisect.bisect_left(ends, True, key=lambda end: not self._fits(close(text[:end]), limit))
            if fitting:
                return close(text[: ends[fitting - 1]])
        return ""


def _values(shot: Shot, has_picture: bool) -> Iterator[tuple[str, Value]]:
    """What a template may name."""
    for name in Shot.model_fields:
        value = getattr(shot, name)
        if name == "keyframes":
            said = [(frame.at_seconds, tidy_phrase(frame.description)) for frame in value]
            yield "keyframes", tuple(f"{_when(at)}, {what}" for at, what in said if what)
            yield "moments", tuple(what for _, what in said if what)
        elif isinstance(value, str) and name not in ("note", "camera", "aspect", "resolution"):
            yield name, tidy_phrase(value)
        else:
            yield name, " ".join(value.split()) if isinstance(value, str) else value
    yield "has_picture", has_picture


def _when(seconds: float) -> str:
    tenths = round(seconds, 1)
    if not tenths:
        return "at the start"
    return f"at {tenths:g} second{'' if tenths == 1 else 's'}"


def _ever_less(name: str, said: Mapping[str, Value]) -> list[Mapping[str, Value]]:
    """Ways to say less of a field: without its last phrase, the last two, and at the end nothing, except of the core."""
    value = said[name]
    if name in _PLAIN:
        return [{name: _PLAIN[name]}]
    if name == "keyframes":
        both = [(key, told) for key in ("keyframes", "moments") if isinstance(told := said[key], tuple)]
        return [{key: told[:length] for key, told in both} for length in range(len(both[0][1]) - 1, 0, -1)]
    shorter = _without_last_phrases(value) if isinstance(value, str) else []
    return [{name: text} for text in (shorter if name in CORE else [*shorter, ""])]


def _without_last_phrases(text: str) -> list[str]:
    return [text[: end.start()] for end in reversed(list(_PHRASE_END.finditer(text)))]
