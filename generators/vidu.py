"""Vidu: clips of one to sixteen seconds from words, a picture, or a first and a last picture.

Source: platform.vidu.cn, text-to-video, image-to-video, start-end-to-video, task management and error codes; read November 2026.
Not tried against the real service. The service offers no way to ask by our request id.

Abroad the address is https://api.vidu.com/ent/v2, with keys of its own.
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
from generators.remote.vendor import Address, Answered, Meaning, PriceToBeSet, Vendor, first_of, text_at

Resolution = Literal["540p", "720p", "1080p"]

_CANCELLED = "UserCancelled"

ERRORS: Mapping[str, Meaning] = {
    **dict.fromkeys(("TaskPromptPolicyViolation", "AuditSubmitIllegal", "CreationPolicyViolation"), "content"),
    "CreditInsufficient": "empty",
    **dict.fromkeys(("QuotaExceeded", "TooManyRequests", "SystemThrottling", "OperationInProcess"), "busy"),
    "Unauthorized": "key",
    "ModelUnavailable": "model",
    **dict.fromkeys(("BadRequest", "Field*", "PageSizeOutOfRange", "Image*", "Forbidden", "*NotFound"), "wrong"),
    "InternalServiceFailure": "unsure",
}
"""QuotaExceeded is the number of clips made at once, not money."""


def _said(answer: Answered) -> tuple[str, str]:
    return text_at(answer, "reason") or text_at(answer, "err_code"), text_at(answer, "message")


def _token(key: str) -> Mapping[str, str]:
    return {"authorization": f"Token {key}"}


VIDU = Vendor("Vidu", "VIDU_API_KEY", ERRORS, _said, headers=_token)


@dataclass(frozen=True, slots=True)
class Model:
    """What one model sells."""

    lengths: tuple[int, ...]
    ratios: tuple[str, ...] = ("16:9", "9:16", "1:1", "4:3", "3:4")
    resolutions: tuple[Resolution, ...] = ("720p", "540p", "1080p")
    """The first is what is taken where nothing is set."""
    takes_pictures: bool = True
    takes_audio: bool = False
    """Can be told whether the clip is to have sound."""


_NEWEST = Model(tuple(range(1, 17)), takes_audio=True)

MODELS: Mapping[str, Model] = {
    "viduq3-pro": _NEWEST,
    "viduq3-turbo": _NEWEST,
    # The pages for pictures do not name it.
    "viduq2": Model(tuple(range(1, 11)), takes_pictures=False),
    "viduq1": Model((5,), ("16:9", "9:16", "1:1"), ("1080p",)),
}
"""A name that is not here is taken for a newer one of the same kind."""


class ViduOptions(PriceToBeSet):
    """`generators.settings.vidu`."""

    base_url: Address = "https://api.vidu.cn/ent/v2"
    model: str = "viduq3-turbo"
    resolution: Resolution | None = None
    audio: bool = False
    """Sound made with the clip."""

    @property
    def sold(self) -> Model:
        """What the model sells."""
        return MODELS.get(self.model, _NEWEST)

    @property
    def lines(self) -> Resolution:
        """What is set, or what the model takes for granted."""
        return self.resolution or self.sold.resolutions[0]

    @model_validator(mode="after")
    def _is_sold(self) -> Self:
        if self.lines not in self.sold.resolutions:
            raise ValueError(
                f"{self.model} 的清晰度只有 {'、'.join(self.sold.resolutions)}，resolution 改成它，或者删掉这一行。"
            )
        if self.audio and not self.sold.takes_audio:
            raise ValueError(f"{self.model} 不会配声音，audio 那一行删掉，或者换成 viduq3 的模型。")
        return self


class Vidu(TaskGenerator):
    """Clips in the length asked for, with sound where it is set and the model makes any."""

    name = "vidu"
    vendor = VIDU
    key_variable = VIDU.key_variable
    options_type = ViduOptions
    options: ViduOptions
    words = {  # noqa: RUF012
        **dict.fromkeys(("created", "queueing", "processing"), "running"),
        "success": "done",
        "failed": "failed",
        _CANCELLED: "cancelled",
    }
    # 50 MB each, 20 MB for the whole request; inside 1:4 to 4:1.
    picture = PictureLimit(max_bytes=3_600_000, shortest_side=128, ratio=(0.26, 3.85))
    most_prompt = 2000
    capabilities = Capabilities(
        kinds=frozenset({"video"}),
        prompt_family="vidu",
        is_remote=True,
        title=VIDU.title,
        typical_seconds=(40.0, 300.0),
        poll_seconds=2.0,
    )

    def __init__(self, options: ViduOptions | None = None, key: SecretStr | None = None) -> None:
        super().__init__(options, key)
        sold, price = self.options.sold, self.options.price(None)
        assert price
        self._frames = frames(sold.ratios, int(self.options.lines.removesuffix("p")))
        self.capabilities = replace(
            self.capabilities,
            sizes=tuple(self._frames),
            lengths=sold.lengths,
            max_seconds=float(max(sold.lengths)),
            takes_picture=sold.takes_pictures,
            takes_last_picture=sold.takes_pictures,
            has_audio=self.options.audio,
            price_fen=price[0],
            fen_per_second=price[1],
        )

    async def order(self, request: GenerationRequest, request_id: str) -> Call:
        body: dict[str, JsonValue] = {
            "model": self.options.model,
            "duration": round(request.seconds),
            "resolution": self.options.lines,
            # 0 is by chance.
            "seed": request.seed % 2**31,
        }
        if request.prompt.strip():
            body["prompt"] = request.prompt
        if self.options.sold.takes_audio:
            # Left out it is true.
            body["audio"] = self.options.audio
        if request.source and request.last:
            pair = await asyncio.to_thread(pair_of, request.source, request.last, self.picture)
            return Call("POST", "/start-end2video", body | {"images": [each.data_uri for each in pair]})
        if request.source:
            return Call("POST", "/img2video", body | {"images": [await self.data_uri(request.source)]})
        # With a picture the clip has its shape.
        body["aspect_ratio"] = self._frames[f"{request.width}x{request.height}"]
        return Call("POST", "/text2video", body)

    def ticket_in(self, answer: Answered) -> str:
        return text_at(answer, "task_id")

    def question(self, ticket: str) -> Call:
        return Call("GET", f"/tasks/{quote(ticket, safe='')}/creations")

    def told(self, answer: Answered) -> Told:
        clip, code = first_of(answer.get("creations")), text_at(answer, "err_code")
        word = _CANCELLED if code == _CANCELLED else text_at(answer, "state")
        return Told(word, text_at(clip, "url"), text_at(clip, "cover_url"), code)

    def stop(self, ticket: str) -> Call:
        """Only what still waits can be stopped."""
        return Call("POST", f"/tasks/{quote(ticket, safe='')}/cancel", {"id": ticket})
