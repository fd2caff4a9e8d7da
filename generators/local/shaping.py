"""An order as the family can make it: sizes, lengths and steps rounded, and said so. Needs no torch.

The pipelines round silently or refuse with an English traceback. So the rounding is ours, and what it changed is told.
"""

from dataclasses import dataclass, replace

from generators.local.errors import CannotDo
from generators.local.family import Family, Sampling
from generators.local.folders import ModelFolder
from generators.local.types import Order

MOST_SIDE = 4096
MOST_FRAMES = 24 * 60 * 2
MOST_STEPS = 200


@dataclass(frozen=True, slots=True)
class Shape:
    """What is made, with nothing left open."""

    width: int
    height: int
    frames: int
    """All of the clip; several windows where it is more than the family makes at once."""
    frame_rate: float
    steps: int
    guidance: float
    timesteps: tuple[float, ...] = ()
    changes: tuple[str, ...] = ()


def shaped(model: ModelFolder, order: Order, aspect: float | None = None, distilled: Sampling | None = None) -> Shape:
    """The order as this model can make it. `aspect`, width by height, is the first picture's, for an order without a size.

    `distilled` holds for the model's own default where the LoRA for few steps is there. Raises `CannotDo`.
    """
    family = model.family
    _check(family, order)
    sampling = distilled or family.distilled
    steps = order.num_inference_steps or (sampling.steps if sampling else family.steps)
    guidance = order.guidance_scale
    if guidance is None:
        guidance = sampling.guidance if sampling else family.guidance
    width, height = _size(family, order, aspect)
    frames = 1 if order.kind == "image" else order.num_frames or family.frames
    # Twice the size of something that is itself a multiple.
    multiple = family.multiple * (2 if order.is_two_stage else 1)
    shape = Shape(
        _rounded(width, multiple),
        _rounded(height, multiple),
        _length(frames, family.frames_step) if order.kind == "video" else 1,
        order.frame_rate or family.frame_rate,
        max(steps, family.fewest_steps),
        guidance,
        sampling.timesteps if sampling and sampling.steps == steps else (),
    )
    if model.fixed_size is not None:
        across, down, length = model.fixed_size
        shape = replace(shape, width=across, height=down, frames=max(length, shape.frames))
    if not family.can("long"):
        shape = replace(shape, frames=min(shape.frames, family.most_frames))
    return replace(shape, changes=tuple(_changes(family, order, shape)))


def _check(family: Family, order: Order) -> None:
    if order.kind != family.kind:
        raise CannotDo(family.title, "只会画图，不会拍视频" if family.kind == "image" else "只会拍视频，不会画图")
    if not order.prompt.strip() and not any(segment.strip() for segment in order.segments):
        raise CannotDo(family.title, "要一句描述，收到的是空的")
    asked = ((order.width, "宽", MOST_SIDE), (order.height, "高", MOST_SIDE), (order.num_frames, "帧数", MOST_FRAMES))
    for value, name, most in (*asked, (order.num_inference_steps, "步数", MOST_STEPS), (order.frame_rate, "帧率", 120)):
        if value is not None and not 1 <= value <= most:
            raise CannotDo(family.title, f"的{name}要在 1 到 {most} 之间，收到的是 {value:g}")


def _size(family: Family, order: Order, aspect: float | None) -> tuple[float, float]:
    across, down = family.size
    if order.width and order.height:
        return order.width, order.height
    shape = aspect or across / down
    if order.width:
        return order.width, order.width / shape
    if order.height:
        return order.height * shape, order.height
    area = across * down
    return ((area * shape) ** 0.5, (area / shape) ** 0.5) if aspect else (across, down)


def _rounded(side: float, multiple: int) -> int:
    # A single token across is no picture any model was trained on, and some divide by it minus one.
    return max(2, round(side / multiple)) * multiple


def _length(frames: int, step: int) -> int:
    return max(1, round((frames - 1) / step)) * step + 1


def _changes(family: Family, order: Order, shape: Shape) -> list[str]:
    told = []
    width, height = order.width or shape.width, order.height or shape.height
    if (width, height) != (shape.width, shape.height):
        told.append(f"大小从 {width}x{height} 改成 {shape.width}x{shape.height}")
    if order.kind == "video" and order.num_frames and order.num_frames != shape.frames:
        told.append(f"帧数从 {order.num_frames} 改成 {shape.frames}")
    if order.num_inference_steps and order.num_inference_steps != shape.steps:
        told.append(f"步数从 {order.num_inference_steps} 改成 {shape.steps}")
    if order.negative_prompt and (shape.guidance <= 1 or not family.can("negative")):
        told.append("这样拍不听“不要什么”，那一句没有用上")
    if order.skip_layer_scale and not family.can("skip_layers"):
        told.append("这个模型没有“画面更稳”的选项，没有用上")
    return told
