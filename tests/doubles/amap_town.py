"""Two towns that are on no map, 青禾市 and 白鹭市, a hundred kilometres apart, and what is to be found in them."""

import math
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Town:
    """A city of one district; 白鹭市 is one without a province, as 北京 is."""

    name: str
    citycode: str
    adcode: str
    district: str
    province: str = "禾川省"


QINGHE = Town("青禾市", "0999", "990102", "河东区")
BAILU = Town("白鹭市", "0998", "990202", "湖滨区", province="白鹭市")
TOWNS = {town.name: town for town in (QINGHE, BAILU)}


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """A place of a town, the same only as itself."""

    id: str
    name: str
    longitude: float
    latitude: float
    type: str
    typecode: str
    address: str | list[str]
    town: Town = QINGHE
    business: Json = field(default_factory=dict)
    alias: str = ""

    @property
    def location(self) -> str:
        return f"{self.longitude:.6f},{self.latitude:.6f}"


def _eats(rating: str, cost: str, tel: str, hours: str) -> Json:
    return {"rating": rating, "cost": cost, "tel": tel, "opentime_today": hours, "opentime_week": f"周一至周日 {hours}"}


NOODLES, HOTPOT = ("餐饮服务;中餐厅;面馆", "050100"), ("餐饮服务;中餐厅;火锅店", "050117")
PARK, STOP = ("风景名胜;公园广场;公园", "110101"), ("交通设施服务;公交车站;公交车站相关", "150700")
METRO, HOSPITAL = ("交通设施服务;地铁站;地铁站", "150500"), ("医疗保健服务;综合医院;三级甲等医院", "090101")
SPOTS = (
    Spot("Q02", "清河书院(公交站)", 105.1032, 34.2011, *STOP, "12路;旅游3路"),
    Spot("Q01", "清河书院博物馆", 105.1000, 34.2000, "科教文化服务;博物馆;博物馆", "140100", "书院街1号", alias="清河书院", business={"rating": "4.8", "opentime_today": "09:00-17:00", "tel": "0999-5550101", "cost": []}),
    Spot("Q03", "人民公园", 105.1120, 34.2050, *PARK, "公园路8号", business={"rating": "4.5", "opentime_today": "06:00-22:00"}),
    Spot("Q04", "青禾站", 105.1600, 34.2300, "交通设施服务;火车站;火车站", "150200", "站前路", alias="青禾火车站"),
    Spot("Q05", "站前广场地铁站", 105.1580, 34.2290, *METRO, "1号线"),
    Spot("Q06", "书院街地铁站", 105.1015, 34.1990, *METRO, "1号线"),
    Spot("Q07", "麦香面馆(书院店)", 105.1010, 34.2008, *NOODLES, "书院街17号", business=_eats("4.6", "19.00", "0999-5550107", "07:00-21:30")),
    Spot("Q08", "一碗春手擀面", 105.1044, 34.2020, *NOODLES, "公园路2号", business=_eats("4.8", "23.00", "0999-5550108;0999-5550118", "10:00-22:00")),
    Spot("Q09", "汤记刀削面", 105.1200, 34.2100, *NOODLES, "新华路40号", business=_eats("4.1", "16.00", "", "06:30-14:00")),
    Spot("Q10", "河沿火锅", 105.1085, 34.2033, *HOTPOT, "河沿街5号", business=_eats("4.4", "88.00", "0999-5550110", "11:00-02:00")),
    Spot("Q11", "青禾市第一医院", 105.1300, 34.2150, *HOSPITAL, "健康路1号", business={"rating": [], "tel": "0999-5550111"}),
    Spot("Q12", "丰收大药房", 105.1009, 34.2022, "医疗保健服务;医药保健销售店;药房", "090601", "书院街30号", business={"opentime_today": "24小时营业"}),
    Spot("Q13", "麦田小学", 105.0950, 34.1950, "科教文化服务;学校;小学", "141203", "麦田路6号"),
    Spot("Q14", "绿洲小区", 105.0900, 34.1900, "商务住宅;住宅区;住宅小区", "120302", "麦田路20号"),
    Spot("Q15", "金谷超市", 105.0930, 34.1930, "购物服务;超级市场;超市", "060400", []),
    Spot("Q16", "湖心岛观景台", 105.0500, 34.2500, "风景名胜;风景名胜;观景点", "110200", []),
    Spot("Q17", "望河停车场", 105.1090, 34.2040, "交通设施服务;停车场;公共停车场", "150904", "河沿街"),
    Spot("B01", "人民公园", 106.0100, 34.6100, *PARK, "滨湖大道3号", BAILU, {"rating": "4.6"}),
    Spot("B02", "白鹭站", 106.0000, 34.6000, "交通设施服务;火车站;火车站", "150200", "铁路街", BAILU, alias="白鹭火车站"),
    Spot("B03", "白鹭湖", 106.0300, 34.6300, "风景名胜;风景名胜;国家级景点", "110202", [], BAILU, {"rating": "4.9"}),
)  # fmt: skip
NO_ROAD = SPOTS[15]
"""An island: no road, no bridge."""


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """As the crow flies, on a ball of 6371 km."""
    (x1, y1), (x2, y2) = (tuple(map(math.radians, end)) for end in (one, other))
    cosine = math.sin(y1) * math.sin(y2) + math.cos(y1) * math.cos(y2) * math.cos(x2 - x1)
    return 6_371_000 * math.acos(max(-1.0, min(1.0, cosine)))


def point(written: str) -> tuple[float, float]:
    longitude, _, latitude = written.partition(",")
    return float(longitude), float(latitude)


def nearest_town(at: tuple[float, float]) -> Town:
    return min(SPOTS, key=lambda spot: metres(at, (spot.longitude, spot.latitude))).town


def named(words: str) -> list[Spot]:
    """What a search for these words finds: by name, by alias and by kind, in the order of the list."""
    return [
        spot
        for spot in SPOTS
        if any(words in text for text in (spot.name, spot.alias, spot.type)) or spot.name in words
    ]
