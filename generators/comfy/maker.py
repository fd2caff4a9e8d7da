"""A generator that hands the admin's workflow, filled with a request, to a ComfyUI and fetches what it saves.

Source: docs.comfy.org, "Routes" and "Workflow API Format"; what stands in a queued and in a finished run, pictures uploaded as
`temp`, and `/interrupt` for one run only: `server.py` and `execution.py` of ComfyUI, read November 2026. Not tried against the
real service.

A server in the house costs nothing and forgets everything when it is restarted: then a run is `Lost` and made once more.
"""

import asyncio
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Self
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from pydantic import JsonValue, SecretStr

from generators.base import (
    Artifact,
    BadRequest,
    Broken,
    Busy,
    Cancelled,
    Failed,
    Finished,
    GenerationRequest,
    Generator,
    GeneratorError,
    Lost,
    NotFound,
    Progress,
    Ticket,
    Timeout,
    Unreachable,
)
from generators.comfy.answers import COMFYUI, MARK, Outcome, Queue, complaint_in, history_in, outcome_in, queue_in
from generators.comfy.options import ComfyOptions
from generators.comfy.steps import Steps
from generators.comfy.workflow import Workflow, read
from generators.nearest import as_sold
from generators.pictures import PictureLimit, copy_of
from generators.remote.calls import Call, Calls, Upload
from generators.remote.download import download
from generators.remote.vendor import first_of, text_at
from generators.setting import Setting

MOST_BYTES = 500_000_000
FETCH_SECONDS = 600.0
RECENT_RUNS = 200
"""So many finished runs are looked through for one of ours."""

PICTURE = PictureLimit(max_bytes=10_000_000)


@dataclass(frozen=True, slots=True)
class Machine:
    """What answers at an address."""

    version: str
    card: str
    memory_bytes: int


class ComfyGenerator(Generator):
    """A generator of this kind; a subclass has a name, options and what it can, and says in `lengths` how long clips are written down."""

    key_variable = COMFYUI.key_variable
    options: ComfyOptions
    options_type: ClassVar[type[ComfyOptions]] = ComfyOptions

    def __init__(
        self,
        options: ComfyOptions,
        workflow: Workflow,
        picture_workflow: Workflow | None = None,
        key: SecretStr | None = None,
        client_id: str = "xiaoai",
    ) -> None:
        self.options = options
        self._workflows = {"workflow": workflow} | ({"picture_workflow": picture_workflow} if picture_workflow else {})
        self._client_id = client_id
        self._calls = Calls(self.name, COMFYUI, options.base_url, key, timeout_seconds=options.timeout_seconds)
        self._steps = Steps(options.base_url, client_id, self._calls.headers)
        self._checked: set[Path] = set()
        self._stopped: set[str] = set()
        is_home = options.is_in_the_house
        self.capabilities = replace(
            self.capabilities,
            sizes=options.sizes,
            takes_picture=picture_workflow is not None,
            takes_last_picture=picture_workflow is not None and picture_workflow.takes("last_image"),
            is_remote=not is_home,
            price_fen=options.price_fen or 0,
            poll_seconds=0.5 if is_home else 5.0,
        )

    @classmethod
    def made(cls, setting: Setting) -> Self:
        """From the settings and the admin's files. Raises `BadSetting`."""
        options = cls.options_type.model_validate(setting.options)
        workflow = read(options.workflow, "workflow", setting.folders)
        with_picture = options.picture_workflow
        picture_workflow = read(with_picture, "picture_workflow", setting.folders) if with_picture else None
        # The same in the next life: then the steps of a run that was queued in this one are told again.
        client_id = str(uuid5(NAMESPACE_URL, f"{platform.node()} {setting.work.absolute()}"))
        return cls(options, workflow, picture_workflow, setting.key, client_id)

    def lengths(self, request: GenerationRequest) -> dict[str, JsonValue]:
        """How the length of a clip is written down."""
        return {}

    async def look(self) -> Machine:
        """Ask who is there, and whether the workflows can run. Raises `BadRequest` for nodes that are missing."""
        stats = await self._calls.ask(Call("GET", "/system_stats"))
        for workflow in self._workflows.values():
            await self._check(workflow)
        card = first_of(stats.get("devices"))
        memory = text_at(card, "vram_total")
        version = text_at(stats, "system", "comfyui_version")
        return Machine(version, text_at(card, "name"), int(memory) if memory.isdecimal() else 0)

    async def submit(self, request: GenerationRequest, request_id: str) -> Ticket:
        """Queue a run. Raises `BadRequest` for what the workflow cannot make, and for what is wrong with it, by node and input."""
        if request.kind not in self.capabilities.kinds:
            raise BadRequest(f"kind: {self.name} does not make a {request.kind}")
        if not request.prompt.strip() and request.source is None:
            raise BadRequest("prompt: neither words nor a picture")
        workflow = self._workflows.get("picture_workflow" if request.source else "workflow")
        if workflow is None:
            raise BadRequest(f"generators.settings.{self.name}.picture_workflow: is not set, so no picture can be used")
        request = as_sold(self.capabilities, request)
        with _nothing_asked_for():
            await self._check(workflow)
            graph = workflow.filled(await self._values(request))
        # Our id beside the graph: after a crash it is found again by it.
        body: dict[str, JsonValue] = {
            "prompt": graph,
            "client_id": self._client_id,
            "extra_data": {MARK: request_id},
        }
        answer = await self._calls.ask(Call("POST", "/prompt", body))
        run_id = text_at(answer, "prompt_id")
        if not run_id:
            raise Timeout(f"{self.name}: an answer without an id")
        ticket = Ticket(run_id)
        if answer.get("node_errors"):
            # It would run what is right and leave out the rest, which may be the clip.
            await self.cancel(ticket)
            raise BadRequest(f"{self.name}: {self._calls.clean(complaint_in(answer)[1])}")
        self._steps.follow(run_id)
        return ticket

    async def find(self, request_id: str) -> Ticket | NotFound:
        """Look for our id among what waits, what runs and what has ended."""
        # In this order: a run that moves on meanwhile is met further on.
        queue = await self._queue()
        ended = history_in(await self._calls.ask(Call("GET", f"/history?max_items={RECENT_RUNS}")))
        for run in (*queue.waiting, *queue.running, *ended):
            if run.request_id == request_id:
                return Ticket(run.id)
        return NotFound()

    async def poll(self, ticket: Ticket) -> Progress | Finished | Failed:
        """Ask once. A run that is neither queued nor remembered was lost with a restart."""
        if ticket.id in self._stopped:
            return Failed(Cancelled(f"{self.name}: {ticket.id} was stopped"))
        try:
            queue = await self._queue()
            run = queue.find(ticket.id)
            if run:
                self._steps.follow(ticket.id)
                return Progress(self._steps.fraction(ticket.id, run.samplers))
            history = await self._calls.ask(Call("GET", f"/history/{quote(ticket.id, safe='')}"))
        except (Unreachable, Busy, Timeout):
            raise
        except GeneratorError as error:
            return Failed(error)
        self._steps.forget(ticket.id)
        return self._end(ticket, outcome_in(history, ticket.id))

    async def fetch(self, finished: Finished, into: Path) -> Artifact:
        """Bring the file home; it lies in ComfyUI's output folder and outlives a restart."""
        brought = await download(
            f"{self.options.base_url}/view?{finished.location}",
            into,
            allowed_origins=self.options.origins,
            most_bytes=MOST_BYTES,
            timeout_seconds=FETCH_SECONDS,
            kinds=self.capabilities.kinds,
            headers=self._calls.headers(),
        )
        return Artifact(brought.path, brought.kind, brought.sha256)

    async def cancel(self, ticket: Ticket) -> bool:
        """Take it out of the queue, or interrupt it if it is the one that runs; nobody else's run is touched."""
        queue = await self._queue()
        if queue.find(ticket.id) is None:
            return False
        if not queue.is_running(ticket.id):
            await self._calls.ask(Call("POST", "/queue", {"delete": [ticket.id]}, has_answer=False))
            # It may have begun in between.
            queue = await self._queue()
        if queue.is_running(ticket.id):
            # Versions of before 2025 do not read the id and stop whatever runs: that is why the queue was asked just now.
            await self._calls.ask(Call("POST", "/interrupt", {"prompt_id": ticket.id}, has_answer=False))
        elif queue.find(ticket.id):
            return False
        self._stopped.add(ticket.id)
        self._steps.forget(ticket.id)
        return True

    async def close(self) -> None:
        await self._steps.close()
        await self._calls.close()

    async def _queue(self) -> Queue:
        return queue_in(await self._calls.ask(Call("GET", "/queue")))

    async def _check(self, workflow: Workflow) -> None:
        """Whether every kind of node in it is installed there; once a life."""
        if workflow.path in self._checked:
            return
        missing = []
        for kind, nodes in workflow.classes.items():
            known = await self._calls.ask(Call("GET", f"/object_info/{quote(kind, safe='')}"))
            if kind not in known:
                missing.append(f"{kind} (node {', '.join(nodes)})")
        if missing:
            raise BadRequest(f"{self.name}: ComfyUI has not the nodes of {workflow.path.name}: {'; '.join(missing)}")
        self._checked.add(workflow.path)

    async def _values(self, request: GenerationRequest) -> dict[str, JsonValue]:
        """What goes into the places."""
        values: dict[str, JsonValue] = {
            "prompt": request.prompt,
            "negative": request.negative_prompt,
            "seed": request.seed,
            "width": request.width,
            "height": request.height,
            **self.lengths(request),
        }
        if request.source:
            values["image"] = await self._upload(request.source)
        if request.last:
            values["last_image"] = await self._upload(request.last)
        return values

    async def _upload(self, path: Path) -> str:
        """A copy in ComfyUI's temporary folder, which it empties when it starts; the name as its nodes read it."""
        picture = await asyncio.to_thread(copy_of, path, PICTURE)
        upload = Upload("image", picture.name, picture.jpeg)
        answer = await self._calls.ask(
            Call("POST", "/upload/image", form={"type": "temp", "overwrite": "true"}, uploads=(upload,))
        )
        name, subfolder = text_at(answer, "name"), text_at(answer, "subfolder")
        if not name:
            raise Unreachable(f"{self.name}: a picture was uploaded and got no name")
        kind = text_at(answer, "type")
        return (f"{subfolder}/" if subfolder else "") + name + (f" [{kind}]" if kind not in ("", "input") else "")

    def _end(self, ticket: Ticket, outcome: Outcome | None) -> Finished | Failed:
        if outcome is None:
            lost = f"{self.name}: {ticket.id} is not known any more, it was restarted"
            return Failed(Lost(lost) if self.capabilities.is_free else Broken(lost))
        kind = next(iter(self.capabilities.kinds))
        file = outcome.result(kind)
        if outcome.error or outcome.is_stopped:
            reason = (
                f"{self.name} gave up on {ticket.id}: {self._calls.clean(outcome.error or 'stopped in ComfyUI itself')}"
            )
            if outcome.is_out_of_memory:
                reason += f" (its graphics card has too little memory for that: smaller generators.settings.{self.name}.sizes)"
        elif file is None:
            names = ", ".join(sorted({each.name.rpartition(".")[2] for each in outcome.files})) or "nothing"
            reason = f"{self.name}: {ticket.id} saved no {kind}, but {names}; its last node has to save one"
        else:
            return Finished(file.query)
        error = Broken(reason)
        # It has ended for good and left nothing behind: another may be asked.
        error.is_charged = False
        return Failed(error)


@contextmanager
def _nothing_asked_for() -> Iterator[None]:
    """For what comes before the order: silence then leaves no doubt."""
    try:
        yield
    except Timeout as error:
        raise Unreachable(str(error)) from None
