"""What an error code means for a letter.

An answer with an error is an answer: the message was surely not shown. What is open is only whether another try makes sense.
Codes without a source below are tried three times, so that nothing waits behind a letter for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.channels.base import NotSent, Refused
from bot.channels.wecom.frames import Frame

Outcome = Literal["again", "conflict", "stale_reply", "stale_media", "never"]
"""Try later; at once; as a message of its own instead of a reply; with the file uploaded anew; not at all."""

MOST_UNKNOWN = 3


@dataclass(frozen=True, slots=True)
class Meaning:
    """Of one error code."""

    outcome: Outcome
    why: str
    retry_after_seconds: float | None = None


# 6000 AstrBot's wecomai_long_connection.py; 846605, 846608 and 853000 seen by others on the real service (sunnoy/
# openclaw-plugin-wecom #107 and clients of the SDK); the others are of 企业微信's global error codes (developer.work.weixin.qq.com,
# path/90313, read in copies of it; 45009 is lifted after a minute). None was seen by ourselves.
MEANINGS: Mapping[int, Meaning] = {
    -1: Meaning("again", "the service is busy", 5),
    6000: Meaning("conflict", "the command met another one of the same conversation", 5),
    45009: Meaning("again", "too many calls", 60),
    45033: Meaning("again", "too many calls at once", 10),
    846605: Meaning("stale_reply", "the request id is not good for a reply"),
    846608: Meaning("stale_reply", "the time to reply is over"),
    40007: Meaning("stale_media", "the uploaded file is gone", 1),
    40003: Meaning("never", "no such user id"),
    40004: Meaning("never", "no such type of file"),
    40006: Meaning("never", "the file is too large"),
    40008: Meaning("never", "no such type of message"),
    40009: Meaning("never", "the picture is too large"),
    40011: Meaning("never", "the video is too large"),
    40058: Meaning("never", "a parameter is wrong"),
    45002: Meaning("never", "the text is too long"),
    48002: Meaning("never", "the bot may not do this"),
    60011: Meaning("never", "the bot has no right to this user or chat"),
    60111: Meaning("never", "no such user"),
    81013: Meaning("never", "nobody to send to"),
    86001: Meaning("never", "no such chat"),
}

BUSY = frozenset(code for code, meaning in MEANINGS.items() if meaning.outcome in ("again", "conflict"))
"""What is no verdict on a bot id and its secret either."""


def meaning_of(frame: Frame) -> Meaning | None:
    """None for a code nobody has told of."""
    return MEANINGS.get(frame.errcode) if frame.errcode is not None else None


def failed(frame: Frame, doing: str, unknown: int) -> NotSent | Refused:
    """What to raise for an answer that says no; `unknown` is how often this letter has met a code nobody knows, this one included."""
    meaning = meaning_of(frame)
    said = f"{doing}: {frame.errcode} {frame.errmsg}" + (f" ({meaning.why})" if meaning else "")
    if meaning is None:
        return NotSent(said) if unknown < MOST_UNKNOWN else Refused(said)
    if meaning.outcome == "never":
        return Refused(said)
    return NotSent(said, meaning.retry_after_seconds)
