"""The wechaty channel on a gateway in this process."""

from collections.abc import AsyncIterator

import pytest

from tests.bot.channels.wechaty_ear import Ear, listening
from tests.doubles.puppet_server import TOKEN, PuppetDouble, puppet_double


@pytest.fixture
async def puppet() -> AsyncIterator[PuppetDouble]:
    """A gateway that does wrong things when told."""
    async with puppet_double() as double:
        yield double


@pytest.fixture
async def ear(puppet: PuppetDouble) -> AsyncIterator[Ear]:
    """The channel on it, online."""
    async with listening(f"127.0.0.1:{puppet.port}", TOKEN) as ear:
        yield ear
