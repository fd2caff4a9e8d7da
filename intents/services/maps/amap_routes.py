"""Ways on foot, by bicycle and by car in 高德's answers, `/v5/direction/…`."""

from intents.services.maps.amap_values import Many, Number, One, Read, Text, Whole
from intents.services.maps.amap_web import Answer
from intents.services.maps.errors import NoRoute, Unavailable
from intents.services.maps.geometry import thinned
from intents.services.maps.types import Mode, Point, Polyline, Route, Step

LONGEST_POLYLINE = 100
"""Points: what a map picture takes in its address."""


class Cost(Read):
    duration: Whole = None
    tolls: Number = None
    traffic_lights: Whole = None


class PathStep(Read):
    instruction: Text = ""
    road_name: Text = ""
    step_distance: Whole = None
    polyline: Text = ""


class Path(Read):
    distance: Whole = None
    duration: Whole = None
    restriction: Text = ""
    cost: One[Cost] = Cost()
    steps: Many[PathStep] = ()

    @property
    def seconds(self) -> int | None:
        """How long it takes, from either place where the service writes it: bicycles have it beside `cost`, not in it."""
        return self.duration if self.cost.duration is None else self.cost.duration


class Paths(Read):
    taxi_cost: Number = None
    paths: Many[Path] = ()


class Routed(Answer):
    route: One[Paths] = Paths()


def routes_of(answer: Routed, mode: Mode) -> tuple[Route, ...]:
    """The ways in the service's order. Raises `NoRoute` where there is none."""
    found = answer.route
    if not found.paths:
        raise NoRoute(mode, "empty")
    routes = tuple(route for path in found.paths if (route := _route(path, mode, found.taxi_cost)))
    if not routes:
        raise Unavailable(mode, "no_duration")
    return routes


def polyline_of(pieces: list[str]) -> Polyline:
    """The points of "lng,lat;lng,lat", one piece after the other."""
    points = [Point.parse(written) for piece in pieces for written in piece.split(";")]
    return thinned([point for point in points if point], LONGEST_POLYLINE)


def _route(path: Path, mode: Mode, taxi_yuan: float | None) -> Route | None:
    seconds = path.seconds
    if path.distance is None or seconds is None:
        return None
    return Route(
        mode=mode,
        distance_m=path.distance,
        seconds=seconds,
        tolls_yuan=path.cost.tolls or 0.0,
        taxi_yuan=taxi_yuan if mode == "driving" else None,
        traffic_lights=path.cost.traffic_lights,
        steps=tuple(Step(step.instruction, step.road_name, step.step_distance or 0) for step in path.steps),
        is_restricted=path.restriction == "1",
        polyline=polyline_of([step.polyline for step in path.steps]),
    )
