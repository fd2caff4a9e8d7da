"""The queue of the ComfyUI of the tests: one run after the other, its steps told over a websocket, its end written into the history."""

import io
import struct
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from tests.doubles.clip import clip
from tests.doubles.comfy_nodes import KINDS
from tests.doubles.websocket import Sockets

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


class Runs:
    """What waits, what runs, what has ended, and the files of it; thread-safe."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.sockets = Sockets()
        self.files: dict[str, bytes] = {}
        """By type, subfolder and name."""
        self._history: dict[str, Any] = {}
        self._waiting: list[Queued] = []
        self._running: Queued | None = None
        self._counts = Counter[str]()
        self._is_stopping = self._is_hurried = False
        self._changed = threading.Condition()
        threading.Thread(target=self._work, daemon=True).start()

    def add(self, body: dict[str, Any], outputs: list[str], mode: str) -> Queued:
        """Queue a run of the body of a request."""
        extra = dict(body.get("extra_data", {}))
        if "client_id" in body:
            extra["client_id"] = body["client_id"]
        extra["create_time"] = int(time.time() * 1000)
        with self._changed:
            self._counts["runs"] += 1
            run_id = body.get("prompt_id", str(uuid.uuid4()))
            queued = Queued(self._counts["runs"], run_id, body["prompt"], extra, outputs, mode)
            self._waiting.append(queued)
            self._changed.notify_all()
        return queued

    def queue(self) -> dict[str, Any]:
        """As `GET /queue` tells it."""
        with self._changed:
            running = [self._running.item] if self._running else []
            return {"queue_running": running, "queue_pending": [each.item for each in self._waiting]}

    def history(self, most: int = 10_000) -> dict[str, Any]:
        """What has ended, the last of it."""
        with self._changed:
            return dict(list(self._history.items())[-most:])

    def delete(self, ids: list[str]) -> None:
        """Take out of what waits."""
        with self._changed:
            gone = [each for each in self._waiting if each.id in ids]
            self._waiting = [each for each in self._waiting if each not in gone]
            self._counts["deleted"] += len(gone)

    def interrupt(self, run_id: str) -> None:
        """Stop it if it is the one that runs."""
        with self._changed:
            if self._running and self._running.id == run_id:
                self._is_stopping = True
                self._changed.notify_all()

    def hurry(self) -> None:
        """What runs ends at once, and so does all that comes."""
        with self._changed:
            self._is_hurried = True
            self._changed.notify_all()

    def restart(self) -> None:
        """Forget everything but the files."""
        with self._changed:
            self._waiting.clear()
            self._history.clear()
            self._running = None
            self._changed.notify_all()
        self.sockets.drop()

    def stats(self) -> dict[str, Any]:
        """What the tests look at."""
        with self._changed:
            stopped = sum("execution_interrupted" in str(each["status"]) for each in self._history.values())
            return {
                "runs": self._counts["runs"],
                "deleted": self._counts["deleted"],
                "stopped": stopped,
                "ended": len(self._history),
                "running": self._running.id if self._running else "",
                "waiting": [each.id for each in self._waiting],
                "sockets": self.sockets.accepted,
            }

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting)
                run = self._running = self._waiting.pop(0)
                self._is_stopping = False
            outputs, status = self._run(run)
            with self._changed:
                if self._running is not run:  # a restart
                    continue
                self._running = None
                messages = [list(each) for each in run.messages]
                told = {"status_str": status, "completed": status == "success", "messages": messages}
                self._history[run.id] = {"prompt": run.item, "outputs": outputs, "status": told, "meta": {}}
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
        with self._changed:
            self._changed.wait_for(lambda: self._is_stopping or self._is_hurried or self._running is not run, seconds)
            return self._is_stopping or self._running is not run

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
        with self._changed:
            self.files[f"{place}/{folder}/{name}"] = made
        saved = {kind.calls_it: [{"filename": name, "subfolder": folder, "type": place}]}
        return saved | ({"animated": [True]} if suffix == ".mp4" else {})

    def _note(self, run: Queued, event: str, data: dict[str, Any]) -> None:
        told = {**data, "prompt_id": run.id, "timestamp": int(time.time() * 1000)}
        run.messages.append((event, told))
        self.sockets.tell(run.extra.get("client_id", ""), {"type": event, "data": told})

    def _tell(self, run: Queued, event: str, data: dict[str, Any]) -> None:
        self.sockets.tell(run.extra.get("client_id", ""), {"type": event, "data": {**data, "prompt_id": run.id}})


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
    buffer = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((width, height)).save(buffer, "PNG")
    return buffer.getvalue()
