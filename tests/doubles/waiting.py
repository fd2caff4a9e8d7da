"""Waiting with a bound, for what happens in another process or task."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PAUSE_SECONDS = 0.02


async def until(condition: Callable[[], T], seconds: float = 30.0) -> T:
    """The first true value of `condition`; fails with the last one when there is none in time."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"still {value!r} after {seconds:g} s")
        await asyncio.sleep(PAUSE_SECONDS)
    return value


def wait_until(condition: Callable[[], T], seconds: float = 30.0) -> T:
    """The same for tests without an event loop."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"still {value!r} after {seconds:g} s")
        time.sleep(PAUSE_SECONDS)
    return value
