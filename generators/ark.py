"""Seedance (即梦) on 火山方舟, Volcengine Ark.

Source: the vendor's SDK volcengine-ark-runtime 5.0.54, @ai-sdk/bytedance 1.0.29, and the price list of litellm, which names 720p only,
read November 2026. Not tried against the real service. The pixels, what a picture may measure, and that fast and mini have no 1080p
are from clients of others. Pictures with the faces of real people are refused. Records are kept for 7 days and addresses are
said to live 24 hours. There is no way to ask by our request id.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Literal, Self
from urllib.parse import quote

from pydantic import Field, JsonValue, SecretStr, model_validator

from generators.base import BadRequest, Capabilities, GenerationRequest, Ticket, Timeout
from generators.pictures import PictureLimit
from generators.remote.ark_api import ARK, HOST
from generators.remote.calls import Call
from generators.remote.tasks import TaskGenerator, Told
from generators.remote.vendor import FEN_PER_USD, Address, Answered, SoldBySecond, text_at

TASKS = "/contents/generations/tasks"
RETIRED = "seedance-1-5-pro"

SIZES: Mapping[str, Mapping[str, str]] = {
    "480p": {"864x496": "16:9", "496x864": "9:16", "640x640": "1:1", "752x560": "4:3", "560x752": "3:4", "992x432": "21:9"},
    "720p": {"1280x720": "16:9", "720x1280": "9:16", "960x960": "1:1", "1112x834": "4:3", "834x1112": "3:4", "1470x630": "21:9"},
    "1080p": {"1920x1080": "16:9", "1080x1920": "9:16", "1440x1440": "1:1", "1664x1248": "4:3", "1248x1664": "3:4", "2206x946": "21:9"},
}  # fmt: skip
"""Pixels and shape; only the shape is sent, and the pixels differ a little from model to model."""


@dataclass(frozen=True, slots=True)
class Model:
    """What one model sells."""

    dollars_per_second: float | None = None
    """At 720p, the only prices known."""
    resolutions: tuple[str, ...] = ("480p", "720p", "1080p")
    lengths: tuple[int, ...] = tuple(range(4, 16))
    has_audio: bool = True
    takes_last_picture: bool = True


MODELS: Mapping[str, Model] = {
    "*seedance-2-5-[0-9]*": Model(0.216),
    "*seedance-2-0-fast-*": Model(0.114, ("480p", "720p")),
    "*seedance-2-0-mini-*": Model(0.071, ("480p", "720p")),
    "*seedance-2-0-[0-9]*": Model(0.142),
    "*seedance-1-*": Model(lengths=tuple(range(2, 13)), has_audio=False, takes_last_picture=False),
}
"""By a pattern of the name, the first that fits: the names of BytePlus begin with dreamina."""
NEWEST = Model()


def model_of(name: str) -> Model:
    """What a model sells; an unknown one, also an endpoint of one's own (ep-…), is taken for one like the newest."""
    return next((model for pattern, model in MODELS.items() if fnmatchcase(name, pattern)), NEWEST)


class SeedanceOptions(SoldBySecond):
    """`generators.settings.ark`."""

    base_url: Address = HOST
    model: str = Field(default="doubao-seedance-2-0-mini-260615", min_length=1)
    resolution: Literal["480p", "720p", "1080p"] = "720p"
    with_audio: bool = True
    watermark: bool = False

    @property
    def listed(self) -> float | None:
        """Fen a second on the price list; None where it does not say."""
        dollars = model_of(self.model).dollars_per_second
        return dollars * FEN_PER_USD if dollars and self.resolution == "720p" else None

    @model_validator(mode="after")
    def _is_sold(self) -> Self:
        if RETIRED in self.model:
            raise ValueError(
                f"{self.model} 从 2026 年 11 月 11 日起停用了：model 写 doubao-seedance-2-0-mini-260615，"
                "或者把这一行删掉。"
            )
        sold = model_of(self.model).resolutions
        if self.resolution not in sold:
            raise ValueError(f"{self.model} 没有 {self.resolution}，resolution 写 {' 或 '.join(sold)}。")
        if self.price(self.listed) is None:
            raise ValueError(
                f"不知道 {self.model} 的 {self.resolution} 多少钱，再写一行 fen_per_second: 一秒几分钱，价钱在火山方舟的价目表里；"
                "不要钱的写 0。"
            )
        return self


class Ark(TaskGenerator):
    """Clips with sound, from words, a first picture, or a first and a last one."""

    name = "ark"
    vendor = ARK
    key_variable = ARK.key_variable
    options_type = SeedanceOptions
    options: SeedanceOptions
    words = {  # noqa: RUF012
        **dict.fromkeys(("queued", "running"), "running"),
        "succeeded": "done",
        **dict.fromkeys(("failed", "expired"), "failed"),
        "cancelled": "cancelled",
    }
    picture = PictureLimit(max_bytes=8_000_000, shortest_side=320, ratio=(0.42, 2.4))
    # Ark publishes no limit.
    most_prompt = 2000
    capabilities = Capabilities(
        kinds=frozenset({"video"}),
        prompt_family="ark",
        fps=(24, 24),
        frame_rates=(24,),
        takes_picture=True,
        refuses_faces=True,
        is_remote=True,
        title=ARK.title,
        typical_seconds=(60.0, 300.0),
        poll_seconds=2.0,
    )

    def __init__(self, options: SeedanceOptions | None = None, key: SecretStr | None = None) -> None:
        super().__init__(options, key)
        self._model = model = model_of(self.options.model)
        price_fen, fen_per_second = self.options.price(self.options.listed) or (0, 0.0)
        self.capabilities = replace(
            self.capabilities,
            sizes=tuple(SIZES[self.options.resolution]),
            lengths=model.lengths,
            max_seconds=float(max(model.lengths)),
            takes_last_picture=model.takes_last_picture,
            has_audio=model.has_audio and self.options.with_audio,
            price_fen=price_fen,
            fen_per_second=fen_per_second,
        )

    async def order(self, request: GenerationRequest, request_id: str) -> Call:
        if request.last and not request.source:
            raise BadRequest("last: a last picture needs a first one")
        content: list[JsonValue] = []
        if request.prompt.strip():
            content.append({"type": "text", "text": request.prompt})
        for role, path in (("first_frame", request.source), ("last_frame", request.last)):
            if path:
                content.append({"type": "image_url", "image_url": {"url": await self.data_uri(path)}, "role": role})
        shape = SIZES[self.options.resolution][f"{request.width}x{request.height}"]
        body: dict[str, JsonValue] = {
            "model": self.options.model,
            "content": content,
            "resolution": self.options.resolution,
            "ratio": "adaptive" if request.source else shape,
            "duration": round(request.seconds),
            "seed": request.seed % 2**31,
            "watermark": self.options.watermark,
        }
        if self._model.has_audio:
            body["generate_audio"] = self.options.with_audio
        return Call("POST", TASKS, body)

    def ticket_in(self, answer: Answered) -> str:
        return text_at(answer, "id")

    def question(self, ticket: str) -> Call:
        return Call("GET", f"{TASKS}/{quote(ticket, safe='')}")

    def told(self, answer: Answered) -> Told:
        return Told(
            text_at(answer, "status"),
            text_at(answer, "content", "video_url"),
            code=text_at(answer, "error", "code"),
            reason=text_at(answer, "error", "message"),
        )

    def stop(self, ticket: str) -> Call:
        return Call("DELETE", f"{TASKS}/{quote(ticket, safe='')}")

    async def cancel(self, ticket: Ticket) -> bool:
        """Stop a task that still waits. Of one that is finished the same call would remove the record, and with it the clip."""
        if await self._word(ticket) != "queued":
            return False
        # Whether an answer without a body comes, which reads as none at all, or a refusal: the status tells.
        with contextlib.suppress(BadRequest, Timeout):
            await self._calls.ask(self.stop(ticket.id))
        return await self._word(ticket) == "cancelled"

    async def _word(self, ticket: Ticket) -> str:
        return self.told(await self._calls.ask(self.question(ticket.id))).word
