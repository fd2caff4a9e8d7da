"""A look at a finished clip before the family sees it: black, flat, noise, frozen, flickering, cut.

A half-loaded model answers with a black or a noisy clip and reports success; sent as it is, it costs trust and a quota.
The thresholds come from synthetic clips and are not calibrated on real ones: a broken clip is worth one retry, the rest
is advice for the record. None of it is a reason to drop a clip silently.

Loads PyAV and numpy: import it inside the function that needs it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from generators import mp4
from generators.base import Broken

Problem = Literal["black", "flat", "noise", "frozen", "flicker", "cut"]
BREAKING: frozenset[Problem] = frozenset({"black", "flat", "noise"})
SAMPLED_SIDE = 128
"""Pixels of the shorter side that are looked at."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was seen. Brightness and all differences are in grey levels, 0 to 255."""

    problems: tuple[Problem, ...]
    frames: int
    brightness: float
    contrast: float
    """Standard deviation within a frame, mean over the clip."""
    smoothness: float
    """Correlation of neighbouring pixels: pictures are above 0.8, white noise is near 0."""
    motion: float
    """Median difference from one frame to the next."""
    flicker: float
    """Mean second difference of the brightness."""
    jump: float
    """Largest difference between two frames over the usual one."""

    @property
    def is_broken(self) -> bool:
        """True when nobody would want the clip, whatever it was to show."""
        return not BREAKING.isdisjoint(self.problems)


def judge(path: Path) -> Verdict:
    """Look at every frame, small and grey, in one pass. Raises `Broken` for anything that is no playable clip."""
    looks: list[tuple[float, float, float]] = []
    changes: list[tuple[float, float]] = []
    before: NDArray[np.float32] | None = None
    for grey in mp4.luma(path, side=SAMPLED_SIDE):
        picture = grey.astype(np.float32)
        looks.append(_look(picture))
        if before is not None:
            difference = np.abs(picture - before)
            changes.append((float(difference.mean()), float((difference**2).mean())))
        before = picture
    if not looks:
        raise Broken(f"{path.name}: has no frames")

    brightness, contrast, smoothness = np.array(looks).T
    step, squared = np.array(changes or [(0.0, 0.0)]).T
    motion = float(np.median(step))
    likeness = float(np.median(10 * np.log10(255**2 / np.maximum(squared, 1e-4))))  # PSNR of neighbours, dB
    flicker = float(np.abs(np.diff(brightness, 2)).mean()) if len(looks) > 2 else 0.0
    jump = float(step.max()) / max(motion, 0.3)

    found: list[Problem] = []
    if (brightness < 16).mean() > 0.5:
        found.append("black")
    if (contrast < 4).mean() > 0.5:
        found.append("flat")
    elif smoothness.mean() < 0.55 or (smoothness.mean() < 0.75 and likeness < 16):
        found.append("noise")
    if len(looks) > 1 and (step < 0.15).mean() > 0.9:
        found.append("frozen")
    if flicker > 6:
        found.append("flicker")
    if jump > 6 and step.max() > 25:
        found.append("cut")
    return Verdict(
        problems=tuple(found),
        frames=len(looks),
        brightness=float(brightness.mean()),
        contrast=float(contrast.mean()),
        smoothness=float(smoothness.mean()),
        motion=motion,
        flicker=flicker,
        jump=jump,
    )


def _look(picture: NDArray[np.float32]) -> tuple[float, float, float]:
    """Brightness, contrast and the correlation of neighbouring pixels."""
    centred = picture - picture.mean()
    neighbours = float((centred[:, :-1] * centred[:, 1:]).mean())
    return float(picture.mean()), float(picture.std()), neighbours / max(float(picture.var()), 1e-3)
