"""The weather doubles by themselves: they refuse as the real ones do, and remember it."""

import httpx
import pytest

from tests.doubles.processes import StartDouble


def test_open_meteo_refuses_half_a_place_by_name(start_double: StartDouble) -> None:
    double = start_double("open_meteo")
    refused = httpx.get(f"{double.url}/v1/forecast?latitude=34.2&timezone=auto", trust_env=False)
    assert (refused.status_code, refused.json()["error"]) == (400, True)
    assert "longitude" in refused.json()["reason"]
    assert double.stats()["problems"] == ["/v1/forecast: longitude missing"]


def test_open_meteo_has_no_results_rather_than_none(start_double: StartDouble) -> None:
    assert "results" not in start_double("open_meteo").get("/v1/search", name="无此镇")


@pytest.mark.parametrize(
    ("headers", "status", "title"),
    [({}, 401, "Unauthorized"), ({"Authorization": "Bearer aa.bb.cc"}, 401, "Unauthorized")],
    ids=["no token", "nonsense"],
)
def test_qweather_lets_nobody_in_without_a_token(
    start_double: StartDouble, headers: dict[str, str], status: int, title: str
) -> None:
    pytest.importorskip("cryptography", reason="the extra qweather is not installed")
    double = start_double("qweather", public_key="00" * 32)
    refused = httpx.get(f"{double.url}/v7/weather/now?location=105.10,34.20", headers=headers, trust_env=False)
    assert refused.headers["content-encoding"] == "gzip"
    assert (refused.status_code, refused.json()["error"]["title"]) == (status, title)
