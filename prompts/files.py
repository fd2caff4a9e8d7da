"""Reading a YAML file that an admin edits.

Prevents a slip of the pen from becoming a strange answer: whatever is wrong is told with file, line and a Chinese sentence
that names the cure, all of it at once, and nothing of a wrong file is used. `9:16`, `no` and `2026-05-01` stay the words they
were written as; only `true`, `false`, `null` and plain numbers mean more than themselves.
"""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from pydantic import BaseModel, ValidationError

from prompts.complaints import complaint

LIMIT_BYTES = 1_000_000

_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing that is wrong in one file."""

    path: Path
    line: int
    message: str
    """A Chinese sentence that names the cure."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"

    @property
    def sentence(self) -> str:
        """What is said where the file is known already."""
        return f"第 {self.line} 行：{self.message}"


class FileError(Exception):
    """A file cannot be used; every problem found in it, in the order of the lines."""

    def __init__(self, *problems: FileProblem) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (str(problem.path), problem.line)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def read(path: Path, model: type[M]) -> M:
    """The file as a `model`. An empty file is as good as `{}` where every field has a default."""
    text = _text(path)
    with contextlib.suppress(FileError, ValidationError):
        return cast(M, _understood(text, model))
    # Once more for the lines and the words of what is wrong.
    content, root = _parse(path, text)
    try:
        return model.model_validate({} if content is None else content)
    except ValidationError as error:
        if content is None:
            raise FileError(FileProblem(path, 1, "文件是空的，请照着同一文件夹里别的文件填上内容。")) from None
        found = [(_line(root, e["loc"]), complaint(e, model)) for e in error.errors(include_url=False)]
        raise FileError(*(FileProblem(path, line, message) for line, message in dict.fromkeys(found))) from None


@lru_cache(maxsize=256)
def _understood(text: str, model: type[BaseModel]) -> BaseModel:
    """What a text says. Models are frozen, and after an edit all files but one say what they said before."""
    content, _ = _parse(Path(), text)
    return model.model_validate({} if content is None else content)


def line_of(path: Path, *location: str | int) -> int:
    """The line where a key or list item stands, for a problem found after reading: `line_of(path, "tests", 3, "say")`."""
    try:
        return _line(_parse(path, _text(path))[1], location)
    except FileError:
        return 1


def _parse(path: Path, text: str) -> tuple[Any, yaml.Node | None]:
    try:
        loader = _Loader(text)
        try:
            root = loader.get_single_node()
            repeated = list(_repeated(root, set())) if "*" in text and "&" in text else []
            if repeated:
                line, message = (
                    repeated[0],
                    "这里用了 “*名字” 来重复别处的内容，请把内容直接写出来；要写星号本身就加上引号。",
                )
                raise FileError(FileProblem(path, line, message))
            content = loader.construct_document(root) if root else None
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        # An unclosed quote or bracket is noticed at the end of the file; where it was opened helps more.
        is_open = "quoted" in f"{error.context}" or "flow" in f"{error.context}"
        mark = (error.context_mark if is_open else None) or error.problem_mark or error.context_mark
        raise FileError(FileProblem(path, mark.line + 1 if mark else 1, _syntax(error, text, mark))) from None
    except yaml.reader.ReaderError:
        found = _UNPRINTABLE.search(text)
        line = text.count("\n", 0, found.start()) + 1 if found else 1
        raise FileError(FileProblem(path, line, "有看不见的控制字符，请删掉这一行重新打一遍。")) from None
    except RecursionError:
        raise FileError(FileProblem(path, 1, "括号套得太深，请减少几层。")) from None
    if loader.duplicates:
        message = "“{}” 写了两次，请留下一个，删掉另一个。"
        raise FileError(*(FileProblem(path, line, message.format(name)) for line, name in loader.duplicates))
    return content, root


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise FileError(FileProblem(path, 1, "找不到这个文件，请看看名字和文件夹对不对。"))
        if path.stat().st_size > LIMIT_BYTES:
            raise FileError(FileProblem(path, 1, "文件超过 1 MB，请拆成几个小文件。"))
        raw = path.read_bytes()
    except OSError as error:
        raise FileError(FileProblem(path, 1, f"读不了这个文件（{error.strerror}），请检查权限。")) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FileError(FileProblem(path, line, "文字不是 UTF-8 编码，请用 UTF-8 另存一遍。")) from None


class _Loader(yaml.CSafeLoader):
    """The fast safe loader, which also notes keys written twice."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own shape

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.duplicates: list[tuple[int, str]] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue  # refused below, with its line
            if key.value in seen:
                self.duplicates.append((key.start_mark.line + 1, key.value))
            seen.add(key.value)
        return super().construct_mapping(node, deep)


for _tag, _pattern, _first in (
    ("null", r"~|null|", ["~", "n", ""]),
    ("bool", r"true|false", ["t", "f"]),
    # At most 18 digits: Python refuses to read endless ones, and a telephone number with a leading 0 is no number.
    ("int", r"-?(?:0|[1-9][0-9]{0,17})", list("-0123456789")),
    ("float", r"-?[0-9]{1,18}\.[0-9]{1,18}", list("-0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), _first)


def _repeated(node: yaml.Node | None, seen: set[int]) -> Iterator[int]:
    """Lines of the nodes that an alias brings in again. A few aliases of aliases make a file that fills the memory."""
    if node is None:
        return
    if id(node) in seen:
        yield node.start_mark.line + 1
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        for pair in node.value:
            for child in pair:
                yield from _repeated(child, seen)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _repeated(child, seen)


def _line(node: yaml.Node | None, location: tuple[str | int, ...]) -> int:
    line = node.start_mark.line + 1 if node else 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            hit = next((pair for pair in node.value if pair[0].value == str(part)), None)
            if hit:
                line, node = hit[0].start_mark.line + 1, hit[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line


def _syntax(error: yaml.MarkedYAMLError, text: str, mark: Any) -> str:
    problem = error.problem or ""
    lines = text.splitlines()
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())] or ("cannot start any token" in problem and "\t" in line):
        return "行首用了制表符（Tab），请换成空格。"
    if "could not determine a constructor" in problem:
        return "“!” 开头的标记这里不能用，请删掉；要写感叹号就加上引号。"
    if "undefined alias" in problem:
        return "“*” 开头的内容要加上引号。"
    if "expected a single document" in problem or "but found another document" in problem:
        return "一个文件里只能有一份内容，请删掉中间的 “---”。"
    if "unhashable" in problem:
        return "冒号左边只能是一个名字，请检查括号；带花括号的句子要加上引号。"
    if "mapping values are not allowed" in problem:
        return "冒号的用法不对：看看上一行的缩进和引号，句子里有冒号就给整句加上引号。"
    if "quoted scalar" in f"{error.context}":
        return "引号没有成对，请补上另一个引号。"
    if "flow" in f"{error.context}":
        return "方括号或花括号没有成对，请补上；带括号的句子要加上引号。"
    return f"YAML 的写法不对，请检查这一行和上一行的缩进、冒号和引号。（{problem}）"
