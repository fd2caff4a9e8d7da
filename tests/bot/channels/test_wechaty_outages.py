"""The gateway goes away and comes back: killed for seconds and for more than a minute, frozen, with another login.

Each on a gateway of its own and all at once: what takes time is waiting.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from bot.channels.base import NotSent
from tests.bot.channels.wechaty_ear import Ear, letter, listening
from tests.doubles.gateway import ROOM, TOKEN, Gateway, require_gateway, running_gateway
from tests.doubles.waiting import until

BACK_SECONDS = 12.0
"""From the gateway being up to the channel being online: its longest pause, and what starting takes beside others."""


async def test_it_comes_back_from_every_outage() -> None:
    require_gateway()
    async with asyncio.TaskGroup() as tasks:
        for outage in (killed_for(3.0), killed_for(70.0), frozen_for(40.0), come_back_as_another):
            tasks.create_task(endure(outage))


async def endure(outage: Callable[[Gateway, Ear], Awaitable[None]]) -> None:
    with running_gateway() as gateway:
        async with listening(gateway.endpoint, TOKEN, is_online=False) as ear:
            await ear.is_online(60)
            await outage(gateway, ear)


def killed_for(seconds: float) -> Callable[[Gateway, Ear], Awaitable[None]]:
    async def outage(gateway: Gateway, ear: Ear) -> None:
        gateway.kill()
        await until(lambda: ear.stage == "offline")
        try:
            await ear.channel.send(letter(ROOM, "在"))
            raise AssertionError("sent to nobody")
        except NotSent:
            pass
        assert not ear.channel.can_reach("bot-xiaoai", ROOM)
        await asyncio.sleep(seconds)
        await asyncio.to_thread(gateway.start)
        await ear.is_online(BACK_SECONDS)
        assert ear.reachable == [("bot-xiaoai", ROOM)]
        await works(gateway, ear)

    return outage


def frozen_for(seconds: float) -> Callable[[Gateway, Ear], Awaitable[None]]:
    async def outage(gateway: Gateway, ear: Ear) -> None:
        frozen_at = time.monotonic()
        gateway.freeze()
        await until(lambda: ear.stage == "offline", 15)
        noticed_after = time.monotonic() - frozen_at
        assert noticed_after <= 10
        await asyncio.sleep(seconds - noticed_after)
        gateway.thaw()
        await ear.is_online(BACK_SECONDS)
        await works(gateway, ear)

    return outage


async def come_back_as_another(gateway: Gateway, ear: Ear) -> None:
    assert ear.channel.can_reach("bot-xiaoai", ROOM)
    gateway.kill()
    await until(lambda: ear.stage == "offline")
    await asyncio.to_thread(gateway.start, login="bot-other")
    await until(lambda: ear.channel.logins()[0].account == "bot-other", BACK_SECONDS)
    assert not ear.channel.can_reach("bot-xiaoai", ROOM)
    assert ear.channel.can_reach("bot-other", ROOM)
    await asyncio.to_thread(gateway.says, "@小爱二号 在吗", room=True)
    (message,) = await ear.hears(1)
    assert (message.account, message.mentions_me, message.text) == ("bot-other", True, "在吗")


async def works(gateway: Gateway, ear: Ear) -> None:
    """Both ways."""
    await until(lambda: ear.channel.can_reach("bot-xiaoai", ROOM))
    await asyncio.to_thread(gateway.says, "回来了吗", room=True)
    (message,) = await ear.hears(1)
    await ear.channel.send(letter(ROOM, "回来了", to=message.message_id))
    assert (await asyncio.to_thread(gateway.sent))[-1]["text"] == "@云淡风轻\u2005回来了"
