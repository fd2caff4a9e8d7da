"""智谱's picture models: cogview-3-flash, which is free, cogview-4 and glm-image. The answer comes at once.

Source: docs.bigmodel.cn, "图像生成", read November 2026.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal, Self

from pydantic import JsonValue, SecretStr, model_validator

from generators.base import Capabilities, GenerationRequest
from generators.remote.calls import Call
from generators.remote.drawn import PictureGenerator
from generators.remote.zhipu_api import ZHIPU, ZhipuOptions

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


class ZhipuImage(PictureGenerator):
    """Pictures from words."""

    name = "zhipu_image"
    vendor = ZHIPU
    key_variable = ZHIPU.key_variable
    options_type = ImageOptions
    options: ImageOptions
    capabilities = Capabilities(
        kinds=frozenset({"image"}),
        prompt_family="image_zh",
        is_remote=True,
        title=ZHIPU.title,
        typical_seconds=(5.0, 30.0),
    )

    def __init__(
        self, options: ImageOptions | None = None, key: SecretStr | None = None, work: Path = Path("work")
    ) -> None:
        super().__init__(options, key, work)
        self.capabilities = replace(
            self.capabilities, sizes=SIZES[self.options.model], price_fen=self.options.price_fen or 0
        )

    async def order(self, request: GenerationRequest, request_id: str) -> Call:
        body: dict[str, JsonValue] = {
            "model": self.options.model,
            "prompt": request.prompt,
            "size": f"{request.width}x{request.height}",
        }
        if not self.options.watermark:
            body["watermark_enabled"] = False
        return Call("POST", "/images/generations", body)
