"""The storyboard over a member's photo: upright, moving, and with the faces in the frame."""

import asyncio
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from generators import mp4
from generators.base import Broken, Failed, Finished, GenerationRequest, Progress
from generators.drawing.card import Card
from generators.drawing.photo import LARGEST, Photo, open_photo
from generators.drawing.plan import CAMERAS, Plan
from generators.drawing.skin import USUAL, faces_of
from generators.drawing.text import mark
from generators.quality import judge
from generators.storyboard import Storyboard

SKIN = (224, 172, 140)
SHAPES = [(384, 256), (216, 384), (256, 256)]


def photo(
    path: Path, size: tuple[int, int] = (800, 600), faces: tuple[tuple[float, float], ...] = ((0.5, 0.3),)
) -> Path:
    """A wall with stripes and people in front of it: a head at each place, 0 to 1, and a dark body below."""
    picture = Image.new("RGB", size, (90, 120, 150))
    pen = ImageDraw.Draw(picture)
    for x in range(0, size[0], 40):
        pen.rectangle((x, 0, x + 14, size[1]), (60, 90, 130))
    radius = min(size) * 0.09
    for x, y in faces:
        middle, high = x * size[0], y * size[1]
        pen.rectangle((middle - radius, high, middle + radius, size[1]), (40, 70, 60))
        pen.ellipse((middle - radius, high - radius, middle + radius, high + radius), SKIN)
    picture.save(path)
    return path


def skin(picture: Image.Image) -> int:
    return int((np.abs(np.asarray(picture, dtype=np.int16) - np.array(SKIN)).max(2) < 24).sum())


@pytest.mark.parametrize("camera", CAMERAS)
def test_the_photo_is_seen_and_moves(tmp_path: Path, camera: str) -> None:
    card = Card(Plan(camera=camera), 192, 128, seconds=2, source=photo(tmp_path / "p.png"))
    frames = [card.pixels(at).astype(np.int16)[14 : card.panel[1]] for at in (0.0, 0.5, 1.0)]
    assert all((np.abs(frame - np.array(SKIN)).max(2) < 24).mean() > 0.01 for frame in frames)
    assert np.abs(frames[0] - frames[2]).mean() > 3


def test_a_push_in_enlarges_and_a_pan_goes_where_it_says(tmp_path: Path) -> None:
    source = photo(tmp_path / "p.png")
    closer = Photo(source, Plan(camera="push in"), 192, 128)
    assert skin(closer.frame(1.0)) > 1.3 * skin(closer.frame(0.0))
    for camera, way in (("pan right", 1), ("pan left", -1)):
        moved = Photo(source, Plan(camera=camera), 192, 128)
        assert (moved.window(1.0)[0] - moved.window(0.0)[0]) * way > 0.02
    up = Photo(photo(tmp_path / "tall.png", (600, 900)), Plan(camera="tilt up"), 192, 128)
    assert up.window(1.0)[1] < up.window(0.0)[1] - 0.02


@pytest.mark.parametrize("size", SHAPES)
@pytest.mark.parametrize("camera", CAMERAS)
@pytest.mark.parametrize(
    "faces",
    [((0.5, 0.3),), ((0.12, 0.2),), ((0.9, 0.55),), ((0.15, 0.3), (0.5, 0.32), (0.85, 0.3))],
    ids=["middle", "left", "low right", "group"],
)
def test_faces_stay_in_the_frame(
    tmp_path: Path, faces: tuple[tuple[float, float], ...], camera: str, size: tuple[int, int]
) -> None:
    moving = Photo(photo(tmp_path / "p.png", (800, 600), faces), Plan(camera=camera), *size)
    for step in range(9):
        left, top, right, low = moving.window(step / 8)
        assert 0 <= left < right <= 1
        assert 0 <= top < low <= 1
        kept = moving.faces
        assert left <= kept.left + 0.035
        assert right >= kept.right - 0.035
        assert top <= kept.top + 0.035
        assert low >= kept.low - 0.035


def test_without_skin_the_upper_middle_is_kept(tmp_path: Path) -> None:
    assert faces_of(Image.new("RGB", (300, 200), (40, 120, 60))) == USUAL
    assert faces_of(Image.new("RGB", (300, 200), SKIN)) == USUAL, "a wall is no face"


@pytest.mark.parametrize("colour", [(255, 220, 196), (224, 172, 140), (150, 104, 76), (110, 74, 54)])
def test_faces_of_any_shade_are_found(colour: tuple[int, int, int]) -> None:
    picture = Image.new("RGB", (400, 300), (70, 110, 150))
    ImageDraw.Draw(picture).ellipse((40, 30, 120, 130), colour)
    found = faces_of(picture)
    assert found.left < 0.12
    assert 0.26 < found.right < 0.4
    assert found.top < 0.15
    assert 0.38 < found.low < 0.55


def test_a_photo_taken_on_its_side_stands_upright(tmp_path: Path) -> None:
    upright = Image.open(photo(tmp_path / "p.png", (600, 800)))
    turned = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned by 90 degrees clockwise
    upright.transpose(Image.Transpose.ROTATE_90).save(turned, exif=exif, quality=95)
    opened = open_photo(turned, (256, 256))
    assert opened.width < opened.height
    difference = np.asarray(opened.resize((60, 80)), dtype=np.int16) - np.asarray(
        upright.resize((60, 80)), dtype=np.int16
    )
    assert np.abs(difference).mean() < 12


def test_a_huge_photo_is_made_smaller_as_it_is_read(tmp_path: Path) -> None:
    Image.new("RGB", (9000, 6000), (90, 120, 150)).save(tmp_path / "huge.jpg")
    assert max(open_photo(tmp_path / "huge.jpg", (768, 512)).size) <= 1536
    assert max(open_photo(tmp_path / "huge.jpg", (3840, 2160)).size) <= LARGEST


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "CMYK", "1"])
def test_every_kind_of_picture_is_taken(tmp_path: Path, mode: str) -> None:
    path = tmp_path / ("p.jpg" if mode == "CMYK" else "p.png")
    Image.open(photo(tmp_path / "rgb.png")).convert(mode).save(path)
    assert open_photo(path, (192, 128)).mode == "RGB"


async def result(storyboard: Storyboard, source: Path, request_id: str) -> Finished | Failed:
    request = GenerationRequest("video", "camera: push in\n", seconds=1.0, width=192, height=128, source=source)
    ticket = await storyboard.submit(request, request_id)
    while True:
        state = await storyboard.poll(ticket)
        if not isinstance(state, Progress):
            return state
        await asyncio.sleep(0.01)


async def test_a_clip_over_a_photo_is_marked_and_passes_the_gate(tmp_path: Path) -> None:
    assert Storyboard.capabilities.takes_picture
    finished = await result(Storyboard(tmp_path / "work"), photo(tmp_path / "p.png"), "m1")
    assert isinstance(finished, Finished)
    path = Path(finished.location)
    assert judge(path).problems == ()
    left, top, right, low = Card(Plan(), 192, 128, seconds=1).mark_box
    alpha = np.asarray(mark(right - left, low - top), dtype=np.float64)
    for frame in mp4.frames(path):
        grey = frame[top:low, left:right].astype(np.float64).mean(2)
        assert np.corrcoef(grey[: alpha.shape[0], : alpha.shape[1]].ravel(), alpha.ravel())[0, 1] > 0.9


@pytest.mark.parametrize("kind", ["text", "cut", "empty", "missing", "tiny"])
async def test_a_broken_photo_is_named(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"{kind}.jpg"
    whole = photo(tmp_path / "whole.jpg").read_bytes()
    contents = {"text": b"not a photo", "cut": whole[: len(whole) // 3], "empty": b""}
    if kind in contents:
        path.write_bytes(contents[kind])
    elif kind == "tiny":
        Image.new("RGB", (4, 4)).save(path)
    failed = await result(Storyboard(tmp_path / "work"), path, "m1")
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, Broken)
    assert path.name in str(failed.error)
    assert list((tmp_path / "work").iterdir()) == []


def test_from_the_first_photo_to_the_last(tmp_path: Path) -> None:
    first, last = tmp_path / "first.png", tmp_path / "last.png"
    Image.new("RGB", (400, 300), (200, 40, 40)).save(first)
    Image.new("RGB", (400, 300), (40, 60, 200)).save(last)
    card = Card(Plan(), 192, 128, seconds=3, source=first, last=last)
    middles = np.array([card.pixels(at / 10)[40:70, 60:130].astype(np.int16).mean((0, 1)) for at in range(11)])
    assert np.abs(middles[0] - (200, 40, 40)).max() < 20
    assert np.abs(middles[-1] - (40, 60, 200)).max() < 20
    assert (np.diff(middles[:, 2]) >= -2).all()
    assert 60 < middles[5][2] < 180
