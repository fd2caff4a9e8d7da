"""可灵: clips of 5 or 10 seconds from words, a picture, or a first and a last picture; kling-v3 sells every length from 3 to 15.

Source: the facts are second hand, for the vendor's own pages could not be read: AutoSDK's description of the service, ComfyUI's client of
it, and the error codes as Baidu Qianfan and the vendor's page "General Information" name them; read November 2026. Not tried against
the real service. The service offers no way to cancel. Keys of https://api-beijing.klingai.com (China) and of
https://api-singapore.klingai.com (abroad) do not work at each other's address.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Literal, Self
from urllib.parse import quote

from pydantic import Field, JsonValue, SecretStr, model_validator

from generators.base import BadRequest, Capabilities, Finished, GenerationRequest, Ticket
from generators.pictures import PictureLimit, pair_of
from generators.remote.calls import Call
from generators.remote.frames import frames
from generators.remote.tasks import TaskGenerator, Told
from generators.remote.vendor import Address, Answered, Meaning, SoldBySecond, Vendor, first_of, text_at, value_at

KEY_VARIABLE = "KLING_API_KEY"
TOKEN_SECONDS = 1800
MOST_PROMPT = 2500
FROM_WORDS, FROM_PICTURE = "text2video", "image2video"

ERRORS: Mapping[str, Meaning] = {
    **dict.fromkeys(("1000", "1001", "1002", "1003", "1004", "1100"), "key"),
    **dict.fromkeys(("1101", "1102"), "empty"),
    **dict.fromkeys(("1200", "1201", "1202", "1203"), "wrong"),
    "1301": "content",
    **dict.fromkeys(("1302", "1303"), "busy"),
    **dict.fromkeys(("5000", "5001", "5002"), "unsure"),
}
"""1003 is told where our clock is fast, 1004 where it is half an hour slow; 1100 is an account with something wrong, 1101 arrears,
1102 a pack used up; 1302 rate, 1303 concurrency."""

_FIVE_OR_TEN = (5, 10)
_THREE_TO_FIFTEEN = tuple(range(3, 16))
LENGTHS: Mapping[str, tuple[int, ...]] = {
    "kling-v1*": _FIVE_OR_TEN,
    "kling-v2*": _FIVE_OR_TEN,
    "*": _THREE_TO_FIFTEEN,
}
"""By the model's name as a pattern, the first that fits; one nobody knows is taken for a newer one."""
# These take their pictures as a list, on another path.
_OTHERWISE_ASKED = re.compile(r"omni|-o\d")
# A task that failed has no code, only a sentence.
_SAYS_MODERATION = re.compile(r"risk control|content security|sensitive|风控|敏感", re.IGNORECASE)

_HINTS: Mapping[Meaning, str] = {"key": "or the clock of this machine is wrong"}


def _said(answer: Answered) -> tuple[str, str]:
    code = text_at(answer, "code")
    # A good answer has a message, too.
    return (code, text_at(answer, "message")) if code not in ("", "0") else ("", "")


def token(access_key: str, secret_key: str, now: float) -> str:
    """A JSON Web Token of the two keys, good for half an hour."""
    head = {"alg": "HS256", "typ": "JWT"}
    claims = {"iss": access_key, "exp": int(now) + TOKEN_SECONDS, "nbf": int(now) - 5}
    signed = f"{_letters(json.dumps(head).encode())}.{_letters(json.dumps(claims).encode())}"
    return f"{signed}.{_letters(hmac.digest(secret_key.encode(), signed.encode(), hashlib.sha256))}"


def _letters(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _signed(key: str) -> Mapping[str, str]:
    access_key, _, secret_key = key.partition(":")
    if not access_key or not secret_key:
        raise BadRequest(f"{KEY_VARIABLE}: write both keys with a colon between them, AccessKey:SecretKey")
    return {"authorization": f"Bearer {token(access_key, secret_key, time.time())}"}


KLING = Vendor("可灵", KEY_VARIABLE, ERRORS, _said, headers=_signed, tells_errors_at_200=True, hints=_HINTS)


class KlingOptions(SoldBySecond):
    """`generators.settings.kling`."""

    base_url: Address = "https://api-beijing.klingai.com"
    model: str = Field(default="kling-v2-6", min_length=1)
    mode: Literal["std", "pro"] = "std"
    sound: bool = False

    @model_validator(mode="after")
    def _is_sold_and_has_a_price(self) -> Self:
        if _OTHERWISE_ASKED.search(self.model):
            raise ValueError(f"{self.model} 走的是可灵另一种接口，小爱不会用；model 写 kling-v3 或者 kling-v2-6。")
        # Without one the family's daily limit in yuan would not hold.
        if self.price(None) is None:
            raise ValueError(
                "可灵是收费的，价钱要照它的价目表自己写：一行 fen_per_second: 一秒几分钱；一次一个价的，写 price_fen: 一次几分钱。"
            )
        return self

    @property
    def lengths(self) -> tuple[int, ...]:
        """What the model sells."""
        return next(lengths for pattern, lengths in LENGTHS.items() if fnmatchcase(self.model, pattern))


class Kling(TaskGenerator):
    """Clips, with sound where it is set. A ticket says on which path its task was submitted, `text2video/123`."""

    name = "kling"
    vendor = KLING
    key_variable = KEY_VARIABLE
    options_type = KlingOptions
    options: KlingOptions
    words = {"submitted": "running", "processing": "running", "succeed": "done", "failed": "failed"}  # noqa: RUF012
    # 10 MB, said of the base64 as well to be sure; other clients of it name 300 pixels and 1:2.5 to 2.5:1.
    picture = PictureLimit(max_bytes=7_000_000, shortest_side=300, ratio=(0.42, 2.4))
    most_prompt = MOST_PROMPT
    capabilities = Capabilities(
        kinds=frozenset({"video"}),
        prompt_family="kling",
        takes_picture=True,
        takes_last_picture=True,
        is_remote=True,
        title=KLING.title,
        typical_seconds=(60.0, 360.0),
        poll_seconds=2.0,
    )

    def __init__(self, options: KlingOptions | None = None, key: SecretStr | None = None) -> None:
        super().__init__(options, key)
        self._frames = frames(("16:9", "9:16", "1:1"), 1080 if self.options.mode == "pro" else 720)
        price_fen, fen_per_second = self.options.price(None) or (0, 0.0)
        self.capabilities = replace(
            self.capabilities,
            sizes=tuple(self._frames),
            lengths=self.options.lengths,
            max_seconds=float(max(self.options.lengths)),
            has_audio=self.options.sound,
            price_fen=price_fen,
            fen_per_second=fen_per_second,
        )

    async def submit(self, request: GenerationRequest, request_id: str) -> Ticket | Finished:
        taken = await super().submit(request, request_id)
        # An id is known only on the path it was made on.
        return Ticket(f"{_route(request)}/{taken.id}") if isinstance(taken, Ticket) else taken

    async def order(self, request: GenerationRequest, request_id: str) -> Call:
        body: dict[str, JsonValue] = {
            "model_name": self.options.model,
            "mode": self.options.mode,
            "duration": f"{request.seconds:.0f}",
            "sound": "on" if self.options.sound else "off",
            "external_task_id": request_id,
        }
        if request.prompt.strip():
            body["prompt"] = request.prompt
        if request.negative_prompt.strip():
            body["negative_prompt"] = request.negative_prompt[:MOST_PROMPT]
        if request.source is None:
            body["aspect_ratio"] = self._frames[f"{request.width}x{request.height}"]
        else:
            # With a picture the clip has its shape.
            if request.last:
                first, last = await asyncio.to_thread(pair_of, request.source, request.last, self.picture)
                body |= {"image": first.base64, "image_tail": last.base64}
            else:
                body["image"] = await self.base64(request.source)
        return Call("POST", f"/v1/videos/{_route(request)}", body)

    def ticket_in(self, answer: Answered) -> str:
        return text_at(answer, "data", "task_id")

    def question(self, ticket: str) -> Call:
        route, _, task = ticket.partition("/")
        if route not in (FROM_WORDS, FROM_PICTURE) or not task:
            raise BadRequest(f"{self.name}: {ticket} is no ticket of its own")
        return Call("GET", f"/v1/videos/{route}/{quote(task, safe='')}")

    def told(self, answer: Answered) -> Told:
        clip = first_of(value_at(answer, "data", "task_result", "videos"))
        reason = text_at(answer, "data", "task_status_msg")
        code = "1301" if _SAYS_MODERATION.search(reason) else ""
        return Told(text_at(answer, "data", "task_status"), text_at(clip, "url"), code=code, reason=reason)


def _route(request: GenerationRequest) -> str:
    return FROM_PICTURE if request.source else FROM_WORDS
