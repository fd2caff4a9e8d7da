"""Which place of the map a written name means to this member.

Prevents the 人民公园 of a town three hundred kilometres away from being the goal of somebody's walk: what is in the family's city
goes before everything else, and where that does not settle it he is asked.
"""

from dataclasses import dataclass

from intents.answering.pinned import named, pin, pinned
from intents.engine.place_names import PlaceName, meant
from intents.engine.types import Choice, Reply, Say, Turn
from intents.services.maps.errors import NotFound
from intents.services.maps.maps import Maps
from intents.services.maps.types import Place
from intents.services.weather.gazetteer import stem

MOST_NAMESAKES = 5


class Unknown(Exception):
    """No place of that name on the map."""

    def __init__(self, written: str) -> None:
        super().__init__("no such place")
        self.written = written
        """As the family calls it."""


class Several(Exception):
    """Places of the same name in different cities: the member has to choose."""

    def __init__(self, written: str, places: tuple[Place, ...]) -> None:
        super().__init__(f"{len(places)} places of this name")
        self.written = written
        self.places = places


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A place and what the member calls it."""

    name: str
    """家 for a saved place, else what the map calls it."""
    place: Place


async def locate(maps: Maps, written: str, turn: Turn) -> Whereabouts:
    """The place meant by a slot that names one on the map or a saved one. Raises `Unknown`, `Several` and `MapError`."""
    if place := pinned(written):
        return Whereabouts(place.name, place)
    name = meant(written, turn.places)
    try:
        found = await maps.find_place(name.address, turn.city)
    except NotFound:
        raise Unknown(name.name or named(written)) from None
    if name.kind == "saved":
        return Whereabouts(name.name, found[0])
    place = _the_one(written, found, turn.city)
    return Whereabouts(place.name, place)


def is_known(written: str, turn: Turn) -> bool:
    """Whether there is something to look for: a name of the map, a saved place, or one that was chosen."""
    return bool(written) and (pinned(written) is not None or _meaning(written, turn).kind in ("ordinary", "saved"))


def which_place(intent: str, slots: dict[str, str], slot: str, several: Several) -> Reply:
    """The numbered question which of the places is meant."""
    lines = tuple(f"{number} {_label(place)}" for number, place in enumerate(several.places, 1))
    choices = tuple(
        Choice(_label(place), intent, {**slots, slot: pin(place)}, means=pin(place)) for place in several.places
    )
    return Reply(Say("places.which", {"name": several.written, "lines": lines}), choices=choices)


def _meaning(written: str, turn: Turn) -> PlaceName:
    return meant(written, turn.places)


def _the_one(written: str, found: tuple[Place, ...], city: str) -> Place:
    first = found[0]
    if city and stem(city) in first.city:
        return first
    # 人民公园 of another city is as good an answer as the first; what has only part of the name is not.
    apart: dict[str, Place] = {}
    for place in found:
        if place.name == first.name and place.kind == first.kind:
            apart.setdefault(place.city, place)
    if len(apart) > 1:
        raise Several(named(written), tuple(apart.values())[:MOST_NAMESAKES])
    return first


def _label(place: Place) -> str:
    where = dict.fromkeys(part for part in (place.city, place.district) if part and part not in place.name)
    return " ".join((*where, place.name))
