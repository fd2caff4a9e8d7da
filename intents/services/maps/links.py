"""Links into 高德's map that need no key: uri.amap.com, as lbs.amap.com/api/uri-api describes it.

They open in WeChat's own browser, which cannot change over to the app: `callnative` stays 0.
"""

from typing import Literal
from urllib.parse import quote, urlencode

from intents.services.maps.types import Place, Point, Strategy

SOURCE = "xiaoai"
LinkMode = Literal["car", "bus", "walk", "ride"]
"""`ride` is shown on phones only."""
POLICIES: dict[Strategy, str] = {"fastest": "0", "avoid_jams": "1", "fewer_tolls": "2", "no_motorway": "3"}


def navigation_link(
    mode: LinkMode, destination: Place, origin: Place | None = None, strategy: Strategy = "fastest"
) -> str:
    """A link to the way there; without `origin` it starts, on a phone, where the phone is."""
    parameters = {"from": _end(origin)} if origin else {}
    parameters |= {"to": _end(destination), "mode": mode}
    if mode == "car":
        parameters["policy"] = POLICIES[strategy]
    return _link("navigation", parameters)


def marker_link(point: Point, name: str) -> str:
    """A link to a point on the map with its name."""
    return _link("marker", {"position": str(point), "name": name, "coordinate": "gaode"})


def search_link(words: str, city: str = "") -> str:
    """A link to what a search for a name finds: for a place whose point nobody knows."""
    return _link("search", {"keyword": words} | ({"city": city} if city else {}))


def _end(place: Place) -> str:
    # A comma divides point and name.
    name = place.name.replace(",", " ").replace("，", " ").strip()
    return f"{place.point},{name}" if name else str(place.point)


def _link(what: str, parameters: dict[str, str]) -> str:
    return f"https://uri.amap.com/{what}?" + urlencode(
        parameters | {"src": SOURCE, "callnative": "0"}, quote_via=quote, safe=","
    )
