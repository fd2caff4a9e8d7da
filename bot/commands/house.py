"""Orders of an admin about the whole house: 暂停视频, 恢复视频, 状态, 重新试 智谱, 重新读配置."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.commands.answer import Answer, Order, Orders
from bot.config import settings_problems
from bot.family import Family
from bot.inbox import Heard
from bot.jobs.health_book import HealthBook
from bot.quotas import Quotas
from bot.sessions import Pending
from bot.spending import Spending, yuan
from bot.store import Store
from bot.switches import Switches
from bot.tables import jobs, ledger
from bot.templates import TemplateStore
from generators.base import Generator, Kind
from generators.router import Router
from intents.engine.types import CommandMatch, Say, Value

PROBLEMS_TOLD = 3


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the store knows of how she is getting on."""

    waiting: int
    running: int
    made_today: int
    unclear: tuple[int, ...]
    """Numbers of jobs that wait for the admin."""
    calls: dict[str, str]
    """State of the last call of each generator."""


class HouseOrders:
    """Orders that change, or tell of, something for everybody."""

    def __init__(
        self,
        store: Store,
        switches: Switches,
        quotas: Quotas,
        spending: Spending,
        family: Family,
        router: Router,
        health: HealthBook,
        templates: TemplateStore,
        channels: Sequence[str],
        zone: ZoneInfo,
        data: Path,
        templates_notice: Callable[[], str],
    ) -> None:
        self._store = store
        self._switches = switches
        self._quotas = quotas
        self._spending = spending
        self._family = family
        self._router = router
        self._health = health
        self._templates = templates
        self._channels = channels
        self._zone = zone
        self._data = data
        self._templates_notice = templates_notice
        self.orders: Orders = {
            "pause_video": self._turn("video", is_on=False),
            "resume_video": self._turn("video", is_on=True),
            "pause_image": self._turn("image", is_on=False),
            "resume_image": self._turn("image", is_on=True),
            "state": self._state,
            "retry_generator": self._retry_generator,
            "reread": self._reread,
        }

    def _turn(self, kind: Kind, *, is_on: bool) -> Order:
        return partial(self._switch, kind, is_on)

    async def _switch(
        self, kind: Kind, is_on: bool, match: CommandMatch, heard: Heard, pending: Pending | None
    ) -> Answer:
        has_changed = await self._switches.turn(kind, is_on=is_on, by=heard.member.name)
        return Answer(Say("house.resumed" if is_on else "house.paused", {"kind": kind, "changed": has_changed}))

    async def _state(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        facts, spent = await self._store.read(self._look), await self._spending.today()
        troubles = [Say("house.trouble_paused", {"kind": kind}) for kind in self._switches.paused]
        troubles += [Say("house.trouble_unclear", {"number": number}) for number in facts.unclear]
        if self._templates.problems:
            troubles.append(Say("house.trouble_templates", {"count": len(self._templates.problems)}))
        parts = {
            "troubles": tuple(troubles),
            "channels": tuple(self._channel(name) for name in self._channels if any(self._family.count_on(name))),
            "videos": tuple(self._generator(one, facts) for one in self._router.makers("video")),
            "images": tuple(self._generator(one, facts) for one in self._router.makers("image")),
        }
        values: dict[str, Value] = {
            "waiting": facts.waiting,
            "running": facts.running,
            "today": facts.made_today,
            "yuan": yuan(sum(one.fen for one in spent)),
        }
        return Answer(Say("house.state", values, parts))

    def _channel(self, name: str) -> Say:
        people, groups = self._family.count_on(name)
        called = self._templates.render("house.channel_name", {"name": name})
        return Say("house.channel", {"name": called, "people": people, "groups": groups})

    def _generator(self, generator: Generator, facts: _Facts) -> Say:
        health, name = self._health.health, generator.name
        reason, until = health.why_not(name), health.state(name).resting_until
        values: dict[str, Value] = {
            "name": name,
            "preview": generator.capabilities.is_preview,
            "last": facts.calls.get(name, ""),
            "resting": f"{datetime.fromtimestamp(until, self._zone):%H:%M}" if reason else "",
            "reason": reason,
            "slow": health.is_slow(name),
        }
        return Say("house.generator", values)

    async def _retry_generator(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        name = match.said("name")
        every = (one for one in self._router.all() if not one.capabilities.makes_albums)
        known = {one.name: one.capabilities.title or one.name for one in every}
        meant = [one for one, title in known.items() if name.casefold() in (one.casefold(), title.casefold())]
        if not meant:
            return Answer(Say("house.no_such_generator", {"name": name, "names": tuple(known.values())}))
        changed = [await self._health.recovered(one) for one in meant]
        return Answer(Say("house.generator_retried", {"name": known[meant[0]], "changed": any(changed)}))

    async def _reread(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        await self._templates.refresh(at_once=True)
        if len(self._family.admins()) == 1:
            # He is being told: the notice that goes out to every admin by itself would be the same once more.
            self._templates.changed.clear()
        wrong = settings_problems(self._data)
        lines = tuple(f"{problem.path.name} {problem.sentence}" for problem in wrong[:PROBLEMS_TOLD])
        return Answer(Say("house.reread", {"notice": self._templates_notice(), "settings": lines}))

    def _look(self, connection: Connection) -> _Facts:
        def count(state: str) -> int:
            return connection.scalar(sa.select(sa.func.count()).where(jobs.c.state == state)) or 0

        unclear = connection.scalars(sa.select(jobs.c.id).where(jobs.c.state == "needs_admin").order_by(jobs.c.id))
        last = sa.select(ledger.c.generator, sa.func.max(ledger.c.opened_at).label("at")).group_by(ledger.c.generator)
        newest = last.subquery()
        states = connection.execute(
            sa.select(ledger.c.generator, ledger.c.state).join(
                newest, sa.and_(newest.c.generator == ledger.c.generator, newest.c.at == ledger.c.opened_at)
            )
        )
        return _Facts(
            count("accepted"),
            count("running"),
            self._quotas.made_today(connection),
            tuple(unclear),
            {row.generator: row.state for row in states},
        )
