"""Journeys by public transport, out of 高德's answer."""

from intents.services.maps.amap_transit_answer import BusLine, Railway, Segment, Transit, TransitRouted
from intents.services.maps.amap_values import clock
from intents.services.maps.errors import NoRoute, Unavailable
from intents.services.maps.types import Leg, Place, Point, Polyline, TransitRoute


def journeys_of(answer: TransitRouted, origin: Place, destination: Place) -> tuple[TransitRoute, ...]:
    """The journeys in the service's order. Raises `NoRoute` where there is none."""
    found = answer.route
    if not found.transits:
        raise NoRoute("transit", "empty")
    journeys = tuple(
        TransitRoute(
            seconds=seconds,
            fare_yuan=transit.cost.transit_fee,
            walking_m=transit.walking_distance or 0,
            distance_m=transit.distance or 0,
            legs=tuple(leg for segment in transit.segments for leg in _legs(segment)),
            taxi_yuan=found.cost.taxi_fee,
            polyline=(origin.point, *_stations(transit), destination.point),
        )
        for transit in found.transits
        if (seconds := _first(transit.cost.duration, transit.duration)) is not None
    )
    if not journeys:
        raise Unavailable("transit", "no_duration")
    return journeys


def plain_line_name(written: str) -> str:
    """旅游7号线(怀旧巴士) for "旅游7号线(怀旧巴士)(古塔(东门)--新站)": without the ends of the line, which may have brackets, too."""
    arrow = written.find("--")
    depth = 0
    for at in range(arrow, -1, -1):
        depth += {")": 1, "(": -1}.get(written[at], 0)
        if depth < 0:
            return written[:at].strip() or written
    return written


def _legs(segment: Segment) -> list[Leg]:
    legs = []
    walk, lines, train, taxi = segment.walking, segment.bus.buslines, segment.railway, segment.taxi
    if walk.distance:
        legs.append(Leg("walk", walk.distance, _first(walk.cost.duration, walk.duration) or 0))
    if lines:
        legs.append(_ride(lines))
    if train.name or train.trip:
        legs.append(_train(train))
    if taxi.distance:
        legs.append(
            Leg(
                "taxi",
                taxi.distance,
                taxi.drivetime or 0,
                from_stop=taxi.startname,
                to_stop=taxi.endname,
                cost_yuan=taxi.price,
            )
        )
    return legs


def _ride(lines: tuple[BusLine, ...]) -> Leg:
    line, *others = lines
    name = plain_line_name(line.name)
    return Leg(
        kind="subway" if "地铁" in line.type or "轨道交通" in line.type or name.startswith("地铁") else "bus",
        distance_m=line.distance or 0,
        seconds=_first(line.cost.duration, line.duration) or 0,
        line=name,
        other_lines=tuple(other for each in others if (other := plain_line_name(each.name)) and other != name),
        from_stop=line.departure_stop.name,
        to_stop=line.arrival_stop.name,
        # The service counts the stops in between; people count until they get off.
        stops=0 if line.via_num is None else line.via_num + 1,
        first=clock(line.start_time),
        last=clock(line.end_time),
    )


def _train(train: Railway) -> Leg:
    return Leg(
        kind="rail",
        distance_m=train.distance or 0,
        seconds=train.time or 0,
        line=train.trip or plain_line_name(train.name),
        from_stop=train.departure_stop.name,
        to_stop=train.arrival_stop.name,
        departs=clock(train.departure_stop.time),
        arrives=clock(train.arrival_stop.time),
        cost_yuan=min((seat.cost for seat in train.spaces if seat.cost), default=None),
    )


def _stations(transit: Transit) -> Polyline:
    stops = []
    for segment in transit.segments:
        rides: tuple[BusLine | Railway, ...] = (*segment.bus.buslines[:1], segment.railway)
        for ride in rides:
            stops += [ride.departure_stop, ride.arrival_stop]
    return tuple(point for stop in stops if (point := Point.parse(stop.location)))


def _first(*values: int | None) -> int | None:
    return next((value for value in values if value is not None), None)
