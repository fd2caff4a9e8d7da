"""The half of `xiaoai check` that is about prompts: sentences, shots, instructions, styles and words, and every example in them."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from prompts.files import FileError, FileProblem, line_of, read
from prompts.idea_stock import IdeaStock, check_ideas
from prompts.instructions import Instructions
from prompts.loader import NotFilled, Sentences, ShotTemplates, yaml_files
from prompts.safety import Safety, check_safety, examples
from prompts.unasked import Unasked, check_unasked
from prompts.words import LookFile, WordFile, Words, kind_of


@dataclass(frozen=True, slots=True)
class PromptReport:
    """What was found, how much was looked at, and what could be loaded all the same."""

    problems: tuple[FileProblem, ...]
    counts: Mapping[str, int]
    sentences: Sentences | None
    words: Words | None


def check_prompts(*folders: Path) -> PromptReport:
    """Everything in one prompts folder, or in several laid over each other."""
    counts: Counter[str] = Counter()
    found: list[FileProblem] = []
    sentences = _try(lambda: Sentences.load(*(folder / "replies" for folder in folders)), found)
    shots = _try(lambda: ShotTemplates.load(*(folder / "shots" for folder in folders)), found)
    instructions = _try(lambda: Instructions.load(*(folder / "system" for folder in folders)), found)
    words = _try(lambda: Words.load(*folders), found)
    unsafe = _try(lambda: Safety.load(*(folder / "safety" for folder in folders)), found)
    unasked = _try(lambda: Unasked.load(*folders), found)
    if unasked is not None:
        found += check_unasked(unasked)
    if words is not None:
        ideas = _try(lambda: IdeaStock.load(words, *(folder / "ideas" for folder in folders)), found)
        found += check_ideas(ideas) if ideas is not None else ()
    if sentences is not None:
        found += _check_sentences(sentences, counts)
    if shots is not None:
        found += _check_shots(shots, counts)
    if instructions is not None:
        found += _check_instructions(instructions, counts)
    if unsafe is not None:
        counts["sentences"] += examples(unsafe)
        found += check_safety(unsafe)
    if words is not None:
        found += _check_words(words, folders, counts)
    return PromptReport(tuple(found), counts, sentences, words)


T = TypeVar("T")


def _try(load: Callable[[], T], found: list[FileProblem]) -> T | None:
    try:
        return load()
    except FileError as error:
        found += error.problems
        return None


def _check_sentences(sentences: Sentences, counts: Counter[str]) -> list[FileProblem]:
    found = []
    for path, file in sentences.files.items():
        for name, sentence in file.sentences.items():
            counts["replies"] += 1
            for index, case in enumerate(sentence.tests):
                counts["sentences"] += 1
                try:
                    text = sentences.render(f"{path.stem}.{name}", case.with_)
                except NotFilled as error:
                    message = f"例子里给的内容不够：{error}"
                else:
                    message = _compared(text, case.says, case.contains)
                if message:
                    found.append(FileProblem(path, line_of(path, "sentences", name, "tests", index), message))
    return found


def _check_shots(shots: ShotTemplates, counts: Counter[str]) -> list[FileProblem]:
    found = []
    for path, file in shots.files.items():
        counts["shots"] += 1
        for index, case in enumerate(file.tests):
            counts["sentences"] += 1
            try:
                rendered = shots.render(path.stem, case.shot, case.has_picture)
            except NotFilled as error:
                message = f"例子写不出来：{error}"
            else:
                message = _compared(rendered.prompt, case.prompt, case.contains)
                message = message or _compared(rendered.negative_prompt, case.negative_prompt, ())
            if message:
                found.append(FileProblem(path, line_of(path, "tests", index), message))
    return found


def _check_instructions(instructions: Instructions, counts: Counter[str]) -> list[FileProblem]:
    found = []
    for path, file in instructions.files.items():
        counts["instructions"] += 1
        for index, case in enumerate(file.tests):
            counts["sentences"] += 1
            try:
                text = instructions.render(path.stem, case.with_)
            except NotFilled as error:
                message = f"例子里给的内容不够：{error}"
            else:
                message = _compared(text, case.says, case.contains)
            if message:
                found.append(FileProblem(path, line_of(path, "tests", index), message))
    return found


def _check_words(words: Words, folders: tuple[Path, ...], counts: Counter[str]) -> list[FileProblem]:
    found = []
    for path in yaml_files(tuple(folder / "styles" for folder in folders)):
        kind, file = kind_of(path), read(path, LookFile)
        if kind is None:
            continue
        for index, case in enumerate(file.tests):
            counts["sentences"] += 1
            look = words.look(kind, case.say)
            if look is None or look is not words.looks[kind].get(case.means):
                message = f"“{case.say}” 没有认成 “{case.means}”，请看看名字和 aliases。"
                found.append(FileProblem(path, line_of(path, "tests", index), message))
        for name in sorted(file.words.keys() - {case.means for case in file.tests}):
            message = f"“{name}” 还没有例子，请在 tests 里加一行 {{say: …, means: {name}}}。"
            found.append(FileProblem(path, line_of(path, "words", name), message))
    counts["words"] = len(words.lexicon)
    for path in yaml_files(tuple(folder / "lexicon" for folder in folders)):
        for index, word_case in enumerate(read(path, WordFile).tests):
            counts["sentences"] += 1
            word = words.lexicon.get(word_case.say)
            if word is None or word.english != word_case.english:
                message = (
                    f"“{word_case.say}” 查到的是 “{word.english if word else '没有'}”，不是 “{word_case.english}”。"
                )
                found.append(FileProblem(path, line_of(path, "tests", index), message))
    return found


def _compared(text: str, whole: str, parts: tuple[str, ...]) -> str:
    if whole and text != whole.strip():
        return f"例子应该写出 “{whole}”，却写出 “{text}”。"
    missing = [part for part in parts if part not in text]
    return f"例子写出的 “{text}” 里没有 “{'”、“'.join(missing)}”。" if missing else ""
