"""What can go wrong when the weather is asked for.

    WeatherError
    ├── NotFound         no service knows the place
    ├── Ambiguous        several places are called so
    └── SourceError      one service, by name
        ├── WrongKey         the key is wrong, or not for this
        ├── OverQuota        the day's or the month's calls are used up
        ├── TooFrequent      too many calls at once
        ├── BadRequest       the service does not understand what it was asked
        └── Unavailable      no answer in time, none at all, or none that can be read
            └── Resting      it failed a moment ago and is left alone for a while

Their texts are for the log: they never hold a key, an address with a query, or what the service said in its own words. What the
family hears is chosen by `code`.
"""

from typing import ClassVar

from intents.services.weather.types import Where


class WeatherError(Exception):
    """There is no weather to tell."""

    code: ClassVar[str] = "failed"


class NotFound(WeatherError):
    """No service knows a place of this name."""

    code = "not_found"

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__("no such place")


class Ambiguous(WeatherError):
    """Several places are called so: somebody has to choose."""

    code = "ambiguous"

    def __init__(self, places: tuple[Where, ...]) -> None:
        self.places = places
        super().__init__(f"{len(places)} places of this name")


class SourceError(WeatherError):
    """One service did not answer."""

    def __init__(self, source: str, detail: str = "") -> None:
        self.source = source
        """Name of the service in the settings, `amap`."""
        super().__init__(f"{source}: {self.code}{f' ({detail})' if detail else ''}")


class WrongKey(SourceError):
    """The key is wrong, expired, of another kind, or not for this service."""

    code = "wrong_key"


class OverQuota(SourceError):
    """The day's or the month's calls are used up."""

    code = "over_quota"


class TooFrequent(SourceError):
    """Too many calls at once; in a moment it will answer again."""

    code = "too_frequent"


class BadRequest(SourceError):
    """The service does not understand what it was asked: most often a wrong address in the settings."""

    code = "bad_request"


class Unavailable(SourceError):
    """No answer in time, none at all, or none that can be read."""

    code = "unavailable"


class Resting(Unavailable):
    """The service failed a moment ago and is left alone for a while."""

    code = "resting"
