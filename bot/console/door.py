"""The door of the page: nothing behind it, not even a script or a websocket, is given to anybody who was not let in.

It stands in front of the whole ASGI application, so a route that somebody adds is behind it without a word. Four things are
asked, in this order. Is the `Host` one of ours? A web page elsewhere may let its own name point to 127.0.0.1 (DNS rebinding). Does a
request that changes something, or a websocket, come from our own page? Cookies do not tell one port of this machine from another.
Has the browser been let in? And may whoever it is ask for this path? (`access.py`)
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.console.access import first_page, is_known, may
from bot.console.entrance import LEAVE, Entrance
from bot.console.gone import answered_unless_gone
from bot.console.parts import Say
from bot.console.plain import plain_page
from bot.console.scraper import Scraper
from bot.console.share import Share


class Door:
    """Lets in whoever the entrance knows, each to what the table gives him."""

    def __init__(
        self,
        app: ASGIApp,
        entrance: Entrance,
        share: Share,
        scraper: Scraper,
        *,
        hosts: Iterable[str],
        root_path: str,
        say: Say,
    ) -> None:
        # NiceGUI looks for its server by this name.
        self.app = app
        self._entrance = entrance
        self._share = share
        self._scraper = scraper
        self._hosts = frozenset(host.lower() for host in hosts)
        self._root = root_path
        self._say = say

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at the door, or hand on."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if self._root and (path == self._root or path.startswith(f"{self._root}/")):
            path = path.removeprefix(self._root)
        # The proxy may have taken its path away or not; from here on it is there, and said to be.
        scope = {**scope, "root_path": self._root, "path": self._root + path, "state": dict(scope.get("state", {}))}
        asked = HTTPConnection(scope)
        answer = await self._answer(path, asked, receive)
        if answer is None:
            await answered_unless_gone(self.app, scope, receive, _with_headers(send, asked.headers["host"]))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await answer(scope, receive, _with_headers(send, ""))

    async def _answer(self, path: str, asked: HTTPConnection, receive: Receive) -> Response | None:
        """What is said at the door; None lets the request in."""
        headers, is_http = asked.headers, asked.scope["type"] == "http"
        if _name_of(headers.get("host", "")) not in self._hosts:
            return plain_page(self._say("console.wrong_host"), 403)
        if not _is_ours(asked.scope, headers):
            return plain_page(self._say("console.other_origin"), 403)
        if is_http:
            said = await self._share.answer(path, asked) or await self._entrance.answer(path, asked, receive)
            if said is not None:
                return said
            if self._scraper.is_let_in(path, asked):
                return None
        reader = await self._entrance.reader(asked)
        if reader is None:
            return self._entrance.ask(401)
        if is_http and path in ("", "/") and (not path or not may(reader.role, "/")):
            return RedirectResponse(f"{self._root}/{first_page(reader.role)}", status_code=303)
        if is_http and path == LEAVE and asked.scope["method"] == "POST":
            return await self._entrance.leave(reader)
        if not may(reader.role, path):
            key, status = ("not_for_you", 403) if is_known(path) else ("not_found", 404)
            return plain_page(self._say(f"console.{key}"), status)
        state: dict[str, Any] = asked.scope["state"]
        state["reader"] = reader
        state["holds"] = lambda: self._entrance.still_holds(reader)
        return None


def _is_ours(scope: Scope, headers: Headers) -> bool:
    """Not sent by another page. Reading needs no proof here: the cookie is `SameSite=Strict` and no other page sees the answer."""
    if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
        return True
    return urlsplit(headers.get("origin", "")).netloc.lower() == headers["host"].lower()


def _name_of(host: str) -> str:
    """The `Host` header without its port."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and (not port or (port.isascii() and port.isdigit())) else host.lower()


def _with_headers(send: Send, host: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            # Safari's 'self' does not take in websockets. NiceGUI writes scripts into its page and compiles templates there.
            headers["content-security-policy"] = (
                f"{_POLICY}; connect-src 'self' ws://{host} wss://{host}" if host else _BARE
            )
        await send(message)

    return sending


_HEADERS = {
    # A form's `Origin` is "null" under no-referrer. To other places nothing is told either way.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_BARE = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "img-src data:; media-src 'self'"
)
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self'; font-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
