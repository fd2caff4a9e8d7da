"""智谱 as a service of its own: clips are submitted and asked about, pictures come at once; it refuses what its contract forbids.

    python -m tests.doubles.zhipu --port 0 [--key id.secret] [--seconds 0.2] [--url-seconds 3600]

For the bot:   the paths of tests/contracts/zhipu.openapi.yaml, and GET /files/… , signed, dead after `--url-seconds`, without a key
For the test:  GET /stats → requests by kind, what was charged, the last body of each, what was wrong, keys that came to /files
               POST /refuse {at: submit | result | image, status, code, times} answers with the provider's own error
               POST /finish {}  POST /away {seconds}
               POST /misbehave {mode, times, at: submit | result | image | file, seconds}, also with the modes
               fail_task (takes the money and says FAIL), odd_word, no_video, empty_file, garbage_file
"""

import hashlib
import io
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.contracts.bodies import Bodies
from tests.contracts.checker import Contract
from tests.doubles.exchange import Answer, Asked, Refusal
from tests.doubles.loopback import arguments, serve
from tests.doubles.mischief import Mischief, Order
from tests.doubles.paid_tasks import PaidTasks, Submission
from tests.doubles.shapes import read_as

PRICES_FEN = {"cogvideox-flash": 0, "cogvideox-2": 50, "cogvideox-3": 100}
OWN_MODES = {"fail_task": "submit", "odd_word": "result", "no_video": "result", "empty_file": "file", "garbage_file": "file"}  # fmt: skip
WORDS = {"running": "PROCESSING", "succeeded": "SUCCESS", "failed": "FAIL"}
FIRST_ID = 8868902201637896192


@dataclass(frozen=True, slots=True)
class RefusalOrder:
    """The provider's own error, for so many requests."""

    at: str
    status: int
    code: str
    times: int = 1


class ZhipuApp:
    """The routes."""

    def __init__(self, key: str, seconds: float, url_seconds: float) -> None:
        self.key = key
        self.url_seconds = url_seconds
        self.contract, self.bodies = Contract("zhipu"), Bodies("zhipu")
        self.tasks = PaidTasks(seconds, 0)
        self.mischief = Mischief(("submit", "result", "image", "file"), OWN_MODES)
        self.requests = Counter[str]()
        self.last: dict[str, Any] = {}
        self.problems: list[str] = []
        self.keys_at_files = 0
        self.fen = 0
        self._models: dict[str, str] = {}
        self._pictures: list[str] = []
        self._refusals: dict[str, tuple[RefusalOrder, int]] = {}
        self._lock = threading.Lock()

    def answer(self, asked: Asked) -> Answer:
        match asked.method, asked.path:
            case "POST", "/misbehave":
                self.mischief.order(read_as(Order, asked.body))
                return Answer()
            case "POST", "/refuse":
                refusal = read_as(RefusalOrder, asked.body)
                self._refusals[refusal.at] = (refusal, refusal.times)
                return Answer()
            case "POST", "/finish":
                self.tasks.finish()
                return Answer()
            case "GET", "/stats":
                return Answer(self._stats())
        if asked.path.startswith("/files/"):
            order = self.mischief.at("file")
            return self.mischief.carry_out(order, lambda: self._file(asked, order.mode))
        return self._api(asked)

    def _api(self, asked: Asked) -> Answer:
        kind = self.contract.operation_id(asked.method, asked.path)
        if kind is None:
            return _error(404, "1210", f"no such route: {asked.method} {asked.path}")
        found = self.contract.problems(asked.method, asked.path, asked.query, asked.headers)
        if any(problem.name == "Authorization" for problem in found):
            return _error(401, "1001", "no key")
        if asked.headers["authorization"] != f"Bearer {self.key}":
            return _error(401, "1000", "the key is wrong")
        found += self.bodies.problems(kind, asked.body)
        body = json.loads(asked.body) if asked.body and not any(each.name == "body" for each in found) else {}
        with self._lock:
            self.requests[kind] += 1
            self.last[kind] = body
            self.problems += [f"{kind}: {each.name} {each.wrong} {each.detail}".strip() for each in found]
            refusal, left = self._refusals.get(kind, (None, 0))
            if refusal and left:
                self._refusals[kind] = (refusal, left - 1)
                return _error(
                    refusal.status, refusal.code, f"refused on command, see https://help.test/?key={self.key}"
                )
        if found:
            return _error(400, "1211" if found[0].name == "model" else "1210", f"{found[0].name}: {found[0].detail}")
        order = self.mischief.at(kind)
        match kind:
            case "submit":
                return self.mischief.carry_out(order, lambda: self._submit(body, order.mode))
            case "image":
                return self.mischief.carry_out(order, lambda: self._image(asked, body))
        return self.mischief.carry_out(order, lambda: self._result(asked, order.mode))

    def _submit(self, body: dict[str, Any], mode: str) -> Answer:
        width, height = (int(side) for side in body.get("size", "1024x1024").split("x"))
        pictures = body.get("image_url", [])
        first = next(iter([pictures] if isinstance(pictures, str) else pictures), "")
        submission = Submission(
            request_id=body.get("request_id", f"none-{time.monotonic_ns()}"),
            prompt=body.get("prompt", "from a picture"),
            seconds=body.get("duration", 5),
            fps=body.get("fps", 30),
            width=width,
            height=height,
            picture=first.partition("base64,")[2],
        )
        task = self.tasks.charge(submission, fails=mode == "fail_task")
        number = str(FIRST_ID + int(task.removeprefix("t")))
        with self._lock:
            self._models[number] = body["model"]
            self.fen += PRICES_FEN[body["model"]]
        return _json(
            {"model": body["model"], "id": number, "request_id": submission.request_id, "task_status": "PROCESSING"}
        )

    def _result(self, asked: Asked, mode: str) -> Answer:
        number = asked.path.rpartition("/")[2]
        if number not in self._models:
            return _error(400, "1210", "no such task")
        state = self.tasks.state(_task(number))
        word = "THINKING" if mode == "odd_word" else WORDS[str(state["status"])]
        answer: dict[str, Any] = {"model": self._models[number], "request_id": number, "task_status": word}
        if word == "SUCCESS" and mode != "no_video":
            clip, cover = self._signed(asked, f"{number}.mp4"), self._signed(asked, f"{number}.png")
            answer["video_result"] = [{"url": clip, "cover_image_url": cover}]
        return _json(answer)

    def _image(self, asked: Asked, body: dict[str, Any]) -> Answer:
        with self._lock:
            self._pictures.append(body.get("size", "1024x1024"))
            name = f"picture{len(self._pictures)}.png"
        return _json({"created": int(time.time()), "data": [{"url": self._signed(asked, name)}], "content_filter": []})

    def _file(self, asked: Asked, mode: str) -> Answer:
        name = asked.path.removeprefix("/files/")
        with self._lock:
            self.requests["file"] += 1
            self.keys_at_files += "authorization" in asked.headers
        expires = asked.query.get("Expires", "0")
        if asked.query.get("Signature") != _signature(name, expires) or time.time() > float(expires):
            return Answer(b"<Error><Code>AccessDenied</Code></Error>", 403, {"content-type": "application/xml"})
        is_clip = name.endswith(".mp4")
        headers = {"content-type": "video/mp4" if is_clip else "image/png"}
        if mode in ("empty_file", "garbage_file"):
            return Answer(b"" if mode == "empty_file" else b"not a film " * 400, headers=headers)
        try:
            content = self.tasks.file(_task(name.partition(".")[0])) if is_clip else self._picture(name)
        except Refusal:
            return Answer(b"", 404)
        return Answer(content, headers=headers)

    def _picture(self, name: str) -> bytes:
        from PIL import Image

        number = int(name.removeprefix("picture").removesuffix(".png"))
        width, height = (int(side) for side in self._pictures[number - 1].split("x"))
        buffer = io.BytesIO()
        Image.linear_gradient("L").convert("RGB").resize((width, height)).save(buffer, "PNG")
        return buffer.getvalue()

    def _signed(self, asked: Asked, name: str) -> str:
        expires = f"{time.time() + self.url_seconds:.3f}"
        return f"http://{asked.headers['host']}/files/{name}?Expires={expires}&Signature={_signature(name, expires)}"

    def _stats(self) -> dict[str, Any]:
        with self._lock:
            return dict(self.tasks.stats()) | {
                "requests": self.requests,
                "last": self.last,
                "problems": self.problems,
                "keys_at_files": self.keys_at_files,
                "fen": self.fen,
                "pictures": len(self._pictures),
            }


def _task(number: str) -> str:
    return f"t{int(number) - FIRST_ID}"


def _signature(name: str, expires: str) -> str:
    return hashlib.sha256(f"{name} {expires} only the double knows".encode()).hexdigest()


def _error(status: int, code: str, message: str) -> Answer:
    return _json({"error": {"code": code, "message": message}}, status)


def _json(content: dict[str, Any], status: int = 200) -> Answer:
    body = json.dumps(content, ensure_ascii=False).encode()
    return Answer(body, status, {"content-type": "application/json; charset=utf-8"})


if __name__ == "__main__":
    parser = arguments(__doc__)
    parser.add_argument("--key", default="id.secret")
    parser.add_argument("--seconds", type=float, default=0.2, help="how long a clip takes")
    parser.add_argument("--url-seconds", type=float, default=3600, help="how long the address of a result lives")
    options = parser.parse_args()
    serve(ZhipuApp(options.key, options.seconds, options.url_seconds), options)
