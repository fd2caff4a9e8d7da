"""`xiaoai doctor` on the map and the weather: no key, a wrong one, one of another type, a good one."""

import json
from pathlib import Path

import pytest

from bot.doctor import examine
from bot.doctor.map_services import amap, weather
from tests.doubles.amap import JS_KEY, KEY
from tests.doubles.processes import StartDouble, closed_port


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOAI_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("XIAOAI_WEATHER__OPEN_METEO", "false")
    for name in ("AMAP_KEY", "AMAP_SECRET", "QWEATHER_PRIVATE_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_key_it_says_where_to_get_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert examine(None, {"": (amap, weather)}) == 0
    said = capsys.readouterr().out
    assert "没有 AMAP_KEY" in said
    assert "天气：一个服务也没有" in said


@pytest.mark.parametrize(
    ("key", "answer"),
    [(KEY, "地图：高德能用"), (JS_KEY, "服务平台选“Web 服务”"), ("f" * 32, "那边不认 AMAP_KEY 里的钥匙")],
)
def test_a_key_is_tried(
    key: str,
    answer: str,
    start_double: StartDouble,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("AMAP_KEY", key)
    monkeypatch.setenv("XIAOAI_MAPS__BASE_URL", start_double("amap").url)
    assert examine(None, {"": (amap,)}) == 0
    said = capsys.readouterr().out
    assert answer in said
    assert key not in said


def test_open_meteo_is_tried(
    start_double: StartDouble, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XIAOAI_WEATHER__OPEN_METEO", json.dumps(True))
    monkeypatch.setenv("XIAOAI_WEATHER__FORECAST_URL", start_double("open_meteo").url)
    assert examine(None, {"": (weather,)}) == 0
    assert "天气：Open-Meteo能用" in capsys.readouterr().out
    monkeypatch.setenv("XIAOAI_WEATHER__FORECAST_URL", f"http://127.0.0.1:{closed_port()}")
    assert examine(None, {"": (weather,)}) == 0
    assert "天气：Open-Meteo现在用不了" in capsys.readouterr().out
