"""步行、骑行、驾车、公交规划: how to get somewhere, how long it takes and what it costs, with a link and a picture of the way."""

import asyncio

from intents.answering.asking import asking, remembering, wish
from intents.answering.pinned import named
from intents.answering.route_words import is_electric, link_to, strategy_of, way_told
from intents.answering.transit_words import journey_told
from intents.answering.whereabouts import Several, Unknown, Whereabouts, is_known, locate, which_place
from intents.engine.catalog import Intent
from intents.engine.dates import resolve
from intents.engine.place_names import ASKED, HOME, ask_for_unsaved
from intents.engine.slots import Missing, fill
from intents.engine.types import Question, Reply, Say, Turn
from intents.services import Services
from intents.services.maps.errors import MapError
from intents.services.maps.geometry import distance_m
from intents.services.maps.links import search_link
from intents.services.maps.maps import ANSWER_SECONDS, Maps, all_within
from intents.services.maps.types import Mark, Polyline, Route

SAME_PLACE_M = 30
PICTURE_SECONDS = 2.5
MORE_FOR_A_PICTURE_SECONDS = 0.5
"""Without this much time left it is not asked for."""


class Handler:
    """Answers how to get somewhere; the intent's file says by which means."""

    def __init__(self, intent: Intent, services: Services) -> None:
        self._intent = intent
        self._maps = services.maps
        self._mode = intent.file.values.get("mode", "")
        self._by = intent.file.values.get("by", "transit")

    async def handle(self, turn: Turn) -> Reply:
        filled = fill(self._intent, turn.recognition.slots)
        if isinstance(filled, Missing):
            return Reply(Say(filled.ask_key), question=Question(self._intent.name, filled.slot, filled.slots))
        slots = dict(filled.slots)
        asked_for = ("destination", "origin") if self._maps else ("destination",)
        if question := ask_for_unsaved(self._intent.name, slots, asked_for, turn.places):
            return remembering(question, turn) or question
        if self._maps is None:
            return Reply(self._not_set_up(slots, turn))
        if not is_known(slots["destination"], turn):
            return asking(Say("route.ask_destination"), self._intent.name, "destination", slots, turn)
        if not is_known(slots.get("origin", ""), turn):
            if HOME not in turn.places:
                return asking(Say("route.ask_origin"), self._intent.name, "origin", slots, turn)
            slots["origin"] = HOME
        return await self._way(self._maps, slots, turn)

    async def _way(self, maps: Maps, slots: dict[str, str], turn: Turn) -> Reply:
        began = asyncio.get_running_loop().time()
        slot = "origin"
        try:
            async with all_within():
                origin = await locate(maps, slots["origin"], turn)
                slot = "destination"
                goal = await locate(maps, slots["destination"], turn)
                if distance_m(origin.place.point, goal.place.point) < SAME_PLACE_M:
                    return Reply(Say("route.same_place", {"origin": origin.name, "destination": goal.name}))
                say, polyline = await self._ask_for_way(maps, origin, goal, slots, turn)
        except Several as several:
            return which_place(self._intent.name, slots, slot, several)
        except Unknown as unknown:
            return asking(Say("route.unknown_place", {"name": unknown.written}), self._intent.name, slot, slots, turn)
        except MapError as error:
            return Reply(self._failed(error, slots, turn))
        left = ANSWER_SECONDS - (asyncio.get_running_loop().time() - began)
        return Reply(say, picture=await _picture(maps, origin, goal, polyline, min(left, PICTURE_SECONDS)))

    async def _ask_for_way(
        self, maps: Maps, origin: Whereabouts, goal: Whereabouts, slots: dict[str, str], turn: Turn
    ) -> tuple[Say, Polyline]:
        start, end, ends = origin.place, goal.place, (origin.name, goal.name)
        notes = self._notes(slots, turn)
        if self._by == "transit":
            journey = (await maps.transit(start, end))[0]
            link = link_to("transit", end, start)
            return journey_told(journey, self._mode, ends, link, turn.now, notes), journey.polyline
        strategy = strategy_of(wish(turn))
        routes: tuple[Route, ...]
        match self._by:
            case "walking":
                routes = await maps.walking(start, end)
            case "cycling":
                routes = await (maps.electrobike if is_electric(wish(turn)) else maps.bicycling)(start, end)
            case _:
                routes = await maps.driving(start, end, strategy)
        route = routes[0]
        link = link_to(route.mode, end, start, strategy)
        return way_told(route, self._mode, ends, link, strategy, notes), route.polyline

    def _notes(self, slots: dict[str, str], turn: Turn) -> tuple[Say, ...]:
        notes = []
        when = resolve(slots["date"], turn.now) if "date" in slots else None
        if when and when.first > turn.now.date() and self._by in ("driving", "transit"):
            notes.append(Say("route.only_now", {"date": slots["date"]}))
        if name := turn.recognition.slots.get(ASKED, ""):
            notes.append(Say("places_saved.offer", {"name": name}))
        return tuple(notes)

    def _not_set_up(self, slots: dict[str, str], turn: Turn) -> Say:
        said = {name: named(value) for name, value in slots.items()}
        return Say("route.not_set_up", {"mode": self._mode, **said, "link": self._search(slots, turn)})

    def _failed(self, error: MapError, slots: dict[str, str], turn: Turn) -> Say:
        values = {"mode": self._mode, "destination": named(slots["destination"]), "link": self._search(slots, turn)}
        return Say(f"route.failed_{error.code}", values)

    def _search(self, slots: dict[str, str], turn: Turn) -> str:
        return search_link(turn.places.get(slots["destination"], named(slots["destination"])), turn.city)


async def _picture(
    maps: Maps, origin: Whereabouts, goal: Whereabouts, polyline: Polyline, seconds: float
) -> bytes | None:
    """The way on a map; None where that takes too long or cannot be had: the words stand without it."""
    if seconds < MORE_FOR_A_PICTURE_SECONDS:
        return None
    marks = (Mark(origin.place.point, "A"), Mark(goal.place.point, "B"))
    try:
        async with all_within(seconds, "picture"):
            return await maps.static_map(marks, polyline)
    except MapError:
        return None
