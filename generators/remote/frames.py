"""Frames of services that sell a shape and a number of lines, “16:9” in “720p”, and not pixels."""

from collections.abc import Iterable, Mapping


def frames(ratios: Iterable[str], lines: int) -> Mapping[str, str]:
    """The ratio of every frame by its size, {"1280x720": "16:9"}; `lines` are pixels of the shorter side."""
    made = {}
    for ratio in ratios:
        across, down = (int(part) for part in ratio.split(":"))
        shorter = min(across, down)
        made["x".join(str(_even(lines * side / shorter)) for side in (across, down))] = ratio
    return made


def _even(side: float) -> int:
    return 2 * round(side / 2)
