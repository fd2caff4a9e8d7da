"""From a place of the map to one the weather can be asked for."""

from intents.services.maps.types import Place
from intents.services.weather.types import Where


def where_of(place: Place) -> Where:
    """The weather's name for a place that the map found or that a member saved: its district, else its city."""
    return Where(
        name=place.district or place.city or place.name,
        latitude=place.point.latitude,
        longitude=place.point.longitude,
        adcode=place.adcode,
        city=place.city,
    )
