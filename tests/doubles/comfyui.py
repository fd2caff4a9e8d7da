"""ComfyUI: queues graphs, runs one after the other, counts steps over a websocket, and forgets everything when it is restarted.

    python -m tests.doubles.comfyui --port 0 [--seconds 0.2]

For the bot: the paths of tests/contracts/comfyui.openapi.yaml, answered as `server.py` and `execution.py` of ComfyUI do.
For the test:  GET /stats → requests by kind, the last body of each, what was wrong, runs, stopped, sockets, pictures that were uploaded
               POST /finish {} ends what runs and all that comes at once   POST /forget {} is a restart   POST /drop {} cuts the websockets
               POST /away {seconds}
               POST /misbehave {mode, times, at: a kind of request}, also with the modes
               out_of_memory, node_fails (the run fails), saves_nothing, saves_webp, odd_answer, too_large, empty_file, garbage_file
"""

import json
import struct
import threading
import time
import uuid
from argparse import Namespace
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from tests.contracts.bodies import Bodies
from tests.contracts.checker import Contract
from tests.doubles.clip import clip
from tests.doubles.comfy_nodes import KINDS, info_of, node_errors, saving, whole_error
from tests.doubles.exchange import Answer, Asked
from tests.doubles.forms import parts_of
from tests.doubles.loopback import arguments, serve
from tests.doubles.mischief import Mischief, Order
from tests.doubles.shapes import read_as
from tests.doubles.websocket import Sockets

MODES = {
    **dict.fromkeys(("out_of_memory", "node_fails", "saves_nothing", "saves_webp"), "prompt"),
    "odd_answer": "run",
    **dict.fromkeys(("too_large", "empty_file", "garbage_file"), "view"),
}
STEPS = 10
PREVIEW = struct.pack("!II", 1, 1) + b"\xff\xd8\xff not really a picture"


@dataclass
class Queued:
    """One run."""

    number: int
    id: str
    graph: dict[str, Any]
    extra: dict[str, Any]
    outputs: list[str]
    mode: str
    messages: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def item(self) -> list[Any]:
        """As it stands in the queue."""
        return [self.number, self.id, self.graph, self.extra, self.outputs]


class ComfyApp:
    """The routes, and the one thread that runs what is queued."""

    def __init__(self, options: Namespace) -> None:
        self.seconds: float = options.seconds
        self.contract, self.bodies = Contract("comfyui"), Bodies("comfyui")
        self.mischief = Mischief(tuple(dict.fromkeys(self.contract.operation_ids.values())), MODES)
        self.sockets = Sockets()
        self.requests, self.last = Counter[str](), dict[str, Any]()
        self.problems: list[str] = []
        self.pictures: dict[str, str] = {}
        """By name as LoadImage reads it: the file as it was uploaded."""
        self.files: dict[str, bytes] = {}
        self.history: dict[str, Any] = {}
        self.waiting: list[Queued] = []
        self.running: Queued | None = None
        self.counts = Counter[str]()
        self.is_stopping = self.is_hurried = False
        self.changed = threading.Condition()
        threading.Thread(target=self._work, daemon=True).start()

    def answer(self, asked: Asked) -> Answer:
        match asked.method, asked.path:
            case "POST", "/misbehave":
                self.mischief.order(read_as(Order, asked.body))
                return Answer()
            case "POST", "/finish":
                with self.changed:
                    self.is_hurried = True
                    self.changed.notify_all()
                return Answer()
            case "POST", "/forget":
                self._restart()
                return Answer()
            case "POST", "/drop":
                self.sockets.drop()
                return Answer()
            case "GET", "/stats":
                return Answer(self._stats())
        return self._api(asked)

    def _api(self, asked: Asked) -> Answer:
        kind = self.contract.operation_id(asked.method, asked.path)
        if kind is None:
            return Answer(b"404: Not Found", 404, {"content-type": "text/plain"})
        parts = parts_of(asked) if kind == "upload" else None
        sent = json.dumps(parts).encode() if parts else asked.body
        found = self.contract.problems(asked.method, asked.path, asked.query, asked.headers)
        found += self.bodies.problems(kind, sent)
        body = json.loads(sent) if sent and not found else {}
        with self.changed:
            self.requests[kind] += 1
            self.last[kind] = body if kind != "upload" else {**body, "image": body.get("image", "")[:60]}
            self.problems += [f"{kind}: {each.name} {each.wrong} {each.detail}".strip() for each in found]
        if found:
            return Answer(
                {"error": {"type": "no_prompt", "message": found[0].name, "details": ""}, "node_errors": {}}, 400
            )
        order = self.mischief.at(kind)
        return self.mischief.carry_out(order, lambda: self._take(kind, asked, body, order.mode))

    def _take(self, kind: str, asked: Asked, body: dict[str, Any], mode: str) -> Answer:
        last_part = unquote(asked.path.rpartition("/")[2])
        match kind:
            case "prompt":
                return self._queue(body, mode)
            case "queue":
                with self.changed:
                    running = [self.running.item] if self.running else []
                    return Answer({"queue_running": running, "queue_pending": [each.item for each in self.waiting]})
            case "delete":
                with self.changed:
                    gone = [each for each in self.waiting if each.id in body["delete"]]
                    self.waiting = [each for each in self.waiting if each not in gone]
                    self.counts["deleted"] += len(gone)
                return Answer(b"")
            case "interrupt":
                with self.changed:
                    if self.running and self.running.id == body["prompt_id"]:
                        self.is_stopping = True
                        self.changed.notify_all()
                return Answer(b"")
            case "history":
                with self.changed:
                    return Answer(dict(list(self.history.items())[-int(asked.query.get("max_items", 10000)) :]))
            case "run":
                if mode == "odd_answer":
                    return Answer({last_part: None, "outputs": []})
                with self.changed:
                    return Answer({last_part: self.history[last_part]} if last_part in self.history else {})
            case "view":
                return self._view(asked, mode)
            case "upload":
                return self._upload(body)
            case "node":
                return Answer(info_of(last_part))
            case "machine":
                system = {"comfyui_version": "0.3.60", "os": "posix"}
                card = {"name": "cuda:0 NVIDIA GeForce RTX 4090", "type": "cuda", "index": 0, "vram_total": 25757220864}
                return Answer({"system": system, "devices": [card]})
        name = asked.query["clientId"]
        first = {"type": "status", "data": {"status": {"exec_info": {"queue_remaining": 0}}, "sid": name}}
        return self.sockets.accept(asked, name, first)

    def _queue(self, body: dict[str, Any], mode: str) -> Answer:
        graph, extra = body["prompt"], dict(body.get("extra_data", {}))
        if wrong := whole_error(graph):
            return Answer({"error": wrong, "node_errors": {}}, 400)
        wrongs = node_errors(graph, frozenset(self.pictures))
        good = [node for node in saving(graph) if node not in wrongs and not _depends(graph, node, wrongs)]
        if not good:
            details = "\n".join(
                f"{each['errors'][0]['message']}: {each['errors'][0]['details']}" for each in wrongs.values()
            )
            error = {
                "type": "prompt_outputs_failed_validation",
                "message": "Prompt outputs failed validation",
                "details": details,
            }
            return Answer({"error": error, "node_errors": wrongs}, 400)
        if "client_id" in body:
            extra["client_id"] = body["client_id"]
        extra["create_time"] = int(time.time() * 1000)
        with self.changed:
            self.counts["runs"] += 1
            queued = Queued(self.counts["runs"], body.get("prompt_id", str(uuid.uuid4())), graph, extra, good, mode)
            self.waiting.append(queued)
            self.changed.notify_all()
        return Answer({"prompt_id": queued.id, "number": queued.number, "node_errors": wrongs})

    def _upload(self, body: dict[str, Any]) -> Answer:
        name = body["image"].partition("name=")[2].partition(";")[0]
        kind, subfolder = body.get("type", "input"), body.get("subfolder", "")
        with self.changed:
            whole = f"{subfolder}/{name}" if subfolder else name
            self.pictures[whole if kind == "input" else f"{whole} [{kind}]"] = body["image"]
        return Answer({"name": name, "subfolder": subfolder, "type": kind})

    def _view(self, asked: Asked, mode: str) -> Answer:
        name = asked.query["filename"]
        content = self.files.get(f"{asked.query.get('type', 'output')}/{asked.query.get('subfolder', '')}/{name}")
        if content is None:
            return Answer(b"", 404)
        types = {".mp4": "video/mp4", ".png": "image/png", ".webp": "image/webp"}
        headers = {"content-type": types[name[name.rindex(".") :]], "content-disposition": f'filename="{name}"'}
        match mode:
            case "too_large":
                return Answer(b"\x00\x00\x00\x18ftypisom", 200, headers | {"content-length": "600000000"})
            case "empty_file":
                return Answer(b"", 200, headers)
            case "garbage_file":
                return Answer(b"not a film " * 400, 200, headers)
        return Answer(content, 200, headers)

    def _work(self) -> None:
        while True:
            with self.changed:
                self.changed.wait_for(lambda: self.waiting)
                run = self.running = self.waiting.pop(0)
                self.is_stopping = False
            outputs, status = self._run(run)
            with self.changed:
                if self.running is not run:  # a restart
                    continue
                self.running = None
                messages = [list(each) for each in run.messages]
                told = {"status_str": status, "completed": status == "success", "messages": messages}
                self.history[run.id] = {"prompt": run.item, "outputs": outputs, "status": told, "meta": {}}
            self._tell(run, "executing", {"node": None})

    def _run(self, run: Queued) -> tuple[dict[str, Any], str]:
        self._note(run, "execution_start", {})
        self._note(
            run,
            "execution_cached",
            {"nodes": [node for node in run.graph if "Loader" in run.graph[node]["class_type"]]},
        )
        counting = [node for node in run.graph if run.graph[node]["class_type"].startswith("KSampler")]
        for node in counting:
            self._tell(run, "executing", {"node": node})
            for step in range(1, STEPS + 1):
                if self._is_stopped(run, self.seconds / STEPS / len(counting)):
                    self._note(
                        run, "execution_interrupted", {"node_id": node, "node_type": run.graph[node]["class_type"]}
                    )
                    return {}, "error"
                self._tell(run, "progress", {"value": step, "max": STEPS, "node": node})
                self.sockets.tell(run.extra.get("client_id", ""), PREVIEW)
            if run.mode in ("out_of_memory", "node_fails"):
                is_full = run.mode == "out_of_memory"
                self._note(
                    run,
                    "execution_error",
                    {
                        "node_id": node,
                        "node_type": run.graph[node]["class_type"],
                        "exception_message": "Allocation on device\n" if is_full else "mat1 and mat2 shapes\n",
                        "exception_type": "torch.OutOfMemoryError" if is_full else "RuntimeError",
                        "traceback": ["  File …\n"],
                    },
                )
                return {}, "error"
        # A bar of another kind of node, which is none of the steps.
        self._tell(run, "progress", {"value": 1, "max": 1, "node": run.outputs[0]})
        outputs = {node: self._saved(run, node) for node in run.outputs}
        self._note(run, "execution_success", {})
        return outputs, "success"

    def _is_stopped(self, run: Queued, seconds: float) -> bool:
        with self.changed:
            self.changed.wait_for(lambda: self.is_stopping or self.is_hurried or self.running is not run, seconds)
            return self.is_stopping or self.running is not run

    def _saved(self, run: Queued, node: str) -> dict[str, Any]:
        kind, given = KINDS[run.graph[node]["class_type"]], run.graph[node]["inputs"]
        if run.mode == "saves_nothing":
            return {"text": ["done"]}
        folder, _, prefix = given.get("filename_prefix", "preview").rpartition("/")
        place = "output" if "filename_prefix" in given else "temp"
        suffix = ".webp" if run.mode == "saves_webp" else kind.saves
        name = f"{prefix}_{run.number:05}_{suffix}"
        width, height, frames, fps = _measures(run.graph)
        made = _png(width, height) if suffix != ".mp4" else clip(run.number, frames / fps, fps, width, height)
        with self.changed:
            self.files[f"{place}/{folder}/{name}"] = made
        saved = {kind.calls_it: [{"filename": name, "subfolder": folder, "type": place}]}
        return saved | ({"animated": [True]} if suffix == ".mp4" else {})

    def _note(self, run: Queued, event: str, data: dict[str, Any]) -> None:
        told = {**data, "prompt_id": run.id, "timestamp": int(time.time() * 1000)}
        run.messages.append((event, told))
        self.sockets.tell(run.extra.get("client_id", ""), {"type": event, "data": told})

    def _tell(self, run: Queued, event: str, data: dict[str, Any]) -> None:
        self.sockets.tell(run.extra.get("client_id", ""), {"type": event, "data": {**data, "prompt_id": run.id}})

    def _restart(self) -> None:
        with self.changed:
            self.waiting.clear()
            self.history.clear()
            self.running = None
            self.pictures = {name: each for name, each in self.pictures.items() if not name.endswith("[temp]")}
            self.changed.notify_all()
        self.sockets.drop()

    def _stats(self) -> dict[str, Any]:
        with self.changed:
            stopped = sum("execution_interrupted" in str(each["status"]) for each in self.history.values())
            return {
                "requests": dict(self.requests),
                "last": self.last,
                "problems": self.problems,
                "runs": self.counts["runs"],
                "deleted": self.counts["deleted"],
                "stopped": stopped,
                "ended": len(self.history),
                "running": self.running.id if self.running else "",
                "waiting": [each.id for each in self.waiting],
                "sockets": self.sockets.accepted,
                "pictures": sorted(self.pictures),
            }


def _depends(graph: dict[str, Any], node: str, wrongs: dict[str, Any]) -> bool:
    links = [value[0] for value in graph[node]["inputs"].values() if isinstance(value, list)]
    return any(link in wrongs or _depends(graph, link, wrongs) for link in links if link in graph)


def _measures(graph: dict[str, Any]) -> tuple[int, int, int, int]:
    """Width, height, frames and frames per second, wherever they stand."""
    found: dict[str, Any] = {}
    for node in graph.values():
        found |= {name: value for name, value in node["inputs"].items() if not isinstance(value, list)}
    return (
        found.get("width", 512),
        found.get("height", 512),
        found.get("length", 1),
        round(found.get("fps", found.get("frame_rate", 16))),
    )


def _png(width: int, height: int) -> bytes:
    import io

    from PIL import Image

    buffer = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((width, height)).save(buffer, "PNG")
    return buffer.getvalue()


if __name__ == "__main__":
    parser = arguments(__doc__)
    parser.add_argument("--seconds", type=float, default=0.2, help="how long a run takes")
    chosen = parser.parse_args()
    serve(ComfyApp(chosen), chosen)
