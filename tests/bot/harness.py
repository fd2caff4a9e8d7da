"""小爱 as tests use her: the real App in this process, on a data folder of its own, with a clock that can be set."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.app import App
from bot.channels.base import Channel, Message
from bot.config import QuotaSettings, RecognitionSettings, Settings
from bot.jobs.records import Job, read_job
from bot.service_settings import WeatherSettings
from bot.tables import jobs, messages, outbox
from generators.base import Generator
from tests.bot.room import RoomChannel
from tests.bot.studio import Studio

ROOT = Path(__file__).parents[2]
UNFINISHED = ("accepted", "running", "delivering")
JOBS_SECONDS = 90.0
UNLIMITED = QuotaSettings(videos_per_day=0, images_per_day=0, group_videos_per_day=0, yuan_per_day=0)


class Clock:
    """The time as 小爱 sees it: the real one, set forward or back."""

    def __init__(self) -> None:
        self.ahead_seconds = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead_seconds

    def goes(self, seconds: float) -> None:
        """Let so much time pass, or, negative, set the clock back."""
        self.ahead_seconds += seconds

    async def sleep(self, seconds: float) -> None:
        """Wait as 小爱 waits between two polls."""
        await asyncio.sleep(seconds)


class FastClock(Clock):
    """Time that passes as fast as it is waited for: a day takes a second."""

    async def sleep(self, seconds: float) -> None:
        self.goes(seconds)
        await asyncio.sleep(0)


class BotUnderTest:
    """小爱 with one room and one studio: `bot.room`, `bot.studio` and `bot.clock` are the world around her."""

    def __init__(
        self,
        data: Path,
        room: RoomChannel | None = None,
        *,
        generators: Sequence[Generator] | None = None,
        more_channels: Sequence[Channel] = (),
        clock: Clock | None = None,
        **settings: Any,
    ) -> None:
        self.data = data
        self.room = room or RoomChannel()
        self.studio = Studio()
        self.clock = clock or Clock()
        makers = [self.studio] if generators is None else list(generators)
        # It learns for seconds in the background, and what is not sure before is sure after.
        settings.setdefault("recognition", RecognitionSettings(classifier=False))
        # Some tests have one member ask for more than a day's share; those about quotas set their own.
        settings.setdefault("quotas", UNLIMITED)
        # Without a double there is no weather: the real one is not asked.
        settings.setdefault("weather", WeatherSettings(open_meteo=False))
        self.app = App(
            Settings(home=ROOT, data=data, **settings),
            channels=[self.room, *more_channels],
            generators={"video": makers, "image": makers},
            now=self.clock,
            sleep=self.clock.sleep,
        )

    async def hears(self, text: str, who: str = "妈妈", group: str = "", **how: Any) -> str:
        """`who` says something; returns the answer that can be read afterwards, empty where there is none."""
        posts, letter = len(self.room.posts), await self.app.read(_last_letter)
        message = self.room.message(text, who, group, **how)
        await self.room.hear(message)
        await self.until(lambda connection: _is_turn_over(connection, message))
        await self.until(lambda connection: not _count(connection, outbox.c.settled_at.is_(None), outbox.c.id > letter))
        return "".join(post.text for post in self.room.posts[posts:] if post.reply_to == message.message_id)

    async def tells(self, text: str, who: str = "妈妈", group: str = "", **how: Any) -> Message:
        """`who` says something that may stay unanswered for now; returns when 小爱's turn is over."""
        message = self.room.message(text, who, group, **how)
        await self.room.hear(message)
        await self.until(lambda connection: _is_turn_over(connection, message))
        return message

    async def settles(self, message: Message | None = None) -> None:
        """Wait until the message is answered and every letter has come to its end."""
        if message:
            await self.until(lambda connection: _is_turn_over(connection, message))
        await self.until(lambda connection: not _count(connection, outbox.c.settled_at.is_(None)))

    async def finishes_jobs(self) -> None:
        """Wait until every job has ended and was told about."""
        await self.until(lambda connection: not _count(connection, jobs.c.state.in_(UNFINISHED)), JOBS_SECONDS)
        await self.settles()

    async def begins(self, number: int) -> None:
        """Wait until a generator works on the job."""
        await self.until(lambda connection: _is_being_made(connection, number), JOBS_SECONDS)

    async def job(self, number: int) -> Job:
        """A job's row."""
        job = await self.app.read(lambda connection: read_job(connection, number))
        assert job
        return job

    async def rows(self, table: sa.Table) -> list[Any]:
        """Everything in one table, oldest first."""
        query = sa.select(table).order_by(*table.primary_key)
        return await self.app.read(lambda connection: list(connection.execute(query)))

    async def until(self, question: Callable[[Connection], bool], seconds: float = 30.0) -> None:
        """Wait until the store says so."""
        deadline = time.monotonic() + seconds
        while not await self.app.read(question):
            assert time.monotonic() < deadline, f"not within {seconds:g} s; said: {self.said}"
            await asyncio.sleep(0.01)

    @property
    def said(self) -> list[str]:
        """Everything 小爱 posted, oldest first."""
        return [post.text for post in self.room.posts]

    @property
    def sent_file(self) -> Path:
        """The last file she posted."""
        return next(post.path for post in reversed(self.room.posts) if post.path)


@contextlib.asynccontextmanager
async def running(data: Path, room: RoomChannel | None = None, **how: Any) -> AsyncIterator[BotUnderTest]:
    """小爱 awake on the folder; asleep at the end of the block, with everything kept for the next life."""
    bot = BotUnderTest(data, room, **how)
    async with bot.app.running():
        yield bot


def _is_turn_over(connection: Connection, message: Message) -> bool:
    where = (messages.c.channel == message.channel, messages.c.message_id == message.message_id)
    return not _count(connection, *where, messages.c.done_at.is_(None))


def _is_being_made(connection: Connection, number: int) -> bool:
    job = read_job(connection, number)
    return job is not None and job.stage == "generate"


def _last_letter(connection: Connection) -> int:
    return connection.scalar(sa.select(sa.func.max(outbox.c.id))) or 0


def _count(connection: Connection, *where: sa.ColumnElement[bool]) -> int:
    return connection.scalar(sa.select(sa.func.count()).where(*where)) or 0
