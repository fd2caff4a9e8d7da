"""The weather of a place that the map knows."""

from intents.services.maps.amap import AmapMaps
from intents.services.maps.amap_web import AmapWeb
from intents.services.weather.amap_weather import AmapWeather
from intents.services.weather.at_place import where_of
from intents.services.weather.open_meteo import OpenMeteo


async def test_a_park_of_the_map_has_weather_from_every_service(
    amap_web: AmapWeb, amap: AmapWeather, open_meteo: OpenMeteo
) -> None:
    park = next(place for place in await AmapMaps(amap_web).find_place("人民公园", "白鹭市") if place.city == "白鹭市")
    where = where_of(park)
    assert (where.label, where.adcode) == ("白鹭市 湖滨区", "990202")
    for source in (amap, open_meteo):
        weather = await source.forecast(where, 1)
        assert (weather.place, bool(weather.days)) == ("湖滨区", True)
