"""Places as the lines of a list and, one of them, with everything a family wants to know before going."""

from pydantic import TypeAdapter, ValidationError

from intents.answering.figures import length, plain
from intents.answering.pinned import pin
from intents.engine.types import Choice, Say, Value
from intents.services.maps.links import marker_link
from intents.services.maps.types import Place

PICKED, PLACE = "picked", "place"
"""Slots that no intent declares: the place whose number was said, as a slot's value and with all that is known of it."""

_PLACE = TypeAdapter(Place)


def choice_of(place: Place, intent: str, slots: dict[str, str]) -> Choice:
    """What the number of the place stands for: to hear more of it, or to go there."""
    known = {PICKED: pin(place), PLACE: _PLACE.dump_json(place).decode()}
    return Choice(place.name, intent, slots | known, means=pin(place))


def picked(slots: dict[str, str]) -> Place | None:
    """The place whose number was said; None where none was."""
    try:
        return _PLACE.validate_json(slots[PLACE]) if PLACE in slots else None
    except ValidationError:
        return None  # Offered by a version of 小爱 that knew places otherwise.


def line_of(number: int, place: Place) -> Say:
    """The place in a list."""
    return Say("places.line", {"number": number, "name": place.name, **_figures(place)}, _away(place))


def all_about(place: Place) -> Say:
    """The place by itself."""
    values: dict[str, Value] = {
        "name": place.name,
        "address": place.address,
        "phone": place.phone,
        "link": marker_link(place.point, place.name),
        **_figures(place),
    }
    return Say("places.one", values, _away(place))


def _figures(place: Place) -> dict[str, Value]:
    return {
        "rating": place.rating or 0,
        "cost": plain(place.cost_yuan) if place.cost_yuan else 0,
        "open": place.open_today,
    }


def _away(place: Place) -> dict[str, tuple[Say, ...]]:
    return {} if place.distance_m is None else {"away": (length(place.distance_m),)}
