"""A request for a picture or a clip, from the slots of one turn. What 图片生成 and 视频生成 have in common."""

from collections.abc import Mapping
from typing import Literal

from intents.engine.catalog import Intent
from intents.engine.slots import Missing, fill, parse_aspect, parse_fps, parse_resolution, parse_seconds
from intents.engine.types import MediaRequest, Question, Reply, Say, Turn


def promise_or_ask(intent: Intent, kind: Literal["image", "video"], turn: Turn) -> Reply:
    """The promise to make it, or the question what it is to show. A photo is subject enough."""
    filled = fill(intent, turn.recognition.slots)
    if isinstance(filled, Missing) and (filled.slot != "subject" or not turn.pictures):
        return Reply(Say(filled.ask_key), question=Question(intent.name, filled.slot, filled.slots))
    taste = _taste(intent, turn, filled.slots)
    media = media_request(kind, turn.text, {**filled.slots, **taste}, turn.pictures)
    return Reply(Say(f"{kind}.accepted", {"taste": tuple(taste.values())}), media=media)


def _taste(intent: Intent, turn: Turn, slots: Mapping[str, str]) -> Mapping[str, str]:
    """What the member said is to hold from now on, where this request does not say otherwise. A photo keeps its own look and
    shape."""
    kept = ("style", "aspect") if turn.pictures else ()
    return {
        name: value
        for name, value in turn.taste.standing.items()
        if name in intent.file.slots and name not in slots and name not in kept
    }


def media_request(
    kind: Literal["image", "video"], text: str, slots: Mapping[str, str], pictures: tuple[str, ...] = ()
) -> MediaRequest:
    """The request that these slots make."""
    return MediaRequest(
        kind=kind,
        text=text,
        subject=slots.get("subject", ""),
        seconds=parse_seconds(slots.get("seconds", "")),
        aspect=parse_aspect(slots.get("aspect", "")),
        fps=parse_fps(slots.get("fps", "")),
        resolution=parse_resolution(slots.get("resolution", "")),
        style=slots.get("style", ""),
        mood=slots.get("mood", ""),
        camera=slots.get("camera", ""),
        negative=slots.get("negative", ""),
        pictures=pictures,
    )
