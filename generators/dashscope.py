"""阿里万相 (Wan) on 百炼, whose interface is called DashScope: wan3.0-video, and the models before it.

Source: the vendor's SDK dashscope 2.0.2, help.aliyun.com "万相 文生视频", "万相 图生视频" and "错误码", and the price list of litellm, read
November 2026. Not tried against the real service. Two dialects: up to wan2.6 a request names pixels, or one picture; from wan2.7 a class
of resolution and a shape, or a list of pictures. Which one holds, what is sold and what it costs goes by the model's name.

Cancelling is a call of that SDK, for tasks that still wait. There is no way to ask by our request id.
"""

import re
from dataclasses import replace
from typing import Literal, Self
from urllib.parse import quote

from pydantic import Field, JsonValue, SecretStr, model_validator

from generators.base import BadRequest, Capabilities, GenerationRequest
from generators.pictures import PictureLimit
from generators.remote.calls import Call
from generators.remote.dashscope_api import DASHSCOPE, HOST, SIZES, listed_fen, version_of
from generators.remote.tasks import TaskGenerator, Told
from generators.remote.vendor import Address, Answered, SoldBySecond, text_at

SUBMIT = "/api/v1/services/aigc/video-generation/video-synthesis"
TASKS = "/api/v1/tasks"
LONGEST_NEGATIVE = 500


class WanOptions(SoldBySecond):
    """`generators.settings.dashscope`."""

    base_url: Address = HOST
    """A workspace has a host of its own, https://….cn-beijing.maas.aliyuncs.com."""
    model: str = Field(default="wan3.0-video", min_length=1)
    picture_model: str = ""
    """For a clip that starts from a picture. Empty: the same, and wan2.7-i2v beside wan2.7-t2v."""
    resolution: Literal["480P", "720P", "1080P"] = "720P"
    prompt_extend: bool = False
    """Has the provider write the prompt out; ours is written out already."""
    watermark: bool = False

    @property
    def from_picture(self) -> str:
        """The model for a clip that starts from a picture."""
        return self.picture_model or self.model.replace("-t2v", "-i2v")

    @property
    def listed(self) -> float | None:
        """Fen a second on the price list, the dearer of the two models; None where it does not name both."""
        return listed_fen((self.model, self.from_picture), self.resolution)

    @model_validator(mode="after")
    def _is_sold(self) -> Self:
        version = version_of(self.model)
        if re.search(r"-(?!t2v)\w+2v", self.model):
            raise ValueError("model 写照文字拍的那个（名字里有 t2v 或者 video），让照片动起来的写在 picture_model。")
        if "-t2v" in self.picture_model:
            raise ValueError("picture_model 写让照片动起来的那个（名字里有 i2v 或者 video），照文字拍的写在 model。")
        if version_of(self.from_picture) != version:
            raise ValueError(f"model 和 picture_model 要是同一版的：{self.model} 和 {self.picture_model} 不是。")
        if self.resolution not in version.resolutions:
            raise ValueError(f"{self.model} 没有 {self.resolution}，resolution 写 {' 或 '.join(version.resolutions)}。")
        if self.price(self.listed) is None:
            raise ValueError(
                f"不知道 {self.model} 的 {self.resolution} 多少钱，再写一行 fen_per_second: 一秒几分钱，价钱在百炼的价目表里；"
                "不要钱的写 0。"
            )
        return self


class DashScope(TaskGenerator):
    """Clips from words or a first picture, from wan2.7 also with a last one, and from wan2.5 with sound."""

    name = "dashscope"
    vendor = DASHSCOPE
    key_variable = DASHSCOPE.key_variable
    options_type = WanOptions
    options: WanOptions
    words = {  # noqa: RUF012
        **dict.fromkeys(("PENDING", "SUSPENDED", "RUNNING"), "running"),
        "SUCCEEDED": "done",
        "FAILED": "failed",
        "CANCELED": "cancelled",
        # After 24 hours, or never seen.
        "UNKNOWN": "gone",
    }
    # 10 MB, said of the base64 as well to be sure; sides of 360 to 2000 suit every version.
    picture = PictureLimit(max_bytes=7_000_000, longest_side=2000, shortest_side=360, ratio=(0.2, 5.0))
    # The newer models read 5000 characters. The older read fewer and leave out the end, which no shot of ours comes near.
    most_prompt = 5000
    capabilities = Capabilities(
        kinds=frozenset({"video"}),
        prompt_family="wan",
        fps=(24, 30),
        takes_picture=True,
        is_remote=True,
        title=DASHSCOPE.title,
        typical_seconds=(60.0, 300.0),
        poll_seconds=2.0,
    )

    def __init__(self, options: WanOptions | None = None, key: SecretStr | None = None) -> None:
        super().__init__(options, key)
        self._version = version = version_of(self.options.model)
        price_fen, fen_per_second = self.options.price(self.options.listed) or (0, 0.0)
        self.capabilities = replace(
            self.capabilities,
            sizes=tuple(SIZES[self.options.resolution]),
            lengths=version.lengths,
            max_seconds=float(max(version.lengths)),
            takes_last_picture=version.lists_pictures,
            has_audio=version.has_audio,
            price_fen=price_fen,
            fen_per_second=fen_per_second,
        )

    async def order(self, request: GenerationRequest, request_id: str) -> Call:
        if request.last and not request.source:
            raise BadRequest("last: a last picture needs a first one")
        shown: dict[str, JsonValue] = {}
        if request.prompt.strip():
            shown["prompt"] = request.prompt
        if request.negative_prompt:
            shown["negative_prompt"] = request.negative_prompt[:LONGEST_NEGATIVE]
        wanted: dict[str, JsonValue] = {
            "prompt_extend": self.options.prompt_extend,
            "watermark": self.options.watermark,
            "seed": request.seed % 2**31,
        }
        if self._version.takes_length:
            wanted["duration"] = round(request.seconds)
        size = f"{request.width}x{request.height}"
        if self._version.lists_pictures or request.source:
            wanted["resolution"] = self.options.resolution
        else:
            wanted["size"] = size.replace("x", "*")
        if not request.source:
            if self._version.lists_pictures:
                wanted["ratio"] = SIZES[self.options.resolution][size]
        # With a picture the clip has its shape.
        elif self._version.lists_pictures:
            pictures = (("first_frame", request.source), ("last_frame", request.last))
            shown["media"] = [{"type": kind, "url": await self.data_uri(path)} for kind, path in pictures if path]
        else:
            shown["img_url"] = await self.data_uri(request.source)
        model = self.options.from_picture if request.source else self.options.model
        body: dict[str, JsonValue] = {"model": model, "input": shown, "parameters": wanted}
        return Call("POST", SUBMIT, body, headers={"x-dashscope-async": "enable"})

    def ticket_in(self, answer: Answered) -> str:
        return text_at(answer, "output", "task_id")

    def question(self, ticket: str) -> Call:
        return Call("GET", f"{TASKS}/{quote(ticket, safe='')}")

    def told(self, answer: Answered) -> Told:
        def of(name: str) -> str:
            return text_at(answer, "output", name)

        return Told(of("task_status"), of("video_url"), code=of("code"), reason=of("message"))

    def stop(self, ticket: str) -> Call:
        return Call("POST", f"{TASKS}/{quote(ticket, safe='')}/cancel")
