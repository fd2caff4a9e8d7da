"""The map and the weather services of the settings, each asked for the weather of one place; nothing of the family is told to them."""

import asyncio
import time
from collections.abc import Iterator

from bot.config import Settings
from bot.doctor.finding import Finding
from bot.map_services import AMAP_KEY, QWEATHER_KEY, amap_account, qweather_account
from intents.services.maps.amap_key import AmapAccount
from intents.services.maps.amap_web import AmapWeb
from intents.services.maps.errors import MapError
from intents.services.weather.amap_weather_answers import Lives
from intents.services.weather.errors import WeatherError
from intents.services.weather.open_meteo import OpenMeteo
from intents.services.weather.qweather import QWeather
from intents.services.weather.qweather_token import can_sign
from intents.services.weather.source import WeatherSource
from intents.services.weather.types import Where

PROBE_SECONDS = 6.0
PROBED = Where("北京", 39.9042, 116.4074, "110000")

CURES = {
    "unknown_key": "那边不认 AMAP_KEY 里的钥匙：到 console.amap.com 看看抄得对不对。",
    "key_for_another_platform": "钥匙的种类不对：在 console.amap.com 新建一个 key，服务平台选“Web 服务”。",
    "signature": "账号开了数字签名：把它的私钥写进 AMAP_SECRET，或者在控制台关掉数字签名。",
    "ip_not_allowed": "钥匙设了 IP 白名单：在控制台加上家里的地址，或者清空白名单。",
    "key_deleted": "钥匙已经被删掉：在 console.amap.com 新建一个，服务平台选“Web 服务”。",
    "service_not_allowed": "钥匙没有开通 Web 服务：到控制台看看。",
    "not_privileged": "钥匙没有这一项的权限：到控制台看看。",
}
CODES = {
    "wrong_key": "那边不认这把钥匙，看看抄得对不对、有没有过期。",
    "over_quota": "今天的次数用完了，零点以后恢复。",
    "too_frequent": "问得太快，过一分钟再试；设置里的 maps.calls_per_second 可以改小。",
    "bad_request": "那边看不懂请求：检查设置里的地址。",
    "unavailable": "没有连上，或者没有回答：看看网络。",
}


def amap(settings: Settings) -> Iterator[Finding]:
    """The key of 高德."""
    account = amap_account(settings)
    if account is None:
        yield Finding(
            "missing",
            f"地图：没有 {AMAP_KEY}，查不了路线和附近的地方",
            f"到 console.amap.com 免费建一个 key（服务平台选“Web 服务”），在 .env 里写 {AMAP_KEY}=…",
        )
        return
    yield asyncio.run(probe_amap(account))


def weather(settings: Settings) -> Iterator[Finding]:
    """和风 and Open-Meteo, as far as they are to be asked."""
    if settings.weather.qweather:
        if qweather_account(settings) is None:
            yield Finding("warning", f"天气：设置里写了和风，没有 {QWEATHER_KEY}", f"在 .env 里写 {QWEATHER_KEY}=…")
        elif not can_sign():
            yield Finding("warning", "天气：和风要的程序没有装", 'pip install "xiaoai[qweather]"')
        else:
            yield asyncio.run(_probe_weather("和风天气", settings, is_qweather=True))
    if settings.weather.open_meteo:
        yield asyncio.run(_probe_weather("Open-Meteo", settings, is_qweather=False))
    elif amap_account(settings) is None and settings.weather.qweather is None:
        yield Finding("missing", "天气：一个服务也没有，查不了", "在设置里写 weather: {open_meteo: true}，不用注册。")


async def probe_amap(account: AmapAccount) -> Finding:
    """One cheap call with this account."""
    web = AmapWeb(account)
    started = time.monotonic()
    try:
        asked = {"city": PROBED.adcode, "extensions": "base"}
        await web.ask("weather", "/v3/weather/weatherInfo", asked, Lives)
    except MapError as error:
        cure = CURES.get(error.reason) or CODES.get(error.code, CODES["unavailable"])
        return Finding("warning", "地图：高德现在用不了", cure)
    finally:
        await web.close()
    return Finding("good", f"地图：高德能用，{_took(started)} 毫秒答了")


async def _probe_weather(title: str, settings: Settings, *, is_qweather: bool) -> Finding:
    import httpx

    async with httpx.AsyncClient() as http:
        source: WeatherSource
        account = qweather_account(settings) if is_qweather else None
        if account:
            source = QWeather(account, http)
        else:
            source = OpenMeteo(http, settings.weather.forecast_url, settings.weather.geocoding_url)
        started = time.monotonic()
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                await source.forecast(PROBED, 1)
        except TimeoutError:
            return Finding("warning", f"天气：{title}现在用不了", CODES["unavailable"])
        except WeatherError as error:
            return Finding("warning", f"天气：{title}现在用不了", CODES.get(error.code, CODES["unavailable"]))
    return Finding("good", f"天气：{title}能用，{_took(started)} 毫秒答了")


def _took(started: float) -> int:
    return round(1000 * (time.monotonic() - started))
