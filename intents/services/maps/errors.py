"""Why a map gave no answer.

    MapError
    ├── NotSetUp       no key is set
    ├── WrongKey       the key is refused; `reason` says what is wrong with it
    ├── OverQuota      the day's calls are used up, the key's or our own budget
    ├── TooFrequent    too many calls a second; worth asking again in a minute
    ├── NoRoute        nothing leads there, or no road is near one of the ends
    ├── TooFar         further than this way of going is planned
    ├── OutsideChina   an end lies outside of China or in the sea
    ├── NotFound       no such place
    ├── BadRequest     the service does not understand us: a fault of ours
    └── Unavailable    no answer in time, nobody there, nonsense, a fault of the service's own

Their texts are for the log: what was called and the service's code, never a key, an address with a query, or the service's own
words. What the family hears is chosen by `code`, what the admin hears by `reason`.
"""

from typing import ClassVar


class MapError(Exception):
    """The map gave no answer."""

    code: ClassVar[str] = "failed"

    def __init__(self, call: str, reason: str = "", infocode: str = "") -> None:
        self.call = call
        """What was asked for: `place`, `geocode`, `driving`."""
        self.reason = reason
        """A word for the admin: `signature`, `timeout`, `budget`."""
        self.infocode = infocode
        """Five digits of the service, empty where it did not come to that."""
        detail = " ".join(part for part in (reason, infocode) if part)
        super().__init__(f"map {call}: {self.code}{f' ({detail})' if detail else ''}")


class NotSetUp(MapError):
    """No key is set."""

    code = "not_set_up"


class WrongKey(MapError):
    """The key is refused, for all calls or for this one; asking again changes nothing."""

    code = "wrong_key"


class OverQuota(MapError):
    """The day's calls are used up; at midnight there are new ones."""

    code = "over_quota"


class TooFrequent(MapError):
    """Too many calls a second."""

    code = "too_frequent"


class NoRoute(MapError):
    """Nothing leads there."""

    code = "no_route"


class TooFar(MapError):
    """Further than this way of going is planned: 100 km on foot, 500 km by bicycle."""

    code = "too_far"


class OutsideChina(MapError):
    """An end lies outside of China, or in the sea."""

    code = "outside_china"


class NotFound(MapError):
    """No such place."""

    code = "not_found"


class BadRequest(MapError):
    """The service does not understand what it was sent."""

    code = "bad_request"


class Unavailable(MapError):
    """No answer that can be used."""

    code = "unavailable"
