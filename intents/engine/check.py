"""`xiaoai check`: every file the admin may edit, and every example in it.

A template that is right by itself can still catch what another intent was written for: each test sentence, and a few
sentences made from each template, are compared with *all* intents together, and a clash names both.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from intents.engine.catalog import FALLBACK, Catalog, Intent
from intents.engine.check_dialogue import check_dialogue
from intents.engine.handlers import load_handlers
from intents.engine.recognizer import Recognizer
from intents.engine.rules import Found
from intents.engine.samples import samples
from intents.engine.schema import Case, CommandCase
from intents.services import Services
from prompts.check import check_prompts
from prompts.files import FileError, FileProblem, line_of
from prompts.loader import Sentences
from prompts.words import LOOKS

if TYPE_CHECKING:
    from intents.engine.classifier import Classifier

FREE = "甲乙丙丁"
"""Stands for anything in sentences made from templates."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, and how much was looked at."""

    problems: tuple[FileProblem, ...]
    counts: Mapping[str, int]
    """`intents`, `orders`, `sentences` (examples that ran), `templates`, `replies`, `shots`, `words`."""


def check(
    intents_folder: Path,
    prompts_folder: Path,
    overlay: Path | None = None,
    *,
    learn: "Callable[[Catalog], Classifier | None] | None" = None,
) -> Report:
    """Everything in both folders, and in the folders of the same names in `overlay`, which win. With `learn` the examples
    go through all offline tiers; without it only what templates decide by themselves is looked at."""
    above = (overlay,) if overlay else ()
    counts: Counter[str] = Counter()
    prompts = check_prompts(prompts_folder, *(folder / "prompts" for folder in above))
    found = list(prompts.problems)
    counts.update(prompts.counts)
    catalog = _try(
        lambda: Catalog.load(intents_folder, *(folder / "intents" for folder in above), words=prompts.words), found
    )
    if catalog is not None:
        _try(lambda: load_handlers(catalog, Services()), found)
        recognizer = Recognizer(catalog, learn(catalog) if learn else None)
        found += _check_intents(catalog, recognizer, prompts.sentences, counts)
        found += check_dialogue(catalog, recognizer, counts)
    return Report(
        tuple(sorted(dict.fromkeys(found), key=lambda problem: (str(problem.path), problem.line))), dict(counts)
    )


T = TypeVar("T")


def _try(load: Callable[[], T], found: list[FileProblem]) -> T | None:
    try:
        return load()
    except FileError as error:
        found += error.problems
        return None


def _check_intents(
    catalog: Catalog, recognizer: Recognizer, sentences: Sentences | None, counts: Counter[str]
) -> list[FileProblem]:
    found: list[FileProblem] = []
    for intent in catalog.intents.values():
        counts["intents"] += 1
        counts["templates"] += len(intent.patterns) + len(intent.patterns_with_wish)
        if sentences is not None:
            found += unwritten(intent, sentences)
        counts["sentences"] += sum(len(case.say) for case in intent.file.tests) + len(intent.file.counter_examples)
        found += check_examples(catalog, recognizer, intent)
    for name, order in catalog.orders.items():
        counts["orders"] += 1
        counts["templates"] += len(order.patterns)
        for index, order_case in enumerate(order.command.tests):
            for say in order_case.say:
                counts["sentences"] += 1
                if message := _wrong_order(recognizer, catalog, name, order_case, say):
                    line = line_of(catalog.orders_path, "commands", name, "tests", index)
                    found.append(FileProblem(catalog.orders_path, line, message))
    return found


def check_examples(catalog: Catalog, recognizer: Recognizer, intent: Intent) -> list[FileProblem]:
    """The examples of one intent, beside all the others."""
    found: list[FileProblem] = []
    for index, case in enumerate(intent.file.tests):
        for say in case.say:
            if message := _wrong(recognizer, catalog, intent, case, say):
                line = line_of(intent.path, "tests", index)
                found.append(FileProblem(intent.path, line, message))
    for index, sentence in enumerate(intent.file.counter_examples):
        if message := _not_chat(recognizer, catalog, sentence):
            line = line_of(intent.path, "counter_examples", index)
            found.append(FileProblem(intent.path, line, message))
    return found + _caught_by_others(recognizer, catalog, intent)


def unwritten(intent: Intent, sentences: Sentences) -> list[FileProblem]:
    """Sentences that the intent's file refers to and nobody wrote."""
    said: list[tuple[tuple[str, ...], str]] = [
        (("reply",), intent.file.reply),
        (("offline_reply",), intent.file.offline_reply),
    ]
    said += [(("slots", name, "ask"), slot.ask) for name, slot in intent.file.slots.items()]
    return [
        FileProblem(
            intent.path, line_of(intent.path, *at), f"prompts/replies 里没有 “{key}” 这句话，请看看名字对不对。"
        )
        for at, key in said
        if key and key not in sentences.keys
    ]


def _wrong(recognizer: Recognizer, catalog: Catalog, intent: Intent, case: Case, say: str) -> str:
    found = recognizer.explain(say)
    if _is_open(recognizer, found, intent.name):
        return ""
    got = recognizer.recognize(say)
    template = found.template if found else "没有句子对得上"
    if case.not_:
        if got.intent == intent.name:
            return f"“{say}” 不应该是 {intent.title}，却被这个句子认走了：{template}"
        if case.is_ and got.title != case.is_:
            return f"“{say}” 应该是 {case.is_}，却成了 {got.title}（{template}）。"
        return ""
    if got.intent != intent.name:
        return f"“{say}” 应该是 {intent.title}，却成了 {got.title}（{template}）。"
    if case.slots is not None and dict(got.slots) != case.slots:
        return f"“{say}” 应该听出 {_spoken(case.slots)}，却听出 {_spoken(got.slots)}（{template}）。"
    return ""


def _is_open(recognizer: Recognizer, found: Found | None, name: str) -> bool:
    """The templates leave it to a classifier that is not there: none reads the message, or another one's free slots do."""
    return recognizer.classifier is None and (found is None or (found.name != name and found.free > 0))


def _not_chat(recognizer: Recognizer, catalog: Catalog, sentence: str) -> str:
    found = recognizer.explain(sentence)
    got = recognizer.recognize(sentence)
    if got.intent == FALLBACK or _is_open(recognizer, found, FALLBACK):
        return ""
    by = f"，被这个句子认走了：{found.template}" if found and found.name == got.intent else "，是分类器猜的"
    return f"“{sentence}” 写在 counter_examples 里，应该是 {catalog.intents[FALLBACK].title}，却成了 {got.title}{by}。"


def _wrong_order(recognizer: Recognizer, catalog: Catalog, name: str, case: CommandCase, say: str) -> str:
    got = recognizer.command(say)
    title = catalog.orders[name].command.title
    if case.not_:
        return f"“{say}” 不应该是 {title} 这个命令。" if got and got.command == name else ""
    if got is None or got.command != name:
        other = catalog.orders[got.command].command.title if got else "没有命令对得上"
        return f"“{say}” 应该是 {title} 这个命令，结果是：{other}。"
    if (got.number, dict(got.slots)) != (case.number, case.slots):
        wanted, heard = (
            " ".join((*([str(one.number)] if one.number else []), *one.slots.values())) for one in (case, got)
        )
        return f"“{say}” 应该听出 {wanted or '什么都没有'}，却听出 {heard or '什么都没有'}。"
    return ""


def _caught_by_others(recognizer: Recognizer, catalog: Catalog, intent: Intent) -> list[FileProblem]:
    lists = dict(catalog.shared.lists)
    for kind in LOOKS:
        lists[kind] = catalog.words.phrases(kind)
    found = []
    for index, pattern in enumerate(intent.patterns):
        for sentence in samples(pattern.template, lists, catalog.shared.phrases, FREE):
            got = recognizer.explain(sentence)
            if got is None or got.name == intent.name:
                continue
            other = catalog.intents[got.name]
            message = (
                f"{intent.title} 的句子 “{pattern.template}” 说成 “{sentence}” 的时候，"
                f"被 {other.title} 的句子 “{got.template}” 认走了。请把其中一句写得更具体些。"
            )
            found.append(FileProblem(intent.path, line_of(intent.path, "sentences", index), message))
            break
    return found


def _spoken(slots: Mapping[str, str]) -> str:
    return "、".join(f"{name}={value}" for name, value in slots.items()) or "什么都没有"
