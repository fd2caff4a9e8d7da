"""智谱's video models: cogvideox-flash, which is free, cogvideox-2 and cogvideox-3.

Source: docs.bigmodel.cn, "生成视频（异步）" and "查询异步结果", read November 2026. The provider offers no way to ask by our request
id and none to cancel.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Self
from urllib.parse import quote

from pydantic import JsonValue, SecretStr

from generators.base import (
    Artifact,
    BadRequest,
    Broken,
    Busy,
    CannotAsk,
    Capabilities,
    Failed,
    Finished,
    GenerationRequest,
    Generator,
    GeneratorError,
    Progress,
    Ticket,
    Timeout,
    Unreachable,
)
from generators.pictures import PictureLimit, copy_of
from generators.remote.calls import Calls, paid_for
from generators.remote.download import download
from generators.remote.nearest import nearest_length, nearest_size
from generators.remote.zhipu_api import KEY_VARIABLE, ZhipuOptions, calls
from generators.setting import Setting

LONGEST_PROMPT = 512
PICTURE = PictureLimit(max_bytes=3_600_000)
"""5 MB, said of the base64 as well to be sure."""
MOST_BYTES = 500_000_000
FETCH_SECONDS = 600.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Model:
    """What one model sells."""

    price_fen: int
    sizes: tuple[str, ...]
    lengths: tuple[int, ...] = ()
    """Seconds to choose from; empty where the length is the model's own."""
    takes_last_picture: bool = False


_SIZES = ("1024x1024", "1920x1080", "1080x1920", "2048x1080", "3840x2160")
_OLDER = ("720x480", "1280x960", "960x1280", *_SIZES)

MODELS: Mapping[str, Model] = {
    "cogvideox-flash": Model(0, _OLDER),
    "cogvideox-2": Model(50, _OLDER),
    "cogvideox-3": Model(100, ("1280x720", "720x1280", *_SIZES), (5, 10), takes_last_picture=True),
}


class VideoOptions(ZhipuOptions):
    """`generators.settings.zhipu`."""

    model: Literal["cogvideox-flash", "cogvideox-2", "cogvideox-3"] = "cogvideox-flash"
    quality: Literal["speed", "quality"] = "speed"
    with_audio: bool = False


class Zhipu(Generator):
    """Clips of about five seconds, or up to ten with cogvideox-3, from words, a picture, or a first and a last picture."""

    name = "zhipu"
    options_type = VideoOptions
    key_variable = KEY_VARIABLE
    capabilities = Capabilities(
        kinds=frozenset({"video"}),
        prompt_family="zhipu",
        max_seconds=5.0,
        fps=(30, 60),
        takes_picture=True,
        is_remote=True,
        title="智谱",
        typical_seconds=(30.0, 300.0),
        poll_seconds=5.0,
    )

    def __init__(self, options: VideoOptions | None = None, key: SecretStr | None = None) -> None:
        self.options = options or VideoOptions()
        self.missing_key = "" if key else KEY_VARIABLE
        self._model = model = MODELS[self.options.model]
        self.capabilities = replace(
            self.capabilities,
            max_seconds=float(max(model.lengths, default=5)),
            takes_last_picture=model.takes_last_picture,
            price_fen=model.price_fen if self.options.price_fen is None else self.options.price_fen,
        )
        self._calls = calls(self.name, self.options, key)
        self._words: set[str] = set()

    @classmethod
    def made(cls, setting: Setting) -> Self:
        return cls(VideoOptions.model_validate(setting.options), setting.key)

    async def submit(self, request: GenerationRequest, request_id: str) -> Ticket | Finished:
        """Hand over a request. Raises `BadRequest` before anything is sent for what cannot be made."""
        answer = await self._service().ask("POST", "/videos/generations", await self._body(request, request_id))
        ticket = answer.get("id")
        if not isinstance(ticket, str) or not ticket:
            raise Timeout("zhipu: an answer without an id")
        return Ticket(ticket)

    async def find(self, request_id: str) -> CannotAsk:
        return CannotAsk()

    async def poll(self, ticket: Ticket) -> Progress | Finished | Failed:
        try:
            with paid_for():
                status, _ = await self._result(ticket.id)
        except (Unreachable, Busy, Timeout):
            raise
        except GeneratorError as error:
            return Failed(error)
        if status == "FAIL":
            return Failed(Broken(f"zhipu gave up on {ticket.id}"))
        # Not the address itself: it is signed and soon dead, so it is asked for when it is fetched, and stands in no record.
        return Finished(ticket.id) if status == "SUCCESS" else Progress()

    async def fetch(self, finished: Finished, into: Path) -> Artifact:
        """Ask for a fresh address and bring the clip home. A result that is gone is `Broken`: it was paid for."""
        with paid_for():
            _, url = await self._result(finished.location)
        if not url:
            raise Broken(f"zhipu: {finished.location} has no clip any more")
        brought = await download(
            url,
            into,
            allowed_origins=self.options.origins,
            most_bytes=MOST_BYTES,
            timeout_seconds=FETCH_SECONDS,
            kinds=self.capabilities.kinds,
        )
        return Artifact(brought.path, "video")

    async def cancel(self, ticket: Ticket) -> bool:
        return False

    async def close(self) -> None:
        if self._calls:
            await self._calls.close()

    async def _result(self, ticket: str) -> tuple[str, str]:
        """The status word, and the address of the clip where there is one."""
        answer = await self._service().ask("GET", f"/async-result/{quote(ticket, safe='')}")
        status, results = answer.get("task_status"), answer.get("video_result")
        if not isinstance(status, str):
            raise Timeout("zhipu: an answer without a task_status")
        if status not in ("PROCESSING", "SUCCESS", "FAIL") and status not in self._words:
            self._words.add(status)
            _log.warning("zhipu: unknown task_status %.40s, taken for still being made", status)
        first = results[0] if isinstance(results, list) and results else None
        url = first.get("url") if isinstance(first, dict) else None
        return status, url if isinstance(url, str) else ""

    def _service(self) -> Calls:
        if self._calls is None:
            raise BadRequest(f"{KEY_VARIABLE}: is not set")
        return self._calls

    async def _body(self, request: GenerationRequest, request_id: str) -> dict[str, JsonValue]:
        if request.kind != "video":
            raise BadRequest(f"kind: zhipu makes clips only, not {request.kind}")
        if len(request.prompt) > LONGEST_PROMPT:
            raise BadRequest(f"prompt: {len(request.prompt)} characters, at most {LONGEST_PROMPT}")
        if not request.prompt.strip() and request.source is None:
            raise BadRequest("prompt: neither words nor a picture")
        body: dict[str, JsonValue] = {
            "model": self.options.model,
            "quality": self.options.quality,
            "with_audio": self.options.with_audio,
            "size": nearest_size(request.width, request.height, self._model.sizes),
            "fps": 60 if request.fps > 45 else 30,
            "request_id": request_id,
        }
        if request.prompt.strip():
            body["prompt"] = request.prompt
        if not self.options.watermark:
            body["watermark_enabled"] = False
        if self._model.lengths:
            body["duration"] = nearest_length(request.seconds, self._model.lengths)
        if request.source:
            last = request.last if self._model.takes_last_picture else None
            pictures = [await asyncio.to_thread(_data_uri, path) for path in (request.source, last) if path]
            body["image_url"] = pictures[0] if len(pictures) == 1 else list[JsonValue](pictures)
        return body


def _data_uri(path: Path) -> str:
    return copy_of(path, PICTURE).data_uri
