"""Every channel on its far side, each played in the same few words, for the contract that all of them keep.

The far sides are real where they can be: a unix socket, the page's channel itself, npm's gateway; 企业微信 and iLink are doubles.
"""

import asyncio
import base64
import contextlib
import hashlib
import json
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.channel_settings import WechatyPart, WecomSettings
from bot.channels.base import Channel, Message, NotSent, Outgoing
from bot.channels.ilink.channel import ILinkChannel
from bot.channels.terminal import ME, TerminalChannel
from bot.channels.web import ACCOUNT, GROUP, WebChannel, WebMember
from bot.channels.wechaty.channel import WechatyChannel
from bot.channels.wecom.channel import WecomChannel
from tests.bot.channels import ilink_house, wecom_room
from tests.bot.channels.contract_site import HUGE, Arrived, Ear, Site
from tests.bot.channels.wechaty_ear import AT_ONCE
from tests.doubles import gateway as npm
from tests.doubles.processes import Double
from tests.doubles.waiting import until
from tests.doubles.wecom import BOT_ID, SECRET, WecomDouble, wecom_double


class Terminal(Site):
    account, person = "local", ME
    gone = (OSError,)

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "owner.sock"
        self._got: list[Arrived] = []
        self._last = ""

    def make(self) -> Channel:
        async def nothing(line: Any) -> Any:
            raise AssertionError(f"nobody asked for {line}")

        return TerminalChannel(self._socket, nothing, nothing)

    async def start(self) -> None:
        self.channel, self.ear = self.make(), Ear()
        await self.channel.start(self.ear.events)
        await self.mend()

    async def mend(self) -> None:
        reader, self._writer = await asyncio.open_unix_connection(str(self._socket), limit=64 * 1024 * 1024)
        self._reading = asyncio.create_task(self._read(reader, self._writer))

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while raw := await reader.readline():
            line = json.loads(raw)
            if line["type"] == "letter":
                sha256 = sha256_of(Path(line["path"]).read_bytes()) if line["path"] else ""
                self._got.append(Arrived(ME, line["text"], sha256))
                writer.write(json.dumps({"type": "shown", "id": line["id"]}).encode() + b"\n")
        writer.close()

    async def says(self, text: str, *, in_group: bool = False, again: bool = False) -> str:
        if not again:
            self._last = secrets.token_hex(8)
        await self._writes(json.dumps({"type": "say", "id": self._last, "name": "妈妈", "text": text}).encode())
        return self._last

    async def _writes(self, line: bytes) -> None:
        self._writer.write(line + b"\n")
        await self._writer.drain()
        if self._writer.is_closing():
            raise ConnectionResetError

    async def arrived(self) -> list[Arrived]:
        return list(self._got)

    async def says_nonsense(self) -> None:
        await self.says(HUGE)
        for line in (b"hello", b"[1]", b'{"type": "say", "id": 7, "text": []}', b"\xff\xfe", b'{"type": "shown"}'):
            await self._writes(line)

    async def cut(self) -> None:
        self._writer.close()
        await until(lambda: not self.channel.can_reach(self.account, self.person))


class Web(Site):
    account, person, group = ACCOUNT, "mama", GROUP
    gone = (NotSent,)

    def __init__(self, folder: Path) -> None:
        self._uploads = folder / "uploads"
        self._got: list[Arrived] = []
        self._last = ""

    def make(self) -> Channel:
        self._web = WebChannel(self._uploads)
        self._close = self._web.watch(self._see)
        return self._web

    async def mend(self) -> None:
        self._close = self._web.watch(self._see)

    def _see(self, what: Message | Outgoing) -> None:
        if isinstance(what, Outgoing):
            sha256 = sha256_of(what.path.read_bytes()) if what.path else ""
            self._got.append(Arrived(what.chat_id, what.text, sha256))

    async def says(self, text: str, *, in_group: bool = False, again: bool = False) -> str:
        if not again:
            self._last = secrets.token_hex(16)
        where, words = (GROUP, f"@小爱 {text}") if in_group else (self.person, text)
        await self._web.said(WebMember(self.person, "妈妈"), where, words, message_id=self._last)
        return self._last

    async def shows(self, picture: bytes) -> None:
        async def body() -> AsyncIterator[bytes]:
            yield picture

        kept = await self._web.keep(body())
        await self._web.said(WebMember(self.person, "妈妈"), self.person, "", (kept,))

    async def arrived(self) -> list[Arrived]:
        return list(self._got)

    async def says_nonsense(self) -> None:
        await self.says(HUGE)
        await self._web.said(WebMember("\0", "\ud800"), "\n" * 1000, "\0\ud800")

    async def cut(self) -> None:
        self._close()


class Wechaty(Site):
    account, person, group = "bot-xiaoai", "wxid_mama", npm.ROOM

    def __init__(self, gateway: npm.Gateway) -> None:
        self._gateway = gateway
        self._last = ""

    def make(self) -> Channel:
        settings = WechatyPart.model_validate({**AT_ONCE, "endpoint": self._gateway.endpoint})
        return WechatyChannel(settings, SecretStr(npm.TOKEN))

    async def says(self, text: str, *, in_group: bool = False, again: bool = False) -> str:
        if again:
            await asyncio.to_thread(self._gateway.post, "again", id=self._last)
        else:
            words = f"@小爱 {text}" if in_group else text
            self._last = await asyncio.to_thread(self._gateway.says, words, room=in_group, mention=in_group)
        return self._last

    async def shows(self, picture: bytes) -> None:
        await asyncio.to_thread(self._gateway.shows, picture)

    async def arrived(self) -> list[Arrived]:
        sent = await asyncio.to_thread(self._gateway.sent)
        return [Arrived(post["conversation"], post.get("text", ""), post.get("sha256", "")) for post in sent]

    async def says_nonsense(self) -> None:
        await self.says(HUGE)
        await asyncio.to_thread(self._gateway.post, "again", id="nobody wrote this")
        await asyncio.to_thread(self._gateway.post, "again", id={"not": "an id"})
        await asyncio.to_thread(self._gateway.says, file=base64.b64encode(b"?").decode(), name="\n.exe")

    async def cut(self) -> None:
        await asyncio.to_thread(self._gateway.kill)
        await until(lambda: not self.channel.can_reach(self.account, self.person))

    async def mend(self) -> None:
        await asyncio.to_thread(self._gateway.start)


class Wecom(Site):
    account, person, group = BOT_ID, "mama", "wrFamily"
    gone = (AssertionError,)

    def __init__(self, double: WecomDouble) -> None:
        self._double = double
        self._last = ""

    def make(self) -> Channel:
        settings = WecomSettings.model_validate(
            {**AT_ONCE, "bot_id": BOT_ID, "url": self._double.url, "fetch_from": [self._double.media.url]}
        )
        return WecomChannel(settings, SecretStr(SECRET), timing=wecom_room.QUICK)

    async def says(self, text: str, *, in_group: bool = False, again: bool = False) -> str:
        more = {"msgid": self._last} if again else {}
        self._last = await self._double.says(text, self.person, self.group if in_group else "", **more)
        return self._last

    async def shows(self, picture: bytes) -> None:
        await self._double.sends({"msgtype": "image", "image": self._double.media.put(picture)}, self.person)

    async def arrived(self) -> list[Arrived]:
        return [
            Arrived(post.chat, post.text, sha256_of(post.content) if post.content else "")
            for post in self._double.posts
        ]

    async def says_nonsense(self) -> None:
        await self.says(HUGE)
        for body in ({"msgtype": 7}, {"msgtype": "text", "text": "?"}, {"msgtype": "image", "image": []}):
            await self._double.sends(body, self.person)
        for frame in ("hello", b"\0", [], {"cmd": "aibot_msg_callback", "headers": 7}, {"cmd": None}):
            await self._double.hands_over(frame)

    async def cut(self) -> None:
        await self._double.close()
        await until(lambda: not self.channel.can_reach(self.account, self.person))

    async def mend(self) -> None:
        await self._double.open()


class ILink(Site):
    def __init__(self, double: Double, folder: Path) -> None:
        self._double, self._folder = double, folder
        binding = ilink_house.bind(double, folder, "mama", "妈妈")
        self.account, self.person = binding.account, binding.user_id
        self._last: dict[str, Any] = {}

    def make(self) -> Channel:
        return ILinkChannel(ilink_house.settings(self._double), self._folder, ilink_house.QUICK)

    async def says(self, text: str, *, in_group: bool = False, again: bool = False) -> str:
        if again:
            await self._posts("/member_says", user="mama", raw=self._last)
        else:
            item = {"type": 1, "text_item": {"text": text}}
            number = secrets.randbits(62)
            self._last = {
                "message_id": number,
                "from_user_id": self.person,
                "to_user_id": self.account,
                "message_type": 1,
                "create_time_ms": 1_795_000_000_000,
                "item_list": [item],
            }
            await self._posts("/member_says", user="mama", raw=self._last)
        return str(self._last["message_id"])

    async def is_greeted(self) -> None:
        # With the token that what follows is sent with.
        said = await self._posts("/member_says", user="mama", text="在吗")
        await until(lambda: any(one.message_id == said["message_id"] for one in self.ear.heard))

    async def shows(self, picture: bytes) -> None:
        await self._posts("/member_says", user="mama", images=[base64.b64encode(picture).decode()])

    async def arrived(self) -> list[Arrived]:
        posts = await asyncio.to_thread(self._double.get, "/posted", user="mama")
        return [Arrived(post["to"], post.get("text", ""), post.get("sha256", "")) for post in posts]

    async def says_nonsense(self) -> None:
        await self.says(HUGE)
        for raw in (7, [], {"from_user_id": []}, {"from_user_id": self.person, "item_list": [[], 7, {"type": "?"}]}):
            await self._posts("/member_says", user="mama", raw=raw)

    async def cut(self) -> None:
        await asyncio.to_thread(self._double.go_away, 1.0)

    async def mend(self) -> None:
        await asyncio.to_thread(self._double.wait_until_back)

    async def _posts(self, path: str, **fields: object) -> Any:
        return await asyncio.to_thread(lambda: self._double.post(path, **fields))


@contextlib.asynccontextmanager
async def site_of(name: str, folder: Path) -> AsyncIterator[Site]:
    """The channel of this name on its far side, started."""
    async with contextlib.AsyncExitStack() as stack:
        site: Site
        match name:
            case "terminal":
                site = Terminal(folder)
            case "web":
                site = Web(folder)
            case "wechaty":
                npm.require_gateway()
                site = Wechaty(stack.enter_context(npm.running_gateway()))
            case "wecom":
                site = Wecom(await stack.enter_async_context(wecom_double()))
            case _:
                site = ILink(stack.enter_context(ilink_house.ilink()), folder / "ilink")
        await site.start()
        yield site
        await site.channel.stop()


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
