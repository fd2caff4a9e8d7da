"""Video servers that speak OpenAI's shape, wherever they stand: how a clip is asked for, asked about, fetched and stopped.

Sources and how sure: `generators/remote/openai_api.py`. None offers a way to ask by our request id; a server in the house that was
restarted knows no earlier task, and what it forgot is asked for anew.
"""

import asyncio
import contextlib
import re
from collections.abc import Mapping
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import Literal, Self
from urllib.parse import quote

from pydantic import Field, JsonValue, SecretStr, model_validator

from generators.base import (
    Artifact,
    BadRequest,
    Broken,
    Busy,
    Cancelled,
    Capabilities,
    Failed,
    Finished,
    GenerationRequest,
    GeneratorError,
    Measured,
    Progress,
    Ticket,
)
from generators.pictures import copy_of, pair_of
from generators.remote.arriving import Expired
from generators.remote.calls import Call, Upload, paid_for
from generators.remote.measured import measured_in
from generators.remote.openai_api import ServerOptions, said, served
from generators.remote.tasks import TaskGenerator, Told
from generators.remote.vendor import Answered, text_at

MEASURED_SECONDS = 10.0
"""Our own server takes about a second for a clip of 5 s at 768x512."""
MEASURED_PAUSE_SECONDS = 0.2

Family = Literal["wan", "ltx", "cogvideox"]


class VideoOptions(ServerOptions):
    """What the admin may set of one."""

    max_seconds: float = Field(default=5.0, gt=0, le=60)
    """Of one request."""
    lengths: tuple[int, ...] = ()
    """The whole seconds it makes, where only some will do; `max_seconds` is then the longest of them."""
    fps: int | None = Field(default=None, ge=1, le=60)
    """Frames per second its model makes; None where any will do."""
    takes_picture: bool = True
    """False for a model that makes clips from words only."""
    prompt_family: Family | None = None
    """How its model is written to; None reads it off `model`."""

    @model_validator(mode="after")
    def _lengths_are_lengths(self) -> Self:
        if any(not 1 <= length <= 60 for length in self.lengths):
            raise ValueError("lengths 里写 1 到 60 的整秒数，例如 [5, 10]。")
        return self

    @property
    def family(self) -> Family:
        """How its model is written to; Wan reads Chinese as well and is what most servers run."""
        name = self.model.lower()
        return self.prompt_family or ("ltx" if "ltx" in name else "cogvideox" if "cogvideox" in name else "wan")


class ClipServer(TaskGenerator):
    """Clips from words or pictures. A subclass says its name and whose key it takes."""

    options_type = VideoOptions
    options: VideoOptions
    words = {  # noqa: RUF012
        "queued": "running",
        "in_progress": "running",
        "cancelling": "running",
        "completed": "done",
        "failed": "failed",
        "cancelled": "cancelled",
        "deleted": "cancelled",
    }
    # No server names a limit, and each model cuts off what it cannot read.
    most_prompt = 10_000
    capabilities = Capabilities(
        kinds=frozenset({"video"}), prompt_family="wan", is_remote=True, typical_seconds=(30.0, 300.0)
    )

    def __init__(self, options: VideoOptions | None = None, key: SecretStr | None = None) -> None:
        super().__init__(options, key)
        chosen = self.options
        self.capabilities = replace(
            served(self.capabilities, chosen),
            prompt_family=chosen.family,
            lengths=chosen.lengths,
            max_seconds=float(max(chosen.lengths)) if chosen.lengths else chosen.max_seconds,
            fps=(chosen.fps, chosen.fps) if chosen.fps else self.capabilities.fps,
            frame_rates=(chosen.fps,) if chosen.fps else (),
            takes_picture=chosen.takes_picture,
        )

    async def order(self, request: GenerationRequest, request_id: str) -> Call:
        if not request.prompt.strip():
            raise BadRequest("prompt: is empty")
        fields = self._fields(request)
        if request.source is None and self.options.dialect == "sglang":
            # Its older versions take a form only with a picture in it.
            return Call("POST", "/videos", dict[str, JsonValue](fields))
        form = {name: str(value) for name, value in fields.items()}
        uploads = await asyncio.to_thread(self._uploads, request)
        return Call("POST", "/videos", form=form, uploads=uploads)

    def _uploads(self, request: GenerationRequest) -> tuple[Upload, ...]:
        if request.source is None:
            return ()
        if request.last is None:
            copy = copy_of(request.source, self.picture)
            return (Upload("input_reference", copy.name, copy.jpeg),)
        first, last = pair_of(request.source, request.last, self.picture)
        return (
            Upload("input_reference", first.name, first.jpeg),
            Upload("last_image", last.name, last.jpeg),
        )

    def _fields(self, request: GenerationRequest) -> Mapping[str, str | int | float]:
        fields: dict[str, str | int | float] = {
            "prompt": request.prompt,
            "size": f"{request.width}x{request.height}",
            # Whole seconds are all the shape knows; where frames are counted too, they say it exactly.
            "seconds": max(1, ceil(request.seconds - 0.1)),
        }
        if self.options.model:
            fields["model"] = self.options.model
        if self.options.dialect != "gateway":
            fields |= {"fps": request.fps, "num_frames": max(1, round(request.seconds * request.fps))}
            fields["seed"] = request.seed
            if request.negative_prompt:
                fields["negative_prompt"] = request.negative_prompt
        return fields | dict(self.options.extra)

    def ticket_in(self, answer: Answered) -> str:
        return text_at(answer, "id")

    def question(self, ticket: str) -> Call:
        return Call("GET", f"/videos/{quote(ticket, safe='')}", is_lost_at_404=self.options.is_free_at_home)

    def told(self, answer: Answered) -> Told:
        address = text_at(answer, "url") or text_at(answer, "metadata", "url")
        code, reason = said(answer)
        return Told(
            text_at(answer, "status"),
            # SGLang may name a file of its own disk there.
            address if address.startswith(("https://", "http://")) else "",
            code=code,
            reason=reason,
            fraction=_fraction(answer.get("progress")),
        )

    def stop(self, ticket: str) -> Call | None:
        path = f"/videos/{quote(ticket, safe='')}"
        match self.options.dialect:
            case "xiaoai" | "vllm_omni":
                return Call("DELETE", path)
            case "sglang":
                return Call("POST", f"{path}/cancel")
            case "gateway":
                return None

    def has_stopped(self, answer: Answered) -> bool:
        return answer.get("deleted") is True or text_at(answer, "status") in ("cancelling", "cancelled")

    async def cancel(self, ticket: Ticket) -> bool:
        """True when the server says that it stopped it."""
        # DELETE throws a finished clip away: what is finished is not asked for it.
        state = await self.poll(ticket)
        if isinstance(state, Failed):
            return isinstance(state.error, Cancelled)
        return isinstance(state, Progress) and await super().cancel(ticket)

    async def fetch(self, finished: Finished, into: Path) -> Artifact:
        """Bring the clip home from `/content`, or from the address a server names instead, with what was measured."""
        brought = await self._clip(finished, into)
        return replace(brought, measured=await self._measured(finished))

    async def _measured(self, finished: Finished) -> Measured | None:
        """Our own server measures the quality once the clip can be fetched; it is waited for, but not long."""
        if self.options.dialect == "gateway":
            return None
        measured = None
        with contextlib.suppress(GeneratorError, TimeoutError):
            async with asyncio.timeout(MEASURED_SECONDS):
                while True:
                    answer = await self._calls.ask(self.question(finished.location))
                    measured = measured_in(answer)
                    if self.options.dialect != "xiaoai" or answer.get("quality", "unknown") is not None:
                        break
                    await asyncio.sleep(MEASURED_PAUSE_SECONDS)
        return measured

    async def _clip(self, finished: Finished, into: Path) -> Artifact:
        question = self.question(finished.location)
        content = f"{self.options.base_url}{question.path}/content"
        try:
            return await self.brought(content, into, self._calls.headers())
        except Expired:
            with paid_for():
                told = self.told(await self._calls.ask(question))
                if self._state(told.word) == "running":
                    raise Busy(f"{self.name}: {finished.location} is not ready yet", 1.0) from None
        if not told.address:
            raise Broken(f"{self.name}: {finished.location} has no clip any more")
        is_its_own = told.address.startswith(f"{self.options.base_url}/")
        return await self.brought(told.address, into, self._calls.headers() if is_its_own else {})


def _fraction(progress: JsonValue) -> float | None:
    """Percent as a number or as "45%"; 0 is what a server says that counts no steps, too."""
    text = str(progress).removesuffix("%")
    if isinstance(progress, bool) or not re.fullmatch(r"\d{1,3}(\.\d{1,9})?", text):
        return None
    return float(text) / 100 if 0 < float(text) <= 100 else None
