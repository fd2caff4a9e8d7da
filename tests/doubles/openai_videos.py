"""A server that speaks OpenAI's shape as a service of its own, in the dialect of ours, of an engine, or of a gateway.

    python -m tests.doubles.openai_videos --port 0 [--dialect sglang] [--key KEY, empty for an open one] [--seconds 0.2]

For the bot: the paths of tests/contracts/openai_videos*.openapi.yaml. For the test: see `provider.py`. The clip stands at `/content`,
for `--url-seconds`, and not at an address of its own; a gateway names one as well.
"""

import base64
import json
import time
from argparse import Namespace
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from tests.contracts.checker import Problem
from tests.doubles.exchange import Answer, Asked, Refusal
from tests.doubles.loopback import serve
from tests.doubles.provider import ProviderApp, as_json, provider_arguments

CONTRACTS = {
    "xiaoai": "openai_videos",
    "sglang": "openai_videos_sglang",
    "vllm_omni": "openai_videos_vllm_omni",
    "gateway": "openai_videos_gateway",
}
IDS = {
    "xiaoai": "video_{:032x}",
    "sglang": "{:08x}-52ae-4f5c-9d0c-0a1b2c3d4e5f",
    "vllm_omni": "video_gen_{:032x}",
    "gateway": "task_{:032x}",
}
WORDS = {"running": "in_progress", "succeeded": "completed", "failed": "failed", "cancelled": "cancelled"}
NUMBERS = ("seconds", "fps", "num_frames", "seed", "num_inference_steps")
QUEUED_UNTIL = 0.2
"""Of the time a clip takes."""
MADE = {"plan": "int8", "stage_durations": {"encode": 0.4, "denoise": 62.0}, "peak_memory_mb": 5200.0}
QUALITY = {"temporal_ssim": 0.97, "first_frame_ssim": None, "encode_psnr": 41.0}
MEASURED_LATER = 0.3
"""Our own server measures a clip once it can be fetched."""


class OpenAIVideosApp(ProviderApp):
    """The routes."""

    def __init__(self, options: Namespace) -> None:
        super().__init__(CONTRACTS[options.dialect], options)
        self.dialect: str = options.dialect
        self.seconds: float = options.seconds
        self.measured_after = options.seconds + MEASURED_LATER
        self.asked: dict[str, tuple[dict[str, Any], float]] = {}
        """What was asked for and when, by id."""

    def no_entry(self, asked: Asked) -> Answer | None:
        return super().no_entry(asked) if self.key else None

    def error(self, status: int, code: str, message: str) -> Answer:
        if status == 401:
            code = code or "invalid_api_key"
        match self.dialect:
            case "sglang":
                return as_json({"detail": message}, status)
            case "vllm_omni":
                kind = {404: "NotFoundError", 401: "AuthenticationError"}.get(status, "BadRequestError")
                return as_json({"error": {"message": message, "type": kind, "param": None, "code": status}}, status)
            case "gateway":
                return as_json({"code": code or "invalid_request", "message": message, "data": None}, status)
        inside = {"message": message, "type": "invalid_request_error", "param": None, "code": code or None}
        return as_json({"error": inside}, status)

    def problem_code(self, problem: Problem) -> tuple[int, str]:
        if problem.name == "Authorization":
            return 401, ""
        return (404, "model_not_found") if problem.name == "model" else (400, "")

    def read(self, kind: str, asked: Asked) -> bytes:
        content_type = asked.headers.get("content-type", "")
        if not content_type.startswith("multipart/form-data"):
            is_form_only = kind == "submit" and self.dialect != "sglang"
            return b"not a form" if is_form_only else asked.body
        fields: dict[str, Any] = dict(_parts(content_type, asked.body))
        if self.dialect == "sglang":
            if "input_reference" not in fields:
                return b"a form without a picture"
            fields |= {name: int(fields[name]) for name in NUMBERS if fields.get(name, "").isdecimal()}
        return json.dumps(fields).encode()

    def take(self, kind: str, asked: Asked, body: dict[str, Any], mode: str) -> Answer:
        number = asked.path.split("/")[3] if kind in ("result", "cancel", "content") else ""
        try:
            match kind:
                case "submit":
                    return self._submit(asked, body, mode)
                case "result":
                    return as_json(self._video(asked, number, mode))
                case "cancel":
                    return self._cancel(asked, number)
                case "content":
                    return self._content(number)
        except Refusal:
            return self.error(404, "", "Video not found")
        return self._image(asked, body)

    def name_of(self, number: int) -> str:
        return IDS[self.dialect].format(number)

    def number_of(self, task: str) -> int:
        hexadecimal = task.partition("-")[0].rpartition("_")[2]
        try:
            number = int(hexadecimal, 16)
        except ValueError:
            return 0
        return number if self.name_of(number) == task else 0

    def _submit(self, asked: Asked, body: dict[str, Any], mode: str) -> Answer:
        fps = int(body.get("fps", 24))
        frames = int(body.get("num_frames", fps * int(body.get("seconds", 4))))
        number = self.charge(
            model=body.get("model", "its own"),
            price_fen=0,
            size=body.get("size", "1280x720"),
            mode=mode,
            prompt=body["prompt"],
            seconds=frames / fps,
            fps=max(15, fps),
            picture=body.get("input_reference", ""),
        )
        self.asked[number] = body, time.monotonic()
        return as_json(self._video(asked, number, ""))

    def _video(self, asked: Asked, number: str, mode: str) -> dict[str, Any]:
        state = self.state(number)
        if number not in self.asked:
            raise Refusal("deleted", 404)
        body, _ = self.asked[number]
        progress = self.progress(number)
        word = "queued" if state == "running" and progress < QUEUED_UNTIL else WORDS[state]
        video: dict[str, Any] = {
            "id": number,
            "object": "video",
            "model": self.models[number],
            "status": "finalizing" if mode == "odd_word" else word,
            # SGLang knows only the beginning and the end.
            "progress": round(progress * 100) if self.dialect != "sglang" or progress == 1 else 0,
            "created_at": int(time.time()),
            "completed_at": int(time.time()) if word == "completed" else None,
            "expires_at": None,
            "prompt": body["prompt"],
            "seconds": str(body.get("seconds", 4)),
            "size": body.get("size", "1280x720"),
            "error": None,
        }
        if word == "failed":
            out_of_memory = {"code": 500, "message": "CUDA out of memory"}
            refused = {"code": "moderation_blocked", "message": "not made"}
            told = refused if number in self.refused_tasks else out_of_memory
            video["error"] = {"message": told["message"]} if self.dialect == "sglang" else told
        if self.dialect == "xiaoai" and word == "completed":
            video |= MADE | {
                "quality": QUALITY if time.monotonic() > self.asked[number][1] + self.measured_after else None
            }
        if self.dialect == "sglang":
            video |= {"url": None, "file_path": f"outputs/{number}.mp4"}
        if self.dialect == "gateway" and word == "completed" and mode != "no_video":
            video["metadata"] = {"url": self.clip_address(asked, number)}
        return video

    def _cancel(self, asked: Asked, number: str) -> Answer:
        has_stopped = self.stop(number)
        if self.dialect == "sglang":
            return as_json(self._video(asked, number, ""))
        if not has_stopped or self.dialect == "vllm_omni":
            # DELETE forgets: what is finished, and with vLLM-Omni also what was stopped.
            del self.asked[number]
        return as_json({"id": number, "object": "video.deleted", "deleted": True})

    def _content(self, number: str) -> Answer:
        order = self.mischief.at("file")
        if number not in self.asked:
            raise Refusal("deleted", 404)
        finished_at = self.asked[number][1] + self.seconds
        is_there = self.state(number) == "succeeded" and time.monotonic() < finished_at + self.url_seconds
        if not is_there:
            return self.error(404, "", "Generation is still in-progress")
        content = {"empty_file": b"", "garbage_file": b"not a film " * 400}.get(order.mode)
        return Answer(self.clip(number) if content is None else content, headers={"content-type": "video/mp4"})

    def _image(self, asked: Asked, body: dict[str, Any]) -> Answer:
        size = body.get("size", "1024x1024")
        if body.get("response_format", "url") == "url":
            picture = {"url": self.draw(asked, size)}
        else:
            picture = {"b64_json": base64.b64encode(self.drawn(size)).decode()}
        return as_json({"created": int(time.time()), "data": [picture]})


def _parts(content_type: str, body: bytes) -> list[tuple[str, str]]:
    """The parts of a form by name; a file as `data:image/jpeg;name=a.jpg;base64,…`."""
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    parts = []
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if (filename := part.get_filename()) is None:
            parts.append((name, content.decode()))
        else:
            letters = base64.b64encode(content).decode()
            parts.append((name, f"data:{part.get_content_type()};name={filename};base64,{letters}"))
    return parts


if __name__ == "__main__":
    parser = provider_arguments(__doc__)
    parser.add_argument("--dialect", choices=tuple(CONTRACTS), default="xiaoai")
    options = parser.parse_args()
    serve(OpenAIVideosApp(options), options)
