"""`classify`, `parse`, `shots` and `check`: look at the admin's files without opening the store or answering anybody."""

import asyncio
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.config import Settings, load_settings
from bot.errors import ConfigError
from bot.models import build_language_model, model_services
from bot.telemetry import set_up_logging
from intents.engine.catalog import Catalog
from intents.engine.chain import Chain
from intents.engine.explain import Explanation, explain
from intents.engine.model import ModelTier, last_tier
from intents.engine.recognizer import Recognizer
from intents.engine.types import Recognition
from intents.services import Services
from intents.shot_lines import BrokenLine, ShotLines
from intents.shot_writer import ShotWriter
from prompts.files import FileError
from prompts.instructions import Instructions
from prompts.loader import ShotTemplates
from prompts.unasked import Unasked

if TYPE_CHECKING:
    from intents.engine.classifier import Classifier

TIERS = {"rules": "句式", "classifier": "分类器", "model": "大模型", "fallback": "都没把握"}
T = TypeVar("T")
COUNTED = ("intents", "templates", "sentences", "replies")


class TextLine(BaseModel):
    """One line of `classify --jsonl`'s input."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    text: str


def classify(home: Path | None, texts: list[str], *, jsonl: bool, offline: bool = False) -> int:
    """Print what each sentence is recognised as, in the order given. Each is a first direct message, without a history.

    What the offline tiers are unsure of goes to the language model, where one is configured and this is not to be `offline`.
    """
    settings = load_settings(home)
    catalog = _catalog(settings)
    recognizer = Recognizer(catalog, _classifier(settings, catalog))
    with _model_tier(settings, catalog, offline=offline) as (last, run):
        _classify(recognizer, lambda text: run(Chain(recognizer, last).understand(text)), texts, jsonl=jsonl)
    return 0


def _classify(
    recognizer: Recognizer, understand: Callable[[str], Recognition], texts: list[str], *, jsonl: bool
) -> None:
    for text in texts or _lines(jsonl=jsonl):
        recognition = understand(recognizer.called(text).text)
        found = {
            "text": text,
            "intent": recognition.title,
            "confidence": round(recognition.confidence, 3),
            "slots": dict(recognition.slots),
            "tier": recognition.tier,
        }
        print(json.dumps(found, ensure_ascii=False) if jsonl else _sentence(found), flush=jsonl)


def parse(home: Path | None, texts: list[str]) -> int:
    """Print step by step how each sentence is understood offline, for an admin who repairs a template."""
    settings = load_settings(home)
    catalog = _catalog(settings)
    recognizer = Recognizer(catalog, _classifier(settings, catalog))
    for text in texts or _lines(jsonl=False):
        print(f"{text}\n" + "\n".join(f"  {line}" for line in _explained(explain(catalog, recognizer, text))) + "\n")
    return 0


def shots(home: Path | None, texts: list[str], *, jsonl: bool, family: str, offline: bool = False) -> int:
    """Print the shot each request becomes and the prompt for one family of generators, in the order given.

    The language model writes them, where one is configured and this is not to be `offline`. Returns 1 if a line could not be read.
    """
    settings = load_settings(home)
    with _admin_errors():
        folders = (layer / "prompts" / "shots" for layer in _layers(settings))
        templates = ShotTemplates.load(*folders, tokenizers=settings.data / "tokenizers")
    if family not in templates.families:
        raise ConfigError(f"没有“{family}”这一家的模板。能用的有：{'、'.join(sorted(templates.families))}。")
    catalog = _catalog(settings)
    with _services(settings, offline=offline) as (services, run), _admin_errors():
        unasked = Unasked.load(*(layer / "prompts" for layer in _layers(settings)))
        lines = ShotLines(catalog, templates, ShotWriter(services, catalog.words, unasked), family)
        return run(_print_shots(lines, texts, jsonl=jsonl))


async def _print_shots(lines: ShotLines, texts: list[str], *, jsonl: bool) -> int:
    status = 0
    async for line in lines.lines(texts or _texts_or_broken(jsonl=jsonl)):
        if isinstance(line, BrokenLine):
            status = 1
        print(line.model_dump_json() if jsonl or isinstance(line, BrokenLine) else f"{line.prompt}\n", flush=jsonl)
    return status


def check(home: Path | None) -> int:
    """Print every problem of the intent and prompt files with file and line. Returns 1 if there is one."""
    from intents.engine.check import check as check_files

    settings = load_settings(home)
    report = check_files(
        settings.home / "intents",
        settings.home / "prompts",
        settings.data / "templates",
        learn=lambda catalog: _classifier(settings, catalog),
    )
    for problem in report.problems:
        print(problem)
    counts = {name: report.counts.get(name, 0) for name in COUNTED}
    print(
        f"{counts['intents']} 个意图、{counts['templates']} 条句式、{counts['sentences']} 个测试句、{counts['replies']} 句回复："
        + (f"{len(report.problems)} 处问题。" if report.problems else "都没问题。")
    )
    return 1 if report.problems else 0


@contextlib.contextmanager
def _model_tier(
    settings: Settings, catalog: Catalog, *, offline: bool
) -> Iterator[tuple[ModelTier | None, Callable[[Coroutine[Any, Any, Recognition]], Recognition]]]:
    """The language model's tier, if there is to be one, and what runs it."""
    with _services(settings, offline=offline) as (services, run):
        with _admin_errors():
            tier = last_tier(catalog, services)
        yield tier, run


@contextlib.contextmanager
def _services(settings: Settings, *, offline: bool) -> Iterator[tuple[Services, Callable[[Coroutine[Any, Any, T]], T]]]:
    """The language model, if there is to be one, with what it is told, and what runs it."""
    with asyncio.Runner() as runner:
        if offline or not settings.language_model.models:
            yield Services(), runner.run
            return
        from bot.model_budget import ModelBudget

        set_up_logging("warning", is_interactive=sys.stderr.isatty())
        # Counted for this run only: the day's books are the owner's, and nothing here opens his store.
        budget = ModelBudget(settings.language_model, settings.zone, time.time)
        models = build_language_model(settings, budget)
        with _admin_errors():
            instructions = Instructions.load(*(layer / "prompts" / "system" for layer in _layers(settings)))
        try:
            yield model_services(settings, models, instructions), runner.run
        finally:
            if models is not None:
                runner.run(models.close())


def _layers(settings: Settings) -> tuple[Path, Path]:
    return settings.home, settings.data / "templates"


def _catalog(settings: Settings) -> Catalog:
    with _admin_errors():
        return Catalog.load(*(layer / "intents" for layer in _layers(settings)))


def _classifier(settings: Settings, catalog: Catalog) -> "Classifier | None":
    """The classifier of the files as they are now, trained first where it has to be; None where it is switched off."""
    if not settings.recognition.classifier:
        return None
    from intents.engine.classifier import NotTrained, classifier_for

    overlay = settings.data / "templates"

    def learn(cache: Path) -> "Classifier":
        return asyncio.run(classifier_for(catalog, cache, settings.home, overlay if overlay.is_dir() else None))

    try:
        try:
            return learn(settings.data / "cache")
        except OSError:  # read-only, or full: looking is possible all the same
            with tempfile.TemporaryDirectory() as folder:
                return learn(Path(folder))
    except NotTrained as error:
        print(f"分类器没有学成，只按句式认：{error}", file=sys.stderr)
        return None


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


def _texts_or_broken(*, jsonl: bool) -> Iterator[str | BrokenLine]:
    """The lines of the input; one that is broken does not end the others."""
    if not jsonl:
        yield from _lines(jsonl=False)
        return
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            yield TextLine.model_validate_json(line).text
        except ValidationError:
            yield BrokenLine(line=number, error=f'标准输入第 {number} 行不是 {{"text": "…"}} 这样的 JSON。')


def _explained(seen: Explanation) -> Iterator[str]:
    yield f"拿来比的：{seen.compared or '（什么都不剩）'}"
    if seen.order:
        yield f"命令：{seen.order}（整句对上了命令，下面的不会再看）"
    if seen.won is None:
        yield "句式：没有一条对得上整句"
    else:
        yield f"句式：{seen.won.title}  {seen.won.template}"
        for slot, said in seen.won.swallowed:
            yield f"      {slot} ← {said}"
        yield f"      自由填写的内容一共吞了 {seen.won.free} 个字" if seen.won.free else "      没有自由填写的内容"
    for other in seen.others:
        yield f"也对得上：{other.title}  {other.template}  （吞了 {other.free} 个字）"
    if seen.chances:
        yield "分类器：" + "  ".join(f"{title} {chance:.2f}" for title, chance in seen.chances)
    else:
        yield "分类器：没有问（句式一个字都没吞，或者分类器关着）"
    got = seen.recognition
    yield f"结果：{got.title}（{TIERS[got.tier]}，把握 {got.confidence:.2f}）"
    yield "内容：" + ("，".join(f"{name}={value}" for name, value in got.slots.items()) or "没有听出什么")
    if seen.candidates:
        yield "拿不准，可能是：" + "、".join(seen.candidates)


def _sentence(found: dict[str, object]) -> str:
    slots = found["slots"]
    assert isinstance(slots, dict)
    words = "，".join(f"{name}={value}" for name, value in slots.items())
    return f"{found['intent']}（{found['tier']}，把握 {found['confidence']}）{words}"
