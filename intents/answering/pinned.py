"""A place that was chosen, written so that it fits into a slot: 人民公园@105.112000,34.205000/0999/990102.

Prevents 小爱 from asking a second time which 人民公园 is meant: the point goes along with the name through 坐公交呢, 那回来呢
and a restart, wherever slots go.
"""

import re

from intents.services.maps.types import Place, Point
from intents.services.weather.types import Where

HOME_TIMEZONE = "Asia/Shanghai"


def pin(place: Place) -> str:
    """The place as the value of a slot."""
    return f"{_plain(place.name)}@{place.point}/{place.citycode}/{place.adcode}"


def pin_where(where: Where) -> str:
    """A place of the weather as the value of a slot."""
    timezone = "" if where.timezone == HOME_TIMEZONE else where.timezone
    return f"{_plain(where.name)}@{where.longitude:.6f},{where.latitude:.6f}//{where.adcode}/{timezone}"


def pinned(written: str) -> Place | None:
    """The place in a slot's value; None where it is only a name."""
    found = _PINNED.fullmatch(written)
    point = Point.parse(found["point"]) if found else None
    if found is None or point is None:
        return None
    return Place("", found["name"], "", point, "", adcode=found["adcode"], citycode=found["citycode"])


def pinned_where(written: str) -> Where | None:
    """The same for the weather."""
    found, place = _PINNED.fullmatch(written), pinned(written)
    if found is None or place is None:
        return None
    timezone = found["timezone"] or HOME_TIMEZONE
    return Where(place.name, place.point.latitude, place.point.longitude, place.adcode, timezone=timezone)


def named(written: str) -> str:
    """What to call a place to the family: the value of a slot without its point."""
    found = _PINNED.fullmatch(written)
    return found["name"] if found else written


def _plain(name: str) -> str:
    return name.replace("@", " ").strip()


_PINNED = re.compile(
    r"(?P<name>[^@]+)@(?P<point>-?\d{1,3}\.\d+,-?\d{1,2}\.\d+)/(?P<citycode>\d*)/(?P<adcode>\d*)(?:/(?P<timezone>[\w/+-]*))?"
)
