"""What the server answers. Beyond OpenAI's fields stand those of the engines, by their names, and ours."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from generators.base import Kind
from generators.local.types import Phase

Status = Literal["queued", "in_progress", "completed", "failed", "cancelling", "cancelled"]
ENDED: frozenset[Status] = frozenset({"completed", "failed", "cancelled"})


class JobError(BaseModel):
    """Why a job failed."""

    code: str
    message: str


class Quality(BaseModel):
    """How a clip came out; None where it cannot be measured. What each means: `generators/local/measures.py`."""

    temporal_ssim: float | None = None
    first_frame_ssim: float | None = None
    encode_psnr: float | None = None


class Video(BaseModel):
    """A clip or a picture, asked for, being made or finished."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "video_3f2a",
                    "object": "video",
                    "model": "ltx-video",
                    "status": "in_progress",
                    "progress": 45,
                    "created_at": 1732170000,
                    "seconds": "5",
                    "size": "768x512",
                }
            ]
        }
    )

    id: str
    object: Literal["video"] = "video"
    model: str
    status: Status
    progress: int = Field(ge=0, le=100)
    """Percent, counted from steps and frames; never backwards."""
    created_at: int
    completed_at: int | None = None
    expires_at: int | None = None
    error: JobError | None = None
    prompt: str
    seconds: str
    """Length, as OpenAI writes it."""
    size: str
    remixed_from_video_id: str | None = None
    kind: Kind
    phase: Phase | None = None
    seed: int
    fps: float | None = None
    num_frames: int | None = None
    """What was made in the end, once it is."""
    plan: str | None = None
    """The memory plan it was made with."""
    changes: tuple[str, ...] = ()
    """What is not as it was ordered."""
    stage_durations: dict[Phase, float] = Field(default_factory=dict)
    """Seconds of each phase."""
    inference_time_s: float | None = None
    peak_memory_mb: float | None = None
    quality: Quality | None = None
    """None until it was measured, which is after the clip can be fetched."""


class VideoPage(BaseModel):
    """`GET /v1/videos`."""

    object: Literal["list"] = "list"
    data: list[Video]
    first_id: str | None = None
    last_id: str | None = None
    has_more: bool = False


class Deleted(BaseModel):
    """`DELETE /v1/videos/{id}`."""

    id: str
    object: Literal["video.deleted"] = "video.deleted"
    deleted: bool = True


class Picture(BaseModel):
    """One picture, PNG."""

    b64_json: str


class Pictures(BaseModel):
    """`POST /v1/images/generations`."""

    created: int
    data: list[Picture]
    changes: tuple[str, ...] = ()
    plan: str | None = None
    """The memory plan it was made with; like what follows, of the first picture."""
    stage_durations: dict[Phase, float] = Field(default_factory=dict)
    inference_time_s: float | None = None
    peak_memory_mb: float | None = None


class Model(BaseModel):
    """One model of the server."""

    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str
    """Its family."""
    kind: Kind
    is_loaded: bool


class Models(BaseModel):
    """`GET /v1/models`."""

    object: Literal["list"] = "list"
    data: list[Model]


class Health(BaseModel):
    """`GET /health`."""

    status: Literal["starting", "ok", "broken"]
    """`starting` until the first card can take a request; `broken` when none ever will."""
    queued: int
    running: int
    reason: str = ""
