"""`xiaoai shots`: each request in its place, by the model where one is set, whatever else is in the input."""

import json
import time
from pathlib import Path

from tests.cli.command import xiaoai
from tests.doubles.processes import StartDouble

FIELDS = ["text", "prompt", "negative_prompt", "duration_s", "aspect", "shot"]
REQUESTS = (
    *("三只小猫在窗台上看雪，10秒", "竖屏，爷爷在河边钓鱼，不要出现船", "画一张红色的灯笼", "奶奶包饺子，温馨一点"),
    *("一辆黄色的校车开过石桥", "宝宝第一次学走路", "水墨风格的黄山云海", "两个小朋友堆雪人，第3秒出现太阳"),
)


def lines_of(*texts: str) -> str:
    return "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)


def house_with_model(data: Path, url: str) -> None:
    data.mkdir()
    model = {"name": "书房", "base_url": f"{url}/v1", "model": "small"}
    settings = json.dumps({"language_model": {"models": [model]}}, ensure_ascii=False)
    (data / "settings.yaml").write_text(settings, encoding="utf-8")


def test_the_model_writes_them_in_order_unless_it_is_to_stay_offline(tmp_path: Path, start_double: StartDouble) -> None:
    double = start_double("language_model")
    double.post("/writes_shots", drops=1, seed=3)
    data = tmp_path / "data"
    house_with_model(data, double.url)
    offline = xiaoai(data, "shots", "--jsonl", "--offline", stdin=lines_of(*REQUESTS))
    assert double.stats()["requests"] == 0
    asked = xiaoai(data, "shots", "--jsonl", stdin=lines_of(*REQUESTS))
    assert (offline.status, asked.status, asked.err) == (0, 0, "")
    by_lists, by_model = ([json.loads(line) for line in ran.lines] for ran in (offline, asked))
    for found in (by_lists, by_model):
        assert [line["text"] for line in found] == list(REQUESTS)
        assert all(list(line) == FIELDS for line in found)
    assert len(REQUESTS) <= double.stats()["requests"] <= 2 * len(REQUESTS)
    for lists, model in zip(by_lists, by_model, strict=True):
        assert model["prompt"] != lists["prompt"]
        assert (model["duration_s"], model["aspect"]) == (lists["duration_s"], lists["aspect"])
        assert model["negative_prompt"] == lists["negative_prompt"]
    assert sorted(path.name for path in data.iterdir()) == ["settings.yaml"], "no store is opened"


def test_a_slow_answer_keeps_its_place_and_four_are_asked_at_once(tmp_path: Path, start_double: StartDouble) -> None:
    double = start_double("language_model")
    double.post("/writes_shots", drops=0)
    double.misbehave("slow", times=4, seconds=4)
    data = tmp_path / "data"
    house_with_model(data, double.url)
    started = time.monotonic()
    ran = xiaoai(data, "shots", "--jsonl", stdin=lines_of(*REQUESTS))
    took = time.monotonic() - started
    assert [json.loads(line)["text"] for line in ran.lines] == list(REQUESTS)
    offline = time.monotonic()
    xiaoai(data, "shots", "--jsonl", "--offline", stdin=lines_of(*REQUESTS))
    assert took - (time.monotonic() - offline) < 12, "one after the other they would take sixteen seconds longer"


def test_a_broken_line_is_named_in_its_place_and_ends_nothing(tmp_path: Path) -> None:
    given = lines_of("小猫钓鱼") + '不是 JSON\n\n{"txet": 1}\n{"text": "\\ud800"}\n' + lines_of("小狗游泳")
    ran = xiaoai(tmp_path / "data", "shots", "--jsonl", "--offline", stdin=given)
    found = [json.loads(line) for line in ran.lines]
    assert ran.status == 1
    assert [line.get("text") for line in found] == ["小猫钓鱼", None, None, None, "小狗游泳"]
    assert [line["line"] for line in found if "line" in line] == [2, 4, 5]
    assert all(f"第 {line['line']} 行" in line["error"] for line in found if "line" in line)


def test_nothing_in_is_nothing_out(tmp_path: Path) -> None:
    ran = xiaoai(tmp_path / "data", "shots", "--jsonl", "--offline", stdin="")
    assert (ran.status, ran.out, ran.err) == (0, "", "")


def test_a_line_of_ten_megabytes_is_read_as_far_as_a_message(tmp_path: Path) -> None:
    endless = "小猫在窗台上看雪，" * 400_000
    ran = xiaoai(tmp_path / "data", "shots", "--jsonl", "--offline", stdin=lines_of(endless, "小狗游泳"))
    assert (ran.status, ran.err) == (0, "")
    first, second = (json.loads(line) for line in ran.lines)
    assert first["text"] == endless
    assert "kitten" in first["shot"]["subject"]
    assert "puppy" in second["prompt"]
