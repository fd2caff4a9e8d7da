"""`classify`, `shots` and `check`: look at the admin's files without opening the store or answering anybody."""

import contextlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.config import Settings, load_settings
from bot.errors import ConfigError
from intents.engine.catalog import Catalog
from intents.engine.recognizer import Recognizer
from prompts.files import FileError
from prompts.loader import ShotTemplates

COUNTED = ("intents", "templates", "sentences", "replies")


class TextLine(BaseModel):
    """One line of `classify --jsonl`'s input."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    text: str


def classify(home: Path | None, texts: list[str], *, jsonl: bool) -> int:
    """Print what each sentence is recognised as, in the order given. Each is a first direct message, without a history."""
    recognizer = Recognizer(_catalog(load_settings(home)))
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


def shots(home: Path | None, texts: list[str], *, jsonl: bool, family: str) -> int:
    """Print the shot each request becomes and the prompt for one family of generators, in the order given."""
    from intents.shot_lines import ShotLines

    settings = load_settings(home)
    with _admin_errors():
        templates = ShotTemplates.load(*(layer / "prompts" / "shots" for layer in _layers(settings)))
    if family not in templates.families:
        raise ConfigError(f"没有“{family}”这一家的模板。能用的有：{'、'.join(sorted(templates.families))}。")
    lines = ShotLines(_catalog(settings), templates, family)
    for text in texts or _lines(jsonl=jsonl):
        line = lines.line(text)
        print(line.model_dump_json() if jsonl else f"{line.prompt}\n", flush=jsonl)
    return 0


def check(home: Path | None) -> int:
    """Print every problem of the intent and prompt files with file and line. Returns 1 if there is one."""
    from intents.engine.check import check as check_files

    settings = load_settings(home)
    report = check_files(settings.home / "intents", settings.home / "prompts", settings.data / "templates")
    for problem in report.problems:
        print(problem)
    counts = {name: report.counts.get(name, 0) for name in COUNTED}
    print(
        f"{counts['intents']} 个意图、{counts['templates']} 条句式、{counts['sentences']} 个测试句、{counts['replies']} 句回复："
        + (f"{len(report.problems)} 处问题。" if report.problems else "都没问题。")
    )
    return 1 if report.problems else 0


def _layers(settings: Settings) -> tuple[Path, Path]:
    return settings.home, settings.data / "templates"


def _catalog(settings: Settings) -> Catalog:
    with _admin_errors():
        return Catalog.load(*(layer / "intents" for layer in _layers(settings)))


@contextlib.contextmanager
def _admin_errors() -> Iterator[None]:
    try:
        yield
    except FileError as error:
        raise ConfigError("\n".join(str(problem) for problem in error.problems)) from None


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
