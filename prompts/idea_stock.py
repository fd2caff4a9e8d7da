"""Ideas for clips and pictures that stand ready (`ideas/`), for a house without a language model and for when it fails.

Prevents a vague wish from ending in a question that a grandmother does not know how to answer.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from prompts.files import FileError, FileProblem, line_of, read
from prompts.loader import yaml_files
from prompts.words import Words

LONGEST_LINE = 40
"""Characters of one idea as it is shown, with light, camera and style: two lines of a phone."""


class Strict(BaseModel):
    """A part of a file that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class StockIdea(Strict):
    """One idea, in parts that read as one sentence."""

    subject: str = Field(min_length=1)
    scene: str = ""
    motion: str = Field(min_length=1)
    light: str = ""
    camera: str = Field(min_length=1)
    style: str = Field(min_length=1)

    @property
    def picture(self) -> str:
        """What is to be seen: 橘猫在窗台上看雪，柔光."""
        return "，".join(filter(None, (f"{self.subject}{self.scene}{self.motion}", self.light)))


class ThemeCase(Strict):
    """A test: these requests are for this theme."""

    say: str | tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """One or many, as many."""
        return (self.say,) if isinstance(self.say, str) else self.say


class Theme(Strict):
    """One file of `prompts/ideas/`."""

    title: str = Field(min_length=1)
    words: tuple[str, ...] = ()
    """A request with one of them is for this theme."""
    people: tuple[str, ...] = ()
    """So is one that is for one of them."""
    both: bool = False
    """It takes a word and one of the people."""
    anything: tuple[str, ...] = ()
    """Words that say nothing: 随便."""
    enough: tuple[str, ...] = ()
    """Words by which an occasion is enough: everybody knows what stands on 生日贺卡."""
    general: bool = False
    """Also for requests without a theme."""
    months: tuple[int, ...] = ()
    """For those only in these months, always where none is named."""
    ideas: tuple[StockIdea, ...] = Field(min_length=3)
    tests: tuple[ThemeCase, ...] = Field(min_length=1)

    def fits(self, text: str) -> tuple[int, int]:
        """How well a request fits, the more the better: by what it names, then by how much of it; (0, 0) is not at all."""
        says = max((len(word) for word in self.words if word in text), default=0)
        is_for = max((len(who) for who in self.people if who in text), default=0)
        if self.both:
            return (3, says) if says and is_for else (0, 0)
        return (2, says) if says else (1, is_for) if is_for else (0, 0)


@dataclass(frozen=True)
class IdeaStock:
    """Every theme by its file."""

    files: Mapping[Path, Theme]

    @classmethod
    def load(cls, words: Words, *folders: Path) -> "IdeaStock":
        """All files of the folders; in a later folder a file of the same name replaces the earlier one. Raises `FileError`."""
        files: dict[Path, Theme] = {}
        found: list[FileProblem] = []
        for path in yaml_files(folders):
            try:
                files[path] = read(path, Theme)
            except FileError as error:
                found += error.problems
        found += _problems(files, words)
        if found:
            raise FileError(*found)
        return cls(files)

    def theme_of(self, text: str) -> Theme | None:
        """The theme a request names; None where it names none."""
        best = max(self.files.values(), key=lambda theme: theme.fits(text), default=None)
        return best if best and any(best.fits(text)) else None

    def pool(self, theme: Theme | None, month: int) -> tuple[StockIdea, ...]:
        """The ideas of a theme, or of all general ones that are for the month."""
        general = (one for one in self.files.values() if one.general and (not one.months or month in one.months))
        return tuple(idea for one in ((theme,) if theme else general) for idea in one.ideas)

    def everything(self) -> tuple[StockIdea, ...]:
        """All of them, whatever the theme and the month."""
        return tuple(idea for theme in self.files.values() for idea in theme.ideas)

    def says_nothing_to_see(self, subject: str, text: str) -> bool:
        """中秋, 生日祝福 or 随便: an occasion is named, or nothing, and not what is to be seen. `text` is the whole request:
        奶奶 is whom it is for in 给奶奶, and else who is in it."""
        if any(word in text for theme in self.files.values() for word in theme.enough):
            return False
        left = self._empty_words.sub("", subject)
        if "给" in text:
            left = self._people.sub("", left)
        return not _PARTICLES.sub("", left)

    @cached_property
    def _empty_words(self) -> re.Pattern[str]:
        return _any_of(word for theme in self.files.values() for word in (*theme.words, *theme.anything))

    @cached_property
    def _people(self) -> re.Pattern[str]:
        return _any_of(who for theme in self.files.values() for who in theme.people)


_PARTICLES = re.compile(r"[的了呢吧啊给为我咱家过个点些和跟，、。！!？?\s]+")


def _any_of(words: Iterator[str]) -> re.Pattern[str]:
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)")


def _problems(files: Mapping[Path, Theme], words: Words) -> Iterator[FileProblem]:
    first: dict[str, Path] = {}
    for path, theme in files.items():
        if theme.both and not (theme.words and theme.people):
            yield FileProblem(path, line_of(path, "both"), "写了 both，words 和 people 就都要写。")
        for month in theme.months:
            if not 1 <= month <= 12:
                yield FileProblem(path, line_of(path, "months"), f"没有 {month} 月，请写 1 到 12。")
        for index, idea in enumerate(theme.ideas):
            if message := _wrong(idea, words) or _said_before(idea, first):
                yield FileProblem(path, line_of(path, "ideas", index), message)
            first.setdefault(idea.picture, path)


def _said_before(idea: StockIdea, first: Mapping[str, Path]) -> str:
    where = first.get(idea.picture)
    return f"“{idea.picture}” 在 {where.name} 里已经有了，请换一个。" if where else ""


def _wrong(idea: StockIdea, words: Words) -> str:
    line = f"{idea.picture}，{idea.camera}（{idea.style}）"
    if len(line) > LONGEST_LINE:
        return f"这个主意有 {len(line)} 个字，请改到 {LONGEST_LINE} 个字以内。"
    if idea.style not in words.phrases("style"):
        return f"没有叫 “{idea.style}” 的风格，请用 styles/style.yaml 里有的，或者先加进去。"
    if words.look("camera", idea.camera) is None:
        return f"“{idea.camera}” 认不出镜头怎么动，请用 styles/camera.yaml 里有的说法。"
    return ""


def check_ideas(stock: IdeaStock) -> Iterator[FileProblem]:
    """Examples in the files that are taken for another theme, or for none."""
    for path, theme in stock.files.items():
        for index, case in enumerate(theme.tests):
            for say in case.sentences:
                if (got := stock.theme_of(say)) is not theme:
                    message = f"“{say}” 应该是 {theme.title}，却成了 {got.title if got else '没说哪一类'}。"
                    yield FileProblem(path, line_of(path, "tests", index), message)
