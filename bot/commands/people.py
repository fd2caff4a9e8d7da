"""Orders of an admin about who is served: 同意 妈妈, 拒绝 老王; and how one becomes admin."""

from bot.commands.answer import Answer, Orders
from bot.family import Family
from bot.inbox import Heard
from bot.reception import claim_admin, question_about
from bot.sessions import Pending
from intents.engine.types import CommandMatch, Say


class PeopleOrders:
    """Orders about members, strangers and groups."""

    def __init__(self, family: Family) -> None:
        self._family = family
        self.orders: Orders = {"approve": self._approve, "refuse": self._refuse, "claim_admin": self._claim_admin}

    async def _approve(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        if which := self._which(match):
            return Answer(which)
        approved = await self._family.approve(match.said("name"), heard.member.name)
        if approved is None:
            return Answer(Say("family.nobody_waiting", {"label": match.said("name")}))
        stranger, member = approved
        # A member's direct chat has the address of the member himself.
        welcome = ((Say("family.welcome", {"name": member.name}), stranger.address),) if member else ()
        return Answer(Say("family.approved", {"label": stranger.label}), also=welcome)

    async def _refuse(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        if which := self._which(match):
            return Answer(which)
        refused = await self._family.refuse(match.said("name"), heard.member.name)
        if refused is None:
            return Answer(Say("family.nobody_waiting", {"label": match.said("name")}))
        return Answer(Say("family.refused", {"label": refused.label}))

    def _which(self, match: CommandMatch) -> Say | None:
        """The question about the first of several, when an admin says yes or no and names nobody."""
        waiting = self._family.waiting()
        return question_about(waiting[0]) if not match.said("name") and len(waiting) > 1 else None

    async def _claim_admin(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        if heard.message.is_group:
            return Answer(Say("family.admins_only"))
        return Answer(await claim_admin(self._family, heard.message, match.said("name")))
