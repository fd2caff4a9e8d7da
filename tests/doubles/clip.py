"""Small real MP4s: a sun crossing the sky over rolling fields, so that a clip passes for filmed and not for noise."""

import io
from functools import lru_cache

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

LONGEST_SIDE = 96


@lru_cache(maxsize=64)
def clip(seed: int, seconds: float, fps: int, width: int, height: int) -> bytes:
    """H.264 yuv420p of the asked length and shape, at most 96 pixels a side; not faststart, like much that is sold."""
    columns, rows = _small(width, height)
    return _encoded(_pictures(seed, round(seconds * fps), fps, columns, rows), fps)


def clip_from(picture: bytes, seconds: float, fps: int, width: int, height: int) -> bytes:
    """As `clip`, made from a picture: the first frame is the picture, which then slides to the left."""
    columns, rows = _small(width, height)
    with Image.open(io.BytesIO(picture)) as opened:
        first = np.asarray(opened.convert("RGB").resize((columns, rows), Image.Resampling.BICUBIC))
    return _encoded([np.roll(first, -number, axis=1) for number in range(round(seconds * fps))], fps)


def _small(width: int, height: int) -> tuple[int, int]:
    scale = LONGEST_SIDE / max(width, height)
    columns, rows = (max(32, round(side * scale / 2) * 2) for side in (width, height))
    return columns, rows


def _encoded(pictures: list[NDArray[np.uint8]], fps: int) -> bytes:
    rows, columns = pictures[0].shape[:2]
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=fps, options={"crf": "21", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = columns, rows, "yuv420p"
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return buffer.getvalue()


def _pictures(seed: int, count: int, fps: int, columns: int, rows: int) -> list[NDArray[np.uint8]]:
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    hue = random.uniform(0, 40)
    waves = [(random.uniform(0.05, 0.4), random.uniform(0.05, 0.4), random.uniform(0, 6)) for _ in range(6)]
    pictures = []
    for number in range(count):
        t = number / fps
        sky = np.stack([70 + hue + 90 * y / rows, 130 + 60 * y / rows, 225 - 60 * y / rows], axis=-1)
        sun = np.exp(-((x - columns * (0.2 + 0.06 * t)) ** 2 + (y - rows * 0.25) ** 2) / (0.02 * columns * rows))
        sky += sun[..., None] * np.array([150, 90, -60], dtype=np.float32)
        texture = np.sum([np.sin(a * (x + 12 * t) + b * y + phase) for a, b, phase in waves], axis=0)
        fields = np.array([60, 130, 50]) + texture[..., None] * np.array([12, 14, 7])
        horizon = rows * (0.55 + 0.05 * np.sin((x + 12 * t) / columns * 6))
        picture = np.where((y > horizon)[..., None], fields, sky) + random.normal(0, 1.5, (rows, columns, 1))
        pictures.append(np.clip(picture, 0, 255).astype(np.uint8))
    return pictures
