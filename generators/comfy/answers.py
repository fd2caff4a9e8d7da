"""What ComfyUI answers, read with care: its nodes are written by many people, and what they put into an answer differs.

A queued run is a list, `[number, id, graph, extra_data, outputs]`; a finished one is an object of `/history` with that list as its
`prompt`. Our request id stands in `extra_data`, which is kept as it was sent (ComfyUI's source, `server.py` and `execution.py`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlencode

from pydantic import JsonValue

from generators.base import Kind
from generators.comfy.workflow import class_of
from generators.remote.vendor import Answered, Vendor, text_at

MARK = "xiaoai"
"""Under this name our request id stands in `extra_data`."""
SUFFIXES: Mapping[Kind, tuple[str, ...]] = {
    "video": (".mp4", ".webm", ".mov", ".m4v"),
    "image": (".png", ".jpg", ".jpeg", ".webp"),
}
_COUNTS_STEPS = re.compile(r"Sampler$|^(KSamplerAdvanced|SamplerCustom(Advanced)?)$")


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it stands in the queue or in the history."""

    id: str
    request_id: str | None
    """Ours; None for somebody else's."""
    samplers: frozenset[str]
    """The nodes that count steps."""


@dataclass(frozen=True, slots=True)
class Queue:
    """What is being made, and what waits."""

    running: tuple[Run, ...]
    waiting: tuple[Run, ...]

    def find(self, run_id: str) -> Run | None:
        """The run of that id."""
        return next((run for run in (*self.running, *self.waiting) if run.id == run_id), None)

    def is_running(self, run_id: str) -> bool:
        return any(run.id == run_id for run in self.running)


@dataclass(frozen=True, slots=True)
class File:
    """A file a node saved."""

    name: str
    subfolder: str
    type: str
    """`output`, or `temp` for what is only a preview."""

    @property
    def query(self) -> str:
        """Of `/view`."""
        return urlencode({"filename": self.name, "subfolder": self.subfolder, "type": self.type})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended."""

    files: tuple[File, ...]
    """In the order in which they were saved."""
    is_stopped: bool = False
    """Somebody interrupted it."""
    error: str = ""
    """Why it failed; empty where it did not."""
    is_out_of_memory: bool = False

    def result(self, kind: Kind) -> File | None:
        """The file to show: of what was saved for good the last, which others were made on the way to."""
        fitting = [file for file in self.files if PurePosixPath(file.name.lower()).suffix in SUFFIXES[kind]]
        return next(reversed([file for file in fitting if file.type == "output"] or fitting), None)


def queue_in(answer: Answered) -> Queue:
    """The answer to `GET /queue`."""
    return Queue(tuple(_runs(answer.get("queue_running"))), tuple(_runs(answer.get("queue_pending"))))


def history_in(answer: Answered) -> Iterator[Run]:
    """The answer to `GET /history`."""
    for entry in answer.values():
        if isinstance(entry, dict):
            yield from _runs([entry.get("prompt")])


def outcome_in(answer: Answered, run_id: str) -> Outcome | None:
    """The answer to `GET /history/{id}`; None where it knows nothing of the run."""
    entry = answer.get(run_id)
    if not isinstance(entry, dict):
        return None
    files = tuple(_files(entry.get("outputs")))
    status = entry.get("status")
    # Versions of before 2024 say nothing there.
    if not isinstance(status, dict):
        return Outcome(files)
    told = dict(_messages(status.get("messages")))
    if "execution_interrupted" in told:
        return Outcome(files, is_stopped=True)
    if "execution_error" in told:
        data = told["execution_error"]
        kind = text_at(data, "exception_type")
        where = f"node {text_at(data, 'node_id')} ({text_at(data, 'node_type')})"
        reason = f"{where}: {kind}: {text_at(data, 'exception_message')}"
        return Outcome(files, error=reason, is_out_of_memory=kind.endswith("OutOfMemoryError"))
    word = text_at(status, "status_str")
    return Outcome(files, error="" if word in ("success", "") else f"status {word}")


def _runs(items: JsonValue) -> Iterator[Run]:
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, list) or len(item) < 4 or not isinstance(item[1], str):
            continue
        graph, extra = item[2], item[3]
        counting = (
            (node for node in graph if _COUNTS_STEPS.search(class_of(graph, node))) if isinstance(graph, dict) else ()
        )
        yield Run(item[1], text_at(extra, MARK) or None if isinstance(extra, dict) else None, frozenset(counting))


def _files(outputs: JsonValue) -> Iterator[File]:
    """Nodes call their lists `images`, `gifs`, `video` or what they like."""
    for node in outputs.values() if isinstance(outputs, dict) else ():
        for saved in node.values() if isinstance(node, dict) else ():
            for file in saved if isinstance(saved, list) else ():
                if isinstance(file, dict) and (name := text_at(file, "filename")):
                    yield File(name, text_at(file, "subfolder"), text_at(file, "type") or "output")


def _messages(messages: JsonValue) -> Iterator[tuple[str, dict[str, JsonValue]]]:
    for message in messages if isinstance(messages, list) else ():
        match message:
            case [str() as name, dict() as data]:
                yield name, data


def complaint_in(answer: Answered) -> tuple[str, str]:
    """The type and the words of a refusal: the nodes that are wrong, else what is wrong with the whole."""
    kind = text_at(answer, "error", "type")
    nodes = answer.get("node_errors")
    found = [text for node, each in nodes.items() for text in _wrong(node, each)] if isinstance(nodes, dict) else []
    whole = f"{text_at(answer, 'error', 'message')} {text_at(answer, 'error', 'details')}".strip()
    return kind, "; ".join(found) or whole or text_at(answer, "error")


def _wrong(node: str, told: JsonValue) -> Iterator[str]:
    if not isinstance(told, dict):
        return
    errors = told.get("errors")
    for error in errors if isinstance(errors, list) else ():
        if isinstance(error, dict):
            name = text_at(error, "extra_info", "input_name")
            place = f"node {node} ({text_at(told, 'class_type')})" + (f" {name}" if name else "")
            yield f"{place}: {text_at(error, 'message')}: {text_at(error, 'details')}"


COMFYUI = Vendor(
    title="ComfyUI",
    key_variable="COMFYUI_API_KEY",
    # Its own types of errors all come with 400 and name a setting; the rest is read off the status.
    errors={},
    said=complaint_in,
    is_key_optional=True,
)
