"""Clips by a ComfyUI, with any workflow the admin saved there. Free, and what it is given stays in the house."""

from dataclasses import replace
from typing import Literal

from pydantic import Field, JsonValue, SecretStr

from generators.base import Capabilities, GenerationRequest
from generators.comfy.maker import ComfyGenerator
from generators.comfy.options import ComfyOptions, FramesRule, frames_of
from generators.comfy.workflow import Workflow


class VideoOptions(ComfyOptions):
    """`generators.settings.comfyui`. The defaults are those of Wan at 480p."""

    sizes: tuple[str, ...] = ("832x480", "480x832", "624x624")
    prompt_family: Literal["wan", "ltx", "cogvideox"] = "wan"
    """Whose prompts its model reads best."""
    max_seconds: float = Field(default=5, gt=0, le=60)
    fps: int = Field(default=16, ge=1, le=60)
    frames_rule: FramesRule = "4k+1"
    """Which numbers of frames its model makes: 4k+1 of Wan, 8k+1 of LTX and CogVideoX, k for any."""
    has_audio: bool = False


class Comfyui(ComfyGenerator):
    """Clips from words, and from pictures where there is a workflow for it."""

    name = "comfyui"
    options_type = VideoOptions
    options: VideoOptions
    capabilities = Capabilities(
        kinds=frozenset({"video"}),
        prompt_family="wan",
        max_seconds=5.0,
        title="ComfyUI",
        typical_seconds=(60.0, 900.0),
        settles_in_seconds=3.0,
    )

    def __init__(
        self,
        options: VideoOptions,
        workflow: Workflow,
        picture_workflow: Workflow | None = None,
        key: SecretStr | None = None,
        client_id: str = "xiaoai",
    ) -> None:
        super().__init__(options, workflow, picture_workflow, key, client_id)
        self.capabilities = replace(
            self.capabilities,
            prompt_family=options.prompt_family,
            max_seconds=options.max_seconds,
            fps=(options.fps, options.fps),
            frame_rates=(options.fps,),
            has_audio=options.has_audio,
        )

    def lengths(self, request: GenerationRequest) -> dict[str, JsonValue]:
        frames = frames_of(request.seconds, request.fps, self.options.frames_rule)
        return {"frames": frames, "seconds": round(request.seconds, 2), "fps": request.fps}
