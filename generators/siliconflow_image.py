"""硅基流动's picture models: Kolors and Qwen-Image. The answer comes at once, as an address that lives an hour.

Source: docs.siliconflow.cn, "创建图片生成请求", read November 2026. Not tried against the real service. Two pictures a minute and 400 a
day are an account's share. Models that change a picture (Qwen-Image-Edit) are not spoken to.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Self

from pydantic import Field, JsonValue, SecretStr, model_validator

from generators.base import Capabilities, GenerationRequest
from generators.remote.calls import Call
from generators.remote.drawn import PictureGenerator
from generators.remote.siliconflow_api import SILICONFLOW, SiliconFlowOptions, checked_price

# Kolors draws upright and square pictures only.
_KOLORS = ("1024x1024", "960x1280", "768x1024", "720x1440", "720x1280")
_QWEN = ("1328x1328", "1664x928", "928x1664", "1472x1140", "1140x1472", "1584x1056", "1056x1584")

SIZES: Mapping[str, tuple[str, ...]] = {"Kwai-Kolors/Kolors": _KOLORS, "Qwen/Qwen-Image": _QWEN}
"""The recommended ones; a model nobody knows here is asked for those of the newest."""


class ImageOptions(SiliconFlowOptions):
    """`generators.settings.siliconflow_image`."""

    model: str = Field(default="Kwai-Kolors/Kolors", min_length=1)

    @model_validator(mode="after")
    def _is_for_words(self) -> Self:
        if "Edit" in self.model:
            raise ValueError(
                f"{self.model} 是改图的，小爱只照文字画图：model 写 Kwai-Kolors/Kolors 或 Qwen/Qwen-Image。"
            )
        checked_price(self.price_fen, "画一张")
        return self


class SiliconFlowImage(PictureGenerator):
    """Pictures from words."""

    name = "siliconflow_image"
    vendor = SILICONFLOW
    key_variable = SILICONFLOW.key_variable
    options_type = ImageOptions
    options: ImageOptions
    capabilities = Capabilities(
        kinds=frozenset({"image"}),
        prompt_family="image_zh",
        is_remote=True,
        title=SILICONFLOW.title,
        typical_seconds=(5.0, 30.0),
    )

    def __init__(
        self, options: ImageOptions | None = None, key: SecretStr | None = None, work: Path = Path("work")
    ) -> None:
        super().__init__(options, key, work)
        self.capabilities = replace(
            self.capabilities, sizes=SIZES.get(self.options.model, _QWEN), price_fen=self.options.price_fen or 0
        )

    async def order(self, request: GenerationRequest, request_id: str) -> Call:
        body: dict[str, JsonValue] = {
            "model": self.options.model,
            "prompt": request.prompt,
            "image_size": f"{request.width}x{request.height}",
            "seed": request.seed % 2**31,
        }
        if request.negative_prompt.strip():
            body["negative_prompt"] = request.negative_prompt
        return Call("POST", "/images/generations", body)
