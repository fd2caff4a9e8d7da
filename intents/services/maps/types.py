"""Places and routes as the map service knows them. Lengths are metres, times seconds, money yuan."""

import re
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Mode = Literal["walking", "bicycling", "electrobike", "driving"]
Strategy = Literal["fastest", "avoid_jams", "no_motorway", "fewer_tolls"]
LegKind = Literal["walk", "bus", "subway", "rail", "taxi"]

_WRITTEN = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*[,\s]\s*(-?\d{1,2}(?:\.\d+)?)\s*")
_STOP_KINDS = ("公交车站", "公交站", "地铁站", "公交地铁站")


@dataclass(frozen=True, slots=True)
class Point:
    """A point in degrees of GCJ-02, the coordinates of every map in China: up to 500 m away from what a GPS says."""

    longitude: float
    latitude: float

    def __post_init__(self) -> None:
        if not (-180 <= self.longitude <= 180 and -90 <= self.latitude <= 90):
            raise ValueError(f"no point on earth: {self.longitude}, {self.latitude}")
        # The service takes six decimals, 0.1 m; two points that differ by less are one and cost one question.
        object.__setattr__(self, "longitude", round(self.longitude, 6))
        object.__setattr__(self, "latitude", round(self.latitude, 6))

    def __str__(self) -> str:
        return f"{self.longitude:.6f},{self.latitude:.6f}"

    @classmethod
    def parse(cls, written: str) -> "Point | None":
        """A point written "lng,lat", or "lng lat" as in the stations of railways; None where that is none."""
        match = _WRITTEN.fullmatch(written)
        if match is None:
            return None
        try:
            return cls(float(match[1]), float(match[2]))
        except ValueError:
            return None


Polyline: TypeAlias = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place with a name; what the service does not know of it is empty or None."""

    id: str
    """The service's own; empty for an address that is nobody's."""
    name: str
    address: str
    point: Point
    kind: str
    """What it is, 博物馆; for an address how exact the point is, 门牌号."""
    adcode: str = ""
    """Six digits of the district, for the weather."""
    citycode: str = ""
    """Dialling code of the city, 010; transit is asked by it."""
    city: str = ""
    district: str = ""
    rating: float | None = None
    """1 to 5."""
    cost_yuan: float | None = None
    """What one person pays, about."""
    open_today: str = ""
    """08:30-18:30."""
    phone: str = ""
    distance_m: int | None = None
    """From the point that was asked about, as the crow flies."""

    @property
    def is_stop(self) -> bool:
        """Whether it is a bus stop or a station of the underground, perhaps only named after what is meant."""
        return self.kind.startswith(_STOP_KINDS)


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction, in the service's Chinese."""

    instruction: str
    road: str
    distance_m: int


@dataclass(frozen=True, slots=True)
class Route:
    """A way on foot, by bicycle or by car."""

    mode: Mode
    distance_m: int
    seconds: int
    tolls_yuan: float = 0.0
    taxi_yuan: float | None = None
    """What a taxi costs; known for driving only."""
    traffic_lights: int | None = None
    steps: tuple[Step, ...] = ()
    is_restricted: bool = False
    """Whether some cars may not drive there today, by their number plate."""
    polyline: Polyline = field(default=(), repr=False)
    """The way to draw on a map, at most 100 points; empty where the way is too long to draw."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of a journey by public transport."""

    kind: LegKind
    distance_m: int
    seconds: int
    line: str = ""
    """地铁1号线, Z588; empty for walks and taxis."""
    other_lines: tuple[str, ...] = ()
    """Lines that do as well."""
    from_stop: str = ""
    to_stop: str = ""
    stops: int = 0
    """Stops ridden, the last one included; 0 where unknown."""
    departs: str = ""
    """20:36; for trains."""
    arrives: str = ""
    first: str = ""
    """The line's first departure of the day, 06:00, where known."""
    last: str = ""
    """Its last one, 23:00."""
    cost_yuan: float | None = None
    """The cheapest seat of a train, or the taxi."""


@dataclass(frozen=True, slots=True)
class TransitRoute:
    """A journey by public transport, from door to door."""

    seconds: int
    fare_yuan: float | None
    walking_m: int
    distance_m: int
    legs: tuple[Leg, ...]
    taxi_yuan: float | None = None
    """What a taxi costs instead."""
    polyline: Polyline = field(default=(), repr=False)
    """From, stations, to."""

    @property
    def rides(self) -> tuple[Leg, ...]:
        """The legs that are not walked; one less is the number of changes."""
        return tuple(leg for leg in self.legs if leg.kind != "walk")


@dataclass(frozen=True, slots=True)
class Mark:
    """A pin on a map picture."""

    point: Point
    label: str
    """One digit or capital letter."""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9A-Z]", self.label):
            raise ValueError(f"a pin is labelled with one digit or capital letter, not {self.label!r}")
