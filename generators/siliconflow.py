"""硅基流动's video models: Wan2.2, one for words and one for a picture to start from.

Source: docs.siliconflow.cn, "创建视频生成请求" and "获取视频生成链接请求", read November 2026. Not tried against the real service. A status
is asked for by POST, a clip is about five seconds long whatever is asked, and the result is kept for ten minutes. The provider
offers no way to ask by our request id and none to cancel.
"""

from dataclasses import replace
from typing import Self

from pydantic import Field, JsonValue, SecretStr, model_validator

from generators.base import BadRequest, Capabilities, GenerationRequest
from generators.pictures import PictureLimit
from generators.remote.calls import Call
from generators.remote.siliconflow_api import SILICONFLOW, SiliconFlowOptions, checked_price
from generators.remote.tasks import TaskGenerator, Told
from generators.remote.vendor import Answered, first_of, text_at

FROM_WORDS = "Wan-AI/Wan2.2-T2V-A14B"
FROM_PICTURE = "Wan-AI/Wan2.2-I2V-A14B"
GONE = ("ltx-video", "hunyuanvideo", "mochi")
"""Sold there once; part of the name, in small letters."""


class VideoOptions(SiliconFlowOptions):
    """`generators.settings.siliconflow`."""

    model: str = Field(default=FROM_WORDS, min_length=1)
    picture_model: str = Field(default=FROM_PICTURE, min_length=1)
    """For a clip that starts from a picture."""

    @model_validator(mode="after")
    def _is_sold(self) -> Self:
        for model in (self.model, self.picture_model):
            if any(name in model.lower() for name in GONE):
                raise ValueError(
                    f"硅基流动已经没有 {model} 了：model 写 {FROM_WORDS}，picture_model 写 {FROM_PICTURE}，或者把这两行删掉。"
                )
        if "I2V" in self.model or "T2V" in self.picture_model:
            raise ValueError(
                "写反了：model 是照文字拍的（名字里有 T2V），picture_model 是让照片动起来的（名字里有 I2V）。"
            )
        checked_price(self.price_fen, "拍一次")
        return self


class SiliconFlow(TaskGenerator):
    """Clips of about five seconds, from words or from a first picture."""

    name = "siliconflow"
    vendor = replace(
        SILICONFLOW, hints={**SILICONFLOW.hints, "model": "or picture_model, where the clip starts from a picture"}
    )
    key_variable = SILICONFLOW.key_variable
    options_type = VideoOptions
    options: VideoOptions
    words = {"InQueue": "running", "InProgress": "running", "Succeed": "done", "Failed": "failed"}  # noqa: RUF012
    # No limit is published; the frames it makes are smaller than this.
    picture = PictureLimit(max_bytes=3_600_000)
    # None either; the model reads 512 tokens, and no 512 tokens are longer than this.
    most_prompt = 8192
    capabilities = Capabilities(
        kinds=frozenset({"video"}),
        prompt_family="wan",
        max_seconds=5.0,
        lengths=(5,),
        sizes=("1280x720", "720x1280", "960x960"),
        takes_picture=True,
        is_remote=True,
        title=SILICONFLOW.title,
        typical_seconds=(60.0, 300.0),
        poll_seconds=2.0,
    )

    def __init__(self, options: VideoOptions | None = None, key: SecretStr | None = None) -> None:
        super().__init__(options, key)
        self.capabilities = replace(self.capabilities, price_fen=self.options.price_fen or 0)

    async def order(self, request: GenerationRequest, request_id: str) -> Call:
        if not request.prompt.strip():
            raise BadRequest("prompt: is empty; here a picture needs words, too")
        body: dict[str, JsonValue] = {
            "model": self.options.picture_model if request.source else self.options.model,
            "prompt": request.prompt,
            "image_size": f"{request.width}x{request.height}",
            # The range is not published; no integer of a service is shorter than 32 bits.
            "seed": request.seed % 2**31,
        }
        if request.negative_prompt.strip():
            body["negative_prompt"] = request.negative_prompt
        if request.source:
            body["image"] = await self.data_uri(request.source)
        return Call("POST", "/video/submit", body)

    def ticket_in(self, answer: Answered) -> str:
        return text_at(answer, "requestId")

    def question(self, ticket: str) -> Call:
        return Call("POST", "/video/status", {"requestId": ticket})

    def told(self, answer: Answered) -> Told:
        results = answer.get("results")
        clip = first_of(results.get("videos")) if isinstance(results, dict) else {}
        return Told(text_at(answer, "status"), text_at(clip, "url"), reason=text_at(answer, "reason"))
