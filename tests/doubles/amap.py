"""高德's web service for two invented towns; it refuses what the real one refuses and what our contract forbids.

    python -m tests.doubles.amap --port 0 [--private-key K] [--calls-per-second 3] [--today 2026-11-21]

For the bot:   the paths of tests/contracts/amap.openapi.yaml
For the test:  GET /stats → requests by kind, the last query of each, contract problems, the most requests in one second
               POST /forget (all of that and every misbehaviour)
               POST /misbehave {mode, times, at: any | geocode | place_text | …}, also with the modes
               code10001 … (that infocode), beside_cost (a duration outside of `cost`), no_duration, half_body, half_json,
               redirect, huge, false_picture
"""

import hashlib
import json
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from datetime import date

from tests.contracts.checker import Contract, Problem
from tests.doubles import amap_answers, amap_ways
from tests.doubles.amap_answers import Refused
from tests.doubles.amap_town import Json
from tests.doubles.exchange import Answer, Asked
from tests.doubles.loopback import arguments, serve
from tests.doubles.mischief import Mischief, Order
from tests.doubles.shapes import read_as

KEY = "c0ffee00c0ffee00c0ffee00c0ffee00"
JS_KEY = "decade00decade00decade00decade00"
"""A key of another type."""
INFOS = {
    "10001": "INVALID_USER_KEY",
    "10002": "SERVICE_NOT_AVAILABLE",
    "10003": "DAILY_QUERY_OVER_LIMIT",
    "10004": "ACCESS_TOO_FREQUENT",
    "10005": "INVALID_USER_IP",
    "10007": "INVALID_USER_SIGNATURE",
    "10009": "USERKEY_PLAT_NOMATCH",
    "10012": "INSUFFICIENT_PRIVILEGES",
    "10013": "USER_KEY_RECYCLED",
    "10014": "QPS_HAS_EXCEEDED_THE_LIMIT",
    "10019": "CQPS_HAS_EXCEEDED_THE_LIMIT",
    "10020": "CKQPS_HAS_EXCEEDED_THE_LIMIT",
    "10021": "CUQPS_HAS_EXCEEDED_THE_LIMIT",
    "10044": "USER_DAILY_QUERY_OVER_LIMIT",
    "20000": "INVALID_PARAMS",
    "20001": "MISSING_REQUIRED_PARAMS",
    "20800": "OUT_OF_SERVICE",
    "20801": "NO_ROADS_NEARBY",
    "20802": "ROUTE_FAIL",
    "20803": "OVER_DIRECTION_RANGE",
    "30001": "ENGINE_RESPONSE_DATA_ERROR",
    "30002": "ENGINE_CONNECT_TIMEOUT",
    "99999": "NEVER_HEARD_OF",
}
OWN_MODES = ("beside_cost", "no_duration", "half_body", "half_json", "redirect", "huge", "false_picture")
DIRECTIONS = ("walking", "bicycling", "electrobike", "driving")


class AmapApp:
    """The routes."""

    def __init__(self, private_key: str, calls_per_second: int, today: date) -> None:
        self.contract = Contract("amap")
        self.private_key = private_key
        self.calls_per_second = calls_per_second
        self.today = today
        kinds = tuple(self.contract.operation_ids.values())
        own = dict.fromkeys((*OWN_MODES, *(f"code{code}" for code in INFOS)), "any")
        self.mischief = Mischief(("any", *kinds), own)
        self.requests: Counter[str] = Counter()
        self.last: dict[str, dict[str, str]] = {}
        self.problems: list[str] = []
        self.arrivals: deque[float] = deque()
        self.most_in_a_second = 0
        self.lock = threading.Lock()

    def answer(self, asked: Asked) -> Answer:
        match asked.method, asked.path:
            case "POST", "/misbehave":
                self.mischief.order(read_as(Order, asked.body))
                return Answer()
            case "POST", "/forget":
                self._forget()
                return Answer()
            case "GET", "/stats":
                return Answer(self._stats())
        kind = self.contract.operation_ids.get((asked.method, asked.path))
        if kind is None:
            return _refused("10002")
        too_many = self._count(kind, asked)
        order = self.mischief.at("any")
        if order.mode == "ok":
            order = self.mischief.at(kind)
        return self.mischief.carry_out(order, lambda: self._take(kind, asked, order, too_many))

    def _take(self, kind: str, asked: Asked, order: Order, too_many: bool) -> Answer:
        if order.mode.startswith("code"):
            return _refused(order.mode.removeprefix("code"))
        try:
            self._let_in(asked, too_many)
            content = self._content(kind, dict(asked.query))
        except Refused as refused:
            return _refused(refused.infocode)
        if isinstance(content, bytes):
            return Answer(
                b"GIF89a" if order.mode == "false_picture" else content, headers={"content-type": "image/png"}
            )
        return _spoilt(content, order.mode)

    def _let_in(self, asked: Asked, too_many: bool) -> None:
        query = dict(asked.query)
        key = query.get("key")
        if key != KEY:
            raise Refused("10009" if key == JS_KEY else "10001")
        if self.private_key:
            sig = query.pop("sig", "")
            written = "&".join("=".join(pair) for pair in sorted(query.items()))
            if hashlib.md5(f"{written}{self.private_key}".encode()).hexdigest() != sig:
                raise Refused("10007")
        if too_many:
            raise Refused("10021")
        problems = self.contract.problems(asked.method, asked.path, asked.query)
        if problems:
            self.problems += [f"{asked.path}: {each.name} {each.wrong} {each.detail}".strip() for each in problems]
        # The real service answers without `cost` as well, only without a duration.
        serious = [each for each in problems if each != Problem("show_fields", "missing")]
        if serious:
            raise Refused("20001" if serious[0].wrong == "missing" else "20000")

    def _content(self, kind: str, query: dict[str, str]) -> Json | bytes:
        if kind in DIRECTIONS:
            return amap_ways.direction(kind, query)
        answers: dict[str, Callable[[dict[str, str]], Json | bytes]] = {
            "transit": amap_ways.transit,
            "geocode": amap_answers.geocode,
            "regeocode": amap_answers.regeocode,
            "place_text": amap_answers.place_text,
            "place_around": amap_answers.place_around,
            "weather": lambda query: amap_answers.weather(query, self.today),
            "picture": amap_answers.picture,
        }
        return answers[kind](query)

    def _count(self, kind: str, asked: Asked) -> bool:
        with self.lock:
            now = time.monotonic()
            self.arrivals.append(now)
            while self.arrivals[0] < now - 1:
                self.arrivals.popleft()
            self.most_in_a_second = max(self.most_in_a_second, len(self.arrivals))
            self.requests[kind] += 1
            self.last[kind] = {name: value for name, value in asked.query.items() if name not in ("key", "sig")}
            return bool(self.calls_per_second) and len(self.arrivals) > self.calls_per_second

    def _forget(self) -> None:
        for place in self.mischief.places:
            self.mischief.order(Order("ok", at=place))
        with self.lock:
            self.requests.clear()
            self.last.clear()
            self.problems.clear()
            self.arrivals.clear()
            self.most_in_a_second = 0

    def _stats(self) -> Json:
        with self.lock:
            counted: Json = {"requests": dict(self.requests), "last": self.last, "problems": self.problems}
            return counted | {"most_in_a_second": self.most_in_a_second}


def _refused(infocode: str) -> Answer:
    # 200, whatever is wrong.
    return _json({"status": "0", "info": INFOS[infocode], "infocode": infocode})


def _spoilt(answered: Json, mode: str) -> Answer:
    content: Json = {"status": "1", "info": "OK", "infocode": "10000"} | answered
    if mode in ("beside_cost", "no_duration"):
        for path in content["route"]["paths"]:
            duration = path["cost"].pop("duration")
            if mode == "beside_cost":
                path["duration"] = int(duration)
    body = json.dumps(content, ensure_ascii=False).encode()
    match mode:
        case "half_body":
            return Answer(body[: len(body) // 2], headers={"content-length": str(len(body))})
        case "half_json":
            return Answer(body[: len(body) // 2])
        case "redirect":
            return Answer(b"", 302, {"location": "/v5/direction/walking"})
        case "huge":
            return Answer(b" " * 3_000_000 + body)
    return _json(content)


def _json(content: Json) -> Answer:
    return Answer(
        json.dumps(content, ensure_ascii=False).encode(), headers={"content-type": "application/json;charset=UTF-8"}
    )


if __name__ == "__main__":
    parser = arguments(__doc__)
    parser.add_argument("--private-key", default="", help="wants every request signed with it")
    parser.add_argument("--calls-per-second", type=int, default=0, help="refuses what comes faster; 0 takes everything")
    parser.add_argument("--today", type=date.fromisoformat, default=None, help="the first day of the forecast")
    options = parser.parse_args()
    # A day of the double's own clock, where the test gives none.
    today = options.today or date.today()  # noqa: DTZ011
    serve(AmapApp(options.private_key, options.calls_per_second, today), options)
