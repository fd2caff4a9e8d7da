"""Photos: what cannot be used is said, what can be used is made safe, and a request finds the photo it means."""

import io
import struct
import zlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from PIL import Image

from bot.channels.base import Picture, Refused
from bot.photos import LONGEST_SIDE, PhotoRefused, make_safe
from bot.tables import artifacts
from tests.bot.harness import BotUnderTest, running
from tests.bot.room import RoomChannel


def saved(picture: Image.Image, kind: str = "JPEG", **how: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()


def photo(width: int = 64, height: int = 48) -> Image.Image:
    picture = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (picture, picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM), picture))


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right to see it upright
    exif[0x010F] = "maker of the camera"
    return saved(photo(64, 48), exif=exif)


def bomb() -> bytes:
    """A PNG of 40 000 x 40 000 pixels in a few bytes."""
    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    chunk = lambda name, data: struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))  # noqa: E731
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


REFUSED = {
    "nothing": (lambda: b"", "empty"),
    "a text": (lambda: b"hello, I am no picture" * 10, "not_image"),
    "a cut file": (lambda: saved(photo(640, 480))[:3000], "damaged"),
    "a cut PNG": (lambda: saved(photo(640, 480), "PNG")[:900], "damaged"),
    "HEIC": (lambda: b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00" + b"\0" * 100, "heic"),
    "a decompression bomb": (bomb, "too_large"),
    "too many bytes": (lambda: b"\xff\xd8\xff" + b"\0" * 25_000_001, "too_large"),
}
TAKEN = {
    "an ordinary one": (lambda: saved(photo()), (64, 48)),
    "one on its side": (turned, (48, 64)),
    "one of a printer's colours": (lambda: saved(photo().convert("CMYK")), (64, 48)),
    "one with holes": (lambda: saved(photo().convert("RGBA"), "PNG"), (64, 48)),
    "a moving one": (lambda: saved(photo(), "GIF", save_all=True, append_images=[photo().rotate(90)]), (64, 48)),
    "one in grey, 16 bits": (lambda: saved(Image.new("I;16", (64, 48), 40_000), "PNG"), (64, 48)),
    "one of 50 megapixels": (lambda: saved(photo(8660, 5774), quality=50), (LONGEST_SIDE, 1365)),
}


@pytest.mark.parametrize(("make", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_used_is_refused_by_name(make: Callable[[], bytes], code: str, tmp_path: Path) -> None:
    with pytest.raises(PhotoRefused) as refused:
        make_safe(make(), tmp_path / "photo.jpg")
    assert refused.value.code == code
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("make", "size"), TAKEN.values(), ids=TAKEN.keys())
def test_what_can_be_used_becomes_an_upright_jpeg(
    make: Callable[[], bytes], size: tuple[int, int], tmp_path: Path
) -> None:
    make_safe(make(), tmp_path / "photo.jpg")
    with Image.open(tmp_path / "photo.jpg") as safe:
        assert (safe.format, safe.mode) == ("JPEG", "RGB")
        assert abs(safe.width - size[0]) <= 1
        assert abs(safe.height - size[1]) <= 1
        assert not safe.getexif()


class PhotoRoom(RoomChannel):
    """A room whose photos can be fetched; counts how often."""

    def __init__(self) -> None:
        super().__init__()
        self.photos: dict[str, bytes] = {"good": saved(photo(640, 480)), "bad": b"no picture"}
        self.fetched: list[str] = []

    async def fetch(self, picture: Picture) -> bytes:
        self.fetched.append(picture.id)
        if picture.id not in self.photos:
            raise Refused("deleted")
        return self.photos[picture.id]


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[BotUnderTest]:
    async with running(tmp_path / "data", PhotoRoom()) as bot:
        yield bot


def shown(*names: str) -> tuple[Picture, ...]:
    return tuple(Picture(name) for name in names)


async def pictures_of(bot: BotUnderTest, number: int) -> tuple[str, ...]:
    return (await bot.job(number)).request.pictures


async def test_a_photo_in_a_direct_chat_is_received_then_comes_alive(bot: BotUnderTest) -> None:
    assert "收到照片" in await bot.hears("", pictures=shown("good"))
    assert "第 1 号" in await bot.hears("让它动起来")
    (row,) = [row for row in await bot.rows(artifacts) if row.is_source]
    assert await pictures_of(bot, 1) == (row.id,)


@pytest.mark.parametrize(("name", "sentence"), [("bad", "不是照片"), ("gone", "取不到")])
async def test_a_photo_that_cannot_be_used_is_said_at_once(bot: BotUnderTest, name: str, sentence: str) -> None:
    assert sentence in await bot.hears("", pictures=shown(name))


async def test_a_photo_of_a_group_is_fetched_only_when_its_sender_asks(bot: BotUnderTest) -> None:
    assert isinstance(bot.room, PhotoRoom)
    await bot.hears("小爱，你好", group="一家人")
    assert await bot.hears("", group="一家人", pictures=shown("good")) == ""
    assert bot.room.fetched == []
    await bot.hears("小爱，让这张动起来", who="爸爸", group="一家人")
    assert bot.room.fetched == []
    assert "第 1 号" in await bot.hears("小爱，让这张动起来", group="一家人")
    assert bot.room.fetched == ["good"]
    assert len(await pictures_of(bot, 1)) == 1


async def test_a_photo_is_forgotten_after_five_minutes(bot: BotUnderTest) -> None:
    await bot.hears("", pictures=shown("good"))
    bot.clock.goes(301)
    assert "号）" not in await bot.hears("让它动起来")


async def test_a_request_about_something_else_leaves_the_photo_alone(bot: BotUnderTest) -> None:
    await bot.hears("", pictures=shown("good"))
    await bot.hears("拍一个1秒的小狗在海边跑的视频")
    assert await pictures_of(bot, 1) == ()
