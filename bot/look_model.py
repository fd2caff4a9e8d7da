"""`xiaoai check --model`: does the configured language model understand the family as the admin's test sentences say?

Says first how many calls that takes, and stops where the day's limit or a model that does not work would make the rest a guess.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.config import Settings, load_settings
from bot.errors import ConfigError
from bot.model_budget import ModelBudget
from bot.models import build_language_model, model_services
from bot.telemetry import set_up_logging
from bot.templates import Templates, TemplateStore
from intents.engine.catalog import Intent
from intents.engine.model import ModelTier, last_tier
from intents.engine.schema import Case
from intents.engine.types import Recognition
from intents.services.models.ordered import OrderedModels
from prompts.files import FileProblem, line_of
from prompts.instructions import Instructions

UNANSWERED_IN_A_ROW = 5
"""After so many sentences without an answer the rest is not asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One test sentence for the model."""

    intent: Intent
    index: int
    case: Case
    say: str
    offline: Recognition


async def check_model(home: Path | None, *, every: bool) -> int:
    """Ask the model about the sentences that the offline tiers are unsure of, or about `every` one. Returns 1 if one is wrong."""
    settings = load_settings(home)
    set_up_logging("warning", is_interactive=sys.stderr.isatty())
    budget = ModelBudget(settings.language_model, settings.zone, time.time)
    models = build_language_model(settings, budget)
    if models is None:
        raise ConfigError(
            "没有设大模型，没法请它判断。在设置里写 language_model，写法见 config.yaml；看通不通：xiaoai doctor。"
        )
    try:
        templates, tier = await _load(settings, models)
        sentences = list(_sentences(templates, every=every))
        total = sum(len(case.say) for intent in templates.catalog.intents.values() for case in intent.file.tests)
        which = "一句问一次" if every else "其余的前两步就有把握"
        print(f"要问大模型 {len(sentences)} 次（一共 {total} 个测试句，{which}）。", flush=True)
        return await _ask_all(sentences, tier, budget)
    finally:
        await models.close()


async def _ask_all(sentences: list[Asked], tier: ModelTier, budget: ModelBudget) -> int:
    wrong = answered = in_a_row = 0
    for number, asked in enumerate(sentences):
        if budget.is_used_up:
            print(
                f"今天的次数用完了，还有 {len(sentences) - number} 句没问（设置里的 calls_per_day、tokens_per_day）。"
            )
            break
        got = await tier.recognize(asked.say, asked.offline)
        in_a_row = 0 if got.tier == "model" else in_a_row + 1
        if got.tier == "model":
            answered += 1
            if message := _wrong(asked, got):
                wrong += 1
                print(FileProblem(asked.intent.path, line_of(asked.intent.path, "tests", asked.index), message))
        elif in_a_row == UNANSWERED_IN_A_ROW:
            print(f"连着 {in_a_row} 句没有答上，不再问了。看看怎么回事：xiaoai doctor")
            break
    print(f"大模型答了 {answered} 句，{wrong} 句不对。" if wrong else f"大模型答了 {answered} 句，都对。")
    return 1 if wrong or (sentences and not answered) else 0


def _wrong(asked: Asked, got: Recognition) -> str:
    case, title = asked.case, asked.intent.title
    if case.not_:
        if got.intent == asked.intent.name:
            return f"“{asked.say}” 不应该是 {title}，大模型却这么说（把握 {got.confidence:g}）。"
        wanted = case.is_ or got.title
    else:
        wanted = title
    if got.title == wanted:
        return ""
    return f"“{asked.say}” 应该是 {wanted}，大模型说是 {got.title}（把握 {got.confidence:g}）。"


def _sentences(templates: Templates, *, every: bool) -> Iterator[Asked]:
    for intent in templates.catalog.intents.values():
        for index, case in enumerate(intent.file.tests):
            for say in case.say:
                called = templates.recognizer.called(say).text
                offline = templates.recognizer.recognize(called)
                if every or offline.candidates:
                    yield Asked(intent, index, case, called, offline)


async def _load(settings: Settings, models: OrderedModels) -> tuple[Templates, ModelTier]:
    """The files in force with their classifier, and the tier that asks these models."""
    store = TemplateStore(settings.home, settings.data)
    if settings.recognition.classifier:
        await store.teach()
    folders = (settings.home, store.overlay) if not store.problems else (settings.home,)
    instructions = Instructions.load(*(folder / "prompts" / "system" for folder in folders))
    tier = last_tier(store.current.catalog, model_services(settings, models, instructions))
    assert tier is not None
    return store.current, tier
