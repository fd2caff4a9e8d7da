"""Places in 高德's answers: `/v5/place/…` and `/v3/geocode/…`."""

from pydantic import Field

from intents.services.maps.amap_values import Many, Number, One, Read, Text, Whole
from intents.services.maps.amap_web import Answer
from intents.services.maps.types import Place, Point

STOP_TYPECODES = {"1505": "地铁站", "1507": "公交车站"}
"""How the codes of stops begin, and what they are called: an exit of a station has a name of its own."""


class Business(Read):
    rating: Number = None
    cost: Number = None
    opentime_today: Text = ""
    tel: Text = ""


class Poi(Read):
    id: Text = ""
    name: Text = ""
    address: Text = ""
    location: Text = ""
    type: Text = ""
    typecode: Text = ""
    pname: Text = ""
    cityname: Text = ""
    adname: Text = ""
    citycode: Text = ""
    adcode: Text = ""
    distance: Whole = None
    business: One[Business] = Business()


class Pois(Answer):
    pois: Many[Poi] = ()


class Geocode(Read):
    formatted_address: Text = ""
    province: Text = ""
    city: Text = ""
    district: Text = ""
    citycode: Text = ""
    adcode: Text = ""
    location: Text = ""
    level: Text = ""


class Geocodes(Answer):
    geocodes: Many[Geocode] = ()


class AddressComponent(Read):
    citycode: Text = ""


class Regeocode(Read):
    address_component: One[AddressComponent] = Field(default=AddressComponent(), alias="addressComponent")


class Regeocoded(Answer):
    regeocode: One[Regeocode] = Regeocode()


def places_of(answer: Pois) -> tuple[Place, ...]:
    """The places in the service's order, those without a point left out."""
    return tuple(place for poi in answer.pois if (place := _place(poi)))


def addresses_of(answer: Geocodes, asked: str) -> tuple[Place, ...]:
    """The addresses, named as they were asked for; the service only gives them long names."""
    return tuple(
        Place(
            id="",
            name=asked,
            address=geocode.formatted_address,
            point=point,
            kind=geocode.level,
            adcode=geocode.adcode,
            citycode=geocode.citycode,
            # 北京, 上海, 天津 and 重庆 are cities without a province, and `city` is [].
            city=geocode.city or geocode.province,
            district=geocode.district,
        )
        for geocode in answer.geocodes
        if (point := Point.parse(geocode.location))
    )


def _place(poi: Poi) -> Place | None:
    point = Point.parse(poi.location)
    if point is None:
        return None
    last_type = poi.type.partition("|")[0].rpartition(";")[2]
    return Place(
        id=poi.id,
        name=poi.name,
        address=poi.address,
        point=point,
        kind=STOP_TYPECODES.get(poi.typecode[:4], last_type),
        adcode=poi.adcode,
        citycode=poi.citycode,
        city=poi.cityname or poi.pname,
        district=poi.adname,
        rating=poi.business.rating,
        cost_yuan=poi.business.cost,
        open_today=poi.business.opentime_today,
        phone=poi.business.tel.replace(";", "、"),
        distance_m=poi.distance,
    )
