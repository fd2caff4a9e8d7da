"""The language model, tried with one word before it is kept."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

from nicegui import ui
from pydantic import JsonValue, SecretStr, ValidationError

from bot.config import Settings
from bot.console.setup.step import Saved, Standing, Step, Written, secret_field, steps_of
from bot.console.setup.tested import TestedForm
from bot.doctor.finding import Finding
from bot.doctor.language_model import probe
from bot.errors import ConfigError
from bot.model_settings import ModelSettings, name_of
from bot.models import model_entries
from intents.services.models.providers import PROVIDERS
from prompts.complaints import complaint

OWN, OWN_NAME, OWN_VARIABLE = "own", "自选", "OWN_MODEL_API_KEY"


@dataclass(frozen=True, slots=True)
class Offer:
    """One service to choose from."""

    title: str
    how: tuple[str, ...]


OFFERS: Mapping[str, Offer] = {
    "zhipu": Offer(
        "智谱（免费）",
        (
            "用手机号注册：https://open.bigmodel.cn",
            "登录后打开“API keys”，新建一个，点复制：https://open.bigmodel.cn/usercenter/apikeys",
            "贴到下面。不花钱：聊天、改写用的是免费的模型，这一把还能拍视频、画图。",
        ),
    ),
    "siliconflow": Offer("硅基流动", ("注册、实名，在“API 密钥”里新建一个：https://cloud.siliconflow.cn",)),
    "deepseek": Offer("DeepSeek", ("注册、充值，在“API keys”里新建一个：https://platform.deepseek.com",)),
    "qwen": Offer("通义千问（阿里）", ("在百炼的“API-KEY”里新建一个：https://bailian.console.aliyun.com",)),
    "ollama": Offer("本机的 Ollama", ("先在这台机器上装好，下载一个模型。不要钥匙，话不出家门：https://ollama.com",)),
    OWN: Offer("别的（OpenAI 的接口）", ("家里自己的服务器，或者别家的服务。",)),
}


class ModelStep(Step):
    """Chooses the first of the models; those that are written stay behind it."""

    name, title = "model", "大模型"
    gives = "会聊天，听得懂拐弯的话，分镜也写得好。没有它，小爱只听得懂常用的说法。"

    def __init__(self, written: Written) -> None:
        self._written = written

    def standing(self, settings: Settings) -> Standing:
        """Which is asked first."""
        models = settings.language_model.models
        if not models:
            return Standing(False, "还没有接上")
        lacking = [entry for entry in model_entries(settings) if entry.key_variable and entry.key is None]
        if len(lacking) == len(models):
            return Standing(False, f"写了{name_of(models[0])}，还没有钥匙")
        return Standing(True, "、".join(name_of(model) for model in models))

    def draw(self, settings: Settings, saved: Saved) -> None:
        """Which service, its key, and for one's own where it is."""
        now = settings.language_model.models[0].provider if settings.language_model.models else "zhipu"
        titles = {name: offer.title for name, offer in OFFERS.items()}
        with ui.element("form").classes("form") as form:
            choice = ui.select(titles, value=now if now in OFFERS else OWN, label="用哪一家").props("outlined")
            choice.classes("wide")
            below = ui.element("div").classes("form")

        def draw_fields() -> None:
            below.clear()
            with below:
                self._fields = _Fields(choice.value, self._written)

        async def keep() -> None:
            await self._keep(settings, saved)

        draw_fields()
        choice.on_value_change(draw_fields)
        TestedForm(form, "试一试，能用就存", lambda: self._try(settings), keep)

    async def _try(self, settings: Settings) -> Finding:
        limits = settings.language_model.model_copy(update={"models": (self._fields.model(),)})
        entry = model_entries(settings.model_copy(update={"language_model": limits}))[0]
        if key := self._fields.key_text:
            entry = replace(entry, key=SecretStr(key))
        # In a thread: loading the client takes half a second.
        return await asyncio.to_thread(lambda: asyncio.run(probe(entry)))

    async def _keep(self, settings: Settings, saved: Saved) -> None:
        model, key = self._fields.model(), self._fields.key_text
        if key:
            await self._written.keep_key(self._fields.variable, key)
        others = [one for one in settings.language_model.models if name_of(one) != name_of(model)]
        chosen: list[JsonValue] = [one.model_dump(mode="json", exclude_unset=True) for one in (model, *others)]
        await self._written.change({"language_model.models": chosen})
        await saved(f"存好了，大模型用{OFFERS[self._fields.name].title}。")


class _Fields:
    def __init__(self, name: str, written: Written) -> None:
        self.name = name
        known = PROVIDERS.get(name)
        self.variable = known.key_variable if known else OWN_VARIABLE
        steps_of(OFFERS[name].how)
        self._address = ui.input("地址", placeholder="http://192.168.1.20:8000/v1").props("outlined stack-label")
        self._address.classes("wide").visible = name == OWN
        self._model = ui.input("模型的名字", placeholder="qwen3:8b" if name == "ollama" else "").props("outlined")
        self._model.props("stack-label").classes("wide").visible = not (known and known.model)
        self._key = secret_field("钥匙", is_set=bool(self.variable) and written.has_key(self.variable))
        self._key.visible = bool(self.variable)
        if self.variable and written.is_from_outside(self.variable):
            ui.label(f"启动小爱的地方已经设了 {self.variable}，以那个为准，这里存的用不上。").classes("box-hint")

    @property
    def key_text(self) -> str:
        return str(self._key.value or "").strip()

    def model(self) -> ModelSettings:
        """What was filled in. Raises `ConfigError`."""
        values = {"model": str(self._model.value or "").strip()} if self._model.visible else {}
        if self.name == OWN:
            values |= {"name": OWN_NAME, "base_url": str(self._address.value or "").strip()}
            values |= {"key_variable": OWN_VARIABLE} if self.key_text else {}
        else:
            values |= {"provider": self.name}
        try:
            return ModelSettings.model_validate(values)
        except ValidationError as error:
            raise ConfigError("；".join(complaint(problem, ModelSettings) for problem in error.errors())) from None
