"""One connection after another, and why there is none just now."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import SecretStr
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from bot.channels.base import ChannelError, Login, LoginStage
from bot.channels.wecom import frames
from bot.channels.wecom.answers import BUSY
from bot.channels.wecom.frames import LONGEST_FRAME_BYTES, Frame
from bot.channels.wecom.link import Link, Timing
from bot.telemetry import log

_log = log("wecom")
# At debug it writes down every frame, and in the first one stands the secret.
_silent = logging.Logger("wecom.websockets", level=logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class _End:
    """How a connection, or the attempt at one, came to its end."""

    stage: LoginStage
    detail: str

    @property
    def needs_person(self) -> bool:
        return self.stage in ("displaced", "expired")


class Keeper:
    """Keeps the bot subscribed. `run` ends only when it is cancelled."""

    def __init__(
        self,
        url: str,
        bot_id: str,
        secret: SecretStr,
        timing: Timing,
        *,
        hand_on: Callable[[Link, Frame], None],
        came_online: Callable[[], None],
    ) -> None:
        self._url = url
        self._bot_id = bot_id
        self._secret = secret
        self._timing = timing
        self._hand_on = hand_on
        self._came_online = came_online
        self._login = Login(bot_id, "connecting", since=datetime.now(UTC))
        self._again = asyncio.Event()
        self.link: Link | None = None
        """The connection letters go through; None while the bot is not subscribed."""

    @property
    def login(self) -> Login:
        """How it stands."""
        return self._login

    def log_in(self) -> None:
        """Try at once: the admin has ended the other program, or set the secret right."""
        self._again.set()

    async def run(self) -> None:
        """Connect, listen, and connect again: after 1 to 30 s, after ten minutes where another try alone would not help.

        A connection that another program took over is not taken back: it would take it back as well.
        """
        clock, pause = asyncio.get_running_loop().time, self._timing.first_pause
        while True:
            began = clock()
            self._again.clear()
            end = await self._one()
            if clock() - began > self._timing.longest_pause:
                pause = self._timing.first_pause
            wait = self._timing.person if end.needs_person else pause
            self._stands(end.stage, end.detail)
            _log.warning("wecom.disconnected", stage=end.stage, reason=end.detail, again_in_seconds=wait)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._again.wait()
            pause = self._timing.first_pause if end.needs_person else min(pause * 2, self._timing.longest_pause)

    async def _one(self) -> _End:
        try:
            async with self._connected() as socket:
                return await self._served(socket)
        except (OSError, TimeoutError, EOFError, ValueError, WebSocketException) as error:
            return _End("offline", self._clean(f"no connection: {error or type(error).__name__}"))

    def _connected(self) -> connect:
        # No proxy of the environment: one with SOCKS would need another package, and photos do not go through it either.
        return connect(
            self._url,
            proxy=None,
            open_timeout=self._timing.connect,
            close_timeout=2.0,
            ping_interval=None,
            max_size=LONGEST_FRAME_BYTES,
            compression=None,
            user_agent_header="xiaoai",
            logger=_silent,
        )

    async def _served(self, socket: ClientConnection) -> _End:
        link = Link(socket, self._timing, self._hand_on)
        beating: asyncio.Task[None] | None = None
        listening = asyncio.create_task(link.listen(), name="wecom listens")
        try:
            if refusal := await self._subscribe(link):
                return refusal
            beating = asyncio.create_task(link.keep_alive(), name="wecom pings")
            self.link = link
            self._stands("online", "")
            _log.info("wecom.online", bot=self._bot_id)
            self._came_online()
            await listening
            if link.was_displaced:
                return _End("displaced", "another program has connected with the same bot id")
            return _End("offline", f"the connection ended ({socket.close_code or 'no reason'})")
        finally:
            self.link = None
            for task in (beating, listening):
                if task:
                    task.cancel()
            link.cut()
            await asyncio.gather(*(task for task in (beating, listening) if task), return_exceptions=True)

    async def _subscribe(self, link: Link) -> _End | None:
        """None when it is done."""
        body = {"bot_id": self._bot_id, "secret": self._secret.get_secret_value()}
        try:
            answer = await link.ask(frames.SUBSCRIBE, body, seconds=self._timing.connect)
        except ChannelError as error:
            return _End("offline", self._clean(f"not subscribed: {error}"))
        if answer.is_good:
            return None
        stage: LoginStage = "offline" if answer.errcode in BUSY else "expired"
        return _End(stage, self._clean(f"the subscription was refused: {answer.errcode} {answer.errmsg}"))

    def _stands(self, stage: LoginStage, detail: str) -> None:
        if (stage, detail) != (self._login.stage, self._login.detail):
            self._login = Login(self._bot_id, stage, detail=detail, since=datetime.now(UTC))

    def _clean(self, text: str) -> str:
        return text.replace(self._secret.get_secret_value(), "***")[:300]
