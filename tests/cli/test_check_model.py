"""`xiaoai check --model`: the admin's test sentences, as a real language model on this machine understands them."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.command import Ran, xiaoai
from tests.doubles.processes import ROOT, Double, StartDouble

KEY = "sk-only-for-tests"
CHAT = """
name: chat
title: 聊天
description: 别的都不是。
reply: chat.refusal
sentences: [你好]
tests:
  - {say: [你好, 今天真累]}
  - {say: 明天下雨吗, not: true, is: 天气}
"""
WEATHER = """
name: weather
title: 天气
description: 问天气。
reply: chat.refusal
slots: {date: {}}
sentences: ["{date}下雨吗"]
tests:
  - {say: 明天下雨吗, slots: {date: 明天}}
  - {say: 出门淋着没, not: true, is: 聊天}
"""


class House:
    """A program folder with two small intents and one model."""

    def __init__(self, folder: Path, double: Double) -> None:
        self.home, self.data = folder / "home", folder / "data"
        self.double = double
        shutil.copytree(ROOT / "prompts", self.home / "prompts", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        intents = self.home / "intents"
        intents.mkdir()
        shutil.copy(ROOT / "intents/_shared.yaml", intents)
        (intents / "_commands.yaml").write_text("commands: {}\n", encoding="utf-8")
        (intents / "chat.yaml").write_text(CHAT.lstrip(), encoding="utf-8")
        (intents / "weather.yaml").write_text(WEATHER.lstrip(), encoding="utf-8")
        self.set()

    def set(self, **limits: int) -> None:
        model = {"name": "书房", "base_url": f"{self.double.url}/v1", "model": "small", "key_variable": "STUDY_API_KEY"}
        self.data.mkdir(exist_ok=True)
        (self.data / "settings.yaml").write_text(json.dumps({"language_model": {"models": [model], **limits}}))

    def check(self, *options: str, **more: str) -> Ran:
        variables = {"XIAOAI_RECOGNITION__CLASSIFIER": "false", "STUDY_API_KEY": KEY} | more
        return xiaoai(self.data, "check", "--home", str(self.home), *options, **variables)

    def says(self, to: str, intent: str) -> None:
        self.double.post("/answers", to=to, say=json.dumps({"intent": intent, "confidence": 0.9, "slots": {}}))


@pytest.fixture
def house(tmp_path: Path, start_double: StartDouble) -> House:
    return House(tmp_path, start_double("language_model", key=KEY))


def test_all_sentences_are_asked_and_the_wrong_ones_named_with_their_lines(house: House) -> None:
    house.says("下雨", "天气")
    house.says("今天真累", "天气")
    ran = house.check("--model", "--all")
    assert ran.status == 1, ran.out + ran.err
    assert "要问大模型 5 次（一共 5 个测试句，一句问一次）。" in ran.lines
    (wrong,) = [line for line in ran.lines if "大模型说是" in line]
    assert wrong == f"{house.home}/intents/chat.yaml:7: “今天真累” 应该是 聊天，大模型说是 天气（把握 0.9）。"
    assert ran.lines[-1] == "大模型答了 5 句，1 句不对。"
    assert house.double.stats()["requests"] == 5
    assert KEY not in ran.out + ran.err


def test_what_the_offline_tiers_are_sure_of_is_not_asked(house: House) -> None:
    ran = house.check("--model")
    assert ran.status == 0, ran.out
    # The classifier is switched off here: two sentences are read by no template, and nobody else can be asked.
    assert "要问大模型 2 次（一共 5 个测试句，其余的前两步就有把握）。" in ran.lines
    assert house.double.stats()["requests"] == 2


def test_it_stops_at_the_days_limit(house: House) -> None:
    house.says("下雨", "天气")
    house.set(calls_per_day=2)
    ran = house.check("--model", "--all")
    assert "今天的次数用完了，还有 3 句没问" in ran.out
    assert house.double.stats()["requests"] == 2


def test_a_model_that_does_not_work_is_not_asked_about_everything(house: House) -> None:
    ran = house.check("--model", "--all", STUDY_API_KEY="sk-wrong")
    assert ran.status == 1
    assert "xiaoai doctor" in ran.out
    assert house.double.stats()["requests"] == 1
    assert "sk-wrong" not in ran.out + ran.err


def test_without_a_model_it_says_where_to_write_one(house: House) -> None:
    (house.data / "settings.yaml").unlink()
    ran = house.check("--model")
    assert ran.status == 2
    assert "language_model" in ran.err
