"""「对方正在输入」 while 小爱 thinks about an answer. Nothing depends on it, and nobody hears when it fails."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator

from bot.channels.ilink.standing import Standing
from bot.channels.ilink.timing import Timing
from bot.channels.ilink.wire import Api, ApiError, with_base_info

_TYPING, _DONE = 1, 2


class Typing:
    """Of one account."""

    def __init__(self, api: Api, standing: Standing, timing: Timing, context: Callable[[str], str | None]) -> None:
        self._api = api
        self._standing = standing
        self._timing = timing
        self._context = context
        self._tickets: dict[str, tuple[str, float]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @contextlib.contextmanager
    def shown_to(self, user_id: str) -> Iterator[None]:
        """Shown from a second after it is opened, until it is closed."""
        done = asyncio.Event()
        task = asyncio.create_task(self._show(user_id, done), name="ilink types")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            yield
        finally:
            done.set()

    async def stop(self) -> None:
        """Show nothing any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _show(self, user_id: str, done: asyncio.Event) -> None:
        if await _within(done, self._timing.typing_after) or not self._standing.may_send:
            return
        loop = asyncio.get_running_loop()
        until = loop.time() + self._timing.typing_longest
        try:
            ticket = await self._ticket(user_id)
            while ticket and loop.time() < until and self._standing.may_send:
                await self._say(user_id, ticket, _TYPING)
                if await _within(done, self._timing.typing_every):
                    break
            if ticket and self._standing.may_send:
                await self._say(user_id, ticket, _DONE)
        except ApiError as error:
            self._tickets.pop(user_id, None)
            self._standing.noticed(error)

    async def _ticket(self, user_id: str) -> str:
        now = asyncio.get_running_loop().time()
        ticket, until = self._tickets.get(user_id, ("", 0.0))
        if not ticket or until < now:
            asked = {"ilink_user_id": user_id} | ({"context_token": c} if (c := self._context(user_id)) else {})
            given = (await self._api.post("getconfig", with_base_info(asked))).get("typing_ticket")
            ticket = given if isinstance(given, str) else ""
            self._tickets[user_id] = (ticket, now + self._timing.ticket)
        return ticket

    async def _say(self, user_id: str, ticket: str, status: int) -> None:
        body = {"ilink_user_id": user_id, "typing_ticket": ticket, "status": status}
        await self._api.post("sendtyping", with_base_info(body))


async def _within(done: asyncio.Event, seconds: float) -> bool:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await done.wait()
    return done.is_set()
