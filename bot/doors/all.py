"""The doors of one data folder, put together."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.config import Settings
from bot.doors.browsers import Browsers
from bot.doors.invitations import Invitations
from bot.doors.links import Links
from bot.doors.password import Password
from bot.doors.record import Record
from bot.store import Store


@dataclass(frozen=True, slots=True)
class Doors:
    """Who may look at the pages, as the store and the data folder have it."""

    password: Password
    browsers: Browsers
    invitations: Invitations
    links: Links
    record: Record

    @classmethod
    async def open(cls, store: Store, settings: Settings, now: Callable[[], float]) -> "Doors":
        """Everything an earlier life left."""
        password = Password(settings.data)
        browsers = Browsers(store, password, now)
        await browsers.load()
        return cls(
            password,
            browsers,
            Invitations(store, browsers, now),
            Links(store, settings.public_url, now),
            Record(store, now),
        )
