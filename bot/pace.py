"""How fast letters go out: of each account and into each chat, with a shortest pause between two and a most per minute.

Prevents WeChat from taking 小爱 for a machine that floods people: whoever writes faster than a person is throttled, and some
accounts are lost that way. Whatever has to wait holds up nobody but its own chat, or its own account.
"""

import asyncio
import contextlib
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable

from bot.channel_settings import Pace
from bot.family import Address

MINUTE_SECONDS = 60.0


class _Sends:
    """When the last ones went out, of one account or into one chat."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        """First come, first served."""
        self._at: deque[float] = deque()

    def add(self, now: float) -> None:
        self._at.append(now)
        while self._at[0] <= now - MINUTE_SECONDS:
            self._at.popleft()

    def next_at(self, seconds_between: float, per_minute: int) -> float:
        """From when on one more may go out; `per_minute` 0 is any number."""
        after_pause = self._at[-1] + seconds_between if self._at else 0.0
        after_minute = self._at[-per_minute] + MINUTE_SECONDS if 0 < per_minute <= len(self._at) else 0.0
        return max(after_pause, after_minute)


class Paces:
    """The clock of every account and every chat. `clock` and `sleep` are in seconds and belong together."""

    def __init__(
        self, clock: Callable[[], float] | None = None, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._sleep = sleep
        self._chats: defaultdict[Address, _Sends] = defaultdict(_Sends)
        self._accounts: defaultdict[tuple[str, str], _Sends] = defaultdict(_Sends)

    @contextlib.asynccontextmanager
    async def turn(self, pace: Pace, chat: Address) -> AsyncIterator[None]:
        """Wait until a message may go out to the chat. It counts from the end of the block, which is for getting ready."""
        if pace.is_free:
            yield
            return
        in_chat, of_account = self._chats[chat], self._accounts[chat.channel, chat.account]
        # The chat first: while it waits the account is free for the others.
        async with in_chat.turn:
            await self._wait(in_chat, pace.seconds_between_sends_in_chat, pace.sends_per_minute_in_chat)
            async with of_account.turn:
                await self._wait(of_account, pace.seconds_between_sends, pace.sends_per_minute)
                yield
                self.count(pace, chat, 1)

    def count(self, pace: Pace, chat: Address, sends: int) -> None:
        """So many went out just now: a letter may have been more than one."""
        if not pace.is_free:
            for _ in range(sends):
                self._chats[chat].add(self._clock())
                self._accounts[chat.channel, chat.account].add(self._clock())

    async def _wait(self, sends: _Sends, seconds_between: float, per_minute: int) -> None:
        # Asked again: what went out meanwhile may have been more than one.
        while (pause := sends.next_at(seconds_between, per_minute) - self._clock()) > 0:
            await self._sleep(pause)
