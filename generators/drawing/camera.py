"""The camera of the storyboard: where it looks at each moment of its move."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """Where the camera looks. Shifts are in frame widths and heights, positive to the right and down."""

    across: float = 0.0
    down: float = 0.0
    zoom: float = 1.0
    around: float = 0.0
    """Turn about the subject: what is behind it shifts one way, what is before it the other."""
    along: float = 0.0
    """Way covered beside the subject, which therefore stays where it is in the frame."""

    def moves_across(self) -> bool:
        return bool(self.across or self.around or self.along)


def view_at(camera: str, progress: float) -> View:
    """The camera at `progress`, 0 to 1, of its move."""
    eased = 0.5 * progress + 0.5 * progress * progress * (3 - 2 * progress)
    swing = 2 * eased - 1
    match camera:
        case "push in":
            return View(zoom=1.0 + 0.4 * eased)
        case "pull out":
            return View(zoom=1.4 - 0.4 * eased)
        case "pan left":
            return View(across=-0.16 * swing)
        case "pan right":
            return View(across=0.16 * swing)
        case "tilt up":
            return View(down=-0.11 * swing)
        case "tilt down":
            return View(down=0.11 * swing)
        case "orbit":
            return View(around=0.34 * swing, zoom=1.06 + 0.05 * math.cos(math.pi * swing / 2))
        case "follow":
            return View(along=0.27 * (2 * progress - 1))
    return View()
