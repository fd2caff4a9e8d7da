"""DashScope, the interface of 阿里 百炼: what its errors mean, and what each version of 万相 sells.

Source: help.aliyun.com "错误码", the pages of the models there (for wan2.6 and wan3.0 those of resellers, too), and the price list of
litellm, which names wan2.7 and wan3.0, read November 2026; not tried against the real service.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from generators.remote.vendor import FEN_PER_USD, Answered, Meaning, Vendor, text_at

HOST = "https://dashscope.aliyuncs.com"

ERRORS: dict[str, Meaning] = {
    "DataInspectionFailed": "content",
    "data_inspection_failed": "content",
    "Arrearage": "empty",
    # What was free is used up, and the account is set to stop there.
    "AllocationQuota.FreeTierOnly": "empty",
    "InvalidApiKey": "key",
    "*Model*NotFound": "model",
    "model_not_found": "model",
    "Model.AccessDenied": "model",
    "AccessDenied*": "wrong",
    "InvalidParameter*": "wrong",
    "BadRequest.*": "wrong",
    "InvalidURL": "wrong",
    "UnsupportedOperation": "wrong",
    "Throttling*": "busy",
    "RequestTimeOut": "unsure",
    "InternalError*": "unsure",
}


def _said(answer: Answered) -> tuple[str, str]:
    # A task that failed is a good answer, and says why inside `output`.
    if text_at(answer, "output", "task_status"):
        return "", ""
    return text_at(answer, "code"), text_at(answer, "message")


DASHSCOPE = Vendor(
    "万相",
    "DASHSCOPE_API_KEY",
    ERRORS,
    _said,
    tells_errors_at_200=True,
    hints={"model": "or picture_model, where the clip starts from a picture"},
)

SIZES: Mapping[str, Mapping[str, str]] = {
    "480P": {"832x480": "16:9", "480x832": "9:16", "624x624": "1:1"},
    "720P": {"1280x720": "16:9", "720x1280": "9:16", "960x960": "1:1", "1088x832": "4:3", "832x1088": "3:4"},
    "1080P": {"1920x1080": "16:9", "1080x1920": "9:16", "1440x1440": "1:1", "1632x1248": "4:3", "1248x1632": "3:4"},
}
"""Pixels and shape. The newer dialect names the shape, and the pixels are the provider's."""

PRICES: Mapping[str, Mapping[str, float]] = {
    "wan3.0-video": {"480P": 0.041, "720P": 0.083, "1080P": 0.165},
    "wan2.7-[ti]2v*": {"720P": 0.086, "1080P": 0.143},
}
"""Dollars a second, by a pattern of the model's name."""


@dataclass(frozen=True, slots=True)
class Version:
    """What the models of one version sell."""

    resolutions: tuple[str, ...]
    lengths: tuple[int, ...]
    takes_length: bool = True
    has_audio: bool = True
    lists_pictures: bool = True
    """The newer dialect, which also takes a last picture."""


VERSIONS: Mapping[tuple[int, int], Version] = {
    (2, 1): Version(("720P",), (5,), takes_length=False, has_audio=False, lists_pictures=False),
    (2, 2): Version(("480P", "1080P"), (5,), takes_length=False, has_audio=False, lists_pictures=False),
    (2, 5): Version(("480P", "720P", "1080P"), (5, 10), lists_pictures=False),
    (2, 6): Version(("720P", "1080P"), (5, 10, 15), lists_pictures=False),
    (2, 7): Version(("720P", "1080P"), tuple(range(2, 16))),
    (3, 0): Version(("480P", "720P", "1080P"), tuple(range(2, 31))),
}


def version_of(model: str) -> Version:
    """The last version that is not after that of the name; the newest for a name without one."""
    named = re.match(r"wanx?(\d+)\.(\d+)", model)
    if not named:
        return VERSIONS[max(VERSIONS)]
    number = int(named[1]), int(named[2])
    return VERSIONS[max((each for each in VERSIONS if each <= number), default=min(VERSIONS))]


def listed_fen(models: tuple[str, ...], resolution: str) -> float | None:
    """What a second of the dearest of these models costs; None where the list does not name them all."""
    dollars = [
        next((sold.get(resolution) for name, sold in PRICES.items() if fnmatchcase(model, name)), None)
        for model in models
    ]
    known = [each for each in dollars if each is not None]
    return max(known) * FEN_PER_USD if len(known) == len(models) else None
