"""What members say comes in once, with everything that has to be known again; what nobody can read stops nothing."""

import asyncio
import base64
import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.base import NotSent, Picture, Refused
from bot.errors import StoreFull, StoreLocked
from tests.bot.channels.ilink_house import Ear, bind, ilink, listening
from tests.doubles.processes import Double
from tests.doubles.waiting import until

PHOTO = hashlib.sha256(b"photo").digest() * 3420
"""109 440 bytes."""


@pytest.fixture
def double() -> Iterator[Double]:
    with ilink() as double:
        yield double


def shown(*photos: bytes) -> list[str]:
    return [base64.b64encode(photo).decode() for photo in photos]


async def test_a_text_comes_in_with_all_that_is_known_of_it(double: Double, tmp_path: Path) -> None:
    binding = bind(double, tmp_path, name="妈妈")
    async with listening(double, tmp_path) as ear:
        said = double.post("/member_says", user="mama", text="你好\n小爱")
        (message,) = await ear.hears(1)
    assert (message.channel, message.account, message.text) == ("ilink", binding.account, "你好\n小爱")
    assert message.chat_id == message.sender_id == "mama@im.wechat"
    assert (message.sender_name, message.is_group, message.message_id) == ("妈妈", False, said["message_id"])
    assert abs(message.sent_at - datetime.now(UTC)) < timedelta(seconds=30)
    assert [mark.name for mark in message.marks] == ["context:mama@im.wechat", "cursor"]


async def test_spoken_words_are_words(double: Double, tmp_path: Path) -> None:
    bind(double, tmp_path)
    async with listening(double, tmp_path) as ear:
        double.post("/member_says", user="mama", voice="今天天气怎么样")
        double.post("/member_says", user="mama", voice="")
        first, second = await ear.hears(2)
    assert (first.text, second.text, second.pictures) == ("今天天气怎么样", "", ())


@pytest.mark.parametrize("key", ["both", "hex", "raw", "base64-hex", "none"])
async def test_a_photo_arrives_as_it_was_sent(double: Double, tmp_path: Path, key: str) -> None:
    bind(double, tmp_path)
    async with listening(double, tmp_path) as ear:
        double.post("/member_says", user="mama", text="让它动起来", images=shown(PHOTO, b"x"), key=key)
        (message,) = await ear.hears(1)
        assert [await ear.channel.fetch(picture) for picture in message.pictures] == [PHOTO, b"x"]


async def test_a_photo_that_is_gone_damaged_or_elsewhere(double: Double, tmp_path: Path) -> None:
    bind(double, tmp_path)
    async with listening(double, tmp_path) as ear:
        double.post("/member_says", user="mama", images=shown(PHOTO))
        ((picture,),) = [message.pictures for message in await ear.hears(1)]
        key = picture.id.partition(" ")[0]
        double.misbehave("http500", at="download", times=2)
        assert await ear.channel.fetch(picture) == PHOTO
        double.misbehave("http500", at="download", times=3)
        with pytest.raises(NotSent):
            await ear.channel.fetch(picture)
        double.misbehave("refuse", at="download", times=1)
        with pytest.raises(Refused):
            await ear.channel.fetch(picture)
        with pytest.raises(Refused, match="do not belong"):
            await ear.channel.fetch(Picture(picture.id.replace(key, "0" * 32)))
        for place in ("http://169.254.169.254/latest", "file:///etc/passwd", "https://127.0.0.1:1/x", ""):
            with pytest.raises(Refused):
                await ear.channel.fetch(Picture(f"{key} {place}" if place else ""))


async def test_clips_and_files_are_no_photos_but_photos_sent_as_files_are(double: Double, tmp_path: Path) -> None:
    bind(double, tmp_path)
    media = {"encrypt_query_param": "x", "aes_key": base64.b64encode(b"k" * 16).decode()}
    items = [
        {"type": 5, "video_item": {"media": media, "video_size": 7}},
        {"type": 4, "file_item": {"media": media, "file_name": "账单.pdf", "len": "9"}},
        {"type": 4, "file_item": {"media": media, "file_name": "IMG_1.HEIC", "len": "9"}},
        {"type": 11, "tool_call_start_item": {}},
    ]
    async with listening(double, tmp_path) as ear:
        double.post("/member_says", user="mama", items=items)
        (message,) = await ear.hears(1)
        clip, bill, photo = message.pictures
        assert clip == bill == Picture("no-photo")
        assert photo.id.endswith(" ?x")
        assert not (await ear.channel.fetch(clip)).startswith(b"\xff\xd8")


async def test_a_quote_names_what_it_quotes(double: Double, tmp_path: Path) -> None:
    bind(double, tmp_path)
    whole = {"type": 1, "text_item": {"text": "让它动起来"}}
    async with listening(double, tmp_path) as ear:
        double.post("/member_says", user="mama", text="让它动起来", quotes="7455913220000000777")
        inside = {"type": 1, "msg_id": 7455913220000000778, "text_item": {"text": "画"}}
        double.post("/member_says", user="mama", items=[whole | {"ref_msg": {"message_item": inside}}])
        media = {"encrypt_query_param": "y", "aes_key": base64.b64encode(b"k" * 16).decode()}
        image = {"type": 2, "image_item": {"media": media}}
        double.post("/member_says", user="mama", items=[whole | {"ref_msg": {"title": "图", "message_item": image}}])
        messages = await ear.hears(3)
    assert [one.quoted_id for one in messages] == ["7455913220000000777", "7455913220000000778", ""]
    assert [len(one.pictures) for one in messages] == [0, 0, 1]


GARBAGE = [
    *(None, 7, "text", [], {}, {"from_user_id": "x" * 300, "message_id": 1}, {"from_user_id": {"a": 1}}),
    {"from_user_id": "mama@im.wechat", "message_type": 2, "message_id": 5, "item_list": []},
    {"from_user_id": "mama@im.wechat", "group_id": "g", "message_id": 6, "item_list": []},
    {"from_user_id": "mama@im.wechat", "delete_time_ms": 5, "message_id": 7, "item_list": []},
    {"from_user_id": "a\x00b", "message_id": 8},
]
ODD = [
    {"from_user_id": "mama@im.wechat", "message_id": "m" * 500, "item_list": "no list"},
    {"from_user_id": "mama@im.wechat", "message_id": -1, "item_list": [None, 7, {"type": "1"}, {"type": 1}]},
    {"from_user_id": "mama@im.wechat", "item_list": [{"type": 1, "text_item": {"text": ["?"]}}], "seq": 1},
    {"from_user_id": "mama@im.wechat", "item_list": [{"type": 2, "image_item": {"aeskey": 7, "media": []}}]},
    {
        "from_user_id": "mama@im.wechat",
        "create_time_ms": 10**30,
        "context_token": {"a": 1},
        "item_list": [{"ref_msg": 5}],
    },
    {"from_user_id": "mama@im.wechat", "create_time_ms": "now", "message_id": True, "item_list": [{"type": True}]},
    {
        "from_user_id": "mama@im.wechat",
        "message_id": 9,
        "item_list": [{"type": 1, "text_item": {"text": "长" * 300_000}}],
    },
]


async def test_what_nobody_can_read_is_passed_over_and_what_is_odd_is_heard(double: Double, tmp_path: Path) -> None:
    bind(double, tmp_path)
    async with listening(double, tmp_path) as ear:
        for raw in [*GARBAGE, *ODD, *ODD]:
            double.post("/member_says", user="mama", raw=raw)
        double.post("/member_says", user="mama", text="还在吗")
        messages = await ear.hears(2 * len(ODD) + 1)
        ids = [message.message_id for message in messages]
        assert ids[: len(ODD)] == ids[len(ODD) : -1], "the same when it is delivered again"
        assert len(set(ids)) == len(ODD) + 1
        assert all(0 < len(one) <= 200 and one.isprintable() for one in ids)
        assert messages[-1].text == "还在吗"
        with pytest.raises(Refused):
            await ear.channel.fetch(messages[3].pictures[0])


@pytest.mark.parametrize("mode", ["wrong_body", "garbage", "cut_before", "http500", "declined", "busy429", "hang"])
async def test_after_answers_that_are_none_it_goes_on(double: Double, tmp_path: Path, mode: str) -> None:
    bind(double, tmp_path)
    async with listening(double, tmp_path) as ear:
        await ear.stands("online")
        double.misbehave(mode, at="getupdates", times=1 if mode == "hang" else 2)
        double.post("/member_says", user="mama", text="在吗")
        (message,) = await ear.hears(1)
        assert message.text == "在吗"
        await ear.stands("online")


async def test_away_for_a_while_it_says_so_and_comes_back(double: Double, tmp_path: Path) -> None:
    bind(double, tmp_path)
    async with listening(double, tmp_path) as ear:
        await ear.stands("online")
        double.go_away(1.0)
        login = await ear.stands("offline")
        assert "getupdates" in login.detail
        await ear.stands("online")
        double.post("/member_says", user="mama", text="在吗")
        await ear.hears(1)


async def test_the_next_life_goes_on_where_this_one_had_read(double: Double, tmp_path: Path) -> None:
    bind(double, tmp_path)
    async with listening(double, tmp_path) as ear:
        double.post("/member_says", user="mama", text="一")
        await ear.hears(1)
    double.post("/member_says", user="mama", text="二")
    async with listening(double, tmp_path, ear) as again:
        messages = await again.hears(1)
        await asyncio.sleep(0.1)
    assert [message.text for message in messages] == ["二"]
    assert double.get("/polls", user="mama")[0] == ""
    assert ear.marks[messages[0].account, "context:mama@im.wechat"].startswith("CTX-")


async def test_a_store_that_is_full_holds_the_far_side_back(double: Double, tmp_path: Path) -> None:
    binding = bind(double, tmp_path)
    async with listening(double, tmp_path) as ear:
        await until(lambda: (binding.account, "cursor") in ear.marks)
        read_before = ear.marks[binding.account, "cursor"]
        ear.to_fail = [StoreFull("app.sqlite")] * 20
        double.post("/member_says", user="mama", text="一")
        await until(lambda: len(ear.to_fail) < 18)
        polls = len(double.get("/polls", user="mama"))
        assert ear.marks.get((binding.account, "cursor")) == read_before
        assert [message.text for message in await ear.hears(1)] == ["一"]
        assert len(double.get("/polls", user="mama")) <= polls + 2


async def test_a_message_somebody_breaks_over_does_not_stop_those_behind_it(double: Double, tmp_path: Path) -> None:
    bind(double, tmp_path)
    async with listening(double, tmp_path) as ear:
        ear.to_fail = [KeyError("a bug")] * 4
        double.post("/member_says", user="mama", text="一")
        double.post("/member_says", user="mama", text="二")
        messages = await ear.hears(1)
    # Three tries for the first, one that failed for the second.
    assert [message.text for message in messages] == ["二"]


async def test_every_member_has_a_line_of_his_own(double: Double, tmp_path: Path) -> None:
    accounts = {user: bind(double, tmp_path, user).account for user in ("mama", "baba")}
    async with listening(double, tmp_path) as ear:
        for user in accounts:
            await ear.stands("online", accounts[user])
            double.post("/member_says", user=user, text=f"我是 {user}")
        messages = await ear.hears(2)
        assert {message.account: message.text for message in messages} == {
            accounts["mama"]: "我是 mama",
            accounts["baba"]: "我是 baba",
        }
        double.post("/stale", user="baba")
        await ear.stands("expired", accounts["baba"])
        double.post("/member_says", user="mama", text="我还在")
        assert (await ear.hears(3))[-1].text == "我还在"
        assert not ear.channel.can_reach(accounts["baba"], "baba@im.wechat")
        assert ear.channel.can_reach(accounts["mama"], "mama@im.wechat")


async def test_a_stale_token_is_not_asked_with_again(double: Double, tmp_path: Path) -> None:
    binding = bind(double, tmp_path)
    async with listening(double, tmp_path) as ear:
        await ear.stands("online")
        double.post("/stale", user="mama")
        login = await ear.stands("expired")
        assert binding.token.get_secret_value() not in repr(login)
        calls = double.stats()["calls"]
        await asyncio.sleep(0.5)
        assert double.stats()["calls"] == calls
        bind_again(double, tmp_path, ear, binding.account)
        await ear.stands("online", binding.account)
        assert (binding.account, "mama@im.wechat") in ear.reachable
        double.post("/member_says", user="mama", text="又来了")
        assert (await ear.hears(1))[0].account == binding.account


def bind_again(double: Double, folder: Path, ear: Ear, account: str) -> None:
    from bot.channels.ilink import bindings

    ear.marks |= {(account, "cursor"): "of another bot", (account, "context:mama@im.wechat"): "old"}
    again = bind(double, folder / "elsewhere")
    bindings.save(folder, again.model_copy(update={"account": account}))


async def test_a_file_that_cannot_be_read_is_named(double: Double, tmp_path: Path) -> None:
    bind(double, tmp_path)
    (tmp_path / "x.json").write_text('{"token": "secret-of-somebody"}')
    async with listening(double, tmp_path) as ear:
        login = await ear.stands("expired", "x.json")
        assert "secret" not in repr(login)
        await ear.stands("online")


async def test_what_it_knew_cannot_be_read_at_first(double: Double, tmp_path: Path) -> None:
    bind(double, tmp_path)

    class Forgetful(Ear):
        fails = 2

        async def recall(self, account: str) -> Mapping[str, str]:
            self.fails -= 1
            if self.fails >= 0:
                raise StoreLocked("app.sqlite") if self.fails else KeyError("a bug")
            return await super().recall(account)

    async with listening(double, tmp_path, Forgetful(None)) as ear:  # type: ignore[arg-type]
        await ear.stands("online")
