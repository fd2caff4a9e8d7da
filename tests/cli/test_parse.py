"""`parse`, and what `classify` and `check` say with the classifier."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.command import xiaoai
from tests.doubles.processes import ROOT

ON = {"XIAOAI_RECOGNITION__CLASSIFIER": "true"}


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the classifier was trained once."""
    data = tmp_path_factory.mktemp("learned") / "data"
    assert xiaoai(data, "parse", "你好", **ON).status == 0
    assert [path.name for path in data.iterdir()] == ["cache"], "looking opens no store"
    return data


def test_parse_tells_what_was_swallowed_and_how_sure_it_is(learned: Path) -> None:
    ran = xiaoai(learned, "parse", "小爱，嗯帮我画一张小猫钓鱼的图吧", **ON)
    assert ran.status == 0, ran.err
    assert "拿来比的：画一张小猫钓鱼的图" in ran.out
    assert "句式：图片生成" in ran.out
    assert "subject ← 小猫钓鱼" in ran.out
    assert "吞了 4 个字" in ran.out
    assert "分类器：图片生成" in ran.out
    assert "内容：subject=小猫钓鱼" in ran.out


def test_parse_without_the_classifier_says_so(tmp_path: Path) -> None:
    ran = xiaoai(tmp_path / "data", "parse", "我二姨家的猫生了", "取消12")
    assert "句式：没有一条对得上整句" in ran.out
    assert "分类器：没有问" in ran.out
    assert "命令：取消" in ran.out
    assert not (tmp_path / "data").exists()


def test_classify_uses_the_classifier_and_says_which_tier(learned: Path) -> None:
    line = json.dumps({"text": "要赶上午十点的高铁，现在打车过去还赶得上不"}, ensure_ascii=False)
    ran = xiaoai(learned, "classify", "--jsonl", "--offline", stdin=line + "\n", **ON)
    found = json.loads(ran.out)
    assert found["intent"] == "驾车规划"
    assert found["tier"] in ("rules", "classifier")


def test_a_data_folder_that_cannot_be_written_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    ran = xiaoai(tmp_path / "file" / "data", "parse", "我想走着去姥姥家，你说来得及吗", cwd=tmp_path, **ON)
    assert ran.status == 0, ran.err
    assert "分类器：步行规划" in ran.out


def test_check_tells_a_counter_example_that_a_template_catches(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for folder in ("intents", "prompts"):
        shutil.copytree(ROOT / folder, home / folder)
    path = home / "intents" / "weather.yaml"
    text = path.read_text(encoding="utf-8")
    at = text.index("counter_examples:\n")
    line = text[:at].count("\n") + 2
    path.write_text(text.replace("counter_examples:\n", "counter_examples:\n  - 明天会下雨吗\n", 1), encoding="utf-8")
    ran = xiaoai(tmp_path / "data", "check", "--home", str(home))
    assert ran.status == 1
    assert f"weather.yaml:{line}: “明天会下雨吗” 写在 counter_examples 里，应该是 聊天，却成了 天气" in ran.out
