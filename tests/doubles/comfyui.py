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
import threading
from argparse import Namespace
from collections import Counter
from typing import Any
from urllib.parse import unquote

from tests.contracts.bodies import Bodies
from tests.contracts.checker import Contract
from tests.doubles.comfy_nodes import info_of, node_errors, saving, whole_error
from tests.doubles.comfy_runs import Runs
from tests.doubles.exchange import Answer, Asked
from tests.doubles.forms import parts_of
from tests.doubles.loopback import arguments, serve
from tests.doubles.mischief import Mischief, Order
from tests.doubles.shapes import read_as

MODES = {
    **dict.fromkeys(("out_of_memory", "node_fails", "saves_nothing", "saves_webp"), "prompt"),
    "odd_answer": "run",
    **dict.fromkeys(("too_large", "empty_file", "garbage_file"), "view"),
}


class ComfyApp:
    """The routes."""

    def __init__(self, options: Namespace) -> None:
        self.contract, self.bodies = Contract("comfyui"), Bodies("comfyui")
        self.mischief = Mischief(tuple(dict.fromkeys(self.contract.operation_ids.values())), MODES)
        self.runs = Runs(options.seconds)
        self.requests, self.last = Counter[str](), dict[str, Any]()
        self.problems: list[str] = []
        self.pictures: dict[str, str] = {}
        """By name as LoadImage reads it: the file as it was uploaded."""
        self.lock = threading.Lock()

    def answer(self, asked: Asked) -> Answer:
        match asked.method, asked.path:
            case "POST", "/misbehave":
                self.mischief.order(read_as(Order, asked.body))
                return Answer()
            case "POST", "/finish":
                self.runs.hurry()
                return Answer()
            case "POST", "/forget":
                self.pictures = {name: each for name, each in self.pictures.items() if not name.endswith("[temp]")}
                self.runs.restart()
                return Answer()
            case "POST", "/drop":
                self.runs.sockets.drop()
                return Answer()
            case "GET", "/stats":
                with self.lock:
                    told = {"requests": dict(self.requests), "last": self.last, "problems": self.problems}
                return Answer(told | self.runs.stats() | {"pictures": sorted(self.pictures)})
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
        with self.lock:
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
                return Answer(self.runs.queue())
            case "delete":
                self.runs.delete(body["delete"])
                return Answer(b"")
            case "interrupt":
                self.runs.interrupt(body["prompt_id"])
                return Answer(b"")
            case "history":
                return Answer(self.runs.history(int(asked.query.get("max_items", 10_000))))
            case "run" if mode == "odd_answer":
                return Answer({last_part: None, "outputs": []})
            case "run":
                return Answer({name: each for name, each in self.runs.history().items() if name == last_part})
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
        return self.runs.sockets.accept(asked, name, first)

    def _queue(self, body: dict[str, Any], mode: str) -> Answer:
        graph = body["prompt"]
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
        queued = self.runs.add(body, good, mode)
        return Answer({"prompt_id": queued.id, "number": queued.number, "node_errors": wrongs})

    def _upload(self, body: dict[str, Any]) -> Answer:
        name = body["image"].partition("name=")[2].partition(";")[0]
        kind, subfolder = body.get("type", "input"), body.get("subfolder", "")
        with self.lock:
            whole = f"{subfolder}/{name}" if subfolder else name
            self.pictures[whole if kind == "input" else f"{whole} [{kind}]"] = body["image"]
        return Answer({"name": name, "subfolder": subfolder, "type": kind})

    def _view(self, asked: Asked, mode: str) -> Answer:
        name = asked.query["filename"]
        content = self.runs.files.get(f"{asked.query.get('type', 'output')}/{asked.query.get('subfolder', '')}/{name}")
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


def _depends(graph: dict[str, Any], node: str, wrongs: dict[str, Any]) -> bool:
    links = [value[0] for value in graph[node]["inputs"].values() if isinstance(value, list)]
    return any(link in wrongs or _depends(graph, link, wrongs) for link in links if link in graph)


if __name__ == "__main__":
    parser = arguments(__doc__)
    parser.add_argument("--seconds", type=float, default=0.2, help="how long a run takes")
    chosen = parser.parse_args()
    serve(ComfyApp(chosen), chosen)
