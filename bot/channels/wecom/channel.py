"""企业微信 as a channel: who is heard, who can be reached, and how the bot's login stands."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import UTC, datetime

from pydantic import SecretStr

from bot.channel_settings import WecomSettings
from bot.channels.base import Channel, ChannelEvents, Limits, Login, NotSent, Outgoing, Picture, Receipt, Refused
from bot.channels.wecom import frames
from bot.channels.wecom.frames import Frame
from bot.channels.wecom.incoming import Unreadable, message_of
from bot.channels.wecom.keeper import Keeper
from bot.channels.wecom.link import Link, Timing
from bot.channels.wecom.media import Media
from bot.channels.wecom.replies import Replies
from bot.channels.wecom.sending import Sending
from bot.errors import XiaoaiError
from bot.telemetry import log

MOST_WAITING = 1000
"""Messages heard and not stored yet."""
MOST_TRIES = 5
"""Of a message that cannot be stored, and not for want of room."""
LONGEST_PAUSE_SECONDS = 30.0
LAST_SECONDS = 2.0
"""For what waits to be stored while 小爱 goes down."""

_log = log("wecom")


class WecomChannel(Channel):
    """One AI bot of a 企业微信: alone with its members, and in their groups where it is mentioned."""

    name = "wecom"
    hears = "mentions"

    def __init__(
        self,
        settings: WecomSettings,
        secret: SecretStr,
        *,
        timing: Timing | None = None,
        clock: Callable[[], float] | None = None,
        media: Media | None = None,
    ) -> None:
        self._settings = settings
        # Uploads may have 10 MB as a video and 20 as a file (path/90253). One text has room for 20480 bytes.
        self.limits = Limits(media_bytes=9_500_000, text_characters=6000, file_bytes=19_500_000, pace=settings)
        timing = timing or Timing()
        self._media = media or Media(settings.fetch_from)
        self._replies = Replies(clock or (lambda: asyncio.get_running_loop().time()))
        self._sending = Sending(settings.bot_id, self._replies, timing)
        self._keeper = Keeper(
            settings.url, settings.bot_id, secret, timing, hand_on=self._take, came_online=self._open_doors
        )
        self._heard: asyncio.Queue[Frame] = asyncio.Queue(MOST_WAITING)
        self._events: ChannelEvents | None = None
        self._closed_to: set[tuple[str, str]] = set()
        self._keeping: asyncio.Task[None] | None = None
        self._hearing: asyncio.Task[None] | None = None

    async def start(self, events: ChannelEvents) -> None:
        """Returns at once; the connection is made, and made again, beside everything else."""
        self._events = events
        await self._sending.begin(events)
        self._hearing = asyncio.create_task(self._hear_all(events), name="wecom hears")
        self._keeping = asyncio.create_task(self._keeper.run(), name="wecom keeps connected")

    async def stop(self) -> None:
        """Disconnect; what was heard is still stored."""
        await _end(self._keeping)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_SECONDS):
                await self._heard.join()
        await _end(self._hearing)
        self._keeping = self._hearing = None

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Send one letter, in parts if need be."""
        if outgoing.account != self._settings.bot_id:
            raise Refused("the chat is another bot's")
        link = self._keeper.link
        if link is None:
            raise NotSent(f"not connected: {self._keeper.login.stage}")
        return Receipt(sends=await self._sending.send(link, outgoing))

    async def fetch(self, picture: Picture) -> bytes:
        """The photo, decrypted, within five minutes of its message."""
        return await self._media.fetch(picture)

    def logins(self) -> tuple[Login, ...]:
        """The one bot."""
        return (self._keeper.login,)

    def log_in(self) -> None:
        """Connect at once instead of after the pause: the admin asks for it."""
        self._keeper.log_in()

    def can_reach(self, account: str, chat_id: str) -> bool:
        """False while there is no connection. A letter to another bot's chat is let through, to be refused."""
        link = self._keeper.link
        if (link is not None and link.is_open) or account != self._settings.bot_id:
            return True
        self._closed_to.add((account, chat_id))
        return False

    def _open_doors(self) -> None:
        closed, self._closed_to = self._closed_to, set()
        for account, chat_id in closed:
            assert self._events
            self._events.reachable(account, chat_id)

    def _take(self, link: Link, frame: Frame) -> None:
        """A callback came in: to be stored in its turn. Events, somebody opening the chat, are none of 小爱's business."""
        if frame.cmd != frames.MESSAGE:
            return
        self._replies.remember(frame.text("msgid"), frame.req_id, link)
        try:
            self._heard.put_nowait(frame)
        except asyncio.QueueFull:
            _log.error("wecom.message_lost", reason="nothing could be stored for too long")

    async def _hear_all(self, events: ChannelEvents) -> None:
        while True:
            frame = await self._heard.get()
            try:
                await self._hear(events, frame)
            finally:
                self._heard.task_done()

    async def _hear(self, events: ChannelEvents, frame: Frame) -> None:
        pause, tries = 0.5, 0
        while True:
            try:
                now = datetime.now(UTC)
                await events.hear(message_of(frame.body, self._settings.bot_id, self._settings.name, now))
                return
            except Unreadable as error:
                _log.warning("wecom.message_unreadable", reason=str(error), fields=len(frame.body))
                return
            except (
                XiaoaiError
            ) as error:  # no room, no access: it is waited for, since the far side does not say it again
                _log.error("wecom.message_waits", reason=str(error))
            except Exception:  # noqa: BLE001 - one message that breaks something must not make the channel deaf
                tries += 1
                _log.exception("wecom.message_lost" if tries == MOST_TRIES else "wecom.message_waits")
                if tries == MOST_TRIES:
                    return
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


async def _end(task: asyncio.Task[None] | None) -> None:
    if task:
        task.cancel()
        await asyncio.wait({task})
