"""A request becomes a shot by a language model; by the word lists where there is none, or where it writes nothing of use.

Prevents a model from losing what was said: its shot is compared with every element of the request, it is asked once more for what
is missing, and what is missing then is put in from the word lists. The request itself goes in as a JSON string, not as an order.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from intents.elements import Element, elements_of
from intents.engine.types import MediaRequest, Say
from intents.services import Services
from intents.services.language_model import BadAnswer, LanguageModel, LanguageModelError, ModelMessage
from intents.shot_answer import ShotAnswer, read_answer
from intents.shot_assembly import Assembly, assemble, with_missing
from intents.shots import OfflineReading, read_offline, starts_from_picture
from prompts.files import FileError, FileProblem, line_of
from prompts.instructions import Instructions
from prompts.loader import NotFilled
from prompts.shot import Camera, Shot
from prompts.unasked import Unasked
from prompts.words import Words

INSTRUCTION = "video_shot"
AGAIN = "video_shot_again"
LONGEST_ANSWER_TOKENS = 1500
TEMPERATURE = 0.3
LONGEST_REQUEST = 1500
"""Characters of the request, and of each earlier one, that the model is shown."""
MOST_BEFORE = 5
FORGIVEN = 0.6
"""Share of the elements with a known English that may be missing after two tries: with more, the model wrote of something else."""


@dataclass(frozen=True, slots=True)
class WrittenShot:
    """A shot, and how it came about."""

    shot: Shot
    is_simple: bool
    """No model wrote it."""
    notes: tuple[Say, ...] = ()
    """What was added or left out on the way, for the admin."""


class ShotWriter:
    """Writes shots with one version of the files."""

    def __init__(self, services: Services, words: Words, unasked: Unasked) -> None:
        """Raises `FileError` for an instruction that cannot be written."""
        self._words = words
        self._unasked = unasked
        self._timeout_seconds = services.model_times.shot
        self._instructions = services.instructions
        self._model = services.language_model if services.instructions else None
        self._told = _instructions(services.instructions) if services.instructions else {}

    @property
    def has_model(self) -> bool:
        """Whether a language model is asked at all."""
        return self._model is not None

    async def write(self, request: MediaRequest, pictures: tuple[str, ...] = ()) -> WrittenShot:
        """The shot of a request; `pictures` says in English what its photos show. Never fails, and may be asked twice."""
        reading = read_offline(request, self._words)
        if self._model is None or request.is_album:
            return WrittenShot(reading.shot, is_simple=True)
        written = await self._write(self._model, request, reading, pictures)
        return written or WrittenShot(reading.shot, is_simple=True, notes=(Say("shot.offline"),))

    def question(self, request: MediaRequest, pictures: tuple[str, ...] = ()) -> tuple[ModelMessage, ...]:
        """What a model is asked for this request; nothing where there are no instructions."""
        if not self._told or request.is_album:
            return ()
        reading = read_offline(request, self._words)
        return self._question(request, reading, elements_of(reading), pictures)

    def _question(
        self, request: MediaRequest, reading: OfflineReading, elements: Sequence[Element], pictures: tuple[str, ...]
    ) -> tuple[ModelMessage, ...]:
        return (
            ModelMessage("system", self._told[request.kind, starts_from_picture(request)]),
            ModelMessage("user", _material(request, reading, elements, pictures)),
        )

    async def _write(
        self, model: LanguageModel, request: MediaRequest, reading: OfflineReading, pictures: tuple[str, ...]
    ) -> WrittenShot | None:
        elements = elements_of(reading)
        asked = self._question(request, reading, elements, pictures)
        try:
            said, answer = await _ask(model, asked, self._timeout_seconds)
            if answer is None:
                said, answer = await _ask(model, asked, self._timeout_seconds)
                if answer is None:
                    return None
                return self._finished(assemble(request, reading, elements, answer, self._unasked), elements, reading)
        except LanguageModelError:
            return None
        first = assemble(request, reading, elements, answer, self._unasked)
        if not first.missing and not answer.foreign:
            return self._finished(first, elements, reading)
        complaint = self._complaint(first.missing, answer.foreign)
        try:
            _, second = await _ask(
                model, [*asked, ModelMessage("assistant", said), ModelMessage("user", complaint)], self._timeout_seconds
            )
        except LanguageModelError:
            second = None
        if second is None:
            return self._finished(first, elements, reading)
        mended = assemble(request, reading, elements, _with_words(second, answer.words), self._unasked)
        better = mended if len(mended.missing) <= len(first.missing) else first
        return self._finished(better, elements, reading)

    def _complaint(self, lost: Sequence[Element], foreign: tuple[str, ...]) -> str:
        assert self._instructions is not None
        return self._instructions.render(AGAIN, {"missing": _checklist(lost), "foreign": foreign})

    def _finished(self, got: Assembly, elements: Sequence[Element], reading: OfflineReading) -> WrittenShot | None:
        """The shot with everything in it that was forgotten; None where that is nearly everything."""
        known = [element for element in elements if element.english]
        added = tuple(element.chinese for element in got.missing if element.english)
        if len(added) > max(2, FORGIVEN * len(known)):
            return None
        quoted = tuple(element.chinese for element in got.missing if not element.english)
        notes = [Say("shot.added", {"elements": added})] if added else []
        notes += [Say("shot.quoted", {"elements": quoted})] if quoted else []
        notes += [Say("shot.unasked")] if got.has_unasked else []
        return WrittenShot(with_missing(got.shot, got.missing, reading.shot), is_simple=False, notes=tuple(notes))


async def _ask(
    model: LanguageModel, messages: Sequence[ModelMessage], timeout_seconds: float
) -> tuple[str, ShotAnswer | None]:
    """What was said and the shot in it; none for an answer that nobody can read, which another try may mend."""
    try:
        said = await model.ask(
            messages,
            purpose="shot",
            timeout_seconds=timeout_seconds,
            is_json=True,
            max_tokens=LONGEST_ANSWER_TOKENS,
            temperature=TEMPERATURE,
        )
    except BadAnswer:
        return "", None
    return said.text, read_answer(said.text)


def _material(
    request: MediaRequest, reading: OfflineReading, elements: Sequence[Element], pictures: tuple[str, ...]
) -> str:
    """The request as data."""
    shot, wishes = reading.shot, reading.wishes
    fixed = {
        name: getattr(shot, name)
        for kind, name in (("style", "style"), ("mood", "atmosphere"), ("camera", "camera"), ("framing", "framing"))
        if wishes.chosen(kind)  # type: ignore[arg-type]
    }
    material: dict[str, object] = {
        "request": request.text[:LONGEST_REQUEST],
        "before": [said[:LONGEST_REQUEST] for said in request.history[-MOST_BEFORE:]],
        "seconds": shot.seconds if request.kind == "video" else None,
        "fixed": fixed,
        "picture": list(pictures),
        "moments": list(reading.moments),
        "checklist": list(_checklist(elements)),
    }
    return json.dumps({name: value for name, value in material.items() if value}, ensure_ascii=False)


def _checklist(elements: Sequence[Element]) -> tuple[str, ...]:
    return tuple(f"{element.chinese} → {element.english.partition('/')[0] or '?'}" for element in elements)


def _with_words(answer: ShotAnswer, before: Mapping[str, str]) -> ShotAnswer:
    """What was translated the first time counts the second time, too: models answer a complaint briefly."""
    return ShotAnswer(
        answer.texts,
        {**before, **answer.words},
        answer.camera,
        answer.motion_intensity,
        answer.color_palette,
        answer.keyframes,
        answer.foreign,
    )


def _instructions(instructions: Instructions) -> Mapping[tuple[str, bool], str]:
    """What the model is told, by the kind of thing that is made and whether it starts from a photo."""
    try:
        return {
            (kind, photo): instructions.render(
                INSTRUCTION, {"image": kind == "image", "photo": photo, "cameras": get_args(Camera)}
            )
            for kind, photo in (("video", False), ("video", True), ("image", False))
        }
    except NotFilled as error:
        path = instructions.path(INSTRUCTION)
        raise FileError(FileProblem(path, line_of(path, "text"), f"说明写不出来：{error}")) from None
