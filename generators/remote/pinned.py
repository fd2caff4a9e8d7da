"""GET with every address checked at the moment of connecting.

A name is looked up once and the connection goes to the very address that was judged: a name server that answers
"public" to the check and "127.0.0.1" to the connection gains nothing. Every redirect begins at the beginning.

No proxy of the environment is used, since what it connects to cannot be seen. `httpcore` and not `httpx`, whose log line
of every request holds the whole address with its signature.
"""

import asyncio
import functools
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpcore
import httpx

from generators.base import Broken, Unreachable
from generators.remote.guard import AddressRefused, Origin, Place, may_be_private, read, why_refused

MOST_REDIRECTS = 5
CONNECT_SECONDS = 10.0

NETWORK_ERRORS = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, ssl.SSLError)
"""How a connection ends that was made and did not carry the whole answer."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The IP addresses of a host name and port. Raises `OSError`."""


async def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """Ask the name server of this machine."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked for, and what it takes to get there."""

    url: str = field(repr=False)
    allowed: frozenset[Origin]
    """Origins that may be private and plain http."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Sent to the origin of `url` only, never to where it redirects: a key may be among them."""
    idle_seconds: float = 30.0
    """Longest silence of the far side."""
    resolve: Resolve = resolve_by_system
    tls: ssl.SSLContext | None = None
    """Whom to trust; None is whom this machine trusts."""


@asynccontextmanager
async def get(asking: Asking, *, headers: Mapping[str, str]) -> AsyncIterator[httpcore.Response]:
    """The answer that is no redirect, its body not yet read; `headers` go to every hop.

    Raises `AddressRefused`, `Unreachable` when no connection could be made, `Broken` after five redirects and for one to
    nowhere; `NETWORK_ERRORS` once connected, here and while the body is read.
    """
    first = place = read(asking.url)
    for _ in range(MOST_REDIRECTS + 1):
        own = asking.headers if place.origin == first.origin else {}
        async with _answer(place, asking, {**headers, **own}) as response:
            if response.status not in _REDIRECTS:
                yield response
                return
            location = header(response, "location")
        if not location:
            raise Broken("the far side redirects, but does not say where to")
        place = _next(place, location)
    raise Broken(f"the far side redirects more than {MOST_REDIRECTS} times")


def header(response: httpcore.Response, name: str) -> str:
    """One header of an answer, stripped; empty when it is not there."""
    values = [value for key, value in response.headers if key.lower() == name.encode()]
    return values[0].decode("latin-1").strip() if values else ""


def _next(place: Place, location: str) -> Place:
    # Before joining, which silently drops what it does not like.
    if not location.isascii() or not location.isprintable():
        raise AddressRefused(location, "a redirect holds characters that no address has")
    try:
        return read(urljoin(str(place), location))
    except ValueError:
        raise AddressRefused(location, "a redirect leads to what is no address") from None


@asynccontextmanager
async def _answer(place: Place, asking: Asking, headers: Mapping[str, str]) -> AsyncIterator[httpcore.Response]:
    origin = place.origin
    backend = _PinnedBackend(place, private=may_be_private(place, asking.allowed), resolve=asking.resolve)
    tls = (asking.tls or await asyncio.to_thread(_trusted)) if origin.scheme == "https" else None
    timeout = {
        "connect": CONNECT_SECONDS,
        "read": asking.idle_seconds,
        "write": asking.idle_seconds,
        "pool": CONNECT_SECONDS,
    }
    url = httpcore.URL(scheme=origin.scheme, host=origin.host, port=origin.port, target=place.target)
    # One connection for one request: the next request is judged again.
    async with httpcore.AsyncConnectionPool(ssl_context=tls, network_backend=backend) as pool:
        sent = {"Host": origin.netloc, "Accept": "*/*", "Connection": "close", **headers}
        request = httpcore.Request("GET", url, headers=list(sent.items()), extensions={"timeout": timeout})
        try:
            answered = await pool.handle_async_request(request)
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            raise Unreachable(f"no connection to {origin}: {error or type(error).__name__}") from error
        try:
            yield answered
        finally:
            await answered.aclose()


@functools.cache
def _trusted() -> ssl.SSLContext:
    return httpx.create_ssl_context()


class _PinnedBackend(httpcore.AsyncNetworkBackend):
    """Looks the host up, judges every address of it, and connects to those."""

    def __init__(self, place: Place, *, private: bool, resolve: Resolve) -> None:
        self._place = place
        self._private = private
        self._resolve = resolve
        self._sockets = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        error: Exception = httpcore.ConnectError("its name has no address")
        for address in await self._addresses(host, port):
            try:
                return await self._sockets.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed  # IPv6 often leads nowhere at home; the next one may be IPv4
        raise error

    async def _addresses(self, host: str, port: int) -> Sequence[str]:
        try:
            found = [host] if _is_number(host) else await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"its name was not found ({error})") from error
        for address in found:
            # One bad address among good ones is no accident.
            if why := why_refused(address, private=self._private):
                cure = "" if self._private else f", and {self._place.origin} is not in fetch_from"
                raise AddressRefused(str(self._place), f"it leads to {address}: {why}{cure}")
        return found


def _is_number(host: str) -> bool:
    return ":" in host or host.rpartition(".")[2].isdigit()
