"""Lengths, times and money as a family says them: 600 米, 4.1 公里, 1 小时 5 分, 19 元."""

from intents.engine.types import Say, Value

KILOMETRE = 1000
EXACT_KILOMETRES = 10
"""Below that a tenth of a kilometre matters."""


def length(metres: float) -> Say:
    """A distance."""
    if metres < KILOMETRE:
        return Say("route.length", {"metres": _to_ten(metres), "kilometres": 0})
    kilometres = metres / KILOMETRE
    shown: Value = plain(round(kilometres, 1)) if kilometres < EXACT_KILOMETRES else round(kilometres)
    return Say("route.length", {"metres": 0, "kilometres": shown})


def lasting(seconds: float) -> Say:
    """A time, to the minute, at least one."""
    minutes = max(1, round(seconds / 60))
    return Say("units.duration", {"hours": minutes // 60, "minutes": minutes % 60, "seconds": 0})


def plain(number: float) -> int | float:
    """19 for 19.0."""
    return int(number) if number == int(number) else number


def _to_ten(metres: float) -> int:
    return max(10, round(metres / 10) * 10)
