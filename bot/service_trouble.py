"""What a person has to put right at the map or at a weather service, told to the admins once until it has worked again."""

import asyncio
from dataclasses import dataclass

from intents.services.maps.errors import MapError
from intents.services.weather.errors import SourceError

OF_THE_WHOLE_KEY = frozenset(
    (
        "unknown_key",
        "ip_not_allowed",
        "signature",
        "key_for_another_platform",
        "key_deleted",
        "key_a_day",
        "account_a_day",
    )
)
"""Reasons that are gone for every kind of call as soon as one works."""
AMAP = "amap"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong."""

    service: str
    """Name in the settings: `amap`, `qweather`, `open-meteo`."""
    code: str
    """`wrong_key` or `over_quota`: with the service, the key of a sentence in `prompts/replies/admin.yaml`."""
    reason: str = ""
    """A word more, where it is known: `signature`, `budget`."""


class ServiceTrouble:
    """Collects what is wrong; `news` gives out what nobody was told yet. Also the `Watch` of the way to 高德."""

    def __init__(self) -> None:
        self.changed = asyncio.Event()
        """Set while there is news."""
        self._calls: dict[Trouble, set[str]] = {}
        self._news: list[Trouble] = []

    def failed(self, call: str, error: MapError) -> None:
        """高德 refuses a call for good."""
        self._tell(Trouble(AMAP, error.code, error.reason), call)

    def worked(self, call: str) -> None:
        """高德 answered a call: what was wrong with it may be told again."""
        for trouble in [trouble for trouble in self._calls if trouble.service == AMAP]:
            self._calls[trouble].discard(call)
            if trouble.reason in OF_THE_WHOLE_KEY or not self._calls[trouble]:
                del self._calls[trouble]

    def weather(self, source: str, error: SourceError) -> None:
        """A weather service refuses for good; it tells of that once itself. What 高德 says was heard on the way to it."""
        if source != AMAP:
            self._add(Trouble(source, error.code))

    def news(self) -> tuple[Trouble, ...]:
        """What was not told yet."""
        self.changed.clear()
        news, self._news = tuple(self._news), []
        return news

    def _tell(self, trouble: Trouble, call: str) -> None:
        is_new = trouble not in self._calls
        self._calls.setdefault(trouble, set()).add(call)
        if is_new:
            self._add(trouble)

    def _add(self, trouble: Trouble) -> None:
        self._news.append(trouble)
        self.changed.set()
