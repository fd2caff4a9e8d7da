"""Nobody is written to faster than a person writes, and whoever has to wait holds up nobody else."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

from bot.channel_settings import Pace
from bot.family import Address
from bot.pace import Paces

MAMA, BABA = Address("wechat", "bot", "mama"), Address("wechat", "bot", "baba")
ELSEWHERE = Address("wechat", "other bot", "mama")


class Time:
    """A clock that goes as soon as everybody waits."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        awake = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.now + seconds, awake))
        await awake

    async def run(self, *work: Awaitable[None]) -> None:
        tasks = [asyncio.ensure_future(one) for one in work]
        while not all(task.done() for task in tasks):
            for _ in range(20):
                await asyncio.sleep(0)
            if self._sleepers:
                self._sleepers.sort(key=lambda sleeper: sleeper[0])
                self.now, awake = self._sleepers.pop(0)
                awake.set_result(None)
        await asyncio.gather(*tasks)


async def turns(pace: Pace, *chats: Address, extra: Callable[[Paces], None] | None = None) -> list[tuple[str, float]]:
    """Who got his turn when, in seconds from the beginning, all asking at once."""
    time, got = Time(), list[tuple[str, float]]()
    paces = Paces(time, time.sleep)

    async def ask(chat: Address) -> None:
        async with paces.turn(pace, chat):
            pass
        got.append((chat.id if chat.account == "bot" else chat.account, time.now - 1000))
        if extra:
            extra(paces)

    await time.run(*map(ask, chats))
    return got


async def test_without_a_pace_all_go_at_once() -> None:
    assert await turns(Pace(), MAMA, MAMA, MAMA) == [("mama", 0.0)] * 3


async def test_an_account_pauses_between_two_sends_wherever_they_go_and_in_order() -> None:
    got = await turns(Pace(seconds_between_sends=2), MAMA, BABA, MAMA, ELSEWHERE)
    assert sorted(got, key=lambda turn: turn[1]) == [("mama", 0), ("other bot", 0), ("baba", 2), ("mama", 4)]


async def test_a_chat_that_has_to_wait_holds_up_no_other() -> None:
    pace = Pace(seconds_between_sends=1, seconds_between_sends_in_chat=10)
    got = await turns(pace, MAMA, MAMA, MAMA, BABA, BABA)
    assert got == [("mama", 0), ("baba", 1), ("mama", 10), ("baba", 11), ("mama", 20)]


async def test_no_more_than_so_many_a_minute() -> None:
    got = await turns(Pace(sends_per_minute=3, sends_per_minute_in_chat=2), *[MAMA] * 4, *[BABA] * 3)
    assert [at for _, at in got] == [0, 0, 0, 60, 60, 60, 120]
    assert max(Counter(turn for turn in got if turn[0] == "mama").values()) == 2


async def test_a_letter_that_took_two_messages_counts_as_two() -> None:
    pace = Pace(sends_per_minute=4)
    got = await turns(pace, *[MAMA] * 4, extra=lambda paces: paces.count(pace, MAMA, 1))
    assert [at for _, at in got] == [0, 0, 60, 60]
