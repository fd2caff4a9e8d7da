"""Time to draw an album: six photos of twelve megapixels with captions, as 720p at 24 frames a second.

    python benchmarks/album.py

Drawing runs in one thread beside everything else, so what counts is processor time, the encoder's threads included, for a second
of the clip. The baseline of the same run is the encoder alone, given frames that lie ready.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from bot.photo_intake import make_safe
from generators import mp4
from generators.slides.show import Show

SECONDS, FPS, SIZE = 18, 24, (1280, 720)
PHOTOS = ((4032, 3024), (3024, 4032), (4032, 2268), (3000, 3000), (4032, 3024), (3024, 4032))


def photo(path: Path, seed: int, size: tuple[int, int]) -> Path:
    """Soft shapes with a camera's grain, taken in as a member's photo is."""
    chance = np.random.default_rng(seed)
    small = Image.fromarray(chance.integers(0, 256, (size[1] // 160, size[0] // 160, 3), dtype=np.uint8))
    soft = np.asarray(small.resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(6)), dtype=np.int16)
    grain = chance.normal(0, 4, soft.shape).astype(np.int16)
    raw = path.with_suffix(".raw.jpg")
    Image.fromarray(np.clip(soft + grain, 0, 255).astype(np.uint8)).save(raw, quality=92)
    make_safe(raw.read_bytes(), path)
    return path


def cost(frames: Iterator[np.ndarray], path: Path) -> tuple[float, float]:
    """Processor time and time on the clock for a second of clip."""
    began, started = time.perf_counter(), time.process_time()
    mp4.encode(frames, path, fps=FPS, width=SIZE[0], height=SIZE[1])
    return (time.process_time() - started) / SECONDS, (time.perf_counter() - began) / SECONDS


def main(folder: Path) -> None:
    photos = [photo(folder / f"{number}.jpg", number, size) for number, size in enumerate(PHOTOS)]
    show = Show(photos, ("全家福", "", "一家人围在一起吃饺子", "", "", "再见"), *SIZE, seconds=SECONDS, fps=FPS)
    ready = [frame.copy() for _, frame in zip(range(FPS), show.frames(), strict=False)]
    encoder, _ = cost((ready[index % FPS] for index in range(SECONDS * FPS)), folder / "ready.mp4")
    processor, clock = cost(show.frames(), folder / "album.mp4")
    size = (folder / "album.mp4").stat().st_size / 1e6
    print(f"encoder alone   {encoder:.2f} s of processor for a second of clip")
    print(
        f"album           {processor:.2f} s ({processor / encoder:.1f} x), {clock:.2f} s on the clock, {size:.1f} MB in all"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        main(Path(name))
