"""Clips made on this machine's own card: OpenAI's shape, spoken to the child process that has the models.

The same code as for a server in another room, `openai_videos`; what differs is who starts the server and where its abilities are
read: off the model folders, before anything is loaded.
"""

import contextlib
from pathlib import Path
from typing import Self

from generators.base import (
    Artifact,
    Capabilities,
    Failed,
    Finished,
    GenerationRequest,
    GeneratorError,
    Lost,
    Progress,
    Ticket,
    Unreachable,
)
from generators.local.capabilities import capabilities_of
from generators.local.client import Child
from generators.local.folders import ModelFolder
from generators.local.served import LocalOptions, models_of, where_it_is
from generators.remote.openai_api import server_behind
from generators.remote.openai_clips import ClipServer, VideoOptions
from generators.setting import Setting


class Local(ClipServer):
    """Clips from words or pictures, made by the models of the settings."""

    name = "local"
    vendor = server_behind("")
    options_type = LocalOptions  # type: ignore[assignment]
    capabilities = Capabilities(kinds=frozenset({"video"}), prompt_family="ltx")

    def __init__(self, models: tuple[ModelFolder, ...], child: Child, options: LocalOptions | None = None) -> None:
        chosen = options or LocalOptions()
        super().__init__(VideoOptions(model=chosen.model, extra=chosen.extra), child.key)
        beside = () if chosen.model else models[1:]
        self.capabilities = capabilities_of(models[0], beside)
        self._child = child

    @classmethod
    def made(cls, setting: Setting) -> Self:
        """From the settings. Raises `BadSetting` for a model that is none, or no torch to run it."""
        options = LocalOptions.model_validate(setting.options)
        child, models = models_of(setting.child, "video", options.model)
        return cls(models, child, options)

    async def start(self) -> None:
        self._child.start()

    async def submit(self, request: GenerationRequest, request_id: str) -> Ticket | Finished:
        await self._find_server()
        return await super().submit(request, request_id)

    async def poll(self, ticket: Ticket) -> Progress | Finished | Failed:
        try:
            await self._find_server()
        except Unreachable as error:
            # Whatever comes up in its place will not know the ticket.
            return Failed(Lost(str(error)))
        return await super().poll(ticket)

    async def fetch(self, finished: Finished, into: Path) -> Artifact:
        await self._find_server()
        artifact = await super().fetch(finished, into)
        # It is at home: what a member may want erased is not to lie anywhere else.
        if call := self.stop(finished.location):
            with contextlib.suppress(GeneratorError):
                await self._calls.ask(call)
        return artifact

    async def close(self) -> None:
        await super().close()
        await self._child.close()

    async def _find_server(self) -> None:
        self.options = await where_it_is(self._child, self.options, self._calls)
