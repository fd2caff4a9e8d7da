"""What 企业微信 takes, frame by frame; written from facts about its protocol, and kept apart from the code that is tested with it.

Sources: npm @wecom/aibot-node-sdk 1.0.7 (types/api.d.ts, client.d.ts, README), developer.work.weixin.qq.com path/101463.
"""

from collections.abc import Mapping
from typing import Any

STREAM_BYTES = 20_480
CHUNK_BYTES = 512 * 1024
MOST_CHUNKS = 100
MEDIA = ("file", "image", "voice", "video")

_MEDIA_FIELDS = {"media_id": str, "title": str, "description": str}
_BODIES: Mapping[str, Mapping[str, type]] = {
    "aibot_subscribe": {"bot_id": str, "secret": str},
    "aibot_upload_media_init": {"type": str, "filename": str, "total_size": int, "total_chunks": int, "md5": str},
    "aibot_upload_media_chunk": {"upload_id": str, "chunk_index": int, "base64_data": str},
    "aibot_upload_media_finish": {"upload_id": str},
}
COMMANDS = frozenset({*_BODIES, "ping", "aibot_respond_msg", "aibot_send_msg", "aibot_respond_welcome_msg"})


def wrong(frame: Any) -> str:
    """What is wrong with a frame of the bot's; empty when nothing is."""
    if not isinstance(frame, dict) or set(frame) - {"cmd", "headers", "body"}:
        return "no frame of cmd, headers and body"
    cmd, headers = frame.get("cmd"), frame.get("headers")
    if cmd not in COMMANDS:
        return f"no such command: {cmd}"
    if not isinstance(headers, dict) or set(headers) != {"req_id"} or not isinstance(headers["req_id"], str):
        return "headers hold not just a req_id"
    if not headers["req_id"]:
        return "an empty req_id"
    if cmd == "ping":
        return "a ping has no body" if "body" in frame else ""
    body = frame.get("body")
    if not isinstance(body, dict):
        return "no body"
    if cmd in _BODIES:
        return _fields(body, _BODIES[cmd])
    if cmd == "aibot_send_msg":
        if not isinstance(body.get("chatid"), str) or not body["chatid"]:
            return "no chatid"
        body = {name: value for name, value in body.items() if name != "chatid"}
    return _said(body, proactive=cmd == "aibot_send_msg")


def _said(body: Mapping[str, Any], *, proactive: bool) -> str:
    kind = body.get("msgtype")
    if set(body) != {"msgtype", kind}:
        return f"a message of {kind} with {sorted(body)}"
    content = body[kind]
    if kind == ("markdown" if proactive else "stream"):
        fields: dict[str, type] = {"content": str} | ({} if proactive else {"id": str, "finish": bool})
        if why := _fields(content, fields):
            return why
        return "" if 0 < len(content["content"].encode()) <= STREAM_BYTES else "content of no length, or too long"
    if kind in MEDIA:
        return _fields({"title": "", "description": "", **content}, _MEDIA_FIELDS)
    return f"no such msgtype: {kind}"


def _fields(body: Any, fields: Mapping[str, type]) -> str:
    if not isinstance(body, dict) or set(body) != set(fields):
        return f"{sorted(body) if isinstance(body, dict) else body} instead of {sorted(fields)}"
    return next(
        (f"{name} is a {type(body[name]).__name__}" for name in fields if type(body[name]) is not fields[name]), ""
    )
