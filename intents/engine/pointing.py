"""让这张动起来: which photo the words of a request point at."""

from dataclasses import dataclass

from intents.engine.schema import SharedFile
from intents.engine.types import Recognition

ALBUM = "album"
"""The slot in which a request says that it wants its photos shown one after another."""


@dataclass(frozen=True, slots=True)
class Pointing:
    """What a request says about photos."""

    is_at_one: bool
    """It speaks of a photo, or a picture, that was there before."""
    is_needed: bool
    """Without one there is nothing to be made."""
    is_single: bool
    """Of several it means the last."""
    is_set: bool
    """It wants all of them, one after another."""


def pointing(shared: SharedFile, recognition: Recognition, text: str) -> Pointing:
    """What `text`, recognised as a request for a picture or a clip, says about photos."""
    slots = recognition.slots
    for said in (slots.get("style", ""), slots.get("negative", "")):  # 老照片风格 is no photo
        text = text.replace(said, " ") if said else text
    is_at_one = _says(text, shared.photo_words)
    singles = sum(word in text for word in shared.photo_single)
    if recognition.intent == "video":
        is_needed = _says(text, shared.photo_needed) or (is_at_one and not slots.get("subject"))
    else:  # 来张照片 and 画一张图，图里有只猫 ask for a new one
        is_needed = singles > 0 and not slots.get("subject")
    return Pointing(is_at_one, is_needed, singles == 1, ALBUM in slots)


def _says(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)
