"""高德's answer codes and the errors they stand for, each exactly one.

From lbs.amap.com/api/web-service/tools/info as of 2026-07-02. HTTP is 200 for all of them.
"""

import re

from intents.services.maps.errors import (
    BadRequest,
    MapError,
    NoRoute,
    OutsideChina,
    OverQuota,
    TooFar,
    TooFrequent,
    Unavailable,
    WrongKey,
)

OK = "10000"
TRY_AGAIN = frozenset(("10014", "10019", "10020", "10021"))
"""More calls a second than the key may make: gone in a second. 10004 lasts a minute and is not tried again."""

INFOCODES: dict[str, tuple[type[MapError], str]] = {
    "10001": (WrongKey, "unknown_key"),
    "10002": (WrongKey, "service_not_allowed"),
    "10003": (OverQuota, "key_a_day"),
    "10004": (TooFrequent, "a_minute"),
    "10005": (WrongKey, "ip_not_allowed"),
    "10007": (WrongKey, "signature"),
    "10009": (WrongKey, "key_for_another_platform"),
    "10012": (WrongKey, "not_privileged"),
    "10013": (WrongKey, "key_deleted"),
    "10014": (TooFrequent, "a_second"),
    "10019": (TooFrequent, "a_second"),
    "10020": (TooFrequent, "a_second"),
    "10021": (TooFrequent, "a_second"),
    "10044": (OverQuota, "account_a_day"),
    "20000": (BadRequest, "invalid_parameter"),
    "20001": (BadRequest, "missing_parameter"),
    "20800": (OutsideChina, ""),
    "20801": (NoRoute, "no_road_nearby"),
    "20802": (NoRoute, "no_connection"),
    "20803": (TooFar, ""),
}
"""Code → error and its `reason`. All of 3xxxx are faults of the service's engines."""


def error(call: str, infocode: str) -> MapError:
    """The error that a code stands for; `Unavailable` for one that nobody knows."""
    if not re.fullmatch(r"\d{5}", infocode):
        return Unavailable(call, "no_code")
    if infocode in INFOCODES:
        kind, reason = INFOCODES[infocode]
        return kind(call, reason, infocode)
    return Unavailable(call, "engine" if infocode.startswith("3") else "unknown_code", infocode)
