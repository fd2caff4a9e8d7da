"""What the pages are made of: given to them once, when the site is opened. A page takes from it what it needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.channels.base import Channel
from bot.channels.web import WebChannel
from bot.config import Settings
from bot.desk import Desk
from bot.diagnosis import Diagnosis
from bot.doors.all import Doors
from bot.errands import Errands
from bot.household import Household
from bot.register import Register
from bot.reports.archive import Archive
from bot.templates import TemplateStore

Say = Callable[[str], str]
"""Key of a sentence → the sentence."""
Notice = Callable[[], str]
"""What is to be told, empty when all is well."""


@dataclass(frozen=True, slots=True)
class Parts:
    """小爱, as far as her pages know her. Nothing here is of NiceGUI: `bot/app.py` fills it."""

    settings: Settings
    desk: Desk
    channel: WebChannel
    channels: Mapping[str, Channel]
    """All that are running, by name."""
    household: Household
    doors: Doors
    register: Register
    say: Say
    now: Callable[[], float]
    templates: TemplateStore
    notice: Notice
    """What is wrong with the admin's files, empty when all is well."""
    archive: Archive
    errands: Errands
    diagnosis: Diagnosis
    """Also knows the last events."""
    labels: Callable[[], Mapping[str, str]]
    """The Chinese label of each intent, by its name."""
    restart: Callable[[], None] | None = None
    """Stops 小爱 and starts her anew; None where whoever started her does not do that."""

    @property
    def zone(self) -> ZoneInfo:
        return self.settings.zone
