"""A house with a past: jobs, clips that play and pictures, as an earlier life left them."""

import time
from pathlib import Path

import av
import sqlalchemy as sa
from PIL import Image, ImageDraw

from bot.store import Store
from bot.tables import artifacts
from tests.bot.reports.past import write_past

SECONDS, RATE, SIZE = 3, 12, (160, 96)


def furnish(data: Path, *, jobs_count: int, made_count: int) -> None:
    """Fill an empty data folder."""
    media = data / "media"
    media.mkdir(mode=0o700, parents=True)
    store = Store(data)
    store.open()
    try:
        with store._writer.begin() as connection:
            write_past(connection, jobs_count=jobs_count, made_count=made_count, media=media, now=time.time())
            rows = connection.execute(sa.select(artifacts)).all()
    finally:
        store.close()
    clip, picture, poster = _clip(data / "clip.mp4"), _picture("PNG", data), _picture("JPEG", data)
    for row in rows:
        Path(row.path).write_bytes(clip if row.kind == "video" else picture)
        if row.poster:
            Path(row.poster).write_bytes(poster)


def _clip(path: Path) -> bytes:
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=RATE)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        for number in range(SECONDS * RATE):
            frame = Image.new("RGB", SIZE, (240, 200, 150))
            ImageDraw.Draw(frame).ellipse((4 + 3 * number, 30, 40 + 3 * number, 66), fill=(200, 84, 28))
            file.mux(stream.encode(av.VideoFrame.from_image(frame)))
        file.mux(stream.encode())
    made = path.read_bytes()
    path.unlink()
    return made


def _picture(kind: str, folder: Path) -> bytes:
    path = folder / f"picture.{kind}"
    Image.new("RGB", SIZE, (200, 150, 120)).save(path, kind)
    made = path.read_bytes()
    path.unlink()
    return made
