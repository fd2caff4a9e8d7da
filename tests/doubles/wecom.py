"""企业微信's long connection on loopback, in the test's own loop: members talk, what the bot posts can be read, and it misbehaves.

Every frame of the bot's is held against `wecom_contract`; what is wrong with one is answered with 40058 and kept in `complaints`.
The same double serves the official SDK (tests/wecom_sdk), which must be able to tell no difference.
"""

import asyncio
import contextlib
import json
import secrets
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Literal

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from tests.doubles.wecom_contract import wrong
from tests.doubles.wecom_files import MediaServer, Uploads

BOT_ID = "aibTestBot"
SECRET = "wecomtopsecret"
Mischief = int | Literal["ignore", "silent", "cut_before", "cut_after"]
"""An error code; neither taken nor answered; taken and not answered; the connection ends before or after it is taken."""


@dataclass(frozen=True)
class Post:
    """What members can see."""

    chat: str
    kind: str
    text: str = ""
    content: bytes = b""
    req_id: str = ""
    """Of the message it is a reply to."""


class WecomDouble:
    """`mischief[cmd]` holds what happens to the next frames of a command."""

    def __init__(self) -> None:
        self.media = MediaServer()
        self.uploads = Uploads()
        self.posts: list[Post] = []
        self.frames: list[dict[str, Any]] = []
        self.complaints: list[str] = []
        self.subscriptions: list[tuple[float, str]] = []
        """When, and with which secret."""
        self.mischief: defaultdict[str, deque[Mischief]] = defaultdict(deque)
        self.answer_seconds = 0.0
        self.port = 0
        self._bot: ServerConnection | None = None
        self._requests: dict[str, str] = {}
        self._busy: set[str] = set()
        self._server: Server | None = None

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    @property
    def is_subscribed(self) -> bool:
        """A bot is there."""
        return self._bot is not None

    @property
    def said(self) -> list[str]:
        return [post.text for post in self.posts if post.text]

    async def open(self) -> None:
        """Listen, on the same port as before."""
        self._server = await serve(self._serve, "127.0.0.1", self.port, max_size=None, ping_interval=None)
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def close(self) -> None:
        """Go away, every connection with it."""
        assert self._server
        for connection in list(self._server.connections):
            connection.transport.abort()
        self._server.close()
        await self._server.wait_closed()

    # -- members ------------------------------------------------------------------------------------------------------

    async def says(self, text: str, who: str = "mama", chat: str = "", **more: Any) -> str:
        """A member says something, in a group with the mention that brings it here. Returns its message id."""
        content = f"@小爱 {text}" if chat else text
        return await self.sends({"msgtype": "text", "text": {"content": content}}, who, chat, **more)

    async def sends(self, content: dict[str, Any], who: str = "mama", chat: str = "", **more: Any) -> str:
        """A member sends anything; `more` replaces fields of the callback's body."""
        body: dict[str, Any] = {
            "msgid": secrets.token_hex(16),
            "aibotid": BOT_ID,
            "chattype": "group" if chat else "single",
            "from": {"userid": who},
            "create_time": int(time.time()),
            **({"chatid": chat} if chat else {}),
            **content,
            **more,
        }
        req_id = secrets.token_hex(12)
        self._requests[req_id] = chat or who
        await self.hands_over({"cmd": "aibot_msg_callback", "headers": {"req_id": req_id}, "body": body})
        return str(body["msgid"])

    async def hands_over(self, frame: object) -> None:
        """Any frame, or what is none."""
        assert self._bot is not None, "no bot is there"
        await self._bot.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    async def displaces(self) -> None:
        """Another program subscribes with the bot's id."""
        bot, self._bot = self._bot, None
        assert bot
        await bot.send(json.dumps(_event("disconnected_event")))
        await bot.close()

    # -- the bot ------------------------------------------------------------------------------------------------------

    async def _serve(self, connection: ServerConnection) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                async for raw in connection:
                    # Beside each other, as the real one does: what must be serial is the bot's business.
                    tasks.create_task(self._answer(connection, raw))
        except* ConnectionClosed:
            pass
        finally:
            if self._bot is connection:
                self._bot = None

    async def _answer(self, connection: ServerConnection, raw: str | bytes) -> None:
        frame = json.loads(raw)
        self.frames.append(frame)
        cmd, req_id = frame.get("cmd", ""), frame.get("headers", {}).get("req_id", "")
        if why := wrong(frame):
            self.complaints.append(f"{cmd}: {why}")
            await _say(connection, req_id, 40058, why)
            return
        if connection is not self._bot and cmd != "aibot_subscribe":
            self.complaints.append(f"{cmd} before it has subscribed")
            return
        order = self.mischief[cmd].popleft() if self.mischief[cmd] else 0
        if order == "cut_before":
            connection.transport.abort()
            return
        if order == "ignore":
            return
        if req_id in self._busy:
            self.complaints.append(f"{cmd}: two at once under {req_id}")
            order = 6000
        body: dict[str, Any] = {}
        if not isinstance(order, int) or order == 0:
            self._busy.add(req_id)
            await asyncio.sleep(self.answer_seconds)
            try:
                errcode, body = await self._take(connection, cmd, req_id, frame.get("body", {}))
            except (AssertionError, KeyError, ValueError) as error:
                self.complaints.append(f"{cmd}: {error!r}")
                errcode = 40058
            self._busy.discard(req_id)
        else:
            errcode = order
        if order == "cut_after":
            connection.transport.abort()
        elif order != "silent":
            await _say(connection, req_id, errcode, "ok" if errcode == 0 else f"error {errcode}", body)

    async def _take(
        self, connection: ServerConnection, cmd: str, req_id: str, body: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        match cmd:
            case "aibot_subscribe":
                return await self._subscribe(connection, body), {}
            case "aibot_upload_media_init":
                return 0, self.uploads.begin(body)
            case "aibot_upload_media_chunk":
                return 0, self.uploads.take(body)
            case "aibot_upload_media_finish":
                return 0, self.uploads.finish(body)
            case "aibot_send_msg":
                return self._post(body["chatid"], body, ""), {}
            case "aibot_respond_msg":
                chat = self._requests.get(req_id)
                return (846605 if chat is None else self._post(chat, body, req_id)), {}
        return 0, {}

    async def _subscribe(self, connection: ServerConnection, body: dict[str, Any]) -> int:
        self.subscriptions.append((time.monotonic(), body["secret"]))
        if (body["bot_id"], body["secret"]) != (BOT_ID, SECRET):
            return 853000
        if self._bot not in (None, connection):
            await self.displaces()
        self._bot = connection
        return 0

    def _post(self, chat: str, body: dict[str, Any], req_id: str) -> int:
        kind = body["msgtype"]
        if kind in ("stream", "markdown"):
            self.posts.append(Post(chat, "text", body[kind]["content"], req_id=req_id))
            return 0
        if body[kind]["media_id"] not in self.uploads.files:
            return 40007
        uploaded, content = self.uploads.files[body[kind]["media_id"]]
        assert uploaded == kind, f"a {uploaded} sent as {kind}"
        self.posts.append(Post(chat, kind, content=content, req_id=req_id))
        return 0


def _event(kind: str) -> dict[str, Any]:
    body = {"msgid": secrets.token_hex(8), "create_time": int(time.time()), "aibotid": BOT_ID, "from": {"userid": ""}}
    return {
        "cmd": "aibot_event_callback",
        "headers": {"req_id": secrets.token_hex(12)},
        "body": body | {"msgtype": "event", "event": {"eventtype": kind}},
    }


async def _say(
    connection: ServerConnection, req_id: str, errcode: int, errmsg: str, body: dict[str, Any] | None = None
) -> None:
    answer = {"headers": {"req_id": req_id}, "errcode": errcode, "errmsg": errmsg} | ({"body": body} if body else {})
    with contextlib.suppress(ConnectionClosed):
        await connection.send(json.dumps(answer))


@contextlib.asynccontextmanager
async def wecom_double() -> AsyncIterator[WecomDouble]:
    """One, whose every frame was as it should be by the end of the block."""
    double = WecomDouble()
    await double.media.start()
    await double.open()
    try:
        yield double
    finally:
        await double.close()
        await double.media.stop()
    assert not double.complaints
