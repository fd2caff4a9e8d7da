"""What 高德 answers about the two towns, in the shapes that were measured: numbers as strings, `[]` for what is missing."""

import re
import struct
import zlib
from collections.abc import Mapping
from datetime import date, timedelta

from tests.doubles.amap_town import SPOTS, TOWNS, Json, Spot, Town, metres, named, nearest_town, point

Query = Mapping[str, str]


class Refused(Exception):
    """An infocode for an answer."""

    def __init__(self, infocode: str) -> None:
        super().__init__(infocode)
        self.infocode = infocode


def place_text(query: Query) -> Json:
    if not query.get("keywords") and not query.get("types"):
        raise Refused("20001")
    spots = named(query.get("keywords", ""))
    region = query.get("region", "")
    if region:
        town = _town(region)
        if query.get("city_limit") == "true":
            spots = [spot for spot in spots if spot.town == town]
        spots = sorted(spots, key=lambda spot: spot.town != town)
    return _pois(spots, query)


def place_around(query: Query) -> Json:
    centre, radius = point(query["location"]), int(query.get("radius", "5000"))
    near = {spot: metres(centre, (spot.longitude, spot.latitude)) for spot in named(query.get("keywords", ""))}
    spots = [spot for spot, away in near.items() if away <= radius]
    if query.get("sortrule", "distance") == "distance":
        spots.sort(key=lambda spot: near[spot])
    else:
        spots.sort(key=lambda spot: -float(spot.business.get("rating") or 0))
    return _pois(spots, query, near)


def geocode(query: Query) -> Json:
    address = query["address"]
    divisions = [_division(town, address) for town in TOWNS.values() if _is_called(town, address)]
    if divisions:
        return {"count": str(len(divisions)), "geocodes": divisions}
    # A name alone hits the stop named after it; an address hits the street.
    stops = [spot for spot in SPOTS if spot.typecode == "150700" and spot.name.startswith(address)]
    doors = [spot for spot in SPOTS if re.search(r"\d号$", str(spot.address)) and str(spot.address) in address]
    found = stops or sorted(doors, key=lambda spot: -len(spot.address))[:1]
    if "city" in query:
        found = [spot for spot in found if spot.town == _town(query["city"])]
    if not found:
        raise Refused("30001")
    return {"count": str(len(found)), "geocodes": [_geocoded(spot) for spot in found]}


def regeocode(query: Query) -> Json:
    town = nearest_town(point(query["location"]))
    component = {"province": town.province, "city": [], "citycode": town.citycode, "district": town.district}
    return {"regeocode": {"formatted_address": town.province + town.name, "addressComponent": component}}


def weather(query: Query, today: date) -> Json:
    town = next((town for town in TOWNS.values() if town.adcode == query["city"]), None)
    if town is None:
        return {"count": "0", "lives": []}
    where = {"city": town.district, "adcode": town.adcode, "province": town.province}
    reported = {"reporttime": f"{today} 11:02:37"}
    if query.get("extensions", "base") == "base":
        live = {"weather": "多云", "temperature": "9", "winddirection": "东北", "windpower": "≤3", "humidity": "48"}
        return {
            "count": "1",
            "lives": [where | live | reported | {"temperature_float": "9.0", "humidity_float": "48.0"}],
        }
    kinds = [("多云", "阴"), ("小雨", "中雨"), ("晴", "晴"), ("小雪", "多云")]
    casts = [_cast(today + timedelta(day), *kind, warm=14 - 3 * day) for day, kind in enumerate(kinds)]
    return {"count": "1", "forecasts": [where | reported | {"casts": casts}]}


def picture(query: Query) -> bytes:
    """A grey PNG of the asked size."""
    if not ("location" in query and "zoom" in query) and "markers" not in query and "paths" not in query:
        raise Refused("20001")
    width, height = (int(side) * int(query.get("scale", "1")) for side in query.get("size", "400*400").split("*"))
    rows = (b"\0" + b"\xc0" * width) * height

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _pois(spots: list[Spot], query: Query, near: Mapping[Spot, float] | None = None) -> Json:
    shown = spots[: int(query.get("page_size", "10"))]
    with_business = "business" in query.get("show_fields", "")
    pois = []
    for spot in shown:
        town = spot.town
        poi: Json = {"id": spot.id, "name": spot.name, "address": spot.address, "location": spot.location}
        poi |= {"type": spot.type, "typecode": spot.typecode, "pname": town.province, "cityname": town.name}
        poi |= {"adname": town.district, "citycode": town.citycode, "adcode": town.adcode, "parent": []}
        poi["distance"] = str(round(near[spot])) if near else ""
        if with_business:
            poi["business"] = dict(spot.business) | ({"alias": spot.alias} if spot.alias else {}) or []
        pois.append(poi)
    return {"count": str(len(pois)), "pois": pois}


def _geocoded(spot: Spot) -> Json:
    town, is_stop = spot.town, spot.typecode == "150700"
    return {
        "formatted_address": f"{town.province}{town.name}{town.district}{spot.name if is_stop else spot.address}",
        "country": "中国",
        "province": town.province,
        "citycode": town.citycode,
        "city": town.name if town.name != town.province else [],
        "district": town.district,
        "township": [],
        "neighborhood": {"name": [], "type": []},
        "adcode": town.adcode,
        "location": spot.location,
        "level": "公交地铁站点" if is_stop else "门牌号",
    }


def _is_called(town: Town, address: str) -> bool:
    return address in (town.name, town.name.removesuffix("市"), town.district)


def _division(town: Town, address: str) -> Json:
    """The town or its district itself, as when no street is named."""
    is_district = address == town.district
    centre = next(spot for spot in SPOTS if spot.town == town)
    return _geocoded(centre) | {
        "formatted_address": f"{town.province}{town.name}{town.district if is_district else ''}",
        "district": town.district if is_district else [],
        "level": "区县" if is_district else "市",
    }


def _cast(day: date, by_day: str, by_night: str, warm: int) -> Json:
    cast = {"date": day.isoformat(), "week": str(day.isoweekday()), "dayweather": by_day, "nightweather": by_night}
    cast |= {"daytemp": str(warm), "nighttemp": str(warm - 9), "daywind": "北", "nightwind": "北"}
    return cast | {
        "daypower": "1-3",
        "nightpower": "1-3",
        "daytemp_float": f"{warm}.0",
        "nighttemp_float": f"{warm - 9}.0",
    }


def _town(written: str) -> object:
    for town in TOWNS.values():
        if written in (town.citycode, town.adcode, town.name, town.name.removesuffix("市")):
            return town
    return None
