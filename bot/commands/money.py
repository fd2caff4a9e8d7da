"""What may still be made and what was spent: 今天还能拍几个, 今天花了多少, 给妈妈加 3 次."""

from collections.abc import Callable

from sqlalchemy import Connection

from bot.commands.answer import Answer, Orders
from bot.family import Address, Family
from bot.inbox import Heard
from bot.quotas import Quotas
from bot.sessions import Pending
from bot.spending import Spending, Spent, yuan
from bot.store import Store
from bot.switches import Switches
from intents.engine.types import CommandMatch, Say

MOST_GIVEN = 100


class MoneyOrders:
    """Orders about quotas and money. `reaches` tells whether a letter to an address would arrive now."""

    def __init__(
        self,
        store: Store,
        quotas: Quotas,
        spending: Spending,
        switches: Switches,
        family: Family,
        reaches: Callable[[Address], bool],
    ) -> None:
        self._store = store
        self._quotas = quotas
        self._spending = spending
        self._switches = switches
        self._family = family
        self._reaches = reaches
        self.orders: Orders = {
            "quota_left": self._left,
            "spent_today": self._spent_today,
            "spent_this_month": self._spent_this_month,
            "give_more": self._give_more,
        }

    async def _left(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        group = heard.chat if heard.message.is_group else None
        left = await self._store.read(lambda connection: self._quotas.left(connection, heard.member, group))
        return Answer(
            Say(
                "quota.left",
                {
                    "videos": left.videos,
                    "images": left.images,
                    "group": left.group_videos,
                    "paused": tuple(self._switches.paused),
                },
            )
        )

    async def _spent_today(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        return Answer(self._say_spent("today", await self._spending.today(), self._spending.limit_fen))

    async def _spent_this_month(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        return Answer(self._say_spent("month", await self._spending.this_month(), 0))

    def _say_spent(self, span: str, spent: tuple[Spent, ...], limit_fen: int) -> Say:
        lines = tuple(
            Say("quota.spent_line", {"generator": one.generator, "calls": one.calls, "yuan": yuan(one.fen)})
            for one in spent
        )
        values = {
            "span": span,
            "yuan": yuan(sum(one.fen for one in spent)),
            "limit": yuan(limit_fen),
            "unclear": yuan(sum(one.unclear_fen for one in spent)),
        }
        return Say("quota.spent", values, {"lines": lines})

    async def _give_more(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        name, extra = match.said("name"), match.number or 0
        meant = self._family.called(name)
        if not meant:
            names = tuple(dict.fromkeys(member.name for member in self._family.members()))
            return Answer(Say("role.no_such_member", {"name": name, "names": names}))
        if not 1 <= extra <= MOST_GIVEN:
            return Answer(Say("quota.give_how_many", {"most": MOST_GIVEN}))
        by, at = heard.member.name, heard.message.sent_at.timestamp()

        def give(connection: Connection) -> list[int | None]:
            # Who writes from two applications is two members of one name: each may be the one meant.
            return [self._quotas.give(connection, member, extra, by=by, at=at) for member in meant]

        left = (await self._store.write(give))[0]
        if left is None:
            return Answer(Say("quota.give_exempt", {"name": meant[0].name}))
        told = Say("quota.was_given", {"extra": extra, "left": left})
        also = tuple(
            (told, address)
            for member, address in self._family.addresses_of(name)
            if member.id != heard.member.id and self._reaches(address)
        )
        return Answer(Say("quota.given", {"name": meant[0].name, "extra": extra, "left": left}), also=also)
