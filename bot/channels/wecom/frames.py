"""Frames as they go over the wire: `{cmd, headers: {req_id}, body}` there, `{headers: {req_id}, errcode, errmsg, body}` back."""

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass

Body = Mapping[str, object]

SUBSCRIBE = "aibot_subscribe"
PING = "ping"
RESPOND = "aibot_respond_msg"
SEND = "aibot_send_msg"
UPLOAD_INIT = "aibot_upload_media_init"
UPLOAD_CHUNK = "aibot_upload_media_chunk"
UPLOAD_FINISH = "aibot_upload_media_finish"
MESSAGE = "aibot_msg_callback"
EVENT = "aibot_event_callback"
DISPLACED = "disconnected_event"

LONGEST_FRAME_BYTES = 32 * 1024 * 1024
"""More is no message of anybody's; the connection is closed and made anew."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of the far side's; what it does not hold, or holds as something else, is empty."""

    cmd: str
    req_id: str
    errcode: int | None
    errmsg: str
    body: Body

    @property
    def is_good(self) -> bool:
        """An answer that says yes."""
        return self.errcode == 0

    def text(self, name: str) -> str:
        """A text of the body; empty where there is none."""
        value = self.body.get(name)
        return value if isinstance(value, str) else ""

    @property
    def displaces(self) -> bool:
        """Another program has subscribed with our bot id: this connection is about to be closed."""
        event = self.body.get("event")
        return self.cmd == EVENT and isinstance(event, dict) and event.get("eventtype") == DISPLACED


def read(raw: str | bytes) -> Frame | None:
    """What a frame says; None for what is no frame."""
    try:
        frame = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(frame, dict):
        return None
    headers, errcode, body = frame.get("headers"), frame.get("errcode"), frame.get("body")
    return Frame(
        cmd=_text(frame.get("cmd")),
        req_id=_text(headers.get("req_id")) if isinstance(headers, dict) else "",
        errcode=errcode if isinstance(errcode, int) and not isinstance(errcode, bool) else None,
        errmsg=_text(frame.get("errmsg"))[:200],
        body=body if isinstance(body, dict) else {},
    )


def write(cmd: str, req_id: str, body: Body | None) -> str:
    """A frame of ours; only a ping has no body."""
    frame: dict[str, object] = {"cmd": cmd, "headers": {"req_id": req_id}}
    if body is not None:
        frame["body"] = body
    # Half a surrogate pair, which no frame can hold, may stand in what came from elsewhere.
    return json.dumps(frame, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


def new_req_id(cmd: str) -> str:
    """An id for a question of ours. The SDK begins it with the command and tells answers apart by that, so we do, too."""
    return f"{cmd}_{time.time_ns() // 1_000_000}_{secrets.token_hex(4)}"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
