"""What happens by the clock. A sweep that is killed half-way, or runs twice, does no harm: the next one finishes it."""

from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.config import Settings
from bot.jobs.workflow import Engine
from bot.retention import DAY, Retention
from bot.telemetry import log

MISSED_SECONDS = 6 * 3600
"""A machine that slept at the hour makes up for it within this time."""
SOON = timedelta(minutes=5)

_log = log("schedules")


class Schedules:
    """Fires on the family's clock."""

    def __init__(self, settings: Settings, retention: Retention, engine: Engine) -> None:
        self._retention = retention
        self._engine = engine
        self._scheduler = AsyncIOScheduler(timezone=settings.zone)
        hour, minute = settings.retention.at.split(":")
        trigger = CronTrigger(hour=hour, minute=minute, timezone=settings.zone)
        self._scheduler.add_job(self._sweep, trigger, id="retention", misfire_grace_time=MISSED_SECONDS, coalesce=True)

    async def start(self, now: float) -> None:
        """Begin to watch the clock. A machine that is never on at the hour makes up for it soon after its start."""
        if now - await self._retention.swept_at() > 1.5 * DAY:
            self._scheduler.add_job(self._sweep, "date", run_date=datetime.now(UTC) + SOON)
        self._scheduler.start()

    def stop(self) -> None:
        """Stop watching."""
        self._scheduler.shutdown(wait=False)

    async def _sweep(self) -> None:
        await self._engine.forget(await self._retention.sweep())
