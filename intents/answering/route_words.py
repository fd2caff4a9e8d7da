"""A way on foot, by bicycle or by car as the sentences that tell it."""

import re
from collections.abc import Sequence

from intents.answering.figures import lasting, length, plain
from intents.engine.types import Say, Value
from intents.services.maps.links import LinkMode, navigation_link
from intents.services.maps.types import Mode, Place, Route, Step, Strategy

MOST_STEPS = 5
TOO_FAR_ON_FOOT_M = 5_000
TOO_FAR_BY_BICYCLE_M = 15_000
NEAR_ENOUGH_TO_WALK_M = 1_500
WALKING_M_PER_SECOND = 1.25

LINK_MODES: dict[str, LinkMode] = {
    "walking": "walk",
    "bicycling": "ride",
    "electrobike": "ride",
    "driving": "car",
    "transit": "bus",
}


def strategy_of(text: str) -> Strategy:
    """How somebody wants to drive."""
    return next((strategy for strategy, pattern in _STRATEGIES.items() if pattern.search(text)), "fastest")


def is_electric(text: str) -> bool:
    """Whether the bicycle has a motor."""
    return _ELECTRIC.search(text) is not None


def way_told(
    route: Route, mode: str, ends: tuple[str, str], link: str, strategy: Strategy, notes: tuple[Say, ...]
) -> Say:
    """The way. `mode` is the family's word for it, 开车; `ends` what they call start and goal."""
    roads = _roads(route.steps)
    steps = tuple(step.instruction for step in route.steps if step.instruction)
    # Whoever walks wants the turns, as long as they fit; whoever drives the roads.
    has_turns = route.mode == "walking" and len(steps) <= MOST_STEPS
    values: dict[str, Value] = {
        "mode": mode,
        "is_electric": route.mode == "electrobike",
        "origin": ends[0],
        "destination": ends[1],
        "tolls": plain(round(route.tolls_yuan)),
        "taxi": round(route.taxi_yuan) if route.taxi_yuan else 0,
        "is_restricted": route.is_restricted,
        "strategy": strategy if route.mode == "driving" else "fastest",
        "roads": () if has_turns else roads,
        "steps": steps if has_turns else (),
        "link": link,
    }
    parts = {
        "time": (lasting(route.seconds),),
        "length": (length(route.distance_m),),
        "notes": (*_better(route.mode, route.distance_m), *notes),
    }
    return Say("route.way", values, parts)


def link_to(by: str, destination: Place, origin: Place, strategy: Strategy = "fastest") -> str:
    """A link that opens the map with the way."""
    return navigation_link(LINK_MODES[by], destination, origin, strategy)


def _better(mode: Mode, metres: int) -> tuple[Say, ...]:
    if mode == "walking" and metres > TOO_FAR_ON_FOOT_M:
        return (Say("route.too_far_on_foot"),)
    if mode in ("bicycling", "electrobike") and metres > TOO_FAR_BY_BICYCLE_M:
        return (Say("route.too_far_by_bicycle"),)
    if mode == "driving":
        return near_enough(metres)
    return ()


def near_enough(metres: float) -> tuple[Say, ...]:
    """That one may as well walk, where that is so."""
    if metres > NEAR_ENOUGH_TO_WALK_M:
        return ()
    return (Say("route.near_enough", parts={"time": (lasting(metres / WALKING_M_PER_SECOND),)}),)


def _roads(steps: Sequence[Step]) -> tuple[str, ...]:
    """The roads in their order, of many the longest."""
    lengths: dict[str, int] = {}
    for step in steps:
        if step.road:
            lengths[step.road] = lengths.get(step.road, 0) + step.distance_m
    longest = sorted(lengths, key=lambda road: -lengths[road])[:MOST_STEPS]
    return tuple(road for road in lengths if road in longest)


_STRATEGIES: dict[Strategy, re.Pattern[str]] = {
    "no_motorway": re.compile("不走高速|不上高速|避开高速|别走高速|绕开高速"),
    "fewer_tolls": re.compile("少收费|不收费|不要过路费|免费(?:的)?路|省过路费|少花过路费|避免收费|避开收费"),
    "avoid_jams": re.compile("避开拥堵|躲避拥堵|绕开拥?堵|避堵|别堵|不堵车?的"),
}
_ELECTRIC = re.compile("电动车|电瓶车|电驴|电动自行车|电单车|小电")
