"""Every way to break a YAML file: the line and the sentence that names the cure."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from prompts.files import LIMIT_BYTES, FileError, FileProblem, line_of, read


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")

    required: bool = False
    ask: str = ""


class Page(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str
    style: str = ""
    size: int = Field(default=3, ge=1, le=9)
    parts: dict[str, Part] = {}
    steps: list[Part] = []


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    at_once: int = 2


def problems(path: Path, text: str | bytes) -> list[str]:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(FileError) as raised:
        read(path, Page)
    return [problem.sentence for problem in raised.value.problems]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return tmp_path / "page.yaml"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title: a\nstile: b\n", "第 2 行：不认识 “stile”，是不是 “style”？"),
        ("title: a\nparts:\n  x: {requird: true}", "第 3 行：不认识 “requird”，是不是 “required”？"),
        ("title: a\nsteps:\n- ask: x\n  zzz: 1", "第 4 行：不认识 “zzz”，请删掉；这里只能写 required、ask。"),
        ("title: a\nsize: 3\ntitle: b", "第 3 行：“title” 写了两次，请留下一个，删掉另一个。"),
        ("style: b", "第 1 行：缺少 “title”，请加一行 “title: …”。"),
        ("title: 12", "第 1 行：“title” 要写成一段文字；如果是数字、true 之类，两边加上引号。"),
        ("title:", "第 1 行：“title” 后面是空的，请填上内容，或者删掉这一行。"),
        ("title: a\nsize: viel", "第 2 行：“size” 要写成整数，不加引号和单位。"),
        ("title: a\nsize: 10", "第 2 行：“size” 超出了范围，要不大于 9。"),
        ("title: a\nparts:\n  x:\n    required: maybe", "第 4 行：“required” 只能写 true（是）或 false（否）。"),
        ("title: a\nsteps: x", "第 2 行：“steps” 要写成列表：每项一行，以 “- ” 开头。"),
        (
            "title: a\nsteps:\n- x",
            "第 3 行：“steps” 的第 1 项 要写成 “名字: 内容” 的样子，下一级往右缩进两格。",
        ),
        ("[1, 2]", "第 1 行：整个文件 要写成 “名字: 内容” 的样子，下一级往右缩进两格。"),
        ("title: a\n\tsize: 3", "第 2 行：行首用了制表符（Tab），请换成空格。"),
        ("title: a\nstyle: 'b\nsize: 3\n", "第 2 行：引号没有成对，请补上另一个引号。"),
        ("title: a\nsteps: [a\n", "第 2 行：方括号或花括号没有成对，请补上；带括号的句子要加上引号。"),
        ("title: a: b", "第 1 行：冒号的用法不对：看看上一行的缩进和引号，句子里有冒号就给整句加上引号。"),
        ("title: a\n---\ntitle: b", "第 2 行：一个文件里只能有一份内容，请删掉中间的 “---”。"),
        ("title: !!python/name:os.system x", "第 1 行：“!” 开头的标记这里不能用，请删掉；要写感叹号就加上引号。"),
        ("title: *a", "第 1 行：“*” 开头的内容要加上引号。"),
        ("title: a\nstyle: \x07", "第 2 行：有看不见的控制字符，请删掉这一行重新打一遍。"),
        ("title: 你好\nstyle: \x00", "第 2 行：有看不见的控制字符，请删掉这一行重新打一遍。"),
        ("title: a\n? {b: c}\n: d", "第 2 行：冒号左边只能是一个名字，请检查括号；带花括号的句子要加上引号。"),
        ("", "第 1 行：文件是空的，请照着同一文件夹里别的文件填上内容。"),
        ("# nur ein Kommentar\n", "第 1 行：文件是空的，请照着同一文件夹里别的文件填上内容。"),
        (b"title: a\nstyle: \xb0\xa1", "第 2 行：文字不是 UTF-8 编码，请用 UTF-8 另存一遍。"),
        (b"title: " + b"a" * LIMIT_BYTES, "第 1 行：文件超过 1 MB，请拆成几个小文件。"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_cure(page: Path, text: str | bytes, sentence: str) -> None:
    assert problems(page, text) == [sentence]


def test_all_problems_are_told_at_once_in_the_order_of_the_lines(page: Path) -> None:
    assert [p.split("：")[0] for p in problems(page, "stile: b\nsize: x\nsteps: 3")] == [
        "第 1 行",
        "第 1 行",
        "第 2 行",
        "第 3 行",
    ]


def test_a_problem_reads_like_a_compilers(page: Path) -> None:
    page.write_text("title: a\nstile: b")
    with pytest.raises(FileError, match=r"page\.yaml:2: 不认识 “stile”"):
        read(page, Page)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    for path in (tmp_path / "nichts.yaml", tmp_path):
        with pytest.raises(FileError, match=":1: 找不到这个文件"):
            read(path, Page)


def test_aliases_of_aliases_are_refused_before_they_grow(page: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefghij", "bcdefghijk", strict=True)
    )
    assert problems(page, bomb)[0].startswith("第 1 行：这里用了 “*名字” 来重复别处的内容")


def test_endless_brackets_are_refused(page: Path) -> None:
    for text in ("[" * 5000, "[ " * 900 + "]" * 900, "title: " + "{a: " * 900 + "}" * 900):
        assert problems(page, text)


def test_yaml_does_not_guess(page: Path) -> None:
    page.write_text("title: 9:16\nstyle: no\nparts:\n  on: {ask: 2026-05-01}\n  0571: {ask: yes}\n")
    read_page = read(page, Page)
    assert (read_page.title, read_page.style) == ("9:16", "no")
    assert {name: part.ask for name, part in read_page.parts.items()} == {"on": "2026-05-01", "0571": "yes"}


def test_an_empty_file_is_enough_where_everything_has_a_default(page: Path) -> None:
    page.write_text("# at_once: 4\n")
    assert read(page, Settings).at_once == 2


def test_a_file_from_windows_is_read(page: Path) -> None:
    page.write_bytes(b"\xef\xbb\xbftitle: a\r\nsize: 4\r\n")
    assert read(page, Page).size == 4


def test_the_line_of_a_place_is_found_afterwards(page: Path) -> None:
    page.write_text("title: a\nparts:\n  x:\n    ask: b\nsteps:\n- ask: c\n- ask: d\n")
    assert line_of(page, "parts", "x", "ask") == 4
    assert line_of(page, "steps", 1) == 7


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=60), st.text("ab:-[]{}&*!'\"\n\t #|>?,%@", max_size=40).map(str.encode)))
def test_no_file_makes_it_fall_over(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(raw)
    found: tuple[FileProblem, ...] = ()
    try:
        read(path, Page)
    except FileError as error:
        found = error.problems
    assert all(problem.line >= 1 and problem.message for problem in found)
