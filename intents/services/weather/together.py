"""Several calls for one forecast at once: one that it cannot do without, and others that make it better."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from intents.services.weather.errors import WeatherError

GRACE_SECONDS = 0.7
"""How long the better parts may take beyond the needed one."""

Needed = TypeVar("Needed")
Better = TypeVar("Better")


async def together(
    needed: Coroutine[Any, Any, Needed], *better: Coroutine[Any, Any, Better]
) -> tuple[Needed, tuple[Better | None, ...]]:
    """What all say; None for one of the better parts that failed or was late. Raises what the needed one raises."""
    extras = [asyncio.create_task(one) for one in better]
    try:
        answer = await needed
        if extras:
            await asyncio.wait(extras, timeout=GRACE_SECONDS)
        return answer, tuple(_result(extra) for extra in extras)
    finally:
        for extra in extras:
            extra.cancel()
        await asyncio.gather(*extras, return_exceptions=True)


def _result(extra: asyncio.Task[Better]) -> Better | None:
    if not extra.done():
        return None
    error = extra.exception()
    if error is None:
        return extra.result()
    if isinstance(error, WeatherError):
        return None
    raise error
