"""The channel itself: a gateway's events come in as messages, and what is sent goes out by its calls.

What is certain: own messages are ignored; a message counts as sent only when the gateway has said so; without a login, or with
somebody else's, letters wait. Not tried against the real service.
"""

import asyncio
import re
from collections import OrderedDict
from typing import TypeVar

from pydantic import SecretStr

from bot.channel_settings import WechatyPart
from bot.channels.base import (
    Channel,
    ChannelError,
    ChannelEvents,
    Limits,
    Login,
    Message,
    NotSent,
    Outgoing,
    Picture,
    Receipt,
)
from bot.channels.wechaty import wire
from bot.channels.wechaty.connection import Connection
from bot.channels.wechaty.fetching import fetch_photo
from bot.channels.wechaty.hearing import Hearing, Told
from bot.channels.wechaty.line import Event, Line, Place
from bot.channels.wechaty.logins import GatewayLogin
from bot.channels.wechaty.names import ROOM, Names
from bot.channels.wechaty.reading import Reader
from bot.channels.wechaty.sending import post_file, post_text
from bot.channels.wechaty.tls import trust
from bot.errors import ConfigError
from bot.telemetry import log

MOST_REMEMBERED = 1000
LINE_BACK_SECONDS = 15.0
CAPTION_PAUSES_SECONDS = (1.0, 3.0, 6.0, 15.0)

K = TypeVar("K")
V = TypeVar("V")

_TOKEN = re.compile(r"[!-~]{1,512}")

_log = log("wechaty")


class WechatyChannel(Channel):
    """One gateway, one login."""

    name = "wechaty"

    def __init__(self, part: WechatyPart, token: SecretStr) -> None:
        """Raises `ConfigError` for a token that no gateway can have."""
        self._part = part
        if not _TOKEN.fullmatch(token.get_secret_value()):
            raise ConfigError("WECHATY_TOKEN 里只能有英文字母、数字和符号，中间没有空格。")
        self.limits = Limits(pace=part)
        self._login = GatewayLogin()
        self._names = Names()
        self._line = Line(Place(part.host, part.port, token, trust(part)), self._take, self._login.is_away)
        self._askers: OrderedDict[str, tuple[str, str]] = OrderedDict()
        """Who wrote a message in a room, and his name there, to be mentioned in the answer."""
        self._waiting: OrderedDict[tuple[str, str], None] = OrderedDict()
        """Chats that could not be reached when somebody asked."""
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, events: ChannelEvents) -> None:
        """Returns at once; connecting goes on in the background, for as long as it takes."""
        self._events = events
        self._hearing = Hearing(self._line.up, self._read, events.hear)
        self._tasks = [asyncio.create_task(self._hearing.run()), asyncio.create_task(self._line.keep())]

    async def stop(self) -> None:
        """Hang up. The gateway stays logged in."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        self._tasks = []

    def logins(self) -> tuple[Login, ...]:
        """The one login."""
        return (self._login.state,)

    def can_reach(self, account: str, chat_id: str) -> bool:
        """While the account that had the chat is logged in."""
        if self._line.connection is not None and self._login.account == account:
            return True
        _remember(self._waiting, (account, chat_id), None)
        return False

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Post it, a caption behind its file."""
        connection = self._line.connection
        if connection is None or self._login.account != outgoing.account:
            raise NotSent("nobody is logged in" if connection else "no connection to the gateway")
        if outgoing.path is None or outgoing.kind == "text":
            text, mentions = self._mentioning(outgoing)
            return Receipt(await post_text(connection, outgoing.chat_id, text, mentions))
        posted = await post_file(connection, outgoing.chat_id, outgoing.path)
        if outgoing.text:
            await self._post_caption(outgoing)
        return Receipt(posted, sends=2 if outgoing.text else 1)

    async def _post_caption(self, outgoing: Outgoing) -> None:
        """What it was about is there by now: whatever becomes of the caption, the letter is neither lost nor to be sent again."""
        text, mentions = self._mentioning(outgoing)
        for pause in (*CAPTION_PAUSES_SECONDS, None):
            connection = self._line.connection
            try:
                if connection is None or self._login.account != outgoing.account:
                    raise NotSent("the line is down")
                await post_text(connection, outgoing.chat_id, text, mentions)
                return
            except NotSent as error:
                reason = str(error)
            except ChannelError as error:
                reason = str(error)
                break
            if pause is not None:
                await asyncio.sleep(pause)
        _log.error("wechaty.caption_lost", reason=reason)

    async def fetch(self, picture: Picture) -> bytes:
        """Ask the gateway for it; large ones it hands over in pieces, some lie at an address."""
        try:
            async with asyncio.timeout(LINE_BACK_SECONDS):
                connection = await self._line.up()
        except TimeoutError:
            raise NotSent("no connection to the gateway") from None
        return await fetch_photo(connection, picture, self._part.fetch_from)

    async def _take(self, event: Event) -> None:
        about = event.about
        match event.kind:
            case wire.EventKind.LOGIN if isinstance(account := about.get("contactId"), str) and account:
                self._login.came_in(account)
                _log.info("wechaty.logged_in")
                self._tell_reachable(account)
            case wire.EventKind.LOGOUT:
                self._login.went_out()
                _log.warning("wechaty.logged_out")
            case wire.EventKind.SCAN:
                self._login.was_shown(about)
            case wire.EventKind.MESSAGE if self._login.account:
                await self._hearing.take(about.get("messageId"), self._login.account)
            case wire.EventKind.MESSAGE:
                _log.error("wechaty.message_lost", reason="it came before the gateway said who is logged in")
            case wire.EventKind.ROOM_TOPIC:
                self._names.forget(ROOM, about.get("roomId"))
            case wire.EventKind.DIRTY:
                self._names.forget(about.get("payloadType"), about.get("payloadId"))

    async def _read(self, connection: Connection, told: Told, payload: object) -> Message | None:
        message = await Reader(self._names).read(connection, told, payload)
        if message and message.is_group and self._part.mention_asker:
            shown = (await self._names.person(connection, message.sender_id, message.chat_id)).shown
            _remember(self._askers, message.message_id, (message.sender_id, shown))
        return message

    def _mentioning(self, outgoing: Outgoing) -> tuple[str, tuple[str, ...]]:
        asker, name = self._askers.get(outgoing.reply_to, ("", ""))
        # WeChat shows a mention by the name in the text and rings by the id beside it.
        return (f"@{name}\u2005{outgoing.text}", (asker,)) if name else (outgoing.text, ())

    def _tell_reachable(self, account: str) -> None:
        for key in [key for key in self._waiting if key[0] == account]:
            del self._waiting[key]
            self._events.reachable(*key)


def _remember(kept: OrderedDict[K, V], key: K, value: V) -> None:
    kept[key] = value
    while len(kept) > MOST_REMEMBERED:
        kept.popitem(last=False)
