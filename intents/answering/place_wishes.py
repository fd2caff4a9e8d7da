"""What somebody looks for and how he wants it: 好吃的面馆 → 面馆, 便宜点的, 近一点的, 还有别的吗."""

import re
from collections.abc import Sequence
from typing import Literal

from intents.services.maps.types import Place

Order = Literal["best", "near", "cheap", "rated"]

FOOD, FUN, STAY, REST = "美食", "景点", "酒店", "生活服务"
"""What a map looks for where somebody only says 好吃的, 好玩的, 住哪."""


def sought(keyword: str, text: str) -> str:
    """The words to look for: those of the member without his praise, or what his question is about."""
    plain = keyword.strip()
    for general, pattern in _GENERAL.items():
        if pattern.fullmatch(plain):
            return general
    without = _PRAISE.sub("", plain)
    if without:
        return without
    return next((general for general, pattern in _ABOUT.items() if pattern.search(text)), REST)


def order_of(wish: str, keyword: str, text: str) -> Order:
    """Which of them come first."""
    said = f"{wish} {keyword} {text}"
    if _NEAR.search(said):
        return "near"
    if _CHEAP.search(said):
        return "cheap"
    return "rated" if _RATED.search(wish) else "best"


def asks_for_others(wish: str) -> bool:
    """还有别的吗."""
    return _OTHERS.search(wish) is not None


def ordered(places: Sequence[Place], order: Order) -> tuple[Place, ...]:
    """The places with the wanted ones first; what is not known of a place puts it last."""
    match order:
        case "near":
            return tuple(sorted(places, key=lambda place: _known_first(place.distance_m)))
        case "cheap":
            return tuple(sorted(places, key=lambda place: _known_first(place.cost_yuan)))
        case "rated":
            return tuple(sorted(places, key=lambda place: _known_first(-place.rating if place.rating else None)))
    return tuple(places)


def _known_first(value: float | None) -> tuple[bool, float]:
    return value is None, value or 0.0


_GENERAL = {
    FOOD: re.compile(
        "(?:好吃|吃饭|吃|有名|特色|当地)的?(?:好吃的|东西|地方|店|饭馆|小吃)?|吃饭的?地方|小吃|早饭|午饭|晚饭"
    ),
    FUN: re.compile("(?:好玩|可玩|能玩|值得玩|值得去|好逛|适合.{0,6}玩)的?(?:地方|去处)?|玩|遛弯|散步|景"),
    STAY: re.compile("住|住的地方|住宿"),
}
_ABOUT = {
    FOOD: re.compile("吃|喝|聚餐|饭"),
    STAY: re.compile("住"),
    FUN: re.compile("玩|逛|转转|走走|约会|遛|散步|周末"),
}
_PRAISE = re.compile(
    "^(?:(?:最近|最好|比较|特别|很|稍微|附近|近一点|近点|便宜|实惠|划算|干净|好吃|好喝|好玩|好|不错|正宗|地道|靠谱|有名|人少|安静|评分高|"
    "开着|还开着|营业|大|小)(?:一?点儿?)?的)+"
)
_NEAR = re.compile("近[一]?[点些]|最近的?(?!有)|更近|太远|离.{0,6}最近")
_CHEAP = re.compile("便宜|实惠|划算|太贵")
_RATED = re.compile("评分|评价|[最更]好|好一?点|口碑|高档|上档次")
_OTHERS = re.compile("别的|其他|其它|还有|换一|再来|再推荐")
