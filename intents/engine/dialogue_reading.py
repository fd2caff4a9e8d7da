"""From `_dialogue.yaml` to templates; collects what is wrong in it on the way."""

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from intents.engine.dialogue import WISH, Dialogue, DialogueFile, FollowUp, FollowUpFile
from intents.engine.patterns import Pattern
from prompts.complaints import nearest
from prompts.files import FileProblem, line_of

At = tuple[str | int, ...]
Compile = Callable[[At, tuple[str, ...], set[str]], tuple[Pattern, ...]]
"""Makes the templates at a place of the file, which may have these slots."""


class DialogueReading:
    """One pass over the file. `slots` are those of every intent, by its name."""

    def __init__(
        self,
        path: Path,
        file: DialogueFile,
        slots: Mapping[str, Collection[str]],
        compile_templates: Compile,
        found: list[FileProblem],
    ) -> None:
        self._path = path
        self._file = file
        self._slots = slots
        self._compile = compile_templates
        self._found = found

    def dialogue(self) -> Dialogue:
        """What is right in it; what is wrong waits in `found`."""
        file = self._file
        for topic, members in file.topics.items():
            self._check_names(("topics", topic), members, self._slots)
        every_slot = {slot for slots in self._slots.values() for slot in slots}
        return Dialogue(
            file,
            {name: frozenset(members) for members in file.topics.values() for name in members},
            self._answers("stop", set()),
            self._answers("choice", {"number"}),
            self._answers("answer", {"answer", *every_slot}),
            self._answers("no_answer", {"rest"}),
            tuple(self._follow_up(name, one) for name, one in file.follow_ups.items()),
            self._ideas(),
        )

    def _answers(self, name: str, slots: set[str]) -> tuple[Pattern, ...]:
        part = self._file.part(name)
        return self._compile((name, "sentences"), part.sentences, slots) if part else ()

    def _ideas(self) -> Mapping[str, tuple[Pattern, ...]]:
        if self._file.ideas is None:
            return {}
        slots = {"change": {"answer"}, "several": {"number"}}
        return {
            name: self._compile(("ideas", name, "sentences"), part.sentences, slots.get(name, set()))
            for name, part in self._file.ideas
        }

    def _follow_up(self, name: str, one: FollowUpFile) -> FollowUp:
        at = ("follow_ups", name)
        self._check_names((*at, "after"), one.after, {*self._file.topics, *self._slots})
        self._check_names((*at, "becomes"), (one.becomes,) if one.becomes else (), self._slots)
        after = frozenset(intent for word in one.after for intent in self._file.topics.get(word, (word,)))
        made = (one.becomes,) if one.becomes else after
        slots = {WISH, *(slot for intent in made for slot in self._slots.get(intent, ()))}
        self._check_names((*at, "sets"), one.sets, slots)
        return FollowUp(
            one,
            after,
            self._compile((*at, "sentences"), one.sentences, slots),
            self._compile((*at, "but_not"), one.but_not, {"rest"}),
        )

    def _check_names(self, at: At, names: Iterable[str], known: Collection[str]) -> None:
        for name in names:
            if name not in known:
                near = nearest(name, known)
                hint = f"是不是 “{near}”？" if near else f"能写的有：{'、'.join(sorted(known))}。"
                self._found.append(FileProblem(self._path, line_of(self._path, *at), f"没有叫 “{name}” 的，{hint}"))
