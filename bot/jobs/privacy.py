"""Which generators may not see the pictures of a request: those outside the house that nobody has said yes to.

Asked before the promise, and again before every generator is chosen: a yes may have been taken back while the job waited. What
was made of a photo is as private as the photo; what was made of words alone is nobody's.
"""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.consents import Consents
from bot.jobs.records import DEFAULT_SECONDS, need_of
from bot.tables import artifacts, jobs
from generators.base import Generator
from generators.router import Router
from intents.engine.types import MediaRequest

UNKNOWN = 0
"""Stands for the owner of a picture that nobody remembers."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Whether a request can go its way."""

    to_ask: Generator | None = None
    """The generator outside that would make it, if its member says yes."""
    has_home: bool = False
    """One in the house can make it, too."""
    is_stuck: bool = False
    """Only such could make it as may not see the pictures."""


@dataclass(frozen=True, slots=True)
class Privacy:
    """Compares what was decided with what the generators are."""

    router: Router
    consents: Consents
    viewers: tuple[str, ...] = ()
    """Names of the language models that look at pictures outside the house."""

    def barred(self, connection: Connection, request: MediaRequest, member_id: int) -> frozenset[str]:
        """Names of the generators this member's request must not be sent to."""
        owners = _owners(connection, request)
        if not owners:
            return frozenset()
        if request.generator:
            # It need not be configured, and is one of those that are made by now once it was asked for.
            self.router.named(request.generator)
        return frozenset(one.name for one in self.router.made() if not self._may_see(one, owners, member_id))

    def may_see(self, connection: Connection, request: MediaRequest, member_id: int) -> Callable[[str], bool]:
        """Whether a service outside the house, by its name, may be shown the photos of this member's request."""
        owners = _owners(connection, request)
        return lambda name: not owners or (self.consents.allows(member_id, name) and not self._is_refused(name, owners))

    def outlook(self, connection: Connection, request: MediaRequest, member_id: int) -> Outlook:
        """What stands before the request: nothing, a question to its member, or a no that is known already."""
        owners = _owners(connection, request)
        able = self.router.able(need_of(request, request.seconds or DEFAULT_SECONDS))
        if not owners or not able:
            return Outlook()
        has_home = any(not one.capabilities.is_remote for one in able)
        for generator in able:
            if self._may_see(generator, owners, member_id):
                return Outlook(has_home=has_home)
            if self._is_undecided(generator.name, owners, member_id):
                return Outlook(to_ask=generator, has_home=has_home)
        return Outlook(is_stuck=True)

    def undecided(self, member_id: int) -> tuple[str, ...]:
        """Names of all services outside the house that nobody has decided about for this member."""
        generators = (one.name for one in self.router.all() if one.capabilities.is_remote)
        return tuple(name for name in (*generators, *self.viewers) if self.consents.decided(member_id, name) is None)

    def _may_see(self, generator: Generator, owners: frozenset[int], member_id: int) -> bool:
        if not generator.capabilities.is_remote:
            return True
        return self.consents.allows(member_id, generator.name) and not self._is_refused(generator.name, owners)

    def _is_undecided(self, name: str, owners: frozenset[int], member_id: int) -> bool:
        return self.consents.decided(member_id, name) is None and not self._is_refused(name, owners)

    def _is_refused(self, name: str, owners: frozenset[int]) -> bool:
        """Who quotes another member's photo does not decide over that member's no."""
        return any(self.consents.decided(owner, name) is False for owner in owners)


def _owners(connection: Connection, request: MediaRequest) -> frozenset[int]:
    """Whose photos the request starts from, if only through a clip made of one; empty where no photo is in it."""
    owners: set[int] = set()
    seen: set[str | int] = set()
    waiting: list[str | int] = [*request.pictures, *([request.continues] if request.continues else [])]
    while waiting:
        source = waiting.pop()
        if source in seen:
            continue
        seen.add(source)
        if isinstance(source, int):
            waiting += _behind_job(connection, source, owners)
        else:
            waiting += _behind_picture(connection, source, owners)
    return frozenset(owners)


def _behind_picture(connection: Connection, picture: str, owners: set[int]) -> list[str | int]:
    row = connection.execute(sa.select(artifacts).where(artifacts.c.id == picture)).first()
    if row is None or row.is_source or row.job_id is None:
        owners.add(row.member_id if row else UNKNOWN)
        return []
    return [row.job_id]


def _behind_job(connection: Connection, number: int, owners: set[int]) -> list[str | int]:
    row = connection.execute(sa.select(jobs.c.request, jobs.c.member_id).where(jobs.c.id == number)).first()
    if row is None:
        owners.add(UNKNOWN)
        return []
    made = MediaRequest.model_validate(row.request)
    if not made.text and not made.subject:
        # Its words were erased with age, and with them what it was made of.
        owners.add(row.member_id)
    return [*made.pictures, *([made.continues] if made.continues else [])]
