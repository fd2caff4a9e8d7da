"""All intents and orders of a folder, read, checked against each other and ready to be compared.

Prevents a half-good set from being used: whatever is wrong in any file is collected, and nothing is loaded until all is right.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from intents.engine.errors import TemplateError
from intents.engine.patterns import Grammar, Pattern
from intents.engine.schema import Command, CommandsFile, IntentFile, SharedFile
from prompts.complaints import nearest
from prompts.files import FileError, FileProblem, line_of, read
from prompts.words import LOOKS, Words

FALLBACK = "chat"
"""The intent of everything that is nothing else."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One intent and the templates it is recognised by."""

    path: Path
    file: IntentFile
    patterns: tuple[Pattern, ...]
    patterns_with_wish: tuple[Pattern, ...]
    finders: Mapping[str, tuple[Pattern, ...]]
    """Slot → templates that are looked for inside a sentence."""

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.file.name

    @property
    def title(self) -> str:
        """The Chinese label."""
        return self.file.title

    @property
    def wishes(self) -> frozenset[str]:
        """Slots that may be said anywhere."""
        return frozenset(name for name, slot in self.file.slots.items() if slot.anywhere)


@dataclass(frozen=True, slots=True)
class Order:
    """One order about jobs or members and its templates."""

    command: Command
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything the recogniser compares a message with."""

    intents: Mapping[str, Intent]
    orders: Mapping[str, Order]
    orders_path: Path
    shared: SharedFile
    wishes: Mapping[str, tuple[Pattern, ...]]
    words: Words
    """Styles, moods and camera movements the recogniser listens for, and the lexicon for `offline_shot`."""

    @classmethod
    def load(cls, *folders: Path, words: Words | None = None) -> "Catalog":
        """The intents of a folder; in a later folder a file of the same name replaces the earlier one.

        The words come from the `prompts` folder beside, unless they are given. Raises `FileError` with every problem.
        """
        return _Reading(folders, words).catalog()


M = TypeVar("M", bound=BaseModel)


class _Reading:
    """One pass over the folders, collecting problems on the way."""

    def __init__(self, folders: tuple[Path, ...], words: Words | None) -> None:
        newest = {path.name: path for folder in folders for path in folder.glob("*.yaml")}
        self.shared_path = newest.pop("_shared.yaml", folders[0] / "_shared.yaml")
        self.orders_path = newest.pop("_commands.yaml", folders[0] / "_commands.yaml")
        self.intent_paths = [newest[name] for name in sorted(newest)]
        self.found: list[FileProblem] = []
        self.words = words or self._load_words(folders)

    def catalog(self) -> Catalog:
        shared = self._read(self.shared_path, SharedFile)
        orders_file = self._read(self.orders_path, CommandsFile)
        files = [(path, file) for path in self.intent_paths if (file := self._read(path, IntentFile))]
        if shared is None or orders_file is None:
            raise FileError(*self.found)  # without the shared lists every template would look wrong
        lists = dict(shared.lists)
        for kind in LOOKS:
            lists[kind] = self.words.phrases(kind)
        grammar = Grammar(lists, shared.phrases)
        intents = {file.name: self._intent(path, file, grammar) for path, file in files}
        orders = {name: self._order(name, command, grammar) for name, command in orders_file.commands.items()}
        wishes = {
            name: self._patterns(self.shared_path, ("wishes", name), templates, grammar, {name}, is_wish=True)
            for name, templates in shared.wishes.items()
        }
        if FALLBACK not in intents and not self.found:
            message = f"缺少 {FALLBACK}.yaml：什么都不是的话要有地方去。"
            self.found.append(FileProblem(self.shared_path.parent / f"{FALLBACK}.yaml", 1, message))
        if self.found:
            raise FileError(*self.found)
        return Catalog(intents, orders, self.orders_path, shared, wishes, self.words)

    def _load_words(self, folders: tuple[Path, ...]) -> Words:
        try:
            return Words.load(*(folder.parent / "prompts" for folder in folders))
        except FileError as error:
            self.found += error.problems
            return Words({}, {})

    def _read(self, path: Path, model: type[M]) -> M | None:
        try:
            return read(path, model)
        except FileError as error:
            self.found += error.problems
            return None

    def _intent(self, path: Path, file: IntentFile, grammar: Grammar) -> Intent:
        if file.name != path.stem:
            message = f"文件叫 {path.name}，name 就要写 “{path.stem}”。"
            self.found.append(FileProblem(path, line_of(path, "name"), message))
        slots = set(file.slots)
        return Intent(
            path,
            file,
            self._patterns(path, ("sentences",), file.sentences, grammar, slots),
            self._patterns(path, ("sentences_with_wish",), file.sentences_with_wish, grammar, slots),
            {
                name: self._patterns(path, ("slots", name, "find"), slot.find, grammar, {name}, is_wish=True)
                for name, slot in file.slots.items()
                if slot.find
            },
        )

    def _order(self, name: str, command: Command, grammar: Grammar) -> Order:
        at = ("commands", name, "sentences")
        return Order(command, self._patterns(self.orders_path, at, command.sentences, grammar, {"number", "name"}))

    def _patterns(
        self,
        path: Path,
        at: tuple[str, ...],
        templates: tuple[str, ...],
        grammar: Grammar,
        slots: set[str],
        *,
        is_wish: bool = False,
    ) -> tuple[Pattern, ...]:
        patterns = []
        for index, template in enumerate(templates):
            try:
                pattern = grammar.pattern(template, is_wish=is_wish)
            except TemplateError as error:
                self.found.append(FileProblem(path, line_of(path, *at, index), str(error)))
                continue
            for name in sorted({name for name, _ in pattern.slots} - slots):
                near = nearest(name, slots)
                hint = f"是不是 “{near}”？" if near else "请先写进 slots，或者去掉。"
                self.found.append(
                    FileProblem(path, line_of(path, *at, index), f"句子里的 “{{{name}}}” 没有声明，{hint}")
                )
            patterns.append(pattern)
        return tuple(patterns)
