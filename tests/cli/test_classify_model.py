"""`xiaoai classify` with a language model on this machine: asked about what is unsure, and about nothing else."""

import json
from pathlib import Path

from tests.cli.command import xiaoai
from tests.doubles.processes import StartDouble

KEY = "sk-only-for-tests"
BORDERLINE = (
    *("北京明天天气怎么样", "你好", "做个5秒的小视频，小猫钓鱼", "哎这天", "大雁塔", "公园里头", "那条路现在咋样了"),
    *("坐几路来着", "想看看下雪的样子", "楼下", "给我整一个呗", "骑过去呢", "你看这云", "附近那家", "画里的人动一动"),
    *("上回那个再来", "能不能快点到", "想吃点热乎的", "拍", "海边日落", "雨伞", "几点了还走", "地铁", "晚上出去不"),
)


def test_what_is_unsure_is_asked_unless_it_is_to_stay_offline(tmp_path: Path, start_double: StartDouble) -> None:
    double = start_double("language_model", key=KEY)
    double.post("/answers", to="", say=json.dumps({"intent": "地点推荐", "confidence": 0.87, "slots": {}}))
    data = tmp_path / "data"
    data.mkdir()
    model = {"name": "书房", "base_url": f"{double.url}/v1", "model": "small", "key_variable": "STUDY_API_KEY"}
    (data / "settings.yaml").write_text(json.dumps({"language_model": {"models": [model]}}), encoding="utf-8")
    (data / ".env").write_text(f"STUDY_API_KEY={KEY}\n", encoding="utf-8")
    lines = "".join(json.dumps({"text": text}) + "\n" for text in BORDERLINE)

    offline = xiaoai(data, "classify", "--jsonl", "--offline", stdin=lines)
    assert offline.status == 0, offline.err
    assert double.stats()["requests"] == 0
    asked = xiaoai(data, "classify", "--jsonl", stdin=lines)
    assert asked.status == 0, asked.err
    assert asked.err == ""

    before = [json.loads(line) for line in offline.lines]
    after = [json.loads(line) for line in asked.lines]
    assert [line["text"] for line in after] == list(BORDERLINE)
    changed = [line for line, old in zip(after, before, strict=True) if line != old]
    assert 0 < len(changed) < len(BORDERLINE)
    for line in changed:
        assert (line["intent"], line["confidence"], line["tier"]) == ("地点推荐", 0.87, "model")
    assert double.stats()["requests"] == len(changed)
    sent = [json.loads(request["messages"][-1]["content"])["message"] for request in double.get("/requests")]
    assert sent == [line["text"] for line in changed]
    assert sorted(path.name for path in data.iterdir()) == [".env", "settings.yaml"], "no store is opened"
