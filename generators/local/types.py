"""What the parts of local generation hand each other. Knows no torch, so that everything may import it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from generators.base import Kind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Phase = Literal["encode", "denoise", "decode", "save"]
"""The prompt is encoded, the latents are denoised step by step, decoded to frames, and the frames written as a file."""
PHASES: tuple[Phase, ...] = ("encode", "denoise", "decode", "save")


@dataclass(frozen=True, slots=True)
class Keyframe:
    """A picture the clip passes through."""

    frame: int
    """Counted from 0."""
    picture: Path
    strength: float = 1.0
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class Order:
    """One clip or picture to make. What is None is the family's own default."""

    kind: Kind
    prompt: str
    negative_prompt: str = ""
    width: int | None = None
    """Pixels; rounded to what the family can make, which `Made.changes` tells."""
    height: int | None = None
    num_frames: int | None = None
    """1 for a picture; rounded likewise."""
    frame_rate: float | None = None
    seed: int = 0
    num_inference_steps: int | None = None
    guidance_scale: float | None = None
    image: Path | None = None
    """The first frame."""
    last_image: Path | None = None
    keyframes: tuple[Keyframe, ...] = ()
    extends: Path | None = None
    """A clip to go on from. What is made are the frames after it, none of its own."""
    control: Path | None = None
    """A clip whose movement is followed, for families that are controlled by one."""
    segments: tuple[str, ...] = ()
    """Prompts of a long clip, one after another; empty where `prompt` holds for all of it."""
    is_two_stage: bool = False
    """Half the size first, then the latents are enlarged and refined."""
    skip_layer_scale: float = 0.0
    """How strongly frames are kept consistent by comparing with a pass that skips a layer; costs half as much again. 1 is usual,
    0 leaves it to the family."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came out, whole in memory: a clip of 5 s at 768x512 is 143 MB."""

    frames: "NDArray[np.uint8]"
    """(frames, height, width, 3), RGB, 0 to 255."""
    frame_rate: float
    seconds: dict[Phase, float]
    """How long each phase took."""
    peak_bytes: int
    """Most memory of the card, or of the process where there is no card, while it was made."""
    plan: str
    """Name of the memory plan it was made with."""
    changes: tuple[str, ...] = ()
    """What is not as it was ordered, in Chinese: other size, other number of frames."""
    audio: "NDArray[np.float32] | None" = None
    """(samples, channels), -1 to 1."""
    audio_rate: int = 0
    """Samples per second."""


class Stopped(Exception):
    """Somebody cancelled; raised out of `Watch.reached` at a boundary. The pipeline stays usable."""


class Watch(Protocol):
    """Who is told how far it is."""

    def reached(self, phase: Phase, done: int, of: int) -> None:
        """`done` of `of` steps of the phase are over. Called at every boundary, never backwards. Raises `Stopped` to end it there."""
