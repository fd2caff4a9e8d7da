"""试一试: what 小爱 would make of a sentence, with the files in force and with a draft that nobody has saved.

Nothing is kept, nothing is sent into a chat and nothing is made. A language model is asked only where the admin asks for that: it
costs a call.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from bot.editing.drafts import Changes, Draft, Drafts
from bot.templates import Templates, TemplateStore
from intents.engine.explain import Explanation, explain
from intents.engine.model import instruction, question
from intents.engine.types import Handler, MediaRequest, Recognition, Say, Speaker, Turn
from intents.services.language_model import ModelMessage
from intents.shot_lines import LONGEST_READ, request_in
from intents.shot_writer import WrittenShot
from intents.shots import offline_shot
from prompts.families import Length
from prompts.sandbox import NotFilled, Value

SPEAKER = Speaker("妈妈", "member")
"""Who speaks in a try: somebody grown up."""


@runtime_checkable
class AsksBefore(Protocol):
    """A handler whose answer a language model writes."""

    async def question(self, turn: Turn) -> tuple[ModelMessage, ...]:
        """What the model is asked."""
        ...


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence, as one version understands it."""

    explanation: Explanation
    has_classifier: bool
    """False where the templates answered alone."""
    answer: str
    """What 小爱 says, where that is one sentence of the files; empty where she would have to look something up."""
    to_recognise: tuple[ModelMessage, ...]
    """What a model would be asked, were the tiers before it unsure."""
    to_answer: tuple[ModelMessage, ...]
    """What a model is asked for the answer, where it writes it."""
    by_model: Recognition | None = None
    """What the model made of it, where it was asked."""


@dataclass(frozen=True, slots=True)
class FamilyPrompt:
    """A shot in the words of one family of generators."""

    family: str
    title: str
    prompt: str
    negative_prompt: str
    length: Length
    trimmed: tuple[str, ...]
    """What was left out to keep to the limit."""


@dataclass(frozen=True, slots=True)
class Imagined:
    """A request, as far as the prompts."""

    request: MediaRequest
    written: WrittenShot
    notes: tuple[str, ...]
    prompts: tuple[FamilyPrompt, ...]
    to_write: tuple[ModelMessage, ...]
    """What a model is asked to write the shot."""


class TryOut:
    """Tries sentences. `changes` is the draft; empty, the files in force answer."""

    def __init__(
        self, store: TemplateStore, drafts: Drafts, now: Callable[[], datetime], *, city: str, learns: bool
    ) -> None:
        self._store = store
        self._drafts = drafts
        self._now = now
        self._city = city
        self._learns = learns
        """Whether there is a classifier at all."""
        self._learning = asyncio.Lock()

    @property
    def has_model(self) -> bool:
        """Whether a language model can be asked."""
        return self._store.current.writer.has_model

    def tidy(self, text: str) -> str:
        """What is left of a sentence when it is compared with templates."""
        recognizer = self._store.current.recognizer
        return recognizer.read(recognizer.called(text).text).tidied.core

    async def hear(self, text: str, changes: Changes, *, ask_model: bool = False) -> Heard:
        """What a sentence is taken for, and what is said to it. Raises `Broken`. Where the draft changes what the classifier
        learns from, it learns first, for some seconds."""
        async with self._version(changes) as version:
            return await self._heard(version, text, ask_model=ask_model)

    async def hear_each(self, texts: Iterable[str], changes: Changes) -> tuple[Heard, ...]:
        """What each of several sentences is taken for by templates alone: quick, where one waits for all of them. Raises `Broken`."""
        async with self._version(changes, learns=False) as version:
            return tuple([await self._heard(version, text, ask_model=False) for text in texts])

    async def _heard(self, version: Templates, text: str, *, ask_model: bool) -> Heard:
        text = version.recognizer.called(text[:LONGEST_READ]).text
        explanation = await asyncio.to_thread(explain, version.catalog, version.recognizer, text)
        recognition = by_model = None
        if ask_model and explanation.recognition.candidates:
            recognition = by_model = await version.chain.understand(text)
        turn = self._turn(text, recognition or explanation.recognition)
        handler = version.handlers[turn.recognition.intent]
        return Heard(
            explanation,
            version.recognizer.classifier is not None,
            "" if explanation.order else await self._answer(version, handler, turn),
            _to_recognise(version, text),
            await handler.question(turn) if isinstance(handler, AsksBefore) else (),
            by_model,
        )

    async def imagine(self, text: str, changes: Changes, *, ask_model: bool = False) -> Imagined:
        """The shot of a request and its prompt for every family. Raises `Broken`."""
        async with self._version(changes, learns=False) as version:
            request = await asyncio.to_thread(request_in, text[:LONGEST_READ], version.catalog, version.recognizer)
            if ask_model:
                written = await version.writer.write(request)
            else:
                shot = await asyncio.to_thread(offline_shot, request, version.words)
                written = WrittenShot(shot, is_simple=True)
            notes = tuple(version.sentences.render(note.key, note.values) for note in written.notes)
            prompts = await asyncio.to_thread(_prompts, version, written)
            asked = await asyncio.to_thread(version.writer.question, request)
            return Imagined(request, written, notes, prompts, asked)

    async def spoken(self, file: str, changes: Changes) -> tuple[tuple[str, str], ...]:
        """Name and text of every sentence of a file of replies, filled with its first example. Raises `Broken`."""
        async with self._version(changes, learns=False) as version:
            path, of_file = next(
                (each for each in version.sentences.files.items() if each[0].name == Path(file).name), (None, None)
            )
            if path is None or of_file is None:
                return ()
            examples = {name: sentence.tests[0].with_ for name, sentence in of_file.sentences.items()}
            return tuple((name, _rendered(version, f"{path.stem}.{name}", values)) for name, values in examples.items())

    @contextlib.asynccontextmanager
    async def _version(self, changes: Changes, *, learns: bool = True) -> AsyncIterator[Templates]:
        if not changes:
            yield self._store.current
            return
        async with self._drafts.reading(changes) as draft:
            if learns:
                await self.teach(draft)
            yield draft.version

    async def teach(self, draft: Draft) -> None:
        """Give a draft its classifier. One learns at a time: it takes a core for some seconds and 200 MB. Where it cannot, the
        draft's templates answer alone."""
        from intents.engine.classifier import NotTrained

        if not self._learns:
            return
        async with self._learning:
            with contextlib.suppress(NotTrained, OSError):
                draft.version.recognizer.classifier = await self._store.learn(draft.version, draft.overlay)

    def _turn(self, text: str, recognition: Recognition) -> Turn:
        return Turn(text, recognition, SPEAKER, is_group=False, now=self._now(), city=self._city)

    async def _answer(self, version: Templates, handler: Handler, turn: Turn) -> str:
        """Only what can be said without asking anybody outside."""
        file = version.catalog.intents[turn.recognition.intent].file
        if not file.reply:
            return ""
        say: Say = (await handler.handle(turn)).say
        return _rendered(version, say.key, say.values)


def _rendered(version: Templates, key: str, values: Mapping[str, Value]) -> str:
    try:
        return version.sentences.render(key, values)
    except NotFilled as error:
        return f"（这句话写不出来：{error}）"


def _to_recognise(version: Templates, text: str) -> tuple[ModelMessage, ...]:
    try:
        return question(instruction(version.catalog, version.instructions), text)
    except NotFilled:
        return ()


def _prompts(version: Templates, written: WrittenShot) -> tuple[FamilyPrompt, ...]:
    found = []
    for path, file in version.shots.files.items():
        rendered = version.shots.render(path.stem, written.shot)
        length = version.shots.length(path.stem, rendered.prompt)
        found.append(
            FamilyPrompt(path.stem, file.title, rendered.prompt, rendered.negative_prompt, length, rendered.trimmed)
        )
    return tuple(found)
