"""What the admin sets of a ComfyUI and its workflows, checked as far as that can be done without the files."""

import re
from math import ceil
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import field_validator, model_validator

from generators.comfy.workflow import WorkflowOptions
from generators.remote.address import is_in_the_house
from generators.remote.vendor import Address, RemoteOptions

FramesRule = Literal["k", "4k+1", "8k+1"]


class ComfyOptions(RemoteOptions):
    """What both generators let be set."""

    base_url: Address = "http://127.0.0.1:8188"
    workflow: WorkflowOptions
    """From words."""
    picture_workflow: WorkflowOptions | None = None
    """From a picture."""
    sizes: tuple[str, ...]
    """The frames its model makes, "832x480"."""

    @property
    def is_in_the_house(self) -> bool:
        """Nothing it is given leaves the house."""
        return is_in_the_house(urlsplit(self.base_url).hostname or "")

    @field_validator("sizes")
    @classmethod
    def _are_sizes(cls, sizes: tuple[str, ...]) -> tuple[str, ...]:
        if not sizes:
            raise ValueError("sizes 里至少写一个，比如 sizes: [832x480]。")
        if not all(re.fullmatch(r"[1-9]\d{1,3}x[1-9]\d{1,3}", size) for size in sizes):
            raise ValueError("sizes 里每一项要写成 “832x480” 的样子。")
        return sizes

    @model_validator(mode="after")
    def _can_be_used(self) -> Self:
        for name, workflow in (("workflow", self.workflow), ("picture_workflow", self.picture_workflow)):
            if workflow and bool(workflow.width) != bool(workflow.height):
                raise ValueError(f"{name} 里 width 和 height 要么都写，要么都不写。")
        if self.workflow.image or self.workflow.last_image:
            raise ValueError("workflow 是只凭文字的，要照片的那一个写在 picture_workflow 里。")
        if self.picture_workflow and not self.picture_workflow.image:
            raise ValueError("picture_workflow 里要写 image: 照片放进哪个节点，比如 image: 52.image。")
        # Without it the family's daily limit in yuan would not hold.
        if not self.is_in_the_house and self.price_fen is None:
            raise ValueError("这个 ComfyUI 不在家里，再写一行 price_fen: 一次几分钱；真的不要钱就写 0。")
        return self


def frames_of(seconds: float, fps: int, rule: FramesRule) -> int:
    """The frames of a clip as its model counts them, the next higher number that it makes."""
    wanted = round(seconds * fps)
    if rule == "k":
        return max(1, wanted)
    step = int(rule[0])
    return ceil(max(0, wanted - 1) / step) * step + 1
