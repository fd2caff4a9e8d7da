"""Seedream (即梦) on 火山方舟, Volcengine Ark: pictures, at once.

Source: the vendor's SDK volcengine-ark-runtime 5.0.54, read November 2026; the sizes, those of the class “2K”, are from pages of
resellers, by which the newer models refuse less than 3.7 million pixels. Not tried against the real service.
"""

from dataclasses import replace
from pathlib import Path
from typing import Self

from pydantic import Field, JsonValue, SecretStr, model_validator

from generators.base import Capabilities, GenerationRequest
from generators.remote.ark_api import ARK, HOST
from generators.remote.calls import Call
from generators.remote.drawn import PictureGenerator
from generators.remote.vendor import Address, RemoteOptions

SIZES = ("2048x2048", "2304x1728", "1728x2304", "2560x1440", "1440x2560", "2496x1664", "1664x2496", "3024x1296")


class SeedreamOptions(RemoteOptions):
    """`generators.settings.ark_image`."""

    base_url: Address = HOST
    model: str = Field(default="doubao-seedream-4-5-251128", min_length=1)
    watermark: bool = False

    @model_validator(mode="after")
    def _has_a_price(self) -> Self:
        # Without it the family's daily limit in yuan would not hold.
        if self.price_fen is None:
            raise ValueError(f"{self.model} 是收费的，再写一行 price_fen: 一张几分钱，价钱在火山方舟的价目表里。")
        return self


class ArkImage(PictureGenerator):
    """Pictures from words."""

    name = "ark_image"
    vendor = ARK
    key_variable = ARK.key_variable
    options_type = SeedreamOptions
    options: SeedreamOptions
    capabilities = Capabilities(
        kinds=frozenset({"image"}),
        prompt_family="image_zh",
        sizes=SIZES,
        is_remote=True,
        title=ARK.title,
        typical_seconds=(5.0, 40.0),
    )

    def __init__(
        self, options: SeedreamOptions | None = None, key: SecretStr | None = None, work: Path = Path("work")
    ) -> None:
        super().__init__(options, key, work)
        self.capabilities = replace(self.capabilities, price_fen=self.options.price_fen or 0)

    async def order(self, request: GenerationRequest, request_id: str) -> Call:
        body: dict[str, JsonValue] = {
            "model": self.options.model,
            "prompt": request.prompt,
            "size": f"{request.width}x{request.height}",
            "response_format": "url",
            "watermark": self.options.watermark,
        }
        return Call("POST", "/images/generations", body)
