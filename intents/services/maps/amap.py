"""The map of 高德, over its web service (lbs.amap.com/api/webservice)."""

from collections.abc import Sequence

from intents.services.maps.amap_places import (
    Geocodes,
    Pois,
    Regeocoded,
    addresses_of,
    places_of,
)
from intents.services.maps.amap_routes import LONGEST_POLYLINE, Routed, routes_of
from intents.services.maps.amap_transit import journeys_of
from intents.services.maps.amap_transit_answer import TransitRouted
from intents.services.maps.amap_web import CALL_SECONDS, AmapWeb
from intents.services.maps.errors import MapError, NoRoute, NotFound, OverQuota, TooFrequent, Unavailable
from intents.services.maps.geometry import distance_m, thinned
from intents.services.maps.maps import all_within
from intents.services.maps.types import Mark, Mode, Place, Point, Route, Strategy, TransitRoute

STRATEGIES: dict[Strategy, str] = {"fastest": "32", "avoid_jams": "33", "no_motorway": "35", "fewer_tolls": "36"}
LONGEST_DRAWN_M = 200_000
"""Beyond this only lengths and times are asked for: the points of such a way are megabytes, and the picture would show a line."""
FURTHEST_AROUND_M = 50_000
LONGEST_WORDS = 80
"""Characters that a search takes; what is longer is a story and no place."""
NO_ADDRESS = "30001"
"""What the service answers to words that are no address, as if its engine had failed."""
MOST_PLACES = "10"
MOST_JOURNEYS = "3"
MOST_MARKS = 10


class AmapMaps:
    """Asks 高德 anew every time; `CachedMaps` goes in front."""

    def __init__(self, web: AmapWeb) -> None:
        self._web = web

    async def find_place(self, text: str, city: str = "") -> tuple[Place, ...]:
        words = _searchable(text)
        if not words:
            raise NotFound("place")
        async with all_within(CALL_SECONDS, "place"):
            return await self._find_place(words, city)

    async def search(self, keyword: str, city: str) -> tuple[Place, ...]:
        words = _searchable(keyword)
        if not words:
            return ()
        return await self._places(
            "text", {"keywords": words} | ({"region": city, "city_limit": "true"} if city else {})
        )

    async def around(self, keyword: str, point: Point, radius_m: int = 3000) -> tuple[Place, ...]:
        words = _searchable(keyword)
        if not words:
            return ()
        radius = str(max(1, min(radius_m, FURTHEST_AROUND_M)))
        # By weight, not by distance: what is asked for is good food near here, not the next door.
        asked = {"keywords": words, "location": str(point), "radius": radius, "sortrule": "weight"}
        return await self._places("around", asked)

    async def walking(self, origin: Place, destination: Place) -> tuple[Route, ...]:
        return await self._routes("walking", origin, destination)

    async def bicycling(self, origin: Place, destination: Place) -> tuple[Route, ...]:
        return await self._routes("bicycling", origin, destination)

    async def electrobike(self, origin: Place, destination: Place) -> tuple[Route, ...]:
        return await self._routes("electrobike", origin, destination)

    async def driving(self, origin: Place, destination: Place, strategy: Strategy = "fastest") -> tuple[Route, ...]:
        return await self._routes("driving", origin, destination, {"strategy": STRATEGIES[strategy]})

    async def transit(self, origin: Place, destination: Place) -> tuple[TransitRoute, ...]:
        async with all_within(CALL_SECONDS, "transit"):
            asked = {
                "origin": str(origin.point),
                "destination": str(destination.point),
                "city1": await self._citycode(origin),
                "city2": await self._citycode(destination),
                "AlternativeRoute": MOST_JOURNEYS,
                # Without it there are no durations in the answer.
                "show_fields": "cost",
            }
            answer = await self._web.ask("transit", "/v5/direction/transit/integrated", asked, TransitRouted)
        return journeys_of(answer, origin, destination)

    async def static_map(self, marks: Sequence[Mark], polyline: Sequence[Point] = ()) -> bytes:
        drawn = thinned(polyline, LONGEST_POLYLINE)
        if not marks and len(drawn) < 2:
            raise ValueError("a map picture shows at least one pin or a way")
        asked = {"size": "600*400", "scale": "2"}
        if marks:
            asked["markers"] = "|".join(f"mid,,{mark.label}:{mark.point}" for mark in marks[:MOST_MARKS])
        if len(drawn) >= 2:
            asked["paths"] = "6,0x1677FF,0.8,,:" + ";".join(str(point) for point in drawn)
        return await self._web.ask_picture("picture", "/v3/staticmap", asked)

    async def _find_place(self, text: str, city: str) -> tuple[Place, ...]:
        trouble: MapError | None = None
        places: tuple[Place, ...] = ()
        try:
            # `region` without `city_limit`: places of the city come first, 兵马俑 is found from anywhere.
            places = await self._places("text", {"keywords": text} | ({"region": city} if city else {}))
        except (OverQuota, TooFrequent, Unavailable) as error:
            # Addresses have a quota of their own, fifty times the one of places.
            trouble = error
        # A name alone hits bus stops as well, sometimes only them.
        if any(not place.is_stop for place in places) or (places and "站" in text):
            return places if "站" in text else _stops_last(places)
        # An address that is not in the member's city may be in another; a name that is only a stop's is not looked for there.
        addresses = await self._addresses(text, city) or (() if places or not city else await self._addresses(text, ""))
        found = _stops_last(addresses + places)
        if not found:
            raise trouble or NotFound("place")
        return found

    async def _places(self, how: str, asked: dict[str, str]) -> tuple[Place, ...]:
        asked |= {"page_size": MOST_PLACES, "show_fields": "business"}
        return places_of(await self._web.ask("place", f"/v5/place/{how}", asked, Pois))

    async def _addresses(self, text: str, city: str) -> tuple[Place, ...]:
        asked = {"address": text} | ({"city": city} if city else {})
        try:
            return addresses_of(await self._web.ask("geocode", "/v3/geocode/geo", asked, Geocodes), text)
        except Unavailable as error:
            if error.infocode == NO_ADDRESS:
                return ()
            raise

    async def _routes(
        self, mode: Mode, origin: Place, destination: Place, more: dict[str, str] | None = None
    ) -> tuple[Route, ...]:
        is_drawn = distance_m(origin.point, destination.point) <= LONGEST_DRAWN_M
        asked = {
            "origin": str(origin.point),
            "destination": str(destination.point),
            # Without `cost` there are no durations in the answer.
            "show_fields": "cost,polyline" if is_drawn else "cost",
        }
        answer = await self._web.ask(mode, f"/v5/direction/{mode}", asked | (more or {}), Routed)
        return routes_of(answer, mode)

    async def _citycode(self, place: Place) -> str:
        if place.citycode:
            return place.citycode
        answer = await self._web.ask("geocode", "/v3/geocode/regeo", {"location": str(place.point)}, Regeocoded)
        citycode = answer.regeocode.address_component.citycode
        if not citycode:
            raise NoRoute("transit", "no_city")
        return citycode


def _searchable(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_WORDS else ""


def _stops_last(places: tuple[Place, ...]) -> tuple[Place, ...]:
    return tuple(sorted(places, key=lambda place: place.is_stop))
