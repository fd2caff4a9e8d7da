"""A wish becomes an order: pictures are decoded, seconds counted in frames, a seed drawn. Slow; for a thread."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from generators.base import Broken, Kind
from generators.local.errors import CannotDo
from generators.local.server.models import Served
from generators.local.server.problems import bad
from generators.local.server.reading import Read, picture_at
from generators.local.server.wishes import ImageWish, KeyframeWish, PictureReference, VideoWish
from generators.local.shaping import Shape, shaped
from generators.local.types import Keyframe, Order

FindClip = Callable[[str], Path | None]


def video_order(read: Read[VideoWish], served: Served, folder: Path, find_clip: FindClip) -> Order:
    """Of a clip. `folder` is for its pictures; `find_clip` gives the file of a finished clip. Raises `Problem`."""
    wish, files = read.wish, read.files
    rate = wish.fps or served.family.frame_rate
    frames = wish.num_frames or (max(1, round(wish.seconds * rate)) if wish.seconds else None)

    def picture(field: str, given: PictureReference | None) -> Path | None:
        source = files.get(field) or (given.image_url if given else None)
        return picture_at(source, folder, field) if source else None

    def keyframe(index: int, one: KeyframeWish) -> Keyframe:
        place = one.frame if one.frame is not None else round((one.at_seconds or 0.0) * rate)
        source = files.get(one.image, one.image)
        return Keyframe(place, picture_at(source, folder, f"keyframes.{index}.image"), one.strength)

    def clip(field: str, id_: str) -> Path | None:
        if field in files:
            return _checked_clip(files[field], field)
        if id_ and find_clip(id_) is None:
            raise bad(field, "there is no finished clip of that id")
        return find_clip(id_) if id_ else None

    return replace(
        _worded(wish, "video"),
        num_frames=frames,
        frame_rate=wish.fps,
        image=picture("input_reference", wish.input_reference),
        last_image=picture("last_image", wish.last_image),
        keyframes=tuple(keyframe(index, one) for index, one in enumerate(wish.keyframes)),
        extends=clip("extends", wish.extends),
        control=clip("control_video", wish.control_video),
        segments=wish.segments,
        is_two_stage=wish.two_stage,
        skip_layer_scale=wish.skip_layer_scale,
    )


def image_order(wish: ImageWish, number: int) -> Order:
    """Of the picture with that number, from 0: each has a seed of its own."""
    order = _worded(wish, "image")
    return replace(order, num_frames=1, seed=order.seed + number)


def shape_of(order: Order, served: Served, most_bytes: int) -> Shape:
    """What will be made, as far as it can be said before. Raises `Problem` for what never can be, or has too many frames."""
    try:
        shape = shaped(served.model, order, _aspect(order.image))
    except CannotDo as error:
        raise bad("body", str(error)) from None
    if shape.width * shape.height * shape.frames * 3 > most_bytes:
        asked = f"{shape.width}x{shape.height}, {shape.frames} frames"
        raise bad("size", f"{asked} is more than this server makes at once; a smaller or a shorter one, please")
    return shape


def _checked_clip(path: Path, field: str) -> Path:
    from generators import mp4

    try:
        mp4.probe(path)
    except Broken:
        raise bad(field, "no clip that can be read") from None
    return path


def _worded(wish: VideoWish | ImageWish, kind: Kind) -> Order:
    width, height = wish.width_height
    return Order(
        kind,
        wish.prompt,
        wish.negative_prompt,
        width,
        height,
        seed=secrets.randbelow(2**31) if wish.seed is None else wish.seed,
        num_inference_steps=wish.num_inference_steps,
        guidance_scale=wish.guidance_scale,
    )


def _aspect(picture: Path | None) -> float | None:
    if picture is None:
        return None
    from PIL import Image

    with Image.open(picture) as opened:
        return opened.width / opened.height
