"""What a call to iLink has to look like, field by field (npm @tencent-weixin/openclaw-weixin 2.4.9, src/api/)."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any

from tests.doubles.exchange import Asked, Refusal

AGENT = re.compile(r"[A-Za-z0-9_.\-]{1,32}/[A-Za-z0-9_.+\-]{1,32}( \([\x20-\x27\x2A-\x7E]{1,64}\))?")
HEX16 = re.compile(r"[0-9a-f]{32}")
FIELDS: Mapping[str, Mapping[str, type]] = {
    "getupdates": {"get_updates_buf": str},
    "sendmessage": {"msg": dict},
    "getconfig": {"ilink_user_id": str, "context_token": str},
    "sendtyping": {"ilink_user_id": str, "typing_ticket": str, "status": int},
    "getuploadurl": {
        "filekey": str,
        "media_type": int,
        "to_user_id": str,
        "rawsize": int,
        "rawfilemd5": str,
        "filesize": int,
        "no_need_thumb": bool,
        "aeskey": str,
    },
    "msg/notifystart": {},
    "msg/notifystop": {},
}
OPTIONAL = {"context_token"}
SAID = {
    "from_user_id": str,
    "to_user_id": str,
    "client_id": str,
    "message_type": int,
    "message_state": int,
    "item_list": list,
    "context_token": str,
    "run_id": str,
}
ITEMS = {
    1: ("text_item", {"text": str}),
    2: ("image_item", {"media": dict, "mid_size": int}),
    4: ("file_item", {"media": dict, "file_name": str, "len": str}),
    5: ("video_item", {"media": dict, "video_size": int}),
}
MEDIA = {"encrypt_query_param": str, "aes_key": str, "encrypt_type": int}


def check_headers(asked: Asked) -> str:
    """The token, empty where there is none."""
    version = asked.headers.get("ilink-app-clientversion", "")
    _must(asked.headers.get("ilink-app-id") == "bot", "iLink-App-Id is not bot")
    _must(version == str(2 << 16 | 4 << 8 | 9), f"iLink-App-ClientVersion is {version!r}")
    if asked.method != "POST":
        _must("authorization" not in asked.headers, "a token where none belongs")
        return ""
    _must(asked.headers.get("content-type", "").startswith("application/json"), "no JSON")
    _must(asked.headers.get("authorizationtype") == "ilink_bot_token", "AuthorizationType")
    try:
        number = int(base64.b64decode(asked.headers.get("x-wechat-uin", ""), validate=True))
    except (binascii.Error, ValueError):
        raise Refusal("X-WECHAT-UIN is no base64 of a number") from None
    _must(0 <= number < 2**32, "X-WECHAT-UIN is no 32 bits")
    bearer = asked.headers.get("authorization", "")
    _must(not bearer or bearer.startswith("Bearer "), "Authorization is no bearer")
    return bearer.removeprefix("Bearer ")


def read_body(operation: str, asked: Asked) -> dict[str, Any]:
    """The body, checked."""
    try:
        body = json.loads(asked.body)
    except ValueError:
        raise Refusal("the body is no JSON") from None
    _must(isinstance(body, dict), "the body is no object")
    info = body.pop("base_info", None)
    _shaped(info, {"channel_version": str, "bot_agent": str}, "base_info")
    agent = info["bot_agent"]
    _must(len(agent) <= 256 and (agent == "OpenClaw" or AGENT.fullmatch(agent)), f"bot_agent is {agent!r}")
    _shaped(body, FIELDS[operation], operation)
    if operation == "sendmessage":
        _check_said(body["msg"])
    if operation == "getuploadurl":
        _must(all(HEX16.fullmatch(body[name]) for name in ("filekey", "rawfilemd5", "aeskey")), "not 16 bytes in hex")
        _must(body["filesize"] == (body["rawsize"] // 16 + 1) * 16, "filesize is not the size encrypted")
        _must(body["media_type"] in (1, 2, 3) and body["no_need_thumb"] is True, "media_type or no_need_thumb")
    if operation == "sendtyping":
        _must(body["status"] in (1, 2), "status")
    return body


def media_key(written: str) -> bytes:
    """As a reference to a file carries it: base64 of the hexadecimal digits."""
    return bytes.fromhex(base64.b64decode(written, validate=True).decode("ascii"))


def _check_said(said: dict[str, Any]) -> None:
    _shaped(said, SAID, "msg")
    _must(said["from_user_id"] == "" and bool(said["to_user_id"]) and bool(said["client_id"]), "who and to whom")
    _must((said["message_type"], said["message_state"]) == (2, 2), "not a finished message of a bot's")
    _must(len(said["item_list"]) == 1, "not exactly one item")
    (item,) = said["item_list"]
    _must(isinstance(item, dict) and item.get("type") in ITEMS, "no such type of item")
    name, fields = ITEMS[item["type"]]
    _must(set(item) == {"type", name}, f"an item of {sorted(item)}")
    _shaped(item[name], fields, name)
    if "media" in fields:
        _shaped(item[name]["media"], MEDIA, "media")
    else:
        length = len(item[name]["text"].encode("utf-16-le")) // 2
        _must(0 < length <= 4000, f"a text of {length}")


def _shaped(value: object, fields: Mapping[str, type], what: str) -> None:
    _must(isinstance(value, dict), f"{what} is no object")
    assert isinstance(value, dict)
    for name, kind in fields.items():
        if name in value or name not in OPTIONAL | {"run_id"}:
            _must(type(value.get(name)) is kind, f"{what}.{name} is {value.get(name)!r:.60}")
    _must(not set(value) - set(fields), f"{what} has {sorted(set(value) - set(fields))} too many")


def _must(is_so: object, complaint: str) -> None:
    if not is_so:
        raise Refusal(complaint)
