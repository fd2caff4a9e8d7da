"""All intents and orders of a folder, read, checked against each other and ready to be compared.

Prevents a half-good set from being used: whatever is wrong in any file is collected, and nothing is loaded until all is right.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from intents.engine.dialogue import Dialogue, DialogueFile
from intents.engine.dialogue_reading import At, DialogueReading
from intents.engine.errors import TemplateError
from intents.engine.learning import CuesFile, ExamplesFile, Learning, SoundsFile, VariantsFile, mistakes
from intents.engine.patterns import Grammar, Pattern, grammar_of
from intents.engine.schema import COMMAND_SLOTS, Command, CommandsFile, IntentFile, ListsFile, SharedFile
from intents.engine.trimming import Trim
from prompts.complaints import nearest
from prompts.files import FileError, FileProblem, line_of, read
from prompts.words import LOOKS, Words

LEARNED_FROM = ("_cues.yaml", "_examples.yaml", "_variants.yaml", "_sounds.yaml")
REST = "rest"
"""What a template of a slot reads besides, of which nothing is kept."""
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
    trims: Mapping[str, Trim]
    """Slot → what of a found value counts."""

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
    learning: Learning
    """What the classifier learns from besides the intents' own sentences."""
    dialogue: Dialogue
    """Follow-ups and answers to questions."""
    dialogue_path: Path | None

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
        self.cities_path = newest.pop("_cities.yaml", None)
        self.dialogue_path = newest.pop("_dialogue.yaml", None)
        self.learning_paths = [newest.pop(name, None) for name in LEARNED_FROM]
        self.intent_paths = [newest[name] for name in sorted(newest)]
        self.found: list[FileProblem] = []
        self.words = words or self._load_words(folders)

    def catalog(self) -> Catalog:
        shared = self._read(self.shared_path, SharedFile)
        orders_file = self._read(self.orders_path, CommandsFile)
        cities = self._read(self.cities_path, ListsFile) if self.cities_path else None
        files = [(path, file) for path in self.intent_paths if (file := self._read(path, IntentFile))]
        if shared is None or orders_file is None:
            raise FileError(*self.found)  # without the shared lists every template would look wrong
        if cities is not None:
            shared = shared.model_copy(update={"lists": {**cities.lists, **shared.lists}})
        lists = dict(shared.lists)
        for kind in LOOKS:
            lists[kind] = self.words.phrases(kind)
        grammar = grammar_of(tuple(lists.items()), tuple(shared.phrases.items()))
        intents = {file.name: self._intent(path, file, grammar) for path, file in files}
        orders = {name: self._order(name, command, grammar) for name, command in orders_file.commands.items()}
        wishes = {
            name: self._patterns(self.shared_path, ("wishes", name), templates, grammar, {name}, is_wish=True)
            for name, templates in shared.wishes.items()
        }
        dialogue = self._dialogue(intents, grammar)
        learning = self._learning(shared)
        if FALLBACK not in intents and not self.found:
            message = f"缺少 {FALLBACK}.yaml：什么都不是的话要有地方去。"
            self.found.append(FileProblem(self.shared_path.parent / f"{FALLBACK}.yaml", 1, message))
        if self.found:
            raise FileError(*self.found)
        return Catalog(
            intents, orders, self.orders_path, shared, wishes, self.words, learning, dialogue, self.dialogue_path
        )

    def _learning(self, shared: SharedFile) -> Learning:
        cues, examples, variants, sounds = self.learning_paths
        learning = Learning(
            cues=(self._read(cues, CuesFile) if cues else None) or CuesFile(),
            examples=(self._read(examples, ExamplesFile) if examples else None) or ExamplesFile(),
            variants=(self._read(variants, VariantsFile) if variants else None) or VariantsFile(),
            sounds=(self._read(sounds, SoundsFile) if sounds else None) or SoundsFile(),
        )
        if examples:
            # By their files: one that could not be read has been told already.
            names = {path.stem for path in self.intent_paths} | {FALLBACK}
            found = mistakes(learning.examples, names, shared.phrases)
            self.found += [FileProblem(examples, line_of(examples, *at), message) for at, message in found]
        return learning

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
        is_media = any(slot.anywhere for slot in file.slots.values())
        return Intent(
            path,
            file,
            self._patterns(path, ("sentences",), file.sentences, grammar, slots),
            self._patterns(path, ("sentences_with_wish",), file.sentences_with_wish, grammar, slots),
            {
                name: self._patterns(
                    path,
                    ("slots", name, "find"),
                    slot.find,
                    grammar,
                    slots | {REST},
                    is_finder=True,
                    tells_story=is_media,
                )
                for name, slot in file.slots.items()
                if slot.find
            },
            {
                name: Trim(
                    name,
                    self._patterns(path, ("slots", name, "trim"), slot.trim, grammar, {name, REST}, is_finder=True),
                    self._patterns(path, ("slots", name, "never"), slot.never, grammar, {name, REST}, is_finder=True),
                )
                for name, slot in file.slots.items()
                if slot.trim or slot.never
            },
        )

    def _order(self, name: str, command: Command, grammar: Grammar) -> Order:
        at = ("commands", name, "sentences")
        return Order(
            command, self._patterns(self.orders_path, at, command.sentences, grammar, {"number", *COMMAND_SLOTS})
        )

    def _dialogue(self, intents: Mapping[str, Intent], grammar: Grammar) -> Dialogue:
        path = self.dialogue_path
        file = self._read(path, DialogueFile) if path else None
        if path is None or file is None:
            return Dialogue(DialogueFile(), {})
        slots = {name: tuple(intent.file.slots) for name, intent in intents.items()}

        def compile_templates(at: At, templates: tuple[str, ...], slots: set[str]) -> tuple[Pattern, ...]:
            return self._patterns(path, at, templates, grammar, slots)

        return DialogueReading(path, file, slots, compile_templates, self.found).dialogue()

    def _patterns(
        self,
        path: Path,
        at: At,
        templates: tuple[str, ...],
        grammar: Grammar,
        slots: set[str],
        *,
        is_wish: bool = False,
        is_finder: bool = False,
        tells_story: bool = False,
    ) -> tuple[Pattern, ...]:
        patterns = []
        for index, template in enumerate(templates):
            try:
                pattern = grammar.pattern(template, is_wish=is_wish, is_finder=is_finder, tells_story=tells_story)
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
