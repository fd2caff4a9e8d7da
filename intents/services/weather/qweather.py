"""和风: a week, the next day by the hour, and the official warnings. Off unless an account is set up.

Contract: dev.qweather.com/docs/api. 50 000 calls a month are free, a forecast takes four. Their v7 ends in the summer of 2027; its
v7 warnings ended in October 2026, which is why those come from `weatheralert/v1`.
"""

import re

import httpx

from intents.services.weather.ask import Answered, Read, Service
from intents.services.weather.errors import (
    BadRequest,
    NotFound,
    OverQuota,
    SourceError,
    TooFrequent,
    Unavailable,
    WrongKey,
)
from intents.services.weather.gazetteer import names_to_try, namesakes
from intents.services.weather.qweather_answers import Alerts, Answer, Days, Hours, Locations, NowAnswer, warnings
from intents.services.weather.qweather_token import NAME, QWeatherAccount, Token
from intents.services.weather.together import together
from intents.services.weather.types import Weather, Where

ATTRIBUTION = "和风天气"

V7_CODES: dict[str, type[SourceError]] = {
    "400": BadRequest,
    "401": WrongKey,
    "402": OverQuota,
    "403": WrongKey,
    "429": TooFrequent,
}
"""The codes of v7, which come with HTTP 200. 204 and 404 mean that there is nothing there."""
NOTHING_THERE = ("204", "404")
NO_SUCH_PLACE = ("nosuchlocation", "notfound", "datanotavailable")
NEEDS_MONEY = ("nocredit", "overdue")
"""Of the reasons for HTTP 403; the others are about key, host and rights."""
MONTH_IS_USED_UP = ("overmonthlylimit", "overdailylimit")


class QWeather:
    """See `WeatherSource`."""

    name = NAME
    reach_days = 7

    def __init__(self, account: QWeatherAccount, http: httpx.AsyncClient, token: Token | None = None) -> None:
        self._service = Service(NAME, account.base_url, http)
        self._token = token or Token(account)

    async def look_up(self, place: str) -> tuple[Where, ...]:
        for name in names_to_try(place):
            if found := await self._search(name, place, {"range": "cn"}):
                return found
        if found := await self._search(place, place, {}):
            return found
        raise NotFound(place)

    async def forecast(self, where: Where, days: int) -> Weather:
        at = {"location": f"{where.longitude:.2f},{where.latitude:.2f}"}
        alerts = f"/weatheralert/v1/current/{where.latitude:.2f}/{where.longitude:.2f}"
        daily, (now, hours, alerted) = await together(
            self._read("/v7/weather/7d", at, where, Days),
            self._read("/v7/weather/now", at, where, NowAnswer),
            self._read("/v7/weather/24h", at, where, Hours),
            self._read(alerts, {"localTime": "true"}, where, Alerts),
        )
        return Weather(
            place=where.name,
            current=now.current() if isinstance(now, NowAnswer) else None,
            days=tuple(daily.days()),
            hours=tuple(hours.hours()) if isinstance(hours, Hours) else (),
            warnings=warnings(alerted.alerts) if isinstance(alerted, Alerts) else (),
            source=ATTRIBUTION,
        )

    async def _read(self, path: str, query: dict[str, str], where: Where, model: type[Read]) -> Read:
        answered = await self._ask(path, query)
        if _is_nothing(answered):
            raise NotFound(where.name)
        return _checked(answered).read_as(model)

    async def _ask(self, path: str, query: dict[str, str]) -> Answered:
        return await self._service.ask(path, query, {"Authorization": f"Bearer {self._token.text()}"})

    async def _search(self, name: str, place: str, region: dict[str, str]) -> tuple[Where, ...]:
        answered = await self._ask("/geo/v2/city/lookup", {"location": name, "number": "10"} | region)
        if _is_nothing(answered):
            return ()
        hits = _checked(answered).read_as(Locations).location
        return tuple(hit.where() for hit in namesakes(name, place, hits))


def _is_nothing(answered: Answered) -> bool:
    if answered.status == 200:
        return _code(answered) in NOTHING_THERE
    return answered.status == 400 and _says(answered, NO_SUCH_PLACE)


def _checked(answered: Answered) -> Answered:
    status = answered.status
    detail = f"HTTP {status}"
    if status == 200:
        code = _code(answered)
        if code in ("", "200"):
            return answered
        raise V7_CODES.get(code, Unavailable)(NAME, f"code {code}" if code.isdecimal() else "")
    if status == 403:
        raise (OverQuota if _says(answered, NEEDS_MONEY) else WrongKey)(NAME, detail)
    if status == 429:
        raise (OverQuota if _says(answered, MONTH_IS_USED_UP) else TooFrequent)(NAME, detail)
    if status in (401, 402):
        raise (WrongKey if status == 401 else OverQuota)(NAME, detail)
    raise (BadRequest if 400 <= status < 500 else Unavailable)(NAME, detail)


def _code(answered: Answered) -> str:
    return answered.read_as(Answer).code


def _says(answered: Answered, titles: tuple[str, ...]) -> bool:
    said = re.sub(r"[^a-z]", "", answered.body[:5000].decode("utf-8", "replace").lower())
    return any(title in said for title in titles)
