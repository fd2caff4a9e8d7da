"""What 小爱 sends is what the contract allows; a request that it forbids is refused, one for each operation."""

import httpx
import pytest

from intents.services.maps.amap import AmapMaps
from intents.services.maps.types import Mark
from tests.contracts.checker import Contract, Problem
from tests.doubles.amap import KEY
from tests.doubles.processes import Double
from tests.intents.services.maps.conftest import BAILU_LAKE, PARK, SCHOOL, place

ENDS = {"origin": "105.1,34.2", "destination": "105.2,34.3"}
FIELDS = {"show_fields": "cost"}
MUST_FAIL: list[tuple[str, dict[str, str], str, str]] = [
    ("/v3/geocode/geo", {"city": "青禾市"}, "20001", "address"),
    ("/v3/geocode/regeo", {"location": "34.2;105.1"}, "20000", "location"),
    ("/v3/weather/weatherInfo", {"city": "青禾市"}, "20000", "city"),
    ("/v5/place/text", {"keywords": "面馆", "page_size": "50"}, "20000", "page_size"),
    ("/v5/place/around", {"keywords": "面馆"}, "20001", "location"),
    ("/v5/direction/walking", {"origin": "105.1,34.2"} | FIELDS, "20001", "destination"),
    ("/v5/direction/bicycling", ENDS | {"origin": "105.1234567,34.2"} | FIELDS, "20000", "origin"),
    ("/v5/direction/electrobike", ENDS | FIELDS | {"speed": "25"}, "20000", "speed"),
    ("/v5/direction/driving", ENDS | FIELDS | {"strategy": "99"}, "20000", "strategy"),
    ("/v5/direction/transit/integrated", ENDS | FIELDS | {"city2": "0999"}, "20001", "city1"),
    ("/v3/staticmap", {"markers": "mid,,家:105.1,34.2"}, "20000", "markers"),
]


@pytest.fixture(scope="module")
def contract() -> Contract:
    return Contract("amap")


def test_every_operation_has_a_request_that_must_fail(contract: Contract) -> None:
    assert {("GET", path) for path, *_ in MUST_FAIL} == contract.operation_ids.keys()


@pytest.mark.parametrize(("path", "query", "infocode", "parameter"), MUST_FAIL)
def test_what_the_contract_forbids_is_refused(
    contract: Contract, amap: Double, path: str, query: dict[str, str], infocode: str, parameter: str
) -> None:
    assert [problem.name for problem in contract.problems("GET", path, query | {"key": KEY})] == [parameter]
    answer = httpx.get(amap.url + path, params=query | {"key": KEY}, trust_env=False)
    assert (answer.status_code, answer.json()["status"], answer.json()["infocode"]) == (200, "0", infocode)
    assert amap.stats()["problems"][0].startswith(f"{path}: {parameter}")


def test_the_key_is_required_everywhere(contract: Contract) -> None:
    for method, path in contract.operation_ids:
        assert Problem("key", "missing") in contract.problems(method, path, {})


def test_an_unknown_path_is_a_problem(contract: Contract) -> None:
    assert contract.problems("GET", "/v9/direction/flying", {})[0].name == "path"
    assert contract.problems("POST", "/v3/geocode/geo", {})[0].name == "method"


async def test_without_cost_the_service_says_no_time(amap: Double) -> None:
    answer = httpx.get(f"{amap.url}/v5/direction/walking", params=ENDS | {"key": KEY}, trust_env=False).json()
    assert answer["status"] == "1"
    assert "cost" not in answer["route"]["paths"][0]


async def test_whatever_is_asked_is_asked_as_the_contract_says(
    maps: AmapMaps, amap: Double, contract: Contract
) -> None:
    await maps.find_place("清河书院", "青禾市")
    await maps.find_place("河沿街5号")
    await maps.search("面馆", "")
    await maps.around("面馆", PARK.point, 1000)
    for mode in (maps.walking, maps.bicycling, maps.electrobike, maps.driving):
        await mode(SCHOOL, PARK)
    await maps.driving(SCHOOL, BAILU_LAKE, "no_motorway")
    await maps.transit(place("这里", 105.1, 34.2, citycode=""), BAILU_LAKE)
    await maps.static_map([Mark(PARK.point, "A"), Mark(SCHOOL.point, "7")], [SCHOOL.point, PARK.point])
    stats = amap.stats()
    assert stats["problems"] == []
    assert stats["requests"].keys() == set(contract.operation_ids.values()) - {"weather"}
