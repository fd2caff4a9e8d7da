"""Short orders about jobs, people, places and one's own data: 取消 12, 同意 妈妈, 我家在…, 我的提醒, 删除我的资料.

They are recognised by `intents/_commands.yaml`. What changes something for others works only in an admin's direct chat.
"""

from collections.abc import Awaitable, Callable

from bot.commands.answer import Answer, Orders
from bot.commands.jobs import JobOrders
from bot.commands.oneself import OwnOrders
from bot.commands.people import PeopleOrders
from bot.commands.places import PlaceOrders
from bot.commands.schedules import ScheduleOrders
from bot.family import Family
from bot.inbox import Heard
from bot.jobs.letters import JobLetters
from bot.jobs.queue import JobQueue
from bot.places import Places
from bot.retention import Retention
from bot.sessions import Pending
from intents.engine.types import CommandMatch, Say

__all__ = ["Answer", "Commands"]

FOR_ADMINS = frozenset({"approve", "refuse", "give_up"})


class Commands:
    """Obeys orders. Each returns an answer, or None when the words mean nothing here and are ordinary talk."""

    def __init__(
        self,
        queue: JobQueue,
        letters: JobLetters,
        family: Family,
        places: Places,
        retention: Retention,
        schedules: ScheduleOrders,
        forget_workflows: Callable[[list[str]], Awaitable[None]],
        now: Callable[[], float],
    ) -> None:
        self._orders: Orders = {
            **JobOrders(queue, letters, now).orders,
            **PeopleOrders(family).orders,
            **PlaceOrders(places).orders,
            **schedules.orders,
            **OwnOrders(queue, places, retention, forget_workflows).orders,
        }

    async def obey(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        """Carry out an order of this member."""
        if match.command in FOR_ADMINS and (heard.member.role != "admin" or heard.message.is_group):
            # Said by anybody else these words are ordinary talk, except where an admin only chose the wrong place.
            return Answer(Say("family.admins_only")) if heard.member.role == "admin" else None
        return await self._orders[match.command](match, heard, pending)
