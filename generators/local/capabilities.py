"""What a local model can be asked for, as the router sees it: read off its family, before anything is loaded."""

from math import sqrt

from generators.base import Capabilities
from generators.local.folders import ModelFolder
from generators.sizes import SMALL

WINDOWS = 3
"""A clip is made in so many overlapping windows at the most: what is a little off grows from one to the next."""
LONGEST_SECONDS = 30.0
TITLE = "家里的显卡"


def capabilities_of(model: ModelFolder, beside: tuple[ModelFolder, ...] = ()) -> Capabilities:
    """Of a model; one that stands `beside` it and reads the same prompts may take the requests that begin with a picture."""
    family = model.family
    helpers = [one.family for one in (model, *beside) if one.family.prompt_family == family.prompt_family]
    rate = round(family.frame_rate)
    is_clip = family.kind == "video"
    windows = WINDOWS if family.can("long") else 1
    return Capabilities(
        kinds=frozenset({family.kind}),
        prompt_family=family.prompt_family,
        max_seconds=max(1.0, min(LONGEST_SECONDS, family.longest_seconds * windows)),
        fps=(rate, rate),
        frame_rates=(rate,) if is_clip else (),
        takes_picture=is_clip and any(one.can("image") for one in helpers),
        takes_last_picture=is_clip and any(one.can("first_last") for one in helpers),
        title=TITLE,
        sizes=_sizes(model),
        has_audio=family.can("audio"),
        typical_seconds=(30.0, 600.0) if is_clip else (10.0, 120.0),
        poll_seconds=1.0,
    )


def _sizes(model: ModelFolder) -> tuple[str, ...]:
    """As many pixels as it was trained with, in every shape: larger ones take much longer and look worse."""
    if model.fixed_size is not None:
        width, height, _ = model.fixed_size
        return (f"{width}x{height}",)
    (width, height), step = model.family.size, model.family.multiple
    shapes = dict.fromkeys((width / height, *(across / down for across, down in SMALL.values())))
    sides = (
        (max(1, round(sqrt(width * height * shape) / step)), max(1, round(sqrt(width * height / shape) / step)))
        for shape in shapes
    )
    return tuple(dict.fromkeys(f"{across * step}x{down * step}" for across, down in sides))
