"""A shot put together from what the model wrote and what the family said.

Prevents the model from deciding what was decided already: length, shape, what is refused, when something appears, a look that was
asked for all come from the request. And what it forgot comes from the word lists, so that nothing said is lost.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from intents.coverage import Said, claimed, content, missing
from intents.elements import Element
from intents.engine.types import MediaRequest
from intents.shot_answer import TEXTS, ShotAnswer, is_foreign, shortened
from intents.shots import OfflineReading, starts_from_picture
from prompts.shot import Keyframe, Shot
from prompts.unasked import Unasked
from prompts.words import LookKind

NEAR_SECONDS = 0.75
"""How far from a moment that was named the model's words for it may be."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """A shot, and what it lacks."""

    shot: Shot
    missing: tuple[Element, ...]
    has_unasked: bool
    """Something the model added was taken out."""


def assemble(
    request: MediaRequest,
    reading: OfflineReading,
    elements: Sequence[Element],
    answer: ShotAnswer,
    unasked: Unasked,
) -> Assembly:
    """The shot of an answer."""
    offline = reading.shot
    named = [claimed(element, answer.words) or "" for element in elements]
    asked = " ".join([_all_english(offline), *named])
    texts = {name: unasked.without(answer.texts.get(name, ""), asked) for name in TEXTS}
    has_unasked = any(unasked.is_in(said, asked) for said in answer.texts.values())
    if starts_from_picture(request):
        _keep_to_motion(texts, elements, answer.words)
    keyframes, loose = _keyframes(reading, answer, unasked, asked)
    if request.kind == "image":
        loose, keyframes = [*loose, *(frame.description for frame in keyframes)], ()
    texts["subject_motion"] = _list([texts["subject_motion"], *loose])
    _put_looks(texts, reading)
    texts["subject"] = texts["subject"] or offline.subject
    if starts_from_picture(request):
        texts["subject_motion"] = texts["subject_motion"] or offline.subject_motion
    if request.kind == "image":
        texts["style"] = texts["style"] or offline.style
    shot = offline.model_copy(
        update={
            **{name: shortened(text) for name, text in texts.items()},
            "negative": _list([offline.negative, *_refused(elements, answer.words)]),
            "keyframes": keyframes,
            **_unsaid(request, reading, answer),
        }
    )
    lost = missing(elements, shot, answer.words)
    shot = shot.model_copy(update={"note": _note(offline.note, elements, lost)})
    return Assembly(shot, lost, has_unasked)


def with_missing(shot: Shot, lost: Iterable[Element], offline: Shot) -> Shot:
    """The shot with the word lists' English for what the model forgot twice; what they do not know stays quoted in `note`."""
    added: dict[str, list[str]] = {}
    for element in lost:
        if element.english and element.belongs_in != "negative":
            added.setdefault(element.belongs_in, []).append(_phrase(element, offline))
    # In front, where no limit of a generator cuts: what was asked for matters more than what was made up.
    return shot.model_copy(
        update={name: shortened(_list([*phrases, getattr(shot, name)])) for name, phrases in added.items()}
    )


def _keep_to_motion(texts: dict[str, str], elements: Sequence[Element], words: Mapping[str, str]) -> None:
    """The photo shows how everything looks: what was not asked for is not described again."""
    wanted = [english for e in elements for english in (e.english, claimed(e, words) or "") if content(english)]
    for name in ("subject_description", "scene", "lighting", "framing", "atmosphere", "style"):
        parts = [part for part in texts[name].split(", ") if any(Said.of(part).has(english) for english in wanted)]
        texts[name] = ", ".join(parts)


def _keyframes(
    reading: OfflineReading, answer: ShotAnswer, unasked: Unasked, asked: str
) -> tuple[tuple[Keyframe, ...], list[str]]:
    """One for each moment that was named; and what the model timed by itself, which is only told."""
    own = {frame.at_seconds: frame.description for frame in reading.shot.keyframes}
    left = [
        Keyframe(at_seconds=f.at_seconds, description=unasked.without(f.description, asked)) for f in answer.keyframes
    ]
    found = []
    for second in reading.moments:
        near = [frame for frame in left if frame.description and abs(frame.at_seconds - second) <= NEAR_SECONDS]
        best = min(near, key=lambda frame: abs(frame.at_seconds - second), default=None)
        if best is not None:
            left.remove(best)
        if description := best.description if best else own.get(second, ""):
            found.append(Keyframe(at_seconds=second, description=description))
    return tuple(found), [frame.description for frame in left]


def _put_looks(texts: dict[str, str], reading: OfflineReading) -> None:
    """A style, mood, light or framing that was asked for, in the words of its list, before whatever the model made of it."""
    for kind, name in _FIELDS_OF_LOOKS.items():
        for look in reading.wishes.chosen(kind):
            first = look.english.partition(",")[0]
            if look.is_weak and texts[name]:
                continue
            if kind == "framing" or not Said.of(texts[name]).stems.issuperset(content(first)):
                texts[name] = look.english if kind == "framing" else _list([look.english, texts[name]])


def _unsaid(request: MediaRequest, reading: OfflineReading, answer: ShotAnswer) -> Mapping[str, object]:
    """What the model may choose because nobody did."""
    wishes, offline = reading.wishes, reading.shot
    chosen: dict[str, object] = {}
    if answer.camera and request.kind == "video" and not wishes.chosen("camera"):
        chosen["camera"] = answer.camera
    if answer.motion_intensity and "motion_intensity" not in wishes.settings and not wishes.chosen("pace"):
        chosen["motion_intensity"] = answer.motion_intensity
    if answer.color_palette and "color_palette" not in wishes.settings and offline.color_palette == "neutral":
        chosen["color_palette"] = answer.color_palette
    return chosen


def _refused(elements: Sequence[Element], words: Mapping[str, str]) -> list[str]:
    """What is not to be seen and no list knows, as the model translated it."""
    return [claimed(e, words) or "" for e in elements if e.belongs_in == "negative" and claimed(e, words)]


def _note(note: str, elements: Sequence[Element], lost: Sequence[Element]) -> str:
    """Of what the word lists quoted only what is still not said in English."""
    said = [e.chinese for e in elements if not e.english and e not in lost]
    kept = [quote for quote in _QUOTE.findall(note) if not any(chinese in quote for chinese in said)]
    return "".join(f"“{quote}”" for quote in kept)


def _phrase(element: Element, offline: Shot) -> str:
    """The words around it in the offline shot: “a red car” for a lost “red”."""
    for name in ("subject", "subject_motion", "scene", "subject_description"):
        for part in re.split(", | and ", getattr(offline, name)):
            said = Said.of(part)
            if said.has(element.english) or (element.number is not None and element.number in said.numbers):
                return part.strip()
    return element.english.partition("/")[0]


def _all_english(shot: Shot) -> str:
    texts = [getattr(shot, name) for name in TEXTS] + [frame.description for frame in shot.keyframes]
    return ", ".join(text for text in texts if not is_foreign(text))


def _list(parts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(part for part in parts if part))


_FIELDS_OF_LOOKS: Mapping[LookKind, str] = {
    "style": "style",
    "mood": "atmosphere",
    "light": "lighting",
    "framing": "framing",
}
_QUOTE = re.compile("“([^”]*)”")
