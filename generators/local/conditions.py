"""Pictures and clips a clip starts from, passes through and ends with, as each kind of pipeline wants them. Loads torch."""

import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generators import mp4
from generators.base import Broken
from generators.local.errors import BadPicture, CannotDo
from generators.local.family import Conditions, Family, Task
from generators.local.types import Order

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Given:
    """What an order gives, read from the disk and cut to the frame."""

    first: "Image | None" = None
    last: "Image | None" = None
    keyframes: tuple[tuple[int, "Image", float], ...] = ()
    """Frame, picture, strength 0 to 1."""
    control: "tuple[Image, ...]" = ()
    """Every frame of the clip whose movement is followed."""
    before: "tuple[Image, ...]" = ()
    """The end of the clip to go on from, or of the window before."""

    def task(self, family: Family) -> Task:
        """Which of the family's pipelines takes it."""
        if self.control:
            return "control"
        if "condition" in family.classes and (self.last is not None or self.keyframes or len(self.before) > 1):
            return "condition"
        return "image" if self.first is not None or self.before else "text"


def first_aspect(order: Order) -> float | None:
    """Width by height of the first picture given. Raises `BadPicture`."""
    pictures = [order.image, *(keyframe.picture for keyframe in order.keyframes), order.last_image]
    path = next((picture for picture in pictures if picture is not None), None)
    if path is not None:
        width, height = _read(path).size
        return float(width / height)
    if order.extends is not None:
        try:
            facts = mp4.probe(order.extends)
        except Broken as error:
            raise BadPicture(order.extends, str(error)) from error
        return facts.width / facts.height
    return None


def given(family: Family, order: Order, width: int, height: int, frames: int) -> Given:
    """Read what the order gives. Raises `BadPicture`, and `CannotDo` for what the family has no use for."""
    asked = (
        (order.image, "image", "不能从照片开始"),
        (order.last_image, "first_last", "不能指定最后一张照片"),
        (order.keyframes, "keyframes", "不能指定中间的照片"),
        (order.extends, "extend", "不能接着一段视频往下拍"),
        (order.control, "control", "不能跟着另一段视频的动作拍"),
    )
    for there, ability, sentence in asked:
        if there and not any(able == ability for able in family.abilities):
            raise CannotDo(family.title, sentence)
    keyframes = []
    for keyframe in order.keyframes:
        if not 0 <= keyframe.frame < frames or not 0 < keyframe.strength <= 1:
            raise CannotDo(
                family.title,
                f"的照片要放在第 0 到 {frames - 1} 帧、强度 0 到 1，收到第 {keyframe.frame} 帧、{keyframe.strength:g}",
            )
        keyframes.append((keyframe.frame, _framed(_read(keyframe.picture), width, height), keyframe.strength))
    return Given(
        first=_framed(_read(order.image), width, height) if order.image else None,
        last=_framed(_read(order.last_image), width, height) if order.last_image else None,
        keyframes=tuple(keyframes),
        control=_frames_of(order.control, frames, width, height) if order.control else (),
        before=_end_of(order.extends, family.overlap, width, height) if order.extends else (),
    )


def arguments(family: Family, pipe: Any, there: Given, frames: int) -> Mapping[str, Any]:
    """What the pipeline is called with for it. Raises `CannotDo`."""
    if family.conditions == "none" and there == Given():
        return {}
    return _STYLES[family.conditions](family, pipe, there, frames)


def within(there: Given, start: int, frames: int, is_last: bool) -> Given:
    """What of it belongs to a window that begins at the frame `start`."""
    keyframes = tuple(
        (frame - start, picture, strength)
        for frame, picture, strength in there.keyframes
        if start <= frame < start + frames
    )
    return replace(
        there, first=there.first if start <= 0 else None, keyframes=keyframes, last=there.last if is_last else None
    )


def _first(family: Family, pipe: Any, there: Given, frames: int) -> Mapping[str, Any]:
    start = there.before[-1] if there.before else there.first
    return {} if start is None else {"image": start}


def _first_last(family: Family, pipe: Any, there: Given, frames: int) -> Mapping[str, Any]:
    if there.last is not None and there.first is None and not there.before:
        raise CannotDo(family.title, "指定最后一张照片的时候，也要给第一张")
    return {**_first(family, pipe, there, frames), **({} if there.last is None else {"last_image": there.last})}


def _first_sized(family: Family, pipe: Any, there: Given, frames: int) -> Mapping[str, Any]:
    """HunyuanVideo-1.5 has no word for the size: it takes that of the picture, which is cut to the frame already.

    Left to itself it would take the nearest of a list of its own (diffusers 0.42.1).
    """
    pipe.video_processor.calculate_default_height_width = lambda height, width, target_size: (height, width)
    return _first(family, pipe, there, frames)


def _masked(family: Family, pipe: Any, there: Given, frames: int) -> Mapping[str, Any]:
    """EasyAnimate: a clip that is to be filled in, white in the mask (255) where there is nothing yet; all of it for words alone."""
    start = there.before[-1] if there.before else there.first
    if there.last is not None and start is None:
        raise CannotDo(family.title, "指定最后一张照片的时候，也要给第一张")
    if start is None:
        return {}
    if "cache_mag_vae" not in pipe.vae.config:
        # The pipeline asks its decoder whether the first frame has a latent one of its own, which diffusers 0.42.1 does not write
        # into its settings; it always has.
        pipe.vae.register_to_config(cache_mag_vae=True)
    make = sys.modules[type(pipe).__module__].get_image_to_video_latent
    video, mask = make([start], None if there.last is None else [there.last], frames, (start.height, start.width))
    return {"video": video, "mask_video": mask}


def _anywhere(family: Family, pipe: Any, there: Given, frames: int) -> Mapping[str, Any]:
    """LTX: each a condition with its place, counted in frames; the clip before is one of several frames."""
    if "conditions" not in inspect.signature(type(pipe).__call__).parameters:
        # The old pipelines for words and for a first picture have no word for more.
        return _first(family, pipe, there, frames)
    module = sys.modules[type(pipe).__module__]
    made: list[Any] = []
    if there.before:
        made.append(_condition(module, list(there.before), 0, 1.0))
    elif there.first is not None:
        made.append(_condition(module, [there.first], 0, 1.0))
    made += [_condition(module, [picture], frame, strength) for frame, picture, strength in there.keyframes]
    if there.last is not None:
        made.append(_condition(module, [there.last], frames - 1, 1.0))
    return {"conditions": made} if made else {}


def _anywhere_latent(family: Family, pipe: Any, there: Given, frames: int) -> Mapping[str, Any]:
    """LTX-2: the same, counted in latent frames, of which the first is one frame and the others `frames_step` each."""
    module = sys.modules[type(pipe).__module__]
    start = list(there.before) or ([there.first] if there.first is not None else [])
    placed: list[tuple[int, Any, float]] = [(0, start, 1.0)] if start else []
    placed += [(frame, [picture], strength) for frame, picture, strength in there.keyframes]
    if there.last is not None:
        placed.append((frames - 1, [there.last], 1.0))
    made = [
        module.LTX2VideoCondition(frames=shown, index=-(-frame // family.frames_step), strength=strength)
        for frame, shown, strength in placed
    ]
    return {"conditions": made} if made else {}


def _control(family: Family, pipe: Any, there: Given, frames: int) -> Mapping[str, Any]:
    return {"control_video": list(there.control)}


def _condition(module: Any, pictures: "list[Image]", frame: int, strength: float) -> Any:
    what = {"image": pictures[0]} if len(pictures) == 1 else {"video": pictures}
    return module.LTXVideoCondition(frame_index=frame, strength=strength, **what)


_STYLES: Mapping[Conditions, Callable[[Family, Any, Given, int], Mapping[str, Any]]] = {
    "none": _first,
    "first": _first,
    "first_sized": _first_sized,
    "first_last": _first_last,
    "masked": _masked,
    "anywhere": _anywhere,
    "anywhere_latent": _anywhere_latent,
    "control": _control,
}


def _frames_of(clip: Path, frames: int, width: int, height: int) -> "tuple[Image, ...]":
    """As many of its first frames; the last one stays where it is too short."""
    from itertools import islice

    from PIL import Image

    try:
        read = [_framed(Image.fromarray(frame), width, height) for frame in islice(mp4.frames(clip), frames)]
    except Broken as error:
        raise BadPicture(clip, str(error)) from error
    if not read:
        raise BadPicture(clip, "没有画面")
    return (*read, *[read[-1]] * (frames - len(read)))


def _end_of(clip: Path, overlap: int, width: int, height: int) -> "tuple[Image, ...]":
    """As many last frames as a window takes over, or only the last one of a clip that is too short for them."""
    from collections import deque

    from PIL import Image

    try:
        end = deque(mp4.frames(clip), maxlen=overlap)
    except Broken as error:
        raise BadPicture(clip, str(error)) from error
    if not end:
        raise BadPicture(clip, "没有画面")
    kept = list(end) if len(end) == overlap else [end[-1]]
    return tuple(_framed(Image.fromarray(frame), width, height) for frame in kept)


def _read(path: Path) -> "Image":
    from PIL import Image, ImageOps

    try:
        with Image.open(path) as opened:
            turned: Image.Image = ImageOps.exif_transpose(opened).convert("RGB")
            return turned
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise BadPicture(path, "不是图片，或者没有下载完") from error


def _framed(picture: "Image", width: int, height: int) -> "Image":
    """Cut to the frame about its middle: the pipelines would squeeze it."""
    from PIL import Image, ImageOps

    return ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS)
