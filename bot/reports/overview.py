"""Everything the overview shows, and /metrics: one look, the same figures for both."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.reports.days import DaysTold, read_days
from bot.reports.disk import DiskTold
from bot.reports.makers import MakerTold, TimesTold, read_makers, read_times
from bot.reports.measured import MeasuredTold, read_trends
from bot.tables import jobs
from generators.router import Router

DAYS = 14


@dataclass(frozen=True, slots=True)
class Overview:
    """How 小爱 is getting on."""

    at: float
    days: DaysTold
    times: tuple[TimesTold, ...]
    measured: tuple[MeasuredTold, ...]
    makers: tuple[MakerTold, ...]
    waiting: int
    running: int
    unclear: int
    """Jobs that wait for the admin."""
    disk: DiskTold


def overview_query(
    router: Router, zone: ZoneInfo, now: float, disk: DiskTold, *, days: int = DAYS
) -> Callable[[Connection], Overview]:
    """The question to the store."""

    def look(connection: Connection) -> Overview:
        open_jobs = sa.select(jobs.c.state, sa.func.count()).where(
            jobs.c.state.in_(("accepted", "running", "needs_admin"))
        )
        counts: dict[str, int] = {row[0]: row[1] for row in connection.execute(open_jobs.group_by(jobs.c.state))}
        return Overview(
            now,
            read_days(connection, zone, now, count=days),
            read_times(connection, zone, now, count=days),
            read_trends(connection, zone, now, count=days),
            read_makers(connection, router, now),
            counts.get("accepted", 0),
            counts.get("running", 0),
            counts.get("needs_admin", 0),
            disk,
        )

    return look
