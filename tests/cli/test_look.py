"""`classify`, `check`, `doctor`: looking without touching."""

import json
import shutil
from pathlib import Path

from tests.cli.command import xiaoai
from tests.doubles.processes import ROOT

LABELS = {"天气", "步行规划", "骑行规划", "驾车规划", "公交规划", "地点推荐", "图片生成", "视频生成", "聊天"}


def test_classify_answers_each_line_in_order(tmp_path: Path) -> None:
    texts = ["明天北京下雨吗", "画一张公交车的图", "昨天那个视频真好看", "从家到兵马俑开车多久"]
    lines = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)
    ran = xiaoai(tmp_path / "data", "classify", "--jsonl", "--offline", stdin=lines)
    assert ran.status == 0, ran.err
    found = [json.loads(line) for line in ran.lines]
    assert [line["text"] for line in found] == texts
    assert [line["intent"] for line in found] == ["天气", "图片生成", "聊天", "驾车规划"]
    assert found[0]["slots"] == {"date": "明天", "city": "北京"}
    for line in found:
        assert list(line) == ["text", "intent", "confidence", "slots", "tier"]
        assert line["intent"] in LABELS
        assert 0 <= line["confidence"] <= 1
    assert not (tmp_path / "data").exists(), "classify opens no store"


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    ran = xiaoai(tmp_path / "data", "classify", "--jsonl", stdin='{"text": "你好"}\n{"txet": 1}\n')
    assert ran.status == 2
    assert "第 2 行" in ran.err
    assert len(ran.lines) == 1


def test_check_passes_on_the_shipped_files(tmp_path: Path) -> None:
    ran = xiaoai(tmp_path / "data", "check")
    assert ran.status == 0, ran.out
    assert "都没问题" in ran.out


def test_check_names_file_line_and_cure_of_a_slip(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for folder in ("intents", "prompts"):
        shutil.copytree(ROOT / folder, home / folder)
    weather = home / "intents" / "weather.yaml"
    lines = weather.read_text(encoding="utf-8").splitlines()
    number = next(index for index, line in enumerate(lines) if line.startswith("description:"))
    lines[number] = lines[number].replace("description", "descripton")
    weather.write_text("\n".join(lines), encoding="utf-8")
    ran = xiaoai(tmp_path / "data", "check", "--home", str(home))
    assert ran.status == 1
    assert f"weather.yaml:{number + 1}" in ran.out
    assert "description" in ran.out
    started = xiaoai(tmp_path / "data", "say", "你好", "--home", str(home))
    assert started.status == 2
    assert f"weather.yaml:{number + 1}" in started.err


def test_doctor_says_what_is_there_and_what_is_missing(tmp_path: Path) -> None:
    ran = xiaoai(tmp_path / "data", "doctor")
    assert ran.status == 0, ran.out
    assert "✓ 意图和提示词文件都没问题" in ran.out
    assert "· 视频：只有分镜预览" in ran.out
    assert not (tmp_path / "data" / "app.sqlite").exists()


def test_doctor_reports_a_data_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    ran = xiaoai(tmp_path / "file" / "data", "doctor", cwd=tmp_path)
    assert ran.status == 1
    assert "XIAOAI_DATA" in ran.out


def test_help_is_chinese(tmp_path: Path) -> None:
    ran = xiaoai(tmp_path / "data", "--help")
    for command in ("run", "chat", "say", "classify", "check", "jobs", "doctor"):
        assert command in ran.out
    assert "小爱" in ran.out


def test_check_reads_the_admins_layer_too(tmp_path: Path) -> None:
    overlay = tmp_path / "data" / "templates" / "intents"
    overlay.mkdir(parents=True)
    (overlay / "菜谱.yaml").write_text("name: 菜谱\ntitel: 菜谱\n", encoding="utf-8")
    ran = xiaoai(tmp_path / "data", "check")
    assert ran.status == 1
    assert "菜谱.yaml:2" in ran.out
    assert "title" in ran.out


def test_shots_shows_the_fields_and_the_prompt_of_a_request(tmp_path: Path) -> None:
    request = json.dumps({"text": "竖屏10秒 红色的小汽车在雪地里飞快地跑 不要出现人"}, ensure_ascii=False)
    ran = xiaoai(tmp_path / "data", "shots", "--jsonl", "--offline", "--family", "cogvideox", stdin=request + "\n")
    assert ran.status == 0, ran.err
    line = json.loads(ran.out)
    assert list(line) == ["text", "prompt", "negative_prompt", "duration_s", "aspect", "shot"]
    assert (line["duration_s"], line["aspect"]) == (10.0, "9:16")
    assert "red car" in line["prompt"]
    assert "people" in line["negative_prompt"]
    assert not any("\u4e00" <= character <= "\u9fff" for character in line["prompt"])
    assert not (tmp_path / "data").exists()


def test_a_family_nobody_wrote_a_template_for_is_named(tmp_path: Path) -> None:
    ran = xiaoai(tmp_path / "data", "shots", "小猫", "--family", "soar")
    assert ran.status == 2
    assert "soar" in ran.err
    assert "ltx" in ran.err
