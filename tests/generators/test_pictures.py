"""Copies for generators: inside the limits, and nothing in them but the picture."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generators.base import Broken
from generators.pictures import PictureLimit, copy_of, pair_of


def grain(width: int, height: int) -> Image.Image:
    """The hardest there is to make small."""
    return Image.fromarray(np.random.default_rng(7).integers(0, 256, (height, width, 3), dtype=np.uint8))


def put(folder: Path, picture: Image.Image, name: str = "family-at-home.jpg", **how: object) -> Path:
    picture.save(folder / name, **how)
    return folder / name


@pytest.mark.parametrize("max_bytes", [5_000_000, 1_000_000, 120_000, 20_000])
def test_a_copy_stays_under_the_limit(tmp_path: Path, max_bytes: int) -> None:
    copy = copy_of(put(tmp_path, grain(2000, 1500), "p.png"), PictureLimit(max_bytes=max_bytes))
    assert len(copy.jpeg) <= max_bytes
    with Image.open(io.BytesIO(copy.jpeg)) as made:
        assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (copy.width, copy.height))
    assert abs(copy.width / copy.height - 4 / 3) < 0.02


def test_what_cannot_be_made_so_small_is_told(tmp_path: Path) -> None:
    with pytest.raises(Broken, match="300 bytes"):
        copy_of(put(tmp_path, grain(2000, 1500)), PictureLimit(max_bytes=300))


@pytest.mark.parametrize(
    ("size", "limit", "wanted"),
    [
        ((3000, 2000), PictureLimit(longest_side=1024), (1024, 683)),
        ((100, 80), PictureLimit(shortest_side=300), (375, 300)),
        ((400, 20), PictureLimit(shortest_side=300, longest_side=1000), (1000, 50)),
        ((640, 480), PictureLimit(longest_side=2048), (640, 480)),
        ((2000, 400), PictureLimit(ratio=(0.4, 2.5)), (1000, 400)),
        ((400, 2000), PictureLimit(ratio=(0.4, 2.5)), (400, 1000)),
        ((900, 600), PictureLimit(ratio=(0.4, 2.5)), (900, 600)),
    ],
)
def test_sides_and_shape_are_what_the_generator_takes(
    tmp_path: Path, size: tuple[int, int], limit: PictureLimit, wanted: tuple[int, int]
) -> None:
    copy = copy_of(put(tmp_path, Image.new("RGB", size, (90, 120, 40))), limit)
    assert (copy.width, copy.height) == wanted


def test_nothing_in_it_tells_whose_it_is(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "maker of the camera"
    exif[0x0112] = 6
    source = put(tmp_path, Image.new("RGB", (64, 32), (200, 10, 10)), exif=exif, comment=b"grandma's yard")
    first, second = copy_of(source), copy_of(source)
    assert (first.width, first.height) == (32, 64)
    assert first.name != second.name
    assert "family" not in first.name
    assert not any(word in first.jpeg for word in (b"maker", b"grandma", b"Exif"))


def test_it_can_be_given_as_file_letters_and_address(tmp_path: Path) -> None:
    copy = copy_of(put(tmp_path, Image.new("RGB", (64, 32))))
    assert base64.b64decode(copy.base64) == copy.jpeg
    assert copy.data_uri == f"data:image/jpeg;base64,{copy.base64}"
    path = copy.write(tmp_path / "out")
    assert (path.name, path.read_bytes()) == (copy.name, copy.jpeg)
    assert [one.name for one in (tmp_path / "out").iterdir()] == [copy.name]


@pytest.mark.parametrize(
    ("first", "last"), [((4000, 3000), (300, 900)), ((200, 300), (4000, 300)), ((900, 64), (64, 900))]
)
def test_pair_has_one_frame(tmp_path: Path, first: tuple[int, int], last: tuple[int, int]) -> None:
    limit = PictureLimit(longest_side=1024, shortest_side=128, ratio=(0.3, 3.5))
    paths = [put(tmp_path, Image.new("RGB", size), f"{at}.png") for at, size in enumerate((first, last))]
    one, other = pair_of(paths[0], paths[1], limit)
    assert (other.width, other.height) == pytest.approx((one.width, one.height), abs=2)
    assert one.jpeg == copy_of(paths[0], limit).jpeg


def test_what_is_see_through_lies_on_white(tmp_path: Path) -> None:
    copy = copy_of(put(tmp_path, Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "p.png"))
    with Image.open(io.BytesIO(copy.jpeg)) as made:
        assert made.getpixel((30, 30)) == (255, 255, 255)


def test_what_is_no_picture_is_told(tmp_path: Path) -> None:
    (tmp_path / "p.jpg").write_bytes(b"no picture")
    with pytest.raises(Broken, match=r"p\.jpg"):
        copy_of(tmp_path / "p.jpg")
