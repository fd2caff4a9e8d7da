"""How often one call is asked about: by the schedule learned from earlier calls, or at a fixed pace where asking costs nothing."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.jobs.estimate import request_times
from bot.tables import ledger
from generators.base import GenerationRequest, Generator
from generators.polling import Schedule, schedule_for

CHEAP_TO_ASK_SECONDS = 1.0
"""Whoever may be asked more often than this is in the house, or does not mind."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The pauses between polls of one call; survives a restart, because it counts from when the call was made."""

    fixed_seconds: float
    schedule: Schedule | None
    since: float
    """When the call was made, by the clock `now`."""
    now: Callable[[], float]

    def before_first(self) -> float:
        """Seconds until the first poll of this life; 0 where it may be ready already."""
        if self.schedule is None or self._elapsed >= min(self.schedule.planned, default=0.0):
            return 0.0
        return self.schedule.pause(self._elapsed)

    def pause(self) -> float:
        """Seconds from one poll to the next."""
        return self.schedule.pause(self._elapsed) if self.schedule else self.fixed_seconds

    @property
    def _elapsed(self) -> float:
        return max(0.0, self.now() - self.since)


def pace_of(
    connection: Connection, generator: Generator, request: GenerationRequest, key: str, now: Callable[[], float]
) -> Pace:
    """The pace for the call of this key in the ledger."""
    able = generator.capabilities
    since = connection.scalar(sa.select(ledger.c.opened_at).where(ledger.c.key == key))
    if able.poll_seconds < CHEAP_TO_ASK_SECONDS:
        return Pace(able.poll_seconds, None, since or now(), now)
    past = request_times(connection, generator.name, request.kind, request.seconds)
    return Pace(able.poll_seconds, schedule_for(past, able.typical_seconds, able.poll_seconds), since or now(), now)
