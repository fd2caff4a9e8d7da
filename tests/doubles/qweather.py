"""和风 for a few places; it verifies every token and refuses what its contract forbids. Needs the extra `qweather`.

    python -m tests.doubles.qweather --port 0 --public-key HEX [--today 2026-11-21] [--hour 11]

For the bot:   the paths of tests/contracts/qweather.openapi.yaml; answers come packed with gzip, as the real ones always do
For the test:  GET /stats → requests by kind, the last query of each, what was wrong
               POST /misbehave {mode, times, at: any | place | now | days | hours | alerts}, also with the modes
               code400 … (a v7 code in an answer with HTTP 200), no_credit, overdue, invalid_host, too_many, half_body
"""

import base64
import gzip
import json
import time
from datetime import date, datetime, timedelta, timezone
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.contracts.checker import Problem
from tests.doubles.contracted import ContractedApp
from tests.doubles.exchange import Answer, Asked
from tests.doubles.loopback import arguments, serve

Json = dict[str, Any]
PROJECT, CREDENTIAL = "2HEJXXXXX1", "T7KXXXXXX9"
CHINA = timezone(timedelta(hours=8))
PLACES: tuple[Json, ...] = (
    {"name": "青禾", "id": "101990101", "lat": "34.20000", "lon": "105.10000", "adm2": "青禾", "adm1": "禾川省", "country": "中国", "tz": "Asia/Shanghai", "rank": "15"},
    {"name": "河东", "id": "101990102", "lat": "34.22000", "lon": "105.15000", "adm2": "青禾", "adm1": "禾川省", "country": "中国", "tz": "Asia/Shanghai", "rank": "33"},
    {"name": "河东", "id": "101980203", "lat": "30.55000", "lon": "111.90000", "adm2": "松浦", "adm1": "岚山省", "country": "中国", "tz": "Asia/Shanghai", "rank": "45"},
    {"name": "东京", "id": "9F9E3", "lat": "35.68950", "lon": "139.69171", "adm2": "东京都", "adm1": "东京都", "country": "日本", "tz": "Asia/Tokyo", "rank": "10"},
)  # fmt: skip
DAYS = (("多云", "阴", 14, 5), ("小雨", "中雨", 11, 6), ("晴", "晴", 12, 1), ("小雪", "多云", 2, -4))
ERRORS = {"no_credit": (403, "No Credit"), "overdue": (403, "Overdue"), "invalid_host": (403, "Invalid Host"), "too_many": (429, "Too Many Requests")}  # fmt: skip
CODES = ("204", "400", "401", "402", "403", "404", "429", "500")


class QWeatherApp(ContractedApp):
    """The routes."""

    def __init__(self, public_key: Ed25519PublicKey, today: date, hour: int) -> None:
        super().__init__("qweather", ("half_body", *ERRORS, *(f"code{code}" for code in CODES)))
        self.public_key = public_key
        self.now = datetime(today.year, today.month, today.day, hour, tzinfo=CHINA)

    def take(self, kind: str, asked: Asked, problems: list[Problem], mode: str) -> Answer:
        if any(problem.name == "Authorization" for problem in problems) or not self._is_ours(asked):
            return _error(401, "Unauthorized")
        if problems:
            wrong = "Missing Parameter" if problems[0].wrong == "missing" else "Invalid Parameter"
            return _error(404 if problems[0].name == "path" else 400, wrong)
        if mode in ERRORS:
            return _error(*ERRORS[mode])
        if mode.startswith("code"):
            return _packed({"code": mode.removeprefix("code")})
        match kind:
            case "place":
                answer = self._place(asked)
            case "now":
                answer = self._v7("now", self._now())
            case "days":
                answer = self._v7("daily", [self._day(at) for at in range(7)])
            case "hours":
                answer = self._v7("hourly", [self._hour(at) for at in range(1, 25)])
            case _:
                answer = _packed(ALERTS)
        if mode == "half_body":
            assert isinstance(answer.content, bytes)
            length = {"content-length": str(len(answer.content))}
            return Answer(answer.content[: len(answer.content) // 2], headers=dict(answer.headers) | length)
        return answer

    def _is_ours(self, asked: Asked) -> bool:
        header, payload, signature = asked.headers["authorization"].removeprefix("Bearer ").split(".")
        try:
            self.public_key.verify(_bytes(signature), f"{header}.{payload}".encode())
        except InvalidSignature:
            return False
        said = json.loads(_bytes(payload))
        if not said["iat"] <= time.time() < said["exp"] <= said["iat"] + 86400:
            return False
        return json.loads(_bytes(header)) == {"alg": "EdDSA", "kid": CREDENTIAL} and bool(said["sub"] == PROJECT)

    def _place(self, asked: Asked) -> Answer:
        name, is_home = asked.query["location"], asked.query.get("range") == "cn"
        found = [place for place in PLACES if name in (place["name"], f"{place['name']}市", f"{place['name']}区")]
        found = [place for place in found if not is_home or place["country"] == "中国"]
        return self._v7("location", found) if found else _error(400, "No Such Location")

    def _v7(self, name: str, content: object) -> Answer:
        return _packed(
            {"code": "200", "updateTime": _written(self.now), "fxLink": "https://www.qweather.com", name: content}
        )

    def _now(self) -> Json:
        observed = _written(self.now - timedelta(minutes=12))
        said = {"obsTime": observed, "temp": "9", "feelsLike": "7", "icon": "101", "text": "多云", "wind360": "45"}
        return said | {
            "windDir": "东北风",
            "windScale": "2",
            "windSpeed": "9",
            "humidity": "48",
            "precip": "0.0",
            "dew": "",
        }

    def _day(self, at: int) -> Json:
        by_day, by_night, high, low = DAYS[at % len(DAYS)]
        day = {"fxDate": (self.now.date() + timedelta(at)).isoformat(), "tempMax": str(high), "tempMin": str(low)}
        day |= {
            "textDay": by_day,
            "textNight": by_night,
            "windDirDay": "北风",
            "windScaleDay": "1-3",
            "windSpeedDay": "16",
        }
        return day | {
            "windDirNight": "西北风",
            "windScaleNight": "3-4",
            "humidity": "40",
            "precip": "1.2",
            "uvIndex": "3",
        }

    def _hour(self, at: int) -> Json:
        hour = self.now + timedelta(hours=at)
        return {
            "fxTime": _written(hour),
            "temp": "8",
            "text": "小雨" if hour.hour == 16 else "多云",
            "pop": "70" if hour.hour == 16 else "7",
            "precip": "0.0",
        }


ALERTS: Json = {
    "metadata": {"tag": "0a1b", "zeroResult": False, "attributions": ["https://developer.qweather.com/attribution.html"]},
    "alerts": [
        {"id": "1", "senderName": "青禾市气象台", "issuedTime": "2026-11-21T08:10+08:00", "eventType": {"name": "大风", "code": "1006"}, "severity": "minor", "color": {"code": "blue"}, "headline": "青禾市气象台发布大风蓝色预警"},
        {"id": "2", "senderName": "青禾市气象台", "issuedTime": "2026-11-21T09:30+08:00", "eventType": {"name": "寒潮", "code": "1009"}, "severity": "severe", "color": {"code": "orange"}, "headline": "青禾市气象台发布寒潮橙色预警"},
        {"id": "3", "senderName": None, "eventType": {"name": "", "code": ""}, "severity": "unknown", "color": None, "headline": "道路结冰提示"},
    ],
}  # fmt: skip


def _written(at: datetime) -> str:
    return at.isoformat(timespec="minutes")


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _error(status: int, title: str) -> Answer:
    kind = f"https://dev.qweather.com/docs/resource/error-code/#{title.lower().replace(' ', '-')}"
    return _packed(
        {"error": {"status": status, "type": kind, "title": title, "detail": "See the documentation."}}, status
    )


def _packed(content: Json, status: int = 200) -> Answer:
    body = gzip.compress(json.dumps(content, ensure_ascii=False).encode())
    return Answer(body, status, {"content-type": "application/json", "content-encoding": "gzip"})


if __name__ == "__main__":
    parser = arguments(__doc__)
    parser.add_argument("--public-key", required=True, help="32 bytes in hex")
    parser.add_argument(
        "--today", type=date.fromisoformat, default=date(2026, 11, 21), help="the first day of the forecast"
    )
    parser.add_argument("--hour", type=int, default=11, help="what time it is there")
    options = parser.parse_args()
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(options.public_key))
    serve(QWeatherApp(key, options.today, options.hour), options)
