"""What may be asked of the server: OpenAI's fields, those both engines add, and ours. A field nobody knows is refused.

Sources: the Python package openai 3.54, the protocols of SGLang-Diffusion 0.5.23 and vLLM-Omni 0.30, read November 2026.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

MOST_FRAMES = 2000
MOST_KEYFRAMES = 16
SMALLEST_SIDE, LARGEST_SIDE = 64, 4096

Prompt = Annotated[str, StringConstraints(min_length=1, max_length=10_000, pattern=r"\S")]
Size = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{1,3}x[1-9][0-9]{1,3}$")]
Seed = Annotated[int, Field(ge=0, le=2**63 - 1)]
Steps = Annotated[int, Field(ge=1, le=200)]
Guidance = Annotated[float, Field(ge=0, le=50)]
PictureText = Annotated[str, StringConstraints(min_length=1, pattern=r"^data:image/")]
"""`data:image/png;base64,…`. No address: nothing is fetched from here."""


class _Wish(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: Prompt
    model: str = Field(default="", max_length=200)
    """Empty for the first that can do it."""
    negative_prompt: str = Field(default="", max_length=10_000)
    size: Size | None = None
    """1280x720; brought to the nearest the model can do, which `changes` tells."""
    seed: Seed | None = None
    """The same seed makes the same clip; one by chance where there is none."""
    num_inference_steps: Steps | None = None
    guidance_scale: Guidance | None = None
    user: str = Field(default="", max_length=200)
    """OpenAI's; it changes nothing."""

    @property
    def width_height(self) -> tuple[int, int] | tuple[None, None]:
        """Pixels."""
        if self.size is None:
            return None, None
        width, height = self.size.split("x")
        return int(width), int(height)

    @model_validator(mode="after")
    def _is_a_size(self) -> Self:
        sides = [side for side in self.width_height if side is not None]
        if any(not SMALLEST_SIDE <= side <= LARGEST_SIDE for side in sides):
            raise ValueError(f"size: each side is {SMALLEST_SIDE} to {LARGEST_SIDE} pixels")
        return self


class PictureReference(BaseModel):
    """OpenAI's wrapping of a picture that is no file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    image_url: PictureText


def _unwrapped(given: Any) -> Any:
    """The bare text is understood as well."""
    return {"image_url": given} if isinstance(given, str) else given


Reference = Annotated[PictureReference, BeforeValidator(_unwrapped)]


class KeyframeWish(BaseModel):
    """A picture the clip passes through, at a frame or at a second."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    image: str = Field(min_length=1)
    """`data:image/…`, or the name of a file in the form."""
    frame: int | None = Field(default=None, ge=0, le=MOST_FRAMES)
    at_seconds: float | None = Field(default=None, ge=0, le=120)
    strength: float = Field(default=1.0, ge=0, le=1)

    @model_validator(mode="after")
    def _has_one_place(self) -> Self:
        if (self.frame is None) == (self.at_seconds is None):
            raise ValueError("a keyframe has either frame or at_seconds")
        return self


class VideoWish(_Wish):
    """`POST /v1/videos`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"prompt": "A kitten chases a butterfly under cherry blossoms.", "seconds": 5, "size": "768x512"},
                {
                    "prompt": "The camera circles the lake.",
                    "negative_prompt": "people",
                    "num_frames": 121,
                    "fps": 24,
                    "seed": 7,
                    "num_inference_steps": 8,
                    "guidance_scale": 1.0,
                },
            ]
        }
    )

    seconds: float | None = Field(default=None, gt=0, le=120)
    """`num_frames` wins where both are given."""
    num_frames: int | None = Field(default=None, ge=1, le=MOST_FRAMES)
    fps: float | None = Field(default=None, ge=1, le=60)
    input_reference: Reference | None = None
    """The first frame; in a form a file."""
    last_image: Reference | None = None
    """The last frame; in a form a file."""
    keyframes: tuple[KeyframeWish, ...] = Field(default=(), max_length=MOST_KEYFRAMES)
    extends: str = Field(default="", max_length=100)
    """Id of a finished clip of this server to go on from; in a form also a file. Only the frames after it are made."""
    control_video: str = Field(default="", max_length=100)
    """Id of a finished clip whose movement is followed; in a form also a file."""
    segments: tuple[Prompt, ...] = Field(default=(), max_length=32)
    """Prompts of a long clip, one after another."""
    two_stage: bool = False
    """Half the size first, then enlarged and refined."""
    skip_layer_scale: float = Field(default=0.0, ge=0, le=5)
    """Steadier frames, half as slow again; 0 is off."""

    @model_validator(mode="after")
    def _is_not_too_long(self) -> Self:
        if self.seconds and self.fps and not self.num_frames and self.seconds * self.fps > MOST_FRAMES:
            raise ValueError(f"seconds: at {self.fps:g} frames a second it is more than {MOST_FRAMES} frames")
        return self


class ImageWish(_Wish):
    """`POST /v1/images/generations`."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"prompt": "A lake at dawn.", "size": "1024x1024", "seed": 7}]}
    )

    n: int = Field(default=1, ge=1, le=4)
    response_format: Literal["b64_json"] = "b64_json"
    """An address would need the key to be fetched."""


class SimpleWish(BaseModel):
    """`POST /generate`: nothing but words and a length."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"prompt": "A kitten chases a butterfly.", "num_frames": 49}]},
    )

    prompt: Prompt
    num_frames: int = Field(default=49, ge=1, le=MOST_FRAMES)
