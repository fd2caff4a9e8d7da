"""做成相册: a set of photos as one clip, shown one after another. Needs no model, and nothing leaves the house."""

from intents.captions import captions_of
from intents.engine.catalog import Intent
from intents.engine.pointing import ALBUM
from intents.engine.requests import media_request
from intents.engine.types import Reply, Say, Turn

FEWEST = 2
MOST = 20
SECONDS_A_PHOTO = 3.0
LEAST_SECONDS_A_PHOTO = 1.0
LONGEST_SECONDS = 60.0
WISHES = ("seconds", "aspect", "resolution", "fps")


def album_of(intent: Intent, turn: Turn) -> Reply | None:
    """The promise of an album, or what it lacks; None where the request is for something else. Three photos are a set without
    that being said: a clip has a first and a last one."""
    slots = {name: turn.recognition.slots[name] for name in intent.file.slots if turn.recognition.slots.get(name)}
    pictures = turn.pictures[-MOST:]
    if ALBUM not in slots and len(pictures) <= FEWEST:
        return None
    if len(pictures) < FEWEST:
        return Reply(Say("album.needs_photos", {"count": len(pictures)}))
    wishes = {name: slots[name] for name in WISHES if name in slots}
    request = media_request("video", turn.text, wishes, pictures)
    count = len(pictures)
    seconds = min(LONGEST_SECONDS, max(request.seconds or count * SECONDS_A_PHOTO, count * LEAST_SECONDS_A_PHOTO))
    captions = captions_of(turn.text, count, wishes.values())
    album = request.model_copy(
        update={
            "subject": next(filter(None, captions), ""),
            "is_album": True,
            "captions": captions,
            "seconds": seconds,
            "resolution": request.resolution or "720p",
        }
    )
    values = {"count": count, "length": round(seconds), "captions": sum(map(bool, captions))}
    return Reply(Say("album.accepted", values), media=album)
