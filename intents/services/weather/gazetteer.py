"""A list of towns, such as GeoNames, asked the way a family writes: 西安市, 西安市雁塔区小寨东路1号, 朝阳.

Prevents an address from being unknown because the list has no streets, and a village in the hills from being offered beside the
city everybody means.
"""

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

MOST_NAMES = 4
MOST_NAMESAKES = 5
_CAPITAL = 3
_RANKS = {"PPLC": 4, "PPLA": _CAPITAL, "ADM1": _CAPITAL, "PPLA2": 2, "ADM2": 2, "PPLA3": 1, "ADM3": 1, "PPLA4": 1}
"""GeoNames' feature codes: capital, seat of a province, of a prefecture, of a county; everything else is a village."""
_BIG_TOWN = 100_000

_DIVISION = re.compile(r"[一-鿿]{2,}?(?:特别行政区|自治区|自治州|自治县|地区|省|市|区|县|旗|盟|州)")
_NO_DIVISION = re.compile(r"(?:小|社|校|园|景|城|厂|库|山|新)区$|(?:超|夜|门|城|菜|股|早)市$")
_SUFFIX = re.compile(r"(?:特别行政区|自治区|自治州|自治县|地区|省|市|区|县|旗|盟)$")


class Hit(Protocol):
    """One place of the list, or of another that can be told in its words."""

    @property
    def name(self) -> str: ...

    @property
    def feature_code(self) -> str: ...

    @property
    def admin1(self) -> str:
        """The province."""
        ...

    @property
    def admin2(self) -> str:
        """The prefecture."""
        ...

    @property
    def population(self) -> int: ...


Found = TypeVar("Found", bound=Hit)


def names_to_try(place: str) -> tuple[str, ...]:
    """Names the list may know a place by, best first: as written, then its divisions from the smallest to the largest."""
    place = place.strip()
    names = [place]
    divisions = [name for name in _DIVISION.findall(place) if not _NO_DIVISION.search(name)]
    for name in reversed(divisions):
        names += [name, stem(name)]
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_NAMES]


def stem(name: str) -> str:
    """The name without what kind of division it is, 西安市 → 西安; 沙市 and 通州 keep theirs."""
    short = _SUFFIX.sub("", name)
    return short if len(short) >= 2 else name


def namesakes(name: str, place: str, hits: Sequence[Found]) -> tuple[Found, ...]:
    """Those of the hits for `name` that may be meant by the whole `place`, likeliest first; one where it is plain."""
    exact = [hit for hit in hits if stem(hit.name) == stem(name)]
    if not exact:  # found by another of its names: the list's own order is all there is to go by
        return tuple(hits[:1])
    inside = [hit for hit in exact if _lies_in(hit, place, name)]
    ranked = sorted(inside or exact, key=lambda hit: (_rank(hit), hit.population), reverse=True)
    best = _rank(ranked[0])
    if best >= _CAPITAL or ranked[0].population > 10 * max((hit.population for hit in ranked[1:]), default=0) > 0:
        return (ranked[0],)
    apart = {(hit.admin1, hit.admin2): hit for hit in reversed(ranked) if _rank(hit) >= min(best, max(best - 1, 1))}
    return tuple(reversed(apart.values()))[:MOST_NAMESAKES]


def _lies_in(hit: Hit, place: str, name: str) -> bool:
    around = place.replace(name, "", 1)
    return any(division and stem(division) in around for division in (hit.admin1, hit.admin2))


def _rank(hit: Hit) -> int:
    return max(_RANKS.get(hit.feature_code, 0), 1 if hit.population >= _BIG_TOWN else 0)
