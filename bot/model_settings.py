"""`language_model:` in the settings: which models are asked, and how much.

Prevents a key from standing in a YAML file and the family's words from going where nobody meant them to go: an entry says the
*name* of the variable that holds the key, and an address outside the house has to be https.
"""

import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, field_validator, model_validator

from intents.services.models.client import is_in_the_house
from intents.services.models.providers import PROVIDERS
from prompts.complaints import nearest


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ModelSettings(_Part):
    """One model: a provider that is known, or an address of one's own. What stands here wins over what is known."""

    provider: str = ""
    name: str = ""
    base_url: str = ""
    model: str = ""
    key_variable: str | None = None
    """None: the provider's usual one."""
    extra_body: dict[str, JsonValue] | None = None
    """None: the provider's usual one."""
    sees_pictures: bool = False
    """Whether it may be shown photos; one outside the house only with the family's consent."""

    @model_validator(mode="before")
    @classmethod
    def _no_key(cls, written: Any) -> Any:
        if isinstance(written, dict):
            inside = written.get("extra_body")
            names = [*written, *(inside if isinstance(inside, dict) else ())]
            if any(_KEY_LIKE.fullmatch(str(name)) for name in names):
                raise ValueError(
                    "钥匙不写在这里：写进 .env 或环境变量，比如 ZHIPU_API_KEY=…，这里用 key_variable 写那个变量的名字。"
                )
        return written

    @field_validator("provider")
    @classmethod
    def _is_known(cls, provider: str) -> str:
        if provider and provider not in PROVIDERS:
            near = nearest(provider, PROVIDERS)
            hint = f"是不是 “{near}”？" if near else f"能写的有 {'、'.join(PROVIDERS)}。"
            raise ValueError(f"不认识的 provider “{provider}”，{hint}别家的不写 provider，写 base_url 和 model。")
        return provider

    @field_validator("key_variable")
    @classmethod
    def _is_a_name(cls, variable: str | None) -> str | None:
        # Whoever takes this for the place of the key itself must not read it again in a log.
        if variable and not re.fullmatch(r"[A-Z][A-Z0-9_]{0,99}", variable):
            raise ValueError(
                "key_variable 写的是变量的名字（大写字母、数字和下划线，如 ZHIPU_API_KEY），不是钥匙本身。"
            )
        return variable

    @field_validator("base_url")
    @classmethod
    def _may_be_asked(cls, url: str) -> str:
        if not url:
            return url
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            host, parts = "", urlsplit("")
        if parts.scheme not in ("http", "https") or not host:
            raise ValueError("base_url 要以 https:// 或 http:// 开头，比如 http://127.0.0.1:11434/v1。")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("base_url 里不能有用户名、密码和 “?” 后面的内容，钥匙写进 key_variable 说的那个变量。")
        if parts.scheme == "http" and not is_in_the_house(host):
            raise ValueError("http:// 只能用于家里的机器（127.0.0.1、192.168.…），外面的地址要用 https://。")
        return url.rstrip("/").removesuffix("/chat/completions")

    @model_validator(mode="after")
    def _is_whole(self) -> "ModelSettings":
        known = PROVIDERS.get(self.provider)
        if not known and not self.base_url:
            raise ValueError("要写 provider（如 zhipu），或者写 base_url 和 model。")
        if not self.model and not (known and known.model):
            raise ValueError(
                f"{self.provider or '这一项'} 还要写 model：用哪个模型"
                + ("，名字用 ollama list 看。" if self.provider == "ollama" else "。")
            )
        return self


def _one_word(written: Any) -> Any:
    """`models: [zhipu]` is short for `models: [{provider: zhipu}]`."""
    return {"provider": written} if isinstance(written, str) else written


class LanguageModelSettings(_Part):
    """The models in the order in which they are asked. None: nothing is ever sent."""

    models: tuple[Annotated[ModelSettings, BeforeValidator(_one_word)], ...] = ()
    calls_per_day: int = Field(default=2000, ge=0)
    tokens_per_day: int = Field(default=1_000_000, ge=0)
    classify_seconds: float = Field(default=8, gt=0, le=60)
    chat_seconds: float = Field(default=30, gt=0, le=100)
    shot_seconds: float = Field(default=20, gt=0, le=100)

    @field_validator("models")
    @classmethod
    def _names_differ(cls, models: tuple[ModelSettings, ...]) -> tuple[ModelSettings, ...]:
        names = [name_of(model) for model in models]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"有两个都叫 “{name}” 的模型，给其中一个写上别的 name。")
        return models


def name_of(settings: ModelSettings) -> str:
    """What the log and the admin call the model."""
    return settings.name or settings.provider or settings.model


_KEY_LIKE = re.compile(r"(?:api[_-]?)?(?:key|token)|authorization|secret|password|bearer", re.IGNORECASE)
