"""Photos: what cannot be used is said, and a request finds the photo it means."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from bot.channels.base import Picture, Refused
from bot.tables import artifacts
from tests.bot.harness import BotUnderTest, running
from tests.bot.room import RoomChannel
from tests.bot.studio import Studio


def saved(picture: Image.Image, kind: str = "JPEG", **how: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()


def photo(width: int = 64, height: int = 48) -> Image.Image:
    picture = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (picture, picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM), picture))


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
    studio = Studio(takes_picture=True, takes_last_picture=True)
    async with running(tmp_path / "data", PhotoRoom(), generators=[studio]) as bot:
        bot.studio = studio
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


async def test_a_photo_that_was_used_is_no_ones_beginning(bot: BotUnderTest) -> None:
    room_of(bot).photos["later"] = saved(photo(480, 640))
    await bot.hears("", pictures=shown("good"))
    await bot.hears("让它动起来，1秒")
    await bot.hears("", pictures=shown("later"))
    await bot.hears("让它动起来，1秒")
    (first,), (second,) = await pictures_of(bot, 1), await pictures_of(bot, 2)
    assert first != second
    await bot.hears("让它动起来，2秒")
    assert await pictures_of(bot, 3) == (second,)


async def test_two_photos_are_first_and_last_a_third_makes_an_album(bot: BotUnderTest) -> None:
    room_of(bot).photos.update({name: saved(photo(320 + at, 240)) for at, name in enumerate(("a", "b", "c"))})
    await bot.hears("", pictures=shown("a"))
    await bot.hears("", pictures=shown("b"))
    await bot.hears("让它们连起来，1秒")
    two = (await bot.job(1)).request
    assert (len(two.pictures), two.is_album) == (2, False)
    await bot.hears("", pictures=shown("a"))
    await bot.hears("", pictures=shown("b", "c"))
    assert "3 张照片做成相册" in await bot.hears("让它们动起来，3秒")
    three = (await bot.job(2)).request
    assert (three.pictures[:2], three.is_album) == (two.pictures, True)


async def test_this_one_of_several_is_the_last(bot: BotUnderTest) -> None:
    room_of(bot).photos["later"] = saved(photo(480, 640))
    await bot.hears("", pictures=shown("good", "later"))
    await bot.hears("让这张动起来，1秒")
    (row,) = [row for row in await bot.rows(artifacts) if row.id in await pictures_of(bot, 1)]
    with Image.open(row.path) as safe:
        assert safe.size == (480, 640)


async def test_a_quoted_photo_goes_before_a_newer_one(bot: BotUnderTest) -> None:
    room_of(bot).photos["later"] = saved(photo(480, 640))
    for name in ("good", "later"):
        await bot.room.hear(bot.room.message("", id=f"photo-{name}", pictures=shown(name)))
    await bot.hears("让它动起来，1秒", quoted_id="photo-good")
    (row,) = [row for row in await bot.rows(artifacts) if row.id in await pictures_of(bot, 1)]
    with Image.open(row.path) as safe:
        assert safe.size == (640, 480)


async def test_a_photo_nobody_addressed_to_her_may_be_quoted_by_its_sender_only(bot: BotUnderTest) -> None:
    await bot.hears("小爱，在吗", group="一家人")
    await bot.room.hear(bot.room.message("", group="一家人", id="unaddressed", pictures=shown("good")))
    asked = {"group": "一家人", "at": True, "quoted_id": "unaddressed"}
    assert "还没看到照片" in await bot.hears("让它动起来，1秒", who="爸爸", **asked)
    assert room_of(bot).fetched == []
    assert "第 1 号" in await bot.hears("让它动起来，1秒", **asked)


async def test_her_own_picture_is_the_last_one_for_a_day(bot: BotUnderTest) -> None:
    await bot.hears("画一张公交车的图")
    await bot.finishes_jobs()
    (made,) = [row for row in await bot.rows(artifacts) if not row.is_source]
    await bot.hears("让刚才那张动起来，1秒")
    assert await pictures_of(bot, 2) == (made.id,)
    bot.clock.goes(60)
    await bot.hears("", pictures=shown("good"))
    await bot.hears("让刚才那张动起来，1秒")
    assert await pictures_of(bot, 3) != (made.id,)
    bot.clock.goes(86_400)
    assert "还没看到照片" in await bot.hears("让刚才那张动起来，1秒")


async def test_at_most_twenty_photos_are_remembered(bot: BotUnderTest) -> None:
    names = [f"n{number}" for number in range(23)]
    room_of(bot).photos.update({name: saved(photo(64 + at, 48)) for at, name in enumerate(names)})
    for at in range(0, 23, 8):
        await bot.hears("", pictures=shown(*names[at : at + 8]))
    assert "20 张照片做成相册" in await bot.hears("做成相册，20秒")
    taken = {row.id: row.created_at for row in await bot.rows(artifacts)}
    assert len(await pictures_of(bot, 1)) == len(set(await pictures_of(bot, 1))) == 20
    assert len(taken) == 23


async def test_a_clip_has_the_shape_of_its_photo(bot: BotUnderTest) -> None:
    room_of(bot).photos["upright"] = saved(photo(900, 1200))
    await bot.hears("", pictures=shown("upright"))
    await bot.hears("让它动起来，1秒")
    await bot.finishes_jobs()
    made = (await bot.job(1)).generation
    assert made
    assert (made.width, made.height) == (480, 640)
    await bot.hears("让它动起来，1秒，横屏")
    await bot.finishes_jobs()
    made = (await bot.job(2)).generation
    assert made
    assert made.width > made.height


async def test_a_photo_that_is_gone_when_its_turn_comes_fails_honestly(bot: BotUnderTest) -> None:
    await bot.hears("", pictures=shown("good"))
    (row,) = [row for row in await bot.rows(artifacts) if row.is_source]
    Path(row.path).unlink()
    await bot.hears("让它动起来，1秒")
    await bot.finishes_jobs()
    assert "照片已经不在了" in bot.said[-1]
    assert bot.studio.taken == {}


def room_of(bot: BotUnderTest) -> PhotoRoom:
    assert isinstance(bot.room, PhotoRoom)
    return bot.room
