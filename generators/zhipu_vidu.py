"""Vidu's models as 智谱 sells them: clips of five seconds from words, of five or four from pictures.

Source: docs.bigmodel.cn, "生成视频（异步）" and "查询异步结果", read November 2026. Not tried against the real service. The provider
offers no way to ask by our request id and none to cancel. Vidu's own service, with another key, is `vidu.py`.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, Self
from urllib.parse import quote

from pydantic import JsonValue, SecretStr, model_validator

from generators.base import Capabilities, GenerationRequest
from generators.pictures import PictureLimit, pair_of
from generators.remote.calls import Call
from generators.remote.frames import frames
from generators.remote.tasks import TaskGenerator, Told
from generators.remote.vendor import Address, Answered, PriceToBeSet, first_of, text_at
from generators.remote.zhipu_api import HOST, ZHIPU


@dataclass(frozen=True, slots=True)
class Model:
    """What a generation of models makes of pictures."""

    seconds: int
    size: str
    takes_audio: bool = False


MODELS: Mapping[str, Model] = {"viduq1": Model(5, "1920x1080"), "vidu2": Model(4, "1280x720", takes_audio=True)}

# There is no vidu2-text: words are made by this one, whatever is set.
WORDS_MODEL, WORDS_SECONDS, WORDS_SIZE = "viduq1-text", 5, "1920x1080"
_FRAMES = frames(("16:9", "9:16", "1:1"), 1080)


class ZhipuViduOptions(PriceToBeSet):
    """`generators.settings.zhipu_vidu`."""

    base_url: Address = HOST
    model: Literal["viduq1", "vidu2"] = "viduq1"
    """For clips from pictures; vidu2 is shorter and smaller."""
    style: Literal["general", "anime"] = "general"
    """Of clips from words."""
    movement_amplitude: Literal["auto", "small", "medium", "large"] = "auto"
    with_audio: bool = False
    """Music for clips from pictures."""

    @model_validator(mode="after")
    def _may_have_audio(self) -> Self:
        if self.with_audio and not MODELS[self.model].takes_audio:
            raise ValueError("with_audio 只有 model: vidu2 才有，这一行删掉，或者换成 vidu2。")
        return self


class ZhipuVidu(TaskGenerator):
    """Clips from words, a picture, or a first and a last picture; each is made by a model of its own."""

    name = "zhipu_vidu"
    vendor = ZHIPU
    key_variable = ZHIPU.key_variable
    options_type = ZhipuViduOptions
    options: ZhipuViduOptions
    words = {"PROCESSING": "running", "SUCCESS": "done", "FAIL": "failed"}  # noqa: RUF012
    # 50 MB; inside 1:4 to 4:1.
    picture = PictureLimit(max_bytes=3_600_000, shortest_side=128, ratio=(0.26, 3.85))
    most_prompt = 512
    capabilities = Capabilities(
        kinds=frozenset({"video"}),
        prompt_family="zhipu",
        takes_picture=True,
        takes_last_picture=True,
        is_remote=True,
        title=ZHIPU.title,
        sizes=tuple(_FRAMES),
        typical_seconds=(60.0, 300.0),
        poll_seconds=2.0,
    )

    def __init__(self, options: ZhipuViduOptions | None = None, key: SecretStr | None = None) -> None:
        super().__init__(options, key)
        self._model, price = MODELS[self.options.model], self.options.price(None)
        assert price
        self.capabilities = replace(
            self.capabilities,
            lengths=tuple(sorted({WORDS_SECONDS, self._model.seconds})),
            max_seconds=float(WORDS_SECONDS),
            has_audio=self.options.with_audio,
            price_fen=price[0],
            fen_per_second=price[1],
        )

    async def order(self, request: GenerationRequest, request_id: str) -> Call:
        body: dict[str, JsonValue] = {
            "movement_amplitude": self.options.movement_amplitude,
            "request_id": request_id,
        }
        if request.prompt.strip():
            body["prompt"] = request.prompt
        if request.source is None:
            body |= {
                "model": WORDS_MODEL,
                "style": self.options.style,
                "duration": WORDS_SECONDS,
                "aspect_ratio": _FRAMES[f"{request.width}x{request.height}"],
                "size": WORDS_SIZE,
            }
            return Call("POST", "/videos/generations", body)
        body |= {"duration": self._model.seconds, "size": self._model.size}
        if self._model.takes_audio:
            body["with_audio"] = self.options.with_audio
        if request.last:
            pair = await asyncio.to_thread(pair_of, request.source, request.last, self.picture)
            body |= {"model": f"{self.options.model}-start-end", "image_url": [each.data_uri for each in pair]}
        else:
            body |= {"model": f"{self.options.model}-image", "image_url": await self.data_uri(request.source)}
        return Call("POST", "/videos/generations", body)

    def ticket_in(self, answer: Answered) -> str:
        return text_at(answer, "id")

    def question(self, ticket: str) -> Call:
        return Call("GET", f"/async-result/{quote(ticket, safe='')}")

    def told(self, answer: Answered) -> Told:
        clip = first_of(answer.get("video_result"))
        return Told(text_at(answer, "task_status"), text_at(clip, "url"), text_at(clip, "cover_image_url"))
