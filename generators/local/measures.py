"""What one run cost and how good it looks, in numbers that can be compared: no judgement, that is `generators/quality.py`.

SSIM is that of Wang, Bovik, Sheikh and Simoncelli, "Image Quality Assessment: From Error Visibility to Structural Similarity",
IEEE Transactions on Image Processing 13(4), 2004: Gaussian window of 11 pixels and sigma 1.5, K1 = 0.01, K2 = 0.03, mean over the
places where the window lies inside.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generators import mp4
from generators.local.types import Made, Order, Phase

WINDOW, SIGMA = 11, 1.5
C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
LONGEST_SIDE = 256
"""Frames are compared no larger: SSIM of a clip of 5 s at full size would take longer than some models need to make it."""
MOST_PAIRS = 24
MOST_DECIBELS = 100.0
"""Said of two pictures that are the same, whose ratio is infinite: JSON has no such number."""

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Score:
    """How a clip looks, measured. 1 is the same picture, 0 has nothing in common."""

    temporal_ssim: float | None
    """Mean SSIM of frames and their successors: near 1 stands still, low flickers or jumps. None for a picture."""
    first_frame_ssim: float | None
    """Of the first frame and the picture it was to begin with; None where there was none."""
    encode_psnr: float | None
    """Peak signal-to-noise ratio of what the file shows to what the model made, dB; None for a picture."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What is kept of one run."""

    seconds: Mapping[Phase, float]
    """By phase; `save` includes writing the file."""
    peak_bytes: int
    plan: str
    score: Score

    @property
    def total_seconds(self) -> float:
        """All phases together."""
        return sum(self.seconds.values())


def measure(made: Made, order: Order, path: Path | None, *, save_seconds: float = 0.0) -> Measured:
    """Everything of one run; `path` is the MP4 written of it, None for a picture. Raises `Broken` for a file without frames.

    Takes about a second for 5 s at 768x512: for a thread, after the clip is handed out.
    """
    score = Score(
        temporal_ssim=temporal_ssim(made.frames),
        first_frame_ssim=first_frame_ssim(made.frames[0], order.image) if order.image else None,
        encode_psnr=encode_psnr(made.frames, path) if path else None,
    )
    seconds = {**made.seconds, "save": made.seconds.get("save", 0.0) + save_seconds}
    return Measured(seconds, made.peak_bytes, made.plan, score)


def ssim(first: NDArray[np.generic], second: NDArray[np.generic]) -> float:
    """Structural similarity of two grey pictures (height, width), 0 to 255. Raises `ValueError` under 11 pixels a side."""
    if first.shape != second.shape or first.ndim != 2 or min(first.shape) < WINDOW:
        raise ValueError(
            f"SSIM needs two grey pictures of one size, at least {WINDOW} a side, not {first.shape}, {second.shape}"
        )
    one, other = first.astype(np.float64), second.astype(np.float64)
    mean_one, mean_other = _blurred(one), _blurred(other)
    variance_one = _blurred(one * one) - mean_one**2
    variance_other = _blurred(other * other) - mean_other**2
    covariance = _blurred(one * other) - mean_one * mean_other
    likeness = (2 * mean_one * mean_other + C1) * (2 * covariance + C2)
    return float((likeness / ((mean_one**2 + mean_other**2 + C1) * (variance_one + variance_other + C2))).mean())


def psnr(first: NDArray[np.generic], second: NDArray[np.generic]) -> float:
    """Peak signal-to-noise ratio of two arrays of one shape, 0 to 255, in dB; 100 where they are the same."""
    return _decibels(float(np.square(first.astype(np.float64) - second.astype(np.float64)).mean()))


def temporal_ssim(frames: Picture) -> float | None:
    """Mean SSIM of up to 24 neighbours, spread over the clip; `frames` is (frames, height, width, 3). None for one frame."""
    if len(frames) < 2:
        return None
    starts = np.unique(np.linspace(0, len(frames) - 2, MOST_PAIRS).round().astype(int))
    small = {index: _grey(frames[index]) for start in starts for index in (start, start + 1)}
    return float(np.mean([ssim(small[start], small[start + 1]) for start in starts]))


def first_frame_ssim(frame: Picture, picture: Path) -> float:
    """SSIM of a clip's first frame and the picture it was to begin with, filled into the frame as the pipelines do."""
    from PIL import Image, ImageOps

    height, width = frame.shape[:2]
    with Image.open(picture) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB")
        wanted = np.asarray(ImageOps.fit(upright, (width, height), Image.Resampling.LANCZOS), dtype=np.uint8)
    return ssim(_grey(frame), _grey(wanted))


def encode_psnr(frames: Picture, path: Path) -> float:
    """What H.264 lost, in dB, over all frames of the file. Raises `Broken`, and `ValueError` for another number of frames."""
    errors = [
        float(np.square(made.astype(np.float32) - shown.astype(np.float32)).mean())
        for made, shown in zip(frames, mp4.frames(path), strict=True)
    ]
    return _decibels(float(np.mean(errors)))


def _decibels(squared_error: float) -> float:
    return min(MOST_DECIBELS, 10 * math.log10(255**2 / squared_error)) if squared_error else MOST_DECIBELS


def _grey(frame: Picture) -> NDArray[np.float64]:
    """Brightness as television weighs it, of blocks of pixels so large that the longer side is at most 256."""
    grey = frame @ np.array([0.299, 0.587, 0.114])
    step = math.ceil(max(grey.shape) / LONGEST_SIDE)
    # Never smaller than the window: a strip of 512x12 is compared as it is.
    step = max(1, min(step, min(grey.shape) // WINDOW))
    rows, columns = (side // step for side in grey.shape)
    blocks: NDArray[np.float64] = (
        grey[: rows * step, : columns * step].reshape(rows, step, columns, step).mean(axis=(1, 3))
    )
    return blocks


def _blurred(picture: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weighted by the window, where it lies inside: (height - 10, width - 10)."""
    places = np.arange(WINDOW) - WINDOW // 2
    weights = np.exp(-(places**2) / (2 * SIGMA**2))
    weights /= weights.sum()
    rows = picture.shape[0] - WINDOW + 1
    across = sum(weight * picture[start : start + rows] for start, weight in enumerate(weights))
    columns = picture.shape[1] - WINDOW + 1
    blurred: NDArray[np.float64] = sum(
        weight * across[:, start : start + columns] for start, weight in enumerate(weights)
    )
    return blurred
