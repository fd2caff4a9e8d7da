"""智谱's picture models: cogview-3-flash, which is free, cogview-4 and glm-image. The answer comes at once.

Source: docs.bigmodel.cn, "图像生成", read November 2026.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal, Self

from pydantic import SecretStr, model_validator

from generators.base import (
    Artifact,
    BadRequest,
    CannotAsk,
    Capabilities,
    Failed,
    Finished,
    GenerationRequest,
    Generator,
    Lost,
    Ticket,
    Timeout,
)
from generators.remote.download import download
from generators.remote.nearest import nearest_size
from generators.remote.zhipu_api import KEY_VARIABLE, ZhipuOptions, calls
from generators.setting import Setting

MOST_BYTES = 40_000_000
FETCH_SECONDS = 120.0

_COGVIEW = ("1024x1024", "768x1344", "864x1152", "1344x768", "1152x864", "1440x720", "720x1440")
_GLM = ("1280x1280", "1568x1056", "1056x1568", "1472x1088", "1088x1472", "1728x960", "960x1728")

SIZES: Mapping[str, tuple[str, ...]] = {"cogview-3-flash": _COGVIEW, "cogview-4": _COGVIEW, "glm-image": _GLM}


class ImageOptions(ZhipuOptions):
    """`generators.settings.zhipu_image`."""

    model: Literal["cogview-3-flash", "cogview-4", "glm-image"] = "cogview-3-flash"

    @model_validator(mode="after")
    def _has_a_price(self) -> Self:
        # Without it the family's daily limit in yuan would not hold.
        if self.model != "cogview-3-flash" and self.price_fen is None:
            raise ValueError(f"{self.model} 是收费的，再写一行 price_fen: 一张几分钱，价钱在智谱的价目表里。")
        return self


class ZhipuImage(Generator):
    """Pictures from words."""

    name = "zhipu_image"
    options_type = ImageOptions
    key_variable = KEY_VARIABLE
    capabilities = Capabilities(
        kinds=frozenset({"image"}),
        prompt_family="image_zh",
        is_remote=True,
        title="智谱",
        typical_seconds=(5.0, 30.0),
    )

    def __init__(self, options: ImageOptions | None = None, key: SecretStr | None = None) -> None:
        self.options = options or ImageOptions()
        self.missing_key = "" if key else KEY_VARIABLE
        self.capabilities = replace(self.capabilities, price_fen=self.options.price_fen or 0)
        self._calls = calls(self.name, self.options, key)

    @classmethod
    def made(cls, setting: Setting) -> Self:
        return cls(ImageOptions.model_validate(setting.options), setting.key)

    async def submit(self, request: GenerationRequest, request_id: str) -> Finished:
        """Make the picture; it is paid for when this returns. Raises `BadRequest` before anything is sent for what cannot be made."""
        if request.kind != "image" or request.source:
            raise BadRequest("kind: zhipu_image makes pictures from words only")
        if not request.prompt.strip():
            raise BadRequest("prompt: is empty")
        if self._calls is None:
            raise BadRequest(f"{KEY_VARIABLE}: is not set")
        answer = await self._calls.ask(
            "POST",
            "/images/generations",
            {
                "model": self.options.model,
                "prompt": request.prompt,
                "size": nearest_size(request.width, request.height, SIZES[self.options.model]),
                **({} if self.options.watermark else {"watermark_enabled": False}),
            },
        )
        results = answer.get("data")
        first = results[0] if isinstance(results, list) and results else None
        url = first.get("url") if isinstance(first, dict) else None
        if not isinstance(url, str) or not url:
            raise Timeout("zhipu_image: an answer without an address")
        return Finished(url)

    async def find(self, request_id: str) -> CannotAsk:
        return CannotAsk()

    async def poll(self, ticket: Ticket) -> Failed:
        # There are no tickets: a picture is finished when it is submitted.
        return Failed(Lost(f"zhipu_image: no ticket {ticket.id}"))

    async def fetch(self, finished: Finished, into: Path) -> Artifact:
        """Bring the picture home; its address lives thirty days."""
        brought = await download(
            finished.location,
            into,
            allowed_origins=self.options.origins,
            most_bytes=MOST_BYTES,
            timeout_seconds=FETCH_SECONDS,
            kinds=self.capabilities.kinds,
        )
        return Artifact(brought.path, "image")

    async def cancel(self, ticket: Ticket) -> bool:
        return False

    async def close(self) -> None:
        if self._calls:
            await self._calls.close()
