"""The door of the page: nothing behind it, not even a script or a websocket, is given to anybody without the cookie.

It stands in front of the whole ASGI application, so a route that somebody adds is behind it without a word. Three things are
asked, in this order. Is the `Host` one of ours? A web page elsewhere may let its own name point to 127.0.0.1 (DNS rebinding). Does a
request that changes something, or a websocket, come from our own page? Cookies do not tell one port of this machine from another.
Has the browser been let in? The token of the link is exchanged for a cookie at once, so that it does not stay in the address bar.
"""

import hashlib
import hmac
import html
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.telemetry import log

ENTER = "/enter"
LONGEST_TOKEN = 200
WRONG_TRIES, WRONG_TRIES_SECONDS = 10, 60.0
SESSIONS = 100
"""Browsers let in at a time; the one that entered first goes first."""
SESSION_SECONDS = 30 * 86400

Say = Callable[[str], str]
"""Key of a sentence → the sentence."""

_log = log("door")


class Door:
    """Lets in who has the token, and keeps who came in by a cookie."""

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str], cookie: str, say: Say) -> None:
        # NiceGUI looks for its server by this name.
        self.app = app
        self.token = secrets.token_urlsafe(32)
        self._hosts = frozenset(host.lower() for host in hosts)
        self._cookie = cookie
        self._say = say
        self._sessions: deque[bytes] = deque(maxlen=SESSIONS)
        self._wrong_tries: deque[float] = deque(maxlen=WRONG_TRIES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at the door, or hand on."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        asked = HTTPConnection(scope)
        answer = self._answer(asked)
        if answer is None:
            await self.app(scope, receive, _with_headers(send, asked.headers["host"]))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await answer(scope, receive, _with_headers(send, ""))

    def _answer(self, asked: HTTPConnection) -> Response | None:
        """What is said at the door; None lets the request in."""
        headers = asked.headers
        if _name_of(headers.get("host", "")) not in self._hosts:
            return self._refuse(403, "wrong_host")
        if not _is_ours(asked.scope, headers):
            return self._refuse(403, "other_origin")
        if asked.scope["path"] == ENTER and asked.scope["type"] == "http":
            return self._enter(asked)
        if not self._knows(asked.cookies.get(self._cookie, "")):
            return self._refuse(401, "no_ticket")
        return None

    def _enter(self, asked: HTTPConnection) -> Response:
        if asked.scope["method"] != "GET":
            return self._refuse(405, "wrong_token")
        given = asked.query_params.get("token", "")[:LONGEST_TOKEN]
        # The right token is let in however many wrong ones came before: else any page could lock the admin out.
        if not hmac.compare_digest(_digest(given), _digest(self.token)):
            return self._refuse_token()
        session = secrets.token_urlsafe(32)
        self._sessions.append(_digest(session))
        _log.info("door.entered")
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(self._cookie, session, max_age=SESSION_SECONDS, httponly=True, samesite="strict")
        return answer

    def _refuse_token(self) -> Response:
        now = time.monotonic()
        is_often = len(self._wrong_tries) == WRONG_TRIES and now - self._wrong_tries[0] < WRONG_TRIES_SECONDS
        if is_often:
            return self._refuse(429, "too_many_tries")
        self._wrong_tries.append(now)
        _log.warning("door.wrong_token")
        return self._refuse(403, "wrong_token")

    def _knows(self, session: str) -> bool:
        digest = _digest(session)
        # All of them are compared, so that the time taken says nothing.
        return sum(hmac.compare_digest(digest, known) for known in self._sessions) > 0

    def _refuse(self, status: int, key: str) -> Response:
        sentence = html.escape(self._say(f"console.{key}"))
        return HTMLResponse(_PAGE.format(sentence=sentence), status, headers={"cache-control": "no-store"})


def _is_ours(scope: Scope, headers: Headers) -> bool:
    """Not sent by another page. Reading needs no proof here: the cookie is `SameSite=Strict` and no other page sees the answer."""
    if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
        return True
    return urlsplit(headers.get("origin", "")).netloc.lower() == headers["host"].lower()


def _name_of(host: str) -> str:
    """The `Host` header without its port."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and (not port or (port.isascii() and port.isdigit())) else host.lower()


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def _with_headers(send: Send, host: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            # Safari's 'self' does not take in websockets. NiceGUI writes scripts into its page and compiles templates there.
            headers["content-security-policy"] = (
                f"{_POLICY}; connect-src 'self' ws://{host} wss://{host}" if host else _BARE
            )
        await send(message)

    return sending


_HEADERS = {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_BARE = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; img-src data:"
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self'; font-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"><title>小爱</title>
<style>body{{font:18px/1.7 system-ui,sans-serif;display:grid;place-items:center;min-height:90vh;margin:0 24px}}</style>
<p>{sentence}</p></html>"""
