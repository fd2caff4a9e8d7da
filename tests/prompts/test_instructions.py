"""What the language model is told, from the admin's files."""

from pathlib import Path

import pytest

from prompts.check import check_prompts
from prompts.files import FileError
from prompts.instructions import LIMIT_INSTRUCTION, Instructions
from prompts.loader import NotFilled, UnknownTemplate
from tests.doubles.processes import ROOT

SHIPPED = ROOT / "prompts/system"
GREETING = """
title: 问候
persona: 你是阿福。
variables: {speaker: 谁在说话}
text: |-
  {{ persona }}
  和你说话的是{{ speaker }}。
tests:
  - {with: {speaker: 妈妈}, says: "你是阿福。\\n和你说话的是妈妈。"}
"""


def loaded(folder: Path, name: str, text: str) -> Instructions:
    (folder / f"{name}.yaml").write_text(text.lstrip(), encoding="utf-8")
    return Instructions.load(SHIPPED, folder)


def test_an_instruction_is_filled_with_persona_and_values(tmp_path: Path) -> None:
    instructions = loaded(tmp_path, "greeting", GREETING)
    assert instructions.render("greeting", {"speaker": "爷爷", "more": 1}) == "你是阿福。\n和你说话的是爷爷。"
    with pytest.raises(NotFilled, match="speaker"):
        instructions.render("greeting", {})
    with pytest.raises(UnknownTemplate):
        instructions.render("greetings", {})


def test_the_admins_file_replaces_the_shipped_one(tmp_path: Path) -> None:
    instructions = loaded(tmp_path, "chat", GREETING)
    assert instructions.path("chat") == tmp_path / "chat.yaml"
    assert "阿福" in instructions.render("chat", {"speaker": "妈妈"})
    assert instructions.path("classifier") == SHIPPED / "classifier.yaml"


@pytest.mark.parametrize(
    ("name", "slip", "line", "cure"),
    [
        ("chat", ("speaker: 谁", "speeker: 谁"), 3, "是不是 “speaker”"),
        ("greeting", ("speaker: 谁", "speeker: 谁"), 6, "没有声明的 “speaker”"),
        ("greeting", ("{{ speaker }}", "{{ speaker.name }}"), 6, "不能用"),
        ("greeting", ("variables: {", "variables: {persona: 谁, "), 3, "不要再写进 variables"),
        ("greeting", ("text:", "txt:"), 4, "是不是 “text”"),
        ("classifier", ("", ""), 4, "JSON"),
    ],
)
def test_a_slip_is_told_with_its_line(tmp_path: Path, name: str, slip: tuple[str, str], line: int, cure: str) -> None:
    with pytest.raises(FileError) as raised:
        loaded(tmp_path, name, GREETING.replace(*slip))
    assert any(problem.line == line and cure in problem.message for problem in raised.value.problems), raised.value


def test_an_example_that_comes_out_differently_is_found_by_the_check(tmp_path: Path) -> None:
    (tmp_path / "system").mkdir()
    wrong = GREETING.replace("和你说话的是妈妈", "和你说话的是爸爸").lstrip()
    (tmp_path / "system/greeting.yaml").write_text(wrong, encoding="utf-8")
    (problem,) = check_prompts(ROOT / "prompts", tmp_path).problems
    assert problem.path == tmp_path / "system/greeting.yaml"
    assert problem.line == 8


def test_an_instruction_may_be_longer_than_a_sentence_and_has_an_end(tmp_path: Path) -> None:
    instructions = loaded(tmp_path, "greeting", GREETING)
    assert len(instructions.render("greeting", {"speaker": "长" * 3000})) > 3000
    assert len(instructions.render("greeting", {"speaker": "长" * 50_000})) == LIMIT_INSTRUCTION
