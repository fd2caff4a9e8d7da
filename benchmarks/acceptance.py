"""How soon a request for a clip is promised, with a language model that answers at once.

    python benchmarks/acceptance.py

A request is read, passes every gate and is promised before its shot is written: the model is asked by the job, not by the turn.
Baseline of the same run: a plain message answered by the same 小爱, and what one answer of the model costs.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.messages import BenchChannel
from bot.app import App
from bot.channels.base import Message
from bot.config import Settings, load_settings
from bot.model_settings import LanguageModelSettings, ModelSettings
from bot.telemetry import set_up_logging
from generators.base import Generator
from tests.bot.studio import Studio
from tests.doubles.processes import Double, running

ROUNDS, MEMBERS = 200, 10
ANIMALS = ("小猫", "小狗", "兔子", "大象", "熊猫", "小鸭子", "蝴蝶", "金鱼")
KEY = "sk-benchmark"


def requests() -> Iterator[str]:
    for number in count():
        yield f"生成一段{number % 5 + 3}秒的视频，{ANIMALS[number % len(ANIMALS)]}在海边看日落，镜头慢慢推近"


def talk() -> Iterator[str]:
    while True:
        yield "附近有什么好吃的面馆"


async def measure(data: Path, model: Double) -> None:
    os.environ |= {"XIAOAI_DATA": str(data), "BENCHMARK_KEY": KEY}
    set_up_logging("error", is_interactive=False)
    model.post("/answers", to="", say=json.dumps({"subject": "a kitten", "scene": "by the sea"}))
    entry = ModelSettings(name="double", base_url=f"{model.url}/v1", model="small", key_variable="BENCHMARK_KEY")
    base = load_settings()
    settings = Settings(
        home=base.home,
        data=data,
        language_model=LanguageModelSettings(models=(entry,), calls_per_day=0, tokens_per_day=0),
        quotas=base.quotas.model_copy(update=dict.fromkeys(base.quotas.__class__.model_fields, 0) | {"exempt": ()}),
        weather=base.weather.model_copy(update={"open_meteo": False}),
    )
    # It takes the first jobs and holds them, so that making clips is not what is measured.
    studio = Studio()
    studio.is_open.clear()
    makers: list[Generator] = [studio]
    channel = BenchChannel()
    async with App(settings, channels=[channel], generators={"video": makers, "image": makers}).running() as app:
        while app.templates.current.recognizer.classifier is None:
            await asyncio.sleep(0.2)
        await asyncio.to_thread(app.templates.current.recognizer.warm_up)
        plain = await latency(channel, "plain", talk())
        promised = await latency(channel, "clip", requests())
        asked = [call_ms(model.url) for _ in range(30)]
    print(f"{'':34}{'p50':>9}{'p99':>9}")
    for name, took in (
        ("one answer of the model", asked),
        ("a plain message", plain),
        ("a clip, asked to promised", promised),
    ):
        took.sort()
        print(f"{name:34}{statistics.median(took):6.2f} ms{took[int(len(took) * 0.99)]:6.2f} ms")
    print(
        f"promised / plain                  {statistics.median(promised) / statistics.median(plain):6.2f} x   goal: p50 ≤ 30 ms"
    )


async def latency(channel: BenchChannel, name: str, texts: Iterator[str]) -> list[float]:
    took = []
    for number in range(ROUNDS):
        who, message_id = f"member{number % MEMBERS}", f"{name}{number}"
        message = Message("bench", "bot", who, message_id, who, next(texts), datetime.now(UTC), sender_name=who)
        began = time.perf_counter()
        await channel.hear(message)
        while message_id not in channel.sent_at:
            channel.arrived.clear()
            await channel.arrived.wait()
        took.append((channel.sent_at[message_id] - began) * 1000)
    return took


def call_ms(url: str) -> float:
    body = {"model": "small", "messages": [{"role": "user", "content": "x"}]}
    began = time.perf_counter()
    httpx.post(f"{url}/v1/chat/completions", json=body, headers={"Authorization": f"Bearer {KEY}"}).raise_for_status()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, running("language_model", "--key", KEY) as double:
        asyncio.run(measure(Path(folder) / "data", double))
