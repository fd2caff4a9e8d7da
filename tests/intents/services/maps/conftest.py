"""A map service on loopback and 小爱's way to it."""

from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from pydantic import SecretStr

from intents.services.cache import CallBudget
from intents.services.maps.amap import AmapMaps
from intents.services.maps.amap_key import AmapAccount
from intents.services.maps.amap_web import AmapWeb
from intents.services.maps.types import Place, Point
from tests.doubles.amap import KEY
from tests.doubles.processes import Double, StartDouble, running

OpenWeb = Callable[..., AmapWeb]
"""`open_web(key=…, private_key=…, calls_per_second=…, budget=…)`"""


@pytest.fixture(scope="module")
def amap_of_module() -> Iterator[Double]:
    with running("amap") as double:
        yield double


@pytest.fixture
def amap(request: pytest.FixtureRequest, amap_of_module: Double, start_double: StartDouble) -> Double:
    """高德 for two invented towns; `@pytest.mark.parametrize("amap", [{"private_key": "k"}], indirect=True)` changes it."""
    if hasattr(request, "param"):
        return start_double("amap", **request.param)
    amap_of_module.post("/forget")
    return amap_of_module


@pytest.fixture
async def open_web(amap: Double) -> AsyncIterator[OpenWeb]:
    """Ways to the double, closed at the end."""
    opened: list[AmapWeb] = []

    def open_one(
        *,
        key: str = KEY,
        private_key: str = "",
        base_url: str = "",
        calls_per_second: float = 50,
        budget: CallBudget | None = None,
    ) -> AmapWeb:
        account = AmapAccount(
            SecretStr(key), SecretStr(private_key) if private_key else None, base_url or amap.url, calls_per_second
        )
        opened.append(AmapWeb(account, budget))
        return opened[-1]

    yield open_one
    for web in opened:
        await web.close()


@pytest.fixture
def maps(open_web: OpenWeb) -> AmapMaps:
    """The map with a good key, at a pace that tests need not wait for."""
    return AmapMaps(open_web())


def place(name: str, longitude: float, latitude: float, citycode: str = "0999") -> Place:
    return Place("", name, "", Point(longitude, latitude), "", citycode=citycode)


SCHOOL = place("麦田小学", 105.0950, 34.1950)
PARK = place("人民公园", 105.1120, 34.2050)
STATION = place("青禾站", 105.1600, 34.2300)
BAILU_LAKE = place("白鹭湖", 106.0300, 34.6300, "0998")
ISLAND = place("湖心岛", 105.0500, 34.2500)
ABROAD = place("仙台", 140.8824, 38.2601)
FAR_AWAY = place("拉萨", 91.1322, 29.6604, "0891")
