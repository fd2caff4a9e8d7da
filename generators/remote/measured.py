"""What a server says of the making, beside OpenAI's own fields: seconds of each phase, memory of the card, quality.

The names are those of SGLang-Diffusion 0.5.23 and vLLM-Omni 0.30, which our own server has too; `plan` and `quality` are ours alone.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from generators.base import Measured
from generators.remote.vendor import Answered

MOST_PHASES = 12

_Amount = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
_Name = Annotated[str, Field(min_length=1, max_length=40)]


class _Quality(BaseModel):
    temporal_ssim: Annotated[float, Field(ge=-1, le=1)] | None = None
    first_frame_ssim: Annotated[float, Field(ge=-1, le=1)] | None = None
    encode_psnr: _Amount | None = None


class _Told(BaseModel):
    model_config = ConfigDict(strict=False, extra="ignore")

    plan: Annotated[str, Field(max_length=40)] | None = None
    stage_durations: Annotated[dict[_Name, _Amount], Field(max_length=MOST_PHASES)] | None = None
    peak_memory_mb: _Amount | None = None
    quality: _Quality | None = None


def measured_in(answer: Answered) -> Measured | None:
    """What an answer says of it; None where it says nothing, or something else by these names."""
    try:
        told = _Told.model_validate(answer)
    except ValidationError:
        return None
    quality = told.quality or _Quality()
    measured = Measured(
        plan=told.plan or "",
        seconds=told.stage_durations or {},
        peak_bytes=None if told.peak_memory_mb is None else round(told.peak_memory_mb * 1e6),
        temporal_ssim=quality.temporal_ssim,
        first_frame_ssim=quality.first_frame_ssim,
        encode_psnr=quality.encode_psnr,
    )
    return None if measured == Measured() else measured
