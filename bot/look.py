"""`classify` and `check`: look at the admin's files without opening the store or answering anybody."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.config import find_home, load_settings
from bot.errors import ConfigError
from prompts.files import FileError


class TextLine(BaseModel):
    """One line of `classify --jsonl`'s input."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    text: str


def classify(home: Path | None, texts: list[str], *, jsonl: bool) -> int:
    """Print what each sentence is recognised as, in the order given. Each is a first direct message, without a history."""
    from intents.engine.catalog import Catalog
    from intents.engine.recognizer import Recognizer

    try:
        recognizer = Recognizer(Catalog.load(find_home(home) / "intents"))
    except FileError as error:
        raise ConfigError("\n".join(str(problem) for problem in error.problems)) from None
    for text in texts or _lines(jsonl=jsonl):
        recognition = recognizer.recognize(recognizer.called(text).text)
        found = {
            "text": text,
            "intent": recognition.title,
            "confidence": round(recognition.confidence, 3),
            "slots": dict(recognition.slots),
            "tier": recognition.tier,
        }
        print(json.dumps(found, ensure_ascii=False) if jsonl else _sentence(found), flush=jsonl)
    return 0


def check(home: Path | None) -> int:
    """Print every problem of the intent and prompt files with file and line. Returns 1 if there is one."""
    from intents.engine.check import check as check_files

    settings = load_settings(home)
    report = check_files(settings.home / "intents", settings.home / "prompts", settings.data / "templates")
    for problem in report.problems:
        print(problem)
    counts = report.counts
    print(
        f"{counts['intents']} 个意图、{counts['templates']} 条句式、{counts['sentences']} 个测试句、{counts['replies']} 句回复："
        + (f"{len(report.problems)} 处问题。" if report.problems else "都没问题。")
    )
    return 1 if report.problems else 0


def _lines(*, jsonl: bool) -> Iterable[str]:
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        if not jsonl:
            yield line.rstrip("\n")
            continue
        try:
            yield TextLine.model_validate_json(line).text
        except ValidationError:
            raise ConfigError(f'标准输入第 {number} 行不是 {{"text": "…"}} 这样的 JSON。') from None


def _sentence(found: dict[str, object]) -> str:
    slots = found["slots"]
    assert isinstance(slots, dict)
    words = "，".join(f"{name}={value}" for name, value in slots.items())
    return f"{found['intent']}（{found['tier']}，把握 {found['confidence']}）{words}"
