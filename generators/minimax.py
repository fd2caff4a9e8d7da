"""MiniMax 海螺: clips of 4 to 15 seconds from words, a picture, or a first and a last picture, in 768P or 2K.

Source: platform.minimax.io, "Create video generation task", "Query Task" and "Cancel or Delete Task" of Video Generation V2, and its error
codes; read November 2026. Not tried against the real service. The service offers no way to ask by our request id. It is not to be
asked more often than every ten seconds, and keeps a task for seven days. Abroad the address is https://api.minimax.io.
"""

import asyncio
import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, Self
from urllib.parse import quote

from pydantic import Field, JsonValue, SecretStr, model_validator

from generators.base import BadRequest, Capabilities, GenerationRequest, Ticket
from generators.pictures import PictureLimit, pair_of
from generators.remote.calls import Call
from generators.remote.frames import frames
from generators.remote.tasks import TaskGenerator, Told
from generators.remote.vendor import FEN_PER_USD, Address, Answered, Meaning, SoldBySecond, Vendor, text_at

Resolution = Literal["480P", "768P", "2K"]

ERRORS: Mapping[str, Meaning] = {
    "1000": "unsure",
    "1002": "busy",
    **dict.fromkeys(("1004", "2049"), "key"),
    "1008": "empty",
    **dict.fromkeys(("1026", "1027"), "content"),
    "2013": "wrong",
    "2056": "used_up",
    "authorized_error": "key",
    "insufficient_balance_error": "empty",
    "unprocessable_entity_error": "content",
    "rate_limit_error": "busy",
    "bad_request_error": "wrong",
    "server_error": "unsure",
}
"""1026 is what was asked, 1027 what was made; 2056 the plan's share. The words count where no number is told."""

LINES: Mapping[Resolution, int] = {"480P": 480, "768P": 768, "2K": 1440}
RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9")
# What needs words is given these with a picture that came without any.
ANY_MOTION = "The picture comes to life."
QUEUED = "queued"


@dataclass(frozen=True, slots=True)
class Model:
    """What one model sells."""

    lengths: tuple[int, ...]
    resolutions: tuple[Resolution, ...]
    usd_per_second: Mapping[Resolution, float]
    """As listed; empty where no list was found."""
    has_audio: bool = False


_NEWEST = Model(tuple(range(4, 16)), ("768P", "2K"), {})

MODELS: Mapping[str, Model] = {
    "MiniMax-H3": replace(_NEWEST, usd_per_second={"768P": 0.08, "2K": 0.13}, has_audio=True),
    "MiniMax-H3-Max": Model(tuple(range(5, 16)), ("768P", "480P"), {}),
}
"""A name that is not here is taken for a newer one, whose price nobody knows. The first resolution is what is made where none is set."""
_OF_THE_OLD_WAY = re.compile(r"hailuo|[ti]2v-01|s2v-01|video-01", re.IGNORECASE)


def _said(answer: Answered) -> tuple[str, str]:
    code = text_at(answer, "base_resp", "status_code")
    if code not in ("", "0"):
        return code, text_at(answer, "base_resp", "status_msg")
    return _coded(text_at(answer, "error", "type"), text_at(answer, "error", "message"))


def _coded(code: str, message: str) -> tuple[str, str]:
    """The code is a number at the end of the message, “insufficient balance (1008)”, where there is one."""
    number = re.search(r"\((\d{4})\)\s*$", message)
    return number[1] if number else code, message


MINIMAX = Vendor("海螺", "MINIMAX_API_KEY", ERRORS, _said, tells_errors_at_200=True)


class MiniMaxOptions(SoldBySecond):
    """`generators.settings.minimax`."""

    base_url: Address = "https://api.minimax.cn"
    model: str = Field(default="MiniMax-H3", min_length=1)
    resolution: Resolution | None = None

    @property
    def sold(self) -> Model:
        """What the model sells."""
        return MODELS.get(self.model, _NEWEST)

    @property
    def made_in(self) -> Resolution:
        """What is set, or what is cheapest in any case."""
        return self.resolution or self.sold.resolutions[0]

    @property
    def cost(self) -> tuple[int, float] | None:
        """Fen for a request and for each of its seconds."""
        dollars = self.sold.usd_per_second.get(self.made_in)
        return self.price(None if dollars is None else dollars * FEN_PER_USD)

    @model_validator(mode="after")
    def _is_sold_and_has_a_price(self) -> Self:
        if _OF_THE_OLD_WAY.search(self.model):
            raise ValueError(
                f"{self.model} 走的是 MiniMax 的旧接口，小爱只会新接口：model 写 MiniMax-H3，或者把这一行删掉。"
            )
        if self.made_in not in self.sold.resolutions:
            choice = "、".join(self.sold.resolutions)
            raise ValueError(f"{self.model} 的清晰度只有 {choice}，resolution 改成它，或者删掉这一行。")
        # Without one the family's daily limit in yuan would not hold.
        if self.cost is None:
            raise ValueError(f"{self.model} 的价钱小爱不知道，照它的价目表再写一行 fen_per_second: 一秒几分钱。")
        return self


class MiniMax(TaskGenerator):
    """Clips in the length asked for."""

    name = "minimax"
    vendor = MINIMAX
    key_variable = MINIMAX.key_variable
    options_type = MiniMaxOptions
    options: MiniMaxOptions
    words = {  # noqa: RUF012
        QUEUED: "running",
        "running": "running",
        "succeeded": "done",
        "failed": "failed",
        "cancelled": "cancelled",
        "expired": "gone",
    }
    # 30 MB, and 64 MB with two of them in base64; other clients of it name 256 pixels and 2:5 to 5:2.
    picture = PictureLimit(max_bytes=20_000_000, longest_side=2560, shortest_side=256, ratio=(0.42, 2.4))
    most_prompt = 7000
    capabilities = Capabilities(
        kinds=frozenset({"video"}),
        prompt_family="minimax",
        takes_picture=True,
        takes_last_picture=True,
        is_remote=True,
        title=MINIMAX.title,
        typical_seconds=(60.0, 360.0),
        poll_seconds=10.0,
    )

    def __init__(self, options: MiniMaxOptions | None = None, key: SecretStr | None = None) -> None:
        super().__init__(options, key)
        sold = self.options.sold
        self._frames = frames(RATIOS, LINES[self.options.made_in])
        price_fen, fen_per_second = self.options.cost or (0, 0.0)
        self.capabilities = replace(
            self.capabilities,
            sizes=tuple(self._frames),
            lengths=sold.lengths,
            max_seconds=float(max(sold.lengths)),
            has_audio=sold.has_audio,
            price_fen=price_fen,
            fen_per_second=fen_per_second,
        )

    async def order(self, request: GenerationRequest, request_id: str) -> Call:
        content: list[JsonValue] = [{"type": "text", "text": request.prompt.strip() or ANY_MOTION}]
        for address, role in zip(await self._pictures(request), ("first_frame", "last_frame"), strict=False):
            content.append({"type": "image_url", "image_url": {"url": address}, "role": role})
        # With a picture the clip has its shape.
        ratio = "adaptive" if len(content) > 1 else self._frames[f"{request.width}x{request.height}"]
        body: dict[str, JsonValue] = {
            "model": self.options.model,
            "content": content,
            "resolution": self.options.made_in,
            "duration": round(request.seconds),
            "ratio": ratio,
        }
        return Call("POST", "/v2/video_generation", body)

    def ticket_in(self, answer: Answered) -> str:
        return text_at(answer, "task_id")

    def question(self, ticket: str) -> Call:
        return Call("GET", f"/v2/query/video_generation/{quote(ticket, safe='')}")

    def told(self, answer: Answered) -> Told:
        code, reason = _coded(text_at(answer, "task", "error", "code"), text_at(answer, "task", "error", "message"))
        address = text_at(answer, "task", "content", "url")
        return Told(text_at(answer, "task", "status"), address, code=code, reason=reason)

    def stop(self, ticket: str) -> Call:
        return Call("DELETE", f"/v2/video_generation/{quote(ticket, safe='')}")

    async def cancel(self, ticket: Ticket) -> bool:
        """True for what still waited, which costs nothing. What is finished is not touched: the same call would delete it."""
        with contextlib.suppress(BadRequest):
            told = self.told(await self._calls.ask(self.question(ticket.id)))
            return told.word == QUEUED and await super().cancel(ticket)
        return False

    async def _pictures(self, request: GenerationRequest) -> list[str]:
        if request.source is None:
            return []
        if request.last is None:
            return [await self.data_uri(request.source)]
        pair = await asyncio.to_thread(pair_of, request.source, request.last, self.picture)
        return [each.data_uri for each in pair]
