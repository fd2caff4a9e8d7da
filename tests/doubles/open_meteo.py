"""Open-Meteo for a few places, forecast and geocoding on one port; it refuses what its contract forbids.

    python -m tests.doubles.open_meteo --port 0 [--today 2026-11-21] [--hour 11]

For the bot:   GET /v1/forecast  GET /v1/search
For the test:  GET /stats → requests by kind, the last query of each, what was wrong
               POST /misbehave {mode, times, at: any | forecast | search}, also with the modes minutely, daily (a limit is
               passed), half_body (cut in the middle), redirect, huge
"""

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from tests.contracts.checker import Problem
from tests.doubles.contracted import ContractedApp
from tests.doubles.exchange import Answer, Asked
from tests.doubles.loopback import arguments, serve

Json = dict[str, Any]
HOME = {"country_code": "CN", "country": "中国", "timezone": "Asia/Shanghai"}
PLACES: tuple[Json, ...] = (
    HOME | {"name": "青禾", "latitude": 34.2, "longitude": 105.1, "feature_code": "PPLA2", "admin1": "禾川省", "admin2": "青禾市", "population": 2100000},
    HOME | {"name": "青禾", "latitude": 31.02, "longitude": 112.4, "feature_code": "PPL", "admin1": "岚山省"},
    HOME | {"name": "河东区", "latitude": 34.22, "longitude": 105.15, "feature_code": "PPLA3", "admin1": "禾川省", "admin2": "青禾市"},
    HOME | {"name": "河东区", "latitude": 30.55, "longitude": 111.9, "feature_code": "PPLA3", "admin1": "岚山省", "admin2": "松浦市"},
    HOME | {"name": "新桥", "latitude": 34.6, "longitude": 105.9, "feature_code": "PPLA3", "admin1": "禾川省", "admin2": "白鹭市", "population": 310000},
    HOME | {"name": "新桥", "latitude": 30.1, "longitude": 111.2, "feature_code": "PPLA2", "admin1": "岚山省", "admin2": "新桥市", "population": 900000},
    HOME | {"name": "新桥", "latitude": 30.9, "longitude": 113.3, "feature_code": "PPL", "admin1": "岚山省", "admin2": "松浦市"},
    # Its own clock is two hours behind the one of all China.
    HOME | {"name": "西陲", "latitude": 43.8, "longitude": 87.6, "feature_code": "PPLA", "admin1": "西陲", "timezone": "Asia/Urumqi"},
    {"name": "东京", "latitude": 35.69, "longitude": 139.69, "feature_code": "PPLC", "country_code": "JP", "country": "日本", "admin1": "东京都", "timezone": "Asia/Tokyo", "population": 9700000},
)  # fmt: skip

DAYS = ((2, 14, 5, 10), (61, 11, 6, 85), (0, 12, 1, 0), (71, 2, -4, 70), (3, 6, 0, 20))
"""Code, high, low and probability, day after day; then again from the first."""
WET_HOURS = range(13, 18)
"""When it rains or snows on a wet day."""
UNITS = {"temperature": "°C", "apparent": "°C", "precipitation_p": "%", "precipitation": "mm", "wind_speed": "km/h", "wind_d": "°"}  # fmt: skip


class OpenMeteoApp(ContractedApp):
    """The two routes."""

    def __init__(self, today: date, hour: int) -> None:
        super().__init__("open_meteo", ("minutely", "daily", "half_body", "redirect", "huge"))
        self.today = today
        self.hour = hour

    def take(self, kind: str, asked: Asked, problems: list[Problem], mode: str) -> Answer:
        if problems:
            return _json({"error": True, "reason": f"{problems[0].name} {problems[0].detail}".strip()}, 400)
        if mode in ("minutely", "daily"):
            reason = f"{mode.capitalize()} API request limit exceeded. Please try again later."
            return _json({"error": True, "reason": reason}, 429)
        if mode == "redirect":
            return Answer(b"", 302, {"location": "http://127.0.0.1:9/elsewhere"})
        answer = _json(self._search(asked) if kind == "search" else self._forecast(asked))
        assert isinstance(answer.content, bytes)
        if mode == "half_body":
            return Answer(
                answer.content[: len(answer.content) // 2], headers={"content-length": str(len(answer.content))}
            )
        if mode == "huge":
            return Answer(b" " * 3_000_000 + answer.content, headers=answer.headers)
        return answer

    def _search(self, asked: Asked) -> Json:
        query = asked.query
        code = query.get("countryCode", "")
        found = [place for place in PLACES if place["name"] == query["name"] and code in ("", place["country_code"])]
        # No `results` at all where there is nothing.
        return {"generationtime_ms": 0.4} | ({"results": found[: int(query.get("count", "10"))]} if found else {})

    def _forecast(self, asked: Asked) -> Json:
        query = asked.query
        count = int(query.get("forecast_days", "7"))
        days = [self.today + timedelta(day) for day in range(count)]
        hours = [datetime.combine(day, time(hour)) for day in days for hour in range(24)]
        answer: Json = {
            "latitude": float(query["latitude"]),
            "longitude": float(query["longitude"]),
            "timezone": query["timezone"],
            "utc_offset_seconds": 28800,
        }
        if "current" in query:
            now = datetime.combine(self.today, time(self.hour, 15))
            wanted = query["current"].split(",")
            values = {name: self._value(name, now) for name in wanted}
            answer |= {
                "current_units": _units(wanted),
                "current": {"time": f"{now:%Y-%m-%dT%H:%M}", "interval": 900} | values,
            }
        if "hourly" in query:
            wanted = query["hourly"].split(",")
            columns = {name: [self._value(name, hour) for hour in hours] for name in wanted}
            answer |= {
                "hourly_units": _units(wanted),
                "hourly": {"time": [f"{hour:%Y-%m-%dT%H:%M}" for hour in hours]} | columns,
            }
        if "daily" in query:
            wanted = query["daily"].split(",")
            # The sixteenth day is empty until the model has run to its end.
            of_days: Json = {
                name: [self._of_day(name, day) if at < 15 else None for at, day in enumerate(days)] for name in wanted
            }
            answer |= {"daily_units": _units(wanted), "daily": {"time": [day.isoformat() for day in days]} | of_days}
        return answer

    def _value(self, name: str, at: datetime) -> float:
        code, high, low, probability = DAYS[(at.date() - self.today).days % len(DAYS)]
        is_wet = code > 3 and at.hour in WET_HOURS
        temperature = low + (high - low) * (1 - abs(at.hour - 14) / 14)
        return {
            "temperature_2m": round(temperature, 1),
            "apparent_temperature": round(temperature - 1.5, 1),
            "relative_humidity_2m": 55,
            "precipitation_probability": probability if is_wet or code <= 3 else 5,
            "precipitation": 0.8 if is_wet else 0.0,
            "weather_code": code if is_wet or code <= 3 else 3,
            "wind_speed_10m": 13.0,
            "wind_direction_10m": 47,
        }[name]

    def _of_day(self, name: str, day: date) -> float:
        code, high, low, probability = DAYS[(day - self.today).days % len(DAYS)]
        return {
            "weather_code": code,
            "temperature_2m_max": high,
            "temperature_2m_min": low,
            "precipitation_probability_max": probability,
            "precipitation_sum": 4.2 if code > 3 else 0.0,
            "wind_speed_10m_max": 21.5,
            "wind_direction_10m_dominant": 359,
        }[name]


def _units(names: list[str]) -> Json:
    return {name: next((unit for begins, unit in UNITS.items() if name.startswith(begins)), "") for name in names}


def _json(content: Json, status: int = 200) -> Answer:
    body = json.dumps(content, ensure_ascii=False).encode()
    return Answer(body, status, {"content-type": "application/json; charset=utf-8"})


if __name__ == "__main__":
    parser = arguments(__doc__)
    parser.add_argument(
        "--today", type=date.fromisoformat, default=date(2026, 11, 21), help="the first day of the forecast"
    )
    parser.add_argument("--hour", type=int, default=11, help="what time it is there")
    options = parser.parse_args()
    serve(OpenMeteoApp(options.today, options.hour), options)
