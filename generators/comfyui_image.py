"""Pictures by a ComfyUI, with any workflow the admin saved there. Free, and what it is given stays in the house."""

from dataclasses import replace
from typing import Literal

from pydantic import SecretStr

from generators.base import Capabilities
from generators.comfy.maker import ComfyGenerator
from generators.comfy.options import ComfyOptions
from generators.comfy.workflow import Workflow


class ImageOptions(ComfyOptions):
    """`generators.settings.comfyui_image`. The default sizes are those of SDXL and its like."""

    sizes: tuple[str, ...] = ("1024x1024", "1344x768", "768x1344", "1152x864", "864x1152")
    prompt_family: Literal["image", "image_zh"] = "image"
    """English; `image_zh` for models that read Chinese, Qwen-Image."""


class ComfyuiImage(ComfyGenerator):
    """Pictures from words, and from pictures where there is a workflow for it."""

    name = "comfyui_image"
    options_type = ImageOptions
    options: ImageOptions
    capabilities = Capabilities(
        kinds=frozenset({"image"}),
        prompt_family="image",
        title="ComfyUI",
        typical_seconds=(5.0, 90.0),
        settles_in_seconds=3.0,
    )

    def __init__(
        self,
        options: ImageOptions,
        workflow: Workflow,
        picture_workflow: Workflow | None = None,
        key: SecretStr | None = None,
        client_id: str = "xiaoai",
    ) -> None:
        super().__init__(options, workflow, picture_workflow, key, client_id)
        self.capabilities = replace(self.capabilities, prompt_family=options.prompt_family)
