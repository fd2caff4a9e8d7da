"""PixVerse (拍我 AI): clips from words, a picture, or a first and a last picture. Pictures are handed in first, and asked for by a number.

Source: docs.platform.pixverse.ai, Text-to-Video, Image-to-Video, Transition, Upload Image and Get Video Generation Status, and its
client in ComfyUI; read November 2026. The codes of its errors stand in other people's clients. Not tried against the real service.
The service offers no way to ask by our request id and none to cancel.
"""

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote

from pydantic import JsonValue, SecretStr

from generators.base import BadRequest, Broken, Capabilities, GenerationRequest, Timeout, Unreachable
from generators.pictures import Copy, PictureLimit, copy_of, pair_of
from generators.remote.calls import Call, Upload
from generators.remote.frames import frames
from generators.remote.tasks import TaskGenerator, Told
from generators.remote.vendor import Address, Answered, Meaning, PriceToBeSet, Vendor, text_at

Quality = Literal["360p", "540p", "720p", "1080p"]

_MODERATION = "status 7"

ERRORS: Mapping[str, Meaning] = {
    **dict.fromkeys(("10001", "10003", "400012", "500201"), "key"),
    **dict.fromkeys(("400", "400011", "400013", "400017", "400018", "400019", "400032", "400033"), "wrong"),
    **dict.fromkeys(
        ("500008", "500020", "500030", "500031", "500032", "500033", "500041", "500042", "500064"), "wrong"
    ),
    **dict.fromkeys(("500043", "500090"), "empty"),
    **dict.fromkeys(("500044", "500069"), "busy"),
    **dict.fromkeys((_MODERATION, "500052", "500054", "500063"), "content"),
    "500060": "used_up",
    **dict.fromkeys(("99999", "500100"), "unsure"),
}
"""500044 clips at once, 500069 load; 500052 a picture, 500054 what was made, 500063 the words."""


def _said(answer: Answered) -> tuple[str, str]:
    # A refused picture is told in small letters.
    code = text_at(answer, "ErrCode") or text_at(answer, "err_code")
    if code in ("", "0"):
        return "", ""
    return code, text_at(answer, "ErrMsg") or text_at(answer, "err_msg")


def _headers(key: str) -> Mapping[str, str]:
    # One that was used before makes no new clip.
    return {"API-KEY": key, "Ai-trace-id": str(uuid.uuid4())}


PIXVERSE = Vendor("PixVerse", "PIXVERSE_API_KEY", ERRORS, _said, headers=_headers, tells_errors_at_200=True)


@dataclass(frozen=True, slots=True)
class Model:
    """What one model sells."""

    lengths: tuple[int, ...]
    lengths_in_1080p: tuple[int, ...]
    ratios: tuple[str, ...] = ("16:9", "9:16", "1:1", "4:3", "3:4")


_ANY_LENGTH = tuple(range(1, 16))
_NEWEST = Model(_ANY_LENGTH, _ANY_LENGTH, ("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "21:9"))
_OLD = Model((5, 8), (5,))
_MIDDLE = Model((5, 8, 10), (5, 8))

MODELS: Mapping[str, Model] = {
    **dict.fromkeys(("v3.5", "v4", "v4.5", "v5"), _OLD),
    **dict.fromkeys(("v5.5", "v5.6"), _MIDDLE),
    **dict.fromkeys(("v6", "c1"), _NEWEST),
}
"""A name that is not here is taken for a newer one."""


class PixverseOptions(PriceToBeSet):
    """`generators.settings.pixverse`."""

    base_url: Address = "https://app-api.pixverse.ai"
    model: str = "v6"
    quality: Quality = "720p"


class Pixverse(TaskGenerator):
    """Clips of up to fifteen seconds, or of five and eight with the older models; without sound."""

    name = "pixverse"
    vendor = PIXVERSE
    key_variable = PIXVERSE.key_variable
    options_type = PixverseOptions
    options: PixverseOptions
    words = {"1": "done", "5": "running", "6": "gone", "7": "failed", "8": "failed"}  # noqa: RUF012
    # 20 MB, 4000 pixels; other sellers of it name 300 pixels and 2.5:1.
    picture = PictureLimit(max_bytes=3_600_000, shortest_side=320, ratio=(0.42, 2.4))
    most_prompt = 2048
    capabilities = Capabilities(
        kinds=frozenset({"video"}),
        prompt_family="pixverse",
        takes_picture=True,
        takes_last_picture=True,
        is_remote=True,
        title=PIXVERSE.title,
        typical_seconds=(30.0, 240.0),
        poll_seconds=2.0,
    )

    def __init__(self, options: PixverseOptions | None = None, key: SecretStr | None = None) -> None:
        super().__init__(options, key)
        sold, price = MODELS.get(self.options.model, _NEWEST), self.options.price(None)
        assert price
        lengths = sold.lengths_in_1080p if self.options.quality == "1080p" else sold.lengths
        self._frames = frames(sold.ratios, int(self.options.quality.removesuffix("p")))
        self.capabilities = replace(
            self.capabilities,
            sizes=tuple(self._frames),
            lengths=lengths,
            max_seconds=float(max(lengths)),
            price_fen=price[0],
            fen_per_second=price[1],
        )

    async def order(self, request: GenerationRequest, request_id: str) -> Call:
        if not request.prompt.strip():
            raise BadRequest("prompt: is empty, and a picture alone is not enough")
        body: dict[str, JsonValue] = {
            "model": self.options.model,
            "prompt": request.prompt,
            "duration": round(request.seconds),
            "quality": self.options.quality,
            "seed": request.seed % 2**31,
        }
        if request.source and request.last:
            pair = await asyncio.to_thread(pair_of, request.source, request.last, self.picture)
            first, last = [await self._handed_in(each) for each in pair]
            pictures: dict[str, JsonValue] = {"first_frame_img": first, "last_frame_img": last}
            return Call("POST", "/openapi/v2/video/transition/generate", body | pictures)
        if request.negative_prompt:
            body["negative_prompt"] = request.negative_prompt
        if request.source:
            number = await self._handed_in(await asyncio.to_thread(copy_of, request.source, self.picture))
            return Call("POST", "/openapi/v2/video/img/generate", body | {"img_id": number})
        # With a picture the clip has its shape.
        body["aspect_ratio"] = self._frames[f"{request.width}x{request.height}"]
        return Call("POST", "/openapi/v2/video/text/generate", body)

    def ticket_in(self, answer: Answered) -> str:
        return text_at(answer, "Resp", "video_id")

    def question(self, ticket: str) -> Call:
        return Call("GET", f"/openapi/v2/video/result/{quote(ticket, safe='')}")

    def told(self, answer: Answered) -> Told:
        word = text_at(answer, "Resp", "status")
        return Told(word, text_at(answer, "Resp", "url"), code=f"status {word}")

    async def _handed_in(self, picture: Copy) -> int:
        """The number of a picture over there. Whatever goes wrong, nothing was charged for it."""
        call = Call("POST", "/openapi/v2/image/upload", uploads=(Upload("image", picture.name, picture.jpeg),))
        try:
            number = text_at(await self._calls.ask(call), "Resp", "img_id")
        except (Timeout, Broken) as error:
            raise Unreachable(f"a picture could not be handed in: {error}") from None
        if not number.isdecimal():
            raise Unreachable(f"{self.name}: a picture was handed in and got no number")
        return int(number)
