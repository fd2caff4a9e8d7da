"""What the language model is told before it is asked (`prompts/system/`), from the admin's YAML files.

Prevents an instruction from being half a sentence: what the program does not give may not be used, and is refused with file and
line when the files are loaded.
"""

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from prompts import sandbox
from prompts.complaints import nearest
from prompts.files import FileError, FileProblem, line_of, read
from prompts.loader import NotFilled, SentenceCase, UnknownTemplate, Value, yaml_files
from prompts.sandbox import Text

LIMIT_INSTRUCTION = 20_000
"""Characters of one instruction: about what a small model still reads to the end."""
PERSONA = "persona"
GIVEN: Mapping[str, frozenset[str]] = {
    "classifier": frozenset(("intents", "labels", "slots")),
    "chat": frozenset(("abilities", "speaker", "is_child", "is_group", "today", "weekday", "city")),
    "video_shot": frozenset(("image", "photo", "cameras")),
    "video_shot_again": frozenset(("missing", "foreign")),
    "look": frozenset(),
    "ideas": frozenset(("image", "is_child", "count")),
}
"""File → what the program fills it with. Files that are not in here say themselves what they are filled with."""
ANSWERED_IN_JSON = frozenset(("classifier", "ideas", "video_shot", "video_shot_again"))


class InstructionFile(BaseModel):
    """One file of `prompts/system/`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    persona: str = ""
    """Who 小爱 is in this family; `{{ persona }}` in the text."""
    variables: dict[str, str] = {}
    """Name → what it is, in Chinese."""
    text: str = Field(min_length=1)
    tests: tuple[SentenceCase, ...] = Field(min_length=1)


class Instructions:
    """Every instruction by the name of its file."""

    def __init__(self, files: Mapping[Path, InstructionFile]) -> None:
        self.files = files
        """For `xiaoai check`, which runs the tests in them."""
        self._known = {path.stem: file for path, file in files.items()}
        self._texts = {
            name: Text(file.text, frozenset((*file.variables, PERSONA)), LIMIT_INSTRUCTION)
            for name, file in self._known.items()
        }

    @classmethod
    def load(cls, *folders: Path) -> "Instructions":
        """All files of the folders; in a later folder a file of the same name replaces the earlier one. Raises `FileError`."""
        files: dict[Path, InstructionFile] = {}
        found: list[FileProblem] = []
        for path in yaml_files(folders):
            try:
                files[path] = read(path, InstructionFile)
            except FileError as error:
                found += error.problems
                continue
            found += _problems(path, files[path])
        if found:
            raise FileError(*found)
        return cls(files)

    def path(self, name: str) -> Path:
        """The file of an instruction. Raises `UnknownTemplate`."""
        for path in self.files:
            if path.stem == name:
                return path
        raise UnknownTemplate(name)

    def render(self, name: str, values: Mapping[str, Value]) -> str:
        """The instruction, filled. Raises `UnknownTemplate`, and `NotFilled` when a declared value is missing."""
        if name not in self._known:
            raise UnknownTemplate(name)
        file = self._known[name]
        if missing := file.variables.keys() - values.keys():
            raise NotFilled(f"{name} needs {', '.join(sorted(missing))}")
        return self._texts[name].render({**values, PERSONA: file.persona.strip()})


def _problems(path: Path, file: InstructionFile) -> list[FileProblem]:
    found = []
    given = GIVEN.get(path.stem)
    for name in file.variables if given is not None else ():
        if name not in (given or ()):
            near = nearest(name, given or ())
            hint = f"是不是 “{near}”？" if near else f"能用的有 {'、'.join(sorted(given or ()))}。"
            message = f"程序不会给 “{name}”，{hint}"
            found.append(FileProblem(path, line_of(path, "variables", name), message))
    if PERSONA in file.variables:
        message = f"“{PERSONA}” 是文件里自己写的那一段，不要再写进 variables。"
        found.append(FileProblem(path, line_of(path, "variables", PERSONA), message))
    if path.stem in ANSWERED_IN_JSON and "json" not in file.text.lower():
        message = "说明里要有 JSON 这个词，没有它好几家的大模型不肯按 JSON 回答。"
        found.append(FileProblem(path, line_of(path, "text"), message))
    start = line_of(path, "text") - 1 + ("\n" in file.text.rstrip("\n"))
    found += [
        FileProblem(path, start + problem.line, problem.message)
        for problem in sandbox.problems(file.text, (*file.variables, PERSONA))
    ]
    return found
