"""A journey by bus, underground and train as the sentences that tell it."""

from datetime import datetime, time

from intents.answering.figures import lasting, length, plain
from intents.answering.route_words import near_enough
from intents.engine.types import Say, Value
from intents.services.maps.types import Leg, TransitRoute

MOST_LINES = 6
MOST_OTHER_LINES = 2
SMALL_HOURS = 4
"""A last departure before this hour belongs to the day before."""


def journey_told(
    journey: TransitRoute, mode: str, ends: tuple[str, str], link: str, now: datetime, notes: tuple[Say, ...]
) -> Say:
    """The journey, leaving `now`."""
    rides = journey.rides
    legs = journey.legs if len(journey.legs) <= MOST_LINES else rides
    values: dict[str, Value] = {
        "mode": mode,
        "origin": ends[0],
        "destination": ends[1],
        "fare": plain(journey.fare_yuan) if journey.fare_yuan else 0,
        "changes": max(0, len(rides) - 1),
        "more": max(0, len(legs) - MOST_LINES),
        "link": link,
    }
    parts = {
        "time": (lasting(journey.seconds),),
        "lines": tuple(_line(leg, now) for leg in legs[:MOST_LINES]),
        "notes": (*near_enough(journey.distance_m), *notes),
    }
    if journey.walking_m:
        parts["walking"] = (length(journey.walking_m),)
    return Say("route.journey", values, parts)


def _line(leg: Leg, now: datetime) -> Say:
    values: dict[str, Value]
    match leg.kind:
        case "walk":
            return Say("route.leg_walk", parts={"length": (length(leg.distance_m),)})
        case "taxi":
            return Say("route.leg_taxi", {"to": leg.to_stop}, {"length": (length(leg.distance_m),)})
        case "rail":
            values = {
                "line": leg.line,
                "from": leg.from_stop,
                "to": leg.to_stop,
                "departs": leg.departs,
                "arrives": leg.arrives,
                "cost": plain(leg.cost_yuan) if leg.cost_yuan else 0,
            }
            return Say("route.leg_rail", values)
    values = {
        "line": leg.line,
        "others": leg.other_lines[:MOST_OTHER_LINES],
        "from": leg.from_stop,
        "to": leg.to_stop,
        "stops": leg.stops,
        "last": leg.last,
        "is_over": _is_over(leg.last, now),
    }
    return Say("route.leg_ride", values)


def _is_over(last: str, now: datetime) -> bool:
    """The last one has gone."""
    try:
        leaves = time.fromisoformat(last)
    except ValueError:
        return False
    return leaves < now.time() and (leaves.hour >= SMALL_HOURS or now.hour < SMALL_HOURS)
