"""The key of 高德, tried with one cheap call before it is kept."""

import asyncio

from nicegui import ui
from pydantic import SecretStr

from bot.config import Settings
from bot.console.setup.step import Saved, Standing, Step, Written, secret_field, steps_of
from bot.console.setup.tested import TestedForm
from bot.doctor.finding import Finding
from bot.doctor.map_services import probe_amap
from bot.errors import ConfigError
from bot.keys import find_key
from bot.map_services import AMAP_KEY, AMAP_SECRET
from intents.services.maps.amap_key import AmapAccount

HOW = (
    "注册成个人开发者：https://console.amap.com",
    "在“应用管理”里新建一个应用，再“添加 Key”，服务平台选“Web 服务”。免费。",
    "把 Key 贴到下面。",
)


class MapsStep(Step):
    """Routes and places."""

    name, title = "maps", "地图"
    gives = "查路线、找附近的地方，天气也更准。没有它，问路小爱答不上。"

    def __init__(self, written: Written) -> None:
        self._written = written

    def standing(self, settings: Settings) -> Standing:
        """Whether there is a key."""
        is_set = self._written.has_key(AMAP_KEY)
        return Standing(is_set, "高德的钥匙存好了" if is_set else "没有高德的钥匙，问不了路")

    def draw(self, settings: Settings, saved: Saved) -> None:
        """The key, and the private one for whoever has his calls signed."""
        with ui.element("form").classes("form") as form:
            steps_of(HOW)
            key = secret_field("高德的 Key", is_set=self._written.has_key(AMAP_KEY))
            private = secret_field("数字签名的私钥（一般没有）", is_set=self._written.has_key(AMAP_SECRET))

        async def try_it() -> Finding:
            given, signing = _text(key), _text(private)
            kept = find_key(settings.home, settings.data, AMAP_SECRET)
            if not given:
                raise ConfigError("把高德的 Key 贴进来。")
            maps = settings.maps
            secret = SecretStr(signing) if signing else kept
            account = AmapAccount(SecretStr(given), secret, maps.base_url, maps.calls_per_second)
            return await asyncio.to_thread(lambda: asyncio.run(probe_amap(account)))

        async def keep() -> None:
            await self._written.keep_key(AMAP_KEY, _text(key))
            if _text(private):
                await self._written.keep_key(AMAP_SECRET, _text(private))
            await saved("存好了，地图用高德。")

        TestedForm(form, "试一试，能用就存", try_it, keep)


def _text(field: ui.input) -> str:
    return str(field.value or "").strip()
