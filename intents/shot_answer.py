"""A language model's description of a shot, read with patience.

Models wrap the object in another, say “Camera Movement” for `camera`, write lists where a sentence was asked for and “5s” for a
number, and mix Chinese punctuation in. None of that is worth asking again; Chinese words are, and they are named in `foreign`.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import JsonValue, TypeAdapter, ValidationError

from prompts.shot import Camera, Keyframe

Palette = Literal["warm", "cool", "neutral"]
LONGEST_FIELD = 300
"""Characters of one field: about what a family's limit leaves of it."""
MOST_KEYFRAMES = 12
TEXTS = ("subject", "subject_description", "subject_motion", "scene", "lighting", "framing", "atmosphere", "style")
"""The fields that hold a phrase."""


@dataclass(frozen=True, slots=True)
class ShotAnswer:
    """What the model wrote, as far as it can be used."""

    texts: Mapping[str, str]
    """By the fields of `TEXTS`, English only; empty ones are left out."""
    words: Mapping[str, str]
    """Chinese of the checklist → the English it says it used."""
    camera: Camera | None = None
    motion_intensity: float | None = None
    color_palette: Palette | None = None
    keyframes: tuple[Keyframe, ...] = ()
    foreign: tuple[str, ...] = ()
    """Fields that held Chinese, which was cut out."""


def read_answer(text: str) -> ShotAnswer | None:
    """The answer; None for one that says nothing of a shot."""
    try:
        given = _OBJECT.validate_json(text)
    except ValidationError:
        return None
    fields = _fields(given)
    foreign: list[str] = []
    texts = {name: said for name in TEXTS if (said := _english(name, _phrase(fields.get(name)), foreign))}
    keyframes = _keyframes(fields.get("keyframes"), foreign)
    if not texts and not keyframes:
        return None
    return ShotAnswer(
        texts=texts,
        words=_words(fields.get("words")),
        camera=_camera(_phrase(fields.get("camera"))),
        motion_intensity=_intensity(fields.get("motion_intensity")),
        color_palette=_palette(_phrase(fields.get("color_palette"))),
        keyframes=keyframes,
        foreign=tuple(dict.fromkeys(foreign)),
    )


def is_foreign(text: str) -> bool:
    """Whether there is Chinese in it, be it only a comma."""
    return bool(_CHINESE.search(text))


def shortened(text: str, limit: int = LONGEST_FIELD) -> str:
    """The text up to the last whole phrase, or word, within the limit."""
    if len(text) <= limit:
        return text
    cut = text[: limit + 1]
    comma = cut.rfind(",")
    return cut[: comma if comma > limit // 2 else max(cut.rfind(" "), 1)].rstrip(" ,;")


def _fields(given: Mapping[str, JsonValue], depth: int = 0) -> Mapping[str, JsonValue]:
    """The fields under the names that `Shot` has, out of whatever they are wrapped in."""
    named = {_name(key): value for key, value in given.items()}
    if not any(isinstance(named.get(name), str) for name in TEXTS) and depth < 2:
        for value in given.values():
            if (
                isinstance(value, dict)
                and (inside := _fields(value, depth + 1))
                and any(name in inside for name in TEXTS)
            ):
                return {**named, **inside}
    return named


def _name(key: str) -> str:
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key.strip())
    plain = re.sub(r"[^a-z]+", "_", plain.lower()).strip("_")
    return _OTHER_NAMES.get(plain, plain)


def _phrase(value: JsonValue) -> str:
    if isinstance(value, list):
        return ", ".join(said for item in value if (said := _phrase(item)))
    if isinstance(value, dict):
        return ", ".join(said for item in value.values() if (said := _phrase(item)))
    if value is None or isinstance(value, bool):
        return ""
    return str(value)


def _english(name: str, said: str, foreign: list[str]) -> str:
    """The phrase without line breaks, quotes, a full stop at the end, and without any part that is Chinese."""
    plain = " ".join(said.translate(_PUNCTUATION).split())
    if is_foreign(plain):
        foreign.append(name)
        plain = ", ".join(part for part in (_CHINESE_PART.sub("", p).strip() for p in plain.split(",")) if part)
    plain = plain.strip(" \"'.,;")
    return "" if plain.lower() in _NOTHING else shortened(plain)


def _camera(said: str) -> Camera | None:
    plain = said.lower().replace("_", " ").replace("-", " ").strip()
    if not plain:
        return None
    for camera, words in _CAMERAS.items():
        if any(word in plain for word in words):
            return camera
    near = difflib.get_close_matches(plain, get_args(Camera), n=1, cutoff=0.7)
    return next((camera for camera in _CAMERAS if near and camera == near[0]), None)


def _palette(said: str) -> Palette | None:
    plain = said.lower()
    return "warm" if "warm" in plain else "cool" if "cool" in plain or "cold" in plain else None


def _intensity(value: JsonValue) -> float | None:
    """0.1 to 1.5; “slow” and “high” are numbers, too."""
    if isinstance(value, str):
        for words, intensity in _INTENSITIES.items():
            if any(word in value.lower() for word in words):
                return intensity
    number = _number(value)
    return None if number is None else max(0.1, min(1.5, number))


def _number(value: JsonValue) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value) if abs(value) < 1e6 else None
    found = _NUMBER.search(str(value))
    return float(found.group()) if found else None


def _keyframes(value: JsonValue, foreign: list[str]) -> tuple[Keyframe, ...]:
    """`[{at_seconds, description}]`, `{"3": "…"}` or `["3s: …"]`."""
    pairs: list[tuple[JsonValue, JsonValue]] = []
    if isinstance(value, dict):
        pairs = list(value.items())
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            named = {_name(key): said for key, said in item.items()}
            at = next((named[name] for name in _AT if name in named), None)
            pairs.append((at, next((named[name] for name in _DESCRIPTION if name in named), None)))
        elif isinstance(item, str):
            before, _, after = item.partition(":")
            pairs.append((before, after))
    found = []
    for at, said in pairs[:MOST_KEYFRAMES]:
        second, description = _number(at), _english("keyframes", _phrase(said), foreign)
        if second is not None and 0 <= second <= 60 and description:
            found.append(Keyframe(at_seconds=round(second, 1), description=description))
    return tuple(found)


def _words(value: JsonValue) -> Mapping[str, str]:
    """What was used for what: an object, `[{zh, en}]` or `["奶奶 = grandmother"]`. A right side with Chinese says nothing."""
    pairs: list[tuple[str, str]] = []
    if isinstance(value, dict):
        pairs = [(chinese, _phrase(english)) for chinese, english in value.items()]
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict) and len(item) >= 2:
            first, second = [_phrase(part) for part in list(item.values())[:2]]
            pairs.append((first, second))
        elif isinstance(item, str):
            first, _, second = item.partition("=")
            pairs.append((first, second))
    clean = [(chinese.strip(), english.translate(_PUNCTUATION).strip(" \"'.,")) for chinese, english in pairs]
    return {chinese: english for chinese, english in clean if chinese and not is_foreign(english)}


_OBJECT: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, Any])
_CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
_CHINESE_PART = re.compile(r"[^\x20-\x7e\u00a0-\u024f]+")
_PUNCTUATION = str.maketrans("，。；：、！？“”‘’（）【】—…", ",.;:,!?\"\"''()[]-.")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_NOTHING = frozenset(("none", "n/a", "na", "null", "unspecified", "not specified", "no"))
_AT = ("at_seconds", "at", "time", "second", "seconds", "t", "timestamp")
_DESCRIPTION = ("description", "subject_description", "text", "content", "what", "prompt")
_OTHER_NAMES = {
    **dict.fromkeys(("camera_movement", "camera_motion", "movement", "camera_move"), "camera"),
    **dict.fromkeys(("main_subject", "subjects", "character", "characters"), "subject"),
    **dict.fromkeys(("description", "appearance", "subject_details"), "subject_description"),
    **dict.fromkeys(("motion", "action", "actions", "subject_action", "subject_movement"), "subject_motion"),
    **dict.fromkeys(("setting", "environment", "background", "location"), "scene"),
    **dict.fromkeys(("light",), "lighting"),
    **dict.fromkeys(("shot", "shot_size", "framing_and_angle", "angle", "shot_type"), "framing"),
    **dict.fromkeys(("mood", "tone", "emotion"), "atmosphere"),
    **dict.fromkeys(("visual_style", "art_style"), "style"),
    **dict.fromkeys(("palette", "colour_palette", "colors"), "color_palette"),
    **dict.fromkeys(("intensity", "motion_strength"), "motion_intensity"),
    **dict.fromkeys(("key_frames", "moments", "timeline"), "keyframes"),
    **dict.fromkeys(("checklist", "translations", "translated"), "words"),
}
_CAMERAS: Mapping[Camera, tuple[str, ...]] = {
    "static": ("static", "still", "fixed", "locked", "none"),
    "orbit": ("orbit", "circl", "around", "arc"),
    "follow": ("follow", "track", "chas"),
    "push in": ("push", "zoom in", "dolly in", "move in", "closer", "forward"),
    "pull out": ("pull", "zoom out", "dolly out", "move out", "back"),
    "pan left": ("pan left", "left"),
    "pan right": ("pan right", "right", "pan"),
    "tilt up": ("tilt up", "crane up", "rise", "rising", "up"),
    "tilt down": ("tilt down", "crane down", "down", "tilt"),
}
_INTENSITIES = {
    ("low", "gentle", "subtle", "calm"): 0.3,
    ("medium", "moderate", "normal", "natural"): 0.6,
    ("high", "fast", "strong", "energetic"): 1.2,
}
"""“slow” is found by its “low”."""
