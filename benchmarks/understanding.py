"""How well and how fast a message is understood offline, on the development set.

    python benchmarks/understanding.py [--set tests/understanding/unseen.jsonl]

Prints quality (macro-F1 over the nine labels, 聊天 taken for something else, slots), the share a language model would be asked
about, time a message, training and loading time and memory. Baselines of the same run: the templates alone, and a bot that goes
by one keyword an intent.
"""

import argparse
import asyncio
import json
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from intents.engine.catalog import Catalog
from intents.engine.classifier import classifier_for
from intents.engine.recognizer import Recognizer
from intents.engine.types import Recognition

ROOT = Path(__file__).parents[1]
DEVELOPMENT = ROOT / "tests" / "understanding" / "development.jsonl"
CHAT = "聊天"
MEDIA = ("图片生成", "视频生成")
WITH_SLOTS = ("天气", "步行规划", "骑行规划", "驾车规划", "公交规划", "地点推荐")
HARD = ("hard_negative", "refusal", "about_her")
KEYWORDS = {
    "视频": "视频生成",
    "画": "图片生成",
    "图": "图片生成",
    "天气": "天气",
    "下雨": "天气",
    "公交": "公交规划",
    "地铁": "公交规划",
    "开车": "驾车规划",
    "骑": "骑行规划",
    "走路": "步行规划",
    "附近": "地点推荐",
}


@dataclass(frozen=True, slots=True)
class Example:
    """One message of the set and what a careful reader takes it for."""

    text: str
    title: str
    slots: dict[str, str]
    kind: str


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares from 0 to 1."""

    macro_f1: float
    chat_to_any: float
    chat_to_media: float
    hard_to_any: float
    slots_exact: float
    """Of the map and weather requests that were recognised as what they are."""
    unsure: float


def examples(path: Path = DEVELOPMENT) -> list[Example]:
    """The lines of a set."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Example(line["text"], line["intent"], line.get("slots", {}), line["kind"]) for line in lines]


def quality(said: Sequence[Example], got: Sequence[Recognition]) -> Quality:
    """How well the answers fit the set."""
    pairs = [(one.title, answer.title) for one, answer in zip(said, got, strict=True)]
    chat = [answer for title, answer in pairs if title == CHAT]
    hard = [answer.title for one, answer in zip(said, got, strict=True) if one.title == CHAT and one.kind in HARD]
    mapped = [
        _places_and_days(answer.slots, one.title) == _places_and_days(one.slots, one.title)
        for one, answer in zip(said, got, strict=True)
        if one.title in WITH_SLOTS and answer.title == one.title
    ]
    return Quality(
        macro_f1=_mean(_f1(pairs, title) for title in sorted({title for title, _ in pairs})),
        chat_to_any=_mean(answer != CHAT for answer in chat),
        chat_to_media=_mean(answer in MEDIA for answer in chat),
        hard_to_any=_mean(answer != CHAT for answer in hard),
        slots_exact=_mean(mapped),
        unsure=_mean(bool(answer.candidates) for answer in got),
    )


def _places_and_days(slots: Mapping[str, str], title: str) -> dict[str, str]:
    """The slots of a request that count. The day of a walk changes nothing on the map, and only one of the sets names it."""
    return {name: value for name, value in slots.items() if name != "date" or title == "天气"}


def keyword_bot(text: str) -> Recognition:
    """What many a chat bot does: the first keyword decides."""
    title = next((title for word, title in KEYWORDS.items() if word in text), CHAT)
    return Recognition(title, title, 1.0, {}, "rules")


def _f1(pairs: Sequence[tuple[str, str]], title: str) -> float:
    right = sum(wanted == answer == title for wanted, answer in pairs)
    named = sum(wanted == title for wanted, _ in pairs) + sum(answer == title for _, answer in pairs)
    return 2 * right / named if named else 0.0


def _mean(values: Iterable[float]) -> float:
    found = [float(value) for value in values]
    return sum(found) / len(found) if found else 0.0


def _timed(recognize: Callable[[str], Recognition], said: Sequence[Example]) -> tuple[list[Recognition], float, float]:
    answers, took = [], []
    for one in said:
        began = time.perf_counter()
        answers.append(recognize(one.text))
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    return answers, took[len(took) // 2], took[int(len(took) * 0.99)]


def _rss_mb() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure(path: Path) -> None:
    """Print the table for one set."""
    said = examples(path)
    catalog = Catalog.load(ROOT / "intents")
    rules, taught = Recognizer(catalog), Recognizer(catalog)
    rules.warm_up()
    taught.warm_up()
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        asyncio.run(classifier_for(catalog, Path(folder), ROOT))
        trained = time.perf_counter() - began
        cpu = resource.getrusage(resource.RUSAGE_CHILDREN)
        before = _rss_mb()
        began = time.perf_counter()
        taught.classifier = asyncio.run(classifier_for(catalog, Path(folder), ROOT))
        loaded = time.perf_counter() - began
    taught.recognize(said[0].text)
    print(f"{len(said)} messages of {path.name}\n")
    print(f"{'':24}{'all tiers':>12}{'templates':>12}{'keywords':>12}   goal")
    rows = [_timed(recognizer, said) for recognizer in (taught.recognize, rules.recognize, keyword_bot)]
    measured = [quality(said, answers) for answers, _, _ in rows]
    for name, goal in (
        ("macro_f1", "≥ 0.88"),
        ("chat_to_any", "≤ 0.03"),
        ("chat_to_media", "≤ 0.005"),
        ("hard_to_any", "≤ 0.10"),
        ("slots_exact", "≥ 0.80"),
        ("unsure", "≤ 0.30"),
    ):
        print(f"{name:24}" + "".join(f"{getattr(one, name):12.4f}" for one in measured) + f"   {goal}")
    print(f"{'p50, ms':24}" + "".join(f"{p50:12.3f}" for _, p50, _ in rows) + "   ≤ 2")
    print(f"{'p99, ms':24}" + "".join(f"{p99:12.3f}" for _, _, p99 in rows) + "   ≤ 10")
    print(f"\ntraining, in a process   {trained:6.2f} s ({cpu.ru_utime + cpu.ru_stime:.2f} s of CPU)   ≤ 5")
    print(f"loading from the cache   {loaded:6.3f} s   ≤ 0.3")
    print(f"memory added             {_rss_mb() - before:6.1f} MB   ≤ 40")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--set", type=Path, default=DEVELOPMENT)
    measure(parser.parse_args().set)
