"""The descriptions of the weather services bite: a right request passes, and one wrong one for each operation is caught."""

import pytest

from tests.contracts.checker import Contract

POINT = {"latitude": "34.2", "longitude": "105.1", "timezone": "Asia/Shanghai"}
TOKEN = {"Authorization": "Bearer aa.bb.cc"}
HERE = {"location": "105.10,34.20"}

RIGHT = [
    ("open_meteo", "/v1/forecast", POINT | {"daily": "weather_code", "forecast_days": "16"}, {}),
    ("open_meteo", "/v1/search", {"name": "青禾", "countryCode": "CN", "language": "zh", "count": "10"}, {}),
    ("qweather", "/geo/v2/city/lookup", {"location": "青禾", "range": "cn"}, TOKEN),
    ("qweather", "/v7/weather/now", HERE, TOKEN),
    ("qweather", "/v7/weather/7d", HERE | {"unit": "m"}, TOKEN),
    ("qweather", "/v7/weather/24h", HERE, TOKEN),
    ("qweather", "/weatheralert/v1/current/34.20/105.10", {"localTime": "true"}, TOKEN),
]
WRONG = [
    ("open_meteo", "/v1/forecast", {"latitude": "34.2", "timezone": "auto"}, {}, ("longitude", "missing")),
    ("open_meteo", "/v1/forecast", POINT | {"forecast_days": "17"}, {}, ("forecast_days", "wrong")),
    ("open_meteo", "/v1/forecast", POINT | {"daily": "weathercode"}, {}, ("daily", "wrong")),
    ("open_meteo", "/v1/search", {"name": "青禾", "country": "CN"}, {}, ("country", "unknown")),
    ("qweather", "/geo/v2/city/lookup", {"location": "青禾", "number": "21"}, TOKEN, ("number", "wrong")),
    ("qweather", "/v7/weather/now", HERE, {}, ("Authorization", "missing")),
    ("qweather", "/v7/weather/7d", {"location": "34.2,105.1042"}, TOKEN, ("location", "wrong")),
    ("qweather", "/v7/weather/24h", {}, TOKEN, ("location", "missing")),
    ("qweather", "/weatheralert/v1/current/105.10/34.20", {}, TOKEN, ("latitude", "wrong")),
    ("qweather", "/v7/warning/now", HERE, TOKEN, ("path", "unknown")),
]  # fmt: skip


@pytest.mark.parametrize(("service", "path", "query", "headers"), RIGHT)
def test_right_request_passes(service: str, path: str, query: dict[str, str], headers: dict[str, str]) -> None:
    assert Contract(service).problems("GET", path, query, headers) == []


@pytest.mark.parametrize(("service", "path", "query", "headers", "found"), WRONG)
def test_wrong_request_is_caught(
    service: str, path: str, query: dict[str, str], headers: dict[str, str], found: tuple[str, str]
) -> None:
    problems = Contract(service).problems("GET", path, query, headers)
    assert [(problem.name, problem.wrong) for problem in problems] == [found]


@pytest.mark.parametrize("service", ["open_meteo", "qweather"])
def test_every_operation_has_a_right_and_a_wrong_request(service: str) -> None:
    contract = Contract(service)
    for cases in (RIGHT, WRONG):
        seen = {contract.operation_id("GET", case[1]) for case in cases if case[0] == service}
        assert seen >= set(contract.operation_ids.values())
