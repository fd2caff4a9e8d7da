"""小爱 for the tests of `bot/`, on an empty folder, with none of the machine's own settings."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.bot.harness import BotUnderTest, running
from tests.bot.room import RoomChannel

ADMIN = "爸爸"


@pytest.fixture(autouse=True, scope="session")
def no_settings_from_outside() -> Iterator[None]:
    """Whoever runs the tests may have a 小爱 of his own."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(("XIAOAI_", "AMAP_", "QWEATHER_")):
                patch.delenv(name)
        yield


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[BotUnderTest]:
    """小爱 in a room where everybody who writes is family."""
    async with running(tmp_path) as bot:
        yield bot


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BotUnderTest]:
    """One 小爱 for a module whose tests do not disturb each other: to start and stop takes her a second.

    Such a module says `pytestmark = pytest.mark.asyncio(loop_scope="module")`.
    """
    async with running(tmp_path_factory.mktemp("shared")) as bot:
        yield bot


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[BotUnderTest]:
    """小爱 in a room anybody can enter; 爸爸 is the admin."""
    async with running(tmp_path, RoomChannel(admits_everyone=False)) as bot:
        code = await bot.app.new_admin_code()
        await bot.hears(f"我是管理员 {code}", ADMIN)
        yield bot
