"""How one comes in: the link of the start, the password, a personal invitation. Each is exchanged for a cookie.

The link of the start lets its reader in as the admin, on a fresh machine at once. Once a password is set it does so a single time:
for whoever forgot it, and for nobody who finds the link in an old log.
"""

import asyncio
import hmac
from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.datastructures import FormData
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive

from bot.console.access import first_page
from bot.console.parts import Say
from bot.console.plain import join_form, login_form, plain_page
from bot.doors import digest_of, new_secret
from bot.doors.browsers import Browsers
from bot.doors.invitations import Invitations
from bot.doors.password import Password
from bot.doors.readers import Reader
from bot.doors.tries import Tries
from bot.telemetry import log

ENTER, LOGIN, JOIN, LEAVE = "/enter", "/login", "/join", "/leave"
LONGEST_SECRET = 200
LONGEST_FORM = 4096
WRONG_LINKS, WRONG_LINKS_SECONDS = 10, 60.0
WRONG_PASSWORDS, WRONG_PASSWORDS_SECONDS = 5, 300.0
COOKIE_SECONDS = 400 * 86400
"""As long as browsers keep one; how long it is good for is decided here, by when it was last used."""

_log = log("door")


class Entrance:
    """Answers at the paths that are before the door."""

    def __init__(
        self,
        password: Password,
        browsers: Browsers,
        invitations: Invitations,
        *,
        cookie: str,
        root_path: str,
        say: Say,
        now: Callable[[], float],
    ) -> None:
        self.token = new_secret()
        self._was_used = False
        self._password = password
        self._browsers = browsers
        self._invitations = invitations
        self._cookie = cookie
        self._root = root_path
        self._say = say
        self._wrong_links = Tries(WRONG_LINKS, WRONG_LINKS_SECONDS, now)
        self._wrong_passwords = Tries(WRONG_PASSWORDS, WRONG_PASSWORDS_SECONDS, now)

    async def reader(self, asked: HTTPConnection) -> Reader | None:
        """Who comes with this cookie."""
        return await self._browsers.find(asked.cookies.get(self._cookie, ""))

    def still_holds(self, reader: Reader) -> bool:
        """Whether a page of his that is open may go on."""
        return self._browsers.still_holds(reader)

    async def answer(self, path: str, asked: HTTPConnection, receive: Receive) -> Response | None:
        """What is said at this path; None where it is none of ours."""
        method = asked.scope.get("method")
        if path == ENTER:
            return await self._enter(asked) if method == "GET" else self.ask(405, "wrong_token")
        if path == LOGIN:
            return await self._log_in(asked, receive) if method == "POST" else self.ask(200)
        if path == JOIN:
            return await (self._join(asked, receive) if method == "POST" else self._greet(asked))
        return None

    def ask(self, status: int, problem: str = "") -> Response:
        """The page that asks who is there."""
        wrong = self._say(f"console.{problem}") if problem else ""
        if not self._password.is_set:
            return plain_page(wrong or self._say("console.no_ticket"), status)
        return plain_page(self._say("console.log_in"), status, login_form(self._root + LOGIN), problem=wrong)

    async def leave(self, reader: Reader) -> Response:
        """He wants to be let in no more from this browser."""
        await self._browsers.leave(reader)
        answer = RedirectResponse(self._root + LOGIN, status_code=303)
        answer.delete_cookie(self._cookie, path=self._root or "/")
        return answer

    async def _enter(self, asked: HTTPConnection) -> Response:
        given = asked.query_params.get("token", "")[:LONGEST_SECRET]
        # The right token is let in however many wrong ones came before: else any page could lock the admin out.
        if not hmac.compare_digest(digest_of(given), digest_of(self.token)):
            return self._refuse_link(asked, "wrong_token")
        if self._was_used and self._password.is_set:
            return self._refuse_link(asked, "wrong_token")
        self._was_used = True
        return self._admit(asked, await self._browsers.let_in("admin"), "admin")

    async def _log_in(self, asked: HTTPConnection, receive: Receive) -> Response:
        if self._wrong_passwords.are_too_many(_address(asked)):
            return self.ask(429, "too_many_passwords")
        given = await _form(asked, receive)
        if not await asyncio.to_thread(self._password.matches, str(given.get("password", ""))):
            self._wrong_passwords.was_wrong(_address(asked))
            _log.warning("door.wrong_password")
            return self.ask(403, "wrong_password")
        return self._admit(asked, await self._browsers.let_in("admin"), "admin")

    async def _greet(self, asked: HTTPConnection) -> Response:
        secret = asked.query_params.get("token", "")[:LONGEST_SECRET]
        invitation = await self._invitations.find(secret)
        if invitation is None:
            return self._refuse_link(asked, "invitation_gone")
        sentence = f"你好，{invitation.name}。{self._say('console.invited')}"
        return plain_page(sentence, 200, join_form(self._root + JOIN, secret))

    async def _join(self, asked: HTTPConnection, receive: Receive) -> Response:
        given = await _form(asked, receive)
        secret = str(given.get("token", ""))[:LONGEST_SECRET]
        invitation = await self._invitations.find(secret)
        browser = await self._invitations.use(secret)
        if invitation is None or browser is None:
            return self._refuse_link(asked, "invitation_gone")
        return self._admit(asked, browser, invitation.role)

    def _refuse_link(self, asked: HTTPConnection, problem: str) -> Response:
        if self._wrong_links.are_too_many(_address(asked)):
            return plain_page(self._say("console.too_many_tries"), 429)
        self._wrong_links.was_wrong(_address(asked))
        _log.warning("door.wrong_link")
        return plain_page(self._say(f"console.{problem}"), 403)

    def _admit(self, asked: HTTPConnection, secret: str, role: str) -> Response:
        _log.info("door.entered", role=role)
        where = first_page("viewer") if role == "viewer" else ""
        answer = RedirectResponse(f"{self._root}/{where}", status_code=303, headers={"referrer-policy": "no-referrer"})
        is_https = asked.headers.get("x-forwarded-proto", "") == "https"
        answer.set_cookie(
            self._cookie,
            secret,
            max_age=COOKIE_SECONDS,
            path=self._root or "/",
            httponly=True,
            samesite="strict",
            secure=is_https,
        )
        return answer


async def _form(asked: HTTPConnection, receive: Receive) -> FormData:
    """What a plain form sent, as much of it as one of ours can have."""
    body = b""
    async for chunk in Request(asked.scope, receive).stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            return FormData()
    return FormData([(name, values[0]) for name, values in parse_qs(body.decode("utf-8", "replace")).items()])


def _address(asked: HTTPConnection) -> str:
    return asked.client.host if asked.client else ""
