"""The shot: one clip or picture described in English, in the parts a director would name.

The structure follows Zhipu's CogVideoX prompt guide (镜头语言 + 景别角度 + 光影 + 主体 + 主体运动 + 场景 + 氛围). Plain data: it is
written by `intents/shots.py`, rendered by `prompts/shots/<family>.yaml`, and knows neither.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Aspect = Literal["16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3"]
Resolution = Literal["480p", "720p", "1080p", "4k"]
Camera = Literal["static", "push in", "pull out", "pan left", "pan right", "tilt up", "tilt down", "orbit", "follow"]


class Keyframe(BaseModel):
    """What is to be seen at one moment of the clip: words, or a picture of the member's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at_seconds: float = Field(ge=0)
    description: str = ""
    picture: str = ""
    """Artifact id of the picture, empty when the moment is described in words."""


class Shot(BaseModel):
    """One clip or picture, in English. What the words could not be turned into stays quoted in `note`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    camera: Camera = "static"
    framing: str = ""
    """Shot size and angle, "medium shot, eye level"."""
    lighting: str = ""
    subject: str = ""
    subject_description: str = ""
    subject_motion: str = ""
    scene: str = ""
    atmosphere: str = ""
    style: str = ""
    negative: str = ""
    note: str = ""
    """Words of the request, in the original Chinese, that no field carries."""

    seconds: float = Field(default=5.0, gt=0, le=60)
    aspect: Aspect = "16:9"
    fps: int = Field(default=24, ge=15, le=60)
    resolution: Resolution = "480p"
    motion_intensity: float = Field(default=0.6, ge=0.1, le=1.5)
    color_palette: Literal["warm", "cool", "neutral"] = "neutral"
    temporal_consistency: float = Field(default=0.9, ge=0.7, le=1.0)
    keyframes: tuple[Keyframe, ...] = ()
