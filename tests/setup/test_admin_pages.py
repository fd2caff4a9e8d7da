"""The admin's pages say what is so: every setting, every command, and the intent they add works as they write it."""

import re
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from bot.config import Settings
from prompts.check import check_prompts
from tests.cli.command import xiaoai
from tests.doubles.processes import ROOT

PAGES = sorted((ROOT / "docs" / "admin").glob("*.md"))
COMMANDS = (
    "run",
    "chat",
    "say",
    "jobs",
    "classify",
    "check",
    "shots",
    "doctor",
    "generators",
    "generate",
    "login",
    "models",
    "serve",
    "password",
)
NOT_IN_THE_TABLE = {"home", "data", "database_url"}


def text(number: str) -> str:
    return next(page for page in PAGES if page.name.startswith(number)).read_text(encoding="utf-8")


def test_the_pages_are_numbered_without_a_gap() -> None:
    assert [page.name[:2] for page in PAGES] == [f"{number:02}" for number in range(1, len(PAGES) + 1)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere_and_commands_exist(page: Path) -> None:
    written = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)", written):
        assert (page.parent / target).exists(), target
    for command in re.findall(r"^\$ xiaoai (\w+)", written, re.MULTILINE):
        assert command in COMMANDS
    assert "/root" not in written
    assert "/tmp" not in written


def test_every_setting_is_explained_with_what_it_is_by_default() -> None:
    table = text("05").partition("## 每一项")[2].partition("\n## ")[0]
    told = dict(re.findall(r"^\| `([a-z_.]+)` \| (.*?) \|", table, re.MULTILINE))
    known: dict[str, object] = {}
    for name, setting in Settings.model_fields.items():
        if isinstance(setting.default, BaseModel):
            known |= settings_in(name, setting.default)
        elif name not in NOT_IN_THE_TABLE:
            known[name] = setting.default
    assert set(told) == set(known)
    for name, default in known.items():
        written = "" if told[name] == "空" else yaml.safe_load(told[name])
        assert written == ("" if default is None else list(default) if isinstance(default, tuple) else default), name


def settings_in(name: str, part: BaseModel) -> dict[str, object]:
    """Every setting of a part of the settings, by its whole name."""
    found: dict[str, object] = {}
    for inner in type(part).model_fields:
        value = getattr(part, inner)
        found |= settings_in(f"{name}.{inner}", value) if isinstance(value, BaseModel) else {f"{name}.{inner}": value}
    return found


def test_the_intent_of_the_page_works_as_it_is_written_there(tmp_path: Path) -> None:
    data = tmp_path / "data"
    files = re.findall(r"`data/(templates/\S+\.yaml)`：\n\n```yaml\n(.*?)```", text("04"), re.DOTALL)
    assert len(files) == 2
    for name, content in files:
        path = data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    checked = xiaoai(data, "check")
    assert checked.status == 0, checked.out
    assert xiaoai(data, "say", "小爱，红烧肉的做法").out == "菜谱在厨房的蓝本子里。\n"


def test_the_style_of_the_page_works_as_it_is_written_there(tmp_path: Path) -> None:
    data = tmp_path / "data"
    ((name, content),) = re.findall(
        r"`~/xiaoai/data/(templates/\S+\.yaml)`：\n\n```yaml\n(.*?)```", text("10"), re.DOTALL
    )
    path = data / name
    path.parent.mkdir(parents=True)
    path.write_text(content, encoding="utf-8")
    assert check_prompts(ROOT / "prompts", data / "templates" / "prompts").problems == ()
    (asked,) = re.findall(r'^\$ xiaoai shots "(.*)"$', text("10"), re.MULTILINE)
    assert "copperplate etching, fine lines" in xiaoai(data, "shots", asked).out
