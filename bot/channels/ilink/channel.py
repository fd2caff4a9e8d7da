"""The channel: as many accounts as there are credentials in its folder. Files that are written, replaced or taken away while 小爱 runs are
noticed."""

import asyncio
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

import httpx

from bot.channel_settings import ILinkSettings
from bot.channels.base import Channel, ChannelEvents, Limits, Login, NotSent, Outgoing, Picture, Receipt
from bot.channels.ilink import bindings
from bot.channels.ilink.account import Account
from bot.channels.ilink.bindings import Bindings
from bot.channels.ilink.incoming import CHANNEL
from bot.channels.ilink.items import MOST_CHARACTERS
from bot.channels.ilink.login import QrLogin
from bot.channels.ilink.media import MOST_FILE_BYTES, Cdn
from bot.channels.ilink.timing import Timing
from bot.channels.ilink.wire import new_client
from bot.telemetry import log

KEPT_FOR_RESULTS = 4
"""Of the messages that may follow one of the member's, for what 小爱 made for him."""
NOBODY, UNREADABLE = "nobody has scanned yet", "the file with the credentials cannot be read"
"""Details of logins."""

_log = log("ilink")


class ILinkChannel(Channel):
    """Direct chats of every member who has scanned."""

    name = CHANNEL

    def __init__(self, part: ILinkSettings, folder: Path, timing: Timing | None = None) -> None:
        self._part = part
        self._folder = folder
        self._timing = timing or Timing()
        self.limits = Limits(
            media_bytes=part.media_bytes,
            text_characters=MOST_CHARACTERS,
            file_bytes=MOST_FILE_BYTES,
            pace=part,
            # Counted by letter before it is sent: the last one may be a caption and a clip.
            sends_per_inbound=part.sends_per_message - 1,
            relays_per_inbound=max(2, part.sends_per_message - KEPT_FOR_RESULTS) if part.room else 0,
            has_groups=False,
        )
        self._accounts: dict[str, Account] = {}
        self._broken: tuple[str, ...] = ()
        self._asking: QrLogin | None = None
        self._http: httpx.AsyncClient | None = None
        self._watching: asyncio.Task[None] | None = None
        self._logging_in: asyncio.Task[None] | None = None

    async def start(self, events: ChannelEvents) -> None:
        """Returns at once; every account connects by itself."""
        self._events = events
        self._http = new_client(self._part.base_url, self._timing)
        self._cdn = Cdn(self._http, self._part.cdn_url, self._timing)
        self._watching = asyncio.create_task(self._watch(), name="ilink watches its folder")

    async def stop(self) -> None:
        """Hang up without logging out."""
        tasks = [task for task in (self._watching, self._logging_in) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(account.stop() for account in self._accounts.values()))
        self._accounts.clear()
        if self._http:
            await self._http.aclose()

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Send one letter as the account the chat is with."""
        account = self._accounts.get(outgoing.account)
        if account is None:
            raise NotSent("nobody is logged in there")
        return await account.send(outgoing)

    async def fetch(self, picture: Picture) -> bytes:
        """A photo of a message, decrypted."""
        return await self._cdn.fetch(picture)

    def logins(self) -> tuple[Login, ...]:
        """Every account, a file that cannot be read, and the login somebody is at."""
        known = [replace(account.login, name=account.binding.name) for account in self._accounts.values()]
        known += [Login(name, "expired", detail=UNREADABLE) for name in self._broken]
        if self._asking:
            known.append(self._asking.state)
        return tuple(known) or (Login("", "offline", detail=NOBODY),)

    def can_reach(self, account: str, chat_id: str) -> bool:
        """False where nobody is logged in, and while nothing may be sent."""
        found = self._accounts.get(account)
        return found is not None and found.can_reach(chat_id)

    def working(self, account: str, chat_id: str) -> AbstractContextManager[None]:
        """Somebody is typing, as the member sees it."""
        found = self._accounts.get(account)
        return found.typing(chat_id) if found else nullcontext()

    @property
    def asking(self) -> QrLogin | None:
        """The login somebody is at, or that came to nothing; None once it is bound."""
        return self._asking

    def log_in(self, name: str = "") -> QrLogin:
        """Begin a login in the background; one that is under way is given up. Its state is the last of `logins` until the next one."""
        assert self._http, "not started"
        self.give_up()
        login = QrLogin(self._http, self._part.base_url, self._folder, name=name, timing=self._timing)
        self._asking = login
        self._logging_in = asyncio.create_task(self._run_login(login), name="ilink logs in")
        return login

    def give_up(self) -> None:
        """End the login somebody is at; nothing where there is none."""
        if self._logging_in:
            self._logging_in.cancel()
        self._asking = None

    async def _run_login(self, login: QrLogin) -> None:
        if await login.run() and self._asking is login:
            self._asking = None

    async def _watch(self) -> None:
        seen = None
        while True:
            now = await asyncio.to_thread(bindings.signature, self._folder)
            if now != seen:
                # Looked at first and read then: what is written in between is read twice, never not at all.
                seen = now
                await self._follow(await asyncio.to_thread(bindings.load, self._folder))
            await asyncio.sleep(self._timing.look_for_files)

    async def _follow(self, found: Bindings) -> None:
        """Begin, change and end accounts as the files say."""
        assert self._http
        if found.broken != self._broken:
            _log.error("ilink.credentials_unreadable", files=found.broken)
            self._broken = found.broken
        for name, account in list(self._accounts.items()):
            if found.by_account.get(name) != account.binding:
                del self._accounts[name]
                await account.stop()
        for name, binding in found.by_account.items():
            if name not in self._accounts:
                account = self._accounts[name] = Account(
                    binding, self._http, self._cdn, self._part, self._timing, self._events
                )
                account.start()
