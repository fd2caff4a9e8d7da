"""Servers that speak OpenAI's shape: what their video and their picture services have in common.

Sources: the Python package openai 3.54, the protocols of SGLang-Diffusion 0.5.23 and vLLM-Omni 0.30, clients of new-api; read November
2026. OpenAI's own video service was shut down in September 2026; this is for servers of one's own. Not tried against any of them.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import field_validator, model_validator

from generators.base import Capabilities
from generators.remote.address import is_in_the_house
from generators.remote.vendor import Address, Answered, Meaning, RemoteOptions, Vendor, first_of, text_at

HOST = "http://127.0.0.1:8760/v1"

Dialect = Literal["xiaoai", "sglang", "vllm_omni", "gateway"]
"""Our own server, the two engines, and whoever hands requests on to services outside (new-api, litellm)."""

ERRORS: dict[str, Meaning] = {
    **dict.fromkeys(("invalid_api_key", "authentication_error", "AuthenticationError"), "key"),
    **dict.fromkeys(("insufficient_quota", "insufficient_user_quota", "billing_hard_limit_reached"), "empty"),
    **dict.fromkeys(("content_policy_violation", "moderation_blocked", "content_refused"), "content"),
    **dict.fromkeys(("rate_limit_exceeded", "rate_limit_error"), "busy"),
    **dict.fromkeys(("model_not_found", "invalid_model"), "model"),
    **dict.fromkeys(("server_error", "InternalServerError"), "unsure"),
}
"""No list is published. These are what the package and the engines are seen to use; the rest is read off the HTTP status."""

_SIZE = re.compile(r"[1-9]\d{1,3}x[1-9]\d{1,3}")
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_KEY_LIKE = re.compile(r"(?:.*[_-])?(?:key|token|secret|password|authorization|bearer)", re.IGNORECASE)
_NOT_EXTRA = {"prompt", "input_reference", "image", "n", "response_format"}


class ServerOptions(RemoteOptions):
    """What every such server lets the admin set."""

    base_url: Address = HOST
    dialect: Dialect = "xiaoai"
    model: str = ""
    """Empty for the one the server was started with."""
    title: str = ""
    """What the family calls it, when it asks whether photos may go there."""
    sizes: tuple[str, ...] = ()
    """The frames its model makes, "832x480"; empty where any even size will do."""
    extra: Mapping[str, str | int | float] = {}
    """Further fields of its requests, guidance_scale: 5; they win over our own."""

    @property
    def is_in_the_house(self) -> bool:
        """Nothing it is given leaves the house. Of a gateway that is never known, wherever it stands."""
        return self.dialect != "gateway" and is_in_the_house(urlsplit(self.base_url).hostname or "")

    @property
    def is_free_at_home(self) -> bool:
        """It can forget a request and nobody has lost money."""
        return self.is_in_the_house and not self.price_fen

    @field_validator("sizes")
    @classmethod
    def _are_sizes(cls, sizes: tuple[str, ...]) -> tuple[str, ...]:
        for size in sizes:
            if not _SIZE.fullmatch(size) or any(int(side) % 2 for side in size.split("x")):
                raise ValueError("sizes 里每一项要写成 “832x480” 的样子，宽和高都是双数。")
        return sizes

    @field_validator("extra", mode="before")
    @classmethod
    def _are_fields(cls, extra: Any) -> Any:
        if not isinstance(extra, dict):
            raise ValueError("extra 要写成 “名字: 内容” 的样子，下一级往右缩进两格。")
        for name, value in extra.items():
            if not isinstance(name, str) or not _FIELD.fullmatch(name) or name in _NOT_EXTRA:
                raise ValueError("extra 里的名字要是那台服务器认识的参数，不能是 prompt、照片和张数。")
            if _KEY_LIKE.fullmatch(name):
                raise ValueError("钥匙不写在 extra 里，写进 .env。")
            if isinstance(value, bool) or not isinstance(value, str | int | float):
                raise ValueError(f"extra 里的 {name} 只能是文字或者数字；true、false 两边加上引号。")
        return extra

    @model_validator(mode="after")
    def _is_told_what_cannot_be_known(self) -> Self:
        if self.dialect == "gateway" and not self.model:
            raise ValueError("dialect 是 gateway 时要写 model：转给哪一个模型。")
        # Without it the family's daily limit in yuan would not hold.
        if not self.is_in_the_house and self.price_fen is None:
            raise ValueError("这台服务器不在家里，再写一行 price_fen: 一次几分钱；真的不要钱就写 0。")
        return self


def server_behind(key_variable: str) -> Vendor:
    """Whoever runs the server. Each generator has a key of its own: they may be asked at different places."""
    return Vendor("", key_variable, ERRORS, said, is_key_optional=True)


def served(able: Capabilities, options: ServerOptions) -> Capabilities:
    """The capabilities with what depends on where the server stands."""
    is_home = options.is_in_the_house
    host = urlsplit(options.base_url).hostname or ""
    return replace(
        able,
        is_remote=not is_home,
        title=options.title or ("家里的服务器" if is_home else host),
        sizes=options.sizes,
        price_fen=options.price_fen or 0,
        poll_seconds=1.0 if is_home else 2.0,
        may_take_seconds=0.0 if options.is_free_at_home else able.may_take_seconds,
    )


def said(answer: Answered) -> tuple[str, str]:
    """The code and the message of an error, in any of its wrappings: `error`, `detail` of FastAPI, or plain."""
    error = answer.get("error")
    inside = error if isinstance(error, dict) else answer
    code, kind = text_at(inside, "code"), text_at(inside, "type")
    if not code or code.isdecimal():
        # Where the code repeats the HTTP status, the type tells more.
        code = kind or code
    message = text_at(inside, "message") or text_at(answer, "error") or text_at(answer, "detail")
    return code, message or _wrong_field(answer)


def _wrong_field(answer: Answered) -> str:
    first = first_of(answer.get("detail"))
    place = first.get("loc")
    names = ".".join(str(each) for each in place) if isinstance(place, list) else ""
    return ": ".join(part for part in (names, text_at(first, "msg")) if part)
