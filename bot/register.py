"""Everything the admin sees and does about members on one page: who is served, what is kept of each, what each may still have."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.consents import Consents
from bot.family import Address, Family, Member
from bot.jobs.queue import JobQueue
from bot.jobs.records import OPEN
from bot.outbox import Letter, Outbox
from bot.places import Places
from bot.quotas import Left, Quotas
from bot.retention import Kept, Retention
from bot.store import Store
from bot.tastes import Tastes
from bot.templates import TemplateStore

CONSOLE = "console"
"""Who did it, in the audit."""
ALL_JOBS = 1000


@dataclass(frozen=True, slots=True)
class MemberCard:
    """One member."""

    member: Member
    channels: tuple[str, ...]
    """Names of the channels he writes on."""
    places: Mapping[str, str]
    standing: Mapping[str, str]
    """Tastes said to hold from now on, by kind."""
    lately: Mapping[str, str]
    decided: Mapping[str, bool]
    """Services outside that may or may not see his pictures; `*` is every one."""
    left: Left
    used: tuple[int, int]
    """Clips and pictures of today that count."""


@dataclass(frozen=True)
class Register:
    """Looks up and changes."""

    store: Store
    family: Family
    places: Places
    tastes: Tastes
    consents: Consents
    quotas: Quotas
    retention: Retention
    queue: JobQueue
    outbox: Outbox
    templates: TemplateStore
    reaches: Callable[[Address], bool]
    """Whether a letter to an address would arrive now."""
    forget_workflows: Callable[[list[str]], Awaitable[None]]
    now: Callable[[], float]

    async def cards(self) -> tuple[MemberCard, ...]:
        """Every member, in the order they were admitted."""
        return await self.store.read(
            lambda connection: tuple(self._card(connection, member) for member in self.family.members())
        )

    async def approve(self, label: str) -> bool:
        """Admit a stranger or a group, and welcome the stranger where he waits. False where nobody waits under this label."""
        approved = await self.family.approve(label, CONSOLE)
        if approved is None:
            return False
        stranger, member = approved
        if member and self.reaches(stranger.address):
            welcome = self.templates.render("family.welcome", {"name": member.name})
            await self.outbox.write(Letter(stranger.address, welcome, purpose="notice", member_id=member.id))
        return True

    async def give(self, member: Member, extra: int) -> int | None:
        """So many more clips today. Returns how many are left then; None where there is no limit for him."""
        at = self.now()
        return await self.store.write(lambda connection: self.quotas.give(connection, member, extra, by=CONSOLE, at=at))

    async def kept(self, member: Member) -> Kept:
        """What `erase` would take."""
        return await self.retention.kept(member)

    async def erase(self, member: Member) -> int:
        """Everything that is kept about him; he himself stays a member. Returns how many things that were."""
        for job in await self.queue.of_member(member.id, newest=ALL_JOBS):
            if job.state in OPEN:
                await self.queue.cancel(job.id)
        count, workflow_ids = await self.retention.erase(member)
        await self.forget_workflows(workflow_ids)
        return count

    def _card(self, connection: Connection, member: Member) -> MemberCard:
        taste = self.tastes.of(member.id)
        return MemberCard(
            member=member,
            channels=tuple(dict.fromkeys(address.channel for address in self.family.addresses(member.id))),
            places=self.places.of(member.id),
            standing=taste.standing,
            lately=taste.lately,
            decided=self.consents.of(member.id),
            left=self.quotas.left(connection, member),
            used=self.quotas.used(connection, member),
        )
