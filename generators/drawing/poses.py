"""How people hold themselves: angles of arms and legs for each act, at a moment of its movement."""

import math
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Pose:
    """Angles in degrees: 0 hangs down, 90 is out to the side, 180 up. Elbows and knees bend on from there."""

    left: tuple[float, float] = (14.0, 6.0)
    right: tuple[float, float] = (14.0, 6.0)
    left_leg: tuple[float, float] = (4.0, 0.0)
    right_leg: tuple[float, float] = (4.0, 0.0)
    lean: float = 0.0
    lift: float = 0.0
    """How far the hips are above where they are when standing, in body heights."""
    nod: float = 0.0


def pose_at(act: str, phase: float) -> Pose:
    """The pose of an act at `phase`, 0 to 1."""
    turn = phase * math.tau
    wave, other = math.sin(turn), math.cos(turn)
    breath = Pose(
        left=(13 + 2 * wave, 8), right=(13 + 2 * wave, 8), lift=0.004 * wave, nod=1.5 * math.sin(turn + 1)
    )  # fmt: skip
    match act:
        case "walk":
            return Pose(
                (15 - 15 * wave, -12), (15 - 15 * wave, 12), (17 * wave, max(0, 26 * other)),
                (17 * wave, min(0, 26 * other)), 2, 0.012 * abs(wave),
            )  # fmt: skip
        case "run":
            return Pose(
                (24 - 34 * wave, -70), (24 - 34 * wave, 70), (34 * wave, max(0, 64 * other)),
                (34 * wave, min(0, 64 * other)), 8, 0.035 * abs(other),
            )  # fmt: skip
        case "dance":
            return Pose(
                (105 + 45 * wave, 25 * other), (105 - 45 * wave, -25 * other), (12 + 12 * max(0, wave), 22 * max(0, wave)),
                (12 + 12 * max(0, -wave), 22 * max(0, -wave)), 5 * wave, 0.02 * abs(other), 5 * wave,
            )  # fmt: skip
        case "jump" | "fly":
            return Pose((140 + 12 * wave, 10), (140 + 12 * wave, 10), (24, -34), (24, -34), 0, 0.06 + 0.06 * wave)
        case "wave":
            return replace(breath, right=(138 + 6 * wave, 24 * wave + 18))
        case "reach":
            return replace(breath, right=(140 + 5 * wave, 10), left=(20, 30), nod=-4)
        case "taichi":
            return Pose(
                (78 + 22 * wave, 24 - 30 * wave), (78 - 22 * wave, 24 + 30 * wave), (30 + 5 * wave, -22), (30 - 5 * wave, -22),
                4 * wave, -0.055 + 0.01 * other,
            )  # fmt: skip
        case "swim":
            return Pose((118 + 40 * wave, 10), (118 - 40 * wave, 10), (10, 0), (10, 0), 0, -0.42)
        case "hold" | "drive":
            return replace(breath, left=(24, -72 + 4 * wave), right=(24, -72 - 4 * wave), nod=3 * wave)
        case "fish":
            return Pose((22, -52), (42 + 3 * wave, -34), (66, -62), (66, -62), 0, -0.2)
        case "sit":
            return Pose((20 + wave, -24), (20 + wave, -24), (66, -62), (66, -62), 0, -0.2, 2 * wave)
        case "ride":
            return Pose((30, 18), (30, 18), (20 + 20 * wave, 24), (20 + 20 * wave, -24), 3, 0.0)
    return breath
