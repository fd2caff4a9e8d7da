"""Pictures made on this machine's own card, by the child process that has the models. The answer is the picture."""

from pathlib import Path
from typing import Self

from generators.base import Capabilities, Finished, GenerationRequest
from generators.local.capabilities import capabilities_of
from generators.local.client import Child
from generators.local.folders import ModelFolder
from generators.local.served import LocalOptions, models_of, where_it_is
from generators.remote.openai_api import server_behind
from generators.remote.openai_pictures import ImageOptions, PictureServer
from generators.setting import Setting

LONGEST_SECONDS = 600.0


class LocalImage(PictureServer):
    """Pictures from words, made by the models of the settings."""

    name = "local_image"
    vendor = server_behind("")
    options_type = LocalOptions  # type: ignore[assignment]
    capabilities = Capabilities(kinds=frozenset({"image"}), prompt_family="image")

    def __init__(
        self, models: tuple[ModelFolder, ...], child: Child, work: Path, options: LocalOptions | None = None
    ) -> None:
        chosen = options or LocalOptions()
        asked = ImageOptions(model=chosen.model, extra=chosen.extra, timeout_seconds=LONGEST_SECONDS)
        super().__init__(asked, child.key, work)
        self.capabilities = capabilities_of(models[0])
        self._child = child

    @classmethod
    def made(cls, setting: Setting) -> Self:
        """From the settings. Raises `BadSetting` for a model that is none, or no torch to run it."""
        options = LocalOptions.model_validate(setting.options)
        child, models = models_of(setting.child, "image", options.model)
        return cls(models, child, setting.work, options)

    async def start(self) -> None:
        self._child.start()

    async def submit(self, request: GenerationRequest, request_id: str) -> Finished:
        self.options = await where_it_is(self._child, self.options, self._calls)
        return await super().submit(request, request_id)

    async def close(self) -> None:
        await super().close()
        await self._child.close()
