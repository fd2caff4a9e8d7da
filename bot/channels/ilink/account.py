"""One login: it listens and sends from `start` to `stop`."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager

import httpx

from bot.channel_settings import ILinkSettings
from bot.channels.base import ChannelEvents, Login, Mark, Outgoing, Receipt
from bot.channels.ilink.bindings import Binding
from bot.channels.ilink.listening import CURSOR, Listener
from bot.channels.ilink.media import Cdn
from bot.channels.ilink.sending import Sender
from bot.channels.ilink.standing import Standing
from bot.channels.ilink.timing import Timing
from bot.channels.ilink.typing import Typing
from bot.channels.ilink.wire import Api, ApiError, with_base_info
from bot.errors import XiaoaiError
from bot.telemetry import log

BOT = "bot"
_CONTEXT = "context:"

_log = log("ilink")


class Account:
    """Everything of one binding."""

    def __init__(
        self,
        binding: Binding,
        http: httpx.AsyncClient,
        cdn: Cdn,
        part: ILinkSettings,
        timing: Timing,
        events: ChannelEvents,
    ) -> None:
        self.binding = binding
        self._timing = timing
        self._events = events
        self._api = Api(http, binding.base_url, binding.token, timing)
        self._standing = Standing(binding.account, timing, self._open)
        self._sender = Sender(
            self._api,
            cdn,
            self._standing,
            self._remember,
            seconds_between=part.seconds_between_sends,
            most_sends=part.sends_per_message,
        )
        self._listener = Listener(self._api, binding, self._standing, timing, events.hear, self._remember, self._said)
        self._typing = Typing(self._api, self._standing, timing, self._sender.contexts.get)
        self._task: asyncio.Task[None] | None = None

    @property
    def login(self) -> Login:
        """How it stands."""
        return self._standing.login

    def start(self) -> None:
        """Listen from now on, in the background."""
        self._task = asyncio.create_task(self._run(), name=f"ilink {self.binding.account}")

    async def stop(self) -> None:
        """Hang up without logging out."""
        if self._task:
            self._task.cancel()
            await asyncio.wait({self._task})
        await self._typing.stop()
        self._standing.close()
        if not self._standing.is_stale:
            await self._notify("msg/notifystop")

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Send one letter. Raises `ChannelError`."""
        return await self._sender.send(outgoing)

    def can_reach(self, user_id: str) -> bool:
        """False while the login is stale or throttled, and where the member has to say something first."""
        return self._standing.may_send and self._sender.may_send_to(user_id)

    def typing(self, user_id: str) -> AbstractContextManager[None]:
        """Show the member that somebody is typing."""
        return self._typing.shown_to(user_id)

    async def _run(self) -> None:
        while True:
            try:
                await self._recall()
                self._open()
                await self._notify("msg/notifystart")
                await self._listener.run()
            except XiaoaiError as error:
                _log.error("ilink.store_waits", account=self.binding.account, reason=str(error))
            except Exception:  # noqa: BLE001 - whatever it is, a member's line must not fall silent for good
                _log.exception("ilink.account_broke", account=self.binding.account)
                self._standing.offline("an error in the channel")
            await asyncio.sleep(self._timing.long_pause)

    async def _recall(self) -> None:
        """What an earlier life knew. Another bot has another cursor, and the tokens are the bot's."""
        marks: Mapping[str, str] = await self._events.recall(self.binding.account)
        if marks.get(BOT) not in (None, self.binding.bot_id):
            await self._remember([Mark(name, "") for name in marks if name == CURSOR or name.startswith(_CONTEXT)])
            marks = {name: value for name, value in marks.items() if name != CURSOR and not name.startswith(_CONTEXT)}
        if marks.get(BOT) != self.binding.bot_id:
            await self._remember([Mark(BOT, self.binding.bot_id)])
        self._listener.cursor = marks.get(CURSOR, "")
        self._sender.recall(marks)
        self._sender.contexts.update(
            {name.removeprefix(_CONTEXT): value for name, value in marks.items() if name.startswith(_CONTEXT)}
        )

    async def _remember(self, marks: Sequence[Mark]) -> None:
        await self._events.remember(self.binding.account, marks)

    def _said(self, user_id: str, token: str) -> None:
        self._sender.heard(user_id)
        if token:
            self._sender.contexts[user_id] = token

    def _open(self) -> None:
        for user_id in {*self._sender.contexts, self.binding.user_id}:
            self._events.reachable(self.binding.account, user_id)

    async def _notify(self, operation: str) -> None:
        with contextlib.suppress(ApiError):
            await self._api.post(operation, with_base_info({}), seconds=self._timing.notify)
