"""Ways between the two towns' places in 高德's shapes: a third longer than the crow flies, at one speed for each way of going."""

from collections.abc import Mapping

from tests.doubles.amap_answers import Refused
from tests.doubles.amap_town import NO_ROAD, TOWNS, Json, metres, point

Query = Mapping[str, str]
DETOUR = 1.3
METRES_A_SECOND = {"walking": 1.25, "bicycling": 4.0, "electrobike": 5.5, "driving": 10.0}
FURTHEST_M = {"walking": 100_000, "bicycling": 500_000, "electrobike": 500_000, "driving": 8_000_000}
POINTS_A_STEP = 400
STATIONS = {"0999": ("青禾", "105.160000 34.230000"), "0998": ("白鹭", "106.000000 34.600000")}


def direction(mode: str, query: Query) -> Json:
    """Paths by foot, bicycle or car; without `cost` in show_fields nothing says how long they take."""
    length = _length(mode, query)
    shown = query.get("show_fields", "").split(",")
    paths = [_path(mode, query, length, shown)]
    if mode == "driving":
        paths.append(_path(mode, query, length * 1.15, shown) | {"steps": []})
    route: Json = {"origin": query["origin"], "destination": query["destination"], "paths": paths}
    if mode == "driving":
        route["taxi_cost"] = str(max(8, round(length / 1000 * 2.4)))
    return {"count": str(len(paths)), "route": route}


def transit(query: Query) -> Json:
    """By bus or underground in a town, by train between the two, nothing to what is next door."""
    cities = [query["city1"], query["city2"]]
    if not {*cities} <= {town.citycode for town in TOWNS.values()}:
        raise Refused("20000")
    length = _length("driving", query)
    route: Json = {"origin": query["origin"], "destination": query["destination"], "distance": str(round(length))}
    route["cost"] = {"taxi_fee": str(max(8, round(length / 1000 * 2.4)))}
    has_cost = "cost" in query.get("show_fields", "").split(",")
    if length < 400:
        route["transits"] = []
    elif cities[0] == cities[1]:
        both = [
            _journey(length, [_walk(200), _bus(length)]),
            _journey(length * 1.1, [_underground(length), _walk(350)]),
        ]
        route["transits"] = both[: int(query.get("AlternativeRoute", "5"))]
    else:
        route["transits"] = [_journey(length, [_walk(300), _train(*cities), _taxi()], fare="61.5")]
    for journey in route["transits"]:
        if not has_cost:
            del journey["cost"]
    return {"count": str(len(route["transits"])), "route": route}


def _length(mode: str, query: Query) -> float:
    ends = [point(query["origin"]), point(query["destination"])]
    if not all(73 <= x <= 135 and 18 <= y <= 54 for x, y in ends):
        raise Refused("20800")
    if point(NO_ROAD.location) in ends:
        raise Refused("20801")
    length = metres(*ends) * DETOUR
    if length > FURTHEST_M[mode]:
        raise Refused("20803")
    return length


def _path(mode: str, query: Query, length: float, shown: list[str]) -> Json:
    seconds = round(length / METRES_A_SECOND[mode])
    path: Json = {"distance": str(round(length)), "restriction": "0"}
    if "cost" in shown:
        path["cost"] = {"duration": str(seconds)}
        if mode == "driving":
            tolls = str(round(length / 1000 * 0.5)) if length > 50_000 and query.get("strategy") != "36" else "0"
            path["cost"] |= {"tolls": tolls, "toll_distance": "0", "traffic_lights": str(round(length / 600))}
    (x1, y1), (x2, y2) = point(query["origin"]), point(query["destination"])
    middle = (x1 + (x2 - x1) * 0.7, y1 + (y2 - y1) * 0.7)
    path["steps"] = [
        _step("沿书院街向东", "书院街", length * 0.7, (x1, y1), middle, shown),
        _step("右转进入无名道路", [], length * 0.3, middle, (x2, y2), shown),
    ]
    return path


def _step(
    instruction: str,
    road: object,
    length: float,
    start: tuple[float, float],
    end: tuple[float, float],
    shown: list[str],
) -> Json:
    step: Json = {"instruction": f"{instruction}走{round(length)}米", "orientation": "东", "road_name": road}
    step["step_distance"] = str(round(length))
    if "polyline" in shown:
        parts = [at / POINTS_A_STEP for at in range(POINTS_A_STEP + 1)]
        points = [(start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part) for part in parts]
        step["polyline"] = ";".join(f"{x:.6f},{y:.6f}" for x, y in points)
    return step


def _journey(length: float, segments: list[Json], fare: str = "2.0") -> Json:
    return {
        "cost": {"duration": str(round(length / 5) + 600), "transit_fee": fare},
        "distance": str(round(length)),
        "walking_distance": str(sum(int(each["walking"]["distance"]) for each in segments if each.get("walking"))),
        "nightflag": "0",
        "segments": segments,
    }


def _walk(length: int) -> Json:
    walking = {"distance": str(length), "cost": {"duration": str(round(length / 1.25))}, "steps": []}
    return {"walking": walking, "bus": {"buslines": []}, "railway": [], "taxi": []}


def _bus(length: float) -> Json:
    stops = {
        "departure_stop": _stop("清河书院", "105.103200,34.201100"),
        "arrival_stop": _stop("人民公园", "105.112000,34.205000"),
    }
    one = {
        "name": "12路(绿洲小区(南门)--青禾站)",
        "type": "普通公交线路",
        "via_num": "3",
        "start_time": "0600",
        "end_time": "2130",
    }
    rest = {"distance": str(round(length * 0.8)), "cost": {"duration": str(round(length / 6))}}
    same = {
        "name": "旅游3路(怀旧巴士)(绿洲小区--青禾站)",
        "type": "旅游专线",
        "via_num": "3",
        "start_time": [],
        "end_time": [],
    }
    return {"walking": [], "bus": {"buslines": [one | stops | rest, same | stops | rest]}}


def _underground(length: float) -> Json:
    line = {
        "name": "地铁1号线(书院街--站前广场)",
        "type": "地铁线路",
        "via_num": "0",
        "start_time": "0610",
        "end_time": "2300",
    }
    line |= {
        "departure_stop": _stop("书院街", "105.101500,34.199000"),
        "arrival_stop": _stop("站前广场", "105.158000,34.229000"),
    }
    line |= {"distance": str(round(length * 0.9)), "cost": {"duration": str(round(length / 9))}}
    walking = {"distance": "120", "cost": {"duration": "96"}, "steps": []}
    return {"walking": walking, "bus": {"buslines": [line]}}


def _train(start: str, end: str) -> Json:
    (from_name, from_point), (to_name, to_point) = STATIONS[start], STATIONS[end]
    railway = {
        "id": "900001",
        "time": "3900",
        "name": f"K711({from_name}-{to_name})",
        "trip": "K711",
        "distance": "104000",
    }
    railway |= {
        "type": "K字头快速",
        "spaces": [{"code": "软卧", "cost": "98.5"}, {"code": "硬座", "cost": "16.5"}, {"code": "无座", "cost": ""}],
    }
    railway["departure_stop"] = {"name": from_name, "location": from_point, "time": "2036", "start": "1"}
    railway["arrival_stop"] = {"name": to_name, "location": to_point, "time": "2141", "end": "1"}
    return {"walking": [], "railway": railway}


def _taxi() -> Json:
    taxi = {"distance": "2600", "price": "", "drivetime": "480", "startpoint": "106.000000,34.600000", "endname": ""}
    return {"taxi": taxi | {"startname": "白鹭"}}


def _stop(name: str, location: str) -> Json:
    return {"name": name, "id": "1", "location": location}
