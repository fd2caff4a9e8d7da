"""Short orders about jobs, people, places and one's own data: 取消 12, 同意 妈妈, 我家在…, 我的提醒, 删除我的资料.

They are recognised by `intents/_commands.yaml`. What changes something for others works only in an admin's direct chat.
"""

from collections.abc import Awaitable, Callable

from bot.addressed import OF_THE_HOUSE
from bot.commands.answer import Answer, Orders
from bot.commands.batch import BatchOrders
from bot.commands.cancelling import CancelOrders
from bot.commands.house import HouseOrders
from bot.commands.jobs import JobOrders
from bot.commands.meant import JobsMeant
from bot.commands.money import MoneyOrders
from bot.commands.oneself import OwnOrders
from bot.commands.people import PeopleOrders
from bot.commands.places import PlaceOrders
from bot.commands.privacy import PrivacyOrders
from bot.commands.roles import RoleOrders
from bot.commands.room import RoomOrders
from bot.commands.schedules import ScheduleOrders
from bot.commands.tastes import TasteOrders
from bot.commands.variations import VariationOrders
from bot.family import Family
from bot.inbox import Heard
from bot.jobs.letters import JobLetters
from bot.jobs.queue import JobQueue
from bot.places import Places
from bot.retention import Retention
from bot.sessions import Pending, Sessions
from bot.templates import TemplateStore
from intents.engine.types import CommandMatch, Say

__all__ = ["Answer", "Commands"]

FOR_ADMINS = frozenset({"approve", "refuse", "give_up"}) | OF_THE_HOUSE


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
        tastes: TasteOrders,
        privacy: PrivacyOrders,
        money: MoneyOrders,
        house: HouseOrders,
        roles: RoleOrders,
        room: RoomOrders,
        sessions: Sessions,
        templates: TemplateStore,
        forget_workflows: Callable[[list[str]], Awaitable[None]],
        now: Callable[[], float],
    ) -> None:
        self._privacy = privacy
        self._room = room
        meant = JobsMeant(queue)
        jobs = JobOrders(queue, meant, letters, now)
        self._variations = VariationOrders(queue, meant, jobs, sessions, templates, now)
        self._orders: Orders = {
            **jobs.orders,
            **CancelOrders(queue, meant).orders,
            **self._variations.orders,
            **BatchOrders(templates).orders,
            **PeopleOrders(family).orders,
            **PlaceOrders(places).orders,
            **schedules.orders,
            **tastes.orders,
            **privacy.orders,
            **money.orders,
            **house.orders,
            **roles.orders,
            **room.orders,
            **OwnOrders(queue, places, tastes.known, retention, forget_workflows).orders,
        }

    async def answer(self, heard: Heard, pending: Pending | None, text: str) -> Answer | None:
        """What answers a question that an order asked back, in which style; None where the words are no answer to it."""
        return await self._variations.pick(heard, pending, text) or await self._room.pick(heard, pending, text)

    async def obey(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        """Carry out an order of this member."""
        if answered := await self._privacy.answer(match, heard, pending):
            return answered
        if match.command in FOR_ADMINS and (heard.member.role != "admin" or heard.message.is_group):
            # Said by anybody else these words are ordinary talk, except where an admin only chose the wrong place.
            return Answer(Say("family.admins_only")) if heard.member.role == "admin" else None
        return await self._orders[match.command](match, heard, pending)
