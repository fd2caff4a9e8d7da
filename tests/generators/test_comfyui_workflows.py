"""What an admin can do wrong with a workflow, and what he is told: at start, with the place and the cure."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from bot.config import GeneratorSettings, Settings
from bot.doctor import abilities
from bot.doctor.comfyui import comfyui as examine
from bot.errors import ConfigError
from bot.makers import make_generators
from generators.comfy.answers import complaint_in, history_in, outcome_in, queue_in
from generators.comfyui import Comfyui
from tests.doubles.processes import ROOT, StartDouble, closed_port
from tests.generators.comfy_settings import EXAMPLE_VIDEO, changed, photo_workflow

UI_FORMAT = {"last_node_id": 9, "nodes": [{"id": 1, "type": "KSampler"}], "links": [], "version": 0.4}


def set_up(tmp_path: Path, **options: Any) -> Settings:
    """Settings with this one generator; its files lie in the data folder, the examples in the home."""
    written = {"video": ["comfyui"], "settings": {"comfyui": {"workflow": EXAMPLE_VIDEO, **options}}}
    return Settings(home=ROOT, data=tmp_path, generators=GeneratorSettings.model_validate(written))


def told(settings: Settings) -> str:
    with pytest.raises(ConfigError) as error:
        make_generators(settings, ("video",))
    return str(error.value)


def save(tmp_path: Path, content: object, name: str = "own.json") -> None:
    (tmp_path / "workflows").mkdir(exist_ok=True)
    written = content if isinstance(content, bytes) else json.dumps(content).encode()
    (tmp_path / "workflows" / name).write_bytes(written)


def test_own_file_wins_over_the_shipped_one(tmp_path: Path) -> None:
    made = make_generators(set_up(tmp_path), ("video",))["video"][0]
    assert isinstance(made, Comfyui)
    (tmp_path / "workflows").mkdir()
    changed(
        "example-video.json",
        tmp_path / "workflows" / "example-video.json",
        {"4": {"class_type": "Other", "inputs": {}}},
    )
    assert "没有编号或者名字是 “要什么”" in told(set_up(tmp_path))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (UI_FORMAT, ["own.json 是平常存的格式", "文件 → 导出工作流 (API)"]),
        (b'{"1": {\n"class_type": }', ["own.json 第 2 行：不是 JSON", "导出工作流 (API)"]),
        (b"\xff\xfe\x00", ["不是 ComfyUI 存的文件"]),
        (b"[" * 100_000, ["own.json"]),
        ([], ["不是 API 格式"]),
        ({}, ["不是 API 格式"]),
        ("text", ["不是 API 格式"]),
        ({"prompt": {"1": {"class_type": "KSampler", "inputs": {}}}}, ["不是 API 格式"]),
        ({"1": {"class_type": "KSampler"}}, ["不是 API 格式"]),
        ({"1": {"class_type": 3, "inputs": {}}}, ["不是 API 格式"]),
        (b" " * 5_000_001, ["超过 5 MB"]),
    ],
)
def test_file_that_is_no_workflow(tmp_path: Path, content: object, words: list[str]) -> None:
    save(tmp_path, content)
    said = told(set_up(tmp_path, workflow={"file": "own.json", "prompt": "6.text"}))
    for word in ["generators.settings.comfyui", *words]:
        assert word in said


@pytest.mark.parametrize(
    ("workflow", "words"),
    [
        ({"file": "gone.json"}, ["workflow.file", "找不到 gone.json", "example-video.json"]),
        ({"file": "../config.yaml"}, ["file 只写文件的名字"]),
        ({"prompt": "40.text"}, ["workflow.prompt", "没有编号或者名字是 “40”", "4（要什么）、5（不要什么）"]),
        ({"prompt": "4.txet"}, ["节点 4（要什么）没有 “txet”，它有：text、clip"]),
        ({"prompt": "40.txet"}, ["没有编号或者名字是 “40”", "节点有：1（模型）"]),
        ({"prompt": "4"}, ["要写成“节点.输入”，比如 6.text"]),
        ({"prompt": ".text"}, ["要写成“节点.输入”"]),
        ({"seed": ["8.seed", "9.seed"]}, ["workflow.seed", "“9.seed”", "节点 9（解码）没有 “seed”"]),
        ({"promt": "4.text"}, ["不认识 “promt”，是不是 “prompt”？"]),
        ({"prompt": 4.5}, ["“prompt”"]),
        ({"height": []}, ["width 和 height 要么都写"]),
        ({"image": "4.text"}, ["写在 picture_workflow 里"]),
    ],
)
def test_place_that_is_not_there(tmp_path: Path, workflow: dict[str, Any], words: list[str]) -> None:
    said = told(set_up(tmp_path, workflow={**EXAMPLE_VIDEO, **workflow}))
    for word in words:
        assert word in said


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"picture_workflow": EXAMPLE_VIDEO}, ["picture_workflow 里要写 image"]),
        (
            {"picture_workflow": {**EXAMPLE_VIDEO, "image": "20.image"}},
            ["picture_workflow.image", "没有编号或者名字是 “20”"],
        ),
        ({"workflow": None}, ["“workflow”"]),
        ({"sizes": []}, ["sizes 里至少写一个"]),
        ({"sizes": ["big"]}, ["sizes 里每一项要写成 “832x480” 的样子"]),
        ({"frames_rule": "4k"}, ["“frames_rule”", "4k+1"]),
        ({"base_url": "http://comfy.example.com"}, ["外面的地址要用 https://"]),
        ({"base_url": "https://comfy.example.com"}, ["不在家里", "price_fen"]),
        ({"prompt_family": "vann"}, ["“prompt_family”"]),
        ({"worklfow": {}}, ["不认识 “worklfow”，是不是 “workflow”？"]),
    ],
)
def test_wrong_setting(tmp_path: Path, options: dict[str, Any], words: list[str]) -> None:
    said = told(set_up(tmp_path, **options))
    for word in words:
        assert word in said


def test_without_any_setting_it_says_what_is_missing(tmp_path: Path) -> None:
    settings = Settings(home=ROOT, data=tmp_path, generators=GeneratorSettings(video=("comfyui",)))
    assert "缺少 “workflow”" in told(settings)


def test_title_that_two_nodes_have_is_refused_and_dots_are_no_matter(tmp_path: Path) -> None:
    node = {"class_type": "CLIPTextEncode", "inputs": {"text": "", "a.b": 1}, "_meta": {"title": "v1.5 提示词"}}
    save(tmp_path, {"1:2": node, "3": {**node, "_meta": {"title": "同名"}}, "4": {**node, "_meta": {"title": "同名"}}})

    def places(prompt: str) -> Settings:
        return set_up(tmp_path, workflow={"file": "own", "prompt": prompt})

    for prompt in ("v1.5 提示词.text", "1:2.a.b", "v1.5 提示词.a.b"):
        assert make_generators(places(prompt), ("video",))["video"]
    assert "有 2 个节点都叫 “同名”（编号 3、4）" in told(places("同名.text"))


def test_doctor_tells_the_same(tmp_path: Path) -> None:
    found = list(abilities.generators(set_up(tmp_path, workflow={**EXAMPLE_VIDEO, "prompt": "40.text"})))
    assert (found[0].state, "workflow.prompt" in found[0].cure) == ("bad", True)
    assert not list(examine(set_up(tmp_path, workflow={"file": "gone", "prompt": "4.text"})))


def test_doctor_asks_who_is_there(tmp_path: Path, start_double: StartDouble) -> None:
    double = start_double("comfyui")
    (finding,) = examine(set_up(tmp_path, base_url=double.url))
    assert (finding.state, finding.what.endswith("版本 0.3.60，显卡 cuda:0 NVIDIA GeForce RTX 4090（24 GB）")) == (
        "good",
        True,
    )
    (finding,) = examine(set_up(tmp_path, base_url=f"http://127.0.0.1:{closed_port()}"))
    assert (finding.state, "没有回答" in finding.what, "base_url" in finding.cure) == ("warning", True, True)
    (tmp_path / "workflows").mkdir()
    changed("example-video.json", tmp_path / "workflows" / "odd.json", {"9": {"class_type": "Turbo", "inputs": {}}})
    (finding,) = examine(set_up(tmp_path, base_url=double.url, workflow={**EXAMPLE_VIDEO, "file": "odd"}))
    assert (finding.state, "Turbo (node 9)" in finding.cure) == ("warning", True)
    assert "prompt" not in double.stats()["requests"]


def test_settings_of_the_page_work_as_they_are_written_there(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "admin" / "15-ComfyUI.md").read_text(encoding="utf-8")
    (tmp_path / "workflows").mkdir()
    for name, example in (("wan.json", "example-video.json"), ("sdxl.json", "example-image.json")):
        changed(example, tmp_path / "workflows" / name, {})
    photo_workflow(tmp_path / "workflows" / "wan-photo.json")
    graph = json.loads((tmp_path / "workflows" / "wan-photo.json").read_text(encoding="utf-8"))
    graph["20"]["_meta"] = {"title": "照片"}
    save(tmp_path, graph, "wan-photo.json")
    written = [yaml.safe_load(block)["generators"] for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]
    assert len(written) == 2
    for generators in written:
        settings = Settings(home=ROOT, data=tmp_path, generators=GeneratorSettings.model_validate(generators))
        assert make_generators(settings)["video"][0].name == "comfyui"


@pytest.mark.parametrize("shipped", sorted((ROOT / "workflows").glob("*.json")), ids=lambda path: path.stem)
def test_shipped_example_is_one_comfyui_would_run(shipped: Path, start_double: StartDouble) -> None:
    double = start_double("comfyui")
    graph = json.loads(shipped.read_text(encoding="utf-8"))
    taken = httpx.post(f"{double.url}/prompt", json={"prompt": graph}, trust_env=False)
    assert (taken.status_code, taken.json()["node_errors"]) == (200, {})


ODD: list[Any] = [None, [], {}, "", 7, [None], [[]], [[1, 2, 3, 4]], {"a": None}, {"a": []}, {"a": {"b": {"c": 1}}}]


@pytest.mark.parametrize("odd", ODD)
def test_no_odd_answer_is_a_fault_of_ours(odd: Any) -> None:
    """What ComfyUI or something in between may answer, in every place that is read."""
    queue = queue_in({"queue_running": odd, "queue_pending": odd})
    assert (queue.running, queue.waiting) == ((), ())
    assert queue_in({"queue_running": [[1, "id", odd, odd]]}).find("id") is not None
    assert list(history_in({"id": odd, "other": {"prompt": odd}})) == []
    for entry in (
        {"outputs": odd},
        {"outputs": {"9": odd}},
        {"outputs": {"9": {"images": odd}}},
        {"outputs": {"9": {"images": [{"filename": odd if not isinstance(odd, int) else None}]}}},
        {"status": odd},
        {"status": {"status_str": "success", "messages": odd}},
        {"status": {"status_str": "success", "messages": [["executed", odd]]}},
    ):
        outcome = outcome_in({"id": entry}, "id")
        assert outcome is not None
        assert outcome.result("video") is None
    assert isinstance(complaint_in({"error": odd, "node_errors": odd})[1], str)
    assert isinstance(complaint_in({"node_errors": {"3": odd, "4": {"errors": odd}}})[1], str)


def test_older_version_says_no_status() -> None:
    saved = {"9": {"gifs": [{"filename": "c_00001.mp4", "subfolder": "", "type": "output"}]}}
    for entry in ({"outputs": saved}, {"outputs": saved, "status": None}):
        outcome = outcome_in({"id": entry}, "id")
        assert outcome is not None
        found = outcome.result("video")
        assert (outcome.error, found and found.query) == ("", "filename=c_00001.mp4&subfolder=&type=output")
