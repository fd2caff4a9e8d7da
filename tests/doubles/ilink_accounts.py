"""Members of the double, each with the bot that is his: what he says, what he got, and how much he may be told."""

import base64
import hashlib
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.exchange import Refusal
from tests.doubles.ilink_cdn import Cdn
from tests.doubles.ilink_contract import media_key

FIRST_ID = 7_455_913_220_000_000_001
"""Too large for a double: whoever reads it as one is found out."""
MOST_PER_MESSAGE = 10
TOO_FAST = (3, 1.0)
"""So many sends in so many seconds."""


@dataclass
class Account:
    user: str
    bot_id: str
    token: str
    messages: list[dict[str, Any]] = field(default_factory=list)
    contexts: list[str] = field(default_factory=list)
    posts: list[dict[str, Any]] = field(default_factory=list)
    sends: list[float] = field(default_factory=list)
    since_heard: int = 0
    throttled_until: float = 0.0
    is_stale: bool = False
    polls: list[str] = field(default_factory=list)
    typing: list[int] = field(default_factory=list)


class Accounts:
    def __init__(self, cdn: Cdn, throttle_seconds: float) -> None:
        self.cdn = cdn
        self.throttle_seconds = throttle_seconds
        self.by_token: dict[str, Account] = {}
        self.news = threading.Condition()
        self._next_id = FIRST_ID

    def bind(self, user: str) -> Account:
        """A new bot for this member; the one before is stale from now on."""
        for known in self.by_token.values():
            known.is_stale = known.is_stale or known.user == f"{user}@im.wechat"
        bot_id = f"{user}{secrets.token_hex(3)}@im.bot"
        account = Account(f"{user}@im.wechat", bot_id, f"{bot_id}:{secrets.token_hex(16)}")
        self.by_token[account.token] = account
        return account

    def of(self, user: str) -> Account:
        """The member's newest."""
        return next(account for account in reversed(self.by_token.values()) if account.user == f"{user}@im.wechat")

    def says(self, said: dict[str, Any]) -> dict[str, Any]:
        """A member says something: `text`, `image` or `file` (base64), `voice`, whole `items`, or a whole `raw` message."""
        account = self.of(said["user"])
        with self.news:
            message = said["raw"] if "raw" in said else self._message(account, said)
            if not said.get("no_context") and isinstance(message, dict) and "raw" not in said:
                account.contexts.append(f"CTX-{secrets.token_hex(8)}")
                message["context_token"] = account.contexts[-1]
            account.since_heard = 0
            account.messages.append(message)
            self.news.notify_all()
        return {"message_id": str(message.get("message_id", "")) if isinstance(message, dict) else ""}

    def updates(self, account: Account, cursor: str, hold_seconds: float) -> dict[str, Any]:
        """What came after the cursor, at once or as soon as something does."""
        account.polls.append(cursor)
        position = _position(cursor)
        with self.news:
            self.news.wait_for(lambda: len(account.messages) > position or account.is_stale, hold_seconds)
            if account.is_stale:
                return {"ret": -14, "errcode": -14, "errmsg": "session timeout"}
            new = account.messages[position:]
            buf = base64.b64encode(f"read {len(account.messages)}".encode()).decode()
        return {"ret": 0, "msgs": new, "get_updates_buf": buf, "longpolling_timeout_ms": 35000}

    def send(self, account: Account, said: dict[str, Any]) -> dict[str, Any]:
        """Take a message of the bot's, or say -2."""
        now = time.monotonic()
        if now < account.throttled_until or account.since_heard >= MOST_PER_MESSAGE:
            return {"ret": -2, "errmsg": "prepare failed"}
        account.sends.append(now)
        count, seconds = TOO_FAST
        if self.throttle_seconds and len([at for at in account.sends if now - at < seconds]) >= count:
            account.throttled_until = now + self.throttle_seconds
            account.sends.clear()
            return {"ret": -2, "errmsg": "rate limited"}
        context = said.get("context_token")
        # Not only the newest: somebody killed over a batch knows no newer one yet.
        if context is not None and context not in account.contexts:
            raise Refusal(f"a context token that was never given: {context}")
        if context is None and account.contexts:
            raise Refusal("no context token")
        account.since_heard += 1
        message_id = self.new_id()
        account.posts.append(self._post(said, message_id))
        return {"ret": 0, "message_id": message_id}

    def new_id(self) -> int:
        self._next_id += 1
        return self._next_id

    def _message(self, account: Account, said: dict[str, Any]) -> dict[str, Any]:
        items = list(said.get("items", ()))
        if said.get("text"):
            items.append({"type": 1, "text_item": {"text": said["text"]}})
        if "voice" in said:
            items.append({"type": 3, "voice_item": {"encode_type": 6, "playtime": 1500, "text": said["voice"]}})
        how = said.get("key", "both")
        items += [self._image(base64.b64decode(plain), how) for plain in said.get("images", ())]
        items += [self._clip(base64.b64decode(plain)) for plain in said.get("clips", ())]
        if "quotes" in said:
            items[0]["ref_msg"] = {"svr_id": int(said["quotes"])}
        number = self.new_id()
        return {
            "seq": number - FIRST_ID,
            "message_id": number,
            "from_user_id": account.user,
            "to_user_id": account.bot_id,
            "client_id": secrets.token_hex(8),
            "create_time_ms": int(time.time() * 1000),
            "session_id": "s",
            "message_type": 1,
            "message_state": 2,
            "item_list": items,
        }

    def _image(self, plain: bytes, how: str) -> dict[str, Any]:
        key = secrets.token_bytes(16)
        media = {"encrypt_query_param": self.cdn.keep(plain, key if how != "none" else None)}
        if how in ("both", "raw"):
            media["aes_key"] = base64.b64encode(key).decode()
        if how == "base64-hex":
            media["aes_key"] = base64.b64encode(key.hex().encode()).decode()
        hex_key = {"aeskey": key.hex()} if how in ("both", "hex") else {}
        return {"type": 2, "image_item": {"media": media, **hex_key, "mid_size": len(plain)}}

    def _clip(self, plain: bytes) -> dict[str, Any]:
        key = secrets.token_bytes(16)
        media = {"encrypt_query_param": self.cdn.keep(plain, key), "aes_key": base64.b64encode(key).decode()}
        return {"type": 5, "video_item": {"media": media, "video_size": len(plain)}}

    def _post(self, said: dict[str, Any], message_id: int) -> dict[str, Any]:
        (item,) = said["item_list"]
        post = {
            "to": said["to_user_id"],
            "client_id": said["client_id"],
            "message_id": str(message_id),
            "type": item["type"],
            "at": time.monotonic(),
            "context": said.get("context_token", ""),
        }
        if item["type"] == 1:
            return post | {"text": item["text_item"]["text"]}
        content = next(value for name, value in item.items() if name != "type")
        upload = next(
            (one for one in self.cdn.uploads.values() if one.name == content["media"]["encrypt_query_param"]), None
        )
        if upload is None:
            raise Refusal("refers to a file that was never uploaded")
        if media_key(content["media"]["aes_key"]).hex() != upload.announced["aeskey"]:
            raise Refusal("refers to a file with another key")
        size = content.get("mid_size") or content.get("video_size") or upload.announced["filesize"]
        kinds = {2: 1, 5: 2, 4: 3}
        if size != upload.announced["filesize"] or kinds[item["type"]] != upload.announced["media_type"]:
            raise Refusal("refers to a file of another size or kind")
        return post | {"bytes": len(upload.plain), "sha256": hashlib.sha256(upload.plain).hexdigest()}


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("read "))
    except ValueError:
        raise Refusal(f"a cursor that was never given: {cursor[:40]}") from None
