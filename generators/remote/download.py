"""Brings a finished clip or picture home: guarded, measured, resumed when the connection is cut, whole or not at all."""

import asyncio
import errno
import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import httpcore

from generators.base import Broken, DiskFull, GeneratorError, Kind, Timeout, Unreachable
from generators.remote.arriving import Arriving
from generators.remote.formats import format_of, is_typed_as
from generators.remote.guard import origins, without_query
from generators.remote.pinned import NETWORK_ERRORS, Asking, Resolve, get, resolve_by_system

PAUSES_SECONDS = (0.1, 0.5, 2.0)
"""Before each of the three further attempts after a cut."""
_FULL = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file that arrived whole."""

    path: Path
    kind: Kind
    content_type: str
    """As the far side called it, without parameters; empty when it did not."""
    sha256: str
    """Of the bytes as they came, in hex."""
    bytes: int


async def download(
    url: str,
    into: Path,
    *,
    name: str = "result",
    allowed_origins: Collection[str] = (),
    most_bytes: int,
    timeout_seconds: float,
    idle_seconds: float = 30.0,
    kinds: Collection[Kind] = ("video", "image"),
    headers: Mapping[str, str] = MappingProxyType({}),
    resolve: Resolve = resolve_by_system,
    tls: ssl.SSLContext | None = None,
) -> Downloaded:
    """Fetch `url` to `<into>/<name>.<suffix of its format>`; the folder is made if need be.

    `allowed_origins` are URLs of our own settings, base_url and `fetch_from`: only there private addresses and plain http
    are fetched from. `headers` go to the origin of `url` alone. After an error nothing stays behind, and the error counts as
    charged, for what is fetched was paid for.

    Raises `AddressRefused`, `Unreachable`, `Timeout`, `Busy`, `Expired`, `DiskFull`, and `Broken` for what is too large or
    neither of `kinds`. No text of them holds a query.
    """
    try:
        asking = Asking(url, origins(allowed_origins), headers, idle_seconds, resolve, tls)
        async with asyncio.timeout(timeout_seconds):
            return await _whole(asking, into, name, most_bytes, kinds)
    except TimeoutError as error:
        failed: GeneratorError = Timeout(f"{without_query(url)} did not arrive within {timeout_seconds:g} s")
        failed.__cause__ = error
    except GeneratorError as error:
        failed = error
    except OSError as error:
        if error.errno not in _FULL:
            raise
        failed = DiskFull(f"no room on the disk for {into / name}")
        failed.__cause__ = error
    failed.is_charged = True
    raise failed


async def _whole(asking: Asking, into: Path, name: str, most_bytes: int, kinds: Collection[Kind]) -> Downloaded:
    part = into / f".{name}.part"
    await asyncio.to_thread(into.mkdir, parents=True, exist_ok=True)
    try:
        # Held open throughout: a thread still writing when time ran out writes into a file that is gone already.
        with await asyncio.to_thread(part.open, "wb") as file:
            arriving = Arriving(file, without_query(asking.url), most_bytes, kinds)
            await _all_attempts(asking, arriving)
            found = format_of(arriving.head)
        shown, called = arriving.shown, arriving.content_type
        if found is None or found.kind not in kinds:
            raise Broken(f"{shown} is called {called or 'nothing'} and is no {' or '.join(kinds)}")
        if not is_typed_as(called, found.kind):
            raise Broken(f"{shown} is called {called}, but holds a {found.suffix}")
        path = into / f"{name}{found.suffix}"
        await asyncio.to_thread(part.replace, path)
        return Downloaded(path, found.kind, called, arriving.digest.hexdigest(), arriving.size)
    finally:
        await asyncio.to_thread(part.unlink, missing_ok=True)


async def _all_attempts(asking: Asking, arriving: Arriving) -> None:
    for pause in (*PAUSES_SECONDS, None):
        try:
            await _attempt(asking, arriving)
        except (Unreachable, Timeout):
            # Before anything came, waiting is the caller's business: he knows how long the address lives.
            if pause is None or not arriving.has_begun:
                raise
            await asyncio.sleep(pause)
        else:
            return


async def _attempt(asking: Asking, arriving: Arriving) -> None:
    """One answer, from the beginning or from where the last one was cut. Raises `Unreachable` or `Timeout` for a cut."""
    asked_for = {"Accept-Encoding": "identity", **arriving.rest}
    try:
        async with get(asking, headers=asked_for) as response:
            if not arriving.goes_on_with(response):
                arriving.refuse(response, was_resumed="Range" in asked_for)
                await asyncio.to_thread(arriving.begin, response)
            try:
                async for chunk in response.aiter_stream():
                    await arriving.take(chunk)
            except NETWORK_ERRORS:
                await asyncio.to_thread(arriving.flush)  # what came before a cut need not come again
                raise
            await asyncio.to_thread(arriving.flush)
    except httpcore.TimeoutException:
        raise Timeout(f"{arriving.shown} fell silent after {arriving.size} bytes") from None
    except NETWORK_ERRORS as error:
        # Not chained: the text of a protocol error may quote a header, and in a header stands the key.
        name = type(error).__name__
        raise Unreachable(f"{arriving.shown} was cut after {arriving.size} bytes ({name})") from None
    if arriving.length is not None and arriving.size != arriving.length:
        raise Unreachable(f"{arriving.shown} ended after {arriving.size} of {arriving.length} bytes")
    if not arriving.size:
        raise Broken(f"{arriving.shown} is empty")
