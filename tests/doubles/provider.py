"""What the doubles of video and picture services share: they refuse what their contract forbids, charge, and hand out addresses that die.

    class VendorApp(ProviderApp): …        # says how an answer is worded
    serve(VendorApp(options), options)     # options of `provider_arguments`

For the test:  GET /stats → requests by kind, what was charged, fen, the last body of each kind, what was wrong, keys that came to /files
               POST /refuse {at, status, code, times} answers with the provider's own error
               POST /finish {}  POST /away {seconds}
               POST /point {to} hands out this address in place of a clip's; GET /elsewhere?to= redirects
               POST /misbehave {mode, times, at: a kind of request or `file`, seconds}, also with the modes
               fail_task (takes the money and fails), refuse_task (the same by moderation, where a provider says so),
               odd_word, no_video, empty_file, garbage_file
For everybody: GET /files/… , signed, dead after `--url-seconds`, without a key
"""

import hashlib
import io
import json
import threading
import time
from abc import ABC, abstractmethod
from argparse import ArgumentParser, Namespace
from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.contracts.bodies import Bodies
from tests.contracts.checker import Contract, Problem
from tests.doubles.exchange import Answer, Asked, Refusal
from tests.doubles.loopback import arguments
from tests.doubles.mischief import Mischief, Order
from tests.doubles.paid_tasks import PaidTasks, Submission
from tests.doubles.shapes import read_as

MODES = {
    "fail_task": "submit",
    "refuse_task": "submit",
    "odd_word": "result",
    "no_video": "result",
    "empty_file": "file",
    "garbage_file": "file",
}


@dataclass(frozen=True, slots=True)
class RefusalOrder:
    """The provider's own error, for so many requests."""

    at: str
    status: int
    code: str
    times: int = 1


def provider_arguments(description: str | None) -> ArgumentParser:
    """The options every such double has."""
    parser = arguments(description)
    parser.add_argument("--key", default="id.secret")
    parser.add_argument("--seconds", type=float, default=0.2, help="how long a clip takes")
    parser.add_argument("--url-seconds", type=float, default=3600, help="how long the address of a result lives")
    return parser


class ProviderApp(ABC):
    """The half that is the same for every provider. Its contract calls the requests `submit`, `result` and what else there is.

    Where one kind has several paths, the contract tells them apart behind a dot: `submit.text` and `submit.image` are both `submit`.
    """

    first_id = 1
    """Added to the number of a task, so that its id looks like the provider's."""

    def __init__(self, contract: str, options: Namespace) -> None:
        self.key: str = options.key
        self.url_seconds: float = options.url_seconds
        self.contract, self.bodies = Contract(contract), Bodies(contract)
        kinds = tuple(dict.fromkeys(_kind(each) for each in self.contract.operation_ids.values()))
        self.tasks = PaidTasks(options.seconds, 0)
        self.mischief = Mischief((*kinds, "file"), MODES)
        self.requests = Counter[str]()
        self.last: dict[str, Any] = {}
        self.problems: list[str] = []
        self.keys_at_files = 0
        self.fen = 0.0
        self.models: dict[str, str] = {}
        """The model of each task, by id."""
        self.refused_tasks: set[str] = set()
        """Those that fail by moderation."""
        self.lock = threading.Lock()
        self._pictures: list[str] = []
        self._refusals: dict[str, tuple[RefusalOrder, int]] = {}
        self._points_to = ""

    # What a provider has of its own.

    @abstractmethod
    def error(self, status: int, code: str, message: str) -> Answer:
        """The provider's error shape."""

    @abstractmethod
    def problem_code(self, problem: Problem) -> tuple[int, str]:
        """HTTP status and code of its error for a request that breaks the contract."""

    @abstractmethod
    def take(self, kind: str, asked: Asked, body: dict[str, Any], mode: str) -> Answer:
        """The answer to a right request. Take money with `charge`, tell of a task with `state`."""

    def no_entry(self, asked: Asked) -> Answer | None:
        """The answer to a wrong key; None where it is right."""
        if asked.headers.get("authorization") == f"Bearer {self.key}":
            return None
        return self.error(401, "", "the key is wrong")

    def read(self, kind: str, asked: Asked) -> bytes:
        """The body as the JSON that its description describes; a form is turned into it here."""
        return asked.body

    # The rest is the same for all.

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
            case "POST", "/point":
                self._points_to = json.loads(asked.body)["to"]
                return Answer()
            case "GET", "/elsewhere":
                return Answer(b"", 302, {"location": asked.query["to"]})
            case "GET", "/stats":
                return Answer(self._stats())
        if asked.path.startswith("/files/"):
            order = self.mischief.at("file")
            return self.mischief.carry_out(order, lambda: self._file(asked, order.mode))
        return self._api(asked)

    def _api(self, asked: Asked) -> Answer:
        operation = self.contract.operation_id(asked.method, asked.path)
        if operation is None:
            return self.error(404, "", f"no such route: {asked.method} {asked.path}")
        kind = _kind(operation)
        refused = self.no_entry(asked)
        if refused:
            return refused
        found = self.contract.problems(asked.method, asked.path, asked.query, asked.headers)
        sent = self.read(kind, asked)
        found += self.bodies.problems(operation, sent)
        body = json.loads(sent) if sent and not any(each.name == "body" for each in found) else {}
        with self.lock:
            self.requests[kind] += 1
            self.last[kind] = body
            self.problems += [f"{kind}: {each.name} {each.wrong} {each.detail}".strip() for each in found]
            refusal, left = self._refusals.get(kind, (None, 0))
            if refusal and left:
                self._refusals[kind] = (refusal, left - 1)
                message = f"refused on command, see https://help.test/?key={self.key}"
                return self.error(refusal.status, refusal.code, message)
        if found:
            status, code = self.problem_code(found[0])
            return self.error(status, code, f"{found[0].name}: {found[0].detail}")
        order = self.mischief.at(kind)
        return self.mischief.carry_out(order, lambda: self.take(kind, asked, body, order.mode))

    def charge(
        self,
        *,
        model: str,
        price_fen: float,
        size: str,
        mode: str,
        prompt: str = "",
        request_id: str = "",
        seconds: float = 5,
        fps: int = 24,
        picture: str = "",
    ) -> str:
        """Take the money and start a task; its id. `size` is "1280x720", `picture` base64 with or without a data URI around it."""
        width, height = (int(side) for side in size.split("x"))
        submission = Submission(
            request_id=request_id or f"none-{time.monotonic_ns()}",
            prompt=prompt or "from a picture",
            seconds=seconds,
            fps=fps,
            width=width,
            height=height,
            picture=picture.partition("base64,")[2] or picture,
        )
        task = self.tasks.charge(submission, fails=mode in ("fail_task", "refuse_task"))
        number = self.name_of(int(task.removeprefix("t")))
        with self.lock:
            if mode == "refuse_task":
                self.refused_tasks.add(number)
            self.models[number] = model
            self.fen += price_fen
        return number

    def state(self, task: str) -> str:
        """running | succeeded | failed | cancelled. Raises `Refusal` for a task nobody knows."""
        return str(self.tasks.state(self._task(task))["status"])

    def progress(self, task: str) -> float:
        """0 to 1."""
        return float(str(self.tasks.state(self._task(task))["progress"]))

    def stop(self, task: str) -> bool:
        """Stop and refund a task that still runs; False where it is too late."""
        return self.tasks.cancel(self._task(task))

    def clip_address(self, asked: Asked, task: str) -> str:
        """Where the clip of a task lies for `--url-seconds`."""
        return self._points_to or self._signed(asked, f"{task}.mp4")

    def cover_address(self, asked: Asked, task: str) -> str:
        """Where a first picture of it lies."""
        return self._signed(asked, f"{task}.png")

    def draw(self, asked: Asked, size: str) -> str:
        """Make a picture; its address."""
        with self.lock:
            self._pictures.append(size)
            name = f"picture{len(self._pictures)}.png"
        return self._signed(asked, name)

    def drawn(self, size: str) -> bytes:
        """Make a picture; the PNG itself."""
        with self.lock:
            self._pictures.append(size)
        return _png(*(int(side) for side in size.split("x")))

    def clip(self, task: str) -> bytes:
        """The MP4 of a finished task. Raises `Refusal` for one that has none."""
        return self.tasks.file(self._task(task))

    def name_of(self, number: int) -> str:
        """The provider's id of the task of that number."""
        return str(self.first_id + number)

    def number_of(self, task: str) -> int:
        """The other way round; 0 for an id that is none."""
        return int(task) - self.first_id if task.isdecimal() else 0

    def _task(self, task: str) -> str:
        return f"t{self.number_of(task)}"

    def _file(self, asked: Asked, mode: str) -> Answer:
        name = asked.path.removeprefix("/files/")
        with self.lock:
            self.requests["file"] += 1
            self.keys_at_files += "authorization" in asked.headers or self.key in str(asked.headers)
        expires = asked.query.get("Expires", "0")
        if asked.query.get("Signature") != _signature(name, expires) or time.time() > float(expires):
            return Answer(b"<Error><Code>AccessDenied</Code></Error>", 403, {"content-type": "application/xml"})
        is_clip = name.endswith(".mp4")
        headers = {"content-type": "video/mp4" if is_clip else "image/png"}
        if mode in ("empty_file", "garbage_file"):
            return Answer(b"" if mode == "empty_file" else b"not a film " * 400, headers=headers)
        if not is_clip:
            return Answer(self._picture(name), headers=headers)
        try:
            return Answer(self.clip(name.removesuffix(".mp4")), headers=headers)
        except Refusal:
            return Answer(b"", 404)

    def _picture(self, name: str) -> bytes:
        if not name.startswith("picture"):
            return _png(64, 36)
        number = int(name.removeprefix("picture").removesuffix(".png"))
        return _png(*(int(side) for side in self._pictures[number - 1].split("x")))

    def _signed(self, asked: Asked, name: str) -> str:
        expires = f"{time.time() + self.url_seconds:.3f}"
        return f"http://{asked.headers['host']}/files/{name}?Expires={expires}&Signature={_signature(name, expires)}"

    def _stats(self) -> dict[str, Any]:
        with self.lock:
            return dict(self.tasks.stats()) | {
                "requests": self.requests,
                "last": self.last,
                "problems": self.problems,
                "keys_at_files": self.keys_at_files,
                "fen": round(self.fen),
                "pictures": len(self._pictures),
            }


def size_of(ratio: str, resolution: str) -> str:
    """The frame of “16:9” in “720p”: 1280x720."""
    across, down = (int(part) for part in ratio.split(":"))
    unit = int(resolution.removesuffix("p")) / min(across, down)
    return f"{across * unit:.0f}x{down * unit:.0f}"


def _kind(operation: str) -> str:
    return operation.partition(".")[0]


def as_json(content: object, status: int = 200) -> Answer:
    """An answer as providers send it."""
    body = json.dumps(content, ensure_ascii=False).encode()
    return Answer(body, status, {"content-type": "application/json; charset=utf-8"})


def _png(width: int, height: int) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((width, height)).save(buffer, "PNG")
    return buffer.getvalue()


def _signature(name: str, expires: str) -> str:
    return hashlib.sha256(f"{name} {expires} only the double knows".encode()).hexdigest()
