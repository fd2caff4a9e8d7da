"""Picture servers that speak OpenAI's shape, `/images/generations`. The answer comes at once, and is the picture.

Sources and how sure: `generators/remote/openai_api.py`. Pictures are not changed by it, only made.
"""

from pathlib import Path

from pydantic import Field, JsonValue, SecretStr

from generators.base import Capabilities, GenerationRequest
from generators.remote.calls import Call
from generators.remote.drawn import PictureGenerator
from generators.remote.openai_api import ServerOptions, served


class ImageOptions(ServerOptions):
    """What the admin may set of one."""

    timeout_seconds: float = Field(default=300, gt=0, le=600)
    """The answer is the picture, and a card in the house takes its time."""


class PictureServer(PictureGenerator):
    """Pictures from words. A subclass says its name and whose key it takes."""

    options_type = ImageOptions
    options: ImageOptions
    capabilities = Capabilities(
        kinds=frozenset({"image"}), prompt_family="image", is_remote=True, typical_seconds=(5.0, 60.0)
    )

    def __init__(
        self, options: ImageOptions | None = None, key: SecretStr | None = None, work: Path = Path("work")
    ) -> None:
        super().__init__(options, key, work)
        self.capabilities = served(self.capabilities, self.options)

    async def order(self, request: GenerationRequest, request_id: str) -> Call:
        body: dict[str, JsonValue] = {
            "prompt": request.prompt,
            "size": f"{request.width}x{request.height}",
            "n": 1,
        }
        if self.options.model:
            body["model"] = self.options.model
        if self.options.dialect != "gateway":
            # Engines have one seed for all who name none, and would draw the same picture again.
            body |= {"response_format": "b64_json", "seed": request.seed}
            if request.negative_prompt:
                body["negative_prompt"] = request.negative_prompt
        return Call("POST", "/images/generations", body | dict(self.options.extra))
