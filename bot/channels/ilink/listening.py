"""The long poll of one account: what comes is stored, and only then is the far side told how far we have read.

The cursor is kept in the transaction that stores the last message of a batch. Killed before, the next life is given the same batch
once more, and the inbox knows each message by its id.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.channels.base import Hear, Mark, Message
from bot.channels.ilink.bindings import Binding
from bot.channels.ilink.incoming import Unreadable, context_mark, message_of
from bot.channels.ilink.standing import Standing
from bot.channels.ilink.timing import Timing
from bot.channels.ilink.wire import Api, ApiError, TooSlow, with_base_info
from bot.errors import XiaoaiError
from bot.telemetry import log

CURSOR = "cursor"
LONGEST_CURSOR = 5_000_000
MOST_TRIES = 3
"""How often a message is handed on that somebody breaks over."""
QUICK_SECONDS = 0.5
"""An empty answer that came faster was not held: a far side that does so all the time is not asked all the time."""

_log = log("ilink")


class Listener:
    """Listens for one account."""

    def __init__(
        self,
        api: Api,
        binding: Binding,
        standing: Standing,
        timing: Timing,
        hear: Hear,
        remember: Callable[[Sequence[Mark]], Awaitable[None]],
        said: Callable[[str, str], None],
    ) -> None:
        self._api = api
        self._binding = binding
        self._standing = standing
        self._timing = timing
        self._hear = hear
        self._remember = remember
        self._said = said
        self._poll_seconds = timing.poll
        self.cursor = ""

    async def run(self) -> None:
        """Ends only when it is cancelled."""
        failures = 0
        while True:
            if self._standing.is_stale:
                await asyncio.sleep(self._timing.stale)
            began = asyncio.get_running_loop().time()
            try:
                answer = await self._ask()
            except ApiError as error:
                if self._standing.noticed(error) and self._standing.is_stale:
                    continue
                failures += 1
                self._standing.offline(str(error))
                is_short = failures <= self._timing.first_pauses
                await asyncio.sleep(self._timing.short_pause if is_short else self._timing.long_pause)
                continue
            failures = 0
            self._standing.online(began)
            has_news = await self._take(answer)
            if not has_news and asyncio.get_running_loop().time() - began < QUICK_SECONDS:
                await asyncio.sleep(QUICK_SECONDS)

    async def _ask(self) -> dict[str, object]:
        try:
            answer = await self._api.post(
                "getupdates", with_base_info({"get_updates_buf": self.cursor}), seconds=self._poll_seconds
            )
        except TooSlow:
            return {}  # No news, and a far side that holds on longer than it says.
        held = answer.get("longpolling_timeout_ms")
        if isinstance(held, int) and not isinstance(held, bool) and held > 0:
            self._poll_seconds = max(self._timing.poll, min(held / 1000, 120.0) + 5.0)
        return answer

    async def _take(self, answer: dict[str, object]) -> bool:
        """Hand on what came; whether anything did."""
        batch = answer.get("msgs")
        messages = list(self._readable(batch if isinstance(batch, list) else []))
        cursor = answer.get("get_updates_buf")
        marks: tuple[Mark, ...] = ()
        if isinstance(cursor, str) and 0 < len(cursor) <= LONGEST_CURSOR and cursor != self.cursor:
            marks = (Mark(CURSOR, cursor),)
        if messages:
            messages[-1] = replace(messages[-1], marks=(*messages[-1].marks, *marks))
        for message in messages:
            context = context_mark(message.sender_id)
            token = next((mark.value for mark in message.marks if mark.name == context), "")
            self._said(message.sender_id, token)
            await self._hand_on(message)
        if marks:
            if not messages:
                await self._patiently(lambda: self._remember(marks))
            self.cursor = marks[0].value
        return bool(batch)

    def _readable(self, batch: list[object]) -> list[Message]:
        messages = []
        for raw in batch:
            try:
                messages.append(message_of(raw, self._binding, datetime.now(UTC)))
            except Unreadable as error:
                _log.info("ilink.message_ignored", account=self._binding.account, reason=str(error))
            except Exception:  # noqa: BLE001 - one message nobody thought of must not stop the channel
                _log.exception("ilink.message_broke", account=self._binding.account)
        return messages

    async def _hand_on(self, message: Message) -> None:
        for tries in range(1, MOST_TRIES + 1):
            try:
                await self._patiently(lambda: self._hear(message))
            except Exception:  # noqa: BLE001 - a bug over one message must not stop those behind it
                _log.exception("ilink.not_heard", account=self._binding.account, message=message.message_id)
                if tries == MOST_TRIES:
                    return
                await asyncio.sleep(self._timing.short_pause)
            else:
                return

    async def _patiently(self, work: Callable[[], Awaitable[None]]) -> None:
        """A full disk or a locked database is waited for: the far side keeps what we have not said we have read."""
        while True:
            try:
                await work()
            except XiaoaiError as error:
                _log.error("ilink.store_waits", reason=str(error))
                await asyncio.sleep(self._timing.short_pause)
            else:
                return
