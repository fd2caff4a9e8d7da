"""智谱's video models: cogvideox-flash, which is free, cogvideox-2 and cogvideox-3.

Source: docs.bigmodel.cn, "生成视频（异步）" and "查询异步结果", read November 2026. The provider offers no way to ask by our request
id and none to cancel.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote

from pydantic import JsonValue, SecretStr

from generators.base import Capabilities, GenerationRequest
from generators.pictures import PictureLimit
from generators.remote.calls import Call
from generators.remote.tasks import TaskGenerator, Told
from generators.remote.vendor import Answered, first_of, text_at
from generators.remote.zhipu_api import ZHIPU, ZhipuOptions


@dataclass(frozen=True, slots=True)
class Model:
    """What one model sells."""

    price_fen: int
    sizes: tuple[str, ...]
    lengths: tuple[int, ...] = (5,)
    takes_length: bool = False
    """The length is said in the request, else it is the model's own."""
    takes_last_picture: bool = False


_SIZES = ("1024x1024", "1920x1080", "1080x1920", "2048x1080", "3840x2160")
_OLDER = ("720x480", "1280x960", "960x1280", *_SIZES)

MODELS: Mapping[str, Model] = {
    "cogvideox-flash": Model(0, _OLDER),
    "cogvideox-2": Model(50, _OLDER),
    "cogvideox-3": Model(100, ("1280x720", "720x1280", *_SIZES), (5, 10), takes_length=True, takes_last_picture=True),
}


class VideoOptions(ZhipuOptions):
    """`generators.settings.zhipu`."""

    model: Literal["cogvideox-flash", "cogvideox-2", "cogvideox-3"] = "cogvideox-flash"
    quality: Literal["speed", "quality"] = "speed"
    with_audio: bool = False


class Zhipu(TaskGenerator):
    """Clips of about five seconds, or up to ten with cogvideox-3, from words, a picture, or a first and a last picture."""

    name = "zhipu"
    vendor = ZHIPU
    key_variable = ZHIPU.key_variable
    options_type = VideoOptions
    options: VideoOptions
    words = {"PROCESSING": "running", "SUCCESS": "done", "FAIL": "failed"}  # noqa: RUF012
    # 5 MB, said of the base64 as well to be sure.
    picture = PictureLimit(max_bytes=3_600_000)
    most_prompt = 512
    capabilities = Capabilities(
        kinds=frozenset({"video"}),
        prompt_family="zhipu",
        fps=(30, 60),
        frame_rates=(30, 60),
        takes_picture=True,
        is_remote=True,
        title=ZHIPU.title,
        typical_seconds=(30.0, 300.0),
        poll_seconds=2.0,
    )

    def __init__(self, options: VideoOptions | None = None, key: SecretStr | None = None) -> None:
        super().__init__(options, key)
        self._model = model = MODELS[self.options.model]
        self.capabilities = replace(
            self.capabilities,
            sizes=model.sizes,
            lengths=model.lengths,
            max_seconds=float(max(model.lengths)),
            takes_last_picture=model.takes_last_picture,
            has_audio=self.options.with_audio,
            price_fen=model.price_fen if self.options.price_fen is None else self.options.price_fen,
        )

    async def order(self, request: GenerationRequest, request_id: str) -> Call:
        body: dict[str, JsonValue] = {
            "model": self.options.model,
            "quality": self.options.quality,
            "with_audio": self.options.with_audio,
            "size": f"{request.width}x{request.height}",
            "fps": request.fps,
            "request_id": request_id,
        }
        if request.prompt.strip():
            body["prompt"] = request.prompt
        if not self.options.watermark:
            body["watermark_enabled"] = False
        if self._model.takes_length:
            body["duration"] = round(request.seconds)
        pictures = [await self.data_uri(path) for path in (request.source, request.last) if path]
        if pictures:
            body["image_url"] = pictures[0] if len(pictures) == 1 else list[JsonValue](pictures)
        return Call("POST", "/videos/generations", body)

    def ticket_in(self, answer: Answered) -> str:
        return text_at(answer, "id")

    def question(self, ticket: str) -> Call:
        return Call("GET", f"/async-result/{quote(ticket, safe='')}")

    def told(self, answer: Answered) -> Told:
        clip = first_of(answer.get("video_result"))
        return Told(text_at(answer, "task_status"), text_at(clip, "url"), text_at(clip, "cover_image_url"))
