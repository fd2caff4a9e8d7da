"""Where the pages look things up: the store's past, what lies on the disk, how the generators are doing."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.config import RetentionSettings
from bot.reports.chats import ChatTold, find_chats
from bot.reports.disk import DiskTold, measure
from bot.reports.gallery import Piece, PieceFilter, PiecesPage, find_makers, find_piece, find_pieces
from bot.reports.jobs import Askers, JobFilter, JobsPage, find_askers, find_entries
from bot.reports.overview import Overview, overview_query
from bot.reports.story import Story, read_story
from bot.store import Store
from generators.router import Router


@dataclass(frozen=True)
class Archive:
    """Answers from the store, beside everything else: nothing here waits for a turn or a job."""

    store: Store
    router: Router
    retention: RetentionSettings
    data: Path
    zone: ZoneInfo
    now: Callable[[], float]

    async def jobs(self, wanted: JobFilter, page: int = 0) -> JobsPage:
        """A page of the list of jobs."""
        return await self.store.read(lambda connection: find_entries(connection, wanted, page=page))

    async def askers(self) -> Askers:
        """What the list can be filtered by."""
        return await self.store.read(find_askers)

    async def story(self, number: int) -> Story | None:
        """Everything about one job."""
        return await self.store.read(lambda connection: read_story(connection, number, self.now()))

    async def pieces(self, wanted: PieceFilter, page: int = 0) -> PiecesPage:
        """A page of the gallery."""
        return await self.store.read(lambda connection: find_pieces(connection, wanted, page=page))

    async def piece(self, artifact_id: str) -> Piece | None:
        """One of them."""
        return await self.store.read(lambda connection: find_piece(connection, artifact_id))

    async def makers(self) -> tuple[tuple[int, str], ...]:
        """Whom something was made for: id and name."""
        return await self.store.read(find_makers)

    async def chats(self) -> tuple[ChatTold, ...]:
        """Which chat is which in the log."""
        return await self.store.read(find_chats)

    async def disk(self) -> DiskTold:
        """What lies in the data folder."""
        return await asyncio.to_thread(measure, self.data)

    async def overview(self) -> Overview:
        """How 小爱 is getting on."""
        disk = await self.disk()
        return await self.store.read(overview_query(self.router, self.zone, self.now(), disk))
